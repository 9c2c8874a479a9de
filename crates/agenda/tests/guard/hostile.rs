//! Each known way to hurt the engine with a well-formed change, and each rule of the guard, by name.

use agenda::guard::{Guard, Offer, Refusal, change_hash, split_chunks};
use automerge::legacy::{ElementId, Key, ObjectId, OpType};
use automerge::marks::{ExpandMark, Mark};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Author, Automerge, ObjType, ROOT, ReadDoc, ScalarValue};
use data_encoding::HEXLOWER;

use crate::craft::{self, Parts, operation_id, rewritten};
use crate::replica::{self, GENESIS_ACTOR, admit, genesis, slot, slot_actor};

const THEIRS: [u8; 16] = [2; 16];

/// What becomes of one change from them, on a document that holds these.
fn verdict_on(document: &Automerge, change: &[u8]) -> Option<Refusal> {
    let admitted = admit(&Guard::new(document), document, THEIRS, &[change.to_vec()]);
    assert_eq!(admitted.document.is_some(), admitted.refused.is_empty());
    assert_eq!(admitted.applied.len() + admitted.refused.len(), 1);
    admitted.refused.first().map(|(_, refusal)| *refusal)
}

#[track_caller]
fn check(change: &[u8], expect: Refusal) {
    assert_eq!(verdict_on(&replica::with(&[genesis()]), change), Some(expect));
}

/// A sound change, to be spoilt: `key = true` right after the genesis.
fn sound() -> Parts {
    Parts::put(THEIRS, 5, vec![change_hash(&genesis())])
}

#[test]
fn the_crafted_change_is_sound_before_it_is_spoilt() {
    assert_eq!(verdict_on(&replica::with(&[genesis()]), &sound().bytes()), None);
}

/// A document with one change `a = 1` by actor 01×16, which the recorded attacks build upon.
fn attacked() -> Automerge {
    let mut document = Automerge::new();
    document.set_actor(ActorId::from([1; 16]));
    let mut transaction = document.transaction();
    transaction.put(ROOT, "a", 1).unwrap();
    transaction.commit();
    document
}

fn hex(bytes: &str) -> Vec<u8> {
    HEXLOWER.decode(bytes.as_bytes()).unwrap()
}

#[test]
fn ten_million_operations_in_69_bytes_are_not_unrolled() {
    let bomb = hex(
        "856f4a839a028e69013b0010050505050505050505050505050505050101000000051506340442055605700580ade204016180ade20480ade2040180ade2040080ade20400",
    );
    assert_eq!(bomb.len(), 69);
    assert_eq!(verdict_on(&attacked(), &bomb), Some(Refusal::TooManyRows));
}

#[test]
fn a_counter_jump_that_would_use_up_all_counters_is_refused() {
    let jump = hex(
        "856f4a83ce36cf070153013d2a0c95690169ce81b7cb51a2379ca83214f121ae68533b0b62631aa8486c19100202020202020202020202020202020201feffffff0f000000061503340142025602570170027f0161017f017f14017f00",
    );
    assert_eq!(verdict_on(&attacked(), &jump), Some(Refusal::Counter));
}

#[test]
fn a_smaller_counter_jump_is_refused_too() {
    let mut change = sound();
    change.start_operation = 6;
    check(&change.bytes(), Refusal::StartOperation);
    change.start_operation = 1_000_000;
    check(&change.bytes(), Refusal::StartOperation);
    change.start_operation = 4;
    check(&change.bytes(), Refusal::StartOperation);
}

#[test]
fn an_actor_that_is_not_in_the_document_is_refused() {
    let stranger = hex(
        "856f4a83488acf770168013d2a0c95690169ce81b7cb51a2379ca83214f121ae68533b0b62631aa8486c1910020202020202020202020202020202020102000001100909090909090909090909090909090908150334014202560257017002710273027f0161017f017f14027f017f017f01",
    );
    let document = attacked();
    let refusal = verdict_on(&document, &stranger);
    // Its one value is an integer of type 4 in one byte, so that only the actor is wrong.
    assert_eq!(refusal, Some(Refusal::UnknownActor));
}

