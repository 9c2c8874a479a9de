//! When a pair meets: an RFC 5545 rule with local time, zone and length, and its expansion to days.
//! One text in the document, so that two people's changes never mix. docs/protocol.md §12.2.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ZonedDateTime};

use crate::text_form::serde_as_text;
use crate::value::plain_date;

/// When a pair meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cadence {
    /// Which days.
    pub rule: Rule,
    /// The local start; it stays the same over daylight saving.
    pub time: Time,
    /// The IANA name of the zone in which that is local.
    pub time_zone: String,
    /// The planned length in minutes, 1 to 1,440.
    pub minutes: u32,
    /// The day from which the rule counts.
    pub starts_on: Date,
}

/// The part of an RFC 5545 recurrence rule that a cadence can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// FREQ.
    pub frequency: Frequency,
    /// INTERVAL, 1 or more.
    pub interval: u32,
    /// BYDAY; empty means the weekday (weekly) or the day of the month (monthly) of the start.
    pub by_day: Vec<DayOfWeek>,
    /// The last possible day.
    pub until: Option<Date>,
    /// The number of slots in all.
    pub count: Option<u32>,
}

/// FREQ of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    /// Every day.
    Daily,
    /// Every week, beginning on Monday.
    Weekly,
    /// Every month.
    Monthly,
}

/// One weekday of BYDAY.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayOfWeek {
    /// Which of them in the month, from the front or (negative) from the end; none means all. Monthly rules only.
    pub nth: Option<i8>,
    /// The weekday.
    pub weekday: Weekday,
}

/// Why a text is not a cadence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CadenceError {
    /// Fewer or more than five parts.
    #[error("a cadence has five parts: rule, time, zone, minutes, first day")]
    Parts,
    /// The rule is no rule, or one that this version does not know.
    #[error(
        "this repetition is not understood; use DAILY, WEEKLY or MONTHLY with INTERVAL, BYDAY, UNTIL or COUNT"
    )]
    Rule,
    /// Not a time of day.
    #[error("the time is written like 10:00")]
    Time,
    /// Not a zone.
    #[error("there is no time zone of this name")]
    TimeZone,
    /// Not a length.
    #[error("the length is 1 to 1440 minutes")]
    Minutes,
    /// Not a day.
    #[error("the first day is written like 2026-04-06")]
    StartsOn,
}

impl Cadence {
    /// The days of the rule from its start up to and including `last`: at most 20,000, in the 40,000 days for
    /// which a rule is good.
    pub fn slots_until(&self, last: Date) -> Vec<Date> {
        let last = self.last_day().min(last);
        let limit = self.rule.count.map_or(SLOTS_MAX, |count| SLOTS_MAX.min(count as usize));
        let mut slots = Vec::new();
        let mut period = self.first_period();
        // Every period is at least a day, so this ends with the calendar at the latest.
        while let Some(start) = period.filter(|start| *start <= last) {
            for day in self.days_of_period(start) {
                if day >= self.starts_on && day <= last && slots.len() < limit {
                    slots.push(day);
                }
            }
            if slots.len() >= limit {
                break;
            }
            period = self.next_period(start);
        }
        slots
    }

    /// Whether the rule gives this day: whether [`Self::slots_until`] would end with it. The slots before it are drawn only
    /// where their number decides.
    pub fn has_slot(&self, day: Date) -> bool {
        (self.starts_on..=self.last_day()).contains(&day)
            && self.period_of(day).is_some_and(|start| self.days_of_period(start).contains(&day))
            && (self.is_uncounted(day) || self.slots_until(day).last() == Some(&day))
    }

    /// When a slot begins, if it is not moved. A local time that daylight saving leaves out begins an hour later.
    ///
    /// Returns nothing if this machine does not know the zone.
    pub fn start_of(&self, slot: Date) -> Option<ZonedDateTime> {
        slot.to_datetime(self.time).to_zoned_datetime(self.zone()?).ok()
    }

