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
}

/// The accepted set. Where an author forked and others cover both branches, the one whose first envelope has the lower
/// id counts, and what covers only the other is not taken into account for it.
///
/// What took effect here counts as covered by an envelope that we are about to write: nothing is taken back, and what
/// comes in only after a removal is known does not slip in with it.
pub(crate) fn accepted(evidence: &Evidence<'_>) -> Acceptance {
    let plain = resolved(evidence, &[]);
    let lost: Vec<EnvelopeId> = evidence
        .chains
        .authors()
        .filter(|(author, _)| evidence.loses(author))
        .flat_map(|(_, places)| places.values().flatten())
        .filter(|id| (evidence.applied)(id) && !plain.contains(*id))
        .copied()
        .collect();
    if lost.is_empty() || !holds(Rule::Pin) {
        return Acceptance { accepted: plain, unpinned: BTreeSet::new() };
    }
    let accepted = resolved(evidence, &lost);
    let unpinned = lost.into_iter().filter(|id| accepted.contains(id)).collect();
    Acceptance { accepted, unpinned }
}

fn resolved(evidence: &Evidence<'_>, ours: &[EnvelopeId]) -> BTreeSet<EnvelopeId> {
    let all = least_fixed_point(evidence, ours, &BTreeSet::new());
    let losers = losing_branches(evidence.chains, &all);
    if losers.is_empty() { all } else { least_fixed_point(evidence, ours, &losers) }
}

/// Two removed authors cannot vouch for each other, since nothing is counted that does not start from an active one.
fn least_fixed_point(
    evidence: &Evidence<'_>,
    ours: &[EnvelopeId],
    losers: &BTreeSet<EnvelopeId>,
) -> BTreeSet<EnvelopeId> {
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
        cover(evidence, &evidence.own, target, losers, &mut counted, &mut fresh);
    }
    while let Some(id) = fresh.pop() {
        let Some(voucher) = chains.link(&id) else { continue };
        for target in (evidence.frontier)(&id) {
            cover(evidence, &voucher.author, &target, losers, &mut counted, &mut fresh);
        }
    }
    counted
}

/// `voucher` says that it had accepted `target`: that counts for others' chains, with everything before it.
fn cover(
    evidence: &Evidence<'_>,
    voucher: &AuthorId,
    target: &EnvelopeId,
    losers: &BTreeSet<EnvelopeId>,
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
        if losers.contains(&id) {
            return;
        }
        // What counts has all before it counted, and has no loser among it.
        if counted.contains(&id) {
            break;
        }
        uncounted.push(id);
    }
    counted.extend(uncounted.iter().copied());
    fresh.extend(uncounted);
}

/// The first envelopes of every counted branch that has a counted rival with a lower id.
fn losing_branches(chains: &Chains, counted: &BTreeSet<EnvelopeId>) -> BTreeSet<EnvelopeId> {
    let mut losers = BTreeSet::new();
    if !holds(Rule::Fork) {
        return losers;
    }
    for (_, places) in chains.authors().filter(|(author, _)| chains.is_forked(author)) {
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
