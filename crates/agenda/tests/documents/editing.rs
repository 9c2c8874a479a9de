//! One person's documents: frozen bytes, every edit and its undo, limits, and what newer versions wrote.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Change, ObjType, ROOT, ReadDoc};
use entrenous_agenda::{
    About, Category, CheckIn, CommentEdit, Deletion, Document, DocumentId, DocumentName, DraftEdit, Edit,
    EditError, FeedbackEdit, GoalCheckIn, GoalCheckInEdit, GoalEdit, KeepsakeEdit, KeyResultEdit, LoadError,
    MeetingEdit, MeetingState, Member, Model, NewFeedback, NoteEdit, Number, OccurrenceId, TextError,
    TimeOffEdit, TopicEdit, agenda, fixed_actor, note_references, resolve,
};
use jiff::Timestamp;
use jiff::civil::date;

use crate::drawing::TODAY;
use crate::every::{edits_of_goals, every_edit, id, new_topic, quarter, splices};
use crate::support::{PAIR, Replica, document_id, person_actor};

const ID: DocumentId = DocumentId::from_bytes([0x11; 16]);

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_genesis_of_each_kind_is_frozen() {
    let golden = include_str!("genesis.txt");
    let mut lines = Vec::new();
    for name in ["core", "quarter/2026-Q4", "private/00aa", "personal"] {
        let document = Document::genesis(name.parse().unwrap(), ID);
        lines.push(format!("{name} {}", hex(&document.genesis_change())));
    }
    let mut quarter = Document::genesis(DocumentName::Quarter(quarter()), ID);
    let held = Edit::Meeting {
        quarter: crate::every::quarter(),
        id: OccurrenceId::Regular(TODAY),
        edit: MeetingEdit::State { state: MeetingState::Held },
    };
    lines.push(format!("slot/2026-11-24 {}", hex(&quarter.apply(&[1; 16], &held).unwrap()[0])));
    let mut private = Document::genesis(DocumentName::Private(PAIR.to_owned()), ID);
    let note = Edit::Note {
        id: id("P-01"),
        edit: NoteEdit::Put { about: About::Pair, at: Timestamp::UNIX_EPOCH, text: "x".to_owned() },
    };
    lines.push(format!("note/{} {}", id("P-01"), hex(&private.apply(&[1; 16], &note).unwrap()[0])));
    assert_eq!(
        lines.join("\n"),
        golden.trim_end(),
        "these bytes can never change: other devices derive them too"
    );
}

#[test]
fn a_genesis_binds_its_document() {
    let core = Document::genesis(DocumentName::Core, ID);
    assert_eq!(core.heads(), Document::genesis(DocumentName::Core, ID).heads());
    let other = DocumentId::from_bytes([0x12; 16]);
    assert_ne!(core.heads(), Document::genesis(DocumentName::Core, other).heads());
    let loaded = Document::load(DocumentName::Core, other, &core.save(), std::iter::empty());
    assert!(matches!(loaded, Err(LoadError::OtherDocument)));
    let damaged = Document::load(DocumentName::Core, ID, &core.save()[..40], std::iter::empty());
    assert!(matches!(damaged, Err(LoadError::Snapshot(_))));
}

#[test]
fn derived_changes_are_derived_again_and_others_are_not() {
    let mut document = Document::genesis(DocumentName::Quarter(quarter()), ID);
    let genesis = document.genesis_change();
    assert_eq!(document.rederive(&genesis), Some(genesis.clone()));
    for slot in ["2026-11-24", "2026-11-24-o", &format!("x-{}", id("extra"))] {
        let edit = Edit::Meeting {
            quarter: quarter(),
            id: slot.parse().unwrap(),
            edit: MeetingEdit::State { state: MeetingState::Held },
        };
        let changes = document.apply(&[1; 16], &edit).unwrap();
        assert_eq!(changes.len(), 2);
        assert_eq!(document.rederive(&changes[0]), Some(changes[0].clone()), "{slot}");
        assert_eq!(document.rederive(&changes[1]), None);
        // A forger can use the fixed actor, but what is derived again are the true bytes.
        let mut forged = changes[0].clone();
        *forged.last_mut().unwrap() ^= 1;
        assert_ne!(document.rederive(&forged), Some(forged));
    }
    let private = Document::genesis(DocumentName::Private(PAIR.to_owned()), ID);
    assert_eq!(private.rederive(&genesis), Some(private.genesis_change()));
    for bytes in [&b""[..], &[0xff; 64], &genesis[..20]] {
        assert_eq!(private.rederive(bytes), None);
    }
    // The slot of another quarter's meeting is not one of this document.
    let early = Edit::Meeting {
        quarter: quarter(),
        id: "2026-09-30".parse().unwrap(),
        edit: MeetingEdit::State { state: MeetingState::Held },
    };
    assert!(matches!(document.apply(&[1; 16], &early), Err(EditError::OtherQuarter)));
}

