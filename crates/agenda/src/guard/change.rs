//! One change, read from its bytes without the engine: header, operations, values. What comes out
//! is well formed by itself; whether it fits a document is decided in `check`. docs/protocol.md §12.6

use super::chunk::{Reader, open_chunk};
use super::{Refusal, column};

/// An actor: sixteen bytes, as our devices and our fixed actors have them.
pub(super) type Actor = [u8; 16];

/// The most operations that one change may hold.
pub(super) const OPERATIONS_MAX: usize = 5_000;
/// The most changes that one change may name as dependencies: more than there can be heads, because
/// derived changes wait from 256 heads on, and every actor adds at most one.
pub(super) const DEPENDENCIES_MAX: u64 = 512;
/// The largest operation counter. The engine counts in 32 bits and panics for ever beyond them.
pub(super) const COUNTER_MAX: u64 = (1 << 31) - 1;

/// A change that is well formed by itself.
#[derive(Debug)]
pub(super) struct ParsedChange {
    pub(super) hash: [u8; 32],
    pub(super) dependencies: Vec<[u8; 32]>,
    /// The author first, then the others in ascending order, each used by some operation.
    pub(super) actors: Vec<Actor>,
    pub(super) sequence: u32,
    pub(super) start_operation: u32,
    pub(super) operations: Vec<Operation>,
}

impl ParsedChange {
    pub(super) fn actor(&self) -> Actor {
        self.actors.first().copied().unwrap_or_default()
    }
}

/// An operation's name: its counter, and the place of its actor in [`ParsedChange::actors`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) counter: u32,
    pub(super) actor: usize,
}

#[derive(Debug)]
pub(super) struct Operation {
    /// The object written to; none for the root map.
    pub(super) object: Option<Name>,
    pub(super) place: Place,
    pub(super) action: Action,
    pub(super) predecessors: Vec<Name>,
}

/// Where in its object an operation writes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    Key(String),
    /// A new character after this element, or at the beginning.
    After(Option<Name>),
    Element(Name),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    MakeMap,
    MakeText,
    Put,
    Delete,
}

impl ParsedChange {
    pub(super) fn read(chunk: &[u8]) -> Result<Self, Refusal> {
        let (body, hash) = open_chunk(chunk)?;
        let mut reader = Reader::new(body);
        let dependencies = read_dependencies(&mut reader)?;
        let author = read_actor(&mut reader)?;
        let sequence = read_counter(&mut reader)?;
        let start_operation = read_counter(&mut reader)?;
        if reader.signed()? != 0 {
            return Err(Refusal::Time);
        }
        if reader.unsigned()? != 0 {
            return Err(Refusal::Message);
        }
        let actors = read_actors(&mut reader, author)?;
        let columns = Columns::read(&mut reader)?;
        // Anything after the columns would be the footer in which the engine keeps an author.
        if !reader.is_empty() {
            return Err(Refusal::Footer);
        }
        let operations = columns.operations(&actors)?;
        if u64::from(start_operation) + operations.len() as u64 > COUNTER_MAX {
            return Err(Refusal::Counter);
        }
        Ok(Self { hash, dependencies, actors, sequence, start_operation, operations })
    }
}

fn read_dependencies(reader: &mut Reader<'_>) -> Result<Vec<[u8; 32]>, Refusal> {
    let count = reader.unsigned()?;
    if count > DEPENDENCIES_MAX {
        return Err(Refusal::TooManyDependencies);
    }
    let mut dependencies = Vec::new();
    for _ in 0..count {
        dependencies.push(reader.array()?);
    }
    let mut sorted = dependencies.clone();
    sorted.sort_unstable();
    sorted.dedup();
    if sorted.len() != dependencies.len() {
        return Err(Refusal::RepeatedDependency);
    }
    Ok(dependencies)
}

fn read_actor(reader: &mut Reader<'_>) -> Result<Actor, Refusal> {
    if reader.unsigned()? != 16 {
        return Err(Refusal::ActorLength);
    }
    reader.array()
}

fn read_counter(reader: &mut Reader<'_>) -> Result<u32, Refusal> {
    let value = reader.unsigned()?;
    if value == 0 || value > COUNTER_MAX {
        return Err(Refusal::Counter);
    }
    u32::try_from(value).map_err(|_| Refusal::Counter)
}

fn read_actors(reader: &mut Reader<'_>, author: Actor) -> Result<Vec<Actor>, Refusal> {
    let count = reader.unsigned()?;
    let mut actors = vec![author];
    for _ in 0..count {
        let actor = read_actor(reader)?;
        let ascends = actors.len() == 1 || actors.last().is_some_and(|last| *last < actor);
        if actor == author || !ascends {
            return Err(Refusal::Actors);
        }
        actors.push(actor);
    }
    Ok(actors)
}

