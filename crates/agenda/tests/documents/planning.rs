//! Slots and what people do to them: skip, cancel, move, extra time, extra meetings, another cadence, the clock's changes.

use entrenous_agenda::{
    Cadence, Edit, ItemId, MeetingEdit, MeetingState, Member, OccurrenceId, Pair, PlanError, Quarter, agenda,
    cancel, change_cadence, extra, held_ratio, next_occurrence, occurrence, occurrences, overflow, put_back,
    regularity, reschedule, skip,
};
use jiff::civil::{Date, DateTime, date};

use crate::support::{Replica, exchange, person_actor};

const TODAY: Date = date(2026, 11, 24);

fn cadence(text: &str) -> Cadence {
    text.parse().unwrap()
}

/// Weekly on Tuesdays since the 3rd of November.
fn weekly() -> Replica {
    let mut replica = Replica::new(person_actor(1));
    let cadence = cadence("FREQ=WEEKLY;BYDAY=TU|10:00|Europe/Berlin|30|2026-11-03");
    replica.edit(&Edit::Cadence { cadence: Some(cadence) });
    replica
}

fn slot(day: Date) -> OccurrenceId {
    OccurrenceId::Regular(day)
}

fn hold(replica: &mut Replica, id: OccurrenceId, day: Date) {
    let edit = MeetingEdit::State { state: MeetingState::Held };
    replica.edit(&Edit::Meeting { quarter: Quarter::from_date(day), id, edit });
}

fn all(replica: &mut Replica, edits: &[Edit]) {
    for edit in edits {
        replica.edit(edit);
    }
}

fn days(pair: &Pair) -> Vec<String> {
    let shown = occurrences(pair, date(2026, 11, 1), date(2026, 12, 31));
    shown.iter().map(|one| format!("{} {} {}", one.id, one.starts.datetime(), one.state)).collect()
}

#[test]
fn a_skipped_or_cancelled_slot_says_why_and_the_next_one_is_next() {
    let mut replica = weekly();
    let edits = skip(&replica.pair(), &slot(TODAY), Some("travelling")).unwrap();
    all(&mut replica, &edits);
    let next = next_occurrence(&replica.pair(), TODAY).unwrap();
    assert_eq!(next.id, slot(date(2026, 12, 1)));
    let edits = cancel(&replica.pair(), &next.id, None).unwrap();
    all(&mut replica, &edits);
    let cancelled = occurrence(&replica.pair(), &next.id).unwrap();
    assert_eq!((cancelled.state, cancelled.reason), (MeetingState::Cancelled, None));
    assert_eq!(next_occurrence(&replica.pair(), TODAY).unwrap().id, slot(date(2026, 12, 8)));
    // And back again.
    let edits = put_back(&replica.pair(), &slot(TODAY)).unwrap();
    all(&mut replica, &edits);
    let back = next_occurrence(&replica.pair(), TODAY).unwrap();
    assert_eq!((back.id, back.reason, back.moved), (slot(TODAY), None, false));
}

#[test]
fn what_was_held_is_neither_skipped_nor_moved_and_no_meeting_is_made_up() {
    let mut replica = weekly();
    hold(&mut replica, slot(date(2026, 11, 17)), TODAY);
    let pair = replica.pair();
    let to = date(2026, 11, 18).at(10, 0, 0, 0);
    assert_eq!(skip(&pair, &slot(date(2026, 11, 17)), None).err(), Some(PlanError::Held));
    assert_eq!(reschedule(&pair, &slot(date(2026, 11, 17)), to, None).err(), Some(PlanError::Held));
    assert_eq!(cancel(&pair, &slot(date(2026, 11, 18)), None).err(), Some(PlanError::NoSuchMeeting));
    let extra = OccurrenceId::Extra(ItemId::derived("no such"));
    assert_eq!(skip(&pair, &extra, None).err(), Some(PlanError::NoSuchMeeting));
    assert_eq!(overflow(&pair, &extra, to, None).err(), Some(PlanError::NotRegular));
    let early = date(2026, 11, 17).at(10, 0, 0, 0);
    assert_eq!(overflow(&pair, &slot(date(2026, 11, 17)), early, None).err(), Some(PlanError::TooEarly));
}

