//! What a copy of a device says again, under its new name: it means the same, and others take it. docs/protocol.md §10.4

use std::collections::BTreeMap;

use automerge::{Change, ChangeHash, ExpandedChange};
use entrenous_agenda::guard::{Guard, Offer};
use entrenous_agenda::{
    Category, Deletion, Document, DocumentName, Edit, Member, Model, OccurrenceId, Subject, TopicEdit,
    TopicState,
};
use proptest::prelude::*;

use crate::drawing::{Draw, Known, TODAY, draw, edit_of, mark, runs};
use crate::every::{id, new_topic, quarter, splices};
use crate::support::{PAIR, Replica, person_actor};

/// What another device has after it was given these changes. None may be refused.
#[track_caller]
fn given(base: &Document, actor: [u8; 16], changes: &[Vec<u8>]) -> Document {
    let mut other = base.clone();
    let index = Guard::new(other.automerge());
    let offers: Vec<Offer<'_>> = changes.iter().map(|change| Offer { actor, change }).collect();
    let admitted = index.admit_all(other.automerge(), &|change| base.rederive(change), &offers);
    assert!(admitted.refused.is_empty() && admitted.parked.is_empty(), "{:?}", admitted.refused);
    if let Some(document) = admitted.document {
        other.replace(document);
    }
    other
}

#[test]
fn changes_made_again_under_another_name_say_the_same_and_pass_the_guard() {
    let name = DocumentName::Quarter(quarter());
    let (old, new) = (person_actor(1), person_actor(7));
    let mut original = Replica::new(old);
    let edits = |number: u8| {
        let id = id(&format!("{number}"));
        let topic = |edit| Edit::Topic { quarter: quarter(), id, edit };
        vec![
            topic(new_topic(&format!("Topic {number} 👋"))),
            topic(TopicEdit::Notes { splices: splices(0, 0, "first words") }),
            topic(TopicEdit::Notes { splices: splices(6, 5, "lines") }),
            topic(TopicEdit::State { state: TopicState::Dropped { on: TODAY, by: Member::Manager } }),
        ]
    };
    for edit in edits(1) {
        original.edit(&edit);
    }
    let base = original.document(&name).clone();
    let mut unsaid = Vec::new();
    let again = Edit::Topic {
        quarter: quarter(),
        id: id("1"),
        edit: TopicEdit::Notes { splices: splices(0, 5, "1st") },
    };
    for edit in edits(2).into_iter().chain([again]) {
        unsaid.extend(original.edit(&edit));
    }
    let whole = original.document(&name).clone();

    let mut copy = whole.without(&unsaid).unwrap();
    assert_eq!(copy.heads(), base.heads());
    let made = copy.retake(&unsaid, &old, &new).unwrap();
    assert_eq!(made.len(), unsaid.len());
    assert!(copy.model() == whole.model());
    assert!(made.iter().zip(&unsaid).all(|(new, old)| new != old));

    // Another device takes them from the new author, beside what the original goes on to write.
    let other = given(&base, new, &made);
    assert_eq!(other.heads(), copy.heads());
    assert!(other.model() == whole.model());
}

/// Found by a schedule: the two had counters in common, and the engine gave up at the document from then on.
#[test]
fn changes_made_again_come_behind_what_the_new_name_has_written_meanwhile() {
    let name = DocumentName::Quarter(quarter());
    let (old, new) = (person_actor(1), person_actor(7));
    let topic = |number: u8, edit| Edit::Topic { quarter: quarter(), id: id(&format!("{number}")), edit };
    let mut original = Replica::new(old);
    original.edit(&topic(1, new_topic("Known to all")));
    let base = original.document(&name).clone();
    let mut unsaid = original.edit(&topic(2, new_topic("Only on the copy")));
    unsaid.extend(original.edit(&topic(2, TopicEdit::Notes { splices: splices(0, 0, "and more") })));
    let mut copy = original.document(&name).without(&unsaid).unwrap();

    // Between taking them out and making them again, somebody writes on the copy.
    let meanwhile = topic(3, new_topic("Written in between"));
    let made_meanwhile = copy.apply(&new, &meanwhile).unwrap();
    let made = copy.retake(&unsaid, &old, &new).unwrap();
    assert_eq!(made.len(), unsaid.len());

    let other = given(&base, new, &[made_meanwhile, made].concat());
    assert!(other.model() == copy.model());
    let Model::Quarter(quarter) = other.model() else { panic!("a quarter") };
    assert_eq!(quarter.topics.len(), 3);
}

