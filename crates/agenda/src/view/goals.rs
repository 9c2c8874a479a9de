//! Goals with how far they are, also where the number has to fall, and what belongs to them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::items::{CommentView, comment_views};
use super::lens::Lens;
use crate::entry::entry_references;
use crate::redact::redacted_debug;
use crate::{Confidence, Conflict, Goal, GoalCheckIn, GoalKind, ItemId, KeyResult, Member, Number, Pair};

/// A goal.
#[derive(Clone, PartialEq, Serialize)]
pub struct GoalView {
    /// The short name.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The full id.
    pub id: ItemId,
    /// One line.
    pub title: String,
    /// What sort.
    pub kind: GoalKind,
    /// Whose it is.
    pub owner: Option<Member>,
    /// Until when.
    pub due: Option<Date>,
    /// Whether it is open and its day is past.
    pub overdue: bool,
    /// `open`, `reached`, `dropped` or `other`.
    pub state: String,
    /// The day on which it was reached or dropped.
    pub closed_on: Option<Date>,
    /// Who wrote it down.
    pub by: Option<Member>,
    /// When it was written down.
    pub at: Timestamp,
    /// What it is good for.
    pub why: String,
    /// How far it is, in whole percent: the mean of its key results. None without key results.
    pub percent: Option<u8>,
    /// Its key results in order.
    pub key_results: Vec<KeyResultView>,
    /// Its check-ins, oldest first.
    pub check_ins: Vec<GoalCheckInView>,
    /// The day of the last check-in.
    pub last_check_in: Option<Date>,
    /// How many days ago that was; without a check-in, since it was written down.
    pub days_quiet: i32,
    /// How sure the last one who said so was.
    pub confidence: Option<Confidence>,
    /// Topics about it, open ones first.
    pub topics: Vec<ItemId>,
    /// Actions that serve it, open ones first.
    pub actions: Vec<ItemId>,
    /// The comments, oldest first.
    pub comments: Vec<CommentView>,
    /// One deleted it, the other edited it at the same time: the edit won.
    pub edited_after_deletion: bool,
    /// Fields with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

/// A key result.
#[derive(Clone, PartialEq, Serialize)]
pub struct KeyResultView {
    /// The full id.
    pub id: ItemId,
    /// What is counted or measured.
    pub name: String,
    /// In what.
    pub unit: Option<String>,
    /// The number to begin with.
    pub start: Number,
    /// The number to reach.
    pub target: Number,
    /// The last number that somebody said; the start before that.
    pub now: Number,
    /// How far that is, from 0 to 100 percent; never rounded up.
    pub percent: u8,
    /// The numbers over time, for a line to draw; begins with the start.
    pub line: Vec<Point>,
}

/// A number on a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    /// The day.
    pub on: Date,
    /// The number.
    pub value: Number,
}

/// A check-in of a goal.
#[derive(Clone, PartialEq, Serialize)]
pub struct GoalCheckInView {
    /// The full id.
    pub id: ItemId,
    /// What was said.
    #[serde(flatten)]
    pub said: GoalCheckIn,
}

redacted_debug!(GoalView, KeyResultView, GoalCheckInView);

/// The goals that are there: open ones first, then as they are ordered.
pub fn goals(pair: &Pair, today: Date) -> Vec<GoalView> {
    let lens = Lens::new(pair, today, None);
    let references = entry_references(pair);
    let mut alive: Vec<(&ItemId, &Goal)> = pair.core.goals.iter().filter(|(_, goal)| goal.alive).collect();
    alive.sort_by_key(|(id, goal)| (!goal.state.is_unresolved(), goal.position.clone(), **id));
    alive.into_iter().map(|(id, goal)| view(&lens, &references, today, *id, goal)).collect()
}

/// One goal, also a deleted one.
pub fn goal_view(pair: &Pair, today: Date, id: &ItemId) -> Option<GoalView> {
    let goal = pair.core.goals.get(id)?;
    Some(view(&Lens::new(pair, today, None), &entry_references(pair), today, *id, goal))
}

