//! The sample year: what the importer reads, and what the queries say about it.

use crate::support::{Replica, person_actor};
use agenda::import::{ImportError, SAMPLE, sample};
use agenda::{
    Category, DocumentName, ItemId, Member, OccurrenceId, Pair, Resolution, TopicState, agenda, held_ratio,
    next_occurrence, occurrence, occurrences, resolve, topic_view,
};
use entrenous_agenda as agenda;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

const TODAY: Date = date(2026, 11, 24);

fn loaded(member: Member) -> Replica {
    let mut replica = Replica::new(person_actor(1));
    let imported = sample(SAMPLE, member).unwrap();
    for edit in imported.shared.iter().chain(&imported.private) {
        replica.edit(edit);
    }
    replica
}

fn loaded_pair() -> Pair {
    loaded(Member::Manager).pair()
}

#[track_caller]
fn carried(pair: &Pair, label: &str, expected: u32) {
    let view = topic_view(pair, TODAY, &ItemId::derived(label)).unwrap();
    assert_eq!(view.carried, expected, "{label}");
}

#[test]
fn topics_are_carried_as_often_as_they_stayed_open() {
    let pair = loaded_pair();
    carried(&pair, "T-01", 0);
    carried(&pair, "T-04", 1);
    carried(&pair, "T-07", 2);
    carried(&pair, "T-17", 1);
    carried(&pair, "T-19", 3);
    carried(&pair, "T-30", 2);
    carried(&pair, "T-31", 1);
    carried(&pair, "T-32", 1);
    carried(&pair, "T-44", 1);
    carried(&pair, "T-47", 1);
    carried(&pair, "T-48", 0);
}

#[test]
fn a_topic_survives_the_moved_slot_and_is_discussed_in_it() {
    let pair = loaded_pair();
    let slot = OccurrenceId::Regular(date(2026, 3, 17));
    let moved = occurrence(&pair, &slot).unwrap();
    assert!(moved.moved && moved.is_held());
    assert_eq!(moved.starts.datetime().to_string(), "2026-03-19T10:00:00");
    let view = topic_view(&pair, TODAY, &ItemId::derived("T-19")).unwrap();
    assert_eq!((view.state.as_str(), view.occurrence), ("discussed", Some(slot)));
    let on_the_day = agenda(&pair, TODAY, Member::Report, Some(&slot));
    assert!(on_the_day.topics.iter().any(|topic| topic.id == view.id));
}

#[test]
fn the_overflow_holds_only_parked_topics() {
    let pair = loaded_pair();
    let view = agenda(&pair, TODAY, Member::Report, Some(&OccurrenceId::Overflow(date(2026, 6, 16))));
    let mut ids: Vec<ItemId> = view.topics.iter().map(|topic| topic.id).collect();
    ids.sort();
    let mut expected = ["T-30", "T-31", "T-32"].map(ItemId::derived);
    expected.sort();
    assert_eq!(ids, expected);
    let meeting = view.meeting.unwrap().occurrence;
    assert_eq!((meeting.kind, meeting.minutes), ("overflow", 45));
    assert_eq!(meeting.starts.datetime().to_string(), "2026-06-18T15:00:00");
}

#[test]
fn a_parked_topic_is_open_again_after_the_overflow() {
    let mut replica = Replica::new(person_actor(1));
    let imported = sample(SAMPLE, Member::Manager).unwrap();
    // Everything before the next meeting, 2026-06-23, is told in order, so the story is cut there.
    let next = imported.shared.iter().position(|edit| {
        matches!(edit, agenda::Edit::Meeting { id: OccurrenceId::Regular(slot), .. } if *slot == date(2026, 6, 23))
    });
    for edit in &imported.shared[..next.unwrap()] {
        replica.edit(edit);
    }
    let view = agenda(&replica.pair(), date(2026, 6, 19), Member::Report, None);
    assert_eq!(view.meeting.as_ref().unwrap().occurrence.date(), date(2026, 6, 23));
    let parked = view.topics.iter().find(|topic| topic.id == ItemId::derived("T-30")).unwrap();
    assert_eq!((parked.state.as_str(), parked.carried), ("parked", 2));
}

#[test]
fn only_one_action_is_late_on_the_day_of_the_next_meeting() {
    let view = agenda(&loaded_pair(), TODAY, Member::Manager, None);
    assert_eq!(view.view.overdue, [ItemId::derived("A-21")]);
    assert_eq!(view.view.due[&ItemId::derived("A-21")], -4);
    assert_eq!(view.view.due[&ItemId::derived("A-22")], 0);
    let open: Vec<ItemId> = view.actions.iter().map(|action| action.id).collect();
    assert_eq!(open, ["A-21", "A-22", "A-23"].map(ItemId::derived));
}

