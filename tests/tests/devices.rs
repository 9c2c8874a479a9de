//! Several devices of two people, with the real programs: adding, losing, removing and bringing back.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::path::Path;

use client::{Entre, Home};
use entrenous_tests::household::{Dice, Person, Relay, copy_folder, linked, paired};

/// Every envelope that a relay holds, as bytes.
fn held_by(relay_folder: &Path) -> Vec<Vec<u8>> {
    let connection = rusqlite::Connection::open(relay_folder.join("relay.db")).unwrap();
    let mut query = connection.prepare("SELECT bytes FROM log").unwrap();
    let rows = query.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn open(person: &Person) -> Entre {
    let home = Home::locate(Some(person.home.clone())).unwrap();
    Entre::open(&home, &mut || panic!("a key file is enough")).unwrap()
}

fn rounds(devices: &[&Person], count: usize) {
    for _ in 0..count {
        for device in devices {
            device.sync().unwrap();
        }
    }
}

/// Orders in which devices come online; 50 by `just devices`.
fn orders() -> u64 {
    std::env::var("DEVICE_ORDERS").ok().and_then(|orders| orders.parse().ok()).unwrap_or(3)
}

#[test]
fn a_removed_device_opens_nothing_new_in_whatever_order_the_others_come_online() {
    let base = tempfile::tempdir().unwrap();
    let address;
    {
        let relay = Relay::start(base.path(), "127.0.0.1:0").unwrap();
        address = relay.address.clone();
        let (alex, sam) = paired(base.path(), &relay).unwrap();
        let alex2 = linked(base.path(), &alex, "alex2", "").unwrap();
        let sam2 = linked(base.path(), &sam, "sam2", "").unwrap();
        let sam3 = linked(base.path(), &sam, "sam3", "").unwrap();
        rounds(&[&alex, &alex2, &sam, &sam2, &sam3], 2);
    }
    for seed in 1..=orders() {
        println!("order {seed}");
        let folder = tempfile::tempdir().unwrap();
        copy_folder(base.path(), folder.path()).unwrap();
        let _relay = Relay::start(folder.path(), &address).unwrap();
        let [alex, alex2, sam, sam2, sam3] =
            ["alex", "alex2", "sam", "sam2", "sam3"].map(|name| Person::new(folder.path(), name));
        let mut dice = Dice(seed);

        // Everybody writes; some sync, some do not.
        for (device, whom) in
            [(&alex, "sam"), (&alex2, "sam"), (&sam, "alex"), (&sam2, "alex"), (&sam3, "alex")]
        {
            let name = device.home.file_name().unwrap().to_str().unwrap();
            device.json(&["add", whom, &format!("before, by {name}")]).unwrap();
        }
        sam3.json(&["note", "alex", "before, for Sam's eyes"]).unwrap();
        sam3.sync().unwrap();
        let mut online = [&alex, &alex2, &sam2];
        dice.shuffle(&mut online);
        for device in &online[..dice.below(4)] {
            device.sync().unwrap();
        }

        // Sam removes a device while the others may be offline, and writes on.
        sam.json(&["device", "remove", "sam3", "--yes"]).unwrap();
        sam.json(&["add", "alex", "after, by sam"]).unwrap();
        sam.json(&["note", "alex", "after, for Sam's eyes"]).unwrap();
        sam.sync().unwrap();
        let known_before: BTreeSet<_> = open(&sam3).readable(&held_by(folder.path())).unwrap();
        let after_removal = held_by(folder.path()).len();
        sam3.json(&["add", "alex", "late, by sam3"]).unwrap();
        sam3.sync().unwrap();

        let mut others = [&alex, &alex2, &sam, &sam2];
        for _ in 0..4 {
            dice.shuffle(&mut others);
            for device in others {
                device.sync().unwrap();
                if dice.below(3) == 0 {
                    let whom = if device == &alex || device == &alex2 { "sam" } else { "alex" };
                    device.json(&["add", whom, &format!("more {}", dice.below(1_000_000))]).unwrap();
                    device.sync().unwrap();
                }
            }
        }
        rounds(&others, 2);

        let titles = others.map(|device| device.titles().unwrap());
        for other in &titles[1..] {
            assert_eq!(other, &titles[0]);
        }
        for name in ["alex", "alex2", "sam", "sam2", "sam3"] {
            assert!(titles[0].contains(&format!("before, by {name}")), "lost: {name} in {:?}", titles[0]);
        }
        assert!(titles[0].contains(&"after, by sam".to_owned()));
        assert!(!titles[0].contains(&"late, by sam3".to_owned()), "a removed device cannot write any more");
        let notes = |device: &Person| device.json(&["agenda", "-p"]).unwrap()["private"].to_string();
        assert!(
            notes(&sam2).contains("after, for Sam's eyes") && notes(&sam2).contains("before, for Sam's eyes")
        );
        assert!(!notes(&alex).contains("Sam's eyes"));

        // All of the relay's database, and all the keys of the removed device: nothing that came after can be read.
        // Everybody pulls before sealing, so whatever was sealed since was sealed by a device that knew.
        let everything = held_by(folder.path());
        assert!(everything.len() > after_removal);
        let news =
            |person: &Person| open(person).readable(&everything).unwrap().difference(&known_before).count();
        assert_eq!(news(&sam3), 0);
        assert!(news(&sam2) > 4, "the control reads what came after");
        assert!(!sam3.titles().unwrap().contains(&"after, by sam".to_owned()));
        for device in others {
            let status = device.json(&["status"]).unwrap();
            assert_eq!(
                status["events"].as_array().unwrap().len(),
                0,
                "nobody is accused: {}",
                status["events"]
            );
            assert_eq!(status["waiting"], 0);
        }
    }
}

#[test]
fn the_kit_alone_brings_everything_back_and_shuts_the_lost_laptop_out() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let (alex, sam) = paired(folder.path(), &relay).unwrap();
    sam.json(&["add", "alex", "On-call load", "--kind", "concern"]).unwrap();
    sam.json(&["note", "alex", "PRIVATE ask about the raise"]).unwrap();
    alex.json(&["action", "sam", "Send the budget", "--who", "me", "--due", "2030-01-01"]).unwrap();
    rounds(&[&sam, &alex, &sam], 1);

    // Wrong words take the root nowhere; the right ones take it off the device.
    let kit = sam.json(&["backup", "kit"]).unwrap();
    let words = kit["words"].as_str().unwrap().to_owned();
    let asked: Vec<usize> = kit["asked"]
        .as_array()
        .unwrap()
        .iter()
        .map(|at| usize::try_from(at.as_u64().unwrap()).unwrap())
        .collect();
    assert_eq!(sam.refused(&["backup", "kit", "--confirm", "-"], "abandon abandon abandon").unwrap().0, 5);
    assert!(sam.home.join("root.key").exists());
    let answer: Vec<&str> = asked.iter().map(|at| words.split(' ').nth(at - 1).unwrap()).collect();
    assert_eq!(sam.json_with(&["backup", "kit", "--confirm", "-"], &answer.join(" ")).unwrap().1, 0);
    assert!(!sam.home.join("root.key").exists());
    assert_eq!(sam.refused(&["backup", "kit"], "").unwrap(), (1, "no_root".to_owned()));

    // From now on the device alone cannot add another: only the kit can, and only the right one.
    let sam2 = linked(folder.path(), &sam, "sam2", &words).unwrap();
    rounds(&[&sam2, &sam, &alex, &sam2], 1);
    let before = (sam.json(&["agenda", "-p"]).unwrap(), alex.json(&["agenda"]).unwrap());

    // The laptop is lost: an empty home and the kit.
    let url = relay.url();
    let found = Person::new(folder.path(), "sam4");
    let restore = ["restore", "--kit", "-", "--relay", &url, "--device", "sam4", "--unlock", "file"];
    for (wrong, code) in [
        ("abandon ".repeat(24), "bad_kit"),
        (words.split(' ').skip(1).collect::<Vec<_>>().join(" "), "bad_kit"),
        (
            "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art".to_owned(),
            "kit_unknown",
        ),
    ] {
        assert_eq!(found.refused(&restore, &wrong).unwrap().1, code);
        assert!(!found.home.exists(), "nothing is written");
    }
    let (restored, code) = found.json_with(&restore, &words).unwrap();
    assert_eq!(code, 0, "{restored}");
    assert_eq!(restored["people"], serde_json::json!(["Alex Marin"]));
    assert_eq!(restored["unfinished"], false);
    let after = found.json(&["agenda", "-p"]).unwrap();
    assert_eq!(after["topics"], before.0["topics"]);
    assert_eq!(after["actions"], before.0["actions"]);
    assert!(after["private"].to_string().contains("PRIVATE ask about the raise"));

    // The lost laptop learns nothing more; the other person goes on with the new device.
    alex.json(&["add", "sam", "Welcome back"]).unwrap();
    rounds(&[&alex, &found, &alex, &found], 1);
    found.json(&["note", "alex", "PRIVATE after the loss"]).unwrap();
    found.sync().unwrap();
    for lost in [&sam, &sam2] {
        lost.sync().unwrap();
        let news = lost.json(&["agenda", "-p"]).unwrap().to_string();
        assert!(!news.contains("Welcome back") && !news.contains("after the loss"));
        let everything = held_by(folder.path());
        let (old, new) =
            (open(lost).readable(&everything).unwrap(), open(&found).readable(&everything).unwrap());
        assert!(old.is_subset(&new) && new.difference(&old).count() >= 2, "{} of {}", old.len(), new.len());
    }
    assert!(found.titles().unwrap().contains(&"Welcome back".to_owned()));
    assert_eq!(alex.titles().unwrap(), found.titles().unwrap());
    let devices = found.json(&["device", "list"]).unwrap();
    let active: Vec<&str> = devices["devices"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|device| device["active"] == true)
        .map(|device| device["name"].as_str().unwrap())
        .collect();
    assert_eq!(active, ["sam4"]);
}