fn view(
    lens: &Lens<'_>,
    references: &BTreeMap<ItemId, String>,
    today: Date,
    id: ItemId,
    goal: &Goal,
) -> GoalView {
    let mut said: Vec<(&ItemId, &GoalCheckIn)> = goal.check_ins.iter().collect();
    said.sort_by_key(|(id, said)| (said.on, said.at, **id));
    let written = goal.at.to_zoned_datetime(lens.zone.clone()).date();
    let mut key_results: Vec<(&ItemId, &KeyResult)> = goal.key_results.iter().collect();
    key_results.sort_by_key(|(id, key_result)| (key_result.position.clone(), **id));
    let shares: Vec<u32> =
        key_results.iter().map(|(id, key_result)| share(key_result, now(key_result, id, &said))).collect();
    let last_check_in = said.last().map(|(_, said)| said.on);
    let quiet = last_check_in.unwrap_or(written).until(today).map_or(0, |span| span.get_days());
    GoalView {
        reference: references.get(&id).cloned().unwrap_or_else(|| id.reference().to_string()),
        id,
        title: goal.title.clone(),
        kind: goal.kind.clone(),
        owner: goal.owner,
        due: goal.due,
        overdue: goal.alive && goal.state.is_unresolved() && goal.due.is_some_and(|due| due < today),
        state: goal.state.word().to_owned(),
        closed_on: goal.state.closed_on(),
        by: goal.by,
        at: goal.at,
        why: goal.why.clone(),
        percent: mean(&shares).map(percent),
        key_results: key_results
            .iter()
            .zip(&shares)
            .map(|((id, key_result), share)| KeyResultView {
                id: **id,
                name: key_result.name.clone(),
                unit: key_result.unit.clone(),
                start: key_result.start,
                target: key_result.target,
                now: now(key_result, id, &said),
                percent: percent(*share),
                line: line(key_result, id, &said, written),
            })
            .collect(),
        confidence: said.iter().rev().find_map(|(_, said)| said.confidence.clone()),
        check_ins: said
            .iter()
            .map(|(id, said)| GoalCheckInView { id: **id, said: (*said).clone() })
            .collect(),
        last_check_in,
        days_quiet: quiet.max(0),
        topics: topics_about(lens, id),
        actions: actions_for(lens, id),
        comments: comment_views(&goal.comments),
        edited_after_deletion: goal.alive && goal.deleted.is_some(),
        conflicts: goal.conflicts.clone(),
    }
}

fn now(key_result: &KeyResult, id: &ItemId, said: &[(&ItemId, &GoalCheckIn)]) -> Number {
    said.iter().rev().find_map(|(_, said)| said.values.get(id).copied()).unwrap_or(key_result.start)
}

fn line(key_result: &KeyResult, id: &ItemId, said: &[(&ItemId, &GoalCheckIn)], written: Date) -> Vec<Point> {
    let first = said.first().map_or(written, |(_, said)| said.on.min(written));
    let begin = Point { on: first, value: key_result.start };
    let values =
        said.iter().filter_map(|(_, said)| Some(Point { on: said.on, value: *said.values.get(id)? }));
    std::iter::once(begin).chain(values).collect()
}

/// How much of the way from start to target is done, in ten-thousandths. The way may lead down.
fn share(key_result: &KeyResult, now: Number) -> u32 {
    let way = i128::from(key_result.target.thousandths()) - i128::from(key_result.start.thousandths());
    let done = i128::from(now.thousandths()) - i128::from(key_result.start.thousandths());
    if way == 0 {
        // There is no way to go: it is to stay where it is.
        return if done == 0 { WHOLE } else { 0 };
    }
    u32::try_from((done * i128::from(WHOLE) / way).clamp(0, i128::from(WHOLE))).unwrap_or(0)
}

fn mean(shares: &[u32]) -> Option<u32> {
    let count = u32::try_from(shares.len()).ok().filter(|count| *count > 0)?;
    let sum: u64 = shares.iter().map(|share| u64::from(*share)).sum();
    u32::try_from(sum / u64::from(count)).ok()
}

fn percent(share: u32) -> u8 {
    u8::try_from(share / (WHOLE / 100)).unwrap_or(100)
}

fn topics_about(lens: &Lens<'_>, goal: ItemId) -> Vec<ItemId> {
    let mut about: Vec<_> = lens.topics().filter(|(_, _, topic)| topic.goal == Some(goal)).collect();
    about.sort_by_key(|(_, id, topic)| (!topic.state.is_unresolved(), topic.at, *id));
    about.into_iter().map(|(_, id, _)| id).collect()
}

fn actions_for(lens: &Lens<'_>, goal: ItemId) -> Vec<ItemId> {
    let actions = lens.pair.core.actions.iter();
    let mut serving: Vec<_> =
        actions.filter(|(_, action)| action.alive && action.goal == Some(goal)).collect();
    serving.sort_by_key(|(id, action)| (!action.state.is_unresolved(), action.at, **id));
    serving.into_iter().map(|(id, _)| *id).collect()
}

const WHOLE: u32 = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_the_way_is_between_nothing_and_all_of_it_in_both_directions() {
        let check = |start: &str, target: &str, now: &str, expected: u8| {
            let [start, target, now] = [start, target, now].map(|text| text.parse::<Number>().unwrap());
            let key_result =
                KeyResult { name: String::new(), unit: None, start, target, position: String::new() };
            assert_eq!(percent(share(&key_result, now)), expected, "{start} {target} {now}");
        };
        check("900", "300", "900", 0);
        check("900", "300", "600", 50);
        check("900", "300", "290", 100);
        check("900", "300", "1200", 0);
        check("1.8", "0.5", "0.501", 99);
        check("0", "14", "9", 64);
        check("-5", "5", "0", 50);
        check("3", "3", "3", 100);
        check("3", "3", "2", 0);
        check("-1000000000000", "1000000000000", "1000000000000", 100);
    }
}
