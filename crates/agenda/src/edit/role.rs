//! The same edit in the other role: for what somebody wrote before it was known who is the manager.

use super::{
    ActionEdit, CommentEdit, Edit, FeedbackEdit, GoalCheckInEdit, GoalEdit, KeepsakeEdit, MeetingEdit,
    TimeOffEdit, TopicEdit,
};
use crate::{ActionState, Deletion, GoalState, Looked, Member, TopicState};

impl Edit {
    /// The edit with manager and report exchanged, wherever it names one of them.
    #[must_use]
    pub fn in_the_other_role(mut self) -> Self {
        match &mut self {
            Self::MemberName { member, .. }
            | Self::MemberTimeZone { member, .. }
            | Self::TalkTime { member, .. }
            | Self::BroughtIn { member, .. } => swap(member),
            Self::PrioritiesOn { looked: Some(Looked { by, .. }) }
            | Self::PutAway { since: Some(Looked { by, .. }) } => swap(by),
            Self::Action { edit, .. } => action(edit),
            Self::Topic { edit, .. } => topic(edit),
            Self::Meeting { edit, .. } => meeting(edit),
            Self::Goal { edit, .. } => goal(edit),
            Self::Feedback { edit, .. } => match edit {
                FeedbackEdit::Give(new) => swap(&mut new.from),
                FeedbackEdit::Acknowledge { member, .. } => swap(member),
                FeedbackEdit::Withdraw => {}
            },
            Self::Win { edit, .. } | Self::Lesson { edit, .. } => match edit {
                KeepsakeEdit::Add(new) => {
                    swap(&mut new.author);
                    new.about.iter_mut().for_each(swap);
                }
                KeepsakeEdit::About { about } => about.iter_mut().for_each(swap),
                KeepsakeEdit::Delete(deletion) => deleted(deletion),
                KeepsakeEdit::Reword { .. } | KeepsakeEdit::Restore => {}
            },
            Self::TimeOff { edit, .. } => match edit {
                TimeOffEdit::Add(new) => swap(&mut new.member),
                TimeOffEdit::Delete(deletion) => deleted(deletion),
                TimeOffEdit::Days { .. } | TimeOffEdit::Note { .. } | TimeOffEdit::Restore => {}
            },
            Self::PairEntry { entry: Some(entry), .. } => entry.role.iter_mut().for_each(swap),
            Self::Cadence { .. }
            | Self::Priorities { .. }
            | Self::PrioritiesOn { .. }
            | Self::Relay { .. }
            | Self::Title { .. }
            | Self::Place { .. }
            | Self::Heading { .. }
            | Self::TalkAim { .. }
            | Self::PutAway { .. }
            | Self::Note { .. }
            | Self::Draft { .. }
            | Self::CheckIn { .. }
            // A question of one's own, and the aim for talk time, speak of a role, whoever has it.
            | Self::Question { .. }
            | Self::Template { .. }
            | Self::PairEntry { .. }
            | Self::DeviceEntry { .. }
            | Self::Setting { .. } => {}
        }
        self
    }
}

const fn swap(member: &mut Member) {
    *member = member.other();
}

fn deleted(deletion: &mut Deletion) {
    swap(&mut deletion.by);
}

fn comment(edit: &mut CommentEdit) {
    if let CommentEdit::Add { by, .. } = edit {
        swap(by);
    }
}

fn action(edit: &mut ActionEdit) {
    match edit {
        ActionEdit::Add(new) => {
            swap(&mut new.by);
            new.owner.iter_mut().for_each(swap);
        }
        ActionEdit::Owner { owner } => owner.iter_mut().for_each(swap),
        ActionEdit::State { state: ActionState::Done { by, .. } | ActionState::Dropped { by, .. } }
        | ActionEdit::Delete(Deletion { by, .. })
        | ActionEdit::React { member: by, .. } => swap(by),
        ActionEdit::Retitle { .. }
        | ActionEdit::Due { .. }
        | ActionEdit::State { .. }
        | ActionEdit::Note { .. }
        | ActionEdit::Goal { .. }
        | ActionEdit::Move { .. }
        | ActionEdit::Restore => {}
    }
}

fn topic(edit: &mut TopicEdit) {
    match edit {
        TopicEdit::Add(new) => swap(&mut new.author),
        TopicEdit::State {
            state:
                TopicState::Discussed { by, .. } | TopicState::Parked { by, .. } | TopicState::Dropped { by, .. },
        }
        | TopicEdit::Delete(Deletion { by, .. })
        | TopicEdit::React { member: by, .. } => swap(by),
        TopicEdit::Comment { edit, .. } => comment(edit),
        TopicEdit::Retitle { .. }
        | TopicEdit::Notes { .. }
        | TopicEdit::Move { .. }
        | TopicEdit::Category { .. }
        | TopicEdit::Kind { .. }
        | TopicEdit::State { .. }
        | TopicEdit::Parent { .. }
        | TopicEdit::Goal { .. }
        | TopicEdit::BlockedBy { .. }
        | TopicEdit::Snooze { .. }
        | TopicEdit::Restore => {}
    }
}

fn meeting(edit: &mut MeetingEdit) {
    match edit {
        MeetingEdit::TalkSeconds { member, .. } | MeetingEdit::CheckIn { member, .. } => swap(member),
        MeetingEdit::Asked { by, .. } => by.iter_mut().for_each(swap),
        MeetingEdit::Comment { edit, .. } => comment(edit),
        MeetingEdit::State { .. }
        | MeetingEdit::Reason { .. }
        | MeetingEdit::Starts { .. }
        | MeetingEdit::Minutes { .. }
        | MeetingEdit::Place { .. }
        | MeetingEdit::Started { .. }
        | MeetingEdit::Ended { .. }
        | MeetingEdit::Notes { .. } => {}
    }
}

fn goal(edit: &mut GoalEdit) {
    match edit {
        GoalEdit::Add(new) => {
            swap(&mut new.by);
            new.owner.iter_mut().for_each(swap);
        }
        GoalEdit::Owner { owner } => owner.iter_mut().for_each(swap),
        GoalEdit::State { state: GoalState::Reached { by, .. } | GoalState::Dropped { by, .. } }
        | GoalEdit::Delete(Deletion { by, .. }) => swap(by),
        GoalEdit::CheckIn { edit: GoalCheckInEdit::Add(said), .. } => said.by.iter_mut().for_each(swap),
        GoalEdit::Comment { edit, .. } => comment(edit),
        GoalEdit::Retitle { .. }
        | GoalEdit::Kind { .. }
        | GoalEdit::Due { .. }
        | GoalEdit::State { .. }
        | GoalEdit::Move { .. }
        | GoalEdit::Why { .. }
        | GoalEdit::KeyResult { .. }
        | GoalEdit::CheckIn { .. }
        | GoalEdit::Restore => {}
    }
}