    /// The slots up to and including `last` with the moments at which they begin, as [`Self::start_of`] says them. One look
    /// for the zone does for all.
    pub fn starts_until(&self, last: Date) -> Vec<(Date, Timestamp)> {
        let Some(zone) = self.zone() else { return Vec::new() };
        let begins = |slot: Date| Some((slot, zone.to_timestamp(slot.to_datetime(self.time)).ok()?));
        self.slots_until(last).into_iter().filter_map(begins).collect()
    }

    fn zone(&self) -> Option<TimeZone> {
        TimeZone::get(&self.time_zone).ok()
    }

    /// Whether the number of slots cannot end the rule before this day: no day has two.
    fn is_uncounted(&self, day: Date) -> bool {
        let reached = days_after(self.starts_on, SLOTS_MAX as i64 - 1).unwrap_or(Date::MAX);
        self.rule.count.is_none() && day <= reached
    }

    /// No slot is later, whatever the rule.
    fn last_day(&self) -> Date {
        let reach = days_after(self.starts_on, DAYS_REACHED - 1).unwrap_or(Date::MAX);
        self.rule.until.map_or(reach, |until| until.min(reach))
    }

    fn first_period(&self) -> Option<Date> {
        match self.rule.frequency {
            Frequency::Daily => Some(self.starts_on),
            Frequency::Weekly => {
                days_after(self.starts_on, -i64::from(self.starts_on.weekday().to_monday_zero_offset()))
            }
            Frequency::Monthly => Some(self.starts_on.first_of_month()),
        }
    }

    /// The period of the rule that holds a day from the first one on, unless it falls between two of them.
    fn period_of(&self, day: Date) -> Option<Date> {
        let first = self.first_period()?;
        let days = first.duration_until(day).as_hours() / 24;
        let months = |date: Date| 12 * i64::from(date.year()) + i64::from(date.month());
        let (periods, start) = match self.rule.frequency {
            Frequency::Daily => (days, day),
            Frequency::Weekly => (days / 7, days_after(first, days / 7 * 7)?),
            Frequency::Monthly => (months(day) - months(first), day.first_of_month()),
        };
        (periods % i64::from(self.rule.interval.max(1)) == 0).then_some(start)
    }

    fn next_period(&self, start: Date) -> Option<Date> {
        let interval = i64::from(self.rule.interval.max(1));
        match self.rule.frequency {
            Frequency::Daily => days_after(start, interval),
            Frequency::Weekly => days_after(start, 7 * interval),
            Frequency::Monthly => start.checked_add(Span::new().try_months(interval).ok()?).ok(),
        }
    }

    fn days_of_period(&self, start: Date) -> Vec<Date> {
        let by_day = &self.rule.by_day;
        let mut days = match self.rule.frequency {
            Frequency::Daily => {
                let wanted = by_day.is_empty() || by_day.iter().any(|day| day.weekday == start.weekday());
                if wanted { vec![start] } else { Vec::new() }
            }
            Frequency::Weekly => {
                let only = [DayOfWeek { nth: None, weekday: self.starts_on.weekday() }];
                let wanted = if by_day.is_empty() { &only[..] } else { by_day };
                let offsets = wanted.iter().map(|day| i64::from(day.weekday.to_monday_zero_offset()));
                offsets.filter_map(|offset| days_after(start, offset)).collect()
            }
            Frequency::Monthly if by_day.is_empty() => {
                // RFC 5545: a month without this day has no slot.
                start.with().day(self.starts_on.day()).build().into_iter().collect()
            }
            Frequency::Monthly => by_day.iter().flat_map(|day| days_in_month(start, *day)).collect(),
        };
        days.sort_unstable();
        days.dedup();
        days
    }
}

/// As a duration, which is several times quicker than a span; a rule takes hundreds of such steps.
fn days_after(date: Date, days: i64) -> Option<Date> {
    date.checked_add(SignedDuration::from_hours(24 * days)).ok()
}

