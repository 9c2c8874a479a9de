//! From envelopes to documents: what takes effect, what is refused, and documents made anew from what counts.

use agenda::{DocumentName, Member, Model};
use wire::AuthorId;

use super::cast::{Device, bring};
use super::scene::{Scene, last, named};
use crate::names::actor_of;
use crate::{Duties, OutboxRow, Received, Standing, document_id, rebuild};

fn again(device: &mut Device) -> Received {
    rebuild(&mut device.replica, &mut device.disk).unwrap()
}

#[test]
fn documents_made_anew_hold_what_counts_and_what_is_not_sealed_yet() {
    let mut scene = Scene::new(90);
    let stream = scene.a1.stream;
    let (ann, bob) = (scene.a1.author(), scene.b1.author());
    scene.a1.disk.edit(&stream, &ann, &named(Member::Manager, "Ann"));
    scene.a1.disk.edit(&stream, &ann, &named(Member::Manager, "Anna"));
    let published = scene.a1.publish(&Duties::default(), &mut scene.dice);
    assert_eq!(published.changes, 2);
    bring(&scene.a1, &mut scene.b1);
    scene.b1.disk.edit(&stream, &bob, &named(Member::Report, "Bob"));
    let said = scene.b1.publish(&Duties::default(), &mut scene.dice).envelopes;
    let received = bring(&scene.b1, &mut scene.a1);
    let core = document_id(&stream, &DocumentName::Core);
    assert_eq!((received.new, &received.applied[..]), (said.len(), &[(bob, last(&said).id())][..]));
    assert!(received.documents.contains(&core));
    scene.a1.disk.edit(&stream, &ann, &named(Member::Manager, "Annette"));

    let heads = scene.a1.disk.core(&stream).heads();
    for _ in 0..2 {
        scene.a1.disk.documents.clear();
        let made = again(&mut scene.a1);
        assert_eq!(scene.a1.disk.core(&stream).heads(), heads);
        assert!(made.documents.contains(&core));
        assert_eq!((made.new, made.applied), (0, Vec::new()), "none of that is news");
    }
    scene.a1.publish(&Duties::default(), &mut scene.dice);
    bring(&scene.a1, &mut scene.b1);
    assert_eq!(scene.b1.disk.core(&stream).heads(), heads);
}

#[test]
fn what_is_no_change_is_said_once_and_the_rest_goes_on() {
    let mut scene = Scene::new(91);
    let (stream, bob) = (scene.b1.stream, scene.b1.author());
    scene.b1.disk.outbox.push(OutboxRow { row: 1000, document: [7; 16], chunks: vec![0xff; 9] });
    let junk = last(&scene.b1.publish(&Duties::default(), &mut scene.dice).envelopes).clone();
    scene.b1.disk.edit(&stream, &bob, &named(Member::Report, "Bob"));
    let sound = last(&scene.b1.publish(&Duties::default(), &mut scene.dice).envelopes).clone();
    let received = bring(&scene.b1, &mut scene.a1);
    assert_eq!(received.quarantined, [junk.id()]);
    assert_eq!(received.applied.last(), Some(&(bob, sound.id())));
    assert_eq!(scene.a1.disk.standing(&junk.id()), Some(Standing::Quarantined));
    assert!(scene.a1.is_applied(&sound.id()));
    assert!(scene.a1.take_in(&[]).quarantined.is_empty());
    assert!(again(&mut scene.a1).quarantined.is_empty(), "nor when documents are made anew");
    assert_eq!(scene.a1.disk.standing(&junk.id()), Some(Standing::Quarantined));
}

/// Bob's program seals two changes for one place. The first one builds on what Ann's other device has not sent yet, and comes
/// together with one in Ann's name.
#[test]
fn a_place_that_was_taken_twice_is_everywhere_the_first_ones_though_that_came_to_stand_last() {
    let (mut scene, mut a2) = Scene::with_a2(92);
    let (stream, bob) = (scene.a1.stream, scene.b1.author());
    let other = a2.author();
    a2.disk.edit(&stream, &other, &named(Member::Manager, "Anna"));
    a2.publish(&Duties::default(), &mut scene.dice);

    let id = document_id(&stream, &DocumentName::Core);
    let written = |on: &Device, by: AuthorId, member, name: &str| {
        on.disk.core(&stream).apply(&actor_of(&stream, &id, &by), &named(member, name)).unwrap().concat()
    };
    let forged = written(&scene.a1, scene.a1.author(), Member::Manager, "Annabel");
    let first = written(&a2, bob, Member::Report, "Bob");
    let second = written(&scene.b1, bob, Member::Report, "Rob");
    let mut sealed = Vec::new();
    for (row, chunks) in [(1000, [forged, first].concat()), (1001, second)] {
        scene.b1.disk.outbox.push(OutboxRow { row, document: *id.as_bytes(), chunks });
        let published = scene.b1.publish(&Duties::default(), &mut scene.dice);
        sealed.push(last(&published.envelopes).id());
    }

    let received = bring(&scene.b1, &mut scene.a1);
    assert!(received.applied.is_empty(), "neither stands yet");
    assert_eq!(received.quarantined, sealed[..1], "what is refused is said at once");
    scene.a1.rebuild();
    let received = bring(&a2, &mut scene.a1);
    assert_eq!(received.quarantined, sealed, "each for what is refused in it");
    let document = scene.a1.disk.core(&stream);
    let Model::Core(model) = document.model() else { panic!("another document") };
    assert_eq!(model.people[&Member::Report].name.as_deref(), Some("Bob"));
    again(&mut scene.a1);
    assert_eq!(scene.a1.disk.core(&stream).heads(), document.heads(), "nor otherwise when made anew");
}
