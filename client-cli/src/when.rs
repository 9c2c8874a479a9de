//! Times in words: relative within a week, a date else. Whoever calls says what time it is.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// "today", "yesterday", "tomorrow", "Tue" within a week, else "3 Mar" or "3 Mar 2025".
pub(crate) fn day(date: Date, today: Date) -> String {
    match today.until(date).map_or(i32::MAX, |span| span.get_days()) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        -6..=6 => date.strftime("%a").to_string(),
        _ => short_date(date, today),
    }
}

/// "3 Mar", with the year where it is another one.
pub(crate) fn short_date(date: Date, today: Date) -> String {
    let form = if date.year() == today.year() { "%-d %b" } else { "%-d %b %Y" };
    date.strftime(form).to_string()
}

/// "Tue 24 Nov".
pub(crate) fn weekday_and_date(date: Date) -> String {
    date.strftime("%a %-d %b").to_string()
}

/// "12 s ago", "2 min ago", "3 h ago", then a day.
pub(crate) fn ago(then: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let seconds = now.as_second().saturating_sub(then.as_second());
    match seconds {
        ..=1 => "just now".to_owned(),
        2..60 => format!("{seconds} s ago"),
        60..3600 => format!("{} min ago", seconds / 60),
        3600..43_200 => format!("{} h ago", seconds / 3600),
        _ => {
            let date = then.to_zoned_datetime(zone.clone()).date();
            let today = now.to_zoned_datetime(zone.clone()).date();
            if date == today { format!("{} h ago", seconds / 3600) } else { day(date, today) }
        }
    }
}

/// "today", "yesterday", "6 days ago", then "on 3 Mar".
pub(crate) fn days_ago(date: Date, today: Date) -> String {
    match date.until(today).map_or(i32::MAX, |span| span.get_days()) {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days @ 2..=30 => format!("{days} days ago"),
        _ => format!("on {}", short_date(date, today)),
    }
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
