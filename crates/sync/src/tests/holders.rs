//! Who can open what, and who is left out of it: keys that nobody explains, names that the relay shut out, strangers.

use crypto::{Binding, DeviceId, Head, KemKey, Payload, Place, Record};
use wire::{AuthorId, EnvelopeId, Verified};

use super::cast::{Device, Dice, bring, settle};
use super::scene::{Scene, last};
use crate::Duties;

fn rekeyed(device: &mut Device, dice: &mut Dice) -> Verified {
    device.publish(&Duties { rotate: true, ..Duties::default() }, dice).envelopes[0].clone()
}

/// What this device said that it had accepted, in one of its own envelopes.
fn frontier(device: &Device, envelope: &Verified) -> Vec<Head> {
    let records = device.records(envelope);
    let Record::Frontier(heads) = &records[0] else { panic!("the frontier comes first") };
    heads.clone()
}

/// A name of a device that nobody certified, and the claim that it is this person's.
fn made_up(device: &Device, dice: &mut Dice) -> (wire::SigningKey, Binding) {
    let (key, pseudonym, kem) = (dice.key(), dice.key(), KemKey::from_seed(dice.bytes()).public());
    let binding = Binding::make(device.stream, device.root, &key, 1, &pseudonym, &kem);
    (pseudonym, binding)
}

#[test]
fn an_epoch_that_was_given_to_a_key_nobody_explains_is_left_behind() {
    let (mut scene, mut a2) = Scene::with_a2(130);
    let epoch = a2.replica.write_epoch().unwrap();
    let secret = a2.replica.secret(&epoch).unwrap();
    let (_, binding) = made_up(&a2, &mut scene.dice);
    let to = [a2.members.device(&binding).unwrap()];
    let place = a2.replica.next_place();
    let granted = crypto::seal_grant(&secret, &place, &to, &a2.pseudonym, &mut scene.dice.0).unwrap();
    a2.seals(&granted);
    bring(&a2, &mut scene.a1);
    assert_ne!(scene.a1.replica.write_epoch(), Some(epoch));
    assert!(scene.a1.write(&mut scene.dice).rotated);
}

#[test]
fn a_device_that_nobody_certified_counts_for_nothing_whoever_had_read_it() {
    let (mut scene, a2) = Scene::with_a2(131);
    let (pseudonym, binding) = made_up(&a2, &mut scene.dice);
    let place = Place { stream: a2.stream, author: binding.author(), seq: 1, prev: EnvelopeId::ZERO };
    let stranger = crypto::retire_envelope(&place, scene.a1.author(), &pseudonym).unwrap();
    // The second device claims to have accepted it.
    let named = vec![(binding.author(), 1, stranger.id())];
    let payload = Payload::<crypto::Pair>::new(&[Record::Frontier(named)]).unwrap();
    let secret = a2.replica.secret(&a2.replica.write_epoch().unwrap()).unwrap();
    let place = a2.replica.next_place();
    let vouches = crypto::seal_content(&secret, &place, &payload, &a2.pseudonym, &mut scene.dice.0).unwrap();
    scene.a1.bindings.push(binding);
    scene.a1.rebuild();
    scene.a1.take_in(&a2.all());
    scene.a1.take_in(&[stranger.clone(), vouches.clone()]);
    assert!(scene.a1.counts(&vouches.id()) && !scene.a1.counts(&stranger.id()));
}

fn sealed_to(envelope: &Verified) -> usize {
    crypto::grant_tags(envelope).len()
}

/// A device takes another name, as one does that was copied; the former one lets it in.
pub(super) fn rename(device: &mut Device, dice: &mut Dice) {
    let former = device.author();
    let (new, kem) = (dice.key(), dice.bytes());
    let public = KemKey::from_seed(kem).public();
    let binding = Binding::make(device.stream, device.root, &device.key, 2, &new, &public);
    let asked = crypto::Enrolment::ask(binding.clone(), &new, &former, wire::Rights::DEVICE);
    let enroll = vec![(asked.binding.author(), asked.rights, asked.proof)];
    device.publish(&Duties { enroll, ..Duties::default() }, dice);
    device.pseudonym = new;
    device.kems.push((2, kem));
    device.bindings.push(binding);
    device.rebuild();
}

