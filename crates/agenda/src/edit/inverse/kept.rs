//! Undo for feedback, wins, lessons and time off.

use super::utc_date;
use crate::{Deletion, Feedback, FeedbackEdit, Keepsake, KeepsakeEdit, NewFeedback, TimeOff, TimeOffEdit};

pub(super) fn feedback(edit: &FeedbackEdit, before: Option<&Feedback>) -> Option<FeedbackEdit> {
    match (edit, before) {
        (FeedbackEdit::Give(_), None) => Some(FeedbackEdit::Withdraw),
        (FeedbackEdit::Acknowledge { member, .. }, Some(before)) => {
            Some(FeedbackEdit::Acknowledge { member: *member, at: before.acknowledged.get(member).copied() })
        }
        (FeedbackEdit::Withdraw, Some(before)) => Some(FeedbackEdit::Give(NewFeedback {
            from: before.from?,
            at: before.at,
            text: before.text.clone(),
            situation: before.situation.clone(),
            behaviour: before.behaviour.clone(),
            impact: before.impact.clone(),
            corrects: before.corrects,
        })),
        _ => None,
    }
}

pub(super) fn keepsake(edit: &KeepsakeEdit, before: Option<&Keepsake>) -> Option<KeepsakeEdit> {
    let Some(before) = before else {
        let KeepsakeEdit::Add(new) = edit else { return None };
        return Some(KeepsakeEdit::Delete(Deletion { on: utc_date(new.at), by: new.author }));
    };
    Some(match edit {
        KeepsakeEdit::Add(_) => return None,
        KeepsakeEdit::Reword { .. } => KeepsakeEdit::Reword { text: before.text.clone() },
        KeepsakeEdit::About { .. } => KeepsakeEdit::About { about: before.about },
        KeepsakeEdit::Delete(_) => before.alive.then_some(KeepsakeEdit::Restore)?,
        KeepsakeEdit::Restore => KeepsakeEdit::Delete(before.deleted.filter(|_| !before.alive)?),
    })
}

pub(super) fn time_off(edit: &TimeOffEdit, before: Option<&TimeOff>) -> Option<TimeOffEdit> {
    let Some(before) = before else {
        let TimeOffEdit::Add(new) = edit else { return None };
        return Some(TimeOffEdit::Delete(Deletion { on: new.from, by: new.member }));
    };
    Some(match edit {
        TimeOffEdit::Add(_) => return None,
        TimeOffEdit::Days { .. } => TimeOffEdit::Days { from: before.from, to: before.to },
        TimeOffEdit::Note { .. } => TimeOffEdit::Note { note: before.note.clone() },
        TimeOffEdit::Delete(_) => before.alive.then_some(TimeOffEdit::Restore)?,
        TimeOffEdit::Restore => TimeOffEdit::Delete(before.deleted.filter(|_| !before.alive)?),
    })
}