#[test]
fn an_object_that_is_its_own_parent_is_refused() {
    let own = sound()
        .column(0x01, &[0x7f, 0x00])
        .column(0x02, &[0x7f, 0x05])
        .column(0x42, &[0x7f, 0x00])
        .column(0x56, &[0x7f, 0x00]);
    check(&own.bytes(), Refusal::UnknownObject);
}

#[test]
fn objects_nested_without_end_are_refused() {
    let document = replica::with(&[genesis()]);
    let change = rewritten(&sound().bytes(), |change| {
        let mut parent = ObjectId::Root;
        let mut operations = Vec::new();
        for counter in 5..105 {
            let make = OpType::Make(ObjType::Map);
            operations.push(craft::on_key(parent, "deeper", make, vec![]));
            parent = ObjectId::Id(operation_id(counter, &THEIRS));
        }
        change.operations = operations;
    });
    assert_eq!(verdict_on(&document, &change), Some(Refusal::TooDeep));
}

#[test]
fn nesting_cannot_be_deepened_change_by_change() {
    let mut document = replica::with(&[genesis()]);
    document.set_actor(ActorId::from(THEIRS));
    let base = document.clone();
    let mut parent = ROOT;
    let mut changes = Vec::new();
    for _ in 0..20 {
        let mut transaction = document.transaction();
        parent = transaction.put_object(&parent, "deeper", ObjType::Map).unwrap();
        transaction.commit();
        changes.push(document.get_last_local_change().unwrap().raw_bytes().to_vec());
    }
    let admitted = admit(&Guard::new(&base), &base, THEIRS, &changes);
    assert_eq!(admitted.applied.len(), 16);
    assert_eq!(admitted.refused, vec![(16, Refusal::TooDeep)]);
    assert_eq!(admitted.parked.len(), 3);
}

#[test]
fn a_gap_in_the_sequence_is_refused() {
    let mut change = sound();
    change.sequence = 2;
    check(&change.bytes(), Refusal::SequenceGap);
}

#[test]
fn a_sequence_number_used_for_two_changes_is_refused() {
    let first = sound().bytes();
    let document = replica::with(&[genesis(), first]);
    let other = sound().column(0x56, &[0x7f, 0x01]).bytes();
    assert_eq!(verdict_on(&document, &other), Some(Refusal::SequenceReused));
}

#[test]
fn of_two_changes_with_one_sequence_number_in_a_batch_only_one_is_applied() {
    let document = replica::with(&[genesis()]);
    let changes = [sound().bytes(), sound().column(0x56, &[0x7f, 0x01]).bytes()];
    let admitted = admit(&Guard::new(&document), &document, THEIRS, &changes);
    assert_eq!(admitted.applied, vec![0]);
    assert_eq!(admitted.refused, vec![(1, Refusal::SequenceReused)]);
}

#[test]
fn a_change_that_forgets_its_actors_last_one_is_refused() {
    let document = replica::with(&[genesis(), sound().bytes()]);
    let mut second = sound();
    second.sequence = 2;
    assert_eq!(verdict_on(&document, &second.bytes()), Some(Refusal::SequenceGap));
}

#[test]
fn a_change_bound_to_no_document_is_refused() {
    check(&Parts::put(THEIRS, 1, vec![]).bytes(), Refusal::Unbound);
}

#[test]
fn an_author_footer_is_refused() {
    let mut document = replica::with(&[genesis()]).with_author(Some(Author::from(vec![7; 8])));
    let mut transaction = document.transaction();
    transaction.put(ROOT, "key", true).unwrap();
    transaction.commit();
    let change = document.get_last_local_change().unwrap();
    check(change.raw_bytes(), Refusal::Footer);

    let mut second = sound();
    second.sequence = 2;
    second.footer = vec![1, 2, 7, 7];
    check(&second.bytes(), Refusal::Footer);
}