/// Bob's device has taken another name. Gives the former one, and to how many keys an epoch was sealed before.
fn renamed(seed: u64) -> (Scene, AuthorId, usize) {
    let mut scene = Scene::new(seed);
    let before = sealed_to(&rekeyed(&mut scene.a1, &mut scene.dice));
    settle(&mut [&mut scene.a1, &mut scene.b1], &mut scene.dice);
    let former = scene.b1.author();
    rename(&mut scene.b1, &mut scene.dice);
    settle(&mut [&mut scene.a1, &mut scene.b1], &mut scene.dice);
    (scene, former, before)
}

#[test]
fn nothing_is_sealed_to_a_name_that_its_own_device_shut_out() {
    let (mut scene, former, before) = renamed(132);
    let both = sealed_to(&rekeyed(&mut scene.a1, &mut scene.dice));
    assert_eq!(both, before + 1, "either name may have to open it");
    settle(&mut [&mut scene.a1, &mut scene.b1], &mut scene.dice);
    scene.b1.publish(&Duties { retire: vec![former], ..Duties::default() }, &mut scene.dice);
    bring(&scene.b1, &mut scene.a1);
    assert!(!scene.a1.replica.is_let_in(&former) && scene.a1.replica.is_let_in(&scene.b1.author()));
    assert!(scene.a1.replica.let_in().contains(&former), "it was let in once");
    let after = rekeyed(&mut scene.a1, &mut scene.dice);
    assert_eq!(sealed_to(&after), before);
    let (stream, epoch) = (scene.b1.stream, after.header().epoch);
    let tag = crypto::grant_tag(&stream, &epoch, scene.b1.binding().kem());
    assert!(crypto::grant_tags(&after).contains(&tag), "but to the one that took its place");
    bring(&scene.a1, &mut scene.b1);
    assert!(scene.b1.replica.held_epochs().contains(&epoch));
}

/// A relay can show a step of anybody.
#[test]
fn a_step_of_a_stranger_takes_no_key_from_among_the_recipients() {
    let (mut scene, former, before) = renamed(135);
    let stranger = scene.dice.key();
    let author = crypto::author_of(&stranger);
    let place = Place { stream: scene.a1.stream, author, seq: 1, prev: EnvelopeId::ZERO };
    scene.a1.take_in(&[crypto::retire_envelope(&place, former, &stranger).unwrap()]);
    assert_eq!(sealed_to(&rekeyed(&mut scene.a1, &mut scene.dice)), before + 1);
}

#[test]
fn what_was_said_to_be_accepted_is_not_said_again() {
    let mut scene = Scene::new(133);
    scene.b1.write(&mut scene.dice);
    bring(&scene.b1, &mut scene.a1);
    let first = last(&scene.a1.write(&mut scene.dice).envelopes).clone();
    let named: Vec<_> = frontier(&scene.a1, &first).into_iter().map(|(author, ..)| author).collect();
    assert_eq!(named, [scene.b1.author()], "others alone");
    let second = last(&scene.a1.write(&mut scene.dice).envelopes).clone();
    assert_eq!(frontier(&scene.a1, &second), []);
}

#[test]
fn the_device_behind_a_name_is_the_one_that_its_person_certified() {
    let (mut scene, a2) = Scene::with_a2(134);
    // Others claim the name with its help, as a thief of its keys can: with a lower id, and with a higher one.
    let mut claims = [0, 0];
    while claims.contains(&0) {
        let (key, kem) = (scene.dice.key(), KemKey::from_seed(scene.dice.bytes()).public());
        claims[usize::from(DeviceId::of(&key) > a2.id)] += 1;
        scene.b1.bindings.push(Binding::make(a2.stream, a2.root, &key, 1, &a2.pseudonym, &kem));
    }
    scene.b1.rebuild();
    for device in [&scene.a1, &scene.b1, &a2] {
        let known = scene.b1.replica.author_device(&device.author());
        assert_eq!(known, Some((device.root, DeviceId::of(&device.key))));
    }
}

