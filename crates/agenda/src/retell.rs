//! A notebook told again in new documents: for somebody who lost everything and begins anew with the same person, and for
//! what comes from a file (`bring`). It is told with its ids, authors and dates.

mod kept;

pub(crate) use kept::{feedback, goal, keepsake, time_off};

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};

use crate::position::position_after;
use crate::{
    Action, ActionEdit, ActionState, CommentEdit, Deletion, Draft, DraftEdit, Edit, ItemId, Meeting,
    MeetingEdit, MeetingState, Member, NewAction, NewTopic, NoteEdit, OccurrenceId, Pair, PrivateModel,
    PrivateNote, Quarter, Splice, Topic, TopicEdit, TopicState,
};

/// How a notebook is told.
#[derive(Clone, Copy)]
pub(crate) struct Telling {
    /// Whether it is told, too, that something was deleted.
    pub(crate) deletions: bool,
    /// Who said what names nobody.
    pub(crate) nobody: Member,
}

/// The edits that make empty documents say what `pair` says. What was deleted stays behind.
#[must_use]
pub fn retell(pair: &Pair) -> Vec<Edit> {
    let telling = Telling { deletions: false, nobody: Member::Manager };
    let mut edits = Vec::new();
    for (member, person) in &pair.core.people {
        edits.push(Edit::MemberName { member: *member, name: person.name.clone() });
        edits.push(Edit::MemberTimeZone { member: *member, time_zone: person.time_zone.clone() });
    }
    edits.extend(pair.core.cadence().map(|cadence| Edit::Cadence { cadence: Some(cadence) }));
    if let Some(splices) = whole(&pair.core.priorities) {
        edits.push(Edit::Priorities { splices });
    }
    kept::tell_core(&mut edits, &pair.core, telling);
    for (quarter, model) in &pair.quarters {
        for (id, written) in &model.meetings {
            edits.extend(meeting(*quarter, *id, written, telling));
        }
        for (id, alive) in model.topics.iter().filter(|(_, topic)| topic.alive) {
            edits.extend(topic(*quarter, *id, alive, telling));
        }
    }
    for (id, alive) in pair.core.actions.iter().filter(|(_, action)| action.alive) {
        edits.extend(action(*id, alive, telling));
    }
    edits
}

/// The same for one's own notes about a pair.
#[must_use]
pub fn retell_private(private: &PrivateModel) -> Vec<Edit> {
    let notes = private.notes.iter().filter(|(_, note)| note.alive);
    let drafts = private.drafts.iter().filter(|(_, draft)| draft.alive);
    let check_ins = private.check_ins.iter().map(|(occurrence, check_in)| Edit::CheckIn {
        occurrence: *occurrence,
        check_in: Some(check_in.clone()),
    });
    let notes = notes.flat_map(|(id, told)| note(*id, told, false));
    notes.chain(drafts.flat_map(|(id, told)| draft(*id, told))).chain(check_ins).collect()
}

/// A topic that is not there yet.
pub(crate) fn topic(quarter: Quarter, id: ItemId, topic: &Topic, telling: Telling) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut push = |edit| edits.push(Edit::Topic { quarter, id, edit });
    let author = topic.author.unwrap_or(telling.nobody);
    push(TopicEdit::Add(NewTopic {
        category: topic.category.clone(),
        kind: topic.kind.clone(),
        title: topic.title.clone(),
        author,
        at: topic.at,
        position: topic.position.clone(),
    }));
    let life = Life::of(topic.alive, topic.deleted, telling.deletion(topic.at), telling);
    if let Life::Again(deletion) = life {
        push(TopicEdit::Delete(deletion));
        push(TopicEdit::Move { position: position_after(Some(&topic.position)) });
        push(TopicEdit::Move { position: topic.position.clone() });
    }
    if let Some(splices) = whole(&topic.notes) {
        push(TopicEdit::Notes { splices });
    }
    for state in states(topic, author, telling) {
        push(TopicEdit::State { state });
    }
    if topic.parent.is_some() {
        push(TopicEdit::Parent { parent: topic.parent });
    }
    if topic.goal.is_some() {
        push(TopicEdit::Goal { goal: topic.goal });
    }
    if topic.blocked_by.is_some() {
        push(TopicEdit::BlockedBy { blocked_by: topic.blocked_by.clone() });
    }
    for (member, reaction) in &topic.reactions {
        push(TopicEdit::React { member: *member, reaction: Some(reaction.clone()) });
    }
    if topic.snooze_until.is_some() {
        push(TopicEdit::Snooze { until: topic.snooze_until });
    }
    for (comment, said) in &topic.comments {
        push(TopicEdit::Comment { id: *comment, edit: comment_edit(said, author) });
    }
    if let Life::Gone(deletion) = life {
        push(TopicEdit::Delete(deletion));
    }
    edits
}

