//! The rules of an edit that need no document: lengths, characters, numbers, names of keys. docs/protocol.md §12.1.

use jiff::tz::TimeZone;

use super::EditError;
use super::rederive::belongs_to;
use crate::position::is_position;
use crate::text::{TextUse, check_text};
use crate::{
    ActionEdit, CheckIn, CommentEdit, DraftEdit, Edit, FeedbackEdit, GoalCheckInEdit, GoalEdit, KeepsakeEdit,
    KeyResultEdit, MeetingEdit, NewFeedback, NewKeepsake, NoteEdit, QuestionEdit, TemplateEdit, TimeOffEdit,
    TopicEdit,
};

/// The rules that need no document.
pub(super) fn check(edit: &Edit) -> Result<(), EditError> {
    match edit {
        Edit::MemberName { name: Some(name), .. } => check_text(name, TextUse::Name)?,
        Edit::MemberTimeZone { time_zone: Some(time_zone), .. } => check_zone(time_zone)?,
        Edit::Cadence { cadence: Some(cadence) } => {
            check_zone(&cadence.time_zone)?;
            check_minutes(cadence.minutes)?;
        }
        Edit::Action { edit, .. } => check_action(edit)?,
        Edit::Topic { id, edit, .. } => {
            if matches!(edit, TopicEdit::Parent { parent } if *parent == Some(*id)) {
                return Err(EditError::OwnParent);
            }
            check_topic(edit)?;
        }
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
        Edit::Title { title: Some(text) } => check_text(text, TextUse::Title)?,
        Edit::Place { place: Some(text) } | Edit::Heading { heading: Some(text), .. } => {
            check_text(text, TextUse::Name)?;
        }
        Edit::TalkAim { percent: Some(percent) } if *percent > 100 => return Err(EditError::Percent),
        Edit::Goal { edit, .. } => check_goal(edit)?,
        Edit::Feedback { edit: FeedbackEdit::Give(feedback), .. } => check_feedback(feedback)?,
        Edit::Win { edit, .. } | Edit::Lesson { edit, .. } => check_keepsake(edit)?,
        Edit::TimeOff { edit, .. } => check_time_off(edit)?,
        Edit::Draft { edit: DraftEdit::Put { text, .. }, .. } => check_text(text, TextUse::Note)?,
        Edit::CheckIn { check_in: Some(check_in), .. } => check_check_in(check_in)?,
        Edit::Question { edit: QuestionEdit::Put { text, language, .. }, .. } => {
            check_text(text, TextUse::Title)?;
            check_line(language.as_deref(), TextUse::Sign)?;
        }
        Edit::Template { edit: TemplateEdit::Put { name, text }, .. } => {
            check_text(name, TextUse::Name)?;
            check_text(text, TextUse::Comment)?;
        }
        Edit::MemberName { .. }
        | Edit::MemberTimeZone { .. }
        | Edit::Cadence { .. }
        | Edit::Priorities { .. }
        | Edit::Relay { .. }
        | Edit::Title { .. }
        | Edit::Place { .. }
        | Edit::Heading { .. }
        | Edit::PrioritiesOn { .. }
        | Edit::TalkTime { .. }
        | Edit::TalkAim { .. }
        | Edit::PutAway { .. }
        | Edit::BroughtIn { .. }
        | Edit::Feedback { .. }
        | Edit::Draft { .. }
        | Edit::CheckIn { .. }
        | Edit::Question { .. }
        | Edit::Template { .. }
        | Edit::Note { .. } => {}
    }
    Ok(())
}