#[test]
fn without_a_kit_a_new_invitation_brings_back_what_is_shared_and_what_is_private_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let (alex, sam) = paired(folder.path(), &relay).unwrap();
    sam.json(&["add", "alex", "On-call load", "--kind", "concern"]).unwrap();
    sam.json(&["note", "alex", "PRIVATE-S about the raise"]).unwrap();
    alex.json(&["add", "sam", "Conference budget"]).unwrap();
    alex.json(&["comment", "on-call", "See the rota"]).ok();
    alex.json(&["action", "sam", "Send the rota", "--who", "me", "--due", "2030-01-01"]).unwrap();
    alex.json(&["note", "sam", "PRIVATE-A listen first"]).unwrap();
    rounds(&[&sam, &alex, &sam, &alex], 1);
    let before = alex.json(&["agenda", "-p"]).unwrap();
    // The product says beforehand what would be lost.
    let status = String::from_utf8(sam.run(&["status"], "").unwrap().stdout).unwrap();
    assert!(status.contains("no recovery kit") && status.contains("private notes"), "{status}");

    // Everything of Sam's is gone. Alex invites again, in the room.
    std::fs::remove_dir_all(&sam.home).unwrap();
    let invitation = alex.json(&["invite", "sam", "--again"]).unwrap();
    let sam = Person::new(folder.path(), "sam, anew");
    let code = invitation["code"].as_str().unwrap();
    sam.json(&["accept", code, "--name", "Sam Okoro", "--unlock", "file"]).unwrap();
    rounds(&[&alex, &sam], 3);
    let (hers, his) = (alex.json(&["agenda", "-p"]).unwrap(), sam.json(&["agenda", "-p"]).unwrap());
    for part in ["topics", "actions"] {
        assert_eq!(hers[part], his[part]);
        let texts = |agenda: &serde_json::Value| {
            let items = agenda[part].as_array().unwrap().iter();
            items
                .map(|item| (item["id"].clone(), item["by"].clone(), item["title"].clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(&hers), texts(&before), "told with ids and authors");
    }
    assert!(hers.to_string().contains("PRIVATE-A") && !his.to_string().contains("PRIVATE"));
    assert_eq!(his["private"]["count"], 0);
    // A new identity has new words, and has to be compared again.
    assert_eq!(
        alex.json(&["people"]).unwrap()["people"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|line| line["phase"] == "live")
            .count(),
        1
    );
    sam.json(&["add", "alex", "I am back"]).unwrap();
    rounds(&[&sam, &alex], 1);
    assert!(alex.titles().unwrap().contains(&"I am back".to_owned()));
}

#[test]
fn a_backup_restored_on_two_machines_wedges_nothing_loses_nothing_and_accuses_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let (alex, sam) = paired(folder.path(), &relay).unwrap();
    let passphrase = folder.path().join("passphrase");
    std::fs::write(&passphrase, "four unrelated words here\n").unwrap();
    let passphrase = passphrase.to_str().unwrap().to_owned();
    alex.json(&["add", "sam", "synced before"]).unwrap();
    alex.sync().unwrap();
    alex.json(&["add", "sam", "unsent before"]).unwrap();
    alex.json(&["note", "sam", "PRIVATE unsent before"]).unwrap();
    let backup = folder.path().join("alex.backup");
    let backup = backup.to_str().unwrap();
    alex.json(&["backup", "file", backup, "--passphrase-file", &passphrase]).unwrap();
    assert_eq!(
        alex.refused(&["backup", "file", backup, "--passphrase-file", &passphrase], "").unwrap().1,
        "file_exists"
    );
    alex.json(&["add", "sam", "the original goes on"]).unwrap();

    let copies = ["copy1", "copy2"].map(|name| Person::new(folder.path(), name));
    let wrong = folder.path().join("wrong");
    std::fs::write(&wrong, "other words\n").unwrap();
    let restore = ["restore", "--file", backup, "--unlock", "file", "--passphrase-file"];
    let with = |file: &str| restore.iter().copied().chain([file]).map(str::to_owned).collect::<Vec<_>>();
    for copy in &copies {
        let wrong: Vec<String> = with(wrong.to_str().unwrap());
        let wrong: Vec<&str> = wrong.iter().map(String::as_str).collect();
        assert_eq!(copy.refused(&wrong, "").unwrap(), (6, "wrong_passphrase".to_owned()));
        assert!(!copy.home.exists());
        let right: Vec<String> = with(&passphrase);
        let right: Vec<&str> = right.iter().map(String::as_str).collect();
        copy.json(&right).unwrap();
        let name = copy.home.file_name().unwrap().to_str().unwrap();
        copy.json(&["add", "sam", &format!("by {name}")]).unwrap();
        copy.json(&["note", "sam", &format!("PRIVATE by {name}")]).unwrap();
    }
    let [copy1, copy2] = &copies;
    for order in [[copy2, copy1, &alex], [&alex, copy2, copy1], [copy1, &alex, copy2]] {
        rounds(&order, 1);
        sam.sync().unwrap();
    }
    sam.json(&["add", "alex", "Sam answers"]).unwrap();
    sam.sync().unwrap();
    rounds(&[&alex, copy1, copy2, &sam], 1);
    let expected =
        ["Sam answers", "by copy1", "by copy2", "synced before", "the original goes on", "unsent before"];
    for device in [&alex, copy1, copy2, &sam] {
        assert_eq!(device.titles().unwrap(), expected, "{device:?}");
        let status = device.json(&["status"]).unwrap();
        assert_eq!(status["events"].as_array().unwrap().len(), 0, "nobody is accused: {}", status["events"]);
        assert_eq!(status["waiting"], 0);
    }
    for device in [&alex, copy1, copy2] {
        assert_eq!(device.json(&["agenda"]).unwrap()["private"]["count"], 3);
    }
}

