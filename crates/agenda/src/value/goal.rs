//! The words of goals: kind, state, confidence. docs/protocol.md §12.2.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::{plain_date, split_state};
use crate::Member;
use crate::text_form::serde_as_text;

words! {
    /// What sort of goal it is.
    GoalKind {
        /// An objective with key results.
        Okr = "okr",
        /// Something to learn.
        Development = "development",
        /// What comes after.
        Career = "career",
    }
}

words! {
    /// How sure somebody is that a goal will be reached.
    Confidence {
        /// Rather not.
        Low = "low",
        /// Perhaps.
        Medium = "medium",
        /// Rather yes.
        High = "high",
    }
}

/// What became of a goal. One scalar in the document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GoalState {
    /// Still to be reached.
    Open,
    /// Reached.
    Reached {
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

impl GoalState {
    /// The state as one word.
    pub fn word(&self) -> &str {
        match self {
            Self::Open => "open",
            Self::Reached { .. } => "reached",
            Self::Dropped { .. } => "dropped",
            Self::Other(_) => "other",
        }
    }

    /// Whether the goal is still to be reached.
    pub const fn is_unresolved(&self) -> bool {
        matches!(self, Self::Open | Self::Other(_))
    }

    /// The day on which it was reached or dropped.
    pub const fn closed_on(&self) -> Option<Date> {
        match self {
            Self::Reached { on, .. } | Self::Dropped { on, .. } => Some(*on),
            Self::Open | Self::Other(_) => None,
        }
    }
}

impl fmt::Display for GoalState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => formatter.write_str("open"),
            Self::Reached { on, by } => write!(formatter, "reached|{on}|{by}"),
            Self::Dropped { on, by } => write!(formatter, "dropped|{on}|{by}"),
            Self::Other(text) => formatter.write_str(text),
        }
    }
}

impl FromStr for GoalState {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let parsed = match split_state(text) {
            ("open", None, None) => Some(Self::Open),
            (word @ ("reached" | "dropped"), Some(on), Some(by)) => {
                plain_date(on).zip(by.parse().ok()).map(|(on, by)| match word {
                    "reached" => Self::Reached { on, by },
                    _ => Self::Dropped { on, by },
                })
            }
            _ => None,
        };
        Ok(parsed.unwrap_or_else(|| Self::Other(text.to_owned())))
    }
}

serde_as_text!(GoalState);
