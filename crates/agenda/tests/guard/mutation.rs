//! Honest changes, damaged at random where it hurts, with the checksum made right again. Whatever the
//! guard lets through must leave a document that saves, loads, reads the same and can be written to.

use agenda::guard::{Guard, Refusal};
use automerge::legacy::{ElementId, Key, ObjectId, OpId, OpType};
use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, ExpandedChange, LoadOptions, ROOT, TextEncoding};

use crate::craft;
use crate::replica::{self, Dice, admit, soak};

/// A document before some change, its guard, and that change.
struct Base {
    document: Automerge,
    guard: Guard,
    change: Vec<u8>,
}

fn bases(seed: u64) -> Vec<Base> {
    let mut bases = Vec::new();
    for replica in soak(seed, 3, 60) {
        let log = replica.log;
        for place in 1..log.len() {
            let document = replica::with(&log[..place]);
            bases.push(Base { guard: Guard::new(&document), document, change: log[place].clone() });
        }
    }
    bases
}

/// Flips, replaces, removes or adds bytes, or takes some from another change.
fn damage_bytes(body: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    let place = dice.below(body.len());
    match dice.below(8) {
        0..=1 => body[place] ^= 1 << dice.below(8),
        2 => body[place] = dice.byte(),
        3 => body[place] = [0x00, 0x01, 0x7f, 0x80, 0xff][dice.below(5)],
        4 => {
            body.remove(place);
        }
        5 => body.insert(place, dice.byte()),
        6 => {
            let bomb = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
            let bomb = &bomb[dice.below(bomb.len())..];
            body.splice(place..=place, bomb.iter().copied());
        }
        _ => {
            let from = dice.below(other.len());
            let len = dice.below((other.len() - from).min(24)) + 1;
            let to = (place + dice.below(24)).min(body.len());
            let taken = other.get(from..from + len).unwrap_or_default();
            body.splice(place..to, taken.iter().copied());
        }
    }
}

/// Changes what the operations say, so that the encoding is perfect and only the meaning is off.
fn damage_meaning(change: &mut ExpandedChange, other: &ExpandedChange, dice: &mut Dice) {
    let count = change.operations.len();
    if count == 0 {
        return;
    }
    let place = dice.below(count);
    let start = change.start_op.get();
    let actor = change.actor_id.clone();
    let id = |dice: &mut Dice| {
        let counter = 1 + dice.below(start as usize + count + 2) as u64;
        let actor = match dice.below(3) {
            0 => ActorId::from(replica::GENESIS_ACTOR),
            1 => ActorId::from([1 + dice.below(3) as u8; 16]),
            _ => actor.clone(),
        };
        OpId::new(counter, &actor)
    };
    let operation = &mut change.operations[place];
    match dice.below(10) {
        0 => operation.obj = ObjectId::Id(id(dice)),
        1 => operation.obj = ObjectId::Root,
        2 => operation.key = Key::Seq(ElementId::Id(id(dice))),
        3 => operation.key = Key::Seq(ElementId::Head),
        4 => operation.key = Key::Map(["title", "notes", "items", "v", "new"][dice.below(5)].into()),
        5 => operation.pred = vec![id(dice)].into_iter().collect(),
        6 => operation.pred = Vec::new().into_iter().collect(),
        7 => operation.insert = !operation.insert,
        8 => {
            operation.action = match dice.below(5) {
                0 => OpType::Delete,
                1 => OpType::Make(automerge::ObjType::Map),
                2 => OpType::Make(automerge::ObjType::Text),
                3 => OpType::Increment(1),
                _ => OpType::Put("z".into()),
            };
        }
        _ => match dice.below(4) {
            0 => {
                change.operations.remove(place);
            }
            1 => change.operations.swap(place, count - 1),
            2 => {
                let taken = other.operations.get(dice.below(other.operations.len()));
                change.operations.extend(taken.cloned());
            }
            _ => {
                let again = change.operations[place].clone();
                change.operations.push(again);
            }
        },
    }
}

/// Makes a change the next one of its actor on this document, whatever it was made for.
fn refit(change: &mut ExpandedChange, document: &Automerge) {
    let metas = document.get_changes_meta(&[]);
    let own = metas.iter().filter(|meta| *meta.actor == change.actor_id);
    let last = own.max_by_key(|meta| meta.seq);
    let start = 1 + metas.iter().map(|meta| meta.max_op).max().unwrap_or(0);
    let old_start = change.start_op.get();
    let actor = change.actor_id.clone();
    let moved = |id: &OpId| {
        if *id.actor() == actor && id.counter() >= old_start {
            OpId::new(id.counter() - old_start + start, &actor)
        } else {
            id.clone()
        }
    };
    for operation in &mut change.operations {
        if let ObjectId::Id(id) = &operation.obj {
            operation.obj = ObjectId::Id(moved(id));
        }
        if let Key::Seq(ElementId::Id(id)) = &operation.key {
            operation.key = Key::Seq(ElementId::Id(moved(id)));
        }
        operation.pred = operation.pred.iter().map(moved).collect();
    }
    change.deps = document.get_heads();
    change.seq = 1;
    change.start_op = start.try_into().expect("counters begin at one");
    if let Some(last) = last {
        change.seq = last.seq + 1;
        if !change.deps.contains(&last.hash) {
            change.deps.push(last.hash);
        }
    }
}

