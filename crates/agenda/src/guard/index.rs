//! What the guard remembers of a document: its changes and who saw what, its objects, the values
//! of its keys and the elements of its texts, by name only. Holds no content, and no engine.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::change::Actor;

/// A change by its place in the order in which this index met the changes.
pub(super) type ChangeNumber = u32;
/// An actor by its place in the order in which this index met the actors.
pub(super) type ActorNumber = u32;

/// An operation of the document. Actor numbers mean something in one index only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct OperationId {
    pub(super) counter: u32,
    pub(super) actor: ActorNumber,
}

/// An object; none is the root map.
pub(super) type ObjectId = Option<OperationId>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ObjectKind {
    Map,
    Text,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Object {
    pub(super) kind: ObjectKind,
    /// How many objects lie around it; the root map has none.
    pub(super) depth: u32,
    pub(super) made_by: ChangeNumber,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub(super) operation: OperationId,
    pub(super) by: ChangeNumber,
}

/// Characters typed in one go: consecutive counters of one actor, in one text, by one change.
#[derive(Clone, Copy, Debug)]
struct Run {
    last_counter: u32,
    text: OperationId,
    by: ChangeNumber,
}

#[derive(Debug)]
struct ChangeEntry {
    max_operation: u32,
    /// The earlier changes that this one has not seen, as ascending closed ranges of numbers.
    unseen: Box<[(ChangeNumber, ChangeNumber)]>,
}

/// A part of the index: what some changes added. Layers make it cheap to keep the index from before
/// a batch beside the one after it.
#[derive(Debug, Default)]
pub(super) struct Layer {
    changes: Vec<ChangeEntry>,
    numbers: HashMap<[u8; 32], ChangeNumber>,
    actors: HashMap<Actor, ActorNumber>,
    latest: HashMap<ActorNumber, (u32, [u8; 32])>,
    objects: HashMap<OperationId, Object>,
    keys: HashMap<ObjectId, HashMap<String, Vec<Written>>>,
    runs: BTreeMap<(ActorNumber, u32), Run>,
    overwritten: HashMap<OperationId, Vec<ChangeNumber>>,
}

impl Layer {
    pub(super) fn object(&self, id: OperationId) -> Option<Object> {
        self.objects.get(&id).copied()
    }

    pub(super) fn values(&self, object: ObjectId, key: &str) -> &[Written] {
        self.keys.get(&object).and_then(|keys| keys.get(key)).map_or(&[], Vec::as_slice)
    }

    /// The change that inserted this element, if it lies in this text.
    pub(super) fn element(&self, text: OperationId, id: OperationId) -> Option<ChangeNumber> {
        let up_to = ..=(id.actor, id.counter);
        let ((actor, _), run) = self.runs.range(up_to).next_back()?;
        (*actor == id.actor && id.counter <= run.last_counter && run.text == text).then_some(run.by)
    }

    pub(super) fn overwriters(&self, id: OperationId) -> &[ChangeNumber] {
        self.overwritten.get(&id).map_or(&[], Vec::as_slice)
    }

    pub(super) fn add_object(&mut self, id: OperationId, object: Object) {
        self.objects.insert(id, object);
    }

    pub(super) fn add_value(&mut self, object: ObjectId, key: &str, written: Written) {
        let keys = self.keys.entry(object).or_default();
        match keys.get_mut(key) {
            Some(values) => values.push(written),
            None => {
                keys.insert(key.to_owned(), vec![written]);
            }
        }
    }

    pub(super) fn add_overwritten(&mut self, id: OperationId, by: ChangeNumber) {
        self.overwritten.entry(id).or_default().push(by);
    }

    pub(super) fn add_element(&mut self, text: OperationId, id: OperationId, by: ChangeNumber) {
        let before = ..(id.actor, id.counter);
        if let Some(((actor, _), run)) = self.runs.range_mut(before).next_back()
            && *actor == id.actor
            && run.last_counter + 1 == id.counter
            && run.text == text
            && run.by == by
        {
            run.last_counter = id.counter;
            return;
        }
        let run = Run { last_counter: id.counter, text, by };
        self.runs.insert((id.actor, id.counter), run);
    }

    /// Takes over everything of a layer whose changes come right after ours.
    fn absorb(&mut self, later: Self) {
        self.changes.extend(later.changes);
        self.numbers.extend(later.numbers);
        self.actors.extend(later.actors);
        self.latest.extend(later.latest);
        self.objects.extend(later.objects);
        for (object, keys) in later.keys {
            let ours = self.keys.entry(object).or_default();
            for (key, values) in keys {
                ours.entry(key).or_default().extend(values);
            }
        }
        self.runs.extend(later.runs);
        for (id, by) in later.overwritten {
            self.overwritten.entry(id).or_default().extend(by);
        }
    }

    fn copy(&self) -> Self {
        let changes = self
            .changes
            .iter()
            .map(|entry| ChangeEntry { max_operation: entry.max_operation, unseen: entry.unseen.clone() });
        Self {
            changes: changes.collect(),
            numbers: self.numbers.clone(),
            actors: self.actors.clone(),
            latest: self.latest.clone(),
            objects: self.objects.clone(),
            keys: self.keys.clone(),
            runs: self.runs.clone(),
            overwritten: self.overwritten.clone(),
        }
    }
}

/// The header of a change that is about to be checked against the index.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) hash: [u8; 32],
    pub(super) dependencies: Vec<[u8; 32]>,
    pub(super) actor: Actor,
    pub(super) sequence: u32,
    pub(super) max_operation: u32,
}