#[test]
fn a_moved_slot_keeps_its_id_and_has_not_gone_by_before_its_new_day() {
    let mut replica = weekly();
    hold(&mut replica, slot(date(2026, 11, 17)), TODAY);
    let to = date(2026, 11, 26).at(15, 0, 0, 0);
    let edits = reschedule(&replica.pair(), &slot(TODAY), to, Some("all-hands")).unwrap();
    all(&mut replica, &edits);
    let pair = replica.pair();
    let moved = next_occurrence(&pair, date(2026, 11, 25)).unwrap();
    assert_eq!((moved.id, moved.date(), moved.moved), (slot(TODAY), date(2026, 11, 26), true));
    let ratio = |today| {
        let ratio = held_ratio(&pair, today);
        (ratio.held, ratio.of)
    };
    assert_eq!(ratio(date(2026, 11, 25)), (1, 3), "two slots before it went by without a word");
    assert_eq!(ratio(date(2026, 11, 27)), (1, 4));
    // A skipped one that is moved is planned again.
    let edits = skip(&replica.pair(), &slot(TODAY), None).unwrap();
    all(&mut replica, &edits);
    let edits = reschedule(&replica.pair(), &slot(TODAY), to, None).unwrap();
    all(&mut replica, &edits);
    assert_eq!(occurrence(&replica.pair(), &slot(TODAY)).unwrap().state, MeetingState::Planned);
}

#[test]
fn extra_time_is_one_for_each_slot_and_an_extra_meeting_lives_where_it_was_first_planned() {
    let mut replica = weekly();
    let held = slot(date(2026, 11, 17));
    hold(&mut replica, held, TODAY);
    for hour in [15, 16] {
        let starts = date(2026, 11, 19).at(hour, 0, 0, 0);
        let edits = overflow(&replica.pair(), &held, starts, Some(45)).unwrap();
        all(&mut replica, &edits);
    }
    let outside = extra(ItemId::derived("x"), date(2026, 12, 30).at(9, 0, 0, 0), None, Some("on foot"));
    all(&mut replica, &outside);
    let id = OccurrenceId::Extra(ItemId::derived("x"));
    let into_the_next_year = date(2027, 1, 4).at(9, 0, 0, 0);
    let edits = reschedule(&replica.pair(), &id, into_the_next_year, None).unwrap();
    all(&mut replica, &edits);
    let pair = replica.pair();
    assert_eq!(days(&pair)[3], "2026-11-17-o 2026-11-19T16:00:00 planned", "asked again, it was moved");
    let meeting = occurrence(&pair, &id).unwrap();
    assert_eq!((meeting.quarter.to_string().as_str(), meeting.date()), ("2026-Q4", date(2027, 1, 4)));
    assert_eq!(meeting.place.as_deref(), Some("on foot"));
    let ratio = held_ratio(&pair, date(2027, 1, 5));
    assert_eq!((ratio.held, ratio.of), (1, 9), "slots of the cadence alone");
    let view = agenda(&pair, TODAY, Member::Manager, Some(&OccurrenceId::Overflow(date(2026, 11, 17))));
    assert!(view.topics.is_empty() && view.meeting.is_some());
}

#[test]
fn another_cadence_makes_no_slots_before_its_day_and_leaves_what_was_held_where_it_was() {
    let mut replica = weekly();
    hold(&mut replica, slot(date(2026, 11, 3)), TODAY);
    let edits = skip(&replica.pair(), &slot(date(2026, 11, 10)), Some("ill")).unwrap();
    all(&mut replica, &edits);
    let to = date(2026, 11, 18).at(8, 0, 0, 0);
    let edits = reschedule(&replica.pair(), &slot(date(2026, 11, 17)), to, None).unwrap();
    all(&mut replica, &edits);
    hold(&mut replica, slot(date(2026, 11, 17)), TODAY);
    let before = days(&replica.pair());
    let thursdays = cadence("FREQ=WEEKLY;BYDAY=TH|16:30|Europe/Lisbon|45|2026-11-03");
    let edits = change_cadence(&replica.pair(), thursdays, date(2026, 11, 20));
    all(&mut replica, &edits);
    let pair = replica.pair();
    let expected = [
        "2026-11-03 2026-11-03T09:00:00 held",
        "2026-11-10 2026-11-10T09:00:00 skipped",
        "2026-11-17 2026-11-18T07:00:00 held",
        "2026-11-26 2026-11-26T16:30:00 planned",
        "2026-12-03 2026-12-03T16:30:00 planned",
    ];
    assert_eq!(days(&pair)[..5], expected, "the same moments, told in the new zone");
    assert_eq!(before.len(), days(&pair).len(), "six Tuesdays ahead became six Thursdays");
    let moved: Vec<bool> =
        occurrences(&pair, date(2026, 11, 1), date(2026, 11, 30)).iter().map(|one| one.moved).collect();
    assert_eq!(moved, [false, false, true, false]);
    let ratio = held_ratio(&pair, TODAY);
    assert_eq!((ratio.held, ratio.of), (2, 3));
    assert_eq!(regularity(&pair, date(2026, 12, 4)).missed_in_a_row, 2);
    // Only the days change: nothing has to be written down about what was.
    let mut replica = weekly();
    hold(&mut replica, slot(date(2026, 11, 3)), TODAY);
    let fridays = cadence("FREQ=WEEKLY;BYDAY=FR|10:00|Europe/Berlin|30|2026-11-03");
    let edits = change_cadence(&replica.pair(), fridays, date(2026, 11, 20));
    assert_eq!(edits.len(), 1);
    all(&mut replica, &edits);
    assert_eq!(
        days(&replica.pair())[..2],
        ["2026-11-03 2026-11-03T10:00:00 held", "2026-11-20 2026-11-20T10:00:00 planned",]
    );
}

