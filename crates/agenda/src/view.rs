//! The agenda as people see it: plain structs for the screen and for JSON. Carry-over is a query, never a copy.
//! `topics` and `actions` are the same for both people; what differs by viewer stands apart under `view`.
//! Shared documents only: nothing here can reach a private note. docs/protocol.md §12.3.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::Serialize;

use crate::occurrence::{HeldRatio, Occurrence, all_occurrences, held_ratio, pair_zone};
use crate::redact::redacted_debug;
use crate::{
    Action, Category, Comment, Conflict, ItemId, Meeting, MeetingState, Member, OccurrenceId, Pair, Person,
    Quarter, Topic, TopicKind, TopicState, short_references,
};

/// What one person sees before or in a meeting.
#[derive(Clone, PartialEq, Serialize)]
pub struct AgendaView {
    /// The meeting it is for; none without a cadence.
    pub meeting: Option<MeetingView>,
    /// When they last met.
    pub last_held: Option<Date>,
    /// How regularly they meet.
    pub held: HeldRatio,
    /// Who they are.
    pub people: BTreeMap<Member, Person>,
    /// The shared note on what comes first.
    pub priorities: String,
    /// In which order the topics are talked about: the report's questions first, then the categories.
    pub sections: Vec<Section>,
    /// The topics, in the order of the sections.
    pub topics: Vec<TopicView>,
    /// Open actions, the first due first.
    pub actions: Vec<ActionView>,
    /// Fields of the pair with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
    /// What differs by viewer.
    pub view: Viewer,
}

/// What differs by viewer.
#[derive(Clone, PartialEq, Serialize)]
pub struct Viewer {
    /// Which of the two is looking.
    pub you: Member,
    /// The day of the viewer.
    pub today: Date,
    /// For each open action with a date: how that stands today, in words.
    pub due: BTreeMap<ItemId, String>,
    /// Actions that are late.
    pub overdue: Vec<ItemId>,
}

/// A part of the agenda.
#[derive(Clone, PartialEq, Serialize)]
pub struct Section {
    /// `report_first` or the word of a category.
    pub name: String,
    /// The heading.
    pub heading: String,
    /// Its topics in order; may be empty.
    pub topics: Vec<ItemId>,
}

