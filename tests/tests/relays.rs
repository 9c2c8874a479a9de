//! The relay behind real clients is put back to yesterday, emptied, or another one altogether: with no command but `sync`
//! everybody agrees again.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use entrenous_tests::household::{Person, Relay, copy_folder, linked, paired};
use serde_json::Value;

/// Alex with a laptop and a desktop, Sam, and the folder of the relay that they are at.
struct Scene {
    folder: tempfile::TempDir,
    laptop: Person,
    desktop: Person,
    sam: Person,
    relay: Option<Relay>,
}

fn scene() -> Scene {
    static FIRST: OnceLock<tempfile::TempDir> = OnceLock::new();
    let first = FIRST.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("relay");
        fs::create_dir(&at).unwrap();
        let relay = Relay::start(&at, "127.0.0.1:0").unwrap();
        let (laptop, sam) = paired(folder.path(), &relay).unwrap();
        let desktop = linked(folder.path(), &laptop, "desktop", "").unwrap();
        laptop.json(&["add", "sam", "Before anything happened"]).unwrap();
        for _ in 0..2 {
            for device in [&laptop, &desktop, &sam] {
                device.json(&["sync"]).unwrap();
            }
        }
        fs::write(folder.path().join("address"), &relay.address).unwrap();
        folder
    });
    // Every test has the same addresses in its homes, so they take turns at that port.
    let folder = tempfile::tempdir().unwrap();
    copy_folder(first.path(), folder.path()).unwrap();
    let address = fs::read_to_string(folder.path().join("address")).unwrap();
    let relay = Some(Relay::start(&folder.path().join("relay"), &address).unwrap());
    let person = |name| Person::new(folder.path(), name);
    let (laptop, desktop, sam) = (person("alex"), person("desktop"), person("sam"));
    Scene { folder, laptop, desktop, sam, relay }
}

/// The homes name one address, so only one relay can be there at a time.
fn turn() -> std::sync::MutexGuard<'static, ()> {
    static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());
    TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn all(scene: &Scene) -> [&Person; 3] {
    [&scene.laptop, &scene.desktop, &scene.sam]
}

fn sync_all(devices: [&Person; 3], rounds: usize) {
    for _ in 0..rounds {
        for device in devices {
            device.json(&["sync"]).unwrap();
        }
    }
}

fn shared(person: &Person) -> Value {
    let agenda = person.json(&["agenda"]).unwrap();
    Value::from(vec![agenda["topics"].clone(), agenda["actions"].clone(), agenda["meeting"].clone()])
}

/// Everybody has `expected`, knows that the relay has it, and accuses nobody.
fn in_step(scene: &Scene, expected: &[&str], honest: &[&str]) {
    let mut expected: Vec<&str> = expected.to_vec();
    expected.sort_unstable();
    for device in all(scene) {
        assert_eq!(device.titles().unwrap(), expected, "{device:?}");
        assert_eq!(shared(device), shared(&scene.sam), "{device:?}");
        let status = device.json(&["status"]).unwrap();
        assert_eq!(status["waiting"], 0, "{status}");
        for event in status["events"].as_array().unwrap() {
            assert!(honest.contains(&event["code"].as_str().unwrap()), "{event}");
        }
    }
}

fn relay_files(scene: &Scene) -> PathBuf {
    scene.folder.path().join("relay")
}

#[test]
fn yesterdays_copy_of_the_relay_is_refilled_by_sync_alone() {
    let _turn = turn();
    let mut scene = scene();
    let files = relay_files(&scene);
    let yesterday = scene.folder.path().join("yesterday");
    let address = scene.relay.as_ref().unwrap().address.clone();
    scene.relay = None;
    copy_folder(&files, &yesterday).unwrap();
    scene.relay = Some(Relay::start(&files, &address).unwrap());
    scene.laptop.json(&["add", "sam", "Today, from the laptop"]).unwrap();
    scene.desktop.json(&["add", "sam", "Today, from the desktop"]).unwrap();
    scene.sam.json(&["add", "alex", "Today, from Sam"]).unwrap();
    sync_all(all(&scene), 2);
    scene.relay = None;
    fs::remove_dir_all(&files).unwrap();
    copy_folder(&yesterday, &files).unwrap();
    scene.relay = Some(Relay::start(&files, &address).unwrap());
    scene.sam.json(&["add", "alex", "After the relay went back"]).unwrap();
    sync_all(all(&scene), 2);
    let expected = [
        "Before anything happened",
        "Today, from the laptop",
        "Today, from the desktop",
        "Today, from Sam",
        "After the relay went back",
    ];
    in_step(&scene, &expected, &["relay_behind"]);
}

