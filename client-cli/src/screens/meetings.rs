//! When two people meet: the rule in words, the next dates, and what became of one meeting.

use agenda::{Cadence, DayOfWeek, Frequency, MeetingState, Occurrence, OccurrenceId};
use client::{Arranged, PersonRef};
use jiff::ZonedDateTime;
use jiff::civil::Weekday;
use language::{message, say};

use crate::page::{Page, Span, Table, Tone, faint, plain, strong};
use crate::screens::sees;
use crate::when;

/// The rule and the next dates.
pub(crate) fn cadence(
    person: &PersonRef,
    cadence: Option<&Cadence>,
    next: &[&Occurrence],
    now: &ZonedDateTime,
) -> Page {
    let mut page = Page::default();
    match cadence {
        Some(cadence) => page.line([
            strong(say!("name-and-you", name = &person.name)),
            plain(format!(": {}", rule_in_words(cadence))),
        ]),
        None => page.line([plain(say!("no-cadence", name = person.first_name()))]),
    }
    let mut table = Table::new(2, 2);
    for meeting in next {
        table.row([
            vec![plain(day_and_time(meeting, now))],
            vec![plain(kind_in_words(meeting))],
            vec![Span::new(tone(meeting), &standing(meeting, now))],
        ]);
    }
    if !table.is_empty() {
        page.blank();
        page.table(table);
    }
    page
}

/// The rule was changed.
pub(crate) fn cadence_set(arranged: &Arranged, cadence: Option<&Cadence>, now: &ZonedDateTime) -> Page {
    let mut page = Page::default();
    let first = arranged.person.first_name();
    let said = match cadence {
        Some(cadence) => say!("cadence-is", name = first, rule = rule_in_words(cadence)),
        None => say!("cadence-gone", name = first),
    };
    page.line([plain(format!("{said} {}", next_in_words(arranged, now)))]);
    page.line([faint(sees(&arranged.person, true, arranged.changed))]);
    page
}

/// What became of a meeting, what comes next, and who sees it.
pub(crate) fn arranged(arranged: &Arranged, now: &ZonedDateTime) -> Page {
    let mut page = Page::default();
    if let Some(meeting) = &arranged.meeting {
        let when = in_both_zones(meeting, now);
        let said = match (&meeting.state, meeting.id) {
            (MeetingState::Skipped, _) => say!("meeting-is-skipped", when = when),
            (MeetingState::Cancelled, _) => say!("meeting-is-cancelled", when = when),
            (_, OccurrenceId::Overflow(_)) => {
                say!("overflow-is-planned", when = when, minutes = meeting.minutes)
            }
            (_, OccurrenceId::Extra(_)) => say!("extra-is-planned", when = when, minutes = meeting.minutes),
            _ => say!("meeting-is-moved", when = when),
        };
        page.line([plain(said)]);
        if matches!(meeting.state, MeetingState::Skipped | MeetingState::Cancelled) {
            page.line([plain(format!("{} {}", say!("open-topics-wait"), next_in_words(arranged, now)))]);
        }
    }
    page.line([faint(sees(&arranged.person, true, arranged.changed))]);
    page
}

/// "Every 2 weeks on Thursday at 14:30 (Europe/Lisbon), 30 min".
pub(crate) fn rule_in_words(cadence: &Cadence) -> String {
    let rule = &cadence.rule;
    let numbered: Vec<String> = rule.by_day.iter().filter(|day| day.nth.is_some()).map(nth_day).collect();
    let plain_days: Vec<String> = if rule.by_day.is_empty() {
        vec![weekday_name(cadence.starts_on.weekday())]
    } else {
        rule.by_day.iter().map(|day| weekday_name(day.weekday)).collect()
    };
    let days = listed(&plain_days);
    let count = rule.interval;
    let often = match rule.frequency {
        Frequency::Daily => say!("every-days", count = count),
        Frequency::Weekly => say!("every-weeks", count = count, days = days),
        Frequency::Monthly if numbered.is_empty() => {
            say!("every-months-date", count = count, day = cadence.starts_on.day())
        }
        Frequency::Monthly => say!("every-months-day", count = count, days = listed(&numbered)),
    };
    let time = cadence.time.strftime("%H:%M").to_string();
    let zone = cadence.time_zone.as_str();
    let words = say!("cadence-in-words", often = often, time = time, zone = zone, minutes = cadence.minutes);
    match rule.until {
        Some(until) => say!("cadence-until", cadence = words, date = until.to_string()),
        None => words,
    }
}

fn listed(days: &[String]) -> String {
    match days {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => say!("list-and", before = before.join(", "), last = last),
    }
}

fn nth_day(day: &DayOfWeek) -> String {
    let weekday = weekday_name(day.weekday);
    match day.nth {
        Some(-1) => say!("nth-last", weekday = weekday),
        Some(nth) => say!("nth-day", nth = nth, weekday = weekday),
        None => weekday,
    }
}

fn weekday_name(weekday: Weekday) -> String {
    message(&format!("weekday-long-{}", weekday.to_monday_one_offset()), &[])
}

fn day_and_time(meeting: &Occurrence, now: &ZonedDateTime) -> String {
    let here = meeting.starts.timestamp().to_zoned_datetime(now.time_zone().clone());
    format!("{} {}", when::long_date(here.date(), now.date()), here.strftime("%H:%M"))
}

/// The same, with the time in the pair's zone where that is another one.
fn in_both_zones(meeting: &Occurrence, now: &ZonedDateTime) -> String {
    let here = day_and_time(meeting, now);
    let there = &meeting.starts;
    let offset_here = now.time_zone().to_offset(there.timestamp());
    match there.time_zone().iana_name().filter(|_| there.offset() != offset_here) {
        Some(zone) => {
            let time = there.strftime("%H:%M").to_string();
            format!("{here} ({})", say!("at-the-other-place", time = time, zone = zone))
        }
        None => here,
    }
}

fn next_in_words(arranged: &Arranged, now: &ZonedDateTime) -> String {
    match &arranged.next {
        Some(next) => say!("next-is", when = in_both_zones(next, now)),
        None => say!("next-is-none"),
    }
}

fn kind_in_words(meeting: &Occurrence) -> String {
    match meeting.id {
        OccurrenceId::Regular(_) => String::new(),
        OccurrenceId::Overflow(_) => say!("kind-overflow"),
        OccurrenceId::Extra(_) => say!("kind-extra"),
    }
}

/// What became of a meeting, with the reason.
pub(crate) fn standing(meeting: &Occurrence, now: &ZonedDateTime) -> String {
    let state = match (&meeting.state, meeting.id) {
        (MeetingState::Held, _) => say!("state-held"),
        (MeetingState::Skipped, _) => say!("state-skipped"),
        (MeetingState::Cancelled, _) => say!("state-cancelled"),
        (_, OccurrenceId::Regular(slot)) if meeting.moved => {
            say!("state-moved", date = when::long_date(slot, now.date()))
        }
        _ => String::new(),
    };
    match (&meeting.reason, state.is_empty()) {
        (Some(reason), true) => reason.clone(),
        (Some(reason), false) => format!("{state}: {reason}"),
        (None, _) => state,
    }
}

fn tone(meeting: &Occurrence) -> Tone {
    match meeting.state {
        MeetingState::Skipped | MeetingState::Cancelled => Tone::Wrong,
        _ => Tone::Faint,
    }
}