#[test]
fn fixed_actors_differ_by_document_and_purpose() {
    let other = DocumentId::from_bytes([0x12; 16]);
    assert_ne!(fixed_actor(&ID, "genesis"), fixed_actor(&other, "genesis"));
    assert_ne!(fixed_actor(&ID, "genesis"), fixed_actor(&ID, "slot/2026-11-24"));
}

#[test]
fn every_edit_can_be_kept_replayed_and_undone() {
    let mut replica = Replica::new(person_actor(1));
    let mut again = Replica::new(person_actor(2));
    for (number, edit) in every_edit().iter().enumerate() {
        let kept: Edit = serde_json::from_str(&serde_json::to_string(edit).unwrap()).unwrap();
        assert!(kept == *edit, "edit {number}");
        let before = replica.model_of(edit);
        let shown = screen(&replica);
        assert!(!replica.edit(edit).is_empty(), "edit {number} changes something");
        if !has_splices(edit) {
            assert!(replica.edit(edit).is_empty(), "edit {number} twice changes nothing more");
        }
        let after = replica.model_of(edit);
        let undo = edit.inverse(&before).unwrap();
        assert!(!replica.edit(&undo).is_empty(), "undo of {number} changes something");
        assert_eq!(screen(&replica), shown, "undo of {number} restores what is seen");
        // And once more, as an undo of the undo or as a replay.
        let redo = undo.inverse(&after).unwrap_or_else(|| edit.clone());
        replica.edit(&redo);
        assert!(same_content(&replica.model_of(edit), &after), "redo of {number}");
        again.edit(&kept);
    }
    assert_eq!(screen(&replica), screen(&again));
}

#[test]
fn an_edit_in_the_other_role_names_the_other_everywhere() {
    for (number, edit) in every_edit().into_iter().enumerate() {
        let text = |edit: &Edit| serde_json::to_string(edit).unwrap();
        let swapped = edit.clone().in_the_other_role();
        assert!(swapped.clone().in_the_other_role() == edit, "edit {number}");
        // As words, they stand in these edits for a member and nothing else.
        let expected =
            text(&edit).replace("manager", "*").replace("report", "manager").replace('*', "report");
        assert_eq!(text(&swapped), expected, "edit {number}");
    }
}

fn has_splices(edit: &Edit) -> bool {
    serde_json::to_string(edit).unwrap().contains("splices")
}

fn same_content(left: &Model, right: &Model) -> bool {
    let plain = |model: &Model| {
        let mut value = serde_json::to_value(model).unwrap();
        strip_marks(&mut value);
        value
    };
    plain(left) == plain(right)
}

/// Deletion marks may differ in who and when; whether something is there may not.
fn strip_marks(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(map) => {
            map.remove("deleted");
            map.values_mut().for_each(strip_marks);
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(strip_marks),
        _ => {}
    }
}

