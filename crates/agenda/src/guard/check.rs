//! Whether a well-formed change fits a document: its place in the history, and every object, key,
//! element and predecessor that it names. The verdict depends on nothing but the change and what
//! it builds upon, so that every replica reaches the same. docs/protocol.md §12.6

use super::Refusal;
use super::change::{Action, Name, Operation, ParsedChange, Place};
use super::index::{
    ActorNumber, Header, Index, Layer, Object, ObjectId, ObjectKind, OperationId, Sight, Written,
};

/// How deep objects may lie in each other. The engine walks them by recursion, so that a document
/// without a limit ends in an overflow of the stack, which nothing can contain.
const DEPTH_MAX: u32 = 16;

/// Why a change cannot be taken now.
#[derive(Debug)]
pub(super) enum Verdict {
    /// These dependencies are not here.
    Missing(Vec<[u8; 32]>),
    Refused(Refusal),
}

impl From<Refusal> for Verdict {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Whether a change must build upon something. Only a genesis, derived again, need not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Roots {
    Allowed,
    Refused,
}

/// Checks a change against the index and adds it there.
pub(super) fn check(index: &mut Index, change: &ParsedChange, roots: Roots) -> Result<(), Verdict> {
    let header = header(change);
    let sight = place_in_history(index, change, roots)?;
    let actors = change.actors.iter().skip(1).map(|actor| index.actor(actor).ok_or(Refusal::UnknownActor));
    let actors = [Ok(index.actor_or_next(&change.actor()))]
        .into_iter()
        .chain(actors)
        .collect::<Result<Vec<_>, _>>()?;
    let mut draft = Draft { index, change, actors, sight: &sight, additions: Layer::default() };
    for (place, operation) in change.operations.iter().enumerate() {
        draft.check(place, operation)?;
    }
    let additions = draft.additions;
    index.add(&header, sight, additions);
    Ok(())
}

/// Whether a change comes right after its actor's last one, which the engine always names among the dependencies.
pub(super) fn can_follow(index: &Index, change: &ParsedChange) -> bool {
    match index.actor(&change.actor()).and_then(|actor| index.latest(actor)) {
        None => change.sequence == 1,
        Some((sequence, hash)) => change.sequence == sequence + 1 && change.dependencies.contains(&hash),
    }
}

fn header(change: &ParsedChange) -> Header {
    let count = u32::try_from(change.operations.len()).unwrap_or(u32::MAX);
    Header {
        hash: change.hash,
        dependencies: change.dependencies.clone(),
        actor: change.actor(),
        sequence: change.sequence,
        max_operation: change.start_operation.saturating_add(count) - 1,
    }
}

fn place_in_history(index: &Index, change: &ParsedChange, roots: Roots) -> Result<Sight, Verdict> {
    let mut numbers = Vec::new();
    let mut missing = Vec::new();
    for dependency in &change.dependencies {
        match index.number(dependency) {
            Some(number) => numbers.push(number),
            None => missing.push(*dependency),
        }
    }
    if !missing.is_empty() {
        return Err(Verdict::Missing(missing));
    }
    // The genesis names the document; a change that builds upon nothing could belong to any.
    if numbers.is_empty() && roots == Roots::Refused {
        return Err(Refusal::Unbound.into());
    }
    if !can_follow(index, change) {
        let latest = index.actor(&change.actor()).and_then(|actor| index.latest(actor));
        let reused = latest.is_some_and(|(sequence, _)| change.sequence <= sequence);
        return Err(if reused { Refusal::SequenceReused } else { Refusal::SequenceGap }.into());
    }
    let max_operation = numbers.iter().map(|number| index.max_operation(*number)).max();
    // A counter further on would be lawful for the engine, and could use up all that there are.
    if change.start_operation != max_operation.unwrap_or(0).saturating_add(1) {
        return Err(Refusal::StartOperation.into());
    }
    Ok(index.sight(&numbers))
}

/// A change whose operations are being checked, in their order.
struct Draft<'a> {
    index: &'a Index,
    change: &'a ParsedChange,
    /// The index's numbers of [`ParsedChange::actors`].
    actors: Vec<ActorNumber>,
    sight: &'a Sight,
    additions: Layer,
}

