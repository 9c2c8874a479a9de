//! When two people meet, with the real programs: the rule, one meeting moved, skipped or given more time, and what waits.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use scene::{Two, command, json, ok, paired, refused};
use serde_json::Value;

fn ids(cadence: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let meetings = cadence["meetings"].as_array().unwrap();
    meetings.iter().map(|meeting| (text(&meeting["id"]), text(&meeting["state"]))).collect()
}

#[test]
fn what_is_arranged_by_one_is_so_for_both_and_an_overflow_holds_what_was_parked() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    ok(
        &alex,
        &[
            "every",
            "sam",
            "weekly tue 10:00",
            "--tz",
            "Europe/Berlin",
            "--minutes",
            "30",
            "--from",
            "yesterday",
        ],
    );
    let planned = ids(&json(&alex, &["every", "sam"]));
    assert_eq!(planned.len(), 6);
    assert!(planned.iter().all(|(_, state)| state == "planned"), "{planned:?}");
    ok(&alex, &["sync"]);
    ok(&sam, &["sync"]);
    assert_eq!(ids(&json(&sam, &["every", "alex"])), planned);

    // Both call off the same meeting without knowing of each other: it is one meeting.
    ok(&alex, &["skip", "sam", &planned[0].0, "--why", "at a customer"]);
    ok(&sam, &["skip", "alex", &planned[0].0, "--why", "ill"]);
    ok(&sam, &["reschedule", "alex", "2099-01-05 09:00", "--of", &planned[1].0]);
    for home in [&alex, &sam, &alex] {
        ok(home, &["sync"]);
    }
    let (hers, his) = (json(&alex, &["every", "sam"]), json(&sam, &["every", "alex"]));
    assert_eq!(hers["meetings"], his["meetings"]);
    assert_eq!(ids(&hers)[0], (planned[0].0.clone(), "skipped".to_owned()));
    assert!(ids(&hers).iter().all(|(id, _)| *id != planned[1].0), "it was moved far away: {hers}");

    // What is parked is on the agenda of the overflow, and nothing else is.
    ok(&alex, &["add", "sam", "The hard topic"]);
    ok(&alex, &["add", "sam", "Another topic"]);
    ok(&alex, &["reschedule", "sam", "today 00:05", "--of", &planned[2].0]);
    ok(&alex, &["park", "hard topic"]);
    let more = json(&alex, &["overflow", "sam", "tomorrow 15:00", "--minutes", "45", "--of", &planned[2].0]);
    assert_eq!(
        (more["meeting"]["kind"].as_str(), more["meeting"]["minutes"].as_u64()),
        (Some("overflow"), Some(45))
    );
    let id = more["meeting"]["id"].as_str().unwrap();
    assert_eq!(id, format!("{}-o", planned[2].0));
    let agenda = json(&alex, &["agenda", "sam", "--on", id]);
    let titles: Vec<&str> =
        agenda["topics"].as_array().unwrap().iter().map(|topic| topic["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["The hard topic"]);

    // Snoozed topics are away until their day; carrying brings a discussed one back.
    ok(&alex, &["snooze", "another topic", "2w"]);
    let on = |words: &str| {
        let agenda = json(&alex, &["agenda", "sam"]);
        agenda["topics"].as_array().unwrap().iter().any(|topic| topic["title"] == words)
    };
    assert!(!on("Another topic"));
    ok(&alex, &["snooze", "another topic", "now"]);
    assert!(on("Another topic"));
    ok(&alex, &["done", "another topic"]);
    assert!(!on("Another topic"));
    ok(&alex, &["undo"]);
    ok(&alex, &["done", "another topic"]);
    ok(&alex, &["carry", "another topic"]);
    assert!(on("Another topic"));
}

#[test]
fn a_mistake_about_meetings_has_its_sentence_and_changes_nothing() {
    let Two { folder: _folder, alex, sam: _sam, relay: _relay } = paired();
    for (words, exit, code) in [
        (vec!["skip", "sam"], 3, "no_meeting"),
        (vec!["every", "sam", "--minutes", "45"], 2, "bad_cadence"),
        (vec!["every", "sam", "weekly"], 2, "bad_cadence"),
        (vec!["extra", "sam", "thu"], 2, "bad_date"),
        (vec!["overflow", "sam", "thu 15:00"], 3, "no_meeting"),
    ] {
        assert_eq!(refused(&alex, &words), (exit, code.to_owned()), "{words:?}");
    }
    ok(&alex, &["every", "sam", "weekly tue 10:00", "--tz", "Europe/Berlin"]);
    ok(&alex, &["action", "sam", "A promise"]);
    let state = || (json(&alex, &["every", "sam"]), json(&alex, &["log"]));
    let before = state();
    let long = "x".repeat(201);
    for (words, exit, code) in [
        (vec!["every", "sam", "weekly tue 10:00", "--tz", "Europe/Atlantis"], 2, "bad_zone"),
        (
            vec!["every", "sam", "weekly tue 10:00", "--from", "2027-01-01", "--until", "2026-12-30"],
            2,
            "bad_cadence",
        ),
        (vec!["every", "sam", "monthly tue 10:00"], 2, "bad_cadence"),
        (vec!["skip", "sam", "2026-12-30"], 3, "no_meeting"),
        (vec!["skip", "sam", "--why", &long], 2, "bad_text"),
        (vec!["skip", "sam", "someday"], 2, "bad_date"),
        (vec!["reschedule", "sam", "thu 25:00"], 2, "bad_date"),
        (vec!["extra", "sam", "thu 9:00", "--minutes", "0"], 2, "bad_value"),
        (vec!["park", "promise"], 2, "not_possible"),
        (vec!["snooze", "promise", "2w"], 2, "not_possible"),
    ] {
        assert_eq!(refused(&alex, &words), (exit, code.to_owned()), "{words:?}");
    }
    assert_eq!(state(), before);
}

#[test]
fn a_rule_can_be_said_and_is_told_in_german() {
    let Two { folder: _folder, alex, sam: _sam, relay: _relay } = paired();
    ok(&alex, &["every", "sam", "alle 2 Wochen Do 14:30", "--tz", "Europe/Berlin"]);
    let said = command(&alex, &["every", "sam", "--lang", "de"]).output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("alle 2 Wochen am Donnerstag um 14:30 (Europe/Berlin), 30 min"), "{said}");
    let said = command(&alex, &["every", "sam"])
        .env_remove("ENTRE_LANG")
        .env("LANG", "de_DE.UTF-8")
        .output()
        .unwrap();
    assert!(String::from_utf8(said.stdout).unwrap().contains("Donnerstag"));
    let refused = command(&alex, &["skip", "sam", "someday", "--lang=de"]).output().unwrap();
    assert!(String::from_utf8(refused.stderr).unwrap().contains("„someday“ ist kein Tag"));

    // A first day alone is a change, too; it was taken for a question.
    ok(&alex, &["every", "sam", "--from", "2099-01-01"]);
    let cadence = json(&alex, &["every", "sam"])["cadence"].clone();
    assert!(cadence.as_str().unwrap().ends_with("|2099-01-01"), "{cadence}");
}
