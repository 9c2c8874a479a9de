//! What two people call their headings, where they meet, what belongs to what, and the signs they give; with the real
//! programs, on both sides and in both languages.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use std::path::Path;

use scene::{Two, json, ok, paired, refused};
use serde_json::Value;

fn exchange(alex: &Path, sam: &Path) {
    for home in [alex, sam, alex] {
        ok(home, &["sync"]);
    }
}

fn german(home: &Path, words: &[&str]) -> String {
    ok(home, &[&["--lang", "de"], words].concat())
}

fn topic(agenda: &Value, title: &str) -> Value {
    let topics = agenda["topics"].as_array().unwrap();
    topics.iter().find(|topic| topic["title"] == title).unwrap().clone()
}

#[test]
fn a_heading_of_ones_own_is_shown_to_both_and_its_id_stays() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    ok(&alex, &["add", "sam", "Quarterly aims", "--under", "alignment"]);
    assert!(german(&alex, &["agenda", "sam"]).contains("Erwartungen"));
    ok(&alex, &["headings", "sam", "alignment", "Direction"]);
    exchange(&alex, &sam);
    // The usual names are translated, one's own are not.
    for said in [german(&sam, &["agenda", "alex"]), ok(&sam, &["agenda", "alex"])] {
        assert!(said.contains("Direction") && !said.contains("Erwartungen"), "{said}");
    }
    let german_list = german(&sam, &["headings", "alex"]);
    assert!(german_list.contains("Direction") && german_list.contains("Zusammenarbeit"), "{german_list}");
    // Accepted where a heading is named, by either name; the id is the same as ever.
    ok(&sam, &["add", "alex", "Aims for the team", "--under", "direction"]);
    ok(&sam, &["add", "alex", "Hiring", "--under", "General"]);
    ok(&sam, &["move", "hiring", "Alignment"]);
    let agenda = json(&sam, &["agenda", "alex"]);
    for title in ["Quarterly aims", "Aims for the team", "Hiring"] {
        assert_eq!(topic(&agenda, title)["category"], "alignment");
    }
    assert!(ok(&sam, &["log"]).contains("under Direction"));
    let before = json(&sam, &["agenda", "alex"]);
    assert_eq!(refused(&sam, &["add", "alex", "x", "--under", "nowhere"]), (2, "no_such_heading".to_owned()));
    assert_eq!(refused(&sam, &["move", "hiring", "sideways"]), (2, "no_such_heading".to_owned()));
    assert_eq!(refused(&sam, &["headings", "alex", "progress", "direction"]), (1, "name_taken".to_owned()));
    assert_eq!(refused(&sam, &["headings", "alex", "progress", " "]), (2, "empty_text".to_owned()));
    assert_eq!(refused(&sam, &["headings", "alex", "progress"]), (2, "input_needed".to_owned()));
    assert_eq!(json(&sam, &["agenda", "alex"]), before, "what is refused changes nothing");
    ok(&sam, &["headings", "alex", "direction", "--reset"]);
    exchange(&sam, &alex);
    let headings = json(&alex, &["headings", "sam"]);
    assert_eq!(headings["headings"][1]["heading"], "Alignment");
    assert_eq!(headings["headings"][1]["own_heading"], false);
    ok(&sam, &["undo"]);
    assert!(ok(&sam, &["agenda", "alex"]).contains("Direction"));
}

#[test]
fn title_and_place_are_shown_where_a_meeting_is() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    ok(&alex, &["every", "sam", "daily 23:59", "--tz", "UTC"]);
    ok(&alex, &["title", "sam", "Growing the team"]);
    ok(&alex, &["place", "sam", "Room 4"]);
    exchange(&alex, &sam);
    let said = ok(&sam, &["agenda", "alex"]);
    assert!(
        said.starts_with("Growing the team: Alex Marin and you") && said.contains("23:59.\nRoom 4\n"),
        "{said}"
    );
    let day = json(&sam, &["agenda", "alex"])["meeting"]["id"].as_str().unwrap().to_owned();
    ok(&sam, &["place", "alex", "By the river", "--on", &day]);
    assert!(ok(&sam, &["prep", "alex"]).contains("By the river"));
    assert_eq!(json(&sam, &["place", "alex"])["place"], "Room 4");
    assert_eq!(json(&sam, &["place", "alex", "--on", &day])["place"], "By the river");
    ok(&sam, &["place", "alex", "--on", &day, "--none"]);
    assert!(ok(&sam, &["agenda", "alex"]).contains("Room 4"));
    assert_eq!(refused(&sam, &["place", "alex", "x", "--on", "2001-01-01"]), (3, "no_meeting".to_owned()));
    ok(&sam, &["title", "alex", "--none"]);
    assert_eq!(json(&sam, &["title", "alex"])["title"], Value::Null);
}

