//! The manager changes, with the real programs: only who reports picks, the next manager reads what was picked and nothing else,
//! and the old notebook is an archive that both keep.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use std::path::{Path, PathBuf};

use scene::{Relay, entre, json, ok, refused, titles};
use serde_json::Value;

/// Sam reports to Alex, and has met Noor, who comes next.
struct Three {
    folder: tempfile::TempDir,
    alex: PathBuf,
    noor: PathBuf,
    sam: PathBuf,
    _relay: Relay,
}

fn three() -> Three {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0");
    let home = |name: &str| folder.path().join(name);
    let (alex, noor, sam) = (home("alex"), home("noor"), home("sam"));
    let url = format!("ws://{}", relay.address);
    ok(&sam, &["init", "--name", "Sam Okoro", "--relay", &url, "--unlock", "file"]);
    for (manager, name) in [(&alex, "Alex Marin"), (&noor, "Noor Haddad")] {
        ok(manager, &["init", "--name", name, "--relay", &url, "--unlock", "file"]);
        let invitation = json(manager, &["invite", "Sam Okoro", "--role", "manager"]);
        ok(&sam, &["accept", invitation["code"].as_str().unwrap()]);
        for home in [manager, &sam, manager, &sam] {
            ok(home, &["sync"]);
        }
    }
    Three { folder, alex, noor, sam, _relay: relay }
}

fn exchange(homes: &[&Path]) {
    for home in homes.iter().chain(homes) {
        ok(home, &["sync"]);
    }
}

fn everything(home: &Path, other: &str) -> String {
    let words: [&[&str]; 5] = [
        &["agenda", other, "-p", "--all"],
        &["actions", other, "--all"],
        &["goals", other],
        &["search", "SECRET", "-p"],
        &["search", "Alex", "-p"],
    ];
    words.iter().map(|words| json(home, words).to_string()).collect()
}

