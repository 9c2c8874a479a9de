//! From what the lines say to edits, in the order in which things happened.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::{Block, Exception, ImportError, Imported, Mark, Source, TopicLine};
use crate::{
    About, ActionEdit, ActionState, Cadence, Edit, ItemId, Looked, MeetingEdit, MeetingState, Member,
    NewAction, NewTopic, NoteEdit, OccurrenceId, Quarter, Splice, TopicEdit, TopicKind, TopicState,
    position_after,
};

pub(super) fn edits(source: &Source, member: Member) -> Result<Imported, ImportError> {
    if Member::ALL.iter().any(|member| !source.people.contains_key(member)) {
        return Err(ImportError::Members);
    }
    let cadence = source.cadence()?;
    let next = source.next.ok_or(ImportError::Cadence)?;
    let zone = TimeZone::get(&cadence.time_zone).map_err(|_defect| ImportError::Cadence)?;
    let mut writer = Writer {
        member,
        zone,
        shared: Vec::new(),
        private: Vec::new(),
        topics: BTreeMap::new(),
        last_topic: None,
        last_action: None,
    };
    for (member, (name, time_zone)) in &source.people {
        writer.shared.push(Edit::MemberName { member: *member, name: Some(name.clone()) });
        writer.shared.push(Edit::MemberTimeZone { member: *member, time_zone: Some(time_zone.clone()) });
    }
    writer.shared.push(Edit::Cadence { cadence: Some(cadence.clone()) });
    writer.shared.extend(source.place.clone().map(|place| Edit::Place { place: Some(place) }));
    if source.meetings.iter().any(|block| !block.talk_seconds.is_empty()) {
        writer.shared.extend(Member::ALL.map(|member| Edit::TalkTime { member, on: true }));
    }
    for row in &source.time_off {
        writer.time_off(row);
    }
    let mut position = None;
    for goal in &source.goals {
        let next = position_after(position.as_deref());
        writer.goal(source, &cadence, goal, &next);
        position = Some(next);
    }
    for slot in cadence.slots_until(next) {
        writer.slot(source, &cadence, slot, slot < next);
    }
    Ok(Imported { shared: writer.shared, private: writer.private, unread: source.unread.clone() })
}

/// What is known of a topic from the lines so far.
struct Known {
    quarter: Quarter,
    title: String,
    notes: String,
    author: Member,
}

pub(super) struct Writer {
    pub(super) member: Member,
    zone: TimeZone,
    pub(super) shared: Vec<Edit>,
    pub(super) private: Vec<Edit>,
    topics: BTreeMap<String, Known>,
    last_topic: Option<String>,
    last_action: Option<String>,
}

impl Writer {
    /// A slot of the cadence: an exception, a meeting that is written out, or one that was held without a word.
    fn slot(&mut self, source: &Source, cadence: &Cadence, slot: Date, past: bool) {
        let id = OccurrenceId::Regular(slot);
        let quarter = Quarter::from_date(slot);
        let exception = source.exceptions.get(&slot);
        let mut starts = slot.to_datetime(cadence.time);
        let mut state = if past { MeetingState::Held } else { MeetingState::Planned };
        let mut why = None;
        match exception {
            Some(Exception::Cancelled { reason }) => (state, why) = (MeetingState::Cancelled, Some(reason)),
            Some(Exception::Skipped { reason }) => (state, why) = (MeetingState::Skipped, Some(reason)),
            Some(Exception::Moved { to, reason }) => {
                (starts, why) = (*to, Some(reason));
                self.meeting(quarter, id, MeetingEdit::Starts { starts: Some(*to) });
            }
            Some(Exception::RanOver { .. }) | None => {}
        }
        if let Some(reason) = why {
            self.meeting(quarter, id, MeetingEdit::Reason { reason: Some(reason.clone()) });
        }
        if let Some(block) = source.meetings.iter().find(|block| block.id == id) {
            self.block(source, quarter, block, starts);
        }
        for (label, _) in source.discussed_elsewhere.iter().filter(|(_, date)| *date == starts.date()) {
            self.discuss(label, id);
        }
        if state != MeetingState::Planned {
            self.meeting(quarter, id, MeetingEdit::State { state });
        }
        if let Some(Exception::RanOver { overflow, minutes }) = exception {
            let id = OccurrenceId::Overflow(slot);
            self.meeting(quarter, id, MeetingEdit::Starts { starts: Some(*overflow) });
            self.meeting(quarter, id, MeetingEdit::Minutes { minutes: Some(*minutes) });
            if let Some(block) = source.meetings.iter().find(|block| block.id == id) {
                self.block(source, quarter, block, *overflow);
                if block.held {
                    self.meeting(quarter, id, MeetingEdit::State { state: MeetingState::Held });
                }
            }
        }
    }

