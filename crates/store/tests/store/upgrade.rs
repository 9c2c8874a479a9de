//! Files that older versions wrote stay readable. A frozen file is never written again; a new version adds its own.

use std::path::PathBuf;

use entrenous_store::Store;
use rusqlite::Connection;

use crate::sample::{everything, filled, header, open, place};

fn frozen(version: u32) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/store/version-{version}.store"))
}

#[test]
fn the_file_of_version_1_opens_with_all_its_content_and_can_be_written() {
    let (_folder, path) = place();
    std::fs::copy(frozen(1), &path).unwrap();
    assert_eq!(Store::header(&path).unwrap(), header());
    let mut old = open(&path);
    let (_other_folder, _other_path, mut new) = filled();
    assert_eq!(everything(&old.read().unwrap()), everything(&new.read().unwrap()));
    old.write(|writer| writer.push_journal(b"after the upgrade")).unwrap();
    assert_eq!(old.read().unwrap().journal(1).unwrap()[0].1, b"after the upgrade");
}

#[test]
fn an_upgraded_file_has_the_schema_of_a_new_one() {
    let (_folder, path) = place();
    std::fs::copy(frozen(1), &path).unwrap();
    drop(open(&path));
    let (_other_folder, other, store) = filled();
    drop(store);
    let schema = |path: &PathBuf| {
        let connection = Connection::open(path).unwrap();
        let mut statement = connection
            .prepare("SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")
            .unwrap();
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .unwrap()
            .collect::<Result<Vec<(String, String, String)>, _>>();
        rows.unwrap()
    };
    assert_eq!(schema(&path), schema(&other));
}

/// Wrote the frozen file, and writes the one of the next version: `cargo test -p entrenous-store -- --ignored`. It
/// refuses to replace one.
#[test]
#[ignore = "writes into the repository"]
fn freeze_the_file_of_this_version() {
    let (_folder, path, mut store) = filled();
    store.checkpoint().unwrap();
    let version: u32 = Connection::open(&path)
        .unwrap()
        .query_row("SELECT user_version FROM pragma_user_version", [], |row| row.get(0))
        .unwrap();
    assert!(!frozen(version).exists(), "version {version} is frozen already");
    store.backup_to(&frozen(version)).unwrap();
}
