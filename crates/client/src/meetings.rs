//! When the two meet: the cadence, and what becomes of one meeting: moved, skipped, cancelled, more time, an extra one.
//! Open topics stay open in every case: carry-over is a query (docs/protocol.md §12.3).

use std::fmt;

use agenda::{
    self as planning, Cadence, Edit, ItemId, MeetingEdit, MeetingState, Occurrence, OccurrenceId, PlanError,
    Quarter, TextUse, change_cadence, check_text, occurrence, occurrences, pair_zone, put_back,
};
use jiff::civil::{Date, DateTime};
use jiff::{Span, ZonedDateTime};
use language::say;
use serde::Serialize;

use crate::dates::date_with_year;
use crate::editing::Deed;
use crate::entre::{Entre, text_fail};
use crate::fail::{Exit, Fail};
use crate::people::PersonRef;
use crate::random::random;
use crate::reading::Models;
use crate::what::Practice;

/// What became of a meeting, or of the rule for all of them.
#[derive(Clone, Serialize)]
pub struct Arranged {
    /// With whom.
    pub person: PersonRef,
    /// The meeting as it stands now; none for the rule.
    pub meeting: Option<Occurrence>,
    /// The next meeting.
    pub next: Option<Occurrence>,
    /// Whether anything changed.
    pub changed: bool,
    /// How many changes of this pair wait on this device.
    pub waiting: u64,
}

impl fmt::Debug for Arranged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { person: _, meeting: _, next: _, changed, waiting } = self;
        f.debug_struct("Arranged").field("changed", changed).field("waiting", waiting).finish_non_exhaustive()
    }
}

/// Which meeting is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The next one that is planned.
    Next,
    /// The one of a day: on which it takes place, or the original day of its slot.
    On(Date),
    /// The one of this id.
    Id(OccurrenceId),
}

/// A meeting outside the rule.
#[derive(Clone, Debug)]
pub struct Additional {
    /// When, in the zone of the cadence.
    pub starts: DateTime,
    /// How long; nothing means as long as the others.
    pub minutes: Option<u32>,
    /// Why.
    pub reason: Option<String>,
}

impl Entre {
    /// Says from when on the two meet and how often. Meetings that took place keep their days.
    ///
    /// # Errors
    /// If the rule gives no day at all, or the store refuses.
    pub fn set_cadence(
        &mut self,
        person: &PersonRef,
        cadence: Option<Cadence>,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        if let Some(cadence) = &cadence {
            let horizon = cadence.starts_on.saturating_add(Span::new().years(HORIZON_YEARS));
            if cadence.slots_until(horizon).is_empty() {
                return Err(Fail::new(Exit::Usage, "bad_cadence", say!("cadence-no-day"))
                    .because(say!("nothing-was-changed")));
            }
        }
        let shared = self.models(person)?.shared;
        let what = Practice::Cadence { set: cadence.is_some() };
        let edits = match (shared.core.cadence(), cadence) {
            (Some(before), Some(cadence)) if !has_same_days(&before, &cadence) => {
                let from = cadence.starts_on;
                change_cadence(&shared, cadence, from)
            }
            (_, cadence) => vec![Edit::Cadence { cadence }],
        };
        self.arrange(person, None, &Deed::shared(what, edits), now)
    }

