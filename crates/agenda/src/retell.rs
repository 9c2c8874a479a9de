//! A notebook told again in new documents: for somebody who lost everything and begins anew with the same person. What
//! is there is told with its ids, authors and dates; what was deleted stays behind.

mod kept;

use crate::{
    ActionEdit, CommentEdit, DraftEdit, Edit, ItemId, Meeting, MeetingEdit, MeetingState, NewAction,
    NewTopic, NoteEdit, OccurrenceId, Pair, PrivateModel, Quarter, Splice, Topic, TopicEdit, TopicState,
};

/// The edits that make empty documents say what `pair` says.
#[must_use]
pub fn retell(pair: &Pair) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (member, person) in &pair.core.people {
        edits.push(Edit::MemberName { member: *member, name: person.name.clone() });
        edits.push(Edit::MemberTimeZone { member: *member, time_zone: person.time_zone.clone() });
    }
    edits.extend(pair.core.cadence().map(|cadence| Edit::Cadence { cadence: Some(cadence) }));
    if let Some(splices) = whole(&pair.core.priorities) {
        edits.push(Edit::Priorities { splices });
    }
    kept::tell_core(&mut edits, &pair.core);
    for (quarter, model) in &pair.quarters {
        for (id, meeting) in &model.meetings {
            tell_meeting(&mut edits, *quarter, *id, meeting);
        }
        for (id, topic) in model.topics.iter().filter(|(_, topic)| topic.alive) {
            tell_topic(&mut edits, *quarter, *id, topic);
        }
    }
    for (id, action) in pair.core.actions.iter().filter(|(_, action)| action.alive) {
        let mut push = |edit| edits.push(Edit::Action { id: *id, edit });
        push(ActionEdit::Add(NewAction {
            text: action.text.clone(),
            owner: action.owner,
            due: action.due,
            by: action.by.or(action.owner).unwrap_or(crate::Member::Manager),
            at: action.at,
            position: action.position.clone(),
            from_topic: action.from_topic,
            from_occurrence: action.from_occurrence,
        }));
        push(ActionEdit::State { state: action.state.clone() });
        if let Some(splices) = whole(&action.note) {
            push(ActionEdit::Note { splices });
        }
        if action.goal.is_some() {
            push(ActionEdit::Goal { goal: action.goal });
        }
        for (member, reaction) in &action.reactions {
            push(ActionEdit::React { member: *member, reaction: Some(reaction.clone()) });
        }
    }
    edits
}

/// The same for one's own notes about a pair.
#[must_use]
pub fn retell_private(private: &PrivateModel) -> Vec<Edit> {
    let notes = private.notes.iter().filter(|(_, note)| note.alive).map(|(id, note)| {
        let edit = NoteEdit::Put { about: note.about, at: note.at, text: note.text.clone() };
        Edit::Note { id: *id, edit }
    });
    let drafts = private.drafts.iter().filter(|(_, draft)| draft.alive).map(|(id, draft)| {
        let (kind, text) = (draft.kind.clone(), draft.text.clone());
        Edit::Draft { id: *id, edit: DraftEdit::Put { kind, target: draft.target, at: draft.at, text } }
    });
    let check_ins = private.check_ins.iter().map(|(occurrence, check_in)| Edit::CheckIn {
        occurrence: *occurrence,
        check_in: Some(check_in.clone()),
    });
    notes.chain(drafts).chain(check_ins).collect()
}

fn tell_topic(edits: &mut Vec<Edit>, quarter: Quarter, id: ItemId, topic: &Topic) {
    let mut push = |edit| edits.push(Edit::Topic { quarter, id, edit });
    push(TopicEdit::Add(NewTopic {
        category: topic.category.clone(),
        kind: topic.kind.clone(),
        title: topic.title.clone(),
        author: topic.author.unwrap_or(crate::Member::Manager),
        at: topic.at,
        position: topic.position.clone(),
    }));
    if let Some(splices) = whole(&topic.notes) {
        push(TopicEdit::Notes { splices });
    }
    for state in topic.taken_up.values() {
        push(TopicEdit::State { state: state.clone() });
    }
    // Being taken up was told with a state: also what is open again has to be said.
    if !topic.taken_up.is_empty() || topic.state != TopicState::Open {
        push(TopicEdit::State { state: topic.state.clone() });
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
        let by = said.by.or(topic.author).unwrap_or(crate::Member::Manager);
        let edit = CommentEdit::Add { by, at: said.at, text: said.text.clone() };
        push(TopicEdit::Comment { id: *comment, edit });
    }
}

fn tell_meeting(edits: &mut Vec<Edit>, quarter: Quarter, id: OccurrenceId, meeting: &Meeting) {
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
        let by = said.by.unwrap_or(crate::Member::Manager);
        push(MeetingEdit::Comment {
            id: *comment,
            edit: CommentEdit::Add { by, at: said.at, text: said.text.clone() },
        });
    }
    if meeting.state != MeetingState::Planned {
        push(MeetingEdit::State { state: meeting.state.clone() });
    }
}

/// A whole text as the one splice that writes it.
fn whole(text: &str) -> Option<Vec<Splice>> {
    (!text.is_empty()).then(|| vec![Splice::append("", text.to_owned())])
}
