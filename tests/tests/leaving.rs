//! Leaving with one's data and coming back, with the real programs: a year goes out as files and into a new notebook, and
//! both people see there what they saw before.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use std::fs;
use std::path::Path;

use scene::year::{exchange, exported, with_a_year};
use scene::{json, ok, paired, refused};
use serde_json::Value;

/// Everything that a screen shows of a notebook, but for when something was exchanged.
fn shown(home: &Path, person: &str) -> Value {
    let screens: [&[&str]; 10] = [
        &["agenda", person],
        &["goals", person],
        &["history", person, "-n", "1000"],
        &["actions", person, "--all"],
        &["win", person],
        &["lesson", person],
        &["feedback", person],
        &["off", "list", person],
        &["priorities", person],
        &["search", "a"],
    ];
    let mut all: Vec<Value> = screens.iter().map(|words| json(home, words)).collect();
    for screen in &mut all {
        without(screen, &["brought_in", "view", "private", "drafts"]);
    }
    Value::from(all)
}

fn without(value: &mut Value, names: &[&str]) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !names.contains(&name.as_str()));
            fields.values_mut().for_each(|value| without(value, names));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| without(value, names)),
        _ => {}
    }
}

fn same(before: &Value, after: &Value) {
    for (before, after) in before.as_array().unwrap().iter().zip(after.as_array().unwrap()) {
        let (before, after) =
            (serde_json::to_string_pretty(before).unwrap(), serde_json::to_string_pretty(after).unwrap());
        let difference = before.lines().zip(after.lines()).find(|(before, after)| before != after);
        assert_eq!(difference, None);
        assert_eq!(before.lines().count(), after.lines().count());
    }
}

#[test]
fn a_year_goes_out_and_into_a_new_notebook_and_both_see_what_they_saw() {
    let old = with_a_year();
    let out = exported(&old, &old.alex, &["--format", "json", "--with-private", "--yes"]);
    let (shared, private) = (out.join("sam-okoro.json"), out.join("sam-okoro.private.json"));
    let (shared, private) = (shared.to_str().unwrap(), private.to_str().unwrap());
    assert!(!fs::read_to_string(shared).unwrap().contains("ALEX-ONLY"));

    let new = paired();
    let tried = json(&new.alex, &["import", "sam", shared, "--dry-run"]);
    assert_eq!(
        (&tried["kind"], &tried["dry_run"], &tried["changed"]),
        (&"brought_in".into(), &true.into(), &false.into())
    );
    assert!(json(&new.alex, &["agenda"])["topics"].as_array().unwrap().is_empty());
    let brought = json(&new.alex, &["import", "sam", shared]);
    assert_eq!(brought["changed"], true, "{brought}");
    for sort in ["topics", "actions", "meetings", "goals", "goal_check_ins", "feedback", "wins", "lessons"] {
        assert_eq!(brought[sort], tried[sort]);
        assert!(brought[sort].as_u64().unwrap() > 0, "{sort}: {brought}");
    }
    // A switch that is only the other's to turn.
    assert_eq!(json(&new.sam, &["history", "alex"])["talk"]["on"], false);
    ok(&new.sam, &["talk", "alex", "--on"]);
    exchange(&new);
    same(&shown(&old.alex, "sam"), &shown(&new.alex, "sam"));
    same(&shown(&old.sam, "alex"), &shown(&new.sam, "alex"));
    // Whose word it is who said what, both can see.
    for (home, person) in [(&new.alex, "sam"), (&new.sam, "alex")] {
        let history = json(home, &["history", person]);
        assert!(history["brought_in"]["manager"].is_string(), "{history}");
        assert!(ok(home, &["history", person]).contains("brought this notebook in from a file"));
    }

    // What is private goes to the private, is asked about, and to nobody else.
    assert_eq!(refused(&new.alex, &["import", "sam", private]), (2, "input_needed".to_owned()));
    let brought = json(&new.alex, &["import", "sam", private, "--yes"]);
    assert_eq!((&brought["private_notes"], &brought["drafts"]), (&1.into(), &1.into()), "{brought}");
    let agenda = |home: &Path| json(home, &["agenda", "sam", "-p"])["private"].clone();
    assert_eq!(agenda(&old.alex), agenda(&new.alex));
    assert_eq!(json(&old.alex, &["feedback", "sam", "-p"])["drafts"], 1);
    assert_eq!(json(&new.alex, &["feedback", "sam", "-p"])["drafts"], 1);
    exchange(&new);
    assert!(!shown(&new.sam, "alex").to_string().contains("ALEX-ONLY"));
    let own = out.join("yours.private.json");
    ok(&new.alex, &["import", own.to_str().unwrap(), "--yes"]);
    assert_eq!(json(&old.alex, &["template", "list"]), json(&new.alex, &["template", "list"]));

    // A second time, and from the other's own file, nothing comes and nothing is doubled.
    let out = exported(&old, &old.sam, &["--format", "json"]);
    let before = (shown(&new.alex, "sam"), json(&new.alex, &["log"])["log"].as_array().unwrap().len());
    for (home, person, file) in [
        (&new.alex, "sam", shared),
        (&new.alex, "sam", private),
        (&new.sam, "alex", out.join("alex-marin.json").to_str().unwrap()),
    ] {
        let again = json(home, &["import", person, file, "--yes"]);
        assert_eq!(again["changed"], false, "{again}");
    }
    exchange(&new);
    same(&before.0, &shown(&new.alex, "sam"));
    assert_eq!(before.1, json(&new.alex, &["log"])["log"].as_array().unwrap().len());

    // From the new home it goes out as it came in.
    let again = exported(&new, &new.alex, &["--format", "json"]);
    let read = |path: &Path| -> Value { serde_json::from_slice(&fs::read(path).unwrap()).unwrap() };
    let (mut first, mut second) = (read(Path::new(shared)), read(&again.join("sam-okoro.json")));
    for file in [&mut first, &mut second] {
        without(file, &["exported", "pair", "documents", "brought_in", "relay"]);
    }
    assert_eq!(first, second);
}