#[test]
fn an_empty_relay_is_refilled_by_sync_alone_after_a_removal_too() {
    let _turn = turn();
    let mut scene = scene();
    let address = scene.relay.as_ref().unwrap().address.clone();
    // The desktop writes, is removed, and has no part in what follows: its envelopes come before the step that shut it out.
    scene.desktop.json(&["add", "sam", "From the desktop, before it was lost"]).unwrap();
    scene.desktop.json(&["sync"]).unwrap();
    scene.laptop.json(&["device", "remove", "desktop", "--yes"]).unwrap();
    for _ in 0..2 {
        scene.sam.json(&["sync"]).unwrap();
        scene.laptop.json(&["sync"]).unwrap();
    }
    scene.relay = None;
    let files = relay_files(&scene);
    // The key of its receipts stays; only the database is gone.
    for name in ["relay.db", "relay.db-wal", "relay.db-shm"] {
        fs::remove_file(files.join(name)).ok();
    }
    scene.relay = Some(Relay::start(&files, &address).unwrap());
    scene.laptop.json(&["add", "sam", "After the loss"]).unwrap();
    for _ in 0..2 {
        scene.laptop.json(&["sync"]).unwrap();
        scene.sam.json(&["sync"]).unwrap();
    }
    // Whoever comes new reads all of it there.
    let fresh = linked(scene.folder.path(), &scene.laptop, "fresh", "").unwrap();
    for _ in 0..2 {
        for device in [&scene.laptop, &scene.sam, &fresh] {
            device.json(&["sync"]).unwrap();
        }
    }
    scene.desktop = fresh;
    let expected = ["Before anything happened", "From the desktop, before it was lost", "After the loss"];
    in_step(&scene, &expected, &["relay_behind"]);
}

/// A second relay with nothing in it.
fn another(scene: &Scene) -> Relay {
    let at = scene.folder.path().join("other-relay");
    fs::create_dir(&at).unwrap();
    Relay::start(&at, "127.0.0.1:0").unwrap()
}

fn addresses(person: &Person) -> Vec<String> {
    let shown = person.json(&["relay"]).unwrap();
    let people = shown["people"].as_array().unwrap().iter().map(|line| line["relay"].clone());
    [shown["relay"].clone()].into_iter().chain(people).map(|url| url.as_str().unwrap().to_owned()).collect()
}

#[test]
fn everybody_follows_to_another_relay_by_sync_alone_and_the_old_one_may_go() {
    let _turn = turn();
    let scene = scene();
    let other = another(&scene);
    scene.sam.json(&["add", "alex", "Sent to the old one, not read yet"]).unwrap();
    scene.sam.json(&["sync"]).unwrap();
    scene.desktop.json(&["add", "sam", "Written on the desktop, not sent yet"]).unwrap();
    let set = scene.laptop.json(&["relay", "set", &other.url()]).unwrap();
    assert_eq!((&set["complete"], &set["people"][0]), (&true.into(), &"Sam Okoro".into()), "{set}");
    assert_eq!(addresses(&scene.laptop), [other.url(), other.url()]);
    scene.laptop.json(&["add", "sam", "Only at the new one"]).unwrap();
    sync_all(all(&scene), 2);
    assert_eq!(addresses(&scene.desktop), [other.url(), other.url()]);
    // What Sam shares with Alex went along; where Sam's own notes lie, Sam decides.
    assert_eq!(addresses(&scene.sam), [scene.relay.as_ref().unwrap().url(), other.url()]);
    let Scene { folder, laptop, desktop, sam, relay } = scene;
    drop(relay);
    fs::remove_dir_all(folder.path().join("relay")).unwrap();
    let scene = Scene { folder, laptop, desktop, sam, relay: Some(other) };
    scene.sam.json(&["add", "alex", "After the old one is gone"]).unwrap();
    let (value, code) = scene.sam.json_with(&["sync"], "").unwrap();
    assert!(code == 4 && value["try"].to_string().contains("entre relay set"), "{value}");
    sync_all([&scene.laptop, &scene.desktop, &scene.laptop], 1);
    for device in all(&scene) {
        assert_eq!(shared(device), shared(&scene.sam), "the notebook does not need the old one");
    }
    let url = scene.relay.as_ref().unwrap().url();
    assert_eq!(scene.sam.json(&["relay", "set", &url]).unwrap()["complete"], true);
    sync_all(all(&scene), 2);
    let expected = [
        "Before anything happened",
        "Sent to the old one, not read yet",
        "Written on the desktop, not sent yet",
        "Only at the new one",
        "After the old one is gone",
    ];
    in_step(&scene, &expected, &["relay_moved"]);
    // Everything is there, in the order in which a relay takes it: a device that comes new reads all of it.
    let fresh = linked(scene.folder.path(), &scene.laptop, "fresh", "").unwrap();
    for _ in 0..2 {
        for device in [&scene.laptop, &fresh] {
            device.json(&["sync"]).unwrap();
        }
    }
    assert_eq!(shared(&fresh), shared(&scene.sam));
}

