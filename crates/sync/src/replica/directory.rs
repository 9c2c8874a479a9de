//! What a person's own stream tells that person's devices of other streams: cards, and keys that own devices use there
//! (docs/protocol.md §5.4, §10.1). In a stream for two there is no such thing.

use std::collections::BTreeMap;

use crypto::{Binding, Own, StreamCard};
use wire::{EnvelopeId, StreamId};

use crate::replica::Replica;
use crate::replica::node::Opened;

impl Replica<Own> {
    fn accepted_contents(&self) -> impl Iterator<Item = (EnvelopeId, &Opened)> {
        let opened = |id: &EnvelopeId| Some((*id, self.nodes.get(id)?.opened()?));
        self.acceptance.accepted.iter().filter_map(opened)
    }

    /// The card of each stream that counts: of the accepted ones the greatest by generation, then by envelope.
    #[must_use]
    pub fn cards(&self) -> Vec<&StreamCard> {
        let mut cards: BTreeMap<StreamId, ((u32, EnvelopeId), &StreamCard)> = BTreeMap::new();
        for (id, opened) in self.accepted_contents() {
            for card in &opened.cards {
                let rank = (card.generation, id);
                let place = cards.entry(card.stream).or_insert((rank, card));
                if place.0 < rank {
                    *place = (rank, card);
                }
            }
        }
        cards.into_values().map(|(_, card)| card).collect()
    }

    /// Bindings of own devices in other streams.
    #[must_use]
    pub fn foreign_bindings(&self) -> Vec<&Binding> {
        self.accepted_contents().flat_map(|(_, opened)| &opened.foreign).collect()
    }
}
