//! What two people's offline edits come to, once they have met.

use std::collections::BTreeMap;

use entrenous_agenda::{
    ActionEdit, ActionState, Category, CommentEdit, Deletion, DocumentName, Edit, ItemId, MeetingEdit,
    MeetingState, Member, NewAction, NewTopic, OccurrenceId, Quarter, Splice, TextTarget, Topic, TopicEdit,
    TopicKind, TopicState, agenda, position_between,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rand_core::SeedableRng;

use crate::support::{Replica, exchange, person_actor};

const TODAY: Date = date(2026, 11, 24);

fn quarter() -> Quarter {
    Quarter::from_date(TODAY)
}

fn topic_id() -> ItemId {
    ItemId::derived("the topic")
}

fn add_topic(id: ItemId, title: &str, author: Member, position: &str) -> Edit {
    let topic = NewTopic {
        category: Category::Progress,
        kind: TopicKind::Topic,
        title: title.to_owned(),
        author,
        at: Timestamp::from_second(1_795_000_000).unwrap(),
        position: position.to_owned(),
    };
    Edit::Topic { quarter: quarter(), id, edit: TopicEdit::Add(topic) }
}

fn topic_edit(id: ItemId, edit: TopicEdit) -> Edit {
    Edit::Topic { quarter: quarter(), id, edit }
}

fn position(seed: u64, before: Option<&str>, after: Option<&str>) -> String {
    position_between(&mut rand_chacha::ChaCha20Rng::seed_from_u64(seed), before, after)
}

/// Manager and report, who both know one topic with the notes "first line".
fn two_people() -> (Replica, Replica) {
    let mut manager = Replica::new(person_actor(1));
    let mut report = Replica::new(person_actor(2));
    manager.edit(&add_topic(topic_id(), "On-call load", Member::Manager, &position(1, None, None)));
    manager
        .edit(&topic_edit(topic_id(), TopicEdit::Notes { splices: vec![Splice::append("", "first line")] }));
    exchange(&mut manager, &mut report);
    (manager, report)
}

#[track_caller]
fn topic(replica: &Replica) -> Topic {
    replica.pair().quarters[&quarter()].topics[&topic_id()].clone()
}

#[track_caller]
fn equal(one: &Replica, other: &Replica) {
    for (name, document) in &one.documents {
        assert_eq!(document.heads(), other.documents[name].heads(), "{name}");
    }
    assert_eq!(one.all_shared_json(), other.all_shared_json());
    let (left, right) = (
        agenda(&one.pair(), TODAY, Member::Manager, None),
        agenda(&other.pair(), TODAY, Member::Report, None),
    );
    assert!(left.topics == right.topics && left.actions == right.actions && left.sections == right.sections);
}

#[test]
fn both_open_the_same_meeting_offline_and_get_one() {
    let mut manager = Replica::new(person_actor(1));
    let mut report = Replica::new(person_actor(2));
    let id = OccurrenceId::Regular(TODAY);
    let notes = |text: &str| Edit::Meeting {
        quarter: quarter(),
        id,
        edit: MeetingEdit::Notes { splices: vec![Splice::append("", text)] },
    };
    let held = MeetingEdit::State { state: MeetingState::Held };
    manager.edit(&notes("from the manager\n"));
    manager.edit(&Edit::Meeting { quarter: quarter(), id, edit: held.clone() });
    report.edit(&notes("from the report\n"));
    report.edit(&Edit::Meeting { quarter: quarter(), id, edit: held });
    exchange(&mut manager, &mut report);
    equal(&manager, &report);
    let meeting = &manager.pair().quarters[&quarter()].meetings[&id];
    assert!(meeting.notes.contains("from the manager\n") && meeting.notes.contains("from the report\n"));
    assert!(meeting.state == MeetingState::Held && meeting.conflicts.is_empty());
}

#[test]
fn an_edit_wins_over_a_deletion_made_at_the_same_time() {
    let edits = [
        TopicEdit::Retitle { title: "On-call load, again".to_owned() },
        TopicEdit::Notes { splices: vec![Splice::append("first line", ", and more")] },
        TopicEdit::Comment {
            id: ItemId::derived("comment"),
            edit: CommentEdit::Add { by: Member::Report, at: Timestamp::UNIX_EPOCH, text: "wait".to_owned() },
        },
    ];
    for edit in edits {
        let (mut manager, mut report) = two_people();
        manager.edit(&topic_edit(topic_id(), TopicEdit::Delete(Deletion { on: TODAY, by: Member::Manager })));
        assert!(!topic(&manager).alive);
        report.edit(&topic_edit(topic_id(), edit));
        exchange(&mut manager, &mut report);
        equal(&manager, &report);
        assert!(topic(&manager).alive);
        let view = agenda(&manager.pair(), TODAY, Member::Manager, None);
        assert!(view.topics[0].edited_after_deletion);
        manager.edit(&topic_edit(topic_id(), TopicEdit::Restore));
        assert!(!agenda(&manager.pair(), TODAY, Member::Manager, None).topics[0].edited_after_deletion);
    }
}

#[test]
fn a_deletion_that_nobody_edits_against_holds() {
    let (mut manager, mut report) = two_people();
    manager.edit(&topic_edit(topic_id(), TopicEdit::Delete(Deletion { on: TODAY, by: Member::Manager })));
    exchange(&mut manager, &mut report);
    equal(&manager, &report);
    assert!(!topic(&report).alive);
    assert!(agenda(&report.pair(), TODAY, Member::Report, None).topics.is_empty());
}

#[test]
fn both_move_one_topic_and_it_stands_in_one_place() {
    let (mut manager, mut report) = two_people();
    let other = position(2, Some(&topic(&manager).position), None);
    manager.edit(&add_topic(ItemId::derived("second"), "Second", Member::Manager, &other));
    exchange(&mut manager, &mut report);
    let places = [position(3, None, Some(&topic(&manager).position)), position(4, Some(&other), None)];
    manager.edit(&topic_edit(topic_id(), TopicEdit::Move { position: places[0].clone() }));
    report.edit(&topic_edit(topic_id(), TopicEdit::Move { position: places[1].clone() }));
    report.edit(&topic_edit(topic_id(), TopicEdit::Retitle { title: "Moved and edited".to_owned() }));
    exchange(&mut manager, &mut report);
    equal(&manager, &report);
    let view = agenda(&manager.pair(), TODAY, Member::Manager, None);
    assert_eq!(view.topics.len(), 2);
    assert!(places.contains(&topic(&manager).position));
    assert_eq!(topic(&manager).title, "Moved and edited");
}

#[test]
fn both_typing_in_one_text_merges_by_character() {
    let (mut manager, mut report) = two_people();
    let splice = |at, delete, insert: &str| {
        topic_edit(
            topic_id(),
            TopicEdit::Notes { splices: vec![Splice { at, delete, insert: insert.to_owned() }] },
        )
    };
    manager.edit(&splice(0, 0, "very "));
    report.edit(&splice(6, 4, "👋 row"));
    exchange(&mut manager, &mut report);
    equal(&manager, &report);
    assert_eq!(topic(&manager).notes, "very first 👋 row");
}

#[test]
fn a_text_edited_in_an_editor_keeps_what_came_meanwhile() {
    let (mut manager, mut report) = two_people();
    let name = DocumentName::Quarter(quarter());
    let target = TextTarget::Topic(topic_id());
    let opened_at = manager.document(&name).heads();
    report.edit(&topic_edit(
        topic_id(),
        TopicEdit::Notes { splices: vec![Splice { at: 0, delete: 5, insert: "👋 the".to_owned() }] },
    ));
    report.edit(&topic_edit(
        topic_id(),
        TopicEdit::Notes { splices: vec![Splice::append("👋 the line", "\nfrom the report\n")] },
    ));
    exchange(&mut manager, &mut report);
    let splices = manager
        .document(&name)
        .rebase_splices(&target, &opened_at, "first long line\nfrom the manager\n")
        .unwrap();
    manager.edit(&topic_edit(topic_id(), TopicEdit::Notes { splices }));
    assert_eq!(topic(&manager).notes, "👋 the long line\nfrom the manager\n\nfrom the report\n");
    assert!(manager.document(&name).rebase_splices(&target, &[[9; 32]], "x").is_err());
}

#[test]
fn a_line_for_notes_that_another_program_began_meanwhile_stands_behind_them() {
    let (mut manager, _) = two_people();
    let id = OccurrenceId::Regular(TODAY);
    let line = |text: &str| {
        let edit = MeetingEdit::Notes { splices: vec![Splice::append("", text)] };
        Edit::Meeting { quarter: quarter(), id, edit }
    };
    let before = manager.document(&DocumentName::Quarter(quarter())).heads();
    manager.edit(&line("the first\n"));
    let second =
        manager.document(&DocumentName::Quarter(quarter())).rebase_edit(&line("the second\n"), &before);
    manager.edit(&second.unwrap());
    let notes = manager.pair().quarters[&quarter()].meetings[&id].notes.clone();
    let mut lines: Vec<&str> = notes.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["the first", "the second"]);
}

