//! What people do to a document, as data: a closed set with every id, time and position in it,
//! so that an edit can be kept, replayed on another document, and undone. docs/protocol.md §12.2 to §12.5.

mod goal;
mod inverse;
mod kept;
mod own;
mod role;

pub use goal::{GoalCheckInEdit, GoalEdit, KeyResultEdit, NewGoal};
pub use kept::{FeedbackEdit, KeepsakeEdit, NewFeedback, NewKeepsake, NewTimeOff, TimeOffEdit};
pub use own::{DraftEdit, QuestionEdit, TemplateEdit};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::redact::redacted_debug;
use crate::{
    About, ActionState, Cadence, Category, CheckIn, Deletion, DeviceEntry, DocumentName, ItemId, Looked,
    MeetingState, Member, OccurrenceId, PairEntry, Quarter, Splice, TopicKind, TopicState,
};

/// One thing that a person does. Targets exactly one document.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Core: the name a member goes by.
    MemberName {
        /// Whose.
        member: Member,
        /// The name; nothing takes it away.
        name: Option<String>,
    },
    /// Core: the zone a member lives in.
    MemberTimeZone {
        /// Whose.
        member: Member,
        /// The IANA name; nothing takes it away.
        time_zone: Option<String>,
    },
    /// Core: when the pair meets.
    Cadence {
        /// The whole rule; nothing takes it away.
        cadence: Option<Cadence>,
    },
    /// Core: the shared note on what comes first.
    Priorities {
        /// Changes of the text.
        splices: Vec<Splice>,
    },
    /// Core: where the notebook is exchanged.
    Relay {
        /// The relay's address; nothing takes it away.
        address: Option<String>,
    },
    /// Core: what the space is called.
    Title {
        /// The title; nothing takes it away.
        title: Option<String>,
    },
    /// Core: where they usually meet.
    Place {
        /// The place; nothing takes it away.
        place: Option<String>,
    },
    /// Core: what the pair calls a category.
    Heading {
        /// Which.
        category: Category,
        /// The name; nothing brings the usual one back.
        heading: Option<String>,
    },
    /// Core: who looked last at the note on what comes first, and found it right.
    PrioritiesOn {
        /// Who and when; nothing takes it away.
        looked: Option<Looked>,
    },
    /// Core: a member's switch for talk time. It is taken when both are on.
    TalkTime {
        /// Whose.
        member: Member,
        /// On or off.
        on: bool,
    },
    /// Core: of all talk time, how much should be the report's.
    TalkAim {
        /// In percent; nothing takes the aim away.
        percent: Option<u8>,
    },
    /// Core: something about a goal.
    Goal {
        /// Which.
        id: ItemId,
        /// What.
        edit: GoalEdit,
    },
    /// Core: something about feedback.
    Feedback {
        /// Which.
        id: ItemId,
        /// What.
        edit: FeedbackEdit,
    },
    /// Core: something about a win.
    Win {
        /// Which.
        id: ItemId,
        /// What.
        edit: KeepsakeEdit,
    },
    /// Core: something about a lesson.
    Lesson {
        /// Which.
        id: ItemId,
        /// What.
        edit: KeepsakeEdit,
    },
    /// Core: something about time off.
    TimeOff {
        /// Which.
        id: ItemId,
        /// What.
        edit: TimeOffEdit,
    },
    /// Core: something about an action.
    Action {
        /// Which.
        id: ItemId,
        /// What.
        edit: ActionEdit,
    },
    /// Quarter: something about a topic.
    Topic {
        /// The quarter of its author's local date when it was created.
        quarter: Quarter,
        /// Which.
        id: ItemId,
        /// What.
        edit: TopicEdit,
    },
    /// Quarter: something about a meeting.
    Meeting {
        /// The quarter of its original date.
        quarter: Quarter,
        /// Which.
        id: OccurrenceId,
        /// What.
        edit: MeetingEdit,
    },
    /// Private: something about a note.
    Note {
        /// Which.
        id: ItemId,
        /// What.
        edit: NoteEdit,
    },
    /// Private: something about a draft.
    Draft {
        /// Which.
        id: ItemId,
        /// What.
        edit: DraftEdit,
    },
    /// Private: how this person was around a meeting.
    CheckIn {
        /// Which meeting.
        occurrence: OccurrenceId,
        /// How; nothing takes it away.
        check_in: Option<CheckIn>,
    },
    /// Personal: something about a question of one's own.
    Question {
        /// Which.
        id: ItemId,
        /// What.
        edit: QuestionEdit,
    },
    /// Personal: something about a template of one's own.
    Template {
        /// Which.
        id: ItemId,
        /// What.
        edit: TemplateEdit,
    },
    /// Personal: an entry in the list of pairs.
    PairEntry {
        /// The id of the pair's stream in hex.
        stream: String,
        /// The entry; nothing takes it away.
        entry: Option<PairEntry>,
    },
    /// Personal: what its owner calls a device, and since when it belongs to them.
    DeviceEntry {
        /// The device's key in hex.
        device: String,
        /// The entry; nothing takes it away.
        entry: Option<DeviceEntry>,
    },
    /// Personal: a setting.
    Setting {
        /// Its name.
        key: String,
        /// Its value; nothing takes it away.
        value: Option<String>,
    },
}

