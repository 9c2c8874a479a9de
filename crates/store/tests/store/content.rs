//! What is put in comes out: records, documents, outbox, parked changes, journal, events.

use entrenous_store::{RecordKind, StoreError};
use wire::{EnvelopeId, StreamId};

use crate::sample::{DOCUMENT, OTHER_STREAM, created, header, open, stream};

#[test]
fn a_record_is_replaced_listed_in_order_and_deleted() {
    let (_folder, path, mut store) = created();
    store
        .write(|writer| {
            writer.put_record(RecordKind::Epoch, b"b-2", b"second")?;
            writer.put_record(RecordKind::Epoch, b"a-1", b"first")?;
            writer.put_record(RecordKind::Epoch, b"b-1", b"old")?;
            writer.put_record(RecordKind::Epoch, b"b-1", b"new")?;
            writer.put_record(RecordKind::Draft, b"b-1", b"of another kind")
        })
        .unwrap();
    let mut again = open(&path);
    let reader = again.read().unwrap();
    let pair = |key: &[u8], value: &[u8]| (key.to_vec(), value.to_vec());
    let (first, second, third) = (pair(b"a-1", b"first"), pair(b"b-1", b"new"), pair(b"b-2", b"second"));
    assert_eq!(reader.records(RecordKind::Epoch).unwrap(), [first, second.clone(), third.clone()]);
    assert_eq!(reader.records_under(RecordKind::Epoch, b"b-").unwrap(), [second, third]);
    assert_eq!(reader.record(RecordKind::Setting, b"b-1").unwrap(), None);
    drop(reader);
    let deleted = store.write(|writer| {
        let first = writer.delete_record(RecordKind::Epoch, b"b-1")?;
        Ok::<_, StoreError>((first, writer.delete_record(RecordKind::Epoch, b"b-1")?))
    });
    assert_eq!(deleted.unwrap(), (true, false));
    assert_eq!(again.read().unwrap().record(RecordKind::Epoch, b"b-1").unwrap(), None);
}

#[test]
fn a_document_is_its_snapshot_and_the_changes_since() {
    let (_folder, _path, mut store) = created();
    let stream = stream();
    store.write(|writer| writer.create_document(&stream, &DOCUMENT, "core", b"one")).unwrap();
    store.write(|writer| writer.append_changes(&stream, &DOCUMENT, &[vec![1], vec![2]])).unwrap();
    store.write(|writer| writer.append_changes(&stream, &DOCUMENT, &[vec![3]])).unwrap();
    let reader = store.read().unwrap();
    let document = reader.document(&stream, &DOCUMENT).unwrap().unwrap();
    assert_eq!((document.name.as_str(), document.snapshot.as_slice()), ("core", b"one".as_slice()));
    assert_eq!(document.tail, [vec![1], vec![2], vec![3]]);
    assert_eq!(reader.tail_len(&stream, &DOCUMENT).unwrap().0, 3);
    assert_eq!(reader.previous_snapshot(&stream, &DOCUMENT).unwrap(), None);
    assert_eq!(reader.document(&StreamId::from(OTHER_STREAM), &DOCUMENT).unwrap(), None);
}

#[test]
fn compaction_drops_the_tail_and_keeps_exactly_one_former_snapshot() {
    let (_folder, _path, mut store) = created();
    let stream = stream();
    store.write(|writer| writer.create_document(&stream, &DOCUMENT, "core", b"one")).unwrap();
    for snapshot in [b"two".as_slice(), b"three"] {
        store
            .write(|writer| {
                writer.append_changes(&stream, &DOCUMENT, &[vec![1]])?;
                writer.replace_snapshot(&stream, &DOCUMENT, snapshot)
            })
            .unwrap();
    }
    let reader = store.read().unwrap();
    let document = reader.document(&stream, &DOCUMENT).unwrap().unwrap();
    assert_eq!((document.snapshot, document.tail), (b"three".to_vec(), vec![]));
    assert_eq!(reader.previous_snapshot(&stream, &DOCUMENT).unwrap(), Some(b"two".to_vec()));
    assert_eq!(reader.tail_len(&stream, &DOCUMENT).unwrap(), (0, 0));
}

#[test]
fn a_document_is_neither_created_twice_nor_written_before_it_is_there() {
    let (_folder, _path, mut store) = created();
    let stream = stream();
    let change = [vec![1]];
    let missing = store.write(|writer| writer.append_changes(&stream, &DOCUMENT, &change));
    assert!(matches!(missing, Err(StoreError::NoDocument)), "{missing:?}");
    let missing = store.write(|writer| writer.replace_snapshot(&stream, &DOCUMENT, b"two"));
    assert!(matches!(missing, Err(StoreError::NoDocument)), "{missing:?}");
    let missing = store.write(|writer| writer.put_view(&stream, &DOCUMENT, b"view"));
    assert!(matches!(missing, Err(StoreError::NoDocument)), "{missing:?}");
    store.write(|writer| writer.create_document(&stream, &DOCUMENT, "core", b"one")).unwrap();
    let twice = store.write(|writer| writer.create_document(&stream, &DOCUMENT, "core", b"other"));
    assert!(matches!(twice, Err(StoreError::DocumentExists)), "{twice:?}");
    assert_eq!(store.read().unwrap().document(&stream, &DOCUMENT).unwrap().unwrap().snapshot, b"one");
}

