//! Looking a file over, saving what can be read of a damaged one, and the copies from before larger steps.

use std::path::{Path, PathBuf};

use entrenous_store::{Inspection, RecordKind, Store, StoreError};
use rusqlite::Connection;

use crate::cloak::Cloak;
use crate::sample::{CLOAK, everything, filled, open, stream};

const PAGE: usize = 4096;

/// A filled store in one file.
fn closed() -> (tempfile::TempDir, PathBuf) {
    let (folder, path, mut store) = filled();
    store.checkpoint().unwrap();
    (folder, path)
}

fn inspected(path: &Path) -> Inspection {
    open(path).inspect().unwrap()
}

fn raw(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_sound_file_has_no_fault_and_every_sealed_column_is_looked_at() {
    let (_folder, path) = closed();
    // The sample's second author begins in the middle of a chain: said, and nothing else is.
    let found = inspected(&path);
    assert_eq!((found.pages.len(), found.closed.len(), found.forged.len()), (0, 0, 0), "{found:?}");
    assert_eq!((found.version, found.envelopes), (1, 3));
    // With another key nothing opens, and no table with a sealed column is missing.
    let mut other = Store::open(&path, Box::new(Cloak { password: "another" })).unwrap();
    let found = other.inspect().unwrap();
    assert_eq!(found.closed.values().sum::<u64>(), found.values);
    let schema = Connection::open(&path).unwrap();
    let mut tables = schema
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
        )
        .unwrap();
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let looked: Vec<&str> = found.closed.keys().copied().collect();
    let clear = ["relay_heads", "store"];
    let expected: Vec<&str> =
        tables.iter().map(String::as_str).filter(|table| !clear.contains(table)).collect();
    assert_eq!(
        looked, expected,
        "a table without a sealed column is named here; every other one is looked at"
    );
}

#[test]
fn each_fault_is_named_by_its_place() {
    let (_folder, path) = closed();
    let sound = inspected(&path);
    raw(&path, "UPDATE outbox SET chunks = zeroblob(length(chunks))");
    raw(&path, "UPDATE envelopes SET bytes = zeroblob(length(bytes)) WHERE row = 1");
    let found = inspected(&path);
    assert_eq!(found.closed.get("outbox"), Some(&1));
    assert_eq!(found.forged, [1]);
    // What follows the forged one follows nothing any more.
    assert_eq!(found.loose.len(), sound.loose.len().max(1));
    assert!(!found.is_sound());
    let mut store = open(&path);
    let away = store.write(|writer| writer.put_away_closed()).unwrap();
    assert_eq!(away.into_iter().collect::<Vec<_>>(), [("outbox", 1)]);
    assert!(store.read().unwrap().outbox(&stream()).unwrap().is_empty());
}

/// Whatever page is destroyed: what is saved is what was there, nothing is made up, and what is lost is counted.
#[test]
fn whatever_page_is_destroyed_what_is_saved_is_true_and_what_is_lost_is_said() {
    let (folder, path) = closed();
    let sound = std::fs::read(&path).unwrap();
    let truth = everything(&open(&path).read().unwrap());
    let lines: Vec<&str> = truth.lines().collect();
    let (mut saved, mut beyond) = (0, 0);
    for page in 0..sound.len() / PAGE {
        let mut damaged = sound.clone();
        damaged[page * PAGE..(page + 1) * PAGE].fill(0xA5);
        let old = folder.path().join(format!("damaged-{page}"));
        std::fs::write(&old, &damaged).unwrap();
        let new = folder.path().join(format!("saved-{page}"));
        let salvaged = Store::alone(&old).and_then(|alone| {
            let salvaged = alone.salvage(&new)?;
            alone.give_way_to(&new)?;
            Ok(salvaged)
        });
        match salvaged {
            Ok(salvaged) => {
                saved += 1;
                let found = inspected(&old);
                assert_eq!((found.pages.len(), found.closed.len()), (0, 0), "page {page}: {found:?}");
                // A document without its snapshot is made again by whoever knows how.
                let mut store = open(&old);
                let ids = store.read().unwrap().document_ids(&stream()).unwrap();
                for id in ids {
                    let unreadable = store.read().unwrap().document(&stream(), &id).is_err();
                    if unreadable {
                        store.write(|writer| writer.delete_document(&stream(), &id)).unwrap();
                    }
                }
                let here = everything(&store.read().unwrap());
                let whole = here == truth;
                assert!(whole || !salvaged.lost.is_empty(), "page {page}: lost in silence");
                for line in
                    here.lines().filter(|line| !line.starts_with("heads") && !line.starts_with("relay"))
                {
                    assert!(lines.contains(&line), "page {page} made this up: {line}");
                }
                // Numbers are never used twice, also those of rows that are lost.
                let row = store.write(|writer| writer.push_outbox(&stream(), &[1; 16], b"x")).unwrap();
                assert!(row > 1, "page {page}");
            }
            Err(StoreError::Damaged) => {
                beyond += 1;
                assert_eq!(std::fs::read(&old).unwrap(), damaged, "left as it was");
            }
            Err(error) => panic!("page {page}: {error:?}"),
        }
    }
    println!("{saved} saved, {beyond} beyond repair");
    assert!(saved > beyond * 3, "{saved} saved, {beyond} beyond repair");
}

#[test]
fn a_file_that_somebody_has_open_is_not_taken() {
    let (_folder, path) = closed();
    let store = open(&path);
    let taken = Store::alone(&path);
    assert!(matches!(taken, Err(StoreError::Busy)), "{taken:?}");
    drop(store);
    let alone = Store::alone(&path).unwrap();
    let late = Store::open(&path, Box::new(CLOAK));
    assert!(matches!(late, Err(StoreError::Busy)), "{late:?}");
    drop(alone);
    drop(open(&path));
}

#[test]
fn restore_points_are_whole_the_newest_three_and_all_gone_when_asked() {
    let (_folder, path, mut store) = filled();
    for number in 1..=5u8 {
        store.write(|writer| writer.put_record(RecordKind::Setting, b"number", &[number])).unwrap();
        let point = store.keep_restore_point("test").unwrap().unwrap();
        assert_eq!(
            open(&point).read().unwrap().record(RecordKind::Setting, b"number").unwrap(),
            Some(vec![number])
        );
    }
    let points = Store::restore_points(&path).unwrap();
    let names: Vec<String> =
        points.iter().map(|point| point.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(names, ["0003-test.db", "0004-test.db", "0005-test.db"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&points[0]), mode(points[0].parent().unwrap())), (0o600, 0o700));
    }
    drop(store);
    let damaged = Store::keep_damaged(&path, "damaged").unwrap().unwrap();
    assert_eq!(std::fs::read(&damaged).unwrap(), std::fs::read(&path).unwrap());
    Store::drop_restore_points(&path).unwrap();
    assert!(Store::restore_points(&path).unwrap().is_empty());
}