/// What can be done to an action.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionEdit {
    /// Write it down. An action that is there already stays as it is.
    Add(NewAction),
    /// Say it in other words.
    Retitle {
        /// The words.
        text: String,
    },
    /// Who promises.
    Owner {
        /// The member; nobody takes it away.
        owner: Option<Member>,
    },
    /// Until when.
    Due {
        /// The day; nothing takes it away.
        due: Option<Date>,
    },
    /// What became of it.
    State {
        /// The state.
        state: ActionState,
    },
    /// The shared note.
    Note {
        /// Changes of the text.
        splices: Vec<Splice>,
    },
    /// The goal that it serves.
    Goal {
        /// The goal; nothing takes it away.
        goal: Option<ItemId>,
    },
    /// A sign that a member gives it.
    React {
        /// Who.
        member: Member,
        /// The sign; nothing takes it away.
        reaction: Option<String>,
    },
    /// The place in the list.
    Move {
        /// The position.
        position: String,
    },
    /// Take it away; an edit made at the same time wins.
    Delete(Deletion),
    /// Bring it back.
    Restore,
}

/// A new action.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct NewAction {
    /// What is promised.
    pub text: String,
    /// By whom.
    pub owner: Option<Member>,
    /// Until when.
    pub due: Option<Date>,
    /// Who writes it down.
    pub by: Member,
    /// When.
    pub at: Timestamp,
    /// The place in the list.
    pub position: String,
    /// The topic it comes from.
    pub from_topic: Option<ItemId>,
    /// The meeting it comes from.
    pub from_occurrence: Option<OccurrenceId>,
}

/// What can be done to a topic.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TopicEdit {
    /// Bring it up. A topic that is there already stays as it is.
    Add(NewTopic),
    /// Say it in other words.
    Retitle {
        /// The words.
        title: String,
    },
    /// The shared notes.
    Notes {
        /// Changes of the text.
        splices: Vec<Splice>,
    },
    /// The place in its category.
    Move {
        /// The position.
        position: String,
    },
    /// The heading it stands under.
    Category {
        /// The category.
        category: Category,
    },
    /// What sort of topic it is.
    Kind {
        /// The kind.
        kind: TopicKind,
    },
    /// Discuss, reopen, drop or park.
    State {
        /// The state.
        state: TopicState,
    },
    /// The topic that it is a part of.
    Parent {
        /// The topic; nothing lets it stand alone.
        parent: Option<ItemId>,
    },
    /// The goal that it is about.
    Goal {
        /// The goal; nothing takes it away.
        goal: Option<ItemId>,
    },
    /// Who or what can free a roadblock.
    BlockedBy {
        /// A line; nothing takes it away.
        blocked_by: Option<String>,
    },
    /// A sign that a member gives it.
    React {
        /// Who.
        member: Member,
        /// The sign; nothing takes it away.
        reaction: Option<String>,
    },
    /// Leave it off the agenda for a while.
    Snooze {
        /// The first day on which it is back; nothing brings it back at once.
        until: Option<Date>,
    },
    /// Take it away; an edit made at the same time wins.
    Delete(Deletion),
    /// Bring it back.
    Restore,
    /// Something about a comment.
    Comment {
        /// Which.
        id: ItemId,
        /// What.
        edit: CommentEdit,
    },
}

