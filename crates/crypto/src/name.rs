//! Display names (docs/protocol.md §9.2): what a person or a device calls itself; always encrypted, never trusted.

use std::fmt;
use std::str::FromStr;

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// A name has 1 to 80 characters.
    #[error("a name has 1 to 80 characters, this has {found}")]
    Length {
        /// How many were given.
        found: usize,
    },
    /// A name holds no control characters, line breaks or marks that turn the direction of the text.
    #[error("a name holds no control characters")]
    Control,
}

/// 1 to 80 characters, none of them a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DisplayName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let found = text.chars().count();
        if found == 0 || found > CHARACTERS_MAX {
            return Err(NameError::Length { found });
        }
        if text.chars().any(|character| character.is_control() || is_invisible_control(character)) {
            return Err(NameError::Control);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Line separators and bidirectional controls can make one name look like another.
fn is_invisible_control(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

const CHARACTERS_MAX: usize = 80;
