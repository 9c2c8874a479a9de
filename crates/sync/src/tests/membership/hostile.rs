//! What a stolen device does: it ignores that it was removed, and has everything its replica has.

use crypto::{Binding, KemKey, Meta, Pair, Payload, Place, Record, Statement};
use rand_core::Rng;
use wire::{EnvelopeId, EpochId, Verified};

use super::super::cast::{Device, Dice};
use super::world::{Checked, World};
use crate::rules::Blind;
use crate::{Duties, Ledger};

/// The other branch of a forked chain.
#[derive(Clone)]
pub(super) struct Branch {
    seq: u64,
    prev: EnvelopeId,
    shown_to: Vec<usize>,
}

pub(super) fn act(world: &mut World, at: usize) -> Checked {
    let _blind = Blind::new();
    match world.dice.below(100) {
        0..30 => as_if_nothing_happened(world, at, false),
        30..42 => as_if_nothing_happened(world, at, true),
        42..50 => rekey_to_itself(world, at),
        50..62 => backdate(world, at),
        62..70 => revoke_others(world, at),
        70..82 => equivocate(world, at),
        82..90 => vouch(world, at),
        90..95 => beg(world, at),
        _ => claim(world, at),
    }
    Ok(())
}

/// More writings behind a removal or a fork that everybody knows of.
pub(super) fn late(world: &mut World, at: usize, removed: bool) {
    let _blind = Blind::new();
    let before = world.all.len();
    for number in 0..3 {
        match number {
            0 => vouch(world, at),
            1 => backdate(world, at),
            _ => as_if_nothing_happened(world, at, false),
        }
    }
    let device = world.actors[at].device.id;
    let late: Vec<_> = world.all[before..].iter().map(|envelope| (device, envelope.id())).collect();
    world.counts.late_writes += late.len();
    if removed {
        world.late.extend(late);
    } else {
        world.late_forked.extend(late.into_iter().map(|(_, id)| id));
    }
}

fn as_if_nothing_happened(world: &mut World, at: usize, rotate: bool) {
    let World { actors, dice, .. } = world;
    let device = &mut actors[at].device;
    if rotate || device.disk.outbox.is_empty() {
        device.disk.write();
    }
    let Ok(published) = device.try_publish(&Duties { rotate, ..Duties::default() }, dice) else { return };
    let sealed = published.envelopes;
    world.send(at, &sealed);
}

/// A new epoch over all it holds, for nobody else.
fn rekey_to_itself(world: &mut World, at: usize) {
    let World { actors, dice, .. } = world;
    let device = &mut actors[at].device;
    let Some(epoch) = some_epoch(&held(device), dice) else { return };
    let Some(parent) = device.replica.secret(&epoch) else { return };
    let secret = crypto::EpochSecret::<Pair>::random(&mut dice.0);
    let Ok(own) = device.members.device(device.binding()) else { return };
    let meta = Meta {
        generation: 1000 + u64::from(dice.0.next_u32()),
        parents: vec![(epoch, parent)],
        recipients: vec![own.listed()],
        reason: 0,
        statements: Vec::new(),
    };
    let place = device.replica.next_place();
    let sealed = crypto::seal_rekey(&secret, &place, &[own], &meta, &device.pseudonym, &mut dice.0).unwrap();
    keep(world, at, sealed, true);
}

/// Under an old epoch, as somebody who had read nothing.
fn backdate(world: &mut World, at: usize) {
    let held = held(&world.actors[at].device);
    let Some(epoch) = some_epoch(&held, &mut world.dice) else { return };
    let place = world.actors[at].device.replica.next_place();
    let records = vec![Record::Frontier(Vec::new()), written()];
    if let Some(sealed) = seal(world, at, &place, &epoch, &records) {
        keep(world, at, sealed, true);
    }
}

fn revoke_others(world: &mut World, at: usize) {
    let person = world.actors[at].person;
    let others: Vec<_> = world
        .actors
        .iter()
        .enumerate()
        .filter(|(other, actor)| *other != at && actor.person == person)
        .map(|(_, actor)| actor.device.id)
        .collect();
    let Some(target) = others.get(world.dice.below(others.len())).copied() else { return };
    let era = world.era(at);
    world.kept[person].remove(&target);
    let World { actors, dice, .. } = world;
    let device = &mut actors[at].device;
    let order = dice.0.next_u64() % 100;
    let revoke = Statement::revoke(&device.key, device.root, order, era, target, 1);
    device.statements.push(revoke.clone());
    let records = vec![Record::Frontier(Vec::new()), Record::Statement(revoke)];
    say(world, at, &records);
}