/// The states that leave the marks of a topic behind them, and the one that it has.
fn states(topic: &Topic, author: Member, telling: Telling) -> Vec<TopicState> {
    let last = topic.state.occurrence().filter(|id| topic.taken_up.get(id) == Some(&topic.state));
    let marks = topic.taken_up.iter().filter(|(id, _)| Some(**id) != last);
    let mut states: Vec<TopicState> = marks.map(|(_, state)| state.clone()).collect();
    match &topic.state {
        TopicState::Open if states.is_empty() => {}
        // To open it takes back the mark of the meeting that it is closed in: so it is closed without one first.
        TopicState::Open => {
            let on = telling.deletion(topic.at).on;
            states.extend([TopicState::Dropped { on, by: author }, TopicState::Open]);
        }
        // Two who did different things at once can leave a state without its mark; a word of its own makes none.
        state if state.occurrence().is_some() && last.is_none() => {
            states.push(TopicState::Other(state.to_string()));
        }
        state => states.push(state.clone()),
    }
    states
}

/// What was written about a meeting; its slot alone if nothing was.
pub(crate) fn meeting(quarter: Quarter, id: OccurrenceId, meeting: &Meeting, telling: Telling) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut push = |edit| edits.push(Edit::Meeting { quarter, id, edit });
    if meeting.starts.is_some() {
        push(MeetingEdit::Starts { starts: meeting.starts });
    }
    if meeting.minutes.is_some() {
        push(MeetingEdit::Minutes { minutes: meeting.minutes });
    }
    if meeting.reason.is_some() {
        push(MeetingEdit::Reason { reason: meeting.reason.clone() });
    }
    if meeting.place.is_some() {
        push(MeetingEdit::Place { place: meeting.place.clone() });
    }
    if meeting.started.is_some() {
        push(MeetingEdit::Started { at: meeting.started });
    }
    if meeting.ended.is_some() {
        push(MeetingEdit::Ended { at: meeting.ended });
    }
    for (member, seconds) in &meeting.talk_seconds {
        push(MeetingEdit::TalkSeconds { member: *member, seconds: Some(*seconds) });
    }
    for (member, check_in) in &meeting.check_ins {
        push(MeetingEdit::CheckIn { member: *member, check_in: Some(check_in.clone()) });
    }
    for (question, by) in &meeting.asked {
        push(MeetingEdit::Asked { question: question.clone(), by: Some(*by) });
    }
    if let Some(splices) = whole(&meeting.notes) {
        push(MeetingEdit::Notes { splices });
    }
    for (comment, said) in &meeting.comments {
        push(MeetingEdit::Comment { id: *comment, edit: comment_edit(said, telling.nobody) });
    }
    if meeting.state != MeetingState::Planned {
        push(MeetingEdit::State { state: meeting.state.clone() });
    }
    edits
}

