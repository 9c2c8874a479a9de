//! What is said only while somebody sets up, links a device, meets, or leaves.

use std::path::Path;

use entrenous_tests::household::{Person, Relay};
use serde_json::Value;

use super::Answers;

/// All of these moments, in the life of one notebook.
pub(crate) fn all(answers: &mut Answers<'_>) {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let home = |name: &str| Person::new(folder.path(), name);
    let two = Two { alex: home("alex"), sam: home("sam"), url: relay.url() };
    setting_up(answers, &two);
    linking(answers, &two.alex, &home("laptop"));
    meeting(answers, &two.alex);
    keeping(answers, &two.sam, folder.path());
    leaving(answers, &two, &home("noor"));
}

/// Alex leads, Sam reports.
struct Two {
    alex: Person,
    sam: Person,
    url: String,
}

/// Runs a command, and holds what it says.
fn ask(answers: &mut Answers<'_>, person: &Person, words: &[&str], kind: &str) -> Value {
    typed(answers, person, words, "", kind)
}

/// The same with something on stdin.
fn typed(answers: &mut Answers<'_>, person: &Person, words: &[&str], input: &str, kind: &str) -> Value {
    let value = person.json_with(words, input).unwrap().0;
    answers.hold(&format!("entre {}", words.join(" ")), value, kind)
}

fn setting_up(answers: &mut Answers<'_>, two: &Two) {
    let Two { alex, sam, url } = two;
    ask(answers, alex, &[], "welcome");
    let words = ["init", "--name", "Alex", "--device", "first", "--relay", url, "--unlock", "file"];
    ask(answers, alex, &words, "init");
    let invitation = ask(answers, alex, &["invite", "Sam", "--role", "manager"], "invitation");
    let code = invitation["code"].as_str().unwrap();
    let words = ["accept", code, "--name", "Sam", "--device", "phone", "--unlock", "file"];
    ask(answers, sam, &words, "accepted");
    exchange(answers, &[alex, sam]);
}

fn exchange(answers: &mut Answers<'_>, people: &[&Person]) {
    for person in people.iter().chain(people) {
        ask(answers, person, &["sync"], "sync");
    }
}

fn linking(answers: &mut Answers<'_>, alex: &Person, laptop: &Person) {
    let shown = ask(answers, alex, &["device", "add"], "device_code");
    let code = shown["code"].as_str().unwrap();
    let join = ["device", "join", code, "--device", "second", "--unlock", "file", "--json"];
    let joining = laptop.command(&join).unwrap().spawn().unwrap();
    ask(answers, alex, &["device", "confirm"], "device_asks");
    ask(answers, alex, &["device", "confirm", "--answer", "yes"], "device_added");
    let joined = serde_json::from_slice(&joining.wait_with_output().unwrap().stdout).unwrap();
    answers.hold("entre device join", joined, "device_joined");
    ask(answers, alex, &["device", "rename", "second", "desk"], "device");
    ask(answers, alex, &["device", "remove", "desk", "--yes"], "device_removed");
}

fn meeting(answers: &mut Answers<'_>, alex: &Person) {
    ask(answers, alex, &["people", "rename", "sam", "Sammy"], "renamed");
    ask(answers, alex, &["every", "sammy", "daily 10:00", "--tz", "UTC"], "cadence");
    let near = ask(answers, alex, &["remind", "--within", "7d", "--names"], "reminder");
    assert_eq!(near["near"], true);
    ask(answers, alex, &["remind", "--within", "7d"], "reminder");
    ask(answers, alex, &["add", "sammy", "Later"], "added");
    let question = ask(answers, alex, &["ask", "add", "Why now?"], "kept");
    ask(answers, alex, &["ask", "remove", question["name"].as_str().unwrap()], "removed");
    let met = typed(answers, alex, &["meet", "sammy"], "q\n", "met");
    let which = met["meeting"]["id"].as_str().unwrap();
    ask(answers, alex, &["changes", which, "--person", "sammy"], "changes");
    ask(answers, alex, &["park", "later"], "parked");
    ask(answers, alex, &["agenda", "sammy"], "agenda");
    ask(answers, alex, &["history", "sammy"], "history");
}

fn keeping(answers: &mut Answers<'_>, sam: &Person, folder: &Path) {
    let kit = ask(answers, sam, &["backup", "kit"], "kit");
    let words: Vec<&str> = kit["words"].as_str().unwrap().split(' ').collect();
    let asked = kit["asked"].as_array().unwrap().iter().filter_map(Value::as_u64);
    let answer: Vec<&str> = asked.map(|number| words[usize::try_from(number).unwrap() - 1]).collect();
    typed(answers, sam, &["backup", "kit", "--confirm", "-"], &answer.join(" "), "kit_confirmed");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (copy, secret, man) = (path("copy"), path("secret"), path("man"));
    std::fs::write(&secret, "four unrelated words\n").unwrap();
    ask(answers, sam, &["backup", "file", &copy, "--passphrase-file", &secret], "backup");
    ask(answers, sam, &["man", "--out", &man], "man");
    ask(answers, sam, &["demo"], "demo");
}

/// Sam goes on with another manager, and Alex puts the notebook away.
fn leaving(answers: &mut Answers<'_>, two: &Two, noor: &Person) {
    let Two { alex, sam, url } = two;
    ask(answers, noor, &["init", "--name", "Noor", "--relay", url, "--unlock", "file"], "init");
    let invitation = ask(answers, noor, &["invite", "Sam", "--role", "manager"], "invitation");
    ask(answers, sam, &["accept", invitation["code"].as_str().unwrap()], "accepted");
    exchange(answers, &[noor, sam]);
    ask(answers, sam, &["add", "alex", "Load"], "added");
    ask(answers, sam, &["action", "alex", "Budget"], "added");
    ask(answers, sam, &["note", "alex", "Thought"], "kept");
    let words = ["handover", "alex", "--to", "noor", "--topics", "load", "--actions", "budget"];
    let hand = |last: &'static str| [&words[..], &["--private", "thought", last]].concat();
    ask(answers, sam, &hand("--dry-run"), "handover_plan");
    ask(answers, sam, &hand("--yes"), "handed_over");
    exchange(answers, &[sam, alex]);
    ask(answers, alex, &["people", "restore", "sammy"], "unarchived");
    ask(answers, alex, &["people", "archive", "sammy"], "archived");
    let people = ask(answers, alex, &["people"], "people");
    assert!(people["people"][0]["put_away"].is_string(), "{people}");
    ask(answers, alex, &["overview", "--all"], "overview");
    ask(answers, alex, &["agenda", "sammy"], "agenda");
    ask(answers, alex, &["people", "show", "sammy"], "readers");
    ask(answers, alex, &["people", "remove", "sammy", "--confirm", "Sammy"], "removed");
}
