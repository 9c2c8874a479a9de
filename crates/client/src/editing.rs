//! Writing: an edit becomes a change in its document, an outbox row, a read model and a line in the journal, in one
//! transaction. Shared edits can only go to the pair's stream, private ones only to our own.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use agenda::{Document, Edit, EditError, Target, TextTarget};
use jiff::Timestamp;
use language::say;
use store::{RecordKind, Writer};
use sync::actor_of;
use wire::StreamId;

use crate::archive::still_in_use;
use crate::documents;
use crate::entre::{Entre, unhex_array};
use crate::exchange::behind;
use crate::facts::{JournalEntry, encode, hex, internal};
use crate::fail::{Exit, Fail};
use crate::moments::{self, Moment};
use crate::other_words::edit_error;
use crate::people::PersonRef;
use crate::reading::drafts;
use crate::streams::own_author;
use crate::what::What;

/// What is written together, and how the journal tells it.
pub(crate) struct Deed {
    /// For `log`.
    pub(crate) what: What,
    /// Whether the words quote something private.
    pub(crate) private: bool,
    /// The edits, in order.
    pub(crate) edits: Vec<Edit>,
    /// Whether it can be taken back with `undo`.
    pub(crate) undoable: bool,
    /// Whether it takes something back itself.
    pub(crate) undoing: bool,
    /// Whether it does again what had been taken back.
    pub(crate) redoing: bool,
    /// The state of each document that the edits were meant for, where that is not the state now.
    pub(crate) heads: BTreeMap<String, Vec<String>>,
}

impl Deed {
    pub(crate) fn shared(what: impl Into<What>, edits: Vec<Edit>) -> Self {
        Self {
            what: what.into(),
            private: false,
            edits,
            undoable: true,
            undoing: false,
            redoing: false,
            heads: BTreeMap::new(),
        }
    }

    pub(crate) fn private(what: impl Into<What>, edits: Vec<Edit>) -> Self {
        Self {
            what: what.into(),
            private: true,
            edits,
            undoable: true,
            undoing: false,
            redoing: false,
            heads: BTreeMap::new(),
        }
    }

    /// The edits of this document were meant for its state at `heads`: they are moved to the one that it has when it is
    /// written, as another program may write in between.
    pub(crate) fn meant_for(mut self, target: Target, heads: &[[u8; 32]]) -> Self {
        self.heads.insert(target_name(target), heads.iter().map(|head| hex(head)).collect());
        self
    }
}

/// A text of a document, and the state at which it was read.
pub(crate) struct TextThen {
    pub(crate) text: String,
    pub(crate) heads: Vec<[u8; 32]>,
}

impl Entre {
    /// Reads a text to add to it; an absent one is empty. A pair whose first exchange is still out has none.
    pub(crate) fn text_then(
        &mut self,
        person: &PersonRef,
        target: Target,
        text: &TextTarget,
    ) -> Result<Option<TextThen>, Fail> {
        let Some(pair) = person.stream else { return Ok(None) };
        let stream = stream_of(target, self.stream, pair);
        let document =
            documents::load(&self.store.read()?, &stream, &target.document_name(&pair.to_string()))?;
        Ok(Some(TextThen { text: document.text(text).unwrap_or_default(), heads: document.heads() }))
    }

    /// Writes, and says whether anything changed.
    pub(crate) fn write(&mut self, person: &PersonRef, deed: &Deed, now: Timestamp) -> Result<bool, Fail> {
        let own = self.stream;
        self.store.write(|writer| write_in(writer, own, person, deed, now))
    }
}

/// The same within a transaction.
pub(crate) fn write_in(
    writer: &mut Writer<'_>,
    own: StreamId,
    person: &PersonRef,
    deed: &Deed,
    now: Timestamp,
) -> Result<bool, Fail> {
    let Some(stream) = person.stream else { return write_draft(writer, person, deed, now) };
    still_in_use(writer, &stream, person, deed)?;
    write_live(writer, own, stream, person, deed, now)
}

