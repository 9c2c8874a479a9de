//! Dates as people write them, in the language that the program speaks.

use jiff::civil::Date;
use language::{message, say};

/// "3 Mar 2026": a date that means the same whenever it is read.
pub(crate) fn date_with_year(date: Date) -> String {
    say!("date-short-year", day = date.day(), month = month(date), year = date.year())
}

/// "Mar".
#[must_use]
pub fn month(date: Date) -> String {
    message(&format!("month-{}", date.month()), &[])
}
