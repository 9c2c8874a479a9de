//! A series of a calendar as a cadence: the rule in the forms that calendars of several makers write, in the pair's zone
//! where that makes no difference. RFC 5545 §3.3.10.

use agenda::{Cadence, Frequency, Rule};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ZonedDateTime};

use super::event::{CalendarEvent, Stamp};

/// The meetings of a cadence from a day on.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Ahead {
    /// Original days and moments.
    pub(super) slots: Vec<(Date, Timestamp)>,
}

impl Ahead {
    pub(super) fn of(cadence: &Cadence, from: Date, horizon: Date) -> Self {
        let mut slots = cadence.starts_until(horizon);
        slots.retain(|(slot, _)| *slot >= from);
        Self { slots }
    }

    /// Whether one goes on as the other does, as long as both go on.
    pub(super) fn agrees_with(&self, other: &Self) -> bool {
        !self.slots.is_empty() && self.slots.iter().zip(&other.slots).all(|(left, right)| left == right)
    }
}

/// The cadence that an event with a rule describes; nothing if it is of a sort that a cadence cannot have.
pub(super) fn cadence(event: &CalendarEvent, before: Option<&Cadence>, here: &TimeZone) -> Option<Cadence> {
    let (rule, starts) = (event.rule.as_deref()?, event.starts.as_ref()?);
    let zone = match starts {
        Stamp::Local(_, zone) => zone.clone(),
        Stamp::Day(_) => return None,
        Stamp::At(_) | Stamp::Floating(_) => here.clone(),
    };
    let first = starts.moment(here)?.to_zoned_datetime(zone.clone());
    let minutes = event.minutes.or(before.map(|before| before.minutes)).unwrap_or(MINUTES_DEFAULT);
    let in_zone = |first: &ZonedDateTime| {
        let time_zone = first.time_zone().iana_name()?.to_owned();
        let rule = self::rule(rule, first)?;
        Some(Cadence { rule, time: first.time(), time_zone, minutes, starts_on: first.date() })
    };
    let as_written = in_zone(&first);
    let moved = first.timestamp().to_zoned_datetime(here.clone());
    let moved = (moved.date() == first.date()).then(|| in_zone(&moved)).flatten();
    match (as_written, moved) {
        (Some(written), Some(moved)) => {
            let horizon = first.date().saturating_add(Span::new().years(ZONE_YEARS));
            let [one, other] = [&written, &moved].map(|cadence| Ahead::of(cadence, Date::MIN, horizon));
            let same = one.slots.iter().map(|(_, at)| at).eq(other.slots.iter().map(|(_, at)| at));
            Some(if same { moved } else { written })
        }
        (written, moved) => written.or(moved),
    }
}

/// A rule without what calendars add to it, or say in another way.
fn rule(text: &str, first: &ZonedDateTime) -> Option<Rule> {
    let mut parts: Vec<(String, String)> = Vec::new();
    for part in text.split(';').filter(|part| !part.trim().is_empty()) {
        let (name, value) = part.split_once('=')?;
        parts.push((name.trim().to_ascii_uppercase(), value.trim().to_ascii_uppercase()));
    }
    let value = |name: &str| parts.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let monthly = value("FREQ") == Some("MONTHLY");
    // Weeks begin on Monday here. It matters only where two days of one week are taken and others are left out.
    let several = value("BYDAY").is_some_and(|days| days.contains(','));
    if several
        && value("INTERVAL").is_some_and(|number| number != "1")
        && value("WKST").is_some_and(|day| day != "MO")
    {
        return None;
    }
    let nth = value("BYSETPOS").map(str::to_owned);
    if nth.is_some() && (several || !monthly) {
        return None;
    }
    let until = value("UNTIL").map(|until| last_day(until, first));
    let own_day = first.day().to_string();
    let mut kept = Vec::new();
    for (name, value) in &parts {
        let said_already = match name.as_str() {
            "WKST" | "BYSETPOS" | "UNTIL" => true,
            "BYMONTHDAY" if monthly => *value == own_day,
            "BYHOUR" => *value == first.hour().to_string(),
            "BYMINUTE" => *value == first.minute().to_string(),
            "BYSECOND" => value == "0",
            _ => false,
        };
        match (&nth, name.as_str()) {
            _ if said_already => {}
            (Some(nth), "BYDAY") => kept.push(format!("BYDAY={nth}{value}")),
            _ => kept.push(format!("{name}={value}")),
        }
    }
    let mut rule: Rule = kept.join(";").parse().ok()?;
    if rule.frequency == Frequency::Monthly && rule.by_day.iter().any(|day| day.nth.is_none()) {
        return None;
    }
    if let Some(until) = until {
        rule.until = Some(until?);
    }
    Some(rule)
}

