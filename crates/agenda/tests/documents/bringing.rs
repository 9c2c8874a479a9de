//! A notebook out as JSON and into new documents: nothing is lost or changed on the way, and a second time nothing comes.

use entrenous_agenda::{
    ActionEdit, CommentEdit, Deletion, Edit, ItemId, Member, NewAction, Pair, PrivateModel, TopicEdit, bring,
    bring_private, position_after,
};
use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

use crate::drawing::{Draw, Known, draw, edit_of, mark, quarter, runs};
use crate::support::{Replica, exchange, person_actor};

#[derive(Clone, Debug)]
enum Step {
    Edit(usize, Draw),
    Exchange,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0_usize..2, draw()).prop_map(|(who, draw)| Step::Edit(who, draw)),
        1 => Just(Step::Exchange),
    ]
}

/// The words of a file, and the notebook read from them again.
fn through_json<T: serde::Serialize + serde::de::DeserializeOwned>(what: &T) -> (String, T) {
    let text = serde_json::to_string(what).unwrap();
    let read = serde_json::from_str(&text).unwrap();
    (text, read)
}

/// What cannot come along: the values that lost against others, where the old notebook was exchanged, a switch that is
/// only the other's; and days that two people moved at once stand the right way round.
fn without_what_stays(mut pair: Pair, by: Member) -> Pair {
    let core = &mut pair.core;
    core.relay = None;
    // A new notebook is in use, whatever became of the old one.
    core.put_away = None;
    core.conflicts.clear();
    if let Some(other) = core.people.get_mut(&by.other()) {
        other.talk_time = false;
        if other.name.is_none() && other.time_zone.is_none() {
            core.people.remove(&by.other());
        }
    }
    core.goals.values_mut().for_each(|goal| goal.conflicts.clear());
    core.actions.values_mut().for_each(|action| action.conflicts.clear());
    core.wins.values_mut().chain(core.lessons.values_mut()).for_each(|kept| kept.conflicts.clear());
    for away in core.time_off.values_mut() {
        (away.from, away.to) = (away.from.min(away.to), away.from.max(away.to));
        away.conflicts.clear();
    }
    for quarter in pair.quarters.values_mut() {
        quarter.topics.values_mut().for_each(|topic| topic.conflicts.clear());
        quarter.meetings.values_mut().for_each(|meeting| meeting.conflicts.clear());
    }
    pair
}

fn without_blank(mut private: PrivateModel) -> PrivateModel {
    private.notes.retain(|_, note| note.alive || note.deleted.is_some() || !note.text.is_empty());
    private
}

proptest! {
    #![proptest_config(runs(48))]

    #[test]
    fn any_notebook_survives_a_file_and_new_documents(steps in prop::collection::vec(step(), 1..120)) {
        let mut devices = [Replica::new(person_actor(1)), Replica::new(person_actor(2))];
        for (number, step) in steps.iter().enumerate() {
            match step {
                Step::Exchange => {
                    let [one, other] = &mut devices;
                    exchange(one, other);
                }
                Step::Edit(who, draw) => {
                    let known = Known::by(&devices[*who]);
                    if let Some(edit) = edit_of(draw, &known, mark(number)) {
                        drop(devices[*who].try_edit(&edit));
                    }
                }
            }
        }
        let [one, other] = &mut devices;
        exchange(one, other);

        for (device, by) in [(&devices[0], Member::Manager), (&devices[1], Member::Report)] {
            let (text, file) = through_json(&device.pair());
            prop_assert!(file == device.pair());
            prop_assert_eq!(&serde_json::to_string(&file).unwrap(), &text);
            let (own_text, own) = through_json(&device.private());
            prop_assert_eq!(&serde_json::to_string(&own).unwrap(), &own_text);

            let mut new = Replica::new(person_actor(9));
            for edit in bring(&file, &Pair::default(), by).iter().chain(&bring_private(&own, &PrivateModel::default())) {
                if let Err(error) = new.try_edit(edit) {
                    prop_assert!(false, "{error}: {}", serde_json::to_string(edit).unwrap());
                }
            }
            let expected = serde_json::to_value(without_what_stays(file.clone(), by)).unwrap();
            let found = serde_json::to_value(new.pair()).unwrap();
            prop_assert_eq!(expected, found);
            let expected = serde_json::to_value(without_blank(own.clone())).unwrap();
            prop_assert_eq!(expected, serde_json::to_value(new.private()).unwrap());

            // A second time there is nothing to bring.
            prop_assert!(bring(&file, &new.pair(), by).is_empty());
            prop_assert!(bring_private(&own, &new.private()).is_empty());
        }
    }
}

#[test]
fn what_is_there_stays_and_only_what_is_missing_comes() {
    let at = Timestamp::from_second(1_788_000_000).unwrap();
    let (topic, action, first, second) = (
        ItemId::derived("topic"),
        ItemId::derived("action"),
        ItemId::derived("first"),
        ItemId::derived("second"),
    );
    let of_topic = |edit| Edit::Topic { quarter: quarter(), id: topic, edit };
    let comment = |id, text: &str| {
        let edit = CommentEdit::Add { by: Member::Report, at, text: text.to_owned() };
        of_topic(TopicEdit::Comment { id, edit })
    };
    let mut old = Replica::new(person_actor(1));
    old.edit(&of_topic(TopicEdit::Add(entrenous_agenda::NewTopic {
        category: entrenous_agenda::Category::General,
        kind: entrenous_agenda::TopicKind::Topic,
        title: "Budget".to_owned(),
        author: Member::Report,
        at,
        position: position_after(None),
    })));
    old.edit(&Edit::Action {
        id: action,
        edit: ActionEdit::Add(NewAction {
            text: "Ask".to_owned(),
            owner: Some(Member::Manager),
            due: None,
            by: Member::Manager,
            at,
            position: position_after(None),
            from_topic: Some(topic),
            from_occurrence: None,
        }),
    });
    old.edit(&comment(first, "one"));
    let early = old.pair();
    old.edit(&comment(second, "two"));
    let late = old.pair();

    let mut new = Replica::new(person_actor(3));
    for edit in bring(&early, &Pair::default(), Member::Manager) {
        new.edit(&edit);
    }
    new.edit(&of_topic(TopicEdit::Retitle { title: "Another budget".to_owned() }));
    let deletion = Deletion { on: date(2026, 11, 24), by: Member::Manager };
    new.edit(&Edit::Action { id: action, edit: ActionEdit::Delete(deletion) });
    for edit in bring(&late, &new.pair(), Member::Manager) {
        new.edit(&edit);
    }
    let pair = new.pair();
    let there = pair.topic(&topic).unwrap().1;
    assert_eq!(there.title, "Another budget");
    assert_eq!(there.comments.keys().collect::<std::collections::BTreeSet<_>>(), [&first, &second].into());
    assert!(there.comments.values().all(|comment| comment.by == Some(Member::Report)));
    assert!(!pair.core.actions[&action].alive, "what was deleted since then stays deleted");
    assert!(bring(&late, &pair, Member::Manager).is_empty());
}