#[test]
fn documents_compressed_changes_and_bundles_are_refused_by_their_type() {
    let body = craft::body(&genesis()).to_vec();
    for chunk_type in [0, 2, 3, 4, 0xff] {
        let expect = Refusal::ChunkType { found: chunk_type };
        check(&craft::chunk(chunk_type, &body), expect);
        let bytes = craft::chunk(chunk_type, &body);
        assert_eq!(split_chunks(&bytes).unwrap_err(), expect);
    }
    let document = replica::soak(5, 1, 40).swap_remove(0).document;
    check(&document.save(), Refusal::ChunkType { found: 0 });
    let heads = document.get_heads();
    let bundle = document.bundle(heads).unwrap().bytes().to_vec();
    check(&bundle, Refusal::ChunkType { found: 3 });
}

#[test]
fn a_compressed_column_is_refused() {
    let specification = 0x42 | 0x08;
    let change = sound().column(specification, &[0x4b, 0x62, 0x00]);
    check(&change.bytes(), Refusal::Column { specification });
}

#[test]
fn unknown_empty_and_unordered_columns_are_refused() {
    let specification = 0xb5;
    let unknown = sound().column(specification, &[0x7f, 0x01]);
    check(&unknown.bytes(), Refusal::Column { specification });
    let mut swapped = sound();
    swapped.columns.swap(2, 3);
    check(&swapped.bytes(), Refusal::Column { specification: 0x42 });
    let mut empty = sound();
    empty.columns.insert(4, (0x57, vec![]));
    check(&empty.bytes(), Refusal::Column { specification: 0x57 });
}

#[test]
fn a_wrong_checksum_is_refused() {
    let mut change = sound().bytes();
    change[5] ^= 1;
    check(&change, Refusal::Checksum);
}

#[test]
fn bytes_after_the_change_are_refused() {
    let mut change = sound().bytes();
    change.push(0);
    check(&change, Refusal::TrailingBytes);
    change.pop();
    assert_eq!(split_chunks(&[change, vec![0]].concat()), Err(Refusal::NotAChange));
}

#[test]
fn a_change_cut_short_is_refused_at_every_length() {
    let change = sound().bytes();
    let document = replica::with(&[genesis()]);
    for len in 0..change.len() {
        assert!(verdict_on(&document, &change[..len]).is_some());
        assert!(len == 0 || split_chunks(&change[..len]).is_err());
    }
}

#[test]
fn a_change_over_64_kib_is_refused_before_it_is_read() {
    check(&craft::chunk(1, &vec![0; 64 * 1024]), Refusal::TooLarge);
    let mut endless = sound().bytes()[..9].to_vec();
    endless.extend([0xff; 9]);
    endless.push(1);
    check(&endless, Refusal::TooLarge);
}

#[test]
fn too_many_and_repeated_dependencies_are_refused() {
    let mut change = sound();
    change.dependencies = (0..513_u16).map(|number| change_hash(&number.to_be_bytes().repeat(8))).collect();
    check(&change.bytes(), Refusal::TooManyDependencies);
    change.dependencies = vec![change_hash(&genesis()); 2];
    check(&change.bytes(), Refusal::RepeatedDependency);
}

#[test]
fn an_operation_on_an_unknown_object_is_refused() {
    let change = rewritten(&sound().bytes(), |change| {
        change.operations[0].obj = ObjectId::Id(operation_id(77, &THEIRS));
    });
    check(&change, Refusal::UnknownObject);
    // Operation 1 of the genesis exists, but made no object.
    let change = rewritten(&sound().bytes(), |change| {
        change.operations[0].obj = ObjectId::Id(operation_id(1, &GENESIS_ACTOR));
    });
    check(&change, Refusal::UnknownObject);
}

#[test]
fn predecessors_of_another_object_or_key_are_refused() {
    for (counter, actor) in [(1, GENESIS_ACTOR), (2, GENESIS_ACTOR), (5, THEIRS), (9, THEIRS)] {
        let change = rewritten(&sound().bytes(), |change| {
            let predecessors = vec![operation_id(counter, &actor)];
            change.operations[0].pred = predecessors.into_iter().collect();
        });
        check(&change, Refusal::Predecessors);
    }
}

