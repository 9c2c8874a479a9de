//! Everything that honest people write is accepted, and arrives at the same document.

use agenda::guard::{Guard, Offer, split_chunks};
use automerge::{Automerge, ReadDoc};
use proptest::prelude::*;

use crate::replica::{self, Dice, admit, genesis, slot, soak};

#[test]
fn four_people_writing_at_random_are_never_refused_and_agree() {
    for seed in 1..=12 {
        println!("seed {seed}");
        let mut replicas = soak(seed, 4, 160);
        let mut dice = Dice::new(seed + 1_000);
        let everything = replicas.iter().flat_map(|replica| replica.log.clone()).collect::<Vec<_>>();
        for replica in &mut replicas {
            replica.take_from(&everything, &mut dice);
        }
        let first = &replicas[0];
        for replica in &replicas[1..] {
            assert_eq!(replica.document.get_heads(), first.document.get_heads());
            assert_eq!(replica.document.hydrate(None), first.document.hydrate(None));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_history_arrives_the_same_in_any_order(seed in any::<u64>(), order in any::<u64>()) {
        let written = soak(seed, 3, 50).swap_remove(0);
        let mut reader = replica::Replica::new(9);
        reader.take_from(&written.log, &mut Dice::new(order));
        prop_assert_eq!(reader.document.get_heads(), written.document.get_heads());
        prop_assert_eq!(reader.document.hydrate(None), written.document.hydrate(None));
    }
}

/// One person's changes, alone with the genesis.
fn history_of_one(steps: usize) -> Vec<Vec<u8>> {
    let mut writer = replica::Replica::new(1);
    let mut dice = Dice::new(77);
    while writer.log.len() <= steps {
        writer.act(&mut dice);
    }
    writer.log.split_off(1)
}

#[test]
fn a_change_waits_until_what_it_builds_upon_has_come() {
    let chunks = history_of_one(3);
    let document = replica::with(&[genesis()]);
    let guard = Guard::new(&document);
    let author = [1; 16];

    let late = admit(&guard, &document, author, &chunks[1..3]);
    assert!(late.document.is_none());
    let missing = vec![agenda::guard::change_hash(&chunks[0])];
    assert_eq!(late.parked[0], (0, missing));
    assert_eq!(late.parked.len(), 2);

    let reversed = chunks[..3].iter().rev().cloned().collect::<Vec<_>>();
    let all = admit(&late.guard, &document, author, &reversed);
    assert_eq!(all.applied, vec![2, 1, 0]);
    assert!(all.parked.is_empty() && all.refused.is_empty());
}

#[test]
fn what_is_there_already_is_known_and_changes_nothing() {
    let chunks = history_of_one(3);
    let document = replica::with(&[genesis()]);
    let guard = Guard::new(&document);
    let twice = [chunks.clone(), chunks.clone()].concat();
    let admitted = admit(&guard, &document, [1; 16], &twice);
    assert_eq!(admitted.applied.len(), chunks.len());
    assert_eq!(admitted.known.len(), chunks.len());

    let document = admitted.document.unwrap();
    let again = admit(&admitted.guard, &document, [1; 16], &chunks);
    assert!(again.document.is_none());
    assert_eq!(again.known.len(), chunks.len());
}

#[test]
fn a_guard_from_before_a_dropped_result_still_serves() {
    let chunks = history_of_one(4);
    let document = replica::with(&[genesis()]);
    let guard = Guard::new(&document);
    let ahead = admit(&guard, &document, [1; 16], &chunks[..2]).guard;
    // The result could not be stored, so the document is still the old one.
    let admitted = admit(&ahead, &document, [1; 16], &chunks);
    assert_eq!(admitted.applied.len(), chunks.len());
}

#[test]
fn the_genesis_and_slots_are_taken_from_anybody() {
    let document = replica::empty();
    let admitted = admit(&Guard::new(&document), &document, [3; 16], &[slot(4), genesis(), slot(4), slot(5)]);
    assert_eq!(admitted.applied, vec![1, 0, 3]);
    assert_eq!(admitted.known, vec![2]);
}

#[test]
fn changes_of_several_authors_are_taken_in_one_call() {
    let written = soak(31, 4, 120).swap_remove(0);
    let offers =
        written.log.iter().rev().map(|change| Offer { actor: crate::craft::actor(change).unwrap(), change });
    let document = replica::with(&[genesis()]);
    let offers = offers.collect::<Vec<_>>();
    let admitted = Guard::new(&document).admit_all(&document, &replica::rederive, &offers);
    assert_eq!(admitted.refused, vec![]);
    let document = admitted.document.unwrap();
    assert_eq!(document.get_heads(), written.document.get_heads());
}

#[test]
fn the_document_given_is_left_alone() {
    let chunks = history_of_one(3);
    let document = replica::with(&[genesis()]);
    let heads = document.get_heads();
    let admitted = admit(&Guard::new(&document), &document, [1; 16], &chunks);
    assert_ne!(admitted.document.unwrap().get_heads(), heads);
    assert_eq!(document.get_heads(), heads);
}

#[test]
fn the_text_unit_of_the_document_survives() {
    let chunks = history_of_one(3);
    let document = replica::with(&[genesis()]);
    let admitted = admit(&Guard::new(&document), &document, [1; 16], &chunks);
    assert_eq!(admitted.document.unwrap().text_encoding(), document.text_encoding());
}

#[test]
fn a_record_is_cut_into_its_changes() {
    let chunks = history_of_one(5);
    assert_eq!(split_chunks(&chunks.concat()).unwrap(), chunks);
    assert!(split_chunks(&[]).unwrap().is_empty());
}

/// Not an assertion: prints what one call costs beside a document of a thousand topics.
#[test]
#[ignore = "prints timings; run it alone, in release"]
#[expect(clippy::disallowed_methods, reason = "it measures time")]
fn timings_on_a_thousand_topics() {
    use automerge::transaction::Transactable;
    use std::time::Instant;

    let mut writer = replica::Replica::new(1);
    for number in 0..1_000 {
        let mut transaction = writer.document.transaction();
        let (_, items) = transaction.get(automerge::ROOT, "items").unwrap().unwrap();
        let key = format!("{number:026}");
        let item = transaction.put_object(&items, key, automerge::ObjType::Map).unwrap();
        for field in ["title", "category", "kind", "by", "pos", "state"] {
            let value = format!("the {field} of topic number {number}, as people write it");
            transaction.put(&item, field, value).unwrap();
        }
        let notes = transaction.put_object(&item, "notes", automerge::ObjType::Text).unwrap();
        transaction.splice_text(&notes, 0, 0, &"What we said about it. ".repeat(5)).unwrap();
        transaction.commit();
        let change = writer.document.get_last_local_change().unwrap();
        writer.log.push(change.raw_bytes().to_vec());
    }
    let measure = |name: &str, work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        println!("{name}: {:?}", start.elapsed());
    };
    let saved = writer.document.save();
    println!("saved {} bytes", saved.len());
    measure("save, uncompressed", &mut || drop(writer.document.save_nocompress()));
    measure("load", &mut || drop(Automerge::load(&saved).unwrap()));
    measure("hydrate", &mut || drop(writer.document.hydrate(None)));
    measure("clone", &mut || drop(writer.document.clone()));
    measure("guard of the whole document", &mut || {
        drop(Guard::new(&writer.document));
    });
    let (last, before) = writer.log.split_last().unwrap();
    let document = replica::with(before);
    let guard = Guard::new(&document);
    for _ in 0..3 {
        measure("admit one change", &mut || {
            let admitted = admit(&guard, &document, [1; 16], std::slice::from_ref(last));
            assert_eq!(admitted.applied, vec![0]);
        });
    }
    let document = replica::with(&[genesis()]);
    let guard = Guard::new(&document);
    measure("admit 1,000 changes", &mut || {
        let admitted = admit(&guard, &document, [1; 16], &before[1..]);
        assert_eq!(admitted.applied.len(), 999);
    });
}
