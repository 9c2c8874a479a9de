//! Small values that people give: how they are, when they last looked, what a draft becomes, who answers a question.
//! docs/protocol.md §12.2 to §12.5.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{plain_date, split_state};
use crate::Member;
use crate::redact::redacted_debug;
use crate::text_form::serde_as_text;

/// How somebody is: each part may be left out. In documents one scalar, `mood|workload|word`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckIn {
    /// From 1 to 5.
    pub mood: Option<u8>,
    /// From 1 to 5.
    pub workload: Option<u8>,
    /// A few words.
    pub word: Option<String>,
}

impl CheckIn {
    /// Whether a number is one that mood and workload can have.
    pub const fn is_rating(number: u8) -> bool {
        matches!(number, 1..=5)
    }

    /// Whether nothing is said.
    pub const fn is_empty(&self) -> bool {
        self.mood.is_none() && self.workload.is_none() && self.word.is_none()
    }
}

impl fmt::Display for CheckIn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |number: Option<u8>| number.map(|number| number.to_string()).unwrap_or_default();
        let word = self.word.as_deref().unwrap_or_default();
        write!(formatter, "{}|{}|{word}", number(self.mood), number(self.workload))
    }
}

impl FromStr for CheckIn {
    type Err = Infallible;

    /// Takes what it understands: a part of another form counts as left out.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let (mood, workload, word) = split_state(text);
        let number = |text: &str| text.parse().ok().filter(|number| Self::is_rating(*number));
        Ok(Self {
            mood: number(mood),
            workload: workload.and_then(number),
            word: word.filter(|word| !word.is_empty()).map(str::to_owned),
        })
    }
}

/// When somebody last looked at something that is meant to be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Looked {
    /// When.
    pub on: Date,
    /// Who.
    pub by: Member,
}

impl fmt::Display for Looked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}|{}", self.on, self.by)
    }
}

/// Why a text does not say who looked and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a look is written like 2026-04-06|report")]
pub struct LookedError;

impl FromStr for Looked {
    type Err = LookedError;

    fn from_str(text: &str) -> Result<Self, LookedError> {
        let (on, by) = text.split_once('|').ok_or(LookedError)?;
        let on = plain_date(on).ok_or(LookedError)?;
        Ok(Self { on, by: by.parse().map_err(|_defect| LookedError)? })
    }
}

words! {
    /// What a draft is to become, when it is shared.
    DraftKind {
        /// Feedback for the other person.
        Feedback = "feedback",
        /// A topic.
        Topic = "topic",
        /// A comment on a topic or a meeting.
        Comment = "comment",
        /// A win.
        Win = "win",
        /// A lesson.
        Lesson = "lesson",
    }
}

words! {
    /// Who answers a question of the bank.
    AnsweredBy {
        /// The one who leads.
        Manager = "manager",
        /// The one whose meeting it is.
        Report = "report",
        /// Each of them.
        Both = "both",
    }
}

redacted_debug!(CheckIn);
serde_as_text!(Looked);
