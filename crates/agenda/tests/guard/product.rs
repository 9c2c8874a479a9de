//! What the product itself writes passes its own guard: every kind of edit, by both people at once, in
//! every kind of document, also when the changes come as one heap out of order.

use agenda::guard::{Guard, Offer};
use agenda::{
    About, ActionEdit, ActionState, Category, CheckIn, CommentEdit, Confidence, Deletion, Document,
    DocumentId, DocumentName, DraftEdit, DraftKind, Edit, FeedbackEdit, GoalCheckIn, GoalCheckInEdit,
    GoalEdit, GoalKind, GoalState, ItemId, KeepsakeEdit, KeyResult, KeyResultEdit, MeetingEdit, MeetingState,
    Member, NewAction, NewFeedback, NewGoal, NewKeepsake, NewTimeOff, NewTopic, NoteEdit, Number,
    OccurrenceId, Quarter, Splice, TemplateEdit, TimeOffEdit, TopicEdit, TopicKind, TopicState,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::craft;
use crate::replica::Dice;

struct Desk {
    member: Member,
    actor: [u8; 16],
    document: Document,
    guard: Guard,
    sent: Vec<([u8; 16], Vec<u8>)>,
}

impl Desk {
    fn new(member: Member, actor: u8, name: &DocumentName) -> Self {
        let document = Document::genesis(name.clone(), DocumentId::from_bytes([7; 16]));
        let guard = Guard::new(document.automerge());
        Self { member, actor: [actor; 16], document, guard, sent: Vec::new() }
    }

    fn act(&mut self, edits: &[Edit]) {
        // Some edits name things that are not there: then nothing was written.
        if let Ok(changes) = self.document.apply_all(&self.actor, edits) {
            self.guard.record(&changes);
            self.sent.extend(changes.into_iter().map(|change| (self.actor, change)));
        }
    }

    fn take(&mut self, sent: &[([u8; 16], Vec<u8>)], dice: &mut Dice) {
        let offers = sent.iter().map(|(actor, change)| Offer { actor: *actor, change });
        let mut offers = offers.collect::<Vec<_>>();
        dice.shuffle(&mut offers);
        let rederive = |change: &[u8]| self.document.rederive(change);
        let admitted = self.guard.admit_all(self.document.automerge(), &rederive, &offers);
        assert_eq!(admitted.refused, vec![]);
        assert_eq!(admitted.parked, vec![]);
        if let Some(document) = admitted.document {
            self.document.replace(document);
            self.guard = admitted.guard;
        }
    }
}

fn item(dice: &mut Dice) -> ItemId {
    ItemId::derived(&format!("item {}", dice.below(6)))
}

fn words(dice: &mut Dice) -> String {
    ["Über den Plan", "What blocks the launch?", "👩‍👩‍👧 leave", "x"][dice.below(4)].to_owned()
}

fn day(dice: &mut Dice) -> Date {
    date(2026, 4 + dice.below(3) as i8, 1 + dice.below(28) as i8)
}

fn splices(text: Option<String>, dice: &mut Dice) -> Vec<Splice> {
    let text = text.unwrap_or_default();
    let len = text.encode_utf16().count();
    let at = dice.below(len + 1);
    let delete = dice.below(len - at + 1).min(5);
    vec![Splice { at, delete, insert: words(dice) }, Splice { at: 0, delete: 0, insert: "\n- ".into() }]
}

fn comment(by: Member, dice: &mut Dice) -> CommentEdit {
    match dice.below(3) {
        0 => CommentEdit::Add { by, at: Timestamp::UNIX_EPOCH, text: words(dice) },
        1 => CommentEdit::Reword { text: words(dice) },
        _ => CommentEdit::Delete,
    }
}

fn topic(desk: &Desk, id: ItemId, dice: &mut Dice) -> TopicEdit {
    let by = desk.member;
    match dice.below(14) {
        0..=3 => TopicEdit::Add(NewTopic {
            category: Category::Progress,
            kind: TopicKind::Question,
            title: words(dice),
            author: by,
            at: Timestamp::UNIX_EPOCH,
            position: agenda::position_after(None),
        }),
        4 => TopicEdit::Retitle { title: words(dice) },
        5..=6 => {
            let target = agenda::TextTarget::Topic(id);
            TopicEdit::Notes { splices: splices(desk.document.text(&target), dice) }
        }
        7 => TopicEdit::Category { category: Category::ALL[dice.below(6)].clone() },
        8 => TopicEdit::Kind { kind: TopicKind::Roadblock },
        9 => TopicEdit::State {
            state: [TopicState::Open, TopicState::Dropped { on: day(dice), by }][dice.below(2)].clone(),
        },
        10 => TopicEdit::Snooze { until: (dice.below(2) == 0).then(|| day(dice)) },
        11 => TopicEdit::Delete(Deletion { on: day(dice), by }),
        12 => TopicEdit::Restore,
        _ => TopicEdit::Comment { id: item(dice), edit: comment(by, dice) },
    }
}

fn meeting(desk: &Desk, id: OccurrenceId, dice: &mut Dice) -> MeetingEdit {
    match dice.below(11) {
        9 => MeetingEdit::Asked { question: "Q-03".to_owned(), by: Some(desk.member) },
        10 => MeetingEdit::CheckIn {
            member: desk.member,
            check_in: Some(CheckIn { mood: Some(4), workload: None, word: Some(words(dice)) }),
        },
        0 => MeetingEdit::State { state: [MeetingState::Held, MeetingState::Skipped][dice.below(2)].clone() },
        1 => MeetingEdit::Reason { reason: Some(words(dice)) },
        2 => MeetingEdit::Starts { starts: Some(day(dice).at(10, 0, 0, 0)) },
        3 => MeetingEdit::Minutes { minutes: (dice.below(2) == 0).then_some(45) },
        4 => MeetingEdit::Place { place: Some(words(dice)) },
        5 => MeetingEdit::Started { at: Some(Timestamp::UNIX_EPOCH) },
        6 => MeetingEdit::TalkSeconds { member: desk.member, seconds: Some(dice.below(3_000) as u32) },
        7 => MeetingEdit::Comment { id: item(dice), edit: comment(desk.member, dice) },
        _ => {
            let target = agenda::TextTarget::Meeting(id);
            MeetingEdit::Notes { splices: splices(desk.document.text(&target), dice) }
        }
    }
}

fn action(desk: &Desk, id: ItemId, dice: &mut Dice) -> ActionEdit {
    let by = desk.member;
    match dice.below(9) {
        0..=2 => ActionEdit::Add(NewAction {
            text: words(dice),
            owner: Some(by),
            due: Some(day(dice)),
            by,
            at: Timestamp::UNIX_EPOCH,
            position: agenda::position_after(None),
            from_topic: Some(item(dice)),
            from_occurrence: None,
        }),
        3 => ActionEdit::Retitle { text: words(dice) },
        4 => ActionEdit::Due { due: (dice.below(2) == 0).then(|| day(dice)) },
        5 => ActionEdit::State { state: ActionState::Open },
        6 => ActionEdit::Delete(Deletion { on: day(dice), by }),
        7 => ActionEdit::Restore,
        _ => {
            let target = agenda::TextTarget::Action(id);
            ActionEdit::Note { splices: splices(desk.document.text(&target), dice) }
        }
    }
}

fn goal(desk: &Desk, id: ItemId, dice: &mut Dice) -> GoalEdit {
    let (by, at) = (desk.member, Timestamp::UNIX_EPOCH);
    let number = Number::from_thousandths(dice.below(9_000_000) as i64 - 4_000_000).unwrap();
    match dice.below(12) {
        0..=2 => GoalEdit::Add(NewGoal {
            title: words(dice),
            kind: GoalKind::Okr,
            owner: Some(by),
            due: Some(day(dice)),
            by,
            at,
            position: agenda::position_after(None),
        }),
        3 => GoalEdit::Retitle { title: words(dice) },
        4 => GoalEdit::State { state: GoalState::Reached { on: day(dice), by } },
        5..=6 => {
            let edit = match dice.below(4) {
                0..=1 => KeyResultEdit::Add(KeyResult {
                    name: words(dice),
                    unit: Some("%".to_owned()),
                    start: number,
                    target: Number::from(300),
                    position: agenda::position_after(None),
                }),
                2 => KeyResultEdit::Target { target: number },
                _ => KeyResultEdit::Remove,
            };
            GoalEdit::KeyResult { id: item(dice), edit }
        }
        7 => {
            let values = [(item(dice), number)].into();
            let edit = GoalCheckInEdit::Add(GoalCheckIn {
                by: Some(by),
                at,
                on: day(dice),
                confidence: Some(Confidence::Low),
                note: Some(words(dice)),
                values,
            });
            GoalEdit::CheckIn { id: item(dice), edit }
        }
        8 => GoalEdit::CheckIn { id: item(dice), edit: GoalCheckInEdit::Remove },
        9 => GoalEdit::Comment { id: item(dice), edit: comment(by, dice) },
        10 => GoalEdit::Delete(Deletion { on: day(dice), by }),
        _ => {
            let target = agenda::TextTarget::Goal(id);
            GoalEdit::Why { splices: splices(desk.document.text(&target), dice) }
        }
    }
}

fn kept(desk: &Desk, id: ItemId, dice: &mut Dice) -> Edit {
    let (by, at) = (desk.member, Timestamp::UNIX_EPOCH);
    let keepsake = |dice: &mut Dice| match dice.below(4) {
        0..=1 => KeepsakeEdit::Add(NewKeepsake {
            text: words(dice),
            author: by,
            about: Some(by.other()),
            occurrence: None,
            at,
        }),
        2 => KeepsakeEdit::Reword { text: words(dice) },
        _ => KeepsakeEdit::Delete(Deletion { on: day(dice), by }),
    };
    match dice.below(8) {
        0 => Edit::Win { id, edit: keepsake(dice) },
        1 => Edit::Lesson { id, edit: keepsake(dice) },
        2 => Edit::Feedback {
            id,
            edit: FeedbackEdit::Give(NewFeedback {
                from: by,
                at,
                text: words(dice),
                situation: Some(words(dice)),
                behaviour: None,
                impact: None,
                corrects: None,
            }),
        },
        3 => Edit::Feedback { id, edit: FeedbackEdit::Acknowledge { member: by, at: Some(at) } },
        4 => {
            let from = day(dice);
            let new = NewTimeOff { member: by, from, to: from, note: Some(words(dice)) };
            Edit::TimeOff { id, edit: TimeOffEdit::Add(new) }
        }
        5 => Edit::TimeOff { id, edit: TimeOffEdit::Note { note: None } },
        6 => Edit::TalkTime { member: by, on: dice.below(2) == 0 },
        _ => Edit::Heading { category: Category::ALL[dice.below(6)].clone(), heading: Some(words(dice)) },
    }
}

fn edit(desk: &Desk, dice: &mut Dice) -> Edit {
    let id = item(dice);
    match desk.document.name() {
        DocumentName::Core => match dice.below(8) {
            0 => Edit::MemberName { member: desk.member, name: Some(words(dice)) },
            1 => {
                let text = desk.document.text(&agenda::TextTarget::Priorities);
                Edit::Priorities { splices: splices(text, dice) }
            }
            2..=3 => Edit::Goal { id, edit: goal(desk, id, dice) },
            4..=5 => kept(desk, id, dice),
            _ => Edit::Action { id, edit: action(desk, id, dice) },
        },
        DocumentName::Quarter(quarter) => {
            let quarter = *quarter;
            if dice.below(3) == 0 {
                let slot = date(2026, 4, 7 * (1 + dice.below(4) as i8));
                let id = match dice.below(3) {
                    0 => OccurrenceId::Overflow(slot),
                    1 => OccurrenceId::Extra(id),
                    _ => OccurrenceId::Regular(slot),
                };
                Edit::Meeting { quarter, id, edit: meeting(desk, id, dice) }
            } else {
                Edit::Topic { quarter, id, edit: topic(desk, id, dice) }
            }
        }
        DocumentName::Private(_) if dice.below(3) == 0 => {
            let text = desk.document.text(&agenda::TextTarget::Draft(id));
            let edit = match dice.below(4) {
                0..=1 => DraftEdit::Put {
                    kind: DraftKind::Feedback,
                    target: About::Goal(id),
                    at: Timestamp::UNIX_EPOCH,
                    text: words(dice),
                },
                2 => DraftEdit::Delete,
                _ => DraftEdit::Text { splices: splices(text, dice) },
            };
            Edit::Draft { id, edit }
        }
        DocumentName::Private(_) => {
            let edit = match dice.below(4) {
                0..=1 => {
                    NoteEdit::Put { about: About::Topic(id), at: Timestamp::UNIX_EPOCH, text: words(dice) }
                }
                2 => NoteEdit::Delete { on: day(dice) },
                _ => {
                    let text = desk.document.text(&agenda::TextTarget::Note(id));
                    NoteEdit::Text { splices: splices(text, dice) }
                }
            };
            Edit::Note { id, edit }
        }
        DocumentName::Personal if dice.below(2) == 0 => {
            let edit = match dice.below(3) {
                0..=1 => TemplateEdit::Put { name: words(dice), text: words(dice) },
                _ => TemplateEdit::Delete,
            };
            Edit::Template { id, edit }
        }
        DocumentName::Personal => {
            let key = ["theme", "editor", "week"][dice.below(3)].to_owned();
            Edit::Setting { key, value: (dice.below(3) > 0).then(|| words(dice)) }
        }
    }
}

#[test]
fn every_edit_of_the_product_is_accepted_and_both_sides_agree() {
    let names = [
        DocumentName::Core,
        DocumentName::Quarter(Quarter::from_date(date(2026, 4, 6))),
        DocumentName::Private("ab".repeat(16)),
        DocumentName::Personal,
    ];
    for seed in 1..=10 {
        for name in &names {
            println!("seed {seed}, {name}");
            let mut dice = Dice::new(seed);
            let mut ours = Desk::new(Member::Manager, 1, name);
            let mut theirs = Desk::new(Member::Report, 2, name);
            for _ in 0..12 {
                for desk in [&mut ours, &mut theirs] {
                    for _ in 0..dice.below(8) {
                        let edits = (0..=dice.below(3)).map(|_| edit(desk, &mut dice)).collect::<Vec<_>>();
                        desk.act(&edits);
                    }
                }
                ours.take(&theirs.sent, &mut dice);
                theirs.take(&ours.sent, &mut dice);
            }
            assert!(ours.sent.len() + theirs.sent.len() > 20, "something was written");
            assert_eq!(ours.document.heads(), theirs.document.heads());
            let hydrated = |desk: &Desk| desk.document.automerge().hydrate(None);
            assert_eq!(hydrated(&ours), hydrated(&theirs));

            let mut newcomer = Desk::new(Member::Report, 3, name);
            newcomer.take(&[ours.sent.clone(), theirs.sent.clone()].concat(), &mut dice);
            assert_eq!(newcomer.document.heads(), ours.document.heads());
        }
    }
}

#[test]
fn the_longest_note_is_written_in_changes_that_pass() {
    let name = DocumentName::Core;
    let mut ours = Desk::new(Member::Manager, 1, &name);
    let mut theirs = Desk::new(Member::Report, 2, &name);
    let long = "Ä note of many words. ".repeat(2_800);
    ours.act(&[Edit::Priorities { splices: vec![Splice { at: 0, delete: 0, insert: long.clone() }] }]);
    assert!(ours.sent.len() > 1);
    let len = long.encode_utf16().count();
    ours.act(&[Edit::Priorities { splices: vec![Splice { at: 0, delete: len, insert: String::new() }] }]);
    theirs.take(&ours.sent, &mut Dice::new(1));
    assert_eq!(theirs.document.heads(), ours.document.heads());
    assert!(ours.sent.iter().all(|(_, change)| craft::actor(change).is_some() && change.len() <= 64 * 1024));
}
