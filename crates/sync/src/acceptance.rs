//! Which envelopes count: the least fixed point of docs/protocol.md §7, a function of the set and of what took effect
//! here already.

use std::collections::{BTreeMap, BTreeSet};

use wire::{AuthorId, EnvelopeId};

use crate::chains::Chains;
use crate::rules::{Rule, holds};

/// How the author of a chain stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AuthorStanding {
    /// A device of a member that counts: its whole chain is accepted, up to a fork.
    Active,
    /// A device that was removed: only what others had accepted counts.
    Removed,
    /// No member's device: nothing counts.
    Stranger,
}

impl AuthorStanding {
    /// Where several devices claim one pseudonym, removal wins, and a stranger's claim changes nothing.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Stranger, known) | (known, Self::Stranger) => known,
            (Self::Active, Self::Active) => Self::Active,
            _ => Self::Removed,
        }
    }
}

/// What acceptance is computed from.
pub(crate) struct Evidence<'a> {
    pub(crate) chains: &'a Chains,
    pub(crate) standing: &'a BTreeMap<AuthorId, AuthorStanding>,
    /// Envelopes whose predecessors and frontiers are here.
    pub(crate) delivered: &'a BTreeSet<EnvelopeId>,
    /// The entries that an envelope's frontier names.
    pub(crate) frontier: &'a dyn Fn(&EnvelopeId) -> Vec<EnvelopeId>,
    /// Whether an envelope took effect on this device.
    pub(crate) applied: &'a dyn Fn(&EnvelopeId) -> bool,
    /// Our own pseudonym.
    pub(crate) own: AuthorId,
}

/// What counts.
#[derive(Debug, Default)]
pub(crate) struct Acceptance {
    pub(crate) accepted: BTreeSet<EnvelopeId>,
    /// Counted only because it took effect here before a removal or a fork was known: the next envelope of ours has to
    /// say so, and then it counts for everybody.
    pub(crate) unpinned: BTreeSet<EnvelopeId>,
    /// Where an author forked and several branches count, the first envelope of each but the one with the lowest id. In
    /// documents, only that one goes by its author's actor.
    pub(crate) beside: BTreeSet<EnvelopeId>,
}

/// The accepted set. Nothing is ever taken back: of an author that forked, every branch counts that others cover.
///
/// What took effect here counts as covered by an envelope that we are about to write: nothing is taken back, and what
/// comes in only after a removal is known does not slip in with it.
pub(crate) fn accepted(evidence: &Evidence<'_>) -> Acceptance {
    let plain = least_fixed_point(evidence, &[]);
    let ours: Vec<EnvelopeId> = evidence
        .chains
        .authors()
        .filter(|(author, _)| evidence.loses(author))
        .flat_map(|(_, places)| places.values().flatten())
        .filter(|id| (evidence.applied)(id) && !plain.contains(*id))
        .copied()
        .collect();
    let (accepted, unpinned) = if ours.is_empty() || !holds(Rule::Pin) {
        (plain, BTreeSet::new())
    } else {
        let accepted = least_fixed_point(evidence, &ours);
        let unpinned = ours.into_iter().filter(|id| accepted.contains(id)).collect();
        (accepted, unpinned)
    };
    let beside = beside(evidence.chains, &accepted);
    Acceptance { accepted, unpinned, beside }
}

/// Two removed authors cannot vouch for each other, since nothing is counted that does not start from an active one.
fn least_fixed_point(evidence: &Evidence<'_>, ours: &[EnvelopeId]) -> BTreeSet<EnvelopeId> {
    let Evidence { chains, delivered, .. } = evidence;
    let mut counted = BTreeSet::new();
    let mut fresh = Vec::new();
    for (author, places) in chains.authors() {
        let stands = evidence.stands(author);
        if stands == AuthorStanding::Stranger {
            continue;
        }
        if !holds(Rule::LeastFixedPoint) {
            fresh.extend(places.values().flatten().filter(|id| delivered.contains(*id)));
        }
        if stands != AuthorStanding::Active && holds(Rule::Coverage) {
            continue;
        }
        for ids in places.values() {
            if ids.len() > 1 && holds(Rule::Fork) || !ids.iter().all(|id| delivered.contains(id)) {
                break;
            }
            counted.extend(ids);
            fresh.extend(ids);
        }
    }
    for target in ours {
        cover(evidence, &evidence.own, target, &mut counted, &mut fresh);
    }
    while let Some(id) = fresh.pop() {
        let Some(voucher) = chains.link(&id) else { continue };
        for target in (evidence.frontier)(&id) {
            cover(evidence, &voucher.author, &target, &mut counted, &mut fresh);
        }
    }
    counted
}

/// `voucher` says that it had accepted `target`: that counts for others' chains, with everything before it.
fn cover(
    evidence: &Evidence<'_>,
    voucher: &AuthorId,
    target: &EnvelopeId,
    counted: &mut BTreeSet<EnvelopeId>,
    fresh: &mut Vec<EnvelopeId>,
) {
    let Some(link) = evidence.chains.link(target) else { return };
    let vouched = link.author != *voucher
        && evidence.stands(&link.author) != AuthorStanding::Stranger
        && evidence.delivered.contains(target)
        && !counted.contains(target);
    if !vouched {
        return;
    }
    let mut uncounted = Vec::new();
    for id in evidence.chains.backwards(target) {
        // What counts has all before it counted.
        if counted.contains(&id) {
            break;
        }
        uncounted.push(id);
    }
    counted.extend(uncounted.iter().copied());
    fresh.extend(uncounted);
}

/// The first envelope of every counted branch that has a counted rival with a lower id.
fn beside(chains: &Chains, counted: &BTreeSet<EnvelopeId>) -> BTreeSet<EnvelopeId> {
    let mut beside = BTreeSet::new();
    for (_, places) in chains.authors().filter(|(author, _)| chains.is_forked(author)) {
        for ids in places.values().filter(|ids| ids.len() > 1) {
            // Rivals share their predecessor; behind a fork, the branches only go on beside each other.
            let mut parted = BTreeSet::new();
            for id in ids.iter().filter(|id| counted.contains(*id)) {
                let prev = chains.link(id).map_or(EnvelopeId::ZERO, |link| link.prev);
                if !parted.insert(prev) {
                    beside.insert(*id);
                }
            }
        }
    }
    beside
}

impl Evidence<'_> {
    fn stands(&self, author: &AuthorId) -> AuthorStanding {
        self.standing.get(author).copied().unwrap_or(AuthorStanding::Stranger)
    }

    /// Whether something of this author can have counted once and not count any more.
    fn loses(&self, author: &AuthorId) -> bool {
        *author != self.own
            && match self.stands(author) {
                AuthorStanding::Active => self.chains.is_forked(author),
                AuthorStanding::Removed => true,
                AuthorStanding::Stranger => false,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::AuthorStanding::{Active, Removed, Stranger};

    #[test]
    fn of_several_claims_to_a_pseudonym_removal_wins_and_a_strangers_changes_nothing() {
        for (one, other, both) in [
            (Active, Active, Active),
            (Active, Removed, Removed),
            (Removed, Removed, Removed),
            (Active, Stranger, Active),
            (Removed, Stranger, Removed),
            (Stranger, Stranger, Stranger),
        ] {
            assert_eq!((one.and(other), other.and(one)), (both, both));
        }
    }
}
