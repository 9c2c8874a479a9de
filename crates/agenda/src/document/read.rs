//! From a document to its model.

mod goal;
mod kept;
mod own;

pub(super) use goal::goal;

use std::collections::BTreeMap;

use automerge::ObjId;
use jiff::Timestamp;

use super::beside;
use crate::fields::{
    Read, boolean, child, conflict, conflict_beside, is_alive, keys_under, line, number, parsed, root,
    string, text, timestamp,
};
use crate::schema::key;
use crate::text::{TextUse, check_text};
use crate::{
    About, Action, ActionState, Category, Comment, Conflict, CoreModel, DeviceEntry, ItemId, Meeting,
    MeetingState, Member, PairEntry, Person, PersonalModel, PrivateModel, PrivateNote, QuarterModel, Topic,
    TopicKind, TopicState,
};

pub(super) fn core(document: &impl Read) -> CoreModel {
    let mut model = CoreModel::default();
    if let Some(people) = root(document, key::PEOPLE) {
        for member in Member::ALL {
            let Some(person) = child(document, &people, member.as_str()) else { continue };
            let name = line(document, &person, key::NAME);
            let time_zone = string(document, &person, key::TIME_ZONE);
            let talk_time = boolean(document, &person, key::TALK);
            if name.is_some() || time_zone.is_some() || talk_time {
                model.people.insert(member, Person { name, time_zone, talk_time });
            }
            for field in [key::NAME, key::TIME_ZONE] {
                model.conflicts.extend(conflict(document, &person, field, &format!("{member}/{field}")));
            }
        }
    }
    if let Some(meta) = root(document, key::META) {
        model.cadence = string(document, &meta, key::CADENCE);
        model.title = line(document, &meta, key::TITLE);
        model.place = line(document, &meta, key::PLACE);
        model.headings = headings(document, &meta);
        model.priorities_on = parsed(document, &meta, key::PRIORITIES_ON);
        model.conflicts.extend(conflicts(
            document,
            &meta,
            &[key::CADENCE, key::TITLE, key::PLACE, key::HEADINGS],
        ));
    }
    if let Some(notes) = root(document, key::NOTES) {
        model.priorities = text(document, &notes, key::PRIORITIES);
    }
    if let Some(settings) = root(document, key::SETTINGS) {
        model.relay = line(document, &settings, key::RELAY);
        model.put_away = parsed(document, &settings, key::PUT_AWAY);
        model.talk_aim = parsed(document, &settings, key::TALK_AIM).filter(|percent| *percent <= 100);
        model.brought_in = by_member(key::BROUGHT_IN_PREFIX, |key| parsed(document, &settings, key));
        model.conflicts.extend(conflict(document, &settings, key::TALK_AIM, key::TALK_AIM));
    }
    model.actions = items(document, key::ACTIONS, |id| action(document, id));
    goal::goals(document, &mut model);
    kept::kept(document, &mut model);
    model
}

/// Names of categories in one text, a JSON object; what cannot be read there is left out.
fn headings(document: &impl Read, meta: &ObjId) -> BTreeMap<Category, String> {
    let text = line(document, meta, key::HEADINGS).unwrap_or_default();
    let all: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text).unwrap_or_default();
    let named = |(word, name): (String, serde_json::Value)| {
        let name = name.as_str().filter(|name| check_text(name, TextUse::Name).is_ok())?.to_owned();
        let Ok(category) = word.parse();
        Some((category, name))
    };
    all.into_iter().filter_map(named).collect()
}

pub(super) fn action(document: &impl Read, object: &ObjId) -> Action {
    Action {
        text: line(document, object, key::TITLE).unwrap_or_default(),
        owner: parsed(document, object, key::OWNER),
        due: parsed(document, object, key::DUE),
        state: parsed(document, object, key::STATE).unwrap_or(ActionState::Open),
        by: parsed(document, object, key::BY),
        at: timestamp(document, object, key::AT).unwrap_or(Timestamp::UNIX_EPOCH),
        position: string(document, object, key::POSITION).unwrap_or_default(),
        from_topic: parsed(document, object, key::FROM_TOPIC),
        from_occurrence: parsed(document, object, key::FROM_OCCURRENCE),
        note: text(document, object, key::NOTE),
        goal: parsed(document, object, key::GOAL),
        reactions: reactions(document, object),
        alive: is_alive(document, object),
        deleted: parsed(document, object, key::DELETED),
        conflicts: conflicts(document, object, &[key::TITLE, key::OWNER, key::DUE, key::STATE, key::GOAL]),
    }
}

