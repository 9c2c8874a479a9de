//! Writes one batch of steps as one change.

mod goal;
mod kept;
mod own;

use std::collections::BTreeMap;

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{Automerge, ObjId, ObjType, ScalarValue};

use super::EditError;
use super::beside::{item_of, mark_alike};
use super::plan::Step;
use crate::fields::{child, moment, parsed, root, set, string, touch, words};
use crate::schema::key;
use crate::{
    ActionEdit, ActionState, Category, CommentEdit, DeviceEntry, Edit, ItemId, MeetingEdit, Member,
    NewAction, NewTopic, NoteEdit, PairEntry, TextTarget, TopicEdit, TopicState,
};

/// The raw change, or nothing if the document says all of it already.
pub(super) fn batch(document: &mut Automerge, steps: &[Step<'_>]) -> Result<Option<Vec<u8>>, EditError> {
    let mut transaction = document.transaction();
    for step in steps {
        match step {
            Step::Edit(edit) => write(&mut transaction, edit)?,
            Step::Splice(target, splice) => {
                let (item, text) = text_of(&mut transaction, target)?;
                transaction.splice_text(&text, splice.at, splice.delete.cast_signed(), &splice.insert)?;
                if let Some(item) = item {
                    touch(&mut transaction, &item)?;
                }
            }
        }
    }
    let (hash, log) = transaction.commit_with(CommitOptions::default().with_time(0));
    drop(log);
    Ok(hash.and_then(|_| document.get_last_local_change()).map(|change| change.raw_bytes().to_vec()))
}

/// A text object and the item that an edit of it keeps alive.
fn text_of(
    transaction: &mut Transaction<'_>,
    target: &TextTarget,
) -> Result<(Option<ObjId>, ObjId), EditError> {
    let (item, text) = match target {
        TextTarget::Priorities => {
            let notes = root(transaction, key::NOTES);
            let text = notes.and_then(|notes| child(transaction, &notes, key::PRIORITIES));
            return Ok((None, text.ok_or(EditError::NoSuchItem)?));
        }
        TextTarget::Meeting(id) => (item(transaction, key::MEETINGS, id)?, key::NOTES),
        TextTarget::Action(id) => (item(transaction, key::ACTIONS, id)?, key::NOTE),
        TextTarget::Topic(id) => (item(transaction, key::TOPICS, id)?, key::NOTES),
        TextTarget::Note(id) => (item(transaction, key::NOTES, id)?, key::BODY),
        TextTarget::Goal(id) => (item(transaction, key::GOALS, id)?, key::WHY),
        TextTarget::Draft(id) => (item(transaction, key::DRAFTS, id)?, key::BODY),
    };
    let text = child(transaction, &item, text).ok_or(EditError::NoSuchItem)?;
    let keeps = !matches!(target, TextTarget::Meeting(_));
    Ok((keeps.then_some(item), text))
}

fn write(transaction: &mut Transaction<'_>, edit: &Edit) -> Result<(), EditError> {
    match edit {
        Edit::MemberName { member, name } => {
            let person = item(transaction, key::PEOPLE, member)?;
            set(transaction, &person, key::NAME, name.as_ref().map(words))?;
        }
        Edit::MemberTimeZone { member, time_zone } => {
            let person = item(transaction, key::PEOPLE, member)?;
            set(transaction, &person, key::TIME_ZONE, time_zone.as_ref().map(words))?;
        }
        Edit::Cadence { cadence } => {
            set_in(transaction, key::META, key::CADENCE, cadence.as_ref().map(words))?;
        }
        Edit::Title { title } => set_in(transaction, key::META, key::TITLE, title.as_ref().map(words))?,
        Edit::Place { place } => set_in(transaction, key::META, key::PLACE, place.as_ref().map(words))?,
        Edit::Heading { category, heading } => write_heading(transaction, category, heading.as_deref())?,
        Edit::PrioritiesOn { looked } => {
            set_in(transaction, key::META, key::PRIORITIES_ON, looked.map(words))?;
        }
        Edit::TalkTime { member, on } => {
            let person = item(transaction, key::PEOPLE, member)?;
            set(transaction, &person, key::TALK, Some(ScalarValue::Boolean(*on)))?;
        }
        Edit::TalkAim { percent } => {
            set_in(transaction, key::SETTINGS, key::TALK_AIM, percent.map(words))?;
        }
        Edit::PutAway { since } => {
            set_in(transaction, key::SETTINGS, key::PUT_AWAY, since.map(words))?;
        }
        Edit::BroughtIn { member, on } => {
            let name = format!("{}{member}", key::BROUGHT_IN_PREFIX);
            set_in(transaction, key::SETTINGS, &name, on.map(words))?;
        }
        Edit::Goal { id, edit } => goal::write_goal(transaction, id, edit)?,
        Edit::Feedback { id, edit } => kept::write_feedback(transaction, id, edit)?,
        Edit::Win { id, edit } => kept::write_keepsake(transaction, key::WINS, id, edit)?,
        Edit::Lesson { id, edit } => kept::write_keepsake(transaction, key::LESSONS, id, edit)?,
        Edit::TimeOff { id, edit } => kept::write_time_off(transaction, id, edit)?,
        Edit::Draft { id, edit } => own::write_draft(transaction, id, edit)?,
        Edit::CheckIn { occurrence, check_in } => {
            let name = occurrence.to_string();
            set_in(transaction, key::CHECK_INS, &name, check_in.as_ref().map(words))?;
        }
        Edit::Question { id, edit } => own::write_question(transaction, id, edit)?,
        Edit::Template { id, edit } => own::write_template(transaction, id, edit)?,
        Edit::Action { id, edit } => write_action(transaction, id, edit)?,
        Edit::Topic { id, edit, .. } => write_topic(transaction, id, edit)?,
        Edit::Meeting { id, edit, .. } => {
            let meeting = item(transaction, key::MEETINGS, id)?;
            write_meeting(transaction, &meeting, edit)?;
        }
        Edit::Note { id, edit } => write_note(transaction, id, edit)?,
        Edit::PairEntry { stream, entry } => write_pair(transaction, stream, entry.as_ref())?,
        Edit::DeviceEntry { device, entry } => write_device(transaction, device, entry.as_ref())?,
        Edit::Relay { address } => {
            set_in(transaction, key::SETTINGS, key::RELAY, address.as_ref().map(words))?;
        }
        Edit::Setting { key, value } => {
            set_in(transaction, key::SETTINGS, key, value.as_ref().map(words))?;
        }
        // Texts arrive as splices of their own.
        Edit::Priorities { .. } => {}
    }
    Ok(())
}

/// Sets one key of a map below the root.
fn set_in(
    transaction: &mut Transaction<'_>,
    map: &str,
    name: &str,
    value: Option<ScalarValue>,
) -> Result<(), EditError> {
    let object = root(transaction, map).ok_or(EditError::NoSuchItem)?;
    set(transaction, &object, name, value)?;
    Ok(())
}

/// All names stand in one text; those that this version does not understand stay in it.
fn write_heading(
    transaction: &mut Transaction<'_>,
    category: &Category,
    heading: Option<&str>,
) -> Result<(), EditError> {
    let meta = root(transaction, key::META).ok_or(EditError::NoSuchItem)?;
    let before = string(transaction, &meta, key::HEADINGS).unwrap_or_default();
    let mut all: BTreeMap<String, serde_json::Value> = serde_json::from_str(&before).unwrap_or_default();
    match heading {
        Some(heading) => drop(all.insert(category.to_string(), heading.into())),
        None => drop(all.remove(category.as_str())),
    }
    let text = serde_json::to_string(&all).ok().filter(|_| !all.is_empty());
    set(transaction, &meta, key::HEADINGS, text.map(words))?;
    Ok(())
}

fn write_action(transaction: &mut Transaction<'_>, id: &ItemId, edit: &ActionEdit) -> Result<(), EditError> {
    if let ActionEdit::Add(action) = edit {
        return add_action(transaction, id, action);
    }
    let object = item(transaction, key::ACTIONS, id)?;
    let changed = match edit {
        ActionEdit::Retitle { text } => set(transaction, &object, key::TITLE, Some(words(text)))?,
        ActionEdit::Owner { owner } => set(transaction, &object, key::OWNER, owner.map(words))?,
        ActionEdit::Due { due } => set(transaction, &object, key::DUE, due.map(words))?,
        ActionEdit::State { state } => set(transaction, &object, key::STATE, Some(words(state)))?,
        ActionEdit::Goal { goal } => set(transaction, &object, key::GOAL, goal.map(words))?,
        ActionEdit::React { member, reaction } => react(transaction, &object, *member, reaction.as_deref())?,
        ActionEdit::Move { position } => set(transaction, &object, key::POSITION, Some(words(position)))?,
        ActionEdit::Delete(deletion) => return delete(transaction, &object, words(deletion)),
        ActionEdit::Restore => return restore(transaction, &object),
        ActionEdit::Add(_) | ActionEdit::Note { .. } => false,
    };
    touch_if(transaction, &object, changed)
}

fn add_action(transaction: &mut Transaction<'_>, id: &ItemId, action: &NewAction) -> Result<(), EditError> {
    let Some(object) = new_item(transaction, key::ACTIONS, id)? else { return Ok(()) };
    let fields = [
        (key::TITLE, Some(words(&action.text))),
        (key::OWNER, action.owner.map(words)),
        (key::DUE, action.due.map(words)),
        (key::STATE, Some(words(ActionState::Open))),
        (key::BY, Some(words(action.by))),
        (key::AT, Some(moment(action.at))),
        (key::POSITION, Some(words(&action.position))),
        (key::FROM_TOPIC, action.from_topic.map(words)),
        (key::FROM_OCCURRENCE, action.from_occurrence.map(words)),
    ];
    for (name, value) in fields {
        set(transaction, &object, name, value)?;
    }
    transaction.put_object(&object, key::NOTE, ObjType::Text)?;
    Ok(touch(transaction, &object)?)
}

fn write_topic(transaction: &mut Transaction<'_>, id: &ItemId, edit: &TopicEdit) -> Result<(), EditError> {
    if let TopicEdit::Add(topic) = edit {
        return add_topic(transaction, id, topic);
    }
    let object = item(transaction, key::TOPICS, id)?;
    let changed = match edit {
        TopicEdit::Retitle { title } => set(transaction, &object, key::TITLE, Some(words(title)))?,
        TopicEdit::Move { position } => set(transaction, &object, key::POSITION, Some(words(position)))?,
        TopicEdit::Category { category } => set(transaction, &object, key::CATEGORY, Some(words(category)))?,
        TopicEdit::Kind { kind } => set(transaction, &object, key::KIND, Some(words(kind)))?,
        TopicEdit::State { state } => set_topic_state(transaction, &object, state)?,
        TopicEdit::Parent { parent } => set(transaction, &object, key::PARENT, parent.map(words))?,
        TopicEdit::Goal { goal } => set(transaction, &object, key::GOAL, goal.map(words))?,
        TopicEdit::BlockedBy { blocked_by } => {
            set(transaction, &object, key::BLOCKED_BY, blocked_by.as_ref().map(words))?
        }
        TopicEdit::React { member, reaction } => react(transaction, &object, *member, reaction.as_deref())?,
        TopicEdit::Snooze { until } => set(transaction, &object, key::SNOOZE, until.map(words))?,
        TopicEdit::Delete(deletion) => return delete(transaction, &object, words(deletion)),
        TopicEdit::Restore => return restore(transaction, &object),
        TopicEdit::Comment { id, edit } => write_comment(transaction, &object, id, edit)?,
        TopicEdit::Add(_) | TopicEdit::Notes { .. } => false,
    };
    touch_if(transaction, &object, changed)
}

fn react(
    transaction: &mut Transaction<'_>,
    object: &ObjId,
    member: Member,
    reaction: Option<&str>,
) -> Result<bool, EditError> {
    Ok(set(transaction, object, &format!("{}{member}", key::REACTION_PREFIX), reaction.map(words))?)
}

fn add_topic(transaction: &mut Transaction<'_>, id: &ItemId, topic: &NewTopic) -> Result<(), EditError> {
    let Some(object) = new_item(transaction, key::TOPICS, id)? else { return Ok(()) };
    let fields = [
        (key::TITLE, words(&topic.title)),
        (key::CATEGORY, words(&topic.category)),
        (key::KIND, words(&topic.kind)),
        (key::BY, words(topic.author)),
        (key::AT, moment(topic.at)),
        (key::POSITION, words(&topic.position)),
        (key::STATE, words(TopicState::Open)),
    ];
    for (name, value) in fields {
        transaction.put(&object, name, value)?;
    }
    transaction.put_object(&object, key::NOTES, ObjType::Text)?;
    transaction.put_object(&object, key::COMMENTS, ObjType::Map)?;
    Ok(touch(transaction, &object)?)
}

/// Sets the state and keeps for each meeting whether the topic was parked or discussed in it.
/// Taking a state back also takes back the mark that it left.
fn set_topic_state(
    transaction: &mut Transaction<'_>,
    object: &ObjId,
    state: &TopicState,
) -> Result<bool, EditError> {
    let before: TopicState = parsed(transaction, object, key::STATE).unwrap_or(TopicState::Open);
    let changed = set(transaction, object, key::STATE, Some(words(state)))?;
    if !changed {
        return Ok(false);
    }
    let mark = |occurrence| format!("{}{occurrence}", key::TAKEN_UP_PREFIX);
    let returns = match state.occurrence() {
        Some(occurrence) => {
            parsed::<TopicState>(transaction, object, &mark(occurrence)).as_ref() == Some(state)
        }
        None => matches!(state, TopicState::Open),
    };
    if let Some(left) = before.occurrence().filter(|left| returns && state.occurrence() != Some(*left)) {
        set(transaction, object, &mark(left), None)?;
    }
    if let Some(occurrence) = state.occurrence() {
        set(transaction, object, &mark(occurrence), Some(words(state)))?;
    }
    Ok(true)
}

fn write_comment(
    transaction: &mut Transaction<'_>,
    parent: &ObjId,
    id: &ItemId,
    edit: &CommentEdit,
) -> Result<bool, EditError> {
    let comments = child(transaction, parent, key::COMMENTS).ok_or(EditError::NoSuchItem)?;
    let id = id.to_string();
    let there = child(transaction, &comments, &id);
    match (edit, there) {
        (CommentEdit::Add { by, at, text }, None) => {
            let comment = transaction.put_object(&comments, id, ObjType::Map)?;
            transaction.put(&comment, key::BY, words(by))?;
            transaction.put(&comment, key::AT, moment(*at))?;
            transaction.put(&comment, key::BODY, words(text))?;
            Ok(true)
        }
        (CommentEdit::Reword { text }, Some(comment)) => {
            Ok(set(transaction, &comment, key::BODY, Some(words(text)))?)
        }
        (CommentEdit::Delete, Some(_)) => Ok(set(transaction, &comments, &id, None)?),
        (CommentEdit::Add { .. }, Some(_)) | (CommentEdit::Delete, None) => Ok(false),
        (CommentEdit::Reword { .. }, None) => Err(EditError::NoSuchComment),
    }
}

fn write_meeting(
    transaction: &mut Transaction<'_>,
    meeting: &ObjId,
    edit: &MeetingEdit,
) -> Result<(), EditError> {
    let number = |value: &Option<u32>| value.map(|value| ScalarValue::Uint(value.into()));
    let (name, value) = match edit {
        MeetingEdit::State { state } => (key::STATE, Some(words(state))),
        MeetingEdit::Reason { reason } => (key::REASON, reason.as_ref().map(words)),
        MeetingEdit::Starts { starts } => {
            (key::STARTS, starts.map(|starts| words(starts.strftime("%Y-%m-%dT%H:%M"))))
        }
        MeetingEdit::Minutes { minutes } => (key::MINUTES, number(minutes)),
        MeetingEdit::Place { place } => (key::PLACE, place.as_ref().map(words)),
        MeetingEdit::Started { at } => (key::STARTED, at.map(moment)),
        MeetingEdit::Ended { at } => (key::ENDED, at.map(moment)),
        MeetingEdit::TalkSeconds { member, seconds } => {
            set(transaction, meeting, &format!("{}{member}", key::TALK_PREFIX), number(seconds))?;
            return Ok(());
        }
        MeetingEdit::CheckIn { member, check_in } => {
            let name = format!("{}{member}", key::CHECK_IN_PREFIX);
            set(transaction, meeting, &name, check_in.as_ref().map(words))?;
            return Ok(());
        }
        MeetingEdit::Asked { question, by } => {
            set(transaction, meeting, &format!("{}{question}", key::ASKED_PREFIX), by.map(words))?;
            return Ok(());
        }
        MeetingEdit::Comment { id, edit } => {
            write_comment(transaction, meeting, id, edit)?;
            return Ok(());
        }
        MeetingEdit::Notes { .. } => return Ok(()),
    };
    set(transaction, meeting, name, value)?;
    Ok(())
}

fn write_note(transaction: &mut Transaction<'_>, id: &ItemId, edit: &NoteEdit) -> Result<(), EditError> {
    let object = item(transaction, key::NOTES, id)?;
    match edit {
        NoteEdit::Put { about, at, .. } => {
            if parsed::<crate::About>(transaction, &object, key::ABOUT).is_none() {
                set(transaction, &object, key::ABOUT, Some(words(about)))?;
                set(transaction, &object, key::AT, Some(moment(*at)))?;
            }
            Ok(())
        }
        NoteEdit::Delete { on } => delete(transaction, &object, words(on)),
        NoteEdit::Restore => restore(transaction, &object),
        NoteEdit::Text { .. } => Ok(()),
    }
}

/// Flat keys, so that two devices that learn of the same pair at once do not hide each other's entry.
fn write_pair(
    transaction: &mut Transaction<'_>,
    stream: &str,
    entry: Option<&PairEntry>,
) -> Result<(), EditError> {
    let pairs = root(transaction, key::PAIRS).ok_or(EditError::NoSuchItem)?;
    let fields = [
        (key::NAME, entry.map(|entry| words(&entry.name))),
        (key::ROLE, entry.and_then(|entry| entry.role).map(words)),
        (key::RELAY, entry.map(|entry| words(&entry.relay))),
        (key::ADDED, entry.and_then(|entry| entry.added).map(moment)),
    ];
    for (name, value) in fields {
        set(transaction, &pairs, &format!("{stream}/{name}"), value)?;
    }
    Ok(())
}

fn write_device(
    transaction: &mut Transaction<'_>,
    device: &str,
    entry: Option<&DeviceEntry>,
) -> Result<(), EditError> {
    let devices = root(transaction, key::DEVICES).ok_or(EditError::NoSuchItem)?;
    set(transaction, &devices, device, entry.map(|entry| words(&entry.name)))?;
    let since = entry.and_then(|entry| entry.since).map(moment);
    set(transaction, &devices, &format!("{device}/{}", key::SINCE), since)?;
    Ok(())
}

/// The object of an item that is about to be changed.
fn item(transaction: &mut Transaction<'_>, map: &str, id: &impl ToString) -> Result<ObjId, EditError> {
    let map = root(transaction, map).ok_or(EditError::NoSuchItem)?;
    let id = id.to_string();
    let object = item_of(transaction, &map, &id).ok_or(EditError::NoSuchItem)?;
    mark_alike(transaction, &map, &id, &object)?;
    Ok(object)
}

/// A new object in a map, or nothing if there is one.
fn new_item(transaction: &mut Transaction<'_>, map: &str, id: &ItemId) -> Result<Option<ObjId>, EditError> {
    let map = root(transaction, map).ok_or(EditError::NoSuchItem)?;
    let id = id.to_string();
    if child(transaction, &map, &id).is_some() {
        return Ok(None);
    }
    Ok(Some(transaction.put_object(&map, id, ObjType::Map)?))
}

fn touch_if(transaction: &mut Transaction<'_>, object: &ObjId, changed: bool) -> Result<(), EditError> {
    if changed {
        touch(transaction, object)?;
    }
    Ok(())
}

fn delete(transaction: &mut Transaction<'_>, object: &ObjId, deletion: ScalarValue) -> Result<(), EditError> {
    if set(transaction, object, key::ALIVE, None)? {
        set(transaction, object, key::DELETED, Some(deletion))?;
    }
    Ok(())
}

fn restore(transaction: &mut Transaction<'_>, object: &ObjId) -> Result<(), EditError> {
    let marked = set(transaction, object, key::DELETED, None)?;
    let gone = !crate::fields::is_alive(transaction, object);
    touch_if(transaction, object, marked || gone)
}
