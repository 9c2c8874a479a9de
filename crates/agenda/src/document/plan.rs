//! Checks edits and cuts them into batches that each become one change of at most 64 KiB and 5,000 operations.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::rederive::belongs_to;
use super::{Document, EditError};
use crate::position::is_position;
use crate::text::{TextUse, check_controls, check_note_len, check_text};
use crate::{ActionEdit, CommentEdit, Edit, MeetingEdit, NoteEdit, Splice, TextTarget, TopicEdit};

/// One write.
#[derive(Clone)]
pub(super) enum Step<'a> {
    /// An edit without its long text.
    Edit(&'a Edit),
    /// A piece of a text.
    Splice(TextTarget, Splice),
}

/// The writes of several edits, grouped by change.
pub(super) fn batches<'a>(document: &Document, edits: &'a [Edit]) -> Result<Vec<Vec<Step<'a>>>, EditError> {
    let mut steps = Vec::new();
    let mut texts: BTreeMap<TextTarget, Vec<u16>> = BTreeMap::new();
    for edit in edits {
        check(edit)?;
        let put;
        let (target, splices) = match edit {
            Edit::Note { id, edit: NoteEdit::Put { text, .. } } => {
                steps.push(Step::Edit(edit));
                let target = TextTarget::Note(*id);
                let there = |model: crate::Model| matches!(model, crate::Model::Private(model) if model.notes.get(id).is_some_and(|note| !is_blank(note)));
                if texts.contains_key(&target) || there(document.model()) {
                    continue;
                }
                put = [Splice { at: 0, delete: 0, insert: text.clone() }];
                (target, &put[..])
            }
            _ => match edit.splices() {
                Some((target, splices)) => (target, splices),
                None => {
                    steps.push(Step::Edit(edit));
                    continue;
                }
            },
        };
        let text = texts
            .entry(target)
            .or_insert_with(|| document.text(&target).unwrap_or_default().encode_utf16().collect());
        for splice in splices {
            check_controls(&splice.insert)?;
            splice.check(text)?;
            for piece in splice.pieces(text, SPLICE_OPERATIONS_MAX) {
                steps.push(Step::Splice(target, piece));
            }
            splice.apply(text);
        }
        check_note_len(
            char::decode_utf16(text.iter().copied()).map(|unit| unit.map_or(3, char::len_utf8)).sum(),
        )?;
    }
    Ok(group(steps))
}

/// A note whose slot is there but that was never written.
fn is_blank(note: &crate::PrivateNote) -> bool {
    note.text.is_empty() && !note.alive && note.deleted.is_none()
}