#[test]
fn a_notebook_takes_its_own_file_as_known_and_nothing_comes_twice() {
    let two = with_a_year();
    let early = exported(&two, &two.alex, &["--format", "json", "--with-private", "--yes"]);
    let before = shown(&two.alex, "sam");
    ok(&two.alex, &["comment", "Raised by Alex", "said later"]);
    let after = shown(&two.alex, "sam");
    assert_ne!(before, after);
    for file in ["sam-okoro.json", "sam-okoro.private.json"] {
        let file = early.join(file);
        let again = json(&two.alex, &["import", "sam", file.to_str().unwrap(), "--yes"]);
        assert_eq!(again["changed"], false, "{again}");
    }
    same(&after, &shown(&two.alex, "sam"));
    // Sam does not know the remark yet: it comes by itself, and is not written down a second time.
    let late = exported(&two, &two.alex, &["--format", "json"]);
    let mut file: Value = serde_json::from_slice(&fs::read(late.join("sam-okoro.json")).unwrap()).unwrap();
    file["you"] = "report".into();
    let path = two.folder.path().join("swapped.json");
    fs::write(&path, file.to_string()).unwrap();
    assert_eq!(
        refused(&two.sam, &["import", "alex", path.to_str().unwrap(), "--yes"]),
        (1, "newer_elsewhere".to_owned())
    );
    let path = late.join("sam-okoro.json");
    assert_eq!(
        refused(&two.sam, &["import", "alex", path.to_str().unwrap(), "--yes"]),
        (2, "other_role".to_owned())
    );
}