fn days_in_month(month: Date, day: DayOfWeek) -> Vec<Date> {
    match day.nth {
        Some(nth) => month.nth_weekday_of_month(nth, day.weekday).into_iter().collect(),
        None => (1..=5).filter_map(|nth| month.nth_weekday_of_month(nth, day.weekday).ok()).collect(),
    }
}

impl fmt::Display for Cadence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.time.strftime("%H:%M");
        write!(formatter, "{}|{time}|{}|{}|{}", self.rule, self.time_zone, self.minutes, self.starts_on)
    }
}

impl FromStr for Cadence {
    type Err = CadenceError;

    fn from_str(text: &str) -> Result<Self, CadenceError> {
        let parts: Vec<&str> = text.split('|').collect();
        let [rule, time, time_zone, minutes, starts_on] = parts[..] else { return Err(CadenceError::Parts) };
        if time.len() != 5 {
            return Err(CadenceError::Time);
        }
        let time = Time::strptime("%H:%M", time).map_err(|_defect| CadenceError::Time)?;
        TimeZone::get(time_zone).map_err(|_defect| CadenceError::TimeZone)?;
        let minutes = minutes.parse().ok().filter(|minutes| (1..=1440).contains(minutes));
        Ok(Self {
            rule: rule.parse()?,
            time,
            time_zone: time_zone.to_owned(),
            minutes: minutes.ok_or(CadenceError::Minutes)?,
            starts_on: plain_date(starts_on).ok_or(CadenceError::StartsOn)?,
        })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let frequency = match self.frequency {
            Frequency::Daily => "DAILY",
            Frequency::Weekly => "WEEKLY",
            Frequency::Monthly => "MONTHLY",
        };
        write!(formatter, "FREQ={frequency}")?;
        if self.interval != 1 {
            write!(formatter, ";INTERVAL={}", self.interval)?;
        }
        for (index, day) in self.by_day.iter().enumerate() {
            formatter.write_str(if index == 0 { ";BYDAY=" } else { "," })?;
            if let Some(nth) = day.nth {
                write!(formatter, "{nth}")?;
            }
            formatter.write_str(WEEKDAYS[usize::from(day.weekday.to_monday_zero_offset().unsigned_abs())])?;
        }
        if let Some(until) = self.until {
            write!(formatter, ";UNTIL={}", until.strftime("%Y%m%d"))?;
        }
        if let Some(count) = self.count {
            write!(formatter, ";COUNT={count}")?;
        }
        Ok(())
    }
}

impl FromStr for Rule {
    type Err = CadenceError;

    fn from_str(text: &str) -> Result<Self, CadenceError> {
        let mut frequency = None;
        let mut rule =
            Self { frequency: Frequency::Weekly, interval: 1, by_day: Vec::new(), until: None, count: None };
        for part in text.split(';') {
            let (name, value) = part.split_once('=').ok_or(CadenceError::Rule)?;
            match name {
                "FREQ" => {
                    frequency = Some(match value {
                        "DAILY" => Frequency::Daily,
                        "WEEKLY" => Frequency::Weekly,
                        "MONTHLY" => Frequency::Monthly,
                        _ => return Err(CadenceError::Rule),
                    });
                }
                "INTERVAL" => rule.interval = positive(value)?,
                "BYDAY" => {
                    rule.by_day = value.split(',').map(day_of_week).collect::<Result<_, _>>()?;
                    if rule.by_day.len() > DAYS_MAX {
                        return Err(CadenceError::Rule);
                    }
                }
                "UNTIL" => {
                    // Digits only: a sign would make a year that is written in another length.
                    let digits = |date: &&str| date.bytes().all(|byte| byte.is_ascii_digit());
                    let date = value.get(..8).filter(digits).ok_or(CadenceError::Rule)?;
                    rule.until = Some(Date::strptime("%Y%m%d", date).map_err(|_defect| CadenceError::Rule)?);
                }
                "COUNT" => rule.count = Some(positive(value)?),
                _ => return Err(CadenceError::Rule),
            }
        }
        rule.frequency = frequency.ok_or(CadenceError::Rule)?;
        if rule.frequency != Frequency::Monthly && rule.by_day.iter().any(|day| day.nth.is_some()) {
            return Err(CadenceError::Rule);
        }
        Ok(rule)
    }
}

