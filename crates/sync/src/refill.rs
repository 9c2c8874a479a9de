//! In which order envelopes are handed to a relay that lacks several of them (docs/protocol.md §8.2). The relay takes
//! nothing from a key that is shut out, and nothing from one that is not let in yet; the order in which they came to this
//! device says little about either, as it read one chain after the other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use wire::{AccessOp, AuthorId, Envelope, EnvelopeId, Kind};

use crate::conversation::Put;

/// What a key shut out wrote goes before the step that shuts it out, and what a key let in wrote goes behind the step
/// that lets it in; otherwise everything keeps its order.
pub(crate) fn in_order(puts: Vec<Put>) -> VecDeque<Put> {
    let steps: BTreeMap<EnvelopeId, AccessOp> =
        puts.iter().filter_map(|put| Some((put.id, step(put)?))).collect();
    if steps.is_empty() {
        return puts.into();
    }
    let mut left: BTreeMap<AuthorId, usize> = BTreeMap::new();
    puts.iter().for_each(|put| *left.entry(put.author).or_default() += 1);
    let mut outside: BTreeMap<AuthorId, usize> = BTreeMap::new();
    steps.values().filter_map(let_in).for_each(|subject| *outside.entry(subject).or_default() += 1);
    let mut ordered = VecDeque::with_capacity(puts.len());
    let mut waiting = puts;
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut held: BTreeSet<AuthorId> = BTreeSet::new();
        let mut rest = Vec::new();
        for put in waiting {
            let step = steps.get(&put.id);
            let too_early = step.and_then(shut_out).is_some_and(|subject| {
                subject != put.author && left.get(&subject).is_some_and(|count| *count > 0)
            });
            let not_in = outside.get(&put.author).is_some_and(|count| *count > 0);
            if too_early || not_in || held.contains(&put.author) {
                held.insert(put.author);
                rest.push(put);
                continue;
            }
            left.entry(put.author).and_modify(|count| *count -= 1);
            if let Some(subject) = step.and_then(let_in) {
                outside.entry(subject).and_modify(|count| *count -= 1);
            }
            ordered.push_back(put);
        }
        if rest.len() == before {
            // They shut each other out: as they came.
            ordered.extend(rest);
            break;
        }
        waiting = rest;
    }
    ordered
}

fn step(put: &Put) -> Option<AccessOp> {
    let envelope = Envelope::parse(&put.bytes).ok()?;
    (envelope.header().kind == Kind::Access).then(|| AccessOp::decode(envelope.body()).ok()).flatten()
}

fn let_in(step: &AccessOp) -> Option<AuthorId> {
    match step {
        AccessOp::Enroll { subject, .. } => Some(*subject),
        _ => None,
    }
}

fn shut_out(step: &AccessOp) -> Option<AuthorId> {
    match step {
        AccessOp::Retire { subject } => Some(*subject),
        _ => None,
    }
}
