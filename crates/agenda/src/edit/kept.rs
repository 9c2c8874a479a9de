//! What can be done to feedback, wins, lessons and time off. docs/protocol.md §12.2.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::redact::redacted_debug;
use crate::{Deletion, ItemId, Member, OccurrenceId};

/// What can be done to feedback. Nobody changes its words: a correction is new feedback that names it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackEdit {
    /// Tell it. One that is there already stays as it is.
    Give(NewFeedback),
    /// Say that it was read.
    Acknowledge {
        /// Who.
        member: Member,
        /// When; nothing takes it back.
        at: Option<Timestamp>,
    },
    /// Take it back, as when it was given by mistake. The words stay in the history of the document.
    Withdraw,
}

/// New feedback, for the other member.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct NewFeedback {
    /// Who gives it.
    pub from: Member,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
    /// In which situation.
    pub situation: Option<String>,
    /// What was done.
    pub behaviour: Option<String>,
    /// What came of it.
    pub impact: Option<String>,
    /// The feedback that it corrects.
    pub corrects: Option<ItemId>,
}

/// What can be done to a win or a lesson.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepsakeEdit {
    /// Write it down. One that is there already stays as it is.
    Add(NewKeepsake),
    /// Say it in other words.
    Reword {
        /// The words.
        text: String,
    },
    /// Whose it is.
    About {
        /// The member; nobody takes it away.
        about: Option<Member>,
    },
    /// Take it away; an edit made at the same time wins.
    Delete(Deletion),
    /// Bring it back.
    Restore,
}

/// A new win or lesson.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct NewKeepsake {
    /// What.
    pub text: String,
    /// Who writes it down.
    pub author: Member,
    /// Whose it is.
    pub about: Option<Member>,
    /// The meeting in which it was said.
    pub occurrence: Option<OccurrenceId>,
    /// When.
    pub at: Timestamp,
}

/// What can be done to time off.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeOffEdit {
    /// Write it down. One that is there already stays as it is.
    Add(NewTimeOff),
    /// Other days.
    Days {
        /// The first.
        from: Date,
        /// The last.
        to: Date,
    },
    /// What the other should know.
    Note {
        /// The note; nothing takes it away.
        note: Option<String>,
    },
    /// Take it away; an edit made at the same time wins.
    Delete(Deletion),
    /// Bring it back.
    Restore,
}

/// New time off.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct NewTimeOff {
    /// Who is away.
    pub member: Member,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// What the other should know.
    pub note: Option<String>,
}

redacted_debug!(FeedbackEdit, NewFeedback, KeepsakeEdit, NewKeepsake, TimeOffEdit, NewTimeOff);