fn mutant(bases: &[Base], base: &Base, dice: &mut Dice) -> Vec<u8> {
    let other = &bases[dice.below(bases.len())].change;
    let mut chunk = base.change.clone();
    if dice.below(2) == 0 {
        let expanded = |chunk: &[u8]| {
            automerge::Change::from_bytes(chunk.to_vec()).expect("honest changes are readable").decode()
        };
        let mut change = expanded(&chunk);
        let other = expanded(other);
        if dice.below(2) == 0 {
            refit(&mut change, &base.document);
        }
        for _ in 0..=dice.below(3) {
            damage_meaning(&mut change, &other, dice);
        }
        chunk = automerge::Change::from(change).raw_bytes().to_vec();
    }
    if dice.below(2) == 0 || chunk == base.change {
        let mut body = craft::body(&chunk).to_vec();
        for _ in 0..=dice.below(3) {
            damage_bytes(&mut body, craft::body(other), dice);
            if body.is_empty() {
                body.push(0);
            }
        }
        let chunk_type = if dice.below(50) == 0 { dice.byte() } else { 1 };
        chunk = craft::chunk(chunk_type, &body);
    }
    chunk
}

/// Everything that the program does with a document afterwards.
fn assert_usable(document: &Automerge) {
    let options = LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit);
    let loaded = Automerge::load_with_options(&document.save(), options).expect("loads again");
    assert_eq!(loaded.get_heads(), document.get_heads());
    assert_eq!(loaded.hydrate(None), document.hydrate(None));
    let mut next = loaded;
    next.set_actor(ActorId::from([0xee; 16]));
    let before = next.get_heads();
    let mut transaction = next.transaction();
    transaction.put(ROOT, "after", "still writable").expect("can be written to");
    transaction.commit();
    assert!(!next.diff(&before, &next.get_heads()).is_empty());
}

fn run(seed: u64, count: usize) {
    println!("seed {seed}, {count} mutants");
    let mut dice = Dice::new(seed);
    let mut bases = bases(seed);
    let (mut accepted, mut parked, mut engine) = (0, 0, 0);
    for number in 0..count {
        let chosen = dice.below(bases.len());
        let base = &bases[chosen];
        let chunk = mutant(&bases, base, &mut dice);
        let author = craft::actor(&base.change).expect("honest changes have an actor");
        let mut batch = vec![chunk.clone()];
        if dice.below(4) == 0 {
            batch.push(base.change.clone());
        }
        let admitted = admit(&base.guard, &base.document, author, &batch);
        parked += admitted.parked.len();
        let by_engine = admitted.refused.iter().filter(|(_, refusal)| *refusal == Refusal::Engine);
        engine += by_engine.count();
        let Some(document) = admitted.document else {
            continue;
        };
        assert_usable(&document);
        if admitted.applied.contains(&0) {
            accepted += 1;
            // Now and then go on from there: attacks may come in several steps.
            if chunk != base.change && number % 3 == 0 {
                let slot = dice.below(bases.len());
                let change = bases[dice.below(bases.len())].change.clone();
                bases[slot] = Base { document, guard: admitted.guard, change };
            }
        }
    }
    println!("{accepted} accepted, {parked} parked, {engine} stopped by the engine only");
    assert!(accepted > 0, "some mutants are sound");
    // The guard's own reading is meant to leave the engine nothing to refuse.
    assert_eq!(engine, 0);
}

#[test]
fn twenty_thousand_damaged_changes_do_no_harm() {
    run(20_261_124, 20_000);
}

#[test]
#[ignore = "long: GUARD_MUTATIONS says how many, in rounds of 20,000"]
#[expect(clippy::disallowed_methods, reason = "the count is the caller's choice")]
fn very_many_damaged_changes_do_no_harm() {
    let count = std::env::var("GUARD_MUTATIONS")
        .ok()
        .and_then(|count| count.parse::<usize>().ok())
        .unwrap_or(200_000);
    for round in 0..count.div_ceil(20_000) {
        run(round as u64, 20_000.min(count - round * 20_000));
    }
}
