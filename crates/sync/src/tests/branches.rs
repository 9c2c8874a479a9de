//! Two branches of one chain that both count: under which names their changes stand in documents.
//! docs/protocol.md §7.1

use agenda::{DocumentName, Member};
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
    let mut renamed = 0;
    for seed in 96..104 {
        let (scene, a2, one, other) = both(seed);
        let (stream, author) = (scene.a1.stream, a2.author());
        let core = document_id(&stream, &DocumentName::Core);
        let said = |envelope| {
            let changes = scene.a1.replica.changes_in(envelope);
            changes.into_iter().map(|(_, chunks)| chunks).collect::<Vec<_>>().concat()
        };
        // On top of the other branch, and in nobody's hands.
        let mut document = a2.disk.core(&stream);
        let unheard = named(Member::Manager, "Unheard");
        let fresh = document.apply(&actor_of(&stream, &core, &author), &unheard).unwrap().concat();
        let changes = vec![said(&one), fresh.clone(), said(&other)];
        let unsaid = scene.a1.replica.unsaid(&scene.a1.all(), &core, &author, changes.clone());
        assert_eq!(unsaid.len(), 1, "seed {seed}");
        assert_eq!(unsaid[0] == fresh, other.id() < one.id(), "seed {seed}");
        renamed += usize::from(unsaid[0] != fresh);
        // Of another document nothing was said; and where no chain forked, all stands as it was made.
        let elsewhere = document_id(&stream, &"quarter/2026-Q4".parse().unwrap());
        let unsaid = scene.a1.replica.unsaid(&scene.a1.all(), &elsewhere, &author, changes.clone());
        assert_eq!(unsaid.len(), 3, "seed {seed}");
        assert_eq!(a2.replica.unsaid(&a2.all(), &core, &author, changes.clone()), changes);
    }
    assert!((1..8).contains(&renamed), "both branches come first at times: {renamed}");
}
