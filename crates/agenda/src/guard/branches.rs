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
    /// Whether others can know it: then they may have named it. Of what was never sealed, nobody does.
    pub told: bool,
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

/// How changes stand in a document.
pub struct Beside {
    /// Of each change, in the order in which they were given.
    pub told: Vec<Told>,
    /// Hashes that they had and do not have any more: as they were made, and where fewer of the branches were known to
    /// stand beside others. A document that holds one of these is out of date.
    pub former: BTreeSet<[u8; 32]>,
}

/// How the changes stand in the document. Give all that count, as one that is renamed renames whatever builds on it.
#[must_use]
pub fn beside(branches: &[Branch], said: &[Said<'_>]) -> Beside {
    let parsed: Vec<Option<ParsedChange>> =
        said.iter().map(|said| ParsedChange::read(said.chunk).ok()).collect();
    let former = former_names(branches, said, &parsed);
    let naming = Naming::of(branches, said, &parsed, &former, None);
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
    let told = told.collect();
    let made = naming.named.iter().filter(|(_, named)| named.bytes.is_some()).map(|(hash, _)| *hash);
    let mut former: BTreeSet<[u8; 32]> = former.keys().copied().chain(made).collect();
    // Somebody may have made anew, in the same bytes, what another one's change was called once.
    let unnamed = naming.changes.keys().filter(|hash| !naming.named.contains_key(*hash));
    let current: BTreeSet<[u8; 32]> =
        naming.named.values().map(|named| &named.hash).chain(unnamed).copied().collect();
    former.retain(|hash| !current.contains(hash));
    Beside { told, former }
}

/// A name that a change had for whoever knew of fewer branches: its hash as it was made, and the branches that stood beside
/// others by that.
struct Former {
    hash: [u8; 32],
    view: BTreeSet<usize>,
}

/// The names of changes by every view that somebody can have had who did not know yet of all branches that they stand
/// beside others. Where there are more branches than anybody honest makes, none: what is named by a former name then waits.
fn former_names(
    branches: &[Branch],
    said: &[Said<'_>],
    parsed: &[Option<ParsedChange>],
) -> BTreeMap<[u8; 32], Former> {
    let mut former = BTreeMap::new();
    let known = branches.iter().enumerate().filter(|(_, branch)| branch.told);
    let known: Vec<usize> = known.map(|(place, _)| place).collect();
    if known.len() > VIEWED_MAX {
        return former;
    }
    let all = known.iter().fold(vec![BTreeSet::new()], |views: Vec<BTreeSet<usize>>, place| {
        let with = views.iter().map(|view| view.iter().chain([place]).copied().collect());
        views.iter().cloned().chain(with).collect()
    });
    let mut views: Vec<BTreeSet<usize>> =
        all.into_iter().filter(|view| !view.is_empty() && view.len() < branches.len()).collect();
    // Who knows of more names what was written by those who knew of less.
    views.sort_by_key(BTreeSet::len);
    for view in views {
        let paths: Vec<Vec<usize>> = said
            .iter()
            .map(|said| said.branches.iter().copied().filter(|place| view.contains(place)).collect())
            .collect();
        let seen: Vec<Said<'_>> =
            said.iter().zip(&paths).map(|(said, branches)| Said { branches, ..*said }).collect();
        let naming = Naming::of(branches, &seen, parsed, &former, Some(&view));
        let named = naming.named.into_iter().filter(|(_, named)| named.bytes.is_some());
        for (hash, Named { hash: name, .. }) in named.collect::<Vec<_>>() {
            former.entry(name).or_insert_with(|| Former { hash, view: view.clone() });
        }
    }
    former
}

/// Of more branches beside others in one document, not all combinations are looked at.
const VIEWED_MAX: usize = 4;

/// One change, and the branches on which it stands.
struct Known<'a> {
    parsed: &'a ParsedChange,
    chunk: &'a [u8],
    path: &'a [usize],
}

/// The actors of the branches on which a change stands, the outermost first: the same on every device, and less for less.
type Rank = Vec<Option<[u8; 16]>>;

/// A change that goes by another name.
struct Named {
    /// None where the engine does not take it.
    bytes: Option<Vec<u8>>,
    hash: [u8; 32],
    on: On,
}

/// Every branch that a change builds on, its own among them, each with the actor by which the change names what is on it.
type On = BTreeSet<(usize, [u8; 16])>;

struct Naming<'a> {
    branches: &'a [Branch],
    former: &'a BTreeMap<[u8; 32], Former>,
    /// Whose names these are; all branches, if none.
    view: Option<&'a BTreeSet<usize>>,
    changes: BTreeMap<[u8; 32], Known<'a>>,
    /// Of every branch, the first operation and the first place in the row of its author.
    starts: Vec<(u64, u64)>,
    /// Of every branch, those that it parts from, the nearest first.
    parents: Vec<&'a [usize]>,
    named: BTreeMap<[u8; 32], Named>,
    /// Changes that were looked at.
    done: BTreeSet<[u8; 32]>,
}

