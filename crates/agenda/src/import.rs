//! Reads a year of one pair from the Markdown of the sample, for the demo, screenshots and tests.
//! Ids are derived from the labels, so a second import adds nothing. What is not read is reported.

mod emit;
mod kept;
mod line;
mod tables;

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time};

use crate::redact::redacted_debug;
use crate::{
    Cadence, Category, CheckIn, Confidence, Edit, GoalKind, Member, Number, OccurrenceId, Pair, PrivateModel,
    Quarter,
};

/// The sample: a year of two invented people.
pub const SAMPLE: &str = include_str!("../sample/sample_1on1.md");

/// What an import gives.
#[derive(Clone, PartialEq)]
pub struct Imported {
    /// Edits of the shared documents, in order.
    pub shared: Vec<Edit>,
    /// Edits of the importing member's private document; the other's private lines are never turned into edits.
    pub private: Vec<Edit>,
    /// Lines that were not read, by number from 1, with the sort of thing they are.
    pub unread: Vec<(usize, &'static str)>,
}

redacted_debug!(Imported);

impl Imported {
    /// The shared edits about what a pair does not have yet: after a first import, none.
    /// What people changed since then stays as they left it.
    pub fn missing_in(&self, pair: &Pair) -> Vec<Edit> {
        let quarter = |quarter: &Quarter| pair.quarters.get(quarter);
        let missing = |edit: &&Edit| match edit {
            Edit::Topic { quarter: home, id, .. } => {
                quarter(home).is_none_or(|model| !model.topics.contains_key(id))
            }
            Edit::Meeting { quarter: home, id, .. } => {
                quarter(home).is_none_or(|model| !model.meetings.contains_key(id))
            }
            Edit::Action { id, .. } => !pair.core.actions.contains_key(id),
            Edit::MemberName { member, .. } => {
                pair.core.people.get(member).is_none_or(|person| person.name.is_none())
            }
            Edit::MemberTimeZone { member, .. } => {
                pair.core.people.get(member).is_none_or(|person| person.time_zone.is_none())
            }
            Edit::Goal { id, .. } => !pair.core.goals.contains_key(id),
            Edit::Feedback { id, .. } => !pair.core.feedback.contains_key(id),
            Edit::Win { id, .. } => !pair.core.wins.contains_key(id),
            Edit::Lesson { id, .. } => !pair.core.lessons.contains_key(id),
            Edit::TimeOff { id, .. } => !pair.core.time_off.contains_key(id),
            // What has no id of its own is told together with the cadence, once.
            _ => pair.core.cadence.is_none(),
        };
        self.shared.iter().filter(missing).cloned().collect()
    }

    /// The same for the private document.
    pub fn missing_in_private(&self, own: &PrivateModel) -> Vec<Edit> {
        let missing = |edit: &&Edit| match edit {
            Edit::Note { id, .. } => !own.notes.contains_key(id),
            Edit::CheckIn { occurrence, .. } => !own.check_ins.contains_key(occurrence),
            _ => true,
        };
        self.private.iter().filter(missing).cloned().collect()
    }
}

/// Why a text cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The table of the space names no manager or no report.
    #[error("the text names no manager or no report")]
    Members,
    /// There is no cadence, or one of another form.
    #[error("the text has no weekly cadence with a first and a next meeting")]
    Cadence,
    /// A line has the mark of a topic, action or meeting but another form.
    #[error("line {line} is not understood")]
    Line {
        /// The number of the line, from 1.
        line: usize,
    },
}

/// Reads the format of [`SAMPLE`] as one of the two members.
///
/// # Errors
/// Members or cadence are missing, or a marked line has another form.
pub fn sample(text: &str, member: Member) -> Result<Imported, ImportError> {
    let mut source = Source::default();
    let mut section = Section::Prose("prose");
    for (index, line) in text.lines().enumerate() {
        source.read(&mut section, index + 1, line.trim_end())?;
    }
    emit::edits(&source, member)
}

/// What the lines say, before it becomes edits.
#[derive(Default)]
struct Source {
    people: BTreeMap<Member, (String, String)>,
    place: Option<String>,
    rhythm: Option<Rhythm>,
    first: Option<Date>,
    next: Option<Date>,
    exceptions: BTreeMap<Date, Exception>,
    meetings: Vec<Block>,
    discussed_elsewhere: Vec<(String, Date)>,
    time_off: Vec<TimeOffRow>,
    goals: Vec<GoalRow>,
    goal_check_ins: Vec<GoalCheckInRow>,
    unread: Vec<(usize, &'static str)>,
}

/// "weekly, Tuesday 10:00, 30 minutes, Europe/Berlin".
struct Rhythm {
    rule: String,
    time: Time,
    minutes: u32,
    time_zone: String,
}

impl Source {
    fn cadence(&self) -> Result<Cadence, ImportError> {
        let (rhythm, first) = self.rhythm.as_ref().zip(self.first).ok_or(ImportError::Cadence)?;
        Ok(Cadence {
            rule: rhythm.rule.parse().map_err(|_defect| ImportError::Cadence)?,
            time: rhythm.time,
            time_zone: rhythm.time_zone.clone(),
            minutes: rhythm.minutes,
            starts_on: first,
        })
    }

    /// The member whose first name this is, in any case.
    fn member(&self, name: &str) -> Option<Member> {
        let first = |full: &str| full.split(' ').next().unwrap_or_default().to_lowercase();
        self.people
            .iter()
            .find(|(_, (full, _))| first(full) == name.to_lowercase())
            .map(|(member, _)| *member)
    }
}

/// A row of the exceptions.
enum Exception {
    Cancelled { reason: String },
    Skipped { reason: String },
    Moved { to: DateTime, reason: String },
    RanOver { overflow: DateTime, minutes: u32 },
}

/// A meeting that is written out.
struct Block {
    id: OccurrenceId,
    held: bool,
    minutes: Option<u32>,
    place: Option<String>,
    talk_seconds: Vec<(Member, u32)>,
    topics: Vec<TopicLine>,
    actions: Vec<ActionLine>,
    kept: Vec<KeptLine>,
    private: Vec<PrivateLine>,
}

struct TimeOffRow {
    member: Member,
    from: Date,
    to: Date,
    note: String,
}

struct GoalRow {
    label: String,
    kind: GoalKind,
    owner: Member,
    title: String,
    /// Name, start, target, unit.
    key_results: Vec<(String, Number, Number, Option<String>)>,
    due: Date,
    reached: bool,
}

struct GoalCheckInRow {
    on: Date,
    goal: String,
    by: Member,
    /// In the order of the key results.
    values: Vec<Number>,
    confidence: Confidence,
    note: String,
}

/// A line of a meeting that is neither a topic nor an action.
enum KeptLine {
    Win { label: String, author: Member, text: String },
    Lesson { label: String, text: String },
    Feedback { label: String, from: Member, text: String },
    CheckIn { member: Member, said: CheckIn },
}

struct TopicLine {
    label: String,
    author: Member,
    category: Category,
    mark: Mark,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Open,
    Discussed,
    Dropped,
    Parked,
}

struct ActionLine {
    label: String,
    owner: Member,
    text: String,
    due: Option<Date>,
    done: Option<Date>,
}

struct PrivateLine {
    label: String,
    member: Member,
    text: String,
}

/// Where in the text a line stands.
enum Section {
    /// Not read; holds the sort of thing to report.
    Prose(&'static str),
    Space,
    Exceptions,
    TimeOff,
    Goals,
    GoalCheckIns,
    /// In a meeting, under a category.
    Meeting(Option<Category>),
    /// In a meeting, under the private lines of a member.
    Private(Member),
}
