//! Putting an earlier text back: the edits that make title and text say again what they said.

use agenda::{
    ActionEdit, Document, DocumentName, Edit, Facets, GoalEdit, MeetingEdit, Splice, Subject, TextTarget,
    TopicEdit, difference,
};

/// From what a thing says at present to what it said then. What was taken off the list since is back on it.
pub(super) fn edits(
    subject: Subject,
    name: &DocumentName,
    document: &Document,
    present: &Facets,
    then: &Facets,
) -> Vec<Edit> {
    let title = then.get("title").filter(|title| present.get("title") != Some(title)).cloned();
    let text = |target| -> Option<Vec<Splice>> {
        let now = document.text(&target)?;
        let splices = difference(&now, then.get("notes").map(String::as_str).unwrap_or_default());
        Some(splices).filter(|splices| !splices.is_empty())
    };
    let is_back = present.contains_key("gone") && !then.contains_key("gone");
    match (subject, name) {
        (Subject::Topic(id), DocumentName::Quarter(quarter)) => [
            is_back.then_some(TopicEdit::Restore),
            title.map(|title| TopicEdit::Retitle { title }),
            text(TextTarget::Topic(id)).map(|splices| TopicEdit::Notes { splices }),
        ]
        .into_iter()
        .flatten()
        .map(|edit| Edit::Topic { quarter: *quarter, id, edit })
        .collect(),
        (Subject::Action(id), _) => [
            is_back.then_some(ActionEdit::Restore),
            title.map(|text| ActionEdit::Retitle { text }),
            text(TextTarget::Action(id)).map(|splices| ActionEdit::Note { splices }),
        ]
        .into_iter()
        .flatten()
        .map(|edit| Edit::Action { id, edit })
        .collect(),
        (Subject::Goal(id), _) => [
            is_back.then_some(GoalEdit::Restore),
            title.map(|title| GoalEdit::Retitle { title }),
            text(TextTarget::Goal(id)).map(|splices| GoalEdit::Why { splices }),
        ]
        .into_iter()
        .flatten()
        .map(|edit| Edit::Goal { id, edit })
        .collect(),
        (Subject::Meeting(id), DocumentName::Quarter(quarter)) => text(TextTarget::Meeting(id))
            .map(|splices| Edit::Meeting { quarter: *quarter, id, edit: MeetingEdit::Notes { splices } })
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}
