//! Time off, with the meetings that it hits. Nobody is asked for a reason.

use jiff::Span;
use jiff::civil::Date;
use serde::Serialize;

use crate::entry::entry_references;
use crate::occurrence::{Occurrence, occurrences};
use crate::redact::redacted_debug;
use crate::{Conflict, ItemId, Member, Pair};

/// Days on which somebody is away.
#[derive(Clone, PartialEq, Serialize)]
pub struct TimeOffView {
    /// The short name.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The full id.
    pub id: ItemId,
    /// Who.
    pub member: Option<Member>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// What the other should know.
    pub note: Option<String>,
    /// The meetings on these days, whatever became of them: to be skipped, moved or kept.
    pub meetings: Vec<Occurrence>,
    /// One deleted it, the other edited it at the same time: the edit won.
    pub edited_after_deletion: bool,
    /// Fields with more than one concurrent value.
    pub conflicts: Vec<Conflict>,
}

redacted_debug!(TimeOffView);

/// All time off, the first day first.
pub fn time_off(pair: &Pair) -> Vec<TimeOffView> {
    let references = entry_references(pair);
    let mut views: Vec<TimeOffView> = Vec::new();
    for (id, time_off) in pair.core.time_off.iter().filter(|(_, time_off)| time_off.alive) {
        // The days of two people can be mixed by a merge; then they are turned round, and the conflict is shown.
        let (from, to) = (time_off.from.min(time_off.to), time_off.from.max(time_off.to));
        let shown = to.min(from.saturating_add(Span::new().days(DAYS_SHOWN_MAX)));
        views.push(TimeOffView {
            reference: references.get(id).cloned().unwrap_or_default(),
            id: *id,
            member: time_off.member,
            from,
            to,
            note: time_off.note.clone(),
            meetings: occurrences(pair, from, shown),
            edited_after_deletion: time_off.deleted.is_some(),
            conflicts: time_off.conflicts.clone(),
        });
    }
    views.sort_by_key(|view| (view.from, view.to, view.id));
    views
}

/// The meetings of somebody who is away for longer are not listed to the end.
const DAYS_SHOWN_MAX: i64 = 400;
