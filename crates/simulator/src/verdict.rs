//! What has to hold when everything has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use agenda::{DocumentName, Model};
use relay::{Answer, Read, Request, Storage};
use sync::Standing;
use wire::{AuthorId, Envelope, EnvelopeId, StreamId};

use crate::device::Device;
use crate::edits::document_names;
use crate::failure::Failure;
use crate::relay_host::RelayHost;

/// An envelope at the relay: whose, which place, which id.
pub(crate) type Place = (AuthorId, u64, EnvelopeId);

/// Everything that the relay holds of a stream, chain by chain.
pub(crate) fn envelopes(host: &mut RelayHost, stream: &StreamId) -> Vec<Place> {
    let mut ask = |read| host.storage.answer(0, &Request::Read(read));
    let Answer::Joined { heads, .. } = ask(Read::Join { stream: *stream }) else { return Vec::new() };
    let mut places = Vec::new();
    for (author, ..) in heads {
        let mut after = 0;
        while let Answer::Page { done, page } =
            ask(Read::Page { stream: *stream, author, after, budget: u32::MAX })
        {
            for bytes in page {
                let Ok(envelope) = Envelope::parse(&bytes).and_then(Envelope::verify) else { continue };
                after = envelope.header().seq;
                places.push((author, after, envelope.id()));
            }
            if done {
                break;
            }
        }
    }
    places
}

pub(crate) fn check(devices: &mut [Device], host: &mut RelayHost, stream: &StreamId) -> Result<(), Failure> {
    let held = envelopes(host, stream);
    check_relay(&held)?;
    for device in devices.iter_mut() {
        check_device(device, &held)?;
    }
    check_documents(devices)?;
    check_budget(devices, held.len())
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

fn check_device(device: &mut Device, held: &[Place]) -> Result<(), Failure> {
    let number = device.number;
    if !device.is_connected() || !device.settled {
        return Err(Failure::NotSettled { device: number });
    }
    if !device.disk.outbox.is_empty() {
        return Err(Failure::Unsealed { device: number, rows: device.disk.outbox.len() });
    }
    let at_relay: BTreeSet<EnvelopeId> = held.iter().map(|(_, _, id)| *id).collect();
    if let Some(head) = device.acknowledged.iter().find(|head| !at_relay.contains(&head.id)) {
        return Err(Failure::AcknowledgedLost { envelope: head.id });
    }
    let here: BTreeSet<EnvelopeId> = device.disk.envelopes.iter().map(|kept| kept.envelope.id()).collect();
    if here != at_relay || here.len() != device.disk.envelopes.len() {
        return Err(Failure::SetsDiffer {
            device: number,
            relay: held.len(),
            held: device.disk.envelopes.len(),
        });
    }
    let waiting = device.disk.envelopes.iter().find(|kept| {
        // A step of the access list has no effect on a device.
        kept.standing != Standing::Applied && kept.envelope.header().kind != wire::Kind::Access
    });
    if let Some(kept) = waiting {
        return Err(Failure::NotApplied { device: number, envelope: kept.envelope.id() });
    }
    let seq = device.disk.changes_through;
    if device.engine().covered_by_others() < seq {
        return Err(Failure::NotCovered { device: number, seq });
    }
    Ok(())
}

fn check_documents(devices: &[Device]) -> Result<(), Failure> {
    let Some((first, others)) = devices.split_first() else { return Ok(()) };
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
        for device in devices {
            let mut committed = device.committed.iter().filter(|(of, _)| *of == name);
            if committed.any(|(_, change)| !changes.contains(change)) {
                return Err(Failure::ChangeLost { author: device.number, device: first.number });
            }
        }
    }
    check_items(first, devices)
}

fn check_items(first: &Device, devices: &[Device]) -> Result<(), Failure> {
    let mut known = BTreeSet::new();
    for name in document_names() {
        match first.document(&name).model() {
            Model::Core(core) => known.extend(core.actions.into_keys()),
            Model::Quarter(quarter) => known.extend(quarter.topics.into_keys()),
            _ => {}
        }
    }
    match devices.iter().find(|device| device.items.iter().any(|item| !known.contains(item))) {
        Some(device) => Err(Failure::ItemLost { author: device.number }),
        None => Ok(()),
    }
}

/// Each flush may be acknowledged once by each device of the other person; coming in costs a few envelopes per device,
/// and a new epoch is announced or granted by whoever saw it missing.
fn check_budget(devices: &[Device], envelopes: usize) -> Result<(), Failure> {
    let count = devices.len();
    let flushes: usize = devices.iter().map(|device| device.disk.flushes).sum();
    let budget = 2 + 4 * count * count + flushes * count;
    if envelopes > budget { Err(Failure::OverBudget { envelopes, budget }) } else { Ok(()) }
}

impl Device {
    fn document(&self, name: &DocumentName) -> agenda::Document {
        let id = sync::document_id(&self.seat.stream, name);
        let stored = self.disk.documents.get(&id).cloned();
        stored.unwrap_or_else(|| agenda::Document::genesis(name.clone(), id))
    }
}