    /// The cadence of a pair, if there is one that this version understands.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn cadence(&mut self, person: &PersonRef) -> Result<Option<Cadence>, Fail> {
        Ok(self.models(person)?.shared.core.cadence())
    }

    /// A moment as the pair writes it down: local, in the zone of the cadence.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn in_pair_zone(&mut self, person: &PersonRef, moment: &ZonedDateTime) -> Result<DateTime, Fail> {
        let zone = pair_zone(&self.models(person)?.shared);
        Ok(moment.timestamp().to_zoned_datetime(zone).datetime())
    }

    /// The meetings from one day to another, both included, in order.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn meetings(&mut self, person: &PersonRef, from: Date, to: Date) -> Result<Vec<Occurrence>, Fail> {
        Ok(occurrences(&self.models(person)?.shared, from, to))
    }

    /// The meeting that is meant.
    ///
    /// # Errors
    /// [`Exit::NotFound`] if there is none; the neighbours are named.
    pub fn meeting(&mut self, person: &PersonRef, which: Which, today: Date) -> Result<Occurrence, Fail> {
        find(&self.models(person)?, which, today)
    }

    /// A meeting does not take place; what is open waits for the next one.
    ///
    /// # Errors
    /// If it took place already, the reason is not acceptable, or the store refuses.
    pub fn skip(
        &mut self,
        person: &PersonRef,
        which: Which,
        reason: Option<&str>,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        self.call_off(person, which, MeetingState::Skipped, reason, now)
    }

    /// A meeting is called off, for a reason that lies outside of the two.
    ///
    /// # Errors
    /// As [`Self::skip`].
    pub fn cancel(
        &mut self,
        person: &PersonRef,
        which: Which,
        reason: Option<&str>,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        self.call_off(person, which, MeetingState::Cancelled, reason, now)
    }

    /// Moves a meeting to another time. A skipped or cancelled one takes place after all.
    ///
    /// # Errors
    /// If it took place already, the reason is not acceptable, or the store refuses.
    pub fn reschedule(
        &mut self,
        person: &PersonRef,
        which: Which,
        starts: DateTime,
        reason: Option<&str>,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        let meeting = self.meeting(person, which, now.date())?;
        let reason = checked_reason(reason)?;
        let shared = self.models(person)?.shared;
        let own = match meeting.id {
            OccurrenceId::Regular(slot) => {
                shared.core.cadence().map(|cadence| slot.to_datetime(cadence.time))
            }
            OccurrenceId::Overflow(_) | OccurrenceId::Extra(_) => None,
        };
        // Back in its own slot is not moved.
        let edits = if own == Some(starts) && reason.is_none() {
            put_back(&shared, &meeting.id)
        } else {
            planning::reschedule(&shared, &meeting.id, starts, reason.as_deref())
        };
        let what = Practice::MeetingMoved(meeting.date());
        self.plan(person, meeting.id, what, edits.map_err(|error| plan_fail(error, &meeting))?, now)
    }

    /// More time for a meeting that ran over: a meeting of its own, with nothing but what was parked in it.
    ///
    /// # Errors
    /// If the meeting is an extra one, the reason is not acceptable, or the store refuses.
    pub fn overflow(
        &mut self,
        person: &PersonRef,
        of: Which,
        more: &Additional,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        let ran_over = self.meeting(person, of, now.date())?;
        let reason = checked_reason(more.reason.as_deref())?;
        let shared = self.models(person)?.shared;
        let mut edits = planning::overflow(&shared, &ran_over.id, more.starts, more.minutes)
            .map_err(|error| plan_fail(error, &ran_over))?;
        let slot = ran_over.id.slot().unwrap_or_else(|| ran_over.date());
        let (quarter, id) = (Quarter::from_date(slot), OccurrenceId::Overflow(slot));
        edits.extend(reason.map(|reason| Edit::Meeting {
            quarter,
            id,
            edit: MeetingEdit::Reason { reason: Some(reason) },
        }));
        self.plan(person, id, Practice::Overflow, edits, now)
    }

    /// One more meeting beside the rule.
    ///
    /// # Errors
    /// If the reason is not acceptable, or the store refuses.
    pub fn extra(
        &mut self,
        person: &PersonRef,
        more: &Additional,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        let reason = checked_reason(more.reason.as_deref())?;
        let item = ItemId::random(&mut random());
        let (quarter, id) = (Quarter::from_date(more.starts.date()), OccurrenceId::Extra(item));
        let mut edits = planning::extra(item, more.starts, more.minutes, None);
        edits.extend(reason.map(|reason| Edit::Meeting {
            quarter,
            id,
            edit: MeetingEdit::Reason { reason: Some(reason) },
        }));
        self.plan(person, id, Practice::Extra, edits, now)
    }

    fn call_off(
        &mut self,
        person: &PersonRef,
        which: Which,
        state: MeetingState,
        reason: Option<&str>,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        let meeting = self.meeting(person, which, now.date())?;
        let reason = checked_reason(reason)?;
        let shared = self.models(person)?.shared;
        let edits = match state {
            MeetingState::Cancelled => planning::cancel(&shared, &meeting.id, reason.as_deref()),
            _ => planning::skip(&shared, &meeting.id, reason.as_deref()),
        };
        let what = Practice::MeetingCalledOff { date: meeting.date(), state };
        self.plan(person, meeting.id, what, edits.map_err(|error| plan_fail(error, &meeting))?, now)
    }

    fn plan(
        &mut self,
        person: &PersonRef,
        id: OccurrenceId,
        what: Practice,
        edits: Vec<Edit>,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        self.arrange(person, Some(id), &Deed::shared(what, edits), now)
    }

    pub(crate) fn arrange(
        &mut self,
        person: &PersonRef,
        id: Option<OccurrenceId>,
        deed: &Deed,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        let changed = self.write(person, deed, now.timestamp())?;
        let models = self.models(person)?;
        let waiting = self.waiting(person)?;
        Ok(Arranged {
            person: person.clone(),
            meeting: id.and_then(|id| occurrence(&models.shared, &id)),
            next: agenda::next_occurrence(&models.shared, now.date()),
            changed,
            waiting,
        })
    }
}