impl<'a> Naming<'a> {
    /// All of them named.
    fn of(
        branches: &'a [Branch],
        said: &[Said<'a>],
        parsed: &'a [Option<ParsedChange>],
        former: &'a BTreeMap<[u8; 32], Former>,
        view: Option<&'a BTreeSet<usize>>,
    ) -> Self {
        let to = |place: &usize| branches.get(*place).map(|branch| branch.to);
        let names = |path: &[usize]| path.iter().rev().map(to).collect();
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
        let mut parents: Vec<&[usize]> = vec![&[]; branches.len()];
        let changes: BTreeMap<[u8; 32], Known<'a>> =
            changes.into_iter().map(|(hash, (_, known))| (hash, known)).collect();
        for Known { parsed, path, .. } in changes.values() {
            let Some((place, before)) = path.split_first() else { continue };
            if let Some(start) = starts.get_mut(*place) {
                start.0 = start.0.min(parsed.start_operation.into());
                start.1 = start.1.min(parsed.sequence.into());
            }
            if let Some(parents) = parents.get_mut(*place) {
                *parents = before;
            }
        }
        let hashes: Vec<[u8; 32]> = changes.keys().copied().collect();
        let mut naming = Self {
            branches,
            former,
            view,
            changes,
            starts,
            parents,
            named: BTreeMap::new(),
            done: BTreeSet::new(),
        };
        hashes.into_iter().for_each(|hash| naming.resolve(hash));
        naming
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
            let dependencies = known.parsed.dependencies.iter().map(|dep| self.as_made(dep).0);
            open.extend(
                dependencies.filter(|dep| self.changes.contains_key(dep) && !self.done.contains(dep)),
            );
            if open.len() > before {
                continue;
            }
            open.pop();
            self.done.insert(hash);
            // Each change names its actor's last one. So what it builds on of the branch that its own one parts from is
            // among these.
            let own = known.path.first().and_then(|place| Some((*place, self.branches.get(*place)?.from)));
            let mut on: On = own.into_iter().collect();
            let mut moved = !on.is_empty();
            for dep in &known.parsed.dependencies {
                let (made, view) = self.as_made(dep);
                let Some(named) = self.named.get(&made).filter(|named| named.hash != *dep) else { continue };
                moved = true;
                match view {
                    Some(view) => on.extend(named.on.iter().filter_map(|on| self.seen(on, view))),
                    None => on.extend(&named.on),
                }
            }
            if moved {
                let made = contained(|| self.named_as(known, &on)).ok().flatten();
                let (bytes, name) = made.map_or((None, hash), |(bytes, name)| (Some(bytes), name));
                self.named.insert(hash, Named { bytes, hash: name, on });
            }
        }
    }

    /// A branch, for whoever knew of these: nothing where it was among them, else the actor that its changes had. That is
    /// the one of the nearest branch from which it parts and which was among them.
    fn seen(&self, (place, had): &(usize, [u8; 16]), view: &BTreeSet<usize>) -> Option<(usize, [u8; 16])> {
        if view.contains(place) {
            return None;
        }
        let parent = self.parents.get(*place)?.iter().find(|parent| view.contains(*parent));
        let parent = parent.and_then(|parent| self.branches.get(*parent));
        Some((*place, parent.map_or(*had, |parent| parent.to)))
    }

    /// The hash that a change has as it was made, by that or by a name that it had for whoever knew of less; then also the
    /// view.
    fn as_made(&self, hash: &[u8; 32]) -> ([u8; 32], Option<&'a BTreeSet<usize>>) {
        let known = |former: &&Former| self.view.is_none_or(|view| former.view.is_subset(view));
        match self.former.get(hash).filter(known) {
            Some(former) if !self.changes.contains_key(hash) => (former.hash, Some(&former.view)),
            _ => (*hash, None),
        }
    }

    fn named_as(&self, known: &Known<'_>, on: &On) -> Option<(Vec<u8>, [u8; 32])> {
        let mut expanded: ExpandedChange = Change::from_bytes(known.chunk.to_vec()).ok()?.decode();
        if let Some(place) = known.path.first() {
            expanded.actor_id = actor(&self.branches.get(*place)?.to);
            expanded.seq = expanded.seq.checked_sub(self.starts.get(*place)?.1)? + 1;
        }
        expanded.hash = None;
        for dep in &mut expanded.deps {
            if let Some(named) = self.named.get(&self.as_made(&dep.0).0) {
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
    fn rename(&self, id: &mut OpId, on: &On) {
        let start = |place: usize| self.starts.get(place).map(|start| start.0);
        let of_it = on.iter().filter(|(_, had)| actor(had) == id.1).map(|(place, _)| *place);
        let begun = of_it.filter(|place| start(*place).is_some_and(|start| start <= id.0));
        let last =
            begun.max_by_key(|place| (start(*place), self.branches.get(*place).map(|branch| branch.to)));
        if let Some(branch) = last.and_then(|place| self.branches.get(place)) {
            id.1 = actor(&branch.to);
        }
    }
}

fn actor(bytes: &[u8; 16]) -> ActorId {
    ActorId::from(bytes.as_slice())
}
