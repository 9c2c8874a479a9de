//! What can be done to an action. docs/protocol.md §12.2.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::redact::redacted_debug;
use crate::{ActionState, Deletion, ItemId, Member, OccurrenceId, Splice};

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

redacted_debug!(ActionEdit, NewAction);
