//! Goals, time off, wins, lessons, feedback and check-ins as edits.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::emit::Writer;
use super::tables::{check_in_label, key_result_label};
use super::{Block, GoalRow, KeptLine, Source, TimeOffRow};
use crate::{
    Cadence, Edit, FeedbackEdit, GoalCheckIn, GoalCheckInEdit, GoalEdit, GoalState, ItemId, KeepsakeEdit,
    KeyResult, KeyResultEdit, Member, NewFeedback, NewGoal, NewKeepsake, NewTimeOff, Number, TimeOffEdit,
    position_after,
};

impl Writer {
    pub(super) fn time_off(&mut self, row: &TimeOffRow) {
        let id = ItemId::derived(&format!("time off {} {}", row.member, row.from));
        let note = Some(row.note.clone()).filter(|note| !note.is_empty());
        let new = NewTimeOff { member: row.member, from: row.from, to: row.to, note };
        self.shared.push(Edit::TimeOff { id, edit: TimeOffEdit::Add(new) });
    }

    /// A goal with its check-ins; written down at its first one.
    pub(super) fn goal(&mut self, source: &Source, cadence: &Cadence, goal: &GoalRow, position: &str) {
        let id = ItemId::derived(&goal.label);
        let mut rows: Vec<_> = source.goal_check_ins.iter().filter(|row| row.goal == goal.label).collect();
        rows.sort_by_key(|row| row.on);
        let first = rows.first().map_or(cadence.starts_on, |row| row.on);
        let at_of = |writer: &Self, on: Date| writer.moment(DateTime::from_parts(on, cadence.time));
        let at = at_of(self, first);
        let new = NewGoal {
            title: goal.title.clone(),
            kind: goal.kind.clone(),
            owner: Some(goal.owner),
            due: Some(goal.due),
            by: goal.owner,
            at,
            position: position.to_owned(),
        };
        self.goal_edit(id, GoalEdit::Add(new));
        let mut last = None;
        for (number, (name, start, target, unit)) in goal.key_results.iter().enumerate() {
            let position = position_after(last.as_deref());
            let new = KeyResult {
                name: name.clone(),
                unit: unit.clone(),
                start: *start,
                target: *target,
                position: position.clone(),
            };
            last = Some(position);
            let id_of = ItemId::derived(&key_result_label(&goal.label, number));
            self.goal_edit(id, GoalEdit::KeyResult { id: id_of, edit: KeyResultEdit::Add(new) });
        }
        for row in &rows {
            let numbered = |(number, value): (usize, &Number)| {
                (ItemId::derived(&key_result_label(&goal.label, number)), *value)
            };
            let said = GoalCheckIn {
                by: Some(row.by),
                at: at_of(self, row.on),
                on: row.on,
                confidence: Some(row.confidence.clone()),
                note: Some(row.note.clone()).filter(|note| !note.is_empty()),
                values: row.values.iter().enumerate().take(goal.key_results.len()).map(numbered).collect(),
            };
            let id_of = ItemId::derived(&check_in_label(&goal.label, row.on));
            self.goal_edit(id, GoalEdit::CheckIn { id: id_of, edit: GoalCheckInEdit::Add(said) });
        }
        if goal.reached {
            let on = rows.last().map_or(goal.due, |row| row.on);
            self.goal_edit(id, GoalEdit::State { state: GoalState::Reached { on, by: goal.owner } });
        }
    }

    fn goal_edit(&mut self, id: ItemId, edit: GoalEdit) {
        self.shared.push(Edit::Goal { id, edit });
    }

    /// Wins, lessons and feedback of a meeting. How somebody was goes into their own document, and into no other.
    pub(super) fn kept(&mut self, block: &Block, at: Timestamp) {
        let keepsake = |author: Member, text: &str| {
            KeepsakeEdit::Add(NewKeepsake {
                text: text.to_owned(),
                author,
                about: None,
                occurrence: Some(block.id),
                at,
            })
        };
        for line in &block.kept {
            match line {
                KeptLine::Win { label, author, text } => {
                    let edit = keepsake(*author, text);
                    self.shared.push(Edit::Win { id: ItemId::derived(label), edit });
                }
                KeptLine::Lesson { label, text } => {
                    let edit = keepsake(Member::Report, text);
                    self.shared.push(Edit::Lesson { id: ItemId::derived(label), edit });
                }
                KeptLine::Feedback { label, from, text } => {
                    let new = NewFeedback {
                        from: *from,
                        at,
                        text: text.clone(),
                        situation: None,
                        behaviour: None,
                        impact: None,
                        corrects: None,
                    };
                    let edit = FeedbackEdit::Give(new);
                    self.shared.push(Edit::Feedback { id: ItemId::derived(label), edit });
                }
                KeptLine::CheckIn { member, said } if *member == self.member => {
                    let check_in = Some(said.clone());
                    self.private.push(Edit::CheckIn { occurrence: block.id, check_in });
                }
                KeptLine::CheckIn { .. } => {}
            }
        }
    }
}
