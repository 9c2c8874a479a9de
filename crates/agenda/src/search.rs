//! Finds words in everything that is written. What is shared and what is private are searched by two functions that give
//! two types, so that a private line cannot end up in a shared list.

mod fold;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::occurrence::pair_zone;
use crate::redact::redacted_debug;
use crate::{About, Comment, ItemId, Meeting, OccurrenceId, Pair, PrivateModel, Topic};

use fold::fold;

/// A place in the shared documents where all words occur.
#[derive(Clone, PartialEq, Serialize)]
pub struct SharedHit {
    /// In what.
    pub found: SharedPlace,
    /// In which part of it the first word is.
    pub part: Part,
    /// The line of that part.
    pub line: String,
    /// How old it is: newer ones come first.
    pub at: Timestamp,
}

/// A place in one's private document where all words occur.
#[derive(Clone, PartialEq, Serialize)]
pub struct PrivateHit {
    /// In what.
    pub found: PrivatePlace,
    /// What that is about.
    pub about: About,
    /// The line with the first word.
    pub line: String,
    /// How old it is: newer ones come first.
    pub at: Timestamp,
}

/// Something shared that has texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SharedPlace {
    /// The note on what comes first.
    Priorities,
    /// A topic.
    Topic(ItemId),
    /// An action.
    Action(ItemId),
    /// A meeting.
    Meeting(OccurrenceId),
    /// A goal.
    Goal(ItemId),
    /// Feedback.
    Feedback(ItemId),
    /// A win.
    Win(ItemId),
    /// A lesson.
    Lesson(ItemId),
    /// Time off.
    TimeOff(ItemId),
}

/// Something private that has texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PrivatePlace {
    /// A note.
    Note(ItemId),
    /// A draft.
    Draft(ItemId),
    /// A check-in.
    CheckIn(OccurrenceId),
}

/// A part of something that has texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Its title, or all there is.
    Title,
    /// Its notes.
    Notes,
    /// A comment.
    Comment,
    /// Who or what can free a roadblock.
    BlockedBy,
    /// The reason of a meeting that was moved, skipped or cancelled.
    Reason,
    /// The place of a meeting.
    Place,
    /// What a member said about how they are.
    CheckIn,
    /// A key result of a goal.
    KeyResult,
    /// The situation of feedback.
    Situation,
    /// The behaviour of feedback.
    Behaviour,
    /// The impact of feedback.
    Impact,
}

redacted_debug!(SharedHit, PrivateHit);

/// Everything shared in which all words of the query occur, the newest first. Deleted items are left out.
///
/// A private document is another type, so this does not compile:
///
/// ```compile_fail,E0308
/// use entrenous_agenda::{PrivateModel, search};
/// let private = PrivateModel::default();
/// search(&private, "words");
/// ```
pub fn search(pair: &Pair, query: &str) -> Vec<SharedHit> {
    let words = words(query);
    let mut hits = Vec::new();
    let mut look = |found, at, parts: &[(Part, &str)]| {
        if let Some((part, line)) = first_hit(&words, parts) {
            hits.push(SharedHit { found, part, line, at });
        }
    };
    let zone = pair_zone(pair);
    let core = &pair.core;
    let looked = core.priorities_on.map_or(Timestamp::UNIX_EPOCH, |looked| noon(looked.on, &zone));
    look(SharedPlace::Priorities, looked, &[(Part::Notes, &core.priorities)]);
    for model in pair.quarters.values() {
        for (id, topic) in model.topics.iter().filter(|(_, topic)| topic.alive) {
            look(SharedPlace::Topic(*id), topic.at, &topic_parts(topic));
        }
        for (id, meeting) in &model.meetings {
            let planned = meeting.starts.and_then(|starts| starts.to_zoned_datetime(zone.clone()).ok());
            let planned = planned.map(|starts| starts.timestamp());
            let at = meeting.started.or(planned).or_else(|| Some(noon(id.slot()?, &zone)));
            look(SharedPlace::Meeting(*id), at.unwrap_or(Timestamp::UNIX_EPOCH), &meeting_parts(meeting));
        }
    }
    for (id, action) in core.actions.iter().filter(|(_, action)| action.alive) {
        let parts = [(Part::Title, action.text.as_str()), (Part::Notes, &action.note)];
        look(SharedPlace::Action(*id), action.at, &parts);
    }
    for (id, goal) in core.goals.iter().filter(|(_, goal)| goal.alive) {
        let mut parts = vec![(Part::Title, goal.title.as_str()), (Part::Notes, &goal.why)];
        parts.extend(goal.key_results.values().map(|key_result| (Part::KeyResult, key_result.name.as_str())));
        let notes = goal.check_ins.values().filter_map(|check_in| check_in.note.as_deref());
        parts.extend(notes.map(|note| (Part::CheckIn, note)));
        parts.extend(comments(goal.comments.values()));
        look(SharedPlace::Goal(*id), goal.at, &parts);
    }
    for (id, feedback) in &core.feedback {
        let optional = [
            (Part::Situation, &feedback.situation),
            (Part::Behaviour, &feedback.behaviour),
            (Part::Impact, &feedback.impact),
        ];
        let mut parts = vec![(Part::Title, feedback.text.as_str())];
        parts.extend(optional.iter().filter_map(|(part, text)| Some((*part, text.as_deref()?))));
        look(SharedPlace::Feedback(*id), feedback.at, &parts);
    }
    for (id, win) in core.wins.iter().filter(|(_, win)| win.alive) {
        look(SharedPlace::Win(*id), win.at, &[(Part::Title, &win.text)]);
    }
    for (id, lesson) in core.lessons.iter().filter(|(_, lesson)| lesson.alive) {
        look(SharedPlace::Lesson(*id), lesson.at, &[(Part::Title, &lesson.text)]);
    }
    for (id, time_off) in core.time_off.iter().filter(|(_, time_off)| time_off.alive) {
        let at = noon(time_off.from, &zone);
        let note = time_off.note.as_deref().unwrap_or_default();
        look(SharedPlace::TimeOff(*id), at, &[(Part::Title, note)]);
    }
    hits.sort_by_key(|hit| (std::cmp::Reverse(hit.at), hit.found));
    hits
}

