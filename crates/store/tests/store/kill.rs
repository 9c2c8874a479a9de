//! A process killed at any moment loses nothing that it was told is safe, and leaves no half transaction.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use entrenous_store::{RecordKind, Store, StoreError};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use rusqlite::Connection;

use crate::sample::{CLOAK, DOCUMENT, created, open, stream};

const CHILD_PATH: &str = "ENTRENOUS_STORE_TEST_CHILD";
const KILLS: usize = 40;
const SEED: u64 = 2026;

/// Does nothing by itself: the test below runs it in a process of its own, and kills it.
#[test]
fn child_that_writes_until_it_is_killed() {
    let Some(path) = std::env::var_os(CHILD_PATH) else { return };
    let mut store = Store::open(Path::new(&path), Box::new(CLOAK)).unwrap();
    loop {
        let count = store.write(one_round).unwrap();
        // Past the harness's capture, in one write, and only after the commit.
        std::io::stdout().write_all(format!("\ncommitted {count}\n").as_bytes()).unwrap();
        std::io::stdout().flush().unwrap();
    }
}

fn one_round(writer: &mut entrenous_store::Writer<'_>) -> Result<u64, StoreError> {
    let count = counted(writer)? + 1;
    let bytes = count.to_be_bytes();
    writer.push_journal(&bytes)?;
    writer.append_changes(&stream(), &DOCUMENT, &[bytes.to_vec()])?;
    let row = writer.push_outbox(&stream(), &DOCUMENT, &[0x33; 3000])?;
    if count.is_multiple_of(5) {
        writer.take_outbox(&stream(), row)?;
    }
    writer.put_record(RecordKind::Setting, b"count", &bytes)?;
    Ok(count)
}

fn counted(reader: &entrenous_store::Reader<'_>) -> Result<u64, StoreError> {
    let value = reader.record(RecordKind::Setting, b"count")?;
    Ok(value.map_or(0, |bytes| u64::from_be_bytes(bytes.try_into().unwrap())))
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_half_done_after_a_kill() {
    println!("seed {SEED}");
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let (_folder, path, mut store) = created();
    store.write(|writer| writer.create_document(&stream(), &DOCUMENT, "core", b"")).unwrap();
    drop(store);
    let mut acknowledged = 0;
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::child_that_writes_until_it_is_killed", "--nocapture"])
            .env(CHILD_PATH, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let wanted = 1 + rng.next_u32() % 8;
        for _ in 0..wanted {
            acknowledged = next_count(&mut lines).unwrap();
        }
        // The child is somewhere in a later round when this ends.
        (0..rng.next_u32() % 300_000).for_each(|_| std::hint::spin_loop());
        child.kill().unwrap();
        child.wait().unwrap();
        while let Some(count) = next_count(&mut lines) {
            acknowledged = count;
        }
        check(&path, acknowledged, kill);
    }
}

fn next_count(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> Option<u64> {
    lines.find_map(|line| line.unwrap().strip_prefix("committed ").map(|count| count.parse().unwrap()))
}

fn check(path: &Path, acknowledged: u64, kill: usize) {
    let mut store = open(path);
    let reader = store.read().unwrap();
    let count = counted(&reader).unwrap();
    // At most one commit can have happened whose acknowledgement did not get out.
    assert!((acknowledged..=acknowledged + 1).contains(&count), "kill {kill}: {acknowledged}, then {count}");
    let expected: Vec<Vec<u8>> = (1..=count).map(|number| number.to_be_bytes().to_vec()).collect();
    assert_eq!(reader.document(&stream(), &DOCUMENT).unwrap().unwrap().tail, expected, "kill {kill}");
    let journal: Vec<Vec<u8>> =
        reader.journal(usize::MAX).unwrap().into_iter().rev().map(|entry| entry.1).collect();
    assert_eq!(journal, expected, "kill {kill}");
    assert_eq!(reader.outbox(&stream()).unwrap().len() as u64, count % 5, "kill {kill}");
    drop(reader);
    drop(store);
    let verdict: String = Connection::open(path)
        .unwrap()
        .query_row("SELECT group_concat(integrity_check) FROM pragma_integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(verdict, "ok", "kill {kill}");
}
