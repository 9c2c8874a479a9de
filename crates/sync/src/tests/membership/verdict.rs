//! What has to hold at the end of a run.

use std::collections::{BTreeMap, BTreeSet};

use crypto::{DeviceId, EpochSecret, KemKey, Pair, Statement, StatementId};
use wire::{AuthorId, EnvelopeId, EpochId, Kind, Verified};

use super::super::cast::Device;
use super::world::{Checked, Violation, World};
use crate::evaluate;

/// Honest devices that count, from all that honest devices know together: who was removed by a thief, under a key that
/// it does not have, does not know of it.
pub(super) fn live(world: &World) -> Vec<usize> {
    let members = || {
        let honest = world.actors.iter().enumerate().filter(|(_, actor)| !actor.hostile);
        honest.filter(|(_, actor)| actor.device.replica.is_member())
    };
    let known: BTreeMap<StatementId, &Statement> = members()
        .flat_map(|(_, actor)| actor.device.replica.statements())
        .map(|statement| (statement.id(), statement))
        .collect();
    let roots = world.people.iter().map(|person| person.root);
    let active: BTreeSet<DeviceId> =
        roots.flat_map(|root| evaluate(&root, known.values().copied()).active).collect();
    let active: Vec<usize> =
        members().filter(|(_, actor)| active.contains(&actor.device.id)).map(|(at, _)| at).collect();
    // Whose sponsor was removed before it could say so is known to nobody, and has to be linked again.
    let known = |at: &usize| {
        let author = world.actors[*at].device.author();
        let others = active.iter().filter(|other| *other != at);
        let known = |other: &usize| world.actors[*other].device.replica.author_device(&author).is_some();
        world.actors[*at].device.replica.can_write() || others.clone().any(known)
    };
    active.iter().filter(|at| known(at)).copied().collect()
}

/// Devices that were parted by removals on both sides may hold no key of each other's: whoever cannot read what another
/// honest device wrote needs the kit once.
pub(super) fn use_kits(world: &mut World) -> Checked {
    let live = live(world);
    let mut parted = Vec::new();
    for reader in &live {
        let replica = &world.actors[*reader].device.replica;
        let unread = live.iter().any(|writer| {
            let own = world.actors[*writer].device.replica.next_place();
            own.seq > 1 && !replica.is_accepted(&own.prev)
        });
        if unread {
            parted.push(*reader);
            world.use_kit(*reader);
        }
    }
    world.counts.kits_used += parted.len();
    if !parted.is_empty() {
        world.rest()?;
        parted.into_iter().for_each(|at| world.put_kit_away(at));
        world.rest()?;
    }
    Ok(())
}

pub(super) fn check(world: &World) -> Checked {
    let live = live(world);
    let Some(first) = live.first().copied() else { return Ok(()) };
    for at in &live {
        let replica = &world.actors[*at].device.replica;
        if replica.write_epoch().is_none() || !replica.can_write() {
            return Err(Violation::CannotWrite { device: *at });
        }
        if replica.counts_unread().is_some() {
            return Err(Violation::UnreadBranch { device: *at });
        }
        check_late(world, *at)?;
        check_members(world, *at)?;
        check_agreement(world, first, *at)?;
        check_applied(world, *at)?;
        for writer in &live {
            let own = world.actors[*writer].device.replica.next_place();
            if own.seq > 1 && !replica.is_accepted(&own.prev) {
                return Err(Violation::NotAccepted { writer: *writer, reader: *at });
            }
        }
    }
    if world.claimed { Ok(()) } else { check_secrecy(world, first) }
}

fn check_late(world: &World, at: usize) -> Checked {
    let replica = &world.actors[at].device.replica;
    let removed: BTreeSet<DeviceId> =
        replica.people().into_iter().flat_map(|person| person.removed).collect();
    // One that counts again, since it knew of a reset that took it back in, can vouch for the others.
    if world.late.iter().any(|(device, _)| !removed.contains(device)) {
        return Ok(());
    }
    let mut late = world.late.iter().map(|(_, id)| id).chain(&world.late_forked);
    match late.find(|id| replica.is_accepted(id)) {
        Some(envelope) => Err(Violation::LateWriteCounts { device: at, envelope: *envelope }),
        None => Ok(()),
    }
}