/// Found by a schedule: what was made again did not replace what the new name had written to the same field, and everybody
/// else refused it for good, with all that came behind it.
#[test]
fn what_is_made_again_replaces_what_the_new_name_wrote_to_the_same_field() {
    let name = DocumentName::Quarter(quarter());
    let (old, new) = (person_actor(1), person_actor(7));
    let topic = |edit| Edit::Topic { quarter: quarter(), id: id("1"), edit };
    let dropped = TopicState::Dropped { on: TODAY, by: Member::Manager };
    let mut original = Replica::new(old);
    original.edit(&topic(new_topic("Known to all")));
    let base = original.document(&name).clone();
    let mut unsaid = original.edit(&topic(TopicEdit::State { state: dropped.clone() }));
    unsaid.extend(original.edit(&topic(TopicEdit::Notes { splices: splices(0, 0, "why") })));

    let mut copy = base.clone();
    let discussed = TopicState::Discussed { occurrence: OccurrenceId::Regular(TODAY), by: Member::Manager };
    let mut said = copy.apply(&new, &topic(TopicEdit::State { state: discussed })).unwrap();
    said.extend(copy.retake(&unsaid, &old, &new).unwrap());

    let other = given(&base, new, &said);
    assert!(other.model() == copy.model());
    let Model::Quarter(quarter) = other.model() else { panic!("a quarter") };
    let topic = quarter.topics.values().next().unwrap();
    assert_eq!((&topic.state, topic.notes.as_str()), (&dropped, "why"));
}

/// Found by a schedule: the engine panicked, outside of what catches that, and every sync of that device ended so.
#[test]
fn what_does_not_fit_is_not_made_again_and_changes_nothing() {
    let name = DocumentName::Quarter(quarter());
    let (old, new) = (person_actor(1), person_actor(7));
    let notes = |at, text: &str| Edit::Topic {
        quarter: quarter(),
        id: id("1"),
        edit: TopicEdit::Notes { splices: splices(at, 0, text) },
    };
    let mut original = Replica::new(old);
    original.edit(&Edit::Topic { quarter: quarter(), id: id("1"), edit: new_topic("Known to all") });
    let mut copy = original.document(&name).clone();
    // Letters behind letters that nobody has.
    let first = original.edit(&notes(0, "first"));
    let second = original.edit(&notes(5, " second"));
    let mut misnamed: ExpandedChange = Change::from_bytes(second.concat()).unwrap().decode();
    let known: Vec<_> = copy.heads().into_iter().map(ChangeHash).collect();
    misnamed.deps = known;
    misnamed.seq = 2;
    let misnamed = Change::from(misnamed).raw_bytes().to_vec();
    let before = copy.save();
    for changes in [vec![misnamed], second] {
        assert!(copy.retake(&changes, &old, &new).is_err());
        assert_eq!(copy.save(), before);
    }
    assert!(copy.retake(&first, &old, &new).is_ok());
}

/// What a copy says again, and then sees that the original had said it, too: by then the two hold different notes.
fn said_twice(note: &str, other_note: &str) -> (Document, Document) {
    let name = DocumentName::Quarter(quarter());
    let (old, new) = (person_actor(1), person_actor(7));
    let notes = |text: &str| Edit::Topic {
        quarter: quarter(),
        id: id("1"),
        edit: TopicEdit::Notes { splices: splices(0, 0, text) },
    };
    let mut original = Replica::new(old);
    let base = original.document(&name).clone();
    let both = original.edit(&Edit::Topic { quarter: quarter(), id: id("1"), edit: new_topic("Said twice") });
    let mut copy = original.clone();
    let said = [both.clone(), original.edit(&notes(note))].concat();
    let unsaid = [both, copy.edit(&notes(other_note))].concat();
    let mut again = base.clone();
    let made = again.retake(&unsaid, &old, &new).unwrap();

    let one = given(&given(&base, old, &said), new, &made);
    let other = given(&again, old, &said);
    (one, other)
}

