//! Feedback, wins, lessons, days off, priorities.

use agenda::{KeepsakeView, MonthOfWins, QuarterOfLessons, TimeOffView};
use client::{FeedbackScreen, PersonRef, Priorities};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use language::say;

use crate::page::{Page, Sign, Span, Table, Tone, faint, plain, strong};
use crate::screens::{standing, who};
use crate::when;

/// Feedback in both directions; drafts below, or their number.
pub(crate) fn feedback(screen: &FeedbackScreen, today: Date) -> Page {
    let mut page = Page::default();
    let person = &screen.person;
    if screen.feedback.is_empty() {
        page.line([plain(say!("no-feedback", first = person.first_name()))]);
    }
    let mut table = Table::new(0, 1);
    for given in &screen.feedback {
        let read = if given.read { say!("feedback-was-read") } else { String::new() };
        let from =
            say!("feedback-from", from = who(given.said.from, person), to = who(given.said.to, person));
        table.row([
            vec![strong(&given.reference)],
            vec![plain(first_line(&given.said.text))],
            vec![faint(from)],
            vec![faint(when::short_date(given.on, today))],
            vec![faint(read)],
        ]);
        for line in given.said.text.lines().skip(1).filter(|line| !line.trim().is_empty()) {
            table.hanging(6, 6, [plain(line)]);
        }
    }
    if !table.is_empty() {
        page.table(table);
    }
    if screen.drafts > 0 && screen.private.is_empty() {
        page.blank();
        page.line([Span::new(Tone::Private, &say!("drafts-not-shown", count = screen.drafts))]);
    }
    if !screen.private.is_empty() {
        page.blank();
        page.line([Span::new(Tone::Private, &say!("only-you-drafts"))]);
        for draft in &screen.private {
            for (index, line) in draft.text.lines().enumerate() {
                let label = if index == 0 { format!(" ({})  ", draft.reference) } else { " ".to_owned() };
                page.hanging(
                    2,
                    6,
                    [
                        Span::sign(Tone::Private, Sign::OnlyYou),
                        Span::new(Tone::Private, &label),
                        Span::new(Tone::Private, line),
                    ],
                );
            }
        }
    }
    page
}

/// Wins, the latest month first.
pub(crate) fn wins(person: &PersonRef, months: &[MonthOfWins], today: Date) -> Page {
    let mut page = Page::default();
    if months.is_empty() {
        page.line([plain(say!("no-wins", first = person.first_name()))]);
        return page;
    }
    let mut table = Table::new(2, 1);
    for month in months {
        table.blank();
        table.line(0, [strong(when::month_and_year(month.month))]);
        for win in &month.wins {
            kept(&mut table, win, person, today);
        }
    }
    page.table(table);
    page
}

/// Lessons, the latest quarter first.
pub(crate) fn lessons(person: &PersonRef, quarters: &[QuarterOfLessons], today: Date) -> Page {
    let mut page = Page::default();
    if quarters.is_empty() {
        page.line([plain(say!("no-lessons", first = person.first_name()))]);
        return page;
    }
    let mut table = Table::new(2, 1);
    for quarter in quarters {
        table.blank();
        table.line(0, [strong(quarter.quarter.to_string())]);
        for lesson in &quarter.lessons {
            kept(&mut table, lesson, person, today);
        }
    }
    page.table(table);
    page
}

fn kept(table: &mut Table, kept: &KeepsakeView, person: &PersonRef, today: Date) {
    let about = match kept.about {
        Some(about) => say!("kept-about", by = who(kept.author, person), about = who(Some(about), person)),
        None => who(kept.author, person),
    };
    table.row([
        vec![strong(&kept.reference)],
        vec![plain(&kept.text)],
        vec![faint(format!("{about}, {}", when::short_date(kept.on, today)))],
    ]);
}

/// Days off with the meetings that they hit.
pub(crate) fn time_off(person: &PersonRef, all: &[TimeOffView], now: &ZonedDateTime) -> Page {
    let mut page = Page::default();
    if all.is_empty() {
        page.line([plain(say!("no-time-off"))]);
        return page;
    }
    let today = now.date();
    let mut table = Table::new(0, 3);
    for off in all {
        let days = if off.from == off.to {
            when::long_date(off.from, today)
        } else {
            let (from, to) = (when::long_date(off.from, today), when::long_date(off.to, today));
            say!("from-to", from = from, to = to)
        };
        table.row([
            vec![strong(&off.reference)],
            vec![plain(who(off.member, person))],
            vec![plain(days)],
            vec![faint(off.note.clone().unwrap_or_default())],
        ]);
    }
    page.table(table);
    page.blank();
    hit_meetings(&mut page, all, now);
    page
}

/// The meetings that days off hit and about which nothing was said yet, with what can be done.
pub(crate) fn hit_meetings(page: &mut Page, all: &[TimeOffView], now: &ZonedDateTime) {
    let mut table = Table::new(2, 1);
    let mut undecided = false;
    for meeting in all.iter().flat_map(|off| &off.meetings).filter(|meeting| meeting.date() >= now.date()) {
        let said = standing(meeting, now);
        undecided |= said.is_empty();
        table.row([vec![plain(when::long_date(meeting.date(), now.date()))], vec![faint(said)]]);
    }
    if table.is_empty() {
        return;
    }
    page.line([strong(say!("meetings-hit"))]);
    page.table(table);
    if undecided {
        page.line([faint(say!("meetings-hit-try"))]);
    }
}

/// What comes first, and since when nobody has looked.
pub(crate) fn priorities(person: &PersonRef, priorities: &Priorities, today: Date) -> Page {
    let mut page = Page::default();
    if priorities.text.trim().is_empty() {
        page.line([plain(say!("no-priorities", first = person.first_name()))]);
    }
    for line in priorities.text.trim_end().lines() {
        page.line([plain(line)]);
    }
    if let Some(looked) = priorities.looked {
        let date = when::days_ago(looked.on, today);
        page.line([faint(say!("priorities-looked", who = who(Some(looked.by), person), date = date))]);
    }
    page
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
