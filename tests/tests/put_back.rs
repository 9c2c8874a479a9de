//! A home that gave away a sealed file and was then put back to an older copy, as a restored folder is. No relay saw the
//! file, so nothing tells it; it writes in the same places once more. What it wrote twice, and what others wrote on top of
//! either, is everywhere in the end.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;

use entrenous_tests::household::{Person, Relay, copy_folder, linked, linked_again, paired};
use serde_json::Value;

/// Alex with a laptop and a desktop, and Sam; the laptop's home as it was is kept aside.
struct Scene {
    folder: tempfile::TempDir,
    laptop: Person,
    desktop: Person,
    sam: Person,
    relay: Option<Relay>,
}

fn scene() -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let (laptop, sam) = paired(folder.path(), &relay).unwrap();
    let desktop = linked(folder.path(), &laptop, "desktop", "").unwrap();
    laptop.json(&["add", "sam", "The plan"]).unwrap();
    let scene = Scene { folder, laptop, desktop, sam, relay: Some(relay) };
    scene.sync(3);
    copy_folder(&scene.laptop.home, &scene.folder.path().join("as it was")).unwrap();
    scene
}

impl Scene {
    fn all(&self) -> [&Person; 3] {
        [&self.laptop, &self.desktop, &self.sam]
    }

    fn sync(&self, rounds: usize) {
        for _ in 0..rounds {
            for device in self.all() {
                device.json(&["sync"]).unwrap();
            }
        }
    }

    fn hand(&self, from: &Person, whom: &[&str], to: &Person, name: &str) {
        let file = self.folder.path().join(name);
        let file = file.to_str().unwrap();
        from.json(&[&["export", "--sealed", file], whom].concat()).unwrap();
        to.json(&["import", file]).unwrap();
    }

    /// The laptop's home once more, as it is now.
    fn twin(&self) -> Person {
        let twin = Person::new(self.folder.path(), "twin");
        copy_folder(&self.laptop.home, &twin.home).unwrap();
        twin
    }

    /// The laptop's home is what it was, and nobody tells it.
    fn put_back(&self) {
        fs::remove_dir_all(&self.laptop.home).unwrap();
        copy_folder(&self.folder.path().join("as it was"), &self.laptop.home).unwrap();
    }

    /// What was written on either branch and on top of it is everywhere, once, and nobody is accused of what nobody did.
    fn agree(&self, words: &[&str]) {
        for device in self.all() {
            let agenda = shared(device);
            for words in words {
                assert_eq!(agenda.to_string().matches(words).count(), 1, "{words}: {agenda}");
            }
            assert_eq!(agenda, shared(&self.sam));
            for code in told(device) {
                assert!(TRUE.contains(&code.as_str()), "{code}");
            }
            assert_eq!(device.json(&["doctor", "--no-network"]).unwrap()["sound"], true);
        }
    }
}

/// Makes the files of a relay that is not running what they are elsewhere.
fn copy_relay(from: &Path, to: &Path) {
    for name in ["relay.db", "relay.db-wal", "relay.db-shm"] {
        fs::remove_file(to.join(name)).ok();
        if from.join(name).exists() {
            fs::copy(from.join(name), to.join(name)).unwrap();
        }
    }
}

/// What there is to say: one device did sign two envelopes for one place.
const TRUE: [&str; 4] = ["fork", "relay_differs", "copied", "relay_moved"];

/// The codes of what somebody was told.
fn told(person: &Person) -> Vec<String> {
    let status = person.json(&["status"]).unwrap();
    let events = status["events"].as_array().unwrap().iter();
    events.map(|event| event["code"].as_str().unwrap().to_owned()).collect()
}

fn shared(person: &Person) -> Value {
    let agenda = person.json(&["agenda"]).unwrap();
    Value::from(vec![agenda["topics"].clone(), agenda["actions"].clone()])
}