fn check_members(world: &World, at: usize) -> Checked {
    let people = world.actors[at].device.replica.people();
    let active: BTreeSet<DeviceId> = people.iter().flat_map(|person| person.active.iter().copied()).collect();
    let place =
        |id: &DeviceId| world.actors.iter().position(|actor| actor.device.id == *id).unwrap_or(usize::MAX);
    let replica = &world.actors[at].device.replica;
    let known: BTreeSet<StatementId> = replica.statements().map(Statement::id).collect();
    let counts = |(statement, device): &&(Statement, DeviceId)| {
        let era = people.iter().find(|person| person.root == statement.root()).map(|person| person.era);
        known.contains(&statement.id()) && era == Some(statement.era()) && active.contains(device)
    };
    if let Some((_, removed)) = world.removals.iter().find(counts) {
        return Err(Violation::RemovedIsActive { removed: place(removed), device: at });
    }
    // Who has not heard of the last reset cannot know whom it kept.
    let heard = |number: &usize| {
        let owner = &world.people[*number];
        people.iter().any(|person| person.root == owner.root && person.era == owner.era)
    };
    let kept = (0..world.people.len()).filter(heard).flat_map(|number| &world.kept[number]);
    match kept.into_iter().find(|id| !active.contains(*id)) {
        Some(kept) => Err(Violation::KeptIsOut { kept: place(kept), device: at }),
        None => Ok(()),
    }
}

fn check_agreement(world: &World, one: usize, other: usize) -> Checked {
    let (first, second) = (&world.actors[one].device.replica, &world.actors[other].device.replica);
    let (these, those) = (first.people(), second.people());
    // Each names the persons in its own order.
    let alike = these.iter().all(|person| {
        those.iter().any(|counterpart| counterpart.root == person.root && counterpart.amounts_to(person))
    });
    if !alike {
        return Err(Violation::PersonsDiffer { one, other });
    }
    if first.accepted_ids() != second.accepted_ids() {
        return Err(Violation::AcceptedDiffer { one, other });
    }
    if first.write_epoch() != second.write_epoch() {
        return Err(Violation::EpochsDiffer { one, other });
    }
    let held = second.held_epochs();
    if let Some(epoch) = first.held_heads().into_iter().find(|epoch| !held.contains(epoch)) {
        return Err(Violation::KeyMissing { device: other, epoch });
    }
    Ok(())
}

fn check_applied(world: &World, at: usize) -> Checked {
    let device = &world.actors[at].device;
    let applied: BTreeSet<EnvelopeId> = device.disk.applied().collect();
    let missing = device.replica.accepted_ids().into_iter().find(|id| !applied.contains(id));
    let surplus = || applied.iter().find(|id| !device.replica.is_accepted(id) && is_content(world, id));
    match missing.or_else(|| surplus().copied()) {
        Some(envelope) => Err(Violation::NotApplied { device: at, envelope }),
        None => Ok(()),
    }
}

fn is_content(world: &World, id: &EnvelopeId) -> bool {
    world.all.iter().any(|envelope| envelope.id() == *id && envelope.header().kind == Kind::Content)
}