fn check_goal(edit: &GoalEdit) -> Result<(), EditError> {
    match edit {
        GoalEdit::Add(goal) => {
            check_text(&goal.title, TextUse::Title)?;
            check_position(&goal.position)
        }
        GoalEdit::Retitle { title } => Ok(check_text(title, TextUse::Title)?),
        GoalEdit::Move { position } => check_position(position),
        GoalEdit::KeyResult { edit, .. } => match edit {
            KeyResultEdit::Add(new) => {
                check_text(&new.name, TextUse::Name)?;
                check_line(new.unit.as_deref(), TextUse::Sign)?;
                check_position(&new.position)
            }
            KeyResultEdit::Rename { name } => Ok(check_text(name, TextUse::Name)?),
            KeyResultEdit::Unit { unit } => check_line(unit.as_deref(), TextUse::Sign),
            KeyResultEdit::Move { position } => check_position(position),
            KeyResultEdit::Start { .. } | KeyResultEdit::Target { .. } | KeyResultEdit::Remove => Ok(()),
        },
        GoalEdit::CheckIn { edit: GoalCheckInEdit::Add(new), .. } => {
            if new.values.len() > VALUES_MAX {
                return Err(EditError::Values);
            }
            check_line(new.note.as_deref(), TextUse::Comment)
        }
        GoalEdit::Comment { edit, .. } => check_comment(edit),
        GoalEdit::CheckIn { .. }
        | GoalEdit::Kind { .. }
        | GoalEdit::Owner { .. }
        | GoalEdit::Due { .. }
        | GoalEdit::State { .. }
        | GoalEdit::Why { .. }
        | GoalEdit::Delete(_)
        | GoalEdit::Restore => Ok(()),
    }
}

fn check_feedback(feedback: &NewFeedback) -> Result<(), EditError> {
    check_text(&feedback.text, TextUse::Comment)?;
    for part in [&feedback.situation, &feedback.behaviour, &feedback.impact] {
        check_line(part.as_deref(), TextUse::Comment)?;
    }
    Ok(())
}

fn check_keepsake(edit: &KeepsakeEdit) -> Result<(), EditError> {
    match edit {
        KeepsakeEdit::Add(NewKeepsake { text, .. }) | KeepsakeEdit::Reword { text } => {
            Ok(check_text(text, TextUse::Comment)?)
        }
        KeepsakeEdit::About { .. } | KeepsakeEdit::Delete(_) | KeepsakeEdit::Restore => Ok(()),
    }
}

fn check_time_off(edit: &TimeOffEdit) -> Result<(), EditError> {
    let (days, note) = match edit {
        TimeOffEdit::Add(new) => (Some((new.from, new.to)), new.note.as_deref()),
        TimeOffEdit::Days { from, to } => (Some((*from, *to)), None),
        TimeOffEdit::Note { note } => (None, note.as_deref()),
        TimeOffEdit::Delete(_) | TimeOffEdit::Restore => (None, None),
    };
    if days.is_some_and(|(from, to)| to < from) {
        return Err(EditError::Days);
    }
    check_line(note, TextUse::Name)
}

fn check_check_in(check_in: &CheckIn) -> Result<(), EditError> {
    let ratings = [check_in.mood, check_in.workload];
    if ratings.into_iter().flatten().any(|number| !CheckIn::is_rating(number)) {
        return Err(EditError::Rating);
    }
    check_line(check_in.word.as_deref(), TextUse::Name)
}

/// A text that may be left out.
fn check_line(text: Option<&str>, purpose: TextUse) -> Result<(), EditError> {
    Ok(text.map_or(Ok(()), |text| check_text(text, purpose))?)
}

/// The id of a question of the bank, as it stands in a key.
fn check_question(question: &str) -> Result<(), EditError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let sound = !question.is_empty() && question.len() <= KEY_LEN_MAX && question.bytes().all(plain);
    if sound { Ok(()) } else { Err(EditError::Key) }
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
        ActionEdit::React { reaction, .. } => check_line(reaction.as_deref(), TextUse::Sign),
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
        TopicEdit::BlockedBy { blocked_by } => check_line(blocked_by.as_deref(), TextUse::Name),
        TopicEdit::React { reaction, .. } => check_line(reaction.as_deref(), TextUse::Sign),
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
        MeetingEdit::CheckIn { check_in: Some(check_in), .. } => check_check_in(check_in),
        MeetingEdit::Asked { question, .. } => check_question(question),
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

const KEY_LEN_MAX: usize = 64;
/// Key results that one check-in may speak of.
const VALUES_MAX: usize = 64;