#[test]
fn a_home_that_was_copied_or_rolled_back_goes_on_under_its_own_name_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let (alex, sam) = paired(folder.path(), &relay).unwrap();
    alex.json(&["add", "sam", "synced before"]).unwrap();
    alex.sync().unwrap();
    alex.json(&["add", "sam", "unsent before"]).unwrap();
    alex.json(&["note", "sam", "PRIVATE unsent before"]).unwrap();
    let [copy, older] = ["copy", "older"].map(|name| Person::new(folder.path(), name));
    copy_folder(&alex.home, &copy.home).unwrap();
    copy_folder(&alex.home, &older.home).unwrap();

    // All three go on, none of them knows of the others.
    for (device, words) in [(&alex, "by the original"), (&copy, "by the copy"), (&older, "by the older copy")]
    {
        device.json(&["add", "sam", words]).unwrap();
        device.json(&["note", "sam", &format!("PRIVATE {words}")]).unwrap();
    }
    // One of them has sealed it already, for a backup: in a name that the others use, too.
    let passphrase = folder.path().join("passphrase");
    std::fs::write(&passphrase, "four unrelated words here\n").unwrap();
    let backup = folder.path().join("older.backup");
    let words =
        ["backup", "file", backup.to_str().unwrap(), "--passphrase-file", passphrase.to_str().unwrap()];
    older.json(&words).unwrap();

    rounds(&[&alex, &copy, &older, &sam], 1);
    older.json(&["add", "sam", "later, by the older copy"]).unwrap();
    rounds(&[&older, &copy, &alex, &sam, &alex, &copy, &older], 2);
    sam.json(&["add", "alex", "Sam answers"]).unwrap();
    rounds(&[&sam, &alex, &copy, &older, &sam], 1);
    let mut expected = vec![
        "Sam answers",
        "by the copy",
        "by the older copy",
        "by the original",
        "later, by the older copy",
        "synced before",
    ];
    // What was unsent when the copies were made is in all three: said once more rather than not at all.
    let titles = sam.titles().unwrap();
    let unsent = titles.iter().filter(|title| *title == "unsent before").count();
    assert!(unsent >= 1, "{titles:?}");
    expected.extend(std::iter::repeat_n("unsent before", unsent));
    expected.sort_unstable();
    for device in [&alex, &copy, &older, &sam] {
        assert_eq!(device.titles().unwrap(), expected, "{device:?}");
        let status = device.json(&["status"]).unwrap();
        let accused: Vec<_> =
            status["events"].as_array().unwrap().iter().filter(|event| event["code"] != "copied").collect();
        assert!(accused.is_empty(), "nobody is accused: {accused:?}");
        assert_eq!(status["waiting"], 0);
        assert_eq!(status["people"][0]["quarantined"], 0);
    }
    let notes =
        [&alex, &copy, &older].map(|device| device.json(&["agenda", "-p"]).unwrap()["private"].to_string());
    for words in ["unsent before", "by the original", "by the copy", "by the older copy"] {
        assert!(notes.iter().all(|notes| notes.contains(&format!("PRIVATE {words}"))), "{words}");
    }

    // A copy from yesterday put in the place of today's: the same.
    std::fs::remove_dir_all(&alex.home).unwrap();
    copy_folder(&older.home, &alex.home).unwrap();
    older.json(&["add", "sam", "older goes on"]).unwrap();
    older.sync().unwrap();
    alex.json(&["add", "sam", "from yesterday's copy"]).unwrap();
    rounds(&[&alex, &older, &sam, &alex, &older, &sam], 1);
    for device in [&alex, &older, &sam] {
        let titles = device.titles().unwrap();
        assert!(titles.contains(&"older goes on".to_owned()), "{titles:?}");
        assert!(titles.contains(&"from yesterday's copy".to_owned()), "{titles:?}");
    }
}

