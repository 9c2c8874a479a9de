//! The lists of a folder: actions, goals, wins and lessons, feedback, time off. Of the shared part only.

use std::collections::BTreeMap;

use agenda::{
    Action, ActionState, GoalView, KeepsakeView, Member, OccurrenceId, Pair, feedback, goals,
    lessons_by_quarter, wins_by_month,
};
use jiff::civil::Date;
use language::say;

use super::markdown::comments;
use super::{below, called, line};

type Names = BTreeMap<Member, String>;

/// The pages that have something on them: file, title, text.
pub(super) fn pages(pair: &Pair, names: &Names, today: Date) -> Vec<(String, String, String)> {
    let pages = [
        ("actions.md", say!("export-actions"), actions(pair, names)),
        ("goals.md", say!("export-goals"), goal_page(pair, names, today)),
        ("wins-and-lessons.md", say!("export-wins-and-lessons"), kept(pair, names)),
        ("feedback.md", say!("export-feedback"), feedback_page(pair, names)),
        ("time-off.md", say!("export-time-off"), time_off(pair, names)),
    ];
    let with_title = |title: &str, text: &str| format!("# {title}\n{text}");
    let written = pages.into_iter().filter(|(_, _, text)| !text.is_empty());
    written.map(|(file, title, text)| (file.to_owned(), title.clone(), with_title(&title, &text))).collect()
}

/// The actions that were made in a meeting, in short.
pub(super) fn actions_of(out: &mut String, pair: &Pair, meeting: &OccurrenceId, names: &Names) {
    let made = pair.core.actions.values();
    let mut made: Vec<&Action> =
        made.filter(|action| action.alive && action.from_occurrence.as_ref() == Some(meeting)).collect();
    made.sort_by_key(|action| (action.position.clone(), action.at));
    if !made.is_empty() {
        out.push_str(&format!("\n### {}\n\n", say!("export-actions")));
    }
    for action in made {
        out.push_str(&action_line(action, names));
    }
}

fn actions(pair: &Pair, names: &Names) -> String {
    let mut all: Vec<&Action> = pair.core.actions.values().filter(|action| action.alive).collect();
    all.sort_by_key(|action| (action.due.is_none(), action.due, action.at));
    let (open, closed): (Vec<&Action>, Vec<&Action>) =
        all.into_iter().partition(|action| action.state.is_unresolved());
    let mut out = String::new();
    for (heading, actions) in [(say!("export-open"), open), (say!("export-closed"), closed)] {
        if !actions.is_empty() {
            out.push_str(&format!("\n## {heading}\n\n"));
        }
        for action in actions {
            out.push_str(&action_line(action, names));
            if !action.note.trim().is_empty() {
                out.push_str(&below(&action.note, 2));
            }
        }
    }
    out
}

fn action_line(action: &Action, names: &Names) -> String {
    let tick = if action.state.is_unresolved() { " " } else { "x" };
    let mut facts = Vec::new();
    facts.extend(action.owner.map(|owner| line(&called(names, Some(owner)))));
    match &action.state {
        ActionState::Done { on, .. } => facts.push(say!("export-done", date = on.to_string())),
        ActionState::Dropped { on, .. } => facts.push(say!("export-dropped", date = on.to_string())),
        _ => facts.extend(action.due.map(|due| say!("export-due", due = due.to_string()))),
    }
    facts.extend(action.reactions.values().map(|sign| line(sign)));
    let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(" · ")) };
    format!("- [{tick}] {}{facts}\n", line(&action.text))
}

fn goal_page(pair: &Pair, names: &Names, today: Date) -> String {
    let mut out = String::new();
    for goal in goals(pair, today) {
        goal_part(&mut out, &goal, names, pair);
    }
    out
}

