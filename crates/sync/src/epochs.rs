//! The epochs of one stream as a graph, and the pure choice of the one to write under (docs/protocol.md §6).

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crypto::{Audience, DeviceId, EpochSecret, Listed, Meta, RootId};
use wire::EpochId;

use crate::rules::{Rule, holds};

/// Somebody who can open an epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Holder {
    Device(DeviceId),
    Recovery(RootId),
    /// A grant to a key that no known binding explains: never a reason to trust the epoch.
    Unknown,
}

/// What an accepted rekey says about its epoch.
#[derive(Debug, Clone)]
pub(crate) struct EpochFact {
    pub(crate) generation: u64,
    pub(crate) parents: Vec<EpochId>,
    /// Author, listed recipients and the recipients of every grant, without descendants' holders.
    pub(crate) holders: BTreeSet<Holder>,
    pub(crate) author: DeviceId,
    /// Whether every removal that is known stood before it: whoever counts it knows of them and grants it to nobody who
    /// was removed.
    pub(crate) follows_removals: bool,
}

/// The accepted epochs.
#[derive(Debug, Default)]
pub(crate) struct Epochs {
    facts: BTreeMap<EpochId, EpochFact>,
}

impl Epochs {
    /// Whoever holds an epoch can announce it again with other recipients: all announcements count together, so that
    /// none can hide a holder.
    pub(crate) fn insert(&mut self, id: EpochId, fact: EpochFact) {
        match self.facts.entry(id) {
            Entry::Vacant(place) => {
                place.insert(fact);
            }
            Entry::Occupied(mut known) => {
                let known = known.get_mut();
                known.generation = known.generation.max(fact.generation);
                known.follows_removals &= fact.follows_removals;
                known.holders.extend(fact.holders);
                for parent in fact.parents {
                    if !known.parents.contains(&parent) {
                        known.parents.push(parent);
                    }
                }
            }
        }
    }

    pub(crate) fn add_holder(&mut self, id: &EpochId, holder: Holder) {
        if let Some(fact) = self.facts.get_mut(id) {
            fact.holders.insert(holder);
        }
    }

    /// Rule E2: who holds an epoch holds everything that its backward links reach.
    pub(crate) fn close_holders(&mut self) {
        if !holds(Rule::HoldersOfDescendants) {
            return;
        }
        // Not by generation: that is only what an author says.
        let mut grown: Vec<EpochId> = self.facts.keys().copied().collect();
        while let Some(id) = grown.pop() {
            let Some(fact) = self.facts.get(&id) else { continue };
            let (parents, holders) = (fact.parents.clone(), fact.holders.clone());
            for parent in parents {
                let Some(fact) = self.facts.get_mut(&parent) else { continue };
                let before = fact.holders.len();
                fact.holders.extend(holders.iter().copied());
                if fact.holders.len() > before {
                    grown.push(parent);
                }
            }
        }
    }

    pub(crate) fn holders(&self, id: &EpochId) -> Option<&BTreeSet<Holder>> {
        self.facts.get(id).map(|fact| &fact.holders)
    }

    pub(crate) fn author(&self, id: &EpochId) -> Option<DeviceId> {
        self.facts.get(id).map(|fact| fact.author)
    }

    /// The epochs to write under (rules E3, E4), the best first.
    pub(crate) fn eligible(
        &self,
        held: &dyn Fn(&EpochId) -> bool,
        allowed: &BTreeSet<Holder>,
    ) -> Vec<EpochId> {
        let mut eligible: Vec<(u64, EpochId)> = self
            .facts
            .iter()
            .filter(|(id, fact)| held(id) && (fact.holders.is_subset(allowed) || !holds(Rule::Eligible)))
            .filter(|(_, fact)| fact.follows_removals || !holds(Rule::FollowsRemovals))
            .map(|(id, fact)| (fact.generation, *id))
            .collect();
        eligible.sort_unstable_by(|one, other| other.cmp(one));
        eligible.into_iter().map(|(_, id)| id).collect()
    }

    /// The greatest held epoch that everybody in `readers` holds, else the greatest held one.
    pub(crate) fn newest_held(
        &self,
        held: &dyn Fn(&EpochId) -> bool,
        readers: &BTreeSet<Holder>,
    ) -> Option<EpochId> {
        self.facts
            .iter()
            .filter(|(id, _)| held(id))
            .max_by_key(|(id, fact)| (fact.holders.is_superset(readers), fact.generation, **id))
            .map(|(id, _)| *id)
    }

    /// Epochs that this device holds and that have no child it knows, newest first.
    pub(crate) fn heads(&self, held: &dyn Fn(&EpochId) -> bool) -> Vec<EpochId> {
        let parents: BTreeSet<EpochId> =
            self.facts.values().flat_map(|fact| fact.parents.iter().copied()).collect();
        let mut heads: Vec<(u64, EpochId)> = self
            .facts
            .iter()
            .filter(|(id, _)| held(id) && !parents.contains(id))
            .map(|(id, fact)| (fact.generation, *id))
            .collect();
        heads.sort_unstable_by(|one, other| other.cmp(one));
        heads.into_iter().map(|(_, id)| id).collect()
    }

    /// One more than every epoch that counts, ancestors of ours or not. A generation is only what an author says: if it
    /// did not have to grow along the links, an old epoch with a great one would be taken for ever.
    pub(crate) fn next_generation(&self) -> u64 {
        self.facts.values().map(|fact| fact.generation).max().unwrap_or(0).saturating_add(1)
    }
}

/// The holders that an opened meta lists by name.
pub(crate) fn listed_holders<S: Audience>(meta: &Meta<S>) -> BTreeSet<Holder> {
    meta.recipients
        .iter()
        .map(|listed| match listed {
            Listed::Device { device, .. } => Holder::Device(*device),
            Listed::Recovery { root } => Holder::Recovery(*root),
        })
        .collect()
}

/// The secrets this device can open, and what their backward links reach.
#[derive(Debug)]
pub(crate) struct Secrets<S: Audience>(BTreeMap<EpochId, EpochSecret<S>>);

impl<S: Audience> Default for Secrets<S> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<S: Audience> Secrets<S> {
    pub(crate) fn holds(&self, id: &EpochId) -> bool {
        self.0.contains_key(id)
    }

    pub(crate) fn secret(&self, id: &EpochId) -> Option<&EpochSecret<S>> {
        self.0.get(id)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &EpochSecret<S>> {
        self.0.values()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &EpochId> {
        self.0.keys()
    }

    pub(crate) fn learn(&mut self, id: EpochId, secret: EpochSecret<S>) -> bool {
        self.0.insert(id, secret).is_none()
    }
}
