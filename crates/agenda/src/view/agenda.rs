//! The agenda of one meeting.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::items::{ActionView, MeetingView, TopicView, is_overdue};
use super::lens::Lens;
use super::mix::AgendaMix;
use super::prep::days_between;
use super::regularity::Regularity;
use crate::redact::redacted_debug;
use crate::{
    Action, Category, Conflict, ItemId, Looked, Member, OccurrenceId, Pair, Person, Quarter, Topic, TopicKind,
};

/// What one person sees before or in a meeting.
#[derive(Clone, PartialEq, Serialize)]
pub struct AgendaView {
    /// The meeting it is for; none without a cadence.
    pub meeting: Option<MeetingView>,
    /// When they last met, and how regularly.
    pub regularity: Regularity,
    /// Who they are.
    pub people: BTreeMap<Member, Person>,
    /// What the space is called.
    pub title: Option<String>,
    /// The shared note on what comes first.
    pub priorities: String,
    /// The last look at that note.
    pub priorities_on: Option<Looked>,
    /// In which order the topics are talked about: the report's questions first, then the categories.
    pub sections: Vec<Section>,
    /// The topics, in the order of the sections.
    pub topics: Vec<TopicView>,
    /// What the open topics are.
    pub mix: AgendaMix,
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
    /// For each open action with a date: in how many days it is due; below zero it is late.
    pub due: BTreeMap<ItemId, i32>,
    /// Actions that are late.
    pub overdue: Vec<ItemId>,
}

/// A part of the agenda.
#[derive(Clone, PartialEq, Serialize)]
pub struct Section {
    /// `report_first` or the word of a category.
    pub name: String,
    /// The heading: the pair's own, else the usual one in English.
    pub heading: String,
    /// Whether the heading is the pair's own.
    pub own_heading: bool,
    /// Its topics in order; may be empty.
    pub topics: Vec<ItemId>,
}

redacted_debug!(AgendaView, Viewer, Section);

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
    let sections = sections(&topics, &pair.core.headings);
    let mix = AgendaMix::of(topics.iter().map(|(_, _, topic)| *topic));
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
        actions.iter().filter_map(|(id, action)| Some((*id, days_between(today, action.due?)))).collect();
    let overdue = actions.iter().filter(|(_, action)| is_overdue(action, today)).map(|(id, _)| *id).collect();
    AgendaView {
        meeting: shown.map(|occurrence| lens.meeting_view(occurrence)),
        regularity: lens.regularity(today),
        people: pair.core.people.clone(),
        title: pair.core.title.clone(),
        priorities: pair.core.priorities.clone(),
        priorities_on: pair.core.priorities_on,
        mix,
        sections,
        topics,
        actions: actions.into_iter().map(|(id, action)| lens.action_view(id, action)).collect(),
        conflicts: pair.core.conflicts.clone(),
        view: Viewer { you, today, due, overdue },
    }
}

/// The report's open questions, concerns and roadblocks first, then the six categories, then unknown ones.
fn sections(topics: &[(Quarter, ItemId, &Topic)], headings: &BTreeMap<Category, String>) -> Vec<Section> {
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
        own_heading: false,
        topics: ids(&comes_first),
    }];
    let mut unknown: Vec<Category> = topics.iter().map(|(_, _, topic)| topic.category.clone()).collect();
    unknown.retain(|category| matches!(category, Category::Other(_)));
    unknown.sort();
    unknown.dedup();
    for category in Category::ALL.into_iter().chain(unknown) {
        sections.push(Section {
            name: category.to_string(),
            heading: headings.get(&category).map_or(category.heading(), String::as_str).to_owned(),
            own_heading: headings.contains_key(&category),
            topics: ids(&|topic| topic.category == category && !comes_first(topic)),
        });
    }
    sections
}
