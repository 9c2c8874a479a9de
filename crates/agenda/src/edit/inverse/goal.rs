//! Undo for goals.

use super::{comment, inverse_splices, utc_date};
use crate::{Deletion, Goal, GoalCheckIn, GoalCheckInEdit, GoalEdit, KeyResult, KeyResultEdit};

pub(super) fn goal(edit: &GoalEdit, before: Option<&Goal>) -> Option<GoalEdit> {
    let Some(before) = before else {
        let GoalEdit::Add(goal) = edit else { return None };
        return Some(GoalEdit::Delete(Deletion { on: utc_date(goal.at), by: goal.by }));
    };
    Some(match edit {
        GoalEdit::Add(_) => return None,
        GoalEdit::Retitle { .. } => GoalEdit::Retitle { title: before.title.clone() },
        GoalEdit::Kind { .. } => GoalEdit::Kind { kind: before.kind.clone() },
        GoalEdit::Owner { .. } => GoalEdit::Owner { owner: before.owner },
        GoalEdit::Due { .. } => GoalEdit::Due { due: before.due },
        GoalEdit::State { .. } => GoalEdit::State { state: before.state.clone() },
        GoalEdit::Move { .. } => GoalEdit::Move { position: before.position.clone() },
        GoalEdit::Why { splices } => GoalEdit::Why { splices: inverse_splices(splices, &before.why)? },
        GoalEdit::KeyResult { id, edit } => {
            GoalEdit::KeyResult { id: *id, edit: key_result(edit, before.key_results.get(id))? }
        }
        GoalEdit::CheckIn { id, edit } => {
            GoalEdit::CheckIn { id: *id, edit: check_in(edit, before.check_ins.get(id))? }
        }
        GoalEdit::Comment { id, edit } => {
            GoalEdit::Comment { id: *id, edit: comment(edit, before.comments.get(id))? }
        }
        GoalEdit::Delete(_) => before.alive.then_some(GoalEdit::Restore)?,
        GoalEdit::Restore => GoalEdit::Delete(before.deleted.filter(|_| !before.alive)?),
    })
}

fn key_result(edit: &KeyResultEdit, before: Option<&KeyResult>) -> Option<KeyResultEdit> {
    let Some(before) = before else {
        return matches!(edit, KeyResultEdit::Add(_)).then_some(KeyResultEdit::Remove);
    };
    Some(match edit {
        KeyResultEdit::Add(_) => return None,
        KeyResultEdit::Rename { .. } => KeyResultEdit::Rename { name: before.name.clone() },
        KeyResultEdit::Unit { .. } => KeyResultEdit::Unit { unit: before.unit.clone() },
        KeyResultEdit::Start { .. } => KeyResultEdit::Start { start: before.start },
        KeyResultEdit::Target { .. } => KeyResultEdit::Target { target: before.target },
        KeyResultEdit::Move { .. } => KeyResultEdit::Move { position: before.position.clone() },
        KeyResultEdit::Remove => KeyResultEdit::Add(before.clone()),
    })
}

fn check_in(edit: &GoalCheckInEdit, before: Option<&GoalCheckIn>) -> Option<GoalCheckInEdit> {
    match (edit, before) {
        (GoalCheckInEdit::Add(_), None) => Some(GoalCheckInEdit::Remove),
        (GoalCheckInEdit::Remove, Some(before)) => Some(GoalCheckInEdit::Add(before.clone())),
        _ => None,
    }
}
