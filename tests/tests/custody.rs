//! Who can open a store, with the real program: passphrase, lock, unlock, and what lies on the disk meanwhile.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use entrenous_tests::program;
use serde_json::Value;

const NOTE: &str = "PRIVATE-7f3a ask before the travel freeze";

/// One person's folder, the folder of their login session, and files with passphrases.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("run");
        fs::create_dir(&run).unwrap();
        fs::set_permissions(&run, fs::Permissions::from_mode(0o700)).unwrap();
        for (name, words) in [("old", "four unrelated old words\n"), ("new", "five quite other new words\n")]
        {
            fs::write(folder.path().join(name), words).unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn home(&self) -> PathBuf {
        self.path("mara")
    }

    fn command(&self, words: &[&str], passphrase: Option<&str>) -> Command {
        let mut command = Command::new(program("entre").unwrap());
        command.arg("--home").arg(self.home()).args(["--no-input", "--json"]).args(words);
        command.env_remove("ENTRE_HOME").env_remove("ENTRE_PERSON").env("TZ", "UTC").stdin(Stdio::null());
        command.env_remove("DBUS_SESSION_BUS_ADDRESS").env("XDG_RUNTIME_DIR", self.path("run"));
        match passphrase {
            Some(name) => command.env("ENTRE_PASSPHRASE_FILE", self.path(name)),
            None => command.env_remove("ENTRE_PASSPHRASE_FILE"),
        };
        command
    }

    fn ok(&self, words: &[&str], passphrase: Option<&str>) -> Value {
        said(&self.command(words, passphrase).output().unwrap(), words, Some(0))
    }

    fn refused(&self, words: &[&str], passphrase: Option<&str>) -> (i64, String) {
        let value = said(&self.command(words, passphrase).output().unwrap(), words, None);
        assert_eq!(value["kind"], "error", "{words:?}: {value}");
        (value["exit"].as_i64().unwrap(), value["code"].as_str().unwrap().to_owned())
    }

    /// Somebody to write about, and a note.
    fn mara(&self, unlock: &str, passphrase: Option<&str>) {
        let relay = "ws://127.0.0.1:1";
        self.ok(&["init", "--name", "Mara", "--relay", relay, "--unlock", unlock], passphrase);
        self.ok(&["invite", "Jonas", "--role", "manager"], passphrase);
        self.ok(&["note", "jonas", NOTE], passphrase);
    }

    fn has_the_note(&self, passphrase: Option<&str>) -> bool {
        self.ok(&["agenda", "jonas", "-p"], passphrase).to_string().contains(NOTE)
    }

    /// Every file of the home with its bytes, the index of the log apart: SQLite rewrites that for readers.
    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files: Vec<(PathBuf, Vec<u8>)> = fs::read_dir(self.home())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| !path.to_string_lossy().ends_with("-shm"))
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect();
        files.sort();
        files
    }
}

fn said(output: &Output, words: &[&str], code: Option<i32>) -> Value {
    let shown = String::from_utf8_lossy(&output.stdout);
    let value: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{words:?}: {error}: {shown}"));
    if code.is_some() {
        assert_eq!(output.status.code(), code, "{words:?}: {shown}");
    }
    value
}

#[test]
fn a_locked_store_answers_with_code_6_and_a_wrong_passphrase_writes_nothing() {
    let place = Place::new();
    place.mara("passphrase", Some("old"));
    let before = place.files();
    for words in [vec!["agenda"], vec!["note", "jonas", "x"], vec!["sync"], vec!["status"], vec!["people"]] {
        assert_eq!(place.refused(&words, None), (6, "locked".to_owned()), "{words:?}");
        assert_eq!(place.refused(&words, Some("new")), (6, "wrong_passphrase".to_owned()), "{words:?}");
    }
    for words in [["unlock"].as_slice(), &["passphrase", "change"], &["passphrase", "remove", "--to", "file"]]
    {
        assert_eq!(place.refused(words, Some("new")), (6, "wrong_passphrase".to_owned()), "{words:?}");
    }
    assert_eq!(place.files(), before, "nothing was written");
    assert_eq!(fs::read_dir(place.path("run")).unwrap().count(), 0);
    assert!(place.has_the_note(Some("old")));
}

#[test]
fn unlock_opens_for_a_while_and_lock_ends_it_at_once() {
    let place = Place::new();
    place.mara("passphrase", Some("old"));
    let unlocked = place.ok(&["unlock", "--for", "8h"], Some("old"));
    assert_eq!(unlocked["unlock"], "passphrase");
    assert!(unlocked["until"].is_string());
    assert!(place.has_the_note(None));
    assert_eq!(place.ok(&["lock"], None)["was_open"], true);
    assert_eq!(place.ok(&["lock"], None)["was_open"], false);
    assert_eq!(place.refused(&["agenda"], None), (6, "locked".to_owned()));

    let mut nowhere = place.command(&["unlock"], Some("old"));
    let nowhere = said(&nowhere.env_remove("XDG_RUNTIME_DIR").output().unwrap(), &["unlock"], Some(6));
    assert_eq!(nowhere["code"], "no_runtime_folder");
    assert_eq!(place.refused(&["unlock", "--for", "3d"], Some("old")).0, 2);
}

