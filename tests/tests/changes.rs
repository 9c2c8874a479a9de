//! Who changed what, with the real programs: both sides name the same hand, whoever a text claims to be from, and an
//! earlier text comes back as a new change.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use std::path::Path;

use scene::{Two, command, json, ok, paired, refused};
use serde_json::Value;

fn exchange(alex: &Path, sam: &Path) {
    for home in [alex, sam, alex] {
        ok(home, &["sync"]);
    }
}

/// Number, author and changed fields of each change, the newest first.
fn told(screen: &Value) -> Vec<(u64, String, Vec<String>)> {
    let changes = screen["changes"].as_array().unwrap();
    let fields = |change: &Value| {
        let differences = change["differences"].as_array().unwrap();
        differences.iter().map(|one| one["field"].as_str().unwrap().to_owned()).collect()
    };
    changes
        .iter()
        .map(|change| {
            (
                change["number"].as_u64().unwrap(),
                change["by"].as_str().unwrap_or("?").to_owned(),
                fields(change),
            )
        })
        .collect()
}

#[test]
fn both_see_who_changed_what_and_an_earlier_text_comes_back_as_a_new_change() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    ok(&alex, &["add", "sam", "Conference budget"]);
    exchange(&alex, &sam);
    let edited = folder_file(&sam, "Conference budget 2027\n\nAsk Ines\n");
    let mut edit = command(&sam, &["edit", "budget", "-"]);
    assert!(edit.stdin(std::fs::File::open(edited).unwrap()).status().unwrap().success());
    ok(&sam, &["move", "budget", "aspirations"]);
    exchange(&alex, &sam);
    ok(&alex, &["done", "budget"]);
    exchange(&alex, &sam);

    let (hers, his) = (json(&alex, &["changes", "budget"]), json(&sam, &["changes", "budget"]));
    assert_eq!(hers["changes"], his["changes"]);
    let list = told(&hers);
    let brief: Vec<(u64, &str)> = list.iter().map(|(number, by, _)| (*number, by.as_str())).collect();
    assert_eq!(brief, [(4, "manager"), (3, "report"), (2, "report"), (1, "manager")]);
    assert_eq!(list[1].2, ["category"]);
    assert_eq!(list[2].2, ["notes", "title"]);
    let change = |number: usize| hers["changes"][4 - number].clone();
    assert_eq!(change(2)["differences"][1]["from"], "Conference budget");
    assert_eq!(change(2)["differences"][1]["to"], "Conference budget 2027");
    // What each device saw of the same change: it was written here, it arrived there.
    let seen =
        |screen: &Value, number: usize| screen["view"][change(number)["change"].as_str().unwrap()].clone();
    assert_eq!((&seen(&hers, 1)["moment"], &seen(&his, 1)["moment"]), (&"written".into(), &"arrived".into()));
    assert_eq!((&seen(&hers, 2)["moment"], &seen(&his, 2)["moment"]), (&"arrived".into(), &"written".into()));
    assert!(seen(&hers, 2)["device"].as_str().unwrap().starts_with("Sam's device"), "{hers}");
    assert!(seen(&his, 3)["at"].is_string());

    let was = json(&alex, &["changes", "budget", "--at", "1"]);
    assert_eq!(
        (was["fields"]["title"].as_str(), was["fields"].get("notes")),
        (Some("Conference budget"), None)
    );
    let hash = change(2)["change"].as_str().unwrap()[..10].to_owned();
    assert_eq!(json(&alex, &["changes", "budget", "--at", &hash])["fields"]["notes"], "Ask Ines\n");
    assert_eq!(refused(&alex, &["changes", "budget", "--at", "9"]), (3, "no_such_change".to_owned()));
    assert_eq!(refused(&alex, &["changes", "budget", "--restore", "0"]), (3, "no_such_change".to_owned()));

    // Back, for both, and gone again with undo.
    let back = json(&alex, &["changes", "budget", "--restore", "1"]);
    assert_eq!((back["changed"].as_bool(), back["title"].as_str()), (Some(true), Some("Conference budget")));
    exchange(&alex, &sam);
    let now = json(&sam, &["changes", "budget"]);
    assert_eq!(now["title"], "Conference budget");
    assert_eq!(told(&now)[0], (5, "manager".to_owned(), vec!["notes".to_owned(), "title".to_owned()]));
    assert_eq!(json(&alex, &["changes", "budget", "--restore", "1"])["changed"], false);
    ok(&alex, &["undo"]);
    assert_eq!(json(&alex, &["changes", "budget"])["title"], "Conference budget 2027");
    let said = ok(&alex, &["changes", "budget"]);
    for words in
        ["you, on", "Sam, on Sam's device 1", "written", "arrived", "+ Ask Ines", "state: open → discussed"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(ok(&alex, &["--lang", "de", "changes", "budget"]).contains("Stand: offen → besprochen"));
}

