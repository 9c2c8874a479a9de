//! Drafts and check-ins of the private document, questions and templates of the personal one. docs/protocol.md §12.4, §12.5.

use jiff::Timestamp;

use super::items;
use crate::fields::{Read, is_alive, line, parsed, root, string, text, timestamp};
use crate::schema::key;
use crate::{
    About, AnsweredBy, Category, CheckIn, Draft, DraftKind, OccurrenceId, PersonalModel, PrivateModel,
    Question, Template,
};

pub(super) fn private(document: &impl Read, model: &mut PrivateModel) {
    model.drafts = items(document, key::DRAFTS, |object| Draft {
        kind: parsed(document, object, key::KIND).unwrap_or(DraftKind::Topic),
        target: parsed(document, object, key::TARGET).unwrap_or(About::Pair),
        at: timestamp(document, object, key::AT).unwrap_or(Timestamp::UNIX_EPOCH),
        text: text(document, object, key::BODY),
        alive: is_alive(document, object),
    });
    let Some(check_ins) = root(document, key::CHECK_INS) else { return };
    for name in document.keys_of(&check_ins) {
        let occurrence: Option<OccurrenceId> = name.parse().ok();
        let said: Option<CheckIn> = line(document, &check_ins, &name).and_then(|text| text.parse().ok());
        if let Some((occurrence, said)) = occurrence.zip(said.filter(|said| !said.is_empty())) {
            model.check_ins.insert(occurrence, said);
        }
    }
}

pub(super) fn personal(document: &impl Read, model: &mut PersonalModel) {
    model.questions = items(document, key::QUESTIONS, |object| Question {
        text: string(document, object, key::TEXT).unwrap_or_default(),
        category: parsed(document, object, key::CATEGORY).unwrap_or(Category::General),
        answered_by: parsed(document, object, key::ANSWERED_BY).unwrap_or(AnsweredBy::Both),
        language: string(document, object, key::LANGUAGE),
        alive: is_alive(document, object),
    });
    model.templates = items(document, key::TEMPLATES, |object| Template {
        name: line(document, object, key::NAME).unwrap_or_default(),
        text: string(document, object, key::TEXT).unwrap_or_default(),
        alive: is_alive(document, object),
    });
}
