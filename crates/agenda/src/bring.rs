//! What a notebook from a file has and another one has not: the edits that bring it in. Nothing that is there is changed or
//! doubled, so bringing the same in again brings nothing. docs/decisions/0038.

use std::collections::BTreeMap;

use crate::retell::{self, Telling, comment_edit, whole};
use crate::{
    ActionEdit, Comment, CoreModel, Edit, FeedbackEdit, Goal, GoalCheckInEdit, GoalEdit, ItemId,
    KeyResultEdit, Meeting, MeetingEdit, MeetingState, Member, Pair, PrivateModel, Quarter, TopicEdit,
};

/// What `here` lacks of what `file` says, as `by` brings it in: whole items with their ids, authors, dates and deletions; and
/// for those that are there, remarks and texts that are missing. A switch that is only the other's to turn stays as it is.
#[must_use]
pub fn bring(file: &Pair, here: &Pair, by: Member) -> Vec<Edit> {
    let telling = Telling { deletions: true, nobody: by };
    let mut edits = space(&file.core, &here.core, by);
    for (id, goal) in &file.core.goals {
        match here.core.goals.get(id) {
            None => edits.extend(retell::goal(*id, goal, telling)),
            Some(known) if known.alive => edits.extend(rest_of_goal(*id, goal, known, by)),
            Some(_) => {}
        }
    }
    for (id, feedback) in &file.core.feedback {
        match here.core.feedback.get(id) {
            None => edits.extend(retell::feedback(*id, feedback, telling)),
            Some(known) => {
                let read = feedback.acknowledged.iter();
                let missing = read.filter(|(member, _)| !known.acknowledged.contains_key(member));
                edits.extend(missing.map(|(member, at)| {
                    let edit = FeedbackEdit::Acknowledge { member: *member, at: Some(*at) };
                    Edit::Feedback { id: *id, edit }
                }));
            }
        }
    }
    for (id, win) in file.core.wins.iter().filter(|(id, _)| !here.core.wins.contains_key(id)) {
        edits.extend(retell::keepsake(win, telling).into_iter().map(|edit| Edit::Win { id: *id, edit }));
    }
    for (id, lesson) in file.core.lessons.iter().filter(|(id, _)| !here.core.lessons.contains_key(id)) {
        let told = retell::keepsake(lesson, telling).into_iter();
        edits.extend(told.map(|edit| Edit::Lesson { id: *id, edit }));
    }
    for (id, away) in file.core.time_off.iter().filter(|(id, _)| !here.core.time_off.contains_key(id)) {
        edits.extend(retell::time_off(*id, away, telling));
    }
    for (id, action) in &file.core.actions {
        match here.core.actions.get(id) {
            None => edits.extend(retell::action(*id, action, telling)),
            Some(known) if known.alive && known.note.is_empty() => {
                let note = whole(&action.note).map(|splices| ActionEdit::Note { splices });
                edits.extend(note.map(|edit| Edit::Action { id: *id, edit }));
            }
            Some(_) => {}
        }
    }
    for (quarter, model) in &file.quarters {
        quarter_from(&mut edits, here, *quarter, model, telling);
    }
    edits
}

/// The same for one's own notes about a pair.
#[must_use]
pub fn bring_private(file: &PrivateModel, here: &PrivateModel) -> Vec<Edit> {
    let notes = file.notes.iter().filter(|(id, note)| {
        // A slot that was made and never written in is nothing to bring.
        let written = note.alive || note.deleted.is_some() || !note.text.is_empty();
        written && !here.notes.contains_key(id)
    });
    let drafts = file.drafts.iter().filter(|(id, _)| !here.drafts.contains_key(id));
    let said = file.check_ins.iter().filter(|(id, _)| !here.check_ins.contains_key(id));
    let check_ins = said.map(|(occurrence, check_in)| Edit::CheckIn {
        occurrence: *occurrence,
        check_in: Some(check_in.clone()),
    });
    let notes = notes.flat_map(|(id, note)| retell::note(*id, note, true));
    notes.chain(drafts.flat_map(|(id, draft)| retell::draft(*id, draft))).chain(check_ins).collect()
}

