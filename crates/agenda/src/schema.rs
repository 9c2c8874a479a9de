//! The bytes that every device derives for itself: genesis, meeting slots, note slots; and the names of all keys.
//! Frozen: a genesis cannot be changed later. docs/protocol.md §12.1 and the key tables of §12.2 to §12.5.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, AutomergeError, ObjId, ObjType, ROOT, TextEncoding};

use crate::{DocumentId, DocumentName, ItemId, OccurrenceId, Quarter, fixed_actor};

/// The positions of all texts count UTF-16 units, as editors and browsers do.
pub(crate) const ENCODING: TextEncoding = TextEncoding::Utf16CodeUnit;

/// A change that was derived, with the document that holds it.
pub(crate) struct Derived {
    /// The document with the genesis and, where asked for, the slot.
    pub(crate) automerge: Automerge,
    /// The raw bytes of the derived change.
    pub(crate) change: Vec<u8>,
}

/// A document with its genesis and nothing else.
pub(crate) fn genesis(document: &DocumentName, id: &DocumentId) -> Result<Derived, AutomergeError> {
    let roots: &[(&str, ObjType)] = match document {
        DocumentName::Core => CORE_ROOTS,
        DocumentName::Quarter(_) => QUARTER_ROOTS,
        DocumentName::Private(_) => PRIVATE_ROOTS,
        DocumentName::Personal => PERSONAL_ROOTS,
    };
    derive(Automerge::new_with_encoding(ENCODING), id, "genesis", |transaction| {
        transaction.put(ROOT, key::VERSION, VERSION)?;
        transaction.put(ROOT, key::DOCUMENT, id.as_bytes().to_vec())?;
        for (name, kind) in roots {
            let root = transaction.put_object(ROOT, *name, *kind)?;
            match *name {
                key::PEOPLE => {
                    for member in crate::Member::ALL {
                        transaction.put_object(&root, member.as_str(), ObjType::Map)?;
                    }
                }
                key::NOTES if matches!(document, DocumentName::Core) => {
                    transaction.put_object(&root, key::PRIORITIES, ObjType::Text)?;
                }
                _ => {}
            }
        }
        Ok(())
    })
}

/// The slot of a meeting: both people may make it offline and get one object.
pub(crate) fn slot(
    quarter: Quarter,
    id: &DocumentId,
    slot: &OccurrenceId,
) -> Result<Derived, AutomergeError> {
    let base = genesis(&DocumentName::Quarter(quarter), id)?.automerge;
    let key = slot.to_string();
    derive(base, id, &slot_purpose(slot), |transaction| {
        let meetings = root(transaction, key::MEETINGS)?;
        let meeting = transaction.put_object(&meetings, key.as_str(), ObjType::Map)?;
        transaction.put_object(&meeting, key::NOTES, ObjType::Text)?;
        transaction.put_object(&meeting, key::COMMENTS, ObjType::Map)?;
        Ok(())
    })
}

/// The slot of a private note: the author's own devices get one object.
pub(crate) fn note(name: &DocumentName, id: &DocumentId, note: &ItemId) -> Result<Derived, AutomergeError> {
    let base = genesis(name, id)?.automerge;
    let key = note.to_string();
    derive(base, id, &note_purpose(note), |transaction| {
        let notes = root(transaction, key::NOTES)?;
        let note = transaction.put_object(&notes, key.as_str(), ObjType::Map)?;
        transaction.put_object(&note, key::BODY, ObjType::Text)?;
        Ok(())
    })
}

/// The purpose of a meeting slot's actor.
pub(crate) fn slot_purpose(slot: &OccurrenceId) -> String {
    format!("slot/{slot}")
}

/// The purpose of a note slot's actor.
pub(crate) fn note_purpose(note: &ItemId) -> String {
    format!("note/{note}")
}