#[test]
fn both_changing_the_cadence_at_once_leaves_one_rule_whole_and_the_past_as_it_was() {
    let mut manager = weekly();
    hold(&mut manager, slot(date(2026, 11, 3)), TODAY);
    let mut report = Replica::new(person_actor(2));
    exchange(&mut manager, &mut report);
    let rules = [
        "FREQ=WEEKLY;BYDAY=TH|16:30|Europe/Berlin|45|2026-11-24",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO|08:00|Europe/Berlin|60|2026-11-24",
    ];
    for (replica, rule) in [(&mut manager, rules[0]), (&mut report, rules[1])] {
        let edits = change_cadence(&replica.pair(), cadence(rule), TODAY);
        all(replica, &edits);
    }
    exchange(&mut manager, &mut report);
    let (pair, other) = (manager.pair(), report.pair());
    assert_eq!(days(&pair), days(&other));
    assert_eq!(days(&pair)[0], "2026-11-03 2026-11-03T10:00:00 held");
    assert!(rules.contains(&pair.core.cadence.as_deref().unwrap()));
    assert_eq!(pair.core.conflicts.len(), 1, "the other rule is shown until one of them is set again");
    let held = &pair.quarters[&Quarter::from_date(TODAY)].meetings[&slot(date(2026, 11, 3))];
    assert!(held.conflicts.is_empty(), "both wrote the same down");
}

#[test]
fn a_cadence_that_ends_has_no_next_meeting_after_that() {
    let mut replica = Replica::new(person_actor(1));
    let ends = cadence("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261208|10:00|Europe/Berlin|30|2026-11-03");
    assert_eq!(ends.rule.until, Some(date(2026, 12, 8)));
    replica.edit(&Edit::Cadence { cadence: Some(ends) });
    let pair = replica.pair();
    assert_eq!(next_occurrence(&pair, date(2026, 12, 2)).unwrap().id, slot(date(2026, 12, 8)));
    assert!(next_occurrence(&pair, date(2026, 12, 9)).is_none());
    // An extra one can still be planned.
    all(&mut replica, &extra(ItemId::derived("x"), date(2026, 12, 15).at(9, 0, 0, 0), None, None));
    assert_eq!(next_occurrence(&replica.pair(), date(2026, 12, 9)).unwrap().kind, "extra");
}

#[test]
fn the_changes_of_the_clock_move_no_local_start_and_lose_no_meeting() {
    let mut replica = Replica::new(person_actor(1));
    let daily = cadence("FREQ=DAILY|02:30|Europe/Berlin|30|2026-03-01");
    replica.edit(&Edit::Cadence { cadence: Some(daily) });
    let pair = replica.pair();
    let shown = occurrences(&pair, date(2026, 3, 1), date(2026, 11, 30));
    assert_eq!(shown.len(), 275);
    assert!(shown.is_sorted_by(|left, right| left.starts < right.starts));
    for meeting in &shown {
        // The hour that the clock leaves out begins an hour later; of the hour that comes twice, the first counts.
        let gap = meeting.date() == date(2026, 3, 29);
        let expected = if gap { "03:30:00" } else { "02:30:00" };
        assert_eq!(meeting.starts.time().to_string(), expected, "{}", meeting.id);
    }
    let twice = occurrence(&pair, &slot(date(2026, 10, 25))).unwrap();
    assert_eq!(twice.starts.offset().to_string(), "+02");
    // Moved into the hour that is left out: it takes place, an hour later.
    let into_the_gap: DateTime = date(2026, 3, 29).at(2, 15, 0, 0);
    all(&mut replica, &reschedule(&pair, &slot(date(2026, 3, 28)), into_the_gap, None).unwrap());
    let moved = occurrence(&replica.pair(), &slot(date(2026, 3, 28))).unwrap();
    assert_eq!(moved.starts.time().to_string(), "03:15:00");
}