/// The last day on which a meeting can begin by then.
fn last_day(until: &str, first: &ZonedDateTime) -> Option<Date> {
    let day = |text: &str| {
        let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| Date::strptime("%Y%m%d", text).ok()).flatten()
    };
    let Some((date, time)) = until.split_once('T') else { return day(until) };
    let (time, is_utc) = time.strip_suffix('Z').map_or((time, false), |time| (time, true));
    let part = |from: usize| time.get(from..from + 2)?.parse::<i8>().ok();
    let local = day(date)?.to_datetime(Time::new(part(0)?, part(2)?, part(4)?, 0).ok()?);
    let local = match is_utc {
        true => local
            .to_zoned_datetime(TimeZone::UTC)
            .ok()?
            .timestamp()
            .to_zoned_datetime(first.time_zone().clone())
            .datetime(),
        false => local,
    };
    if local.time() >= first.time() { Some(local.date()) } else { local.date().yesterday().ok() }
}

/// Over so many years two zones have to agree before one is taken for the other.
const ZONE_YEARS: i64 = 3;
const MINUTES_DEFAULT: u32 = 30;

#[cfg(test)]
mod tests {
    use super::*;

    fn event(starts: &str, zone: &str, rule: &str) -> CalendarEvent {
        let zone = TimeZone::get(zone).unwrap();
        CalendarEvent {
            starts: Some(Stamp::Local(starts.parse().unwrap(), zone)),
            minutes: Some(30),
            rule: Some(rule.to_owned()),
            ..CalendarEvent::default()
        }
    }

    #[track_caller]
    fn check(event: &CalendarEvent, expected: Option<&str>) {
        let here = TimeZone::get("Europe/Berlin").unwrap();
        let found = cadence(event, None, &here).map(|cadence| cadence.to_string());
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn rules_are_read_in_the_forms_of_several_makers() {
        let berlin = |rule: &str| event("2026-11-24T10:00", "Europe/Berlin", rule);
        let tuesdays = "FREQ=WEEKLY;BYDAY=TU|10:00|Europe/Berlin|30|2026-11-24";
        check(&berlin("FREQ=WEEKLY;BYDAY=TU;WKST=MO"), Some(tuesdays));
        check(&berlin("freq=weekly;byday=tu;wkst=su"), Some(tuesdays));
        check(&berlin("FREQ=WEEKLY;BYDAY=TU;BYHOUR=10;BYMINUTE=0;BYSECOND=0"), Some(tuesdays));
        check(
            &berlin("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1"),
            Some("FREQ=MONTHLY;BYDAY=-1TU|10:00|Europe/Berlin|30|2026-11-24"),
        );
        check(&berlin("FREQ=MONTHLY;BYMONTHDAY=24"), Some("FREQ=MONTHLY|10:00|Europe/Berlin|30|2026-11-24"));
        // The last moment is one in another zone, just before or just behind a meeting.
        for (until, last) in
            [("20261208T090000Z", "20261208"), ("20261208T085959Z", "20261207"), ("20261208", "20261208")]
        {
            let ends = format!("FREQ=WEEKLY;BYDAY=TU;UNTIL={last}|10:00|Europe/Berlin|30|2026-11-24");
            check(&berlin(&format!("FREQ=WEEKLY;BYDAY=TU;UNTIL={until}")), Some(&ends));
        }
        for rule in [
            "FREQ=YEARLY",
            "FREQ=MONTHLY;BYMONTHDAY=3",
            "FREQ=MONTHLY;BYDAY=TU",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU",
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=soon",
            // Found by fuzzing: no clock shows this, and it ended the program.
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261208T820000Z",
            "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261208T096000Z",
            "WEEKLY",
        ] {
            check(&berlin(rule), None);
        }
    }

    #[test]
    fn another_zone_is_taken_only_where_it_makes_a_difference() {
        let lisbon = event("2026-11-24T09:00", "Europe/Lisbon", "FREQ=WEEKLY;BYDAY=TU");
        check(&lisbon, Some("FREQ=WEEKLY;BYDAY=TU|10:00|Europe/Berlin|30|2026-11-24"));
        let new_york = event("2026-11-24T04:00", "America/New_York", "FREQ=WEEKLY;BYDAY=TU");
        check(&new_york, Some("FREQ=WEEKLY;BYDAY=TU|04:00|America/New_York|30|2026-11-24"));
    }
}
