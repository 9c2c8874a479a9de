//! After a repair a document can lack what this device has said in it, because what that builds on was put away as well. What
//! is written there now would take the place of what is lacking, and others would refuse it and all that comes behind it.
//! So nothing is written there in the same name, and the document is made again when something has come
//! (docs/protocol.md §11.1).

use std::collections::BTreeSet;

use agenda::{DocumentId, DocumentName};
use language::say;
use store::{Reader, RecordKind, Writer};
use sync::{DocumentNames, actor_of};
use wire::{AuthorId, StreamId};

use super::{Line, Taught};
use crate::documents;
use crate::fail::{Exit, Fail};
use crate::keys::StreamSecrets;
use crate::leaving::leave_former_self;
use crate::mending::{Changes, remake_stream};
use crate::streams::own_author;

/// A document, and the name of this device of whose changes it lacks some.
pub(crate) type Mark = (DocumentId, AuthorId);

/// Marks the documents of a stream that lack some of what this device has said, and no others.
pub(crate) fn mark(
    writer: &mut Writer<'_>,
    stream: &StreamId,
    names: &DocumentNames,
    said: &Changes,
) -> Result<(), Fail> {
    let known = marked(writer, stream)?;
    let mut authors: BTreeSet<AuthorId> = known.iter().map(|(_, author)| *author).collect();
    authors.insert(own_author(writer, stream)?);
    let mut behind: BTreeSet<Mark> = BTreeSet::new();
    for (id, changes) in said {
        // What stands about devices and settings is written in the middle of an exchange, too: that cannot wait for one.
        let Some(name) = names.name(id).filter(|name| **name != DocumentName::Personal) else { continue };
        let document = documents::load(writer, stream, name)?;
        let lacking =
            authors.iter().filter(|author| document.is_behind(&actor_of(stream, id, author), changes));
        behind.extend(lacking.map(|author| (*id, *author)));
    }
    for mark in known.difference(&behind) {
        writer.delete_record(RecordKind::Stream, &key(stream, mark))?;
    }
    if behind.is_empty() {
        return Ok(());
    }
    let newest = writer.envelopes(stream, 0)?.last().map_or(0, |stored| stored.row);
    for mark in &behind {
        writer.put_record(RecordKind::Stream, &key(stream, mark), &newest.to_be_bytes())?;
    }
    Ok(())
}

/// The documents of a stream that lack changes of this device.
pub(crate) fn marked(reader: &Reader<'_>, stream: &StreamId) -> Result<BTreeSet<Mark>, Fail> {
    let records = reader.records_under(RecordKind::Stream, &prefix(stream))?;
    Ok(records.into_iter().filter_map(|(key, _)| parse(&key)).collect())
}

/// Refuses to write into a document that lacks changes that this device made in the name that it has.
pub(crate) fn refuse(reader: &Reader<'_>, stream: &StreamId, id: &DocumentId) -> Result<(), Fail> {
    let mark = (*id, own_author(reader, stream)?);
    if reader.record(RecordKind::Stream, &key(stream, &mark))?.is_none() {
        return Ok(());
    }
    Err(Fail::new(Exit::Failed, "behind", say!("behind"))
        .because(say!("behind-why"))
        .attempt(say!("behind-try"))
        .attempt(say!("behind-try-file")))
}

impl<S: Taught> Line<'_, S> {
    /// Makes documents that lack changes of this device again, if something has come since that was tried last.
    pub(crate) fn catch_up(&mut self) -> Result<(), Fail> {
        let stream = self.stream;
        {
            let reader = self.entre.store.read()?;
            let tried = reader.records_under(RecordKind::Stream, &prefix(&stream))?.into_iter();
            let tried = tried.filter_map(|(_, row)| row.try_into().ok().map(i64::from_be_bytes)).min();
            let Some(tried) = tried else { return Ok(()) };
            if reader.envelopes(&stream, tried)?.is_empty() {
                return Ok(());
            }
        }
        let (root, device) = (self.root, self.device);
        self.write(|writer, _, names| {
            remake_stream::<S>(writer, stream, names, (root, device), Some(&DocumentName::Personal)).map(drop)
        })?;
        // It was built from what was here before.
        self.replica = None;
        Ok(())
    }

    /// Takes a new name if a document lacks changes that were made in this one, though the relay has nothing more and nothing
    /// waits to go there. Those changes may stand with others, and here as soon as what they build on comes by another way.
    pub(super) fn leave_behind(&mut self) -> Result<(), Fail> {
        let (stream, now) = (self.stream, self.now);
        if !self.exchanged.up_to_date || marked(&self.entre.store.read()?, &stream)?.is_empty() {
            return Ok(());
        }
        let former = self.entre.store.write(|writer| -> Result<_, Fail> {
            let author = own_author(writer, &stream)?;
            let lacking = marked(writer, &stream)?.iter().any(|(_, name)| *name == author);
            // What waits was made in this name, and can go out in no other.
            if !lacking || writer.outbox_count(&stream)? > 0 {
                return Ok(None);
            }
            let former = StreamSecrets::read(writer, &stream)?.pseudonym;
            leave_former_self(writer, stream, now)?;
            Ok((own_author(writer, &stream)? != author).then_some(former))
        })?;
        if former.is_some() {
            self.replica = None;
            self.former = former;
        }
        Ok(())
    }
}

fn prefix(stream: &StreamId) -> Vec<u8> {
    [stream.as_bytes().as_slice(), BEHIND].concat()
}

fn key(stream: &StreamId, (id, author): &Mark) -> Vec<u8> {
    [stream.as_bytes().as_slice(), BEHIND, id.as_bytes(), author.as_bytes()].concat()
}

fn parse(key: &[u8]) -> Option<Mark> {
    let (id, author) = key.get(32 + BEHIND.len()..)?.split_first_chunk::<16>()?;
    Some((DocumentId::from_bytes(*id), AuthorId::from(<[u8; 32]>::try_from(author).ok()?)))
}

const BEHIND: &[u8] = b"behind";
