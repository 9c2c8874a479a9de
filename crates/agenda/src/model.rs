//! Everything that is in a document, as plain structs: the read model that a device seals and reads first.
//! Nothing here is filtered or judged; the views do that. docs/protocol.md §12.2 to §12.5.

mod goal;
mod kept;
mod own;

pub use goal::{Goal, GoalCheckIn, KeyResult};
pub use kept::{Feedback, Keepsake, TimeOff};
pub use own::{Draft, Question, Template};

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::redact::redacted_debug;
use crate::{
    About, ActionState, Cadence, Category, CheckIn, Deletion, ItemId, Looked, MeetingState, Member,
    OccurrenceId, Quarter, TopicKind, TopicState,
};

/// Raised when a model gets a field that documents may have had before: a read model that was stored under a lower number
/// has to be made again from its document.
pub const MODEL_VERSION: u32 = 3;

/// One document, by its kind.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, on its way from bytes into a pair")]
pub enum Model {
    /// What a pair keeps for years.
    Core(CoreModel),
    /// Meetings and topics of one quarter.
    Quarter(QuarterModel),
    /// One person's notes about one pair.
    Private(PrivateModel),
    /// One person's own.
    Personal(PersonalModel),
}

/// The shared documents of a pair, as far as they are loaded.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pair {
    /// What stays for years.
    pub core: CoreModel,
    /// Meetings and topics.
    pub quarters: BTreeMap<Quarter, QuarterModel>,
}

impl Pair {
    /// A topic with the quarter whose document holds it.
    pub fn topic(&self, id: &ItemId) -> Option<(Quarter, &Topic)> {
        self.quarters.iter().find_map(|(quarter, model)| Some((*quarter, model.topics.get(id)?)))
    }

    /// The position of the last topic: a new one goes after it.
    pub fn last_topic_position(&self) -> Option<&str> {
        let topics = self.quarters.values().flat_map(|model| model.topics.values());
        topics.map(|topic| topic.position.as_str()).max()
    }

    /// The position of the last action: a new one goes after it.
    pub fn last_action_position(&self) -> Option<&str> {
        self.core.actions.values().map(|action| action.position.as_str()).max()
    }

    /// The position of the last goal: a new one goes after it.
    pub fn last_goal_position(&self) -> Option<&str> {
        self.core.goals.values().map(|goal| goal.position.as_str()).max()
    }

    /// What was written about a meeting.
    pub fn meeting(&self, id: &OccurrenceId) -> Option<(Quarter, &Meeting)> {
        self.quarters.iter().find_map(|(quarter, model)| Some((*quarter, model.meetings.get(id)?)))
    }
}

/// What a pair keeps for years.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CoreModel {
    /// Who they are, as far as they have said.
    pub people: BTreeMap<Member, Person>,
    /// When they meet, as it stands in the document; a newer version may have written one that this one cannot read.
    pub cadence: Option<String>,
    /// What the space is called.
    pub title: Option<String>,
    /// Where they usually meet.
    pub place: Option<String>,
    /// Names that the pair gave to categories.
    pub headings: BTreeMap<Category, String>,
    /// The shared note on what comes first.
    pub priorities: String,
    /// The last look at that note.
    pub priorities_on: Option<Looked>,
    /// Where the notebook is exchanged, if it was ever moved; any text, as the other person may write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relay: Option<String>,
    /// Of all talk time, how much should be the report's, in percent.
    pub talk_aim: Option<u8>,
    /// Who put the notebook away as an archive, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub put_away: Option<Looked>,
    /// When a member last brought a notebook in from a file.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub brought_in: BTreeMap<Member, Date>,
    /// Promises, deleted ones too.
    pub actions: BTreeMap<ItemId, Action>,
    /// Goals, deleted ones too.
    pub goals: BTreeMap<ItemId, Goal>,
    /// What they told each other.
    pub feedback: BTreeMap<ItemId, Feedback>,
    /// What went well, deleted ones too.
    pub wins: BTreeMap<ItemId, Keepsake>,
    /// What was learned, deleted ones too.
    pub lessons: BTreeMap<ItemId, Keepsake>,
    /// When somebody is away, deleted ones too.
    pub time_off: BTreeMap<ItemId, TimeOff>,
    /// Fields of the core with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

impl CoreModel {
    /// The cadence, if there is one that this version understands.
    pub fn cadence(&self) -> Option<Cadence> {
        self.cadence.as_deref()?.parse().ok()
    }

    /// Whether talk time is taken: both have switched it on.
    pub fn takes_talk_time(&self) -> bool {
        Member::ALL.iter().all(|member| self.people.get(member).is_some_and(|person| person.talk_time))
    }
}

/// One of the two.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// The name they go by.
    pub name: Option<String>,
    /// The IANA name of the zone they live in.
    pub time_zone: Option<String>,
    /// Whether they have switched talk time on.
    pub talk_time: bool,
}

/// A field that was set by both at once: one value won, these others are shown until somebody sets it again.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The field.
    pub field: String,
    /// The values that did not win.
    pub values: Vec<String>,
}

