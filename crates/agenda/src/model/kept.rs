//! What a pair keeps besides topics and promises: feedback, wins, lessons, time off. docs/protocol.md §12.2.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Conflict;
use crate::redact::redacted_debug;
use crate::{Deletion, ItemId, Member, OccurrenceId};

/// What one told the other. It is never changed: a correction is a new one that names it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Feedback {
    /// Who gave it.
    pub from: Option<Member>,
    /// For whom.
    pub to: Option<Member>,
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
    /// When a member said that they have read it.
    pub acknowledged: BTreeMap<Member, Timestamp>,
}

/// A win or a lesson: something worth keeping.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Keepsake {
    /// What.
    pub text: String,
    /// Who wrote it down.
    pub author: Option<Member>,
    /// Whose it is.
    pub about: Option<Member>,
    /// The meeting in which it was said.
    pub occurrence: Option<OccurrenceId>,
    /// When it was written down.
    pub at: Timestamp,
    /// Whether it is there; a deleted one can be restored.
    pub alive: bool,
    /// The last deletion, also where an edit won over it.
    pub deleted: Option<Deletion>,
    /// Fields with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

/// Days on which somebody is away. Nobody asks why.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct TimeOff {
    /// Who.
    pub member: Option<Member>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// What the other should know.
    pub note: Option<String>,
    /// Whether it is there; a deleted one can be restored.
    pub alive: bool,
    /// The last deletion, also where an edit won over it.
    pub deleted: Option<Deletion>,
    /// Fields with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

redacted_debug!(Feedback, Keepsake, TimeOff);
