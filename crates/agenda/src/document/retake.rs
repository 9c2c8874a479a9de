//! Changes that exist on this device only, taken out of a document and made again by another actor: for a copy of a
//! device, which must not go on under the actor of the original. docs/protocol.md §10.4.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;

use automerge::legacy::{ElementId, Key, ObjectId, OpId};
use automerge::{ActorId, Automerge, Change, ChangeHash, ExpandedChange, ReadDoc};

use super::Document;
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
    /// there are left out.
    ///
    /// # Errors
    /// [`RetakeError`]; the document is then unchanged.
    pub fn retake(
        &mut self,
        changes: &[Vec<u8>],
        from: &[u8; 16],
        to: &[u8; 16],
    ) -> Result<Vec<Vec<u8>>, RetakeError> {
        let (from, to) = (ActorId::from(from.as_slice()), ActorId::from(to.as_slice()));
        let mut automerge = self.automerge.clone();
        let by_to = automerge.get_changes(&[]).into_iter().filter(|change| *change.actor_id() == to);
        let mut latest = by_to.max_by_key(Change::seq).map(|change| (change.seq(), change.hash()));
        let mut renamed: BTreeMap<ChangeHash, ChangeHash> = BTreeMap::new();
        let mut counters: BTreeMap<u64, u64> = BTreeMap::new();
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
            for dep in &mut expanded.deps {
                *dep = renamed.get(dep).copied().unwrap_or(*dep);
            }
            // As the engine makes a change: it names its actor's last one, and counts on from all that it names.
            expanded.deps.extend(latest.map(|(_, hash)| hash).filter(|hash| !expanded.deps.contains(hash)));
            let named = expanded.deps.iter().filter_map(|dep| automerge.get_change_by_hash(dep));
            let start = named.map(|named| named.max_op()).max().unwrap_or(0) + 1;
            counters.extend((change.start_op().get()..=change.max_op()).zip(start..));
            expanded.start_op = NonZeroU64::new(start).ok_or(RetakeError::Change)?;
            let rename = |id: OpId| match counters.get(&id.0) {
                Some(counter) if id.1 == from => OpId(*counter, to.clone()),
                _ => id,
            };
            for operation in &mut expanded.operations {
                if let ObjectId::Id(id) = &mut operation.obj {
                    *id = rename(id.clone());
                }
                if let Key::Seq(ElementId::Id(id)) = &mut operation.key {
                    *id = rename(id.clone());
                }
                operation.pred = operation.pred.iter().cloned().map(rename).collect();
            }
            expanded.deps.sort_unstable();
            let again = Change::from(expanded);
            renamed.insert(change.hash(), again.hash());
            latest = Some((again.seq(), again.hash()));
            automerge.apply_changes([again.clone()]).map_err(|_| RetakeError::Document)?;
            if automerge.get_change_by_hash(&again.hash()).is_none() {
                return Err(RetakeError::Document);
            }
            made.push(again.raw_bytes().to_vec());
        }
        self.automerge = automerge;
        Ok(made)
    }
}
