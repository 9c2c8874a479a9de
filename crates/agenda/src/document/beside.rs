//! Two objects under one id. Who said a thing, was put back to before that, and says it again without knowing, makes it
//! twice; so do two people who bring in one notebook before they exchange. The engine shows one of the two, and what was
//! written into the other would be hidden. So the other one stands beside it, as an item of its own, if it says anything
//! that the first does not. docs/protocol.md §12.1, docs/decisions/0046.

use automerge::{ObjId, ObjType, Value};

use crate::ItemId;
use crate::fields::{Read, child, is_alive};
use crate::schema::key;

/// The objects under a key that the engine does not show, and that have something to say, with the ids that they get. Those
/// follow from the document alone: everybody gives them the same.
pub(super) fn others(document: &impl Read, map: &ObjId, key: &str, shown: &ObjId) -> Vec<(ItemId, ObjId)> {
    let all = document.values(map, key);
    if all.len() < 2 {
        return Vec::new();
    }
    let objects = all.into_iter().filter_map(object);
    let beside = objects
        .filter(|other| other != shown && is_there(document, other) && says_more(document, other, shown));
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
        let objects = document.values(map, &key).into_iter().filter_map(object);
        let found = objects.into_iter().find(|object| id_of(&key, object) == Some(id));
        found.map(|object| (key, object))
    })
}

fn object((value, id): (Value<'_>, ObjId)) -> Option<ObjId> {
    matches!(value, Value::Object(_)).then_some(id)
}

/// From what made it, which nobody else can give to another object.
fn id_of(key: &str, object: &ObjId) -> Option<ItemId> {
    match object {
        ObjId::Id(counter, actor, _) => Some(ItemId::derived(&format!("beside {key} {counter} {actor}"))),
        ObjId::Root => None,
    }
}

fn is_there(document: &impl Read, object: &ObjId) -> bool {
    is_alive(document, object) || document.value(object, key::DELETED).is_none()
}

/// Whether an object holds words or values that are not in the other one.
fn says_more(document: &impl Read, object: &ObjId, than: &ObjId) -> bool {
    document.keys_of(object).into_iter().any(|name| {
        let (theirs, there) = (document.value(object, &name), child(document, than, &name));
        match (theirs, there) {
            (Some((Value::Object(ObjType::Text), text)), there) => {
                let ours = there.and_then(|there| document.text_of(&there)).unwrap_or_default();
                let text = document.text_of(&text).unwrap_or_default();
                text.lines().any(|line| ours.lines().all(|known| known != line))
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

/// What every item has from the beginning, or what only orders it: no news of it is missed.
fn is_mechanical(name: &str, value: &Value<'_>) -> bool {
    matches!(name, key::ALIVE | key::POSITION | key::AT)
        || (name == key::STATE && value.as_str() == Some(OPEN))
}

/// How the states of topics, actions and goals begin.
const OPEN: &str = "open";