impl Draft<'_> {
    fn check(&mut self, place: usize, operation: &Operation) -> Result<(), Refusal> {
        let offset = u32::try_from(place).map_err(|_| Refusal::Counter)?;
        let own = OperationId {
            counter: self.change.start_operation.saturating_add(offset),
            actor: self.id(Name { counter: 0, actor: 0 })?.actor,
        };
        let object_id = operation.object.map(|name| self.id(name)).transpose()?;
        let (kind, depth) = self.object(object_id)?;
        match (&operation.place, kind, object_id) {
            (Place::Key(key), ObjectKind::Map, _) => self.check_key(own, object_id, depth, key, operation),
            (Place::After(element), ObjectKind::Text, Some(text)) => {
                if let Some(element) = element {
                    let element = self.id(*element)?;
                    self.require_element(text, element)?;
                }
                if !operation.predecessors.is_empty() {
                    return Err(Refusal::Predecessors);
                }
                self.additions.add_element(text, own, self.sight.number);
                Ok(())
            }
            (Place::Element(element), ObjectKind::Text, Some(text)) => {
                self.require_element(text, self.id(*element)?)?;
                // A character is written once and never replaced, so its only value is itself.
                if operation.predecessors != [*element] {
                    return Err(Refusal::Predecessors);
                }
                Ok(())
            }
            _ => Err(Refusal::Key),
        }
    }

    fn check_key(
        &mut self,
        own: OperationId,
        object: ObjectId,
        depth: u32,
        key: &str,
        operation: &Operation,
    ) -> Result<(), Refusal> {
        let predecessors = self.ascending(&operation.predecessors)?;
        let mut found = self.index.visible(object, key, self.sight);
        let earlier_here = self.additions.values(object, key);
        found.extend(earlier_here.iter().map(|written| written.operation));
        found.retain(|id| self.additions.overwriters(*id).is_empty());
        // An honest write replaces everything that it finds. A deletion may leave the winner: that is
        // how the engine writes a value again that is there already, beside concurrent others.
        let whole = predecessors.len() == found.len();
        let enough = whole || operation.action == Action::Delete;
        if !enough || !predecessors.iter().all(|id| found.contains(id)) {
            return Err(Refusal::Predecessors);
        }
        let by = self.sight.number;
        for predecessor in predecessors {
            self.additions.add_overwritten(predecessor, by);
        }
        let kind = match operation.action {
            Action::MakeMap => Some(ObjectKind::Map),
            Action::MakeText => Some(ObjectKind::Text),
            Action::Put => None,
            Action::Delete if operation.predecessors.is_empty() => {
                return Err(Refusal::Predecessors);
            }
            Action::Delete => return Ok(()),
        };
        if let Some(kind) = kind {
            let depth = depth + 1;
            if depth > DEPTH_MAX {
                return Err(Refusal::TooDeep);
            }
            let object = Object { kind, depth, made_by: by };
            self.additions.add_object(own, object);
        }
        let written = Written { operation: own, by };
        self.additions.add_value(object, key, written);
        Ok(())
    }

    fn id(&self, name: Name) -> Result<OperationId, Refusal> {
        let actor = self.actors.get(name.actor).copied();
        Ok(OperationId { counter: name.counter, actor: actor.ok_or(Refusal::UnknownActor)? })
    }

    fn object(&self, id: ObjectId) -> Result<(ObjectKind, u32), Refusal> {
        let Some(id) = id else {
            return Ok((ObjectKind::Map, 0));
        };
        let mut layers = self.index.layers().chain([&self.additions]);
        let object = layers.find_map(|layer| layer.object(id));
        object
            .filter(|object| self.sight.covers(object.made_by))
            .map(|object| (object.kind, object.depth))
            .ok_or(Refusal::UnknownObject)
    }

    fn require_element(&self, text: OperationId, element: OperationId) -> Result<(), Refusal> {
        let mut layers = self.index.layers().chain([&self.additions]);
        let inserted_by = layers.find_map(|layer| layer.element(text, element));
        inserted_by.filter(|by| self.sight.covers(*by)).map(|_| ()).ok_or(Refusal::UnknownElement)
    }

    /// Predecessors in the one order in which the engine writes them: by counter, then actor.
    fn ascending(&self, names: &[Name]) -> Result<Vec<OperationId>, Refusal> {
        let order = |name: &Name| (name.counter, self.change.actors.get(name.actor).copied());
        if !names.is_sorted_by(|left, right| order(left) < order(right)) {
            return Err(Refusal::Predecessors);
        }
        names.iter().map(|name| self.id(*name)).collect()
    }
}
