//! Times in words: relative within a week, a date else. Whoever calls says what time it is.

use client::month;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use language::{message, say};

/// "today", "yesterday", "tomorrow", "Tue" within a week, else "3 Mar" or "3 Mar 2025".
pub(crate) fn day(date: Date, today: Date) -> String {
    match days_until(today, date) {
        0 => say!("day-today"),
        1 => say!("day-tomorrow"),
        -1 => say!("day-yesterday"),
        -6..=6 => weekday(date),
        _ => short_date(date, today),
    }
}

/// "3 Mar", with the year where it is another one.
pub(crate) fn short_date(date: Date, today: Date) -> String {
    if date.year() == today.year() {
        say!("date-short", day = date.day(), month = month(date))
    } else {
        say!("date-short-year", day = date.day(), month = month(date), year = date.year())
    }
}

/// "Tue 24 Nov".
pub(crate) fn weekday_and_date(date: Date) -> String {
    say!("date-weekday", weekday = weekday(date), day = date.day(), month = month(date))
}

/// "Tue 24 Nov", with the year where it is another one.
pub(crate) fn long_date(date: Date, today: Date) -> String {
    if date.year() == today.year() {
        weekday_and_date(date)
    } else {
        let (weekday, month) = (weekday(date), month(date));
        say!("date-weekday-year", weekday = weekday, day = date.day(), month = month, year = date.year())
    }
}

/// "12 s ago", "2 min ago", "3 h ago", then a day.
pub(crate) fn ago(then: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let seconds = now.as_second().saturating_sub(then.as_second());
    match seconds {
        ..=1 => say!("ago-now"),
        2..60 => say!("ago-seconds", count = seconds),
        60..3600 => say!("ago-minutes", count = seconds / 60),
        3600..43_200 => say!("ago-hours", count = seconds / 3600),
        _ => {
            let date = then.to_zoned_datetime(zone.clone()).date();
            let today = now.to_zoned_datetime(zone.clone()).date();
            if date == today { say!("ago-hours", count = seconds / 3600) } else { day(date, today) }
        }
    }
}

/// "today", "yesterday", "6 days ago", then "on 3 Mar".
pub(crate) fn days_ago(date: Date, today: Date) -> String {
    match days_until(date, today) {
        0 => say!("day-today"),
        1 => say!("day-yesterday"),
        days @ 2..=30 => say!("days-ago", count = days),
        _ => say!("days-on", date = short_date(date, today)),
    }
}

/// How a due day stands: "due Fri 27 Nov", "due tomorrow", "due today", "due yesterday", "3 days late".
pub(crate) fn due(due: Date, today: Date) -> String {
    match days_until(today, due) {
        0 => say!("due-today"),
        1 => say!("due-tomorrow"),
        -1 => say!("due-yesterday"),
        days if days < 0 => say!("due-late", count = -days),
        _ => say!("due-on", date = long_date(due, today)),
    }
}

/// "Nov 2026".
pub(crate) fn month_and_year(date: Date) -> String {
    say!("month-and-year", month = month(date), year = date.year())
}

/// "Tue".
pub(crate) fn weekday(date: Date) -> String {
    message(&format!("weekday-{}", date.weekday().to_monday_one_offset()), &[])
}

fn days_until(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 24);

    #[test]
    fn days_are_relative_within_a_week() {
        let check = |date: &str, expected: &str| assert_eq!(day(date.parse().unwrap(), TODAY), expected);
        check("2026-11-24", "today");
        check("2026-11-25", "tomorrow");
        check("2026-11-23", "yesterday");
        check("2026-11-18", "Wed");
        check("2026-11-30", "Mon");
        check("2026-11-17", "17 Nov");
        check("2026-12-01", "1 Dec");
        check("2025-03-03", "3 Mar 2025");
    }

    #[test]
    fn a_due_day_says_how_it_stands() {
        let check = |date: &str, expected: &str| assert_eq!(due(date.parse().unwrap(), TODAY), expected);
        check("2026-11-24", "due today");
        check("2026-11-23", "due yesterday");
        check("2026-11-21", "3 days late");
        check("2026-11-27", "due Fri 27 Nov");
        check("2027-01-08", "due Fri 8 Jan 2027");
    }

    #[test]
    fn moments_are_counted_in_the_unit_that_says_most() {
        let now: Timestamp = "2026-11-24T14:00:00Z".parse().unwrap();
        let check = |then: &str, expected: &str| {
            assert_eq!(ago(then.parse().unwrap(), now, &TimeZone::UTC), expected);
        };
        check("2026-11-24T14:00:05Z", "just now");
        check("2026-11-24T13:59:48Z", "12 s ago");
        check("2026-11-24T13:58:00Z", "2 min ago");
        check("2026-11-24T12:59:00Z", "1 h ago");
        check("2026-11-24T01:00:00Z", "13 h ago");
        check("2026-11-23T13:00:00Z", "yesterday");
        check("2026-11-20T13:00:00Z", "Fri");
    }
}