/// The bytes of the columns that an honest change may have; absent ones are empty.
#[derive(Default)]
struct Columns<'a> {
    object_actor: &'a [u8],
    object_counter: &'a [u8],
    key_actor: &'a [u8],
    key_counter: &'a [u8],
    key_text: &'a [u8],
    insert: &'a [u8],
    action: &'a [u8],
    value_meta: &'a [u8],
    value: &'a [u8],
    predecessor_count: &'a [u8],
    predecessor_actor: &'a [u8],
    predecessor_counter: &'a [u8],
}

impl<'a> Columns<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Refusal> {
        let count = reader.unsigned()?;
        let mut layout: Vec<(u64, u64)> = Vec::new();
        for _ in 0..count {
            let specification = reader.unsigned()?;
            let len = reader.unsigned()?;
            let ascends = layout.last().is_none_or(|(last, _)| *last < specification);
            if !ascends || len == 0 {
                return Err(Refusal::Column { specification });
            }
            layout.push((specification, len));
        }
        let mut columns = Self::default();
        for (specification, len) in layout {
            // Bit 3 would say "deflated", 0x94 and 0xa5 belong to marks: none of them is ours.
            let slot = match specification {
                0x01 => &mut columns.object_actor,
                0x02 => &mut columns.object_counter,
                0x11 => &mut columns.key_actor,
                0x13 => &mut columns.key_counter,
                0x15 => &mut columns.key_text,
                0x34 => &mut columns.insert,
                0x42 => &mut columns.action,
                0x56 => &mut columns.value_meta,
                0x57 => &mut columns.value,
                0x70 => &mut columns.predecessor_count,
                0x71 => &mut columns.predecessor_actor,
                0x73 => &mut columns.predecessor_counter,
                _ => return Err(Refusal::Column { specification }),
            };
            *slot = reader.take(len)?;
        }
        Ok(columns)
    }

    fn operations(&self, actors: &[Actor]) -> Result<Vec<Operation>, Refusal> {
        let actions = full(column::runs(self.action, OPERATIONS_MAX, Reader::unsigned)?)?;
        let rows = actions.len();
        if rows == 0 {
            return Err(Refusal::Empty);
        }
        let inserts = column::flags(self.insert, rows)?;
        let metas = full(column::runs(self.value_meta, rows, Reader::unsigned)?)?;
        if inserts.len() != rows || metas.len() != rows {
            return Err(Refusal::RowCount);
        }
        let objects = names(
            &sparse(column::runs(self.object_actor, rows, Reader::unsigned)?, rows)?,
            &sparse(column::runs(self.object_counter, rows, Reader::unsigned)?, rows)?,
            actors,
        )?;
        let key_actors = sparse(column::runs(self.key_actor, rows, Reader::unsigned)?, rows)?;
        let key_counters = sparse(column::deltas(self.key_counter, rows, COUNTER_MAX)?, rows)?;
        let read_text = |reader: &mut Reader<'a>| {
            let len = reader.unsigned()?;
            reader.text(len)
        };
        let key_texts = sparse(column::runs(self.key_text, rows, read_text)?, rows)?;
        let mut predecessors = self.predecessors(rows, actors)?.into_iter();
        let mut values = Reader::new(self.value);

        let mut operations = Vec::with_capacity(rows);
        for row in 0..rows {
            let at = |column: &[Option<u64>]| column.get(row).copied().flatten();
            let insert = inserts.get(row).copied().unwrap_or_default();
            let place = place(
                at(&key_actors),
                at(&key_counters),
                key_texts.get(row).copied().flatten(),
                insert,
                actors,
            )?;
            let meta = metas.get(row).copied().unwrap_or_default();
            let value = read_value(&mut values, meta)?;
            let action = action(actions.get(row).copied().unwrap_or_default(), &place, value)?;
            operations.push(Operation {
                object: objects.get(row).copied().flatten(),
                place,
                action,
                predecessors: predecessors.next().unwrap_or_default(),
            });
        }
        if !values.is_empty() {
            return Err(Refusal::RowCount);
        }
        require_all_used(&operations, actors)?;
        Ok(operations)
    }

    fn predecessors(&self, rows: usize, actors: &[Actor]) -> Result<Vec<Vec<Name>>, Refusal> {
        let counts = full(column::runs(self.predecessor_count, rows, Reader::unsigned)?)?;
        if counts.len() != rows {
            return Err(Refusal::RowCount);
        }
        let total = counts
            .iter()
            .try_fold(0_u64, |sum, count| sum.checked_add(*count))
            .and_then(|total| usize::try_from(total).ok())
            .filter(|total| *total <= OPERATIONS_MAX)
            .ok_or(Refusal::TooManyRows)?;
        let owners = full(column::runs(self.predecessor_actor, total, Reader::unsigned)?)?;
        let counters = full(column::deltas(self.predecessor_counter, total, COUNTER_MAX)?)?;
        if owners.len() != total || counters.len() != total {
            return Err(Refusal::RowCount);
        }
        let mut all = owners.into_iter().zip(counters);
        counts
            .into_iter()
            .map(|count| {
                let count = usize::try_from(count).map_err(|_| Refusal::TooManyRows)?;
                all.by_ref().take(count).map(|(actor, counter)| name(actor, counter, actors)).collect()
            })
            .collect()
    }
}