#[test]
fn a_write_that_leaves_a_value_beside_it_is_refused() {
    let change = sound().column(0x15, b"\x7f\x01v");
    check(&change.bytes(), Refusal::Predecessors);
}

#[test]
fn elements_of_another_text_are_refused() {
    // A document with two texts: operation 4 of the genesis, and operation 5, which holds 6.
    let mut document = replica::with(&[genesis()]);
    document.set_actor(ActorId::from([1; 16]));
    let mut transaction = document.transaction();
    let text = transaction.put_object(ROOT, "text", ObjType::Text).unwrap();
    transaction.splice_text(&text, 0, 0, "a").unwrap();
    transaction.commit();
    let head = document.get_heads()[0].0;
    let notes = ObjectId::Id(operation_id(4, &GENESIS_ACTOR));
    let element = operation_id(6, &[1; 16]);
    let change = |operation| {
        let put = Parts::put(THEIRS, 7, vec![head]).bytes();
        rewritten(&put, |change| change.operations = vec![operation])
    };
    let character = || OpType::Put("b".into());

    let after = ElementId::Id(element.clone());
    let insert = craft::on_element(notes.clone(), after.clone(), character(), vec![], true);
    assert_eq!(verdict_on(&document, &change(insert)), Some(Refusal::UnknownElement));
    let delete =
        craft::on_element(notes.clone(), after.clone(), OpType::Delete, vec![element.clone()], false);
    assert_eq!(verdict_on(&document, &change(delete)), Some(Refusal::UnknownElement));

    let text = ObjectId::Id(operation_id(5, &[1; 16]));
    let delete = craft::on_element(text.clone(), after.clone(), OpType::Delete, vec![], false);
    assert_eq!(verdict_on(&document, &change(delete)), Some(Refusal::Predecessors));
    let replace = craft::on_element(text.clone(), after.clone(), character(), vec![element.clone()], false);
    assert_eq!(verdict_on(&document, &change(replace)), Some(Refusal::Operation));
    let insert = craft::on_element(text, after, character(), vec![], true);
    assert_eq!(verdict_on(&document, &change(insert)), None);
}

#[test]
fn what_a_change_has_not_seen_it_cannot_touch() {
    // They write to an object that is here, but that nothing they build upon contains.
    let mut document = replica::with(&[genesis()]);
    document.set_actor(ActorId::from([1; 16]));
    let mut transaction = document.transaction();
    transaction.put_object(ROOT, "map", ObjType::Map).unwrap();
    transaction.commit();
    let unseen = operation_id(5, &[1; 16]);

    let inside = rewritten(&sound().bytes(), |change| {
        change.operations[0].obj = ObjectId::Id(unseen.clone());
    });
    assert_eq!(verdict_on(&document, &inside), Some(Refusal::UnknownObject));
    let over = rewritten(&sound().bytes(), |change| {
        change.operations[0].key = Key::Map("map".into());
        change.operations[0].pred = vec![unseen].into_iter().collect();
    });
    assert_eq!(verdict_on(&document, &over), Some(Refusal::Predecessors));
}

#[test]
fn keys_that_do_not_fit_their_object_are_refused() {
    let notes = || ObjectId::Id(operation_id(4, &GENESIS_ACTOR));
    let change = |operation| rewritten(&sound().bytes(), |change| change.operations = vec![operation]);
    let put = || OpType::Put("b".into());
    check(&change(craft::on_key(notes(), "key", put(), vec![])), Refusal::Key);
    check(&change(craft::on_key(ObjectId::Root, "", put(), vec![])), Refusal::Key);
    let at_head = |object| craft::on_element(object, ElementId::Head, put(), vec![], true);
    check(&change(at_head(ObjectId::Root)), Refusal::Key);
    assert_eq!(verdict_on(&replica::with(&[genesis()]), &change(at_head(notes()))), None);
    let not_inserted = craft::on_element(notes(), ElementId::Head, put(), vec![], false);
    check(&change(not_inserted), Refusal::Key);
    let deletes_nothing = craft::on_key(ObjectId::Root, "key", OpType::Delete, vec![]);
    check(&change(deletes_nothing), Refusal::Predecessors);
}