#[test]
fn the_undo_of_a_text_leaves_what_came_after_it() {
    let (mut manager, mut report) = two_people();
    let name = DocumentName::Quarter(quarter());
    let edit = topic_edit(
        topic_id(),
        TopicEdit::Notes { splices: vec![Splice { at: 0, delete: 5, insert: "the last".to_owned() }] },
    );
    let undo = edit.inverse(&manager.model_of(&edit)).unwrap();
    manager.edit(&edit);
    let heads = manager.document(&name).heads();
    exchange(&mut manager, &mut report);
    report.edit(&topic_edit(topic_id(), TopicEdit::Notes { splices: vec![Splice::append("", "note: ")] }));
    exchange(&mut manager, &mut report);
    let undo = manager.document(&name).rebase_edit(&undo, &heads).unwrap();
    manager.edit(&undo);
    assert_eq!(topic(&manager).notes, "note: first line");
}

#[test]
fn what_another_program_wrote_cannot_command_a_terminal() {
    use automerge::transaction::Transactable;
    use automerge::{ActorId, ROOT, ReadDoc};
    let (mut manager, _) = two_people();
    let document = manager.document(&DocumentName::Quarter(quarter()));
    let mut automerge = document.automerge().clone();
    automerge.set_actor(ActorId::from([9; 16]));
    let topics = automerge.get(ROOT, "topics").unwrap().unwrap().1;
    let object = automerge.get(&topics, topic_id().to_string()).unwrap().unwrap().1;
    let notes = automerge.get(&object, "notes").unwrap().unwrap().1;
    let mut transaction = automerge.transaction();
    transaction.put(&object, "title", "a\u{1b}[2J\nb\u{202e}c").unwrap();
    transaction.splice_text(&notes, 0, 0, "x\u{7}\ny").unwrap();
    drop(transaction.commit());
    document.replace(automerge);
    assert_eq!(topic(&manager).title, "a\u{fffd}[2J b\u{fffd}c");
    assert_eq!(topic(&manager).notes, "x\u{fffd}\nyfirst line");
}

