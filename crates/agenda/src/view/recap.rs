//! What one meeting came to, to be sent to the other. It takes the shared type alone: a private note does not fit.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::history::TopicLine;
use super::items::ActionView;
use super::kept::{KeepsakeView, keepsakes};
use super::lens::Lens;
use super::talk::TalkSplit;
use crate::occurrence::Occurrence;
use crate::redact::redacted_debug;
use crate::{ItemId, MeetingState, Member, OccurrenceId, Pair, Person, Splice};

/// What one meeting came to.
#[derive(Clone, PartialEq, Serialize)]
pub struct Recap {
    /// The meeting.
    pub meeting: Occurrence,
    /// Who they are.
    pub people: BTreeMap<Member, Person>,
    /// What was discussed, in the order of the agenda.
    pub discussed: Vec<DiscussedTopic>,
    /// What was decided, in the same order; what stands in the notes of the meeting comes last.
    pub decided: Vec<Decision>,
    /// Who promised what, and until when.
    pub actions: Vec<ActionView>,
    /// What waits for extra time.
    pub parked: Vec<TopicLine>,
    /// What went well.
    pub wins: Vec<KeepsakeView>,
    /// What was learned.
    pub lessons: Vec<KeepsakeView>,
    /// The shared notes of the meeting.
    pub notes: String,
    /// How talk time was split.
    pub talk: Option<TalkSplit>,
    /// The next meeting that is planned.
    pub next: Option<Occurrence>,
}

/// A topic that was discussed.
#[derive(Clone, PartialEq, Serialize)]
pub struct DiscussedTopic {
    /// The topic.
    #[serde(flatten)]
    pub topic: TopicLine,
    /// Its shared notes.
    pub notes: String,
}

/// What was decided.
#[derive(Clone, PartialEq, Serialize)]
pub struct Decision {
    /// In one line.
    pub text: String,
    /// About which topic; none in the notes of the meeting.
    pub topic: Option<ItemId>,
}

redacted_debug!(Recap, DiscussedTopic, Decision);

/// What one meeting came to; nothing if there is no such meeting.
///
/// ```
/// use entrenous_agenda::{OccurrenceId, Pair, recap};
/// let day = jiff::civil::date(2026, 11, 24);
/// let shared = Pair::default();
/// assert!(recap(&shared, day, &OccurrenceId::Regular(day)).is_none());
/// ```
///
/// A private document is another type, so this does not compile:
///
/// ```compile_fail,E0308
/// use entrenous_agenda::{OccurrenceId, PrivateModel, recap};
/// let day = jiff::civil::date(2026, 11, 24);
/// let private = PrivateModel::default();
/// assert!(recap(&private, day, &OccurrenceId::Regular(day)).is_none());
/// ```
pub fn recap(pair: &Pair, today: Date, id: &OccurrenceId) -> Option<Recap> {
    let lens = Lens::new(pair, today, id.slot());
    let meeting = lens.occurrences.iter().find(|occurrence| occurrence.id == *id)?.clone();
    let written = pair.meeting(id).map(|(_, written)| written);
    let notes = written.map(|written| written.notes.clone()).unwrap_or_default();
    let (discussed, parked) = lens.taken_up(id);
    let mut decided = Vec::new();
    let mut topics = Vec::new();
    for (line, topic) in discussed {
        decided.extend(decisions(&topic.notes).map(|text| Decision { text, topic: Some(line.id) }));
        topics.push(DiscussedTopic { topic: line, notes: topic.notes.clone() });
    }
    decided.extend(decisions(&notes).map(|text| Decision { text, topic: None }));
    let here = |mut kept: Vec<KeepsakeView>| {
        kept.retain(|kept| kept.occurrence.as_ref() == Some(id));
        kept
    };
    let later = |other: &&Occurrence| {
        let planned = matches!(other.state, MeetingState::Planned | MeetingState::Other(_));
        planned && other.starts > meeting.starts && other.date() >= today
    };
    Some(Recap {
        people: pair.core.people.clone(),
        discussed: topics,
        decided,
        actions: lens.actions_of(id),
        parked: parked.into_iter().map(|(line, _)| line).collect(),
        wins: here(keepsakes(pair, &pair.core.wins)),
        lessons: here(keepsakes(pair, &pair.core.lessons)),
        talk: written.and_then(|written| TalkSplit::of(&written.talk_seconds)),
        next: lens.occurrences.iter().find(later).cloned(),
        notes,
        meeting,
    })
}

/// The splice that writes a decision down at the end of the notes of a topic or a meeting.
pub fn decision(notes: &str, text: &str) -> Splice {
    let begin = if notes.is_empty() || notes.ends_with('\n') { "" } else { "\n" };
    Splice::append(notes, format!("{begin}{DECISION} {}\n", text.trim()))
}

/// The decisions in notes: lines that begin with the mark, in a list or not (docs/decisions/0034).
fn decisions(notes: &str) -> impl Iterator<Item = String> {
    notes.lines().filter_map(|line| {
        let line = line.trim_start_matches([' ', '\t', '-', '*', '>']);
        let marks = [DECISION, DECISION_GERMAN];
        let rest = marks.iter().find_map(|mark| {
            let (begin, rest) = line.split_at_checked(mark.len())?;
            begin.eq_ignore_ascii_case(mark).then_some(rest)
        })?;
        Some(rest.trim().to_owned()).filter(|text| !text.is_empty())
    })
}

/// What is written in front of a decision.
const DECISION: &str = "Decision:";
/// What somebody who writes German puts in front of one.
const DECISION_GERMAN: &str = "Entscheidung:";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_are_lines_with_a_mark() {
        let notes = "We went through it.\nDecision: the duller design\n- decision:  behind a switch \n\
                     Entscheidung: später\nDecision:\nNo decision: yet\n";
        let found: Vec<String> = decisions(notes).collect();
        assert_eq!(found, ["the duller design", "behind a switch", "später"]);
    }

    #[test]
    fn a_decision_is_written_on_a_line_of_its_own() {
        for notes in ["", "said\n", "said", "👋"] {
            let splice = decision(notes, " the duller design ");
            let written = crate::apply_splices(notes, &[splice]).unwrap();
            assert!(written.starts_with(notes));
            assert_eq!(decisions(&written).collect::<Vec<_>>(), ["the duller design"]);
        }
    }
}
