//! How somebody was over time, and who talked.

use agenda::{CheckIn, Mean, Member, TalkSplit, TalkView, Trend};
use client::PersonRef;
use jiff::civil::Date;
use language::say;

use crate::page::{Page, Span, Table, Tone, faint, plain, strong};
use crate::screens::who;
use crate::when;

/// Check-ins of one's own, the latest first. Only you see this.
pub(crate) fn trend(trend: &Trend, today: Date) -> Page {
    let mut page = Page::default();
    if trend.points.is_empty() {
        page.line([plain(say!("no-check-ins"))]);
        return page;
    }
    page.line([Span::new(Tone::Private, &say!("only-you-heading"))]);
    let mut table = Table::new(2, 2);
    for point in trend.points.iter().rev().take(SHOWN) {
        let shared = if point.shared { say!("check-in-is-shared") } else { String::new() };
        table.row([
            vec![faint(when::short_date(point.on, today))],
            vec![plain(numbers(&point.said))],
            vec![plain(point.said.word.clone().unwrap_or_default())],
            vec![faint(shared)],
        ]);
    }
    page.table(table);
    let (before, lately) = (mean(&trend.before), mean(&trend.lately));
    if let (Some(before), Some(lately)) = (before, lately) {
        page.line([faint(say!("check-in-means", before = before, lately = lately))]);
    }
    page
}

fn numbers(said: &CheckIn) -> String {
    let number = |number: Option<u8>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    say!("mood-and-workload", mood = number(said.mood), workload = number(said.workload))
}

fn mean(mean: &Mean) -> Option<String> {
    let mood = mean.mood?.to_string();
    let workload = mean.workload?.to_string();
    Some(say!("mood-and-workload", mood = mood, workload = workload))
}

/// Who talked, where both count it.
pub(crate) fn talk(person: &PersonRef, view: &TalkView, [mine, theirs]: [bool; 2], today: Date) -> Page {
    let mut page = Page::default();
    let first = person.first_name();
    page.line([plain(match (mine, theirs) {
        (true, true) => say!("talk-on"),
        (true, false) => say!("talk-waits-for-them", first = first),
        (false, true) => say!("talk-waits-for-you", first = first),
        (false, false) => say!("talk-off"),
    })]);
    if let Some(aim) = view.aim_percent {
        page.line([faint(say!("talk-aim", percent = aim))]);
    }
    if !view.on {
        return page;
    }
    let mut table = Table::new(2, 1);
    for meeting in view.meetings.iter().take(SHOWN) {
        table.row([
            vec![faint(when::short_date(meeting.on, today))],
            vec![plain(split(person, &meeting.split))],
        ]);
    }
    if !table.is_empty() {
        page.table(table);
    }
    if let Some(together) = &view.together {
        page.line([strong(talked(person, together.report_percent))]);
    }
    page
}

/// How much of the time the report talked: that share is meant to be large.
pub(super) fn talked(person: &PersonRef, percent: u8) -> String {
    match person.you {
        Member::Report => say!("talk-report-you", percent = percent),
        Member::Manager => say!("talk-report-them", name = person.first_name(), percent = percent),
    }
}

fn split(person: &PersonRef, split: &TalkSplit) -> String {
    let clock = |seconds: u64| format!("{}:{:02}", seconds / 60, seconds % 60);
    say!(
        "talk-split",
        first = who(Some(Member::Report), person),
        second = who(Some(Member::Manager), person),
        report = clock(split.report_seconds),
        manager = clock(split.manager_seconds),
        percent = split.report_percent
    )
}

const SHOWN: usize = 12;
