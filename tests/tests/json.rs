//! `--json` says what docs/json says it does: the commands run on a filled notebook, and each answer is held against the
//! schema of its kind. A field that nobody described fails, and so does one that is missing.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

#[path = "json/moments.rs"]
mod moments;
mod scene;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use entrenous_tests::schema::Schemas;
use scene::command;
use scene::year::{exchange, with_a_year};
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
    ("a", "redo", "redone"),
    ("a", "changes delta", "changes"),
    ("a", "changes delta --at 1", "earlier"),
    ("a", "changes delta --restore 1", "put_back"),
    ("a", "edit alpha Delta", "edited"),
    ("a", "add sam Omega", "added"),
    ("a", "under omega delta", "under"),
    ("a", "blocked omega me", "blocked"),
    ("a", "react omega +1", "reacted"),
    ("a", "snooze delta 2099-01-01", "snoozed"),
    ("a", "carry delta", "carried"),
    ("a", "decide sam We go", "decided"),
    ("a", "goals sam", "goals"),
    ("a", "goals add sam Ship_it --due 2099-01-01", "added"),
    ("a", "goals measure ship parcels --from 0 --to 10 --unit a-day", "measured"),
    ("a", "goals progress ship 4", "progress"),
    ("a", "goals show ship", "goal"),
    ("a", "link omega ship", "linked"),
    ("a", "changes ship", "changes"),
    ("a", "goals close ship", "closed"),
    ("a", "goals reopen ship", "reopened"),
    ("a", "feedback sam -p", "feedback"),
    ("a", "feedback draft sam Clear words", "kept"),
    ("a", "feedback share clear --yes", "shared"),
    ("s", "sync", "sync"),
    ("a", "sync", "sync"),
    ("s", "sync", "sync"),
    ("s", "feedback ack clear", "acknowledged"),
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
    ("a", "template save mine sam", "kept"),
    ("a", "template remove mine", "removed"),
    ("a", "checkin sam --mood 3 --word fine", "kept"),
    ("a", "checkin sam", "check_ins"),
    ("a", "checkin share sam", "shared"),
    ("a", "talk sam", "talk"),
    ("a", "every sam", "cadence"),
    ("a", "skip sam --why away", "skipped"),
    ("a", "reschedule sam 2099-03-03_15:00", "moved"),
    ("a", "extra sam 2099-03-04_15:00 --why more", "planned"),
    ("a", "headings sam alignment Direction", "headings"),
    ("a", "headings sam", "headings"),
    ("a", "title sam", "title"),
    ("a", "title sam Growing", "title"),
    ("a", "place sam Room_4", "place"),
    ("a", "place sam", "place"),
    ("a", "place sam Bench --on 2099-03-04", "place"),
    ("a", "agenda sam", "agenda"),
    ("a", "remind", "reminder"),
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
    ("a", "config", "config"),
    ("a", "config get person", "config_value"),
    ("a", "config get quiet", "config_value"),
    ("a", "config set color never", "config_set"),
    ("a", "config unset color", "config_set"),
    ("a", "config edit", "config_edited"),
    ("a", "config path", "config_path"),
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
    let mut answers = Answers::new(&schemas);
    for (who, line, kind) in COMMANDS {
        let home = if *who == "a" { &two.alex } else { &two.sam };
        let words: Vec<String> = line.split_whitespace().map(file).collect();
        answers.hold(&format!("entre {line}"), asked(home, &words), kind);
    }
    moments::all(&mut answers);
    let Answers { seen, wrong, .. } = answers;
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Each schema is held against something, or stands in the list of those that are not.
    let described: BTreeSet<String> = schemas.kinds().map(str::to_owned).collect();
    let unseen: Vec<&str> = described.difference(&seen).map(String::as_str).collect();
    assert_eq!(unseen, ELSEWHERE);
}

/// What was answered so far.
pub(crate) struct Answers<'a> {
    schemas: &'a Schemas,
    seen: BTreeSet<String>,
    wrong: Vec<String>,
}

impl<'a> Answers<'a> {
    fn new(schemas: &'a Schemas) -> Self {
        Self { schemas, seen: BTreeSet::new(), wrong: Vec::new() }
    }

    /// Holds an answer against the schema of its kind.
    pub(crate) fn hold(&mut self, asked: &str, value: Value, kind: &str) -> Value {
        if value["kind"] != kind {
            self.wrong.push(format!("{asked}: no {kind}: {value}"));
        } else if let Err(defect) = self.schemas.check(&value) {
            self.wrong.push(format!("{asked}: {defect}"));
        }
        self.seen.insert(kind.to_owned());
        value
    }
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
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut child = command(home, &words)
        .arg("--json")
        .env("EDITOR", "true")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdin.take().map(|mut stdin| stdin.write_all(b"")));
    let output = child.wait_with_output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{words:?}: {error}"))
}
