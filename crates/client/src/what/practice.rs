//! What was done about meetings, goals and what a pair keeps, as the journal keeps it.

use agenda::{Category, ItemId, MeetingState};
use jiff::civil::Date;
use language::say;
use serde::{Deserialize, Serialize};

use crate::dates::date_with_year;
use crate::headings::heading;

/// What was done. The texts are those of then.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Practice {
    /// When the two meet.
    Cadence {
        /// Whether there is a rule now.
        set: bool,
    },
    /// A meeting of this day got another time.
    MeetingMoved(Date),
    /// A meeting of this day was left out or called off.
    MeetingCalledOff {
        /// The day.
        date: Date,
        /// Skipped or cancelled.
        state: MeetingState,
    },
    /// More time for a meeting.
    Overflow,
    /// One more meeting.
    Extra,
    /// A topic waits for the overflow.
    Parked(String),
    /// A topic is away until a day, or no more.
    Snoozed {
        /// Its title.
        title: String,
        /// The day.
        until: Option<Date>,
    },
    /// A topic is on the next agenda.
    Carried(String),
    /// A question went onto the agenda.
    Asked(String),
    /// The topics of a template went onto the agenda.
    TemplateApplied(String),
    /// A line with a decision.
    Decided(String),
    /// A goal was set.
    GoalSet(String),
    /// A goal got a measure.
    GoalMeasured(String),
    /// Somebody said how a goal stands.
    GoalProgress(String),
    /// A goal was closed or opened again.
    GoalClosed {
        /// Its title.
        title: String,
        /// Whether it was reached, given up, or neither.
        reached: Option<bool>,
    },
    /// A win was kept.
    Win(String),
    /// A lesson was kept.
    Lesson(String),
    /// Feedback that only its author sees.
    FeedbackDrafted,
    /// Feedback was given.
    FeedbackGiven,
    /// Feedback was read.
    FeedbackRead(ItemId),
    /// Somebody is away.
    TimeOff {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
    /// Somebody is not away after all.
    TimeOffRemoved,
    /// The note on what comes first.
    Priorities,
    /// How one is, for oneself.
    CheckedIn,
    /// How one is, for both.
    CheckInShared,
    /// Whether talk time is counted, and its aim.
    TalkSet,
    /// A heading got a name of its own, or the usual one back.
    HeadingNamed {
        /// Which.
        category: Category,
        /// The name.
        name: Option<String>,
    },
    /// The notebook got a title, or lost it.
    TitleSet(Option<String>),
    /// Where the two meet.
    PlaceSet(Option<String>),
    /// A topic is a part of another one, or stands alone.
    PutUnder {
        /// Its title.
        title: String,
        /// The other one's.
        parent: Option<String>,
    },
    /// What a topic or an action is for.
    Linked {
        /// Its title.
        title: String,
        /// The goal's.
        goal: Option<String>,
    },
    /// Who can free a topic.
    Blocked {
        /// Its title.
        title: String,
        /// Who or what.
        by: Option<String>,
    },
    /// A sign for a topic or an action.
    Reacted {
        /// Its title.
        title: String,
        /// The sign.
        sign: Option<String>,
    },
    /// Dates came from a calendar file.
    CalendarTaken,
    /// A meeting began.
    MeetingBegun(Date),
    /// A line for the notes of a meeting.
    MeetingNoted(Date),
    /// A meeting ended.
    MeetingEnded(Date),
}

impl Practice {
    /// In the language that the program speaks.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Cadence { set: true } => say!("log-cadence-set"),
            Self::Cadence { set: false } => say!("log-cadence-ended"),
            Self::MeetingMoved(date) => say!("log-meeting-moved", date = date_with_year(*date)),
            Self::MeetingCalledOff { date, state: MeetingState::Cancelled } => {
                say!("log-meeting-cancelled", date = date_with_year(*date))
            }
            Self::MeetingCalledOff { date, .. } => say!("log-meeting-skipped", date = date_with_year(*date)),
            Self::Overflow => say!("log-overflow"),
            Self::Extra => say!("log-extra"),
            Self::Parked(title) => say!("log-parked", title = title),
            Self::Snoozed { title, until: Some(until) } => {
                say!("log-snoozed", title = title, date = date_with_year(*until))
            }
            Self::Snoozed { title, until: None } => say!("log-unsnoozed", title = title),
            Self::Carried(title) => say!("log-carried", title = title),
            Self::Asked(question) => say!("log-asked", question = question),
            Self::TemplateApplied(name) => say!("log-template-applied", name = name),
            Self::Decided(text) => say!("log-decided", text = text),
            Self::GoalSet(title) => say!("log-goal-set", title = title),
            Self::GoalMeasured(title) => say!("log-goal-measured", title = title),
            Self::GoalProgress(title) => say!("log-goal-progress", title = title),
            Self::GoalClosed { title, reached: Some(true) } => say!("log-goal-reached", title = title),
            Self::GoalClosed { title, reached: Some(false) } => say!("log-goal-dropped", title = title),
            Self::GoalClosed { title, reached: None } => say!("log-goal-reopened", title = title),
            Self::Win(text) => say!("log-win", text = text),
            Self::Lesson(text) => say!("log-lesson", text = text),
            Self::FeedbackDrafted => say!("log-draft"),
            Self::FeedbackGiven => say!("log-feedback"),
            Self::FeedbackRead(_) => say!("log-feedback-read"),
            Self::TimeOff { from, to } => {
                say!("log-time-off", from = date_with_year(*from), to = date_with_year(*to))
            }
            Self::TimeOffRemoved => say!("log-time-off-removed"),
            Self::Priorities => say!("log-priorities"),
            Self::CheckedIn => say!("log-checked-in"),
            Self::CheckInShared => say!("log-check-in-shared"),
            Self::TalkSet => say!("log-talk-set"),
            Self::HeadingNamed { category, name: Some(name) } => {
                say!("log-heading-named", heading = heading(category), name = name)
            }
            Self::HeadingNamed { category, name: None } => {
                say!("log-heading-usual", heading = heading(category))
            }
            Self::TitleSet(Some(title)) => say!("log-title-set", title = title),
            Self::TitleSet(None) => say!("log-title-gone"),
            Self::PlaceSet(Some(place)) => say!("log-place-set", place = place),
            Self::PlaceSet(None) => say!("log-place-gone"),
            Self::PutUnder { title, parent: Some(parent) } => {
                say!("log-put-under", title = title, parent = parent)
            }
            Self::PutUnder { title, parent: None } => say!("log-put-alone", title = title),
            Self::Linked { title, goal: Some(goal) } => say!("log-linked", title = title, goal = goal),
            Self::Linked { title, goal: None } => say!("log-unlinked", title = title),
            Self::Blocked { title, by: Some(by) } => say!("log-blocked", title = title, by = by),
            Self::Blocked { title, by: None } => say!("log-freed", title = title),
            Self::Reacted { title, sign: Some(sign) } => say!("log-reacted", title = title, sign = sign),
            Self::Reacted { title, sign: None } => say!("log-sign-gone", title = title),
            Self::CalendarTaken => say!("log-calendar-taken"),
            Self::MeetingBegun(date) => say!("log-meeting-begun", date = date_with_year(*date)),
            Self::MeetingNoted(date) => say!("log-meeting-noted", date = date_with_year(*date)),
            Self::MeetingEnded(date) => say!("log-meeting-ended", date = date_with_year(*date)),
        }
    }
}