/// What a person sees: everything that is there.
fn screen(replica: &Replica) -> String {
    let mut pair = replica.pair();
    pair.core.actions.retain(|_, action| action.alive);
    for quarter in pair.quarters.values_mut() {
        quarter.topics.retain(|_, topic| topic.alive);
        quarter.meetings.retain(|_, meeting| {
            meeting.state != MeetingState::Planned
                || meeting.starts.is_some()
                || !meeting.notes.is_empty()
                || meeting.minutes.is_some()
        });
    }
    pair.quarters.retain(|_, quarter| !quarter.topics.is_empty() || !quarter.meetings.is_empty());
    let mut private = replica.private();
    private.notes.retain(|_, note| note.alive);
    private.drafts.retain(|_, draft| draft.alive);
    pair.core.goals.retain(|_, goal| goal.alive);
    pair.core.wins.retain(|_, win| win.alive);
    pair.core.lessons.retain(|_, lesson| lesson.alive);
    pair.core.time_off.retain(|_, time_off| time_off.alive);
    let mut personal = replica.personal();
    personal.questions.retain(|_, question| question.alive);
    personal.templates.retain(|_, template| template.alive);
    personal.pairs.retain(|_, entry| !entry.name.is_empty());
    let agenda = agenda(&pair, TODAY, Member::Manager, None);
    let mut value = serde_json::json!([pair, private, personal, agenda]);
    strip_marks(&mut value);
    value.to_string()
}

#[test]
fn fields_of_a_newer_version_survive_and_its_words_are_kept() {
    let mut replica = Replica::new(person_actor(1));
    let topic = |edit| Edit::Topic { quarter: quarter(), id: id("T"), edit };
    replica.edit(&topic(new_topic("What next?")));
    let name = DocumentName::Quarter(quarter());
    // A newer version writes keys, a state and a kind that this one does not know.
    let document = replica.document(&name);
    let mut automerge = document.automerge().clone();
    automerge.set_actor(ActorId::from([9; 16]));
    let topics = automerge.get(ROOT, "topics").unwrap().unwrap().1;
    let object = automerge.get(&topics, id("T").to_string()).unwrap().unwrap().1;
    let mut transaction = automerge.transaction();
    transaction.put(&object, "mood", "sunny").unwrap();
    transaction.put_object(&object, "votes", ObjType::Map).unwrap();
    transaction.put(&object, "state", "waiting|for|rain").unwrap();
    transaction.put(&object, "kind", "riddle").unwrap();
    transaction.put_object(&topics, "not an id", ObjType::Map).unwrap();
    drop(transaction.commit_with(CommitOptions::default().with_time(0)));
    document.replace(automerge);

    let pair = replica.pair();
    let shown = agenda(&pair, TODAY, Member::Manager, None);
    assert_eq!((shown.topics[0].state.as_str(), shown.topics[0].kind.as_str()), ("other", "riddle"));
    replica.edit(&topic(TopicEdit::Retitle { title: "What then?".to_owned() }));
    replica.edit(&topic(TopicEdit::Delete(Deletion { on: TODAY, by: Member::Manager })));
    replica.edit(&topic(TopicEdit::Restore));
    let automerge = replica.document(&name).automerge();
    assert_eq!(automerge.get(&object, "mood").unwrap().unwrap().0.as_str(), Some("sunny"));
    assert!(automerge.get(&object, "votes").unwrap().unwrap().0.is_object());
    assert_eq!(automerge.get(&object, "state").unwrap().unwrap().0.as_str(), Some("waiting|for|rain"));
}

#[test]
fn a_long_note_becomes_several_changes_within_the_limits() {
    let mut replica = Replica::new(person_actor(1));
    replica.edit(&Edit::Topic { quarter: quarter(), id: id("T"), edit: new_topic("Long") });
    let notes = |splices| Edit::Topic { quarter: quarter(), id: id("T"), edit: TopicEdit::Notes { splices } };
    let text = format!("{}\n", "words 👋".repeat(5_000));
    let changes = replica.edit(&notes(splices(0, 0, &text)));
    assert!(changes.len() > 8);
    let units = text.encode_utf16().count();
    assert!(replica.try_edit(&notes(splices(0, units - 2, ""))).is_err(), "a character is not cut in half");
    let deleted = replica.edit(&notes(splices(0, units - 1, "")));
    assert!(deleted.len() > 8);
    for bytes in changes.iter().chain(&deleted) {
        let change = Change::from_bytes(bytes.clone()).unwrap();
        assert!(
            bytes.len() <= 64 * 1024 && change.len() <= 5_000,
            "{} bytes, {} operations",
            bytes.len(),
            change.len()
        );
        assert_eq!((change.timestamp(), change.message()), (0, None));
    }
    assert_eq!(replica.pair().quarters[&quarter()].topics[&id("T")].notes, "\n");
}