fn goal_part(out: &mut String, goal: &GoalView, names: &Names, pair: &Pair) {
    out.push_str(&format!("\n## {}\n\n", line(&goal.title)));
    let mut facts = Vec::new();
    facts.extend(goal.owner.map(|owner| line(&called(names, Some(owner)))));
    facts.extend(goal.percent.map(|percent| format!("{percent} %")));
    match (goal.state.as_str(), goal.closed_on) {
        ("reached", Some(on)) => facts.push(say!("export-reached", date = on.to_string())),
        ("dropped", Some(on)) => facts.push(say!("export-dropped", date = on.to_string())),
        _ => facts.extend(goal.due.map(|due| say!("export-due", due = due.to_string()))),
    }
    if !facts.is_empty() {
        out.push_str(&format!("{}\n", facts.join(" · ")));
    }
    if !goal.why.trim().is_empty() {
        out.push_str(&format!("\n{}\n", goal.why.trim_end()));
    }
    if !goal.key_results.is_empty() {
        out.push_str(&format!(
            "\n| {} | {} | {} | {} | % |\n| --- | ---: | ---: | ---: | ---: |\n",
            say!("export-measure"),
            say!("export-start"),
            say!("export-now"),
            say!("export-target")
        ));
    }
    for result in &goal.key_results {
        let unit = result.unit.as_deref().map_or_else(String::new, |unit| format!(" ({})", cell(unit)));
        out.push_str(&format!(
            "| {}{unit} | {} | {} | {} | {} |\n",
            cell(&result.name),
            result.start,
            result.now,
            result.target,
            result.percent
        ));
    }
    if !goal.check_ins.is_empty() {
        out.push('\n');
    }
    for check_in in &goal.check_ins {
        let said = &check_in.said;
        let values = said.values.iter().filter_map(|(id, value)| {
            let result = goal.key_results.iter().find(|result| result.id == *id)?;
            Some(format!("{}: {value}", line(&result.name)))
        });
        let mut parts: Vec<String> = values.collect();
        parts.extend(said.note.as_deref().map(line));
        out.push_str(&format!("- {}, {}: {}\n", said.on, line(&called(names, said.by)), parts.join(" · ")));
    }
    if let Some(written) = pair.core.goals.get(&goal.id).filter(|goal| !goal.comments.is_empty()) {
        out.push('\n');
        comments(out, &written.comments, names, 0);
    }
}

fn kept(pair: &Pair, names: &Names) -> String {
    let mut out = String::new();
    let lines = |out: &mut String, kept: &[KeepsakeView]| {
        for one in kept {
            let about = one
                .about
                .map_or_else(String::new, |about| format!(" ({})", line(&called(names, Some(about)))));
            let text = below(&one.text, 2);
            out.push_str(&format!("- {}: {}{about}\n", one.on, text.trim()));
        }
    };
    let (months, quarters) = (wins_by_month(pair), lessons_by_quarter(pair));
    if !months.is_empty() {
        out.push_str(&format!("\n## {}\n\n", say!("recap-wins")));
    }
    for month in &months {
        lines(&mut out, &month.wins);
    }
    if !quarters.is_empty() {
        out.push_str(&format!("\n## {}\n\n", say!("recap-lessons")));
    }
    for quarter in &quarters {
        lines(&mut out, &quarter.lessons);
    }
    out
}

fn feedback_page(pair: &Pair, names: &Names) -> String {
    let mut out = String::new();
    for given in feedback(pair) {
        let (from, to) = (line(&called(names, given.said.from)), line(&called(names, given.said.to)));
        let heading = say!("export-feedback-from", date = given.on.to_string(), from = from, to = to);
        out.push_str(&format!("\n## {heading}\n\n{}\n", given.said.text.trim_end()));
        let parts = [
            (say!("export-situation"), &given.said.situation),
            (say!("export-behaviour"), &given.said.behaviour),
            (say!("export-impact"), &given.said.impact),
        ];
        let parts: Vec<_> = parts.iter().filter_map(|(name, text)| Some((name, text.as_deref()?))).collect();
        if !parts.is_empty() {
            out.push('\n');
        }
        for (name, text) in parts {
            out.push_str(&format!("- {name}: {}\n", below(text, 2).trim()));
        }
        if given.read {
            out.push_str(&format!("\n*{}*\n", say!("export-read")));
        }
    }
    out
}

fn time_off(pair: &Pair, names: &Names) -> String {
    let mut all: Vec<_> = pair.core.time_off.values().filter(|away| away.alive).collect();
    all.sort_by_key(|away| (away.from, away.to));
    let mut out = if all.is_empty() { String::new() } else { "\n".to_owned() };
    for away in all {
        let note = away.note.as_deref().map_or_else(String::new, |note| format!(": {}", line(note)));
        let name = line(&called(names, away.member));
        out.push_str(&format!("- {} – {}, {name}{note}\n", away.from, away.to));
    }
    out
}

/// A text in a table: a bar would end its cell.
fn cell(text: &str) -> String {
    line(text).replace('|', "\\|")
}
