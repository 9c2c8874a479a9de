//! Whole agendas under any edits: three devices of two people, any order of work and exchange.
//! `AGENDA_RUNS=50000 AGENDA_SEED=1 cargo test --release -p entrenous-agenda --test documents whole`

use std::collections::{BTreeMap, BTreeSet};

use entrenous_agenda::{
    Document, DocumentName, Edit, ItemId, MeetingEdit, MeetingState, Member, OccurrenceId, Subject, Target,
    agenda, feedback, goals, history, lessons_by_quarter, occurrence, occurrences, prep, recap, regularity,
    retell, retell_private, search, talk, time_off, wins_by_month,
};
use jiff::civil::date;
use proptest::prelude::*;

use crate::drawing::{Draw, Known, TODAY, draw, edit_of, mark, runs};
use crate::support::{PAIR, Replica, person_actor};

#[derive(Clone, Debug)]
enum Step {
    Edit(usize, Draw),
    Undo(usize),
    Pull(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0_usize..3, draw()).prop_map(|(who, draw)| Step::Edit(who, draw)),
        1 => (0_usize..3).prop_map(Step::Undo),
        2 => (0_usize..3, 0_usize..3).prop_map(|(who, from)| Step::Pull(who, from)),
    ]
}

/// The manager's two devices and the report's one.
fn devices() -> Vec<Replica> {
    [1, 3, 2].map(|number| Replica::new(person_actor(number))).to_vec()
}

fn same_person(one: &Replica, other: &Replica) -> bool {
    (one.actor[0] == 2) == (other.actor[0] == 2)
}

fn pull(devices: &mut [Replica], who: usize, from: usize) {
    let from = devices[from].clone();
    devices[who].pull(&from);
    if same_person(&devices[who], &from) {
        devices[who].pull_own(&from);
    }
}

fn settle(devices: &mut [Replica]) {
    for (who, from) in [(0, 1), (0, 2), (1, 0), (2, 0)] {
        pull(devices, who, from);
    }
    let names: BTreeSet<DocumentName> =
        devices.iter().flat_map(|device| device.documents.keys().cloned()).collect();
    for device in devices {
        for name in &names {
            device.document(name);
        }
    }
}

/// What takes back a device's last edit, the heads that it is meant for, and the mark that goes with it.
type Undo = (Edit, Vec<[u8; 32]>, Option<char>);

/// Whether an edit writes into a text that merges by character.
fn splices_a_text(edit: &Edit) -> bool {
    serde_json::to_string(edit).unwrap().contains("\"splices\"")
}

/// What anybody sees on any screen, as one text: no view may panic, and all devices have to agree.
fn everything_shown(device: &Replica) -> String {
    let pair = device.pair();
    let mut shown = serde_json::to_string(&pair).unwrap();
    for on in [
        None,
        Some(OccurrenceId::Regular(date(2026, 10, 6))),
        Some(OccurrenceId::Overflow(date(2026, 10, 6))),
    ] {
        let view = agenda(&pair, TODAY, Member::Manager, on.as_ref());
        shown += &serde_json::to_string(&(view.topics, view.actions, view.sections, view.mix)).unwrap();
    }
    let past = history(&pair, TODAY);
    for meeting in past.iter().take(3) {
        shown += &serde_json::to_string(&recap(&pair, TODAY, &meeting.occurrence.id)).unwrap();
    }
    shown +=
        &serde_json::to_string(&(past, goals(&pair, TODAY), prep(&pair, TODAY), feedback(&pair))).unwrap();
    shown +=
        &serde_json::to_string(&(wins_by_month(&pair), lessons_by_quarter(&pair), time_off(&pair))).unwrap();
    shown += &serde_json::to_string(&(talk(&pair, TODAY), regularity(&pair, TODAY))).unwrap();
    shown + &serde_json::to_string(&search(&pair, "what next")).unwrap()
}