/// What a change has seen: everything before it but these ranges.
#[derive(Debug)]
pub(super) struct Sight {
    pub(super) number: ChangeNumber,
    unseen: Vec<(ChangeNumber, ChangeNumber)>,
}

impl Sight {
    /// Whether this change, or one that it builds upon, is the one named.
    pub(super) fn covers(&self, change: ChangeNumber) -> bool {
        let next = self.unseen.partition_point(|(_, last)| *last < change);
        change <= self.number && self.unseen.get(next).is_none_or(|(first, _)| change < *first)
    }
}

/// All layers, oldest first, and one open layer that is still growing.
#[derive(Debug, Default)]
pub(super) struct Index {
    sealed: Vec<Arc<Layer>>,
    open: Layer,
    change_count: u32,
    actor_count: u32,
    heads: BTreeSet<[u8; 32]>,
}

impl Index {
    pub(super) fn heads(&self) -> &BTreeSet<[u8; 32]> {
        &self.heads
    }

    pub(super) fn layers(&self) -> impl Iterator<Item = &Layer> {
        self.sealed.iter().map(Arc::as_ref).chain([&self.open])
    }

    pub(super) fn number(&self, hash: &[u8; 32]) -> Option<ChangeNumber> {
        self.layers().find_map(|layer| layer.numbers.get(hash).copied())
    }

    pub(super) fn actor(&self, actor: &Actor) -> Option<ActorNumber> {
        self.layers().find_map(|layer| layer.actors.get(actor).copied())
    }

    /// The number that an actor has or will get with its first change.
    pub(super) fn actor_or_next(&self, actor: &Actor) -> ActorNumber {
        self.actor(actor).unwrap_or(self.actor_count)
    }

    /// The last sequence number of an actor, and the change that bears it.
    pub(super) fn latest(&self, actor: ActorNumber) -> Option<(u32, [u8; 32])> {
        // Later layers first: each holds the latest as of then.
        let sealed = self.sealed.iter().rev().map(Arc::as_ref);
        [&self.open].into_iter().chain(sealed).find_map(|layer| layer.latest.get(&actor).copied())
    }

    fn entry(&self, number: ChangeNumber) -> Option<&ChangeEntry> {
        let mut place = number as usize;
        for layer in self.layers() {
            match layer.changes.get(place) {
                Some(entry) => return Some(entry),
                None => place -= layer.changes.len(),
            }
        }
        None
    }

    pub(super) fn max_operation(&self, number: ChangeNumber) -> u32 {
        self.entry(number).map_or(0, |entry| entry.max_operation)
    }