#[test]
fn all_the_partner_has_and_all_the_relay_has_opens_no_private_note() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let (alex, sam) = paired(folder.path(), &relay).unwrap();
    sam.json(&["note", "alex", "PRIVATE-S about the raise"]).unwrap();
    sam.json(&["add", "alex", "On-call load"]).unwrap();
    alex.json(&["note", "sam", "PRIVATE-A listen first"]).unwrap();
    rounds(&[&sam, &alex], 2);
    let everything = held_by(folder.path());
    let stream = |bytes: &Vec<u8>| wire::Envelope::parse(bytes).unwrap().header().stream;
    let streams: BTreeSet<_> = everything.iter().map(stream).collect();
    assert_eq!(streams.len(), 3, "one for both, one of one's own for each");
    let mut who_reads = Vec::new();
    for wanted in streams {
        let of: Vec<Vec<u8>> = everything.iter().filter(|bytes| stream(bytes) == wanted).cloned().collect();
        who_reads.push([&alex, &sam].map(|person| !open(person).readable(&of).unwrap().is_empty()));
    }
    who_reads.sort_unstable();
    assert_eq!(who_reads, [[false, true], [true, false], [true, true]]);
}

#[test]
fn a_code_for_a_device_needs_the_same_words_works_once_and_is_no_invitation() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let (alex, sam) = paired(folder.path(), &relay).unwrap();
    let code =
        |person: &Person| person.json(&["device", "add"]).unwrap()["code"].as_str().unwrap().to_owned();
    let join = |name: &str, code: &str| {
        let device = Person::new(folder.path(), name);
        let words = ["device", "join", code, "--device", name, "--unlock", "file", "--wait", "6", "--json"];
        (device.clone(), device.command(&words).unwrap().spawn().unwrap())
    };

    // Somebody else entered the code: the words differ, and the stranger learns nothing.
    let first = code(&alex);
    let (stranger, joining) = join("stranger", &first);
    assert_eq!(alex.json(&["device", "confirm"]).unwrap()["name"], "stranger");
    assert_eq!(
        alex.refused(&["device", "confirm", "--answer", "no"], "").unwrap(),
        (5, "code_ended".to_owned())
    );
    let output = joining.wait_with_output().unwrap();
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((said["code"].as_str(), stranger.home.exists()), (Some("not_confirmed"), false), "{said}");
    assert_eq!(alex.json(&["device", "list"]).unwrap()["devices"].as_array().unwrap().len(), 1);

    // A code is used up by whoever enters it first; the second taker is told.
    let second = code(&alex);
    let (device, joining) = join("alex2", &second);
    alex.json(&["device", "confirm"]).unwrap();
    let late = Person::new(folder.path(), "late");
    let again = ["device", "join", &second, "--device", "late", "--unlock", "file"];
    assert_eq!(late.refused(&again, "").unwrap(), (5, "code_used".to_owned()));
    assert!(!late.home.exists());
    assert_eq!(alex.json(&["device", "confirm", "--answer", "yes"]).unwrap()["state"], "added");
    assert!(joining.wait_with_output().unwrap().status.success());
    assert_eq!(device.json(&["people"]).unwrap()["people"].as_array().unwrap().len(), 1);

    // A code for a person is not one for a device, nor the other way round; a mistyped one is found before any network.
    let person = alex.json(&["invite", "Ines Duarte", "--role", "manager"]).unwrap();
    let person = person["code"].as_str().unwrap();
    let wrong = ["device", "join", person, "--device", "late", "--unlock", "file"];
    assert_eq!(late.refused(&wrong, "").unwrap(), (2, "not_a_device_code".to_owned()));
    let third = code(&alex);
    assert_eq!(sam.refused(&["accept", &third], "").unwrap(), (2, "device_code".to_owned()));
    let typo = format!("{}{}", &third[..third.len() - 1], if third.ends_with('a') { "b" } else { "a" });
    let typo = ["device", "join", &typo, "--device", "late", "--unlock", "file"];
    assert_eq!(late.refused(&typo, "").unwrap(), (2, "bad_code".to_owned()));
    assert!(!late.home.exists());
}

