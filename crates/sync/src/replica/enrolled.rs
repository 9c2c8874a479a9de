//! What the access-list envelopes known here say about the relay (docs/protocol.md §4). A set without an order: the
//! relay has one, members do not need it, as they never take membership from here.

use std::collections::{BTreeMap, BTreeSet};

use wire::{AccessOp, AuthorId, Rights, Verified};

/// Keys that were let in or shut out, as far as is known.
#[derive(Default)]
pub(crate) struct Enrolled {
    genesis: BTreeSet<AuthorId>,
    enrolled: BTreeMap<AuthorId, Rights>,
    /// Who was let in, by whom.
    enrollers: BTreeMap<AuthorId, BTreeSet<AuthorId>>,
    /// Who was shut out, by whom.
    retired: BTreeMap<AuthorId, BTreeSet<AuthorId>>,
}

impl Enrolled {
    pub(crate) fn take(&mut self, envelope: &Verified) {
        match AccessOp::decode(envelope.body()) {
            Ok(AccessOp::Genesis { .. }) => {
                self.genesis.insert(envelope.header().author);
            }
            Ok(AccessOp::Enroll { subject, rights, .. }) => {
                self.enrolled.insert(subject, rights);
                self.enrollers.entry(subject).or_default().insert(envelope.header().author);
            }
            Ok(AccessOp::Retire { subject }) => {
                self.retired.entry(subject).or_default().insert(envelope.header().author);
            }
            Ok(AccessOp::Close) | Err(_) => {}
        }
    }

    /// Let in and not shut out again.
    pub(crate) fn contains(&self, author: &AuthorId) -> bool {
        self.enrolled.contains_key(author) && !self.retired.contains_key(author)
    }

    /// Everybody who was ever let in, and whoever opened the stream.
    pub(crate) fn ever(&self) -> impl Iterator<Item = &AuthorId> {
        self.genesis.iter().chain(self.enrolled.keys())
    }

    /// Whether an enrolment would change anything. A retired key stays out for ever, and asking for it would end our
    /// chain at the relay.
    pub(crate) fn wants(&self, author: &AuthorId, rights: Rights) -> bool {
        !self.retired.contains_key(author)
            && self.enrolled.get(author).is_none_or(|known| !known.contains(rights))
    }

    /// Whether it is in by others' steps alone, as far as is known. Those may stand on branches that no relay gets.
    pub(crate) fn is_in_by_others(&self, author: &AuthorId, own: &AuthorId) -> bool {
        self.contains(author) && self.enrollers.get(author).is_some_and(|by| !by.contains(own))
    }

    /// Who shut it out, as far as envelopes say. Whether they may is not decided here: a relay can show a step of
    /// anybody.
    pub(crate) fn retired_by(&self, author: &AuthorId) -> impl Iterator<Item = &AuthorId> {
        self.retired.get(author).into_iter().flatten()
    }

    /// Whether it can be shut out: never the key that opened the stream, which the relay refuses for good.
    pub(crate) fn can_retire(&self, author: &AuthorId) -> bool {
        !self.retired.contains_key(author) && !self.genesis.contains(author)
    }
}