#[test]
fn forty_one_of_fifty_one_slots_were_held() {
    let pair = loaded_pair();
    let ratio = held_ratio(&pair, TODAY);
    assert_eq!((ratio.held, ratio.of), (41, 51));
    assert_eq!(next_occurrence(&pair, TODAY).unwrap().date(), TODAY);
    assert_eq!(next_occurrence(&pair, date(2026, 11, 25)).unwrap().date(), date(2026, 12, 1));
}

#[test]
fn local_start_stays_over_both_clock_changes_and_is_an_hour_earlier_in_lisbon() {
    let pair = loaded_pair();
    let lisbon = TimeZone::get("Europe/Lisbon").unwrap();
    for meeting in occurrences(&pair, date(2025, 12, 2), date(2026, 12, 31)) {
        let unmoved = !meeting.moved && meeting.kind == "regular";
        if unmoved {
            assert_eq!(meeting.starts.time().to_string(), "10:00:00", "{}", meeting.id);
            let there = meeting.starts.timestamp().to_zoned_datetime(lisbon.clone());
            assert_eq!(there.time().to_string(), "09:00:00", "{}", meeting.id);
        }
    }
}

#[test]
fn the_agenda_begins_with_the_reports_questions() {
    let view = agenda(&loaded_pair(), TODAY, Member::Manager, None);
    let titles: Vec<(&str, Vec<ItemId>)> =
        view.sections.iter().map(|section| (section.name.as_str(), section.topics.clone())).collect();
    let expected = |labels: &[&str]| labels.iter().map(|label| ItemId::derived(label)).collect::<Vec<_>>();
    assert_eq!(
        titles,
        [
            ("report_first", expected(&[])),
            ("general", expected(&[])),
            ("alignment", expected(&["T-44"])),
            ("progress", expected(&["T-48"])),
            ("relationships", expected(&[])),
            ("aspirations", expected(&["T-47"])),
            ("next", expected(&[])),
        ]
    );
    let december =
        agenda(&loaded_pair(), TODAY, Member::Manager, Some(&OccurrenceId::Regular(date(2025, 12, 9))));
    assert!(december.topics.iter().any(|topic| topic.id == ItemId::derived("T-07")));
    assert!(!december.topics.iter().any(|topic| topic.id == ItemId::derived("T-02")));
}

#[test]
fn answers_go_to_the_notes_and_titles_stay_as_they_were() {
    let pair = loaded_pair();
    let view = topic_view(&pair, TODAY, &ItemId::derived("T-07")).unwrap();
    assert_eq!(view.title, "What would \"senior\" look like here, in plain words?");
    assert_eq!(view.category, Category::Aspirations);
    assert!(
        view.notes.starts_with("Not enough quiet today, keep.\n\"Senior\" in plain words:"),
        "{}",
        view.notes
    );
    let first = topic_view(&pair, TODAY, &ItemId::derived("T-01")).unwrap();
    assert_eq!(first.notes, "Jonas's list goes first, status stays in the tracker.");
}

#[test]
fn private_lines_of_the_other_are_never_read() {
    for (member, own, others) in
        [(Member::Manager, "PRIVATE-M", "PRIVATE-J"), (Member::Report, "PRIVATE-J", "PRIVATE-M")]
    {
        let imported = sample(SAMPLE, member).unwrap();
        let shared = serde_json::to_string(&imported.shared).unwrap();
        assert!(!shared.contains("PRIVATE-"));
        let private = serde_json::to_string(&imported.private).unwrap();
        assert!(private.contains(own) && !private.contains(others));
        let notes = imported.private.iter().filter(|edit| matches!(edit, agenda::Edit::Note { .. })).count();
        assert_eq!(notes, SAMPLE.matches(&format!(" {own} ")).count(), "{member}");
        let mut replica = loaded(member);
        assert!(!replica.save(&DocumentName::Core).is_empty());
        let saved = replica.all_shared_json();
        assert!(!saved.contains("PRIVATE-"));
    }
}

#[test]
fn what_is_not_read_is_reported_by_line_and_kind() {
    let imported = sample(SAMPLE, Member::Manager).unwrap();
    let count = |kind: &str| imported.unread.iter().filter(|(_, sort)| *sort == kind).count();
    let lines: Vec<&str> = SAMPLE.lines().collect();
    for read in ["win", "feedback", "lesson", "goal", "goal check-in", "time off"] {
        assert_eq!(count(read), 0, "{read}");
    }
    // The order of the categories is that of the program, and the table of moods says again what the meetings say.
    assert_eq!((count("space setting"), count("check-in")), (1, 12));
    assert!(count("question") >= 30);
    for (number, sort) in &imported.unread {
        assert!(
            !lines[number - 1].contains("PRIVATE-M ") && !lines[number - 1].starts_with("- ["),
            "{number} {sort}"
        );
    }
}

