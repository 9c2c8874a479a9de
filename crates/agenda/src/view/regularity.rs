//! How regularly two people meet: said plainly, and nobody is scored. Slots of the cadence count, moved ones too.

use jiff::civil::Date;
use serde::Serialize;

use super::lens::Lens;
use crate::occurrence::has_gone_by;
use crate::{MeetingState, Pair};

/// "4 of the last 5 held."
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Regularity {
    /// Of the last slots, how many were held.
    pub held: u32,
    /// How many slots that are: the last five, or fewer where there were no more.
    pub of: u32,
    /// When they last met, in a meeting of any kind.
    pub last_held: Option<Date>,
    /// How many days ago that was.
    pub days_since: Option<i32>,
    /// How many slots in a row went by without a meeting of any kind since the last one.
    pub missed_in_a_row: u32,
    /// Slots that went by and of which nobody said what became of them.
    pub unsaid: u32,
    /// Whether a meeting is overdue: two slots or more went by without one.
    pub overdue: bool,
}

/// How regularly they met in the last slots up to a day; today's slot counts once something became of it.
pub fn regularity(pair: &Pair, today: Date) -> Regularity {
    Lens::new(pair, today, None).regularity(today)
}

impl Lens<'_> {
    pub(super) fn regularity(&self, today: Date) -> Regularity {
        let past: Vec<_> =
            self.occurrences.iter().filter(|occurrence| has_gone_by(occurrence, today)).collect();
        let last_held = self.held.iter().rev().map(|held| held.date()).find(|date| *date <= today);
        let since = past.iter().filter(|occurrence| last_held.is_none_or(|last| occurrence.date() > last));
        let missed = since.count();
        let last = &past[past.len().saturating_sub(SLOTS)..];
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let unsaid = last.iter().filter(|occurrence| occurrence.state == MeetingState::Planned);
        Regularity {
            held: count(last.iter().filter(|occurrence| occurrence.is_held()).count()),
            of: count(last.len()),
            last_held,
            days_since: last_held.map(|last| last.until(today).map_or(0, |span| span.get_days())),
            missed_in_a_row: count(missed),
            unsaid: count(unsaid.count()),
            overdue: missed >= OVERDUE_AFTER,
        }
    }
}

/// As many slots are looked back at.
const SLOTS: usize = 5;
const OVERDUE_AFTER: usize = 2;
