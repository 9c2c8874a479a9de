//! The closed words of the documents: categories, kinds and states. docs/protocol.md §12.3.
//! A word that a newer version wrote is kept as it is and shown as other.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::text_form::serde_as_text;
use crate::{ItemId, Member};

/// Declares an enum of words with a last variant for words of newer versions.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
            /// A word that a newer version wrote.
            Other(String),
        }

        impl $name {
            /// The word as it stands in documents and JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Other(word) => word,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = Infallible;

            fn from_str(text: &str) -> Result<Self, Infallible> {
                Ok(match text {
                    $($word => Self::$variant,)+
                    other => Self::Other(other.to_owned()),
                })
            }
        }

        serde_as_text!($name);
    };
}

mod goal;
mod said;

pub use goal::{Confidence, GoalKind, GoalState};
pub use said::{AnsweredBy, CheckIn, DraftKind, Looked, LookedError};

words! {
    /// The heading under which a topic stands.
    Category {
        /// Whatever comes first.
        General = "general",
        /// What is expected and what comes first.
        Alignment = "alignment",
        /// How the work goes.
        Progress = "progress",
        /// Working with each other and with others.
        Relationships = "relationships",
        /// Learning and what comes after.
        Aspirations = "aspirations",
        /// What happens until the next meeting.
        NextSteps = "next",
    }
}

impl Category {
    /// The six categories in the order of an agenda.
    pub const ALL: [Self; 6] = [
        Self::General,
        Self::Alignment,
        Self::Progress,
        Self::Relationships,
        Self::Aspirations,
        Self::NextSteps,
    ];

    /// The heading on a screen, unless the pair has renamed it.
    pub fn heading(&self) -> &str {
        match self {
            Self::General => "General",
            Self::Alignment => "Alignment",
            Self::Progress => "Progress",
            Self::Relationships => "Relationships",
            Self::Aspirations => "Aspirations",
            Self::NextSteps => "Next steps",
            Self::Other(word) => word,
        }
    }
}

words! {
    /// What sort of topic it is.
    TopicKind {
        /// Anything.
        Topic = "topic",
        /// Asks for an answer.
        Question = "question",
        /// Something weighs on its author.
        Concern = "concern",
        /// Something is in the way.
        Roadblock = "roadblock",
        /// For information.
        Update = "update",
        /// A proposal.
        Idea = "idea",
        /// Something learned.
        Lesson = "lesson",
        /// Something that went well.
        Win = "win",
        /// For the other person.
        Feedback = "feedback",
    }
}

words! {
    /// What became of a meeting.
    #[derive(Default)]
    MeetingState {
        /// Not yet, or nobody said.
        #[default]
        Planned = "planned",
        /// It took place.
        Held = "held",
        /// It did not take place; the topics wait for the next one.
        Skipped = "skipped",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

/// Which meeting: the original day of its slot in the cadence, the extra time for one that ran over, or an extra one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OccurrenceId {
    /// A slot of the cadence, by its original local date, also after it was moved.
    Regular(Date),
    /// The extra time for a slot that ran over; one for each slot.
    Overflow(Date),
    /// A meeting outside the cadence.
    Extra(ItemId),
}

impl OccurrenceId {
    /// The day of the slot; an extra meeting has none.
    pub const fn slot(&self) -> Option<Date> {
        match self {
            Self::Regular(date) | Self::Overflow(date) => Some(*date),
            Self::Extra(_) => None,
        }
    }

    /// `regular`, `overflow` or `extra`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Regular(_) => "regular",
            Self::Overflow(_) => "overflow",
            Self::Extra(_) => "extra",
        }
    }
}

impl fmt::Display for OccurrenceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Regular(date) => write!(formatter, "{date}"),
            Self::Overflow(date) => write!(formatter, "{date}-o"),
            Self::Extra(id) => write!(formatter, "x-{id}"),
        }
    }
}

/// Why a text is not the id of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a meeting is named like 2026-04-06, 2026-04-06-o or x- with an id")]
pub struct OccurrenceIdError;

impl FromStr for OccurrenceId {
    type Err = OccurrenceIdError;

    fn from_str(text: &str) -> Result<Self, OccurrenceIdError> {
        if let Some(id) = text.strip_prefix("x-") {
            return id.parse().map(Self::Extra).map_err(|_defect| OccurrenceIdError);
        }
        match text.strip_suffix("-o") {
            Some(date) => plain_date(date).map(Self::Overflow),
            None => plain_date(text).map(Self::Regular),
        }
        .ok_or(OccurrenceIdError)
    }
}

