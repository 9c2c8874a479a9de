//! Meetings as a calendar file (RFC 5545): the rule, what was moved, skipped or added, and the zone with its changes. It says
//! when, and nothing else: a neutral title, no topics, no people, no method. A file and not a feed, so nobody is asked for it.

mod changes;
mod content;
mod event;
mod lines;
mod series;
mod zone;
mod zone_names;

use std::collections::BTreeSet;

use agenda::{
    Cadence, Edit, ItemId, MeetingState, Occurrence, OccurrenceId, Pair, TextUse, check_text, occurrences,
    pair_zone,
};
use jiff::civil::{Date, DateTime};
use jiff::{Span, Timestamp, ZonedDateTime};

pub use self::changes::CalendarChange;
use self::changes::{DATES_MAX, Plan, plan};
pub(crate) use self::content::ContentError;
use self::event::{CalendarEvent, event};
use self::lines::{Lines, local, utc};
use self::zone_names::Zones;
use crate::devices::personal;
use crate::editing::write_personal;
use crate::entre::{Entre, text_fail};
use crate::fail::Fail;
use crate::people::PersonRef;
use crate::random::random;

/// How a calendar file is written.
#[derive(Clone, Debug)]
pub struct CalendarOptions {
    /// What each meeting is called there.
    pub title: String,
    /// How many minutes before it the calendar reminds; nothing means not at all.
    pub remind_minutes: Option<u32>,
}

impl Entre {
    /// The meetings with a person as a calendar file.
    ///
    /// # Errors
    /// If the title is not one line, or the store cannot be read or written: the name of the calendar entry is kept in it.
    pub fn calendar(
        &mut self,
        person: &PersonRef,
        options: &CalendarOptions,
        now: &ZonedDateTime,
    ) -> Result<String, Fail> {
        check_text(&options.title, TextUse::Name).map_err(|error| text_fail("title", &error))?;
        let uid = self.calendar_id(person)?;
        Ok(write(&self.models(person)?.shared, &uid, options, now.timestamp()))
    }

    /// What a calendar knows the meetings by: random, so that it leads to nobody, and the same on one's own devices.
    fn calendar_id(&mut self, person: &PersonRef) -> Result<String, Fail> {
        let own = self.stream;
        let key = setting_of(person);
        let known = personal(&self.store.read()?, &own)?.settings.get(&key).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let id = ItemId::random(&mut random()).to_string();
        let edit = Edit::Setting { key, value: Some(id.clone()) };
        self.store.write(|writer| write_personal(writer, own, vec![edit]))?;
        Ok(id)
    }
}

/// The setting that holds what a calendar knows the meetings with a person by.
pub(crate) fn setting_of(person: &PersonRef) -> String {
    let pair = crate::facts::hex(&person.key);
    format!("calendar-{}", pair.get(..PAIR_DIGITS).unwrap_or(&pair))
}

/// What a calendar file says about dates.
pub(crate) struct CalendarDates {
    events: Vec<CalendarEvent>,
    /// Names of zones that nobody here understands.
    pub(crate) unknown_zones: BTreeSet<String>,
}

/// Reads the events of a calendar file.
pub(crate) fn read_dates(text: &str) -> Result<CalendarDates, ContentError> {
    let calendars = content::read(text)?;
    let mut zones = Zones::of(&calendars);
    let parts = calendars.iter().flat_map(|calendar| &calendar.children);
    let events: Vec<CalendarEvent> =
        parts.filter(|part| part.name == "VEVENT").map(|part| event(part, &mut zones)).collect();
    Ok(CalendarDates { events, unknown_zones: zones.unknown })
}

impl CalendarDates {
    /// So many events can speak of the meetings of two people.
    pub(crate) const MOST: usize = DATES_MAX;

    /// How many events there are.
    pub(crate) fn len(&self) -> usize {
        self.events.len()
    }

    /// How many go by a name, or by one that begins so.
    pub(crate) fn count(&self, uid: &str) -> usize {
        self.of(uid).len()
    }