fn group(steps: Vec<Step<'_>>) -> Vec<Vec<Step<'_>>> {
    let mut batches: Vec<Vec<Step<'_>>> = Vec::new();
    let (mut operations, mut bytes) = (0, 0);
    for step in steps {
        let (step_operations, step_bytes) = weight(&step);
        let full =
            operations + step_operations > BATCH_OPERATIONS_MAX || bytes + step_bytes > BATCH_BYTES_MAX;
        match batches.last_mut() {
            Some(batch) if !full => batch.push(step),
            _ => {
                (operations, bytes) = (0, 0);
                batches.push(vec![step]);
            }
        }
        operations += step_operations;
        bytes += step_bytes;
    }
    batches
}

/// Upper bounds of the operations and bytes of a step.
fn weight(step: &Step<'_>) -> (usize, usize) {
    match step {
        // A character costs its bytes and, in the worst case, its operation's columns; deletions name what they delete.
        Step::Splice(_, splice) => {
            let inserted = splice.insert.chars().count();
            (splice.delete + inserted + 1, splice.insert.len() + inserted * 2 + splice.delete * 8 + 64)
        }
        Step::Edit(edit) => (16, 512 + text_len(edit)),
    }
}

fn text_len(edit: &Edit) -> usize {
    match edit {
        Edit::MemberName { name: text, .. }
        | Edit::Setting { value: text, .. }
        | Edit::Relay { address: text } => text.as_ref().map_or(0, String::len),
        Edit::PairEntry { stream, entry } => {
            stream.len() * 4 + entry.as_ref().map_or(0, |entry| entry.name.len() + entry.relay.len())
        }
        Edit::Topic { edit: TopicEdit::Add(topic), .. } => topic.title.len() + topic.position.len(),
        Edit::Topic { edit: TopicEdit::Retitle { title }, .. } => title.len(),
        Edit::Action { edit: ActionEdit::Add(action), .. } => action.text.len() + action.position.len(),
        Edit::Action { edit: ActionEdit::Retitle { text }, .. } => text.len(),
        Edit::Topic { edit: TopicEdit::Comment { edit, .. }, .. }
        | Edit::Meeting { edit: MeetingEdit::Comment { edit, .. }, .. } => match edit {
            CommentEdit::Add { text, .. } | CommentEdit::Reword { text } => text.len(),
            CommentEdit::Delete => 0,
        },
        Edit::Meeting {
            edit: MeetingEdit::Reason { reason: text } | MeetingEdit::Place { place: text },
            ..
        } => text.as_ref().map_or(0, String::len),
        _ => 0,
    }
}

/// The rules that need no document.
fn check(edit: &Edit) -> Result<(), EditError> {
    match edit {
        Edit::MemberName { name: Some(name), .. } => check_text(name, TextUse::Name)?,
        Edit::MemberTimeZone { time_zone: Some(time_zone), .. } => check_zone(time_zone)?,
        Edit::Cadence { cadence: Some(cadence) } => {
            check_zone(&cadence.time_zone)?;
            check_minutes(cadence.minutes)?;
        }
        Edit::Action { edit, .. } => check_action(edit)?,
        Edit::Topic { edit, .. } => check_topic(edit)?,
        Edit::Meeting { quarter, id, edit } => {
            if !belongs_to(id, *quarter) {
                return Err(EditError::OtherQuarter);
            }
            check_meeting(edit)?;
        }
        Edit::Note { edit: NoteEdit::Put { text, .. }, .. } => check_text(text, TextUse::Note)?,
        Edit::DeviceEntry { device, entry } => {
            check_hex(device)?;
            if let Some(entry) = entry {
                check_text(&entry.name, TextUse::Name)?;
            }
        }
        Edit::PairEntry { stream, entry } => {
            check_hex(stream)?;
            if let Some(entry) = entry {
                check_text(&entry.name, TextUse::Name)?;
                if !entry.relay.is_empty() {
                    check_text(&entry.relay, TextUse::Title)?;
                }
            }
        }
        Edit::Relay { address: Some(address) } => check_text(address, TextUse::Title)?,
        Edit::Setting { key, value } => {
            if key.is_empty() || key.len() > KEY_LEN_MAX || key.chars().any(char::is_control) {
                return Err(EditError::Key);
            }
            if let Some(value) = value {
                check_text(value, TextUse::Comment)?;
            }
        }
        Edit::MemberName { .. }
        | Edit::MemberTimeZone { .. }
        | Edit::Cadence { .. }
        | Edit::Priorities { .. }
        | Edit::Relay { .. }
        | Edit::Note { .. } => {}
    }
    Ok(())
}

/// An id of ours as a key: lower-case hex.
fn check_hex(key: &str) -> Result<(), EditError> {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let sound = !key.is_empty() && key.len() <= KEY_LEN_MAX && key.bytes().all(hex);
    if sound { Ok(()) } else { Err(EditError::Key) }
}

fn check_action(edit: &ActionEdit) -> Result<(), EditError> {
    match edit {
        ActionEdit::Add(action) => {
            check_text(&action.text, TextUse::Title)?;
            check_position(&action.position)
        }
        ActionEdit::Retitle { text } => Ok(check_text(text, TextUse::Title)?),
        ActionEdit::Move { position } => check_position(position),
        _ => Ok(()),
    }
}

fn check_topic(edit: &TopicEdit) -> Result<(), EditError> {
    match edit {
        TopicEdit::Add(topic) => {
            check_text(&topic.title, TextUse::Title)?;
            check_position(&topic.position)
        }
        TopicEdit::Retitle { title } => Ok(check_text(title, TextUse::Title)?),
        TopicEdit::Move { position } => check_position(position),
        TopicEdit::Comment { edit, .. } => check_comment(edit),
        _ => Ok(()),
    }
}

fn check_meeting(edit: &MeetingEdit) -> Result<(), EditError> {
    match edit {
        MeetingEdit::Reason { reason: Some(text) } | MeetingEdit::Place { place: Some(text) } => {
            Ok(check_text(text, TextUse::Name)?)
        }
        MeetingEdit::Minutes { minutes: Some(minutes) } => check_minutes(*minutes),
        MeetingEdit::Comment { edit, .. } => check_comment(edit),
        _ => Ok(()),
    }
}

fn check_comment(edit: &CommentEdit) -> Result<(), EditError> {
    match edit {
        CommentEdit::Add { text, .. } | CommentEdit::Reword { text } => {
            Ok(check_text(text, TextUse::Comment)?)
        }
        CommentEdit::Delete => Ok(()),
    }
}

fn check_position(position: &str) -> Result<(), EditError> {
    if is_position(position) { Ok(()) } else { Err(EditError::Position) }
}

fn check_minutes(minutes: u32) -> Result<(), EditError> {
    if (1..=1440).contains(&minutes) { Ok(()) } else { Err(EditError::Minutes) }
}

fn check_zone(name: &str) -> Result<(), EditError> {
    TimeZone::get(name).map(|_| ()).map_err(|_defect| EditError::TimeZone)
}

/// One piece of a text; well below the limit of a change.
const SPLICE_OPERATIONS_MAX: usize = 3_000;
/// A change may have 5,000 operations.
const BATCH_OPERATIONS_MAX: usize = 4_500;
/// A change may have 64 KiB.
const BATCH_BYTES_MAX: usize = 48 * 1024;
const KEY_LEN_MAX: usize = 64;