fn derive(
    mut automerge: Automerge,
    id: &DocumentId,
    purpose: &str,
    write: impl FnOnce(&mut automerge::transaction::Transaction<'_>) -> Result<(), AutomergeError>,
) -> Result<Derived, AutomergeError> {
    automerge.set_actor(ActorId::from(fixed_actor(id, purpose)));
    let mut transaction = automerge.transaction();
    write(&mut transaction)?;
    drop(transaction.commit_with(CommitOptions::default().with_time(0)));
    let change = automerge.get_last_local_change().map(|change| change.raw_bytes().to_vec());
    Ok(Derived { change: change.ok_or(AutomergeError::Fail)?, automerge })
}

fn root(document: &impl automerge::ReadDoc, key: &str) -> Result<ObjId, AutomergeError> {
    document.get(ROOT, key)?.map(|(_, id)| id).ok_or(AutomergeError::Fail)
}

/// The names of all keys that this version reads or writes. Never renamed, never given another type.
pub(crate) mod key {
    pub(crate) const VERSION: &str = "v";
    pub(crate) const DOCUMENT: &str = "doc";
    pub(crate) const META: &str = "meta";
    pub(crate) const CADENCE: &str = "cadence";
    pub(crate) const PEOPLE: &str = "people";
    pub(crate) const NAME: &str = "name";
    pub(crate) const TIME_ZONE: &str = "tz";
    pub(crate) const NOTES: &str = "notes";
    pub(crate) const PRIORITIES: &str = "priorities";
    pub(crate) const ACTIONS: &str = "actions";
    pub(crate) const MEETINGS: &str = "meetings";
    pub(crate) const TOPICS: &str = "topics";
    pub(crate) const PAIRS: &str = "pairs";
    pub(crate) const SETTINGS: &str = "settings";
    pub(crate) const DEVICES: &str = "devices";
    pub(crate) const SINCE: &str = "since";
    pub(crate) const TITLE: &str = "title";
    pub(crate) const CATEGORY: &str = "category";
    pub(crate) const KIND: &str = "kind";
    pub(crate) const BY: &str = "by";
    pub(crate) const AT: &str = "at";
    pub(crate) const POSITION: &str = "pos";
    pub(crate) const STATE: &str = "state";
    pub(crate) const SNOOZE: &str = "snooze";
    pub(crate) const ALIVE: &str = "alive";
    pub(crate) const DELETED: &str = "deleted";
    /// Of one of two objects under one id: up to which number of `alive` it said nothing more than the other.
    pub(crate) const ALIKE: &str = "alike";
    pub(crate) const COMMENTS: &str = "comments";
    pub(crate) const BODY: &str = "body";
    pub(crate) const ABOUT: &str = "about";
    pub(crate) const OWNER: &str = "owner";
    pub(crate) const DUE: &str = "due";
    pub(crate) const NOTE: &str = "note";
    pub(crate) const FROM_TOPIC: &str = "from_topic";
    pub(crate) const FROM_OCCURRENCE: &str = "from_occurrence";
    pub(crate) const REASON: &str = "reason";
    pub(crate) const STARTS: &str = "starts";
    pub(crate) const MINUTES: &str = "minutes";
    pub(crate) const PLACE: &str = "place";
    pub(crate) const GOALS: &str = "goals";
    pub(crate) const FEEDBACK: &str = "feedback";
    pub(crate) const WINS: &str = "wins";
    pub(crate) const LESSONS: &str = "lessons";
    pub(crate) const TIME_OFF: &str = "time_off";
    pub(crate) const DRAFTS: &str = "drafts";
    /// `checkins` of a person, and of a goal.
    pub(crate) const CHECK_INS: &str = "checkins";
    pub(crate) const QUESTIONS: &str = "questions";
    pub(crate) const TEMPLATES: &str = "templates";
    pub(crate) const HEADINGS: &str = "headings";
    pub(crate) const PRIORITIES_ON: &str = "priorities_on";
    /// `people/<member>/talk`.
    pub(crate) const TALK: &str = "talk";
    /// `settings/put_away`.
    pub(crate) const PUT_AWAY: &str = "put_away";
    /// `settings/talk_aim`.
    pub(crate) const TALK_AIM: &str = "talk_aim";
    /// `settings/brought_in/<member>`.
    pub(crate) const BROUGHT_IN_PREFIX: &str = "brought_in/";
    pub(crate) const WHY: &str = "why";
    pub(crate) const KEY_RESULTS: &str = "key_results";
    pub(crate) const UNIT: &str = "unit";
    pub(crate) const START: &str = "start";
    pub(crate) const TARGET: &str = "target";
    pub(crate) const ON: &str = "on";
    pub(crate) const CONFIDENCE: &str = "confidence";
    pub(crate) const FROM: &str = "from";
    pub(crate) const TO: &str = "to";
    pub(crate) const TEXT: &str = "text";
    pub(crate) const SITUATION: &str = "situation";
    pub(crate) const BEHAVIOUR: &str = "behaviour";
    pub(crate) const IMPACT: &str = "impact";
    pub(crate) const CORRECTS: &str = "ref";
    pub(crate) const OCCURRENCE: &str = "occurrence";
    pub(crate) const MEMBER: &str = "member";
    pub(crate) const PARENT: &str = "parent";
    pub(crate) const GOAL: &str = "goal";
    pub(crate) const BLOCKED_BY: &str = "blocked_by";
    pub(crate) const ANSWERED_BY: &str = "for";
    pub(crate) const LANGUAGE: &str = "language";
    pub(crate) const STARTED: &str = "started";
    pub(crate) const ENDED: &str = "ended";
    pub(crate) const ROLE: &str = "role";
    pub(crate) const RELAY: &str = "relay";
    pub(crate) const ADDED: &str = "added";
    /// `talk/<member>` in a meeting.
    pub(crate) const TALK_PREFIX: &str = "talk/";
    /// `reaction/<member>` in a topic or an action.
    pub(crate) const REACTION_PREFIX: &str = "reaction/";
    /// `checkin/<member>` in a meeting.
    pub(crate) const CHECK_IN_PREFIX: &str = "checkin/";
    /// `asked/<question id>` in a meeting.
    pub(crate) const ASKED_PREFIX: &str = "asked/";
    /// `value/<key result id>` in a check-in of a goal.
    pub(crate) const VALUE_PREFIX: &str = "value/";
    /// `ack/<member>` in feedback.
    pub(crate) const ACKNOWLEDGED_PREFIX: &str = "ack/";
    /// `in/<occurrence>` in a topic.
    pub(crate) const TAKEN_UP_PREFIX: &str = "in/";
}

const VERSION: u64 = 1;

const CORE_ROOTS: &[(&str, ObjType)] = &[
    (key::META, ObjType::Map),
    (key::PEOPLE, ObjType::Map),
    (key::NOTES, ObjType::Map),
    (key::ACTIONS, ObjType::Map),
    (key::GOALS, ObjType::Map),
    (key::FEEDBACK, ObjType::Map),
    (key::WINS, ObjType::Map),
    (key::LESSONS, ObjType::Map),
    (key::TIME_OFF, ObjType::Map),
    (key::SETTINGS, ObjType::Map),
    ("quarters", ObjType::Map),
];

const QUARTER_ROOTS: &[(&str, ObjType)] = &[(key::MEETINGS, ObjType::Map), (key::TOPICS, ObjType::Map)];

const PRIVATE_ROOTS: &[(&str, ObjType)] = &[
    (key::NOTES, ObjType::Map),
    (key::DRAFTS, ObjType::Map),
    (key::CHECK_INS, ObjType::Map),
    ("prep", ObjType::Map),
    ("read", ObjType::Map),
    ("pins", ObjType::Map),
    (key::SETTINGS, ObjType::Map),
    ("log", ObjType::Text),
];

const PERSONAL_ROOTS: &[(&str, ObjType)] = &[
    (key::PAIRS, ObjType::Map),
    (key::SETTINGS, ObjType::Map),
    (key::DEVICES, ObjType::Map),
    (key::QUESTIONS, ObjType::Map),
    (key::TEMPLATES, ObjType::Map),
];