#[test]
fn a_refused_edit_leaves_the_document_as_it_was() {
    let mut replica = Replica::new(person_actor(1));
    replica.edit(&Edit::Topic { quarter: quarter(), id: id("T"), edit: new_topic("Title") });
    let name = DocumentName::Quarter(quarter());
    let heads = replica.document(&name).heads();
    let refused = |replica: &mut Replica, edit: TopicEdit| {
        replica.try_edit(&Edit::Topic { quarter: quarter(), id: id("T"), edit }).unwrap_err()
    };
    let retitle = |title: &str| TopicEdit::Retitle { title: title.to_owned() };
    assert!(matches!(refused(&mut replica, retitle(" ")), EditError::Text(TextError::Empty)));
    assert!(matches!(
        refused(&mut replica, retitle("a\u{7}")),
        EditError::Text(TextError::ControlCharacter { code: 7 })
    ));
    assert!(matches!(
        refused(&mut replica, TopicEdit::Notes { splices: splices(0, 0, &"x".repeat(65_537)) }),
        EditError::Text(TextError::NoteTooLong { .. })
    ));
    assert!(matches!(
        refused(&mut replica, TopicEdit::Notes { splices: splices(5, 0, "x") }),
        EditError::Splice(_)
    ));
    assert!(matches!(
        refused(&mut replica, TopicEdit::Move { position: "middle".to_owned() }),
        EditError::Position
    ));
    let reword = CommentEdit::Reword { text: "x".to_owned() };
    assert!(matches!(
        refused(&mut replica, TopicEdit::Comment { id: id("C"), edit: reword }),
        EditError::NoSuchComment
    ));
    let unknown = Edit::Topic { quarter: quarter(), id: id("U"), edit: retitle("x") };
    assert!(matches!(replica.try_edit(&unknown), Err(EditError::NoSuchItem)));
    let elsewhere = Edit::Setting { key: "k".to_owned(), value: None };
    let actor = replica.actor;
    assert!(matches!(replica.document(&name).apply(&actor, &elsewhere), Err(EditError::OtherDocument)));
    // One wrong edit among several: none of them happens.
    let both = [Edit::Topic { quarter: quarter(), id: id("T"), edit: retitle("New title") }, unknown];
    assert!(replica.document(&name).apply_all(&actor, &both).is_err());
    assert_eq!(replica.document(&name).heads(), heads);
}

