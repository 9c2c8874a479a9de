//! Files that are not a store, not whole, too new, or not there: each has its name, and is left as it was.

use std::path::Path;

use entrenous_store::{Header, Store, StoreError};
use rusqlite::Connection;

use crate::sample::{CLOAK, filled, header, open, place};

fn refused(path: &Path) -> StoreError {
    let error = Store::open(path, Box::new(CLOAK)).unwrap_err();
    let locked = Store::header(path).unwrap_err();
    assert_eq!(format!("{error:?}"), format!("{locked:?}"), "locked and unlocked say the same");
    error
}

#[test]
fn where_nothing_is_nothing_is_made() {
    let (folder, path) = place();
    assert!(matches!(refused(&path), StoreError::Missing));
    assert!(matches!(refused(&folder.path().join("no folder").join("entrenous.db")), StoreError::Missing));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_store_is_not_created_over_another() {
    let (_folder, path, store) = filled();
    drop(store);
    let before = std::fs::read(&path).unwrap();
    let other = Header { store_id: [8; 16], unlock: vec![] };
    let error = Store::create(&path, &other).unwrap_err();
    assert!(matches!(error, StoreError::Exists), "{error:?}");
    assert!(std::fs::read(&path).unwrap() == before, "left as it was");
}

#[test]
fn a_creation_that_was_cut_short_is_no_store_and_is_taken_up_again() {
    let (_folder, path) = place();
    let empty = |path: &Path| drop(std::fs::File::create(path).unwrap());
    let journal_only = |path: &Path| {
        let connection = Connection::open(path).unwrap();
        connection.execute_batch("PRAGMA journal_mode = WAL").unwrap();
    };
    for cut_short in [empty as fn(&Path), journal_only] {
        cut_short(&path);
        assert!(matches!(refused(&path), StoreError::Missing));
        Store::create(&path, &header()).unwrap();
        drop(open(&path));
        std::fs::remove_file(&path).unwrap();
    }
}

#[test]
fn a_newer_store_is_refused_with_both_versions_and_left_alone() {
    let (_folder, path, store) = filled();
    drop(store);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 7).unwrap();
    let before = std::fs::read(&path).unwrap();
    let error = refused(&path);
    assert!(matches!(error, StoreError::Newer { found: 7, known: 1 }), "{error:?}");
    assert!(matches!(Store::create(&path, &header()).unwrap_err(), StoreError::Exists));
    assert!(std::fs::read(&path).unwrap() == before, "left as it was");
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let text = b"Dear diary, this is not a database. ".repeat(200);
    for content in [b"no".to_vec(), text] {
        let (_folder, path) = place();
        std::fs::write(&path, &content).unwrap();
        assert!(matches!(refused(&path), StoreError::Damaged));
        Store::create(&path, &header()).unwrap_err();
        assert!(std::fs::read(&path).unwrap() == content, "left as it was");
    }
}

#[test]
fn another_programs_database_is_refused_and_left_alone() {
    let (_folder, path) = place();
    let foreign = Connection::open(&path).unwrap();
    foreign.execute_batch("CREATE TABLE bookmarks (url TEXT)").unwrap();
    drop(foreign);
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(refused(&path), StoreError::Damaged));
    assert!(matches!(Store::create(&path, &header()).unwrap_err(), StoreError::Exists));
    assert!(std::fs::read(&path).unwrap() == before, "left as it was");
}

#[test]
fn a_folder_is_no_store() {
    let (folder, _path) = place();
    refused(folder.path());
}

/// Whatever page is destroyed, every question is answered rightly or with an error, never with something else.
#[test]
fn a_damaged_page_gives_an_error_or_the_truth() {
    const PAGE: usize = 4096;
    let (folder, path, mut store) = filled();
    store.checkpoint().unwrap();
    drop(store);
    let sound = std::fs::read(&path).unwrap();
    let truth = attempt(&path).unwrap();
    let mut errors = 0;
    for page in 0..sound.len() / PAGE {
        for value in [0x00, 0xFF] {
            let mut damaged = sound.clone();
            damaged[page * PAGE..(page + 1) * PAGE].fill(value);
            let copy = folder.path().join(format!("damaged-{page}-{value}"));
            std::fs::write(&copy, damaged).unwrap();
            match attempt(&copy) {
                Ok(read) => assert_eq!(read, truth, "page {page} filled with {value}"),
                Err(StoreError::Damaged | StoreError::Sealed { .. }) => errors += 1,
                Err(error) => panic!("page {page} filled with {value}: {error:?}"),
            }
        }
    }
    assert!(errors > 10, "{errors}");
    let half = folder.path().join("half");
    std::fs::write(&half, &sound[..sound.len() / 2]).unwrap();
    assert!(matches!(attempt(&half), Err(StoreError::Damaged)));
}

fn attempt(path: &Path) -> Result<String, StoreError> {
    use entrenous_store::RecordKind::Person;

    let stream = crate::sample::stream();
    let mut store = Store::open(path, Box::new(CLOAK))?;
    let reader = store.read()?;
    Ok(format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        reader.record(Person, b"root")?,
        reader
            .document(&stream, &crate::sample::DOCUMENT)?
            .map(|document| (document.snapshot, document.tail)),
        reader.outbox(&stream)?.into_iter().map(|row| row.chunks).collect::<Vec<_>>(),
        reader.envelopes(&stream, 0)?,
        reader.journal(10)?,
        reader.heads(&stream)?,
        reader.unstored(&stream)?,
    ))
}
