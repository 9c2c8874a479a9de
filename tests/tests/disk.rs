//! The disk under the client: full in the middle of a command, not writable, cut off. Each is said, nothing that was there
//! is harmed, and it goes on when the disk does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![cfg(target_os = "linux")]

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use entrenous_tests::household::{Person, Relay, copy_folder, paired};
use serde_json::Value;

const FOLDER: &str = "ENTRENOUS_SMALL_DISK";

/// Runs one of the tests below once more, as root of a name space of its own, in which it may mount; gives what it printed.
fn in_a_name_space(test: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    // The programs are built outside.
    entrenous_tests::program("entre").unwrap();
    let can = Command::new("unshare")
        .args([
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o size=1m tmpfs \"$1\"",
            "sh",
        ])
        .arg(folder.path())
        .output();
    if !can.is_ok_and(|can| can.status.success()) {
        return "not run: this system lets nobody mount a small disk here (unshare, mount)".to_owned();
    }
    let ran = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{said}\n{}", String::from_utf8_lossy(&ran.stderr));
    said
}

/// Where the inner run works; nothing outside of it.
fn inside() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

fn mount(at: &Path, options: &str) {
    fs::create_dir_all(at).unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).status();
    assert!(mounted.unwrap().success());
}

/// A file that takes all room but about `left` bytes.
fn fill(disk: &Path, left: u64) {
    let path = disk.join("filler");
    let mut filler = OpenOptions::new().create(true).append(true).open(&path).unwrap();
    while filler.write_all(&[0; 4096]).is_ok() {}
    let all = fs::metadata(&path).unwrap().len();
    filler.set_len(all.saturating_sub(left)).unwrap();
}

fn empty(disk: &Path) {
    fs::remove_file(disk.join("filler")).unwrap();
}

/// With more and more room until the command comes through: each time it is said that the disk is full, and what is there
/// stays whole. Gives how often it was full.
fn until_it_fits(disk: &Path, person: &Person, words: &[&str]) -> usize {
    let mut full = 0;
    for left in (0..).map(|step| step * 8 * 1024) {
        assert!(left < 4 * 1024 * 1024, "{words:?} never fits");
        fill(disk, left);
        let (value, code) = person.json_with(words, "").unwrap();
        empty(disk);
        if code == 0 {
            return full;
        }
        assert_eq!((code, &value["code"]), (1, &"disk_full".into()), "{words:?} with {left} bytes: {value}");
        assert!(value["try"].to_string().contains("free some space"), "{value}");
        full += 1;
        if person.home.exists() {
            let sound = person.json(&["doctor", "--no-network"]).unwrap();
            assert_eq!(sound["sound"], true, "{words:?} with {left} bytes: {sound}");
        }
    }
    full
}

#[test]
fn a_disk_that_fills_up_in_the_middle_is_said_harms_nothing_and_it_goes_on() {
    let Some(folder) = inside() else {
        println!(
            "{}",
            in_a_name_space("a_disk_that_fills_up_in_the_middle_is_said_harms_nothing_and_it_goes_on")
        );
        return;
    };
    let disk = folder.join("small");
    mount(&disk, "size=12m");
    let relay_at = folder.join("relay");
    fs::create_dir(&relay_at).unwrap();
    let relay = Relay::start(&relay_at, "127.0.0.1:0").unwrap();
    let (alex, sam) = paired(&folder, &relay).unwrap();
    // Sam lives on the small disk from here on.
    copy_folder(&sam.home, &disk.join("sam")).unwrap();
    let sam = Person::new(&disk, "sam");

    // More than one page of the log, so that room is really needed.
    let long = "A long topic about the budget for spring. ".repeat(11);
    let full = until_it_fits(&disk, &sam, &["add", "alex", "Added on a full disk"]);
    assert!(full > 0, "the disk was never full for add");
    for number in 0..12 {
        alex.json(&["add", "sam", &format!("{number} {long}")]).unwrap();
    }
    alex.json(&["sync"]).unwrap();
    let full = until_it_fits(&disk, &sam, &["sync"]);
    assert!(full > 0, "the disk was never full for sync");
    let titles = sam.titles().unwrap();
    assert_eq!(titles.len(), 13, "{titles:?}");
    alex.json(&["sync"]).unwrap();
    assert_eq!(alex.titles().unwrap(), titles);

    for number in 12..24 {
        alex.json(&["add", "sam", &format!("{number} {long}")]).unwrap();
    }
    let file = folder.join("alex.sealed");
    alex.json(&["export", "--sealed", file.to_str().unwrap(), "sam"]).unwrap();
    let full = until_it_fits(&disk, &sam, &["import", file.to_str().unwrap()]);
    assert!(full > 0, "the disk was never full for import");
    assert_eq!(sam.titles().unwrap(), alex.titles().unwrap());

    let out = disk.join("sam.sealed");
    let full = until_it_fits(&disk, &sam, &["export", "--sealed", out.to_str().unwrap(), "alex"]);
    assert!(full > 0, "the disk was never full for export");
    assert_eq!(alex.json(&["import", out.to_str().unwrap()]).unwrap()["missing"], 0);

    let words = folder.join("words");
    fs::write(&words, "four unrelated plain words\n").unwrap();
    let backup = folder.join("sam.backup");
    let with = |person: &Person, all: &[&str]| {
        let mut command = person.command(all).unwrap();
        command.arg("--json").env("ENTRE_PASSPHRASE_FILE", &words).output().unwrap()
    };
    let made = with(&sam, &["backup", "file", backup.to_str().unwrap()]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stdout));
    let copy = Person::new(&disk, "copy");
    let restore = ["restore", "--file", backup.to_str().unwrap(), "--unlock", "file"];
    for left in [0, 64 * 1024, 200 * 1024] {
        fill(&disk, left);
        let refused = with(&copy, &restore);
        empty(&disk);
        let value: Value = serde_json::from_slice(&refused.stdout).unwrap();
        assert_eq!((&value["code"], refused.status.code()), (&"disk_full".into(), Some(1)), "{value}");
        assert!(!copy.home.exists(), "nothing is left of a restoration that did not fit");
    }
    let restored = with(&copy, &restore);
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stdout));
    assert_eq!(copy.titles().unwrap(), sam.titles().unwrap());
}

