//! A device that comes back as it was: what it forgot, and how it is heard again. docs/protocol.md §10.4

use crypto::{Binding, Enrolment, KemKey};
use wire::{Kind, Rights, Verified};

use super::cast::{Device, Dice, Disk, Person, settle};
use crate::{Admission, Duties, Ledger, Standing};

/// Two persons with a device each, who have met.
fn two(dice: &mut Dice) -> (Device, Device) {
    let (mut ann, mut bob) = (Person::new(dice), Person::new(dice));
    let mut a1 = Device::found(&mut ann, dice);
    let (mut b1, admission) = a1.pair(&mut bob, dice);
    a1.publish(&Duties { admissions: vec![admission], ..Duties::default() }, dice);
    settle(&mut [&mut a1, &mut b1], dice);
    (a1, b1)
}

/// A new sealing key, after which the old one is gone.
fn renew(devices: &mut [&mut Device], at: usize, dice: &mut Dice) {
    devices[at].renew_key(dice);
    for _ in 0..2 {
        for at in 0..devices.len() {
            devices[at].write(dice);
            settle(devices, dice);
        }
    }
    let kems = &mut devices[at].kems;
    kems.drain(..kems.len() - 1);
    devices[at].rebuild();
}

/// A disk without what came last, and the keys as they were before; then everything that the relay has, and a new name.
fn bring_back(device: &mut Device, kems: Vec<(u32, [u8; 32])>, at_relay: &[Verified], dice: &mut Dice) {
    device.disk = Disk::default();
    device.kems = kems;
    device.bindings.retain(|binding| binding.generation() == 1);
    device.rebuild();
    device.take_in(at_relay);
    rename(device, dice);
}

/// A name of its own, which the former one lets in.
fn rename(device: &mut Device, dice: &mut Dice) {
    let (new, kem, generation) = (dice.key(), dice.bytes(), device.kems.last().unwrap().0 + 1);
    let public = KemKey::from_seed(kem).public();
    let binding = Binding::make(device.stream, device.root, &device.key, generation, &new, &public);
    let asked = Enrolment::ask(binding.clone(), &new, &device.author(), Rights::DEVICE);
    let step = device.replica.enroll(binding.author(), Rights::DEVICE, asked.proof).unwrap();
    device.disk.keep(&step, true).unwrap();
    device.pseudonym = new;
    device.kems.push((generation, kem));
    device.bindings.push(binding);
    device.rebuild();
}

/// Both had new sealing keys since the copy was made, and the other one has written since.
fn copy_older_than_both_keys(dice: &mut Dice) -> (Device, Device, Verified) {
    let (mut a1, mut b1) = two(dice);
    let kems = b1.kems.clone();
    renew(&mut [&mut a1, &mut b1], 1, dice);
    renew(&mut [&mut a1, &mut b1], 0, dice);
    let written = a1.write(dice).envelopes.pop().unwrap();
    bring_back(&mut b1, kems, &a1.all(), dice);
    (a1, b1, written)
}

/// Both had new sealing keys since the copy was made. So the copy could not open what was sealed to the key that it had
/// forgotten, its own epoch was sealed to a key that the other one had deleted, and what both asked for stood where the
/// other could not read it: they never understood each other again.
#[test]
fn a_copy_older_than_both_sealing_keys_is_heard_and_hears() {
    let dice = &mut Dice::new(1297);
    let (mut a1, mut b1, written) = copy_older_than_both_keys(dice);
    assert!(!b1.is_applied(&written.id()));
    let again = b1.write(dice).envelopes.pop().unwrap();
    settle(&mut [&mut a1, &mut b1], dice);

    assert!(a1.is_applied(&again.id()), "the copy is heard");
    assert!(b1.is_applied(&written.id()), "the copy hears");
    for device in [&a1, &b1] {
        let waits = |(_, standing): &&(Verified, Standing)| matches!(standing, Standing::Waiting(_));
        assert_eq!(device.disk.envelopes.iter().filter(waits).count(), 0);
    }
    assert_eq!(a1.replica.write_epoch(), b1.replica.write_epoch());
}

