//! Finds the purpose of a change that claims a fixed actor, and derives the change again. docs/protocol.md §12.1.
//! Looks at hostile bytes: reads the actor from the header and compares; automerge sees none of it.

use crate::{DocumentId, DocumentName, ItemId, OccurrenceId, Quarter, fixed_actor, schema};

pub(super) fn rederive(name: &DocumentName, id: &DocumentId, change: &[u8]) -> Option<Vec<u8>> {
    if change.len() > DERIVED_LEN_MAX {
        return None;
    }
    let actor = actor_of(change)?;
    if actor == fixed_actor(id, "genesis") {
        return schema::genesis(name, id).ok().map(|derived| derived.change);
    }
    // The key that a slot is stored under stands in its bytes as it is, so every place that could be one is tried.
    match name {
        DocumentName::Quarter(quarter) => {
            let slot = OCCURRENCE_LENS.iter().find_map(|len| {
                texts(change, *len).filter_map(|text| text.parse::<OccurrenceId>().ok()).find(|slot| {
                    belongs_to(slot, *quarter) && actor == fixed_actor(id, &schema::slot_purpose(slot))
                })
            })?;
            schema::slot(*quarter, id, &slot).ok().map(|derived| derived.change)
        }
        DocumentName::Private(_) => {
            let note = texts(change, ItemId::TEXT_LEN)
                .filter_map(|text| text.parse::<ItemId>().ok())
                .find(|note| actor == fixed_actor(id, &schema::note_purpose(note)))?;
            schema::note(name, id, &note).ok().map(|derived| derived.change)
        }
        DocumentName::Core | DocumentName::Personal => None,
    }
}

/// A meeting lives in the quarter of its original date; an extra one wherever it was put.
pub(super) fn belongs_to(occurrence: &OccurrenceId, quarter: Quarter) -> bool {
    occurrence.slot().is_none_or(|date| Quarter::from_date(date) == quarter)
}

fn texts(bytes: &[u8], len: usize) -> impl Iterator<Item = &str> {
    bytes.windows(len).filter_map(|window| core::str::from_utf8(window).ok())
}

/// The actor in the header of a plain change chunk: magic, checksum, type, length, dependencies, actor.
fn actor_of(change: &[u8]) -> Option<[u8; 16]> {
    let mut rest = change.get(CHUNK_HEADER_LEN..)?;
    read_number(&mut rest)?;
    let dependencies = read_number(&mut rest)?;
    let skip = dependencies.checked_mul(32)?;
    rest = rest.get(skip..)?;
    if read_number(&mut rest)? != 16 {
        return None;
    }
    rest.get(..16)?.try_into().ok()
}

/// An unsigned LEB128 of at most four bytes.
fn read_number(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for shift in [0, 7, 14, 21] {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= usize::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// The longest derived change is a genesis of a few hundred bytes.
const DERIVED_LEN_MAX: usize = 1024;
/// Magic, checksum and type.
const CHUNK_HEADER_LEN: usize = 9;
/// `2026-04-06`, `2026-04-06-o`, `x-` with an item id.
const OCCURRENCE_LENS: [usize; 3] = [10, 12, 2 + ItemId::TEXT_LEN];