/// A date in exactly the form that is written, so that an id has one spelling.
pub(crate) fn plain_date(text: &str) -> Option<Date> {
    text.parse().ok().filter(|date: &Date| date.to_string() == text)
}

/// What became of a topic. One scalar in the document, so that its parts never mix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TopicState {
    /// On every agenda until something else is said.
    Open,
    /// Talked about.
    Discussed {
        /// In which meeting.
        occurrence: OccurrenceId,
        /// Who said so.
        by: Member,
    },
    /// Given up on purpose.
    Dropped {
        /// When.
        on: Date,
        /// By whom.
        by: Member,
    },
    /// Kept for extra time after a meeting that ran over; open again when that is past.
    Parked {
        /// Which meeting ran over.
        occurrence: OccurrenceId,
        /// Who parked it.
        by: Member,
    },
    /// A state that a newer version wrote.
    Other(String),
}

impl TopicState {
    /// The state as one word.
    pub fn word(&self) -> &str {
        match self {
            Self::Open => "open",
            Self::Discussed { .. } => "discussed",
            Self::Dropped { .. } => "dropped",
            Self::Parked { .. } => "parked",
            Self::Other(_) => "other",
        }
    }

    /// Whether the topic still waits to be talked about.
    pub const fn is_unresolved(&self) -> bool {
        matches!(self, Self::Open | Self::Parked { .. } | Self::Other(_))
    }

    /// The meeting that the state refers to.
    pub const fn occurrence(&self) -> Option<OccurrenceId> {
        match self {
            Self::Discussed { occurrence, .. } | Self::Parked { occurrence, .. } => Some(*occurrence),
            Self::Open | Self::Dropped { .. } | Self::Other(_) => None,
        }
    }
}

impl fmt::Display for TopicState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => formatter.write_str("open"),
            Self::Discussed { occurrence, by } => write!(formatter, "discussed|{occurrence}|{by}"),
            Self::Dropped { on, by } => write!(formatter, "dropped|{on}|{by}"),
            Self::Parked { occurrence, by } => write!(formatter, "parked|{occurrence}|{by}"),
            Self::Other(text) => formatter.write_str(text),
        }
    }
}

impl FromStr for TopicState {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let parsed = match split_state(text) {
            ("open", None, None) => Some(Self::Open),
            ("discussed", Some(occurrence), Some(by)) => {
                both(occurrence, by).map(|(occurrence, by)| Self::Discussed { occurrence, by })
            }
            ("parked", Some(occurrence), Some(by)) => {
                both(occurrence, by).map(|(occurrence, by)| Self::Parked { occurrence, by })
            }
            ("dropped", Some(on), Some(by)) => {
                plain_date(on).zip(by.parse().ok()).map(|(on, by)| Self::Dropped { on, by })
            }
            _ => None,
        };
        Ok(parsed.unwrap_or_else(|| Self::Other(text.to_owned())))
    }
}

/// What became of an action. One scalar in the document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionState {
    /// Promised.
    Open,
    /// Kept.
    Done {
        /// When.
        on: Date,
        /// Who said so.
        by: Member,
    },
    /// Given up on purpose.
    Dropped {
        /// When.
        on: Date,
        /// By whom.
        by: Member,
    },
    /// A state that a newer version wrote.
    Other(String),
}

impl ActionState {
    /// The state as one word.
    pub fn word(&self) -> &str {
        match self {
            Self::Open => "open",
            Self::Done { .. } => "done",
            Self::Dropped { .. } => "dropped",
            Self::Other(_) => "other",
        }
    }

    /// Whether the promise still stands.
    pub const fn is_unresolved(&self) -> bool {
        matches!(self, Self::Open | Self::Other(_))
    }
}

impl fmt::Display for ActionState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => formatter.write_str("open"),
            Self::Done { on, by } => write!(formatter, "done|{on}|{by}"),
            Self::Dropped { on, by } => write!(formatter, "dropped|{on}|{by}"),
            Self::Other(text) => formatter.write_str(text),
        }
    }
}