#[test]
fn what_breaks_a_rule_is_refused_by_its_name_and_nothing_changes() {
    let mut replica = Replica::new(person_actor(1));
    for edit in every_edit() {
        replica.edit(&edit);
    }
    let states = |replica: &Replica| -> Vec<_> { replica.documents.values().map(Document::heads).collect() };
    let before = states(&replica);
    let (by, at) = (Member::Manager, Timestamp::UNIX_EPOCH);
    let topic = |edit| Edit::Topic { quarter: quarter(), id: id("T"), edit };
    let meeting = |edit| Edit::Meeting { quarter: quarter(), id: OccurrenceId::Regular(TODAY), edit };
    let goal = |edit| Edit::Goal { id: id("G"), edit };
    let mood = |mood| CheckIn { mood: Some(mood), workload: None, word: None };
    let days = |from, to| Edit::TimeOff { id: id("O"), edit: TimeOffEdit::Days { from, to } };
    let many = (0..65).map(|number| (id(&number.to_string()), Number::from(number))).collect();
    let check_in = GoalCheckIn { by: Some(by), at, on: TODAY, confidence: None, note: None, values: many };
    let long = "x".repeat(4_001);
    let feedback = NewFeedback {
        from: by,
        at,
        text: "fine".to_owned(),
        situation: Some(long),
        behaviour: None,
        impact: None,
        corrects: None,
    };
    let check = |replica: &mut Replica, edit: Edit, expected: fn(&EditError) -> bool| {
        let refused = replica.try_edit(&edit).unwrap_err();
        assert!(expected(&refused), "{refused}");
    };
    let text = |error: &EditError| matches!(error, EditError::Text(_));
    check(&mut replica, topic(TopicEdit::Parent { parent: Some(id("T")) }), |error| {
        matches!(error, EditError::OwnParent)
    });
    check(&mut replica, topic(TopicEdit::BlockedBy { blocked_by: Some("a\nb".to_owned()) }), text);
    check(&mut replica, topic(TopicEdit::React { member: by, reaction: Some("x".repeat(33)) }), text);
    check(&mut replica, meeting(MeetingEdit::CheckIn { member: by, check_in: Some(mood(6)) }), |error| {
        matches!(error, EditError::Rating)
    });
    let private = Edit::CheckIn { occurrence: OccurrenceId::Regular(TODAY), check_in: Some(mood(0)) };
    check(&mut replica, private, |error| matches!(error, EditError::Rating));
    let asked = |question: &str| meeting(MeetingEdit::Asked { question: question.to_owned(), by: None });
    check(&mut replica, asked("a/b"), |error| matches!(error, EditError::Key));
    check(&mut replica, asked(""), |error| matches!(error, EditError::Key));
    check(&mut replica, Edit::TalkAim { percent: Some(101) }, |error| matches!(error, EditError::Percent));
    check(&mut replica, days(TODAY, date(2026, 11, 23)), |error| matches!(error, EditError::Days));
    check(
        &mut replica,
        goal(GoalEdit::CheckIn { id: id("V2"), edit: GoalCheckInEdit::Add(check_in) }),
        |error| matches!(error, EditError::Values),
    );
    check(&mut replica, goal(GoalEdit::Retitle { title: " ".to_owned() }), text);
    let unknown =
        GoalEdit::KeyResult { id: id("K9"), edit: KeyResultEdit::Target { target: Number::from(1) } };
    check(&mut replica, goal(unknown), |error| matches!(error, EditError::NoSuchItem));
    check(&mut replica, Edit::Feedback { id: id("F9"), edit: FeedbackEdit::Give(feedback) }, text);
    let heading = Some("a\u{202e}b".to_owned());
    check(&mut replica, Edit::Heading { category: Category::General, heading }, text);
    let reword = KeepsakeEdit::Reword { text: String::new() };
    check(&mut replica, Edit::Win { id: id("W"), edit: reword }, text);
    check(&mut replica, Edit::Draft { id: id("D9"), edit: DraftEdit::Delete }, |error| {
        matches!(error, EditError::NoSuchItem)
    });
    assert_eq!(states(&replica), before);
}

#[test]
fn a_goal_with_all_that_belongs_to_it_is_one_change() {
    let mut document = Document::genesis(DocumentName::Core, document_id(&DocumentName::Core));
    let whole: Vec<Edit> = edits_of_goals().into_iter().take(13).collect();
    assert_eq!(document.apply_all(&[1; 16], &whole).unwrap().len(), 1);
    let Model::Core(core) = document.model() else { panic!("a core") };
    let goal = &core.goals[&id("G")];
    assert_eq!((goal.why.as_str(), goal.key_results.len()), ("So that shops 👋 stay", 1));
    assert_eq!(goal.check_ins[&id("V")].values[&id("K")].to_string(), "420.25");
}

#[test]
fn the_longest_feedback_fits_into_one_change_that_passes_the_guard() {
    use entrenous_agenda::guard::{Guard, Offer};
    let mut document = Document::genesis(DocumentName::Core, document_id(&DocumentName::Core));
    let other = document.clone();
    let long = Some("👋".repeat(4_000));
    let feedback = NewFeedback {
        from: Member::Manager,
        at: Timestamp::UNIX_EPOCH,
        text: "👋".repeat(4_000),
        situation: long.clone(),
        behaviour: long.clone(),
        impact: long,
        corrects: Some(id("F0")),
    };
    let edits = [
        Edit::Feedback { id: id("F"), edit: FeedbackEdit::Give(feedback.clone()) },
        Edit::Feedback { id: id("F2"), edit: FeedbackEdit::Give(feedback) },
    ];
    let made = document.apply_all(&[1; 16], &edits).unwrap();
    assert_eq!(made.len(), 2);
    let offers: Vec<Offer<'_>> = made.iter().map(|change| Offer { actor: [1; 16], change }).collect();
    let admitted = Guard::new(other.automerge()).admit_all(other.automerge(), &|_| None, &offers);
    assert_eq!(admitted.applied.len(), 2, "{:?}", admitted.refused);
}

