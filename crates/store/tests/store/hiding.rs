//! What a thief of the disk sees (docs/protocol.md §11), and what they can do to it.

use std::path::{Path, PathBuf};

use entrenous_store::{RecordKind, Seal, Store, StoreError};
use rusqlite::Connection;

use crate::cloak::Cloak;
use crate::sample::{
    CLOAK, DOCUMENT, EVENT, REASON, SECRETS, STREAM, created, everything, filled, header, open, stream,
};

fn companion(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The bytes of the database and its two companions, while it is in use.
fn disk(path: &Path) -> Vec<u8> {
    ["", "-wal", "-shm"].iter().flat_map(|ending| std::fs::read(companion(path, ending)).unwrap()).collect()
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[test]
fn no_plain_text_is_on_the_disk_but_the_control_is() {
    let (_folder, path, mut store) = filled();
    let readable = everything(&store.read().unwrap());
    for stage in ["in the log", "in the file"] {
        let bytes = disk(&path);
        for text in SECRETS.iter().chain([&REASON, &EVENT]) {
            assert!(readable.contains(text), "the sample writes {text:?}");
            let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
            for form in [text.as_bytes(), &utf16, hex.as_bytes(), hex.to_uppercase().as_bytes()] {
                assert!(!contains(&bytes, form), "{text:?} {stage}");
            }
        }
        // What is kept in clear is found by the same search.
        assert!(contains(&bytes, &header().unlock), "the control {stage}");
        assert!(contains(&bytes, &STREAM), "the stream's id {stage}");
        store.checkpoint().unwrap();
    }
}

#[test]
fn a_deleted_value_leaves_the_disk_even_in_its_sealed_form() {
    let (_folder, path, mut store) = filled();
    let sealed = CLOAK.seal("records", &[1, b'r', b'o', b'o', b't'], "value", SECRETS[0].as_bytes());
    store.checkpoint().unwrap();
    assert!(contains(&disk(&path), &sealed), "the control");
    store.write(|writer| writer.delete_record(RecordKind::Person, b"root")).unwrap();
    store.checkpoint().unwrap();
    assert!(!contains(&disk(&path), &sealed));
    drop(store);
    assert!(!contains(&std::fs::read(&path).unwrap(), &sealed));
}

#[test]
fn another_key_opens_nothing() {
    let (_folder, path, _store) = filled();
    let mut other = Store::open(&path, Box::new(Cloak { password: "battery staple" })).unwrap();
    let reader = other.read().unwrap();
    let sealed = |error: StoreError, name: &str| match error {
        StoreError::Sealed { table, column } => assert_eq!(format!("{table}.{column}"), name),
        other => panic!("{other:?}"),
    };
    sealed(reader.record(RecordKind::Person, b"root").unwrap_err(), "records.value");
    sealed(reader.records(RecordKind::Person).unwrap_err(), "records.value");
    sealed(reader.documents(&stream()).unwrap_err(), "documents.name");
    sealed(reader.document(&stream(), &DOCUMENT).unwrap_err(), "documents.name");
    sealed(reader.previous_snapshot(&stream(), &DOCUMENT).unwrap_err(), "snapshots.bytes");
    sealed(reader.view(&stream(), &DOCUMENT).unwrap_err(), "views.bytes");
    sealed(reader.outbox(&stream()).unwrap_err(), "outbox.chunks");
    sealed(reader.parked(&stream()).unwrap_err(), "parked.chunk");
    sealed(reader.journal(1).unwrap_err(), "journal.entry");
    sealed(reader.events().unwrap_err(), "events.event");
    sealed(reader.envelopes(&stream(), 0).unwrap_err(), "envelopes.reason");
}

#[test]
fn a_value_moved_to_another_place_does_not_open() {
    for (moved, table) in [
        ("UPDATE records SET value = (SELECT value FROM records WHERE kind = 5) WHERE kind = 1", "records"),
        ("UPDATE outbox SET row = row + 1", "outbox"),
        ("UPDATE views SET bytes = (SELECT name FROM documents)", "views"),
        ("UPDATE journal SET entry = (SELECT event FROM events)", "journal"),
        ("UPDATE changes SET bytes = (SELECT bytes FROM changes AS c ORDER BY row DESC LIMIT 1)", "changes"),
    ] {
        let (_folder, path, mut store) = filled();
        assert!(Connection::open(&path).unwrap().execute(moved, []).unwrap() > 0, "{moved}");
        let reader = store.read().unwrap();
        let error = match table {
            "records" => reader.record(RecordKind::Person, b"root").unwrap_err(),
            "outbox" => reader.outbox(&stream()).unwrap_err(),
            "views" => reader.view(&stream(), &DOCUMENT).unwrap_err(),
            "changes" => reader.document(&stream(), &DOCUMENT).unwrap_err(),
            _ => reader.journal(1).unwrap_err(),
        };
        assert!(
            matches!(error, StoreError::Sealed { table: found, .. } if found == table),
            "{moved}: {error:?}"
        );
    }
}

#[test]
fn an_envelope_altered_on_the_disk_is_noticed() {
    let (_folder, path, mut store) = filled();
    let altered = "UPDATE envelopes SET bytes = CAST(substr(bytes, 1, 200) || x'AA' || substr(bytes, 202) AS BLOB) WHERE row = 1";
    Connection::open(&path).unwrap().execute(altered, []).unwrap();
    let error = store.read().unwrap().envelopes(&stream(), 0).unwrap_err();
    assert!(matches!(error, StoreError::Damaged), "{error:?}");
}

#[test]
fn neither_errors_nor_debug_output_show_what_is_kept() {
    let (_folder, _path, mut store) = filled();
    let shown = {
        let reader = store.read().unwrap();
        format!(
            "{:?} {:?} {:?}",
            reader.outbox(&stream()).unwrap(),
            reader.parked(&stream()).unwrap(),
            reader.document(&stream(), &DOCUMENT).unwrap()
        )
    };
    assert_eq!(
        shown.split('(').next(),
        Some("[OutboxRow"),
        "a list of bytes would show the text as numbers: {shown}"
    );
    assert!(!shown.contains(SECRETS[9]) && !shown.contains("98, 117"), "{shown}");
    assert!(!format!("{store:?}").contains("wrapped"), "{store:?}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, path, mut store) = created();
    store.write(|writer| writer.push_event(b"so that all three files exist")).unwrap();
    let copy = folder.path().join("copy.db");
    store.backup_to(&copy).unwrap();
    for file in [path.clone(), companion(&path, "-wal"), companion(&path, "-shm"), copy] {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.display());
    }
}

#[test]
fn a_backup_is_as_sealed_as_the_original_and_reads_the_same() {
    let (folder, _path, mut store) = filled();
    let copy = folder.path().join("copy.db");
    store.backup_to(&copy).unwrap();
    let bytes = std::fs::read(&copy).unwrap();
    assert!(SECRETS.iter().all(|text| !contains(&bytes, text.as_bytes())));
    let mut copied = open(&copy);
    assert_eq!(everything(&copied.read().unwrap()), everything(&store.read().unwrap()));
    assert_eq!(copied.store_id(), store.store_id());
    let taken = store.backup_to(&copy);
    assert!(matches!(taken, Err(StoreError::Exists)), "{taken:?}");
}
