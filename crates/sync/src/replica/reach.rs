//! What this device can read: for an auditor who wants to see that a removed device cannot, and for a copy that has to
//! say again what it had said in a name that is not its own.

use crypto::{Audience, Record};
use wire::{EnvelopeId, Verified};

use crate::replica::Replica;

impl<S: Audience> Replica<S> {
    /// The changes of documents in an envelope, if its key is here.
    #[must_use]
    pub fn changes_in(&self, envelope: &Verified) -> Vec<([u8; 16], Vec<u8>)> {
        let records = self
            .secrets
            .secret(&envelope.header().epoch)
            .and_then(|secret| crypto::open_content(secret, envelope).ok())
            .and_then(|payload| payload.records().ok());
        let changes = |record| match record {
            Record::Changes { document, chunks } => Some((document, chunks)),
            _ => None,
        };
        records.into_iter().flatten().filter_map(changes).collect()
    }

    /// Whether any key of an epoch that is here opens this envelope, of whatever stream and epoch it says to be.
    #[must_use]
    pub fn opens(&self, envelope: &Verified) -> bool {
        self.secrets.all().any(|secret| crypto::open_content(secret, envelope).is_ok())
    }

    /// The envelopes with something written in them that open with the keys that are here, in no order.
    pub fn readable(&self) -> impl Iterator<Item = EnvelopeId> {
        let written =
            self.nodes.iter().filter(|(_, node)| node.opened().is_some_and(|opened| opened.has_changes));
        written.map(|(id, _)| *id)
    }
}
