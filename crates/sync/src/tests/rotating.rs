//! When a new epoch is made and why, and what is said once and not again. docs/protocol.md §6

use crypto::{Meta, Pair, Record, Statement};
use wire::{Kind, Verified};

use super::cast::{Device, Dice, Person, settle};
use crate::{Admission, Duties, Published};

/// Two persons who have not met, and the first one's device, which has written already.
fn founded(seed: u64) -> (Dice, Person, Person, Device, Published) {
    let mut dice = Dice::new(seed);
    let (mut ann, bob) = (Person::new(&mut dice), Person::new(&mut dice));
    let mut a1 = Device::found(&mut ann, &mut dice);
    let first = a1.write(&mut dice);
    (dice, ann, bob, a1, first)
}

fn metas(device: &Device, published: &Published) -> Vec<Meta<Pair>> {
    let rekeys = published.envelopes.iter().filter(|envelope| envelope.header().kind == Kind::Rekey);
    let secret = |envelope: &Verified| device.replica.secret(&envelope.header().epoch).unwrap();
    rekeys.map(|envelope| crypto::open_meta(&secret(envelope), envelope).unwrap()).collect()
}

fn reasons(device: &Device, published: &Published) -> Vec<u8> {
    metas(device, published).iter().map(|meta| meta.reason).collect()
}

/// What a device has said so far.
fn records(device: &Device) -> Vec<Record> {
    let mut own = device.own();
    own.retain(|envelope| envelope.header().kind == Kind::Content);
    own.iter().flat_map(|envelope| device.records(envelope)).collect()
}

#[test]
fn an_epoch_is_made_for_a_reason_and_says_which() {
    let (mut dice, ann, mut bob, mut a1, first) = founded(140);
    assert_eq!(reasons(&a1, &first), [1], "there was none");
    assert_eq!(metas(&a1, &first)[0].recipients.len(), 2, "the device, and the kit");
    assert!(!a1.write(&mut dice).rotated);
    let (mut b1, admission) = a1.pair(&mut bob, &mut dice);
    let grown = a1.publish(&Duties { admissions: vec![admission], ..Duties::default() }, &mut dice);
    assert_eq!(reasons(&a1, &grown), [2], "somebody was let in, and recovery keys with them");
    settle(&mut [&mut a1, &mut b1], &mut dice);
    assert!(!a1.write(&mut dice).rotated && !b1.write(&mut dice).rotated);
    a1.renew_key(&mut dice);
    let renewed = a1.write(&mut dice);
    assert_eq!(reasons(&a1, &renewed), [3], "what comes now is sealed to the new key");
    let worn = a1.publish(&Duties { rotate: true, ..Duties::default() }, &mut dice);
    assert_eq!(reasons(&a1, &worn), [4], "it was written under for long enough");
    let meta = &metas(&a1, &worn)[0];
    assert_eq!((meta.parents.len(), meta.recipients.len()), (1, 4));
    // What was known of each person when it was made.
    let digest = |person: &Person| {
        (person.root, crypto::statements_digest(person.statements.iter().map(Statement::id)))
    };
    assert_eq!(meta.statements, [digest(&ann), digest(&bob)]);
}

#[test]
fn a_person_without_a_device_here_is_reached_by_the_recovery_key() {
    let (mut dice, _, bob, mut a1, _) = founded(141);
    let members = crypto::Members::pair(a1.stream, a1.root, bob.root);
    let admission =
        |statements| Admission { members: members.clone(), statements, enrolments: Vec::new(), roster: None };
    // Nothing is known of the other person yet: there is nobody to seal to.
    let duties = Duties { admissions: vec![admission(Vec::new())], ..Duties::default() };
    assert!(!a1.publish(&duties, &mut dice).rotated);
    let duties = Duties { admissions: vec![admission(bob.statements.clone())], ..Duties::default() };
    let grown = a1.publish(&duties, &mut dice);
    let to = &metas(&a1, &grown)[0].recipients;
    assert!(to.contains(&crypto::Listed::Recovery { root: bob.root }), "{to:?}");
    assert!(!a1.publish(&duties, &mut dice).rotated, "nobody more can be reached");
}

#[test]
fn the_list_of_members_is_said_once() {
    let (mut dice, mut ann, mut bob, mut a1, _) = founded(142);
    let (mut b1, admission) = a1.pair(&mut bob, &mut dice);
    let duties = Duties { admissions: vec![admission], ..Duties::default() };
    a1.publish(&duties, &mut dice);
    settle(&mut [&mut a1, &mut b1], &mut dice);
    a1.publish(&duties, &mut dice);
    let (mut a2, mut admission) = a1.link(&mut ann, &mut dice);
    admission.roster = duties.admissions[0].roster.clone();
    a1.publish(&Duties { admissions: vec![admission], ..Duties::default() }, &mut dice);
    settle(&mut [&mut a1, &mut b1, &mut a2], &mut dice);
    let rosters =
        |device| records(device).iter().filter(|record| matches!(record, Record::Roster(_))).count();
    assert_eq!([&a1, &b1, &a2].map(rosters), [1, 0, 0]);
}

#[test]
fn a_removal_is_announced_behind_the_device_that_it_removes() {
    let (mut dice, mut ann, mut bob, mut a1, _) = founded(143);
    let (mut b1, admission) = a1.pair(&mut bob, &mut dice);
    a1.publish(&Duties { admissions: vec![admission], ..Duties::default() }, &mut dice);
    settle(&mut [&mut a1, &mut b1], &mut dice);
    // Bob hears elsewhere of a device that was never in this stream.
    let gone = dice.key();
    let certified = ann.certify(&gone);
    let removed = a1.revoke(crypto::DeviceId::of(&gone), crypto::StatementId::ZERO);
    assert!(removed.order() < certified.order());
    let before = records(&b1).len();
    b1.learn(removed.clone());
    b1.learn(certified.clone());
    let sealed = b1.write(&mut dice).envelopes;
    assert_eq!(sealed.len(), 3, "both in one envelope, a new epoch, and what was written");
    let said: Vec<_> = records(&b1)
        .drain(before..)
        .filter_map(|record| match record {
            Record::Statement(statement) => Some(statement.id()),
            _ => None,
        })
        .collect();
    assert_eq!(said, [certified.id(), removed.id()]);
}