/// Sam answers what came by file; the relay gets what the laptop wrote in the same place afterwards, and Alex's desktop goes
/// on from there.
fn with_the_relay(scene: &Scene) {
    let Scene { laptop, desktop, sam, .. } = scene;
    laptop.json(&["add", "sam", "In the file"]).unwrap();
    laptop.json(&["comment", "plan", "filed remark"]).unwrap();
    scene.hand(laptop, &["sam"], sam, "1");
    sam.json(&["comment", "in the file", "answer to it"]).unwrap();
    scene.put_back();
    laptop.json(&["add", "sam", "Afterwards"]).unwrap();
    laptop.json(&["sync"]).unwrap();
    desktop.json(&["sync"]).unwrap();
    desktop.json(&["comment", "afterwards", "desktop says"]).unwrap();
    desktop.json(&["action", "sam", "Ask once more"]).unwrap();
    scene.sync(4);
}

#[test]
fn what_was_written_twice_in_one_place_is_everywhere_and_so_is_what_stands_on_it() {
    let scene = scene();
    with_the_relay(&scene);
    let words =
        ["In the file", "filed remark", "answer to it", "Afterwards", "desktop says", "Ask once more"];
    scene.agree(&words);
    let Scene { laptop, desktop, sam, .. } = &scene;
    for device in scene.all() {
        assert_eq!(device.json(&["sync"]).unwrap()["up_to_date"], true);
    }

    // It goes on from there, on both branches.
    sam.json(&["comment", "afterwards", "Sam as well"]).unwrap();
    laptop.json(&["edit", "in the file", "Not only in the file"]).unwrap();
    desktop.json(&["done", "plan"]).unwrap();
    scene.sync(3);
    scene.agree(&["Not only in the file", "Sam as well"]);
    // Who wrote what is known, whatever the branch is called.
    let changes = sam.json(&["changes", "not only in the file"]).unwrap();
    let by: Vec<_> = changes["changes"].as_array().unwrap().iter().map(|change| &change["by"]).collect();
    assert!(by.iter().all(|by| !by.is_null()), "{changes}");
}

/// A second relay gets one of the branches, whichever comes first; the other goes on inside of others' envelopes.
#[test]
fn both_branches_survive_a_move_to_another_relay() {
    let mut scene = scene();
    with_the_relay(&scene);
    let other = scene.folder.path().join("other");
    fs::create_dir(&other).unwrap();
    let other = Relay::start(&other, "127.0.0.1:0").unwrap();
    for person in [&scene.sam, &scene.laptop] {
        person.json(&["relay", "set", &other.url()]).unwrap();
    }
    scene.sync(2);
    scene.relay = None;
    scene.sam.json(&["add", "alex", "At the other one"]).unwrap();
    scene.sync(4);
    let words = ["In the file", "answer to it", "Afterwards", "desktop says", "At the other one"];
    scene.agree(&words);
}

/// While there is no relay, both branches come to Sam in two files. The first one counts, as Sam has read it; the second the
/// laptop says again as soon as it has found out and somebody can let its new name in.
#[test]
fn two_files_with_two_branches_are_one_notebook_in_the_end() {
    let mut scene = scene();
    let address = scene.relay.take().unwrap().address.clone();
    let Scene { laptop, desktop, sam, .. } = &scene;
    laptop.json(&["add", "sam", "In the first file"]).unwrap();
    scene.hand(laptop, &["sam"], sam, "1");
    sam.json(&["comment", "first file", "answer to the first"]).unwrap();
    scene.put_back();
    laptop.json(&["add", "sam", "In the second file"]).unwrap();
    scene.hand(laptop, &["sam"], sam, "2");
    scene.hand(sam, &["alex"], laptop, "back");
    scene.hand(laptop, &[], desktop, "on");
    let _relay = Relay::start(scene.folder.path(), &address).unwrap();
    scene.sync(3);
    sam.json(&["comment", "second file", "answer to the second"]).unwrap();
    scene.sync(3);
    let words = ["In the first file", "answer to the first", "In the second file", "answer to the second"];
    scene.agree(&words);
}

