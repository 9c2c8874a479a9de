//! The real programs, as two people and a host run them: `entre` and `entre-relay`, built as they are, on real sockets.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use scene::{Relay, Two, command, json, ok, paired, refused, titles};

#[test]
fn both_sides_show_the_same_agenda_after_writing_without_a_relay() {
    let Two { folder, alex, sam, relay } = paired();
    let address = relay.kill();
    ok(&alex, &["add", "sam", "From Alex, on a train"]);
    ok(&sam, &["add", "alex", "From Sam, on a plane", "--kind", "question"]);
    ok(&sam, &["action", "alex", "Send the budget", "--who", "alex", "--due", "2026-12-01"]);
    ok(&alex, &["note", "sam", "ALEX-ONLY thought"]);
    assert_eq!(refused(&alex, &["sync"]), (4, "relay_unreachable".to_owned()));
    let _relay = Relay::start(folder.path(), &address);
    for home in [&alex, &sam, &alex] {
        ok(home, &["sync"]);
    }
    let (hers, his) = (json(&alex, &["agenda", "-p"]), json(&sam, &["agenda", "-p"]));
    assert_eq!(hers["topics"], his["topics"]);
    assert_eq!(hers["actions"], his["actions"]);
    assert_eq!((hers["topics"].as_array().unwrap().len(), hers["actions"].as_array().unwrap().len()), (2, 1));
    assert_eq!((hers["private"]["count"].clone(), his["private"]["count"].clone()), (1.into(), 0.into()));
    assert!(hers.to_string().contains("ALEX-ONLY") && !his.to_string().contains("ALEX-ONLY"));
    assert_eq!(json(&alex, &["log"])["log"][1]["reach"], "them");
}

#[test]
fn every_bad_input_has_its_sentence_and_exit_code_and_changes_nothing() {
    let Two { folder, alex, sam: _, relay } = paired();
    ok(&alex, &["add", "sam", "Alpha plan"]);
    ok(&alex, &["add", "sam", "Beta plan"]);
    let state = |home: &Path| (json(home, &["agenda", "-p"]), json(home, &["log"]), json(home, &["people"]));
    let before = state(&alex);
    let long = "x".repeat(501);
    for (words, exit, code) in [
        (vec!["add", "sam", ""], 2, "empty_text"),
        (vec!["add", "sam", "  "], 2, "empty_text"),
        (vec!["add", "sam", &long], 2, "bad_text"),
        (vec!["add", "sam", "bell \u{7}"], 2, "bad_text"),
        (vec!["add", "smm", "text"], 3, "no_such_person"),
        (vec!["add", "sam"], 2, "input_needed"),
        (vec!["done", "plan"], 3, "ambiguous"),
        (vec!["done", "gamma"], 3, "not_found"),
        (vec!["move", "alpha plan", "up"], 2, "not_possible"),
        (vec!["action", "sam", "text", "--due", "someday"], 2, "bad_date"),
        (vec!["agneda"], 2, "unknown_command"),
        (vec!["invite", "Sam Okoro", "--role", "manager"], 1, "name_taken"),
    ] {
        assert_eq!(refused(&alex, &words), (exit, code.to_owned()), "{words:?}");
    }
    let mut surrogate = command(&alex, &["add", "sam", "-", "--json"]);
    let mut child = surrogate.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"half \xed\xa0\x80 a character").unwrap();
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(2));
    assert_eq!(state(&alex), before);

    // Codes: unknown here, cut off, mistyped, used. A new home is not even made.
    let fresh =
        json(&alex, &["invite", "Ines Duarte", "--role", "manager"])["code"].as_str().unwrap().to_owned();
    let nobody = folder.path().join("nobody");
    let accept = |code: &str| refused(&nobody, &["accept", code, "--name", "X", "--unlock", "file"]);
    assert_eq!(accept(&fresh[..fresh.len() - 1]), (2, "bad_code".to_owned()));
    let typo = if fresh.ends_with('a') { "b" } else { "a" };
    assert_eq!(accept(&format!("{}{typo}", &fresh[..fresh.len() - 1])), (2, "bad_code".to_owned()));
    assert_eq!(accept("hello"), (2, "bad_code".to_owned()));
    let ines = folder.path().join("ines");
    ok(&ines, &["accept", &fresh, "--name", "Ines Duarte", "--unlock", "file"]);
    assert_eq!(accept(&fresh), (5, "code_used".to_owned()));
    let elsewhere = relay.kill();
    assert_eq!(accept(&fresh), (4, "relay_unreachable".to_owned()));
    let other = tempfile::tempdir().unwrap();
    let _other = Relay::start(other.path(), &elsewhere);
    assert_eq!(accept(&fresh), (3, "no_invitation".to_owned()));
    assert!(!nobody.exists());
    assert_eq!(refused(&nobody, &["agenda"]), (1, "not_set_up".to_owned()));
}

