//! The meaning of the data under concurrent edits: each sentence of it is a test, over random work and random exchanges.

use std::collections::BTreeSet;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, ObjId, ObjType, ROOT, ReadDoc};
use entrenous_agenda::{
    ActionEdit, CommentEdit, Conflict, Deletion, DocumentName, Edit, GoalEdit, ItemId, KeepsakeEdit,
    KeyResultEdit, MeetingEdit, MeetingState, Member, Number, OccurrenceId, Splice, TimeOffEdit, TopicEdit,
    TopicKind, TopicState, agenda, goals, occurrence, occurrences, position_between, time_off, topic_view,
    wins_by_month,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rand_core::SeedableRng;

use crate::drawing::{Known, TODAY, draw, edit_of, mark, quarter, runs};
use crate::every::every_edit;
use crate::support::{Replica, exchange, person_actor};

/// In which order three devices do their next edit or pull from another: `(who, from)`; from oneself means an edit.
fn order() -> impl Strategy<Value = Vec<(usize, usize)>> {
    prop::collection::vec((0_usize..3, 0_usize..3), 1..25)
}

/// The manager's device and the report's two, which all know what was done before.
fn three(before: &[Edit]) -> Vec<Replica> {
    let mut first = Replica::new(person_actor(1));
    for edit in before {
        first.edit(edit);
    }
    let mut all = vec![first];
    for number in [2, 4] {
        let mut other = Replica::new(person_actor(number));
        other.pull(&all[0]);
        all.push(other);
    }
    all
}

/// Lets three devices work and pull in an order, then all know everything.
fn work(
    all: &mut [Replica],
    order: &[(usize, usize)],
    mut next: impl FnMut(&Replica, usize) -> Option<Edit>,
) {
    for (number, (who, from)) in order.iter().enumerate() {
        if who == from {
            if let Some(edit) = next(&all[*who], number) {
                all[*who].edit(&edit);
            }
        } else {
            let from = all[*from].clone();
            all[*who].pull(&from);
        }
    }
    settle(all);
}

fn settle(all: &mut [Replica]) {
    for (who, from) in [(0, 1), (0, 2), (1, 0), (2, 0)] {
        let from = all[from].clone();
        all[who].pull(&from);
    }
    let shown: Vec<String> = all.iter().map(shown).collect();
    assert!(shown.iter().all(|other| *other == shown[0]), "the devices do not agree");
}

/// What is the same for both people.
fn shown(replica: &Replica) -> String {
    let pair = replica.pair();
    let view = agenda(&pair, TODAY, Member::Report, None);
    serde_json::to_string(&(&pair, view.topics, view.actions, view.sections)).unwrap()
}

fn id(label: &str) -> ItemId {
    ItemId::derived(label)
}

fn position(seed: usize, before: Option<&str>, after: Option<&str>) -> String {
    position_between(&mut rand_chacha::ChaCha20Rng::seed_from_u64(seed as u64), before, after)
}

fn add_topic(label: &str, position: String) -> Edit {
    let new = entrenous_agenda::NewTopic {
        category: entrenous_agenda::Category::General,
        kind: TopicKind::Topic,
        title: label.to_owned(),
        author: Member::Report,
        at: Timestamp::from_second(1_780_000_000).unwrap(),
        position,
    };
    Edit::Topic { quarter: quarter(), id: id(label), edit: TopicEdit::Add(new) }
}

fn topic(edit: TopicEdit) -> Edit {
    Edit::Topic { quarter: quarter(), id: id("the topic"), edit }
}

fn one_topic() -> Vec<Edit> {
    vec![
        add_topic("before", position(1, None, None)),
        add_topic("the topic", position(2, None, None)),
        topic(TopicEdit::Notes { splices: vec![Splice::append("", "0123456789")] }),
    ]
}

fn shown_topics(replica: &Replica) -> Vec<ItemId> {
    agenda(&replica.pair(), TODAY, Member::Manager, None).topics.iter().map(|topic| topic.id).collect()
}

fn the_topic(replica: &Replica) -> entrenous_agenda::Topic {
    replica.pair().quarters[&quarter()].topics[&id("the topic")].clone()
}

/// Everything that can be deleted and edited: how to delete it, how to edit it, and whether it is shown as edited after that.
struct Deletable {
    delete: Edit,
    edits: Vec<Edit>,
    is_back: fn(&Replica) -> bool,
}

fn deletables() -> Vec<Deletable> {
    let deletion = Deletion { on: TODAY, by: Member::Manager };
    let goal = |edit| Edit::Goal { id: id("G"), edit };
    let action = |edit| Edit::Action { id: id("A"), edit };
    let win = |edit| Edit::Win { id: id("W"), edit };
    let away = |edit| Edit::TimeOff { id: id("O"), edit };
    let t = |edit| Edit::Topic { quarter: quarter(), id: id("T"), edit };
    let comment = CommentEdit::Add { by: Member::Report, at: Timestamp::UNIX_EPOCH, text: "wait".to_owned() };
    let splices = vec![Splice { at: 0, delete: 0, insert: "and ".to_owned() }];
    vec![
        Deletable {
            delete: t(TopicEdit::Delete(deletion)),
            edits: vec![
                t(TopicEdit::Retitle { title: "again".to_owned() }),
                t(TopicEdit::Notes { splices: splices.clone() }),
                t(TopicEdit::Comment { id: id("later"), edit: comment.clone() }),
                t(TopicEdit::BlockedBy { blocked_by: Some("Petra".to_owned()) }),
            ],
            is_back: |replica| {
                topic_view(&replica.pair(), TODAY, &id("T")).is_some_and(|view| view.edited_after_deletion)
            },
        },
        Deletable {
            delete: action(ActionEdit::Delete(deletion)),
            edits: vec![
                action(ActionEdit::Due { due: Some(date(2027, 1, 1)) }),
                action(ActionEdit::Note { splices: splices.clone() }),
            ],
            is_back: |replica| {
                let action = &replica.pair().core.actions[&id("A")];
                action.alive && action.deleted.is_some()
            },
        },
        Deletable {
            delete: goal(GoalEdit::Delete(deletion)),
            edits: vec![
                goal(GoalEdit::Why { splices }),
                goal(GoalEdit::Comment { id: id("later"), edit: comment }),
                goal(GoalEdit::KeyResult {
                    id: id("K2"),
                    edit: KeyResultEdit::Add(entrenous_agenda::KeyResult {
                        name: "more".to_owned(),
                        unit: None,
                        start: Number::from(0),
                        target: Number::from(1),
                        position: position(1, None, None),
                    }),
                }),
            ],
            is_back: |replica| goals(&replica.pair(), TODAY).iter().any(|goal| goal.edited_after_deletion),
        },
        Deletable {
            delete: win(KeepsakeEdit::Delete(deletion)),
            edits: vec![win(KeepsakeEdit::Reword { text: "again".to_owned() })],
            is_back: |replica| {
                wins_by_month(&replica.pair())
                    .iter()
                    .flat_map(|month| &month.wins)
                    .any(|win| win.edited_after_deletion)
            },
        },
        Deletable {
            delete: away(TimeOffEdit::Delete(deletion)),
            edits: vec![away(TimeOffEdit::Note { note: Some("again".to_owned()) })],
            is_back: |replica| time_off(&replica.pair()).iter().any(|away| away.edited_after_deletion),
        },
    ]
}

/// A field that both can set: an edit for each number, and the conflicts of its item.
type Settable = (fn(u8) -> Edit, fn(&Replica) -> Vec<Conflict>);

const SETTABLE: &[Settable] = &[
    (
        |number| {
            let target = Number::from(i32::from(number));
            let edit = GoalEdit::KeyResult { id: id("K"), edit: KeyResultEdit::Target { target } };
            Edit::Goal { id: id("G"), edit }
        },
        |replica| replica.pair().core.goals[&id("G")].conflicts.clone(),
    ),
    (
        |number| {
            let starts = Some(date(2026, 12, 1).at(number.cast_signed() % 24, 30, 0, 0));
            let id = OccurrenceId::Regular(date(2026, 12, 1));
            Edit::Meeting { quarter: quarter(), id, edit: MeetingEdit::Starts { starts } }
        },
        |replica| {
            let id = OccurrenceId::Regular(date(2026, 12, 1));
            replica.pair().quarters[&quarter()].meetings[&id].conflicts.clone()
        },
    ),
    (
        |number| {
            let title = format!("title {number}");
            Edit::Topic { quarter: quarter(), id: id("T"), edit: TopicEdit::Retitle { title } }
        },
        |replica| replica.pair().quarters[&quarter()].topics[&id("T")].conflicts.clone(),
    ),
    (
        |number| {
            let due = Some(Date::constant(2026, 12, 1).saturating_add(jiff::Span::new().days(number)));
            Edit::Action { id: id("A"), edit: ActionEdit::Due { due } }
        },
        |replica| replica.pair().core.actions[&id("A")].conflicts.clone(),
    ),
    (
        |number| {
            let text = format!("lesson {number}");
            Edit::Lesson { id: id("L"), edit: KeepsakeEdit::Reword { text } }
        },
        |replica| replica.pair().core.lessons[&id("L")].conflicts.clone(),
    ),
    (
        |number| Edit::Place { place: Some(format!("room {number}")) },
        |replica| replica.pair().core.conflicts.clone(),
    ),
];

/// Everything that single edits know, without what is taken away in the end.
fn furnished() -> Vec<Edit> {
    let shared = |edit: &Edit| {
        matches!(edit.target(), entrenous_agenda::Target::Core | entrenous_agenda::Target::Quarter(_))
    };
    let removes = |edit: &Edit| {
        let text = serde_json::to_string(edit).unwrap();
        ["\"remove\"", "\"withdraw\"", "\"delete\""].iter().any(|word| text.contains(word))
    };
    every_edit().into_iter().filter(|edit| shared(edit) && (!removes(edit) || has_splices(edit))).collect()
}

fn has_splices(edit: &Edit) -> bool {
    serde_json::to_string(edit).unwrap().contains("\"splices\"")
}

proptest! {
    #![proptest_config(runs(16))]

    #[test]
    fn both_add_topics_offline_and_both_stay_in_an_order_that_is_the_same_everywhere(order in order()) {
        let mut all = three(&one_topic());
        let mut added = BTreeSet::from([id("before"), id("the topic")]);
        work(&mut all, &order, |replica, number| {
            let shown = agenda(&replica.pair(), TODAY, Member::Manager, None).topics;
            let pair = replica.pair();
            let at = number % (shown.len() + 1);
            let place = |index: usize| {
                shown.get(index).and_then(|view| Some(pair.topic(&view.id)?.1.position.clone()))
            };
            let before = at.checked_sub(1).and_then(place);
            let label = format!("{} {number}", replica.actor[0]);
            added.insert(id(&label));
            // The same seed for all: the worst case, in which two choose the same position.
            Some(add_topic(&label, position(1, before.as_deref(), place(at).as_deref())))
        });
        let shown = shown_topics(&all[0]);
        prop_assert_eq!(shown.len(), added.len());
        prop_assert_eq!(shown.iter().copied().collect::<BTreeSet<_>>(), added);
        for other in &all[1..] {
            prop_assert_eq!(&shown_topics(other), &shown);
        }
    }

    #[test]
    fn both_edit_one_text_and_it_merges_character_by_character(order in order()) {
        let mut all = three(&one_topic());
        let mut written = BTreeSet::new();
        let mut gone: BTreeSet<char> = BTreeSet::new();
        work(&mut all, &order, |replica, number| {
            let notes: Vec<char> = the_topic(replica).notes.chars().collect();
            written.insert(mark(number));
            let at = number * 7 % (notes.len() + 1);
            // Only digits are ever deleted; what the others write stays.
            let digit = notes.get(at).filter(|character| character.is_ascii_digit());
            gone.extend(digit);
            let insert = mark(number).to_string();
            Some(topic(TopicEdit::Notes {
                splices: vec![Splice { at, delete: digit.map_or(0, |_| 1), insert }],
            }))
        });
        let notes = the_topic(&all[0]).notes;
        let kept = ('0'..='9').filter(|digit| !gone.contains(digit));
        let expected: BTreeSet<char> = written.into_iter().chain(kept).collect();
        prop_assert_eq!(notes.chars().count(), expected.len());
        prop_assert_eq!(notes.chars().collect::<BTreeSet<_>>(), expected);
    }

    #[test]
    fn both_move_one_topic_and_it_has_one_place_the_same_on_all_devices(order in order()) {
        let mut all = three(&one_topic());
        let mut tried = BTreeSet::from([the_topic(&all[0]).position]);
        work(&mut all, &order, |_, number| {
            let position = position(number + 10, None, None);
            tried.insert(position.clone());
            Some(topic(TopicEdit::Move { position }))
        });
        let places: BTreeSet<String> = all.iter().map(|replica| the_topic(replica).position).collect();
        prop_assert!(places.len() == 1 && places.is_subset(&tried));
        prop_assert_eq!(shown_topics(&all[0]).len(), 2, "once, and the other one");
        prop_assert!(the_topic(&all[0]).conflicts.is_empty(), "a place is nothing to settle");
    }

    #[test]
    fn moved_here_and_edited_there_both_hold(places in order(), number in 0_usize..5) {
        let mut all = three(&one_topic());
        let moved = position(number + 100, None, None);
        let edits = [
            TopicEdit::Retitle { title: "Edited".to_owned() },
            TopicEdit::Notes { splices: vec![Splice { at: 3, delete: 2, insert: "👋".to_owned() }] },
            TopicEdit::Kind { kind: TopicKind::Concern },
            TopicEdit::BlockedBy { blocked_by: Some("Petra".to_owned()) },
            TopicEdit::Snooze { until: Some(date(2026, 11, 1)) },
        ];
        all[0].edit(&topic(TopicEdit::Move { position: moved.clone() }));
        all[1].edit(&topic(edits[number].clone()));
        let edited = the_topic(&all[1]);
        work(&mut all, &places, |_, _| None);
        let mut now = the_topic(&all[2]);
        prop_assert_eq!(&now.position, &moved);
        now.position = edited.position.clone();
        prop_assert!(now == edited);
    }

    #[test]
    fn one_deletes_and_the_other_edits_and_the_edit_wins_marked_edited_after_deletion(
        which in any::<prop::sample::Index>(), edit in any::<prop::sample::Index>(), late in order(),
        twice in any::<bool>(),
    ) {
        let mut all = three(&furnished());
        let deletables = deletables();
        let Deletable { delete, edits, is_back } = which.get(&deletables);
        all[0].edit(delete);
        if twice {
            all[2].edit(delete);
        }
        prop_assert!(!is_back(&all[0]));
        all[1].edit(edit.get(edits));
        work(&mut all, &late, |_, _| None);
        prop_assert!(all.iter().all(is_back));
        // To delete it again, having seen the edit, is to delete it.
        all[0].edit(delete);
        settle(&mut all);
        prop_assert!(!all.iter().any(is_back));
    }

    #[test]
    fn set_by_both_one_value_wins_everywhere_and_the_other_is_shown_until_somebody_settles_it(
        which in any::<prop::sample::Index>(), numbers in prop::sample::subsequence(vec![3_u8, 5, 7, 11], 3),
        late in order(), settler in 0_usize..3,
    ) {
        let (set, conflicts) = *which.get(SETTABLE);
        let mut all = three(&furnished());
        for (replica, number) in all.iter_mut().zip(&numbers) {
            replica.edit(&set(*number));
        }
        work(&mut all, &late, |_, _| None);
        let disputed = conflicts(&all[0]);
        prop_assert_eq!(disputed.len(), 1, "one field");
        // Whoever saw one of the values before setting another has settled that one; the rest is shown.
        prop_assert_eq!(disputed[0].values.len(), 2);
        prop_assert!(all.iter().all(|replica| conflicts(replica) == disputed));
        let again = all[settler].edit(&set(numbers[0]));
        prop_assert!(!again.is_empty(), "also the value that won has to be said");
        settle(&mut all);
        prop_assert!(all.iter().all(|replica| conflicts(replica).is_empty()));
    }

    #[test]
    fn both_roll_over_close_skip_or_move_the_same_occurrence_and_it_is_one_occurrence(
        order in order(), draws in prop::collection::vec(0_u8..9, 25),
    ) {
        let day = date(2026, 11, 10);
        let slot = OccurrenceId::Regular(day);
        let mut before = one_topic();
        before.push(Edit::Cadence {
            cadence: Some("FREQ=WEEKLY;BYDAY=TU|10:00|Europe/Berlin|30|2026-11-03".parse().unwrap()),
        });
        let mut all = three(&before);
        let mut held = false;
        work(&mut all, &order, |replica, number| {
            let by = if replica.actor[0] == 1 { Member::Manager } else { Member::Report };
            let meeting = |id, edit| Some(Edit::Meeting { quarter: quarter(), id, edit });
            let state = |state| meeting(slot, MeetingEdit::State { state });
            match draws[number] {
                0 => {
                    held = true;
                    state(MeetingState::Held)
                }
                1 => state(MeetingState::Skipped),
                2 => state(MeetingState::Cancelled),
                3 => {
                    let starts = Some(date(2026, 11, 12).at(i8::try_from(number % 20).unwrap(), 0, 0, 0));
                    meeting(slot, MeetingEdit::Starts { starts })
                }
                4 => Some(topic(TopicEdit::State { state: TopicState::Parked { occurrence: slot, by } })),
                5 => {
                    let starts = Some(date(2026, 11, 13).at(15, 0, 0, 0));
                    meeting(OccurrenceId::Overflow(day), MeetingEdit::Starts { starts })
                }
                6 => Some(topic(TopicEdit::State { state: TopicState::Discussed { occurrence: slot, by } })),
                7 => meeting(slot, MeetingEdit::Started { at: Some(Timestamp::from_second(1_794_300_000).unwrap()) }),
                _ => Some(topic(TopicEdit::State { state: TopicState::Open })),
            }
        });
        for replica in &all {
            let pair = replica.pair();
            let shown = occurrences(&pair, date(2026, 11, 1), date(2026, 11, 30));
            let count = |id: OccurrenceId| shown.iter().filter(|one| one.id == id).count();
            prop_assert_eq!(count(slot), 1);
            prop_assert!(count(OccurrenceId::Overflow(day)) <= 1);
            prop_assert_eq!(shown.iter().filter(|one| one.kind == "regular").count(), 4);
            // A topic that nobody closed is on the next agenda; one that was parked is in the extra time.
            let topic = topic_view(&pair, TODAY, &id("the topic")).unwrap();
            if topic.state == "open" || topic.state == "parked" {
                prop_assert!(shown_topics(replica).contains(&topic.id));
            }
            if topic.state == "parked" {
                let extra = agenda(&pair, TODAY, Member::Report, Some(&OccurrenceId::Overflow(day)));
                prop_assert!(extra.topics.iter().any(|parked| parked.id == topic.id));
            }
            let other = topic_view(&pair, TODAY, &id("before")).unwrap();
            prop_assert!(other.carried <= 1, "a meeting that both held is one meeting");
        }
        if !held {
            prop_assert!(!occurrence(&all[0].pair(), &slot).unwrap().is_held());
        }
    }

    #[test]
    fn an_older_client_never_drops_a_field_that_a_newer_one_wrote(draws in prop::collection::vec(draw(), 1..40)) {
        let mut replica = Replica::new(person_actor(1));
        for edit in every_edit() {
            replica.edit(&edit);
        }
        let names: Vec<DocumentName> = replica.documents.keys().cloned().collect();
        let mut planted = Vec::new();
        for name in &names {
            let document = replica.document(name);
            let (newer, objects) = written_by_a_newer_version(document.automerge().clone());
            document.replace(newer);
            planted.push((name.clone(), objects));
        }
        for (number, draw) in draws.iter().enumerate() {
            if let Some(edit) = edit_of(draw, &Known::by(&replica), mark(number)) && !takes_away(&edit) {
                drop(replica.try_edit(&edit));
            }
        }
        for (name, objects) in &planted {
            let automerge = replica.document(name).automerge().clone();
            for object in objects {
                let value = |key: &str| automerge.get(object, key).unwrap().map(|(value, _)| value.into_owned());
                prop_assert!(value("x-mood").is_some_and(|value| value.as_str() == Some("sunny")), "{}", name);
                prop_assert!(value("x-votes").is_some_and(|value| value.is_object()), "{}", name);
                prop_assert!(value("x-many").is_some_and(|value| value.as_i64() == Some(-7)), "{}", name);
            }
        }
    }
}

/// What is removed with its key takes along what a newer version wrote into it; that is what removing means.
fn takes_away(edit: &Edit) -> bool {
    let text = serde_json::to_string(edit).unwrap();
    ["\"remove\"", "\"withdraw\""].iter().any(|word| text.contains(word))
        || matches!(
            edit,
            Edit::Topic { edit: TopicEdit::Comment { edit: CommentEdit::Delete, .. }, .. }
                | Edit::Meeting { edit: MeetingEdit::Comment { edit: CommentEdit::Delete, .. }, .. }
                | Edit::Goal { edit: GoalEdit::Comment { edit: CommentEdit::Delete, .. }, .. }
        )
}

/// Keys that this version does not know, in every map of a document, and a kind and a state that it does not know.
fn written_by_a_newer_version(mut automerge: automerge::Automerge) -> (automerge::Automerge, Vec<ObjId>) {
    let mut maps = Vec::new();
    let mut waiting = vec![ROOT];
    while let Some(object) = waiting.pop() {
        for key in automerge.keys(&object).collect::<Vec<_>>() {
            if let Ok(Some((automerge::Value::Object(ObjType::Map), id))) = automerge.get(&object, key) {
                waiting.push(id.clone());
                maps.push(id);
            }
        }
    }
    automerge.set_actor(ActorId::from([9; 16]));
    let mut transaction = automerge.transaction();
    for object in &maps {
        transaction.put(object, "x-mood", "sunny").unwrap();
        transaction.put(object, "x-many", -7_i64).unwrap();
        transaction.put_object(object, "x-votes", ObjType::Map).unwrap();
    }
    drop(transaction.commit_with(CommitOptions::default().with_time(0)));
    (automerge, maps)
}

/// The two sentences about one occurrence, as they happen most: one closes it, the other skips it, both offline.
#[test]
fn a_meeting_that_one_held_and_the_other_skipped_was_held_and_the_other_word_is_shown() {
    let id = OccurrenceId::Regular(date(2026, 11, 17));
    let state = |state| Edit::Meeting { quarter: quarter(), id, edit: MeetingEdit::State { state } };
    // The busier device would win by itself; whichever it is, the meeting was held.
    for busy in [0, 1] {
        let mut pair = [Replica::new(person_actor(1)), Replica::new(person_actor(2))];
        let [manager, report] = &mut pair;
        let busy = if busy == 0 { &mut *manager } else { &mut *report };
        for number in 0..5 {
            busy.edit(&add_topic(&number.to_string(), position(number, None, None)));
        }
        manager.edit(&state(MeetingState::Held));
        report.edit(&state(MeetingState::Skipped));
        exchange(manager, report);
        for replica in [&mut *manager, &mut *report] {
            let meeting = replica.pair().quarters[&quarter()].meetings[&id].clone();
            assert_eq!(meeting.state, MeetingState::Held);
            assert_eq!(meeting.conflicts[0].values, ["skipped"]);
        }
        // Who has seen both can still say that it was skipped.
        report.edit(&state(MeetingState::Skipped));
        exchange(manager, report);
        let meeting = &manager.pair().quarters[&quarter()].meetings[&id];
        assert!(meeting.state == MeetingState::Skipped && meeting.conflicts.is_empty());
    }
}
