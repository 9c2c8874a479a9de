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
    assert!(wrong.is_empty(), "{wrong:#?}");
    let described: BTreeSet<String> = schemas.kinds().map(str::to_owned).collect();
    let nowhere: Vec<&String> = seen.difference(&described).collect();
    assert!(nowhere.is_empty(), "{nowhere:?}");
}

fn asked(home: &Path, words: &[String]) -> Value {
    assert!(programs().exists());
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut child =
        command(home, &words).arg("--json").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdin.take().map(|mut stdin| stdin.write_all(b"")));
    let output = child.wait_with_output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{words:?}: {error}"))
}
