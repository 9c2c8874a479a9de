//! Two people with a year behind them, for the tests of files that leave and come back.

use std::path::{Path, PathBuf};

use super::{Two, ok, paired};

/// Two with a year behind them, and things said since then by both.
pub(crate) fn with_a_year() -> Two {
    let two = paired();
    let sample = entrenous_tests::workspace_root().join("crates/agenda/sample/sample_1on1.md");
    ok(&two.sam, &["import", "alex", sample.to_str().unwrap()]);
    exchange(&two);
    ok(&two.alex, &["add", "sam", "Raised by Alex", "--kind", "concern"]);
    ok(&two.alex, &["comment", "Raised by Alex", "ALEX-SAID a remark"]);
    ok(&two.alex, &["note", "sam", "ALEX-ONLY a note"]);
    ok(&two.alex, &["feedback", "draft", "sam", "ALEX-ONLY a draft"]);
    ok(&two.alex, &["template", "save", "ours", "sam"]);
    ok(&two.sam, &["add", "alex", "Will be deleted"]);
    ok(&two.sam, &["drop", "Will be deleted"]);
    ok(&two.sam, &["skip", "alex", "2026-12-15", "--why", "travelling"]);
    ok(&two.sam, &["lesson", "alex", "Read it aloud first"]);
    exchange(&two);
    two
}

pub(crate) fn exchange(two: &Two) {
    for home in [&two.alex, &two.sam, &two.alex] {
        ok(home, &["sync"]);
    }
}

/// The files that a home exports.
pub(crate) fn exported(two: &Two, home: &Path, more: &[&str]) -> PathBuf {
    let out = two.folder.path().join(format!("out-{}", more.len() * 10 + usize::from(home == two.alex)));
    let words: Vec<&str> = ["export", out.to_str().unwrap()].iter().chain(more).copied().collect();
    ok(home, &words);
    out
}