#[test]
fn a_key_that_its_own_device_announced_is_not_announced_by_others() {
    let mut scene = Scene::new(136);
    scene.b1.renew_key(&mut scene.dice);
    scene.b1.write(&mut scene.dice);
    bring(&scene.b1, &mut scene.a1);
    let sealed = scene.a1.publish(&Duties { rotate: true, ..Duties::default() }, &mut scene.dice).envelopes;
    let written = scene.a1.write(&mut scene.dice).envelopes;
    let own = sealed.iter().chain(&written).filter(|envelope| envelope.header().kind == wire::Kind::Content);
    let records: Vec<Record> = own.flat_map(|envelope| scene.a1.records(envelope)).collect();
    assert!(!records.is_empty() && !records.iter().any(|record| matches!(record, Record::Binding(_))));
    assert!(scene.b1.replica.binding_said(2).is_some(), "its own chain says it");
    assert_eq!(scene.b1.replica.binding_said(3), None);
}

#[test]
fn of_a_device_with_any_number_of_names_the_newest_are_granted_what_they_lack() {
    let mut scene = Scene::new(137);
    let epoch = scene.a1.replica.write_epoch().unwrap();
    let mut tags = Vec::new();
    for generation in 2..12 {
        let (pseudonym, kem) = (scene.dice.key(), KemKey::from_seed(scene.dice.bytes()).public());
        let (stream, root) = (scene.b1.stream, scene.b1.root);
        let binding = Binding::make(stream, root, &scene.b1.key, generation, &pseudonym, &kem);
        tags.push(crypto::grant_tag(&stream, &epoch, &kem));
        scene.a1.bindings.push(binding);
    }
    scene.a1.rebuild();
    let sealed = scene.a1.publish(&Duties::default(), &mut scene.dice).envelopes;
    let grants = sealed.iter().filter(|envelope| envelope.header().kind == wire::Kind::Grant);
    let mut granted: Vec<_> = grants.flat_map(|envelope| crypto::grant_tags(envelope)).collect();
    let mut newest = tags.split_off(2);
    granted.sort_unstable();
    newest.sort_unstable();
    assert_eq!(granted, newest);
    assert_eq!(scene.a1.publish(&Duties::default(), &mut scene.dice).envelopes.len(), 0, "granted once");
}

#[test]
fn a_device_with_any_number_of_names_pushes_nobody_out_of_a_new_epoch() {
    let (mut scene, a2) = Scene::with_a2(138);
    for _ in 0..40 {
        let (pseudonym, kem) = (scene.dice.key(), KemKey::from_seed(scene.dice.bytes()).public());
        let (stream, root) = (scene.b1.stream, scene.b1.root);
        scene.a1.bindings.push(Binding::make(stream, root, &scene.b1.key, 1, &pseudonym, &kem));
    }
    scene.a1.rebuild();
    let rekey = rekeyed(&mut scene.a1, &mut scene.dice);
    assert_eq!(sealed_to(&rekey), wire::GRANTS_MAX);
    let epoch = rekey.header().epoch;
    let meta = crypto::open_meta(&scene.a1.replica.secret(&epoch).unwrap(), &rekey).unwrap();
    let kits = meta.recipients.iter().filter(|listed| matches!(listed, crypto::Listed::Recovery { .. }));
    assert_eq!(kits.count(), 2);
    let tags = crypto::grant_tags(&rekey);
    for device in [&scene.a1, &a2] {
        let tag = crypto::grant_tag(&device.stream, &epoch, device.binding().kem());
        assert!(tags.contains(&tag));
    }
}

