//! Changes from somebody who is enrolled and means harm.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use sha2::{Digest, Sha256};

use super::mode;
use crate::guard::{Guard, Offer, Refusal, split_chunks};
use crate::{
    Category, CheckIn, CommentEdit, Document, DocumentId, DocumentName, Edit, ItemId, MeetingEdit, Member,
    Model, NewTopic, OccurrenceId, Pair, Quarter, Splice, Subject, TopicEdit, TopicKind, TopicState, agenda,
    occurrences, position_after, prep, recap, resolve, search,
};

/// Mode bit 0: the input is the body of one change, framed anew; else it is a whole record.
/// Mode bit 1: the change names the document's heads, if it names as many.
pub(super) fn run(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let record = if mode & 1 == 0 { rest.to_vec() } else { framed(mode, rest) };
    let Ok(chunks) = split_chunks(&record) else { return };
    assert_eq!(chunks.concat(), record, "nothing is lost in cutting");
    let stage = &*STAGE;
    let offers: Vec<Offer<'_>> = chunks.iter().map(|change| Offer { actor: AUTHOR, change }).collect();
    let rederive = |change: &[u8]| stage.document.rederive(change);
    let admitted = stage.guard.admit_all(stage.document.automerge(), &rederive, &offers);
    let judged =
        admitted.applied.len() + admitted.parked.len() + admitted.refused.len() + admitted.known.len();
    assert_eq!(judged, offers.len(), "every change has one verdict");
    assert!(
        admitted.refused.iter().all(|(_, refusal)| *refusal != Refusal::Engine),
        "the guard sees it first"
    );
    if let Some(automerge) = admitted.document {
        let mut document = stage.document.clone();
        document.replace(automerge);
        is_usable(document);
    }
}

/// What the program does with a document afterwards.
fn is_usable(mut document: Document) {
    let Model::Quarter(model) = document.model() else { panic!("still a quarter") };
    let mut pair = Pair::default();
    pair.quarters.insert(quarter(), model);
    let _view = agenda(&pair, TODAY, Member::Report, None);
    let _days = occurrences(&pair, TODAY, TODAY);
    let _found = resolve(&pair, None, "topic");
    let _ready = prep(&pair, TODAY);
    let _found = search(&pair, "topic");
    let _told = recap(&pair, TODAY, &OccurrenceId::Regular(TODAY));
    let _touches = document.touches(Subject::Topic(ItemId::derived("one")));
    // It may give nothing to write: whoever knows the id can have added the same topic before.
    document.apply(&[7; 16], &topic("after")).expect("can be written to");
}

fn framed(mode: u8, body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    let heads = STAGE.document.heads();
    if mode & 2 != 0 && body.first().map(|count| usize::from(*count)) == Some(heads.len()) {
        for (index, head) in heads.iter().enumerate() {
            let at = 1 + 32 * index;
            if let Some(place) = body.get_mut(at..at + 32) {
                place.copy_from_slice(head);
            }
        }
    }
    let mut hashed = vec![1];
    let mut len = body.len();
    while len > 0x7f {
        hashed.push(0x80 | (len & 0x7f) as u8);
        len >>= 7;
    }
    hashed.push(len as u8);
    hashed.extend_from_slice(&body);
    let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83];
    chunk.extend_from_slice(&Sha256::digest(&hashed)[..4]);
    chunk.extend_from_slice(&hashed);
    chunk
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut document = STAGE.document.clone();
    let edits = [
        topic("another"),
        edit("one", TopicEdit::Retitle { title: "a better title".to_owned() }),
        edit("one", TopicEdit::State { state: TopicState::Open }),
        edit(
            "one",
            TopicEdit::Notes {
                splices: vec![Splice { at: 1, delete: 2, insert: "é👩‍👧".to_owned() }]
            },
        ),
        edit("one", comment("three")),
        edit("one", TopicEdit::Parent { parent: Some(ItemId::derived("two")) }),
        edit("one", TopicEdit::React { member: Member::Report, reaction: Some("👍".to_owned()) }),
        meeting(MeetingEdit::CheckIn {
            member: Member::Report,
            check_in: Some(CheckIn { mood: Some(4), workload: None, word: Some("fine".to_owned()) }),
        }),
        meeting(MeetingEdit::Asked { question: "Q-03".to_owned(), by: Some(Member::Manager) }),
        Edit::Meeting {
            quarter: quarter(),
            id: OccurrenceId::Regular(TODAY),
            edit: MeetingEdit::Minutes { minutes: Some(45) },
        },
    ];
    let mut seeds = Vec::new();
    let mut whole = vec![0];
    for edit in edits {
        for change in document.apply(&AUTHOR, &edit).expect("an honest edit") {
            whole.extend_from_slice(&change);
            let header = 9 + change[9..].iter().position(|byte| byte & 0x80 == 0).expect("a length") + 1;
            seeds.push([&[3], &change[header..]].concat());
        }
    }
    // Each change alone on the document as it is: the first applies, the others wait.
    seeds.extend(seeds.clone().into_iter().map(|mut seed| {
        seed[0] = 1;
        seed
    }));
    seeds.push(whole);
    seeds
}

struct Stage {
    document: Document,
    guard: Guard,
}

static STAGE: LazyLock<Stage> = LazyLock::new(|| {
    let id = DocumentId::from_bytes([0x11; 16]);
    let mut document = Document::genesis(DocumentName::Quarter(quarter()), id);
    let edits = [
        topic("one"),
        edit("one", TopicEdit::Notes { splices: vec![Splice::append("", "some notes, ümläut")] }),
        edit("one", comment("two")),
        topic("two"),
        Edit::Meeting {
            quarter: quarter(),
            id: OccurrenceId::Regular(TODAY),
            edit: MeetingEdit::Place { place: Some("Elbe".to_owned()) },
        },
    ];
    for (edit, actor) in edits.iter().zip([AUTHOR, [2; 16], AUTHOR, AUTHOR, [2; 16]]) {
        document.apply(&actor, edit).expect("an honest edit");
    }
    Stage { guard: Guard::new(document.automerge()), document }
});

fn topic(label: &str) -> Edit {
    edit(
        label,
        TopicEdit::Add(NewTopic {
            category: Category::General,
            kind: TopicKind::Question,
            title: format!("topic {label}"),
            author: Member::Report,
            at: Timestamp::UNIX_EPOCH,
            position: position_after(None),
        }),
    )
}

fn meeting(edit: MeetingEdit) -> Edit {
    Edit::Meeting { quarter: quarter(), id: OccurrenceId::Regular(TODAY), edit }
}

fn comment(label: &str) -> TopicEdit {
    let edit =
        CommentEdit::Add { by: Member::Report, at: Timestamp::UNIX_EPOCH, text: "a comment".to_owned() };
    TopicEdit::Comment { id: ItemId::derived(label), edit }
}

fn edit(label: &str, edit: TopicEdit) -> Edit {
    Edit::Topic { quarter: quarter(), id: ItemId::derived(label), edit }
}

fn quarter() -> Quarter {
    Quarter::from_date(TODAY)
}

const TODAY: Date = date(2026, 11, 24);
/// Whose changes the input is.
const AUTHOR: [u8; 16] = [1; 16];
