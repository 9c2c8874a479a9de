//! `--json` says what docs/json says it does: the commands run on a filled notebook, and each answer is held against the
//! schema of its kind. A field that nobody described fails, and so does one that is missing.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use entrenous_tests::household::{Person, Relay};
use entrenous_tests::schema::Schemas;
use scene::year::{exchange, with_a_year};
use scene::{command, programs};
use serde_json::Value;

/// What is run, one after the other, by Alex (`a`) or Sam (`s`), and the kind of the answer. `{…}` is a file of the test.
const COMMANDS: &[(&str, &str, &str)] = &[
    ("a", "", "today"),
    ("a", "people", "people"),
    ("a", "people show sam", "readers"),
    ("a", "status", "status"),
    ("a", "log", "log"),
    ("a", "sync", "sync"),
    ("a", "doctor", "doctor"),
    ("a", "sync-check sam", "sync_check"),
    ("a", "verify sam --show", "words"),
    ("a", "overview", "overview"),
    ("a", "agenda sam", "agenda"),
    ("s", "agenda alex -p", "agenda"),
    ("a", "prep sam -p", "prep"),
    ("a", "history sam -n 1000", "history"),
    ("a", "actions --all", "actions"),
    ("a", "search the -p", "search"),
    ("a", "recap sam", "recap"),
    ("a", "add sam Alpha --under progress", "added"),
    ("a", "add sam Beta", "added"),
    ("a", "note alpha private", "kept"),
    ("a", "action sam Gamma --due fri", "added"),
    ("a", "edit alpha Delta", "edited"),
    ("a", "edit delta Delta", "unchanged"),
    ("a", "comment delta hello", "commented"),
    ("a", "move delta general", "moved"),
    ("a", "done gamma", "done"),
    ("a", "done gamma --undo", "reopened"),
    ("a", "drop beta", "dropped"),
    ("a", "undo", "undone"),
    ("a", "snooze delta 2099-01-01", "snoozed"),
    ("a", "carry delta", "carried"),
    ("a", "decide sam We go", "decided"),
    ("a", "goals sam", "goals"),
    ("a", "goals add sam Ship_it --due 2099-01-01", "added"),
    ("a", "goals measure ship parcels --from 0 --to 10 --unit a-day", "measured"),
    ("a", "goals progress ship 4", "progress"),
    ("a", "goals show ship", "goal"),
    ("a", "goals close ship", "closed"),
    ("a", "feedback sam -p", "feedback"),
    ("a", "feedback draft sam Clear words", "kept"),
    ("a", "feedback share clear --yes", "shared"),
    ("a", "win sam", "wins"),
    ("a", "win sam Done early", "kept"),
    ("a", "lesson sam", "lessons"),
    ("a", "off list sam", "time_off"),
    ("a", "off add sam 2099-12-21 2099-12-24 --note family", "added"),
    ("a", "priorities sam", "priorities"),
    ("a", "ask", "questions"),
    ("a", "template list", "templates"),
    ("a", "template show weekly", "template"),
    ("a", "template apply weekly sam", "applied"),
    ("a", "checkin sam --mood 3 --word fine", "kept"),
    ("a", "checkin sam", "check_ins"),
    ("a", "talk sam", "talk"),
    ("a", "every sam", "cadence"),
    ("a", "skip sam --why away", "skipped"),
    ("a", "reschedule sam 2099-03-03_15:00", "moved"),
    ("a", "extra sam 2099-03-04_15:00 --why more", "planned"),
    ("a", "every sam weekly_tue_10:00", "cadence"),
    ("a", "ics export sam --out {a.ics}", "written"),
    ("a", "ics import {a.ics} --yes", "calendar_taken"),
    ("a", "ics export sam", "calendar"),
    ("a", "export {plain}", "exported"),
    ("a", "import sam {plain}/sam-okoro.json", "brought_in"),
    ("a", "import sam {sample}", "imported"),
    ("a", "export --sealed {sealed} sam", "exported_sealed"),
    ("s", "import {sealed}", "imported_sealed"),
    ("a", "device list", "devices"),
    ("a", "device add", "device_code"),
    ("a", "relay", "relay"),
    ("a", "invite Ines --role report", "invitation"),
    ("a", "off remove 2099-12-21", "removed"),
    ("a", "overflow sam 2099-01-02_10:00", "planned"),
    ("a", "cancel sam", "cancelled"),
    ("a", "help json", "help"),
    ("a", "completions bash", "completions"),
    ("a", "--version", "version"),
    ("a", "agenda smm", "error"),
    ("a", "agneda", "error"),
    ("a", "init --name A", "error"),
    ("a", "agenda alpha beta gamma", "error"),
];