#[test]
fn views_are_replaced_and_listed_by_document() {
    let (_folder, _path, mut store) = created();
    let stream = stream();
    store
        .write(|writer| {
            for (id, name) in [([2; 16], "quarter/2026-Q4"), ([1; 16], "core"), ([3; 16], "without view")] {
                writer.create_document(&stream, &id, name, b"")?;
            }
            writer.put_view(&stream, &[2; 16], b"old")?;
            writer.put_view(&stream, &[2; 16], b"quarter")?;
            writer.put_view(&stream, &[1; 16], b"core")
        })
        .unwrap();
    let reader = store.read().unwrap();
    assert_eq!(reader.views(&stream).unwrap(), [([1; 16], b"core".to_vec()), ([2; 16], b"quarter".to_vec())]);
    assert_eq!(reader.view(&stream, &[2; 16]).unwrap(), Some(b"quarter".to_vec()));
    assert_eq!(reader.view(&stream, &[3; 16]).unwrap(), None);
    let names = reader.documents(&stream).unwrap().into_iter().map(|(_, name)| name).collect::<Vec<_>>();
    assert_eq!(names, ["core", "quarter/2026-Q4", "without view"]);
}

#[test]
fn taking_from_the_outbox_spares_later_changes_and_other_streams() {
    let (_folder, _path, mut store) = created();
    let (stream, other) = (stream(), StreamId::from(OTHER_STREAM));
    let rows = store
        .write(|writer| {
            let first = writer.push_outbox(&stream, &DOCUMENT, b"first")?;
            writer.push_outbox(&other, &DOCUMENT, b"elsewhere")?;
            let second = writer.push_outbox(&stream, &DOCUMENT, b"second")?;
            writer.push_outbox(&stream, &DOCUMENT, b"third")?;
            Ok::<_, StoreError>((first, second))
        })
        .unwrap();
    assert!(rows.0 < rows.1);
    assert_eq!(store.read().unwrap().outbox_count(&stream).unwrap(), 3);
    assert_eq!(store.write(|writer| writer.take_outbox(&stream, rows.1)).unwrap(), 2);
    let reader = store.read().unwrap();
    let left = |stream| reader.outbox(stream).unwrap().into_iter().map(|row| row.chunks).collect::<Vec<_>>();
    assert_eq!(left(&stream), [b"third"]);
    assert_eq!(left(&other), [b"elsewhere"]);
}

#[test]
fn numbers_of_rows_are_not_used_twice() {
    let (_folder, _path, mut store) = created();
    let stream = stream();
    let first = store.write(|writer| writer.push_outbox(&stream, &DOCUMENT, b"first")).unwrap();
    store.write(|writer| writer.take_outbox(&stream, first)).unwrap();
    let second = store.write(|writer| writer.push_outbox(&stream, &DOCUMENT, b"second")).unwrap();
    assert!(second > first, "{second} after {first}");
}

#[test]
fn a_parked_change_stays_until_it_is_unparked() {
    let (_folder, _path, mut store) = created();
    let (stream, envelope) = (stream(), EnvelopeId::from([8; 32]));
    let row = store.write(|writer| writer.park_change(&stream, &DOCUMENT, &envelope, b"change")).unwrap();
    let parked = store.read().unwrap().parked(&stream).unwrap();
    assert_eq!(
        (parked[0].row, parked[0].envelope, parked[0].chunk.as_slice()),
        (row, envelope, &b"change"[..])
    );
    assert!(store.write(|writer| writer.unpark(row)).unwrap());
    assert!(!store.write(|writer| writer.unpark(row)).unwrap());
    assert_eq!(store.read().unwrap().parked(&stream).unwrap(), []);
}

#[test]
fn the_journal_gives_the_newest_first_and_entries_can_be_marked() {
    let (_folder, _path, mut store) = created();
    for entry in [b"one".as_slice(), b"two", b"three"] {
        store.write(|writer| writer.push_journal(entry)).unwrap();
    }
    let (row, _) = store.read().unwrap().journal(2).unwrap()[1].clone();
    store.write(|writer| writer.set_journal(row, b"two, undone")).unwrap();
    let entries: Vec<_> =
        store.read().unwrap().journal(2).unwrap().into_iter().map(|entry| entry.1).collect();
    assert_eq!(entries, [b"three".to_vec(), b"two, undone".to_vec()]);
    let missing = store.write(|writer| writer.set_journal(99, b"none"));
    assert!(matches!(missing, Err(StoreError::NoEntry)), "{missing:?}");
}

#[test]
fn an_event_stays_until_it_is_cleared() {
    let (_folder, _path, mut store) = created();
    let row = store.write(|writer| writer.push_event(b"a gap")).unwrap();
    assert_eq!(store.read().unwrap().events().unwrap(), [(row, b"a gap".to_vec())]);
    assert!(store.write(|writer| writer.clear_event(row)).unwrap());
    assert_eq!(store.read().unwrap().events().unwrap(), []);
}

#[test]
fn the_header_is_readable_while_locked_and_its_wrapping_can_be_replaced() {
    let (_folder, path, mut store) = created();
    assert_eq!(entrenous_store::Store::header(&path).unwrap(), header());
    assert_eq!(store.store_id(), header().store_id);
    store.set_unlock(b"wrapped otherwise").unwrap();
    store.checkpoint().unwrap();
    let now = entrenous_store::Store::header(&path).unwrap();
    assert_eq!((now.store_id, now.unlock.as_slice()), (header().store_id, &b"wrapped otherwise"[..]));
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(header().unlock.len()).any(|window| window == header().unlock));
}