#[test]
fn whoever_a_text_claims_to_be_from_the_hand_that_wrote_it_is_named() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    // A year of meetings that Alex takes in: half of it claims to be from the other one.
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/agenda/sample/sample_1on1.md");
    ok(&alex, &["import", "sam", sample]);
    exchange(&alex, &sam);
    let all = json(&sam, &["agenda", "alex"]);
    let claimed = all["topics"].as_array().unwrap().iter().find(|topic| topic["by"] == "report").unwrap();
    let changes = json(&sam, &["changes", claimed["id"].as_str().unwrap()]);
    let list = told(&changes);
    assert!(!list.is_empty() && list.iter().all(|(_, by, _)| by == "manager"), "{list:?}");
}

#[test]
fn goals_actions_and_meetings_have_changes_and_private_notes_have_none_to_show() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    ok(&alex, &["every", "sam", "daily 10:00", "--tz", "UTC"]);
    ok(&alex, &["goals", "add", "sam", "Labels fast enough"]);
    ok(&alex, &["action", "sam", "Send the plan", "--who", "sam", "--due", "2099-01-05"]);
    ok(&alex, &["note", "sam", "ALEX-ONLY"]);
    exchange(&alex, &sam);
    ok(&sam, &["goals", "measure", "labels", "latency", "--from", "900", "--to", "300"]);
    ok(&sam, &["goals", "progress", "labels", "600"]);
    ok(&sam, &["done", "plan"]);
    let goal = json(&sam, &["changes", "labels"]);
    assert_eq!(goal["thing"], "goal");
    assert_eq!(goal["changes"][1]["differences"][0]["to"], "latency: 900 -> 300");
    assert!(goal["changes"][0]["differences"][0]["to"].as_str().unwrap().contains("latency 600"), "{goal}");
    assert_eq!(json(&sam, &["changes", "plan"])["changes"][0]["differences"][0]["to"], "done");
    let day = json(&alex, &["agenda", "sam"])["meeting"]["id"].as_str().unwrap().to_owned();
    assert_eq!(refused(&alex, &["changes", &day]), (3, "no_meeting".to_owned()));
    ok(&alex, &["skip", "sam", &day, "--why", "travel"]);
    let meeting = json(&alex, &["changes", &day]);
    assert_eq!((meeting["thing"].as_str(), meeting["id"].as_str()), (Some("meeting"), Some(day.as_str())));
    let note =
        json(&alex, &["agenda", "sam", "-p"])["private"]["notes"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(refused(&alex, &["changes", &note]), (2, "not_possible".to_owned()));
}

#[test]
fn what_was_taken_back_is_done_again_until_something_else_is_done() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    assert_eq!(refused(&alex, &["redo"]), (1, "nothing_to_redo".to_owned()));
    ok(&alex, &["add", "sam", "First"]);
    ok(&alex, &["note", "sam", "ALEX-ONLY"]);
    exchange(&alex, &sam);
    // Each line says how far it has come, and so does taking it back.
    let log = json(&alex, &["log"]);
    let reach = |number: usize| log["log"][number]["reach"].as_str().unwrap().to_owned();
    assert_eq!((reach(0), reach(1)), ("relay".to_owned(), "them".to_owned()));
    let undone = json(&alex, &["undo", "2"]);
    assert_eq!(
        (&undone["undone"][0]["reach"], &undone["undone"][1]["reach"]),
        (&"relay".into(), &"them".into())
    );
    exchange(&alex, &sam);
    assert!(scene::titles(&sam).is_empty());
    let redone = json(&alex, &["redo", "2"]);
    assert_eq!(
        (&redone["redone"][0]["private"], &redone["redone"][1]["private"]),
        (&false.into(), &true.into())
    );
    exchange(&alex, &sam);
    assert_eq!(scene::titles(&sam), ["First"]);
    assert_eq!(json(&alex, &["agenda", "sam"])["private"]["count"], 1);
    assert_eq!(refused(&alex, &["redo"]), (1, "nothing_to_redo".to_owned()));
    // Doing it again is a thing that was done, and taken back like any other.
    ok(&alex, &["undo", "2"]);
    assert!(scene::titles(&alex).is_empty());
    ok(&alex, &["add", "sam", "Second"]);
    assert_eq!(refused(&alex, &["redo"]), (1, "nothing_to_redo".to_owned()));
    assert_eq!(scene::titles(&alex), ["Second"]);
}

fn folder_file(home: &Path, text: &str) -> std::path::PathBuf {
    let path = home.join("edited.txt");
    std::fs::write(&path, text).unwrap();
    path
}
