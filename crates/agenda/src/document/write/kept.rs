//! Writes what is done to feedback, wins, lessons and time off. docs/protocol.md §12.2.

use automerge::transaction::Transaction;

use super::{delete, item, new_item, restore, touch_if};
use crate::document::EditError;
use crate::document::beside::place_of;
use crate::fields::{moment, root, set, touch, words};
use crate::schema::key;
use crate::{FeedbackEdit, ItemId, KeepsakeEdit, NewFeedback, TimeOffEdit};

pub(super) fn write_feedback(
    transaction: &mut Transaction<'_>,
    id: &ItemId,
    edit: &FeedbackEdit,
) -> Result<(), EditError> {
    match edit {
        FeedbackEdit::Give(feedback) => give(transaction, id, feedback),
        FeedbackEdit::Acknowledge { member, at } => {
            let object = item(transaction, key::FEEDBACK, id)?;
            set(transaction, &object, &format!("{}{member}", key::ACKNOWLEDGED_PREFIX), at.map(moment))?;
            Ok(())
        }
        FeedbackEdit::Withdraw => {
            let map = root(transaction, key::FEEDBACK).ok_or(EditError::NoSuchItem)?;
            // Said twice or not, it is one feedback.
            let id = id.to_string();
            let place = place_of(transaction, &map, &id).map_or(id, |(place, _)| place);
            set(transaction, &map, &place, None)?;
            Ok(())
        }
    }
}

fn give(transaction: &mut Transaction<'_>, id: &ItemId, feedback: &NewFeedback) -> Result<(), EditError> {
    let Some(object) = new_item(transaction, key::FEEDBACK, id)? else { return Ok(()) };
    let fields = [
        (key::FROM, Some(words(feedback.from))),
        (key::TO, Some(words(feedback.from.other()))),
        (key::AT, Some(moment(feedback.at))),
        (key::TEXT, Some(words(&feedback.text))),
        (key::SITUATION, feedback.situation.as_ref().map(words)),
        (key::BEHAVIOUR, feedback.behaviour.as_ref().map(words)),
        (key::IMPACT, feedback.impact.as_ref().map(words)),
        (key::CORRECTS, feedback.corrects.map(words)),
    ];
    for (name, value) in fields {
        set(transaction, &object, name, value)?;
    }
    Ok(())
}

/// A win or a lesson, by the name of their map.
pub(super) fn write_keepsake(
    transaction: &mut Transaction<'_>,
    map: &str,
    id: &ItemId,
    edit: &KeepsakeEdit,
) -> Result<(), EditError> {
    if let KeepsakeEdit::Add(new) = edit {
        let Some(object) = new_item(transaction, map, id)? else { return Ok(()) };
        let fields = [
            (key::TEXT, Some(words(&new.text))),
            (key::BY, Some(words(new.author))),
            (key::ABOUT, new.about.map(words)),
            (key::OCCURRENCE, new.occurrence.map(words)),
            (key::AT, Some(moment(new.at))),
        ];
        for (name, value) in fields {
            set(transaction, &object, name, value)?;
        }
        return Ok(touch(transaction, &object)?);
    }
    let object = item(transaction, map, id)?;
    let changed = match edit {
        KeepsakeEdit::Reword { text } => set(transaction, &object, key::TEXT, Some(words(text)))?,
        KeepsakeEdit::About { about } => set(transaction, &object, key::ABOUT, about.map(words))?,
        KeepsakeEdit::Delete(deletion) => return delete(transaction, &object, words(deletion)),
        KeepsakeEdit::Restore => return restore(transaction, &object),
        KeepsakeEdit::Add(_) => false,
    };
    touch_if(transaction, &object, changed)
}

pub(super) fn write_time_off(
    transaction: &mut Transaction<'_>,
    id: &ItemId,
    edit: &TimeOffEdit,
) -> Result<(), EditError> {
    if let TimeOffEdit::Add(new) = edit {
        let Some(object) = new_item(transaction, key::TIME_OFF, id)? else { return Ok(()) };
        let fields = [
            (key::MEMBER, Some(words(new.member))),
            (key::FROM, Some(words(new.from))),
            (key::TO, Some(words(new.to))),
            (key::NOTE, new.note.as_ref().map(words)),
        ];
        for (name, value) in fields {
            set(transaction, &object, name, value)?;
        }
        return Ok(touch(transaction, &object)?);
    }
    let object = item(transaction, key::TIME_OFF, id)?;
    let changed = match edit {
        TimeOffEdit::Days { from, to } => {
            let from = set(transaction, &object, key::FROM, Some(words(from)))?;
            set(transaction, &object, key::TO, Some(words(to)))? || from
        }
        TimeOffEdit::Note { note } => set(transaction, &object, key::NOTE, note.as_ref().map(words))?,
        TimeOffEdit::Delete(deletion) => return delete(transaction, &object, words(deletion)),
        TimeOffEdit::Restore => return restore(transaction, &object),
        TimeOffEdit::Add(_) => false,
    };
    touch_if(transaction, &object, changed)
}