fn positive(text: &str) -> Result<u32, CadenceError> {
    text.parse().ok().filter(|number| (1..=10_000).contains(number)).ok_or(CadenceError::Rule)
}

fn day_of_week(text: &str) -> Result<DayOfWeek, CadenceError> {
    let split =
        text.len().checked_sub(2).filter(|split| text.is_char_boundary(*split)).ok_or(CadenceError::Rule)?;
    let (nth, name) = text.split_at(split);
    let offset = WEEKDAYS.iter().position(|weekday| *weekday == name).ok_or(CadenceError::Rule)?;
    let weekday = Weekday::from_monday_zero_offset(offset as i8).map_err(|_defect| CadenceError::Rule)?;
    let nth = match nth {
        "" => None,
        digits => Some(
            digits
                .parse()
                .ok()
                .filter(|nth| *nth != 0 && (-5..=5).contains(nth))
                .ok_or(CadenceError::Rule)?,
        ),
    };
    Ok(DayOfWeek { nth, weekday })
}

serde_as_text!(Cadence);

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/// Every weekday with every number that it can have in a month, and without. Whoever repeats them wants each view to be slow.
const DAYS_MAX: usize = 7 * 11;
/// More than fifty years of working days.
const SLOTS_MAX: usize = 20_000;
/// For so many days a rule is good, which is more than a hundred years; then somebody has to say it again. Whoever lets one begin
/// with the calendar, or looks for a slot at its end, wants each view to be slow.
const DAYS_REACHED: i64 = 40_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cadence: &str, last: &str, expected: &[&str]) {
        let parsed: Cadence = cadence.parse().unwrap();
        assert_eq!(parsed.to_string(), cadence);
        let slots: Vec<String> =
            parsed.slots_until(last.parse().unwrap()).iter().map(Date::to_string).collect();
        assert_eq!(slots, expected);
    }

    #[test]
    fn rules_expand_to_the_days_that_a_calendar_shows() {
        check(
            "FREQ=WEEKLY;BYDAY=TU|10:00|Europe/Berlin|30|2026-10-20",
            "2026-11-03",
            &["2026-10-20", "2026-10-27", "2026-11-03"],
        );
        check(
            "FREQ=WEEKLY;INTERVAL=2|10:00|Europe/Berlin|30|2026-12-24",
            "2027-01-31",
            &["2026-12-24", "2027-01-07", "2027-01-21"],
        );
        check(
            "FREQ=WEEKLY;BYDAY=FR,MO|10:00|Europe/Berlin|30|2026-11-04",
            "2026-11-13",
            &["2026-11-06", "2026-11-09", "2026-11-13"],
        );
        check(
            "FREQ=DAILY;INTERVAL=3;COUNT=3|08:15|Asia/Kolkata|15|2026-02-26",
            "2026-12-31",
            &["2026-02-26", "2026-03-01", "2026-03-04"],
        );
        check(
            "FREQ=MONTHLY|09:00|UTC|60|2026-01-31",
            "2026-05-31",
            &["2026-01-31", "2026-03-31", "2026-05-31"],
        );
        check(
            "FREQ=MONTHLY;BYDAY=1TU,-1FR;UNTIL=20260227|09:00|UTC|60|2026-01-10",
            "2026-12-31",
            &["2026-01-30", "2026-02-03", "2026-02-27"],
        );
    }

    #[test]
    fn a_day_is_a_slot_if_the_slots_say_so() {
        for rule in [
            "FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=3;COUNT=40",
            "FREQ=DAILY;INTERVAL=2;BYDAY=MO,TH",
            "FREQ=WEEKLY",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,MO;UNTIL=20270301",
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,TU,TU;COUNT=9",
            "FREQ=MONTHLY",
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU,-1FR,WE",
            "FREQ=MONTHLY;INTERVAL=5;COUNT=3",
        ] {
            for starts_on in ["2026-01-31", "2026-11-03", "1971-04-30"] {
                let cadence: Cadence = format!("{rule}|10:00|UTC|30|{starts_on}").parse().unwrap();
                let from: Date = "2026-01-01".parse().unwrap();
                let slots = cadence.slots_until("2029-01-01".parse().unwrap());
                for day in (0..800).filter_map(|days| days_after(from, days)) {
                    assert_eq!(cadence.has_slot(day), slots.contains(&day), "{cadence} on {day}");
                }
            }
        }
        // At most 20,000 of them, in 40,000 days, and then no more.
        let daily: Cadence = "FREQ=DAILY|10:00|UTC|30|1971-04-30".parse().unwrap();
        let [last, after] = [19_999, 20_000].map(|days| days_after(daily.starts_on, days).unwrap());
        assert_eq!([daily.has_slot(last), daily.has_slot(after)], [true, false]);
        let weekly: Cadence = "FREQ=WEEKLY|10:00|UTC|30|1971-04-30".parse().unwrap();
        let [last, after] = [39_998, 40_005].map(|days| days_after(weekly.starts_on, days).unwrap());
        assert_eq!([weekly.has_slot(last), weekly.has_slot(after)], [true, false]);
    }

    #[test]
    fn a_cadence_that_is_not_understood_says_which_part() {
        let check = |text: &str, expected| assert_eq!(text.parse::<Cadence>(), Err(expected), "{text}");
        check("FREQ=WEEKLY|10:00|UTC|30", CadenceError::Parts);
        check("FREQ=YEARLY|10:00|UTC|30|2026-01-01", CadenceError::Rule);
        check("FREQ=WEEKLY;BYDAY=1TU|10:00|UTC|30|2026-01-01", CadenceError::Rule);
        check("FREQ=WEEKLY;INTERVAL=0|10:00|UTC|30|2026-01-01", CadenceError::Rule);
        // Found by fuzzing: it was read, and written as what cannot be read.
        check("FREQ=WEEKLY;UNTIL=-2026020|10:00|UTC|30|2026-01-01", CadenceError::Rule);
        let tuesdays =
            |count| format!("FREQ=WEEKLY;BYDAY={}|10:00|UTC|30|2026-01-01", ["TU"].repeat(count).join(","));
        check(&tuesdays(DAYS_MAX + 1), CadenceError::Rule);
        assert!(tuesdays(DAYS_MAX).parse::<Cadence>().is_ok());
        check("FREQ=WEEKLY|25:00|UTC|30|2026-01-01", CadenceError::Time);
        check("FREQ=WEEKLY|10:00|Europe/Atlantis|30|2026-01-01", CadenceError::TimeZone);
        check("FREQ=WEEKLY|10:00|UTC|0|2026-01-01", CadenceError::Minutes);
        check("FREQ=WEEKLY|10:00|UTC|30|tomorrow", CadenceError::StartsOn);
    }

    #[test]
    fn local_start_stays_over_daylight_saving_and_skips_the_missing_hour() {
        let cadence: Cadence = "FREQ=WEEKLY;BYDAY=TU|10:00|Europe/Berlin|30|2026-03-24".parse().unwrap();
        for slot in cadence.slots_until("2026-11-03".parse().unwrap()) {
            assert_eq!(cadence.start_of(slot).unwrap().time(), cadence.time);
        }
        let night: Cadence = "FREQ=DAILY|02:30|Europe/Berlin|30|2026-03-29".parse().unwrap();
        assert_eq!(night.start_of(night.starts_on).unwrap().time().to_string(), "03:30:00");
    }
}
