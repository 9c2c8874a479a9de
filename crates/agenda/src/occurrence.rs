//! Which meetings there are: computed from the cadence, with what was written about them. docs/protocol.md §12.3.
//! Ids are the original days of the slots, so two offline devices cannot make "next Tuesday" twice.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ZonedDateTime};
use serde::Serialize;

use crate::redact::redacted_debug;
use crate::{Cadence, Meeting, MeetingState, Member, OccurrenceId, Pair, Quarter};

/// One meeting, past or planned.
#[derive(Clone, PartialEq, Serialize)]
pub struct Occurrence {
    /// Which.
    pub id: OccurrenceId,
    /// `regular`, `overflow` or `extra`.
    pub kind: &'static str,
    /// The quarter whose document holds it.
    pub quarter: Quarter,
    /// The start, in the zone of the cadence.
    pub starts: ZonedDateTime,
    /// The planned length.
    pub minutes: u32,
    /// What became of it.
    pub state: MeetingState,
    /// Whether it was moved from its slot.
    pub moved: bool,
    /// Why it was moved, skipped or cancelled.
    pub reason: Option<String>,
    /// Where: as said for this meeting, else the usual place.
    pub place: Option<String>,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

redacted_debug!(Occurrence);

impl Occurrence {
    /// The day on which it takes place, in the zone of the cadence.
    pub fn date(&self) -> Date {
        self.starts.date()
    }

    /// The end: as it was, or as planned.
    pub fn ends(&self) -> Timestamp {
        let begin = self.started.unwrap_or_else(|| self.starts.timestamp());
        self.ended.unwrap_or_else(|| {
            begin.saturating_add(Span::new().minutes(i64::from(self.minutes))).unwrap_or(begin)
        })
    }

    /// Whether it took place.
    pub fn is_held(&self) -> bool {
        self.state == MeetingState::Held
    }

    /// Whether it is still to come.
    pub fn is_planned(&self) -> bool {
        self.state == MeetingState::Planned
    }

    /// Whether it is more time for another one, for what was parked there.
    pub fn is_overflow(&self) -> bool {
        matches!(self.id, OccurrenceId::Overflow(_))
    }
}

/// How regularly the two meet: only slots of the cadence count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HeldRatio {
    /// Slots in which they met, on the day or moved.
    pub held: u32,
    /// Slots up to today; today's counts once something became of it.
    pub of: u32,
}

/// The meetings that take place from `from` to `to`, both included, in order.
pub fn occurrences(pair: &Pair, from: Date, to: Date) -> Vec<Occurrence> {
    let mut all = all_occurrences(pair, to);
    all.retain(|occurrence| (from..=to).contains(&occurrence.date()));
    all
}

/// One meeting by its id, if there is such a slot or something was written about it.
pub fn occurrence(pair: &Pair, id: &OccurrenceId) -> Option<Occurrence> {
    let cadence = pair.core.cadence();
    let zone = pair_zone(pair);
    let found = |quarter, written| one(pair, *id, quarter, written, cadence.as_ref(), &zone);
    let written = |quarter| pair.quarters.get(&quarter).and_then(|model| model.meetings.get(id));
    if let (OccurrenceId::Regular(slot), Some(cadence)) = (id, &cadence)
        && cadence.has_slot(*slot)
    {
        let quarter = Quarter::from_date(*slot);
        return found(quarter, written(quarter));
    }
    let alone = |quarter| written(quarter).filter(|meeting| stands_alone(meeting));
    let all = pair.quarters.keys().filter_map(|quarter| found(*quarter, Some(alone(*quarter)?)));
    all.min_by_key(|occurrence| occurrence.starts.timestamp())
}

/// The next planned meeting of any kind that begins today or later; at most 400 days ahead.
pub fn next_occurrence(pair: &Pair, today: Date) -> Option<Occurrence> {
    let horizon = today.saturating_add(Span::new().days(400));
    let planned = |occurrence: &Occurrence| {
        occurrence.date() >= today
            && matches!(occurrence.state, MeetingState::Planned | MeetingState::Other(_))
    };
    all_occurrences(pair, horizon).into_iter().find(planned)
}

/// The last meeting that took place before or on this day.
pub fn last_held(pair: &Pair, today: Date) -> Option<Occurrence> {
    all_occurrences(pair, today)
        .into_iter()
        .rfind(|occurrence| occurrence.is_held() && occurrence.date() <= today)
}

/// How many of the slots up to today were held.
pub fn held_ratio(pair: &Pair, today: Date) -> HeldRatio {
    let mut ratio = HeldRatio { held: 0, of: 0 };
    for occurrence in all_occurrences(pair, today) {
        if has_gone_by(&occurrence, today) {
            ratio.of += 1;
            ratio.held += u32::from(occurrence.is_held());
        }
    }
    ratio
}

