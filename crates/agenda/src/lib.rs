//! The 1:1 as automerge documents: schema, edits, model, queries and views, and the guard against hostile changes.
//! Pure: no clock, no randomness of its own, no files, no sockets, no keys. docs/protocol.md §12.

#[cfg(any(test, fuzzing))]
#[expect(clippy::expect_used, clippy::panic, reason = "a broken promise has to stop the fuzzer")]
pub mod fuzzing;
pub mod guard;
pub mod import;

mod bring;
mod cadence;
mod document;
mod edit;
mod entry;
mod facets;
mod fields;
mod hash;
mod id;
mod model;
mod name;
mod number;
mod occurrence;
mod planning;
mod position;
mod redact;
mod reference;
mod resolve;
mod retell;
mod schema;
mod search;
mod splice;
mod text;
mod text_form;
mod value;
mod view;

pub use bring::{bring, bring_private};
pub use cadence::{Cadence, CadenceError, DayOfWeek, Frequency, Rule};
pub use document::{Document, EditError, LoadError, RebaseError, RetakeError, Subject, Touch};
pub use edit::{
    ActionEdit, CommentEdit, DraftEdit, Edit, FeedbackEdit, GoalCheckInEdit, GoalEdit, KeepsakeEdit,
    KeyResultEdit, MeetingEdit, NewAction, NewFeedback, NewGoal, NewKeepsake, NewTimeOff, NewTopic, NoteEdit,
    QuestionEdit, Target, TemplateEdit, TextTarget, TimeOffEdit, TopicEdit,
};
pub use entry::{Entry, EntryKind, FoundEntry, entries, own_entries, resolve_entry};
pub use facets::{Difference, Facets, differences};
pub use hash::{change_hash, fixed_actor};
pub use id::{DocumentId, ItemId, ItemIdError};
pub use model::{
    Action, Comment, Conflict, CoreModel, DeviceEntry, Draft, Feedback, Goal, GoalCheckIn, Keepsake,
    KeyResult, MODEL_VERSION, Meeting, Model, Pair, PairEntry, Person, PersonalModel, PrivateModel,
    PrivateNote, QuarterModel, Question, Template, TimeOff, Topic,
};
pub use name::{DocumentName, DocumentNameError, Member, MemberError, Quarter, QuarterError};
pub use number::{Number, NumberError};
pub use occurrence::{
    HeldRatio, Occurrence, held_ratio, last_held, next_occurrence, occurrence, occurrences, pair_zone,
};
pub use planning::{PlanError, cancel, change_cadence, extra, overflow, put_back, reschedule, skip};
pub use position::{position_after, position_between};
pub use reference::{Reference, short_references};
pub use resolve::{Item, ItemKind, Resolution, Standing, note_references, resolve};
pub use retell::{retell, retell_private};
pub use search::{Part, PrivateHit, PrivatePlace, SharedHit, SharedPlace, search, search_private};
pub use splice::{Splice, SpliceError, apply_splices, difference};
pub use text::{
    COMMENT_CHARS_MAX, NAME_CHARS_MAX, NOTE_BYTES_MAX, SIGN_CHARS_MAX, TITLE_CHARS_MAX, TextError, TextUse,
    check_text,
};
pub use value::{
    About, AboutError, ActionState, AnsweredBy, Category, CheckIn, Confidence, Deletion, DeletionError,
    DraftKind, GoalKind, GoalState, Looked, LookedError, MeetingState, OccurrenceId, OccurrenceIdError,
    TopicKind, TopicState,
};
pub use view::{
    ActionView, AgendaMix, AgendaView, AuthorShare, CommentView, Decision, DiscussedTopic, FeedbackView,
    GoalCheckInView, GoalView, KeepsakeView, KeyResultView, Mean, MeetingView, MonthOfWins, OverviewRow,
    PastMeeting, Point, PrepView, QuarterOfLessons, Recap, Regularity, Section, TalkOfMeeting, TalkSplit,
    TalkView, TimeOffView, TopicLine, TopicView, Trend, TrendPoint, Viewer, action_view, agenda,
    author_share, check_in_trend, decision, feedback, goal_view, goals, history, is_overdue,
    lessons_by_quarter, overview, prep, prep_notes, questions_asked, recap, regularity, shared_references,
    talk, time_off, topic_view, wins_by_month,
};
