//! Every kind of edit, in an order in which each changes something.

use entrenous_agenda::{
    About, ActionEdit, ActionState, AnsweredBy, Category, CheckIn, CommentEdit, Confidence, Deletion,
    DeviceEntry, DraftEdit, DraftKind, Edit, FeedbackEdit, GoalCheckIn, GoalCheckInEdit, GoalEdit, GoalKind,
    GoalState, ItemId, KeepsakeEdit, KeyResult, KeyResultEdit, Looked, MeetingEdit, MeetingState, Member,
    NewAction, NewFeedback, NewGoal, NewKeepsake, NewTimeOff, NewTopic, NoteEdit, Number, OccurrenceId,
    PairEntry, Quarter, QuestionEdit, Splice, TemplateEdit, TimeOffEdit, TopicEdit, TopicKind, TopicState,
    position_after,
};
use jiff::Timestamp;
use jiff::civil::date;

use crate::drawing::TODAY;

pub(crate) fn quarter() -> Quarter {
    Quarter::from_date(TODAY)
}

pub(crate) fn id(label: &str) -> ItemId {
    ItemId::derived(label)
}

pub(crate) fn new_topic(title: &str) -> TopicEdit {
    TopicEdit::Add(NewTopic {
        category: Category::General,
        kind: TopicKind::Question,
        title: title.to_owned(),
        author: Member::Report,
        at: Timestamp::from_second(1_790_000_000).unwrap(),
        position: position_after(None),
    })
}

pub(crate) fn splices(at: usize, delete: usize, insert: &str) -> Vec<Splice> {
    vec![Splice { at, delete, insert: insert.to_owned() }]
}