    fn block(&mut self, source: &Source, quarter: Quarter, block: &Block, starts: DateTime) {
        let at = self.moment(starts);
        if block.held {
            self.meeting(quarter, block.id, MeetingEdit::Started { at: Some(at) });
        }
        for topic in &block.topics {
            self.topic(source, block.id, topic, starts.date(), at);
        }
        self.kept(block, at);
        for action in &block.actions {
            let id = ItemId::derived(&action.label);
            let position = position_after(self.last_action.as_deref());
            self.last_action = Some(position.clone());
            let new = NewAction {
                text: action.text.clone(),
                owner: Some(action.owner),
                due: action.due,
                by: action.owner,
                at,
                position,
                from_topic: None,
                from_occurrence: Some(block.id),
            };
            self.shared.push(Edit::Action { id, edit: ActionEdit::Add(new) });
            if let Some(goal) = goal_in(source, &action.text) {
                self.shared.push(Edit::Action { id, edit: ActionEdit::Goal { goal: Some(goal) } });
            }
            if let Some(on) = action.done {
                let state = ActionState::Done { on, by: action.owner };
                self.shared.push(Edit::Action { id, edit: ActionEdit::State { state } });
            }
        }
        for entry in block.private.iter().filter(|entry| entry.member == self.member) {
            let edit = NoteEdit::Put { about: About::Occurrence(block.id), at, text: entry.text.clone() };
            self.private.push(Edit::Note { id: ItemId::derived(&entry.label), edit });
        }
        for (member, seconds) in &block.talk_seconds {
            let edit = MeetingEdit::TalkSeconds { member: *member, seconds: Some(*seconds) };
            self.meeting(quarter, block.id, edit);
        }
        if let Some(place) = &block.place {
            self.meeting(quarter, block.id, MeetingEdit::Place { place: Some(place.clone()) });
        }
        if let Some(minutes) = block.minutes.filter(|_| block.held) {
            let ended = at.saturating_add(Span::new().minutes(i64::from(minutes))).unwrap_or(at);
            self.meeting(quarter, block.id, MeetingEdit::Ended { at: Some(ended) });
        }
    }

