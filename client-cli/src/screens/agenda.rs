//! The agenda with one person.

use std::collections::BTreeMap;

use agenda::{ActionView, Category, CommentView, Member, TopicKind, TopicView};
use client::{AgendaScreen, NoteLine, Phase, section_heading};
use jiff::ZonedDateTime;
use language::{find, say};

use crate::page::{Page, Sign, Span, Table, Tone, faint, plain, strong};
use crate::screens::{agenda_about, belongs, goal_line, signs, who};
use crate::when;

/// The screen; `all` shows notes in full length.
pub(crate) fn agenda(screen: &AgendaScreen, now: &ZonedDateTime, all: bool) -> Page {
    let mut page = Page::default();
    page.line(headline(screen, now));
    if let Some(place) = screen.agenda.meeting.as_ref().and_then(|meeting| meeting.occurrence.place.as_ref())
    {
        page.line([faint(place)]);
    }
    if let Some(since) = screen.person.put_away {
        page.line([Span::new(Tone::Wrong, &say!("put-away-since", date = when::day(since, now.date())))]);
    }
    if !screen.person.checked && screen.person.is_met() && screen.person.phase == Phase::Live {
        let first = screen.person.first_name();
        page.line([
            Span::new(Tone::Wrong, &say!("first-word")),
            plain(say!("first-compare", first = first, name = first.to_lowercase())),
        ]);
    }
    let mut table = Table::new(2, 2);
    let mut any = false;
    for section in &screen.agenda.sections {
        let topics: Vec<&TopicView> = section
            .topics
            .iter()
            .filter_map(|id| screen.agenda.topics.iter().find(|topic| topic.id == *id))
            .collect();
        let first =
            section.name == Category::Alignment.to_string() && !screen.agenda.priorities.trim().is_empty();
        if topics.is_empty() && !first {
            continue;
        }
        any = true;
        table.blank();
        table.line(0, [strong(heading(&section.name, &section.heading, screen))]);
        if first {
            agenda_about::priorities(&mut table, screen, now, all);
        }
        for topic in topics {
            topic_rows(&mut table, screen, topic, now, all);
        }
    }
    if !screen.agenda.actions.is_empty() {
        any = true;
        table.blank();
        table.line(0, [strong(say!("open-actions"))]);
        for action in &screen.agenda.actions {
            action_rows(&mut table, screen, action);
        }
    }
    page.blank();
    if !table.is_empty() {
        page.table(table);
    }
    if !any {
        page.line([
            plain(say!("nothing-here")),
            faint(format!("entre add {}", screen.person.first_name().to_lowercase())),
        ]);
    }
    agenda_about::hints(&mut page, screen);
    private_part(&mut page, screen);
    if screen.pending {
        page.blank();
        page.line([faint(say!("all-waits-here"))]);
    } else if screen.waiting > 0 {
        page.blank();
        page.line([faint(say!("waits-for-sync", count = screen.waiting))]);
    }
    page
}

fn headline(screen: &AgendaScreen, now: &ZonedDateTime) -> Vec<Span> {
    let mut spans = Vec::new();
    if let Some(title) = &screen.agenda.title {
        spans.push(strong(format!("{title}: ")));
    }
    spans.push(strong(say!("name-and-you", name = screen.person.name)));
    let zone = now.time_zone().clone();
    if let Some(meeting) = &screen.agenda.meeting {
        let starts = meeting.occurrence.starts.timestamp().to_zoned_datetime(zone);
        spans.push(plain(format!(
            ", {} {}",
            when::weekday_and_date(starts.date()),
            starts.strftime("%H:%M")
        )));
    }
    spans.push(plain("."));
    spans.extend(agenda_about::regularity(screen, now));
    spans
}

/// The report's questions come first under the report's name; the six headings are as they are.
fn heading(name: &str, heading: &str, screen: &AgendaScreen) -> String {
    if name != "report_first" {
        return section_heading(name, heading);
    }
    match screen.person.you {
        Member::Report => say!("you-bring"),
        Member::Manager => say!("they-bring", name = screen.person.first_name()),
    }
}

