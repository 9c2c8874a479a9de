//! What a calendar file changes, or has changed.

use client::{CalendarChange, CalendarNews};
use jiff::{Timestamp, ZonedDateTime};
use language::say;

use crate::page::{Page, faint, plain, strong};
use crate::screens::rule_in_words;
use crate::when;

/// By person, then in one line what was left out.
pub(crate) fn calendar_news(news: &CalendarNews, asked: bool, now: &ZonedDateTime) -> Page {
    let mut page = Page::default();
    if news.is_empty() {
        page.line([plain(say!("calendar-nothing"))]);
    }
    for line in news.people.iter().filter(|line| !line.changes.is_empty()) {
        let name = line.person.first_name();
        page.line([strong(match asked {
            true => say!("calendar-would", name = name),
            false => say!("calendar-did", name = name),
        })]);
        for change in &line.changes {
            page.hanging(2, 4, [plain(in_words(change, now))]);
        }
    }
    let mut left = Vec::new();
    if news.foreign > 0 {
        left.push(say!("calendar-foreign-events", count = news.foreign));
    }
    if news.held > 0 {
        left.push(say!("calendar-held", count = news.held));
    }
    if news.left > 0 {
        left.push(say!("calendar-left", count = news.left));
    }
    if !left.is_empty() {
        page.hanging(0, 2, [faint(say!("calendar-ignored", what = left.join(", ")))]);
    }
    if !news.unknown_zones.is_empty() {
        let names: Vec<&str> = news.unknown_zones.iter().map(String::as_str).collect();
        page.hanging(0, 2, [faint(say!("calendar-zones", names = names.join(", ")))]);
    }
    page
}

fn in_words(change: &CalendarChange, now: &ZonedDateTime) -> String {
    let when = |starts: &ZonedDateTime| moment(starts.timestamp(), now);
    match change {
        CalendarChange::Cadence { cadence, from: Some(from) } => {
            say!("calendar-cadence", rule = rule_in_words(cadence), date = from.to_string())
        }
        CalendarChange::Cadence { from: None, .. } => say!("calendar-ends"),
        CalendarChange::Moved { from, to, .. } if from.timestamp() == to.timestamp() => {
            say!("calendar-after-all", when = when(to))
        }
        CalendarChange::Moved { from, to, .. } => say!("calendar-moved", from = when(from), to = when(to)),
        CalendarChange::Skipped { starts, .. } => say!("calendar-skipped", when = when(starts)),
        CalendarChange::Cancelled { starts, .. } => say!("calendar-cancelled", when = when(starts)),
        CalendarChange::Length { starts, minutes, .. } => {
            say!("calendar-length", when = when(starts), minutes = *minutes)
        }
    }
}

fn moment(at: Timestamp, now: &ZonedDateTime) -> String {
    let here = at.to_zoned_datetime(now.time_zone().clone());
    format!("{} {}", when::long_date(here.date(), now.date()), here.strftime("%H:%M"))
}
