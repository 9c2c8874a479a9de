//! What an event of a calendar says about dates: nothing else of it is read. RFC 5545 §3.6.1, §3.8.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::content::{Component, Line};
use super::zone_names::Zones;

/// When something is, as far as it says in which zone.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stamp {
    /// A day.
    Day(Date),
    /// A moment.
    At(Timestamp),
    /// Local in this zone.
    Local(DateTime, TimeZone),
    /// Local, wherever one is.
    Floating(DateTime),
}

impl Stamp {
    /// The moment; what floats is in the zone that is given. A day has none.
    pub(super) fn moment(&self, here: &TimeZone) -> Option<Timestamp> {
        let local =
            |local: &DateTime, zone: &TimeZone| Some(local.to_zoned_datetime(zone.clone()).ok()?.timestamp());
        match self {
            Self::Day(_) => None,
            Self::At(at) => Some(*at),
            Self::Local(at, zone) => local(at, zone),
            Self::Floating(at) => local(at, here),
        }
    }

    /// The day in the zone that is given.
    pub(super) fn day(&self, here: &TimeZone) -> Option<Date> {
        match self {
            Self::Day(day) => Some(*day),
            stamp => Some(stamp.moment(here)?.to_zoned_datetime(here.clone()).date()),
        }
    }
}

/// An event, by its dates.
#[derive(Clone, Debug, Default)]
pub(super) struct CalendarEvent {
    /// What the calendar knows it by.
    pub(super) uid: String,
    /// Which of a series it speaks of.
    pub(super) slot: Option<Stamp>,
    /// When it begins.
    pub(super) starts: Option<Stamp>,
    /// How long it is.
    pub(super) minutes: Option<u32>,
    /// How it repeats.
    pub(super) rule: Option<String>,
    /// Which of the series do not take place.
    pub(super) off: Vec<Stamp>,
    /// Whether it is called off.
    pub(super) cancelled: bool,
    /// The number of its version.
    pub(super) sequence: u64,
    /// Whether it says something about dates that is not understood.
    pub(super) unclear: bool,
}

/// Reads an event; one without a name of its own is nobody's.
pub(super) fn event(component: &Component, zones: &mut Zones) -> CalendarEvent {
    let text = |name: &str| component.line(name).map(|line| line.value.trim().to_owned());
    let mut unclear = component.line("RDATE").is_some();
    let mut stamp = |line: Option<&Line>| {
        let line = line?;
        let read = stamp(&line.value, line, zones);
        unclear |= read.is_none();
        read
    };
    let starts = stamp(component.line("DTSTART"));
    let slot = stamp(component.line("RECURRENCE-ID"));
    let ends = stamp(component.line("DTEND"));
    let mut off = Vec::new();
    for line in component.all("EXDATE") {
        for value in line.value.split(',') {
            let read = self::stamp(value, line, zones);
            unclear |= read.is_none();
            off.extend(read);
        }
    }
    // "From this one on" is another thing than "this one".
    unclear |= component.line("RECURRENCE-ID").is_some_and(|line| line.parameter("RANGE").is_some());
    let minutes = match component.line("DURATION") {
        Some(line) => length(&line.value),
        None => starts.as_ref().zip(ends.as_ref()).and_then(|(from, to)| between(from, to)),
    };
    CalendarEvent {
        uid: text("UID").unwrap_or_default(),
        slot,
        starts,
        minutes: minutes.filter(|minutes| (1..=MINUTES_MAX).contains(minutes)),
        rule: text("RRULE"),
        off,
        cancelled: text("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")),
        sequence: text("SEQUENCE").and_then(|number| number.parse().ok()).unwrap_or(0),
        unclear,
    }
}

/// `20261124`, `20261124T100000`, `20261124T090000Z`. Seconds are left out: nobody meets by them.
fn stamp(value: &str, line: &Line, zones: &mut Zones) -> Option<Stamp> {
    let value = value.trim();
    let Some((date, time)) = value.split_once(['T', 't']) else { return day(value).map(Stamp::Day) };
    let (time, is_utc) = match time.strip_suffix(['Z', 'z']) {
        Some(time) => (time, true),
        None => (time, false),
    };
    if time.len() != 6 || !time.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize| time.get(from..from + 2)?.parse::<i8>().ok();
    let (hour, minute, _) = (part(0)?, part(2)?, part(4).filter(|second| *second <= 60)?);
    let local = day(date)?.at(0, 0, 0, 0).with().hour(hour).minute(minute).build().ok()?;
    if is_utc {
        return Some(Stamp::At(local.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp()));
    }
    match line.parameter("TZID") {
        Some(name) => zones.named(name).map(|zone| Stamp::Local(local, zone)),
        None => Some(Stamp::Floating(local)),
    }
}

fn day(text: &str) -> Option<Date> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| Date::strptime("%Y%m%d", text).ok()).flatten()
}

/// `PT30M`, `PT1H30M`, `P1D`.
fn length(text: &str) -> Option<u32> {
    let span: Span = text.trim().parse().ok()?;
    let minutes = i64::from(span.get_weeks()) * 7 * 1440
        + i64::from(span.get_days()) * 1440
        + i64::from(span.get_hours()) * 60
        + span.get_minutes()
        + span.get_seconds() / 60;
    u32::try_from(minutes).ok()
}

fn between(from: &Stamp, to: &Stamp) -> Option<u32> {
    let (from, to) = (from.moment(&TimeZone::UTC)?, to.moment(&TimeZone::UTC)?);
    u32::try_from(to.as_second().checked_sub(from.as_second())? / 60).ok()
}

const MINUTES_MAX: u32 = 1440;