/// A new topic.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct NewTopic {
    /// Under which heading.
    pub category: Category,
    /// What sort.
    pub kind: TopicKind,
    /// One line.
    pub title: String,
    /// Who brings it up.
    pub author: Member,
    /// When.
    pub at: Timestamp,
    /// The place in its category.
    pub position: String,
}

/// What can be done to a comment.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommentEdit {
    /// Write it. One that is there already stays as it is.
    Add {
        /// By whom.
        by: Member,
        /// When.
        at: Timestamp,
        /// What.
        text: String,
    },
    /// Say it in other words.
    Reword {
        /// The words.
        text: String,
    },
    /// Take it away.
    Delete,
}

/// What can be done to a meeting.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingEdit {
    /// What became of it.
    State {
        /// The state.
        state: MeetingState,
    },
    /// Why it was skipped, cancelled or moved.
    Reason {
        /// The reason; nothing takes it away.
        reason: Option<String>,
    },
    /// When it begins, for a moved slot, an overflow or an extra meeting.
    Starts {
        /// The start, local in the zone of the cadence; nothing takes it back to the rule.
        starts: Option<DateTime>,
    },
    /// How long it is planned.
    Minutes {
        /// 1 to 1,440; nothing takes it back to the cadence.
        minutes: Option<u32>,
    },
    /// Where.
    Place {
        /// The place; nothing takes it away.
        place: Option<String>,
    },
    /// When it began.
    Started {
        /// The moment.
        at: Option<Timestamp>,
    },
    /// When it ended.
    Ended {
        /// The moment.
        at: Option<Timestamp>,
    },
    /// How long a member talked.
    TalkSeconds {
        /// Who.
        member: Member,
        /// Seconds; nothing takes it away.
        seconds: Option<u32>,
    },
    /// How a member is, where they share it.
    CheckIn {
        /// Who.
        member: Member,
        /// How; nothing takes it away.
        check_in: Option<CheckIn>,
    },
    /// A question of the bank was asked.
    Asked {
        /// The id of the question.
        question: String,
        /// Who asked; nobody takes it away.
        by: Option<Member>,
    },
    /// The shared notes of the meeting.
    Notes {
        /// Changes of the text.
        splices: Vec<Splice>,
    },
    /// Something about a comment.
    Comment {
        /// Which.
        id: ItemId,
        /// What.
        edit: CommentEdit,
    },
}

/// What can be done to a private note.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteEdit {
    /// Write it. One that is there already stays as it is.
    Put {
        /// What it is about.
        about: About,
        /// When.
        at: Timestamp,
        /// The note.
        text: String,
    },
    /// Change its text.
    Text {
        /// Changes of the text.
        splices: Vec<Splice>,
    },
    /// Take it away; an edit made at the same time wins.
    Delete {
        /// When.
        on: Date,
    },
    /// Bring it back.
    Restore,
}

redacted_debug!(Edit, ActionEdit, NewAction, TopicEdit, NewTopic, CommentEdit, MeetingEdit, NoteEdit);

/// Which document an edit belongs to, as far as the edit itself knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// The pair's core document.
    Core,
    /// The pair's document of a quarter.
    Quarter(Quarter),
    /// The author's private document about the pair.
    Private,
    /// The author's personal document.
    Personal,
}

