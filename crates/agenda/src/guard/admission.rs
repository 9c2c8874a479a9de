//! From a heap of changes to a new document: order, check, apply to a copy, compare. Everything
//! that the engine does here is contained, and its result is used only if it stands the comparison.

use std::collections::{BTreeSet, HashMap, HashSet};

use automerge::{Automerge, Change, LoadOptions};

use super::change::{Actor, ParsedChange};
use super::check::{self, Roots, Verdict};
use super::quiet::contained;
use super::{Admitted, Guard, Offer, Refusal};

/// The heads at which derived changes begin to wait. Each of them is a head until somebody writes, and
/// anybody can derive any number, but the next change must name all heads and may not name too many.
/// Other changes cannot pile up like that, because each names the one before it of the same actor.
const HEADS_MAX: usize = 256;

pub(super) fn admit(
    guard: Guard,
    document: &Automerge,
    rederive: &dyn Fn(&[u8]) -> Option<Vec<u8>>,
    offers: &[Offer<'_>],
) -> Admitted {
    let mut admission = Admission {
        offers,
        candidates: HashMap::new(),
        undecided: HashSet::new(),
        admitted: Admitted {
            document: None,
            guard,
            applied: Vec::new(),
            parked: Vec::new(),
            refused: Vec::new(),
            known: Vec::new(),
        },
    };
    admission.read(rederive);
    let order = admission.causal_order();
    admission.settle(document, order);
    let mut admitted = admission.admitted;
    admitted.parked.sort_unstable_by_key(|(place, _)| *place);
    admitted.refused.sort_unstable_by_key(|(place, _)| *place);
    admitted
}

struct Candidate {
    change: ParsedChange,
    roots: Roots,
}

impl Candidate {
    /// The place that it takes in the row of its author. Derived changes are nobody's.
    fn row(&self) -> Option<Row> {
        (self.roots == Roots::Refused).then(|| (self.change.actor(), self.change.sequence))
    }
}

/// An author's actor and one of its sequence numbers.
type Row = (Actor, u32);

struct Admission<'a> {
    offers: &'a [Offer<'a>],
    candidates: HashMap<usize, Candidate>,
    /// Places in rows for which something waits that can still have them.
    undecided: HashSet<Row>,
    admitted: Admitted,
}