/// What belongs to the pair as a whole: only where nothing is said about it yet.
fn space(file: &CoreModel, here: &CoreModel, by: Member) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (member, person) in &file.people {
        let (member, known) = (*member, here.people.get(member).cloned().unwrap_or_default());
        if known.name.is_none() && person.name.is_some() {
            edits.push(Edit::MemberName { member, name: person.name.clone() });
        }
        if known.time_zone.is_none() && person.time_zone.is_some() {
            edits.push(Edit::MemberTimeZone { member, time_zone: person.time_zone.clone() });
        }
        if member == by && person.talk_time && !known.talk_time {
            edits.push(Edit::TalkTime { member, on: true });
        }
    }
    if here.cadence.is_none() {
        edits.extend(file.cadence().map(|cadence| Edit::Cadence { cadence: Some(cadence) }));
    }
    if here.title.is_none() {
        edits.extend(file.title.clone().map(|title| Edit::Title { title: Some(title) }));
    }
    if here.place.is_none() {
        edits.extend(file.place.clone().map(|place| Edit::Place { place: Some(place) }));
    }
    for (category, heading) in
        file.headings.iter().filter(|(category, _)| !here.headings.contains_key(category))
    {
        edits.push(Edit::Heading { category: category.clone(), heading: Some(heading.clone()) });
    }
    if here.priorities.is_empty() {
        edits.extend(whole(&file.priorities).map(|splices| Edit::Priorities { splices }));
    }
    if here.priorities_on.is_none() {
        edits.extend(file.priorities_on.map(|looked| Edit::PrioritiesOn { looked: Some(looked) }));
    }
    if here.talk_aim.is_none() {
        edits.extend(file.talk_aim.map(|percent| Edit::TalkAim { percent: Some(percent) }));
    }
    for (member, on) in file.brought_in.iter().filter(|(member, _)| !here.brought_in.contains_key(member)) {
        edits.push(Edit::BroughtIn { member: *member, on: Some(*on) });
    }
    edits
}

fn rest_of_goal(id: ItemId, goal: &Goal, known: &Goal, by: Member) -> Vec<Edit> {
    let mut edits = Vec::new();
    if known.why.is_empty() {
        edits.extend(whole(&goal.why).map(|splices| GoalEdit::Why { splices }));
    }
    for (id, new) in goal.key_results.iter().filter(|(id, _)| !known.key_results.contains_key(id)) {
        edits.push(GoalEdit::KeyResult { id: *id, edit: KeyResultEdit::Add(new.clone()) });
    }
    for (id, new) in goal.check_ins.iter().filter(|(id, _)| !known.check_ins.contains_key(id)) {
        edits.push(GoalEdit::CheckIn { id: *id, edit: GoalCheckInEdit::Add(new.clone()) });
    }
    for (id, said) in missing(&goal.comments, &known.comments) {
        edits.push(GoalEdit::Comment { id, edit: comment_edit(said, by) });
    }
    edits.into_iter().map(|edit| Edit::Goal { id, edit }).collect()
}

fn quarter_from(
    edits: &mut Vec<Edit>,
    here: &Pair,
    quarter: Quarter,
    file: &crate::QuarterModel,
    telling: Telling,
) {
    for (id, meeting) in &file.meetings {
        match here.meeting(id) {
            None => {
                let told = retell::meeting(quarter, *id, meeting, telling);
                // That its page was opened is all there is to say.
                let slot = Edit::Meeting { quarter, id: *id, edit: MeetingEdit::Starts { starts: None } };
                edits.extend(if told.is_empty() { vec![slot] } else { told });
            }
            Some((home, known)) => {
                edits.extend(retell::meeting(home, *id, &rest_of_meeting(meeting, known), telling));
            }
        }
    }
    for (id, topic) in &file.topics {
        let Some((home, known)) = here.topic(id) else {
            edits.extend(retell::topic(quarter, *id, topic, telling));
            continue;
        };
        if !known.alive {
            continue;
        }
        let mut push = |edit| edits.push(Edit::Topic { quarter: home, id: *id, edit });
        if known.notes.is_empty()
            && let Some(splices) = whole(&topic.notes)
        {
            push(TopicEdit::Notes { splices });
        }
        for (comment, said) in missing(&topic.comments, &known.comments) {
            push(TopicEdit::Comment { id: comment, edit: comment_edit(said, telling.nobody) });
        }
    }
}

/// A meeting without what is known of it.
fn rest_of_meeting(meeting: &Meeting, known: &Meeting) -> Meeting {
    let mut rest = meeting.clone();
    if known.state != MeetingState::Planned {
        rest.state = MeetingState::Planned;
    }
    rest.reason = rest.reason.filter(|_| known.reason.is_none());
    rest.starts = rest.starts.filter(|_| known.starts.is_none());
    rest.minutes = rest.minutes.filter(|_| known.minutes.is_none());
    rest.place = rest.place.filter(|_| known.place.is_none());
    rest.started = rest.started.filter(|_| known.started.is_none());
    rest.ended = rest.ended.filter(|_| known.ended.is_none());
    rest.talk_seconds.retain(|member, _| !known.talk_seconds.contains_key(member));
    rest.check_ins.retain(|member, _| !known.check_ins.contains_key(member));
    rest.asked.retain(|question, _| !known.asked.contains_key(question));
    rest.comments.retain(|id, _| !known.comments.contains_key(id));
    if !known.notes.is_empty() {
        rest.notes.clear();
    }
    rest
}

fn missing<'a>(
    file: &'a BTreeMap<ItemId, Comment>,
    here: &BTreeMap<ItemId, Comment>,
) -> Vec<(ItemId, &'a Comment)> {
    file.iter().filter(|(id, _)| !here.contains_key(id)).map(|(id, said)| (*id, said)).collect()
}
