//! Who changed what, and how it was before: the changes that touched one thing, and what it was at earlier heads.
//! Read from the changes themselves and with the engine's historical reads; nothing is diffed.

use std::collections::BTreeMap;

use automerge::legacy::{Key, ObjectId, OpId, OpType};
use automerge::{ActorId, ChangeHash, ExpandedChange, ObjId, ObjType};

use super::beside::place_of;
use super::{Document, read};
use crate::fields::{Earlier, Read, child, root};
use crate::schema::{self, key};
use crate::{Action, Goal, ItemId, Meeting, OccurrenceId, Topic, fixed_actor};

/// A thing in a document whose changes can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Core: when the pair meets.
    Cadence,
    /// Core: the note on what comes first.
    Priorities,
    /// Core: an action.
    Action(ItemId),
    /// Core: a goal with its key results, check-ins and comments.
    Goal(ItemId),
    /// Core: feedback.
    Feedback(ItemId),
    /// Core: a win.
    Win(ItemId),
    /// Core: a lesson.
    Lesson(ItemId),
    /// Core: time off.
    TimeOff(ItemId),
    /// Quarter: a topic with its notes and comments.
    Topic(ItemId),
    /// Quarter: a meeting with its notes and comments.
    Meeting(OccurrenceId),
    /// Private: a note.
    Note(ItemId),
    /// Private: a draft.
    Draft(ItemId),
}

impl Subject {
    /// The map below the root and the key in it.
    fn place(self) -> (&'static str, String) {
        match self {
            Self::Cadence => (key::META, key::CADENCE.to_owned()),
            Self::Priorities => (key::NOTES, key::PRIORITIES.to_owned()),
            Self::Action(id) => (key::ACTIONS, id.to_string()),
            Self::Goal(id) => (key::GOALS, id.to_string()),
            Self::Feedback(id) => (key::FEEDBACK, id.to_string()),
            Self::Win(id) => (key::WINS, id.to_string()),
            Self::Lesson(id) => (key::LESSONS, id.to_string()),
            Self::TimeOff(id) => (key::TIME_OFF, id.to_string()),
            Self::Topic(id) => (key::TOPICS, id.to_string()),
            Self::Meeting(id) => (key::MEETINGS, id.to_string()),
            Self::Note(id) => (key::NOTES, id.to_string()),
            Self::Draft(id) => (key::DRAFTS, id.to_string()),
        }
    }

    /// The purpose of the fixed actor that makes the thing, if every device makes it for itself.
    fn purpose(self) -> Option<String> {
        match self {
            Self::Meeting(id) => Some(schema::slot_purpose(&id)),
            Self::Note(id) => Some(schema::note_purpose(&id)),
            _ => None,
        }
    }
}

/// A change that touched something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The hash of the change. As heads, it names the state that its author had right after it.
    pub hash: [u8; 32],
    /// The actor: a device of one of the two, in this document.
    pub actor: [u8; 16],
    /// The heads that its author had before it.
    pub before: Vec<[u8; 32]>,
    /// Which keys of the thing, sorted; those that stand deeper are named by the first key of their path.
    pub fields: Vec<String>,
}

impl Document {
    /// The changes that touched something, in an order that is the same everywhere and in which nothing comes before what
    /// it builds upon. What every device makes for itself is left out: nobody did it.
    pub fn touches(&self, subject: Subject) -> Vec<Touch> {
        let (map, key) = subject.place();
        let (key, only) = match self.place_of(map, &key) {
            Some((key, ObjId::Id(counter, actor, _))) => (key, Some(OpId(counter, actor))),
            _ => (key, None),
        };
        let mut traced = Traced { map, key, only, container: None, objects: BTreeMap::new() };
        let derived = subject.purpose().map(|purpose| fixed_actor(&self.id, &purpose));
        let derived = [Some(fixed_actor(&self.id, "genesis")), derived].map(|actor| actor.map(ActorId::from));
        let mut touches: Vec<(u64, Touch)> = Vec::new();
        for change in self.automerge.get_changes(&[]) {
            let expanded = change.decode();
            let fields = traced.follow(&expanded);
            if fields.is_empty() || derived.iter().flatten().any(|actor| actor == change.actor_id()) {
                continue;
            }
            let Ok(actor) = change.actor_id().to_bytes().try_into() else { continue };
            let mut before: Vec<[u8; 32]> = change.deps().iter().map(|hash| hash.0).collect();
            before.sort_unstable();
            let touch = Touch { hash: change.hash().0, actor, before, fields };
            touches.push((change.start_op().get(), touch));
        }
        // A change counts on from all that it builds upon, so this order is causal; and it is the same everywhere.
        touches.sort_by_key(|(start, touch)| (*start, touch.actor, touch.hash));
        touches.into_iter().map(|(_, touch)| touch).collect()
    }

