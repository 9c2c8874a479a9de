//! `--ascii` with the real program: whatever is looked at, the product itself prints nothing but ASCII; what people wrote stays.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use std::path::Path;

use scene::{Two, command, ok, paired};

/// Everything that only looks. A command that is not here and not below fails the test.
const LOOKING: &[&str] = &[
    "",
    "--help",
    "actions sam --all",
    "agenda sam -p --all",
    "ask sam --all",
    "changes budget",
    "changes budget --at 1",
    "changes labels",
    "checkin sam",
    "completions bash",
    "config",
    "device",
    "doctor",
    "every sam",
    "feedback sam -p",
    "goals sam",
    "goals show labels",
    "headings sam",
    "help",
    "history sam",
    "lesson sam",
    "log",
    "off list sam",
    "overview --all",
    "people",
    "people show sam",
    "place sam",
    "prep sam -p",
    "priorities sam",
    "recap sam",
    "relay",
    "remind --within 7d",
    "search plan -p",
    "status",
    "sync",
    "sync-check sam",
    "talk sam",
    "template",
    "template show weekly",
    "title sam",
    "verify sam --show --qr",
    "win sam",
    // Failures are shown as well.
    "agenda nobody",
    "add sam",
    "handover sam --to sam --pick",
    "move budget nowhere",
    "sync --unknown",
];

/// Commands that change something, or write a file, and say so in one sentence; their help is looked at.
const WRITING: &[&str] = &[
    "accept",
    "action",
    "backup",
    "blocked",
    "cancel",
    "carry",
    "comment",
    "decide",
    "demo",
    "done",
    "drop",
    "edit",
    "export",
    "extra",
    "ics",
    "import",
    "init",
    "invite",
    "link",
    "lock",
    "man",
    "meet",
    "note",
    "overflow",
    "park",
    "passphrase",
    "react",
    "redo",
    "reschedule",
    "restore",
    "skip",
    "snooze",
    "under",
    "undo",
    "unlock",
];

fn said(home: &Path, words: &[&str]) -> String {
    let words = [words, &["--ascii", "--lang", "en"]].concat();
    let output = command(home, &words).output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

/// A notebook with something of everything, written in ASCII.
fn filled(alex: &Path, sam: &Path) {
    for words in [
        &["every", "sam", "daily 23:59", "--tz", "UTC"][..],
        &["add", "sam", "Budget", "--kind", "roadblock"],
        &["add", "sam", "Carrier contract"],
        &["under", "carrier", "budget"],
        &["blocked", "carrier", "me"],
        &["action", "sam", "Send the plan", "--due", "2026-01-05"],
        &["note", "sam", "mine about plans"],
        &["goals", "add", "sam", "Labels"],
        &["goals", "measure", "labels", "latency", "--from", "900", "--to", "300"],
        &["goals", "progress", "labels", "700", "--confidence", "low"],
        &["goals", "progress", "labels", "500"],
        &["link", "carrier", "labels"],
        &["win", "sam", "Found it"],
        &["lesson", "sam", "Ask first"],
        &["off", "add", "sam", "2099-12-21", "2099-12-31"],
        &["feedback", "draft", "sam", "Well done"],
        &["checkin", "sam", "--mood", "4"],
        &["comment", "carrier", "Yes"],
        &["react", "carrier", "party"],
        &["move", "carrier", "next"],
    ] {
        ok(alex, words);
    }
    let long = alex.with_extension("txt");
    std::fs::write(&long, "Budget\n\none\ntwo\nthree\nfour\nfive\n").unwrap();
    let mut edit = command(alex, &["edit", "budget", "-"]);
    edit.stdin(std::fs::File::open(&long).unwrap());
    assert!(edit.output().unwrap().status.success());
    for home in [alex, sam, alex] {
        ok(home, &["sync"]);
    }
    let mut meet = command(alex, &["meet", "sam"]);
    std::fs::write(&long, "Talked\nn\nq\n").unwrap();
    meet.stdin(std::fs::File::open(&long).unwrap());
    assert!(meet.output().unwrap().status.success());
}

#[test]
fn whatever_is_looked_at_the_product_prints_nothing_but_ascii() {
    let Two { folder, alex, sam, relay: _relay } = paired();
    filled(&alex, &sam);
    let mut wrong = Vec::new();
    let mut check = |line: &str, text: String| {
        if text.trim().is_empty() && !line.starts_with("remind") {
            wrong.push(format!("{line}: nothing at all"));
        }
        if let Some(character) = text.chars().find(|character| !character.is_ascii()) {
            wrong.push(format!("{line}: {character:?} in\n{text}"));
        }
    };
    for line in LOOKING {
        check(line, said(&alex, &line.split_whitespace().collect::<Vec<_>>()));
    }
    for name in WRITING {
        check(name, said(&alex, &["help", name]));
        check(name, said(&alex, &[name, "--help"]));
    }
    for subject in
        ["privacy", "offline", "devices", "words", "keys", "reminders", "config", "json", "exit-codes"]
    {
        check(subject, said(&alex, &["help", subject]));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // No command is forgotten here: the manual has a page for each.
    let pages = folder.path().join("man");
    ok(&alex, &["man", "--out", pages.to_str().unwrap()]);
    let looked: Vec<&str> = LOOKING.iter().filter_map(|line| line.split(' ').next()).collect();
    for page in std::fs::read_dir(&pages).unwrap() {
        let page = page.unwrap().file_name().into_string().unwrap();
        let Some(name) = page.strip_prefix("entre-").and_then(|name| name.strip_suffix(".1")) else {
            continue;
        };
        let is_in = |known: &&str| *known == name || name.starts_with(&format!("{known}-"));
        assert!(looked.iter().chain(WRITING).any(is_in), "{name} is in no list");
    }
}

#[test]
fn what_people_wrote_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    ok(&home, &["init", "--name", "Alex", "--relay", "ws://127.0.0.1:1", "--unlock", "file"]);
    ok(&home, &["invite", "Zoë", "--role", "manager"]);
    ok(&home, &["add", "zo", "Budget → 2027 … „offen“"]);
    let agenda = said(&home, &["agenda"]);
    assert!(agenda.contains("Budget → 2027 … „offen“") && agenda.contains("Zoë"), "{agenda}");
    assert!(agenda.contains("  o  "), "{agenda}");
    // A locale without Unicode asks for the same.
    let output = command(&home, &["changes", "nothing"]).env("LC_ALL", "C").output().unwrap();
    assert!(output.stderr.is_ascii());
}