impl Admission<'_> {
    /// Sorts out what is known, damaged, or made by another.
    fn read(&mut self, rederive: &dyn Fn(&[u8]) -> Option<Vec<u8>>) {
        let mut seen = BTreeSet::new();
        for (place, offer) in self.offers.iter().enumerate() {
            let candidate = ParsedChange::read(offer.change).and_then(|change| {
                let roots = allowed_roots(&change, offer, rederive)?;
                Ok(Candidate { change, roots })
            });
            match candidate {
                Err(refusal) => self.admitted.refused.push((place, refusal)),
                Ok(candidate) => {
                    let hash = candidate.change.hash;
                    let is_known = self.admitted.guard.index.number(&hash).is_some();
                    if is_known || !seen.insert(hash) {
                        self.admitted.known.push(place);
                    } else {
                        self.candidates.insert(place, candidate);
                    }
                }
            }
        }
    }

    /// The candidates, each after those that it depends on and those that came before it for its place in the row,
    /// otherwise as they came. A candidate whose dependencies are not here is among them too: the check says what it lacks.
    fn causal_order(&self) -> Vec<usize> {
        let places = self
            .candidates
            .iter()
            .map(|(place, candidate)| (candidate.change.hash, *place))
            .collect::<HashMap<_, _>>();
        let mut dependents: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut waits_for: HashMap<usize, usize> = HashMap::new();
        let mut ready = BTreeSet::new();
        let mut rows: HashMap<Row, usize> = HashMap::new();
        for place in 0..self.offers.len() {
            let Some(candidate) = self.candidates.get(&place) else { continue };
            let rival = candidate.row().and_then(|row| rows.insert(row, place));
            let needed = candidate.change.dependencies.iter().filter_map(|hash| places.get(hash).copied());
            let mut count = 0;
            for earlier in needed.chain(rival) {
                dependents.entry(earlier).or_default().push(place);
                count += 1;
            }
            if count == 0 {
                ready.insert(place);
            } else {
                waits_for.insert(place, count);
            }
        }
        let mut order = Vec::with_capacity(self.candidates.len());
        while let Some(place) = ready.pop_first() {
            order.push(place);
            for dependent in dependents.remove(&place).unwrap_or_default() {
                if let Some(count) = waits_for.get_mut(&dependent) {
                    *count -= 1;
                    if *count == 0 {
                        waits_for.remove(&dependent);
                        ready.insert(dependent);
                    }
                }
            }
        }
        // Hashes cannot run in a circle. What builds on its own rival can, and whatever is behind it comes last.
        let mut circle: Vec<usize> = waits_for.into_keys().collect();
        circle.sort_unstable();
        order.extend(circle);
        order
    }

    /// Applies the changes as one batch. If the engine does not take it, halves it until the change
    /// at fault stands alone: the check is meant to leave none, so this is for what it does not know.
    fn settle(&mut self, document: &Automerge, order: Vec<usize>) {
        let mut batches = vec![order];
        while let Some(batch) = batches.pop() {
            let mut guard = Guard { index: self.admitted.guard.index.fork() };
            let sound = batch.into_iter().filter(|place| self.check(&mut guard, *place)).collect::<Vec<_>>();
            if sound.is_empty() {
                continue;
            }
            let base = self.admitted.document.as_ref().unwrap_or(document);
            let offers = sound.iter().filter_map(|place| self.offers.get(*place));
            match apply(base, offers.map(|offer| offer.change)) {
                Some(applied) => {
                    guard.index.seal();
                    self.admitted.guard = guard;
                    self.admitted.document = Some(applied);
                    self.admitted.applied.extend(sound);
                }
                None if sound.len() == 1 => {
                    let refused = sound.into_iter().map(|place| (place, Refusal::Engine));
                    self.admitted.refused.extend(refused);
                }
                None => {
                    let (first, second) = sound.split_at(sound.len() / 2);
                    batches.push(second.to_vec());
                    batches.push(first.to_vec());
                }
            }
        }
    }

    fn check(&mut self, guard: &mut Guard, place: usize) -> bool {
        let Some(candidate) = self.candidates.get(&place) else {
            return false;
        };
        if candidate.roots == Roots::Allowed && guard.index.heads().len() >= HEADS_MAX {
            self.admitted.parked.push((place, Vec::new()));
            return false;
        }
        let row = candidate.row();
        // Two changes in one place: which one stands must not depend on when what they build on arrived.
        if row.is_some_and(|row| self.undecided.contains(&row)) {
            self.admitted.parked.push((place, Vec::new()));
            return false;
        }
        match check::check(&mut guard.index, &candidate.change, candidate.roots) {
            Ok(()) => true,
            Err(Verdict::Missing(dependencies)) => {
                if check::can_follow(&guard.index, &candidate.change) {
                    self.undecided.extend(row);
                }
                self.admitted.parked.push((place, dependencies));
                false
            }
            Err(Verdict::Refused(refusal)) => {
                self.admitted.refused.push((place, refusal));
                false
            }
        }
    }
}

/// The rule about actors: the author's own, or a fixed one and then exactly the derived bytes.
fn allowed_roots(
    change: &ParsedChange,
    offer: &Offer<'_>,
    rederive: &dyn Fn(&[u8]) -> Option<Vec<u8>>,
) -> Result<Roots, Refusal> {
    if change.actor() == offer.actor {
        return Ok(Roots::Refused);
    }
    match rederive(offer.change) {
        Some(derived) if derived == offer.change => Ok(Roots::Allowed),
        Some(_) => Err(Refusal::NotDerived),
        None => Err(Refusal::WrongActor),
    }
}

/// The document with these changes, if the engine takes them and the result can be saved, loads
/// with the same heads, and then reads the same. A half-changed copy is dropped unseen.
fn apply<'a>(document: &Automerge, chunks: impl Iterator<Item = &'a [u8]>) -> Option<Automerge> {
    contained(|| {
        let changes = chunks.map(|chunk| Change::try_from(chunk).ok()).collect::<Option<Vec<_>>>()?;
        let hashes = changes.iter().map(Change::hash).collect::<Vec<_>>();
        let mut copy = document.clone();
        copy.apply_changes(changes).ok()?;
        let arrived = hashes.iter().all(|hash| copy.get_change_meta_by_hash(hash).is_some());
        let options = LoadOptions::new().text_encoding(copy.text_encoding());
        let loaded = Automerge::load_with_options(&copy.save_nocompress(), options).ok()?;
        let reads_the_same =
            loaded.get_heads() == copy.get_heads() && loaded.hydrate(None) == copy.hydrate(None);
        (arrived && reads_the_same).then_some(copy)
    })
    .ok()
    .flatten()
}
