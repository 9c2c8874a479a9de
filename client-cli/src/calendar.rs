//! Days, times and repetitions as people write them, in English and German whatever language is spoken. Whoever calls
//! says what day it is. What is not understood is refused with the forms that are.

mod repetition;

use jiff::Span;
use jiff::civil::{Date, Time, Weekday};
use language::say;

use crate::fail::{Exit, Fail};

pub(crate) use repetition::repetition;

/// A day: 2026-11-27, 27.11.2026, today, tomorrow, yesterday, fri, 3d, 2w. A weekday is the next one, never today.
pub(crate) fn date(text: &str, today: Date) -> Result<Date, Fail> {
    day_of(&text.trim().to_lowercase(), today).ok_or_else(|| {
        Fail::new(Exit::Usage, "bad_date", say!("bad-day", text = text)).because(say!("forms-of-days"))
    })
}

/// A day, and a time if one is said: "thu 15:00", "2026-06-18 15:00", "2026-06-18T15:00", "thu".
pub(crate) fn moment(text: &str, today: Date) -> Result<(Date, Option<Time>), Fail> {
    let lower = text.trim().to_lowercase();
    let (day, time) = match lower.rsplit_once([' ', 't']).map(|(day, time)| (day, time_of(time))) {
        Some((day, Some(time))) => (day.trim_end(), Some(time)),
        _ => (lower.as_str(), None),
    };
    let day = day_of(day, today).ok_or_else(|| {
        Fail::new(Exit::Usage, "bad_date", say!("bad-moment", text = text)).because(say!("forms-of-moments"))
    })?;
    Ok((day, time))
}

fn day_of(lower: &str, today: Date) -> Option<Date> {
    let ahead = |days: i64| today.checked_add(Span::new().days(days)).ok();
    let number = |units: &[char]| {
        lower.strip_suffix(units).and_then(|number| number.parse::<u16>().ok()).map(i64::from)
    };
    match lower {
        "today" | "heute" => Some(today),
        "tomorrow" | "morgen" => ahead(1),
        "yesterday" | "gestern" => ahead(-1),
        _ => number(&['d', 't'])
            .and_then(ahead)
            .or_else(|| number(&['w']).and_then(|weeks| ahead(weeks * 7)))
            .or_else(|| weekday(lower).and_then(|day| today.nth_weekday(1, day).ok()))
            .or_else(|| lower.parse().ok())
            .or_else(|| with_dots(lower, today)),
    }
}

/// "27.11.2026", "27.11." and "27.11": without a year, the next such day from today on.
fn with_dots(lower: &str, today: Date) -> Option<Date> {
    let mut parts = lower.trim_end_matches('.').split('.').map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let (day, month) = (day.parse().ok()?, month.parse().ok()?);
    match year {
        Some(year) => Date::new(year.parse().ok()?, month, day).ok(),
        None => {
            let this_year = Date::new(today.year(), month, day).ok();
            this_year.filter(|date| *date >= today).or_else(|| Date::new(today.year() + 1, month, day).ok())
        }
    }
}

/// "10:00", "9:30".
fn time_of(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour) || minute.len() != 2 || !digits(minute) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// "tue", "tuesday", "di", "dienstag": at least two letters of one of the names, and no other day begins so.
fn weekday(text: &str) -> Option<Weekday> {
    DAYS.into_iter()
        .find(|(english, german, _)| {
            let begins = |name: &str, least: usize| text.len() >= least && name.starts_with(text);
            begins(english, 3) || begins(german, 2)
        })
        .map(|(_, _, day)| day)
}

const DAYS: [(&str, &str, Weekday); 7] = [
    ("monday", "montag", Weekday::Monday),
    ("tuesday", "dienstag", Weekday::Tuesday),
    ("wednesday", "mittwoch", Weekday::Wednesday),
    ("thursday", "donnerstag", Weekday::Thursday),
    ("friday", "freitag", Weekday::Friday),
    ("saturday", "samstag", Weekday::Saturday),
    ("sunday", "sonntag", Weekday::Sunday),
];

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 24);

    #[test]
    fn days_are_read_as_people_write_them() {
        let check = |text: &str, day: Option<&str>| {
            assert_eq!(date(text, TODAY).ok().map(|day| day.to_string()).as_deref(), day, "{text}");
        };
        check("today", Some("2026-11-24"));
        check("Tomorrow", Some("2026-11-25"));
        check("gestern", Some("2026-11-23"));
        check("fri", Some("2026-11-27"));
        check("Fr", Some("2026-11-27"));
        check("mittwoch", Some("2026-11-25"));
        check("tuesday", Some("2026-12-01"));
        check("3d", Some("2026-11-27"));
        check("2w", Some("2026-12-08"));
        check("2027-02-28", Some("2027-02-28"));
        check("27.11.2026", Some("2026-11-27"));
        check("3.2.", Some("2027-02-03"));
        check("2027-02-30", None);
        check("31.2.2027", None);
        check("someday", None);
        check("t", None);
        check("", None);
    }

    #[test]
    fn moments_are_a_day_and_perhaps_a_time() {
        let check = |text: &str, expected: Option<&str>| {
            let read = moment(text, TODAY).ok().map(|(day, time)| match time {
                Some(time) => format!("{day} {time}"),
                None => day.to_string(),
            });
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check("thu 15:00", Some("2026-11-26 15:00:00"));
        check("do 9:30", Some("2026-11-26 09:30:00"));
        check("2026-06-18 15:00", Some("2026-06-18 15:00:00"));
        check("2026-06-18T15:00", Some("2026-06-18 15:00:00"));
        check("today", Some("2026-11-24"));
        check("thu 25:00", None);
        check("15:00", None);
    }
}
