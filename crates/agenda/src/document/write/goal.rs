//! Writes what is done to a goal, key by key. docs/protocol.md §12.2.

use automerge::transaction::{Transactable, Transaction};
use automerge::{ObjId, ObjType};

use super::{delete, item, new_item, restore, touch_if, write_comment};
use crate::document::EditError;
use crate::fields::{child, moment, set, thousandths, touch, words};
use crate::schema::key;
use crate::{GoalCheckIn, GoalCheckInEdit, GoalEdit, GoalState, ItemId, KeyResult, KeyResultEdit, NewGoal};

pub(super) fn write_goal(
    transaction: &mut Transaction<'_>,
    id: &ItemId,
    edit: &GoalEdit,
) -> Result<(), EditError> {
    if let GoalEdit::Add(goal) = edit {
        return add_goal(transaction, id, goal);
    }
    let object = item(transaction, key::GOALS, id)?;
    let changed = match edit {
        GoalEdit::Retitle { title } => set(transaction, &object, key::TITLE, Some(words(title)))?,
        GoalEdit::Kind { kind } => set(transaction, &object, key::KIND, Some(words(kind)))?,
        GoalEdit::Owner { owner } => set(transaction, &object, key::OWNER, owner.map(words))?,
        GoalEdit::Due { due } => set(transaction, &object, key::DUE, due.map(words))?,
        GoalEdit::State { state } => set(transaction, &object, key::STATE, Some(words(state)))?,
        GoalEdit::Move { position } => set(transaction, &object, key::POSITION, Some(words(position)))?,
        GoalEdit::KeyResult { id, edit } => write_key_result(transaction, &object, id, edit)?,
        GoalEdit::CheckIn { id, edit } => write_check_in(transaction, &object, id, edit)?,
        GoalEdit::Comment { id, edit } => write_comment(transaction, &object, id, edit)?,
        GoalEdit::Delete(deletion) => return delete(transaction, &object, words(deletion)),
        GoalEdit::Restore => return restore(transaction, &object),
        GoalEdit::Add(_) | GoalEdit::Why { .. } => false,
    };
    touch_if(transaction, &object, changed)
}

fn add_goal(transaction: &mut Transaction<'_>, id: &ItemId, goal: &NewGoal) -> Result<(), EditError> {
    let Some(object) = new_item(transaction, key::GOALS, id)? else { return Ok(()) };
    let fields = [
        (key::TITLE, Some(words(&goal.title))),
        (key::KIND, Some(words(&goal.kind))),
        (key::OWNER, goal.owner.map(words)),
        (key::DUE, goal.due.map(words)),
        (key::STATE, Some(words(GoalState::Open))),
        (key::BY, Some(words(goal.by))),
        (key::AT, Some(moment(goal.at))),
        (key::POSITION, Some(words(&goal.position))),
    ];
    for (name, value) in fields {
        set(transaction, &object, name, value)?;
    }
    transaction.put_object(&object, key::WHY, ObjType::Text)?;
    for map in [key::KEY_RESULTS, key::CHECK_INS, key::COMMENTS] {
        transaction.put_object(&object, map, ObjType::Map)?;
    }
    Ok(touch(transaction, &object)?)
}

fn write_key_result(
    transaction: &mut Transaction<'_>,
    goal: &ObjId,
    id: &ItemId,
    edit: &KeyResultEdit,
) -> Result<bool, EditError> {
    let map = child(transaction, goal, key::KEY_RESULTS).ok_or(EditError::NoSuchItem)?;
    let id = id.to_string();
    let (name, value) = match (edit, child(transaction, &map, &id)) {
        (KeyResultEdit::Add(new), None) => return add_key_result(transaction, &map, &id, new),
        (KeyResultEdit::Remove, Some(_)) => return Ok(set(transaction, &map, &id, None)?),
        (KeyResultEdit::Add(_), Some(_)) | (KeyResultEdit::Remove, None) => return Ok(false),
        (_, None) => return Err(EditError::NoSuchItem),
        (KeyResultEdit::Rename { name }, _) => (key::NAME, Some(words(name))),
        (KeyResultEdit::Unit { unit }, _) => (key::UNIT, unit.as_ref().map(words)),
        (KeyResultEdit::Start { start }, _) => (key::START, Some(thousandths(*start))),
        (KeyResultEdit::Target { target }, _) => (key::TARGET, Some(thousandths(*target))),
        (KeyResultEdit::Move { position }, _) => (key::POSITION, Some(words(position))),
    };
    let object = child(transaction, &map, &id).ok_or(EditError::NoSuchItem)?;
    Ok(set(transaction, &object, name, value)?)
}

fn add_key_result(
    transaction: &mut Transaction<'_>,
    map: &ObjId,
    id: &str,
    new: &KeyResult,
) -> Result<bool, EditError> {
    let object = transaction.put_object(map, id, ObjType::Map)?;
    let fields = [
        (key::NAME, Some(words(&new.name))),
        (key::UNIT, new.unit.as_ref().map(words)),
        (key::START, Some(thousandths(new.start))),
        (key::TARGET, Some(thousandths(new.target))),
        (key::POSITION, Some(words(&new.position))),
    ];
    for (name, value) in fields {
        set(transaction, &object, name, value)?;
    }
    Ok(true)
}

fn write_check_in(
    transaction: &mut Transaction<'_>,
    goal: &ObjId,
    id: &ItemId,
    edit: &GoalCheckInEdit,
) -> Result<bool, EditError> {
    let map = child(transaction, goal, key::CHECK_INS).ok_or(EditError::NoSuchItem)?;
    let id = id.to_string();
    match (edit, child(transaction, &map, &id)) {
        (GoalCheckInEdit::Add(new), None) => add_check_in(transaction, &map, &id, new),
        (GoalCheckInEdit::Remove, Some(_)) => Ok(set(transaction, &map, &id, None)?),
        (GoalCheckInEdit::Add(_), Some(_)) | (GoalCheckInEdit::Remove, None) => Ok(false),
    }
}

fn add_check_in(
    transaction: &mut Transaction<'_>,
    map: &ObjId,
    id: &str,
    new: &GoalCheckIn,
) -> Result<bool, EditError> {
    let object = transaction.put_object(map, id, ObjType::Map)?;
    let fields = [
        (key::BY, new.by.map(words)),
        (key::AT, Some(moment(new.at))),
        (key::ON, Some(words(new.on))),
        (key::CONFIDENCE, new.confidence.as_ref().map(words)),
        (key::NOTE, new.note.as_ref().map(words)),
    ];
    for (name, value) in fields {
        set(transaction, &object, name, value)?;
    }
    for (key_result, value) in &new.values {
        let name = format!("{}{key_result}", key::VALUE_PREFIX);
        set(transaction, &object, &name, Some(thousandths(*value)))?;
    }
    Ok(true)
}