    /// What the next change has seen if it depends on exactly these.
    pub(super) fn sight(&self, dependencies: &[ChangeNumber]) -> Sight {
        let number = self.change_count;
        let mut unseen: Option<Vec<(ChangeNumber, ChangeNumber)>> = None;
        for dependency in dependencies {
            let mut theirs = self.entry(*dependency).map(|entry| entry.unseen.to_vec()).unwrap_or_default();
            if dependency + 1 < number {
                theirs.push((dependency + 1, number - 1));
            }
            unseen = Some(match unseen {
                Some(ours) => intersection(&ours, &theirs),
                None => theirs,
            });
        }
        let nothing_seen = if number == 0 { Vec::new() } else { vec![(0, number - 1)] };
        Sight { number, unseen: unseen.unwrap_or(nothing_seen) }
    }

    /// Adds a change together with what it writes.
    pub(super) fn add(&mut self, header: &Header, sight: Sight, additions: Layer) {
        let actor = self.actor_or_next(&header.actor);
        if actor == self.actor_count {
            self.open.actors.insert(header.actor, actor);
            self.actor_count += 1;
        }
        for dependency in &header.dependencies {
            self.heads.remove(dependency);
        }
        self.heads.insert(header.hash);
        self.open.absorb(additions);
        self.open.latest.insert(actor, (header.sequence, header.hash));
        self.open.numbers.insert(header.hash, sight.number);
        self.open.changes.push(ChangeEntry {
            max_operation: header.max_operation,
            unseen: sight.unseen.into_boxed_slice(),
        });
        self.change_count += 1;
    }

    /// A copy to go on with. Cheap once the index is sealed.
    pub(super) fn fork(&self) -> Self {
        let mut sealed = self.sealed.clone();
        if !self.open.changes.is_empty() {
            sealed.push(Arc::new(self.open.copy()));
        }
        Self {
            sealed,
            open: Layer::default(),
            change_count: self.change_count,
            actor_count: self.actor_count,
            heads: self.heads.clone(),
        }
    }

    /// Closes the open layer. Layers of like size are merged, so that there are only as many as the
    /// number of changes has bits, and each change is copied about as often.
    pub(super) fn seal(&mut self) {
        if self.open.changes.is_empty() {
            return;
        }
        let mut top = std::mem::take(&mut self.open);
        while let Some(below) = self.sealed.pop_if(|below| below.changes.len() < 2 * top.changes.len()) {
            let mut merged = Arc::try_unwrap(below).unwrap_or_else(|shared| shared.copy());
            merged.absorb(top);
            top = merged;
        }
        self.sealed.push(Arc::new(top));
    }

    /// Whether any change in `overwriters` of this operation was seen.
    pub(super) fn is_overwritten(&self, id: OperationId, sight: &Sight) -> bool {
        self.layers().flat_map(|layer| layer.overwriters(id)).any(|by| sight.covers(*by))
    }

    /// The values of a key that a change with this sight finds there.
    pub(super) fn visible(&self, object: ObjectId, key: &str, sight: &Sight) -> HashSet<OperationId> {
        self.layers()
            .flat_map(|layer| layer.values(object, key))
            .filter(|written| sight.covers(written.by))
            .map(|written| written.operation)
            .filter(|operation| !self.is_overwritten(*operation, sight))
            .collect()
    }
}

fn intersection(
    ours: &[(ChangeNumber, ChangeNumber)],
    theirs: &[(ChangeNumber, ChangeNumber)],
) -> Vec<(ChangeNumber, ChangeNumber)> {
    let mut common = Vec::new();
    let (mut ours, mut theirs) = (ours.iter().peekable(), theirs.iter().peekable());
    while let (Some(our), Some(their)) = (ours.peek(), theirs.peek()) {
        let range = (our.0.max(their.0), our.1.min(their.1));
        if range.0 <= range.1 {
            common.push(range);
        }
        if our.1 <= their.1 {
            ours.next();
        } else {
            theirs.next();
        }
    }
    common
}
