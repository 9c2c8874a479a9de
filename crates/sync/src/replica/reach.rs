//! What this device can read: for an auditor who wants to see that a removed device cannot.

use crypto::Audience;
use wire::EnvelopeId;

use crate::replica::Replica;

impl<S: Audience> Replica<S> {
    /// The envelopes with something written in them that open with the keys that are here, in no order.
    pub fn readable(&self) -> impl Iterator<Item = EnvelopeId> {
        let written =
            self.nodes.iter().filter(|(_, node)| node.opened().is_some_and(|opened| opened.has_changes));
        written.map(|(id, _)| *id)
    }
}
