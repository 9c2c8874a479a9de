//! Two people who compare: words, a "no" that stops everything, keys that changed, four words for the history, and who
//! can read what. Real programs, a real relay.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use entrenous_tests::program;
use serde_json::Value;

struct Relay {
    child: Child,
    address: String,
}

impl Relay {
    fn start(folder: &Path, listen: &str) -> Self {
        let mut child = Command::new(program("entre-relay").unwrap())
            .args(["serve", "--dev", "--listen", listen, "--database"])
            .arg(folder.join("relay.db"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let address = first.trim().strip_prefix("listening on ").unwrap().to_owned();
        Self { child, address }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// One person's home.
struct Someone(PathBuf);

impl Someone {
    fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(program("entre").unwrap());
        command.arg("--home").arg(&self.0).arg("--no-input").args(words);
        command.env_remove("ENTRE_HOME").env_remove("ENTRE_PERSON").env("TZ", "UTC").stdin(Stdio::null());
        command.output().unwrap()
    }

    fn json(&self, words: &[&str]) -> (i32, Value) {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        let output = self.run(&words);
        let value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{words:?}: {error}"));
        (output.status.code().unwrap(), value)
    }

    fn ok(&self, words: &[&str]) -> Value {
        let (code, value) = self.json(words);
        assert_eq!(code, 0, "{words:?}: {value}");
        value
    }

    fn refused(&self, words: &[&str], code: i32, word: &str) -> Value {
        let (found, value) = self.json(words);
        assert_eq!((found, &value["code"]), (code, &Value::from(word)), "{words:?}: {value}");
        value
    }

    fn page(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn init(&self, name: &str, device: &str, relay: &Relay) {
        let url = format!("ws://{}", relay.address);
        self.ok(&["init", "--name", name, "--device", device, "--relay", &url, "--unlock", "file"]);
    }

    fn topics(&self, person: &str) -> Vec<String> {
        let agenda = self.ok(&["agenda", person]);
        let topics = agenda["topics"].as_array().unwrap();
        topics.iter().map(|topic| topic["title"].as_str().unwrap().to_owned()).collect()
    }
}

/// `inviter` invites, `newcomer` accepts, and both sync until they share a notebook.
fn pair(inviter: &Someone, newcomer: &Someone, called: &str) {
    let invitation = inviter.ok(&["invite", called, "--role", "manager"]);
    newcomer.ok(&["accept", invitation["code"].as_str().unwrap()]);
    for _ in 0..2 {
        inviter.ok(&["sync"]);
        newcomer.ok(&["sync"]);
    }
    inviter.ok(&["sync"]);
}

struct Three {
    folder: tempfile::TempDir,
    relay: Relay,
    alex: Someone,
    sam: Someone,
    ines: Someone,
}

/// Alex meets Sam.
fn two() -> Three {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0");
    let home = |name: &str| Someone(folder.path().join(name));
    let (alex, sam, ines) = (home("alex"), home("sam"), home("ines"));
    alex.init("Alex Marin", "ALEXS-THINKPAD", &relay);
    sam.init("Sam Okoro", "SAMS-PHONE", &relay);
    pair(&alex, &sam, "Sam Okoro");
    Three { folder, relay, alex, sam, ines }
}

/// Alex meets Sam and Ines.
fn three() -> Three {
    let all = two();
    all.ines.init("Ines Duarte", "INES-TABLET", &all.relay);
    pair(&all.alex, &all.ines, "Ines Duarte");
    all
}

#[test]
fn both_screens_show_the_same_twelve_words_and_the_same_picture() {
    let all = three();
    let Three { alex, sam, ines, .. } = &all;
    let (of_alex, of_sam) = (alex.ok(&["verify", "sam"]), sam.ok(&["verify", "alex"]));
    assert_eq!(of_alex["yours"], of_sam["theirs"]);
    assert_eq!(of_alex["theirs"], of_sam["yours"]);
    assert_ne!(of_alex["yours"], of_alex["theirs"]);
    assert_eq!(of_alex["code"], of_sam["code"]);
    let with_ines = alex.ok(&["verify", "ines"]);
    assert_eq!(with_ines["yours"], of_alex["yours"], "a person's words are the same with everybody");
    assert_ne!(with_ines["code"], of_alex["code"]);
    assert_eq!(with_ines["code"], ines.ok(&["verify", "alex"])["code"]);

    let pictures: Vec<String> =
        [alex.page(&["verify", "sam", "--show", "--qr"]), sam.page(&["verify", "--show", "--qr"])]
            .iter()
            .map(|page| {
                page.lines().filter(|line| line.contains(['█', '▀', '▄'])).collect::<Vec<_>>().join("\n")
            })
            .collect();
    assert!(pictures[0].lines().count() >= 15);
    assert_eq!(pictures[0], pictures[1]);
    let ascii = alex.page(&["verify", "sam", "--show", "--qr", "--ascii"]);
    assert!(ascii.is_ascii() && ascii.contains("no picture"), "{ascii}");
    assert!(ascii.replace([' ', '\n'], "").contains(of_alex["code"].as_str().unwrap()));
}

#[test]
fn a_no_stops_the_exchange_with_that_person_alone_until_the_words_match() {
    let all = three();
    let Three { alex, sam, ines, .. } = &all;
    let stopped = alex.refused(&["verify", "sam", "--answer", "no"], 5, "words_differ");
    assert!(stopped["why"].to_string().contains("nothing is exchanged with Sam"), "{stopped}");
    alex.ok(&["add", "sam", "Written while paused"]);
    alex.ok(&["add", "ines", "For Ines"]);
    sam.ok(&["add", "alex", "From Sam meanwhile"]);
    sam.ok(&["sync"]);
    let holds = |who: &Someone, person: usize| who.ok(&["status"])["people"][person]["envelopes"].clone();
    let before = holds(sam, 0);

    alex.refused(&["sync"], 5, "words_differ");
    alex.refused(&["sync-check", "sam"], 5, "words_differ");
    ines.ok(&["sync"]);
    sam.ok(&["sync"]);
    assert_eq!(ines.topics("alex"), ["For Ines"], "everybody else is served");
    assert_eq!(sam.topics("alex"), ["From Sam meanwhile"]);
    assert_eq!(holds(sam, 0), before, "nothing was sent");
    assert_eq!(
        alex.topics("sam"),
        ["Written while paused"],
        "nothing was taken in, what was written is kept"
    );
    assert_eq!(alex.ok(&["people", "show", "sam"])["paused"], "words_differ");
    let status = alex.ok(&["status"]);
    assert!(status["events"].to_string().contains("words_differ"), "{status}");
    let told = status["people"][1]["paused"].as_str().unwrap_or_default().to_owned();
    assert!(told.starts_with("nothing is exchanged with"), "{status}");
    assert!(alex.page(&["status"]).contains("entre verify"), "the screen says what to do");

    let again = alex.ok(&["verify", "sam", "--answer", "yes"]);
    assert_eq!(again["checked"], true);
    alex.ok(&["sync"]);
    sam.ok(&["sync"]);
    let mut both = sam.topics("alex");
    both.sort();
    assert_eq!(both, ["From Sam meanwhile", "Written while paused"]);
}

#[test]
fn somebody_known_who_comes_with_other_keys_is_stopped_before_anything_is_sent() {
    let Three { folder, relay, alex, .. } = two();
    alex.ok(&["verify", "sam", "--answer", "yes"]);
    // Set up anew, or somebody who says so.
    let anew = Someone(folder.path().join("sam-anew"));
    anew.init("Sam Okoro", "SAMS-LAPTOP", &relay);
    let invitation = anew.ok(&["invite", "Alex Marin", "--role", "report"]);
    alex.ok(&["accept", invitation["code"].as_str().unwrap()]);
    anew.ok(&["sync"]);
    let stopped = alex.refused(&["sync"], 5, "keys_changed");
    assert!(stopped["what"].as_str().unwrap().starts_with("Sam's keys changed since you compared words on "));
    assert!(stopped["why"].to_string().contains("nothing was sent to the new keys"), "{stopped}");
    let page = String::from_utf8(alex.run(&["sync"]).stderr).unwrap();
    assert!(page.starts_with("stopped: Sam's keys changed"), "{page}");

    // However often both sync, the newcomer learns no key and no word.
    for _ in 0..2 {
        alex.refused(&["sync"], 5, "keys_changed");
        anew.ok(&["sync"]);
    }
    assert_eq!(anew.ok(&["people"])["people"][0]["phase"], "invited");
    let names: Vec<Value> = alex.ok(&["people"])["people"].as_array().unwrap().clone();
    let known = names.iter().find(|person| person["name"] == "Sam Okoro").unwrap();
    assert_eq!(known["checked"], true, "the known one stays as it was: {known}");

    let (ours, theirs) = (alex.ok(&["verify", "Sam Okoro (new)"]), anew.ok(&["verify", "alex"]));
    assert_eq!((&ours["yours"], &ours["theirs"]), (&theirs["theirs"], &theirs["yours"]));
    alex.ok(&["verify", "Sam Okoro (new)", "--answer", "yes"]);
    alex.ok(&["sync"]);
    anew.ok(&["sync"]);
    assert_eq!(anew.ok(&["people"])["people"][0]["phase"], "live");
}

#[test]
fn four_words_are_equal_exactly_when_both_have_the_same_history() {
    let Three { folder, relay, alex, sam, .. } = two();
    let words = |who: &Someone, person: &str| who.ok(&["sync-check", person])["words"].clone();
    sam.ok(&["add", "alex", "On-call load"]);
    sam.ok(&["sync"]);
    alex.ok(&["sync"]);
    let first = words(&alex, "sam");
    assert_eq!(words(&sam, "alex"), first);
    assert_eq!(words(&alex, "sam"), first, "acknowledgements change nothing");

    // Looking at a notebook or keeping a private note is no history.
    alex.ok(&["agenda", "sam"]);
    alex.ok(&["note", "sam", "listen first"]);
    assert_eq!(words(&alex, "sam"), first);

    alex.ok(&["add", "sam", "Only here so far"]);
    let address = relay.address.clone();
    drop(relay);
    let offline = alex.refused(&["sync-check", "sam"], 4, "relay_unreachable");
    assert!(offline["why"].to_string().contains("as of the last sync"), "{offline}");
    assert!(offline.get("words").is_none());

    let _relay = Relay::start(folder.path(), &address);
    let second = words(&alex, "sam");
    assert_ne!(second, first, "the edit is part of the history");
    assert_eq!(words(&sam, "alex"), second);
    assert_eq!(words(&alex, "sam"), second);
}

#[test]
fn who_can_read_this_names_devices_and_limits_and_nothing_private() {
    let all = two();
    let Three { alex, sam, .. } = &all;
    alex.ok(&["note", "sam", "PRIVATE-51aa listen first"]);
    alex.ok(&["add", "sam", "SHARED-77be topic"]);
    alex.ok(&["sync"]);
    sam.ok(&["sync"]);
    alex.ok(&["sync"]);
    let screen = alex.ok(&["people", "show", "sam"]);
    assert_eq!(screen["kind"], "readers");
    assert_eq!(screen["administrator"], false);
    let device = &screen["you"]["devices"][0];
    assert_eq!((&device["name"], &device["this"]), (&Value::from("ALEXS-THINKPAD"), &Value::from(true)));
    let theirs = &screen["them"]["devices"][0];
    assert_eq!(theirs["name"], "Sam's device 1", "the other person's names for devices stay theirs");
    assert!(theirs["heard"].is_string() && theirs["since"].is_string(), "{theirs}");
    assert_eq!((&screen["you"]["kit"], &screen["them"]["kit"]), (&Value::from(true), &Value::from(true)));
    assert_eq!(screen["verified"], Value::Null);
    // The same key, seen from both sides.
    let from_sam = sam.ok(&["people", "show"]);
    assert_eq!(from_sam["you"]["devices"][0]["fingerprint"], theirs["fingerprint"]);
    assert_eq!(from_sam["them"]["devices"][0]["fingerprint"], device["fingerprint"]);

    let page = alex.page(&["people", "show", "sam"]);
    for said in [
        "ALEXS-THINKPAD (this one)",
        "no administrator",
        "IP address",
        "legal dispute",
        "administers is not private",
        "can copy or photograph",
        "not yet:",
    ] {
        let flat = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(said), "{said}: {page}");
    }
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
    for secret in ["PRIVATE-51aa", "SHARED-77be", "SAMS-PHONE"] {
        assert!(!page.contains(secret) && !screen.to_string().contains(secret), "{secret}");
    }
    alex.ok(&["verify", "sam", "--answer", "yes"]);
    assert!(alex.ok(&["people", "show", "sam"])["verified"].is_string());
}

#[test]
fn somebody_is_called_otherwise_on_ones_own_devices_only() {
    let all = three();
    let Three { alex, sam, .. } = &all;
    alex.ok(&["people", "rename", "sam", "Sammy"]);
    assert_eq!(alex.ok(&["agenda", "sammy"])["person"]["name"], "Sammy");
    alex.refused(&["people", "rename", "sammy", "Ines Duarte"], 1, "name_taken");
    alex.refused(&["people", "rename", "sammy", ""], 2, "bad_name");
    alex.ok(&["sync"]);
    sam.ok(&["sync"]);
    assert!(!sam.ok(&["people", "show"]).to_string().contains("Sammy"));
}

#[test]
fn a_no_on_one_device_stops_the_persons_other_devices_and_a_yes_lets_them_go_on() {
    use entrenous_tests::household::{Relay, linked, paired};

    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let (alex, sam) = paired(folder.path(), &relay).unwrap();
    let phone = linked(folder.path(), &alex, "phone", "").unwrap();
    for _ in 0..2 {
        for device in [&alex, &phone, &sam] {
            device.sync().unwrap();
        }
    }
    let before = sam.titles().unwrap();
    assert_eq!(
        alex.refused(&["verify", "sam", "--answer", "no"], "").unwrap(),
        (5, "words_differ".to_owned())
    );
    assert_eq!(alex.refused(&["sync"], "").unwrap().0, 5);
    phone.json(&["add", "sam", "Written on the phone"]).unwrap();
    assert_eq!(phone.refused(&["sync"], "").unwrap(), (5, "words_differ".to_owned()));
    sam.sync().unwrap();
    assert_eq!(sam.titles().unwrap(), before, "the phone has sent nothing to these keys");

    phone.json(&["verify", "sam", "--answer", "yes"]).unwrap();
    phone.json(&["sync"]).unwrap();
    alex.json(&["sync"]).unwrap();
    assert!(alex.json(&["people"]).unwrap()["people"][0]["checked"].as_bool().unwrap());
    sam.sync().unwrap();
    assert_eq!(sam.titles().unwrap().len(), before.len() + 1);

    // What one of them calls somebody, all call them.
    phone.json(&["people", "rename", "sam", "Sammy"]).unwrap();
    phone.sync().unwrap();
    alex.sync().unwrap();
    assert_eq!(alex.json(&["people"]).unwrap()["people"][0]["name"], "Sammy");
}
