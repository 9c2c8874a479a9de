//! From what two people want with a meeting to the edits that say so: skip, cancel, move, put back, an extra one, extra time,
//! another cadence. Each list is one action: it goes into one change of each document. docs/protocol.md §12.3.

use jiff::civil::{Date, DateTime};

use crate::occurrence::all_occurrences;
use crate::{
    Cadence, Edit, ItemId, MeetingEdit, MeetingState, Occurrence, OccurrenceId, Pair, Quarter, occurrence,
};

/// Why something cannot be done with a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// There is no slot of this day, and nothing was planned under this id.
    #[error("there is no such meeting")]
    NoSuchMeeting,
    /// It took place already.
    #[error("the meeting was held already")]
    Held,
    /// Only a slot of the cadence has extra time; one each.
    #[error("only a meeting of the cadence can have extra time")]
    NotRegular,
    /// The extra time would come before the meeting.
    #[error("extra time comes after the meeting")]
    TooEarly,
}

/// It does not take place; the topics wait for the next one.
///
/// # Errors
/// There is no such meeting, or it was held.
pub fn skip(pair: &Pair, id: &OccurrenceId, reason: Option<&str>) -> Result<Vec<Edit>, PlanError> {
    called_off(pair, id, MeetingState::Skipped, reason)
}

/// It is called off.
///
/// # Errors
/// There is no such meeting, or it was held.
pub fn cancel(pair: &Pair, id: &OccurrenceId, reason: Option<&str>) -> Result<Vec<Edit>, PlanError> {
    called_off(pair, id, MeetingState::Cancelled, reason)
}

/// It takes place at another time, local in the zone of the cadence. What was skipped or cancelled is planned again.
///
/// # Errors
/// There is no such meeting, or it was held.
pub fn reschedule(
    pair: &Pair,
    id: &OccurrenceId,
    to: DateTime,
    reason: Option<&str>,
) -> Result<Vec<Edit>, PlanError> {
    let meeting = not_held(pair, id)?;
    let mut edits = vec![MeetingEdit::Starts { starts: Some(to) }];
    if meeting.state != MeetingState::Planned {
        edits.push(MeetingEdit::State { state: MeetingState::Planned });
    }
    edits.push(MeetingEdit::Reason { reason: reason.map(str::to_owned) });
    Ok(of(&meeting, edits))
}

/// It takes place as the cadence says, after it was moved, skipped or cancelled.
///
/// # Errors
/// There is no such meeting, it was held, or it has no place in the cadence.
pub fn put_back(pair: &Pair, id: &OccurrenceId) -> Result<Vec<Edit>, PlanError> {
    let meeting = not_held(pair, id)?;
    if !matches!(id, OccurrenceId::Regular(_)) {
        return Err(PlanError::NotRegular);
    }
    Ok(of(
        &meeting,
        vec![
            MeetingEdit::Starts { starts: None },
            MeetingEdit::State { state: MeetingState::Planned },
            MeetingEdit::Reason { reason: None },
        ],
    ))
}

/// A meeting outside the cadence, with a new id. It lives in the quarter of the day that it is planned for first.
pub fn extra(id: ItemId, starts: DateTime, minutes: Option<u32>, place: Option<&str>) -> Vec<Edit> {
    let (quarter, id) = (Quarter::from_date(starts.date()), OccurrenceId::Extra(id));
    let mut edits = vec![MeetingEdit::Starts { starts: Some(starts) }];
    edits.extend(minutes.map(|minutes| MeetingEdit::Minutes { minutes: Some(minutes) }));
    edits.extend(place.map(|place| MeetingEdit::Place { place: Some(place.to_owned()) }));
    edits.into_iter().map(|edit| Edit::Meeting { quarter, id, edit }).collect()
}

/// Extra time for a meeting that ran over: what was parked in it is on its agenda. There is one for each slot, so asking again
/// moves it.
///
/// # Errors
/// There is no such meeting, it is none of the cadence, or the extra time was held already or would begin before it.
pub fn overflow(
    pair: &Pair,
    of_slot: &OccurrenceId,
    starts: DateTime,
    minutes: Option<u32>,
) -> Result<Vec<Edit>, PlanError> {
    let OccurrenceId::Regular(slot) = *of_slot else { return Err(PlanError::NotRegular) };
    let ran_over = occurrence(pair, of_slot).ok_or(PlanError::NoSuchMeeting)?;
    if starts <= ran_over.starts.datetime() {
        return Err(PlanError::TooEarly);
    }
    let id = OccurrenceId::Overflow(slot);
    let before = occurrence(pair, &id);
    if before.as_ref().is_some_and(Occurrence::is_held) {
        return Err(PlanError::Held);
    }
    let mut edits = vec![MeetingEdit::Starts { starts: Some(starts) }];
    edits.extend(minutes.map(|minutes| MeetingEdit::Minutes { minutes: Some(minutes) }));
    if before.is_some_and(|before| before.state != MeetingState::Planned) {
        edits.push(MeetingEdit::State { state: MeetingState::Planned });
    }
    let quarter = Quarter::from_date(slot);
    Ok(edits.into_iter().map(|edit| Edit::Meeting { quarter, id, edit }).collect())
}

/// Another cadence from a day on. It makes no slots before that day; what became of earlier slots keeps their ids, days and
/// times, which are written down for it (docs/decisions/0035).
pub fn change_cadence(pair: &Pair, mut cadence: Cadence, from: Date) -> Vec<Edit> {
    cadence.starts_on = cadence.starts_on.max(from);
    let before = pair.core.cadence();
    let same_zone = before.as_ref().is_some_and(|before| before.time_zone == cadence.time_zone);
    let same_time = before.as_ref().is_some_and(|before| before.time == cadence.time);
    let mut edits = vec![Edit::Cadence { cadence: Some(cadence.clone()) }];
    let Ok(zone) = jiff::tz::TimeZone::get(&cadence.time_zone) else { return edits };
    for meeting in all_occurrences(pair, from) {
        let written = pair.meeting(&meeting.id).map(|(_, written)| written);
        let placed = written.is_some_and(|written| written.starts.is_some());
        let said = written.is_some_and(|written| written.state != MeetingState::Planned);
        // Today's meeting may be over already.
        let is_earlier = matches!(meeting.id, OccurrenceId::Regular(slot) if slot <= cadence.starts_on);
        // A time that was written down is local in the zone of the cadence; the others follow the rule's.
        let moves = if placed { !same_zone } else { is_earlier && said && !(same_zone && same_time) };
        if moves {
            let starts = Some(meeting.starts.timestamp().to_zoned_datetime(zone.clone()).datetime());
            edits.extend(of(&meeting, vec![MeetingEdit::Starts { starts }]));
        }
    }
    edits
}

fn called_off(
    pair: &Pair,
    id: &OccurrenceId,
    state: MeetingState,
    reason: Option<&str>,
) -> Result<Vec<Edit>, PlanError> {
    let meeting = not_held(pair, id)?;
    let reason = reason.map(str::to_owned);
    Ok(of(&meeting, vec![MeetingEdit::State { state }, MeetingEdit::Reason { reason }]))
}

fn not_held(pair: &Pair, id: &OccurrenceId) -> Result<Occurrence, PlanError> {
    let meeting = occurrence(pair, id).ok_or(PlanError::NoSuchMeeting)?;
    if meeting.is_held() { Err(PlanError::Held) } else { Ok(meeting) }
}

fn of(meeting: &Occurrence, edits: Vec<MeetingEdit>) -> Vec<Edit> {
    edits.into_iter().map(|edit| Edit::Meeting { quarter: meeting.quarter, id: meeting.id, edit }).collect()
}