#[test]
fn the_one_who_reports_picks_and_the_next_manager_reads_that_and_nothing_else() {
    let Three { folder: _folder, alex, noor, sam, _relay } = three();
    ok(&sam, &["add", "alex", "On-call load", "--kind", "question"]);
    ok(&alex, &["add", "sam", "SECRET promotion"]);
    ok(&alex, &["action", "sam", "Send the budget", "--who", "me", "--due", "2099-01-05"]);
    ok(&sam, &["action", "alex", "SECRET other action"]);
    ok(&alex, &["goals", "add", "sam", "Labels fast enough", "--due", "2099-06-30"]);
    ok(&alex, &["goals", "measure", "labels", "latency", "--from", "900", "--to", "300", "--unit", "ms"]);
    ok(&alex, &["goals", "progress", "labels", "420"]);
    exchange(&[&alex, &sam]);
    ok(&sam, &["link", "on-call", "labels"]);
    ok(&sam, &["comment", "on-call", "SECRET remark"]);
    ok(&sam, &["note", "alex", "SAM-ONLY and taken along"]);
    ok(&sam, &["note", "alex", "SECRET thought"]);
    exchange(&[&sam, &alex]);

    // The manager has no say in it, and Sam none in what Sam manages.
    let words = ["handover", "sam", "--to", "sam", "--topics", "on-call", "--yes"];
    assert_eq!(refused(&alex, &words), (2, "not_possible".to_owned()));
    let hand = |last: &[&str]| {
        let words = [
            "handover",
            "alex",
            "--to",
            "noor",
            "--topics",
            "on-call",
            "--actions",
            "budget",
            "--goals",
            "labels",
        ];
        [&words[..], &["--private", "taken along"], last]
            .concat()
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    let run = |last: &[&str]| {
        let words = hand(last);
        entre(&sam, &words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let asked = run(&[]);
    assert_eq!(asked.status.code(), Some(2), "nobody is there to say yes");
    let told = String::from_utf8(asked.stderr).unwrap();
    for words in [
        "Noor will read exactly this",
        "On-call load",
        "Send the budget",
        "latency: 900 -> 300 ms, stands at 420",
        "SAM-ONLY",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let plan: Value = serde_json::from_slice(&run(&["--dry-run", "--json"]).stdout).unwrap();
    assert_eq!((plan["shared"].as_array().unwrap().len(), plan["private"].as_array().unwrap().len()), (3, 1));
    assert!(titles(&noor).is_empty() && !json(&sam, &["people"]).to_string().contains("put_away"));

    let done: Value = serde_json::from_slice(&run(&["--yes", "--json"]).stdout).unwrap();
    assert_eq!(done["kind"], "handed_over");
    exchange(&[&sam, &noor, &alex]);
    assert_eq!(titles(&noor), ["On-call load"]);
    let agenda = json(&noor, &["agenda", "sam"]);
    let topic = &agenda["topics"][0];
    assert_eq!((topic["by"].as_str(), topic["kind"].as_str()), (Some("report"), Some("question")));
    let goals = json(&noor, &["goals", "sam"]);
    assert_eq!(
        (goals["goals"][0]["percent"].as_u64(), goals["goals"][0]["owner"].as_str()),
        (Some(80), Some("report"))
    );
    assert_eq!(topic["goal"], goals["goals"][0]["id"], "what went along belongs together as before");
    assert_eq!(agenda["actions"][0]["owner"], Value::Null, "the next manager has promised nothing");
    for copy in done["shared"].as_array().unwrap() {
        let text = copy["text"].as_str().unwrap();
        assert!(copy["item"] != "topic" || topic["notes"].as_str() == Some(text), "{topic} {text}");
    }
    // Nothing else, not even from whom.
    let read = everything(&noor, "sam");
    for word in ["SECRET", "SAM-ONLY", "Alex"] {
        assert!(!read.contains(word), "{word}: {read}");
    }
    // Sam knows where each came from, and has the private note along, both for Sam alone.
    let own = json(&sam, &["agenda", "noor", "-p"])["private"].to_string();
    assert!(
        own.contains("SAM-ONLY and taken along") && own.contains("Alex Marin") && !own.contains("SECRET"),
        "{own}"
    );
}

#[test]
fn an_archive_is_kept_by_both_written_by_neither_and_out_of_the_way() {
    let Three { folder, alex, noor, sam, _relay } = three();
    ok(&alex, &["every", "sam", "daily 23:59", "--tz", "UTC"]);
    ok(&sam, &["add", "alex", "On-call load"]);
    ok(&sam, &["note", "alex", "SAM-ONLY"]);
    exchange(&[&sam, &alex]);
    ok(&alex, &["people", "archive", "sam"]);
    exchange(&[&alex, &sam]);
    let everyone = json(&sam, &["people"]);
    let away = |name: &str| {
        let people = everyone["people"].as_array().unwrap();
        people.iter().find(|person| person["name"] == name).unwrap()["put_away"].is_string()
    };
    assert!(away("Alex Marin") && !away("Noor Haddad"));
    assert!(ok(&sam, &["people"]).contains("Put away\nAlex Marin"));
    // Neither writes in it, whatever the command.
    for words in [
        &["add", "alex", "x"][..],
        &["done", "on-call", "--person", "alex"],
        &["every", "alex", "never"],
        &["react", "on-call", "+1", "--person", "alex"],
        &["title", "alex", "x"],
    ] {
        assert_eq!(refused(&sam, words), (1, "put_away".to_owned()), "{words:?}");
    }
    assert_eq!(refused(&alex, &["add", "sam", "x"]), (1, "put_away".to_owned()));
    // Reading goes on; one's own notes stay one's own.
    assert_eq!(json(&sam, &["agenda", "alex"])["topics"][0]["title"], "On-call load");
    ok(&sam, &["note", "alex", "SAM-ONLY afterwards"]);
    assert!(json(&sam, &["search", "on-call"])["people"][0]["person"]["put_away"].is_string());
    let out = folder.path().join("out");
    ok(&sam, &["export", out.to_str().unwrap(), "--person", "alex"]);
    // It is out of the way of everything that looks ahead.
    assert_eq!(json(&sam, &["agenda"])["person"]["name"], "Noor Haddad");
    assert_eq!(refused(&sam, &["done", "on-call"]), (3, "not_found".to_owned()));
    assert_eq!(json(&sam, &["overview"])["people"].as_array().unwrap().len(), 1);
    assert_eq!(json(&sam, &["overview", "--all"])["people"].as_array().unwrap().len(), 2);
    assert_eq!(entre(&sam, &["remind", "--within", "2d"]).status.code(), Some(1));
    assert!(!ok(&sam, &[]).contains("Alex Marin"));
    // Either takes it out again, and undo does so, too.
    ok(&sam, &["people", "restore", "alex"]);
    ok(&sam, &["done", "on-call"]);
    exchange(&[&sam, &alex]);
    ok(&alex, &["add", "sam", "Back again"]);
    ok(&alex, &["people", "archive", "sam"]);
    ok(&alex, &["undo"]);
    ok(&alex, &["add", "sam", "And again"]);
    assert_eq!(json(&noor, &["people"])["people"].as_array().unwrap().len(), 1);
}

#[test]
fn a_hand_over_is_taken_back_and_a_person_is_removed_only_by_the_whole_name() {
    let Three { folder: _folder, alex, noor, sam, _relay } = three();
    ok(&sam, &["add", "alex", "On-call load"]);
    exchange(&[&sam, &alex]);
    ok(&sam, &["handover", "alex", "--to", "noor", "--topics", "on-call", "--yes"]);
    ok(&sam, &["undo", "3"]);
    exchange(&[&sam, &noor, &alex]);
    assert!(titles(&noor).is_empty());
    assert_eq!(titles(&alex), ["On-call load"]);
    ok(&alex, &["add", "sam", "Still here"]);
    assert_eq!(refused(&sam, &["handover", "alex", "--to", "noor"]), (2, "input_needed".to_owned()));
    assert_eq!(
        refused(&sam, &["handover", "alex", "--to", "noor", "--topics", "nothing", "--yes"]),
        (3, "not_found".to_owned())
    );
    assert_eq!(refused(&sam, &["people", "remove", "alex"]), (2, "input_needed".to_owned()));
    assert_eq!(
        refused(&sam, &["people", "remove", "alex", "--confirm", "alex"]),
        (2, "other_name".to_owned())
    );
    assert_eq!(titles_with(&sam, "alex"), ["On-call load"]);
    ok(&sam, &["add", "alex", "Never sent"]);
    assert_eq!(json(&sam, &["status"])["waiting"], 1);
    ok(&sam, &["people", "remove", "alex", "--confirm", "Alex Marin"]);
    assert_eq!(
        json(&sam, &["status"])["waiting"],
        1,
        "what ends the notebook on other devices, and nothing else"
    );
    assert_eq!(refused(&sam, &["agenda", "alex"]), (3, "no_such_person".to_owned()));
    // The other one keeps everything; nothing more comes.
    exchange(&[&alex, &sam]);
    assert_eq!(titles(&alex).len(), 2);
    assert_eq!(json(&sam, &["agenda"])["person"]["name"], "Noor Haddad");
}

fn titles_with(home: &Path, other: &str) -> Vec<String> {
    let agenda = json(home, &["agenda", other]);
    let topics = agenda["topics"].as_array().unwrap();
    topics.iter().map(|topic| topic["title"].as_str().unwrap().to_owned()).collect()
}
