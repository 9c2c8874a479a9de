//! What this device can read of envelopes that somebody puts before it, with every key that it has: for an auditor.

use std::collections::BTreeSet;

use crypto::{DeviceId, Own, Pair};
use store::Reader;
use sync::Replica;
use wire::{Envelope, EnvelopeId, StreamId, Verified};

use crate::entre::{Entre, unhex_array};
use crate::exchange::refresh;
use crate::fail::Fail;
use crate::streams::{Keyed, all, stream_keys};

impl Entre {
    /// Which of these envelopes (exact bytes, in any order, of any stream) hold something written that this device can
    /// read. Nothing is stored.
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
        for (stream, facts) in all(&reader)? {
            if facts.shared {
                readable.extend(readable_in::<Pair>(&reader, stream, root, device, &offered)?);
            } else {
                readable.extend(readable_in::<Own>(&reader, stream, root, device, &offered)?);
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
    offered: &[Verified],
) -> Result<Vec<EnvelopeId>, Fail> {
    let mut replica = Replica::<S>::new(stream_keys(reader, stream, root, device)?);
    refresh(reader, &stream, &mut replica, &mut 0)?;
    let mut offered: Vec<&Verified> =
        offered.iter().filter(|envelope| envelope.header().stream == stream).collect();
    offered.sort_by_key(|envelope| envelope.header().seq);
    for envelope in offered {
        replica.absorb(envelope, false);
    }
    replica.settle();
    Ok(replica.readable().collect())
}
