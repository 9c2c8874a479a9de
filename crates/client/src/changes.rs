//! Who changed what about one shared thing, and any earlier state of it. Whoever a change says it is from, it was made by the
//! device under whose name it came: that name is derived from the author of a signed envelope (docs/protocol.md §12.1).

mod back;

use std::collections::BTreeMap;

use agenda::{
    Category, Difference, Document, DocumentName, EntryKind, Facets, ItemId, ItemKind, Member, OccurrenceId,
    Quarter, Subject, Touch, differences,
};
use jiff::{Timestamp, ZonedDateTime};
use language::say;
use serde::Serialize;
use sync::{actor_of, document_id};

use crate::belonging::titles;
use crate::documents;
use crate::editing::Deed;
use crate::entre::Entre;
use crate::facts::hex;
use crate::fail::{Exit, Fail};
use crate::moments::{self, Moment};
use crate::people::PersonRef;
use crate::what::What;

/// A shared thing that somebody asks after.
#[derive(Clone, Debug)]
pub struct Thing {
    /// With whom.
    pub person: PersonRef,
    subject: Subject,
    document: DocumentName,
}

/// All changes of one thing, the newest first.
#[derive(Clone, Serialize)]
pub struct ChangesScreen {
    /// Which of the two you are: `by` names members.
    pub you: Member,
    /// With whom.
    pub person: PersonRef,
    /// What it is: `topic`, `action`, `goal` or `meeting`.
    pub thing: &'static str,
    /// Its id.
    pub id: String,
    /// What it is called now; a meeting has its day.
    pub title: String,
    /// The changes.
    pub changes: Vec<ChangeLine>,
    /// What this device knows of each, by the change.
    pub view: BTreeMap<String, SeenHere>,
    /// What is called otherwise by its id in these changes: topics and goals.
    #[serde(skip)]
    pub names: BTreeMap<ItemId, String>,
    /// What the pair calls its headings.
    #[serde(skip)]
    pub headings: BTreeMap<Category, String>,
}

/// One change.
#[derive(Clone, Serialize)]
pub struct ChangeLine {
    /// Counted from the first; others that come in late may move it.
    pub number: usize,
    /// Its hash: the same everywhere and for ever.
    pub change: String,
    /// Whose device made it; nobody where the device is not known here.
    pub by: Option<Member>,
    /// Whether the thing came into being with it.
    pub first: bool,
    /// What it changed.
    pub differences: Vec<Difference>,
}

/// What this device knows of a change.
#[derive(Clone, Debug, Serialize)]
pub struct SeenHere {
    /// The device that made it, as it is called here.
    pub device: Option<String>,
    /// When it was written or came in here; nothing for what was here before this was noted.
    pub at: Option<Timestamp>,
    /// Which of the two.
    pub moment: Option<Moment>,
}

/// A thing as it was right after one of its changes, at the device that made it.
#[derive(Clone, Serialize)]
pub struct EarlierScreen {
    /// Which of the two you are.
    pub you: Member,
    /// With whom.
    pub person: PersonRef,
    /// What it is.
    pub thing: &'static str,
    /// Its id.
    pub id: String,
    /// The change.
    #[serde(flatten)]
    pub change: ChangeLine,
    /// What it said then, by field.
    pub fields: Facets,
    /// As in the list of changes.
    #[serde(skip)]
    pub names: BTreeMap<ItemId, String>,
    /// What the pair calls its headings.
    #[serde(skip)]
    pub headings: BTreeMap<Category, String>,
}

/// An earlier text that was put back.
#[derive(Clone, Serialize)]
pub struct PutBack {
    /// With whom.
    pub person: PersonRef,
    /// What it is called since.
    pub title: String,
    /// The change whose text is back.
    pub number: usize,
    /// Whether anything changed.
    pub changed: bool,
    /// How many changes of this pair wait on this device.
    pub waiting: u64,
}

