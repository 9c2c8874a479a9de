//! Numbers on the command line, and what is wrong with them in the language that the program speaks.

use std::num::{IntErrorKind, ParseIntError};
use std::str::FromStr;

use language::say;

/// A whole number.
pub(crate) fn whole<T: FromStr<Err = ParseIntError>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: ParseIntError| match error.kind() {
        IntErrorKind::Empty => say!("number-empty"),
        IntErrorKind::InvalidDigit => say!("number-digit"),
        IntErrorKind::PosOverflow => say!("number-too-large"),
        IntErrorKind::NegOverflow => say!("number-too-small"),
        _ => error.to_string(),
    })
}

/// How many things can be taken back at once.
pub(crate) fn of_undo(text: &str) -> Result<u16, String> {
    let number: i64 = whole(text)?;
    let count = u16::try_from(number).ok().filter(|count| (1..=UNDO_MAX).contains(count));
    count.ok_or_else(|| say!("number-range", number = number, first = 1, last = UNDO_MAX))
}

const UNDO_MAX: u16 = 100;
