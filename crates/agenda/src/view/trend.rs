//! How one person was over time. Made of their own private check-ins and those that they shared, on their own device; the
//! other's private ones are nowhere in reach.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::lens::Lens;
use crate::redact::redacted_debug;
use crate::{CheckIn, Member, Number, OccurrenceId, Pair, PrivateModel};

/// How one person was.
#[derive(Clone, PartialEq, Serialize)]
pub struct Trend {
    /// Each time that they said so, oldest first.
    pub points: Vec<TrendPoint>,
    /// The means of the last four.
    pub lately: Mean,
    /// The means of the four before those.
    pub before: Mean,
}

/// How somebody was on a day.
#[derive(Clone, PartialEq, Serialize)]
pub struct TrendPoint {
    /// Around which meeting.
    pub occurrence: OccurrenceId,
    /// The day of the meeting.
    pub on: Date,
    /// How.
    #[serde(flatten)]
    pub said: CheckIn,
    /// Whether the other can read it.
    pub shared: bool,
}

/// Means with one place behind the point, of those who said a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mean {
    /// Of the mood.
    pub mood: Option<Number>,
    /// Of the workload.
    pub workload: Option<Number>,
}

redacted_debug!(Trend, TrendPoint);

/// How `member` was, up to a day. `own` is that member's own private document. What was shared about a meeting is shown
/// as shared; where the private one differs from it, the private one counts.
pub fn check_in_trend(pair: &Pair, own: &PrivateModel, member: Member, today: Date) -> Trend {
    let mut said: BTreeMap<OccurrenceId, (CheckIn, bool)> = BTreeMap::new();
    for (id, meeting) in pair.quarters.values().flat_map(|model| &model.meetings) {
        if let Some(shared) = meeting.check_ins.get(&member) {
            said.insert(*id, (shared.clone(), true));
        }
    }
    for (id, private) in &own.check_ins {
        let shared = said.get(id).is_some_and(|(shared, _)| shared == private);
        said.insert(*id, (private.clone(), shared));
    }
    let lens = Lens::new(pair, today, None);
    let days: BTreeMap<OccurrenceId, Date> =
        lens.occurrences.iter().map(|occurrence| (occurrence.id, occurrence.date())).collect();
    let mut points: Vec<TrendPoint> = said
        .into_iter()
        .filter_map(|(occurrence, (said, shared))| {
            let on = days.get(&occurrence).copied().or(occurrence.slot()).filter(|on| *on <= today)?;
            Some(TrendPoint { occurrence, on, said, shared })
        })
        .collect();
    points.sort_by_key(|point| (point.on, point.occurrence));
    let split = points.len().saturating_sub(WINDOW);
    let (earlier, lately) = points.split_at(split);
    let before = &earlier[earlier.len().saturating_sub(WINDOW)..];
    Trend { lately: mean(lately), before: mean(before), points }
}

fn mean(points: &[TrendPoint]) -> Mean {
    let of = |part: &dyn Fn(&CheckIn) -> Option<u8>| {
        let numbers: Vec<i64> = points.iter().filter_map(|point| part(&point.said)).map(i64::from).collect();
        let count = i64::try_from(numbers.len()).ok().filter(|count| *count > 0)?;
        let tenths = (numbers.iter().sum::<i64>() * 20 + count) / (count * 2);
        Number::from_thousandths(tenths * 100).ok()
    };
    Mean { mood: of(&|said| said.mood), workload: of(&|said| said.workload) }
}

const WINDOW: usize = 4;
