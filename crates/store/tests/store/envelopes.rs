//! Envelopes: stored once, in order, forks side by side; what the relay still has to get.

use entrenous_store::{Insertion, Standing, StoreError};
use proptest::prelude::*;
use wire::{EnvelopeId, StreamId};

use crate::sample::{OTHER_STREAM, REASON, author, created, envelope, filled, stream};

#[test]
fn an_envelope_is_stored_byte_for_byte_and_once() {
    let (_folder, _path, mut store) = created();
    let sent = envelope(stream(), 1, 1, 0);
    let Insertion::Inserted { row } = store.write(|writer| writer.insert_envelope(&sent, true)).unwrap()
    else {
        panic!("the first time it is new")
    };
    let again = store.write(|writer| writer.insert_envelope(&sent, false)).unwrap();
    assert_eq!(again, Insertion::Known);
    let reader = store.read().unwrap();
    let kept = reader.envelope(&stream(), &sent.id()).unwrap().unwrap();
    assert_eq!((kept.row, kept.own, &kept.standing), (row, true, &Standing::New));
    assert_eq!(kept.envelope.as_bytes(), sent.as_bytes());
    assert_eq!(reader.envelopes(&stream(), 0).unwrap(), [kept]);
    assert_eq!(reader.envelopes(&stream(), row).unwrap(), []);
    assert_eq!(reader.envelope(&StreamId::from(OTHER_STREAM), &sent.id()).unwrap(), None);
}

#[test]
fn both_branches_of_a_fork_are_kept_and_the_lower_id_is_the_head() {
    let (_folder, _path, mut store) = created();
    let branches = [envelope(stream(), 1, 1, 0), envelope(stream(), 1, 1, 1)];
    store
        .write(|writer| {
            branches.iter().try_for_each(|branch| writer.insert_envelope(branch, false).map(drop))
        })
        .unwrap();
    let reader = store.read().unwrap();
    let found = reader.envelope_at(&stream(), &author(1), 1).unwrap();
    let mut ids: Vec<EnvelopeId> = branches.iter().map(|branch| branch.id()).collect();
    ids.sort();
    assert_eq!(found.iter().map(|stored| stored.envelope.id()).collect::<Vec<_>>(), ids);
    let head = reader.head(&stream(), &author(1)).unwrap().unwrap();
    assert_eq!((head.seq, head.id), (1, ids[0]));
    assert_eq!(reader.heads(&stream()).unwrap(), [head]);
}

#[test]
fn sequence_numbers_of_the_whole_range_are_ordered() {
    let (_folder, _path, mut store) = created();
    for seq in [1, 255, 256, u64::MAX / 2 + 1, u64::MAX] {
        store.write(|writer| writer.insert_envelope(&envelope(stream(), 1, seq, 0), false)).unwrap();
        let head = store.read().unwrap().head(&stream(), &author(1)).unwrap().unwrap();
        assert_eq!(head.seq, seq);
    }
}

#[test]
fn what_is_not_applied_is_found_again_with_its_reason() {
    let (_folder, _path, mut store) = filled();
    let refused = envelope(stream(), 1, 2, 0).id();
    let standing = Standing::Quarantined("the guard refuses it".into());
    store.write(|writer| writer.set_standing(&stream(), &refused, &standing)).unwrap();
    let reader = store.read().unwrap();
    let standings: Vec<Standing> =
        reader.unapplied(&stream()).unwrap().into_iter().map(|stored| stored.standing).collect();
    assert_eq!(standings, [standing, Standing::Waiting(REASON.into())]);
    drop(reader);
    let unknown = EnvelopeId::from([0xEE; 32]);
    let missing = store.write(|writer| writer.set_standing(&stream(), &unknown, &Standing::Applied));
    assert!(matches!(missing, Err(StoreError::NoEnvelope)), "{missing:?}");
}

#[test]
fn a_relay_that_lost_its_file_gets_everything_again() {
    let (_folder, _path, mut store) = filled();
    let unstored = |store: &mut entrenous_store::Store| {
        let rows = store.read().unwrap().unstored(&stream()).unwrap();
        rows.into_iter()
            .map(|stored| (stored.envelope.header().author, stored.envelope.header().seq))
            .collect::<Vec<_>>()
    };
    assert_eq!(unstored(&mut store), [(author(1), 2), (author(2), 1)]);
    store.write(|writer| writer.clear_relay_heads(&stream())).unwrap();
    assert_eq!(unstored(&mut store), [(author(1), 1), (author(1), 2), (author(2), 1)]);
    assert_eq!(store.read().unwrap().relay_heads(&stream()).unwrap(), []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_put_queue_is_what_lies_beyond_the_relays_heads(
        arrivals in prop::collection::vec(1_u8..4, 0..12),
        relay in prop::collection::btree_map(1_u8..4, 0_u64..6, 0..4),
    ) {
        let (_folder, _path, mut store) = created();
        let mut chains = [0_u64; 4];
        let mut expected = Vec::new();
        store.write(|writer| -> Result<(), StoreError> {
            for number in arrivals {
                chains[usize::from(number)] += 1;
                let seq = chains[usize::from(number)];
                writer.insert_envelope(&envelope(stream(), number, seq, 0), number == 1)?;
                if relay.get(&number).is_none_or(|held| seq > *held) {
                    expected.push((author(number), seq));
                }
            }
            relay.iter().try_for_each(|(number, seq)| {
                writer.set_relay_head(&stream(), &author(*number), *seq, &EnvelopeId::from([1; 32]))
            })
        }).unwrap();
        let reader = store.read().unwrap();
        let queue: Vec<_> = reader.unstored(&stream()).unwrap().into_iter()
            .map(|stored| (stored.envelope.header().author, stored.envelope.header().seq)).collect();
        prop_assert_eq!(queue, expected);
        let heads: Vec<_> = reader.heads(&stream()).unwrap().into_iter().map(|head| (head.author, head.seq)).collect();
        let mut chains: Vec<_> = (1..4).map(|number| (author(number), chains[usize::from(number)]))
            .filter(|(_, seq)| *seq > 0).collect();
        chains.sort();
        prop_assert_eq!(heads, chains);
    }
}