/// The meeting that is meant, or which there are around that day.
fn find(models: &Models, which: Which, today: Date) -> Result<Occurrence, Fail> {
    let shared = &models.shared;
    let found = match which {
        Which::Next => agenda::next_occurrence(shared, today),
        Which::Id(id) => occurrence(shared, &id),
        Which::On(date) => {
            let mut near = occurrences(shared, date, date);
            // A meeting that can still change is meant before one that is over.
            near.sort_by_key(|meeting| meeting.state != MeetingState::Planned);
            let there = near.into_iter().next();
            there.or_else(|| occurrence(shared, &OccurrenceId::Regular(date)))
        }
    };
    found.ok_or_else(|| {
        let fail = match which {
            Which::Next => Fail::new(Exit::NotFound, "no_meeting", say!("no-next-meeting")),
            Which::On(date) => {
                let date = date_with_year(date);
                Fail::new(Exit::NotFound, "no_meeting", say!("no-meeting-on", date = date))
            }
            Which::Id(id) => {
                let date = id.to_string();
                Fail::new(Exit::NotFound, "no_meeting", say!("no-meeting-on", date = date))
            }
        };
        let day = match which {
            Which::On(date) => date,
            Which::Id(id) => id.slot().unwrap_or(today),
            Which::Next => today,
        };
        let around = occurrences(
            shared,
            day.saturating_sub(Span::new().days(AROUND_DAYS)),
            day.saturating_add(Span::new().days(AROUND_DAYS)),
        );
        if around.is_empty() {
            return fail.attempt("entre every PERSON \"weekly tue 10:00\"");
        }
        let days: Vec<String> = around.iter().map(|meeting| meeting.date().to_string()).collect();
        fail.because(say!("meetings-around", dates = days.join(", ")))
    })
}

/// Whether two rules give the same slots at the same times, so that only their length or their end differs.
fn has_same_days(left: &Cadence, right: &Cadence) -> bool {
    let days = |cadence: &Cadence| {
        let rule = &cadence.rule;
        (rule.frequency, rule.interval, rule.by_day.clone(), cadence.time, cadence.starts_on)
    };
    days(left) == days(right) && left.time_zone == right.time_zone
}

fn plan_fail(error: PlanError, meeting: &Occurrence) -> Fail {
    let date = meeting.date().to_string();
    let (what, advice) = match error {
        PlanError::NoSuchMeeting => (say!("no-meeting-on", date = date), None),
        PlanError::Held => (say!("meeting-took-place", date = date), None),
        PlanError::NotRegular => (say!("overflow-of-extra"), Some("entre extra PERSON WHEN")),
        PlanError::TooEarly => (say!("overflow-too-early"), None),
    };
    let fail = Fail::new(Exit::Usage, "not_possible", what).because(say!("nothing-was-changed"));
    match advice {
        Some(advice) => fail.attempt(advice),
        None => fail,
    }
}

fn checked_reason(reason: Option<&str>) -> Result<Option<String>, Fail> {
    let Some(reason) = reason.map(str::trim).filter(|reason| !reason.is_empty()) else { return Ok(None) };
    check_text(reason, TextUse::Name).map_err(|error| text_fail("reason", &error))?;
    Ok(Some(reason.to_owned()))
}

/// A monthly rule may have to wait for a month with that day; the calendar repeats within this.
const HORIZON_YEARS: i64 = 9;
const AROUND_DAYS: i64 = 21;
