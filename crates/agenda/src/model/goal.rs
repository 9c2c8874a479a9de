//! Goals as they stand in the core document. docs/protocol.md §12.2.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Comment, Conflict};
use crate::redact::redacted_debug;
use crate::{Confidence, Deletion, GoalKind, GoalState, ItemId, Member, Number};

/// Something to be reached.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// One line.
    pub title: String,
    /// What sort.
    pub kind: GoalKind,
    /// Whose it is.
    pub owner: Option<Member>,
    /// Until when.
    pub due: Option<Date>,
    /// What became of it.
    pub state: GoalState,
    /// Who wrote it down.
    pub by: Option<Member>,
    /// When it was written down.
    pub at: Timestamp,
    /// The place in the list.
    pub position: String,
    /// What it is good for.
    pub why: String,
    /// How to see that it is reached.
    pub key_results: BTreeMap<ItemId, KeyResult>,
    /// How it stood, each time that somebody said so.
    pub check_ins: BTreeMap<ItemId, GoalCheckIn>,
    /// Comments, by id.
    pub comments: BTreeMap<ItemId, Comment>,
    /// Whether it is there; a deleted one can be restored.
    pub alive: bool,
    /// The last deletion, also where an edit won over it.
    pub deleted: Option<Deletion>,
    /// Fields with more than one concurrent value; those of a key result are `key_results/<id>/<field>`.
    pub conflicts: Vec<Conflict>,
}

/// A number that shows whether a goal is reached.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyResult {
    /// What is counted or measured.
    pub name: String,
    /// In what.
    pub unit: Option<String>,
    /// The number to begin with.
    pub start: Number,
    /// The number to reach; may be below the start.
    pub target: Number,
    /// The place in the goal.
    pub position: String,
}

/// How a goal stood on a day.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct GoalCheckIn {
    /// Who said so.
    pub by: Option<Member>,
    /// When it was written.
    pub at: Timestamp,
    /// The day it speaks of.
    pub on: Date,
    /// How sure they were.
    pub confidence: Option<Confidence>,
    /// A few words.
    pub note: Option<String>,
    /// The number of each key result that was looked at.
    pub values: BTreeMap<ItemId, Number>,
}

redacted_debug!(Goal, KeyResult, GoalCheckIn);