impl Entre {
    /// The topic, action or goal that a short name or words of a title mean.
    ///
    /// # Errors
    /// [`Exit::NotFound`] if nothing or more than one thing fits; or it is a private note.
    pub fn thing(&mut self, person: Option<&PersonRef>, words: &str) -> Result<Thing, Fail> {
        let found = match self.resolve(person, words) {
            Ok(found) => found,
            Err(nothing) if nothing.code == "not_found" => {
                return match self.entry(person, EntryKind::Goal, words) {
                    Ok(named) => Ok(Thing {
                        person: named.person,
                        subject: Subject::Goal(named.entry.id),
                        document: DocumentName::Core,
                    }),
                    Err(fail) if fail.code == "ambiguous" => Err(fail),
                    Err(_) => Err(nothing),
                };
            }
            Err(fail) => return Err(fail),
        };
        let (subject, document) = match (found.item.kind, found.item.quarter) {
            (ItemKind::Topic, Some(quarter)) => {
                (Subject::Topic(found.item.id), DocumentName::Quarter(quarter))
            }
            (ItemKind::Action, _) => (Subject::Action(found.item.id), DocumentName::Core),
            _ => {
                return Err(Fail::new(Exit::Usage, "not_possible", say!("changes-of-shared"))
                    .attempt(format!("entre edit {}", found.item.reference)));
            }
        };
        Ok(Thing { person: found.person, subject, document })
    }

    /// A meeting, by its id.
    ///
    /// # Errors
    /// [`Exit::NotFound`] if nothing was written about such a meeting.
    pub fn thing_of_meeting(&mut self, person: &PersonRef, id: OccurrenceId) -> Result<Thing, Fail> {
        let known = self.models(person)?.shared.meeting(&id).map(|(quarter, _)| quarter);
        let quarter: Quarter = known.ok_or_else(|| {
            Fail::new(Exit::NotFound, "no_meeting", say!("changes-no-meeting", date = id.to_string()))
                .attempt(format!("entre history {}", person.first_name().to_lowercase()))
        })?;
        let (subject, document) = (Subject::Meeting(id), DocumentName::Quarter(quarter));
        Ok(Thing { person: person.clone(), subject, document })
    }

    /// Who changed what about a thing, the newest first.
    ///
    /// # Errors
    /// If the other side has not answered yet, or the store cannot be read.
    pub fn changes(&mut self, thing: &Thing) -> Result<ChangesScreen, Fail> {
        let (stream, document) = self.document_of(thing)?;
        let replica = self.replica(&stream)?;
        let readers = self.readers_in(&thing.person, Some(&replica))?;
        let own = self.root()?;
        let id = document_id(&stream, &thing.document);
        let mut devices = BTreeMap::new();
        for state in replica.devices() {
            let by = if state.root == own { thing.person.you } else { thing.person.you.other() };
            let lines = readers.you.devices.iter().chain(readers.them.iter().flat_map(|them| &them.devices));
            let name = lines.into_iter().find(|line| line.id == state.device).map(|line| line.name.clone());
            for (author, _) in &state.authors {
                // A pseudonym that several claim belongs to the one that the stream says.
                let judged = replica.author_device(author).is_none_or(|(_, device)| device == state.device);
                if judged {
                    devices.insert(actor_of(&stream, &id, author), (by, name.clone()));
                }
            }
        }
        for (author, actor) in replica.branch_actors(&id) {
            let known = devices.get(&actor_of(&stream, &id, &author)).cloned();
            devices.extend(known.map(|known| (actor, known)));
        }
        let noted = moments::of_document(&self.store.read()?, &id)?;
        let mut view = BTreeMap::new();
        let mut changes = Vec::new();
        for (touch, number) in document.touches(thing.subject).iter().zip(1..) {
            let line = line(&document, thing.subject, touch, number);
            let made = devices.get(&touch.actor);
            let seen = noted.get(&touch.hash);
            view.insert(
                line.change.clone(),
                SeenHere {
                    device: made.and_then(|(_, name)| name.clone()),
                    at: seen.map(|(at, _)| *at),
                    moment: seen.map(|(_, what)| *what),
                },
            );
            changes.push(ChangeLine { by: made.map(|(by, _)| *by), ..line });
        }
        changes.reverse();
        let (kind, id) = described(thing.subject);
        let shared = self.models(&thing.person)?.shared;
        Ok(ChangesScreen {
            you: thing.person.you,
            person: thing.person.clone(),
            thing: kind,
            title: title_now(&document, thing.subject).unwrap_or_else(|| id.clone()),
            id,
            changes,
            view,
            names: titles(&shared),
            headings: shared.core.headings,
        })
    }

