//! What an agenda says beside its topics: how regularly the two meet, what comes first for the team, which headings are
//! empty, and a gentle word when it is mostly status. Nobody is scored.

use agenda::Category;
use client::{AgendaScreen, section_heading};
use jiff::ZonedDateTime;
use language::say;

use crate::page::{Page, Span, Table, faint, plain};
use crate::screens::who;
use crate::when;

/// Behind the date of the meeting: when they last met, and how many of the last ones were held.
pub(super) fn regularity(screen: &AgendaScreen, now: &ZonedDateTime) -> Vec<Span> {
    let mut spans = Vec::new();
    let regular = &screen.agenda.regularity;
    if let Some(last) = regular.last_held {
        spans.push(plain(say!("last-met", when = when::days_ago(last, now.date()))));
    }
    if regular.of > 0 {
        spans.push(plain(format!(" {}.", say!("held-of", held = regular.held, of = regular.of))));
    }
    if regular.overdue {
        spans.push(plain(format!(" {}", say!("slots-went-by", count = regular.missed_in_a_row))));
    }
    spans
}

/// Under Alignment, before its topics: the note on what comes first, with the day on which somebody last looked at it.
pub(super) fn priorities(table: &mut Table, screen: &AgendaScreen, now: &ZonedDateTime, all: bool) {
    let lines: Vec<&str> = screen.agenda.priorities.trim_end().lines().collect();
    let shown = if all { lines.len() } else { lines.len().min(LINES_SHOWN) };
    for line in &lines[..shown] {
        table.hanging(6, 6, [plain(*line)]);
    }
    let more = lines.len() - shown;
    let looked = screen.agenda.priorities_on.map(|looked| {
        let date = when::long_date(looked.on, now.date());
        say!("priorities-looked", who = who(Some(looked.by), &screen.person), date = date)
    });
    let more = (more > 0).then(|| say!("more-lines", count = more));
    let behind: Vec<String> = [more, looked].into_iter().flatten().collect();
    table.hanging(6, 6, [faint(behind.join(". "))]);
}

/// Behind the topics of a meeting that is still to come.
pub(super) fn hints(page: &mut Page, screen: &AgendaScreen) {
    let agenda = &screen.agenda;
    if agenda.meeting.as_ref().is_some_and(|meeting| meeting.occurrence.is_overflow()) {
        page.blank();
        page.line([faint(say!("agenda-overflow-only"))]);
        return;
    }
    let to_come = agenda.meeting.as_ref().is_none_or(|meeting| meeting.occurrence.is_planned());
    if !to_come || agenda.topics.is_empty() {
        return;
    }
    let mut said = Vec::new();
    let empty: Vec<_> = agenda
        .sections
        .iter()
        .filter(|section| section.topics.is_empty() && section.name != "report_first")
        // What is promised stands under Next steps.
        .filter(|section| section.name != Category::NextSteps.to_string() || agenda.actions.is_empty())
        .collect();
    if !empty.is_empty() {
        let names: Vec<String> =
            empty.iter().map(|section| section_heading(&section.name, &section.heading)).collect();
        let name = screen.person.first_name().to_lowercase();
        said.push(say!("headings-empty", headings = names.join(", "), name = name));
    }
    if agenda.mix.mostly_status && agenda.mix.topics >= FEW {
        said.push(say!("mostly-status"));
    }
    if !said.is_empty() {
        page.blank();
    }
    for line in said {
        page.line([faint(line)]);
    }
}

const LINES_SHOWN: usize = 3;
/// Of fewer topics nothing is said.
const FEW: u32 = 3;