    fn of(&self, uid: &str) -> Vec<&CalendarEvent> {
        let is_ours = |event: &&CalendarEvent| {
            event.uid.strip_prefix(uid).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        self.events.iter().filter(is_ours).collect()
    }

    /// What they change about the meetings of a pair.
    pub(crate) fn plan(&self, pair: &Pair, uid: &str, now: Timestamp) -> Plan {
        plan(pair, uid, &self.of(uid), now)
    }
}

/// A calendar of the shared meetings. The type says that nothing private can be in it.
pub(crate) fn write(pair: &Pair, uid: &str, options: &CalendarOptions, now: Timestamp) -> String {
    let mut lines = Lines::default();
    lines.add("BEGIN", "VCALENDAR");
    lines.add("VERSION", "2.0");
    lines.add("PRODID", "-//Entrenous//entre//EN");
    lines.add("CALSCALE", "GREGORIAN");
    let zone = pair_zone(pair);
    let today = now.to_zoned_datetime(zone.clone()).date();
    let horizon = today.saturating_add(Span::new().years(HORIZON_YEARS));
    let cadence = pair.core.cadence();
    let all = occurrences(pair, Date::MIN, horizon);
    let first = all.first().map_or(today, Occurrence::date).min(today);
    let zone_name = zone.iana_name().unwrap_or("UTC").to_owned();
    zone::write(&mut lines, &zone, &zone_name, first, horizon);
    let event = Event { uid, zone: &zone_name, options, now };
    let slots = cadence.as_ref().map(|cadence| cadence.slots_until(horizon)).unwrap_or_default();
    if let (Some(cadence), Some(first)) = (&cadence, slots.first()) {
        series(&mut lines, &event, cadence, *first, &slots, &all);
    }
    for meeting in &all {
        let in_series = matches!(meeting.id, OccurrenceId::Regular(slot) if slots.contains(&slot));
        if !in_series && !is_off(meeting) {
            let uid = format!("{uid}-{}", meeting.id);
            event.begin(&mut lines, &uid, meeting.starts.datetime(), meeting.minutes);
            event.end(&mut lines);
        }
    }
    lines.add("END", "VCALENDAR");
    lines.text()
}

/// The rule as one event, without the slots that are called off, and each that is another than the rule says.
fn series(
    lines: &mut Lines,
    event: &Event<'_>,
    cadence: &Cadence,
    first: Date,
    slots: &[Date],
    all: &[Occurrence],
) {
    event.begin(lines, event.uid, first.to_datetime(cadence.time), cadence.minutes);
    // A series that begins with a date that the rule does not give would have one meeting too many.
    lines.add("RRULE", &rule(cadence));
    let regular = |slot: &Date| all.iter().find(|meeting| meeting.id == OccurrenceId::Regular(*slot));
    for slot in slots.iter().filter(|slot| regular(slot).is_some_and(is_off)) {
        lines.add(&format!("EXDATE;TZID={}", event.zone), &local(slot.to_datetime(cadence.time)));
    }
    event.end(lines);
    for slot in slots {
        let own = slot.to_datetime(cadence.time);
        let Some(meeting) = regular(slot).filter(|meeting| !is_off(meeting)) else { continue };
        // A local time that daylight saving leaves out is not another one.
        let other_time = meeting.moved && meeting.starts.datetime() != own;
        if other_time || meeting.minutes != cadence.minutes {
            event.begin(lines, event.uid, meeting.starts.datetime(), meeting.minutes);
            lines.add(&format!("RECURRENCE-ID;TZID={}", event.zone), &local(own));
            event.end(lines);
        }
    }
}

/// RFC 5545 §3.3.10: with a zone, UNTIL is a moment in UTC.
fn rule(cadence: &Cadence) -> String {
    let mut rule = cadence.rule.clone();
    let until = rule.until.take();
    let until = until.and_then(|day| cadence.start_of(day)).map(|last| utc(last.timestamp()));
    let text = match until {
        Some(until) => format!("{rule};UNTIL={until}"),
        None => rule.to_string(),
    };
    // Weeks begin on Monday here, and so they do where nothing is said; calendars of some makers think otherwise.
    format!("{text};WKST=MO")
}

fn is_off(meeting: &Occurrence) -> bool {
    matches!(meeting.state, MeetingState::Skipped | MeetingState::Cancelled)
}

/// What all events of a file have in common.
struct Event<'a> {
    uid: &'a str,
    zone: &'a str,
    options: &'a CalendarOptions,
    now: Timestamp,
}

impl Event<'_> {
    fn begin(&self, lines: &mut Lines, uid: &str, starts: DateTime, minutes: u32) {
        lines.add("BEGIN", "VEVENT");
        lines.add("UID", uid);
        lines.add("DTSTAMP", &utc(self.now));
        lines.add(&format!("DTSTART;TZID={}", self.zone), &local(starts));
        lines.add("DURATION", &format!("PT{minutes}M"));
        lines.add_text("SUMMARY", &self.options.title);
        lines.add("CLASS", "PRIVATE");
    }

    fn end(&self, lines: &mut Lines) {
        if let Some(minutes) = self.options.remind_minutes {
            lines.add("BEGIN", "VALARM");
            lines.add("ACTION", "DISPLAY");
            lines.add_text("DESCRIPTION", &self.options.title);
            lines.add("TRIGGER", &format!("-PT{minutes}M"));
            lines.add("END", "VALARM");
        }
        lines.add("END", "VEVENT");
    }
}

const HORIZON_YEARS: i64 = 5;
const PAIR_DIGITS: usize = 48;