/// A read model that an earlier version stored lacks the fields that came later.
#[test]
fn a_read_model_of_an_earlier_version_is_read() {
    let mut replica = Replica::new(person_actor(1));
    for edit in every_edit() {
        replica.edit(&edit);
    }
    let later = [
        "talk_time",
        "title",
        "place",
        "headings",
        "priorities_on",
        "talk_aim",
        "put_away",
        "goals",
        "feedback",
        "wins",
        "lessons",
        "time_off",
        "goal",
        "reactions",
        "check_ins",
        "asked",
        "parent",
        "blocked_by",
        "drafts",
        "questions",
        "templates",
    ];
    for document in replica.documents.values() {
        let mut stored = serde_json::to_value(document.model()).unwrap();
        let strip = |object: &mut serde_json::Value| {
            if let Some(map) = object.as_object_mut() {
                map.retain(|key, _| !later.contains(&key.as_str()));
            }
        };
        for part in ["people", "actions", "meetings", "topics"] {
            if let Some(items) = stored[part].as_object_mut() {
                items.values_mut().for_each(|item| {
                    // The title of a topic is older than that of a space, the place of a meeting than the usual one.
                    let title = item.get("title").cloned();
                    let place = item.get("place").cloned();
                    strip(item);
                    for (key, value) in [("title", title), ("place", place)] {
                        item.as_object_mut().unwrap().extend(value.map(|value| (key.to_owned(), value)));
                    }
                });
            }
        }
        strip(&mut stored);
        assert!(serde_json::from_value::<Model>(stored).is_ok(), "{}", document.name());
    }
}

#[test]
fn one_action_of_a_person_is_one_change() {
    let mut document = Document::genesis(DocumentName::Quarter(quarter()), document_id(&DocumentName::Core));
    let meeting = |edit| Edit::Meeting { quarter: quarter(), id: OccurrenceId::Regular(TODAY), edit };
    let skip = [
        meeting(MeetingEdit::State { state: MeetingState::Skipped }),
        meeting(MeetingEdit::Reason { reason: Some("travelling".to_owned()) }),
    ];
    let changes = document.apply_all(&[1; 16], &skip).unwrap();
    assert_eq!(changes.len(), 2, "the slot and one change");
    assert!(document.apply_all(&[1; 16], &skip).unwrap().is_empty());
}

#[test]
fn private_notes_have_names_of_their_own() {
    let mut replica = Replica::new(person_actor(1));
    for number in 0..40 {
        let edit = new_topic(&format!("Topic {number}"));
        replica.edit(&Edit::Topic { quarter: quarter(), id: id(&format!("T{number}")), edit });
        let put = NoteEdit::Put {
            about: About::Pair,
            at: Timestamp::UNIX_EPOCH,
            text: format!("note {number}\nmore"),
        };
        replica.edit(&Edit::Note { id: id(&format!("P{number}")), edit: put });
    }
    let (pair, private) = (replica.pair(), replica.private());
    let names = note_references(&pair, &private);
    assert_eq!(names.len(), 40);
    let named = |text: &str| match resolve(&pair, Some(&private), text) {
        entrenous_agenda::Resolution::One(item) => Some(item.id),
        _ => None,
    };
    for (note, reference) in &names {
        assert_eq!(named(reference), Some(*note));
    }
    for topic in agenda(&pair, TODAY, Member::Report, None).topics {
        assert_eq!(
            named(&topic.reference),
            Some(topic.id),
            "the short name of a topic is not taken by a note"
        );
    }
}

#[test]
fn what_people_wrote_is_not_in_debug_output() {
    let secret = "Sounded tired";
    let put = NoteEdit::Put { about: About::Pair, at: Timestamp::UNIX_EPOCH, text: secret.to_owned() };
    let edit = Edit::Note { id: id("P"), edit: put };
    let mut replica = Replica::new(person_actor(1));
    replica.edit(&edit);
    let document = replica.document(&DocumentName::Private(PAIR.to_owned()));
    let error = document.apply(
        &[1; 16],
        &Edit::Note { id: id("P"), edit: NoteEdit::Text { splices: splices(99, 0, secret) } },
    );
    let all =
        format!("{edit:?} {document:?} {:?} {error:?} {}", document.model(), error.as_ref().unwrap_err());
    assert!(!all.contains(secret));
}
