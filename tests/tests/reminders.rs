//! Reminders with the real program: one line without a name or a topic, nothing where nothing is near, silence while the store
//! is locked.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use std::path::Path;
use std::process::Output;

use scene::{Two, command, entre, json, ok, paired};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A rule for a meeting that begins in this many minutes.
fn daily_in(minutes: i64) -> String {
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(minutes);
    format!("daily {}", at.to_zoned_datetime(jiff::tz::TimeZone::UTC).strftime("%H:%M"))
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn a_near_meeting_is_one_line_that_tells_when_and_nothing_else() {
    let Two { folder: _folder, alex, sam: _sam, relay: _relay } = paired();
    ok(&alex, &["add", "sam", "SECRET-TOPIC"]);
    ok(&alex, &["place", "sam", "SECRET-PLACE"]);
    let none = entre(&alex, &["remind"]);
    assert_eq!((code(&none), none.stdout.len(), none.stderr.len()), (1, 0, 0), "no meeting is planned");
    ok(&alex, &["every", "sam", &daily_in(600), "--tz", "UTC"]);
    assert_eq!(code(&entre(&alex, &["remind"])), 1, "it is ten hours away");
    assert!(ok(&alex, &["remind", "--within", "12h"]).starts_with("A 1:1 is in "));
    ok(&alex, &["every", "sam", &daily_in(10), "--tz", "UTC"]);
    let near = entre(&alex, &["remind"]);
    assert_eq!((code(&near), near.stderr.len()), (0, 0));
    let line = text(&near.stdout);
    assert!(
        line.lines().count() == 1 && line.starts_with("A 1:1 is in ") && line.ends_with(" minutes.\n"),
        "{line}"
    );
    for word in ["SECRET", "Sam", "Alex"] {
        assert!(!line.contains(word), "{line}");
    }
    assert!(ok(&alex, &["remind", "--names"]).starts_with("1:1 with Sam Okoro is in "));
    assert!(ok(&alex, &["--lang", "de", "remind"]).starts_with("Ein Treffen in "));
    let value = json(&alex, &["remind"]);
    assert_eq!((&value["near"], &value["name"]), (&true.into(), &serde_json::Value::Null));
    // Spoken of once, however often a timer asks; asking without it changes nothing.
    assert_eq!(code(&entre(&alex, &["remind", "--once"])), 0);
    assert_eq!(code(&entre(&alex, &["remind", "--once"])), 1);
    assert_eq!(code(&entre(&alex, &["remind"])), 0);
    // A meeting that is left out is none.
    let skipped = json(&alex, &["agenda", "sam"])["meeting"]["id"].as_str().unwrap().to_owned();
    ok(&alex, &["skip", "sam", &skipped]);
    assert_eq!(code(&entre(&alex, &["remind"])), 1);
    assert_eq!(code(&entre(&alex, &["remind", "--within", "15"])), 2);
    assert!(ok(&alex, &["help", "reminders"]).contains("notify-send"));
}

#[test]
fn a_locked_store_says_nothing_of_meetings_and_asks_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (home, file) = (folder.path().join("home"), folder.path().join("passphrase"));
    std::fs::write(&file, "correct horse battery\n").unwrap();
    let with = |home: &Path, words: &[&str]| {
        let output = command(home, words).env("ENTRE_PASSPHRASE_FILE", &file).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    with(&home, &["init", "--name", "Alex", "--relay", "ws://127.0.0.1:1", "--unlock", "passphrase"]);
    with(&home, &["invite", "Sam", "--role", "manager"]);
    with(&home, &["every", "sam", &daily_in(10), "--tz", "UTC"]);
    let locked = entre(&home, &["remind"]);
    assert_eq!((code(&locked), locked.stdout.len()), (6, 0));
    assert!(text(&locked.stderr).contains("the store is locked"), "{}", text(&locked.stderr));
    assert!(with(&home, &["remind"]).starts_with("A 1:1 is in "));
}