#[test]
fn topics_belong_to_topics_goals_and_those_who_can_free_them() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    ok(&alex, &["goals", "add", "sam", "Labels fast enough"]);
    ok(&alex, &["add", "sam", "Migration"]);
    ok(&alex, &["add", "sam", "Carrier contract"]);
    ok(&alex, &["action", "sam", "Write the plan"]);
    ok(&alex, &["under", "carrier", "migration"]);
    ok(&alex, &["link", "carrier", "labels"]);
    ok(&alex, &["link", "plan", "labels"]);
    ok(&alex, &["blocked", "carrier", "me"]);
    exchange(&alex, &sam);
    let agenda = json(&sam, &["agenda", "alex"]);
    let (child, parent) = (topic(&agenda, "Carrier contract"), topic(&agenda, "Migration"));
    assert_eq!(child["parent"], parent["id"]);
    assert_eq!(
        (child["kind"].as_str(), child["blocked_by"].as_str()),
        (Some("roadblock"), Some("Alex Marin"))
    );
    let said = ok(&sam, &["agenda", "alex"]);
    for words in ["part of: Migration", "for the goal: Labels fast enough", "waits for Alex Marin"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(german(&sam, &["agenda", "alex"]).contains("wartet auf Alex Marin"));
    let goal = ok(&sam, &["goals", "show", "labels"]);
    assert!(goal.contains("Carrier contract") && goal.contains("Write the plan"), "{goal}");
    // No circle, no note, and nothing changed.
    assert_eq!(refused(&sam, &["under", "migration", "carrier"]), (2, "not_possible".to_owned()));
    assert_eq!(refused(&sam, &["under", "migration", "migration"]), (2, "not_possible".to_owned()));
    assert_eq!(refused(&sam, &["under", "plan", "migration"]), (2, "not_possible".to_owned()));
    assert_eq!(refused(&sam, &["under", "migration"]), (2, "input_needed".to_owned()));
    assert_eq!(refused(&sam, &["link", "migration", "nothing like it"]), (3, "not_found".to_owned()));
    assert_eq!(json(&sam, &["agenda", "alex"])["topics"], agenda["topics"]);
    for words in [["under", "carrier"], ["link", "carrier"], ["blocked", "carrier"]] {
        ok(&sam, &[&words[..], &["--none"]].concat());
    }
    let freed = topic(&json(&sam, &["agenda", "alex"]), "Carrier contract");
    assert_eq!(
        (&freed["parent"], &freed["goal"], &freed["blocked_by"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(freed["kind"], "topic");
    ok(&sam, &["undo"]);
    let back = topic(&json(&sam, &["agenda", "alex"]), "Carrier contract");
    assert_eq!((back["kind"].as_str(), back["blocked_by"].as_str()), (Some("roadblock"), Some("Alex Marin")));
}

#[test]
fn signs_are_given_by_each_taken_away_by_giving_them_again_and_spelt_out_in_ascii() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    ok(&alex, &["add", "sam", "Migration"]);
    exchange(&alex, &sam);
    ok(&alex, &["react", "migration", "heart"]);
    assert_eq!(json(&sam, &["react", "migration", "+1"])["given"], true);
    exchange(&alex, &sam);
    let signs =
        |home: &Path, other: &str| topic(&json(home, &["agenda", other]), "Migration")["reactions"].clone();
    assert_eq!(signs(&alex, "sam"), serde_json::json!({ "manager": "heart", "report": "+1" }));
    assert_eq!(signs(&alex, "sam"), signs(&sam, "alex"));
    assert!(ok(&sam, &["agenda", "alex"]).contains("💛 Alex, 👍 you"));
    assert!(ok(&sam, &["agenda", "alex", "--ascii"]).contains("heart Alex, +1 you"));
    assert_eq!(json(&sam, &["react", "migration", "+1"])["given"], false);
    ok(&alex, &["react", "migration", "party"]);
    exchange(&alex, &sam);
    assert_eq!(signs(&sam, "alex"), serde_json::json!({ "manager": "party" }));
    assert_eq!(refused(&sam, &["react", "migration", "thumbs"]), (2, "no_such_sign".to_owned()));
    ok(&alex, &["undo"]);
    assert_eq!(signs(&alex, "sam"), serde_json::json!({ "manager": "heart" }));
}
