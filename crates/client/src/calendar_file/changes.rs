//! From a calendar that was changed elsewhere to what changes here. Only what the calendar says and what is otherwise here
//! counts: what it does not mention stays, so the same file a second time changes nothing. docs/decisions/0039.

use agenda::{
    Cadence, Edit, MeetingEdit, MeetingState, Occurrence, OccurrenceId, Pair, Quarter, cancel,
    change_cadence, occurrence, pair_zone, put_back, reschedule, skip,
};
use jiff::civil::Date;
use jiff::{Span, Timestamp, ZonedDateTime};
use serde::Serialize;

use super::event::CalendarEvent;
use super::series::{Ahead, cadence};

/// One thing that becomes otherwise.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum CalendarChange {
    /// The two meet by another rule from this day on.
    Cadence {
        /// The rule.
        cadence: Cadence,
        /// The first day of it; none if there are no more meetings.
        from: Option<Date>,
    },
    /// A meeting takes place at another time, or after all.
    Moved {
        /// Which.
        id: OccurrenceId,
        /// When it was to be.
        from: ZonedDateTime,
        /// When it is.
        to: ZonedDateTime,
    },
    /// A meeting is left out.
    Skipped {
        /// Which.
        id: OccurrenceId,
        /// When it was to be.
        starts: ZonedDateTime,
    },
    /// A meeting is called off.
    Cancelled {
        /// Which.
        id: OccurrenceId,
        /// When it was to be.
        starts: ZonedDateTime,
    },
    /// A meeting has another length.
    Length {
        /// Which.
        id: OccurrenceId,
        /// When it is.
        starts: ZonedDateTime,
        /// How long it is.
        minutes: u32,
    },
}

/// What a calendar changes about the meetings with one person.
#[derive(Default)]
pub(crate) struct Plan {
    /// In words, in order.
    pub(crate) changes: Vec<CalendarChange>,
    /// The edits that do it.
    pub(crate) edits: Vec<Edit>,
    /// Meetings that took place already, and stay as they were.
    pub(crate) held: usize,
    /// What the calendar says about dates and is not understood, or speaks of no meeting that there is.
    pub(crate) left: usize,
}

/// Compares the events of one pair's calendar with its meetings.
pub(super) fn plan(pair: &Pair, uid: &str, events: &[&CalendarEvent], now: Timestamp) -> Plan {
    let mut work = Work { pair: pair.clone(), plan: Plan::default(), now };
    let newest = |found: &[&CalendarEvent]| {
        found.iter().max_by_key(|event| event.sequence).map(|event| (*event).clone())
    };
    let masters: Vec<&CalendarEvent> =
        events.iter().copied().filter(|event| event.uid == uid && event.slot.is_none()).collect();
    let master = newest(&masters);
    if let Some(master) = &master {
        work.series(master);
    }
    for event in events.iter().filter(|event| event.slot.is_some() || event.uid != uid) {
        work.single(uid, event);
    }
    let off = master.map(|master| master.off).unwrap_or_default();
    for stamp in off.iter().take(DATES_MAX) {
        let zone = pair_zone(&work.pair);
        let meeting = stamp.day(&zone).and_then(|day| occurrence(&work.pair, &OccurrenceId::Regular(day)));
        // A date that is no meeting is left out already.
        if let Some(meeting) = meeting {
            work.call_off(&meeting, &MeetingState::Skipped);
        }
    }
    work.plan
}

/// The meetings, as far as they were changed.
struct Work {
    pair: Pair,
    plan: Plan,
    now: Timestamp,
}

impl Work {
    /// The rule for all of them.
    fn series(&mut self, master: &CalendarEvent) {
        let here = pair_zone(&self.pair);
        let before = self.pair.core.cadence();
        let said = cadence(master, before.as_ref(), &here).filter(|_| !master.cancelled && !master.unclear);
        let Some(said) = said else {
            self.plan.left += 1;
            return;
        };
        let today = self.now.to_zoned_datetime(here).date();
        let horizon = today.saturating_add(Span::new().years(HORIZON_YEARS));
        let theirs = Ahead::of(&said, today, horizon);
        let ours = before.as_ref().map(|before| Ahead::of(before, today, horizon));
        let same_length = before.as_ref().is_some_and(|before| before.minutes == said.minutes);
        if ours.as_ref().is_some_and(|ours| ours.slots == theirs.slots)
            && (same_length || theirs.slots.is_empty())
        {
            return;
        }
        let (cadence, edits) = match (before, ours) {
            // As before, but longer or shorter, or with another end.
            (Some(before), Some(ours)) if ours.agrees_with(&theirs) || theirs.slots.is_empty() => {
                let mut cadence = Cadence { minutes: said.minutes, ..before };
                if ours.slots != theirs.slots {
                    let last = theirs.slots.last().map(|(day, _)| *day).or_else(|| today.yesterday().ok());
                    let goes_on = said.rule.until.is_none() && said.rule.count.is_none();
                    cadence.rule.until = last.filter(|_| !goes_on);
                    cadence.rule.count = None;
                }
                (cadence.clone(), vec![Edit::Cadence { cadence: Some(cadence) }])
            }
            _ => {
                let Some((first, _)) = theirs.slots.first().copied() else { return };
                let mut cadence = Cadence { starts_on: first, ..said };
                if cadence.rule.count.take().is_some() {
                    cadence.rule.until = theirs.slots.last().map(|(day, _)| *day);
                }
                (cadence.clone(), change_cadence(&self.pair, cadence, first))
            }
        };
        let from = theirs.slots.first().map(|(day, _)| *day);
        self.take(edits, CalendarChange::Cadence { cadence, from });
    }

