//! What people see of the sample year: goals, recaps, prep, history, the overview, and every figure that is expected of it.

use std::collections::BTreeSet;

use agenda::import::{SAMPLE, sample};
use agenda::{
    Confidence, Edit, EntryKind, FoundEntry, ItemId, MeetingEdit, Member, NewTopic, Number, OccurrenceId,
    Pair, Part, Quarter, SharedPlace, TopicEdit, TopicKind, author_share, check_in_trend, entries, feedback,
    goal_view, goals, history, lessons_by_quarter, overview, prep, prep_notes, questions_asked, recap,
    regularity, resolve_entry, search, search_private, talk, time_off, topic_view, wins_by_month,
};
use entrenous_agenda as agenda;
use jiff::civil::{Date, date};

use crate::support::{Replica, person_actor};

const TODAY: Date = date(2026, 11, 24);

fn loaded(member: Member) -> Replica {
    let mut replica = Replica::new(person_actor(1));
    let imported = sample(SAMPLE, member).unwrap();
    let names: BTreeSet<agenda::Target> =
        imported.shared.iter().chain(&imported.private).map(Edit::target).collect();
    for target in names {
        let all = imported.shared.iter().chain(&imported.private);
        let edits: Vec<Edit> = all.filter(|edit| edit.target() == target).cloned().collect();
        replica
            .document(&target.document_name(crate::support::PAIR))
            .apply_all(&person_actor(1), &edits)
            .unwrap();
    }
    replica
}

fn pair() -> Pair {
    loaded(Member::Manager).pair()
}

fn id(label: &str) -> ItemId {
    ItemId::derived(label)
}

fn ids(labels: &[&str]) -> Vec<ItemId> {
    labels.iter().map(|label| id(label)).collect()
}

#[test]
fn every_figure_that_is_expected_of_the_sample_is_there() {
    let pair = pair();
    for (label, carried) in [("T-07", 2), ("T-19", 3), ("T-30", 2), ("T-31", 1)] {
        assert_eq!(topic_view(&pair, TODAY, &id(label)).unwrap().carried, carried, "{label}");
    }
    // T-19 survives the moved slot.
    let moved = OccurrenceId::Regular(date(2026, 3, 17));
    let topic = topic_view(&pair, TODAY, &id("T-19")).unwrap();
    assert_eq!((topic.state.as_str(), topic.occurrence), ("discussed", Some(moved)));
    // The overflow holds only parked topics.
    let overflow = OccurrenceId::Overflow(date(2026, 6, 16));
    let shown = agenda::agenda(&pair, TODAY, Member::Report, Some(&overflow));
    let parked = recap(&pair, TODAY, &OccurrenceId::Regular(date(2026, 6, 16))).unwrap().parked;
    let set = |ids: Vec<ItemId>| ids.into_iter().collect::<BTreeSet<_>>();
    assert_eq!(
        set(shown.topics.iter().map(|topic| topic.id).collect()),
        set(parked.iter().map(|topic| topic.id).collect())
    );
    // On 2026-11-24 the only overdue action is A-21.
    let shown = agenda::agenda(&pair, TODAY, Member::Manager, None);
    assert_eq!(shown.view.overdue, ids(&["A-21"]));
    assert_eq!(prep(&pair, TODAY).overdue.iter().map(|action| action.id).collect::<Vec<_>>(), ids(&["A-21"]));
    // Goal G-1 (900 → 290 against 300) is 100 %.
    let goal = goal_view(&pair, TODAY, &id("G-1")).unwrap();
    assert_eq!((goal.percent, goal.state.as_str()), (Some(100), "reached"));
    assert_eq!((goal.key_results[0].start, goal.key_results[0].now), (Number::from(900), Number::from(290)));
    // 41 of 51 slots held.
    let held = agenda::held_ratio(&pair, TODAY);
    assert_eq!((held.held, held.of), (41, 51));
    // The local start stays 10:00 over both changes of the clock and is 09:00 for Jonas in Lisbon.
    let lisbon = jiff::tz::TimeZone::get("Europe/Lisbon").unwrap();
    let regular = |meeting: &&agenda::Occurrence| meeting.kind == "regular" && !meeting.moved;
    for meeting in agenda::occurrences(&pair, date(2025, 12, 2), TODAY).iter().filter(regular) {
        assert_eq!(meeting.starts.time().to_string(), "10:00:00");
        let there = meeting.starts.timestamp().to_zoned_datetime(lisbon.clone());
        assert_eq!(there.time().to_string(), "09:00:00");
    }
    // No view of what is shared contains a private line, whoever imported it.
    for member in Member::ALL {
        let mut replica = loaded(member);
        let pair = replica.pair();
        let mut shown = serde_json::to_string(&pair).unwrap();
        for meeting in history(&pair, TODAY) {
            shown += &serde_json::to_string(&recap(&pair, TODAY, &meeting.occurrence.id)).unwrap();
        }
        shown += &serde_json::to_string(&(prep(&pair, TODAY), goals(&pair, TODAY), feedback(&pair))).unwrap();
        shown += &serde_json::to_string(&search(&pair, "PRIVATE")).unwrap();
        assert!(!shown.contains("PRIVATE-"));
        let names: Vec<agenda::DocumentName> = replica.documents.keys().cloned().collect();
        for name in names {
            let saved = replica.document(&name).changes_since(&[]).concat();
            let others = match member {
                Member::Manager => &b"PRIVATE-J"[..],
                Member::Report => b"PRIVATE-M",
            };
            assert!(!saved.windows(others.len()).any(|window| window == others), "{name}");
        }
    }
}

