//! Two objects under one id. Who said a thing, was put back to before that, and says it again without knowing, makes it
//! twice; so do two people who bring in one notebook before they exchange. The engine shows one of the two, and what was
//! written into the other would be hidden. So the other one stands beside it, as an item of its own, if it says anything
//! that the first does not. docs/protocol.md §12.1, docs/decisions/0046.

use std::collections::BTreeSet;

use automerge::transaction::{Transactable, Transaction};
use automerge::{AutomergeError, ObjId, ObjType, Value};

use crate::ItemId;
use crate::fields::{Read, child};
use crate::schema::key;

/// The objects under a key that the engine does not show, and that have something to say, with the ids that they get. Those
/// follow from the document alone: everybody gives them the same.
pub(super) fn others(document: &impl Read, map: &ObjId, key: &str, shown: &ObjId) -> Vec<(ItemId, ObjId)> {
    let beside = hidden(document, map, key, shown).into_iter().filter(|other| {
        let edited_since = marked(document, other).is_none_or(|mark| edits(document, other) > mark);
        edited_since && says_more(document, other, shown)
    });
    beside.filter_map(|other| Some((id_of(key, &other)?, other))).collect()
}

/// The object of an item, also of one that stands beside another.
pub(super) fn item_of(document: &impl Read, map: &ObjId, id: &str) -> Option<ObjId> {
    child(document, map, id).or_else(|| place_of(document, map, id).map(|(_, object)| object))
}

/// Under which key an item stands beside another, and its object.
pub(super) fn place_of(document: &impl Read, map: &ObjId, id: &str) -> Option<(String, ObjId)> {
    let id: ItemId = id.parse().ok()?;
    document.keys_of(map).into_iter().find_map(|key| {
        let shown = child(document, map, &key)?;
        let all = hidden(document, map, &key, &shown);
        let found = all.into_iter().find(|object| id_of(&key, object) == Some(id))?;
        Some((key, found))
    })
}

/// Before an item is changed: the others under its id that say nothing more are marked, so that what they say does not come
/// to light as news when the item says it no longer.
pub(super) fn mark_alike(
    transaction: &mut Transaction<'_>,
    map: &ObjId,
    key: &str,
    shown: &ObjId,
) -> Result<(), AutomergeError> {
    for other in hidden(transaction, map, key, shown) {
        let edits = edits(transaction, &other);
        if marked(transaction, &other) != Some(edits) && !says_more(transaction, &other, shown) {
            transaction.put(&other, key::ALIKE, edits)?;
        }
    }
    Ok(())
}

fn hidden(document: &impl Read, map: &ObjId, key: &str, shown: &ObjId) -> Vec<ObjId> {
    let all = document.values(map, key);
    if all.len() < 2 {
        return Vec::new();
    }
    let objects = all.into_iter().filter(|(value, id)| matches!(value, Value::Object(_)) && id != shown);
    objects.map(|(_, id)| id).collect()
}

/// From what made it, which nobody else can give to another object.
fn id_of(key: &str, object: &ObjId) -> Option<ItemId> {
    match object {
        ObjId::Id(counter, actor, _) => Some(ItemId::derived(&format!("beside {key} {counter} {actor}"))),
        ObjId::Root => None,
    }
}

/// Every edit of an item raises this.
fn edits(document: &impl Read, object: &ObjId) -> u64 {
    greatest(document, object, key::ALIVE).unwrap_or(0)
}

/// Up to which edit an object was seen to say nothing more.
fn marked(document: &impl Read, object: &ObjId) -> Option<u64> {
    greatest(document, object, key::ALIKE)
}

fn greatest(document: &impl Read, object: &ObjId, key: &str) -> Option<u64> {
    document.values(object, key).iter().filter_map(|(value, _)| value.as_u64()).max()
}

/// Whether an object holds lines or values that are not in the other one.
fn says_more(document: &impl Read, object: &ObjId, than: &ObjId) -> bool {
    document.keys_of(object).into_iter().any(|name| {
        let (theirs, there) = (document.value(object, &name), child(document, than, &name));
        match (theirs, there) {
            (Some((Value::Object(ObjType::Text), text)), there) => {
                let ours = there.and_then(|there| document.text_of(&there)).unwrap_or_default();
                let ours: BTreeSet<&str> = ours.lines().collect();
                let theirs = document.text_of(&text).unwrap_or_default();
                theirs.lines().any(|line| !line.trim().is_empty() && !ours.contains(line))
            }
            (Some((Value::Object(_), inner)), Some(there)) => says_more(document, &inner, &there),
            (Some((Value::Object(_), inner)), None) => !document.keys_of(&inner).is_empty(),
            (Some((value, _)), _) => {
                let known = || document.values(than, &name).iter().any(|(other, _)| *other == value);
                !is_mechanical(&name, &value) && !known()
            }
            (None, _) => false,
        }
    })
}

/// What every item has from the beginning, or what only orders or counts: no news of it is missed.
fn is_mechanical(name: &str, value: &Value<'_>) -> bool {
    matches!(name, key::ALIVE | key::ALIKE | key::POSITION | key::AT)
        || (name == key::STATE && value.as_str() == Some(OPEN))
}

/// How the states of topics, actions and goals begin.
const OPEN: &str = "open";
