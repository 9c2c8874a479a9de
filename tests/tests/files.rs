//! No relay between them: two people and a third device exchange through files, with the real programs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use entrenous_tests::household::{Dice, Person, Relay, copy_folder, linked, paired};
use serde_json::Value;

/// Alex with a laptop and a desktop, and Sam. The relay has stopped for ever.
struct Apart {
    /// All copies speak of one relay, so a test that starts it must not meet the devices of another.
    _alone: MutexGuard<'static, ()>,
    folder: tempfile::TempDir,
    laptop: Person,
    desktop: Person,
    sam: Person,
}

fn apart() -> Apart {
    static ONE: Mutex<()> = Mutex::new(());
    let alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    // Pairing and linking take the longest, and are the same for all.
    static FIRST: OnceLock<tempfile::TempDir> = OnceLock::new();
    let first = FIRST.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
        let (laptop, sam) = paired(folder.path(), &relay).unwrap();
        let desktop = linked(folder.path(), &laptop, "desktop", "").unwrap();
        for _ in 0..2 {
            for device in [&laptop, &desktop, &sam] {
                device.json(&["sync"]).unwrap();
            }
        }
        fs::write(folder.path().join("address"), &relay.address).unwrap();
        folder
    });
    let folder = tempfile::tempdir().unwrap();
    copy_folder(first.path(), folder.path()).unwrap();
    let person = |name| Person::new(folder.path(), name);
    let (laptop, desktop, sam) = (person("alex"), person("desktop"), person("sam"));
    Apart { _alone: alone, folder, laptop, desktop, sam }
}

impl Apart {
    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What `from` shares with the other person, at `to`.
    fn hand(&self, from: &Person, to: &Person, name: &str) -> Value {
        let file = self.file(name);
        let whom = from.json(&["people"]).unwrap()["people"][0]["name"].as_str().unwrap().to_owned();
        from.json(&["export", "--sealed", text(&file), &whom]).unwrap();
        to.json(&["import", text(&file)]).unwrap()
    }

