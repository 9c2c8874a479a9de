//! Epochs that do not open: what is asked for, how much at a time, and who answers. docs/protocol.md §6, rule E7

use crypto::{EpochSecret, Meta, Pair, Payload, Recipient, Record, StatementId};
use wire::{Envelope, EpochId, Kind, Verified};

use super::cast::{Device, Dice, bring, settle};
use super::holders::rename;
use super::scene::Scene;
use crate::Duties;

/// Something written under a secret, whoever holds it.
fn write_under(device: &mut Device, secret: &EpochSecret<Pair>, dice: &mut Dice) -> Verified {
    let records = [Record::Frontier(Vec::new()), Record::Changes { document: [7; 16], chunks: Vec::new() }];
    let (place, payload) = (device.replica.next_place(), Payload::new(&records).unwrap());
    let sealed = crypto::seal_content(secret, &place, &payload, &device.pseudonym, &mut dice.0).unwrap();
    device.seals(&sealed);
    sealed
}

/// An epoch for these alone, not sealed into the chain yet.
fn epoch_for(
    device: &Device,
    to: &[Recipient<Pair>],
    parents: Vec<(EpochId, EpochSecret<Pair>)>,
    dice: &mut Dice,
) -> (EpochSecret<Pair>, Verified) {
    let secret = EpochSecret::<Pair>::random(&mut dice.0);
    let recipients = to.iter().map(Recipient::listed).collect();
    let meta = Meta { generation: 9, parents, recipients, reason: 0, statements: Vec::new() };
    let place = device.replica.next_place();
    let sealed = crypto::seal_rekey(&secret, &place, to, &meta, &device.pseudonym, &mut dice.0).unwrap();
    (secret, sealed)
}

fn rekey_for(device: &mut Device, to: &[Recipient<Pair>], dice: &mut Dice) -> EpochSecret<Pair> {
    let first = device.replica.write_epoch().unwrap();
    let parents = vec![(first, device.replica.secret(&first).unwrap())];
    let (secret, sealed) = epoch_for(device, to, parents, dice);
    device.seals(&sealed);
    secret
}

/// A new epoch whose description nobody can open.
fn rekey_junk(device: &mut Device, to: &[Recipient<Pair>], dice: &mut Dice) -> EpochSecret<Pair> {
    let (secret, sealed) = epoch_for(device, to, Vec::new(), dice);
    seal_junk(device, &sealed);
    secret
}

/// A grant that does not open, for one who would open it.
fn grant_junk(device: &mut Device, secret: &EpochSecret<Pair>, to: &Recipient<Pair>, dice: &mut Dice) {
    let place = device.replica.next_place();
    let to = std::slice::from_ref(to);
    let sealed = crypto::seal_grant(secret, &place, to, &device.pseudonym, &mut dice.0).unwrap();
    seal_junk(device, &sealed);
}

/// The same with its end spoilt, and soundly signed.
fn seal_junk(device: &mut Device, sealed: &Verified) {
    let mut body = sealed.body().to_vec();
    *body.last_mut().unwrap() ^= 1;
    let junk = Envelope::seal(sealed.header(), &body, &device.pseudonym).unwrap();
    device.seals(&junk);
}

/// How often a device has asked for an epoch in these.
fn asked(device: &Device, sealed: &[Verified]) -> usize {
    let contents = sealed.iter().filter(|envelope| envelope.header().kind == Kind::Content);
    let records = contents.flat_map(|envelope| device.records(envelope));
    records.filter(|record| matches!(record, Record::NeedEpoch(_))).count()
}

fn grants(published: &[Verified], epoch: &EpochId) -> usize {
    let of =
        |envelope: &&Verified| envelope.header().kind == Kind::Grant && envelope.header().epoch == *epoch;
    published.iter().filter(of).count()
}

#[test]
fn junk_of_one_writer_is_asked_for_a_few_at_a_time() {
    let (mut scene, mut a2) = Scene::with_a2(150);
    for _ in 0..10 {
        let secret = EpochSecret::<Pair>::random(&mut scene.dice.0);
        write_under(&mut a2, &secret, &mut scene.dice);
    }
    bring(&a2, &mut scene.b1);
    assert_eq!(scene.b1.replica.due_requests().len(), 4);
    scene.b1.publish(&Duties::default(), &mut scene.dice);
    assert_eq!(scene.b1.replica.due_requests(), [], "as long as these are open");
}