/// A day without a time of day: its noon, which is on the same day for whoever looks from elsewhere.
fn noon(day: Date, zone: &TimeZone) -> Timestamp {
    let noon = day.at(12, 0, 0, 0).to_zoned_datetime(zone.clone());
    noon.map_or(Timestamp::UNIX_EPOCH, |noon| noon.timestamp())
}

/// Everything in one's private document in which all words of the query occur, the newest first.
pub fn search_private(own: &PrivateModel, query: &str) -> Vec<PrivateHit> {
    let words = words(query);
    let mut hits = Vec::new();
    let mut look = |found, about, at, text: &str| {
        if let Some((_, line)) = first_hit(&words, &[(Part::Notes, text)]) {
            hits.push(PrivateHit { found, about, line, at });
        }
    };
    for (id, note) in own.notes.iter().filter(|(_, note)| note.alive) {
        look(PrivatePlace::Note(*id), note.about, note.at, &note.text);
    }
    for (id, draft) in own.drafts.iter().filter(|(_, draft)| draft.alive) {
        look(PrivatePlace::Draft(*id), draft.target, draft.at, &draft.text);
    }
    for (id, said) in &own.check_ins {
        let at = id.slot().map_or(Timestamp::UNIX_EPOCH, |day| noon(day, &TimeZone::UTC));
        let word = said.word.as_deref().unwrap_or_default();
        look(PrivatePlace::CheckIn(*id), About::Occurrence(*id), at, word);
    }
    hits.sort_by_key(|hit| (std::cmp::Reverse(hit.at), hit.found));
    hits
}

fn topic_parts(topic: &Topic) -> Vec<(Part, &str)> {
    let mut parts = vec![(Part::Title, topic.title.as_str()), (Part::Notes, &topic.notes)];
    parts.extend(topic.blocked_by.as_deref().map(|text| (Part::BlockedBy, text)));
    parts.extend(comments(topic.comments.values()));
    parts
}

fn meeting_parts(meeting: &Meeting) -> Vec<(Part, &str)> {
    let mut parts = vec![(Part::Notes, meeting.notes.as_str())];
    parts.extend(meeting.reason.as_deref().map(|text| (Part::Reason, text)));
    parts.extend(meeting.place.as_deref().map(|text| (Part::Place, text)));
    let said = meeting.check_ins.values().filter_map(|said| said.word.as_deref());
    parts.extend(said.map(|word| (Part::CheckIn, word)));
    parts.extend(comments(meeting.comments.values()));
    parts
}

fn comments<'a>(comments: impl Iterator<Item = &'a Comment>) -> impl Iterator<Item = (Part, &'a str)> {
    comments.map(|comment| (Part::Comment, comment.text.as_str()))
}

fn words(query: &str) -> Vec<String> {
    fold(query).split_whitespace().map(str::to_owned).collect()
}

/// The part and the line with the first word, if every word occurs in one part or another. Nothing for no words.
fn first_hit(words: &[String], parts: &[(Part, &str)]) -> Option<(Part, String)> {
    let first = words.first()?;
    let folded: Vec<String> = parts.iter().map(|(_, text)| fold(text)).collect();
    if !words.iter().all(|word| folded.iter().any(|text| text.contains(word.as_str()))) {
        return None;
    }
    let has = |(part, text): &(Part, &str)| {
        let line = text.lines().find(|line| fold(line).contains(first.as_str()))?;
        Some((*part, line.to_owned()))
    };
    parts.iter().find_map(has)
}
