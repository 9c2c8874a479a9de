//! Writes what one person does to drafts, questions and templates. They have `alive` alone: nobody asks when one's own
//! was deleted. docs/protocol.md §12.4, §12.5.

use automerge::transaction::{Transactable, Transaction};
use automerge::{ObjId, ObjType, ScalarValue};

use super::{item, new_item, touch_if};
use crate::document::EditError;
use crate::fields::{is_alive, moment, set, touch, words};
use crate::schema::key;
use crate::{DraftEdit, ItemId, QuestionEdit, TemplateEdit};

pub(super) fn write_draft(
    transaction: &mut Transaction<'_>,
    id: &ItemId,
    edit: &DraftEdit,
) -> Result<(), EditError> {
    match edit {
        DraftEdit::Put { kind, target, at, .. } => {
            let Some(object) = new_item(transaction, key::DRAFTS, id)? else { return Ok(()) };
            set(transaction, &object, key::KIND, Some(words(kind)))?;
            set(transaction, &object, key::TARGET, Some(words(target)))?;
            set(transaction, &object, key::AT, Some(moment(*at)))?;
            transaction.put_object(&object, key::BODY, ObjType::Text)?;
            Ok(touch(transaction, &object)?)
        }
        DraftEdit::Text { .. } => Ok(()),
        DraftEdit::Delete => hide(transaction, key::DRAFTS, id),
        DraftEdit::Restore => show(transaction, key::DRAFTS, id),
    }
}

pub(super) fn write_question(
    transaction: &mut Transaction<'_>,
    id: &ItemId,
    edit: &QuestionEdit,
) -> Result<(), EditError> {
    match edit {
        QuestionEdit::Put { text, category, answered_by, language } => {
            let fields = [
                (key::TEXT, Some(words(text))),
                (key::CATEGORY, Some(words(category))),
                (key::ANSWERED_BY, Some(words(answered_by))),
                (key::LANGUAGE, language.as_ref().map(words)),
            ];
            put(transaction, key::QUESTIONS, id, &fields)
        }
        QuestionEdit::Delete => hide(transaction, key::QUESTIONS, id),
        QuestionEdit::Restore => show(transaction, key::QUESTIONS, id),
    }
}

pub(super) fn write_template(
    transaction: &mut Transaction<'_>,
    id: &ItemId,
    edit: &TemplateEdit,
) -> Result<(), EditError> {
    match edit {
        TemplateEdit::Put { name, text } => {
            let fields = [(key::NAME, Some(words(name))), (key::TEXT, Some(words(text)))];
            put(transaction, key::TEMPLATES, id, &fields)
        }
        TemplateEdit::Delete => hide(transaction, key::TEMPLATES, id),
        TemplateEdit::Restore => show(transaction, key::TEMPLATES, id),
    }
}

/// Writes an item, or writes it anew.
fn put(
    transaction: &mut Transaction<'_>,
    map: &str,
    id: &ItemId,
    fields: &[(&str, Option<ScalarValue>)],
) -> Result<(), EditError> {
    let object: ObjId = match new_item(transaction, map, id)? {
        Some(object) => object,
        None => item(transaction, map, id)?,
    };
    let mut changed = !is_alive(transaction, &object);
    for (name, value) in fields {
        changed |= set(transaction, &object, name, value.clone())?;
    }
    touch_if(transaction, &object, changed)
}

fn hide(transaction: &mut Transaction<'_>, map: &str, id: &ItemId) -> Result<(), EditError> {
    let object = item(transaction, map, id)?;
    set(transaction, &object, key::ALIVE, None)?;
    Ok(())
}

fn show(transaction: &mut Transaction<'_>, map: &str, id: &ItemId) -> Result<(), EditError> {
    let object = item(transaction, map, id)?;
    let gone = !is_alive(transaction, &object);
    touch_if(transaction, &object, gone)
}