proptest! {
    #![proptest_config(runs(32))]

    #[test]
    fn whole_agendas_converge_and_keep_their_promises(steps in prop::collection::vec(step(), 1..70)) {
        let mut devices = devices();
        let mut written: BTreeSet<char> = BTreeSet::new();
        let mut last: Vec<Option<Undo>> = vec![None; 3];
        for (number, step) in steps.iter().enumerate() {
            match step {
                Step::Pull(who, from) => pull(&mut devices, *who, *from),
                Step::Undo(who) => {
                    let Some((undo, heads, said)) = last[*who].take() else { continue };
                    let name = undo.target().document_name(PAIR);
                    let Ok(undo) = devices[*who].document(&name).rebase_edit(&undo, &heads) else { continue };
                    if devices[*who].try_edit(&undo).is_ok() && let Some(said) = said {
                        written.remove(&said);
                    }
                }
                Step::Edit(who, draw) => {
                    let mark = mark(number);
                    let Some(edit) = edit_of(draw, &Known::by(&devices[*who]), mark) else { continue };
                    let before = devices[*who].model_of(&edit);
                    let said = splices_a_text(&edit).then_some(mark);
                    match devices[*who].try_edit(&edit) {
                        Ok(changes) => {
                            prop_assert!(changes.iter().all(|change| change.len() <= 64 * 1024));
                            written.extend(said.filter(|_| !changes.is_empty()));
                            let heads = devices[*who].document(&edit.target().document_name(PAIR)).heads();
                            last[*who] = edit.inverse(&before).map(|undo| (undo, heads, said));
                        }
                        Err(_) => prop_assert!(devices[*who].model_of(&edit) == before, "refused, and changed"),
                    }
                }
            }
        }
        settle(&mut devices);

        // All know the same, and all say the same.
        for (name, document) in &devices[0].documents {
            let own = matches!(Target::of(name), Target::Private | Target::Personal);
            for other in &devices[1..] {
                if !own || same_person(&devices[0], other) {
                    prop_assert_eq!(document.heads(), other.documents[name].heads(), "{}", name);
                    prop_assert!(document.model() == other.documents[name].model(), "{}", name);
                }
            }
            // What is stored is what is there.
            let loaded = Document::load(
                name.clone(), *document.id(), &document.save(), std::iter::empty(),
            ).unwrap();
            prop_assert!(loaded.model() == document.model());
        }
        let shown = everything_shown(&devices[0]);
        prop_assert!(devices[1..].iter().all(|device| everything_shown(device) == shown));

        // No text is lost.
        let mut texts = shown;
        for device in &devices {
            texts += &serde_json::to_string(&device.private()).unwrap();
        }
        let lost: Vec<&char> = written.iter().filter(|mark| !texts.contains(**mark)).collect();
        prop_assert!(lost.is_empty(), "lost {:?}", lost);

        // One occurrence for each slot.
        let pair = devices[0].pair();
        let all = occurrences(&pair, date(2026, 1, 1), date(2027, 12, 31));
        let ids: BTreeSet<OccurrenceId> = all.iter().map(|occurrence| occurrence.id).collect();
        prop_assert_eq!(ids.len(), all.len());
        for meeting in &all {
            prop_assert!(occurrence(&pair, &meeting.id).as_ref() == Some(meeting), "found by its id");
        }

        // Who did what is told in one order, and the last state is the present one.
        for name in devices[0].documents.keys() {
            let DocumentName::Quarter(quarter) = name else { continue };
            for (id, topic) in &pair.quarters[quarter].topics {
                let told = devices[0].documents[name].touches(Subject::Topic(*id));
                prop_assert!(!told.is_empty());
                prop_assert_eq!(&told, &devices[2].documents[name].touches(Subject::Topic(*id)));
                let heads = devices[0].documents[name].heads();
                prop_assert!(devices[0].documents[name].topic_at(id, &heads).as_ref() == Some(topic));
            }
        }

        // It can be told again.
        let mut again = Replica::new(person_actor(9));
        for edit in retell(&pair).iter().chain(&retell_private(&devices[0].private())) {
            prop_assert!(again.try_edit(edit).is_ok());
        }
        let alive = |pair: &entrenous_agenda::Pair| -> BTreeSet<ItemId> {
            let topics = pair.quarters.values().flat_map(|model| &model.topics);
            let topics = topics.filter(|(_, topic)| topic.alive).map(|(id, _)| *id);
            topics.chain(pair.core.goals.iter().filter(|(_, goal)| goal.alive).map(|(id, _)| *id)).collect()
        };
        prop_assert_eq!(alive(&again.pair()), alive(&pair));
    }

    #[test]
    fn carried_counts_never_fall_except_by_closing(steps in prop::collection::vec(step(), 1..60)) {
        let mut devices = devices();
        for (number, step) in steps.iter().enumerate() {
            let (Step::Edit(who, _) | Step::Undo(who) | Step::Pull(who, _)) = step;
            let before = devices[*who].pair();
            match step {
                Step::Pull(who, from) => pull(&mut devices, *who, *from),
                Step::Undo(_) => continue,
                Step::Edit(who, draw) => {
                    let Some(edit) = edit_of(draw, &Known::by(&devices[*who]), mark(number)) else { continue };
                    // To say that a meeting was not held after all, or at another time, is to change what was.
                    let retold = match &edit {
                        Edit::Meeting { id, edit: MeetingEdit::State { state }, .. } => {
                            let held = before.meeting(id).is_some_and(|(_, met)| met.state == MeetingState::Held);
                            held && *state != MeetingState::Held
                        }
                        Edit::Meeting { edit, .. } => matches!(
                            edit,
                            MeetingEdit::Starts { .. } | MeetingEdit::Started { .. } | MeetingEdit::Ended { .. }
                        ),
                        Edit::Cadence { cadence } => cadence.as_ref().is_some_and(|cadence| cadence.rule.interval > 1),
                        _ => false,
                    };
                    if retold {
                        continue;
                    }
                    drop(devices[*who].try_edit(&edit));
                }
            }
            let counts = |pair| -> BTreeMap<ItemId, u32> {
                let open = agenda(pair, TODAY, Member::Manager, None).topics;
                open.iter().map(|topic| (topic.id, topic.carried)).collect()
            };
            let (before, after) = (counts(&before), counts(&devices[*who].pair()));
            for (id, carried) in &before {
                prop_assert!(after.get(id).is_none_or(|now| now >= carried), "{} after step {}", id, number);
            }
        }
    }
}