#[test]
fn what_was_sealed_to_others_alone_is_nothing_to_ask_for() {
    let (mut scene, mut a2) = Scene::with_a2(151);
    let to = [a2.recipient()];
    let secret = rekey_for(&mut a2, &to, &mut scene.dice);
    bring(&a2, &mut scene.b1);
    assert_eq!(scene.b1.replica.due_requests(), []);
    // Once somebody writes under it, it is.
    write_under(&mut a2, &secret, &mut scene.dice);
    bring(&a2, &mut scene.b1);
    assert_eq!(scene.b1.replica.due_requests(), [secret.id(&a2.stream)]);
}

#[test]
fn who_was_sealed_junk_asks_and_another_than_its_maker_answers_once() {
    let (mut scene, mut a2) = Scene::with_a2(152);
    let to = [a2.recipient(), scene.a1.recipient()];
    let secret = rekey_for(&mut a2, &to, &mut scene.dice);
    let epoch = secret.id(&a2.stream);
    grant_junk(&mut a2, &secret, &scene.b1.recipient(), &mut scene.dice);
    bring(&a2, &mut scene.b1);
    assert_eq!(
        scene.b1.replica.due_requests(),
        [epoch],
        "nothing is written under it, and it was sealed to us"
    );
    bring(&a2, &mut scene.a1);
    let quiet = scene.a1.publish(&Duties::default(), &mut scene.dice).envelopes;
    assert_eq!(grants(&quiet, &epoch), 0, "it looks as if it had been granted");
    let published = scene.b1.publish(&Duties::default(), &mut scene.dice).envelopes;
    assert_eq!(asked(&scene.b1, &published), 1);
    scene.b1.publish(&Duties::default(), &mut scene.dice);
    assert_eq!(asked(&scene.b1, &scene.b1.own()), 1, "once");
    // Its maker answers first, with the same junk.
    grant_junk(&mut a2, &secret, &scene.b1.recipient(), &mut scene.dice);
    bring(&a2, &mut scene.a1);
    bring(&scene.b1, &mut scene.a1);
    let answer = scene.a1.publish(&Duties::default(), &mut scene.dice).envelopes;
    assert_eq!(grants(&answer, &epoch), 1);
    assert_eq!(grants(&scene.a1.publish(&Duties::default(), &mut scene.dice).envelopes, &epoch), 0);
    bring(&scene.a1, &mut scene.b1);
    assert!(scene.b1.replica.held_epochs().contains(&epoch));
    // A third one finds it answered.
    let (mut a3, admission) = scene.a1.link(&mut scene.ann, &mut scene.dice);
    let admissions = vec![admission];
    scene.a1.publish(&Duties { admissions, ..Duties::default() }, &mut scene.dice);
    bring(&scene.a1, &mut a3);
    bring(&scene.b1, &mut a3);
    bring(&a2, &mut a3);
    let third = a3.publish(&Duties::default(), &mut scene.dice).envelopes;
    assert_eq!(grants(&third, &epoch), 0);
}

#[test]
fn what_a_removed_device_wrote_under_its_own_epoch_is_not_asked_for() {
    let (mut scene, mut a2) = Scene::with_a2(153);
    // Ann's first device reads it, Bob's does not.
    let to = [a2.recipient(), scene.a1.recipient()];
    let secret = rekey_for(&mut a2, &to, &mut scene.dice);
    write_under(&mut a2, &secret, &mut scene.dice);
    let removed = scene.a1.revoke(a2.id, StatementId::ZERO);
    scene.b1.learn(removed);
    bring(&a2, &mut scene.b1);
    assert_eq!(scene.b1.replica.due_requests(), [], "nobody needs it");
    bring(&a2, &mut scene.a1);
    scene.a1.publish(&Duties::default(), &mut scene.dice);
    bring(&scene.a1, &mut scene.b1);
    assert!(scene.a1.replica.held_epochs().contains(&secret.id(&a2.stream)));
    assert_eq!(scene.b1.replica.due_requests(), [], "it came in after the removal was known");
}

