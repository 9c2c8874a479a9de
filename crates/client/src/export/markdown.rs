//! What both see, as a folder to be read in any editor: an index, a file for each quarter with its meetings, and lists.
//! Takes the shared part only, so no private note can get in.

use std::collections::BTreeMap;

use agenda::{
    Comment, ItemId, Meeting, MeetingState, Member, Occurrence, OccurrenceId, Pair, Quarter, Topic,
    TopicKind, TopicState, held_ratio, occurrences,
};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use language::say;

use super::{ExportedFile, below, called, line, lists, quarter_file};
use crate::headings::heading;
use crate::people::PersonRef;

type Names = BTreeMap<Member, String>;

/// The files of one person's folder.
pub(super) fn folder(
    stem: &str,
    person: &PersonRef,
    names: &Names,
    pair: &Pair,
    now: &ZonedDateTime,
) -> Vec<ExportedFile> {
    let mut pages: Vec<(String, String, String)> = Vec::new();
    let today = now.date();
    for quarter in quarters(pair, today).into_iter().rev() {
        let page = quarter_page(pair, quarter, names, today);
        pages.push((quarter_file(quarter), quarter.to_string(), page));
    }
    pages.extend(lists::pages(pair, names, today));
    let mut files: Vec<ExportedFile> =
        vec![ExportedFile::shared(format!("{stem}/index.md"), index(person, names, pair, &pages, today))];
    files.extend(
        pages.into_iter().map(|(file, _, text)| ExportedFile::shared(format!("{stem}/{file}"), text)),
    );
    files
}

fn index(
    person: &PersonRef,
    names: &Names,
    pair: &Pair,
    pages: &[(String, String, String)],
    today: Date,
) -> String {
    let title = pair.core.title.clone().unwrap_or_else(|| say!("export-title", name = &person.name));
    let mut out = format!("# {}\n\n{}\n\n", line(&title), say!("export-made", date = today.to_string()));
    for member in Member::ALL {
        let zone = pair.core.people.get(&member).and_then(|person| person.time_zone.clone());
        let zone = zone.map_or_else(String::new, |zone| format!(" ({zone})"));
        out.push_str(&format!("- {}: {}{zone}\n", role(member), line(&called(names, Some(member)))));
    }
    if let Some(cadence) = pair.core.cadence() {
        let (held, time) = (held_ratio(pair, today), cadence.time.strftime("%H:%M").to_string());
        out.push_str(&format!(
            "- {}\n",
            say!("export-rhythm", time = time, zone = cadence.time_zone, held = held.held, of = held.of)
        ));
    }
    if let Some(place) = &pair.core.place {
        out.push_str(&format!("- {}\n", line(place)));
    }
    for (member, on) in &pair.core.brought_in {
        let name = called(names, Some(*member));
        out.push_str(&format!("- {}\n", say!("export-brought-in", name = name, date = on.to_string())));
    }
    if !pair.core.priorities.trim().is_empty() {
        out.push_str(&format!("\n## {}\n\n{}\n", say!("export-priorities"), pair.core.priorities.trim_end()));
        if let Some(looked) = pair.core.priorities_on {
            let name = called(names, Some(looked.by));
            out.push_str(&format!(
                "\n*{}*\n",
                say!("export-looked", name = name, date = looked.on.to_string())
            ));
        }
    }
    out.push_str(&format!("\n## {}\n\n", say!("export-pages")));
    for (file, title, _) in pages {
        out.push_str(&format!("- [{title}]({file})\n"));
    }
    out
}

/// The quarters of which there is something to tell: also those in which meetings went by without a word.
fn quarters(pair: &Pair, today: Date) -> Vec<Quarter> {
    let mut all: Vec<Quarter> = pair.quarters.keys().copied().collect();
    all.extend(occurrences(pair, Date::MIN, today).iter().map(|meeting| meeting.quarter));
    all.sort_unstable();
    all.dedup();
    all.retain(|quarter| {
        let written = pair.quarters.get(quarter);
        let went_by =
            || occurrences(pair, Date::MIN, today).iter().any(|meeting| meeting.quarter == *quarter);
        written
            .is_some_and(|model| model.topics.values().any(|topic| topic.alive) || !model.meetings.is_empty())
            || went_by()
    });
    all
}

