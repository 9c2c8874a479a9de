//! What can be done to a topic and to comments. docs/protocol.md §12.3.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::redact::redacted_debug;
use crate::{Category, Deletion, ItemId, Member, Splice, TopicKind, TopicState};

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

redacted_debug!(TopicEdit, NewTopic, CommentEdit);