#[test]
fn goals_say_how_far_they_are_and_what_belongs_to_them() {
    let pair = pair();
    let views = goals(&pair, TODAY);
    let shown: Vec<_> = views.iter().map(|goal| (goal.id, goal.percent, goal.days_quiet)).collect();
    assert_eq!(
        shown,
        [
            (id("G-3"), Some(80), 7),
            (id("G-4"), Some(64), 7),
            (id("G-1"), Some(100), 154),
            (id("G-2"), Some(100), 70),
        ],
        "open ones first"
    );
    let last = &views[1];
    assert_eq!((last.confidence.clone(), last.overdue), (Some(Confidence::Low), false));
    let line: Vec<String> = last.key_results[0].line.iter().map(|point| point.value.to_string()).collect();
    assert_eq!(line, ["0", "4", "9"]);
    assert_eq!(last.topics, ids(&["T-44", "T-34", "T-37", "T-38", "T-43", "T-45"]));
    assert_eq!(goal_view(&pair, TODAY, &id("G-3")).unwrap().actions, ids(&["A-05"]));
    assert!(goal_view(&pair, date(2026, 12, 16), &id("G-4")).unwrap().overdue);
    let found = resolve_entry(&entries(&pair), EntryKind::Goal, "importer");
    assert!(matches!(found, FoundEntry::One(goal) if goal.id == id("G-4")));
    for entry in entries(&pair) {
        for text in [entry.reference.clone(), entry.id.to_string()] {
            let found = resolve_entry(&entries(&pair), entry.kind, &text);
            assert!(matches!(found, FoundEntry::One(found) if found.id == entry.id), "{text}");
        }
    }
}

