//! Changes of a chain that forked. The document engine knows an actor's changes as one row, so of two branches only one
//! can stand in a document under the actor of their author. The others are given an actor of their own here, and whatever
//! builds on them names them by that: the same changes under other names. What comes out depends on nothing but what goes
//! in, so every device has the same document. docs/protocol.md §7.1

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;

use automerge::legacy::{ElementId, Key, ObjectId, OpId};
use automerge::{ActorId, Change, ChangeHash, ExpandedChange};

use super::change::ParsedChange;
use super::quiet::contained;

/// A branch that does not go by the actor of its author.
#[derive(Debug, Clone, Copy)]
pub struct Branch {
    /// The author's actor, under which its changes were made.
    pub from: [u8; 16],
    /// Its own.
    pub to: [u8; 16],
}

/// A change as somebody made it.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The raw chunk.
    pub chunk: &'a [u8],
    /// The actor of the author of its envelope.
    pub actor: [u8; 16],
    /// The places, in the list of branches, of those on which its envelope stands; the nearest first.
    pub branches: &'a [usize],
}

/// How a change stands in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// As it was made. So does what is no change, for the guard to refuse.
    AsMade,
    /// By another name: the raw chunk of that.
    Renamed(Vec<u8>),
    /// As another branch says it that has it, too: what waited to be sealed when a home was copied.
    Elsewhere,
}

/// How the changes stand in the document, in the same order. Give all that count, as one that is renamed renames whatever
/// builds on it.
#[must_use]
pub fn beside(branches: &[Branch], said: &[Said<'_>]) -> Vec<Told> {
    let parsed: Vec<Option<ParsedChange>> =
        said.iter().map(|said| ParsedChange::read(said.chunk).ok()).collect();
    let mut naming = Naming::new(branches, said, &parsed);
    let hashes: Vec<[u8; 32]> = naming.changes.keys().copied().collect();
    hashes.into_iter().for_each(|hash| naming.resolve(hash));
    let told = said.iter().zip(&parsed).map(|(said, parsed)| {
        let known = parsed.as_ref().and_then(|parsed| naming.changes.get(&parsed.hash));
        let Some(known) = known else { return Told::AsMade };
        let own = known.parsed.actor() == said.actor;
        if own && known.path != said.branches {
            return Told::Elsewhere;
        }
        match naming.named.get(&known.parsed.hash).and_then(|named| named.bytes.clone()) {
            Some(renamed) => Told::Renamed(renamed),
            None => Told::AsMade,
        }
    });
    told.collect()
}

/// One change, and the branches on which it stands.
struct Known<'a> {
    parsed: &'a ParsedChange,
    chunk: &'a [u8],
    path: &'a [usize],
}

/// The actors of the branches on which a change stands: the same on every device, and less for less.
type Rank = Vec<Option<[u8; 16]>>;

/// A change that goes by another name.
struct Named {
    /// None where the engine does not take it.
    bytes: Option<Vec<u8>>,
    hash: [u8; 32],
    /// Every branch that it builds on, its own among them.
    on: BTreeSet<usize>,
}

struct Naming<'a> {
    branches: &'a [Branch],
    changes: BTreeMap<[u8; 32], Known<'a>>,
    /// Of every branch, the first operation and the first place in the row of its author.
    starts: Vec<(u64, u64)>,
    named: BTreeMap<[u8; 32], Named>,
    /// Changes that were looked at.
    done: BTreeSet<[u8; 32]>,
}

