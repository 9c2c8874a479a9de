//! A device that was put back to an older copy writes under the same actor twice. Both branches, and what others wrote on top
//! of either, stand in one document. docs/protocol.md §7.1

use std::collections::BTreeSet;

use entrenous_agenda::guard::{Branch, Guard, Offer, Said, Told, beside};
use entrenous_agenda::{
    Category, Document, DocumentName, Edit, ItemId, Member, NewTopic, Quarter, Splice, TopicEdit, TopicKind,
    position_between,
};
use jiff::Timestamp;
use jiff::civil::date;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

use crate::support::{Replica, person_actor};

/// A change, whose it is, and the branch that it was made on, if it is one of a chain that forked.
#[derive(Clone)]
struct Change {
    actor: [u8; 16],
    branch: Option<usize>,
    chunk: Vec<u8>,
}

fn quarter() -> Quarter {
    Quarter::from_date(date(2026, 11, 24))
}

/// Somebody adds a topic or writes into the notes of one; the words are seen in the end.
fn write(replica: &mut Replica, dice: &mut ChaCha20Rng, words: &mut Vec<String>) {
    let word = format!("word{:03}", words.len());
    let known: Vec<(ItemId, String)> = replica
        .pair()
        .quarters
        .get(&quarter())
        .map(|model| model.topics.iter().map(|(id, topic)| (*id, topic.notes.clone())).collect())
        .unwrap_or_default();
    let (id, edit) = match known.get(dice.next_u32() as usize % (known.len() + 1)) {
        Some((id, notes)) => (*id, TopicEdit::Notes { splices: vec![Splice::append(notes, &word)] }),
        None => {
            let topic = NewTopic {
                category: Category::Progress,
                kind: TopicKind::Topic,
                title: word.clone(),
                author: Member::Manager,
                at: Timestamp::from_second(1_795_000_000).unwrap(),
                position: position_between(dice, None, None),
            };
            (ItemId::random(dice), TopicEdit::Add(topic))
        }
    };
    replica.edit(&Edit::Topic { quarter: quarter(), id, edit });
    words.push(word);
}

/// What a replica has beyond another one.
fn beyond(
    replica: &mut Replica,
    other: &Replica,
    branch: impl Fn(&[u8; 16]) -> Option<usize>,
) -> Vec<Change> {
    let name = DocumentName::Quarter(quarter());
    let changes = replica.document(&name).clone().beyond(other.documents.get(&name).unwrap());
    let change = |(actor, chunk): (Vec<u8>, Vec<u8>)| {
        let actor: [u8; 16] = actor.try_into().unwrap();
        Change { actor, branch: branch(&actor), chunk }
    };
    changes.into_iter().map(change).collect()
}

/// The document of all these, where the branch `native` keeps the actor.
fn told(base: &Document, changes: &[Change], native: usize, others: &[usize]) -> Document {
    let to = |branch: usize| [100 + branch as u8; 16];
    let branches: Vec<Branch> =
        others.iter().map(|branch| Branch { from: person_actor(1), to: to(*branch) }).collect();
    let place = |branch: usize| others.iter().position(|other| *other == branch);
    let paths: Vec<Vec<usize>> =
        changes.iter().map(|change| change.branch.and_then(place).into_iter().collect()).collect();
    let said: Vec<Said<'_>> = changes
        .iter()
        .zip(&paths)
        .map(|(change, branches)| Said { chunk: &change.chunk, actor: change.actor, branches })
        .collect();
    let told = beside(&branches, &said);
    let standing: Vec<([u8; 16], &[u8])> = changes
        .iter()
        .zip(&told)
        .filter(|(_, told)| **told != Told::Elsewhere)
        .map(|(change, told)| {
            let actor = match change.branch {
                Some(branch) if branch != native => to(branch),
                _ => change.actor,
            };
            (actor, if let Told::Renamed(chunk) = told { chunk.as_slice() } else { &change.chunk })
        })
        .collect();
    let offers: Vec<Offer<'_>> =
        standing.iter().map(|(actor, change)| Offer { actor: *actor, change }).collect();
    let guard = Guard::new(base.automerge());
    let admitted = guard.admit_all(base.automerge(), &|change| base.rederive(change), &offers);
    assert!(
        admitted.refused.is_empty() && admitted.parked.is_empty(),
        "{:?} {:?}",
        admitted.refused,
        admitted.parked
    );
    let mut document = base.clone();
    document.replace(admitted.document.unwrap());
    document
}

fn shuffle(changes: &mut [Change], dice: &mut ChaCha20Rng) {
    for last in (1..changes.len()).rev() {
        changes.swap(last, dice.next_u32() as usize % (last + 1));
    }
}

#[test]
fn both_branches_and_what_stands_on_them_are_in_one_document_in_whatever_order_they_come() {
    for seed in 0..24 {
        let dice = &mut ChaCha20Rng::seed_from_u64(seed);
        let mut words = Vec::new();
        let mut before = Replica::new(person_actor(1));
        for _ in 0..3 {
            write(&mut before, dice, &mut words);
        }
        // What waits to be sealed when the home is copied is on every branch.
        let waiting = (0..dice.next_u32() % 3).map(|_| ()).collect::<Vec<()>>();
        let mut copied = before.clone();
        waiting.iter().for_each(|()| write(&mut copied, dice, &mut words));
        let mut changes = Vec::new();
        for branch in 0..3 {
            let (mut copy, mut other) = (copied.clone(), Replica::new(person_actor(2 + branch as u8)));
            other.pull(&before);
            for _ in 0..4 {
                write(&mut copy, dice, &mut words);
                other.pull(&copy);
                write(&mut other, dice, &mut words);
            }
            let of = |actor: &[u8; 16]| (*actor == person_actor(1)).then_some(branch);
            changes.push(beyond(&mut other, &before, of));
        }
        let base = before.document(&DocumentName::Quarter(quarter())).clone();
        let two = [changes[1].clone(), changes[2].clone()].concat();
        let first = told(&base, &two, 1, &[2]);

        // Whoever knows of two branches goes on from there; then a third one is found that keeps the name.
        let mut later = Replica::new(person_actor(9));
        later.documents.insert(DocumentName::Quarter(quarter()), first.clone());
        for _ in 0..3 {
            write(&mut later, dice, &mut words);
        }
        let mut on_top = Replica::new(person_actor(8));
        on_top.documents.insert(DocumentName::Quarter(quarter()), first);
        let on_both = beyond(&mut later, &on_top, |_| None);
        let mut all: Vec<Change> = [changes.concat(), on_both].concat();
        let whole = told(&base, &all, 0, &[1, 2]);
        let text = serde_json::to_string(&whole.model()).unwrap();
        for word in &words {
            assert_eq!(text.matches(word.as_str()).count(), 1, "seed {seed}: {word}");
        }
        for _ in 0..3 {
            shuffle(&mut all, dice);
            let others = if dice.next_u32() % 2 == 0 { [1, 2] } else { [2, 1] };
            let again = told(&base, &all, 0, &others);
            let heads = |document: &Document| document.heads().into_iter().collect::<BTreeSet<_>>();
            assert_eq!(heads(&again), heads(&whole), "seed {seed}");
        }
    }
}