#[test]
fn what_others_had_read_of_a_removed_device_opens_for_everybody() {
    let (mut scene, mut a2) = Scene::with_a2(154);
    let to = [a2.recipient(), scene.a1.recipient()];
    let secret = rekey_for(&mut a2, &to, &mut scene.dice);
    let written = write_under(&mut a2, &secret, &mut scene.dice);
    bring(&a2, &mut scene.a1);
    let removed = scene.a1.revoke(a2.id, StatementId::ZERO);
    scene.b1.learn(removed);
    bring(&a2, &mut scene.b1);
    assert_eq!(scene.b1.replica.due_requests(), []);
    scene.a1.publish(&Duties::default(), &mut scene.dice);
    bring(&scene.a1, &mut scene.b1);
    settle(&mut [&mut scene.a1, &mut scene.b1], &mut scene.dice);
    assert!(scene.b1.is_applied(&written.id()) && scene.b1.counts(&written.id()));
}

#[test]
fn with_a_new_sealing_key_everything_is_asked_for_once_more() {
    let (mut scene, mut a2) = Scene::with_a2(155);
    let secret = EpochSecret::<Pair>::random(&mut scene.dice.0);
    write_under(&mut a2, &secret, &mut scene.dice);
    bring(&a2, &mut scene.b1);
    let published = scene.b1.publish(&Duties::default(), &mut scene.dice).envelopes;
    assert_eq!(asked(&scene.b1, &published), 1);
    assert_eq!(scene.b1.replica.due_requests(), []);
    // An answer may have been sealed to the key that is gone.
    scene.b1.renew_key(&mut scene.dice);
    scene.b1.write(&mut scene.dice);
    assert_eq!(asked(&scene.b1, &scene.b1.own()), 2);
    assert_eq!(scene.b1.replica.due_requests(), []);
}

#[test]
fn a_request_under_a_name_that_is_shut_out_is_answered_to_the_one_that_took_its_place() {
    let (mut scene, mut a2) = Scene::with_a2(156);
    let to = [a2.recipient(), scene.a1.recipient()];
    let secret = rekey_for(&mut a2, &to, &mut scene.dice);
    let epoch = secret.id(&a2.stream);
    grant_junk(&mut a2, &secret, &scene.b1.recipient(), &mut scene.dice);
    bring(&a2, &mut scene.b1);
    let former = scene.b1.author();
    let published = scene.b1.publish(&Duties::default(), &mut scene.dice).envelopes;
    assert_eq!(asked(&scene.b1, &published), 1);
    rename(&mut scene.b1, &mut scene.dice);
    let said = scene.b1.all();
    let shut_out = scene.b1.replica.retire(former).unwrap();
    // It looks as if the new name had been granted it: only the request is there to be answered.
    grant_junk(&mut a2, &secret, &scene.b1.recipient(), &mut scene.dice);
    scene.a1.bindings.push(scene.b1.binding().clone());
    scene.a1.rebuild();
    for envelopes in [&said, &a2.all(), &vec![shut_out]] {
        scene.a1.take_in(envelopes);
    }
    assert!(!scene.a1.replica.is_let_in(&former));
    let answer = scene.a1.publish(&Duties::default(), &mut scene.dice).envelopes;
    let tags: Vec<_> = answer
        .iter()
        .filter(|envelope| envelope.header().kind == Kind::Grant && envelope.header().epoch == epoch)
        .flat_map(|envelope| crypto::grant_tags(envelope))
        .collect();
    let tag = crypto::grant_tag(&a2.stream, &epoch, scene.b1.binding().kem());
    assert_eq!(tags, [tag]);
}

#[test]
fn an_epoch_whose_description_is_junk_counts_for_nothing_and_holds_up_nothing() {
    let (mut scene, mut a2) = Scene::with_a2(157);
    let to = [a2.recipient(), scene.a1.recipient(), scene.b1.recipient()];
    let secret = rekey_junk(&mut a2, &to, &mut scene.dice);
    // The same once more, as it may come by another way.
    let place = a2.replica.next_place();
    let granted = crypto::seal_grant(&secret, &place, &to, &a2.pseudonym, &mut scene.dice.0).unwrap();
    a2.seals(&granted);
    let written = write_under(&mut a2, &secret, &mut scene.dice);
    let before = scene.b1.replica.write_epoch();
    bring(&a2, &mut scene.b1);
    assert!(scene.b1.counts(&written.id()), "its secret is here");
    assert_eq!(scene.b1.replica.write_epoch(), before);
}

