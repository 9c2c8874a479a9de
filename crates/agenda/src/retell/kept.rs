//! Goals and what a pair keeps, told again.

use super::{ASIDE, Life, Telling, comment_edit, whole};
use crate::position::position_after;
use crate::{
    CoreModel, Edit, Feedback, FeedbackEdit, Goal, GoalCheckInEdit, GoalEdit, GoalState, ItemId, Keepsake,
    KeepsakeEdit, KeyResultEdit, Member, NewFeedback, NewGoal, NewKeepsake, NewTimeOff, TimeOff, TimeOffEdit,
};

pub(super) fn tell_core(edits: &mut Vec<Edit>, core: &CoreModel, telling: Telling) {
    edits.extend(core.title.clone().map(|title| Edit::Title { title: Some(title) }));
    edits.extend(core.place.clone().map(|place| Edit::Place { place: Some(place) }));
    for (category, heading) in &core.headings {
        edits.push(Edit::Heading { category: category.clone(), heading: Some(heading.clone()) });
    }
    edits.extend(core.priorities_on.map(|looked| Edit::PrioritiesOn { looked: Some(looked) }));
    edits.extend(core.talk_aim.map(|percent| Edit::TalkAim { percent: Some(percent) }));
    for (member, person) in core.people.iter().filter(|(_, person)| person.talk_time) {
        edits.push(Edit::TalkTime { member: *member, on: person.talk_time });
    }
    for (id, alive) in core.goals.iter().filter(|(_, goal)| goal.alive) {
        edits.extend(goal(*id, alive, telling));
    }
    for (id, given) in &core.feedback {
        edits.extend(feedback(*id, given, telling));
    }
    for (id, win) in core.wins.iter().filter(|(_, win)| win.alive) {
        edits.extend(keepsake(win, telling).into_iter().map(|edit| Edit::Win { id: *id, edit }));
    }
    for (id, lesson) in core.lessons.iter().filter(|(_, lesson)| lesson.alive) {
        edits.extend(keepsake(lesson, telling).into_iter().map(|edit| Edit::Lesson { id: *id, edit }));
    }
    for (id, alive) in core.time_off.iter().filter(|(_, time_off)| time_off.alive) {
        edits.extend(time_off(*id, alive, telling));
    }
}

/// A goal that is not there yet.
pub(crate) fn goal(id: ItemId, goal: &Goal, telling: Telling) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut push = |edit| edits.push(Edit::Goal { id, edit });
    let by = goal.by.or(goal.owner).unwrap_or(telling.nobody);
    push(GoalEdit::Add(NewGoal {
        title: goal.title.clone(),
        kind: goal.kind.clone(),
        owner: goal.owner,
        due: goal.due,
        by,
        at: goal.at,
        position: goal.position.clone(),
    }));
    let life = Life::of(goal.alive, goal.deleted, telling.deletion(goal.at), telling);
    if let Life::Again(deletion) = life {
        push(GoalEdit::Delete(deletion));
        push(GoalEdit::Move { position: position_after(Some(&goal.position)) });
        push(GoalEdit::Move { position: goal.position.clone() });
    }
    if let Some(splices) = whole(&goal.why) {
        push(GoalEdit::Why { splices });
    }
    for (id, key_result) in &goal.key_results {
        push(GoalEdit::KeyResult { id: *id, edit: KeyResultEdit::Add(key_result.clone()) });
    }
    for (id, check_in) in &goal.check_ins {
        push(GoalEdit::CheckIn { id: *id, edit: GoalCheckInEdit::Add(check_in.clone()) });
    }
    for (id, said) in &goal.comments {
        push(GoalEdit::Comment { id: *id, edit: comment_edit(said, by) });
    }
    if goal.state != GoalState::Open {
        push(GoalEdit::State { state: goal.state.clone() });
    }
    if let Life::Gone(deletion) = life {
        push(GoalEdit::Delete(deletion));
    }
    edits
}

/// Feedback that is not there yet.
pub(crate) fn feedback(id: ItemId, feedback: &Feedback, telling: Telling) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut push = |edit| edits.push(Edit::Feedback { id, edit });
    push(FeedbackEdit::Give(NewFeedback {
        from: feedback.from.or(feedback.to.map(Member::other)).unwrap_or(telling.nobody),
        at: feedback.at,
        text: feedback.text.clone(),
        situation: feedback.situation.clone(),
        behaviour: feedback.behaviour.clone(),
        impact: feedback.impact.clone(),
        corrects: feedback.corrects,
    }));
    for (member, at) in &feedback.acknowledged {
        push(FeedbackEdit::Acknowledge { member: *member, at: Some(*at) });
    }
    edits
}

/// A win or a lesson that is not there yet.
pub(crate) fn keepsake(keepsake: &Keepsake, telling: Telling) -> Vec<KeepsakeEdit> {
    let mut edits = vec![KeepsakeEdit::Add(NewKeepsake {
        text: keepsake.text.clone(),
        author: keepsake.author.unwrap_or(telling.nobody),
        about: keepsake.about,
        occurrence: keepsake.occurrence,
        at: keepsake.at,
    })];
    match Life::of(keepsake.alive, keepsake.deleted, telling.deletion(keepsake.at), telling) {
        Life::Plain => {}
        Life::Gone(deletion) => edits.push(KeepsakeEdit::Delete(deletion)),
        Life::Again(deletion) => {
            edits.push(KeepsakeEdit::Delete(deletion));
            edits.push(KeepsakeEdit::About { about: keepsake.about.map_or(Some(Member::Manager), |_| None) });
            edits.push(KeepsakeEdit::About { about: keepsake.about });
        }
    }
    edits
}

/// Time off that is not there yet. Two who moved its ends at once may have left them the wrong way round.
pub(crate) fn time_off(id: ItemId, time_off: &TimeOff, telling: Telling) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut push = |edit| edits.push(Edit::TimeOff { id, edit });
    let (from, to) = (time_off.from.min(time_off.to), time_off.from.max(time_off.to));
    let member = time_off.member.unwrap_or(telling.nobody);
    push(TimeOffEdit::Add(NewTimeOff { member, from, to, note: time_off.note.clone() }));
    let otherwise = crate::Deletion { on: from, by: telling.nobody };
    match Life::of(time_off.alive, time_off.deleted, otherwise, telling) {
        Life::Plain => {}
        Life::Gone(deletion) => push(TimeOffEdit::Delete(deletion)),
        Life::Again(deletion) => {
            push(TimeOffEdit::Delete(deletion));
            let aside = time_off.note.is_none().then(|| ASIDE.to_owned());
            push(TimeOffEdit::Note { note: aside });
            push(TimeOffEdit::Note { note: time_off.note.clone() });
        }
    }
    edits
}