fn quarter_page(pair: &Pair, quarter: Quarter, names: &Names, today: Date) -> String {
    let mut out = format!("# {quarter}\n");
    let written = pair.quarters.get(&quarter);
    // Those ahead only where something was said about them.
    let meetings = occurrences(pair, Date::MIN, Date::MAX.min(last_day(pair, today)));
    let meetings = meetings.iter().filter(|meeting| meeting.quarter == quarter).filter(|meeting| {
        meeting.date() <= today || written.is_some_and(|model| model.meetings.contains_key(&meeting.id))
    });
    for meeting in meetings {
        meeting_part(&mut out, pair, meeting, names);
    }
    let rest: Vec<(&ItemId, &Topic)> = written
        .iter()
        .flat_map(|model| &model.topics)
        .filter(|(_, topic)| topic.alive && !is_discussed(topic))
        .collect();
    if !rest.is_empty() {
        out.push_str(&format!("\n## {}\n\n", say!("export-not-discussed")));
        for (_, topic) in in_order(rest) {
            topic_part(&mut out, topic, names);
        }
    }
    out
}

/// The last day on which something is said about a meeting, and today at the least.
fn last_day(pair: &Pair, today: Date) -> Date {
    let said = pair.quarters.values().flat_map(|model| &model.meetings);
    let days = said.filter_map(|(id, meeting)| meeting.starts.map(|starts| starts.date()).or(id.slot()));
    days.max().map_or(today, |day| day.max(today))
}

fn meeting_part(out: &mut String, pair: &Pair, meeting: &Occurrence, names: &Names) {
    let when = meeting.starts.strftime("%Y-%m-%d %H:%M").to_string();
    out.push_str(&format!("\n## {}\n\n", say!("export-meeting", when = when)));
    let mut facts = vec![state(meeting)];
    facts.extend(
        meeting
            .moved
            .then(|| meeting.id.slot())
            .flatten()
            .map(|slot| say!("export-moved", date = slot.to_string())),
    );
    facts.extend(meeting.reason.as_deref().map(line));
    facts.push(say!("export-minutes", minutes = meeting.minutes));
    let place = meeting.place.as_deref().filter(|place| pair.core.place.as_deref() != Some(*place));
    facts.extend(place.map(line));
    out.push_str(&format!("{}\n", facts.join(" · ")));
    let taken_up = |wanted: fn(&TopicState) -> bool| -> Vec<(&ItemId, &Topic)> {
        let topics = pair.quarters.values().flat_map(|model| &model.topics);
        let taken =
            topics.filter(|(_, topic)| topic.alive && topic.taken_up.get(&meeting.id).is_some_and(wanted));
        in_order(taken.collect())
    };
    let discussed = taken_up(|state| matches!(state, TopicState::Discussed { .. }));
    if !discussed.is_empty() {
        out.push_str(&format!("\n### {}\n\n", say!("recap-discussed")));
    }
    for (_, topic) in discussed {
        // All of a topic stands once: where it was settled.
        if topic.state.occurrence() == Some(meeting.id) {
            topic_part(out, topic, names);
        } else {
            out.push_str(&format!("- {}\n", line(&topic.title)));
        }
    }
    let parked = taken_up(|state| matches!(state, TopicState::Parked { .. }));
    if !parked.is_empty() {
        out.push_str(&format!("\n### {}\n\n", say!("recap-parked")));
    }
    for (_, topic) in parked {
        out.push_str(&format!("- {}\n", line(&topic.title)));
    }
    lists::actions_of(out, pair, &meeting.id, names);
    if let Some((_, written)) = pair.meeting(&meeting.id) {
        written_part(out, written, names);
    }
}