/// An action that is not there yet.
pub(crate) fn action(id: ItemId, action: &Action, telling: Telling) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut push = |edit| edits.push(Edit::Action { id, edit });
    push(ActionEdit::Add(NewAction {
        text: action.text.clone(),
        owner: action.owner,
        due: action.due,
        by: action.by.or(action.owner).unwrap_or(telling.nobody),
        at: action.at,
        position: action.position.clone(),
        from_topic: action.from_topic,
        from_occurrence: action.from_occurrence,
    }));
    let life = Life::of(action.alive, action.deleted, telling.deletion(action.at), telling);
    if let Life::Again(deletion) = life {
        push(ActionEdit::Delete(deletion));
        push(ActionEdit::Move { position: position_after(Some(&action.position)) });
        push(ActionEdit::Move { position: action.position.clone() });
    }
    if action.state != ActionState::Open {
        push(ActionEdit::State { state: action.state.clone() });
    }
    if let Some(splices) = whole(&action.note) {
        push(ActionEdit::Note { splices });
    }
    if action.goal.is_some() {
        push(ActionEdit::Goal { goal: action.goal });
    }
    for (member, reaction) in &action.reactions {
        push(ActionEdit::React { member: *member, reaction: Some(reaction.clone()) });
    }
    if let Life::Gone(deletion) = life {
        push(ActionEdit::Delete(deletion));
    }
    edits
}

/// A private note that is not there yet.
pub(crate) fn note(id: ItemId, note: &PrivateNote, deletions: bool) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut push = |edit| edits.push(Edit::Note { id, edit });
    // A text that was emptied is there all the same, but none is put down empty.
    let empty = note.text.trim().is_empty();
    let text = if empty { format!("{ASIDE}{}", note.text) } else { note.text.clone() };
    push(NoteEdit::Put { about: note.about, at: note.at, text });
    if empty {
        push(NoteEdit::Text { splices: vec![Splice { at: 0, delete: 1, insert: String::new() }] });
    }
    match note.deleted.filter(|_| deletions) {
        Some(on) if note.alive => {
            push(NoteEdit::Delete { on });
            let insert = ASIDE.to_owned();
            push(NoteEdit::Text { splices: vec![Splice { at: 0, delete: 0, insert }] });
            push(NoteEdit::Text { splices: vec![Splice { at: 0, delete: 1, insert: String::new() }] });
        }
        Some(on) => push(NoteEdit::Delete { on }),
        None if !note.alive => push(NoteEdit::Delete { on: day(note.at) }),
        None => {}
    }
    edits
}

/// A draft that is not there yet.
pub(crate) fn draft(id: ItemId, draft: &Draft) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut push = |edit| edits.push(Edit::Draft { id, edit });
    let empty = draft.text.trim().is_empty();
    let text = if empty { format!("{ASIDE}{}", draft.text) } else { draft.text.clone() };
    push(DraftEdit::Put { kind: draft.kind.clone(), target: draft.target, at: draft.at, text });
    if empty {
        push(DraftEdit::Text { splices: vec![Splice { at: 0, delete: 1, insert: String::new() }] });
    }
    if !draft.alive {
        push(DraftEdit::Delete);
    }
    edits
}

/// A remark that is not there yet.
pub(crate) fn comment_edit(said: &crate::Comment, nobody: Member) -> CommentEdit {
    CommentEdit::Add { by: said.by.unwrap_or(nobody), at: said.at, text: said.text.clone() }
}

/// A whole text as the one splice that writes it.
pub(crate) fn whole(text: &str) -> Option<Vec<Splice>> {
    (!text.is_empty()).then(|| vec![Splice::append("", text.to_owned())])
}

impl Telling {
    /// A deletion of which nobody said when and by whom.
    fn deletion(self, at: Timestamp) -> Deletion {
        Deletion { on: day(at), by: self.nobody }
    }
}

/// What is told of an item's end.
#[derive(Clone, Copy)]
enum Life {
    /// Nothing: it is there.
    Plain,
    /// It was deleted, and an edit brought it back.
    Again(Deletion),
    /// It is deleted.
    Gone(Deletion),
}

impl Life {
    fn of(alive: bool, deleted: Option<Deletion>, otherwise: Deletion, telling: Telling) -> Self {
        match deleted {
            _ if !telling.deletions => Self::Plain,
            Some(deletion) if alive => Self::Again(deletion),
            None if alive => Self::Plain,
            deleted => Self::Gone(deleted.unwrap_or(otherwise)),
        }
    }
}

fn day(at: Timestamp) -> Date {
    at.to_zoned_datetime(TimeZone::UTC).date()
}

/// Put where a text has to be something for a moment.
const ASIDE: &str = "…";