impl FromStr for ActionState {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let parsed = match split_state(text) {
            ("open", None, None) => Some(Self::Open),
            (word @ ("done" | "dropped"), Some(on), Some(by)) => {
                plain_date(on).zip(by.parse().ok()).map(|(on, by)| match word {
                    "done" => Self::Done { on, by },
                    _ => Self::Dropped { on, by },
                })
            }
            _ => None,
        };
        Ok(parsed.unwrap_or_else(|| Self::Other(text.to_owned())))
    }
}

/// A deletion: when and by whom. Stays beside an item that an edit brought back, so that this can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// When.
    pub on: Date,
    /// By whom.
    pub by: Member,
}

impl fmt::Display for Deletion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}|{}", self.on, self.by)
    }
}

/// Why a text is not a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a deletion is written like 2026-04-06|report")]
pub struct DeletionError;

impl FromStr for Deletion {
    type Err = DeletionError;

    fn from_str(text: &str) -> Result<Self, DeletionError> {
        let (on, by) = text.split_once('|').ok_or(DeletionError)?;
        let on = plain_date(on).ok_or(DeletionError)?;
        Ok(Self { on, by: by.parse().map_err(|_defect| DeletionError)? })
    }
}

/// What a private note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// The other person, or the pair as a whole.
    Pair,
    /// One topic.
    Topic(ItemId),
    /// One action.
    Action(ItemId),
    /// One meeting.
    Occurrence(OccurrenceId),
    /// One goal.
    Goal(ItemId),
}

impl fmt::Display for About {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pair => formatter.write_str("pair"),
            Self::Topic(id) => write!(formatter, "topic|{id}"),
            Self::Action(id) => write!(formatter, "action|{id}"),
            Self::Occurrence(id) => write!(formatter, "occurrence|{id}"),
            Self::Goal(id) => write!(formatter, "goal|{id}"),
        }
    }
}

/// Why a text does not say what a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a note is about `pair`, `topic|…`, `action|…`, `occurrence|…` or `goal|…`")]
pub struct AboutError;

impl FromStr for About {
    type Err = AboutError;

    fn from_str(text: &str) -> Result<Self, AboutError> {
        let parsed = match text.split_once('|') {
            None if text == "pair" => Some(Self::Pair),
            Some(("topic", id)) => id.parse().ok().map(Self::Topic),
            Some(("action", id)) => id.parse().ok().map(Self::Action),
            Some(("occurrence", id)) => id.parse().ok().map(Self::Occurrence),
            Some(("goal", id)) => id.parse().ok().map(Self::Goal),
            _ => None,
        };
        parsed.ok_or(AboutError)
    }
}

serde_as_text!(OccurrenceId, TopicState, ActionState, Deletion, About);

fn split_state(text: &str) -> (&str, Option<&str>, Option<&str>) {
    let mut parts = text.splitn(3, '|');
    (parts.next().unwrap_or_default(), parts.next(), parts.next())
}

fn both(occurrence: &str, by: &str) -> Option<(OccurrenceId, Member)> {
    occurrence.parse().ok().zip(by.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_read_back_as_written_and_unknown_ones_are_kept() {
        for text in
            ["open", "discussed|2026-03-17|manager", "parked|2026-06-16|report", "dropped|2026-01-02|report"]
        {
            let Ok(state) = text.parse::<TopicState>();
            assert!(!matches!(state, TopicState::Other(_)), "{text}");
            assert_eq!(state.to_string(), text);
        }
        for text in
            ["", "open|", "discussed|2026-3-17|manager", "discussed|2026-03-17", "later|2026-03-17|manager"]
        {
            assert_eq!(text.parse(), Ok(TopicState::Other(text.to_owned())));
        }
        for text in ["open", "done|2026-03-17|manager", "dropped|2026-01-02|report"] {
            let Ok(state) = text.parse::<ActionState>();
            assert!(!matches!(state, ActionState::Other(_)), "{text}");
            assert_eq!(state.to_string(), text);
        }
    }

    #[test]
    fn a_meeting_id_has_one_spelling() {
        for text in ["2026-04-06", "2026-04-06-o", "x-aaaaaaaaaaaaaaaaaaaaaaaaaa"] {
            assert_eq!(text.parse::<OccurrenceId>().map(|id| id.to_string()), Ok(text.to_owned()));
        }
        for text in ["20260406", "2026-04-06T10:00", "2026-02-30", "2026-04-06-p", "x-"] {
            assert_eq!(text.parse::<OccurrenceId>(), Err(OccurrenceIdError), "{text}");
        }
    }
}
