//! What was, meeting by meeting.

use jiff::civil::Date;
use serde::Serialize;

use super::items::ActionView;
use super::lens::Lens;
use super::talk::TalkSplit;
use crate::occurrence::Occurrence;
use crate::redact::redacted_debug;
use crate::{Category, ItemId, Member, OccurrenceId, Pair, Quarter, Topic, TopicKind, TopicState};

/// A meeting that was, or was to be.
#[derive(Clone, PartialEq, Serialize)]
pub struct PastMeeting {
    /// When and what became of it.
    #[serde(flatten)]
    pub occurrence: Occurrence,
    /// How long it took, in minutes; none if nobody said when it began and ended.
    pub took_minutes: Option<u32>,
    /// Topics that were discussed in it.
    pub discussed: Vec<TopicLine>,
    /// Topics that were parked in it.
    pub parked: Vec<TopicLine>,
    /// Actions that were made in it.
    pub actions: Vec<ActionView>,
    /// How talk time was split.
    pub talk: Option<TalkSplit>,
}

/// A topic in one line.
#[derive(Clone, PartialEq, Serialize)]
pub struct TopicLine {
    /// The short name.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The full id.
    pub id: ItemId,
    /// The quarter whose document holds it.
    pub quarter: Quarter,
    /// One line.
    pub title: String,
    /// Under which heading.
    pub category: Category,
    /// What sort.
    pub kind: TopicKind,
    /// Who brought it.
    pub by: Option<Member>,
}

type TopicAt<'a> = (TopicLine, &'a Topic);

redacted_debug!(PastMeeting, TopicLine);

/// The meetings up to a day, the last one first: all slots, also those of which nobody said anything.
pub fn history(pair: &Pair, today: Date) -> Vec<PastMeeting> {
    let lens = Lens::new(pair, today, None);
    let past = lens.occurrences.iter().filter(|occurrence| occurrence.date() <= today);
    past.rev().map(|occurrence| lens.past_meeting(occurrence)).collect()
}

impl Lens<'_> {
    pub(super) fn past_meeting(&self, meeting: &Occurrence) -> PastMeeting {
        let (discussed, parked) = self.taken_up(&meeting.id);
        let written = self.pair.meeting(&meeting.id).map(|(_, written)| written);
        PastMeeting {
            occurrence: meeting.clone(),
            took_minutes: took_minutes(meeting),
            discussed: discussed.into_iter().map(|(line, _)| line).collect(),
            parked: parked.into_iter().map(|(line, _)| line).collect(),
            actions: self.actions_of(&meeting.id),
            talk: written.and_then(|written| TalkSplit::of(&written.talk_seconds)),
        }
    }

    /// The topics that were discussed and that were parked in a meeting, in the order of the agenda.
    pub(super) fn taken_up(&self, id: &OccurrenceId) -> (Vec<TopicAt<'_>>, Vec<TopicAt<'_>>) {
        let mut topics: Vec<_> =
            self.topics().filter(|(_, _, topic)| topic.taken_up.contains_key(id)).collect();
        topics.sort_by_key(|(_, id, topic)| (topic.category.clone(), topic.position.clone(), *id));
        let lines = topics.into_iter().map(|(quarter, topic_id, topic)| {
            let line = TopicLine {
                reference: self.reference(&topic_id),
                id: topic_id,
                quarter,
                title: topic.title.clone(),
                category: topic.category.clone(),
                kind: topic.kind.clone(),
                by: topic.author,
            };
            (line, topic)
        });
        lines.partition(|(_, topic)| matches!(topic.taken_up.get(id), Some(TopicState::Discussed { .. })))
    }

    /// The actions that were made in a meeting.
    pub(super) fn actions_of(&self, id: &OccurrenceId) -> Vec<ActionView> {
        let actions = self.pair.core.actions.iter();
        let mut made: Vec<_> = actions
            .filter(|(_, action)| action.alive && action.from_occurrence.as_ref() == Some(id))
            .collect();
        made.sort_by_key(|(id, action)| (action.position.clone(), **id));
        made.into_iter().map(|(id, action)| self.action_view(*id, action)).collect()
    }
}

/// From the beginning to the end, in whole minutes, rounded to the nearest.
fn took_minutes(meeting: &Occurrence) -> Option<u32> {
    let (started, ended) = meeting.started.zip(meeting.ended)?;
    let seconds = ended.as_second().checked_sub(started.as_second()).filter(|seconds| *seconds >= 0)?;
    u32::try_from((seconds + 30) / 60).ok()
}