fn topic_rows(table: &mut Table, screen: &AgendaScreen, topic: &TopicView, now: &ZonedDateTime, all: bool) {
    let sign = match topic.state.as_str() {
        "open" => Sign::Open,
        "parked" => Sign::Parked,
        "dropped" => Sign::Dropped,
        _ => Sign::Discussed,
    };
    let mut title = vec![plain(&topic.title)];
    if topic.carried > 0 {
        title.push(faint(say!("carried", count = topic.carried)));
    }
    if topic.edited_after_deletion {
        title.push(Span::new(Tone::Wrong, &say!("edited-after-deletion")));
    }
    let about = format!("{}, {}", who(topic.by, &screen.person), when::day(topic.added, now.date()));
    table.row([
        vec![strong(&topic.reference)],
        vec![Span::sign(Tone::Shared, sign)],
        title,
        vec![faint(about)],
    ]);
    for conflict in &topic.conflicts {
        let values = conflict.values.join(" | ");
        table.below(
            2,
            [
                Span::new(Tone::Wrong, &say!("also-set", values = values)),
                faint(format!("  ({})", field(&conflict.field))),
            ],
        );
    }
    for line in belongs(topic, &screen.titles) {
        table.below(2, [line]);
    }
    sign_row(table, screen, &topic.reactions);
    // News takes one line, unless somebody wants all of it.
    if topic.kind == TopicKind::Update && !all {
        let hidden = topic.notes.trim().lines().count() + topic.comments.len();
        if hidden > 0 {
            let more = say!("more-lines", count = hidden);
            table.below(0, [Span::sign(Tone::Faint, Sign::More), faint(more)]);
        }
        return;
    }
    text_rows(table, &topic.notes, all);
    for CommentView { by, text, .. } in &topic.comments {
        table.below(
            2,
            [Span::sign(Tone::Faint, Sign::Remark), plain(format!(" {}: {text}", who(*by, &screen.person)))],
        );
    }
    for note in screen.private.notes.iter().filter(|note| note.item == Some(topic.id)) {
        note_row(table, note);
    }
}

fn action_rows(table: &mut Table, screen: &AgendaScreen, action: &ActionView) {
    let mut who = who(action.owner, &screen.person);
    let late = screen.agenda.view.overdue.contains(&action.id);
    if let Some(due) = action.due {
        who = format!("{who}, {}", when::due(due, screen.agenda.view.today));
    }
    let tone = if late { Tone::Wrong } else { Tone::Faint };
    table.row([
        vec![strong(&action.reference)],
        vec![Span::sign(Tone::Shared, Sign::Unticked)],
        vec![plain(&action.text)],
        vec![Span::new(tone, &who)],
    ]);
    for conflict in &action.conflicts {
        let values = conflict.values.join(" | ");
        table.below(
            2,
            [
                Span::new(Tone::Wrong, &say!("also-set", values = values)),
                faint(format!("  ({})", field(&conflict.field))),
            ],
        );
    }
    if let Some(line) = goal_line(action.goal.as_ref(), &screen.titles) {
        table.below(2, [line]);
    }
    sign_row(table, screen, &action.reactions);
    text_rows(table, &action.note, false);
    for note in screen.private.notes.iter().filter(|note| note.item == Some(action.id)) {
        note_row(table, note);
    }
}

fn sign_row(table: &mut Table, screen: &AgendaScreen, reactions: &BTreeMap<Member, String>) {
    let signs = signs(reactions, &screen.person);
    if !signs.is_empty() {
        table.below(2, signs);
    }
}

/// A field of an item as people call it.
pub(crate) fn field(word: &str) -> String {
    find(&format!("field-{word}"), &[]).unwrap_or_else(|| word.to_owned())
}

fn text_rows(table: &mut Table, text: &str, all: bool) {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let shown = if all { lines.len() } else { lines.len().min(LINES_SHOWN) };
    for line in lines.iter().take(shown) {
        table.below(0, [faint(line)]);
    }
    if shown < lines.len() {
        table.below(
            0,
            [Span::sign(Tone::Faint, Sign::More), faint(say!("more-lines", count = lines.len() - shown))],
        );
    }
}

fn note_row(table: &mut Table, note: &NoteLine) {
    for (index, line) in note.text.lines().enumerate() {
        let label = if index == 0 { say!("only-you-ref", name = note.reference) } else { String::new() };
        table.below(
            2,
            [
                Span::sign(Tone::Private, Sign::OnlyYou),
                Span::new(Tone::Private, &format!(" {label}")),
                Span::new(Tone::Private, line),
            ],
        );
    }
}

fn private_part(page: &mut Page, screen: &AgendaScreen) {
    let private = &screen.private;
    if private.count == 0 {
        return;
    }
    if !private.shown {
        page.blank();
        page.line([Span::new(Tone::Private, &say!("notes-not-shown", count = private.count))]);
        return;
    }
    let shown_above = |note: &&NoteLine| {
        note.item.is_some_and(|id| {
            screen.agenda.topics.iter().any(|topic| topic.id == id)
                || screen.agenda.actions.iter().any(|action| action.id == id)
        })
    };
    let mut table = Table::new(2, 0);
    for note in private.notes.iter().filter(|note| !shown_above(note)) {
        note_row(&mut table, note);
    }
    if !table.is_empty() {
        page.blank();
        page.line([Span::new(Tone::Private, &say!("only-you-heading"))]);
        page.table(table);
    }
}

const LINES_SHOWN: usize = 3;