/// The edits of the whole runs are all that there are: each that the tests of single edits know is drawn.
#[test]
fn every_edit_that_there_is_can_be_drawn() {
    let mut device = Replica::new(person_actor(1));
    let takes_away =
        |path: &str| ["remove", "withdraw", "comment/delete"].iter().any(|end| path.ends_with(end));
    for edit in crate::every::every_edit().iter().filter(|edit| !takes_away(&path(edit))) {
        device.edit(edit);
    }
    let known = Known::by(&device);
    let mut drawn = BTreeSet::new();
    for kind in 0..200 {
        for number in 0..84 {
            drawn.extend(edit_of(&Draw { kind, number }, &known, 'x').map(|edit| path(&edit)));
        }
    }
    let all: BTreeSet<String> = crate::every::every_edit().iter().map(path).collect();
    let missing: Vec<&String> = all.difference(&drawn).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The names of an edit and of the edits in it: `topic/comment/add`.
fn path(edit: &Edit) -> String {
    let mut value = &serde_json::to_value(edit).unwrap();
    let mut path = Vec::new();
    loop {
        match value {
            serde_json::Value::Object(map) if map.len() == 1 => {
                let (name, inner) = map.iter().next().unwrap();
                path.push(name.clone());
                value = inner.get("edit").unwrap_or(&serde_json::Value::Null);
            }
            serde_json::Value::String(name) => {
                path.push(name.clone());
                break;
            }
            _ => break,
        }
    }
    path.join("/")
}