/// Whether a slot of the cadence lies behind us: its day is past, or it is today's and something became of it. One that was
/// moved to a day ahead has not gone by.
pub(crate) fn has_gone_by(occurrence: &Occurrence, today: Date) -> bool {
    let OccurrenceId::Regular(slot) = occurrence.id else { return false };
    if occurrence.state == MeetingState::Planned { occurrence.date() < today } else { slot <= today }
}

/// The zone of the pair: the cadence's, else the manager's, else the report's, else UTC.
pub fn pair_zone(pair: &Pair) -> TimeZone {
    let cadence = pair.core.cadence().map(|cadence| cadence.time_zone);
    let people =
        Member::ALL.into_iter().filter_map(|member| pair.core.people.get(&member)?.time_zone.clone());
    cadence.into_iter().chain(people).find_map(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC)
}

/// Slots up to and including the day `last`, and every meeting that something was written about, by start.
pub(crate) fn all_occurrences(pair: &Pair, last: Date) -> Vec<Occurrence> {
    let cadence = pair.core.cadence();
    let zone = pair_zone(pair);
    let slots = cadence.as_ref().map(|cadence| cadence.slots_until(last)).unwrap_or_default();
    let mut all = Vec::with_capacity(slots.len());
    for slot in &slots {
        let quarter = Quarter::from_date(*slot);
        let id = OccurrenceId::Regular(*slot);
        let written = pair.quarters.get(&quarter).and_then(|model| model.meetings.get(&id));
        all.extend(one(pair, id, quarter, written, cadence.as_ref(), &zone));
    }
    for (quarter, model) in &pair.quarters {
        for (id, meeting) in &model.meetings {
            let computed = matches!(id, OccurrenceId::Regular(slot) if slots.binary_search(slot).is_ok());
            if !computed && stands_alone(meeting) {
                all.extend(one(pair, *id, *quarter, Some(meeting), cadence.as_ref(), &zone));
            }
        }
    }
    all.sort_by_key(|occurrence| (occurrence.starts.timestamp(), occurrence.id));
    all
}

/// Whether a meeting counts although the rule does not give it, or not up to the day asked for: because it was given
/// a time, or because something became of it under an earlier rule.
fn stands_alone(meeting: &Meeting) -> bool {
    meeting.starts.is_some() || meeting.state != MeetingState::Planned
}

fn one(
    pair: &Pair,
    id: OccurrenceId,
    quarter: Quarter,
    written: Option<&Meeting>,
    cadence: Option<&Cadence>,
    zone: &TimeZone,
) -> Option<Occurrence> {
    let local: DateTime = match (written.and_then(|meeting| meeting.starts), id) {
        (Some(starts), _) => starts,
        (None, OccurrenceId::Regular(slot)) => {
            cadence.map_or_else(|| slot.into(), |cadence| slot.to_datetime(cadence.time))
        }
        (None, OccurrenceId::Overflow(_) | OccurrenceId::Extra(_)) => return None,
    };
    let minutes =
        written.and_then(|meeting| meeting.minutes).or_else(|| cadence.map(|cadence| cadence.minutes));
    Some(Occurrence {
        id,
        kind: id.kind(),
        quarter,
        starts: local.to_zoned_datetime(zone.clone()).ok()?,
        minutes: minutes.unwrap_or(MINUTES_DEFAULT),
        state: written.map_or(MeetingState::Planned, |meeting| meeting.state.clone()),
        moved: was_moved(id, written, cadence),
        reason: written.and_then(|meeting| meeting.reason.clone()),
        place: written.and_then(|meeting| meeting.place.clone()).or_else(|| pair.core.place.clone()),
        started: written.and_then(|meeting| meeting.started),
        ended: written.and_then(|meeting| meeting.ended),
    })
}

/// A slot was moved if it was given another time than its own. The time of a slot that lies before the rule is written down
/// when the rule changes; there another day or a reason tells.
fn was_moved(id: OccurrenceId, written: Option<&Meeting>, cadence: Option<&Cadence>) -> bool {
    let OccurrenceId::Regular(slot) = id else { return false };
    let Some((meeting, starts)) = written.and_then(|meeting| Some((meeting, meeting.starts?))) else {
        return false;
    };
    match cadence {
        Some(cadence) if slot < cadence.starts_on => {
            let called_off = matches!(meeting.state, MeetingState::Skipped | MeetingState::Cancelled);
            starts.date() != slot || (meeting.reason.is_some() && !called_off)
        }
        _ => true,
    }
}

const MINUTES_DEFAULT: u32 = 30;