#[test]
fn the_passphrase_is_set_changed_and_removed_and_the_notes_stay() {
    let place = Place::new();
    place.mara("file", None);
    let key = fs::read(place.home().join("store.key")).unwrap();
    let holds = |bytes: &[u8]| {
        place.files().iter().any(|(_, content)| content.windows(bytes.len()).any(|window| window == bytes))
    };
    assert!(holds(&key), "the search finds what is there");
    assert_eq!(place.refused(&["lock"], None), (1, "no_passphrase".to_owned()));
    assert_eq!(place.ok(&["unlock"], None)["until"], Value::Null);
    assert_eq!(place.refused(&["passphrase", "change"], None), (2, "no_passphrase".to_owned()));

    assert_eq!(place.ok(&["passphrase", "set"], Some("old"))["unlock"], "passphrase");
    assert!(!holds(&key), "the key still lies in the home");
    assert!(place.home().join("root.key").exists());
    assert_eq!(place.refused(&["passphrase", "set"], Some("old")), (2, "has_passphrase".to_owned()));
    assert_eq!(place.refused(&["agenda"], None), (6, "locked".to_owned()));
    assert!(place.has_the_note(Some("old")));

    assert_eq!(place.refused(&["passphrase", "change"], Some("old")), (2, "input_needed".to_owned()));
    let new = place.path("new");
    place.ok(&["passphrase", "change", "--new-file", new.to_str().unwrap()], Some("old"));
    assert_eq!(place.refused(&["agenda"], Some("old")), (6, "wrong_passphrase".to_owned()));
    assert!(place.has_the_note(Some("new")));

    assert_eq!(place.refused(&["passphrase", "remove"], Some("new")), (2, "input_needed".to_owned()));
    assert_eq!(
        place.refused(&["passphrase", "remove", "--to", "keyring"], Some("new")),
        (1, "no_keyring".to_owned())
    );
    assert!(place.has_the_note(Some("new")), "where there is no keyring, the passphrase stays");
    assert_eq!(place.refused(&["agenda"], None), (6, "locked".to_owned()));
    assert_eq!(place.ok(&["passphrase", "remove", "--to", "file"], Some("new"))["unlock"], "file");
    assert!(place.has_the_note(None));
    assert_eq!(place.ok(&["status"], None)["unlock"], "file");
}

#[test]
fn an_unlocked_store_still_asks_for_the_passphrase_before_it_changes() {
    let place = Place::new();
    place.mara("passphrase", Some("old"));
    place.ok(&["unlock"], Some("old"));
    let new = place.path("new");
    let change = ["passphrase", "change", "--new-file", new.to_str().unwrap()];
    assert_eq!(place.refused(&change, None), (6, "locked".to_owned()));
    place.ok(&change, Some("old"));
    assert_eq!(place.refused(&["agenda"], None), (6, "locked".to_owned()), "the change has locked");
}

/// A relay that never answers: time to look at the process that waits for it.
#[test]
#[cfg(target_os = "linux")]
fn no_core_is_ever_dumped() {
    let place = Place::new();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let relay = format!("ws://{}", silent.local_addr().unwrap());
    place.ok(&["init", "--name", "Mara", "--relay", &relay, "--unlock", "file"], None);
    let mut child = place.command(&["sync"], None).stdout(Stdio::null()).spawn().unwrap();
    let _dialled = silent.accept().unwrap();
    let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
}

/// Kills the process after this time, unless it has ended before; says whether it had done its work.
fn cut_short(mut command: Command, after: Duration) -> bool {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.success();
        }
        if began.elapsed() > after {
            child.kill().unwrap();
            child.wait().unwrap();
            return false;
        }
        std::thread::yield_now();
    }
}

#[test]
fn kill_the_client_while_the_lock_changes_and_the_store_opens_and_no_key_is_left() {
    let place = Place::new();
    place.mara("file", None);
    let key = fs::read(place.home().join("store.key")).unwrap();
    let began = Instant::now();
    place.ok(&["passphrase", "set"], Some("old"));
    let took = began.elapsed();
    let cycles = std::env::var("KILL_CYCLES").ok().and_then(|cycles| cycles.parse().ok()).unwrap_or(12_u32);
    let seed = 20_261_128_u64;
    println!("seed {seed}");
    let (mut dice, mut finished) = (seed, 0);
    for round in 0..cycles {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let after = took.mul_f64(((dice >> 33) % 1200) as f64 / 1000.0);
        let with_file = place.home().join("store.key").exists()
            && place.command(&["status"], None).output().unwrap().status.success();
        let words: &[&str] =
            if with_file { &["passphrase", "set"] } else { &["passphrase", "remove", "--to", "file"] };
        finished += u32::from(cut_short(place.command(words, Some("old")), after));
        // The passphrase is there for whoever asks: a store with a key file does not.
        assert!(place.has_the_note(Some("old")), "round {round}");
        let header_says = place.ok(&["status"], Some("old"))["unlock"].clone();
        let lies_open = place.files().iter().any(|(_, bytes)| bytes.windows(32).any(|window| window == key));
        assert_eq!(lies_open, header_says == "file", "round {round}: {header_says}");
    }
    println!("{finished} of {cycles} finished");
}
