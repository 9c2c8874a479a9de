//! Goals and what a pair keeps, told again.

use super::whole;
use crate::{
    CommentEdit, CoreModel, Edit, FeedbackEdit, Goal, GoalCheckInEdit, GoalEdit, GoalState, ItemId, Keepsake,
    KeepsakeEdit, KeyResultEdit, Member, NewFeedback, NewGoal, NewKeepsake, NewTimeOff, TimeOffEdit,
};

pub(super) fn tell_core(edits: &mut Vec<Edit>, core: &CoreModel) {
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
    for (id, goal) in core.goals.iter().filter(|(_, goal)| goal.alive) {
        tell_goal(edits, *id, goal);
    }
    for (id, feedback) in &core.feedback {
        let mut push = |edit| edits.push(Edit::Feedback { id: *id, edit });
        push(FeedbackEdit::Give(NewFeedback {
            from: feedback.from.or(feedback.to.map(Member::other)).unwrap_or(Member::Manager),
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
    }
    for (id, win) in core.wins.iter().filter(|(_, win)| win.alive) {
        edits.push(Edit::Win { id: *id, edit: keepsake(win) });
    }
    for (id, lesson) in core.lessons.iter().filter(|(_, lesson)| lesson.alive) {
        edits.push(Edit::Lesson { id: *id, edit: keepsake(lesson) });
    }
    for (id, time_off) in core.time_off.iter().filter(|(_, time_off)| time_off.alive) {
        let new = NewTimeOff {
            member: time_off.member.unwrap_or(Member::Manager),
            from: time_off.from.min(time_off.to),
            to: time_off.from.max(time_off.to),
            note: time_off.note.clone(),
        };
        edits.push(Edit::TimeOff { id: *id, edit: TimeOffEdit::Add(new) });
    }
}

fn tell_goal(edits: &mut Vec<Edit>, id: ItemId, goal: &Goal) {
    let mut push = |edit| edits.push(Edit::Goal { id, edit });
    let by = goal.by.or(goal.owner).unwrap_or(Member::Manager);
    push(GoalEdit::Add(NewGoal {
        title: goal.title.clone(),
        kind: goal.kind.clone(),
        owner: goal.owner,
        due: goal.due,
        by,
        at: goal.at,
        position: goal.position.clone(),
    }));
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
        let edit = CommentEdit::Add { by: said.by.unwrap_or(by), at: said.at, text: said.text.clone() };
        push(GoalEdit::Comment { id: *id, edit });
    }
    if goal.state != GoalState::Open {
        push(GoalEdit::State { state: goal.state.clone() });
    }
}

fn keepsake(keepsake: &Keepsake) -> KeepsakeEdit {
    KeepsakeEdit::Add(NewKeepsake {
        text: keepsake.text.clone(),
        author: keepsake.author.unwrap_or(Member::Manager),
        about: keepsake.about,
        occurrence: keepsake.occurrence,
        at: keepsake.at,
    })
}
