//! What people see: plain structs for the screen and for JSON, computed from models. Carry-over is a query, never a copy.
//! `topics` and `actions` are the same for both people; what differs by viewer stands apart under `view`.
//! Views of a pair take `Pair`, so that nothing in them can reach a private note. docs/protocol.md §12.3.

mod agenda;
mod goals;
mod history;
mod items;
mod kept;
mod lens;
mod mix;
mod overview;
mod prep;
mod recap;
mod regularity;
mod talk;
mod time_off;
mod trend;

pub use agenda::{AgendaView, Section, Viewer, agenda};
pub use goals::{GoalCheckInView, GoalView, KeyResultView, Point, goal_view, goals};
pub use history::{PastMeeting, TopicLine, history};
pub use items::{
    ActionView, CommentView, MeetingView, TopicView, action_view, is_overdue, shared_references, topic_view,
};
pub use kept::{
    FeedbackView, KeepsakeView, MonthOfWins, QuarterOfLessons, feedback, lessons_by_quarter, wins_by_month,
};
pub use mix::AgendaMix;
pub use overview::{OverviewRow, overview};
pub use prep::{PrepView, prep, prep_notes, questions_asked};
pub use recap::{Decision, DiscussedTopic, Recap, decision, recap};
pub use regularity::{Regularity, regularity};
pub use talk::{AuthorShare, TalkOfMeeting, TalkSplit, TalkView, author_share, talk};
pub use time_off::{TimeOffView, time_off};
pub use trend::{Mean, Trend, TrendPoint, check_in_trend};
