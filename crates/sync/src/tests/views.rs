//! What screens and the shell ask a stream: who is in it, who has what, what can be read here.

use crypto::StatementId;
use wire::Verified;

use super::cast::{Device, bring, settle};
use super::scene::{Scene, forked, head, last};
use crate::Duties;

#[test]
fn another_person_has_something_once_one_of_their_devices_said_so() {
    let (mut scene, mut a2) = Scene::with_a2(160);
    let covered = |scene: &Scene| scene.a1.replica.covered_by_others();
    let before = covered(&scene);
    let written = last(&scene.a1.write(&mut scene.dice).envelopes).clone();
    assert!(before < written.header().seq);
    // The own second device reads it and says so: that is nobody else.
    bring(&scene.a1, &mut a2);
    a2.write(&mut scene.dice);
    bring(&a2, &mut scene.a1);
    assert_eq!(covered(&scene), before);
    bring(&scene.a1, &mut scene.b1);
    scene.b1.publish(&Duties::default(), &mut scene.dice);
    assert_eq!(covered(&scene), before, "it was not heard yet");
    bring(&scene.b1, &mut scene.a1);
    assert_eq!(covered(&scene), written.header().seq);
}

#[test]
fn of_every_other_device_it_is_known_whether_it_has_something() {
    let (mut scene, mut a2) = Scene::with_a2(161);
    // They have read what came before, and said so.
    scene.a1.write(&mut scene.dice);
    settle(&mut [&mut scene.a1, &mut scene.b1, &mut a2], &mut scene.dice);
    a2.write(&mut scene.dice);
    settle(&mut [&mut scene.a1, &mut scene.b1, &mut a2], &mut scene.dice);
    let written = last(&scene.a1.write(&mut scene.dice).envelopes).clone();
    let covers = |scene: &Scene| {
        let covers = scene.a1.replica.covers(&scene.a1.author(), written.header().seq);
        covers.into_iter().collect::<Vec<_>>()
    };
    let (mut nobody, mut bob, mut both) = (
        vec![(a2.id, false), (scene.b1.id, false)],
        vec![(a2.id, false), (scene.b1.id, true)],
        vec![(a2.id, true), (scene.b1.id, true)],
    );
    for expected in [&mut nobody, &mut bob, &mut both] {
        expected.sort_unstable();
    }
    assert_eq!(covers(&scene), nobody, "it is no question for the device itself");
    bring(&scene.a1, &mut scene.b1);
    scene.b1.publish(&Duties::default(), &mut scene.dice);
    bring(&scene.b1, &mut scene.a1);
    assert_eq!(covers(&scene), bob);
    settle(&mut [&mut scene.a1, &mut scene.b1, &mut a2], &mut scene.dice);
    a2.write(&mut scene.dice);
    bring(&a2, &mut scene.a1);
    assert_eq!(covers(&scene), both);
}

#[test]
fn a_device_writes_once_it_has_a_key_and_as_long_as_it_counts() {
    let mut scene = Scene::new(162);
    let (mut a2, admission) = scene.a1.link(&mut scene.ann, &mut scene.dice);
    assert!(a2.replica.is_member() && !a2.replica.can_write(), "it has no key yet");
    assert!(!a2.publish(&Duties::default(), &mut scene.dice).admitted);
    let admissions = vec![admission];
    scene.a1.publish(&Duties { admissions, ..Duties::default() }, &mut scene.dice);
    bring(&scene.a1, &mut a2);
    assert!(a2.replica.can_write());
    let removed = scene.a1.revoke(a2.id, StatementId::ZERO);
    a2.learn(removed);
    assert!(!a2.replica.is_member() && !a2.replica.can_write());
    let person = scene.a1.replica.people().into_iter().find(|person| person.root == scene.ann.root).unwrap();
    assert!(person.active.contains(&scene.a1.id) && person.removed.contains(&a2.id));
}

#[test]
fn the_last_envelope_of_each_author_is_known_and_whether_it_counts() {
    let (mut scene, mut a2) = Scene::with_a2(163);
    let written = last(&a2.write(&mut scene.dice).envelopes).clone();
    bring(&a2, &mut scene.b1);
    assert!(scene.b1.replica.heads().contains(&head(&written)));
    assert!(scene.b1.replica.accepted_frontier().contains(&head(&written)));
    scene.b1.learn(scene.ann.revoke(a2.id));
    let late = last(&a2.write(&mut scene.dice).envelopes).clone();
    bring(&a2, &mut scene.b1);
    assert!(scene.b1.replica.heads().contains(&head(&late)));
    let accepted = scene.b1.replica.accepted_frontier();
    assert!(accepted.contains(&head(&written)) && !accepted.contains(&head(&late)));
}

#[test]
fn an_auditor_sees_that_a_removed_device_cannot_read_on() {
    let (mut scene, mut a2) = Scene::with_a2(164);
    let before = last(&scene.b1.write(&mut scene.dice).envelopes).clone();
    bring(&scene.b1, &mut scene.a1);
    bring(&scene.b1, &mut a2);
    scene.a1.revoke(a2.id, StatementId::ZERO);
    let after = last(&scene.a1.write(&mut scene.dice).envelopes).clone();
    bring(&scene.a1, &mut a2);
    let reads = |device: &Device, envelope: &Verified| {
        let said = device.replica.readable().any(|id| id == envelope.id());
        assert_eq!(device.replica.opens(envelope), said);
        assert_eq!(!device.replica.changes_in(envelope).is_empty(), said);
        said
    };
    assert!(reads(&scene.a1, &before) && reads(&scene.a1, &after));
    assert!(reads(&a2, &before) && !reads(&a2, &after));
}

#[test]
fn what_was_written_under_an_epoch_is_counted_without_keys_and_steps() {
    let mut scene = Scene::new(165);
    let epoch = scene.a1.replica.write_epoch().unwrap();
    let before = scene.a1.replica.envelopes_under(&epoch);
    for _ in 0..3 {
        scene.a1.write(&mut scene.dice);
    }
    let (_, admission) = scene.a1.link(&mut scene.ann, &mut scene.dice);
    let admissions = vec![admission];
    let sealed = scene.a1.publish(&Duties { admissions, ..Duties::default() }, &mut scene.dice).envelopes;
    let contents = sealed.iter().filter(|envelope| envelope.header().kind == wire::Kind::Content).count();
    assert!(sealed.len() > contents);
    assert_eq!(scene.a1.replica.envelopes_under(&epoch), before + 3 + contents);
    let rotated = scene.a1.publish(&Duties { rotate: true, ..Duties::default() }, &mut scene.dice);
    assert!(rotated.rotated);
    scene.a1.write(&mut scene.dice);
    assert_eq!(scene.a1.replica.envelopes_under(&epoch), before + 3 + contents);
    assert!(scene.a1.replica.held_epochs().contains(&epoch));
}

#[test]
fn a_device_whose_own_chain_forked_writes_no_more_under_that_name() {
    let (mut scene, mut a2) = Scene::with_a2(166);
    let (one, other) = forked(&mut scene, &mut a2);
    a2.take_in(&[one]);
    assert!(a2.replica.can_write());
    a2.take_in(&[other]);
    assert!(a2.replica.is_member() && !a2.replica.can_write(), "it goes on under a new one");
}
