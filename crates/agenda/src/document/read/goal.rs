//! Goals of the core document. docs/protocol.md §12.2.

use automerge::ObjId;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{comments, conflicts, entries, items};
use crate::fields::{
    Read, child, conflict, decimal, decimal_conflict, is_alive, keys_under, line, parsed, string, text,
    timestamp,
};
use crate::schema::key;
use crate::{Conflict, CoreModel, Goal, GoalCheckIn, GoalKind, GoalState, ItemId, KeyResult, Number};

pub(super) fn goals(document: &impl Read, model: &mut CoreModel) {
    model.goals = items(document, key::GOALS, |object| goal(document, object));
}

pub(in crate::document) fn goal(document: &impl Read, object: &ObjId) -> Goal {
    let below = |name| child(document, object, name);
    let key_results =
        below(key::KEY_RESULTS).map(|map| entries(document, &map, |id| key_result(document, id)));
    let check_ins = below(key::CHECK_INS).map(|map| entries(document, &map, |id| check_in(document, id)));
    let mut conflicts =
        conflicts(document, object, &[key::TITLE, key::KIND, key::OWNER, key::DUE, key::STATE]);
    let key_results: std::collections::BTreeMap<ItemId, KeyResult> = key_results.unwrap_or_default();
    if let Some(map) = below(key::KEY_RESULTS) {
        for id in key_results.keys() {
            conflicts.extend(key_result_conflicts(document, &map, id));
        }
    }
    Goal {
        title: line(document, object, key::TITLE).unwrap_or_default(),
        kind: parsed(document, object, key::KIND).unwrap_or(GoalKind::Okr),
        owner: parsed(document, object, key::OWNER),
        due: parsed(document, object, key::DUE),
        state: parsed(document, object, key::STATE).unwrap_or(GoalState::Open),
        by: parsed(document, object, key::BY),
        at: timestamp(document, object, key::AT).unwrap_or(Timestamp::UNIX_EPOCH),
        position: string(document, object, key::POSITION).unwrap_or_default(),
        why: text(document, object, key::WHY),
        key_results,
        check_ins: check_ins.unwrap_or_default(),
        comments: comments(document, object),
        alive: is_alive(document, object),
        deleted: parsed(document, object, key::DELETED),
        conflicts,
    }
}

fn key_result(document: &impl Read, object: &ObjId) -> KeyResult {
    KeyResult {
        name: line(document, object, key::NAME).unwrap_or_default(),
        unit: line(document, object, key::UNIT),
        start: decimal(document, object, key::START).unwrap_or_default(),
        target: decimal(document, object, key::TARGET).unwrap_or_default(),
        position: string(document, object, key::POSITION).unwrap_or_default(),
    }
}

fn key_result_conflicts(document: &impl Read, map: &ObjId, id: &ItemId) -> Vec<Conflict> {
    let Some(object) = child(document, map, &id.to_string()) else { return Vec::new() };
    let field = |name: &str| format!("{}/{id}/{name}", key::KEY_RESULTS);
    let words = [key::NAME, key::UNIT].into_iter();
    let numbers = [key::START, key::TARGET].into_iter();
    words
        .filter_map(|name| conflict(document, &object, name, &field(name)))
        .chain(numbers.filter_map(|name| decimal_conflict(document, &object, name, &field(name))))
        .collect()
}

fn check_in(document: &impl Read, object: &ObjId) -> GoalCheckIn {
    let at = timestamp(document, object, key::AT).unwrap_or(Timestamp::UNIX_EPOCH);
    let value = |(key, id): (String, String)| -> Option<(ItemId, Number)> {
        Some((id.parse().ok()?, decimal(document, object, &key)?))
    };
    GoalCheckIn {
        by: parsed(document, object, key::BY),
        at,
        on: parsed(document, object, key::ON).unwrap_or_else(|| at.to_zoned_datetime(TimeZone::UTC).date()),
        confidence: parsed(document, object, key::CONFIDENCE),
        note: string(document, object, key::NOTE),
        values: keys_under(document, object, key::VALUE_PREFIX).filter_map(value).collect(),
    }
}