/// Found by a schedule: the engine shows one of two objects under one id, and what stood in the other was gone from every
/// screen.
#[test]
fn what_is_said_again_beside_the_original_hides_nothing_and_can_be_worked_on() {
    let (mut one, mut other) = said_twice("by the original", "by the copy");
    assert!(one.model() == other.model(), "everybody gives it the same id");
    let Model::Quarter(model) = one.model() else { panic!("a quarter") };
    let mut notes: Vec<&str> = model.topics.values().map(|topic| topic.notes.as_str()).collect();
    notes.sort_unstable();
    assert_eq!(notes, ["by the copy", "by the original"]);

    let beside = *model.topics.keys().find(|topic| **topic != id("1")).unwrap();
    let topic = |edit| Edit::Topic { quarter: quarter(), id: beside, edit };
    let edits = [
        topic(TopicEdit::Retitle { title: "Stands beside".to_owned() }),
        topic(TopicEdit::Notes { splices: splices(0, 0, "still ") }),
    ];
    let actor = person_actor(2);
    let made: Vec<Vec<u8>> = edits.iter().flat_map(|edit| one.apply(&actor, edit).unwrap()).collect();
    other = given(&other, actor, &made);
    assert!(one.model() == other.model());
    let Model::Quarter(model) = other.model() else { panic!("a quarter") };
    assert_eq!(model.topics[&beside].title, "Stands beside");
    assert!(model.topics[&beside].notes.starts_with("still by the "));
    assert_eq!(model.topics[&id("1")].title, "Said twice");

    // Its story is its own: it was made, got its notes, another title and more notes.
    let touches = other.touches(Subject::Topic(beside));
    assert_eq!(touches.len(), 4);
    let first = other.topic_at(&beside, &[touches[0].hash]).unwrap();
    assert_eq!((first.title.as_str(), first.notes.as_str()), ("Said twice", ""));

    let gone = topic(TopicEdit::Delete(Deletion { on: TODAY, by: Member::Manager }));
    one.apply(&actor, &gone).unwrap();
    let Model::Quarter(model) = one.model() else { panic!("a quarter") };
    assert!(!model.topics[&beside].alive && model.topics[&id("1")].alive);
    one.apply(&actor, &topic(TopicEdit::Restore)).unwrap();
    let Model::Quarter(model) = one.model() else { panic!("a quarter") };
    assert!(model.topics[&beside].alive);
}

#[test]
fn what_is_said_again_in_the_same_words_stands_there_once() {
    for (note, other_note) in [("the same", "the same"), ("", "")] {
        let (one, other) = said_twice(note, other_note);
        assert!(one.model() == other.model());
        let Model::Quarter(model) = one.model() else { panic!("a quarter") };
        assert_eq!(model.topics.len(), 1, "{note:?}");
    }
}

/// Two hold one thing twice, and it stands there once. What becomes of it later does not bring the other one to light, save
/// where somebody changes that one without having seen the first.
#[test]
fn what_stood_there_once_stays_one_when_it_is_changed() {
    let topic = |edit| Edit::Topic { quarter: quarter(), id: id("1"), edit };
    let number = |document: &Document| match document.model() {
        Model::Quarter(quarter) => quarter.topics.len(),
        _ => 0,
    };
    let actor = person_actor(2);
    let later = [
        TopicEdit::Retitle { title: "In other words".to_owned() },
        TopicEdit::Notes { splices: splices(0, 8, "") },
        TopicEdit::Delete(Deletion { on: TODAY, by: Member::Manager }),
        TopicEdit::Restore,
    ];
    let (one, _) = said_twice("the same", "the same");
    for edit in later.clone() {
        let mut one = one.clone();
        one.apply(&actor, &topic(edit)).unwrap();
        assert_eq!(number(&one), 1);
    }
    let mut all = one.clone();
    let mut made = Vec::new();
    for edit in later {
        made.extend(all.apply(&actor, &topic(edit)).unwrap());
        assert_eq!(number(&all), 1);
    }
    // The copy, which knows only what it said itself, writes into that.
    let (old, new) = (person_actor(1), person_actor(7));
    let both = Replica::new(old).edit(&topic(new_topic("Said twice")));
    let mut copy = Document::genesis(DocumentName::Quarter(quarter()), *one.id());
    let mut again = copy.retake(&both, &old, &new).unwrap();
    let beside = copy.apply(&new, &topic(TopicEdit::Notes { splices: splices(0, 0, "only here") })).unwrap();
    again.extend(beside);
    let base = Document::genesis(DocumentName::Quarter(quarter()), *one.id());
    let mut original = given(&base, old, &both);
    let title = topic(TopicEdit::Retitle { title: "By the original".to_owned() });
    let retitled = original.apply(&old, &title).unwrap();
    let merged = given(&given(&given(&base, old, &both), old, &retitled), new, &again);
    let Model::Quarter(model) = merged.model() else { panic!("a quarter") };
    let said = |word: &str| {
        model.topics.values().any(|topic| format!("{}{}", topic.title, topic.notes).contains(word))
    };
    assert!(said("only here") && said("By the original"));
}