/// Writes into the documents of a pair whose stream is known.
pub(crate) fn write_live(
    writer: &mut Writer<'_>,
    own: StreamId,
    pair: StreamId,
    person: &PersonRef,
    deed: &Deed,
    now: Timestamp,
) -> Result<bool, Fail> {
    let Carried { inverse, last, heads } = carry(writer, own, pair, deed, Some(now))?;
    let Some((stream, row)) = last else { return Ok(false) };
    let undo = if deed.undoable { Undo { edits: inverse, heads } } else { Undo::default() };
    journal(writer, person, deed, now, Some((stream, row)), undo)?;
    Ok(true)
}

/// Writes into the own personal document: what is said about devices and settings stands in no log and is not undone.
pub(crate) fn write_personal(writer: &mut Writer<'_>, own: StreamId, edits: Vec<Edit>) -> Result<(), Fail> {
    let deed = Deed { undoable: false, ..Deed::private(What::Sentence(String::new()), edits) };
    // A personal document belongs to no pair; the stream given in its place is never looked at.
    carry(writer, own, own, &deed, None).map(|_| ())
}

/// What writing brought: the edits that take it back, the last row of the outbox, the state of each document.
struct Carried {
    inverse: Vec<Edit>,
    last: Option<(StreamId, i64)>,
    heads: BTreeMap<String, Vec<String>>,
}

/// Edits become changes, read models and rows of the outbox; of changes that somebody may ask after it is noted when.
fn carry(
    writer: &mut Writer<'_>,
    own: StreamId,
    pair: StreamId,
    deed: &Deed,
    now: Option<Timestamp>,
) -> Result<Carried, Fail> {
    let mut open: BTreeMap<Target, (StreamId, Document, Vec<Vec<u8>>)> = BTreeMap::new();
    let mut inverse = Vec::new();
    // What is done together in one document is one change.
    for run in deed.edits.chunk_by(|left, right| left.target() == right.target()) {
        let Some(target) = run.first().map(Edit::target) else { continue };
        let (stream, document, chunks) = match open.entry(target) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let stream = stream_of(target, own, pair);
                let document = documents::load(writer, &stream, &target.document_name(&pair.to_string()))?;
                behind::refuse(writer, &stream, document.id())?;
                place.insert((stream, document, Vec::new()))
            }
        };
        let run = match deed.heads.get(&target_name(target)) {
            Some(heads) => rebased(document, run, heads, deed.undoing || deed.redoing)?,
            None => run.to_vec(),
        };
        if deed.undoable {
            let before = document.model();
            inverse.extend(run.iter().filter_map(|edit| edit.inverse(&before)));
        }
        let actor = actor_of(stream, document.id(), &own_author(writer, stream)?);
        chunks.extend(document.apply_all(&actor, &run).map_err(|error| edit_fail(&error))?);
    }
    let mut last = None;
    for (stream, document, chunks) in open.values().filter(|(_, _, chunks)| !chunks.is_empty()) {
        documents::keep(writer, stream, document, chunks)?;
        if let Some(now) = now {
            moments::note(writer, document.id(), now, Moment::Written, chunks)?;
        }
        // A row holds as many changes as fit well into one envelope.
        for chunks in batches(chunks) {
            last = Some((*stream, writer.push_outbox(stream, document.id().as_bytes(), &chunks)?));
        }
    }
    inverse.reverse();
    let heads =
        open.iter().map(|(target, (_, document, _))| (target_name(*target), hex_heads(document))).collect();
    Ok(Carried { inverse, last, heads })
}

