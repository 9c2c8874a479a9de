//! Feedback, wins by month and lessons by quarter.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::entry::entry_references;
use crate::occurrence::pair_zone;
use crate::redact::redacted_debug;
use crate::{Conflict, Feedback, ItemId, Keepsake, Member, OccurrenceId, Pair, Quarter};

/// What one told the other.
#[derive(Clone, PartialEq, Serialize)]
pub struct FeedbackView {
    /// The short name.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The full id.
    pub id: ItemId,
    /// The day on which it was given.
    pub on: Date,
    /// What was said, and who has read it.
    #[serde(flatten)]
    pub said: Feedback,
    /// Whether the one whom it is for has said that they have read it.
    pub read: bool,
    /// Later feedback that corrects it, oldest first.
    pub corrected_by: Vec<ItemId>,
}

/// A win or a lesson.
#[derive(Clone, PartialEq, Serialize)]
pub struct KeepsakeView {
    /// The short name.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The full id.
    pub id: ItemId,
    /// The day of the meeting in which it was said, else that on which it was written.
    pub on: Date,
    /// What.
    pub text: String,
    /// Who wrote it down.
    pub author: Option<Member>,
    /// Whose it is.
    pub about: Option<Member>,
    /// The meeting in which it was said.
    pub occurrence: Option<OccurrenceId>,
    /// When it was written down.
    pub at: Timestamp,
    /// One deleted it, the other edited it at the same time: the edit won.
    pub edited_after_deletion: bool,
    /// Fields with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

/// The wins of one month, oldest first.
#[derive(Clone, PartialEq, Serialize)]
pub struct MonthOfWins {
    /// The first day of the month.
    pub month: Date,
    /// The wins.
    pub wins: Vec<KeepsakeView>,
}

/// The lessons of one quarter, oldest first.
#[derive(Clone, PartialEq, Serialize)]
pub struct QuarterOfLessons {
    /// The quarter.
    pub quarter: Quarter,
    /// The lessons.
    pub lessons: Vec<KeepsakeView>,
}

redacted_debug!(FeedbackView, KeepsakeView, MonthOfWins, QuarterOfLessons);

/// All feedback, the newest first.
pub fn feedback(pair: &Pair) -> Vec<FeedbackView> {
    let (zone, references) = (pair_zone(pair), entry_references(pair));
    let all = &pair.core.feedback;
    let mut order: Vec<(&ItemId, &Feedback)> = all.iter().collect();
    order.sort_by_key(|(id, said)| (said.at, **id));
    let corrections = |corrected: &ItemId| {
        let later = order.iter().filter(|(_, said)| said.corrects.as_ref() == Some(corrected));
        later.map(|(id, _)| **id).collect()
    };
    let view = |(id, said): &(&ItemId, &Feedback)| FeedbackView {
        reference: references.get(id).cloned().unwrap_or_default(),
        id: **id,
        on: said.at.to_zoned_datetime(zone.clone()).date(),
        said: (*said).clone(),
        read: said.to.is_some_and(|to| said.acknowledged.contains_key(&to)),
        corrected_by: corrections(id),
    };
    order.iter().rev().map(view).collect()
}

/// The wins by month, the last month first.
pub fn wins_by_month(pair: &Pair) -> Vec<MonthOfWins> {
    let mut months: BTreeMap<Date, Vec<KeepsakeView>> = BTreeMap::new();
    for win in keepsakes(pair, &pair.core.wins) {
        months.entry(win.on.first_of_month()).or_default().push(win);
    }
    months.into_iter().rev().map(|(month, wins)| MonthOfWins { month, wins }).collect()
}

/// The lessons by quarter, the last quarter first.
pub fn lessons_by_quarter(pair: &Pair) -> Vec<QuarterOfLessons> {
    let mut quarters: BTreeMap<Quarter, Vec<KeepsakeView>> = BTreeMap::new();
    for lesson in keepsakes(pair, &pair.core.lessons) {
        quarters.entry(Quarter::from_date(lesson.on)).or_default().push(lesson);
    }
    quarters.into_iter().rev().map(|(quarter, lessons)| QuarterOfLessons { quarter, lessons }).collect()
}

/// Wins or lessons that are there, oldest first.
pub(super) fn keepsakes(pair: &Pair, all: &BTreeMap<ItemId, Keepsake>) -> Vec<KeepsakeView> {
    let (zone, references) = (pair_zone(pair), entry_references(pair));
    // Where a meeting was moved to, or when an overflow or an extra one is; else the day of its slot.
    let day_of = |id: OccurrenceId| {
        let starts = pair.meeting(&id).and_then(|(_, written)| written.starts);
        starts.map(|starts| starts.date()).or(id.slot())
    };
    let view = |(id, kept): (&ItemId, &Keepsake)| {
        let met = kept.occurrence.and_then(day_of);
        KeepsakeView {
            reference: references.get(id).cloned().unwrap_or_default(),
            id: *id,
            on: met.unwrap_or_else(|| kept.at.to_zoned_datetime(zone.clone()).date()),
            text: kept.text.clone(),
            author: kept.author,
            about: kept.about,
            occurrence: kept.occurrence,
            at: kept.at,
            edited_after_deletion: kept.alive && kept.deleted.is_some(),
            conflicts: kept.conflicts.clone(),
        }
    };
    let mut views: Vec<KeepsakeView> = all.iter().filter(|(_, kept)| kept.alive).map(view).collect();
    views.sort_by_key(|kept| (kept.on, kept.at, kept.id));
    views
}
