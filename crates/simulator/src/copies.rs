//! What comes twice. A WebSocket keeps order and doubles nothing, so these are the faults that remain possible above it:
//! whoever dials again hands over what the relay holds already, and a repeating relay says things twice or late.

use std::collections::{BTreeMap, BTreeSet};

use wire::{Envelope, EnvelopeId, Frame};

/// The envelopes that were handed over in a run, to tell and to make copies.
#[derive(Default)]
pub(crate) struct Copies {
    sent: BTreeMap<EnvelopeId, Vec<u8>>,
    /// Which relay each has reached.
    reached: BTreeSet<(usize, EnvelopeId)>,
}

impl Copies {
    /// Notes what reaches a relay; says whether it is an envelope that reached it before.
    pub(crate) fn is_again(&mut self, relay: usize, bytes: &[u8]) -> bool {
        let Ok(Some(Frame::Put { envelope })) = Frame::decode(bytes) else { return false };
        let Ok(id) = Envelope::parse(&envelope).map(|envelope| envelope.id()) else { return false };
        self.sent.entry(id).or_insert_with(|| bytes.to_vec());
        !self.reached.insert((relay, id))
    }

    /// The frame that brought this envelope to the relay.
    pub(crate) fn of(&self, id: &EnvelopeId) -> Option<Vec<u8>> {
        self.sent.get(id).cloned()
    }
}

/// An answer or news that does no harm when it comes once more, or late.
pub(crate) enum Repeatable {
    /// The relay has stored this envelope.
    Stored(EnvelopeId),
    /// There is something new.
    Wake,
}

impl Repeatable {
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        // Both are short: nothing long is decoded for this.
        match (bytes.len() < 64).then(|| Frame::decode(bytes)) {
            Some(Ok(Some(Frame::Stored { id }))) => Some(Self::Stored(id)),
            Some(Ok(Some(Frame::Wake { .. }))) => Some(Self::Wake),
            _ => None,
        }
    }
}
