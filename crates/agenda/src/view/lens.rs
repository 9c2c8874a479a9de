//! A pair seen on one day: what every view of it needs, computed once.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::items::{ActionView, MeetingView, TopicView, comment_views, shared_references};
use crate::occurrence::{Occurrence, all_occurrences, pair_zone};
use crate::{
    Action, ItemId, Meeting, MeetingState, OccurrenceId, Pair, Quarter, Topic, TopicState, short_references,
};

/// A pair with what every view of it needs: its meetings and the short names.
pub(super) struct Lens<'a> {
    pub(super) pair: &'a Pair,
    pub(super) zone: TimeZone,
    pub(super) occurrences: Vec<Occurrence>,
    pub(super) held: Vec<Occurrence>,
    references: BTreeMap<ItemId, String>,
}

impl<'a> Lens<'a> {
    /// `also` is a day that must be within the computed slots, besides the next year.
    pub(super) fn new(pair: &'a Pair, today: Date, also: Option<Date>) -> Self {
        let horizon = today.saturating_add(Span::new().days(400));
        let occurrences = all_occurrences(pair, also.map_or(horizon, |also| also.max(horizon)));
        let held = occurrences.iter().filter(|occurrence| occurrence.is_held()).cloned().collect();
        Self { pair, zone: pair_zone(pair), occurrences, held, references: shared_references(pair) }
    }

    pub(super) fn next(&self, today: Date) -> Option<&Occurrence> {
        let planned = |occurrence: &&Occurrence| {
            occurrence.date() >= today
                && matches!(occurrence.state, MeetingState::Planned | MeetingState::Other(_))
        };
        self.occurrences.iter().find(planned)
    }

    pub(super) fn topics(&self) -> impl Iterator<Item = (Quarter, ItemId, &'a Topic)> {
        let quarters = self.pair.quarters.iter();
        quarters
            .flat_map(|(quarter, model)| model.topics.iter().map(move |(id, topic)| (*quarter, *id, topic)))
            .filter(|(_, _, topic)| topic.alive)
    }

    pub(super) fn open_actions(&self) -> impl Iterator<Item = (ItemId, &'a Action)> {
        let actions = self.pair.core.actions.iter();
        actions
            .filter(|(_, action)| action.alive && action.state.is_unresolved())
            .map(|(id, action)| (*id, action))
    }

    pub(super) fn is_on(&self, topic: &Topic, shown: Option<&Occurrence>, named: bool, today: Date) -> bool {
        let open = topic.state.is_unresolved();
        if let Some(OccurrenceId::Overflow(slot)) = shown.map(|occurrence| occurrence.id) {
            let ran_over = OccurrenceId::Regular(slot);
            return matches!(topic.taken_up.get(&ran_over), Some(TopicState::Parked { .. }));
        }
        let Some(occurrence) = shown.filter(|_| named) else {
            let day = shown.map_or(today, Occurrence::date);
            return open && topic.snooze_until.is_none_or(|until| until <= day);
        };
        if topic.taken_up.contains_key(&occurrence.id) {
            return true;
        }
        if occurrence.date() >= today && !occurrence.is_held() {
            return open && topic.snooze_until.is_none_or(|until| until <= occurrence.date());
        }
        topic.at < occurrence.ends() && self.was_open_at(topic, occurrence)
    }

    /// Whether a topic was still open at the end of a meeting.
    pub(super) fn was_open_at(&self, topic: &Topic, occurrence: &Occurrence) -> bool {
        match &topic.state {
            TopicState::Discussed { occurrence: closed_in, .. } => {
                self.begin_of(closed_in).is_none_or(|closed| occurrence.starts.timestamp() < closed)
            }
            TopicState::Dropped { on, .. } => occurrence.date() < *on,
            TopicState::Open | TopicState::Parked { .. } | TopicState::Other(_) => true,
        }
    }

    /// When a meeting begins; of one that nobody planned, the start of its day.
    pub(super) fn begin_of(&self, id: &OccurrenceId) -> Option<Timestamp> {
        let planned = self.occurrences.iter().find(|occurrence| occurrence.id == *id);
        planned.map(|occurrence| occurrence.starts.timestamp()).or_else(|| {
            id.slot()?.to_zoned_datetime(self.zone.clone()).ok().map(|midnight| midnight.timestamp())
        })
    }

    pub(super) fn carried(&self, topic: &Topic) -> u32 {
        let held = self.held.iter().filter(|held| topic.at < held.ends() && self.was_open_at(topic, held));
        held.count().try_into().unwrap_or(u32::MAX)
    }

    pub(super) fn reference(&self, id: &ItemId) -> String {
        self.references.get(id).cloned().unwrap_or_else(|| {
            short_references(self.references.keys().copied().chain([*id])).remove(id).unwrap_or_default()
        })
    }

    pub(super) fn topic_view(&self, quarter: Quarter, id: ItemId, topic: &Topic) -> TopicView {
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
            parent: topic.parent,
            goal: topic.goal,
            blocked_by: topic.blocked_by.clone(),
            reactions: topic.reactions.clone(),
            comments: comment_views(&topic.comments),
            notes: topic.notes.clone(),
            edited_after_deletion: topic.alive && topic.deleted.is_some(),
            conflicts: topic.conflicts.clone(),
        }
    }

    pub(super) fn action_view(&self, id: ItemId, action: &Action) -> ActionView {
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
            goal: action.goal,
            reactions: action.reactions.clone(),
            edited_after_deletion: action.alive && action.deleted.is_some(),
            conflicts: action.conflicts.clone(),
        }
    }

    pub(super) fn meeting_view(&self, occurrence: &Occurrence) -> MeetingView {
        let written: Option<&Meeting> =
            self.pair.quarters.get(&occurrence.quarter).and_then(|model| model.meetings.get(&occurrence.id));
        MeetingView {
            occurrence: occurrence.clone(),
            notes: written.map(|meeting| meeting.notes.clone()).unwrap_or_default(),
            comments: written.map(|meeting| comment_views(&meeting.comments)).unwrap_or_default(),
            talk_seconds: written.map(|meeting| meeting.talk_seconds.clone()).unwrap_or_default(),
            check_ins: written.map(|meeting| meeting.check_ins.clone()).unwrap_or_default(),
            asked: written.map(|meeting| meeting.asked.clone()).unwrap_or_default(),
            conflicts: written.map(|meeting| meeting.conflicts.clone()).unwrap_or_default(),
        }
    }
}
