//! How much of what edits bring in, by its sort.

use std::collections::BTreeSet;

use agenda::{
    ActionEdit, CommentEdit, DraftEdit, Edit, FeedbackEdit, GoalCheckInEdit, GoalEdit, KeepsakeEdit,
    MeetingEdit, NoteEdit, QuestionEdit, TemplateEdit, TimeOffEdit, TopicEdit,
};
use serde::Serialize;

/// New things, by their sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Topics.
    pub topics: usize,
    /// Actions.
    pub actions: usize,
    /// Meetings of which something is said.
    pub meetings: usize,
    /// Comments on topics, goals and meetings.
    pub comments: usize,
    /// Goals.
    pub goals: usize,
    /// Check-ins of goals.
    pub goal_check_ins: usize,
    /// Feedback.
    pub feedback: usize,
    /// Wins.
    pub wins: usize,
    /// Lessons.
    pub lessons: usize,
    /// Time off.
    pub time_off: usize,
    /// Texts, settings and signs that belong to something that is there already.
    pub others: usize,
    /// Private notes.
    pub private_notes: usize,
    /// Drafts.
    pub drafts: usize,
    /// Check-ins of one's own.
    pub check_ins: usize,
    /// Questions of one's own.
    pub questions: usize,
    /// Templates of one's own.
    pub templates: usize,
}

impl Counts {
    /// Counts what these edits bring.
    pub(crate) fn of(edits: &[Edit]) -> Self {
        let mut counts = Self::default();
        let (mut meetings, mut added) = (BTreeSet::new(), BTreeSet::new());
        for edit in edits {
            match edit {
                Edit::Topic { id, edit, .. } => match edit {
                    TopicEdit::Add(_) => {
                        counts.topics += 1;
                        added.insert(*id);
                    }
                    TopicEdit::Comment { edit: CommentEdit::Add { .. }, .. } => counts.comments += 1,
                    _ => counts.others += usize::from(!added.contains(id)),
                },
                Edit::Action { id, edit } => match edit {
                    ActionEdit::Add(_) => {
                        counts.actions += 1;
                        added.insert(*id);
                    }
                    _ => counts.others += usize::from(!added.contains(id)),
                },
                Edit::Goal { id, edit } => match edit {
                    GoalEdit::Add(_) => {
                        counts.goals += 1;
                        added.insert(*id);
                    }
                    GoalEdit::Comment { edit: CommentEdit::Add { .. }, .. } => counts.comments += 1,
                    GoalEdit::CheckIn { edit: GoalCheckInEdit::Add(_), .. } => counts.goal_check_ins += 1,
                    _ => counts.others += usize::from(!added.contains(id)),
                },
                Edit::Feedback { id, edit } => match edit {
                    FeedbackEdit::Give(_) => {
                        counts.feedback += 1;
                        added.insert(*id);
                    }
                    _ => counts.others += usize::from(!added.contains(id)),
                },
                Edit::Meeting { id, edit, .. } => {
                    if matches!(edit, MeetingEdit::Comment { .. }) {
                        counts.comments += 1;
                    }
                    meetings.insert(*id);
                }
                Edit::Win { edit: KeepsakeEdit::Add(_), .. } => counts.wins += 1,
                Edit::Lesson { edit: KeepsakeEdit::Add(_), .. } => counts.lessons += 1,
                Edit::TimeOff { edit: TimeOffEdit::Add(_), .. } => counts.time_off += 1,
                Edit::Note { edit: NoteEdit::Put { .. }, .. } => counts.private_notes += 1,
                Edit::Draft { edit: DraftEdit::Put { .. }, .. } => counts.drafts += 1,
                Edit::CheckIn { .. } => counts.check_ins += 1,
                Edit::Question { edit: QuestionEdit::Put { .. }, .. } => counts.questions += 1,
                Edit::Template { edit: TemplateEdit::Put { .. }, .. } => counts.templates += 1,
                // What follows on something that was counted.
                Edit::Win { .. }
                | Edit::Lesson { .. }
                | Edit::TimeOff { .. }
                | Edit::Note { .. }
                | Edit::Draft { .. }
                | Edit::Question { .. }
                | Edit::Template { .. } => {}
                _ => counts.others += 1,
            }
        }
        counts.meetings = meetings.len();
        counts
    }
}
