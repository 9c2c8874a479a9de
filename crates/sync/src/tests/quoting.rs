//! Of a forked chain a relay holds one branch. What counts on another comes to the others inside of our envelopes.
//! docs/protocol.md §7.1

use crypto::{Head, Record};
use wire::{EnvelopeId, Verified};

use super::cast::{Device, Dice, bring};
use super::scene::{Scene, forked, head, last};
use crate::{Duties, OutboxRow};

/// What a device seals for a relay that holds this last one of the forked chain.
fn sealed(device: &mut Device, at_relay: &Verified, dice: &mut Dice) -> Vec<Verified> {
    let at_relay = vec![head(at_relay)];
    device.publish(&Duties { at_relay, ..Duties::default() }, dice).envelopes
}

fn ids(envelopes: &[Verified]) -> Vec<EnvelopeId> {
    envelopes.iter().map(|envelope| envelope.id()).collect()
}

/// Ann's second device forked. The relay and her first device have one branch, Bob has the other and said so; then he
/// sees the relay's.
fn parted(seed: u64) -> (Scene, Device, Verified, Verified) {
    let (mut scene, mut a2) = Scene::with_a2(seed);
    a2.write(&mut scene.dice);
    bring(&a2, &mut scene.a1);
    bring(&a2, &mut scene.b1);
    let (one, other) = forked(&mut scene, &mut a2);
    scene.a1.take_in(std::slice::from_ref(&one));
    scene.b1.take_in(std::slice::from_ref(&other));
    scene.b1.write(&mut scene.dice);
    scene.b1.take_in(std::slice::from_ref(&one));
    (scene, a2, one, other)
}

#[test]
fn what_a_relay_does_not_take_comes_inside_of_what_it_takes() {
    let (mut scene, _, one, other) = parted(80);
    let said = scene.b1.own();
    scene.a1.take_in(&said);
    assert!(!scene.a1.is_applied(&last(&said).id()), "it stands on what is not here");
    assert!(!sealed(&mut scene.b1, &one, &mut scene.dice).is_empty());
    assert_eq!(sealed(&mut scene.b1, &one, &mut scene.dice).len(), 0, "quoted once");
    let received = scene.a1.take_in(&scene.b1.own());
    assert!(
        received.applied.iter().any(|(author, id)| (*author, *id) == (other.header().author, other.id()))
    );
    assert!(scene.a1.is_applied(&last(&said).id()));
    assert_eq!(received.new, scene.b1.own().len() - said.len() + 1, "what was quoted is new as well");
    assert!(received.claimed.is_empty());
    // It is kept as received: this device hands it on like any other.
    assert!(scene.a1.all().iter().any(|envelope| envelope.id() == other.id()));
    // Who has both by now has nothing to quote that somebody quoted.
    assert!(scene.a1.replica.unheld(&[head(&one)]).is_empty());
}

#[test]
fn only_what_stands_beside_the_relays_branch_is_quoted() {
    let (scene, _, one, other) = parted(81);
    let unheld = |at_relay: &[Head]| scene.b1.replica.unheld(at_relay).into_iter().collect::<Vec<_>>();
    assert_eq!(unheld(&[head(&one)]), [other.id()]);
    assert_eq!(unheld(&[head(&other)]), [], "the other branch counts for nobody here");
    assert_eq!(unheld(&[]), [], "the relay says nothing of this chain");
    let all = scene.b1.all();
    let before = all.iter().find(|envelope| envelope.id() == one.header().prev).unwrap();
    assert_eq!(unheld(&[head(before)]), [], "what follows its last one goes there by itself");
    let unknown = (one.header().author, one.header().seq, EnvelopeId::from([9; 32]));
    assert_eq!(unheld(&[unknown]), [], "a branch that is not here may be any");
    let whole = all.iter().rfind(|envelope| envelope.header().author == scene.a1.author()).unwrap();
    assert_eq!(unheld(&[head(whole)]), [], "a chain that is whole");
}

#[test]
fn what_others_quote_in_our_name_is_shown_and_not_taken_in() {
    let (mut scene, mut a2, one, other) = parted(82);
    a2.take_in(std::slice::from_ref(&one));
    sealed(&mut scene.b1, &one, &mut scene.dice);
    let received = a2.take_in(&scene.b1.own());
    assert_eq!(ids(&received.claimed), [other.id()], "this device is a copy of one that wrote more");
    assert!(!a2.replica.knows(&other.id()));
}

