//! The 1:1 practice with the real programs: a meeting that is run line by line, its recap, goals, feedback, check-ins,
//! wins, days off, search. What only one may see is looked for wherever the other could see it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use scene::{Two, command, json, ok, paired, refused};
use serde_json::Value;

/// Runs a command that reads lines, and gives its JSON.
fn typed(home: &Path, words: &[&str], lines: &str) -> Value {
    let mut child =
        command(home, words).arg("--json").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stdout));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn said(home: &Path, words: &[&str]) -> String {
    let output = command(home, words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn exchange(alex: &Path, sam: &Path) {
    for home in [alex, sam, alex] {
        ok(home, &["sync"]);
    }
}

#[test]
fn a_meeting_that_one_runs_line_by_line_is_in_the_recap_of_both_and_private_lines_are_in_none() {
    let Two { folder, alex, sam, relay: _relay } = paired();
    ok(&alex, &["every", "sam", "daily 10:00", "--tz", "UTC"]);
    // The questions of the one who reports come first.
    ok(&sam, &["add", "alex", "Lead the billing migration", "--kind", "question"]);
    ok(&alex, &["add", "sam", "On-call load"]);
    ok(&alex, &["note", "sam", "ALEX-ONLY: listen first"]);
    exchange(&alex, &sam);
    let lines = "Needs one design review\na Draft the rollback plan @sam 2099-11-27\nd Sam leads it\nn\n\
                 k\nm Short and good\nn\nq\n";
    let met = typed(&alex, &["meet", "sam"], lines);
    assert_eq!(
        (met["discussed"].as_u64(), met["actions"].as_u64(), met["decisions"].as_u64()),
        (Some(1), Some(1), Some(1))
    );
    assert_eq!(met["meeting"]["state"], "held");
    exchange(&alex, &sam);
    let (hers, his) = (json(&alex, &["recap", "sam"]), json(&sam, &["recap", "alex"]));
    for part in ["discussed", "decided", "actions", "parked", "notes", "meeting"] {
        assert_eq!(hers[part], his[part], "{part}");
    }
    assert_eq!(hers["decided"][0]["text"], "Sam leads it");
    assert_eq!(hers["discussed"][0]["title"], "Lead the billing migration");
    assert_eq!(hers["parked"][0]["title"], "On-call load");
    assert_eq!(
        (hers["actions"][0]["owner"].as_str(), hers["actions"][0]["due"].as_str()),
        (Some("report"), Some("2099-11-27"))
    );
    for form in ["text", "markdown", "html", "eml"] {
        let recap = said(&alex, &["recap", "sam", "--format", form]);
        assert!(!recap.contains("ALEX-ONLY"), "{recap}");
        assert!(form == "eml" || recap.contains("Draft the rollback plan"), "{recap}");
    }
    let file = folder.path().join("recap.md");
    ok(&alex, &["recap", "sam", "--format", "markdown", "--out", file.to_str().unwrap()]);
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("# Recap"));
    assert_eq!(refused(&alex, &["recap", "sam", "--out", file.to_str().unwrap()]).0, 1);
    assert_eq!(json(&sam, &["history", "alex"])["meetings"][0]["discussed"].as_array().unwrap().len(), 1);
    assert_eq!(json(&alex, &["actions", "--theirs"])["people"][0]["actions"].as_array().unwrap().len(), 1);
}

#[test]
fn goals_count_down_as_well_as_up_and_both_see_how_they_stand() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    ok(&alex, &["goals", "add", "sam", "Labels fast enough", "--due", "2099-06-30"]);
    ok(&alex, &["goals", "measure", "labels", "p95 latency", "--from", "900", "--to", "300", "--unit", "ms"]);
    ok(&alex, &["goals", "measure", "labels", "failed", "--from", "1.8", "--to", "0.5"]);
    exchange(&alex, &sam);
    ok(
        &sam,
        &[
            "goals",
            "progress",
            "labels",
            "latency=600",
            "failed=1,15",
            "--confidence",
            "medium",
            "--note",
            "half way",
        ],
    );
    assert_eq!(refused(&sam, &["goals", "progress", "labels", "50"]), (3, "ambiguous".to_owned()));
    assert_eq!(refused(&sam, &["goals", "progress", "labels", "latency=much"]), (2, "bad_number".to_owned()));
    assert_eq!(refused(&sam, &["goals", "progress", "labels"]), (2, "argument_missing".to_owned()));
    assert_eq!(
        refused(&sam, &["goals", "measure", "labels", "x", "--from", "1", "--to", "1"]),
        (2, "bad_measure".to_owned())
    );
    exchange(&alex, &sam);
    let goals = json(&alex, &["goals", "sam"]);
    assert_eq!(goals["goals"], json(&sam, &["goals", "alex"])["goals"]);
    assert_eq!(goals["goals"][0]["percent"], 50);
    ok(&sam, &["goals", "progress", "labels", "latency=290", "failed=0.5"]);
    let goals = json(&sam, &["goals", "alex"]);
    assert_eq!(goals["goals"][0]["percent"], 100, "a falling number beyond its aim is whole, not more");
    ok(&sam, &["goals", "close", "labels"]);
    assert_eq!(json(&sam, &["goals", "alex"])["goals"][0]["state"], "reached");
    ok(&sam, &["undo"]);
    assert_eq!(json(&sam, &["goals", "alex"])["goals"][0]["state"], "open");
}

