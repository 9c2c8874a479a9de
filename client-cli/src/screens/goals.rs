//! Goals: how far, how measured, what was said. About work, never a score of a person.

use std::collections::BTreeMap;

use agenda::{Confidence, GoalKind, GoalView, ItemId, Number, Point};
use client::PersonRef;
use jiff::civil::Date;
use language::say;

use crate::page::{Page, Span, Table, Tone, faint, plain, strong};
use crate::screens::who;
use crate::when;

/// All goals with one person, a line each, measures below.
pub(crate) fn goals(person: &PersonRef, all: &[GoalView], today: Date) -> Page {
    let mut page = Page::default();
    if all.is_empty() {
        page.line([plain(say!("no-goals", first = person.first_name()))]);
        return page;
    }
    page.line([strong(say!("name-and-you", name = &person.name))]);
    let mut table = Table::new(2, 1);
    for goal in all {
        table.blank();
        row(&mut table, person, goal, today);
        for measure in &goal.key_results {
            table.hanging(6, 8, [faint(measured(measure))]);
        }
    }
    page.table(table);
    page
}

/// One goal with everything that was said about it.
pub(crate) fn goal(
    person: &PersonRef,
    goal: &GoalView,
    titles: &BTreeMap<ItemId, String>,
    today: Date,
) -> Page {
    let mut page = Page::default();
    let mut table = Table::new(0, 1);
    row(&mut table, person, goal, today);
    page.table(table);
    for measure in &goal.key_results {
        page.hanging(4, 6, [plain(measured(measure)), faint("  "), spark(&measure.line)]);
    }
    if !goal.why.trim().is_empty() {
        page.blank();
        for line in goal.why.lines() {
            page.indented(4, [plain(line)]);
        }
    }
    let mut table = Table::new(4, 1);
    for check_in in &goal.check_ins {
        let said = &check_in.said;
        let mut words: Vec<String> = said
            .values
            .iter()
            .filter_map(|(id, value)| {
                let measure = goal.key_results.iter().find(|measure| measure.id == *id)?;
                Some(with_unit(*value, measure.unit.as_deref()))
            })
            .collect();
        words.extend(said.confidence.as_ref().map(confidence));
        words.extend(said.note.clone());
        table.row([
            vec![faint(when::short_date(said.on, today))],
            vec![plain(words.join(", "))],
            vec![faint(who(said.by, person))],
        ]);
    }
    if !table.is_empty() {
        page.blank();
        page.table(table);
    }
    for (heading, ids) in [(say!("goal-topics"), &goal.topics), (say!("goal-actions"), &goal.actions)] {
        let named: Vec<&String> = ids.iter().filter_map(|id| titles.get(id)).collect();
        if !named.is_empty() {
            page.blank();
            page.indented(4, [strong(heading)]);
            for title in named {
                page.hanging(6, 8, [plain(title)]);
            }
        }
    }
    for conflict in &goal.conflicts {
        page.hanging(
            4,
            6,
            [Span::new(Tone::Wrong, &say!("also-set-to", values = conflict.values.join(" | ")))],
        );
    }
    page
}

fn row(table: &mut Table, person: &PersonRef, goal: &GoalView, today: Date) {
    let how_far = match (goal.state.as_str(), goal.percent) {
        ("reached", _) => say!("goal-state-reached"),
        ("dropped", _) => say!("goal-state-dropped"),
        (_, Some(percent)) => format!("{percent} %"),
        _ => String::new(),
    };
    let mut about = vec![kind(&goal.kind), who(goal.owner, person)];
    if goal.state == "open" {
        about.extend(goal.due.map(|due| when::due(due, today)));
    }
    let tone = if goal.overdue { Tone::Wrong } else { Tone::Faint };
    table.row([
        vec![strong(&goal.reference)],
        vec![plain(&goal.title)],
        vec![strong(how_far)],
        vec![Span::new(tone, &about.join(", "))],
    ]);
}

fn measured(measure: &agenda::KeyResultView) -> String {
    let unit = measure.unit.as_deref();
    say!(
        "measure-line",
        name = &measure.name,
        start = measure.start.to_string(),
        now = measure.now.to_string(),
        target = with_unit(measure.target, unit),
        percent = measure.percent
    )
}

fn with_unit(number: Number, unit: Option<&str>) -> String {
    match unit {
        Some(unit) => format!("{number} {unit}"),
        None => number.to_string(),
    }
}

/// A line of eight heights: how the number went.
fn spark(points: &[Point]) -> Span {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    const SPELLED: [char; 8] = ['_', '.', '-', ':', '=', '+', '*', '#'];
    let values: Vec<f64> = points.iter().map(|point| point.value.as_float()).collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let drawn = |heights: &[char; 8]| -> String {
        if values.len() < 2 || high <= low {
            return String::new();
        }
        let height = |value: &f64| heights.get((((value - low) / (high - low)) * 7.0).round() as usize);
        values.iter().filter_map(height).collect()
    };
    Span::either(Tone::Faint, drawn(&HEIGHTS), drawn(&SPELLED))
}

pub(crate) fn confidence(confidence: &Confidence) -> String {
    match confidence {
        Confidence::Low => say!("confidence-low"),
        Confidence::Medium => say!("confidence-medium"),
        Confidence::High => say!("confidence-high"),
        Confidence::Other(word) => word.clone(),
    }
}

fn kind(kind: &GoalKind) -> String {
    match kind {
        GoalKind::Okr => say!("goal-okr"),
        GoalKind::Development => say!("goal-development"),
        GoalKind::Career => say!("goal-career"),
        GoalKind::Other(word) => word.clone(),
    }
}
