//! From a document to its model.

use automerge::{Automerge, ObjId, ReadDoc};
use jiff::Timestamp;

use crate::fields::{child, conflict, is_alive, line, number, parsed, root, string, text, timestamp};
use crate::schema::key;
use crate::{
    About, Action, ActionState, Category, Comment, Conflict, CoreModel, DeviceEntry, ItemId, Meeting,
    MeetingState, Member, PairEntry, Person, PersonalModel, PrivateModel, PrivateNote, QuarterModel, Topic,
    TopicKind, TopicState,
};

pub(super) fn core(document: &Automerge) -> CoreModel {
    let mut model = CoreModel::default();
    if let Some(people) = root(document, key::PEOPLE) {
        for member in Member::ALL {
            let Some(person) = child(document, &people, member.as_str()) else { continue };
            let name = line(document, &person, key::NAME);
            let time_zone = string(document, &person, key::TIME_ZONE);
            if name.is_some() || time_zone.is_some() {
                model.people.insert(member, Person { name, time_zone });
            }
            for field in [key::NAME, key::TIME_ZONE] {
                model.conflicts.extend(conflict(document, &person, field, &format!("{member}/{field}")));
            }
        }
    }
    if let Some(meta) = root(document, key::META) {
        model.cadence = string(document, &meta, key::CADENCE);
        model.conflicts.extend(conflict(document, &meta, key::CADENCE, key::CADENCE));
    }
    if let Some(notes) = root(document, key::NOTES) {
        model.priorities = text(document, &notes, key::PRIORITIES);
    }
    if let Some(settings) = root(document, key::SETTINGS) {
        model.relay = line(document, &settings, key::RELAY);
    }
    model.actions = items(document, key::ACTIONS, |id| action(document, id));
    model
}

fn action(document: &Automerge, object: &ObjId) -> Action {
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
        alive: is_alive(document, object),
        deleted: parsed(document, object, key::DELETED),
        conflicts: conflicts(document, object, &[key::TITLE, key::OWNER, key::DUE, key::STATE]),
    }
}

pub(super) fn quarter(document: &Automerge) -> QuarterModel {
    QuarterModel {
        meetings: items(document, key::MEETINGS, |id| meeting(document, id)),
        topics: items(document, key::TOPICS, |id| topic(document, id)),
    }
}

fn meeting(document: &Automerge, object: &ObjId) -> Meeting {
    let talked = |member: Member| {
        number(document, object, &format!("{}{member}", key::TALK_PREFIX)).map(|seconds| (member, seconds))
    };
    Meeting {
        state: parsed(document, object, key::STATE).unwrap_or(MeetingState::Planned),
        reason: line(document, object, key::REASON),
        starts: parsed(document, object, key::STARTS),
        minutes: number(document, object, key::MINUTES),
        place: line(document, object, key::PLACE),
        started: timestamp(document, object, key::STARTED),
        ended: timestamp(document, object, key::ENDED),
        talk_seconds: Member::ALL.into_iter().filter_map(talked).collect(),
        notes: text(document, object, key::NOTES),
        comments: comments(document, object),
        conflicts: conflicts(
            document,
            object,
            &[key::STATE, key::REASON, key::STARTS, key::MINUTES, key::PLACE, key::STARTED, key::ENDED],
        ),
    }
}

fn topic(document: &Automerge, object: &ObjId) -> Topic {
    let mut taken_up = std::collections::BTreeMap::new();
    for key in document.keys(object) {
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
        alive: is_alive(document, object),
        deleted: parsed(document, object, key::DELETED),
        conflicts: conflicts(
            document,
            object,
            &[key::TITLE, key::CATEGORY, key::KIND, key::STATE, key::SNOOZE],
        ),
    }
}

fn comments(document: &Automerge, object: &ObjId) -> std::collections::BTreeMap<ItemId, Comment> {
    let Some(comments) = child(document, object, key::COMMENTS) else { return Default::default() };
    entries(document, &comments, |comment| Comment {
        by: parsed(document, comment, key::BY),
        at: timestamp(document, comment, key::AT).unwrap_or(Timestamp::UNIX_EPOCH),
        text: string(document, comment, key::BODY).unwrap_or_default(),
    })
}

pub(super) fn private(document: &Automerge) -> PrivateModel {
    let notes = items(document, key::NOTES, |object| PrivateNote {
        about: parsed(document, object, key::ABOUT).unwrap_or(About::Pair),
        at: timestamp(document, object, key::AT).unwrap_or(Timestamp::UNIX_EPOCH),
        text: text(document, object, key::BODY),
        alive: is_alive(document, object),
        deleted: parsed(document, object, key::DELETED),
    });
    PrivateModel { notes }
}

pub(super) fn personal(document: &Automerge) -> PersonalModel {
    let mut model = PersonalModel::default();
    if let Some(pairs) = root(document, key::PAIRS) {
        for path in document.keys(&pairs) {
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
        for path in document.keys(&devices) {
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
        for name in document.keys(&settings) {
            if let Some(value) = string(document, &settings, &name) {
                model.settings.insert(name, value);
            }
        }
    }
    model
}

fn items<K, V>(
    document: &Automerge,
    name: &str,
    read: impl Fn(&ObjId) -> V,
) -> std::collections::BTreeMap<K, V>
where
    K: std::str::FromStr + Ord,
{
    root(document, name).map(|map| entries(document, &map, read)).unwrap_or_default()
}

/// The objects of a map by their keys; keys of another form belong to newer versions.
fn entries<K, V>(
    document: &Automerge,
    map: &ObjId,
    read: impl Fn(&ObjId) -> V,
) -> std::collections::BTreeMap<K, V>
where
    K: std::str::FromStr + Ord,
{
    let entry = |key: String| Some((key.parse().ok()?, read(&child(document, map, &key)?)));
    document.keys(map).filter_map(entry).collect()
}

fn conflicts(document: &Automerge, object: &ObjId, fields: &[&str]) -> Vec<Conflict> {
    fields.iter().filter_map(|field| conflict(document, object, field, field)).collect()
}
