//! What is here and does not take effect yet: why, what it holds up, and that it takes effect once it can.

use std::collections::BTreeMap;

use agenda::{DocumentName, Member};
use crypto::{Payload, Record};
use wire::{EnvelopeId, Verified};

use super::cast::{Device, Dice, bring};
use super::scene::{Scene, last, named};
use crate::{Duties, PublishError, Standing, StreamEvent, Waiting, document_id, rebuild};

/// An envelope with these bytes behind an empty frontier, as only another program would write it.
fn says(device: &mut Device, bytes: &[u8], dice: &mut Dice) -> Verified {
    let frontier = Payload::<crypto::Pair>::new(&[Record::Frontier(Vec::new())]).unwrap();
    let payload = Payload::from_bytes(&[frontier.as_bytes(), bytes].concat());
    let secret = device.replica.secret(&device.replica.write_epoch().unwrap()).unwrap();
    let place = device.replica.next_place();
    let sealed = crypto::seal_content(&secret, &place, &payload, &device.pseudonym, &mut dice.0).unwrap();
    device.seals(&sealed);
    sealed
}

fn waits(device: &Device, id: &EnvelopeId) -> Option<Waiting> {
    match device.disk.standing(id) {
        Some(Standing::Waiting(why)) => Some(why),
        _ => None,
    }
}

#[test]
fn what_only_a_newer_program_understands_waits_for_it_with_all_behind_it() {
    let (mut scene, mut a2) = Scene::with_a2(110);
    let newer = says(&mut scene.b1, &[0x0c, 0, 0, 0, 0], &mut scene.dice);
    let behind = says(&mut scene.b1, &[], &mut scene.dice);
    let received = bring(&scene.b1, &mut scene.a1);
    assert_eq!(received.events, [StreamEvent::Newer { envelope: newer.id() }]);
    assert_eq!(waits(&scene.a1, &newer.id()), Some(Waiting::Newer));
    assert_eq!(waits(&scene.a1, &behind.id()), Some(Waiting::Frontier));
    assert!(scene.a1.take_in(&[]).events.is_empty(), "said once");
    // What others write goes on.
    let written = last(&a2.write(&mut scene.dice).envelopes).clone();
    bring(&a2, &mut scene.a1);
    assert!(scene.a1.is_applied(&written.id()));
}

#[test]
fn what_means_nothing_is_said_and_holds_up_nothing() {
    let mut scene = Scene::new(111);
    let broken = says(&mut scene.b1, &[0x02, 0, 0, 0, 1, 9], &mut scene.dice);
    let behind = says(&mut scene.b1, &[], &mut scene.dice);
    let received = bring(&scene.b1, &mut scene.a1);
    assert_eq!(received.events, [StreamEvent::Broken { envelope: broken.id() }]);
    assert!(scene.a1.is_applied(&behind.id()));
}

#[test]
fn what_is_sealed_to_others_waits_for_its_key() {
    let mut scene = Scene::new(112);
    let (mut a2, admission) = scene.a1.link(&mut scene.ann, &mut scene.dice);
    // Bob does not know of the new device yet.
    scene.b1.publish(&Duties { rotate: true, ..Duties::default() }, &mut scene.dice);
    let sealed = last(&scene.b1.write(&mut scene.dice).envelopes).clone();
    scene.a1.publish(&Duties { admissions: vec![admission], ..Duties::default() }, &mut scene.dice);
    bring(&scene.a1, &mut a2);
    bring(&scene.b1, &mut a2);
    assert_eq!(waits(&a2, &sealed.id()), Some(Waiting::Epoch));
    bring(&scene.b1, &mut scene.a1);
    scene.a1.publish(&Duties::default(), &mut scene.dice);
    bring(&scene.a1, &mut a2);
    assert!(a2.is_applied(&sealed.id()));
}

#[test]
fn what_stands_on_something_that_is_not_here_waits_and_what_is_missing_is_counted() {
    let (mut scene, mut a2) = Scene::with_a2(113);
    for _ in 0..3 {
        a2.write(&mut scene.dice);
    }
    bring(&a2, &mut scene.b1);
    let reply = last(&scene.b1.write(&mut scene.dice).envelopes).clone();
    scene.a1.take_in(&scene.b1.own());
    assert_eq!(waits(&scene.a1, &reply.id()), Some(Waiting::Frontier));
    let chain = a2.own();
    let all = u64::try_from(chain.len()).unwrap();
    assert_eq!(scene.a1.replica.missing(), BTreeMap::from([(a2.author(), all)]));
    scene.a1.take_in(&chain[..1]);
    assert_eq!(scene.a1.replica.missing(), BTreeMap::from([(a2.author(), all - 1)]));
    scene.a1.take_in(&chain);
    assert!(scene.a1.is_applied(&reply.id()));
    assert!(scene.a1.replica.missing().is_empty());
}

#[test]
fn a_change_of_a_document_that_is_not_known_yet_waits_for_it() {
    let mut scene = Scene::new(114);
    let (stream, bob) = (scene.b1.stream, scene.b1.author());
    let core = document_id(&stream, &DocumentName::Core);
    scene.b1.disk.edit(&stream, &bob, &named(Member::Report, "Bob"));
    let written = last(&scene.b1.publish(&Duties::default(), &mut scene.dice).envelopes).clone();
    scene.a1.disk.foreign = Some(*core.as_bytes());
    let received = bring(&scene.b1, &mut scene.a1);
    assert_eq!(waits(&scene.a1, &written.id()), Some(Waiting::Document));
    assert!(received.documents.is_empty() && !received.applied.contains(&(bob, written.id())));
    scene.a1.disk.foreign = None;
    assert_eq!(scene.a1.take_in(&[]).applied, [(bob, written.id())]);
    let heads = scene.b1.disk.core(&stream).heads();
    assert_eq!(scene.a1.disk.core(&stream).heads(), heads);
    // An older program does not know it: what took effect before waits again, and is not lost.
    scene.a1.disk.foreign = Some(*core.as_bytes());
    rebuild(&mut scene.a1.replica, &mut scene.a1.disk).unwrap();
    assert_eq!(waits(&scene.a1, &written.id()), Some(Waiting::Document));
    scene.a1.disk.foreign = None;
    assert_eq!(scene.a1.take_in(&[]).applied, [(bob, written.id())]);
    assert_eq!(scene.a1.disk.core(&stream).heads(), heads);
}

#[test]
fn a_change_of_another_streams_document_is_never_sealed() {
    let mut scene = Scene::new(115);
    scene.a1.disk.write();
    scene.a1.disk.foreign = Some([7; 16]);
    let refused = scene.a1.try_publish(&Duties::default(), &mut scene.dice);
    assert!(matches!(refused, Err(PublishError::ForeignDocument)));
    assert_eq!(scene.a1.disk.outbox.len(), 1, "it stays where it is");
}
