//! What this device can read: for an auditor who wants to see that a removed device cannot.

use crypto::Audience;
use wire::EnvelopeId;

use crate::replica::Replica;

impl<S: Audience> Replica<S> {
    /// The content envelopes that open with the keys that are here, in no order.
    pub fn opened(&self) -> impl Iterator<Item = EnvelopeId> {
        self.nodes.iter().filter(|(_, node)| node.opened().is_some()).map(|(id, _)| *id)
    }
}