#[test]
fn a_file_that_is_not_understood_is_refused_with_the_place_and_changes_nothing() {
    let old = paired();
    ok(&old.alex, &["add", "sam", "A topic"]);
    let out = exported(&old, &old.alex, &["--format", "json"]);
    let sound = fs::read_to_string(out.join("sam-okoro.json")).unwrap();
    let new = paired();
    let store = new.alex.join("entre.db");
    ok(&new.alex, &["agenda"]);
    let before = fs::read(&store).unwrap();
    let value: Value = serde_json::from_str(&sound).unwrap();
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut value = value.clone();
        change(&mut value);
        value.to_string()
    };
    let id = value["shared"]["quarters"].as_object().unwrap().values().next().unwrap()["topics"]
        .as_object()
        .unwrap()
        .keys()
        .next()
        .unwrap()
        .clone();
    let quarter = value["shared"]["quarters"].as_object().unwrap().keys().next().unwrap().clone();
    let topic = |value: &mut Value, name: &str, to: Value| {
        value["shared"]["quarters"][&quarter]["topics"][&id][name] = to;
    };
    let place = format!("shared/quarters/{quarter}/topics/{id}");
    let cases: [(&str, String, &str, String); 11] = [
        ("newer", changed(&|value| value["v"] = 2.into()), "newer_file", "format 2".to_owned()),
        ("no version", changed(&|value| value["v"] = Value::Null), "bad_import", "no notebook".to_owned()),
        (
            "other kind",
            changed(&|value| value["kind"] = "recipe".into()),
            "bad_import",
            "no notebook".to_owned(),
        ),
        ("cut", sound[..sound.len() / 2].to_owned(), "bad_import", "ends too early, in line".to_owned()),
        ("no JSON", sound.replacen(':', ";", 1), "bad_import", "no JSON in line 2".to_owned()),
        (
            "wrong type",
            changed(&|value| topic(value, "title", 7.into())),
            "bad_import",
            "line 1, column".to_owned(),
        ),
        (
            "unknown field",
            changed(&|value| topic(value, "colour", "red".into())),
            "bad_import",
            format!("{place}/colour"),
        ),
        (
            "unknown part",
            changed(&|value| value["more"] = 1.into()),
            "bad_import",
            "more is not understood".to_owned(),
        ),
        ("no title", changed(&|value| topic(value, "title", " ".into())), "bad_import", format!("{place}: ")),
        (
            "too long",
            changed(&|value| topic(value, "title", "x".repeat(501).into())),
            "bad_import",
            format!("{place}: "),
        ),
        (
            "no place",
            changed(&|value| topic(value, "position", "!".into())),
            "bad_import",
            format!("{place}: "),
        ),
    ];
    for (name, text, code, words) in cases {
        let file = new.folder.path().join("bad.json");
        fs::write(&file, text).unwrap();
        let refused = json(&new.alex, &["import", "sam", file.to_str().unwrap()]);
        assert_eq!(
            (refused["code"].as_str(), refused["exit"].as_u64().unwrap() > 0),
            (Some(code), true),
            "{name}: {refused}"
        );
        assert!(refused.to_string().contains(&words), "{name}: {refused}");
    }
    let huge = new.folder.path().join("huge.json");
    fs::write(&huge, " ".repeat(33 * 1024 * 1024)).unwrap();
    assert_eq!(refused(&new.alex, &["import", "sam", huge.to_str().unwrap()]), (2, "too_long".to_owned()));
    let file = out.join("sam-okoro.json");
    assert_eq!(refused(&new.alex, &["import", file.to_str().unwrap()]), (2, "argument_missing".to_owned()));
    assert_eq!(fs::read(&store).unwrap(), before);

    // A file about somebody else is not shared without a word.
    let other = changed(&|value| value["person"] = "Noor Haddad".into());
    let file = new.folder.path().join("other.json");
    fs::write(&file, other).unwrap();
    assert_eq!(
        refused(&new.alex, &["import", "sam", file.to_str().unwrap()]),
        (2, "input_needed".to_owned())
    );
    assert!(json(&new.alex, &["agenda"])["topics"].as_array().unwrap().is_empty());
}