#[test]
fn a_disk_that_cannot_be_written_is_said_and_nothing_is_lost() {
    let Some(folder) = inside() else {
        println!("{}", in_a_name_space("a_disk_that_cannot_be_written_is_said_and_nothing_is_lost"));
        return;
    };
    let disk = folder.join("disk");
    mount(&disk, "size=12m");
    let alex = Person::new(&disk, "alex");
    alex.json(&["init", "--name", "Alex", "--relay", "ws://127.0.0.1:1", "--unlock", "file"]).unwrap();
    alex.json(&["invite", "Sam", "--role", "manager"]).unwrap();
    alex.json(&["add", "sam", "Written before"]).unwrap();
    let remount = |how: &str| {
        let done = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(&disk).status();
        assert!(done.unwrap().success());
    };
    remount("ro");
    for words in [&["add", "sam", "Not written"][..], &["agenda"], &["status"]] {
        assert_eq!(alex.refused(words, "").unwrap(), (1, "read_only".to_owned()), "{words:?}");
    }
    let (value, code) = alex.json_with(&["doctor", "--no-network"], "").unwrap();
    assert!(code == 1 && value["code"] == "read_only", "{value}");
    remount("rw");
    alex.json(&["add", "sam", "Written after"]).unwrap();
    assert_eq!(alex.titles().unwrap(), ["Written after", "Written before"]);
}

/// The file, or its write-ahead log, ends anywhere: an error, or a state that was there once. Never anything else.
#[test]
fn a_file_or_a_log_that_was_cut_off_gives_an_error_or_an_earlier_truth() {
    let folder = tempfile::tempdir().unwrap();
    let alex = Person::new(folder.path(), "alex");
    alex.json(&["init", "--name", "Alex", "--relay", "ws://127.0.0.1:1", "--unlock", "file"]).unwrap();
    alex.json(&["invite", "Sam", "--role", "manager"]).unwrap();
    let mut history = vec![Vec::new()];
    for number in 0..6 {
        alex.json(&["add", "sam", &format!("Topic {number}")]).unwrap();
        history.push(alex.titles().unwrap());
    }
    let sound = folder.path().join("sound");
    copy_folder(&alex.home, &sound).unwrap();
    let (mut refused, mut earlier, mut whole) = (0, 0, 0);
    for name in ["entre.db", "entre.db-wal"] {
        let length = fs::metadata(sound.join(name)).unwrap().len();
        assert!(length > 4096, "{name} holds something");
        for part in 0..8 {
            fs::remove_dir_all(&alex.home).unwrap();
            copy_folder(&sound, &alex.home).unwrap();
            let cut = length * part / 8 + 7 * part;
            File::options().write(true).open(alex.home.join(name)).unwrap().set_len(cut).unwrap();
            let (value, code) = alex.json_with(&["agenda"], "").unwrap();
            if value["code"] == "no_people" {
                // That was true, too: before the invitation.
                earlier += 1;
                continue;
            }
            if code != 0 {
                let words = ["store_unreadable", "not_set_up", "store_altered", "store"];
                assert!(words.contains(&value["code"].as_str().unwrap()), "{name} cut to {cut}: {value}");
                refused += 1;
                continue;
            }
            let titles = alex.titles().unwrap();
            assert!(history.contains(&titles), "{name} cut to {cut} made this up: {titles:?}");
            if titles == *history.last().unwrap() { whole += 1 } else { earlier += 1 }
        }
    }
    println!("{refused} refused, {earlier} an earlier state, {whole} whole");
    assert!(refused > 0 && earlier > 0, "{refused} refused, {earlier} earlier, {whole} whole");
}

/// Commands of two processes on one home, at the same moment, again and again.
#[test]
fn two_processes_on_one_home_lose_nothing_and_block_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let alex = Person::new(folder.path(), "alex");
    alex.json(&["init", "--name", "Alex", "--relay", "ws://127.0.0.1:1", "--unlock", "file"]).unwrap();
    alex.json(&["invite", "Sam", "--role", "manager"]).unwrap();
    let mut expected = Vec::new();
    for round in 0..4 {
        let titles: Vec<String> = (0..3).map(|process| format!("Round {round}, process {process}")).collect();
        let mut running: Vec<_> = titles
            .iter()
            .map(|title| alex.command(&["add", "sam", title, "--json"]).unwrap().spawn().unwrap())
            .collect();
        running.push(alex.command(&["doctor", "--no-network", "--json"]).unwrap().spawn().unwrap());
        for process in running {
            let output = process.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        }
        expected.extend(titles);
    }
    assert_eq!(alex.titles().unwrap(), expected);
    assert_eq!(alex.json(&["doctor", "--no-network"]).unwrap()["sound"], true);
}
