//! Several pairs at a glance, for somebody who has more than one. Computed from the shared documents on the device.

use jiff::civil::Date;
use serde::Serialize;

use super::items::is_overdue;
use super::lens::Lens;
use super::regularity::Regularity;
use crate::occurrence::Occurrence;
use crate::redact::redacted_debug;
use crate::{ItemId, Pair};

/// One pair at a glance.
#[derive(Clone, PartialEq, Serialize)]
pub struct OverviewRow {
    /// The next meeting; none without a cadence.
    pub next: Option<Occurrence>,
    /// How regularly they meet, and when they last did.
    pub regularity: Regularity,
    /// Topics that wait.
    pub open_topics: u32,
    /// Actions that wait.
    pub open_actions: u32,
    /// Of these, how many are late.
    pub overdue_actions: u32,
    /// Open topics that were carried three times or more.
    pub carried_often: Vec<ItemId>,
}

redacted_debug!(OverviewRow);

/// Each pair at a glance, the next meeting first; pairs without one come last, as they were given.
pub fn overview<'a, Key>(
    pairs: impl IntoIterator<Item = (Key, &'a Pair)>,
    today: Date,
) -> Vec<(Key, OverviewRow)> {
    let mut rows: Vec<(Key, OverviewRow)> =
        pairs.into_iter().map(|(key, pair)| (key, row(pair, today))).collect();
    rows.sort_by_key(|(_, row)| {
        let next = row.next.as_ref().map(|next| next.starts.timestamp());
        (next.is_none(), next)
    });
    rows
}

fn row(pair: &Pair, today: Date) -> OverviewRow {
    let lens = Lens::new(pair, today, None);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let open: Vec<_> = lens.topics().filter(|(_, _, topic)| topic.state.is_unresolved()).collect();
    let carried = open.iter().filter(|(_, _, topic)| lens.carried(topic) >= CARRIED_OFTEN);
    OverviewRow {
        next: lens.next(today).cloned(),
        regularity: lens.regularity(today),
        open_topics: count(open.len()),
        open_actions: count(lens.open_actions().count()),
        overdue_actions: count(lens.open_actions().filter(|(_, action)| is_overdue(action, today)).count()),
        carried_often: carried.map(|(_, id, _)| *id).collect(),
    }
}

const CARRIED_OFTEN: u32 = 3;