#[test]
fn a_second_import_adds_nothing() {
    let mut replica = loaded(Member::Manager);
    let before = replica.pair();
    let imported = sample(SAMPLE, Member::Manager).unwrap();
    assert!(imported.missing_in(&before).is_empty());
    assert_eq!(imported.missing_in(&Pair::default()).len(), imported.shared.len());
    assert!(imported.missing_in_private(&replica.private()).is_empty());
    for edit in &imported.private {
        assert!(replica.edit(edit).is_empty());
    }
}

#[test]
fn edits_done_together_say_the_same_in_fewer_changes() {
    let one_by_one = loaded(Member::Manager);
    let imported = sample(SAMPLE, Member::Manager).unwrap();
    let mut together = Replica::new(person_actor(1));
    let mut changes = 0;
    let names: Vec<DocumentName> = one_by_one.documents.keys().cloned().collect();
    for name in &names {
        let edits: Vec<agenda::Edit> = imported
            .shared
            .iter()
            .chain(&imported.private)
            .filter(|edit| edit.target() == agenda::Target::of(name))
            .cloned()
            .collect();
        changes += together.document(name).apply_all(&person_actor(1), &edits).unwrap().len();
    }
    assert_eq!(one_by_one.all_shared_json(), together.all_shared_json());
    assert!(one_by_one.private() == together.private());
    // One for each document, and the derived slots of 51 meetings, an overflow and the private notes.
    let derived = 52 + SAMPLE.matches(" PRIVATE-M ").count();
    assert!(changes <= derived + 2 * names.len(), "{changes}");
}

#[test]
fn items_are_found_by_short_name_longer_prefix_and_words() {
    let replica = loaded(Member::Manager);
    let pair = replica.pair();
    let view = agenda(&pair, TODAY, Member::Manager, None);
    for topic in &view.topics {
        for text in [topic.reference.clone(), topic.id.reference().to_string(), topic.id.to_string()] {
            assert!(
                matches!(resolve(&pair, None, &text), Resolution::One(item) if item.id == topic.id),
                "{text}"
            );
        }
    }
    let one = |text: &str, label: &str| {
        let found = resolve(&pair, Some(&replica.private()), text);
        assert!(matches!(found, Resolution::One(item) if item.id == ItemId::derived(label)), "{text}");
    };
    one("REHEARSE panel", "T-47");
    // The open action goes before the closed topic with the same words.
    one("slides panel", "A-22");
    one("worn out", "T-14");
    assert!(matches!(resolve(&pair, None, "panel talk"), Resolution::Many(list) if list.len() == 2));
    assert!(matches!(resolve(&pair, None, "no such words"), Resolution::None));
    assert!(matches!(resolve(&pair, None, "  "), Resolution::None));
    assert!(matches!(resolve(&pair, None, "fill the pause"), Resolution::None));
    one("fill the pause", "P-01");
}

#[test]
fn a_dropped_or_parked_mark_is_read_as_such() {
    let pair = loaded_pair();
    let topic = &pair.quarters[&"2026-Q2".parse().unwrap()].topics[&ItemId::derived("T-30")];
    assert!(matches!(topic.state, TopicState::Discussed { .. }));
    assert!(matches!(
        topic.taken_up[&OccurrenceId::Regular(date(2026, 6, 16))],
        TopicState::Parked { by: Member::Report, .. }
    ));
}

/// A slot of ten bytes was cut after four of them, whatever they were.
#[test]
fn a_slot_that_is_no_date_is_left_unread() {
    let text = "## Exceptions\n| abc€efgh | cancelled | no date |\n";
    assert_eq!(sample(text, Member::Manager).unwrap_err(), ImportError::Members);
}

#[test]
fn a_talk_time_beyond_all_numbers_is_not_understood() {
    let people = "## Space\n| manager | Mara Oduya, lead, UTC |\n| report | Jonas Feld, engineer, UTC |\n";
    for time in ["71582789:00", "71582788:16", "4294967296:00"] {
        let text = format!("{people}## 2026-06-18 · talk time Mara {time}\n");
        assert_eq!(sample(&text, Member::Manager).unwrap_err(), ImportError::Line { line: 4 }, "{time}");
    }
}

#[test]
fn a_notebook_told_again_says_the_same() {
    let first = loaded(Member::Manager);
    let (pair, private) = (first.pair(), first.private());
    let mut second = Replica::new(person_actor(2));
    for edit in agenda::retell(&pair).iter().chain(&agenda::retell_private(&private)) {
        second.edit(edit);
    }
    let mut again = second.pair();
    for (id, topic) in again.quarters.values_mut().flat_map(|quarter| &mut quarter.topics) {
        let original = pair.topic(id).unwrap().1;
        assert_eq!(topic, original, "{id}");
    }
    assert!(again.core == pair.core && again.quarters == pair.quarters);
    assert!(second.private() == private && !private.notes.is_empty());
}