/// Every kind of edit, in an order in which each changes something.
pub(crate) fn every_edit() -> Vec<Edit> {
    let topic = |edit| Edit::Topic { quarter: quarter(), id: id("T"), edit };
    let meeting = |edit| Edit::Meeting { quarter: quarter(), id: OccurrenceId::Overflow(TODAY), edit };
    let action = |edit| Edit::Action { id: id("A"), edit };
    let note = |edit| Edit::Note { id: id("P"), edit };
    let occurrence = OccurrenceId::Regular(TODAY);
    let (by, at) = (Member::Manager, Timestamp::from_second(1_790_000_001).unwrap());
    let deletion = Deletion { on: TODAY, by };
    let comment = |edit| TopicEdit::Comment { id: id("C"), edit };
    let entry = PairEntry {
        name: "Sam".to_owned(),
        role: Some(Member::Report),
        relay: "ws://127.0.0.1:1".to_owned(),
        added: Some(at),
    };
    let mut edits = vec![
        Edit::MemberName { member: by, name: Some("Mara".to_owned()) },
        Edit::MemberTimeZone { member: by, time_zone: Some("Europe/Berlin".to_owned()) },
        Edit::Cadence {
            cadence: Some("FREQ=WEEKLY;BYDAY=TU|10:00|Europe/Berlin|30|2026-11-03".parse().unwrap()),
        },
        Edit::Priorities { splices: splices(0, 0, "Finish the importer") },
        Edit::Priorities { splices: splices(0, 6, "👋") },
        topic(new_topic("What next?")),
        topic(TopicEdit::Retitle { title: "What comes next?".to_owned() }),
        topic(TopicEdit::Notes { splices: splices(0, 0, "one two") }),
        topic(TopicEdit::Notes { splices: [splices(4, 3, "three"), splices(0, 0, "👋 ")].concat() }),
        topic(TopicEdit::Move { position: position_after(Some(&position_after(None))) }),
        topic(TopicEdit::Category { category: Category::NextSteps }),
        topic(TopicEdit::Category { category: Category::Other("from a newer version".to_owned()) }),
        topic(TopicEdit::Kind { kind: TopicKind::Concern }),
        topic(TopicEdit::State { state: TopicState::Parked { occurrence, by } }),
        topic(TopicEdit::State {
            state: TopicState::Discussed { occurrence: OccurrenceId::Overflow(TODAY), by },
        }),
        topic(TopicEdit::State { state: TopicState::Open }),
        topic(TopicEdit::State { state: TopicState::Dropped { on: TODAY, by } }),
        topic(TopicEdit::State { state: TopicState::Other("waiting|for rain".to_owned()) }),
        topic(TopicEdit::Snooze { until: Some(date(2026, 12, 1)) }),
        topic(TopicEdit::Snooze { until: None }),
        topic(comment(CommentEdit::Add { by, at, text: "a remark".to_owned() })),
        topic(comment(CommentEdit::Reword { text: "another remark".to_owned() })),
        topic(comment(CommentEdit::Delete)),
        topic(TopicEdit::Parent { parent: Some(id("T2")) }),
        topic(TopicEdit::Goal { goal: Some(id("G")) }),
        topic(TopicEdit::BlockedBy { blocked_by: Some("Petra, or a new contract".to_owned()) }),
        topic(TopicEdit::React { member: by, reaction: Some("👍🏽".to_owned()) }),
        topic(TopicEdit::React { member: by, reaction: None }),
        topic(TopicEdit::Delete(deletion)),
        topic(TopicEdit::Restore),
        meeting(MeetingEdit::State { state: MeetingState::Skipped }),
        meeting(MeetingEdit::Reason { reason: Some("travelling".to_owned()) }),
        meeting(MeetingEdit::Starts { starts: Some(date(2026, 11, 26).at(15, 0, 0, 0)) }),
        meeting(MeetingEdit::Minutes { minutes: Some(45) }),
        meeting(MeetingEdit::Place { place: Some("on foot".to_owned()) }),
        meeting(MeetingEdit::Started { at: Some(at) }),
        meeting(MeetingEdit::Ended { at: Some(at) }),
        meeting(MeetingEdit::TalkSeconds { member: by, seconds: Some(61) }),
        meeting(MeetingEdit::Notes { splices: splices(0, 0, "agreed") }),
        meeting(MeetingEdit::Comment {
            id: id("C2"),
            edit: CommentEdit::Add { by, at, text: "a remark".to_owned() },
        }),
        meeting(MeetingEdit::CheckIn { member: by, check_in: Some(well()) }),
        meeting(MeetingEdit::Asked { question: "Q-03".to_owned(), by: Some(by) }),
        meeting(MeetingEdit::Asked { question: "Q-03".to_owned(), by: None }),
        action(ActionEdit::Add(NewAction {
            text: "Ask Devi".to_owned(),
            owner: None,
            due: None,
            by,
            at,
            position: position_after(None),
            from_topic: Some(id("T")),
            from_occurrence: Some(occurrence),
        })),
        action(ActionEdit::Retitle { text: "Ask Devi twice".to_owned() }),
        action(ActionEdit::Owner { owner: Some(Member::Report) }),
        action(ActionEdit::Due { due: Some(TODAY) }),
        action(ActionEdit::State { state: ActionState::Done { on: TODAY, by } }),
        action(ActionEdit::Note { splices: splices(0, 0, "by phone") }),
        action(ActionEdit::Goal { goal: Some(id("G")) }),
        action(ActionEdit::React { member: by, reaction: Some("👀".to_owned()) }),
        action(ActionEdit::Move { position: position_after(Some(&position_after(None))) }),
        action(ActionEdit::Delete(deletion)),
        action(ActionEdit::Restore),
        note(NoteEdit::Put { about: About::Topic(id("T")), at, text: "Listen first".to_owned() }),
        note(NoteEdit::Text { splices: splices(7, 5, "twice") }),
        note(NoteEdit::Delete { on: TODAY }),
        note(NoteEdit::Restore),
        note(NoteEdit::Delete { on: TODAY }),
        Edit::PairEntry { stream: "00ff".to_owned(), entry: Some(entry) },
        Edit::DeviceEntry {
            device: "01ab".to_owned(),
            entry: Some(DeviceEntry { name: "thinkpad".to_owned(), since: Some(at) }),
        },
        Edit::Setting { key: "colour".to_owned(), value: Some("never".to_owned()) },
    ];
    edits.extend(edits_of_the_space());
    edits.extend(edits_of_goals());
    edits.extend(edits_of_what_is_kept());
    edits.extend(edits_of_ones_own());
    edits
}