    /// A topic as it was at these heads; nothing if they are unknown or it was not there.
    pub fn topic_at(&self, id: &ItemId, heads: &[[u8; 32]]) -> Option<Topic> {
        self.earlier(Subject::Topic(*id), heads, |earlier, object| read::topic(earlier, object))
    }

    /// An action as it was at these heads.
    pub fn action_at(&self, id: &ItemId, heads: &[[u8; 32]]) -> Option<Action> {
        self.earlier(Subject::Action(*id), heads, |earlier, object| read::action(earlier, object))
    }

    /// A goal as it was at these heads.
    pub fn goal_at(&self, id: &ItemId, heads: &[[u8; 32]]) -> Option<Goal> {
        self.earlier(Subject::Goal(*id), heads, |earlier, object| read::goal(earlier, object))
    }

    /// A meeting as it was at these heads.
    pub fn meeting_at(&self, id: &OccurrenceId, heads: &[[u8; 32]]) -> Option<Meeting> {
        self.earlier(Subject::Meeting(*id), heads, |earlier, object| read::meeting(earlier, object))
    }

    fn earlier<T>(
        &self,
        subject: Subject,
        heads: &[[u8; 32]],
        read: impl FnOnce(&Earlier<'_>, &ObjId) -> T,
    ) -> Option<T> {
        let known: Vec<ChangeHash> = self.known(heads);
        if known.is_empty() || known.len() != heads.len() {
            return None;
        }
        let earlier = Earlier { document: &self.automerge, heads: &known };
        let (map, key) = subject.place();
        let (key, now) = self.place_of(map, &key).map_or((key, None), |(key, object)| (key, Some(object)));
        let all = earlier.values(&root(&earlier, map)?, &key);
        let object = match now {
            Some(now) => all.into_iter().map(|(_, id)| id).find(|id| *id == now)?,
            None => child(&earlier, &root(&earlier, map)?, &key)?,
        };
        Some(read(&earlier, &object))
    }

    /// Under which key a thing stands, and its object, if it is one.
    fn place_of(&self, map: &str, key: &str) -> Option<(String, ObjId)> {
        let map = root(&self.automerge, map)?;
        match child(&self.automerge, &map, key) {
            Some(object) => Some((key.to_owned(), object)),
            None => place_of(&self.automerge, &map, key),
        }
    }
}

/// One thing, followed through the changes of its document.
struct Traced {
    map: &'static str,
    key: String,
    /// What made it, if it is an object: under one key there may be two.
    only: Option<OpId>,
    /// The map that the thing stands in.
    container: Option<OpId>,
    /// The objects that belong to the thing, each with the first key of its path in it; none for the thing itself.
    objects: BTreeMap<OpId, Option<String>>,
}

impl Traced {
    /// Which keys of the thing a change sets or removes.
    fn follow(&mut self, change: &ExpandedChange) -> Vec<String> {
        let mut fields = Vec::new();
        for (id, operation) in (change.start_op.get()..).zip(&change.operations) {
            let id = OpId(id, change.actor_id.clone());
            let makes = matches!(operation.action, OpType::Make(ObjType::Map | ObjType::Text));
            let name = match &operation.key {
                Key::Map(name) => Some(name.as_str()),
                Key::Seq(_) => None,
            };
            let parent = match &operation.obj {
                ObjectId::Root => {
                    if makes && name == Some(self.map) {
                        self.container = Some(id);
                    }
                    continue;
                }
                ObjectId::Id(parent) => parent,
            };
            if self.container.as_ref() == Some(parent) {
                if name == Some(&self.key) && self.only.as_ref().is_none_or(|only| *only == id) {
                    fields.push(self.key.clone());
                    if makes {
                        self.objects.insert(id, None);
                    }
                }
                continue;
            }
            let Some(path) = self.objects.get(parent) else { continue };
            let field = path.clone().or_else(|| name.map(str::to_owned)).unwrap_or_else(|| self.key.clone());
            if makes {
                self.objects.insert(id, Some(field.clone()));
            }
            fields.push(field);
        }
        // Every edit raises `alive`; it says nothing where something else was done.
        if fields.iter().any(|field| field != key::ALIVE) {
            fields.retain(|field| field != key::ALIVE);
        }
        fields.sort();
        fields.dedup();
        fields
    }
}