/// A meeting with what was written about it.
#[derive(Clone, PartialEq, Serialize)]
pub struct MeetingView {
    /// When and what became of it.
    #[serde(flatten)]
    pub occurrence: Occurrence,
    /// The shared notes.
    pub notes: String,
    /// The comments, oldest first.
    pub comments: Vec<CommentView>,
    /// Talk time in seconds.
    pub talk_seconds: BTreeMap<Member, u32>,
    /// Fields with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

/// A topic.
#[derive(Clone, PartialEq, Serialize)]
pub struct TopicView {
    /// The short name, unique among what is open.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The full id.
    pub id: ItemId,
    /// The quarter whose document holds it.
    pub quarter: Quarter,
    /// One line.
    pub title: String,
    /// What sort.
    pub kind: TopicKind,
    /// Under which heading.
    pub category: Category,
    /// Who brought it.
    pub by: Option<Member>,
    /// `open`, `discussed`, `dropped`, `parked` or `other`.
    pub state: String,
    /// The meeting in which it was discussed or parked.
    pub occurrence: Option<OccurrenceId>,
    /// In how many held meetings it was still open at the end.
    pub carried: u32,
    /// The day on which its author wrote it, there.
    pub added: Date,
    /// When it was written.
    pub at: Timestamp,
    /// Not before this day.
    pub snooze_until: Option<Date>,
    /// The comments, oldest first.
    pub comments: Vec<CommentView>,
    /// The shared notes.
    pub notes: String,
    /// One deleted it, the other edited it at the same time: the edit won.
    pub edited_after_deletion: bool,
    /// Fields with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

/// A promise.
#[derive(Clone, PartialEq, Serialize)]
pub struct ActionView {
    /// The short name, unique among what is open.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The full id.
    pub id: ItemId,
    /// What was promised.
    pub text: String,
    /// Who promised.
    pub owner: Option<Member>,
    /// Until when.
    pub due: Option<Date>,
    /// `open`, `done`, `dropped` or `other`.
    pub state: String,
    /// Who wrote it down.
    pub by: Option<Member>,
    /// When it was written down.
    pub at: Timestamp,
    /// The topic it came from.
    pub from_topic: Option<ItemId>,
    /// The meeting it came from.
    pub from_occurrence: Option<OccurrenceId>,
    /// The shared note.
    pub note: String,
    /// One deleted it, the other edited it at the same time: the edit won.
    pub edited_after_deletion: bool,
    /// Fields with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

/// A remark.
#[derive(Clone, PartialEq, Serialize)]
pub struct CommentView {
    /// The full id.
    pub id: ItemId,
    /// Who wrote it.
    pub by: Option<Member>,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

redacted_debug!(AgendaView, Viewer, Section, MeetingView, TopicView, ActionView, CommentView);

/// The agenda for one meeting; for the next one if none is named.
///
/// A planned meeting shows everything open in all quarters, without what is snoozed beyond its day. An overflow shows
/// what was parked in its meeting. A past meeting shows what was open then or talked about in it.
pub fn agenda(pair: &Pair, today: Date, you: Member, on: Option<&OccurrenceId>) -> AgendaView {
    let lens = Lens::new(pair, today, on.and_then(OccurrenceId::slot));
    let shown = match on {
        Some(id) => lens.occurrences.iter().find(|occurrence| occurrence.id == *id),
        None => lens.next(today),
    };
    let mut topics: Vec<(Quarter, ItemId, &Topic)> =
        lens.topics().filter(|(_, _, topic)| lens.is_on(topic, shown, on.is_some(), today)).collect();
    topics.sort_by(|left, right| (&left.2.position, left.1).cmp(&(&right.2.position, right.1)));
    let sections = sections(&topics);
    let views: BTreeMap<ItemId, TopicView> =
        topics.iter().map(|(quarter, id, topic)| (*id, lens.topic_view(*quarter, *id, topic))).collect();
    let order = sections.iter().flat_map(|section| &section.topics);
    let topics = order.filter_map(|id| views.get(id).cloned()).collect();

    let mut actions: Vec<(ItemId, &Action)> = lens.open_actions().collect();
    actions.sort_by(|(left_id, left), (right_id, right)| {
        let key =
            |id: &ItemId, action: &Action| (action.due.is_none(), action.due, action.position.clone(), *id);
        key(left_id, left).cmp(&key(right_id, right))
    });
    let due =
        actions.iter().filter_map(|(id, action)| Some((*id, due_in_words(action.due?, today)))).collect();
    let overdue = actions.iter().filter(|(_, action)| is_overdue(action, today)).map(|(id, _)| *id).collect();
    AgendaView {
        meeting: shown.map(|occurrence| lens.meeting_view(occurrence)),
        last_held: lens.held.iter().rev().map(|held| held.date()).find(|date| *date <= today),
        held: held_ratio(pair, today),
        people: pair.core.people.clone(),
        priorities: pair.core.priorities.clone(),
        sections,
        topics,
        actions: actions.into_iter().map(|(id, action)| lens.action_view(id, action)).collect(),
        conflicts: pair.core.conflicts.clone(),
        view: Viewer { you, today, due, overdue },
    }
}

/// One topic, open or not.
pub fn topic_view(pair: &Pair, today: Date, id: &ItemId) -> Option<TopicView> {
    let (quarter, topic) =
        pair.quarters.iter().find_map(|(quarter, model)| Some((*quarter, model.topics.get(id)?)))?;
    let closed_in = topic.state.occurrence().and_then(|occurrence| occurrence.slot());
    Some(Lens::new(pair, today, closed_in).topic_view(quarter, *id, topic))
}

/// One action, open or not.
pub fn action_view(pair: &Pair, today: Date, id: &ItemId) -> Option<ActionView> {
    let action = pair.core.actions.get(id)?;
    Some(Lens::new(pair, today, None).action_view(*id, action))
}

/// Whether an open action is late: its day is before today.
pub fn is_overdue(action: &Action, today: Date) -> bool {
    action.alive && action.state.is_unresolved() && action.due.is_some_and(|due| due < today)
}

/// How a due day stands: "due Fri 27 Nov", "due tomorrow", "due today", "due yesterday", "3 days late".
pub fn due_in_words(due: Date, today: Date) -> String {
    let days = today.until(due).map_or(0, |span| span.get_days());
    match days {
        0 => "due today".to_owned(),
        1 => "due tomorrow".to_owned(),
        -1 => "due yesterday".to_owned(),
        late if late < 0 => format!("{} days late", -late),
        _ if due.year() == today.year() => format!("due {}", due.strftime("%a %-d %b")),
        _ => format!("due {}", due.strftime("%a %-d %b %Y")),
    }
}

/// The short names of everything open that both share. Private notes take no part, so both see the same.
pub fn shared_references(pair: &Pair) -> BTreeMap<ItemId, String> {
    short_references(open_items(pair))
}

fn open_items(pair: &Pair) -> impl Iterator<Item = ItemId> {
    let topics = pair.quarters.values().flat_map(|model| &model.topics);
    let open_topics =
        topics.filter(|(_, topic)| topic.alive && topic.state.is_unresolved()).map(|(id, _)| *id);
    let actions = pair.core.actions.iter().filter(|(_, action)| action.alive && action.state.is_unresolved());
    open_topics.chain(actions.map(|(id, _)| *id))
}

/// A pair with what every view of it needs: its meetings and the short names.
struct Lens<'a> {
    pair: &'a Pair,
    zone: TimeZone,
    occurrences: Vec<Occurrence>,
    held: Vec<Occurrence>,
    references: BTreeMap<ItemId, String>,
}

impl<'a> Lens<'a> {
    /// `also` is a day that must be within the computed slots, besides the next year.
    fn new(pair: &'a Pair, today: Date, also: Option<Date>) -> Self {
        let horizon = today.saturating_add(Span::new().days(400));
        let occurrences = all_occurrences(pair, also.map_or(horizon, |also| also.max(horizon)));
        let held = occurrences.iter().filter(|occurrence| occurrence.is_held()).cloned().collect();
        Self { pair, zone: pair_zone(pair), occurrences, held, references: shared_references(pair) }
    }

