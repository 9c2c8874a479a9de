//! What can be done to what one person keeps alone: drafts, questions, templates. docs/protocol.md §12.4, §12.5.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::redact::redacted_debug;
use crate::{About, AnsweredBy, Category, DraftKind, Splice};

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

redacted_debug!(DraftEdit, QuestionEdit, TemplateEdit);
