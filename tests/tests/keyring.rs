//! The key of a store in a real keyring: gnome-keyring on a message bus of its own, asked by the real program.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const NOTE: &str = "PRIVATE-91c ask before the travel freeze";

/// A login session: a bus that starts nothing by itself, and a keyring on it that a password opened.
struct Session {
    bus: Child,
    keyring: Child,
    address: String,
}

impl Session {
    fn log_in(folder: &Path) -> Self {
        let bus_config = folder.join("bus.conf");
        let socket = folder.join("bus");
        fs::create_dir_all(folder.join("run")).unwrap();
        fs::set_permissions(folder.join("run"), fs::Permissions::from_mode(0o700)).unwrap();
        let listen = format!("<listen>unix:path={}</listen>", socket.display());
        let allowed =
            r#"<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>"#;
        let policy = format!(r#"<policy context="default">{allowed}</policy>"#);
        fs::write(&bus_config, format!("<busconfig><type>session</type>{listen}{policy}</busconfig>"))
            .unwrap();
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", bus_config.display()))
            .args(["--print-address", "--nofork"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("dbus-daemon (Debian: dbus-daemon): {error}"));
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        let mut keyring = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .env("XDG_RUNTIME_DIR", folder.join("run"))
            .env("HOME", folder)
            .env_remove("XDG_DATA_HOME")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("gnome-keyring-daemon (Debian: gnome-keyring): {error}"));
        keyring.stdin.take().unwrap().write_all(b"the login password").unwrap();
        let session = Self { bus, keyring, address };
        let began = Instant::now();
        while !session.answers() {
            assert!(began.elapsed() < Duration::from_mins(1), "the keyring does not come up");
            std::thread::yield_now();
        }
        session
    }

    fn answers(&self) -> bool {
        let asked = Command::new("dbus-send")
            .arg(format!("--bus={}", self.address))
            .args(["--print-reply=literal", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
            .args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"])
            .output()
            .unwrap_or_else(|error| panic!("dbus-send (Debian: dbus-bin): {error}"));
        String::from_utf8_lossy(&asked.stdout).contains("true")
    }

    fn entre(&self, home: &Path, words: &[&str]) -> Value {
        let (code, value) = entre(&self.address, home, words);
        assert_eq!(code, Some(0), "{words:?}: {value}");
        value
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        for child in [&mut self.keyring, &mut self.bus] {
            let _gone = child.kill();
            let _reaped = child.wait();
        }
    }
}

fn entre(bus: &str, home: &Path, words: &[&str]) -> (Option<i32>, Value) {
    let folder = home.parent().unwrap();
    let output = Command::new(entrenous_tests::program("entre").unwrap())
        .arg("--home")
        .arg(home)
        .args(["--no-input", "--json"])
        .args(words)
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        .env("XDG_RUNTIME_DIR", folder.join("run"))
        .env("ENTRE_PASSPHRASE_FILE", folder.join("passphrase"))
        .env_remove("ENTRE_HOME")
        .env_remove("ENTRE_PERSON")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let value = serde_json::from_slice(&output.stdout);
    (output.status.code(), value.unwrap_or_else(|error| panic!("{words:?}: {error}: {output:?}")))
}

#[test]
#[ignore = "needs dbus-daemon, dbus-send and gnome-keyring-daemon; the gate installs them"]
fn the_keyring_of_the_login_opens_the_store_and_no_other_does() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("mara");
    fs::write(folder.path().join("passphrase"), "four unrelated new words\n").unwrap();
    let session = Session::log_in(folder.path());
    session.entre(&home, &["init", "--name", "Mara", "--relay", "ws://127.0.0.1:1", "--unlock", "keyring"]);
    session.entre(&home, &["invite", "Jonas", "--role", "manager"]);
    session.entre(&home, &["note", "jonas", NOTE]);
    let agenda = session.entre(&home, &["agenda", "jonas", "-p"]).to_string();
    assert!(agenda.contains(NOTE));
    let names: Vec<_> =
        fs::read_dir(&home).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().all(|name| name.starts_with("entre.db")), "no key lies beside the store: {names:?}");

    // The same home in a login whose keyring does not have the key.
    let elsewhere = tempfile::tempdir().unwrap();
    let stranger = Session::log_in(elsewhere.path());
    let (code, refused) = entre(&stranger.address, &home, &["agenda", "jonas", "-p"]);
    assert_eq!(code, Some(6), "{refused}");
    assert!(!refused.to_string().contains(NOTE));
    drop(stranger);

    // After a passphrase was set, the keyring does not open it any more; and back.
    session.entre(&home, &["passphrase", "set"]);
    fs::write(folder.path().join("passphrase"), "four other words altogether\n").unwrap();
    let (code, refused) = entre(&session.address, &home, &["agenda", "jonas", "-p"]);
    assert_eq!(code, Some(6), "the keyring holds nothing that opens it: {refused}");
    fs::write(folder.path().join("passphrase"), "four unrelated new words\n").unwrap();
    session.entre(&home, &["passphrase", "remove", "--to", "keyring"]);
    fs::remove_file(folder.path().join("passphrase")).unwrap();
    assert_eq!(session.entre(&home, &["agenda", "jonas", "-p"]).to_string(), agenda);

    // Without a keyring nothing opens and nothing is lost.
    let address = session.address.clone();
    drop(session);
    let (code, refused) = entre(&address, &home, &["agenda", "jonas", "-p"]);
    assert_eq!((code, refused["code"].as_str()), (Some(6), Some("keyring_closed")), "{refused}");
    let again = Session::log_in(folder.path());
    assert_eq!(again.entre(&home, &["agenda", "jonas", "-p"]).to_string(), agenda);
}