/// Nothing that was written after a removal was known opens for the removed device, and the write epoch opens for none
/// of them, although they share everything and have all that the relay holds.
fn check_secrecy(world: &World, first: usize) -> Checked {
    let replica = &world.actors[first].device.replica;
    let removed: BTreeSet<DeviceId> =
        replica.people().into_iter().flat_map(|person| person.removed).collect();
    let out = || world.actors.iter().enumerate().filter(|(_, actor)| removed.contains(&actor.device.id));
    let spies: BTreeSet<AuthorId> = world
        .actors
        .iter()
        .filter(|actor| actor.hostile && !removed.contains(&actor.device.id))
        .map(|actor| actor.device.author())
        .collect();
    // What a stolen device that still counts gives away, directly or through others, is not for the protocol to keep,
    // unless it does so in public: in an envelope that counts, and whose backward links honest devices can read.
    let in_public = |envelope: &Verified| {
        replica.is_accepted(&envelope.id()) && replica.secret(&envelope.header().epoch).is_some()
    };
    let relay: Vec<&Verified> = world
        .all
        .iter()
        .filter(|envelope| matches!(envelope.header().kind, Kind::Rekey | Kind::Grant))
        .filter(|envelope| spies.is_empty() || in_public(envelope))
        .collect();
    let keys: Vec<KemKey> = out().flat_map(|(_, actor)| sealing_keys(&actor.device)).collect();
    let authors = out().map(|(_, actor)| actor.device.author()).collect();
    let pooled = openable(&relay, &keys, &authors, world);
    let epoch = replica.write_epoch();
    if epoch.is_some_and(|epoch| pooled.contains(&epoch)) {
        return Err(Violation::RemovedReads { removed: out().next().map_or(0, |(at, _)| at) });
    }
    let hostile: BTreeSet<AuthorId> =
        world.actors.iter().filter(|actor| actor.hostile).map(|actor| actor.device.author()).collect();
    for (at, actor) in out() {
        if world.readmitted.contains(&actor.device.id) {
            continue;
        }
        let own = actor.device.author();
        // Backward links of its own epochs may hold what others gave away; the epochs themselves are its own.
        let honest: Vec<&Verified> =
            relay.iter().copied().filter(|envelope| !hostile.contains(&envelope.header().author)).collect();
        let keys: Vec<KemKey> = sealing_keys(&actor.device).collect();
        let made = relay
            .iter()
            .filter(|envelope| envelope.header().author == own && envelope.header().kind == Kind::Rekey);
        let made: BTreeSet<EpochId> = made.map(|envelope| envelope.header().epoch).collect();
        let opens = openable(&honest, &keys, &BTreeSet::from([own]), world);
        let read = world.written.iter().find(|written| {
            let reads = opens.contains(&written.epoch) || made.contains(&written.epoch);
            written.removed.contains(&actor.device.id) && reads
        });
        if let Some(written) = read {
            return Err(Violation::RemovedReadsLater { removed: at, envelope: written.envelope });
        }
    }
    Ok(())
}

fn sealing_keys(device: &Device) -> impl Iterator<Item = KemKey> {
    device.kems.iter().map(|(_, seed)| KemKey::from_seed(*seed))
}

/// The epochs that these keys open, with all that backward links reach. Whoever made an epoch has it.
fn openable(
    relay: &[&Verified],
    keys: &[KemKey],
    own: &BTreeSet<AuthorId>,
    world: &World,
) -> BTreeSet<EpochId> {
    let publics: Vec<_> = keys.iter().map(KemKey::public).collect();
    let mut secrets: BTreeMap<EpochId, EpochSecret<Pair>> = BTreeMap::new();
    for envelope in relay {
        let header = envelope.header();
        if own.contains(&header.author) && header.kind == Kind::Rekey {
            let maker = world.actors.iter().find(|actor| actor.device.author() == header.author);
            if let Some(secret) = maker.and_then(|maker| maker.device.replica.secret(&header.epoch)) {
                secrets.insert(header.epoch, secret);
            }
        }
        let tags = crypto::grant_tags(envelope);
        for (key, public) in keys.iter().zip(&publics) {
            if !secrets.contains_key(&header.epoch)
                && tags.contains(&crypto::grant_tag(&header.stream, &header.epoch, public))
                && let Ok(secret) = crypto::open_grant(key, envelope)
            {
                secrets.insert(header.epoch, secret);
            }
        }
    }
    loop {
        let before = secrets.len();
        for envelope in relay.iter().filter(|envelope| envelope.header().kind == Kind::Rekey) {
            let Some(secret) = secrets.get(&envelope.header().epoch) else { continue };
            if let Ok(meta) = crypto::open_meta(secret, envelope) {
                secrets.extend(meta.parents);
            }
        }
        if secrets.len() == before {
            return secrets.into_keys().collect();
        }
    }
}