pub(super) fn quarter(document: &impl Read) -> QuarterModel {
    QuarterModel {
        meetings: items(document, key::MEETINGS, |id| meeting(document, id)),
        topics: items(document, key::TOPICS, |id| topic(document, id)),
    }
}

pub(super) fn meeting(document: &impl Read, object: &ObjId) -> Meeting {
    let asked = |(key, question): (String, String)| Some((question, parsed(document, object, &key)?));
    let state = meeting_state(document, object);
    let other_states = conflict_beside(document, object, key::STATE, key::STATE, state.as_str());
    let fields = [key::REASON, key::STARTS, key::MINUTES, key::PLACE, key::STARTED, key::ENDED];
    let others = conflicts(document, object, &fields);
    Meeting {
        state,
        reason: line(document, object, key::REASON),
        starts: parsed(document, object, key::STARTS),
        minutes: number(document, object, key::MINUTES),
        place: line(document, object, key::PLACE),
        started: timestamp(document, object, key::STARTED),
        ended: timestamp(document, object, key::ENDED),
        talk_seconds: by_member(key::TALK_PREFIX, |key| number(document, object, key)),
        check_ins: by_member(key::CHECK_IN_PREFIX, |key| line(document, object, key)?.parse().ok()),
        asked: keys_under(document, object, key::ASKED_PREFIX).filter_map(asked).collect(),
        notes: text(document, object, key::NOTES),
        comments: comments(document, object),
        conflicts: other_states.into_iter().chain(others).collect(),
    }
}

/// Whoever says that they met is believed against somebody who says something else at the same time: so a meeting that one
/// of them closed does not become one that was skipped by a merge, and nothing that was carried over it falls back.
fn meeting_state(document: &impl Read, object: &ObjId) -> MeetingState {
    let held = MeetingState::Held;
    let all = document.values(object, key::STATE);
    if all.iter().any(|(value, _)| value.as_str() == Some(held.as_str())) {
        return held;
    }
    parsed(document, object, key::STATE).unwrap_or(MeetingState::Planned)
}

pub(super) fn topic(document: &impl Read, object: &ObjId) -> Topic {
    let mut taken_up = BTreeMap::new();
    for key in document.keys_of(object) {
        let occurrence = key.strip_prefix(key::TAKEN_UP_PREFIX).and_then(|id| id.parse().ok());
        if let Some((occurrence, state)) = occurrence.zip(parsed(document, object, &key)) {
            taken_up.insert(occurrence, state);
        }
    }
    Topic {
        title: line(document, object, key::TITLE).unwrap_or_default(),
        category: parsed(document, object, key::CATEGORY).unwrap_or(Category::General),
        kind: parsed(document, object, key::KIND).unwrap_or(TopicKind::Topic),
        author: parsed(document, object, key::BY),
        at: timestamp(document, object, key::AT).unwrap_or(Timestamp::UNIX_EPOCH),
        position: string(document, object, key::POSITION).unwrap_or_default(),
        state: parsed(document, object, key::STATE).unwrap_or(TopicState::Open),
        snooze_until: parsed(document, object, key::SNOOZE),
        notes: text(document, object, key::NOTES),
        comments: comments(document, object),
        taken_up,
        parent: parsed(document, object, key::PARENT),
        goal: parsed(document, object, key::GOAL),
        blocked_by: line(document, object, key::BLOCKED_BY),
        reactions: reactions(document, object),
        alive: is_alive(document, object),
        deleted: parsed(document, object, key::DELETED),
        conflicts: conflicts(
            document,
            object,
            &[
                key::TITLE,
                key::CATEGORY,
                key::KIND,
                key::STATE,
                key::SNOOZE,
                key::PARENT,
                key::GOAL,
                key::BLOCKED_BY,
            ],
        ),
    }
}

fn reactions(document: &impl Read, object: &ObjId) -> BTreeMap<Member, String> {
    by_member(key::REACTION_PREFIX, |key| line(document, object, key))
}

