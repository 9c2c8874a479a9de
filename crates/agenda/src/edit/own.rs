//! What can be done to what one person keeps alone: notes, drafts, questions, templates. docs/protocol.md §12.4, §12.5.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::redact::redacted_debug;
use crate::{About, AnsweredBy, Category, DraftKind, Splice};

/// What can be done to a private note.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteEdit {
    /// Write it. One that is there already stays as it is.
    Put {
        /// What it is about.
        about: About,
        /// When.
        at: Timestamp,
        /// The note.
        text: String,
    },
    /// Change its text.
    Text {
        /// Changes of the text.
        splices: Vec<Splice>,
    },
    /// Take it away; an edit made at the same time wins.
    Delete {
        /// When.
        on: Date,
    },
    /// Bring it back.
    Restore,
}

/// What can be done to a draft.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftEdit {
    /// Begin it. One that is there already stays as it is.
    Put {
        /// What it is to become.
        kind: DraftKind,
        /// What it is about.
        target: About,
        /// When.
        at: Timestamp,
        /// The text.
        text: String,
    },
    /// Change its text.
    Text {
        /// Changes of the text.
        splices: Vec<Splice>,
    },
    /// Take it away; an edit made at the same time wins.
    Delete,
    /// Bring it back.
    Restore,
}

/// What can be done to a question of one's own.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionEdit {
    /// Write it, or write it anew.
    Put {
        /// The question.
        text: String,
        /// Under which heading it is asked.
        category: Category,
        /// Who answers.
        answered_by: AnsweredBy,
        /// The language, as a tag like `en` or `de`.
        language: Option<String>,
    },
    /// Take it away; an edit made at the same time wins.
    Delete,
    /// Bring it back.
    Restore,
}

/// What can be done to a template of one's own.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateEdit {
    /// Write it, or write it anew.
    Put {
        /// What it is called.
        name: String,
        /// Its lines.
        text: String,
    },
    /// Take it away; an edit made at the same time wins.
    Delete,
    /// Bring it back.
    Restore,
}

redacted_debug!(NoteEdit, DraftEdit, QuestionEdit, TemplateEdit);
