//! All of a transaction or nothing of it: stopped by an error, a panic, or a full disk.

use std::panic::{AssertUnwindSafe, catch_unwind};

use entrenous_store::{RecordKind, StoreError};

use crate::sample::{STEPS, created, everything, fill, filled, open};

#[derive(Debug)]
enum Stop {
    OnPurpose,
    Store(#[expect(dead_code, reason = "shown when a test fails")] StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

#[test]
fn a_stop_between_any_two_writes_leaves_nothing() {
    let (_folder, path, mut store) = created();
    let before = everything(&store.read().unwrap());
    for count in 0..=STEPS.len() {
        let stopped: Result<(), Stop> = store.write(|writer| {
            fill(writer, count)?;
            Err(Stop::OnPurpose)
        });
        assert!(matches!(stopped, Err(Stop::OnPurpose)), "after {count} writes: {stopped:?}");
        assert_eq!(everything(&store.read().unwrap()), before, "after {count} writes");
        assert_eq!(everything(&open(&path).read().unwrap()), before, "after {count} writes, elsewhere");
    }
    store.write(|writer| fill(writer, STEPS.len())).unwrap();
    assert_ne!(everything(&open(&path).read().unwrap()), before);
}

#[test]
fn a_panic_between_two_writes_leaves_nothing_and_the_store_usable() {
    let (_folder, _path, mut store) = created();
    let before = everything(&store.read().unwrap());
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        store.write(|writer| -> Result<(), StoreError> {
            fill(writer, STEPS.len())?;
            panic!("on purpose")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(everything(&store.read().unwrap()), before);
    store.write(|writer| fill(writer, STEPS.len())).unwrap();
}

#[test]
fn a_full_disk_keeps_what_was_there_and_writing_goes_on_when_there_is_room() {
    let (_folder, path, mut store) = filled();
    let before = everything(&store.read().unwrap());
    store.limit_pages(1).unwrap();
    let large = vec![0x5A; 400_000];
    let full = store.write(|writer| writer.put_record(RecordKind::Setting, b"large", &large));
    assert!(matches!(full, Err(StoreError::Full)), "{full:?}");
    assert_eq!(everything(&store.read().unwrap()), before);
    assert_eq!(everything(&open(&path).read().unwrap()), before);
    store.limit_pages(1_000_000).unwrap();
    store.write(|writer| writer.put_record(RecordKind::Setting, b"large", &large)).unwrap();
    assert_eq!(store.read().unwrap().record(RecordKind::Setting, b"large").unwrap(), Some(large));
}

#[test]
fn whoever_ignores_a_full_disk_cannot_commit_half() {
    let (_folder, path, mut store) = filled();
    let before = everything(&store.read().unwrap());
    store.limit_pages(1).unwrap();
    let ignored = store.write(|writer| {
        writer.put_record(RecordKind::Setting, b"early", b"half")?;
        let full = writer.put_record(RecordKind::Setting, b"large", &vec![0x5A; 400_000]);
        assert!(matches!(full, Err(StoreError::Full)), "{full:?}");
        // Small enough to find room.
        let late = writer.put_record(RecordKind::Setting, b"late", b"half");
        assert!(matches!(late, Err(StoreError::Undone)), "{late:?}");
        Ok::<(), StoreError>(())
    });
    assert!(matches!(ignored, Err(StoreError::Undone)), "{ignored:?}");
    assert_eq!(everything(&open(&path).read().unwrap()), before);
}
