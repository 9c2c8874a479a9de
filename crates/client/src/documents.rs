//! Documents in the store: loaded from snapshot and tail, written with their changes and their read model.

use agenda::{Document, DocumentId, DocumentName, Model};
use language::say;
use store::{Reader, Writer};
use sync::{DocumentNames, document_id};
use wire::StreamId;

use crate::archive;
use crate::facts::{decode, encode, internal};
use crate::fail::Fail;
use crate::streams::all;

/// The documents that a stream can have, as known now. Our own has one more with each person whom we met.
pub(crate) fn names(reader: &Reader<'_>, stream: &StreamId, shared: bool) -> Result<DocumentNames, Fail> {
    if shared {
        return Ok(DocumentNames::of_pair(stream));
    }
    let known = all(reader)?;
    let known = known.iter().filter(|(_, facts)| facts.shared);
    Ok(DocumentNames::of_person(stream, known.map(|(stream, _)| stream)))
}

/// The document as stored, or its genesis.
pub(crate) fn load(reader: &Reader<'_>, stream: &StreamId, name: &DocumentName) -> Result<Document, Fail> {
    let id = document_id(stream, name);
    let Some(stored) = reader.document(stream, id.as_bytes())? else {
        return Ok(Document::genesis(name.clone(), id));
    };
    let tail = stored.tail.iter().map(Vec::as_slice);
    Document::load(name.clone(), id, &stored.snapshot, tail)
        .map_err(|_| internal(say!("internal-document")).attempt(say!("document-try-sync")))
}

/// Stores what was added to a document, and its read model.
pub(crate) fn keep(
    writer: &mut Writer<'_>,
    stream: &StreamId,
    document: &Document,
    chunks: &[Vec<u8>],
) -> Result<(), Fail> {
    let id = document.id().as_bytes();
    if writer.document(stream, id)?.is_none() {
        let genesis = Document::genesis(document.name().clone(), *document.id()).save();
        writer.create_document(stream, id, &document.name().to_string(), &genesis)?;
    }
    writer.append_changes(stream, id, chunks)?;
    let (changes, bytes) = writer.tail_len(stream, id)?;
    if changes > TAIL_CHANGES || bytes > TAIL_BYTES {
        compact(writer, stream, document)?;
    }
    keep_view(writer, stream, document)
}

/// Stores the read model of a document that is stored.
pub(crate) fn keep_view(writer: &mut Writer<'_>, stream: &StreamId, document: &Document) -> Result<(), Fail> {
    let model = document.model();
    if let Model::Core(core) = &model {
        archive::keep_mark(writer, stream, core.put_away)?;
    }
    Ok(writer.put_view(stream, document.id().as_bytes(), &encode(&model)?)?)
}

/// Puts a document that is stored back to what it was at another time: to its genesis, for example.
pub(crate) fn put_back(writer: &mut Writer<'_>, stream: &StreamId, document: &Document) -> Result<(), Fail> {
    writer.replace_snapshot(stream, document.id().as_bytes(), &document.save())?;
    keep_view(writer, stream, document)
}

/// Replaces snapshot and tail by one snapshot, but only after it has been read back and is the same.
fn compact(writer: &mut Writer<'_>, stream: &StreamId, document: &Document) -> Result<(), Fail> {
    let snapshot = document.save();
    let read = Document::load(document.name().clone(), *document.id(), &snapshot, std::iter::empty());
    if read.is_ok_and(|read| read.heads() == document.heads()) {
        writer.replace_snapshot(stream, document.id().as_bytes(), &snapshot)?;
    }
    Ok(())
}

/// The read model of one document.
pub(crate) fn view(reader: &Reader<'_>, stream: &StreamId, id: &DocumentId) -> Result<Option<Model>, Fail> {
    reader.view(stream, id.as_bytes())?.map(|bytes| decode(&bytes)).transpose()
}

/// A tail longer than this is folded into the snapshot.
const TAIL_CHANGES: u64 = 200;
const TAIL_BYTES: u64 = 64 * 1024;
