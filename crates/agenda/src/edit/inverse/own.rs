//! Undo for drafts, questions and templates.

use super::inverse_splices;
use crate::{Draft, DraftEdit, Question, QuestionEdit, Template, TemplateEdit};

pub(super) fn draft(edit: &DraftEdit, before: Option<&Draft>) -> Option<DraftEdit> {
    let Some(before) = before else {
        return matches!(edit, DraftEdit::Put { .. }).then_some(DraftEdit::Delete);
    };
    match edit {
        DraftEdit::Put { .. } => None,
        DraftEdit::Text { splices } => {
            Some(DraftEdit::Text { splices: inverse_splices(splices, &before.text)? })
        }
        DraftEdit::Delete => before.alive.then_some(DraftEdit::Restore),
        DraftEdit::Restore => (!before.alive).then_some(DraftEdit::Delete),
    }
}

pub(super) fn question(edit: &QuestionEdit, before: Option<&Question>) -> Option<QuestionEdit> {
    match (edit, before) {
        (QuestionEdit::Put { .. }, Some(before)) if before.alive => Some(QuestionEdit::Put {
            text: before.text.clone(),
            category: before.category.clone(),
            answered_by: before.answered_by.clone(),
            language: before.language.clone(),
        }),
        (QuestionEdit::Put { .. }, _) => Some(QuestionEdit::Delete),
        (QuestionEdit::Delete, Some(before)) => before.alive.then_some(QuestionEdit::Restore),
        (QuestionEdit::Restore, Some(before)) => (!before.alive).then_some(QuestionEdit::Delete),
        (QuestionEdit::Delete | QuestionEdit::Restore, None) => None,
    }
}

pub(super) fn template(edit: &TemplateEdit, before: Option<&Template>) -> Option<TemplateEdit> {
    match (edit, before) {
        (TemplateEdit::Put { .. }, Some(before)) if before.alive => {
            Some(TemplateEdit::Put { name: before.name.clone(), text: before.text.clone() })
        }
        (TemplateEdit::Put { .. }, _) => Some(TemplateEdit::Delete),
        (TemplateEdit::Delete, Some(before)) => before.alive.then_some(TemplateEdit::Restore),
        (TemplateEdit::Restore, Some(before)) => (!before.alive).then_some(TemplateEdit::Delete),
        (TemplateEdit::Delete | TemplateEdit::Restore, None) => None,
    }
}