    fn next(&self, today: Date) -> Option<&Occurrence> {
        let planned = |occurrence: &&Occurrence| {
            occurrence.date() >= today
                && matches!(occurrence.state, MeetingState::Planned | MeetingState::Other(_))
        };
        self.occurrences.iter().find(planned)
    }

    fn topics(&self) -> impl Iterator<Item = (Quarter, ItemId, &'a Topic)> {
        let quarters = self.pair.quarters.iter();
        quarters
            .flat_map(|(quarter, model)| model.topics.iter().map(move |(id, topic)| (*quarter, *id, topic)))
            .filter(|(_, _, topic)| topic.alive)
    }

    fn open_actions(&self) -> impl Iterator<Item = (ItemId, &'a Action)> {
        let actions = self.pair.core.actions.iter();
        actions
            .filter(|(_, action)| action.alive && action.state.is_unresolved())
            .map(|(id, action)| (*id, action))
    }

    fn is_on(&self, topic: &Topic, shown: Option<&Occurrence>, named: bool, today: Date) -> bool {
        let open = topic.state.is_unresolved();
        let Some(occurrence) = shown.filter(|_| named) else {
            let day = shown.map_or(today, Occurrence::date);
            return open && topic.snooze_until.is_none_or(|until| until <= day);
        };
        if let OccurrenceId::Overflow(slot) = occurrence.id {
            let ran_over = OccurrenceId::Regular(slot);
            return matches!(topic.taken_up.get(&ran_over), Some(TopicState::Parked { .. }));
        }
        if topic.taken_up.contains_key(&occurrence.id) {
            return true;
        }
        if occurrence.date() >= today && !occurrence.is_held() {
            return open && topic.snooze_until.is_none_or(|until| until <= occurrence.date());
        }
        topic.at < occurrence.ends() && self.was_open_at(topic, occurrence)
    }

    /// Whether a topic was still open at the end of a meeting.
    fn was_open_at(&self, topic: &Topic, occurrence: &Occurrence) -> bool {
        match &topic.state {
            TopicState::Discussed { occurrence: closed_in, .. } => {
                self.begin_of(closed_in).is_none_or(|closed| occurrence.starts.timestamp() < closed)
            }
            TopicState::Dropped { on, .. } => occurrence.date() < *on,
            TopicState::Open | TopicState::Parked { .. } | TopicState::Other(_) => true,
        }
    }

    /// When a meeting begins; of one that nobody planned, the start of its day.
    fn begin_of(&self, id: &OccurrenceId) -> Option<Timestamp> {
        let planned = self.occurrences.iter().find(|occurrence| occurrence.id == *id);
        planned.map(|occurrence| occurrence.starts.timestamp()).or_else(|| {
            id.slot()?.to_zoned_datetime(self.zone.clone()).ok().map(|midnight| midnight.timestamp())
        })
    }

    fn carried(&self, topic: &Topic) -> u32 {
        let held = self.held.iter().filter(|held| topic.at < held.ends() && self.was_open_at(topic, held));
        held.count().try_into().unwrap_or(u32::MAX)
    }

    fn reference(&self, id: &ItemId) -> String {
        self.references.get(id).cloned().unwrap_or_else(|| {
            short_references(self.references.keys().copied().chain([*id])).remove(id).unwrap_or_default()
        })
    }

