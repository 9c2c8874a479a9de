//! What befalls single frames: copies, stale news, and the count of everything that was lost, doubled or came too early.
//!
//! A WebSocket keeps order and doubles nothing, so these are the faults that remain possible above it: a connection that
//! ends swallows what was under way, whoever dials again hands over what the relay holds already, a repeating relay says
//! things twice or late, and envelopes of different authors come in any order.

use std::collections::{BTreeMap, BTreeSet};

use wire::{Envelope, EnvelopeId, Frame};

/// How often something befell a frame or an envelope.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Mishaps {
    /// Frames that a connection swallowed because it ended.
    pub lost: u64,
    /// Envelopes that the relay got again, and answers that a device got again.
    pub doubled: u64,
    /// News that was overtaken, and envelopes that came before one that their author had seen.
    pub reordered: u64,
}

/// The envelopes that were handed over in a run, to tell and to make copies.
#[derive(Default)]
pub(crate) struct Copies {
    sent: BTreeMap<EnvelopeId, Vec<u8>>,
    reached: BTreeSet<EnvelopeId>,
}

impl Copies {
    /// Notes what reaches the relay; says whether it is an envelope that reached it before.
    pub(crate) fn is_again(&mut self, bytes: &[u8]) -> bool {
        let Ok(Some(Frame::Put { envelope })) = Frame::decode(bytes) else { return false };
        let Ok(id) = Envelope::parse(&envelope).and_then(Envelope::verify).map(|envelope| envelope.id())
        else {
            return false;
        };
        self.sent.insert(id, bytes.to_vec());
        !self.reached.insert(id)
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
        match Frame::decode(bytes) {
            Ok(Some(Frame::Stored { id })) => Some(Self::Stored(id)),
            Ok(Some(Frame::Wake { .. })) => Some(Self::Wake),
            _ => None,
        }
    }
}
