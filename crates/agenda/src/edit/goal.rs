//! What can be done to a goal. docs/protocol.md §12.2.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::CommentEdit;
use crate::redact::redacted_debug;
use crate::{Deletion, GoalCheckIn, GoalKind, GoalState, ItemId, KeyResult, Member, Number, Splice};

/// What can be done to a goal.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalEdit {
    /// Write it down. A goal that is there already stays as it is.
    Add(NewGoal),
    /// Say it in other words.
    Retitle {
        /// The words.
        title: String,
    },
    /// What sort of goal it is.
    Kind {
        /// The kind.
        kind: GoalKind,
    },
    /// Whose it is.
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
        state: GoalState,
    },
    /// The place in the list.
    Move {
        /// The position.
        position: String,
    },
    /// What it is good for.
    Why {
        /// Changes of the text.
        splices: Vec<Splice>,
    },
    /// Something about a key result.
    KeyResult {
        /// Which.
        id: ItemId,
        /// What.
        edit: KeyResultEdit,
    },
    /// Something about a check-in.
    CheckIn {
        /// Which.
        id: ItemId,
        /// What.
        edit: GoalCheckInEdit,
    },
    /// Something about a comment.
    Comment {
        /// Which.
        id: ItemId,
        /// What.
        edit: CommentEdit,
    },
    /// Take it away; an edit made at the same time wins.
    Delete(Deletion),
    /// Bring it back.
    Restore,
}

/// A new goal. Its key results are edits of their own, done together with it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct NewGoal {
    /// One line.
    pub title: String,
    /// What sort.
    pub kind: GoalKind,
    /// Whose it is.
    pub owner: Option<Member>,
    /// Until when.
    pub due: Option<Date>,
    /// Who writes it down.
    pub by: Member,
    /// When.
    pub at: Timestamp,
    /// The place in the list.
    pub position: String,
}

/// What can be done to a key result.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyResultEdit {
    /// Write it down. One that is there already stays as it is.
    Add(KeyResult),
    /// Say in other words what is measured.
    Rename {
        /// The words.
        name: String,
    },
    /// In what it is measured.
    Unit {
        /// The unit; nothing takes it away.
        unit: Option<String>,
    },
    /// The number to begin with.
    Start {
        /// The number.
        start: Number,
    },
    /// The number to reach.
    Target {
        /// The number.
        target: Number,
    },
    /// The place in the goal.
    Move {
        /// The position.
        position: String,
    },
    /// Take it away.
    Remove,
}

/// What can be done to a check-in of a goal.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalCheckInEdit {
    /// Write it down. One that is there already stays as it is; a wrong one is taken away and written again.
    Add(GoalCheckIn),
    /// Take it away.
    Remove,
}

redacted_debug!(GoalEdit, NewGoal, KeyResultEdit, GoalCheckInEdit);
