//! Two branches of one chain that both count: under which names their changes stand in documents.
//! docs/protocol.md §7.1

use std::collections::BTreeMap;

use agenda::guard::{Guard, Offer};
use agenda::{
    Document, DocumentName, Edit, GoalEdit, GoalKind, ItemId, Member, Model, NewGoal, Splice, position_after,
};
use jiff::Timestamp;
use wire::{AuthorId, EnvelopeId, StreamId, Verified};

use super::cast::{Device, bring};
use super::scene::{Scene, forked, named};
use crate::branches::Branches;
use crate::replica::Delivery;
use crate::{Duties, actor_of, actor_of_branch, document_id};

/// Ann's first device has both branches of her second one, and both count.
fn both(seed: u64) -> (Scene, Device, Verified, Verified) {
    let (mut scene, mut a2) = Scene::with_a2(seed);
    let (one, other) = forked(&mut scene, &mut a2);
    scene.a1.take_in(std::slice::from_ref(&one));
    scene.b1.take_in(std::slice::from_ref(&other));
    for device in [&mut scene.a1, &mut scene.b1] {
        device.publish(&Duties::default(), &mut scene.dice);
    }
    scene.b1.take_in(std::slice::from_ref(&one));
    bring(&scene.b1, &mut scene.a1);
    assert!(scene.a1.counts(&one.id()) && scene.a1.counts(&other.id()));
    (scene, a2, one, other)
}

#[test]
fn of_two_branches_the_one_with_the_lowest_id_goes_by_the_authors_own_name() {
    let (scene, a2, one, other) = both(95);
    let (stream, author) = (scene.a1.stream, a2.author());
    let core = document_id(&stream, &DocumentName::Core);
    let beside = one.id().max(other.id());
    let actors = scene.a1.replica.branch_actors(&core);
    assert_eq!(actors, [(author, actor_of_branch(&stream, &core, &author, &beside))]);
}

#[test]
fn a_copy_that_takes_something_back_says_only_what_nobody_heard_and_in_the_names_of_the_document() {
    let (scene, a2, one, other) = both(96);
    let (stream, author) = (scene.a1.stream, a2.author());
    let core = document_id(&stream, &DocumentName::Core);
    // On top of the other branch, and in nobody's hands.
    let unheard = unheard(&a2);
    let said = |envelope| vec![said(&scene, envelope)];
    let changes = [said(&one), unheard.clone(), said(&other)].concat();
    let unsaid = scene.a1.replica.unsaid(&scene.a1.all(), &core, &author, changes.clone());
    assert_eq!(unsaid.changes.len(), 3);
    assert!(unsaid.changes.iter().zip(&unheard).all(|(named, made)| named != made));
    // Of another document nothing was said; and where no chain forked, all stands as it was made.
    let elsewhere = document_id(&stream, &"quarter/2026-Q4".parse().unwrap());
    let unsaid = scene.a1.replica.unsaid(&scene.a1.all(), &elsewhere, &author, changes.clone());
    assert_eq!(unsaid.changes.len(), 5);
    let unsaid = a2.replica.unsaid(&a2.all(), &core, &author, changes.clone());
    assert!(unsaid.changes == changes && unsaid.actor == actor_of(&stream, &core, &author));
}

/// Found by a schedule: a copy had given its branch away and wrote on. What it took back was told to build on that branch,
/// but its own letters and objects were not, so the engine panicked at every sync, and the words were nowhere. The same where
/// nothing was given away, and another copy sealed what had waited when the home was copied.
#[test]
fn what_a_copy_takes_back_behind_a_branch_is_made_again_word_for_word() {
    let mut orders = [0, 0];
    for seed in 96..104 {
        let (scene, a2, one, other) = both(seed);
        orders[usize::from(one.id() < other.id())] += 1;
        let (stream, author) = (scene.a1.stream, a2.author());
        let core = document_id(&stream, &DocumentName::Core);
        for waiting in [None, Some(&other)] {
            let waiting = waiting.map(|envelope| said(&scene, envelope)).into_iter();
            let changes = waiting.chain(unheard(&a2)).collect();
            let unsaid = scene.a1.replica.unsaid(&scene.a1.all(), &core, &author, changes);
            let mut document = scene.a1.disk.core(&stream);
            let made = document.retake(&unsaid.changes, &unsaid.actor, &[77; 16]).unwrap();
            assert_eq!(made.len(), 3, "seed {seed}");
            let Model::Core(core) = document.model() else { panic!("the core") };
            let goals: Vec<_> =
                core.goals.values().map(|goal| (goal.title.as_str(), goal.why.as_str())).collect();
            assert_eq!(goals, [("Unheard", "as nobody was there")], "seed {seed}");
            assert_eq!(core.people[&Member::Manager].name.as_deref(), Some("Unheard"), "seed {seed}");
        }
    }
    assert!(orders.iter().all(|number| *number > 0), "either branch has another name at times: {orders:?}");
}

