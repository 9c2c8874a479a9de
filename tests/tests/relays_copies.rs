//! A home that was copied, and a relay that moved: the copy finds out at the one relay that others write in its name, and
//! everybody else is at the other. Whoever founded a notebook may always fill a relay; these copies did not.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;

use entrenous_tests::household::{Person, Relay, copy_folder, linked, paired};

/// Alex with a laptop and a desktop, and Sam. Copies of the desktop and of Sam's home lack what both wrote last. The folder
/// of the relay was kept after that; then everybody went to the other one.
struct Scene {
    folder: tempfile::TempDir,
    laptop: Person,
    desktop: Person,
    sam: Person,
    desktop_copy: Person,
    sam_copy: Person,
    relay: Relay,
    _other: Relay,
}

fn moved() -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["relay", "other"] {
        fs::create_dir(at(name)).unwrap();
    }
    let relay = Relay::start(&at("relay"), "127.0.0.1:0").unwrap();
    let address = relay.address.clone();
    let (laptop, sam) = paired(folder.path(), &relay).unwrap();
    let desktop = linked(folder.path(), &laptop, "desktop", "").unwrap();
    rounds(&[&laptop, &desktop, &sam], 2);
    let [desktop_copy, sam_copy] = [(&desktop, "desktop copy"), (&sam, "sam copy")].map(|(person, name)| {
        let copy = Person::new(folder.path(), name);
        copy_folder(&person.home, &copy.home).unwrap();
        copy
    });
    desktop.json(&["add", "sam", "by the desktop"]).unwrap();
    desktop.json(&["note", "sam", "PRIVATE by the desktop"]).unwrap();
    sam.json(&["add", "alex", "by Sam"]).unwrap();
    rounds(&[&laptop, &desktop, &sam], 2);
    drop(relay);
    copy_folder(&at("relay"), &at("before")).unwrap();
    let relay = Relay::start(&at("relay"), &address).unwrap();
    let other = Relay::start(&at("other"), "127.0.0.1:0").unwrap();
    assert_eq!(laptop.json(&["relay", "set", &other.url()]).unwrap()["complete"], true);
    rounds(&[&desktop, &sam, &laptop], 2);
    Scene { folder, laptop, desktop, sam, desktop_copy, sam_copy, relay, _other: other }
}

fn rounds(devices: &[&Person], count: usize) {
    for _ in 0..count {
        for device in devices {
            device.json(&["sync"]).unwrap();
        }
    }
}

/// Everybody has what all wrote, and nobody is accused.
fn agreed(devices: &[&Person], by: &str, honest: &[&str]) {
    let mut titles = ["by Sam", "by the desktop", by];
    titles.sort_unstable();
    for device in devices {
        assert_eq!(device.titles().unwrap(), titles, "{device:?}");
        let status = device.json(&["status"]).unwrap();
        assert_eq!(status["waiting"], 0, "{status}");
        for event in status["events"].as_array().unwrap() {
            assert!(honest.contains(&event["code"].as_str().unwrap()), "{device:?} {event}");
        }
    }
}

#[test]
fn a_copy_that_comes_to_the_old_relay_takes_its_new_name_to_the_one_where_the_others_are() {
    let Scene { folder: _folder, laptop, desktop, sam, desktop_copy, relay: _relay, .. } = &moved();
    desktop_copy.json(&["add", "sam", "by the copy"]).unwrap();
    desktop_copy.json(&["note", "sam", "PRIVATE by the copy"]).unwrap();
    rounds(&[desktop_copy, laptop, desktop, sam], 2);
    agreed(&[desktop_copy, laptop, desktop, sam], "by the copy", &["copied", "relay_moved"]);
    for device in [desktop_copy, laptop, desktop] {
        let agenda = device.json(&["agenda", "-p"]).unwrap().to_string();
        for words in ["PRIVATE by the desktop", "PRIVATE by the copy"] {
            assert!(agenda.contains(words), "{device:?} lacks {words}");
        }
    }
}

#[test]
fn a_copy_that_was_let_in_where_nobody_is_any_more_is_let_in_again_where_they_are() {
    let Scene { folder, laptop, desktop, sam, sam_copy, relay, _other, .. } = moved();
    // The old relay was put back: what it says ends before the move.
    let address = relay.address.clone();
    drop(relay);
    let _before = Relay::start(&folder.path().join("before"), &address).unwrap();
    sam_copy.json(&["add", "alex", "by the copy"]).unwrap();
    sam_copy.json(&["sync"]).unwrap();
    let file = folder.path().join("sam.sealed").to_str().unwrap().to_owned();
    laptop.json(&["export", "--sealed", &file, "sam"]).unwrap();
    sam_copy.json(&["import", &file]).unwrap();
    rounds(&[&sam_copy, &laptop, &desktop, &sam, &sam_copy], 2);
    // Sam's own notes never left the relay that was put back.
    let honest = ["copied", "relay_moved", "relay_behind"];
    agreed(&[&sam_copy, &laptop, &desktop, &sam], "by the copy", &honest);
}
