//! What one person keeps alone: drafts and check-ins about a pair, questions and templates. docs/protocol.md §12.4, §12.5.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::redact::redacted_debug;
use crate::{About, AnsweredBy, Category, DraftKind};

/// Something that may be shared later. Sharing copies the text and leaves this as it is.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// What it is to become.
    pub kind: DraftKind,
    /// What it is about.
    pub target: About,
    /// When it was begun.
    pub at: Timestamp,
    /// The text.
    pub text: String,
    /// Whether it is there; a deleted one can be restored.
    pub alive: bool,
}

/// A question of one's own for the bank.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The question.
    pub text: String,
    /// Under which heading it is asked.
    pub category: Category,
    /// Who answers.
    pub answered_by: AnsweredBy,
    /// The language, as a tag like `en` or `de`.
    pub language: Option<String>,
    /// Whether it is there; a deleted one can be restored.
    pub alive: bool,
}

/// A template of one's own for an agenda.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// What it is called.
    pub name: String,
    /// Its lines.
    pub text: String,
    /// Whether it is there; a deleted one can be restored.
    pub alive: bool,
}

redacted_debug!(Draft, Question, Template);