/// The changes in an envelope of one branch.
fn said(scene: &Scene, envelope: &Verified) -> Vec<u8> {
    let changes = scene.a1.replica.changes_in(envelope);
    changes.into_iter().flat_map(|(_, chunks)| chunks).collect()
}

/// What the forked device goes on to write on the branch that it is on: a name, a goal, and a text in that.
fn unheard(a2: &Device) -> Vec<Vec<u8>> {
    let actor = actor_of(&a2.stream, &document_id(&a2.stream, &DocumentName::Core), &a2.author());
    let mut document = a2.disk.core(&a2.stream);
    let why = GoalEdit::Why { splices: vec![Splice::append("", "as nobody was there")] };
    let goals = [GoalEdit::Add(new_goal("Unheard")), why].map(|edit| goal("Unheard", edit));
    let edits = [named(Member::Manager, "Unheard")].into_iter().chain(goals);
    edits.flat_map(|edit| document.apply(&actor, &edit).unwrap()).collect()
}

fn goal(name: &str, edit: GoalEdit) -> Edit {
    Edit::Goal { id: ItemId::derived(name), edit }
}

fn new_goal(title: &str) -> NewGoal {
    NewGoal {
        title: title.to_owned(),
        kind: GoalKind::Okr,
        owner: None,
        due: None,
        by: Member::Manager,
        at: Timestamp::UNIX_EPOCH,
        position: position_after(None),
    }
}

/// A branch beside another one forks itself. Somebody has named by then what was known of it, as a part of the whole branch.
#[test]
fn what_names_a_branch_that_forked_later_stands_on_it_still() {
    let stream: StreamId = "01".repeat(32).parse().unwrap();
    let [ann, bob]: [AuthorId; 2] = ["02", "03"].map(|byte| byte.repeat(32).parse().unwrap());
    let envelope = |number: u8| -> EnvelopeId { format!("{number:02}").repeat(32).parse().unwrap() };
    let id = document_id(&stream, &DocumentName::Core);
    let genesis = Document::genesis(DocumentName::Core, id);
    let says = |document: &Document, author, number, word: &str| {
        let (mut document, edit) = (document.clone(), goal(word, GoalEdit::Add(new_goal(word))));
        let chunks = document.apply(&actor_of(&stream, &id, author), &edit).unwrap().concat();
        let changes = vec![(*id.as_bytes(), chunks)];
        (document, Delivery { envelope: envelope(number), author: *author, changes })
    };
    let whole = |paths: &[(u8, &[u8])], said: &[&Delivery]| {
        let of = |(number, path): &(u8, &[u8])| {
            (envelope(*number), path.iter().map(|first| envelope(*first)).collect())
        };
        let branches = Branches::new(paths.iter().map(of).collect::<BTreeMap<_, _>>());
        let said = said.iter().map(|delivery| Delivery { changes: delivery.changes.clone(), ..**delivery });
        let told = branches.tell(&stream, said.collect(), &bob, Vec::new()).deliveries;
        let of = |said: &Delivery| branches.actor(&stream, &id, &said.author, &said.envelope);
        let offers: Vec<_> =
            told.iter().map(|said| Offer { actor: of(said), change: &said.changes[0].1 }).collect();
        let mut document = genesis.clone();
        let guard = Guard::new(document.automerge());
        let admitted = guard.admit_all(document.automerge(), &|change| document.rederive(change), &offers);
        assert!(admitted.refused.is_empty() && admitted.parked.is_empty());
        document.replace(admitted.document.unwrap());
        document
    };

    let (_, main) = says(&genesis, &ann, 1, "main");
    let (branch, second) = says(&genesis, &ann, 2, "second");
    let (_, third) = says(&branch, &ann, 3, "third");
    let (_, fourth) = says(&branch, &ann, 4, "fourth");
    let by_then = whole(&[(2, &[2]), (3, &[2])], &[&main, &second, &third]);
    let (_, fifth) = says(&by_then, &bob, 5, "fifth");
    let all = whole(&[(2, &[2]), (3, &[3, 2]), (4, &[2])], &[&main, &second, &third, &fourth, &fifth]);
    let Model::Core(core) = all.model() else { panic!("the core") };
    let mut titles: Vec<_> = core.goals.values().map(|goal| goal.title.as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["fifth", "fourth", "main", "second", "third"]);
}