#[test]
fn with_the_old_relay_gone_a_file_tells_the_new_address() {
    let _turn = turn();
    let scene = scene();
    let other = another(&scene);
    let Scene { folder, laptop, desktop, sam, relay } = scene;
    drop(relay);
    laptop.json(&["add", "sam", "The old one is gone already"]).unwrap();
    let set = laptop.json(&["relay", "set", &other.url()]).unwrap();
    assert_eq!(set["complete"], true, "{set}");
    let (code, word) = sam.refused(&["sync"], "").unwrap();
    assert_eq!((code, word.as_str()), (4, "relay_unreachable"));
    let file = |name: &str| folder.path().join(format!("{name}.sealed")).to_str().unwrap().to_owned();
    laptop.json(&["export", "--sealed", &file("sam"), "sam"]).unwrap();
    laptop.json(&["export", "--sealed", &file("all")]).unwrap();
    sam.json(&["import", &file("sam")]).unwrap();
    desktop.json(&["import", &file("all")]).unwrap();
    sam.json(&["add", "alex", "Answered at the new one"]).unwrap();
    let scene = Scene { folder, laptop, desktop, sam, relay: Some(other) };
    scene.sam.sync().unwrap();
    sync_all([&scene.laptop, &scene.desktop, &scene.laptop], 1);
    assert_eq!(shared(&scene.laptop), shared(&scene.sam));
    let url = scene.relay.as_ref().unwrap().url();
    assert_eq!(scene.sam.json(&["relay", "set", &url]).unwrap()["complete"], true);
    sync_all(all(&scene), 2);
    let expected = ["Before anything happened", "The old one is gone already", "Answered at the new one"];
    in_step(&scene, &expected, &["relay_moved"]);
}

#[test]
fn a_relay_that_does_not_answer_is_not_moved_to_and_a_dead_address_cuts_nobody_off() {
    let _turn = turn();
    let scene = scene();
    let before = addresses(&scene.laptop);
    let (code, word) = scene.laptop.refused(&["relay", "set", "ws://127.0.0.1:9"], "").unwrap();
    assert_eq!((code, word.as_str()), (4, "relay_unreachable"));
    assert_eq!(addresses(&scene.laptop), before);
    // Sam moves; the new relay is gone before Alex hears of it. Alex stays, says why, and comes along when it is back.
    let other = another(&scene);
    scene.sam.json(&["relay", "set", &other.url()]).unwrap();
    let address = other.address.clone();
    drop(other);
    scene.laptop.json(&["add", "sam", "While the new one was away"]).unwrap();
    let (code, _) = scene.laptop.refused(&["sync"], "").unwrap();
    assert_eq!(code, 4);
    assert_eq!(addresses(&scene.laptop)[1], before[1]);
    scene.desktop.run(&["sync"], "").unwrap();
    assert_eq!(scene.desktop.titles().unwrap().len(), 2, "the old relay still carries it");
    let at = scene.folder.path().join("other-relay");
    let other = Relay::start(Path::new(&at), &address).unwrap();
    sync_all(all(&scene), 2);
    assert_eq!(addresses(&scene.laptop)[1], other.url());
    // What is Alex's own stays where it was.
    assert_eq!(addresses(&scene.laptop)[0], before[0]);
    in_step(&scene, &["Before anything happened", "While the new one was away"], &["relay_moved"]);
}