#[test]
fn who_has_both_own_branches_is_no_copy_of_one_that_wrote_more_and_quotes_neither() {
    let (mut scene, mut a2, one, other) = parted(86);
    a2.take_in(&[other.clone(), one.clone()]);
    // Each branch was read by somebody.
    scene.a1.write(&mut scene.dice);
    for device in [&scene.a1, &scene.b1] {
        a2.take_in(&device.own());
    }
    assert!(a2.counts(&one.id()) && a2.counts(&other.id()));
    assert!(a2.replica.unheld(&[head(&one)]).is_empty(), "others quote, as this name is left behind");
    sealed(&mut scene.b1, &one, &mut scene.dice);
    assert!(a2.take_in(&scene.b1.own()).claimed.is_empty());
}

/// So many KiB that mean nothing.
fn junk(row: i64, kib: usize) -> OutboxRow {
    OutboxRow { row, document: [7; 16], chunks: vec![0; kib * 1024] }
}

#[test]
fn long_branches_are_quoted_in_order_and_in_envelopes_of_a_bounded_size() {
    for (kib, envelopes) in [(1, 1), (100, 2)] {
        let (mut scene, mut a2) = Scene::with_a2(83);
        let mut branch = |rows: i64| {
            a2.branch(|a2| {
                let rows = (1000..1000 + rows).map(|row| {
                    a2.disk.outbox.push(junk(row, kib));
                    a2.publish(&Duties::default(), &mut scene.dice).envelopes
                });
                rows.collect::<Vec<_>>().concat()
            })
        };
        let (theirs, ours) = (branch(1), branch(4));
        scene.b1.take_in(&ours);
        scene.b1.write(&mut scene.dice);
        scene.b1.take_in(&theirs);
        let quotes = sealed(&mut scene.b1, &theirs[0], &mut scene.dice);
        assert_eq!(quotes.len(), envelopes, "{kib} KiB each");
        let records = quotes.iter().flat_map(|envelope| scene.b1.records(envelope));
        let quoted: Vec<EnvelopeId> = records
            .filter_map(|record| match record {
                Record::Quoted(envelope) => Some(envelope.id()),
                _ => None,
            })
            .collect();
        assert_eq!(quoted, ids(&ours));
        scene.a1.take_in(&theirs);
        scene.a1.take_in(&scene.b1.own());
        for envelope in &ours {
            assert!(scene.a1.counts(&envelope.id()), "{kib} KiB each");
        }
    }
}

/// No program of ours seals such a one.
#[test]
fn what_does_not_fit_into_another_envelope_is_not_quoted() {
    let (mut scene, mut a2) = Scene::with_a2(84);
    let mut branch = |kib| {
        a2.branch(|a2| {
            a2.disk.outbox.push(junk(1000, kib));
            a2.publish(&Duties::default(), &mut scene.dice).envelopes
        })
    };
    let (theirs, ours) = (branch(1), branch(600));
    scene.b1.take_in(&ours);
    scene.b1.write(&mut scene.dice);
    scene.b1.take_in(&theirs);
    assert_eq!(sealed(&mut scene.b1, &theirs[0], &mut scene.dice).len(), 0);
    assert!(scene.b1.write(&mut scene.dice).admitted, "it goes on all the same");
}

#[test]
fn a_branch_with_an_epoch_of_its_own_is_quoted_under_one_that_everybody_has() {
    let (mut scene, mut a2) = Scene::with_a2(85);
    let mut branch = || {
        a2.branch(|a2| {
            let rotate = Duties { rotate: true, ..Duties::default() };
            let mut branch = a2.publish(&rotate, &mut scene.dice).envelopes;
            branch.extend(a2.write(&mut scene.dice).envelopes);
            branch
        })
    };
    let (theirs, ours) = (branch(), branch());
    scene.b1.take_in(&ours);
    let reply = last(&scene.b1.write(&mut scene.dice).envelopes).clone();
    assert_eq!(reply.header().epoch, last(&ours).header().epoch);
    scene.b1.take_in(&theirs);
    sealed(&mut scene.b1, last(&theirs), &mut scene.dice);
    scene.a1.take_in(&theirs);
    scene.a1.take_in(&scene.b1.own());
    for envelope in ours.iter().chain([&reply]) {
        assert!(scene.a1.counts(&envelope.id()));
    }
}