#[test]
fn a_field_set_by_both_shows_the_other_value_until_it_is_settled() {
    let (mut manager, mut report) = two_people();
    manager.edit(&topic_edit(topic_id(), TopicEdit::Retitle { title: "One".to_owned() }));
    report.edit(&topic_edit(topic_id(), TopicEdit::Retitle { title: "Two".to_owned() }));
    exchange(&mut manager, &mut report);
    equal(&manager, &report);
    let shown = topic(&manager);
    let conflict = shown.conflicts.iter().find(|conflict| conflict.field == "title").unwrap();
    let mut both = vec![shown.title.clone(), conflict.values[0].clone()];
    both.sort();
    assert_eq!(both, ["One", "Two"]);
    // Setting the value that won already settles it too.
    manager.edit(&topic_edit(topic_id(), TopicEdit::Retitle { title: shown.title }));
    exchange(&mut manager, &mut report);
    assert!(topic(&report).conflicts.is_empty());
}

#[test]
fn both_closing_one_topic_is_no_conflict() {
    let (mut manager, mut report) = two_people();
    let occurrence = OccurrenceId::Regular(TODAY);
    for (replica, by) in [(&mut manager, Member::Manager), (&mut report, Member::Report)] {
        replica.edit(&topic_edit(
            topic_id(),
            TopicEdit::State { state: TopicState::Discussed { occurrence, by } },
        ));
    }
    exchange(&mut manager, &mut report);
    equal(&manager, &report);
    assert!(topic(&manager).conflicts.is_empty());
}

