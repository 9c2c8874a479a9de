//! What the access-list envelopes known here say about the relay (docs/protocol.md §4). A set without an order: the
//! relay has one, members do not need it, as they never take membership from here.

use std::collections::{BTreeMap, BTreeSet};

use wire::{AccessOp, AuthorId, Rights, Verified};

/// Keys that were let in or shut out, as far as is known.
#[derive(Default)]
pub(crate) struct Enrolled {
    genesis: BTreeSet<AuthorId>,
    enrolled: BTreeMap<AuthorId, Rights>,
    retired: BTreeSet<AuthorId>,
}

impl Enrolled {
    pub(crate) fn take(&mut self, envelope: &Verified) {
        match AccessOp::decode(envelope.body()) {
            Ok(AccessOp::Genesis { .. }) => {
                self.genesis.insert(envelope.header().author);
            }
            Ok(AccessOp::Enroll { subject, rights, .. }) => {
                self.enrolled.insert(subject, rights);
            }
            Ok(AccessOp::Retire { subject }) => {
                self.retired.insert(subject);
            }
            Ok(AccessOp::Close) | Err(_) => {}
        }
    }

    /// Let in and not shut out again.
    pub(crate) fn contains(&self, author: &AuthorId) -> bool {
        self.enrolled.contains_key(author) && !self.retired.contains(author)
    }

    /// Whether an enrolment would change anything. A retired key stays out for ever, and asking for it would end our
    /// chain at the relay.
    pub(crate) fn wants(&self, author: &AuthorId, rights: Rights) -> bool {
        !self.retired.contains(author)
            && self.enrolled.get(author).is_none_or(|known| !known.contains(rights))
    }

    /// Whether it was shut out.
    pub(crate) fn is_retired(&self, author: &AuthorId) -> bool {
        self.retired.contains(author)
    }

    /// Whether it can be shut out: never the key that opened the stream, which the relay refuses for good.
    pub(crate) fn can_retire(&self, author: &AuthorId) -> bool {
        !self.retired.contains(author) && !self.genesis.contains(author)
    }
}
