//! What a person or a script is told when something could not be done: what, why, what to try, and an exit code.

use std::fmt;

use language::say;
use serde_json::{Map, Value};

use crate::other_words::store_error;

/// A failure in words. It never holds a secret or the text of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fail {
    /// One line: what did not happen.
    pub what: String,
    /// Reasons and facts, one line each.
    pub why: Vec<String>,
    /// Commands that can be pasted, or one sentence of advice.
    pub tries: Vec<String>,
    /// Stable word for scripts, `snake_case`.
    pub code: &'static str,
    /// What the process ends with.
    pub exit: Exit,
    /// Further fields for scripts, where the sentences above do not say it all.
    pub fields: Map<String, Value>,
}

/// Exit codes of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// It failed.
    Failed = 1,
    /// The command was used wrongly, or the input is not acceptable.
    Usage = 2,
    /// Nothing, or more than one thing, fits.
    NotFound = 3,
    /// The relay cannot be reached, and the command is about the network.
    Offline = 4,
    /// Stopped for safety: changed keys, tampered data, used codes.
    Safety = 5,
    /// The store is locked.
    Locked = 6,
    /// Interrupted by the person.
    Interrupted = 130,
}

impl Fail {
    /// A failure with one sentence.
    #[must_use]
    pub fn new(exit: Exit, code: &'static str, what: impl Into<String>) -> Self {
        Self { what: what.into(), why: Vec::new(), tries: Vec::new(), code, exit, fields: Map::new() }
    }

    /// Adds a reason or a fact.
    #[must_use]
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.why.push(why.into());
        self
    }

    /// Adds something to try.
    #[must_use]
    pub fn attempt(mut self, advice: impl Into<String>) -> Self {
        self.tries.push(advice.into());
        self
    }
}

impl fmt::Display for Fail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Fail {}

impl From<store::StoreError> for Fail {
    fn from(error: store::StoreError) -> Self {
        use store::StoreError;
        match error {
            StoreError::Newer { found, known } => Self::new(Exit::Failed, "newer_store", say!("store-newer"))
                .because(say!("store-newer-format", found = found, known = known))
                .attempt(say!("try-newer-version")),
            StoreError::Full => Self::new(Exit::Failed, "disk_full", say!("disk-full"))
                .because(say!("before-unharmed"))
                .attempt(say!("try-free-space")),
            StoreError::ReadOnly => Self::new(Exit::Failed, "read_only", say!("store-read-only"))
                .attempt(say!("try-folder-rights")),
            StoreError::Busy => {
                Self::new(Exit::Failed, "busy", say!("store-busy")).attempt(say!("try-again"))
            }
            StoreError::Sealed { .. } => Self::new(Exit::Safety, "store_altered", say!("store-altered"))
                .because(say!("store-altered-why"))
                .attempt(say!("try-restore-folder")),
            StoreError::Damaged => Self::new(Exit::Failed, "store_unreadable", say!("store-unreadable"))
                .because(say!("store-damaged"))
                .attempt(say!("try-restore-folder")),
            other => Self::new(Exit::Failed, "store", say!("store-unusable", other = store_error(&other))),
        }
    }
}
