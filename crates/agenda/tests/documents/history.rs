//! Who changed what and when, and how it was before.

use entrenous_agenda::{
    Category, CommentEdit, DocumentName, Edit, GoalEdit, GoalKind, ItemId, KeyResult, KeyResultEdit,
    MeetingEdit, MeetingState, Member, Model, NewGoal, NewTopic, Number, OccurrenceId, Quarter, Splice,
    Subject, TopicEdit, TopicKind, position_after,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::support::{Replica, exchange, person_actor};

const TODAY: Date = date(2026, 11, 24);

fn quarter() -> Quarter {
    Quarter::from_date(TODAY)
}

fn id(label: &str) -> ItemId {
    ItemId::derived(label)
}

fn topic(edit: TopicEdit) -> Edit {
    Edit::Topic { quarter: quarter(), id: id("T"), edit }
}

fn add(label: &str) -> Edit {
    let new = NewTopic {
        category: Category::General,
        kind: TopicKind::Topic,
        title: label.to_owned(),
        author: Member::Manager,
        at: Timestamp::UNIX_EPOCH,
        position: position_after(None),
    };
    Edit::Topic { quarter: quarter(), id: id(label), edit: TopicEdit::Add(new) }
}

#[test]
fn both_see_who_touched_a_topic_in_one_order_and_any_earlier_state_of_it() {
    let name = DocumentName::Quarter(quarter());
    let (mut manager, mut report) = (Replica::new(person_actor(1)), Replica::new(person_actor(2)));
    manager.edit(&add("T"));
    manager.edit(&add("another"));
    exchange(&mut manager, &mut report);
    manager.edit(&topic(TopicEdit::Notes { splices: vec![Splice::append("", "first")] }));
    let words = CommentEdit::Add { by: Member::Report, at: Timestamp::UNIX_EPOCH, text: "hm".to_owned() };
    report.edit(&topic(TopicEdit::Comment { id: id("C"), edit: words }));
    report.edit(&Edit::Topic {
        quarter: quarter(),
        id: id("another"),
        edit: TopicEdit::Retitle { title: "untouched by this".to_owned() },
    });
    exchange(&mut manager, &mut report);
    report.edit(&topic(TopicEdit::Retitle { title: "Renamed".to_owned() }));
    exchange(&mut manager, &mut report);

    let touches = manager.document(&name).touches(Subject::Topic(id("T")));
    assert_eq!(touches, report.document(&name).touches(Subject::Topic(id("T"))));
    let told: Vec<(u8, String)> =
        touches.iter().map(|touch| (touch.actor[0], touch.fields.join(" "))).collect();
    let told: Vec<(u8, &str)> = told.iter().map(|(actor, fields)| (*actor, fields.as_str())).collect();
    assert_eq!(told[0].0, 1);
    assert!(told[0].1.contains(&id("T").to_string()) && told[0].1.contains("title"));
    assert_eq!(told[1..], [(1, "notes"), (2, "comments"), (2, "title")]);

    let document = manager.document(&name);
    let title_at = |heads: &[[u8; 32]]| document.topic_at(&id("T"), heads).map(|topic| topic.title);
    assert_eq!(title_at(&touches[0].before), None, "it was not there");
    assert_eq!(title_at(&[touches[0].hash]).as_deref(), Some("T"));
    assert_eq!(title_at(&touches[3].before).as_deref(), Some("T"));
    assert_eq!(title_at(&[touches[3].hash]).as_deref(), Some("Renamed"));
    assert_eq!(title_at(&[[9; 32]]), None, "nobody knows these heads");
    assert_eq!(title_at(&[]), None);
    let before_the_comment = document.topic_at(&id("T"), &[touches[1].hash]).unwrap();
    assert_eq!((before_the_comment.notes.as_str(), before_the_comment.comments.len()), ("first", 0));
    let Model::Quarter(now) = document.model() else { panic!("a quarter") };
    assert!(document.topic_at(&id("T"), &document.heads()).as_ref() == now.topics.get(&id("T")));
}

#[test]
fn what_every_device_makes_for_itself_was_nobodys_doing() {
    let mut manager = Replica::new(person_actor(1));
    let occurrence = OccurrenceId::Regular(TODAY);
    for edit in [
        MeetingEdit::State { state: MeetingState::Held },
        MeetingEdit::Notes { splices: vec![Splice::append("", "agreed")] },
    ] {
        manager.edit(&Edit::Meeting { quarter: quarter(), id: occurrence, edit });
    }
    let document = manager.document(&DocumentName::Quarter(quarter()));
    let touches = document.touches(Subject::Meeting(occurrence));
    let told: Vec<String> = touches.iter().map(|touch| touch.fields.join(" ")).collect();
    assert_eq!(told, ["state", "notes"]);
    let first = document.meeting_at(&occurrence, &[touches[0].hash]).unwrap();
    assert_eq!((first.state, first.notes.as_str()), (MeetingState::Held, ""));
}

#[test]
fn the_core_tells_of_its_cadence_its_priorities_and_what_stands_deep_in_a_goal() {
    let mut manager = Replica::new(person_actor(1));
    let goal = |edit| Edit::Goal { id: id("G"), edit };
    let new = NewGoal {
        title: "Quick".to_owned(),
        kind: GoalKind::Okr,
        owner: None,
        due: None,
        by: Member::Manager,
        at: Timestamp::UNIX_EPOCH,
        position: position_after(None),
    };
    manager.edit(&goal(GoalEdit::Add(new)));
    let key_result = KeyResult {
        name: "p95".to_owned(),
        unit: None,
        start: Number::from(900),
        target: Number::from(400),
        position: position_after(None),
    };
    manager.edit(&goal(GoalEdit::KeyResult { id: id("K"), edit: KeyResultEdit::Add(key_result) }));
    let lower = KeyResultEdit::Target { target: Number::from(300) };
    manager.edit(&goal(GoalEdit::KeyResult { id: id("K"), edit: lower }));
    manager.edit(&Edit::Priorities { splices: vec![Splice::append("", "G-4 first")] });
    let cadence = "FREQ=WEEKLY|10:00|Europe/Berlin|30|2026-09-02".parse().unwrap();
    manager.edit(&Edit::Cadence { cadence: Some(cadence) });

    let document = manager.document(&DocumentName::Core);
    let fields = |subject| {
        let touches = document.touches(subject);
        touches.iter().map(|touch| touch.fields.join(" ")).collect::<Vec<_>>()
    };
    assert_eq!(fields(Subject::Goal(id("G")))[1..], ["key_results", "key_results"]);
    assert_eq!(fields(Subject::Priorities), ["priorities"]);
    assert_eq!(fields(Subject::Cadence), ["cadence"]);
    assert!(fields(Subject::Win(id("none"))).is_empty());
    let touches = document.touches(Subject::Goal(id("G")));
    let target = |touch: usize| {
        let goal = document.goal_at(&id("G"), &[touches[touch].hash]).unwrap();
        goal.key_results.get(&id("K")).map(|key_result| key_result.target)
    };
    assert_eq!((target(0), target(1), target(2)), (None, Some(Number::from(400)), Some(Number::from(300))));
}