#[test]
fn a_store_of_a_newer_version_and_a_damaged_one_are_left_alone() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    let store = |home: &Path| home.join("entre.db");
    let connection = rusqlite::Connection::open(store(&alex)).unwrap();
    connection.pragma_update(None, "wal_checkpoint", "TRUNCATE").ok();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let before = std::fs::read(store(&alex)).unwrap();
    assert_eq!(refused(&alex, &["agenda"]), (1, "newer_store".to_owned()));
    assert_eq!(std::fs::read(store(&alex)).unwrap(), before);

    for suffix in ["-wal", "-shm"] {
        std::fs::remove_file(sam.join(format!("entre.db{suffix}"))).ok();
    }
    std::fs::write(store(&sam), vec![0x5a; 8192]).unwrap();
    assert_eq!(refused(&sam, &["add", "alex", "text"]), (1, "store_unreadable".to_owned()));
    assert_eq!(std::fs::read(store(&sam)).unwrap(), vec![0x5a; 8192]);
}

/// How often each program is killed; 200 by `just kill`.
fn cycles() -> u64 {
    std::env::var("KILL_CYCLES").ok().and_then(|cycles| cycles.parse().ok()).unwrap_or(12)
}

/// Numbers that look random and repeat for a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Lets a command run for a random part of its usual time, then kills it. Says whether it had ended well by then.
fn cut_short(mut command: Command, dice: &mut Dice, usual: Duration) -> bool {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let until = Instant::now() + usual.mul_f64(f64::from(u32::try_from(dice.below(1300)).unwrap()) / 1000.0);
    while Instant::now() < until {
        if let Some(status) = child.try_wait().unwrap() {
            return status.success();
        }
        std::thread::yield_now();
    }
    child.kill().ok();
    let mut out = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut out).unwrap();
    child.wait().unwrap();
    // What was printed was accepted: the answer comes after the commit.
    !out.is_empty()
}

#[test]
fn kill_the_client_at_random_moments_and_nothing_accepted_is_lost() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    let seed = 20_261_124;
    println!("seed {seed}");
    let mut dice = Dice(seed);
    let began = Instant::now();
    ok(&alex, &["add", "sam", "warm up"]);
    let adding = began.elapsed();
    let began = Instant::now();
    ok(&alex, &["sync"]);
    let syncing = began.elapsed();
    let mut accepted = BTreeSet::from(["warm up".to_owned()]);
    for round in 0..cycles() {
        let title = format!("topic {round}");
        if cut_short(command(&alex, &["add", "sam", &title]), &mut dice, adding) {
            accepted.insert(title);
        }
        cut_short(command(&alex, &["sync"]), &mut dice, syncing);
    }
    ok(&alex, &["sync"]);
    ok(&sam, &["sync"]);
    ok(&alex, &["sync"]);
    let (hers, his) = (titles(&alex), titles(&sam));
    assert_eq!(hers, his);
    let distinct: BTreeSet<String> = hers.iter().cloned().collect();
    assert_eq!(distinct.len(), hers.len(), "nothing is there twice");
    assert!(accepted.is_subset(&distinct), "lost: {:?}", accepted.difference(&distinct));
    let status = json(&sam, &["status"]);
    assert_eq!(status["events"].as_array().unwrap().len(), 0, "nobody is accused: {}", status["events"]);
    for home in [&alex, &sam] {
        let connection = rusqlite::Connection::open(home.join("entre.db")).unwrap();
        let sound: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok");
    }
}

#[test]
fn kill_the_relay_at_random_moments_and_what_it_acknowledged_is_there() {
    let Two { folder, alex, sam, relay } = paired();
    let mut dice = Dice(7);
    let mut relay = relay;
    let mut expected = Vec::new();
    for round in 0..cycles() {
        for part in 0..3 {
            let title = format!("round {round} part {part}");
            ok(&alex, &["add", "sam", &title]);
            expected.push(title);
        }
        let mut sync = command(&alex, &["sync"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let until = Instant::now() + Duration::from_millis(dice.below(60));
        while Instant::now() < until && sync.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        let address = relay.kill();
        sync.wait().unwrap();
        relay = Relay::start(folder.path(), &address);
    }
    ok(&alex, &["sync"]);
    ok(&sam, &["sync"]);
    expected.sort();
    let mut his = titles(&sam);
    his.sort();
    assert_eq!(his, expected);
    let status = json(&alex, &["status"]);
    assert_eq!(status["events"].as_array().unwrap().len(), 0, "a crash is no attack: {}", status["events"]);
    drop(relay);
    let connection = rusqlite::Connection::open(folder.path().join("relay.db")).unwrap();
    let sound: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
}

#[test]
fn the_demo_runs_to_its_end_and_keeps_what_it_was_asked_to_keep() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept");
    let home = folder.path().join("unused");
    let shown = ok(&home, &["demo", "--keep", kept.to_str().unwrap(), "--ascii"]);
    for claim in ["both agendas are equal", "on Mara's side only", "none", "control", "Next, for real"] {
        assert!(shown.contains(claim), "{claim}: {shown}");
    }
    // Again, from outside: the relay's files of the demo hold none of the sample's words.
    for entry in std::fs::read_dir(&kept).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            for word in ["PRIVATE-M", "Jonas Feld", "carrier", "rehearse"] {
                assert!(
                    !bytes.windows(word.len()).any(|window| window == word.as_bytes()),
                    "{word} in {}",
                    path.display()
                );
            }
        }
    }
    assert!(!home.exists());
}
