//! In which order a relay that lacks several envelopes takes them: whoever is let in comes after the step that lets them
//! in, and whoever was shut out, before the step that shuts them out (docs/protocol.md §8.6). Envelopes lie here in the
//! order in which they came, and that can be another one: one chain was read after the other.

use std::collections::{BTreeMap, VecDeque};

use wire::{AccessList, AccessOp, AuthorId, Envelope, Kind, Rights};

/// Whether an envelope is a step of the access list: then what is handed over with it has to be in order.
#[must_use]
pub fn is_step(envelope: &Envelope) -> bool {
    envelope.header().kind == Kind::Access
}

/// Everything of one stream that is here, given in the order in which it came, as an empty relay takes it. What it would
/// refuse in any order stands at the end.
#[must_use]
pub fn in_order<T>(came: Vec<T>, envelope: impl Fn(&T) -> &Envelope) -> Vec<T> {
    let mut waiting: Chains<T> = BTreeMap::new();
    for (place, item) in came.into_iter().enumerate() {
        let header = envelope(&item).header();
        let (author, seq) = (header.author, header.seq);
        waiting.entry(author).or_default().push_back(Waiting {
            place,
            seq,
            step: step(envelope(&item)),
            item,
        });
    }
    for chain in waiting.values_mut() {
        chain.make_contiguous().sort_by_key(|waiting| (waiting.seq, waiting.place));
    }
    let mut list: Option<AccessList> = None;
    let mut ordered = Vec::new();
    while let Some(author) = next(&waiting, list.as_ref()) {
        let Some(taken) = waiting.get_mut(&author).and_then(VecDeque::pop_front) else { break };
        if taken.step.is_some() {
            let verified = envelope(&taken.item).clone().verified_before();
            match &mut list {
                // A step that a relay refuses changes nothing here either.
                Some(list) => drop(list.apply(&verified)),
                None => list = AccessList::open(&verified).ok(),
            }
        }
        ordered.push(taken.item);
    }
    let mut rest: Vec<Waiting<T>> = waiting.into_values().flatten().collect();
    rest.sort_by_key(|waiting| waiting.place);
    ordered.extend(rest.into_iter().map(|waiting| waiting.item));
    ordered
}

type Chains<T> = BTreeMap<AuthorId, VecDeque<Waiting<T>>>;

struct Waiting<T> {
    /// When it came.
    place: usize,
    seq: u64,
    step: Option<AccessOp>,
    item: T,
}

/// Whose next envelope the relay takes now: of those that it may take, the one that came first. Whoever is to be shut out
/// says everything before, unless nothing else is left.
fn next<T>(waiting: &Chains<T>, list: Option<&AccessList>) -> Option<AuthorId> {
    let heads = waiting.iter().filter_map(|(author, chain)| chain.front().map(|head| (*author, head)));
    let fits = heads.filter(|(author, head)| match (&head.step, list) {
        (Some(AccessOp::Genesis { .. }), None) => true,
        (_, None) | (Some(AccessOp::Genesis { .. }), Some(_)) => false,
        (Some(AccessOp::Enroll { .. }), Some(list)) => list.allows(author, Rights::ENROLL),
        (Some(AccessOp::Retire { .. } | AccessOp::Close), Some(list)) => list.allows(author, Rights::RETIRE),
        (None, Some(list)) => list.allows(author, Rights::APPEND),
    });
    let early = |head: &Waiting<T>| match &head.step {
        Some(AccessOp::Retire { subject }) => waiting.get(subject).is_some_and(|chain| !chain.is_empty()),
        Some(AccessOp::Close) => true,
        _ => false,
    };
    fits.min_by_key(|(_, head)| (early(head), head.place)).map(|(author, _)| author)
}

fn step(envelope: &Envelope) -> Option<AccessOp> {
    is_step(envelope).then(|| AccessOp::decode(envelope.body()).ok()).flatten()
}
