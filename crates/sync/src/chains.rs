//! The known envelopes of one stream as author chains (docs/protocol.md §7): a set that only grows.
//!
//! A chain may fork when its author equivocates; both branches are kept, because they are the proof.

use std::collections::{BTreeMap, BTreeSet};

use wire::{AuthorId, EnvelopeId, Header};

/// What became of an envelope that was offered to the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absorbed {
    /// It is new.
    New,
    /// It was here already.
    Known,
    /// It is new, and proves that its author signed two envelopes for one place.
    Fork,
    /// Its predecessor is not here: ask for that first.
    Gap,
}

/// One known envelope's place.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) author: AuthorId,
    pub(crate) seq: u64,
    pub(crate) prev: EnvelopeId,
}

/// The known set, indexed by id and by author and sequence number.
#[derive(Debug, Default)]
pub(crate) struct Chains {
    links: BTreeMap<EnvelopeId, Link>,
    authors: BTreeMap<AuthorId, BTreeMap<u64, Vec<EnvelopeId>>>,
    forked: BTreeSet<AuthorId>,
}

impl Chains {
    pub(crate) fn absorb(&mut self, id: EnvelopeId, header: &Header) -> Absorbed {
        if self.links.contains_key(&id) {
            return Absorbed::Known;
        }
        let follows = header.seq == 1
            || self
                .links
                .get(&header.prev)
                .is_some_and(|prev| prev.author == header.author && prev.seq + 1 == header.seq);
        if !follows {
            return Absorbed::Gap;
        }
        let link = Link { author: header.author, seq: header.seq, prev: header.prev };
        let place = self.authors.entry(header.author).or_default().entry(header.seq).or_default();
        // Two branches go on side by side behind a fork; only where they part is the proof.
        let forked =
            place.iter().any(|rival| self.links.get(rival).is_some_and(|known| known.prev == header.prev));
        place.push(id);
        place.sort_unstable();
        self.links.insert(id, link);
        if forked {
            self.forked.insert(header.author);
        }
        if forked { Absorbed::Fork } else { Absorbed::New }
    }

    pub(crate) fn link(&self, id: &EnvelopeId) -> Option<&Link> {
        self.links.get(id)
    }

    pub(crate) fn authors(&self) -> impl Iterator<Item = (&AuthorId, &BTreeMap<u64, Vec<EnvelopeId>>)> {
        self.authors.iter()
    }

    /// The last envelope of an author on the branch that began with the lowest id wherever it forked.
    pub(crate) fn head(&self, author: &AuthorId) -> Option<(u64, EnvelopeId)> {
        let places = self.authors.get(author)?;
        let mut head = None;
        let mut prev = EnvelopeId::ZERO;
        for (seq, ids) in places {
            let next = ids.iter().find(|id| self.links.get(*id).is_some_and(|link| link.prev == prev));
            let Some(next) = next else { break };
            head = Some((*seq, *next));
            prev = *next;
        }
        head
    }

    pub(crate) fn heads(&self) -> Vec<(AuthorId, u64, EnvelopeId)> {
        self.authors
            .keys()
            .filter_map(|author| self.head(author).map(|(seq, id)| (*author, seq, id)))
            .collect()
    }

    /// Whether an author signed two envelopes for one place.
    pub(crate) fn is_forked(&self, author: &AuthorId) -> bool {
        self.forked.contains(author)
    }

    /// The chain from `id` back to seq 1.
    pub(crate) fn backwards(&self, id: &EnvelopeId) -> impl Iterator<Item = EnvelopeId> {
        let mut next = *id;
        std::iter::from_fn(move || {
            let here = next;
            next = self.links.get(&here)?.prev;
            Some(here)
        })
    }
}