/// Two envelopes for one place, each for a part of the others; or one more on the second branch.
fn equivocate(world: &mut World, at: usize) {
    let held = held(&world.actors[at].device);
    let newest = world.actors[at].device.replica.write_epoch();
    let some = some_epoch(&held, &mut world.dice);
    let Some(epoch) = newest.or(some) else { return };
    let records = vec![Record::Frontier(frontier(world, at)), written()];
    let main = world.actors[at].device.replica.next_place();
    if let Some(branch) = world.actors[at].branch.clone() {
        let place = Place { seq: branch.seq + 1, prev: branch.prev, ..main };
        let Some(sealed) = seal(world, at, &place, &epoch, &records) else { return };
        let (prev, shown_to) = (sealed.id(), branch.shown_to);
        world.send_to(&shown_to, &[sealed]);
        world.actors[at].branch = Some(Branch { seq: place.seq, prev, shown_to });
        return;
    }
    let mut shown_to: Vec<usize> = Vec::new();
    let mut others = Vec::new();
    for other in 0..world.actors.len() {
        if other != at {
            if world.dice.happens(50) { shown_to.push(other) } else { others.push(other) }
        }
    }
    let (Some(one), Some(two)) =
        (seal(world, at, &main, &epoch, &records), seal(world, at, &main, &epoch, &records))
    else {
        return;
    };
    let prev = two.id();
    world.send_to(&shown_to, &[two]);
    keep(world, at, one.clone(), false);
    world.send_to(&others, &[one]);
    world.actors[at].branch = Some(Branch { seq: main.seq, prev, shown_to });
}

/// Covers everything it knows of, of removed devices before all.
fn vouch(world: &mut World, at: usize) {
    let records = vec![Record::Frontier(frontier(world, at)), written()];
    say(world, at, &records);
}

/// Asks for epochs that it should not have.
fn beg(world: &mut World, at: usize) {
    let held = world.actors[at].device.replica.held_epochs();
    let epochs = world
        .all
        .iter()
        .map(|envelope| envelope.header().epoch)
        .filter(|epoch| *epoch != EpochId::ZERO && !held.contains(epoch));
    let mut wanted: Vec<EpochId> = epochs.collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut records = vec![Record::Frontier(Vec::new())];
    records.extend(wanted.into_iter().take(8).map(Record::NeedEpoch));
    say(world, at, &records);
}

/// Says that somebody else's sealing key is its own.
fn claim(world: &mut World, at: usize) {
    let other = world.dice.below(world.actors.len());
    world.claimed = true;
    let theirs = &world.actors[other].device;
    let kem = KemKey::from_seed(theirs.kems.last().unwrap().1).public();
    let device = &world.actors[at].device;
    let generation = device.kems.last().unwrap().0;
    let binding =
        Binding::make(device.stream, device.root, &device.key, generation + 5, &device.pseudonym, &kem);
    say(world, at, &[Record::Frontier(Vec::new()), Record::Binding(binding)]);
}

fn frontier(world: &World, at: usize) -> Vec<crypto::Head> {
    let replica = &world.actors[at].device.replica;
    let own = replica.keys().author();
    replica.heads().into_iter().filter(|(author, ..)| *author != own).collect()
}

fn written() -> Record {
    Record::Changes { document: [7; 16], chunks: Vec::new() }
}

/// Under the newest epoch that it holds, whoever else does.
fn say(world: &mut World, at: usize, records: &[Record]) {
    let replica = &world.actors[at].device.replica;
    let held: Vec<EpochId> = replica.held_epochs().into_iter().collect();
    let newest = replica.write_epoch();
    let epoch = match newest {
        Some(epoch) if world.dice.happens(80) => Some(epoch),
        _ => some_epoch(&held, &mut world.dice),
    };
    let place = world.actors[at].device.replica.next_place();
    if let Some(epoch) = epoch
        && let Some(sealed) = seal(world, at, &place, &epoch, records)
    {
        keep(world, at, sealed, true);
    }
}

fn seal(
    world: &mut World,
    at: usize,
    place: &Place,
    epoch: &EpochId,
    records: &[Record],
) -> Option<Verified> {
    let World { actors, dice, .. } = world;
    let device = &actors[at].device;
    let secret = device.replica.secret(epoch)?;
    let payload = Payload::new(records).unwrap();
    Some(crypto::seal_content(&secret, place, &payload, &device.pseudonym, &mut dice.0).unwrap())
}

fn keep(world: &mut World, at: usize, sealed: Verified, send: bool) {
    let device = &mut world.actors[at].device;
    device.disk.keep(&sealed, true).unwrap();
    device.replica.absorb_own(&sealed);
    if send {
        world.send(at, &[sealed]);
    }
}

fn held(device: &Device) -> Vec<EpochId> {
    device.replica.held_epochs().into_iter().collect()
}

fn some_epoch(held: &[EpochId], dice: &mut Dice) -> Option<EpochId> {
    held.get(dice.below(held.len())).copied()
}