/// Every row of a column that has no empty rows.
fn full<T>(rows: Vec<Option<T>>) -> Result<Vec<T>, Refusal> {
    rows.into_iter().map(|row| row.ok_or(Refusal::Encoding)).collect()
}

/// A column that is either complete, with something in it, or left out altogether.
fn sparse<T: Clone>(column: Vec<Option<T>>, rows: usize) -> Result<Vec<Option<T>>, Refusal> {
    if column.is_empty() {
        return Ok(vec![None; rows]);
    }
    if column.len() != rows {
        return Err(Refusal::RowCount);
    }
    if column.iter().all(Option::is_none) {
        return Err(Refusal::Encoding);
    }
    Ok(column)
}

fn name(actor: u64, counter: u64, actors: &[Actor]) -> Result<Name, Refusal> {
    let actor = usize::try_from(actor).ok().filter(|actor| *actor < actors.len()).ok_or(Refusal::Actors)?;
    let counter = u32::try_from(counter)
        .ok()
        .filter(|counter| (1..=COUNTER_MAX).contains(&u64::from(*counter)))
        .ok_or(Refusal::Counter)?;
    Ok(Name { counter, actor })
}

fn names(
    owners: &[Option<u64>],
    counters: &[Option<u64>],
    actors: &[Actor],
) -> Result<Vec<Option<Name>>, Refusal> {
    owners
        .iter()
        .zip(counters)
        .map(|pair| match pair {
            (None, None) => Ok(None),
            (Some(actor), Some(counter)) => name(*actor, *counter, actors).map(Some),
            _ => Err(Refusal::RowCount),
        })
        .collect()
}

fn place(
    actor: Option<u64>,
    counter: Option<u64>,
    text: Option<&str>,
    insert: bool,
    actors: &[Actor],
) -> Result<Place, Refusal> {
    match (actor, counter, text) {
        (None, None, Some(key)) if !insert && !key.is_empty() => Ok(Place::Key(key.to_owned())),
        (None, Some(0), None) if insert => Ok(Place::After(None)),
        (Some(actor), Some(counter), None) => {
            let element = name(actor, counter, actors)?;
            Ok(if insert { Place::After(Some(element)) } else { Place::Element(element) })
        }
        _ => Err(Refusal::Key),
    }
}

/// What a value is, as far as it matters here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    Null,
    Character,
    Scalar,
}

fn read_value(values: &mut Reader<'_>, meta: u64) -> Result<Value, Refusal> {
    let len = meta >> 4;
    let bytes = values.take(len)?;
    let mut reader = Reader::new(bytes);
    // Counters, floats and unknown types are never written by us; not-a-number would not even
    // equal itself in the comparison after a load.
    let value = match (meta & 0x0f, len) {
        (0, 0) => Value::Null,
        (1 | 2, 0) => Value::Scalar,
        (3, _) => {
            reader.unsigned()?;
            Value::Scalar
        }
        (4 | 9, _) => {
            reader.signed()?;
            Value::Scalar
        }
        (6, _) => {
            let mut characters = reader.text(len)?.chars();
            match (characters.next(), characters.next()) {
                (Some(_), None) => Value::Character,
                _ => Value::Scalar,
            }
        }
        (7, _) => {
            reader.take(len)?;
            Value::Scalar
        }
        _ => return Err(Refusal::Value),
    };
    if !reader.is_empty() {
        return Err(Refusal::Value);
    }
    Ok(value)
}

fn action(code: u64, place: &Place, value: Value) -> Result<Action, Refusal> {
    match (code, place, value) {
        (0, Place::Key(_), Value::Null) => Ok(Action::MakeMap),
        (4, Place::Key(_), Value::Null) => Ok(Action::MakeText),
        (1, Place::Key(_), _) | (1, Place::After(_), Value::Character) => Ok(Action::Put),
        (3, Place::Key(_) | Place::Element(_), Value::Null) => Ok(Action::Delete),
        // Lists (2), increments (5), tables (6) and marks (7) are never written by us.
        _ => Err(Refusal::Operation),
    }
}

/// The engine lists exactly the actors that its operations name.
fn require_all_used(operations: &[Operation], actors: &[Actor]) -> Result<(), Refusal> {
    let mut used = vec![false; actors.len()];
    let mut mark = |name: &Name| {
        if let Some(slot) = used.get_mut(name.actor) {
            *slot = true;
        }
    };
    for operation in operations {
        operation.object.iter().for_each(&mut mark);
        match &operation.place {
            Place::After(Some(element)) | Place::Element(element) => mark(element),
            Place::After(None) | Place::Key(_) => {}
        }
        operation.predecessors.iter().for_each(&mut mark);
    }
    if used.iter().skip(1).all(|used| *used) { Ok(()) } else { Err(Refusal::Actors) }
}