    fn topic(
        &mut self,
        source: &Source,
        occurrence: OccurrenceId,
        line: &TopicLine,
        date: Date,
        at: Timestamp,
    ) {
        let id = ItemId::derived(&line.label);
        if !self.topics.contains_key(&line.label) {
            let (title, notes) = title_and_notes(&line.text);
            let blocked_by = line.text.split_once("Blocked by ").map(|(_, by)| by.trim_end_matches('.'));
            let position = position_after(self.last_topic.as_deref());
            self.last_topic = Some(position.clone());
            let quarter = Quarter::from_date(date);
            let new = NewTopic {
                category: line.category.clone(),
                kind: match blocked_by {
                    Some(_) => TopicKind::Roadblock,
                    None if title.ends_with('?') => TopicKind::Question,
                    None => TopicKind::Topic,
                },
                title: title.clone(),
                author: line.author,
                at,
                position,
            };
            self.shared.push(Edit::Topic { quarter, id, edit: TopicEdit::Add(new) });
            let known = Known { quarter, title, notes: String::new(), author: line.author };
            self.topics.insert(line.label.clone(), known);
            let mut more = |edit| self.shared.push(Edit::Topic { quarter, id, edit });
            if let Some(goal) = goal_in(source, &line.text) {
                more(TopicEdit::Goal { goal: Some(goal) });
            }
            if let Some(blocked_by) = blocked_by {
                more(TopicEdit::BlockedBy { blocked_by: Some(blocked_by.to_owned()) });
            }
            self.append(&line.label, notes);
            if let Some(first) = line.text.strip_prefix("Team priority ") {
                self.priorities(first, date, line.author);
            }
        } else if let Some(known) = self.topics.get(&line.label) {
            let said = line.text.strip_prefix(&known.title).unwrap_or(&line.text).trim().to_owned();
            self.append(&line.label, &said);
        }
        match line.mark {
            Mark::Open => {}
            Mark::Discussed => self.discuss(&line.label, occurrence),
            Mark::Dropped => self.state(&line.label, |by| TopicState::Dropped { on: date, by }),
            Mark::Parked => self.state(&line.label, |by| TopicState::Parked { occurrence, by }),
        }
    }

    /// The note on what comes first; only the first one is read.
    fn priorities(&mut self, first: &str, on: Date, by: Member) {
        if !self.shared.iter().any(|edit| matches!(edit, Edit::Priorities { .. })) {
            let splices = vec![Splice::append("", format!("{first}\n"))];
            self.shared.push(Edit::Priorities { splices });
            self.shared.push(Edit::PrioritiesOn { looked: Some(Looked { on, by }) });
        }
    }

    fn discuss(&mut self, label: &str, occurrence: OccurrenceId) {
        self.state(label, |by| TopicState::Discussed { occurrence, by });
    }

    fn state(&mut self, label: &str, state: impl FnOnce(Member) -> TopicState) {
        if let Some(known) = self.topics.get(label) {
            let edit = TopicEdit::State { state: state(known.author) };
            self.shared.push(Edit::Topic { quarter: known.quarter, id: ItemId::derived(label), edit });
        }
    }

    fn append(&mut self, label: &str, said: &str) {
        let Some(known) = self.topics.get_mut(label).filter(|_| !said.is_empty()) else { return };
        let insert = if known.notes.is_empty() { said.to_owned() } else { format!("\n{said}") };
        let splice = Splice::append(&known.notes, insert);
        known.notes.push_str(&splice.insert);
        let edit = TopicEdit::Notes { splices: vec![splice] };
        self.shared.push(Edit::Topic { quarter: known.quarter, id: ItemId::derived(label), edit });
    }

    fn meeting(&mut self, quarter: Quarter, id: OccurrenceId, edit: MeetingEdit) {
        self.shared.push(Edit::Meeting { quarter, id, edit });
    }

    pub(super) fn moment(&self, local: DateTime) -> Timestamp {
        local.to_zoned_datetime(self.zone.clone()).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
    }
}

/// What follows a question is its answer, and what follows a statement may be a decision: both go to the notes.
fn title_and_notes(text: &str) -> (String, &str) {
    if let Some((question, answer)) = text.split_once("? ") {
        return (format!("{question}?"), answer);
    }
    match text.find(". Decision: ") {
        Some(at) => (text[..=at].to_owned(), &text[at + 2..]),
        None => (text.to_owned(), ""),
    }
}

/// The first goal that a text names.
fn goal_in(source: &Source, text: &str) -> Option<ItemId> {
    let label =
        |word: &str| word.trim_matches(|character: char| !character.is_ascii_alphanumeric()).to_owned();
    let named = text.split(' ').map(label).find(|word| source.goals.iter().any(|goal| goal.label == *word));
    named.map(|label| ItemId::derived(&label))
}