/// The laptop gives a branch away in a file, writes on in what it gave away and beside it, and finds only then that a copy of
/// itself was at the relay. Which of the two branches gets another name in the notebook is a matter of chance.
#[test]
fn what_a_copy_wrote_behind_a_file_that_counts_is_said_again_in_the_words_that_it_had() {
    for _ in 0..3 {
        let scene = scene();
        let Scene { laptop, sam, .. } = &scene;
        let twin = scene.twin();
        laptop.json(&["add", "sam", "In the file"]).unwrap();
        scene.hand(laptop, &["sam"], sam, "1");
        laptop.json(&["decide", "sam", "as written in it", "--on", "in the file"]).unwrap();
        laptop.json(&["add", "sam", "Behind the file"]).unwrap();
        laptop.json(&["decide", "sam", "as written behind it", "--on", "behind the"]).unwrap();
        laptop.json(&["decide", "sam", "once more", "--on", "behind the"]).unwrap();
        twin.json(&["add", "sam", "By the twin"]).unwrap();
        twin.json(&["sync"]).unwrap();
        scene.sync(4);
        let words =
            ["In the file", "as written in it", "Behind the file", "as written behind it", "once more"];
        scene.agree(&[&words[..], &["By the twin"]].concat());
        assert!(told(laptop).contains(&"copied".to_owned()));
    }
}

/// Sam was put back after giving away a file, and the laptop had commented on what was in it. When the laptop learns of Sam's
/// other branch, its own comment may get another name in the notebook, too. Then it finds that a copy of itself was at the
/// relay, and takes the comment back, to say it again: by the name that it has by then. Which branch gets another name is a
/// matter of chance.
#[test]
fn a_copy_says_again_what_it_wrote_on_a_branch_that_goes_by_another_name_by_then() {
    for _ in 0..3 {
        let scene = scene();
        let Scene { folder, laptop, desktop, sam, .. } = &scene;
        let (then, twin) = (folder.path().join("Sam as it was"), scene.twin());
        copy_folder(&sam.home, &then).unwrap();
        sam.json(&["add", "alex", "In the file"]).unwrap();
        scene.hand(sam, &["alex"], laptop, "1");
        laptop.json(&["comment", "in the file", "answer to it"]).unwrap();
        laptop.json(&["edit", "in the file", "In Sam's file"]).unwrap();
        fs::remove_dir_all(&sam.home).unwrap();
        copy_folder(&then, &sam.home).unwrap();
        sam.json(&["add", "alex", "Afterwards"]).unwrap();
        for device in [sam, desktop] {
            device.json(&["sync"]).unwrap();
        }
        scene.hand(desktop, &[], laptop, "2");
        laptop.json(&["comment", "in sam's file", "one thing more"]).unwrap();
        laptop.json(&["comment", "afterwards", "that, too"]).unwrap();
        twin.json(&["add", "sam", "By the twin"]).unwrap();
        twin.json(&["sync"]).unwrap();
        scene.sync(4);
        let words =
            ["In Sam's file", "answer to it", "one thing more", "Afterwards", "that, too", "By the twin"];
        scene.agree(&words);
        assert!(told(laptop).contains(&"copied".to_owned()));
    }
}

/// The laptop lets a tablet in and is put back to the day before. The relay still knows, and so everybody does.
#[test]
fn a_home_that_forgot_whom_it_let_in_is_told_by_the_relay() {
    let scene = scene();
    let tablet = linked(scene.folder.path(), &scene.laptop, "tablet", "").unwrap();
    scene.put_back();
    tablet.json(&["add", "sam", "From the tablet"]).unwrap();
    scene.laptop.json(&["add", "sam", "From the laptop"]).unwrap();
    for _ in 0..4 {
        tablet.json(&["sync"]).unwrap();
        scene.sync(1);
    }
    scene.agree(&["From the tablet", "From the laptop"]);
    assert_eq!(shared(&tablet), shared(&scene.sam));
}

