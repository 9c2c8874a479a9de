//! Changes that exist on this device only, taken out of a document and made again by another actor: for a copy of a
//! device, which must not go on under the actor of the original. docs/protocol.md §10.4.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, Automerge, Change, ChangeHash, ExpandedChange, ObjId, ReadDoc, Value};

use super::Document;
use crate::guard::quiet::contained;
use crate::guard::{Guard, Offer};
use crate::schema;

/// Why changes could not be taken out or made again.
#[derive(Debug, thiserror::Error)]
pub enum RetakeError {
    /// One of the changes is damaged, or is not this device's own.
    #[error("a change that was to be made again is damaged")]
    Change,
    /// The document does not fit together without them.
    #[error("the document does not fit together without the changes that were taken out")]
    Document,
}

impl Document {
    /// The document without these changes, and without whatever builds on them.
    ///
    /// # Errors
    /// [`RetakeError`]; the document itself is untouched.
    pub fn without(&self, changes: &[Vec<u8>]) -> Result<Self, RetakeError> {
        let mut gone: BTreeSet<ChangeHash> = BTreeSet::new();
        for change in changes {
            let change = Change::from_bytes(change.clone()).map_err(|_| RetakeError::Change)?;
            // What every device derives for itself belongs to nobody.
            if self.rederive(change.raw_bytes()).is_none() {
                gone.insert(change.hash());
            }
        }
        let mut rest = Vec::new();
        for change in self.automerge.get_changes(&[]) {
            if gone.contains(&change.hash()) || change.deps().iter().any(|dep| gone.contains(dep)) {
                gone.insert(change.hash());
            } else {
                rest.push(change);
            }
        }
        let mut automerge = Automerge::new_with_encoding(schema::ENCODING);
        automerge.apply_changes(rest).map_err(|_| RetakeError::Document)?;
        if !automerge.get_missing_deps(&[]).is_empty() {
            return Err(RetakeError::Document);
        }
        Ok(Self { name: self.name.clone(), id: self.id, automerge })
    }

    /// Makes changes of `from` again as `to`, in the order given, and gives the raw changes: the same operations under
    /// another name, behind what that name has written already. Derived changes go along as they are; others that are
    /// there are left out, and so are those that would say nothing any more. Others will take what comes out: the guard
    /// has looked at it.
    ///
    /// # Errors
    /// [`RetakeError`]; the document is then unchanged.
    pub fn retake(
        &mut self,
        changes: &[Vec<u8>],
        from: &[u8; 16],
        to: &[u8; 16],
    ) -> Result<Vec<Vec<u8>>, RetakeError> {
        // What does not fit is answered by the engine with a panic at times.
        let made = contained(|| self.made_again(changes, from, to));
        let made = made.map_err(|_| RetakeError::Document)??;
        let offers: Vec<Offer<'_>> = made.iter().map(|change| Offer { actor: *to, change }).collect();
        let guard = Guard::new(&self.automerge);
        let admitted = guard.admit_all(&self.automerge, &|change| self.rederive(change), &offers);
        if !admitted.refused.is_empty() || !admitted.parked.is_empty() {
            return Err(RetakeError::Document);
        }
        if let Some(document) = admitted.document {
            self.automerge = document;
        }
        Ok(made)
    }

    fn made_again(
        &self,
        changes: &[Vec<u8>],
        from: &[u8; 16],
        to: &[u8; 16],
    ) -> Result<Vec<Vec<u8>>, RetakeError> {
        let (from, to) = (ActorId::from(from.as_slice()), ActorId::from(to.as_slice()));
        let mut automerge = self.automerge.clone();
        let by_to = automerge.get_changes(&[]).into_iter().filter(|change| *change.actor_id() == to);
        let mut latest = by_to.max_by_key(Change::seq).map(|change| (change.seq(), change.hash()));
        // A change of which nothing is left stands for what it named.
        let mut renamed: BTreeMap<ChangeHash, Vec<ChangeHash>> = BTreeMap::new();
        let mut names = Names { from: from.clone(), to: to.clone(), now: BTreeMap::new() };
        let mut made = Vec::new();
        for bytes in changes {
            let change = Change::from_bytes(bytes.clone()).map_err(|_| RetakeError::Change)?;
            let held = automerge.get_change_by_hash(&change.hash()).is_some();
            if *change.actor_id() != from {
                // Derived by every device for itself; it goes along, as others may not have had a reason to.
                if !held {
                    automerge.apply_changes([change.clone()]).map_err(|_| RetakeError::Document)?;
                }
                made.push(bytes.clone());
                continue;
            }
            if held {
                continue;
            }
            let mut expanded: ExpandedChange = change.decode();
            expanded.actor_id = to.clone();
            expanded.seq = latest.map_or(0, |(seq, _)| seq) + 1;
            expanded.hash = None;
            let deps = expanded.deps.iter().flat_map(|dep| renamed.get(dep).cloned().unwrap_or(vec![*dep]));
            // As the engine makes a change: it names its actor's last one, and counts on from all that it names.
            let deps: BTreeSet<ChangeHash> = deps.chain(latest.map(|(_, hash)| hash)).collect();
            expanded.deps = deps.into_iter().collect();
            let named = expanded.deps.iter().filter_map(|dep| automerge.get_change_by_hash(dep));
            let start = named.map(|named| named.max_op()).max().unwrap_or(0) + 1;
            expanded.start_op = NonZeroU64::new(start).ok_or(RetakeError::Change)?;
            let sight = Sight { automerge: &automerge, heads: &expanded.deps };
            expanded.operations = names.again(expanded.operations, change.start_op().get(), start, &sight);
            if expanded.operations.is_empty() {
                renamed.insert(change.hash(), expanded.deps);
                continue;
            }
            let again = Change::from(expanded);
            renamed.insert(change.hash(), vec![again.hash()]);
            latest = Some((again.seq(), again.hash()));
            automerge.apply_changes([again.clone()]).map_err(|_| RetakeError::Document)?;
            if automerge.get_change_by_hash(&again.hash()).is_none() {
                return Err(RetakeError::Document);
            }
            made.push(again.raw_bytes().to_vec());
        }
        Ok(made)
    }
}