#[test]
fn kinds_of_operations_and_values_that_we_never_write_are_refused() {
    let write = |write: &dyn Fn(&mut automerge::transaction::Transaction<'_>)| {
        let mut document = replica::with(&[genesis()]);
        document.set_actor(ActorId::from(THEIRS));
        let mut transaction = document.transaction();
        write(&mut transaction);
        transaction.commit();
        document.get_last_local_change().unwrap().raw_bytes().to_vec()
    };
    let list = write(&|transaction| {
        transaction.put_object(ROOT, "list", ObjType::List).unwrap();
    });
    check(&list, Refusal::Operation);
    let counter = write(&|transaction| {
        transaction.put(ROOT, "count", ScalarValue::counter(1)).unwrap();
    });
    check(&counter, Refusal::Value);
    let float = write(&|transaction| {
        transaction.put(ROOT, "float", f64::NAN).unwrap();
    });
    check(&float, Refusal::Value);
    let mark = write(&|transaction| {
        let (_, notes) = transaction.get(ROOT, "notes").unwrap().unwrap();
        transaction.splice_text(&notes, 0, 0, "ab").unwrap();
        let bold = Mark::new("bold".into(), true, 0, 1);
        transaction.mark(&notes, bold, ExpandMark::None).unwrap();
    });
    assert!(matches!(
        verdict_on(&replica::with(&[genesis()]), &mark),
        Some(Refusal::Column { .. } | Refusal::Operation)
    ));
    let block = write(&|transaction| {
        let (_, notes) = transaction.get(ROOT, "notes").unwrap().unwrap();
        transaction.split_block(&notes, 0).unwrap();
    });
    check(&block, Refusal::Operation);
    let noted = {
        let mut document = replica::with(&[genesis()]);
        document.set_actor(ActorId::from(THEIRS));
        let put =
            |transaction: &mut automerge::transaction::Transaction<'_>| transaction.put(ROOT, "key", true);
        let options = CommitOptions::default().with_message("m").with_time(0);
        document.transact_with(|_| options, put).unwrap();
        document.get_last_local_change().unwrap().raw_bytes().to_vec()
    };
    check(&noted, Refusal::Message);
}

#[test]
fn a_character_is_exactly_one_sign() {
    let notes = || ObjectId::Id(operation_id(4, &GENESIS_ACTOR));
    for wrong in ["", "ab", "e\u{301}"] {
        let put = OpType::Put(wrong.into());
        let operation = craft::on_element(notes(), ElementId::Head, put, vec![], true);
        let change = rewritten(&sound().bytes(), |change| change.operations = vec![operation]);
        check(&change, Refusal::Operation);
    }
}

#[test]
fn an_encoding_that_the_engine_would_not_write_is_refused() {
    // A run of one, a number with a superfluous byte, an empty run, two literal runs in a row.
    check(&sound().column(0x42, &[0x01, 0x01]).bytes(), Refusal::Encoding);
    check(&sound().column(0x42, &[0x7f, 0x81, 0x00]).bytes(), Refusal::Encoding);
    check(&sound().column(0x34, &[0x01, 0x00]).bytes(), Refusal::Encoding);
    check(&sound().column(0x70, &[0x00, 0x00]).bytes(), Refusal::Encoding);
    check(&sound().column(0x01, &[0x00, 0x01]).bytes(), Refusal::Encoding);
}

#[test]
fn columns_of_different_lengths_are_refused() {
    check(&sound().column(0x34, &[]).bytes(), Refusal::RowCount);
    check(&sound().column(0x70, &[]).bytes(), Refusal::RowCount);
    check(&sound().column(0x57, &[0x01]).bytes(), Refusal::RowCount);
    check(&sound().column(0x42, &[0x02, 0x01]).bytes(), Refusal::RowCount);
    check(&sound().column(0x42, &[]).bytes(), Refusal::Empty);
}