    /// Everything that `from` has, at another device of the same person.
    fn hand_all(&self, from: &Person, to: &Person, name: &str) -> Value {
        let file = self.file(name);
        from.json(&["export", "--sealed", text(&file)]).unwrap();
        to.json(&["import", text(&file)]).unwrap()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What both sides of a pair see alike.
fn shared(person: &Person) -> Value {
    let agenda = person.json(&["agenda"]).unwrap();
    Value::from(vec![agenda["topics"].clone(), agenda["actions"].clone(), agenda["meeting"].clone()])
}

fn reach(person: &Person) -> Value {
    person.json(&["log"]).unwrap()["log"][0]["reach"].clone()
}

#[test]
fn two_people_and_a_third_device_agree_through_files_alone() {
    let scene = apart();
    let Apart { laptop, desktop, sam, .. } = &scene;
    laptop.json(&["add", "sam", "From the laptop"]).unwrap();
    laptop.json(&["note", "sam", "ONLY-ALEX a private note"]).unwrap();
    laptop.json(&["add", "sam", "Also from the laptop"]).unwrap();
    sam.json(&["add", "alex", "From Sam"]).unwrap();
    let before = laptop.json(&["status"]).unwrap();
    assert_eq!(reach(laptop), "here");

    let brought = scene.hand(laptop, sam, "1");
    assert_eq!(brought["people"][0]["wrote"], true, "{brought}");
    assert_eq!(
        (&brought["own"], &brought["foreign"], &brought["missing"]),
        (&false.into(), &0.into(), &0.into())
    );
    assert_eq!(sam.titles().unwrap(), ["Also from the laptop", "From Sam", "From the laptop"]);
    let back = scene.hand(sam, laptop, "2");
    assert_eq!(back["people"][0]["wrote"], true, "{back}");
    assert_eq!(shared(laptop), shared(sam));

    // Sam's own envelope covers it: that is evidence. Of the relay nothing is known, and nothing is claimed.
    assert_eq!(reach(laptop), "them");
    assert_eq!(reach(sam), "here");
    let after = laptop.json(&["status"]).unwrap();
    for claim in ["synced", "envelopes", "bytes"] {
        assert_eq!(after[claim], before[claim], "{claim}");
    }
    assert_eq!(after["people"][0]["envelopes"], before["people"][0]["envelopes"]);
    assert!(after["waiting"].as_u64().unwrap() >= 2, "the relay has not got them: {after}");

    // The desktop gets everything from the laptop, answers Sam by itself, and the laptop gets that from Sam.
    let all = scene.hand_all(laptop, desktop, "3");
    assert_eq!(all["own"], true);
    assert_eq!(shared(desktop), shared(sam));
    let private = desktop.json(&["agenda", "-p"]).unwrap()["private"].to_string();
    assert!(private.contains("ONLY-ALEX"), "{private}");
    desktop.json(&["add", "sam", "From the desktop"]).unwrap();
    scene.hand(desktop, sam, "4");
    scene.hand(sam, laptop, "5");
    assert_eq!(shared(laptop), shared(sam));
    assert_eq!(shared(desktop), shared(sam));
    assert_eq!(laptop.titles().unwrap().len(), 4);
    for device in [laptop, desktop, sam] {
        assert_eq!(device.json(&["status"]).unwrap()["events"], Value::Array(Vec::new()));
    }
}

#[test]
fn files_come_in_any_order_and_any_number_of_times_and_strangers_get_nothing() {
    let scene = apart();
    let Apart { laptop, sam, .. } = &scene;
    let mut files = Vec::new();
    for round in 0..4 {
        laptop.json(&["add", "sam", &format!("Topic {round}")]).unwrap();
        let file = scene.file(&format!("part{round}"));
        laptop.json(&["export", "--sealed", text(&file), "sam"]).unwrap();
        files.push(file);
    }
    // The last file alone, without what stands before: what is missing is said, and nothing of it is taken in.
    let parts: Vec<Vec<wire::Verified>> =
        files.iter().map(|file| wire::Parcel::decode(&fs::read(file).unwrap()).unwrap()).collect();
    let only_new = |round: usize| -> Vec<&wire::Envelope> {
        let new = parts[round].iter().filter(|one| !parts[round - 1].contains(one));
        new.map(|one| &**one).collect()
    };
    let partial = |name: &str, envelopes: Vec<&wire::Envelope>| {
        let file = scene.file(name);
        fs::write(&file, wire::Parcel::encode(envelopes.into_iter()).unwrap()).unwrap();
        file
    };
    let late = partial("late", only_new(3));
    let waits = sam.json(&["import", text(&late)]).unwrap();
    assert_eq!((&waits["new"], &waits["missing"]), (&0.into(), &only_new(3).len().into()));
    assert!(sam.titles().unwrap().is_empty());

    let seed = std::env::var("FILES_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(11);
    println!("FILES_SEED={seed}");
    let mut dice = Dice(seed);
    // Backwards inside the file as well: the order in a file means nothing.
    let mut whole: Vec<&wire::Envelope> = parts[2].iter().map(|one| &**one).collect();
    dice.shuffle(&mut whole);
    let mut order = vec![files[0].clone(), files[2].clone(), files[1].clone(), partial("mixed", whole), late];
    order.extend(order.clone());
    for file in &order {
        sam.json(&["import", text(file)]).unwrap();
    }
    assert_eq!(sam.titles().unwrap(), ["Topic 0", "Topic 1", "Topic 2", "Topic 3"]);
    assert_eq!(shared(laptop), shared(sam));
    let again = sam.json(&["import", text(&files[3])]).unwrap();
    assert_eq!((&again["new"], again["known"].as_u64().unwrap() > 0), (&0.into(), true));

    // What is not for somebody leaves no trace there.
    let stranger = Person::new(scene.folder.path(), "stranger");
    stranger
        .json(&["init", "--name", "Noor Haddad", "--relay", "ws://127.0.0.1:1", "--unlock", "file"])
        .unwrap();
    let nothing = stranger.json(&["import", text(&files[3])]).unwrap();
    assert_eq!((&nothing["new"], &nothing["foreign"]), (&0.into(), &parts[3].len().into()));
    // Everything that Alex has, at Sam: Alex's own stream is nothing to Sam.
    let all = scene.hand_all(laptop, sam, "all");
    assert_eq!(all["own"], false);
    assert!(all["foreign"].as_u64().unwrap() > 0 && all["new"] == 0, "{all}");
}

#[test]
fn a_removed_device_gets_nothing_in_by_a_file_and_opens_nothing_new_from_one() {
    let scene = apart();
    let Apart { laptop, desktop, sam, .. } = &scene;
    laptop.json(&["device", "remove", "desktop", "--yes"]).unwrap();
    laptop.json(&["add", "sam", "After the removal"]).unwrap();
    desktop.json(&["add", "sam", "From the lost desktop"]).unwrap();
    scene.hand(laptop, sam, "removal");
    let from_lost = scene.hand(desktop, sam, "lost");
    assert_eq!(from_lost["people"][0]["wrote"], false, "{from_lost}");
    assert_eq!(sam.titles().unwrap(), ["After the removal"]);
    sam.json(&["add", "alex", "From Sam, who knows"]).unwrap();
    scene.hand(sam, laptop, "answer");
    assert_eq!(shared(laptop), shared(sam));
    // The lost one gets both files, and everything the laptop has.
    for name in ["removal", "answer"] {
        desktop.json(&["import", text(&scene.file(name))]).unwrap();
    }
    scene.hand_all(laptop, desktop, "everything");
    assert_eq!(desktop.titles().unwrap(), ["From the lost desktop"]);
    // A relay that comes back refuses what the lost one wrote, and everybody else goes on.
    let sam_status = sam.json(&["status"]).unwrap();
    assert!(sam_status["people"][0]["uncounted"].as_u64().unwrap() > 0, "{sam_status}");
}

#[test]
fn a_relay_that_comes_back_gets_everything_that_went_by_file() {
    let scene = apart();
    let Apart { folder, laptop: alex, desktop, sam, .. } = &scene;
    alex.json(&["add", "sam", "By file"]).unwrap();
    let file = folder.path().join("file");
    alex.json(&["export", "--sealed", text(&file), "sam"]).unwrap();
    sam.json(&["import", text(&file)]).unwrap();
    // The desktop is lost: what it gives Sam after its removal is kept, counts for nothing, and stops nobody.
    alex.json(&["device", "remove", "desktop", "--yes"]).unwrap();
    desktop.json(&["add", "sam", "From the lost desktop"]).unwrap();
    let lost = folder.path().join("lost");
    desktop.json(&["export", "--sealed", text(&lost), "sam"]).unwrap();
    let address = fs::read_to_string(scene.file("address")).unwrap();
    let _relay = Relay::start(folder.path(), &address).unwrap();
    alex.json(&["sync"]).unwrap();
    sam.json(&["sync"]).unwrap();
    sam.json(&["import", text(&lost)]).unwrap();
    sam.json(&["add", "alex", "Over the relay again"]).unwrap();
    for _ in 0..2 {
        let synced = sam.json(&["sync"]).unwrap();
        assert_eq!((&synced["up_to_date"], &synced["waiting"]), (&true.into(), &0.into()), "{synced}");
        assert_eq!(synced["people"][0]["waiting_for_them"], false, "{synced}");
        let synced = alex.json(&["sync"]).unwrap();
        assert_eq!(synced["up_to_date"], true, "{synced}");
    }
    assert_eq!(alex.titles().unwrap(), ["By file", "Over the relay again"]);
    assert_eq!(shared(alex), shared(sam));
    let status = sam.json(&["status"]).unwrap();
    assert_eq!(
        (&status["events"], &status["people"][0]["refused"]),
        (&Value::Array(Vec::new()), &Value::Null)
    );
}

#[test]
fn a_damaged_foreign_or_oversized_file_is_refused_by_name_and_changes_nothing() {
    let scene = apart();
    let Apart { laptop, sam, .. } = &scene;
    laptop.json(&["add", "sam", "Sound"]).unwrap();
    let file = scene.file("sound");
    laptop.json(&["export", "--sealed", text(&file), "sam"]).unwrap();
    let sound = fs::read(&file).unwrap();
    let before = fs::read(sam.home.join("entre.db")).unwrap();
    let refused = |name: &str, bytes: &[u8]| {
        let file = scene.file(name);
        fs::write(&file, bytes).unwrap();
        sam.refused(&["import", text(&file)], "").unwrap()
    };
    let mut flipped = sound.clone();
    let last = flipped.len() - 100;
    flipped[last] ^= 1;
    let newer = [&sound[..4], &[9], &sound[5..]].concat();
    let trailing = [sound.as_slice(), &[0]].concat();
    for (name, bytes, exit, code) in [
        ("empty", &[][..], 2, "not_sealed"),
        ("text", b"# Meetings\n", 2, "not_sealed"),
        ("foreign", &[0; 64][..], 2, "not_sealed"),
        ("cut", &sound[..sound.len() - 1], 1, "file_damaged"),
        ("trailing", &trailing, 1, "file_damaged"),
        ("flipped", &flipped, 5, "file_damaged"),
        ("newer", &newer, 1, "newer_file"),
    ] {
        assert_eq!(refused(name, bytes), (exit, code.to_owned()), "{name}");
    }
    let huge = scene.file("huge");
    fs::File::create(&huge).unwrap().set_len(wire::Parcel::BYTES_MAX as u64 + 1).unwrap();
    assert_eq!(sam.refused(&["import", text(&huge)], "").unwrap(), (2, "too_long".to_owned()));
    let gone = scene.file("gone");
    assert_eq!(sam.refused(&["import", text(&gone)], "").unwrap(), (2, "input_failed".to_owned()));
    assert_eq!(fs::read(sam.home.join("entre.db")).unwrap(), before);
    assert!(sam.titles().unwrap().is_empty());
    // Nothing is written over.
    let taken = laptop.refused(&["export", "--sealed", text(&file), "sam"], "").unwrap();
    assert_eq!(taken, (1, "file_exists".to_owned()));
    assert_eq!(fs::read(&file).unwrap(), sound);
    assert_eq!(sam.json(&["import", text(&file)]).unwrap()["people"][0]["wrote"], true);
}

/// A key that nobody let in signs whatever it likes: a relay would refuse it, and so does the file.
#[test]
fn what_a_key_signed_that_nobody_let_in_is_left_out() {
    let scene = apart();
    let Apart { laptop, sam, .. } = &scene;
    laptop.json(&["add", "sam", "Sound"]).unwrap();
    let file = scene.file("sound");
    laptop.json(&["export", "--sealed", text(&file), "sam"]).unwrap();
    let sound = wire::Parcel::decode(&fs::read(&file).unwrap()).unwrap();
    let stranger = wire::SigningKey::from_bytes(&[9; 32]);
    let mut header = sound[0].header().clone();
    header.author = wire::AuthorId::from(stranger.verifying_key().to_bytes());
    header.kind = wire::Kind::Content;
    (header.seq, header.prev) = (1, wire::EnvelopeId::ZERO);
    let forged = wire::Envelope::seal(&header, &[7; 1040], &stranger).unwrap();
    let both: Vec<&wire::Envelope> = sound.iter().map(|one| &**one).chain([&*forged]).collect();
    let mixed = scene.file("mixed");
    fs::write(&mixed, wire::Parcel::encode(both.into_iter()).unwrap()).unwrap();
    let brought = sam.json(&["import", text(&mixed)]).unwrap();
    assert_eq!((&brought["foreign"], &brought["people"][0]["wrote"]), (&1.into(), &true.into()), "{brought}");
}

/// A home that was put back from an older copy meets its own newer envelopes in a file.
#[test]
fn a_home_that_was_put_back_loses_nothing_and_accuses_nobody_when_a_file_shows_it() {
    let scene = apart();
    let Apart { laptop, sam, .. } = &scene;
    let copy = scene.file("copy");
    copy_folder(&laptop.home, &copy).unwrap();
    laptop.json(&["add", "sam", "Written before the loss"]).unwrap();
    scene.hand(laptop, sam, "before");
    fs::remove_dir_all(&laptop.home).unwrap();
    copy_folder(&copy, &laptop.home).unwrap();
    laptop.json(&["add", "sam", "Written after the copy was put back"]).unwrap();
    let file = scene.file("from-sam");
    sam.json(&["export", "--sealed", text(&file), "alex"]).unwrap();
    let brought = laptop.json(&["import", text(&file)]).unwrap();
    assert_eq!(brought["events"][0]["code"], "copied", "{brought}");
    assert_eq!(laptop.titles().unwrap(), ["Written after the copy was put back", "Written before the loss"]);
    let events = sam.json(&["status"]).unwrap()["events"].clone();
    assert_eq!(events, Value::Array(Vec::new()));
}
