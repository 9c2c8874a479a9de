//! A topic, an action, a goal or a meeting as plain words by field, so that two states of it can be compared and shown. The
//! words are those of the document (docs/protocol.md §12.2, §12.3), the same in every language.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::redact::redacted_debug;
use crate::{Action, Comment, Document, Goal, ItemId, Meeting, Member, Subject, Topic};

/// What a thing said at some moment, by field.
pub type Facets = BTreeMap<String, String>;

/// A field that a change gave another value.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which.
    pub field: String,
    /// What it said before; nothing if it was not there.
    pub from: Option<String>,
    /// What it says since; nothing if it is gone.
    pub to: Option<String>,
}

redacted_debug!(Difference);

/// What differs between two states, by field.
pub fn differences(before: &Facets, after: &Facets) -> Vec<Difference> {
    let fields: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differ = fields.into_iter().filter(|field| before.get(*field) != after.get(*field));
    differ
        .map(|field| Difference {
            field: field.clone(),
            from: before.get(field).cloned(),
            to: after.get(field).cloned(),
        })
        .collect()
}

impl Document {
    /// A topic, an action, a goal or a meeting as it was at these heads; nothing if they are unknown or it was not there.
    pub fn facets_at(&self, subject: Subject, heads: &[[u8; 32]]) -> Option<Facets> {
        match subject {
            Subject::Topic(id) => self.topic_at(&id, heads).map(|topic| of_topic(&topic)),
            Subject::Action(id) => self.action_at(&id, heads).map(|action| of_action(&action)),
            Subject::Goal(id) => self.goal_at(&id, heads).map(|goal| of_goal(&goal)),
            Subject::Meeting(id) => self.meeting_at(&id, heads).map(|meeting| of_meeting(&meeting)),
            _ => None,
        }
    }
}

/// What is there and not empty.
struct Words(Facets);

impl Words {
    fn new() -> Self {
        Self(Facets::new())
    }

    fn say(&mut self, field: impl Into<String>, value: &(impl ToString + ?Sized)) {
        let value = value.to_string();
        if !value.is_empty() {
            self.0.insert(field.into(), value);
        }
    }

    fn may(&mut self, field: impl Into<String>, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.say(field, &value);
        }
    }

    fn comments(&mut self, comments: &BTreeMap<ItemId, Comment>) {
        for (id, comment) in comments {
            self.say(format!("comment/{id}"), &comment.text);
        }
    }

    fn reactions(&mut self, reactions: &BTreeMap<Member, String>) {
        for (member, sign) in reactions {
            self.say(format!("reaction/{member}"), sign);
        }
    }

    fn gone(&mut self, alive: bool) {
        if !alive {
            self.say("gone", "yes");
        }
    }
}

fn of_topic(topic: &Topic) -> Facets {
    let mut words = Words::new();
    words.say("title", &topic.title);
    words.say("category", &topic.category);
    words.say("kind", &topic.kind);
    words.say("position", &topic.position);
    words.say("state", topic.state.word());
    words.may("occurrence", topic.state.occurrence());
    words.may("snooze", topic.snooze_until);
    words.say("notes", &topic.notes);
    words.may("parent", topic.parent);
    words.may("goal", topic.goal);
    words.may("blocked_by", topic.blocked_by.as_ref());
    words.comments(&topic.comments);
    words.reactions(&topic.reactions);
    words.gone(topic.alive);
    words.0
}

fn of_action(action: &Action) -> Facets {
    let mut words = Words::new();
    words.say("title", &action.text);
    words.may("owner", action.owner);
    words.may("due", action.due);
    words.say("position", &action.position);
    words.say("state", action.state.word());
    words.say("notes", &action.note);
    words.may("goal", action.goal);
    words.may("from_topic", action.from_topic);
    words.reactions(&action.reactions);
    words.gone(action.alive);
    words.0
}

fn of_goal(goal: &Goal) -> Facets {
    let mut words = Words::new();
    words.say("title", &goal.title);
    words.say("kind", &goal.kind);
    words.may("owner", goal.owner);
    words.may("due", goal.due);
    words.say("position", &goal.position);
    words.say("state", goal.state.word());
    words.say("notes", &goal.why);
    for (id, measure) in &goal.key_results {
        let unit = measure.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
        let said = format!("{}: {} -> {}{unit}", measure.name, measure.start, measure.target);
        words.say(format!("measure/{id}"), &said);
    }
    for (id, said) in &goal.check_ins {
        let value = |(id, number): (&ItemId, &crate::Number)| {
            let name =
                goal.key_results.get(id).map_or_else(|| id.to_string(), |measure| measure.name.clone());
            format!("{name} {number}")
        };
        let mut parts = vec![said.on.to_string()];
        parts.extend(said.values.iter().map(value));
        parts.extend(said.confidence.as_ref().map(ToString::to_string));
        parts.extend(said.note.clone());
        words.say(format!("progress/{id}"), &parts.join(", "));
    }
    words.comments(&goal.comments);
    words.gone(goal.alive);
    words.0
}

fn of_meeting(meeting: &Meeting) -> Facets {
    let mut words = Words::new();
    words.say("state", &meeting.state);
    words.may("reason", meeting.reason.as_ref());
    words.may("starts", meeting.starts);
    words.may("minutes", meeting.minutes);
    words.may("place", meeting.place.as_ref());
    words.may("started", meeting.started.as_ref().map(Timestamp::to_string));
    words.may("ended", meeting.ended.as_ref().map(Timestamp::to_string));
    for (member, seconds) in &meeting.talk_seconds {
        words.say(format!("talk/{member}"), seconds);
    }
    for (member, check_in) in &meeting.check_ins {
        words.say(format!("checkin/{member}"), check_in);
    }
    for (question, by) in &meeting.asked {
        words.say(format!("asked/{question}"), by);
    }
    words.say("notes", &meeting.notes);
    words.comments(&meeting.comments);
    words.0
}