/// A promise.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// What was promised.
    pub text: String,
    /// Who promised.
    pub owner: Option<Member>,
    /// Until when.
    pub due: Option<Date>,
    /// What became of it.
    pub state: ActionState,
    /// Who wrote it down.
    pub by: Option<Member>,
    /// When it was written down.
    pub at: Timestamp,
    /// The place in the list.
    pub position: String,
    /// The topic it came from.
    pub from_topic: Option<ItemId>,
    /// The meeting it came from.
    pub from_occurrence: Option<OccurrenceId>,
    /// A shared note.
    pub note: String,
    /// The goal that it serves.
    #[serde(default)]
    pub goal: Option<ItemId>,
    /// A sign that a member gave it.
    #[serde(default)]
    pub reactions: BTreeMap<Member, String>,
    /// Whether it is there; a deleted one can be restored.
    pub alive: bool,
    /// The last deletion, also where an edit won over it.
    pub deleted: Option<Deletion>,
    /// Fields with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

/// Meetings and topics of one quarter.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuarterModel {
    /// Meetings that something was written about.
    pub meetings: BTreeMap<OccurrenceId, Meeting>,
    /// Topics that began in this quarter, deleted ones too.
    pub topics: BTreeMap<ItemId, Topic>,
}

/// What was written about a meeting.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    /// What became of it.
    pub state: MeetingState,
    /// Why it was skipped, cancelled or moved.
    pub reason: Option<String>,
    /// The local start in the zone of the cadence, if it is not the one of the rule.
    pub starts: Option<DateTime>,
    /// The planned length, if it is not the one of the cadence.
    pub minutes: Option<u32>,
    /// Where.
    pub place: Option<String>,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Talk time in seconds.
    pub talk_seconds: BTreeMap<Member, u32>,
    /// How a member was, if they shared it.
    #[serde(default)]
    pub check_ins: BTreeMap<Member, CheckIn>,
    /// Questions of the bank that were asked, by their ids, and who asked.
    #[serde(default)]
    pub asked: BTreeMap<String, Member>,
    /// The shared notes of the meeting.
    pub notes: String,
    /// Comments, by id.
    pub comments: BTreeMap<ItemId, Comment>,
    /// Fields with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

/// Something to talk about.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    /// One line.
    pub title: String,
    /// Under which heading.
    pub category: Category,
    /// What sort.
    pub kind: TopicKind,
    /// Who brought it.
    pub author: Option<Member>,
    /// When it was written.
    pub at: Timestamp,
    /// The place in its category.
    pub position: String,
    /// What became of it.
    pub state: TopicState,
    /// Not before this day.
    pub snooze_until: Option<Date>,
    /// The shared notes.
    pub notes: String,
    /// Comments, by id.
    pub comments: BTreeMap<ItemId, Comment>,
    /// In which meetings it was parked or discussed.
    pub taken_up: BTreeMap<OccurrenceId, TopicState>,
    /// The topic that it is a part of.
    #[serde(default)]
    pub parent: Option<ItemId>,
    /// The goal that it is about.
    #[serde(default)]
    pub goal: Option<ItemId>,
    /// Who or what can free a roadblock.
    #[serde(default)]
    pub blocked_by: Option<String>,
    /// A sign that a member gave it.
    #[serde(default)]
    pub reactions: BTreeMap<Member, String>,
    /// Whether it is there; a deleted one can be restored.
    pub alive: bool,
    /// The last deletion, also where an edit won over it.
    pub deleted: Option<Deletion>,
    /// Fields with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

/// A remark on a topic or a meeting.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// Who wrote it.
    pub by: Option<Member>,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

/// One person's notes about one pair.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PrivateModel {
    /// The notes, deleted ones too.
    pub notes: BTreeMap<ItemId, PrivateNote>,
    /// What may be shared later, deleted ones too.
    pub drafts: BTreeMap<ItemId, Draft>,
    /// How this person was, by meeting.
    pub check_ins: BTreeMap<OccurrenceId, CheckIn>,
}

/// A note that only its author can read.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct PrivateNote {
    /// What it is about.
    pub about: About,
    /// When it was written.
    pub at: Timestamp,
    /// The note.
    pub text: String,
    /// Whether it is there; a deleted one can be restored.
    pub alive: bool,
    /// The last deletion, also where an edit won over it.
    pub deleted: Option<Date>,
}

/// One person's own.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonalModel {
    /// The pairs, by the id of their stream in hex.
    pub pairs: BTreeMap<String, PairEntry>,
    /// Settings.
    pub settings: BTreeMap<String, String>,
    /// This person's devices, by their key in hex. Who counts as a device is decided by statements, not here.
    pub devices: BTreeMap<String, DeviceEntry>,
    /// Questions of this person's own, deleted ones too.
    pub questions: BTreeMap<ItemId, Question>,
    /// Templates of this person's own, deleted ones too.
    pub templates: BTreeMap<ItemId, Template>,
}

/// What its owner says about a device.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeviceEntry {
    /// What it is called.
    pub name: String,
    /// Since when it belongs to this person.
    pub since: Option<Timestamp>,
}

/// A pair in the list of one person.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PairEntry {
    /// What this person calls the other.
    pub name: String,
    /// Which of the two this person is.
    pub role: Option<Member>,
    /// Where the relay of the pair is.
    pub relay: String,
    /// When the pair was added.
    pub added: Option<Timestamp>,
}

redacted_debug!(
    Model,
    Pair,
    CoreModel,
    Person,
    Conflict,
    Action,
    QuarterModel,
    Meeting,
    Topic,
    Comment,
    PrivateModel,
    PrivateNote,
    PersonalModel,
    PairEntry,
    DeviceEntry,
);