#[test]
fn a_newcomer_reads_epochs_of_two_authors_in_one_go_chain_by_chain() {
    for writes_between in [true, false] {
        reads_in_one_go(writes_between);
    }
}

fn reads_in_one_go(writes_between: bool) {
    let mut scene = Scene::new(139);
    let rotate = Duties { rotate: true, ..Duties::default() };
    scene.a1.write(&mut scene.dice);
    bring(&scene.a1, &mut scene.b1);
    for _ in 0..8 {
        if writes_between {
            scene.a1.disk.write();
            scene.b1.disk.write();
        }
        scene.a1.publish(&rotate, &mut scene.dice);
        bring(&scene.a1, &mut scene.b1);
        scene.b1.publish(&rotate, &mut scene.dice);
        bring(&scene.b1, &mut scene.a1);
    }
    let (mut late, admission) = scene.a1.link(&mut scene.ann, &mut scene.dice);
    let admissions = vec![admission];
    scene.a1.publish(&Duties { admissions, ..Duties::default() }, &mut scene.dice);
    for last in [scene.a1.author(), scene.b1.author()] {
        let mut envelopes = scene.a1.all();
        envelopes.sort_by_key(|envelope| envelope.header().author == last);
        late.disk = super::cast::Disk::default();
        late.rebuild();
        late.take_in(&envelopes);
        for envelope in envelopes.iter().filter(|envelope| envelope.header().kind == wire::Kind::Content) {
            assert!(late.is_applied(&envelope.id()));
        }
        assert_eq!(late.replica.held_epochs(), scene.a1.replica.held_epochs());
    }
}

/// Heads beside each other: one was sealed to the new device's own key, the other one to the kit alone.
#[test]
fn what_only_the_kit_opens_is_granted_to_the_devices_own_key() {
    let mut scene = Scene::new(180);
    let (mut fresh, _) = scene.a1.link(&mut scene.ann, &mut scene.dice);
    scene.b1.statements.clone_from(&fresh.statements);
    scene.b1.bindings.push(fresh.binding().clone());
    scene.b1.rebuild();
    let earlier = rekeyed(&mut scene.a1, &mut scene.dice).header().epoch;
    let lent = rekeyed(&mut scene.a1, &mut scene.dice).header().epoch;
    let written = last(&scene.a1.write(&mut scene.dice).envelopes).clone();
    let rotate = Duties { rotate: true, ..Duties::default() };
    for _ in 0..3 {
        scene.b1.publish(&rotate, &mut scene.dice);
    }
    fresh.kems.insert(0, (0, *scene.ann.kit().expose_seed()));
    fresh.rebuild();
    bring(&scene.a1, &mut fresh);
    bring(&scene.b1, &mut fresh);
    assert!(fresh.is_applied(&written.id()));
    let sealed = fresh.publish(&Duties::default(), &mut scene.dice);
    assert!(!sealed.rotated, "there is an epoch that was sealed to its own key");
    let granted: Vec<_> = sealed
        .envelopes
        .iter()
        .filter(|envelope| envelope.header().kind == wire::Kind::Grant && envelope.header().epoch == lent)
        .collect();
    assert_eq!(granted.len(), 1);
    let own = crypto::grant_tag(&fresh.stream, &lent, fresh.binding().kem());
    assert_eq!(crypto::grant_tags(granted[0]), [own]);
    let also = |envelope: &Verified| {
        envelope.header().kind == wire::Kind::Grant && envelope.header().epoch == earlier
    };
    assert!(sealed.envelopes.iter().any(also), "whether or not the other one leads to it");
    let again = fresh.publish(&Duties::default(), &mut scene.dice).envelopes;
    assert!(again.iter().all(|envelope| envelope.header().kind != wire::Kind::Grant), "granted once");
    fresh.kems.retain(|(generation, _)| *generation > 0);
    fresh.rebuild();
    assert!(fresh.replica.held_epochs().contains(&lent) && fresh.counts(&written.id()));
}