/// The new name has seen an object under the same id already. Nothing of that may be put away by making it again.
#[test]
fn what_is_made_again_where_it_stands_already_is_written_into_that() {
    let name = DocumentName::Quarter(quarter());
    let (old, new) = (person_actor(1), person_actor(7));
    let topic = |edit| Edit::Topic { quarter: quarter(), id: id("1"), edit };
    let notes = |text: &str| topic(TopicEdit::Notes { splices: splices(0, 0, text) });
    let mut copy = Replica::new(old);
    let base = copy.document(&name).clone();
    let unsaid = [copy.edit(&topic(new_topic("Brought in"))), copy.edit(&notes("by the copy"))].concat();
    let mut theirs = Replica::new(person_actor(2));
    let said =
        [theirs.edit(&topic(new_topic("Brought in"))), theirs.edit(&notes("by the other one"))].concat();

    let mut after = given(&base, person_actor(2), &said);
    let mut made = after.apply(&new, &topic(TopicEdit::Category { category: Category::Progress })).unwrap();
    made.extend(after.retake(&unsaid, &old, &new).unwrap());
    let everybody = given(&given(&base, person_actor(2), &said), new, &made);
    assert!(everybody.model() == after.model());
    let Model::Quarter(model) = everybody.model() else { panic!("a quarter") };
    assert_eq!(model.topics.len(), 1);
    let notes = &model.topics[&id("1")].notes;
    assert!(notes.contains("by the copy") && notes.contains("by the other one"), "{notes}");
}

proptest! {
    #![proptest_config(runs(64))]

    /// Whatever the original and the new name did since they parted, in whatever documents.
    #[test]
    fn whatever_is_made_again_is_taken_by_others(
        before in proptest::collection::vec(draw(), 0..12),
        unsaid in proptest::collection::vec(draw(), 1..12),
        meanwhile in proptest::collection::vec(draw(), 0..12),
    ) {
        let (old, new) = (person_actor(1), person_actor(3));
        let mut marks = (0..).map(mark);
        let mut write = |replica: &mut Replica, draws: &[Draw]| {
            let mut made: BTreeMap<DocumentName, Vec<Vec<u8>>> = BTreeMap::new();
            for draw in draws {
                let edit = edit_of(draw, &Known::by(replica), marks.next().unwrap());
                let Some(edit) = edit else { continue };
                let name = edit.target().document_name(PAIR);
                made.entry(name).or_default().extend(replica.try_edit(&edit).unwrap_or_default());
            }
            made
        };
        let mut original = Replica::new(old);
        write(&mut original, &before);
        let mut copy = original.clone();
        copy.actor = new;
        let mut base = original.clone();
        let unsaid = write(&mut original, &unsaid);
        let mut said = write(&mut copy, &meanwhile);
        for (name, changes) in unsaid {
            let made = copy.document(&name).retake(&changes, &old, &new).unwrap();
            said.entry(name).or_default().extend(made);
        }
        for (name, changes) in said {
            let other = given(base.document(&name), new, &changes);
            prop_assert!(other.model() == copy.document(&name).model(), "{name}");
        }
    }
}