/// What stands under a prefix with the member's word.
fn by_member<V>(prefix: &str, read: impl Fn(&str) -> Option<V>) -> BTreeMap<Member, V> {
    let one = |member: Member| Some((member, read(&format!("{prefix}{member}"))?));
    Member::ALL.into_iter().filter_map(one).collect()
}

fn comments(document: &impl Read, object: &ObjId) -> BTreeMap<ItemId, Comment> {
    let Some(comments) = child(document, object, key::COMMENTS) else { return Default::default() };
    entries(document, &comments, |comment| Comment {
        by: parsed(document, comment, key::BY),
        at: timestamp(document, comment, key::AT).unwrap_or(Timestamp::UNIX_EPOCH),
        text: string(document, comment, key::BODY).unwrap_or_default(),
    })
}

pub(super) fn private(document: &impl Read) -> PrivateModel {
    let notes = items(document, key::NOTES, |object| PrivateNote {
        about: parsed(document, object, key::ABOUT).unwrap_or(About::Pair),
        at: timestamp(document, object, key::AT).unwrap_or(Timestamp::UNIX_EPOCH),
        text: text(document, object, key::BODY),
        alive: is_alive(document, object),
        deleted: parsed(document, object, key::DELETED),
    });
    let mut model = PrivateModel { notes, ..PrivateModel::default() };
    own::private(document, &mut model);
    model
}

pub(super) fn personal(document: &impl Read) -> PersonalModel {
    let mut model = PersonalModel::default();
    if let Some(pairs) = root(document, key::PAIRS) {
        for path in document.keys_of(&pairs) {
            let Some((stream, field)) = path.split_once('/') else { continue };
            let value = string(document, &pairs, &path);
            let entry: &mut PairEntry = model.pairs.entry(stream.to_owned()).or_default();
            match field {
                key::NAME => entry.name = value.unwrap_or_default(),
                key::ROLE => entry.role = value.and_then(|role| role.parse().ok()),
                key::RELAY => entry.relay = value.unwrap_or_default(),
                key::ADDED => entry.added = timestamp(document, &pairs, &path),
                _ => {}
            }
        }
    }
    if let Some(devices) = root(document, key::DEVICES) {
        for path in document.keys_of(&devices) {
            let (device, field) = path.split_once('/').unwrap_or((&path, key::NAME));
            let entry: &mut DeviceEntry = model.devices.entry(device.to_owned()).or_default();
            match field {
                key::NAME => entry.name = string(document, &devices, &path).unwrap_or_default(),
                key::SINCE => entry.since = timestamp(document, &devices, &path),
                _ => {}
            }
        }
    }
    if let Some(settings) = root(document, key::SETTINGS) {
        for name in document.keys_of(&settings) {
            if let Some(value) = string(document, &settings, &name) {
                model.settings.insert(name, value);
            }
        }
    }
    own::personal(document, &mut model);
    model
}

/// The items of a map below the root, and those that stand beside another under one id.
fn items<K, V>(document: &impl Read, name: &str, read: impl Fn(&ObjId) -> V) -> BTreeMap<K, V>
where
    K: std::str::FromStr + Ord,
{
    let Some(map) = root(document, name) else { return BTreeMap::new() };
    let mut items = entries(document, &map, &read);
    for key in document.keys_of(&map) {
        let Some(shown) = child(document, &map, &key) else { continue };
        let others = beside::others(document, &map, &key, &shown).into_iter();
        items.extend(others.filter_map(|(id, other)| Some((id.to_string().parse().ok()?, read(&other)))));
    }
    items
}

/// The objects of a map by their keys; keys of another form belong to newer versions.
fn entries<K, V>(document: &impl Read, map: &ObjId, read: impl Fn(&ObjId) -> V) -> BTreeMap<K, V>
where
    K: std::str::FromStr + Ord,
{
    let entry = |key: String| Some((key.parse().ok()?, read(&child(document, map, &key)?)));
    document.keys_of(map).into_iter().filter_map(entry).collect()
}

fn conflicts(document: &impl Read, object: &ObjId, fields: &[&str]) -> Vec<Conflict> {
    fields.iter().filter_map(|field| conflict(document, object, field, field)).collect()
}