#[test]
fn a_recap_says_what_a_meeting_came_to() {
    let pair = pair();
    let december = recap(&pair, TODAY, &OccurrenceId::Regular(date(2025, 12, 16))).unwrap();
    let discussed: Vec<ItemId> = december.discussed.iter().map(|topic| topic.topic.id).collect();
    assert_eq!(discussed, ids(&["T-11", "T-12", "T-13", "T-07"]));
    assert_eq!(december.decided.len(), 1);
    assert_eq!(december.decided[0].text, "the duller design, behind a switch.");
    assert_eq!(december.decided[0].topic, Some(id("T-12")));
    assert_eq!(december.actions.iter().map(|action| action.id).collect::<Vec<_>>(), ids(&["A-04", "A-05"]));
    assert_eq!((december.wins.len(), december.lessons.len()), (1, 1));
    assert_eq!(december.next.unwrap().date(), TODAY);
    let june = recap(&pair, TODAY, &OccurrenceId::Regular(date(2026, 6, 16))).unwrap();
    assert_eq!(june.parked.iter().map(|topic| topic.id).collect::<Vec<_>>(), ids(&["T-30", "T-31", "T-32"]));
    assert_eq!(june.talk.unwrap().report_percent, 82);
    assert!(recap(&pair, TODAY, &OccurrenceId::Extra(id("no such meeting"))).is_none());
}