/// No later epoch leads back to such a one, so it has to be asked for, although who wrote under it was removed.
#[test]
fn what_others_build_on_is_asked_for_whoever_wrote_it() {
    let (mut scene, mut a2) = Scene::with_a2(184);
    let to = [a2.recipient(), scene.a1.recipient()];
    let secret = rekey_junk(&mut a2, &to, &mut scene.dice);
    let written = write_under(&mut a2, &secret, &mut scene.dice);
    bring(&a2, &mut scene.a1);
    scene.a1.write(&mut scene.dice);
    let removed = scene.a1.revoke(a2.id, StatementId::ZERO);
    scene.b1.learn(removed);
    bring(&a2, &mut scene.b1);
    assert_eq!(scene.b1.replica.due_requests(), [], "nobody needs it");
    settle(&mut [&mut scene.a1, &mut scene.b1], &mut scene.dice);
    assert!(scene.b1.is_applied(&written.id()));
}

/// Says that a device lacks an epoch, whatever it lacks.
fn ask(device: &mut Device, epoch: EpochId, dice: &mut Dice) {
    let records = vec![Record::NeedEpoch(epoch)];
    device.publish(&Duties { records, ..Duties::default() }, dice);
}

#[test]
fn an_epoch_that_may_come_after_a_removal_which_was_not_read_is_given_to_nobody() {
    let (mut scene, mut a2) = Scene::with_a2(158);
    let (mut a3, admission) = scene.a1.link(&mut scene.ann, &mut scene.dice);
    let admissions = vec![admission];
    scene.a1.publish(&Duties { admissions, ..Duties::default() }, &mut scene.dice);
    settle(&mut [&mut scene.a1, &mut scene.b1, &mut a2, &mut a3], &mut scene.dice);
    scene.a1.revoke(a3.id, StatementId::ZERO);
    scene.a1.write(&mut scene.dice);
    bring(&scene.a1, &mut a2);
    a2.write(&mut scene.dice);
    let rotated = a2.publish(&Duties { rotate: true, ..Duties::default() }, &mut scene.dice);
    assert!(rotated.rotated);
    a2.write(&mut scene.dice);
    let epoch = a2.replica.write_epoch().unwrap();
    // Bob's device has what the second one wrote, and not what that stands on.
    scene.b1.take_in(&a2.own());
    assert!(scene.b1.replica.held_epochs().contains(&epoch));
    ask(&mut a3, epoch, &mut scene.dice);
    bring(&a3, &mut scene.b1);
    let sealed = scene.b1.publish(&Duties::default(), &mut scene.dice).envelopes;
    assert_eq!(grants(&sealed, &epoch), 0);
    bring(&scene.a1, &mut scene.b1);
    let sealed = scene.b1.publish(&Duties::default(), &mut scene.dice).envelopes;
    assert_eq!(grants(&sealed, &epoch), 0, "now it is known to be out");
}

#[test]
fn an_epoch_of_a_branch_that_nobody_built_on_is_not_ours_to_give() {
    let (mut scene, mut a2) = Scene::with_a2(159);
    let rotate = Duties { rotate: true, ..Duties::default() };
    let mut branch = || a2.branch(|a2| a2.publish(&rotate, &mut scene.dice).envelopes);
    let (one, other) = (branch(), branch());
    scene.a1.take_in(&[one[0].clone(), other[0].clone()]);
    let epoch = one[0].header().epoch;
    assert!(scene.a1.replica.held_epochs().contains(&epoch) && !scene.a1.counts(&one[0].id()));
    ask(&mut scene.b1, epoch, &mut scene.dice);
    bring(&scene.b1, &mut scene.a1);
    let sealed = scene.a1.publish(&Duties::default(), &mut scene.dice).envelopes;
    assert_eq!(grants(&sealed, &epoch), 0);
}