fn well() -> CheckIn {
    CheckIn { mood: Some(4), workload: None, word: Some("rested | mostly".to_owned()) }
}

fn edits_of_the_space() -> Vec<Edit> {
    let (by, looked) = (Member::Report, Looked { on: TODAY, by: Member::Report });
    vec![
        Edit::Title { title: Some("Mara and Jonas".to_owned()) },
        Edit::Place { place: Some("small room \"Elbe\"".to_owned()) },
        Edit::Heading { category: Category::Aspirations, heading: Some("Wohin".to_owned()) },
        Edit::Heading { category: Category::Progress, heading: Some("The \"work\"".to_owned()) },
        Edit::Heading { category: Category::Aspirations, heading: None },
        Edit::PrioritiesOn { looked: Some(looked) },
        Edit::TalkTime { member: by, on: true },
        Edit::TalkTime { member: by, on: false },
        Edit::TalkAim { percent: Some(90) },
        Edit::PutAway { since: Some(looked) },
        Edit::PutAway { since: None },
        Edit::BroughtIn { member: Member::Report, on: Some(date(2026, 11, 24)) },
    ]
}

pub(crate) fn edits_of_goals() -> Vec<Edit> {
    let (by, at) = (Member::Report, Timestamp::from_second(1_790_000_002).unwrap());
    let goal = |edit| Edit::Goal { id: id("G"), edit };
    let key_result = |edit| goal(GoalEdit::KeyResult { id: id("K"), edit });
    let check_in = |edit| goal(GoalEdit::CheckIn { id: id("V"), edit });
    let comment = |edit| goal(GoalEdit::Comment { id: id("C3"), edit });
    vec![
        goal(GoalEdit::Add(NewGoal {
            title: "Label service quick enough".to_owned(),
            kind: GoalKind::Okr,
            owner: Some(by),
            due: None,
            by,
            at,
            position: position_after(None),
        })),
        goal(GoalEdit::Retitle { title: "Label service quick".to_owned() }),
        goal(GoalEdit::Kind { kind: GoalKind::Career }),
        goal(GoalEdit::Owner { owner: Some(by.other()) }),
        goal(GoalEdit::Due { due: Some(TODAY) }),
        goal(GoalEdit::Why { splices: splices(0, 0, "So that shops 👋 stay") }),
        key_result(KeyResultEdit::Add(KeyResult {
            name: "p95".to_owned(),
            unit: Some("ms".to_owned()),
            start: Number::from(900),
            target: "0.5".parse().unwrap(),
            position: position_after(None),
        })),
        key_result(KeyResultEdit::Rename { name: "p95 latency".to_owned() }),
        key_result(KeyResultEdit::Unit { unit: None }),
        key_result(KeyResultEdit::Start { start: Number::from(-3) }),
        key_result(KeyResultEdit::Target { target: Number::from(300) }),
        key_result(KeyResultEdit::Move { position: position_after(Some(&position_after(None))) }),
        check_in(GoalCheckInEdit::Add(GoalCheckIn {
            by: Some(by),
            at,
            on: TODAY,
            confidence: Some(Confidence::Low),
            note: Some("one carrier".to_owned()),
            values: [(id("K"), "420.25".parse().unwrap())].into(),
        })),
        check_in(GoalCheckInEdit::Remove),
        comment(CommentEdit::Add { by, at, text: "a remark".to_owned() }),
        comment(CommentEdit::Reword { text: "another remark".to_owned() }),
        goal(GoalEdit::State { state: GoalState::Reached { on: TODAY, by } }),
        goal(GoalEdit::State { state: GoalState::Open }),
        key_result(KeyResultEdit::Remove),
        goal(GoalEdit::Move { position: position_after(Some(&position_after(None))) }),
        goal(GoalEdit::Delete(Deletion { on: TODAY, by })),
        goal(GoalEdit::Restore),
    ]
}

