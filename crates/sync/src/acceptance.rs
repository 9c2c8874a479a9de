//! Which envelopes count: the least fixed point of docs/protocol.md §7, a function of the set alone.

use std::collections::{BTreeMap, BTreeSet};

use wire::{AuthorId, EnvelopeId};

use crate::chains::Chains;

/// How the author of a chain stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AuthorStanding {
    /// A device of a member that counts: its whole chain is accepted, up to a fork.
    Active,
    /// A device that was removed: only what others had accepted counts.
    Revoked,
    /// No member's device: nothing counts.
    Stranger,
}

/// What acceptance is computed from.
pub(crate) struct Evidence<'a> {
    pub(crate) chains: &'a Chains,
    pub(crate) standing: &'a BTreeMap<AuthorId, AuthorStanding>,
    /// Envelopes whose predecessors and frontiers are here.
    pub(crate) delivered: &'a BTreeSet<EnvelopeId>,
    /// The entries that an envelope's frontier names.
    pub(crate) frontier: &'a dyn Fn(&EnvelopeId) -> Vec<EnvelopeId>,
}

/// The accepted set. Where an author forked and others cover both branches, the one whose first envelope has the lower
/// id counts, and what covers only the other is not taken into account for it.
pub(crate) fn accepted(evidence: &Evidence<'_>) -> BTreeSet<EnvelopeId> {
    let all = least_fixed_point(evidence, &BTreeSet::new());
    let losers = losing_branches(evidence.chains, &all);
    if losers.is_empty() { all } else { least_fixed_point(evidence, &losers) }
}

/// Two revoked authors cannot vouch for each other, since nothing is counted that does not start from an active one.
fn least_fixed_point(evidence: &Evidence<'_>, losers: &BTreeSet<EnvelopeId>) -> BTreeSet<EnvelopeId> {
    let Evidence { chains, delivered, .. } = evidence;
    let mut counted = BTreeSet::new();
    let mut fresh = Vec::new();
    for (author, places) in chains.authors() {
        if evidence.stands(author) != AuthorStanding::Active {
            continue;
        }
        for ids in places.values() {
            let [only] = ids.as_slice() else { break };
            if !delivered.contains(only) {
                break;
            }
            counted.insert(*only);
            fresh.push(*only);
        }
    }
    while let Some(id) = fresh.pop() {
        let Some(voucher) = chains.link(&id) else { continue };
        for target in (evidence.frontier)(&id) {
            let Some(link) = chains.link(&target) else { continue };
            let vouched = link.author != voucher.author
                && evidence.stands(&link.author) != AuthorStanding::Stranger
                && delivered.contains(&target)
                && !counted.contains(&target);
            if !vouched {
                continue;
            }
            let history = chains.history(&target);
            if history.iter().any(|id| losers.contains(id)) {
                continue;
            }
            for id in history {
                if counted.insert(id) {
                    fresh.push(id);
                }
            }
        }
    }
    counted
}

/// The first envelopes of every counted branch that has a counted rival with a lower id.
fn losing_branches(chains: &Chains, counted: &BTreeSet<EnvelopeId>) -> BTreeSet<EnvelopeId> {
    let mut losers = BTreeSet::new();
    for (_, places) in chains.authors() {
        for ids in places.values().filter(|ids| ids.len() > 1) {
            // Rivals share their predecessor; behind a fork, the branches only go on beside each other.
            let mut parted = BTreeSet::new();
            for id in ids.iter().filter(|id| counted.contains(*id)) {
                let prev = chains.link(id).map_or(EnvelopeId::ZERO, |link| link.prev);
                if !parted.insert(prev) {
                    losers.insert(*id);
                }
            }
        }
    }
    losers
}

impl Evidence<'_> {
    fn stands(&self, author: &AuthorId) -> AuthorStanding {
        self.standing.get(author).copied().unwrap_or(AuthorStanding::Stranger)
    }
}