/// Keeps the edits until the pair's stream is known; they are applied to a throw-away document to see that they hold.
fn write_draft(
    writer: &mut Writer<'_>,
    person: &PersonRef,
    deed: &Deed,
    now: Timestamp,
) -> Result<bool, Fail> {
    let kept = drafts(writer, person)?;
    let mut documents: BTreeMap<Target, Document> = BTreeMap::new();
    let mut inverse = Vec::new();
    let mut changed = false;
    for (index, edit) in kept.iter().chain(&deed.edits).enumerate() {
        let target = edit.target();
        let document = documents.entry(target).or_insert_with(|| {
            Document::genesis(target.document_name("draft"), agenda::DocumentId::from_bytes([0; 16]))
        });
        if index >= kept.len() {
            inverse.extend(edit.inverse(&document.model()));
        }
        let chunks = document.apply(&[1; 16], edit).map_err(|error| edit_fail(&error))?;
        if index >= kept.len() && !chunks.is_empty() {
            changed = true;
            let number = u32::try_from(index).unwrap_or(u32::MAX);
            let key = [person.key.as_slice(), &number.to_be_bytes()].concat();
            writer.put_record(RecordKind::Draft, &key, &encode(edit)?)?;
        }
    }
    if changed {
        inverse.reverse();
        journal(writer, person, deed, now, None, Undo { edits: inverse, heads: BTreeMap::new() })?;
    }
    Ok(changed)
}

/// What takes a deed back: the edits, and the state of each document that they were meant for.
#[derive(Default)]
struct Undo {
    edits: Vec<Edit>,
    heads: BTreeMap<String, Vec<String>>,
}

fn journal(
    writer: &mut Writer<'_>,
    person: &PersonRef,
    deed: &Deed,
    at: Timestamp,
    carried: Option<(StreamId, i64)>,
    undo: Undo,
) -> Result<(), Fail> {
    let entry = JournalEntry {
        at,
        what: deed.what.clone(),
        private: deed.private,
        pair: hex(&person.key),
        stream: carried.map(|(stream, _)| stream.to_string()),
        row: carried.map(|(_, row)| row),
        inverse: undo.edits,
        heads: undo.heads,
        undone: false,
        undoing: deed.undoing,
        redoing: deed.redoing,
    };
    writer.push_journal(&encode(&entry)?)?;
    Ok(())
}

/// Edits that were meant for the document at `heads`, for the document as it is now.
fn rebased(document: &Document, edits: &[Edit], heads: &[String], undoing: bool) -> Result<Vec<Edit>, Fail> {
    let heads: Vec<[u8; 32]> = heads.iter().map(|head| unhex_array(head)).collect::<Result<_, _>>()?;
    let moved = |edit: &Edit| {
        document.rebase_edit(edit, &heads).map_err(|_| match undoing {
            true => Fail::new(Exit::Failed, "not_possible", say!("undo-too-late"))
                .because(say!("nothing-changed")),
            false => internal(say!("internal-text-gone")),
        })
    };
    edits.iter().map(moved).collect()
}

pub(crate) fn hex_heads(document: &Document) -> Vec<String> {
    document.heads().iter().map(|head| hex(head)).collect()
}

pub(crate) fn target_name(target: Target) -> String {
    target.document_name("private").to_string()
}

/// The one place where an edit finds its stream: what is private can only go to our own.
fn stream_of(target: Target, own: StreamId, pair: StreamId) -> StreamId {
    match target {
        Target::Core | Target::Quarter(_) => pair,
        Target::Private | Target::Personal => own,
    }
}

fn batches(chunks: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut batches: Vec<Vec<u8>> = Vec::new();
    for chunk in chunks {
        match batches.last_mut() {
            Some(batch) if batch.len() + chunk.len() <= ROW_BYTES => batch.extend_from_slice(chunk),
            _ => batches.push(chunk.clone()),
        }
    }
    batches
}

pub(crate) fn edit_fail(error: &EditError) -> Fail {
    Fail::new(Exit::Usage, "not_possible", edit_error(error)).because(say!("nothing-changed"))
}

const ROW_BYTES: usize = 128 * 1024;