#[test]
fn a_head_that_was_made_without_knowing_of_a_device_is_granted_to_it_unasked() {
    let mut scene = Scene::new(181);
    let (mut a2, admission) = scene.a1.link(&mut scene.ann, &mut scene.dice);
    let admissions = vec![admission];
    scene.a1.publish(&Duties { admissions, ..Duties::default() }, &mut scene.dice);
    bring(&scene.a1, &mut a2);
    a2.write(&mut scene.dice);
    bring(&a2, &mut scene.a1);
    let unknown = rekeyed(&mut scene.b1, &mut scene.dice).header().epoch;
    bring(&scene.b1, &mut scene.a1);
    let granted = |device: &mut Device, dice: &mut Dice| {
        let sealed = device.publish(&Duties::default(), dice).envelopes;
        let grants = sealed.into_iter().filter(|envelope| {
            envelope.header().kind == wire::Kind::Grant && envelope.header().epoch == unknown
        });
        grants.flat_map(|envelope| crypto::grant_tags(&envelope)).collect::<Vec<_>>()
    };
    let tag = crypto::grant_tag(&a2.stream, &unknown, a2.binding().kem());
    assert_eq!(granted(&mut scene.a1, &mut scene.dice), [tag]);
    assert_eq!(granted(&mut scene.a1, &mut scene.dice), [[0; 8]; 0]);
}

#[test]
fn who_writes_under_an_epoch_has_it_whatever_key_it_has_now() {
    let mut scene = Scene::new(182);
    scene.b1.write(&mut scene.dice);
    bring(&scene.b1, &mut scene.a1);
    let kem = KemKey::from_seed(scene.dice.bytes()).public();
    let (stream, root) = (scene.b1.stream, scene.b1.root);
    let newer = Binding::make(stream, root, &scene.b1.key, 2, &scene.b1.pseudonym, &kem);
    scene.a1.bindings.push(newer);
    scene.a1.rebuild();
    let sealed = scene.a1.publish(&Duties::default(), &mut scene.dice).envelopes;
    assert!(sealed.iter().all(|envelope| envelope.header().kind != wire::Kind::Grant));
}

/// One envelope names at most 255 authors, and a hostile device can have any number of names.
#[test]
fn what_only_we_can_still_make_count_is_named_first() {
    // All the other names come before that of the device which is to be removed.
    let (mut scene, mut a2, names) = (183..)
        .map(|seed| {
            let (mut scene, a2) = Scene::with_a2(seed);
            let mut names: Vec<_> = (0..400).map(|_| scene.dice.key()).collect();
            names.retain(|name| crypto::author_of(name) < a2.author());
            (scene, a2, names)
        })
        .find(|(_, _, names)| names.len() >= 260)
        .unwrap();
    let written = last(&a2.write(&mut scene.dice).envelopes).clone();
    let kem = KemKey::from_seed(scene.dice.bytes()).public();
    let (stream, root) = (scene.b1.stream, scene.b1.root);
    let mut steps = Vec::new();
    for name in &names {
        let author = crypto::author_of(name);
        scene.a1.bindings.push(Binding::make(stream, root, &scene.b1.key, 1, name, &kem));
        let place = Place { stream, author, seq: 1, prev: EnvelopeId::ZERO };
        steps.push(crypto::retire_envelope(&place, author, name).unwrap());
    }
    scene.a1.rebuild();
    bring(&a2, &mut scene.a1);
    scene.a1.take_in(&steps);
    scene.a1.revoke(a2.id, crypto::StatementId::ZERO);
    let sealed = scene.a1.publish(&Duties::default(), &mut scene.dice).envelopes;
    let named = frontier(&scene.a1, &sealed[0]);
    assert_eq!(named.len(), 255);
    assert!(named.contains(&(a2.author(), written.header().seq, written.id())));
}
