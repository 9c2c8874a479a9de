//! What to look at before a meeting. The shared part takes the shared type; one's own notes are asked for apart.

use std::collections::BTreeSet;

use jiff::Span;
use jiff::civil::Date;
use serde::Serialize;

use super::goals::{GoalView, goals};
use super::items::{ActionView, TopicView, is_overdue};
use super::lens::Lens;
use super::time_off::{TimeOffView, time_off};
use crate::occurrence::Occurrence;
use crate::redact::redacted_debug;
use crate::{About, ItemId, OccurrenceId, Pair, PrivateModel, PrivateNote, Topic, TopicKind};

/// What to look at before a meeting.
#[derive(Clone, PartialEq, Serialize)]
pub struct PrepView {
    /// The next meeting; none without a cadence.
    pub meeting: Option<Occurrence>,
    /// The last one that was held.
    pub last: Option<Occurrence>,
    /// Open topics that were carried over, the most often carried first.
    pub carried: Vec<TopicView>,
    /// Actions that are late, the latest first.
    pub overdue: Vec<ActionView>,
    /// What was promised in the last meeting, whatever became of it.
    pub promises: Vec<ActionView>,
    /// Open goals without a check-in for three weeks.
    pub quiet_goals: Vec<GoalView>,
    /// Open roadblocks that are older than seven days, the oldest first.
    pub roadblocks: Vec<TopicView>,
    /// Time off that is or comes within six weeks.
    pub time_off: Vec<TimeOffView>,
    /// The ids of questions that were asked in the last ten meetings: three others are to be suggested.
    pub asked_lately: BTreeSet<String>,
    /// How many questions are to be suggested.
    pub questions_wanted: u8,
}

redacted_debug!(PrepView);

/// What to look at before the next meeting.
pub fn prep(pair: &Pair, today: Date) -> PrepView {
    let lens = Lens::new(pair, today, None);
    let meeting = lens.next(today).cloned();
    let day = meeting.as_ref().map_or(today, Occurrence::date);
    let on_agenda =
        |topic: &Topic| topic.state.is_unresolved() && topic.snooze_until.is_none_or(|until| until <= day);
    let open: Vec<TopicView> = lens
        .topics()
        .filter(|(_, _, topic)| on_agenda(topic))
        .map(|(quarter, id, topic)| lens.topic_view(quarter, id, topic))
        .collect();
    let mut carried: Vec<TopicView> = open.iter().filter(|topic| topic.carried > 0).cloned().collect();
    carried.sort_by_key(|topic| (std::cmp::Reverse(topic.carried), topic.at, topic.id));
    let old = |topic: &&TopicView| {
        topic.kind == TopicKind::Roadblock && days_between(topic.added, today) > ROADBLOCK_DAYS
    };
    let mut roadblocks: Vec<TopicView> = open.iter().filter(old).cloned().collect();
    roadblocks.sort_by_key(|topic| (topic.at, topic.id));
    let mut overdue: Vec<ActionView> = lens
        .open_actions()
        .filter(|(_, action)| is_overdue(action, today))
        .map(|(id, action)| lens.action_view(id, action))
        .collect();
    overdue.sort_by_key(|action| (action.due, action.id));
    let last = lens.held.iter().rev().find(|held| held.date() <= today).cloned();
    let soon = today.saturating_add(Span::new().weeks(TIME_OFF_WEEKS));
    PrepView {
        promises: last.as_ref().map(|last| lens.actions_of(&last.id)).unwrap_or_default(),
        last,
        carried,
        overdue,
        quiet_goals: goals(pair, today)
            .into_iter()
            .filter(|goal| goal.state == "open" && goal.days_quiet >= QUIET_DAYS)
            .collect(),
        roadblocks,
        time_off: time_off(pair)
            .into_iter()
            .filter(|time_off| time_off.to >= today && time_off.from <= soon)
            .collect(),
        asked_lately: asked(&lens, today),
        questions_wanted: QUESTIONS,
        meeting,
    }
}

/// The ids of questions of the bank that were asked in the last ten held meetings, or in the one that is on.
pub fn questions_asked(pair: &Pair, today: Date) -> BTreeSet<String> {
    asked(&Lens::new(pair, today, None), today)
}

/// One's own notes for a meeting: about the other, about what is on its agenda, about the goals, and about the last meeting
/// and this one. Oldest first.
pub fn prep_notes<'a>(pair: &Pair, own: &'a PrivateModel, today: Date) -> Vec<(ItemId, &'a PrivateNote)> {
    let lens = Lens::new(pair, today, None);
    let meetings = [lens.next(today).map(|next| next.id), lens.held.last().map(|held| held.id)];
    let wanted = |about: &About| match about {
        About::Pair => true,
        About::Topic(id) => {
            pair.topic(id).is_some_and(|(_, topic)| topic.alive && topic.state.is_unresolved())
        }
        About::Action(id) => {
            pair.core.actions.get(id).is_some_and(|action| action.alive && action.state.is_unresolved())
        }
        About::Goal(id) => {
            pair.core.goals.get(id).is_some_and(|goal| goal.alive && goal.state.is_unresolved())
        }
        About::Occurrence(id) => meetings.contains(&Some(*id)),
    };
    let mut notes: Vec<(ItemId, &PrivateNote)> = own
        .notes
        .iter()
        .filter(|(_, note)| note.alive && wanted(&note.about))
        .map(|(id, note)| (*id, note))
        .collect();
    notes.sort_by_key(|(id, note)| (note.at, *id));
    notes
}

/// What was asked since the tenth last meeting that took place, or is on an agenda ahead. A question for a meeting that was
/// skipped counts too: it is still on the agenda.
fn asked(lens: &Lens<'_>, today: Date) -> BTreeSet<String> {
    let past = lens.occurrences.iter().rev().filter(|occurrence| occurrence.date() <= today);
    let held = past.filter(|occurrence| occurrence.is_held() || occurrence.date() == today);
    let since = held.take(ASKED_MEETINGS).last().filter(|_| lens.held.len() >= ASKED_MEETINGS);
    let since = since.map_or(Date::MIN, Occurrence::date);
    let planned = |id: &OccurrenceId| lens.occurrences.iter().find(|occurrence| occurrence.id == *id);
    let counts = |id: &OccurrenceId| {
        let day = planned(id).map(Occurrence::date).or(id.slot());
        day.is_none_or(|day| day >= since)
    };
    let meetings = lens.pair.quarters.values().flat_map(|quarter| &quarter.meetings);
    let asked = meetings.filter(|(id, meeting)| !meeting.asked.is_empty() && counts(id));
    asked.flat_map(|(_, meeting)| meeting.asked.keys().cloned()).collect()
}

pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

const ROADBLOCK_DAYS: i32 = 7;
const QUIET_DAYS: i32 = 21;
const TIME_OFF_WEEKS: i64 = 6;
const ASKED_MEETINGS: usize = 10;
const QUESTIONS: u8 = 3;
