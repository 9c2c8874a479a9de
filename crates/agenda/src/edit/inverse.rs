//! Undo: the edit that takes another one back, as seen from the model before it.

mod goal;
mod kept;
mod own;

use crate::splice::inverse as inverse_splices;
use crate::{
    Action, ActionEdit, Comment, CommentEdit, CoreModel, Deletion, Edit, ItemId, Meeting, MeetingEdit,
    MeetingState, Model, NoteEdit, PersonalModel, PrivateNote, Topic, TopicEdit,
};

impl Edit {
    /// The edit that takes this one back, given the model of its document before it.
    ///
    /// Returns nothing if the edit changed nothing there, or does not belong to the document.
    pub fn inverse(&self, before: &Model) -> Option<Self> {
        match (self, before) {
            (Self::Topic { quarter, id, edit }, Model::Quarter(model)) => {
                let edit = topic(edit, model.topics.get(id))?;
                Some(Self::Topic { quarter: *quarter, id: *id, edit })
            }
            (Self::Meeting { quarter, id, edit }, Model::Quarter(model)) => {
                let edit = meeting(edit, model.meetings.get(id))?;
                Some(Self::Meeting { quarter: *quarter, id: *id, edit })
            }
            (Self::Action { id, edit }, Model::Core(model)) => {
                Some(Self::Action { id: *id, edit: action(edit, model.actions.get(id))? })
            }
            (Self::Goal { id, edit }, Model::Core(model)) => {
                Some(Self::Goal { id: *id, edit: goal::goal(edit, model.goals.get(id))? })
            }
            (Self::Feedback { id, edit }, Model::Core(model)) => {
                Some(Self::Feedback { id: *id, edit: kept::feedback(edit, model.feedback.get(id))? })
            }
            (Self::Win { id, edit }, Model::Core(model)) => {
                Some(Self::Win { id: *id, edit: kept::keepsake(edit, model.wins.get(id))? })
            }
            (Self::Lesson { id, edit }, Model::Core(model)) => {
                Some(Self::Lesson { id: *id, edit: kept::keepsake(edit, model.lessons.get(id))? })
            }
            (Self::TimeOff { id, edit }, Model::Core(model)) => {
                Some(Self::TimeOff { id: *id, edit: kept::time_off(edit, model.time_off.get(id))? })
            }
            (Self::Note { id, edit }, Model::Private(model)) => {
                Some(Self::Note { id: *id, edit: note(edit, model.notes.get(id))? })
            }
            (Self::Draft { id, edit }, Model::Private(model)) => {
                Some(Self::Draft { id: *id, edit: own::draft(edit, model.drafts.get(id))? })
            }
            (Self::CheckIn { occurrence, .. }, Model::Private(model)) => Some(Self::CheckIn {
                occurrence: *occurrence,
                check_in: model.check_ins.get(occurrence).cloned(),
            }),
            (Self::Question { id, edit }, Model::Personal(model)) => {
                Some(Self::Question { id: *id, edit: own::question(edit, model.questions.get(id))? })
            }
            (Self::Template { id, edit }, Model::Personal(model)) => {
                Some(Self::Template { id: *id, edit: own::template(edit, model.templates.get(id))? })
            }
            (_, Model::Core(model)) => core(self, model),
            (_, Model::Personal(model)) => personal(self, model),
            _ => None,
        }
    }
}