    /// One meeting: of the series, or an event of its own.
    fn single(&mut self, uid: &str, event: &CalendarEvent) {
        let here = pair_zone(&self.pair);
        let id = match &event.slot {
            Some(slot) if event.uid == uid => slot.day(&here).map(OccurrenceId::Regular),
            Some(_) => None,
            None => event.uid.strip_prefix(uid).and_then(|rest| rest.strip_prefix('-')?.parse().ok()),
        };
        let meeting =
            id.filter(|_| !event.unclear && event.rule.is_none()).and_then(|id| occurrence(&self.pair, &id));
        let Some(meeting) = meeting else {
            self.plan.left += 1;
            return;
        };
        if event.cancelled {
            self.call_off(&meeting, &MeetingState::Cancelled);
            return;
        }
        let Some(to) = event.starts.as_ref().and_then(|starts| starts.moment(&here)) else {
            self.plan.left += 1;
            return;
        };
        let off = is_off(&meeting);
        if off || to != meeting.starts.timestamp() {
            self.move_to(&meeting, &to.to_zoned_datetime(here));
        }
        let minutes = event.minutes.filter(|minutes| *minutes != meeting.minutes);
        if let Some(minutes) = minutes.filter(|_| !meeting.is_held()) {
            let edit = MeetingEdit::Minutes { minutes: Some(minutes) };
            let edits = vec![Edit::Meeting { quarter: meeting.quarter, id: meeting.id, edit }];
            let starts = occurrence(&self.pair, &meeting.id).map_or(meeting.starts, |meeting| meeting.starts);
            self.take(edits, CalendarChange::Length { id: meeting.id, starts, minutes });
        }
    }

    fn move_to(&mut self, meeting: &Occurrence, to: &ZonedDateTime) {
        let own = match meeting.id {
            OccurrenceId::Regular(slot) => {
                self.pair.core.cadence().and_then(|cadence| Some(cadence.start_of(slot)?.timestamp()))
            }
            OccurrenceId::Overflow(_) | OccurrenceId::Extra(_) => None,
        };
        let edits = if own == Some(to.timestamp()) {
            put_back(&self.pair, &meeting.id)
        } else {
            reschedule(&self.pair, &meeting.id, to.datetime(), None)
        };
        let change = CalendarChange::Moved { id: meeting.id, from: meeting.starts.clone(), to: to.clone() };
        match edits {
            Ok(edits) => self.take(edits, change),
            Err(_) => self.plan.held += 1,
        }
    }

    fn call_off(&mut self, meeting: &Occurrence, state: &MeetingState) {
        if is_off(meeting) {
            return;
        }
        let (id, starts) = (meeting.id, meeting.starts.clone());
        let (edits, change) = match state {
            MeetingState::Cancelled => {
                (cancel(&self.pair, &id, None), CalendarChange::Cancelled { id, starts })
            }
            _ => (skip(&self.pair, &id, None), CalendarChange::Skipped { id, starts }),
        };
        match edits {
            Ok(edits) => self.take(edits, change),
            Err(_) => self.plan.held += 1,
        }
    }

    /// Takes edits down, and makes them here so that what follows sees them.
    fn take(&mut self, edits: Vec<Edit>, change: CalendarChange) {
        for edit in &edits {
            match edit {
                Edit::Cadence { cadence } => {
                    self.pair.core.cadence = cadence.as_ref().map(ToString::to_string);
                }
                Edit::Meeting { quarter, id, edit } => self.write(*quarter, *id, edit),
                _ => {}
            }
        }
        self.plan.edits.extend(edits);
        self.plan.changes.push(change);
    }

    fn write(&mut self, quarter: Quarter, id: OccurrenceId, edit: &MeetingEdit) {
        let meetings = &mut self.pair.quarters.entry(quarter).or_default().meetings;
        let meeting = meetings.entry(id).or_default();
        match edit {
            MeetingEdit::Starts { starts } => meeting.starts = *starts,
            MeetingEdit::State { state } => meeting.state = state.clone(),
            MeetingEdit::Reason { reason } => meeting.reason.clone_from(reason),
            MeetingEdit::Minutes { minutes } => meeting.minutes = *minutes,
            _ => {}
        }
    }
}

const fn is_off(meeting: &Occurrence) -> bool {
    matches!(meeting.state, MeetingState::Skipped | MeetingState::Cancelled)
}

/// So far ahead two rules are compared.
const HORIZON_YEARS: i64 = 5;
/// Dates that one series leaves out.
pub(super) const DATES_MAX: usize = 2_000;