/// What was written about a meeting itself.
fn written_part(out: &mut String, meeting: &Meeting, names: &Names) {
    if !meeting.notes.trim().is_empty() {
        out.push_str(&format!("\n### {}\n\n{}\n", say!("recap-notes"), meeting.notes.trim_end()));
    }
    let mut said = Vec::new();
    for (member, check_in) in &meeting.check_ins {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(check_in.mood.map(|mood| say!("export-mood", number = mood)));
        parts.extend(check_in.workload.map(|workload| say!("export-workload", number = workload)));
        parts.extend(check_in.word.as_deref().map(line));
        said.push(format!("{}: {}", line(&called(names, Some(*member))), parts.join(", ")));
    }
    for (member, seconds) in &meeting.talk_seconds {
        let name = called(names, Some(*member));
        said.push(say!("export-talked", name = line(&name), minutes = (seconds + 30) / 60));
    }
    if !said.is_empty() {
        out.push('\n');
    }
    for said in said {
        out.push_str(&format!("- {said}\n"));
    }
    if !meeting.comments.is_empty() {
        out.push('\n');
        comments(out, &meeting.comments, names, 0);
    }
}

fn topic_part(out: &mut String, topic: &Topic, names: &Names) {
    let mut facts = vec![heading(&topic.category)];
    if topic.kind != TopicKind::Topic {
        facts.push(kind(&topic.kind));
    }
    facts.push(line(&called(names, topic.author)));
    match &topic.state {
        TopicState::Dropped { on, .. } => facts.push(say!("export-dropped", date = on.to_string())),
        TopicState::Parked { .. } => facts.push(say!("export-parked")),
        _ => {}
    }
    facts.extend(topic.snooze_until.map(|until| say!("export-snoozed", date = until.to_string())));
    facts.extend(topic.blocked_by.as_deref().map(|by| say!("export-blocked", by = line(by))));
    facts.extend(topic.reactions.values().map(|sign| line(sign)));
    out.push_str(&format!("- **{}** ({})\n", line(&topic.title), facts.join(" · ")));
    if !topic.notes.trim().is_empty() {
        out.push_str(&format!("\n{}\n", below(&topic.notes, 2)));
    }
    comments(out, &topic.comments, names, 2);
}

/// Remarks, oldest first.
pub(super) fn comments(out: &mut String, comments: &BTreeMap<ItemId, Comment>, names: &Names, indent: usize) {
    let mut all: Vec<(&ItemId, &Comment)> = comments.iter().collect();
    all.sort_by_key(|(id, comment)| (comment.at, **id));
    for (_, comment) in all {
        let text = below(&comment.text, indent + 2);
        let by = line(&called(names, comment.by));
        out.push_str(&format!("{}- {by}: {}", " ".repeat(indent), text.trim_start()));
    }
}

fn in_order<'a>(mut topics: Vec<(&'a ItemId, &'a Topic)>) -> Vec<(&'a ItemId, &'a Topic)> {
    topics.sort_by_key(|(id, topic)| (topic.category.clone(), topic.position.clone(), **id));
    topics
}

const fn is_discussed(topic: &Topic) -> bool {
    matches!(topic.state, TopicState::Discussed { .. })
}

fn state(meeting: &Occurrence) -> String {
    match (&meeting.state, meeting.id) {
        (MeetingState::Held, _) => say!("export-held"),
        (MeetingState::Skipped, _) => say!("export-skipped"),
        (MeetingState::Cancelled, _) => say!("export-cancelled"),
        (_, OccurrenceId::Overflow(_)) => say!("export-overflow"),
        _ => say!("export-planned"),
    }
}

fn kind(kind: &TopicKind) -> String {
    match kind {
        TopicKind::Topic => say!("export-kind-topic"),
        TopicKind::Question => say!("export-kind-question"),
        TopicKind::Concern => say!("export-kind-concern"),
        TopicKind::Roadblock => say!("export-kind-roadblock"),
        TopicKind::Update => say!("export-kind-update"),
        TopicKind::Idea => say!("export-kind-idea"),
        TopicKind::Lesson => say!("export-kind-lesson"),
        TopicKind::Win => say!("export-kind-win"),
        TopicKind::Feedback => say!("export-kind-feedback"),
        TopicKind::Other(word) => line(word),
    }
}

fn role(member: Member) -> String {
    match member {
        Member::Manager => say!("export-manager"),
        Member::Report => say!("export-report"),
    }
}