#[test]
fn both_adding_offline_keeps_both_in_one_order() {
    let (mut manager, mut report) = two_people();
    let after = topic(&manager).position;
    for number in 0..5 {
        let place = position(number, Some(&after), None);
        manager.edit(&add_topic(ItemId::derived(&format!("m{number}")), "m", Member::Manager, &place));
        report.edit(&add_topic(ItemId::derived(&format!("r{number}")), "r", Member::Report, &place));
    }
    exchange(&mut manager, &mut report);
    equal(&manager, &report);
    assert_eq!(agenda(&report.pair(), TODAY, Member::Report, None).topics.len(), 11);
}

/// One random step of one of three replicas.
#[derive(Clone, Debug)]
enum Step {
    Add { item: u8, place: u64 },
    Title(u8, u8),
    Notes { item: u8, at: usize, delete: usize, insert: String },
    Move(u8, u64),
    State(u8, u8),
    Delete(u8),
    Restore(u8),
    Comment(u8, u8),
    Meeting(u8, u8),
    Action(u8, u8),
    Pull(usize),
}

fn step() -> impl Strategy<Value = (usize, Step)> {
    let item = || 0_u8..4;
    let step = prop_oneof![
        (item(), any::<u64>()).prop_map(|(item, place)| Step::Add { item, place }),
        (item(), any::<u8>()).prop_map(|(item, number)| Step::Title(item, number)),
        (item(), 0_usize..20, 0_usize..6, "[a-z👋é]{0,8}")
            .prop_map(|(item, at, delete, insert)| Step::Notes { item, at, delete, insert }),
        (item(), any::<u64>()).prop_map(|(item, place)| Step::Move(item, place)),
        (item(), 0_u8..4).prop_map(|(item, state)| Step::State(item, state)),
        item().prop_map(Step::Delete),
        item().prop_map(Step::Restore),
        (item(), any::<u8>()).prop_map(|(item, number)| Step::Comment(item, number)),
        (0_u8..3, 0_u8..4).prop_map(|(slot, state)| Step::Meeting(slot, state)),
        (item(), any::<u8>()).prop_map(|(item, number)| Step::Action(item, number)),
        (0_usize..3).prop_map(Step::Pull),
    ];
    (0_usize..3, step)
}