#[test]
fn actors_listed_but_not_used_are_refused() {
    let mut change = sound();
    change.others = vec![GENESIS_ACTOR.to_vec()];
    check(&change.bytes(), Refusal::Actors);
    change.others = vec![vec![9; 21]];
    check(&change.bytes(), Refusal::ActorLength);
}

#[test]
fn the_engines_derived_actors_are_refused() {
    let mut change = sound();
    change.actor = [&hex("13b2230901")[..], &THEIRS].concat();
    check(&change.bytes(), Refusal::ActorLength);
}

#[test]
fn another_actor_than_the_authors_is_refused() {
    let change = Parts::put([3; 16], 5, vec![change_hash(&genesis())]);
    check(&change.bytes(), Refusal::WrongActor);
}

#[test]
fn a_fixed_actor_is_free_to_all_for_exactly_its_bytes() {
    let document = replica::with(&[genesis()]);
    assert_eq!(verdict_on(&document, &slot(3)), None);
    for place in 0..craft::body(&slot(3)).len() {
        let mut body = craft::body(&slot(3)).to_vec();
        body[place] ^= 1;
        assert!(verdict_on(&document, &craft::chunk(1, &body)).is_some());
    }
    let forged = Parts::put(slot_actor(3), 5, vec![change_hash(&genesis())]);
    check(&forged.bytes(), Refusal::NotDerived);
    let forged = Parts::put(GENESIS_ACTOR, 1, vec![]);
    check(&forged.bytes(), Refusal::NotDerived);
}

#[test]
fn what_depends_on_a_refused_change_waits_and_the_rest_goes_on() {
    let document = replica::with(&[genesis()]);
    let mut spoilt = sound();
    spoilt.sequence = 2;
    let spoilt = spoilt.bytes();
    let hash = change_hash(&spoilt);
    let waits = Parts::put(THEIRS, 6, vec![hash]).bytes();
    let others = [3; 16];
    let other = Parts::put(others, 5, vec![change_hash(&genesis())]).bytes();
    let changes = [(THEIRS, waits), (THEIRS, spoilt), (others, other), (THEIRS, sound().bytes())];
    let offers = changes.each_ref().map(|(actor, change)| Offer { actor: *actor, change });
    let admitted = Guard::new(&document).admit_all(&document, &replica::rederive, &offers);
    assert_eq!(admitted.applied, vec![2]);
    assert_eq!(admitted.refused, vec![(1, Refusal::SequenceGap)]);
    // The last one takes the place of the first, so it waits for whatever that waits for.
    assert_eq!(admitted.parked, vec![(0, vec![hash]), (3, vec![])]);
}

#[test]
fn slots_derived_in_masses_wait_so_that_the_next_change_is_not_too_long() {
    let mut document = replica::with(&[genesis()]);
    let slots = (0..270).map(slot).collect::<Vec<_>>();
    let guard = Guard::new(&document);
    let admitted = admit(&guard, &document, THEIRS, &slots);
    assert_eq!(admitted.applied.len(), 256);
    assert!(admitted.refused.is_empty());
    let waiting = admitted.parked.iter().map(|(place, _)| slots[*place].clone()).collect::<Vec<_>>();
    assert_eq!(waiting.len(), 14);

    let mut ours = admitted.document.unwrap();
    ours.set_actor(ActorId::from([1; 16]));
    let mut transaction = ours.transaction();
    transaction.put(ROOT, "key", true).unwrap();
    transaction.commit();
    assert_eq!(admit(&admitted.guard, &ours, THEIRS, &waiting).applied.len(), 14);

    // What we wrote names all those slots, and is taken by everybody.
    let change = ours.get_last_local_change().unwrap().raw_bytes().to_vec();
    let admitted = admit(&guard, &document, THEIRS, &slots[..256]);
    document = admitted.document.unwrap();
    assert_eq!(admit(&admitted.guard, &document, [1; 16], &[change]).applied, vec![0]);
}
