//! What people do to a document, as data: a closed set with every id, time and position in it,
//! so that an edit can be kept, replayed on another document, and undone. docs/protocol.md §12.2 to §12.5.

mod action;
mod goal;
mod inverse;
mod kept;
mod meeting;
mod own;
mod role;
mod topic;

pub use action::{ActionEdit, NewAction};
pub use goal::{GoalCheckInEdit, GoalEdit, KeyResultEdit, NewGoal};
pub use kept::{FeedbackEdit, KeepsakeEdit, NewFeedback, NewKeepsake, NewTimeOff, TimeOffEdit};
pub use meeting::MeetingEdit;
pub use own::{DraftEdit, NoteEdit, QuestionEdit, TemplateEdit};
pub use topic::{CommentEdit, NewTopic, TopicEdit};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::redact::redacted_debug;
use crate::{
    Cadence, Category, CheckIn, DeviceEntry, DocumentName, ItemId, Looked, Member, OccurrenceId, PairEntry,
    Quarter, Splice,
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
    /// Core: the notebook is put away as an archive that both keep; older programs go on writing in it.
    PutAway {
        /// Who and when; nothing takes it into use again.
        since: Option<Looked>,
    },
    /// Core: when a member last brought a notebook in from a file. What the file says of who said what is that member's word.
    BroughtIn {
        /// Who.
        member: Member,
        /// When; nothing takes it away.
        on: Option<Date>,
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

redacted_debug!(Edit);

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
            | Self::PutAway { .. }
            | Self::BroughtIn { .. }
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
