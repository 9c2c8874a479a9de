//! One known envelope of a stream, and what opening it brought.

use std::collections::BTreeSet;
use std::sync::Arc;

use crypto::{Audience, Binding, Head, Meta, StatementId, StreamCard};
use wire::{AuthorId, EnvelopeId, EpochId, Kind, Verified};

/// The removals that stand before an envelope: in its author's chain, or in what the author had accepted. Most envelopes
/// share the set of the one before.
pub(crate) type Past = Arc<BTreeSet<StatementId>>;

/// One known envelope.
pub(crate) struct Node<S: Audience> {
    /// Kept until it is opened; never for steps of the access list.
    pub(crate) envelope: Option<Verified>,
    pub(crate) kind: Kind,
    pub(crate) epoch: EpochId,
    pub(crate) author: AuthorId,
    pub(crate) seq: u64,
    /// The tags of its grants.
    pub(crate) tags: Vec<[u8; 8]>,
    /// Whether its grant for us was looked for; our keys do not change while a replica lives.
    pub(crate) tried: bool,
    pub(crate) meta: Option<Meta<S>>,
    pub(crate) content: Content,
    /// Known once it is delivered: then everything before it is, too.
    pub(crate) past: Past,
    /// Whether it took effect on this device: stored beside the envelope, so that it outlives the replica.
    pub(crate) applied: bool,
}

/// The state of a content envelope.
#[derive(Default)]
pub(crate) enum Content {
    #[default]
    Sealed,
    Opened(Box<Opened>),
    Broken,
    Newer,
}

/// What a content envelope says.
#[derive(Default)]
pub(crate) struct Opened {
    pub(crate) frontier: Vec<Head>,
    /// Empty once they are in the documents.
    pub(crate) changes: Vec<([u8; 16], Vec<u8>)>,
    pub(crate) has_changes: bool,
    pub(crate) needs: Vec<EpochId>,
    pub(crate) statements: Vec<StatementId>,
    /// Places in the replica's list of bindings.
    pub(crate) bindings: Vec<usize>,
    pub(crate) roster: bool,
    /// Only in a person's own stream.
    pub(crate) cards: Vec<StreamCard>,
    /// Bindings of other streams.
    pub(crate) foreign: Vec<Binding>,
    /// Envelopes that it carries, as relays do not take them.
    pub(crate) quoted: Vec<EnvelopeId>,
}

impl<S: Audience> Node<S> {
    pub(crate) fn opened(&self) -> Option<&Opened> {
        match &self.content {
            Content::Opened(opened) => Some(opened),
            _ => None,
        }
    }

    /// The last accepted envelopes of others that this one names.
    pub(crate) fn frontier(&self) -> impl Iterator<Item = &Head> {
        self.opened().into_iter().flat_map(|opened| &opened.frontier)
    }

    /// The envelopes that have to be delivered before it, besides its predecessor.
    pub(crate) fn frontier_ids(&self) -> impl Iterator<Item = EnvelopeId> {
        self.frontier().map(|(_, _, id)| *id)
    }
}
