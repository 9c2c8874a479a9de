//! What this device can read of envelopes that somebody puts before it, with every key that it has: for an auditor.

use std::collections::BTreeSet;

use crypto::{DeviceId, KemKey, Own, Pair};
use store::{Reader, RecordKind};
use sync::Replica;
use wire::{Envelope, EnvelopeId, Kind, StreamId, Verified};

use crate::entre::{Entre, unhex_array};
use crate::exchange::refresh;
use crate::facts::{self, StreamFacts};
use crate::fail::Fail;
use crate::keys::StreamSecrets;
use crate::streams::{Keyed, all, stream_keys};

impl Entre {
    /// Which of these envelopes (exact bytes, in any order, of any stream) hold something written that this device can
    /// read: every key of an epoch, of every stream, is tried on each of them. Also those with a key that it can open
    /// although it knows nothing of the stream. Nothing is stored.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn readable(&mut self, envelopes: &[Vec<u8>]) -> Result<BTreeSet<EnvelopeId>, Fail> {
        let offered: Vec<Verified> = envelopes
            .iter()
            .filter_map(|bytes| Envelope::parse(bytes).and_then(Envelope::verify).ok())
            .collect();
        let (root, device) = (self.root()?, DeviceId::from(unhex_array::<32>(&self.me.device)?));
        let reader = self.store.read()?;
        let mut readable = BTreeSet::new();
        let mut keys = Vec::new();
        for (stream, facts) in all(&reader)? {
            keys.extend(StreamSecrets::read(&reader, &stream)?.kems);
            if facts.shared {
                readable.extend(readable_in::<Pair>(&reader, stream, root, device, &offered)?);
            } else {
                readable.extend(readable_in::<Own>(&reader, stream, root, device, &offered)?);
            }
        }
        // What is stored here was only to help.
        let asked: BTreeSet<EnvelopeId> = offered.iter().map(|envelope| envelope.id()).collect();
        readable.retain(|id| asked.contains(id));
        // Also what makes no sense: every key of every stream on every sealed key of whatever stream.
        for envelope in
            offered.iter().filter(|envelope| matches!(envelope.header().kind, Kind::Rekey | Kind::Grant))
        {
            let known =
                facts::read::<StreamFacts>(&reader, RecordKind::Stream, envelope.header().stream.as_bytes())?;
            let opens = |key: &KemKey| {
                crypto::open_grant::<Own>(key, envelope).is_ok()
                    || crypto::open_grant::<Pair>(key, envelope).is_ok()
            };
            if known.is_none() && keys.iter().any(|(_, key)| opens(key)) {
                readable.insert(envelope.id());
            }
        }
        Ok(readable)
    }
}

fn readable_in<S: Keyed>(
    reader: &Reader<'_>,
    stream: StreamId,
    root: crypto::RootId,
    device: DeviceId,
    everything: &[Verified],
) -> Result<Vec<EnvelopeId>, Fail> {
    let mut replica = Replica::<S>::new(stream_keys(reader, stream, root, device)?);
    refresh(reader, &stream, &mut replica, &mut 0)?;
    let mut offered: Vec<&Verified> =
        everything.iter().filter(|envelope| envelope.header().stream == stream).collect();
    offered.sort_by_key(|envelope| envelope.header().seq);
    for envelope in offered {
        replica.absorb(envelope, false);
    }
    replica.settle();
    let elsewhere = everything.iter().filter(|envelope| envelope.header().stream != stream);
    let opened = elsewhere.filter(|envelope| replica.opens(envelope)).map(|envelope| envelope.id());
    Ok(replica.readable().chain(opened).collect())
}