fn edits_of_what_is_kept() -> Vec<Edit> {
    let (by, at) = (Member::Manager, Timestamp::from_second(1_790_000_003).unwrap());
    let deletion = Deletion { on: TODAY, by };
    let feedback = |edit| Edit::Feedback { id: id("F"), edit };
    let time_off = |edit| Edit::TimeOff { id: id("O"), edit };
    let mut edits = vec![
        feedback(FeedbackEdit::Give(NewFeedback {
            from: by,
            at,
            text: "Your write-ups start with the answer.\nKeep that.".to_owned(),
            situation: Some("in the outage note".to_owned()),
            behaviour: None,
            impact: Some("Sales forwarded it".to_owned()),
            corrects: Some(id("F0")),
        })),
        time_off(TimeOffEdit::Add(NewTimeOff { member: by, from: TODAY, to: TODAY, note: None })),
        time_off(TimeOffEdit::Days { from: TODAY, to: date(2026, 12, 31) }),
        time_off(TimeOffEdit::Note { note: Some("Devi stands in".to_owned()) }),
        time_off(TimeOffEdit::Delete(deletion)),
        time_off(TimeOffEdit::Restore),
    ];
    let win = |edit| Edit::Win { id: id("W"), edit };
    let lesson = |edit| Edit::Lesson { id: id("L"), edit };
    for kept in [&win as &dyn Fn(KeepsakeEdit) -> Edit, &lesson] {
        edits.extend([
            kept(KeepsakeEdit::Add(NewKeepsake {
                text: "A quiet night on call".to_owned(),
                author: by,
                about: None,
                occurrence: Some(OccurrenceId::Regular(TODAY)),
                at,
            })),
            kept(KeepsakeEdit::Reword { text: "A quiet night on call,\nat last".to_owned() }),
            kept(KeepsakeEdit::About { about: Some(by.other()) }),
            kept(KeepsakeEdit::Delete(deletion)),
            kept(KeepsakeEdit::Restore),
        ]);
    }
    edits.push(feedback(FeedbackEdit::Acknowledge { member: by.other(), at: Some(at) }));
    edits.push(feedback(FeedbackEdit::Acknowledge { member: by.other(), at: None }));
    edits.push(feedback(FeedbackEdit::Withdraw));
    edits
}

fn edits_of_ones_own() -> Vec<Edit> {
    let at = Timestamp::from_second(1_790_000_004).unwrap();
    let draft = |edit| Edit::Draft { id: id("D"), edit };
    let question = |edit| Edit::Question { id: id("Q"), edit };
    let template = |edit| Edit::Template { id: id("X"), edit };
    let asked = |text: &str| QuestionEdit::Put {
        text: text.to_owned(),
        category: Category::Progress,
        answered_by: AnsweredBy::Both,
        language: Some("en".to_owned()),
    };
    let lines = |text: &str| TemplateEdit::Put { name: "Weekly".to_owned(), text: text.to_owned() };
    let check_in = |check_in| Edit::CheckIn { occurrence: OccurrenceId::Overflow(TODAY), check_in };
    vec![
        draft(DraftEdit::Put {
            kind: DraftKind::Feedback,
            target: About::Goal(id("G")),
            at,
            text: "When you answer at midnight".to_owned(),
        }),
        draft(DraftEdit::Text { splices: splices(0, 4, "If") }),
        draft(DraftEdit::Delete),
        draft(DraftEdit::Restore),
        Edit::Note {
            id: id("P9"),
            edit: NoteEdit::Put { about: About::Goal(id("G")), at, text: "Ask in February".to_owned() },
        },
        check_in(Some(well())),
        check_in(Some(CheckIn { mood: None, workload: Some(5), word: None })),
        check_in(None),
        question(asked("What is stuck?")),
        question(asked("What has been stuck for a week?")),
        question(QuestionEdit::Delete),
        question(QuestionEdit::Restore),
        template(lines("# General\n- How are you?")),
        template(lines("# Progress\n- What moved?")),
        template(TemplateEdit::Delete),
        template(TemplateEdit::Restore),
    ]
}