/// Both came back as they were before their last sealing keys: what each sealed since was sealed to a key that the other
/// one had forgotten, and each held just the epochs that the other one lacked. A device counts as a holder by all its
/// names, so that neither thought that the other one lacked anything.
#[test]
fn two_that_both_went_back_to_before_their_new_keys_hear_each_other() {
    let dice = &mut Dice::new(193);
    let (mut a1, mut b1) = two(dice);
    let (kems_a, kems_b) = (a1.kems.clone(), b1.kems.clone());
    let mut lost = Vec::new();
    for device in [&mut a1, &mut b1] {
        device.renew_key(dice);
        lost.extend(device.write(dice).envelopes);
    }
    let mut at_relay = a1.all();
    at_relay.extend(b1.all().into_iter().filter(|envelope| a1.disk.standing(&envelope.id()).is_none()));

    bring_back(&mut a1, kems_a, &at_relay, dice);
    bring_back(&mut b1, kems_b, &at_relay, dice);
    let mut again = a1.write(dice).envelopes;
    again.extend(b1.write(dice).envelopes);
    settle(&mut [&mut a1, &mut b1], dice);

    for (device, name) in [(&a1, "a"), (&b1, "b")] {
        for envelope in again.iter().chain(&lost) {
            assert!(device.is_applied(&envelope.id()), "{name} has everything");
        }
    }
    assert_eq!(a1.replica.write_epoch(), b1.replica.write_epoch());
}

/// The step of the access list comes first in its chain, and the introduction all the same before anything that nobody
/// might open.
#[test]
fn a_copy_that_has_a_key_to_let_in_introduces_itself_all_the_same() {
    let dice = &mut Dice::new(1298);
    let (mut a1, mut b1, written) = copy_older_than_both_keys(dice);
    let reader = dice.key();
    let proof = wire::AccessOp::prove(&reader, &b1.stream, &b1.author(), Rights::READ);
    let enroll = vec![(crypto::author_of(&reader), Rights::READ, proof)];
    b1.publish(&Duties { enroll, ..Duties::default() }, dice);
    let again = b1.write(dice).envelopes.pop().unwrap();
    settle(&mut [&mut a1, &mut b1], dice);
    assert!(a1.is_applied(&again.id()) && b1.is_applied(&written.id()));
}

/// Only who lacks keys introduces itself, under one epoch after the other: everybody else announces a new key once.
#[test]
fn a_copy_that_lacks_nothing_announces_its_new_key_once() {
    let dice = &mut Dice::new(1299);
    let (mut a1, mut b1) = two(dice);
    for _ in 0..3 {
        a1.publish(&Duties { rotate: true, ..Duties::default() }, dice);
        settle(&mut [&mut a1, &mut b1], dice);
    }
    let kems = b1.kems.clone();
    bring_back(&mut b1, kems, &a1.all(), dice);
    let sealed = b1.write(dice).envelopes;
    let mut said = 0;
    for envelope in sealed.iter().filter(|envelope| envelope.header().kind == Kind::Content) {
        let records = b1.records(envelope);
        said += records.iter().filter(|record| matches!(record, crypto::Record::Binding(_))).count();
    }
    assert_eq!(said, 1);
    settle(&mut [&mut a1, &mut b1], dice);
    assert_eq!(a1.replica.write_epoch(), b1.replica.write_epoch());
}

/// Under its former name a copy had let a device in, on a branch that no relay gets any more. It knows that from a file all
/// the same; taken for done, the device stayed out.
#[test]
fn who_asks_a_copy_is_let_in_once_more_unless_its_key_was_shut_out() {
    let dice = &mut Dice::new(2026);
    let mut ann = Person::new(dice);
    let mut a1 = Device::found(&mut ann, dice);
    let (a2, admission) = a1.link(&mut ann, dice);
    let asks = |a1: &Device| {
        let admission = Admission { enrolments: vec![a2.enrolment(a1)], ..admission.clone() };
        Duties { admissions: vec![admission], ..Duties::default() }
    };
    let steps = |a1: &mut Device, duties: &Duties<_>, dice: &mut Dice| {
        let published = a1.publish(duties, dice);
        published.envelopes.iter().filter(|envelope| envelope.header().kind == Kind::Access).count()
    };
    let duties = asks(&a1);
    assert_eq!(steps(&mut a1, &duties, dice), 1);
    rename(&mut a1, dice);
    let enrolment = a2.enrolment(&a1);
    let unasked = vec![(a2.author(), enrolment.rights, enrolment.proof)];
    let unasked = Duties { enroll: unasked, ..Duties::default() };
    assert_eq!(steps(&mut a1, &unasked, dice), 0, "nobody asks, and it is in as far as is known");
    let duties = asks(&a1);
    assert_eq!(steps(&mut a1, &duties, dice), 1);
    let out = Duties { retire: vec![a2.author()], ..Duties::default() };
    assert_eq!(steps(&mut a1, &out, dice), 1);
    rename(&mut a1, dice);
    let duties = asks(&a1);
    assert_eq!(steps(&mut a1, &duties, dice), 0);
}