fn core(edit: &Edit, before: &CoreModel) -> Option<Edit> {
    let person = |member| before.people.get(member).cloned().unwrap_or_default();
    Some(match edit {
        Edit::MemberName { member, .. } => Edit::MemberName { member: *member, name: person(member).name },
        Edit::MemberTimeZone { member, .. } => {
            Edit::MemberTimeZone { member: *member, time_zone: person(member).time_zone }
        }
        Edit::Cadence { .. } => Edit::Cadence { cadence: before.cadence() },
        Edit::Title { .. } => Edit::Title { title: before.title.clone() },
        Edit::Place { .. } => Edit::Place { place: before.place.clone() },
        Edit::Heading { category, .. } => {
            Edit::Heading { category: category.clone(), heading: before.headings.get(category).cloned() }
        }
        Edit::PrioritiesOn { .. } => Edit::PrioritiesOn { looked: before.priorities_on },
        Edit::TalkTime { member, .. } => Edit::TalkTime { member: *member, on: person(member).talk_time },
        Edit::PutAway { .. } => Edit::PutAway { since: before.put_away },
        Edit::TalkAim { .. } => Edit::TalkAim { percent: before.talk_aim },
        Edit::BroughtIn { member, .. } => {
            Edit::BroughtIn { member: *member, on: before.brought_in.get(member).copied() }
        }
        Edit::Relay { .. } => Edit::Relay { address: before.relay.clone() },
        Edit::Priorities { splices } => {
            Edit::Priorities { splices: inverse_splices(splices, &before.priorities)? }
        }
        _ => return None,
    })
}

fn personal(edit: &Edit, before: &PersonalModel) -> Option<Edit> {
    Some(match edit {
        Edit::PairEntry { stream, .. } => {
            Edit::PairEntry { stream: stream.clone(), entry: before.pairs.get(stream).cloned() }
        }
        Edit::DeviceEntry { device, .. } => {
            Edit::DeviceEntry { device: device.clone(), entry: before.devices.get(device).cloned() }
        }
        Edit::Setting { key, .. } => {
            Edit::Setting { key: key.clone(), value: before.settings.get(key).cloned() }
        }
        _ => return None,
    })
}

fn action(edit: &ActionEdit, before: Option<&Action>) -> Option<ActionEdit> {
    let Some(before) = before else {
        let ActionEdit::Add(action) = edit else { return None };
        return Some(ActionEdit::Delete(Deletion { on: utc_date(action.at), by: action.by }));
    };
    Some(match edit {
        ActionEdit::Add(_) => return None,
        ActionEdit::Retitle { .. } => ActionEdit::Retitle { text: before.text.clone() },
        ActionEdit::Owner { .. } => ActionEdit::Owner { owner: before.owner },
        ActionEdit::Due { .. } => ActionEdit::Due { due: before.due },
        ActionEdit::State { .. } => ActionEdit::State { state: before.state.clone() },
        ActionEdit::Note { splices } => ActionEdit::Note { splices: inverse_splices(splices, &before.note)? },
        ActionEdit::Goal { .. } => ActionEdit::Goal { goal: before.goal },
        ActionEdit::React { member, .. } => {
            ActionEdit::React { member: *member, reaction: before.reactions.get(member).cloned() }
        }
        ActionEdit::Move { .. } => ActionEdit::Move { position: before.position.clone() },
        ActionEdit::Delete(_) => before.alive.then_some(ActionEdit::Restore)?,
        ActionEdit::Restore => ActionEdit::Delete(before.deleted.filter(|_| !before.alive)?),
    })
}

fn topic(edit: &TopicEdit, before: Option<&Topic>) -> Option<TopicEdit> {
    let Some(before) = before else {
        let TopicEdit::Add(topic) = edit else { return None };
        return Some(TopicEdit::Delete(Deletion { on: utc_date(topic.at), by: topic.author }));
    };
    Some(match edit {
        TopicEdit::Add(_) => return None,
        TopicEdit::Retitle { .. } => TopicEdit::Retitle { title: before.title.clone() },
        TopicEdit::Notes { splices } => {
            TopicEdit::Notes { splices: inverse_splices(splices, &before.notes)? }
        }
        TopicEdit::Move { .. } => TopicEdit::Move { position: before.position.clone() },
        TopicEdit::Category { .. } => TopicEdit::Category { category: before.category.clone() },
        TopicEdit::Kind { .. } => TopicEdit::Kind { kind: before.kind.clone() },
        TopicEdit::State { .. } => TopicEdit::State { state: before.state.clone() },
        TopicEdit::Parent { .. } => TopicEdit::Parent { parent: before.parent },
        TopicEdit::Goal { .. } => TopicEdit::Goal { goal: before.goal },
        TopicEdit::BlockedBy { .. } => TopicEdit::BlockedBy { blocked_by: before.blocked_by.clone() },
        TopicEdit::React { member, .. } => {
            TopicEdit::React { member: *member, reaction: before.reactions.get(member).cloned() }
        }
        TopicEdit::Snooze { .. } => TopicEdit::Snooze { until: before.snooze_until },
        TopicEdit::Delete(_) => before.alive.then_some(TopicEdit::Restore)?,
        TopicEdit::Restore => TopicEdit::Delete(before.deleted.filter(|_| !before.alive)?),
        TopicEdit::Comment { id, edit } => {
            TopicEdit::Comment { id: *id, edit: comment(edit, before.comments.get(id))? }
        }
    })
}

