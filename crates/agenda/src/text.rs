//! What may be written: lengths and characters of titles, names and notes. docs/protocol.md §12.1.

/// What a text is for; decides its length and its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextUse {
    /// The one line of a topic or an action: up to 500 characters.
    Title,
    /// The name of a person or a place, a reason: one line, up to 200 characters.
    Name,
    /// A sign or a unit: one line, up to 32 characters.
    Sign,
    /// A comment: up to 4,000 characters.
    Comment,
    /// A note: up to 64 KiB.
    Note,
}

/// Why a text is refused. The sentences are for the person who wrote it and repeat nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but blanks.
    #[error("The text is empty.")]
    Empty,
    /// Too many characters.
    #[error("The text has {length} characters; at most {limit} fit here.")]
    TooLong {
        /// Characters in the text.
        length: usize,
        /// Characters that fit.
        limit: usize,
    },
    /// Too many bytes.
    #[error("The note has {length} bytes; at most {limit} fit.")]
    NoteTooLong {
        /// Bytes in the note.
        length: usize,
        /// Bytes that fit.
        limit: usize,
    },
    /// A character that terminals or other programs take for a command.
    #[error("The text contains a control character (U+{code:04X}).")]
    ControlCharacter {
        /// The code point.
        code: u32,
    },
    /// A line break in a text of one line.
    #[error("This text is one line; it contains a line break.")]
    LineBreak,
    /// A character that turns the reading direction, and can make a title look like another.
    #[error("The text contains a character that turns the reading direction (U+{code:04X}).")]
    DirectionOverride {
        /// The code point.
        code: u32,
    },
}

/// Checks a text against the rules of its use.
///
/// # Errors
/// The first rule that the text breaks.
pub fn check_text(text: &str, purpose: TextUse) -> Result<(), TextError> {
    if text.trim().is_empty() {
        return Err(TextError::Empty);
    }
    match purpose {
        TextUse::Title => check_characters(text, TITLE_CHARS_MAX)?,
        TextUse::Name => check_characters(text, NAME_CHARS_MAX)?,
        TextUse::Sign => check_characters(text, SIGN_CHARS_MAX)?,
        TextUse::Comment => check_characters(text, COMMENT_CHARS_MAX)?,
        TextUse::Note => check_note_len(text.len())?,
    }
    check_controls(text)?;
    if matches!(purpose, TextUse::Title | TextUse::Name | TextUse::Sign) {
        for character in text.chars() {
            match character {
                '\n' => return Err(TextError::LineBreak),
                character if turns_direction(character) => {
                    return Err(TextError::DirectionOverride { code: character.into() });
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Refuses control characters other than line break and tab.
pub(crate) fn check_controls(text: &str) -> Result<(), TextError> {
    match text.chars().find(|character| is_control(*character)) {
        Some(character) => Err(TextError::ControlCharacter { code: character.into() }),
        None => Ok(()),
    }
}

/// A control character other than line break and tab.
pub(crate) fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t')
}

/// An embedding, override or isolate of the reading direction.
pub(crate) const fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Refuses a note body over its limit in bytes.
pub(crate) fn check_note_len(length: usize) -> Result<(), TextError> {
    if length > NOTE_BYTES_MAX {
        return Err(TextError::NoteTooLong { length, limit: NOTE_BYTES_MAX });
    }
    Ok(())
}

fn check_characters(text: &str, limit: usize) -> Result<(), TextError> {
    let length = text.chars().count();
    if length > limit { Err(TextError::TooLong { length, limit }) } else { Ok(()) }
}

/// Characters of a title.
pub const TITLE_CHARS_MAX: usize = 500;
/// Characters of a name, a place or a reason.
pub const NAME_CHARS_MAX: usize = 200;
/// Characters of a sign or a unit.
pub const SIGN_CHARS_MAX: usize = 32;
/// Characters of a comment.
pub const COMMENT_CHARS_MAX: usize = 4_000;
/// Bytes of a note.
pub const NOTE_BYTES_MAX: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, purpose: TextUse, expected: Result<(), TextError>) {
        assert_eq!(check_text(text, purpose), expected);
    }

    #[test]
    fn texts_are_refused_by_the_rule_they_break() {
        check("Conference budget", TextUse::Title, Ok(()));
        check("héllo 👋🏽 שלום", TextUse::Title, Ok(()));
        check("", TextUse::Title, Err(TextError::Empty));
        check(" \n\t\u{a0}", TextUse::Note, Err(TextError::Empty));
        check("a\u{0}b", TextUse::Note, Err(TextError::ControlCharacter { code: 0 }));
        check("a\u{1b}[2J", TextUse::Title, Err(TextError::ControlCharacter { code: 0x1b }));
        check("a\u{9b}2J", TextUse::Title, Err(TextError::ControlCharacter { code: 0x9b }));
        check("two\nlines", TextUse::Title, Err(TextError::LineBreak));
        check("two\nlines\tand a tab", TextUse::Note, Ok(()));
        check("pay\u{202e}lla", TextUse::Title, Err(TextError::DirectionOverride { code: 0x202e }));
        check(&"ü".repeat(500), TextUse::Title, Ok(()));
        check(&"ü".repeat(501), TextUse::Title, Err(TextError::TooLong { length: 501, limit: 500 }));
        check(&"x".repeat(65_536), TextUse::Note, Ok(()));
        check(
            &"x".repeat(65_537),
            TextUse::Note,
            Err(TextError::NoteTooLong { length: 65_537, limit: 65_536 }),
        );
    }
}
