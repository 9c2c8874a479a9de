//! A device that was put back to an older copy writes under the same actor twice. Both branches, and what others wrote on top
//! of either, stand in one document. docs/protocol.md §7.1

use std::collections::BTreeSet;

use entrenous_agenda::guard::{Beside, Branch, Guard, Offer, Said, Told, beside};
use entrenous_agenda::{
    Category, Document, DocumentName, Edit, ItemId, Member, NewTopic, Quarter, Splice, TopicEdit, TopicKind,
    position_between,
};
use jiff::Timestamp;
use jiff::civil::date;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

use crate::support::{Replica, person_actor};

/// A change, whose it is, and the branches that it was made on, the nearest first, if it is one of a chain that forked.
#[derive(Clone)]
struct Change {
    actor: [u8; 16],
    path: Vec<usize>,
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

/// What a replica has beyond a document; what `author` made of that, on these branches.
fn beyond(replica: &mut Replica, other: &Document, author: [u8; 16], path: &[usize]) -> Vec<Change> {
    let changes = replica.document(&name()).clone().beyond(other);
    let change = |(actor, chunk): (Vec<u8>, Vec<u8>)| {
        let actor: [u8; 16] = actor.try_into().unwrap();
        Change { actor, path: if actor == author { path.to_vec() } else { Vec::new() }, chunk }
    };
    changes.into_iter().map(change).collect()
}

fn name() -> DocumentName {
    DocumentName::Quarter(quarter())
}

/// The document of all these, where these branches, each with its author, stand beside others.
fn told(base: &Document, changes: &[Change], others: &[(usize, [u8; 16])]) -> Document {
    told_and_former(base, changes, others).0
}

/// The same, and the hashes that changes do not have any more.
fn told_and_former(
    base: &Document,
    changes: &[Change],
    others: &[(usize, [u8; 16])],
) -> (Document, BTreeSet<[u8; 32]>) {
    let to = |branch: usize| [100 - branch as u8; 16];
    let branches: Vec<Branch> =
        others.iter().map(|(branch, from)| Branch { from: *from, to: to(*branch), told: true }).collect();
    let place = |branch: &usize| others.iter().position(|(other, _)| other == branch);
    let paths: Vec<Vec<usize>> =
        changes.iter().map(|change| change.path.iter().filter_map(place).collect()).collect();
    let said: Vec<Said<'_>> = changes
        .iter()
        .zip(&paths)
        .map(|(change, branches)| Said { chunk: &change.chunk, actor: change.actor, branches })
        .collect();
    let Beside { told, former } = beside(&branches, &said);
    let standing: Vec<([u8; 16], &[u8])> = changes
        .iter()
        .zip(&paths)
        .zip(&told)
        .filter(|(_, told)| **told != Told::Elsewhere)
        .map(|((change, path), told)| {
            let actor = path.first().map_or(change.actor, |place| branches[*place].to);
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
    (document, former)
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
            changes.push(beyond(&mut other, before.document(&name()), person_actor(1), &[branch]));
        }
        let base = before.document(&name()).clone();
        let two = [changes[1].clone(), changes[2].clone()].concat();
        let forks = |branch| (branch, person_actor(1));
        let first = told(&base, &two, &[forks(2)]);

        // Whoever knows of two branches goes on from there; then a third one is found that keeps the name.
        let mut later = Replica::new(person_actor(9));
        later.documents.insert(name(), first.clone());
        for _ in 0..3 {
            write(&mut later, dice, &mut words);
        }
        let on_both = beyond(&mut later, &first, person_actor(1), &[]);
        let all: Vec<Change> = [changes.concat(), on_both].concat();
        whole(&base, all, &[forks(1), forks(2)], (&words, Some(&first)), seed);
    }
}

/// All words stand there once, in whatever order the changes and the branches come. Hashes that changes do not have any more
/// are not in that document, and are in one that is outdated: of somebody who knew of fewer branches.
fn whole(
    base: &Document,
    mut all: Vec<Change>,
    others: &[(usize, [u8; 16])],
    (words, outdated): (&[String], Option<&Document>),
    seed: u64,
) {
    let (whole, former) = told_and_former(base, &all, others);
    assert!(!former.iter().any(|hash| whole.holds(hash)), "seed {seed}");
    if let Some(outdated) = outdated {
        assert!(former.iter().any(|hash| outdated.holds(hash)), "seed {seed}");
    }
    let text = serde_json::to_string(&whole.model()).unwrap();
    for word in words {
        assert_eq!(text.matches(word.as_str()).count(), 1, "seed {seed}: {word}");
    }
    let dice = &mut ChaCha20Rng::seed_from_u64(seed);
    for turn in 0..3 {
        shuffle(&mut all, dice);
        let mut others = others.to_vec();
        let first = turn % others.len();
        others.rotate_left(first);
        let again = told(base, &all, &others);
        let heads = |document: &Document| document.heads().into_iter().collect::<BTreeSet<_>>();
        assert_eq!(heads(&again), heads(&whole), "seed {seed}");
    }
}

/// Somebody writes on a branch of Sam's that gets another name then, and others go on by that. When it turns out that the
/// writer's own chain forked, too, that has a third name.
#[test]
fn what_names_a_change_by_a_name_that_it_had_stands_on_it_still() {
    for seed in 0..24 {
        let dice = &mut ChaCha20Rng::seed_from_u64(seed);
        let mut words = Vec::new();
        let [sam, pat, quinn] = [1, 2, 3].map(person_actor);
        let mut before = Replica::new(sam);
        let mut some = |replica: &mut Replica, number: usize| {
            (0..number).for_each(|_| write(replica, dice, &mut words));
        };
        some(&mut before, 3);
        let base = before.document(&name()).clone();
        let (mut one, mut other) = (before.clone(), before.clone());
        some(&mut one, 3);
        some(&mut other, 3);
        let mut all = [beyond(&mut one, &base, sam, &[0]), beyond(&mut other, &base, sam, &[1])].concat();

        // Pat's home is copied: before Pat writes on that branch, or behind it.
        let mut first = Replica::new(pat);
        first.pull(&one);
        let on_one = first.document(&name()).clone();
        let mut twin = first.clone();
        some(&mut first, 2);
        let common = seed % 2 == 0;
        if common {
            twin = first.clone();
        }
        all.extend(beyond(&mut first, &on_one, pat, if common { &[] } else { &[2] }));
        let copied = twin.document(&name()).clone();
        some(&mut twin, 3);

        let by_then = told(&base, &all, &[(0, sam)]);
        let mut third = Replica::new(quinn);
        for replica in [&mut first, &mut third] {
            replica.documents.insert(name(), by_then.clone());
            some(replica, 3);
        }
        all.extend(beyond(&mut first, &by_then, pat, &[2]));
        all.extend(beyond(&mut third, &by_then, quinn, &[]));
        all.extend(beyond(&mut twin, &copied, pat, &[3]));
        for beside in [2, 3] {
            let outdated = (beside == 2 && !common).then_some(&by_then);
            whole(&base, all.clone(), &[(0, sam), (beside, pat)], (&words, outdated), seed);
        }
    }
}

/// A branch beside another one forks itself. Who knew only one of the two that came of it named that as the whole.
#[test]
fn what_names_a_branch_that_forked_later_stands_on_it_still() {
    for seed in 0..24 {
        let dice = &mut ChaCha20Rng::seed_from_u64(seed);
        let mut words = Vec::new();
        let [sam, quinn] = [1, 2].map(person_actor);
        let mut before = Replica::new(sam);
        let mut some = |replica: &mut Replica, number: usize| {
            (0..number).for_each(|_| write(replica, dice, &mut words));
        };
        some(&mut before, 3);
        let base = before.document(&name()).clone();
        let (mut main, mut branch) = (before.clone(), before.clone());
        some(&mut main, 3);
        some(&mut branch, (seed % 3) as usize);
        let mut all = [beyond(&mut main, &base, sam, &[0]), beyond(&mut branch, &base, sam, &[1])].concat();
        let forked = branch.document(&name()).clone();
        // At times, what waited to be sealed is on both then.
        let mut waits = branch.clone();
        some(&mut waits, (seed % 2) as usize);
        let waiting = beyond(&mut waits, &forked, sam, &[1]);
        let (mut branch, mut twin) = (waits.clone(), waits);
        some(&mut branch, 3);
        all.extend(beyond(&mut branch, &forked, sam, &[2, 1]));

        let by_then = told(&base, &all, &[(1, sam)]);
        let mut third = Replica::new(quinn);
        third.documents.insert(name(), by_then.clone());
        some(&mut third, 3);
        all.extend(beyond(&mut third, &by_then, quinn, &[]));
        some(&mut twin, 3);
        all.extend(beyond(&mut twin, &forked, sam, &[1]));
        assert!(waiting.iter().all(|one| all.iter().filter(|other| other.chunk == one.chunk).count() == 2));
        // As many branches as are looked at in all views.
        let mut others = vec![(1, sam), (2, sam)];
        for more in 3..if seed % 4 == 1 { 5 } else { 3 } {
            let mut copy = before.clone();
            some(&mut copy, 1);
            all.extend(beyond(&mut copy, &base, sam, &[more]));
            others.push((more, sam));
        }
        whole(&base, all.clone(), &others, (&words, Some(&by_then)), seed);
    }
}