#[test]
fn what_is_drafted_or_felt_alone_is_nobody_elses_until_a_copy_is_shared() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    ok(&sam, &["feedback", "draft", "alex", "SAM-ONLY when you answer at midnight I feel I should be awake"]);
    ok(&sam, &["checkin", "alex", "--mood", "2", "--workload", "5", "--word", "SAM-ONLY tired"]);
    assert_eq!(refused(&sam, &["checkin", "alex", "--mood", "6"]), (2, "bad_number".to_owned()));
    exchange(&alex, &sam);
    let everything = |home: &Path, other: &str| {
        let words: [&[&str]; 6] = [
            &["feedback", other, "-p"],
            &["checkin", other],
            &["search", "SAM-ONLY", "-p"],
            &["prep", other, "-p"],
            &["history", other],
            &["agenda", other, "-p"],
        ];
        words.iter().map(|words| json(home, words).to_string()).collect::<String>()
    };
    assert!(!everything(&alex, "sam").contains("SAM-ONLY"));
    assert!(everything(&sam, "alex").contains("SAM-ONLY"));
    assert!(
        !json(&sam, &["feedback", "alex"]).to_string().contains("SAM-ONLY"),
        "drafts are shown only if asked for"
    );

    // Sharing needs a yes; what is shared is a copy, and the draft stays.
    assert_eq!(refused(&sam, &["feedback", "share", "midnight"]), (2, "input_needed".to_owned()));
    ok(&sam, &["feedback", "share", "midnight", "--yes"]);
    exchange(&alex, &sam);
    let hers = json(&alex, &["feedback", "sam"]);
    assert_eq!((hers["feedback"].as_array().unwrap().len(), hers["drafts"].as_u64()), (1, Some(0)));
    assert_eq!(json(&sam, &["feedback", "alex"])["drafts"], 1);
    assert_eq!(refused(&sam, &["feedback", "ack", "midnight"]), (2, "not_possible".to_owned()));
    ok(&alex, &["feedback", "ack", "midnight"]);
    exchange(&alex, &sam);
    assert_eq!(json(&sam, &["feedback", "alex"])["feedback"][0]["read"], true);
    assert!(
        !json(&alex, &["search", "tired", "-p"]).to_string().contains("tired\""),
        "the check-in is still Sam's"
    );
    ok(&sam, &["checkin", "share", "alex"]);
    exchange(&alex, &sam);
    assert!(json(&alex, &["search", "tired"]).to_string().contains("SAM-ONLY tired"));
}

#[test]
fn what_a_pair_keeps_is_kept_by_both_and_found_by_words() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    ok(&alex, &["every", "sam", "weekly tue 10:00", "--tz", "UTC"]);
    ok(&alex, &["win", "sam", "Found the conflict from two graphs", "--about", "sam"]);
    ok(&sam, &["lesson", "alex", "Überschriften zuerst"]);
    ok(&sam, &["off", "add", "alex", "2099-12-21", "2099-12-31", "--note", "family"]);
    assert_eq!(
        refused(&sam, &["off", "add", "alex", "2099-12-31", "2099-12-21"]),
        (2, "bad_date".to_owned())
    );
    typed(&alex, &["priorities", "sam", "--stdin"], "1. Labels\n2. Migration\n");
    exchange(&alex, &sam);
    assert_eq!(json(&alex, &["win", "sam"])["months"], json(&sam, &["win", "alex"])["months"]);
    assert_eq!(json(&alex, &["lesson", "sam"])["quarters"], json(&sam, &["lesson", "alex"])["quarters"]);
    let off = json(&alex, &["off", "list", "sam"]);
    assert_eq!(
        (off["time_off"][0]["member"].as_str(), off["time_off"][0]["note"].as_str()),
        (Some("report"), Some("family"))
    );
    assert!(!off["time_off"][0]["meetings"].as_array().unwrap().is_empty(), "the Tuesdays in it are named");
    let priorities = json(&sam, &["priorities", "alex"]);
    assert_eq!(priorities["text"].as_str().unwrap().trim_end(), "1. Labels\n2. Migration");
    assert_eq!(priorities["looked"]["by"], "manager");
    // Without accents and in capitals it is found as well; both words have to be there.
    assert_eq!(
        json(&alex, &["search", "UBERSCHRIFTEN zuerst"])["people"][0]["shared"].as_array().unwrap().len(),
        1
    );
    assert!(json(&alex, &["search", "zuerst graphs"])["people"].as_array().unwrap().is_empty());
    assert_eq!(refused(&alex, &["search", "…"]), (2, "empty_text".to_owned()));
    let overview = json(&alex, &["overview"]);
    assert_eq!(overview["people"][0]["person"]["name"], "Sam Okoro");
    assert!(said(&sam, &["--lang", "de", "prep", "alex"]).contains("Zum Anfangen"));
}

#[test]
fn a_meeting_that_was_held_keeps_its_time_when_the_rule_changes() {
    let Two { folder: _folder, alex, sam: _sam, relay: _relay } = paired();
    ok(&alex, &["every", "sam", "daily 10:00", "--tz", "UTC"]);
    typed(&alex, &["meet", "sam"], "q\n");
    let held = json(&alex, &["history", "sam"])["meetings"][0].clone();
    assert!(held["starts"].as_str().unwrap().contains("T10:00"), "{held}");
    for rule in ["daily 15:30", "weekly mon 8:00"] {
        ok(&alex, &["every", "sam", rule, "--tz", "Europe/Berlin"]);
        let after = json(&alex, &["history", "sam"])["meetings"][0].clone();
        assert_eq!((&after["id"], after["state"].as_str()), (&held["id"], Some("held")));
        let moment = |meeting: &Value| {
            meeting["starts"].as_str().unwrap().parse::<jiff::ZonedDateTime>().unwrap().timestamp()
        };
        assert_eq!(moment(&after), moment(&held), "{after}");
    }
    assert_eq!(refused(&alex, &["overflow", "sam", "yesterday 9:00"]), (2, "not_possible".to_owned()));
}