#[test]
fn prep_shows_what_waits() {
    let mut replica = loaded(Member::Manager);
    let shown = prep(&replica.pair(), TODAY);
    assert_eq!(shown.meeting.unwrap().date(), TODAY);
    let carried: Vec<_> = shown.carried.iter().map(|topic| (topic.id, topic.carried)).collect();
    assert_eq!(carried, [(id("T-44"), 1), (id("T-47"), 1)]);
    let promises: Vec<ItemId> = shown.promises.iter().map(|action| action.id).collect();
    assert_eq!(promises, ids(&["A-21", "A-22", "A-23"]));
    assert!(shown.quiet_goals.is_empty());
    let quiet: Vec<ItemId> =
        prep(&replica.pair(), date(2026, 12, 8)).quiet_goals.iter().map(|goal| goal.id).collect();
    assert_eq!(quiet, ids(&["G-3", "G-4"]), "three weeks after the last check-ins");
    let away: Vec<_> = shown.time_off.iter().map(|time_off| (time_off.from, time_off.member)).collect();
    assert_eq!(away, [(date(2026, 12, 21), Some(Member::Report))]);
    assert_eq!((shown.asked_lately.len(), shown.questions_wanted), (0, 3));
    let own = replica.private();
    let notes = prep_notes(&replica.pair(), &own, TODAY);
    assert_eq!(notes.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids(&["P-12"]), "of the last meeting");

    // A roadblock counts from its eighth day on, and a question once it was asked.
    let quarter = Quarter::from_date(TODAY);
    let at =
        date(2026, 11, 10).at(12, 0, 0, 0).to_zoned_datetime(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let new = NewTopic {
        category: agenda::Category::Progress,
        kind: TopicKind::Roadblock,
        title: "No test account".to_owned(),
        author: Member::Report,
        at,
        position: agenda::position_after(None),
    };
    replica.edit(&Edit::Topic { quarter, id: id("R"), edit: TopicEdit::Add(new) });
    for (day, question) in [(date(2026, 11, 17), "Q-03"), (date(2026, 2, 24), "Q-12")] {
        let asked = MeetingEdit::Asked { question: question.to_owned(), by: Some(Member::Manager) };
        let (quarter, id) = (Quarter::from_date(day), OccurrenceId::Regular(day));
        replica.edit(&Edit::Meeting { quarter, id, edit: asked });
    }
    let pair = replica.pair();
    let blocked = |today| prep(&pair, today).roadblocks.len();
    assert_eq!((blocked(date(2026, 11, 17)), blocked(date(2026, 11, 18))), (0, 1));
    assert_eq!(questions_asked(&pair, TODAY), BTreeSet::from(["Q-03".to_owned()]));
}

#[test]
fn wins_lessons_feedback_and_time_off_stand_where_they_belong() {
    let pair = pair();
    let months: Vec<_> = wins_by_month(&pair).iter().map(|month| (month.month, month.wins.len())).collect();
    let first = |year, month| date(year, month, 1);
    assert_eq!(
        months,
        [(first(2026, 11), 1), (first(2026, 6), 1), (first(2026, 3), 1), (first(2025, 12), 2)]
    );
    let quarters: Vec<_> = lessons_by_quarter(&pair)
        .iter()
        .map(|quarter| (quarter.quarter.to_string(), quarter.lessons.len()))
        .collect();
    let expected = [("2026-Q3", 1), ("2026-Q2", 1), ("2026-Q1", 1), ("2025-Q4", 1)];
    assert_eq!(quarters, expected.map(|(quarter, lessons)| (quarter.to_owned(), lessons)));
    let said = feedback(&pair);
    assert_eq!(said.iter().map(|said| said.id).collect::<Vec<_>>()[0], id("F-07"));
    assert_eq!(
        (said.len(), said.iter().filter(|said| said.said.from == Some(Member::Manager)).count()),
        (7, 3)
    );
    let away = time_off(&pair);
    assert_eq!(away.len(), 5, "the closed office is time off of both");
    let hit = |from| {
        let time_off = away.iter().find(|time_off| time_off.from == from).unwrap();
        time_off.meetings.iter().map(agenda::Occurrence::date).collect::<Vec<_>>()
    };
    assert_eq!(hit(date(2026, 7, 20)), [date(2026, 7, 21), date(2026, 7, 28), date(2026, 8, 4)]);
    assert_eq!(hit(date(2026, 12, 21)), [date(2026, 12, 22), date(2026, 12, 29)]);
    assert!(pair.core.priorities.contains("G-4 before anything new"));
    assert_eq!(pair.core.priorities_on.unwrap().to_string(), "2026-09-15|manager");
}

#[test]
fn history_tells_each_meeting_with_its_length_and_talk_time() {
    let pair = pair();
    let past = history(&pair, TODAY);
    assert_eq!(past.len(), 53, "52 slots and an overflow");
    let second = &past[past.len() - 2];
    assert_eq!((second.occurrence.date(), second.took_minutes), (date(2025, 12, 9), Some(26)));
    assert_eq!(
        second.discussed.iter().map(|topic| topic.id).collect::<Vec<_>>(),
        ids(&["T-08", "T-04", "T-09", "T-10"])
    );
    assert_eq!(second.talk.unwrap().report_seconds, 20 * 60 + 30);
    let view = talk(&pair, TODAY);
    assert!(view.on && view.aim_percent.is_none());
    assert_eq!(view.meetings.len(), 11);
    assert_eq!(view.meetings[0].split.report_percent, 81);
    let share = author_share(&pair, None);
    assert_eq!((share.manager, share.report), (14, 34));
    assert_eq!(author_share(&pair, Some(date(2026, 11, 1))).report_percent, Some(71));
    let agenda = agenda::agenda(&pair, TODAY, Member::Report, None);
    assert_eq!((agenda.mix.topics, agenda.mix.status, agenda.mix.mostly_status), (3, 1, false));
    assert_eq!(agenda.meeting.unwrap().occurrence.place, pair.core.place);
}

#[test]
fn how_one_was_is_for_oneself() {
    let (jonas, mara) = (loaded(Member::Report), loaded(Member::Manager));
    let trend = check_in_trend(&jonas.pair(), &jonas.private(), Member::Report, TODAY);
    let moods: Vec<_> = trend.points.iter().map(|point| (point.said.mood, point.said.workload)).collect();
    let expected = [(4, 3), (4, 3), (5, 4), (2, 5), (3, 4), (4, 3), (2, 4), (4, 3), (4, 4), (3, 5)];
    assert_eq!(moods, expected.map(|(mood, workload)| (Some(mood), Some(workload))));
    assert!(trend.points.iter().all(|point| !point.shared));
    assert_eq!(trend.lately.mood.unwrap().to_string(), "3.3");
    let nothing = check_in_trend(&mara.pair(), &mara.private(), Member::Report, TODAY);
    assert!(nothing.points.is_empty(), "the other sees nothing of it");
}

#[test]
fn what_is_shared_is_found_by_words_in_any_case_and_without_marks() {
    let mara = loaded(Member::Manager);
    let pair = mara.pair();
    let first = |query: &str| search(&pair, query).first().map(|hit| (hit.found, hit.part));
    assert_eq!(first("INCIDENT help"), Some((SharedPlace::Goal(id("G-2")), Part::Title)));
    assert_eq!(first("carrier desk names"), Some((SharedPlace::Topic(id("T-30")), Part::Notes)));
    assert_eq!(first("midnight"), Some((SharedPlace::Feedback(id("F-02")), Part::Title)));
    assert_eq!(
        first("customer mara"),
        Some((SharedPlace::Meeting(OccurrenceId::Regular(date(2026, 3, 17))), Part::Reason))
    );
    assert_eq!(
        first("fámily holiday"),
        Some((SharedPlace::TimeOff(id("time off report 2026-07-20")), Part::Title))
    );
    assert_eq!(first("no such words"), None);
    assert_eq!(first(" "), None);
    let hits = search(&pair, "lena");
    assert!(hits.len() > 5 && hits.is_sorted_by(|left, right| left.at >= right.at));
    assert!(search(&pair, "pause").is_empty());
    let own = search_private(&mara.private(), "Fill pause");
    assert_eq!(own.len(), 1);
    assert!(own[0].line.starts_with("PRIVATE-M"));
}

#[test]
fn several_pairs_are_seen_at_a_glance() {
    let sample = pair();
    let mut lena = Pair::default();
    lena.core.cadence = Some("FREQ=WEEKLY|09:30|Europe/Berlin|30|2026-09-02".to_owned());
    let day = date(2026, 10, 28);
    let mut replica = Replica::new(person_actor(1));
    let edit = MeetingEdit::State { state: agenda::MeetingState::Held };
    replica.edit(&Edit::Meeting { quarter: Quarter::from_date(day), id: OccurrenceId::Regular(day), edit });
    lena.quarters = replica.pair().quarters;
    let rows = overview([("lena", &lena), ("jonas", &sample), ("nobody", &Pair::default())], TODAY);
    let order: Vec<&str> = rows.iter().map(|(key, _)| *key).collect();
    assert_eq!(order, ["jonas", "lena", "nobody"]);
    let jonas = &rows[0].1;
    assert_eq!((jonas.open_topics, jonas.open_actions, jonas.overdue_actions), (3, 3, 1));
    assert!(jonas.carried_often.is_empty() && !jonas.regularity.overdue);
    assert_eq!((jonas.regularity.held, jonas.regularity.of, jonas.regularity.days_since), (5, 5, Some(7)));
    let regularity_of_lena = rows[1].1.regularity;
    assert_eq!(
        (regularity_of_lena.missed_in_a_row, regularity_of_lena.unsaid, regularity_of_lena.overdue),
        (3, 4, true)
    );
    assert_eq!((regularity_of_lena.held, regularity_of_lena.of), (1, 5));
    let october = regularity(&sample, date(2026, 10, 14));
    assert_eq!((october.held, october.of, october.missed_in_a_row, october.overdue), (4, 5, 1, false));
}

#[test]
fn a_day_off_is_found_under_its_own_day_from_any_zone_between_the_americas_and_japan() {
    let pair = pair();
    let hits = search(&pair, "family holiday");
    for zone in ["America/Los_Angeles", "Europe/Lisbon", "Asia/Tokyo"] {
        let zone = jiff::tz::TimeZone::get(zone).unwrap();
        for hit in &hits {
            if let SharedPlace::TimeOff(id) = hit.found {
                let day = hit.at.to_zoned_datetime(zone.clone()).date();
                assert_eq!(day, pair.core.time_off[&id].from, "{zone:?}");
            }
        }
    }
    assert!(hits.iter().any(|hit| matches!(hit.found, SharedPlace::TimeOff(_))), "{hits:?}");
}