#[test]
fn what_is_printed_is_what_the_schemas_say() {
    let schemas = Schemas::read().unwrap();
    let two = with_a_year();
    exchange(&two);
    let sample = entrenous_tests::workspace_root().join("crates/agenda/sample/sample_1on1.md");
    let file = |word: &str| match word.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        Some(("sample", _)) => sample.to_str().unwrap().to_owned(),
        Some((name, rest)) => format!("{}{rest}", two.folder.path().join(name).to_str().unwrap()),
        None => word.replace('_', " "),
    };
    let mut wrong = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (who, line, kind) in COMMANDS {
        let home = if *who == "a" { &two.alex } else { &two.sam };
        let words: Vec<String> = line.split_whitespace().map(file).collect();
        let value = asked(home, &words);
        if value["kind"] != *kind {
            wrong.push(format!("entre {line}: {value}"));
        } else if let Err(defect) = schemas.check(&value) {
            wrong.push(format!("entre {line}: {defect}"));
        }
        seen.insert((*kind).to_owned());
    }
    moments(&schemas, &mut seen, &mut wrong);
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Each schema is held against something, or stands in the list of those that are not.
    let described: BTreeSet<String> = schemas.kinds().map(str::to_owned).collect();
    let unseen: Vec<&str> = described.difference(&seen).map(String::as_str).collect();
    assert_eq!(unseen, ELSEWHERE);
}

/// What is said only while somebody sets up, links a device, or meets.
fn moments(schemas: &Schemas, seen: &mut BTreeSet<String>, wrong: &mut Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let (alex, sam, laptop) = (
        Person::new(folder.path(), "alex"),
        Person::new(folder.path(), "sam"),
        Person::new(folder.path(), "laptop"),
    );
    let mut check = |value: Value, kind: &str| {
        if value["kind"] != kind {
            wrong.push(format!("{kind}: {value}"));
        } else if let Err(defect) = schemas.check(&value) {
            wrong.push(defect);
        }
        seen.insert(kind.to_owned());
        value
    };
    let typed = |person: &Person, words: &[&str], input: &str| person.json_with(words, input).unwrap().0;
    let ask = |person: &Person, words: &[&str]| typed(person, words, "");
    check(ask(&alex, &[]), "welcome");
    let url = relay.url();
    check(
        ask(&alex, &["init", "--name", "Alex", "--device", "first", "--relay", &url, "--unlock", "file"]),
        "init",
    );
    let code = check(ask(&alex, &["invite", "Sam", "--role", "manager"]), "invitation")["code"].to_string();
    let code = code.trim_matches('"');
    check(ask(&sam, &["accept", code, "--name", "Sam", "--device", "phone", "--unlock", "file"]), "accepted");
    for _ in 0..2 {
        check(ask(&alex, &["sync"]), "sync");
        check(ask(&sam, &["sync"]), "sync");
    }
    let code = check(ask(&alex, &["device", "add"]), "device_code")["code"].to_string();
    let join = ["device", "join", code.trim_matches('"'), "--device", "second", "--unlock", "file", "--json"];
    let joining = laptop.command(&join).unwrap().spawn().unwrap();
    check(ask(&alex, &["device", "confirm"]), "device_asks");
    check(ask(&alex, &["device", "confirm", "--answer", "yes"]), "device_added");
    check(serde_json::from_slice(&joining.wait_with_output().unwrap().stdout).unwrap(), "device_joined");
    check(ask(&alex, &["device", "rename", "second", "desk"]), "device");
    check(ask(&alex, &["device", "remove", "desk", "--yes"]), "device_removed");
    check(ask(&alex, &["people", "rename", "sam", "Sammy"]), "renamed");
    check(ask(&alex, &["every", "sammy", "daily 10:00", "--tz", "UTC"]), "cadence");
    check(ask(&alex, &["add", "sammy", "Later"]), "added");
    check(typed(&alex, &["meet", "sammy"], "q\n"), "met");
    check(ask(&alex, &["park", "later"]), "parked");
    let kit = check(ask(&sam, &["backup", "kit"]), "kit");
    let words: Vec<&str> = kit["words"].as_str().unwrap().split(' ').collect();
    let asked = kit["asked"].as_array().unwrap().iter().filter_map(Value::as_u64);
    let answer: Vec<&str> = asked.map(|number| words[usize::try_from(number).unwrap() - 1]).collect();
    check(typed(&sam, &["backup", "kit", "--confirm", "-"], &answer.join(" ")), "kit_confirmed");
    let (copy, secret, man) = ("copy", "secret", "man");
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path(secret), "four unrelated words\n").unwrap();
    check(ask(&sam, &["backup", "file", &path(copy), "--passphrase-file", &path(secret)]), "backup");
    check(ask(&sam, &["man", "--out", &path(man)]), "man");
    check(ask(&sam, &["demo"]), "demo");
}

/// They need another relay, a login session, or a moment that only a person can bring about; the tests of those look at them.
const ELSEWHERE: &[&str] = &[
    "device_confirmed",
    "locked",
    "passphrase",
    "relay_set",
    "restored",
    "restored_file",
    "unlocked",
    "watch",
];

fn asked(home: &Path, words: &[String]) -> Value {
    assert!(programs().exists());
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut child =
        command(home, &words).arg("--json").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdin.take().map(|mut stdin| stdin.write_all(b"")));
    let output = child.wait_with_output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{words:?}: {error}"))
}