#[test]
fn whoever_is_invited_later_is_met_on_all_devices_and_an_end_holds_on_all() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let alex = Person::new(folder.path(), "alex");
    let url = relay.url();
    alex.json(&["init", "--name", "Alex Marin", "--device", "alex1", "--relay", &url, "--unlock", "file"])
        .unwrap();
    // Before anything was ever synced.
    let alex2 = linked(folder.path(), &alex, "alex2", "").unwrap();
    let phase = |device: &Person| device.json(&["people"]).unwrap()["people"][0]["phase"].clone();
    let invitation = alex.json(&["invite", "Ines Duarte", "--role", "manager"]).unwrap();
    rounds(&[&alex, &alex2], 2);
    assert_eq!(phase(&alex2), "invited");
    alex2.json(&["add", "ines", "by alex2, while the answer is out"]).unwrap();
    let ines = Person::new(folder.path(), "ines");
    let code = invitation["code"].as_str().unwrap();
    ines.json(&["accept", code, "--name", "Ines Duarte", "--unlock", "file"]).unwrap();
    rounds(&[&alex, &ines, &alex2], 3);
    assert_eq!(phase(&alex2), "live");
    ines.json(&["add", "alex", "by ines"]).unwrap();
    alex2.json(&["add", "ines", "by alex2, later"]).unwrap();
    rounds(&[&ines, &alex2, &alex, &ines], 2);
    let expected = ["by alex2, later", "by alex2, while the answer is out", "by ines"];
    for device in [&alex, &alex2, &ines] {
        assert_eq!(device.titles().unwrap(), expected, "{device:?}");
    }
    // The words stand for the person, whatever device shows them.
    let words = |device: &Person| device.json(&["verify", "--show"]).unwrap();
    assert_eq!(words(&alex)["yours"], words(&alex2)["yours"]);
    assert_eq!(words(&alex2)["yours"], words(&ines)["theirs"]);

    // Ines lost everything, and is invited again by the one device; the other one lets the old notebook rest as well.
    let invitation = alex.json(&["invite", "ines", "--again"]).unwrap();
    let anew = Person::new(folder.path(), "ines, anew");
    let code = invitation["code"].as_str().unwrap();
    anew.json(&["accept", code, "--name", "Ines Duarte", "--unlock", "file"]).unwrap();
    rounds(&[&alex, &anew, &alex2], 3);
    alex2.json(&["add", "ines", "welcome back"]).unwrap();
    rounds(&[&alex2, &anew, &alex], 2);
    for device in [&alex, &alex2, &anew] {
        assert!(device.titles().unwrap().contains(&"welcome back".to_owned()), "{device:?}");
    }
}