fn comment(edit: &CommentEdit, before: Option<&Comment>) -> Option<CommentEdit> {
    match (edit, before) {
        (CommentEdit::Add { .. }, None) => Some(CommentEdit::Delete),
        (CommentEdit::Reword { .. }, Some(before)) => Some(CommentEdit::Reword { text: before.text.clone() }),
        (CommentEdit::Delete, Some(before)) => {
            Some(CommentEdit::Add { by: before.by?, at: before.at, text: before.text.clone() })
        }
        _ => None,
    }
}

fn meeting(edit: &MeetingEdit, before: Option<&Meeting>) -> Option<MeetingEdit> {
    let notes = before.map_or("", |before| before.notes.as_str());
    let comments = |id: &ItemId| before.and_then(|before| before.comments.get(id));
    Some(match edit {
        MeetingEdit::State { .. } => {
            MeetingEdit::State { state: before.map_or(MeetingState::Planned, |before| before.state.clone()) }
        }
        MeetingEdit::Reason { .. } => {
            MeetingEdit::Reason { reason: before.and_then(|before| before.reason.clone()) }
        }
        MeetingEdit::Starts { .. } => MeetingEdit::Starts { starts: before.and_then(|before| before.starts) },
        MeetingEdit::Minutes { .. } => {
            MeetingEdit::Minutes { minutes: before.and_then(|before| before.minutes) }
        }
        MeetingEdit::Place { .. } => {
            MeetingEdit::Place { place: before.and_then(|before| before.place.clone()) }
        }
        MeetingEdit::Started { .. } => MeetingEdit::Started { at: before.and_then(|before| before.started) },
        MeetingEdit::Ended { .. } => MeetingEdit::Ended { at: before.and_then(|before| before.ended) },
        MeetingEdit::TalkSeconds { member, .. } => MeetingEdit::TalkSeconds {
            member: *member,
            seconds: before.and_then(|before| before.talk_seconds.get(member).copied()),
        },
        MeetingEdit::CheckIn { member, .. } => MeetingEdit::CheckIn {
            member: *member,
            check_in: before.and_then(|before| before.check_ins.get(member).cloned()),
        },
        MeetingEdit::Asked { question, .. } => MeetingEdit::Asked {
            question: question.clone(),
            by: before.and_then(|before| before.asked.get(question).copied()),
        },
        MeetingEdit::Notes { splices } => MeetingEdit::Notes { splices: inverse_splices(splices, notes)? },
        MeetingEdit::Comment { id, edit } => {
            MeetingEdit::Comment { id: *id, edit: comment(edit, comments(id))? }
        }
    })
}

fn note(edit: &NoteEdit, before: Option<&PrivateNote>) -> Option<NoteEdit> {
    let Some(before) = before else {
        let NoteEdit::Put { at, .. } = edit else { return None };
        return Some(NoteEdit::Delete { on: utc_date(*at) });
    };
    match edit {
        NoteEdit::Put { .. } => None,
        NoteEdit::Text { splices } => {
            Some(NoteEdit::Text { splices: inverse_splices(splices, &before.text)? })
        }
        NoteEdit::Delete { .. } => before.alive.then_some(NoteEdit::Restore),
        NoteEdit::Restore => Some(NoteEdit::Delete { on: before.deleted.filter(|_| !before.alive)? }),
    }
}

/// The day of a deletion that undoes an addition; the zone of the person does not matter for it.
fn utc_date(at: jiff::Timestamp) -> jiff::civil::Date {
    at.to_zoned_datetime(jiff::tz::TimeZone::UTC).date()
}