/// The laptop and the relay's file both go back to the day before. Sam's device and the tablet give the relay back what it
/// forgot of the shared notebook. Alex's own notes know nothing of the tablet any more: it is told so, and let in once more.
#[test]
fn whoever_was_let_in_by_a_home_and_a_relay_that_both_went_back_loses_nothing() {
    let (scene, tablet, _relay) = both_went_back();
    assert_eq!(tablet.json(&["sync"]).unwrap()["shut_out"], true);
    let status = tablet.json(&["status"]).unwrap();
    assert_eq!([&status["own"]["shut_out"], &status["people"][0]["shut_out"]], [true, false]);
    let said = String::from_utf8(tablet.run(&["status"], "").unwrap().stdout).unwrap();
    assert!(said.contains("does not let this device in"), "{said}");
    let_in_once_more(&scene, &tablet);
}

/// The same, but before it is let in once more the tablet hands the laptop a file. So the laptop knows the step that let the
/// tablet in the first time; the relay never gets that, as it has another one in its place.
#[test]
fn who_knows_from_a_file_that_a_device_was_let_in_lets_it_in_once_more() {
    let (scene, tablet, _relay) = both_went_back();
    scene.hand(&tablet, &[], &scene.laptop, "by hand");
    scene.sync(2);
    assert_eq!(tablet.json(&["sync"]).unwrap()["shut_out"], true);
    let_in_once_more(&scene, &tablet);
}

/// The laptop lets a tablet in, which writes; then the laptop's home and the relay's file are what they were before, and
/// everybody goes on.
fn both_went_back() -> (Scene, Person, Relay) {
    let mut scene = scene();
    let address = scene.relay.take().unwrap().address.clone();
    let (now, then) = (scene.folder.path(), scene.folder.path().join("relay as it was"));
    fs::create_dir(&then).unwrap();
    copy_relay(now, &then);
    let relay = Relay::start(now, &address).unwrap();
    let tablet = linked(now, &scene.laptop, "tablet", "").unwrap();
    for device in [&scene.laptop, &tablet] {
        device.json(&["sync"]).unwrap();
    }
    tablet.json(&["add", "sam", "From the tablet"]).unwrap();
    tablet.json(&["note", "sam", "For myself"]).unwrap();
    tablet.json(&["sync"]).unwrap();
    drop(relay);
    scene.put_back();
    copy_relay(&then, now);
    let relay = Relay::start(now, &address).unwrap();
    scene.laptop.json(&["add", "sam", "From the laptop"]).unwrap();
    for _ in 0..4 {
        scene.sync(1);
        tablet.json(&["sync"]).unwrap();
    }
    scene.agree(&["From the tablet", "From the laptop"]);
    assert_eq!(shared(&tablet), shared(&scene.sam));
    (scene, tablet, relay)
}

/// Everything of Alex's own is on all three devices then, and nothing waits.
fn let_in_once_more(scene: &Scene, tablet: &Person) {
    linked_again(&scene.laptop, tablet).unwrap();
    tablet.json(&["note", "sam", "For myself, later"]).unwrap();
    for _ in 0..4 {
        tablet.json(&["sync"]).unwrap();
        scene.sync(1);
    }
    for device in [tablet, &scene.laptop, &scene.desktop] {
        let private = device.json(&["agenda", "-p"]).unwrap()["private"].to_string();
        assert!(private.contains("For myself") && private.contains("For myself, later"), "{private}");
        let status = device.json(&["status"]).unwrap();
        let own = &status["own"];
        assert_eq!([&own["waiting"], &own["held_back"], &own["missing"], &own["uncounted"]], [0; 4], "{own}");
        assert_eq!(own["shut_out"], false);
    }
    assert_eq!(tablet.json(&["sync"]).unwrap()["up_to_date"], true);
}
