//! Two branches of one chain that both count: under which names their changes stand in documents.
//! docs/protocol.md §7.1

use agenda::{
    DocumentName, Edit, GoalEdit, GoalKind, ItemId, Member, Model, NewGoal, Splice, position_after,
};
use jiff::Timestamp;
use wire::Verified;

use super::cast::{Device, bring};
use super::scene::{Scene, forked, named};
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
    let goal = |edit| Edit::Goal { id: ItemId::derived("unheard"), edit };
    let add = GoalEdit::Add(NewGoal {
        title: "Unheard".to_owned(),
        kind: GoalKind::Okr,
        owner: None,
        due: None,
        by: Member::Manager,
        at: Timestamp::UNIX_EPOCH,
        position: position_after(None),
    });
    let why = GoalEdit::Why { splices: vec![Splice::append("", "as nobody was there")] };
    let edits = [named(Member::Manager, "Unheard"), goal(add), goal(why)];
    edits.iter().flat_map(|edit| document.apply(&actor, edit).unwrap()).collect()
}