impl Target {
    /// The name of the document; `pair` is the pair's stream id in hex.
    pub fn document_name(self, pair: &str) -> DocumentName {
        match self {
            Self::Core => DocumentName::Core,
            Self::Quarter(quarter) => DocumentName::Quarter(quarter),
            Self::Private => DocumentName::Private(pair.to_owned()),
            Self::Personal => DocumentName::Personal,
        }
    }

    /// The target that a document is.
    pub const fn of(name: &DocumentName) -> Self {
        match name {
            DocumentName::Core => Self::Core,
            DocumentName::Quarter(quarter) => Self::Quarter(*quarter),
            DocumentName::Private(_) => Self::Private,
            DocumentName::Personal => Self::Personal,
        }
    }
}

impl Edit {
    /// Which document the edit belongs to.
    pub const fn target(&self) -> Target {
        match self {
            Self::MemberName { .. }
            | Self::MemberTimeZone { .. }
            | Self::Cadence { .. }
            | Self::Priorities { .. }
            | Self::Relay { .. }
            | Self::Title { .. }
            | Self::Place { .. }
            | Self::Heading { .. }
            | Self::PrioritiesOn { .. }
            | Self::TalkTime { .. }
            | Self::TalkAim { .. }
            | Self::Goal { .. }
            | Self::Feedback { .. }
            | Self::Win { .. }
            | Self::Lesson { .. }
            | Self::TimeOff { .. }
            | Self::Action { .. } => Target::Core,
            Self::Topic { quarter, .. } | Self::Meeting { quarter, .. } => Target::Quarter(*quarter),
            Self::Note { .. } | Self::Draft { .. } | Self::CheckIn { .. } => Target::Private,
            Self::PairEntry { .. }
            | Self::DeviceEntry { .. }
            | Self::Setting { .. }
            | Self::Question { .. }
            | Self::Template { .. } => Target::Personal,
        }
    }

    /// The text that the edit splices, with the splices.
    pub(crate) fn splices(&self) -> Option<(TextTarget, &[Splice])> {
        match self {
            Self::Priorities { splices } => Some((TextTarget::Priorities, splices)),
            Self::Action { id, edit: ActionEdit::Note { splices } } => {
                Some((TextTarget::Action(*id), splices))
            }
            Self::Topic { id, edit: TopicEdit::Notes { splices }, .. } => {
                Some((TextTarget::Topic(*id), splices))
            }
            Self::Meeting { id, edit: MeetingEdit::Notes { splices }, .. } => {
                Some((TextTarget::Meeting(*id), splices))
            }
            Self::Note { id, edit: NoteEdit::Text { splices } } => Some((TextTarget::Note(*id), splices)),
            Self::Goal { id, edit: GoalEdit::Why { splices } } => Some((TextTarget::Goal(*id), splices)),
            Self::Draft { id, edit: DraftEdit::Text { splices } } => Some((TextTarget::Draft(*id), splices)),
            _ => None,
        }
    }
}

impl Edit {
    /// The same edit with other splices.
    pub(crate) fn with_splices(&self, new: Vec<Splice>) -> Self {
        let mut edit = self.clone();
        match &mut edit {
            Self::Priorities { splices }
            | Self::Action { edit: ActionEdit::Note { splices }, .. }
            | Self::Topic { edit: TopicEdit::Notes { splices }, .. }
            | Self::Meeting { edit: MeetingEdit::Notes { splices }, .. }
            | Self::Note { edit: NoteEdit::Text { splices }, .. }
            | Self::Goal { edit: GoalEdit::Why { splices }, .. }
            | Self::Draft { edit: DraftEdit::Text { splices }, .. } => *splices = new,
            _ => {}
        }
        edit
    }
}

/// A text in a document that merges by character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextTarget {
    /// Core: the note on what comes first.
    Priorities,
    /// Core: the note of an action.
    Action(ItemId),
    /// Quarter: the notes of a topic.
    Topic(ItemId),
    /// Quarter: the notes of a meeting.
    Meeting(OccurrenceId),
    /// Core: what a goal is good for.
    Goal(ItemId),
    /// Private: a note.
    Note(ItemId),
    /// Private: a draft.
    Draft(ItemId),
}
