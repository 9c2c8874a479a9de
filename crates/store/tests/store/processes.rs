//! Several connections on one file, as several processes have them.

use std::sync::Barrier;
use std::thread;

use entrenous_store::{Header, RecordKind, Store, StoreError};

use crate::sample::{created, everything, header, open, place};

#[test]
fn a_reader_sees_the_state_in_which_it_began() {
    let (_folder, path, mut store) = created();
    let mut elsewhere = open(&path);
    let reader = store.read().unwrap();
    // Nothing has been read yet: the snapshot is that of `read()`, not that of the first question.
    elsewhere.write(|writer| writer.push_event(b"written meanwhile")).unwrap();
    assert_eq!(reader.events().unwrap(), []);
    elsewhere.write(|writer| writer.push_event(b"and again")).unwrap();
    assert_eq!(reader.events().unwrap(), []);
    drop(reader);
    assert_eq!(store.read().unwrap().events().unwrap().len(), 2);
}

#[test]
fn a_writer_sees_its_own_writes_and_nobody_else_does_before_the_commit() {
    let (_folder, path, mut store) = created();
    let mut elsewhere = open(&path);
    store
        .write(|writer| -> Result<(), StoreError> {
            writer.push_event(b"mine")?;
            assert_eq!(writer.events()?.len(), 1);
            assert_eq!(elsewhere.read()?.events()?, []);
            Ok(())
        })
        .unwrap();
    assert_eq!(elsewhere.read().unwrap().events().unwrap().len(), 1);
}

#[test]
fn two_writers_take_turns_and_lose_no_update() {
    const ROUNDS: u32 = 40;
    let (_folder, path, mut store) = created();
    store.write(|writer| writer.put_record(RecordKind::Setting, b"count", &0_u32.to_be_bytes())).unwrap();
    let start = Barrier::new(2);
    let count = |store: &mut Store| {
        start.wait();
        for _ in 0..ROUNDS {
            store
                .write(|writer| -> Result<(), StoreError> {
                    let value = writer.record(RecordKind::Setting, b"count")?.unwrap();
                    let next = u32::from_be_bytes(value.try_into().unwrap()) + 1;
                    writer.put_record(RecordKind::Setting, b"count", &next.to_be_bytes())
                })
                .unwrap();
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| count(&mut open(&path)));
        scope.spawn(|| count(&mut open(&path)));
    });
    let value = store.read().unwrap().record(RecordKind::Setting, b"count").unwrap().unwrap();
    assert_eq!(value, (2 * ROUNDS).to_be_bytes());
}

#[test]
fn a_second_writer_waits_for_the_first() {
    let (_folder, path, mut store) = created();
    let entered = Barrier::new(2);
    thread::scope(|scope| {
        let second = scope.spawn(|| {
            let mut elsewhere = open(&path);
            entered.wait();
            elsewhere.write(|writer| -> Result<usize, StoreError> { Ok(writer.events()?.len()) }).unwrap()
        });
        store
            .write(|writer| -> Result<(), StoreError> {
                entered.wait();
                writer.push_event(b"one")?;
                writer.push_event(b"two")?;
                Ok(())
            })
            .unwrap();
        assert_eq!(second.join().unwrap(), 2);
    });
}

#[test]
fn of_many_creators_exactly_one_wins() {
    let (_folder, path) = place();
    let start = Barrier::new(4);
    let outcomes: Vec<Result<(), StoreError>> = thread::scope(|scope| {
        let creators: Vec<_> = (0..4_u8)
            .map(|number| {
                let (path, start) = (&path, &start);
                scope.spawn(move || {
                    let header = Header { store_id: [number; 16], ..header() };
                    start.wait();
                    Store::create(path, &header)
                })
            })
            .collect();
        creators.into_iter().map(|creator| creator.join().unwrap()).collect()
    });
    let winners: Vec<usize> = (0..4).filter(|number| outcomes[*number].is_ok()).collect();
    assert_eq!(winners.len(), 1, "{outcomes:?}");
    for outcome in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert!(matches!(outcome, StoreError::Exists), "{outcome:?}");
    }
    assert_eq!(usize::from(Store::header(&path).unwrap().store_id[0]), winners[0]);
}

#[test]
fn a_checkpoint_changes_nothing_that_can_be_read() {
    let (_folder, path, mut store) = crate::sample::filled();
    let before = everything(&store.read().unwrap());
    store.checkpoint().unwrap();
    assert_eq!(everything(&open(&path).read().unwrap()), before);
}