    /// A thing as it was right after a change: by its number, or by the beginning of its hash.
    ///
    /// # Errors
    /// [`Exit::NotFound`] if there is no such change.
    pub fn earlier(&mut self, thing: &Thing, which: &str) -> Result<EarlierScreen, Fail> {
        let screen = self.changes(thing)?;
        let change = named(&screen, which)?.clone();
        let (_, document) = self.document_of(thing)?;
        let fields = state_after(&document, thing.subject, &change)?;
        let ChangesScreen { you, person, thing, id, names, headings, .. } = screen;
        Ok(EarlierScreen { you, person, thing, id, change, fields, names, headings })
    }

    /// Puts title and text back as they were right after a change; a new change, which can be undone.
    ///
    /// # Errors
    /// [`Exit::NotFound`] if there is no such change, or the store refuses.
    pub fn put_back(&mut self, thing: &Thing, which: &str, now: &ZonedDateTime) -> Result<PutBack, Fail> {
        let screen = self.changes(thing)?;
        let change = named(&screen, which)?;
        let (_, document) = self.document_of(thing)?;
        let then = state_after(&document, thing.subject, change)?;
        let heads = document.heads();
        let present = document.facets_at(thing.subject, &heads).unwrap_or_default();
        let edits = back::edits(thing.subject, &thing.document, &document, &present, &then);
        let title = then.get("title").cloned().unwrap_or_else(|| screen.id.clone());
        let deed = Deed::shared(What::PutBack(title.clone()), edits);
        let changed = self.write(&thing.person, &deed, now.timestamp())?;
        let waiting = self.waiting(&thing.person)?;
        Ok(PutBack { person: thing.person.clone(), title, number: change.number, changed, waiting })
    }

    fn document_of(&mut self, thing: &Thing) -> Result<(wire::StreamId, Document), Fail> {
        let Some(stream) = thing.person.stream else {
            return Err(Fail::new(Exit::Failed, "pending", say!("changes-pending"))
                .because(say!("edit-pending-why"))
                .attempt("entre sync"));
        };
        let document = documents::load(&self.store.read()?, &stream, &thing.document)?;
        Ok((stream, document))
    }
}

fn line(document: &Document, subject: Subject, touch: &Touch, number: usize) -> ChangeLine {
    let before = document.facets_at(subject, &touch.before);
    let after = document.facets_at(subject, &[touch.hash]).unwrap_or_default();
    ChangeLine {
        number,
        change: hex(&touch.hash),
        by: None,
        first: before.is_none(),
        differences: differences(&before.unwrap_or_default(), &after),
    }
}

/// The change that a number or the beginning of a hash means.
fn named<'a>(screen: &'a ChangesScreen, which: &str) -> Result<&'a ChangeLine, Fail> {
    let which = which.trim().to_lowercase();
    let fits = |line: &&ChangeLine| {
        line.number.to_string() == which || (which.len() >= HASH_DIGITS && line.change.starts_with(&which))
    };
    screen.changes.iter().find(fits).ok_or_else(|| {
        let last = screen.changes.len();
        Fail::new(Exit::NotFound, "no_such_change", say!("no-such-change", which = which))
            .because(say!("changes-are-numbered", last = last))
            .because(say!("nothing-was-changed"))
    })
}

fn state_after(document: &Document, subject: Subject, change: &ChangeLine) -> Result<Facets, Fail> {
    let hash = crate::entre::unhex_array(&change.change)?;
    Ok(document.facets_at(subject, &[hash]).unwrap_or_default())
}

fn title_now(document: &Document, subject: Subject) -> Option<String> {
    document.facets_at(subject, &document.heads())?.get("title").cloned()
}

fn described(subject: Subject) -> (&'static str, String) {
    match subject {
        Subject::Topic(id) => ("topic", id.to_string()),
        Subject::Action(id) => ("action", id.to_string()),
        Subject::Goal(id) => ("goal", id.to_string()),
        Subject::Meeting(id) => ("meeting", id.to_string()),
        // No other subject becomes a thing.
        _ => ("other", String::new()),
    }
}

/// So many digits of a hash are no number of a change.
const HASH_DIGITS: usize = 8;