    fn topic_view(&self, quarter: Quarter, id: ItemId, topic: &Topic) -> TopicView {
        let home = topic.author.and_then(|author| self.pair.core.people.get(&author)?.time_zone.as_deref());
        let zone = home.and_then(|name| TimeZone::get(name).ok()).unwrap_or_else(|| self.zone.clone());
        TopicView {
            reference: self.reference(&id),
            id,
            quarter,
            title: topic.title.clone(),
            kind: topic.kind.clone(),
            category: topic.category.clone(),
            by: topic.author,
            state: topic.state.word().to_owned(),
            occurrence: topic.state.occurrence(),
            carried: self.carried(topic),
            added: topic.at.to_zoned_datetime(zone).date(),
            at: topic.at,
            snooze_until: topic.snooze_until,
            comments: comment_views(&topic.comments),
            notes: topic.notes.clone(),
            edited_after_deletion: topic.alive && topic.deleted.is_some(),
            conflicts: topic.conflicts.clone(),
        }
    }

    fn action_view(&self, id: ItemId, action: &Action) -> ActionView {
        ActionView {
            reference: self.reference(&id),
            id,
            text: action.text.clone(),
            owner: action.owner,
            due: action.due,
            state: action.state.word().to_owned(),
            by: action.by,
            at: action.at,
            from_topic: action.from_topic,
            from_occurrence: action.from_occurrence,
            note: action.note.clone(),
            edited_after_deletion: action.alive && action.deleted.is_some(),
            conflicts: action.conflicts.clone(),
        }
    }

    fn meeting_view(&self, occurrence: &Occurrence) -> MeetingView {
        let written: Option<&Meeting> =
            self.pair.quarters.get(&occurrence.quarter).and_then(|model| model.meetings.get(&occurrence.id));
        MeetingView {
            occurrence: occurrence.clone(),
            notes: written.map(|meeting| meeting.notes.clone()).unwrap_or_default(),
            comments: written.map(|meeting| comment_views(&meeting.comments)).unwrap_or_default(),
            talk_seconds: written.map(|meeting| meeting.talk_seconds.clone()).unwrap_or_default(),
            conflicts: written.map(|meeting| meeting.conflicts.clone()).unwrap_or_default(),
        }
    }
}

fn comment_views(comments: &BTreeMap<ItemId, Comment>) -> Vec<CommentView> {
    let view = |(id, comment): (&ItemId, &Comment)| CommentView {
        id: *id,
        by: comment.by,
        at: comment.at,
        text: comment.text.clone(),
    };
    let mut views: Vec<CommentView> = comments.iter().map(view).collect();
    views.sort_by_key(|comment| (comment.at, comment.id));
    views
}

/// The report's open questions, concerns and roadblocks first, then the six categories, then unknown ones.
fn sections(topics: &[(Quarter, ItemId, &Topic)]) -> Vec<Section> {
    let comes_first = |topic: &Topic| {
        topic.author == Some(Member::Report)
            && topic.state.is_unresolved()
            && matches!(topic.kind, TopicKind::Question | TopicKind::Concern | TopicKind::Roadblock)
    };
    let ids = |wanted: &dyn Fn(&Topic) -> bool| {
        topics.iter().filter(|(_, _, topic)| wanted(topic)).map(|(_, id, _)| *id).collect::<Vec<_>>()
    };
    let mut sections = vec![Section {
        name: "report_first".to_owned(),
        heading: "First".to_owned(),
        topics: ids(&comes_first),
    }];
    let mut unknown: Vec<Category> = topics.iter().map(|(_, _, topic)| topic.category.clone()).collect();
    unknown.retain(|category| matches!(category, Category::Other(_)));
    unknown.sort();
    unknown.dedup();
    for category in Category::ALL.into_iter().chain(unknown) {
        sections.push(Section {
            name: category.to_string(),
            heading: category.heading().to_owned(),
            topics: ids(&|topic| topic.category == category && !comes_first(topic)),
        });
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_days_are_said_in_words() {
        let check = |due: &str, expected: &str| {
            assert_eq!(due_in_words(due.parse().unwrap(), Date::constant(2026, 11, 24)), expected);
        };
        check("2026-11-24", "due today");
        check("2026-11-25", "due tomorrow");
        check("2026-11-23", "due yesterday");
        check("2026-11-21", "3 days late");
        check("2026-08-24", "92 days late");
        check("2026-11-27", "due Fri 27 Nov");
        check("2027-01-04", "due Mon 4 Jan 2027");
    }
}