/// How the operations that are made again are called.
struct Names {
    from: ActorId,
    to: ActorId,
    /// By the counter that they had: what they are now.
    now: BTreeMap<u64, OpId>,
}

/// What a change that is made again finds.
struct Sight<'a> {
    automerge: &'a Automerge,
    heads: &'a [ChangeHash],
}

impl Names {
    fn rename(&self, id: OpId) -> OpId {
        match self.now.get(&id.0) {
            Some(now) if id.1 == self.from => now.clone(),
            _ => id,
        }
    }

    /// The operations of one change, counted from `start`. They come behind all that the new name has written and seen. So a
    /// value replaces everything that it finds under its key, as an honest write does; a deletion of what is replaced
    /// already falls away; and an object is not made where there is one: what was to be in it is written into that one.
    fn again(&mut self, operations: Vec<Op>, before: u64, start: u64, sight: &Sight<'_>) -> Vec<Op> {
        let mut made: Vec<Op> = Vec::with_capacity(operations.len());
        let mut replaced: BTreeSet<OpId> = BTreeSet::new();
        for (counter, mut operation) in (before..).zip(operations) {
            if let ObjectId::Id(id) = &mut operation.obj {
                *id = self.rename(id.clone());
            }
            if let Key::Seq(ElementId::Id(id)) = &mut operation.key {
                *id = self.rename(id.clone());
            }
            if let Some(there) = sight.object_like(&operation) {
                self.now.insert(counter, there);
                continue;
            }
            let named: BTreeSet<OpId> = operation.pred.into_iter().map(|id| self.rename(id)).collect();
            operation.pred = match &operation.key {
                Key::Map(key) => {
                    let mut found = sight.values(&operation.obj, key);
                    let here = (start..).zip(&made).filter(|(_, earlier)| {
                        earlier.obj == operation.obj
                            && earlier.key == operation.key
                            && !matches!(earlier.action, OpType::Delete)
                    });
                    found.extend(here.map(|(counter, _)| OpId(counter, self.to.clone())));
                    found.retain(|id| !replaced.contains(id));
                    if matches!(operation.action, OpType::Delete) {
                        found.retain(|id| named.contains(id));
                        if found.is_empty() {
                            continue;
                        }
                    }
                    replaced.extend(found.iter().cloned());
                    found.into_iter().collect()
                }
                Key::Seq(_) => named.into_iter().collect(),
            };
            self.now.insert(counter, OpId(start + made.len() as u64, self.to.clone()));
            made.push(operation);
        }
        made
    }
}

impl Sight<'_> {
    /// The values of a key; of an object that is being made, none.
    fn values(&self, object: &ObjectId, key: &str) -> BTreeSet<OpId> {
        let found = self.automerge.get_all_at(object_of(object), key, self.heads).unwrap_or_default();
        found.into_iter().filter_map(|(_, id)| operation_of(id)).collect()
    }

    /// The object that stands where this operation would make one of the same type.
    fn object_like(&self, operation: &Op) -> Option<OpId> {
        let (OpType::Make(kind), Key::Map(key)) = (&operation.action, &operation.key) else { return None };
        match self.automerge.get_at(object_of(&operation.obj), key.as_str(), self.heads).ok()?? {
            (Value::Object(there), id) if there == *kind => operation_of(id),
            _ => None,
        }
    }
}

fn object_of(object: &ObjectId) -> ObjId {
    match object {
        ObjectId::Root => ObjId::Root,
        ObjectId::Id(OpId(counter, actor)) => ObjId::Id(*counter, actor.clone(), 0),
    }
}

fn operation_of(id: ObjId) -> Option<OpId> {
    match id {
        ObjId::Id(counter, actor, _) => Some(OpId(counter, actor)),
        ObjId::Root => None,
    }
}