fn edit_of(step: &Step, replica: &Replica) -> Option<Edit> {
    let id = |item: &u8| ItemId::derived(&format!("item {item}"));
    let pair = replica.pair();
    let known = |item: &u8| pair.quarters.get(&quarter()).and_then(|model| model.topics.get(&id(item)));
    let slot = |number: u8| OccurrenceId::Regular(date(2026, 10, 6 + number.cast_signed()));
    Some(match step {
        // Ids are random in real life: two people never add the same one, so the replica's own number is in it.
        Step::Add { item, place } => {
            if *item != replica.actor[0] {
                return None;
            }
            add_topic(id(item), "added", Member::Report, &position(*place, None, None))
        }
        Step::Title(item, number) => {
            topic_edit(id(item), TopicEdit::Retitle { title: format!("title {number}") })
        }
        Step::Notes { item, at, delete, insert } => {
            let notes = &known(item)?.notes;
            // On character borders, as an editor would.
            let units =
                |characters: usize| notes.chars().take(characters).map(char::len_utf16).sum::<usize>();
            let at_units = units(*at);
            let delete = units(at + delete) - at_units;
            let splice = Splice { at: at_units, delete, insert: insert.clone() };
            topic_edit(id(item), TopicEdit::Notes { splices: vec![splice] })
        }
        Step::Move(item, place) => {
            topic_edit(id(item), TopicEdit::Move { position: position(*place, None, None) })
        }
        Step::State(item, number) => {
            let (occurrence, by) = (slot(number % 3), Member::Manager);
            let state = match number {
                0 => TopicState::Open,
                1 => TopicState::Discussed { occurrence, by },
                2 => TopicState::Parked { occurrence, by },
                _ => TopicState::Dropped { on: TODAY, by },
            };
            topic_edit(id(item), TopicEdit::State { state })
        }
        Step::Delete(item) => {
            topic_edit(id(item), TopicEdit::Delete(Deletion { on: TODAY, by: Member::Report }))
        }
        Step::Restore(item) => topic_edit(id(item), TopicEdit::Restore),
        Step::Comment(item, number) => {
            let edit = match known(item)?.comments.keys().next() {
                Some(_) if number % 3 == 0 => CommentEdit::Delete,
                Some(_) if number % 3 == 1 => CommentEdit::Reword { text: format!("words {number}") },
                _ => CommentEdit::Add {
                    by: Member::Report,
                    at: Timestamp::UNIX_EPOCH,
                    text: format!("comment {number}"),
                },
            };
            let comment = match edit {
                CommentEdit::Add { .. } => ItemId::derived(&format!("comment {} {number}", replica.actor[0])),
                _ => *known(item)?.comments.keys().next()?,
            };
            topic_edit(id(item), TopicEdit::Comment { id: comment, edit })
        }
        Step::Meeting(number, state) => {
            let edit = match state {
                0 => MeetingEdit::State { state: MeetingState::Held },
                1 => MeetingEdit::State { state: MeetingState::Skipped },
                2 => MeetingEdit::Reason { reason: Some("travelling".to_owned()) },
                _ => MeetingEdit::TalkSeconds {
                    member: Member::Report,
                    seconds: Some(u32::from(*number) + 60),
                },
            };
            Edit::Meeting { quarter: quarter(), id: slot(*number), edit }
        }
        Step::Action(item, number) => {
            let id = id(item);
            let edit = match (pair.core.actions.get(&id), number % 3) {
                (None, _) if *item == replica.actor[0] => ActionEdit::Add(NewAction {
                    text: "promise".to_owned(),
                    owner: Some(Member::Manager),
                    due: Some(TODAY),
                    by: Member::Report,
                    at: Timestamp::UNIX_EPOCH,
                    position: position(1, None, None),
                    from_topic: None,
                    from_occurrence: None,
                }),
                (None, _) => return None,
                (_, 0) => ActionEdit::State { state: ActionState::Done { on: TODAY, by: Member::Manager } },
                (_, 1) => ActionEdit::Due { due: None },
                (_, _) => ActionEdit::Retitle { text: format!("promise {number}") },
            };
            Edit::Action { id, edit }
        }
        Step::Pull(_) => return None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn replicas_that_know_the_same_changes_say_the_same(steps in prop::collection::vec(step(), 1..60)) {
        let mut replicas: Vec<Replica> = (0..3).map(|number| Replica::new(person_actor(number))).collect();
        for (who, step) in &steps {
            if let Step::Pull(from) = step {
                let from = replicas[*from].clone();
                replicas[*who].pull(&from);
                continue;
            }
            let Some(edit) = edit_of(step, &replicas[*who]) else { continue };
            let before = replicas[*who].model_of(&edit);
            match replicas[*who].try_edit(&edit) {
                Ok(changes) => {
                    // Stored snapshots and the changes after them give the same document.
                    let name = edit.target().document_name(crate::support::PAIR);
                    let document = replicas[*who].document(&name);
                    let loaded = entrenous_agenda::Document::load(
                        name, *document.id(), &[], document.changes_since(&[]).iter().map(Vec::as_slice),
                    ).unwrap();
                    prop_assert_eq!(loaded.heads(), document.heads());
                    prop_assert!(changes.iter().all(|change| change.len() <= 64 * 1024));
                }
                Err(_) => prop_assert!(replicas[*who].model_of(&edit) == before),
            }
        }
        for round in 0..2 {
            for who in 0..3 {
                for from in 0..3 {
                    let from = replicas[(from + round) % 3].clone();
                    replicas[who].pull(&from);
                }
            }
        }
        // All documents everywhere, also those that one has never opened.
        let names: BTreeMap<DocumentName, ()> =
            replicas.iter().flat_map(|replica| replica.documents.keys().cloned().map(|name| (name, ()))).collect();
        for replica in &mut replicas {
            for name in names.keys() {
                replica.document(name);
            }
        }
        equal(&replicas[0], &replicas[1]);
        equal(&replicas[1], &replicas[2]);
    }
}