impl<'a> Naming<'a> {
    fn new(branches: &'a [Branch], said: &[Said<'a>], parsed: &'a [Option<ParsedChange>]) -> Self {
        let names =
            |path: &[usize]| path.iter().map(|place| branches.get(*place).map(|branch| branch.to)).collect();
        let mut changes: BTreeMap<[u8; 32], (Rank, Known<'a>)> = BTreeMap::new();
        for (said, parsed) in said.iter().zip(parsed) {
            let Some(parsed) = parsed else { continue };
            // What everybody derives alike has an actor of its own, and what is somebody else's is for the guard to refuse.
            let path = if parsed.actor() == said.actor { said.branches } else { continue };
            let (rank, known) = (names(path), Known { parsed, chunk: said.chunk, path });
            // Where several branches have it, it stands where the author's actor does, else where all choose it alike.
            match changes.get(&parsed.hash) {
                Some((before, _)) if *before <= rank => {}
                _ => drop(changes.insert(parsed.hash, (rank, known))),
            }
        }
        let mut starts = vec![(u64::MAX, u64::MAX); branches.len()];
        let changes: BTreeMap<[u8; 32], Known<'a>> =
            changes.into_iter().map(|(hash, (_, known))| (hash, known)).collect();
        for Known { parsed, path, .. } in changes.values() {
            if let Some(start) = path.first().and_then(|place| starts.get_mut(*place)) {
                start.0 = start.0.min(parsed.start_operation.into());
                start.1 = start.1.min(parsed.sequence.into());
            }
        }
        Self { branches, changes, starts, named: BTreeMap::new(), done: BTreeSet::new() }
    }

    /// Names one change, after those that it builds on. Hashes cannot run in a circle.
    fn resolve(&mut self, hash: [u8; 32]) {
        let mut open = vec![hash];
        while let Some(hash) = open.last().copied() {
            let Some(known) = self.changes.get(&hash).filter(|_| !self.done.contains(&hash)) else {
                open.pop();
                continue;
            };
            let before = open.len();
            let unknown = |dep: &&[u8; 32]| self.changes.contains_key(*dep) && !self.done.contains(*dep);
            open.extend(known.parsed.dependencies.iter().filter(unknown));
            if open.len() > before {
                continue;
            }
            open.pop();
            self.done.insert(hash);
            let mut on: BTreeSet<usize> = known.path.iter().copied().collect();
            on.extend(
                known
                    .parsed
                    .dependencies
                    .iter()
                    .filter_map(|dep| self.named.get(dep))
                    .flat_map(|dep| &dep.on),
            );
            if !on.is_empty() {
                let made = contained(|| self.named_as(known, &on)).ok().flatten();
                let (bytes, name) = made.map_or((None, hash), |(bytes, name)| (Some(bytes), name));
                self.named.insert(hash, Named { bytes, hash: name, on });
            }
        }
    }

    fn named_as(&self, known: &Known<'_>, on: &BTreeSet<usize>) -> Option<(Vec<u8>, [u8; 32])> {
        let mut expanded: ExpandedChange = Change::from_bytes(known.chunk.to_vec()).ok()?.decode();
        if let Some(place) = known.path.first() {
            expanded.actor_id = actor(&self.branches.get(*place)?.to);
            expanded.seq = expanded.seq.checked_sub(self.starts.get(*place)?.1)? + 1;
        }
        expanded.hash = None;
        for dep in &mut expanded.deps {
            if let Some(named) = self.named.get(&dep.0) {
                *dep = ChangeHash(named.hash);
            }
        }
        expanded.deps.sort_unstable();
        expanded.start_op = NonZeroU64::new(known.parsed.start_operation.into())?;
        for operation in &mut expanded.operations {
            if let ObjectId::Id(id) = &mut operation.obj {
                self.rename(id, on);
            }
            if let Key::Seq(ElementId::Id(id)) = &mut operation.key {
                self.rename(id, on);
            }
            operation.pred = operation
                .pred
                .iter()
                .cloned()
                .map(|mut id| {
                    self.rename(&mut id, on);
                    id
                })
                .collect();
        }
        let made = Change::from(expanded);
        Some((made.raw_bytes().to_vec(), made.hash().0))
    }

    /// An operation of a branch on which the change builds: of those of its actor, the last that began before it.
    fn rename(&self, id: &mut OpId, on: &BTreeSet<usize>) {
        let branch =
            on.iter().filter_map(|place| Some((self.branches.get(*place)?, self.starts.get(*place)?.0)));
        let of_it = branch.filter(|(branch, start)| *start <= id.0 && actor(&branch.from) == id.1);
        if let Some((branch, _)) = of_it.max_by_key(|(_, start)| *start) {
            id.1 = actor(&branch.to);
        }
    }
}

fn actor(bytes: &[u8; 16]) -> ActorId {
    ActorId::from(bytes.as_slice())
}
