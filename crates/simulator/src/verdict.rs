//! What has to hold when everything has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use agenda::{DocumentName, Model};
use sync::Standing;
use wire::{AuthorId, EnvelopeId};

use crate::Documents;
use crate::device::Device;
use crate::edits::document_names;
use crate::failure::Failure;

/// An envelope at the relay: whose, which place, which id.
pub(crate) type Place = (AuthorId, u64, EnvelopeId);

pub(crate) fn check(devices: &mut [Device], held: &[Place]) -> Result<(), Failure> {
    check_relay(held)?;
    let removed = devices.iter().filter(|device| device.removed);
    let removed: BTreeSet<AuthorId> = removed.map(|device| device.disk.seat.author()).collect();
    let at_relay: BTreeSet<EnvelopeId> = held.iter().map(|(_, _, id)| *id).collect();
    let (staying, gone): (Vec<&mut Device>, Vec<&mut Device>) =
        devices.iter_mut().partition(|device| !device.removed);
    let mut staying = staying;
    for device in &mut staying {
        check_device(device)?;
        check_set(device, &at_relay)?;
        check_effects(device, &removed)?;
    }
    let staying: Vec<&Device> = staying.into_iter().map(|device| &*device).collect();
    let gone: Vec<&Device> = gone.into_iter().map(|device| &*device).collect();
    match staying.first().map(|device| device.documents) {
        Some(Documents::Whole) => check_documents(&staying, &gone)?,
        _ => check_items(&staying, &gone)?,
    }
    check_budget(&staying, held.len(), gone.len())
}

fn check_relay(held: &[Place]) -> Result<(), Failure> {
    let mut ends: BTreeMap<AuthorId, u64> = BTreeMap::new();
    for (author, seq, _) in held {
        let end = ends.entry(*author).or_default();
        if *seq != *end + 1 {
            return Err(Failure::BrokenChain { author: *author });
        }
        *end = *seq;
    }
    Ok(())
}

fn check_device(device: &Device) -> Result<(), Failure> {
    let number = device.number;
    if !device.is_connected(0) || !device.programs[0].settled {
        return Err(Failure::NotSettled { device: number });
    }
    match device.disk.outbox.len() {
        0 => Ok(()),
        rows => Err(Failure::Unsealed { device: number, rows }),
    }
}

/// A device and the relay hold the same envelopes, and the relay holds what it acknowledged.
fn check_set(device: &Device, at_relay: &BTreeSet<EnvelopeId>) -> Result<(), Failure> {
    if let Some(head) = device.acknowledged.iter().find(|head| !at_relay.contains(&head.id)) {
        return Err(Failure::AcknowledgedLost { envelope: head.id });
    }
    let count = device.disk.envelopes.len();
    let here: BTreeSet<EnvelopeId> = device.disk.envelopes.iter().map(|kept| kept.envelope.id()).collect();
    if here != *at_relay || here.len() != count {
        return Err(Failure::SetsDiffer { device: device.number, relay: at_relay.len(), held: count });
    }
    Ok(())
}

/// Everything took effect, and everybody else is known to have it.
fn check_effects(device: &mut Device, removed: &BTreeSet<AuthorId>) -> Result<(), Failure> {
    let number = device.number;
    let waiting = device.disk.envelopes.iter().find(|kept| {
        let header = kept.envelope.header();
        // A step of the access list has no effect on a device, and what a removed one wrote may have none.
        kept.standing != Standing::Applied
            && header.kind != wire::Kind::Access
            && !removed.contains(&header.author)
    });
    if let Some(kept) = waiting {
        return Err(Failure::NotApplied { device: number, envelope: kept.envelope.id() });
    }
    let seq = device.disk.changes_through;
    if device.engine(0).covered_by_others() < seq {
        return Err(Failure::NotCovered { device: number, seq });
    }
    Ok(())
}

/// What was written without documents: the same everywhere, and nothing of it is missing.
fn check_items(staying: &[&Device], gone: &[&Device]) -> Result<(), Failure> {
    let Some((first, others)) = staying.split_first() else { return Ok(()) };
    let items = &first.disk.items;
    if let Some(other) = others.iter().find(|other| other.disk.items != *items) {
        return Err(Failure::Diverged { device: other.number, name: "items".to_owned() });
    }
    let lost = |device: &&&Device| !device.wrote.items.is_subset(items);
    match staying.iter().chain(gone).find(lost) {
        Some(device) => Err(Failure::ItemLost { author: device.number }),
        None => Ok(()),
    }
}

fn check_documents(staying: &[&Device], gone: &[&Device]) -> Result<(), Failure> {
    let Some((first, others)) = staying.split_first() else { return Ok(()) };
    for name in document_names() {
        let document = first.document(&name);
        let (heads, model) = (document.heads(), document.model());
        for other in others {
            let theirs = other.document(&name);
            if theirs.heads() != heads || theirs.model() != model {
                return Err(Failure::Diverged { device: other.number, name: name.to_string() });
            }
        }
        let changes: BTreeSet<Vec<u8>> = document.changes_since(&[]).into_iter().collect();
        for device in staying.iter().chain(gone) {
            let mut wrote = device.wrote.changes.iter().filter(|(of, _)| *of == name);
            if wrote.any(|(_, change)| !changes.contains(change)) {
                return Err(Failure::ChangeLost { author: device.number, device: first.number });
            }
        }
    }
    check_topics(first, staying)
}

fn check_topics(first: &Device, devices: &[&Device]) -> Result<(), Failure> {
    let mut known = BTreeSet::new();
    for name in document_names() {
        match first.document(&name).model() {
            Model::Core(core) => known.extend(core.actions.into_keys()),
            Model::Quarter(quarter) => known.extend(quarter.topics.into_keys()),
            _ => {}
        }
    }
    match devices.iter().find(|device| device.wrote.topics.iter().any(|item| !known.contains(item))) {
        Some(device) => Err(Failure::ItemLost { author: device.number }),
        None => Ok(()),
    }
}

/// Each flush may be acknowledged once by each device of the other person; coming in costs a few envelopes per device,
/// and a new epoch is announced or granted by whoever saw it missing. A removal costs each device as much as coming in.
fn check_budget(devices: &[&Device], envelopes: usize, gone: usize) -> Result<(), Failure> {
    let count = devices.len() + gone;
    let flushes: usize = devices.iter().map(|device| device.disk.flushes).sum();
    let budget = 2 + 4 * count * count + flushes * count + 4 * gone * count;
    if envelopes > budget { Err(Failure::OverBudget { envelopes, budget }) } else { Ok(()) }
}

/// Each connection greets, asks for every chain twice and closes; each envelope is handed over and fetched by every
/// device, with an answer and news.
pub(crate) fn check_frames(
    devices: &[Device],
    frames: u64,
    connections: u64,
    envelopes: usize,
) -> Result<(), Failure> {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let (devices, envelopes) = (count(devices.len()), count(envelopes));
    let budget = connections * (16 + 8 * (devices + 2)) + envelopes * 8 * devices;
    if frames > budget { Err(Failure::Talkative { frames, budget }) } else { Ok(()) }
}

impl Device {
    fn document(&self, name: &DocumentName) -> agenda::Document {
        let id = sync::document_id(&self.disk.seat.stream, name);
        let stored = self.disk.documents.get(&id).cloned();
        stored.unwrap_or_else(|| agenda::Document::genesis(name.clone(), id))
    }

    /// Every change in every document here.
    pub(crate) fn changes(&self) -> impl Iterator<Item = Vec<u8>> {
        self.disk.documents.values().flat_map(|document| document.changes_since(&[]))
    }
}
