//! The payload of a content envelope (docs/protocol.md §5.2, §5.4): records, each behind its type and length.

use std::fmt;
use std::iter;
use std::marker::PhantomData;

use wire::{AuthorId, Envelope, EnvelopeError, EnvelopeId, EpochId, Origin, Reader, StreamId, Truncated};
use zeroize::Zeroizing;

use crate::audience::Audience;
use crate::binding::{Binding, BindingError};
use crate::card::{CardError, StreamCard, push_origin, read_origin};
use crate::roster::{Roster, RosterError};
use crate::statement::{Statement, StatementError};

/// The last accepted envelope of an author: author, sequence number, id.
pub type Head = (AuthorId, u64, EnvelopeId);

/// One record. What is signed keeps its exact bytes.
#[derive(Clone, PartialEq, Eq)]
pub enum Record {
    /// What changed in the author's frontier since its envelope before. First in every payload, and only there.
    Frontier(Vec<Head>),
    /// Changes of a document, as raw chunks.
    Changes {
        /// The document.
        document: [u8; 16],
        /// The chunks, one behind the other.
        chunks: Vec<u8>,
    },
    /// A statement of a person.
    Statement(Statement),
    /// Which pseudonym is which device.
    Binding(Binding),
    /// Everything that the author had accepted.
    Checkpoint {
        /// The whole frontier.
        frontier: Vec<Head>,
        /// Each document with the SHA-256 of its sorted heads.
        documents: Vec<([u8; 16], [u8; 32])>,
    },
    /// The author cannot open this epoch and asks for a grant.
    NeedEpoch(EpochId),
    /// The stream goes on elsewhere.
    Moved {
        /// The new stream.
        stream: StreamId,
        /// Its relay.
        origin: Origin,
    },
    /// A stream card; only in a person's own stream.
    Card(StreamCard),
    /// Who the stream is for.
    Roster(Roster),
    /// An envelope of another author, as stored, that its relay does not take: it has another one in that place. Its
    /// signature is not verified yet.
    Quoted(Envelope),
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Frontier(heads) => write!(f, "Frontier({} heads)", heads.len()),
            Self::Changes { document: _, chunks } => write!(f, "Changes({} bytes)", chunks.len()),
            Self::Statement(statement) => write!(f, "Statement({:?})", statement.id()),
            Self::Binding(binding) => write!(f, "Binding({:?})", binding.author()),
            Self::Checkpoint { frontier, documents } => {
                write!(f, "Checkpoint({} heads, {} documents)", frontier.len(), documents.len())
            }
            Self::NeedEpoch(epoch) => write!(f, "NeedEpoch({epoch:?})"),
            Self::Moved { stream, origin } => write!(f, "Moved({stream:?} at {origin})"),
            Self::Card(card) => card.fmt(f),
            Self::Roster(roster) => write!(f, "Roster({:?})", roster.stream()),
            Self::Quoted(envelope) => write!(f, "Quoted({:?})", envelope.id()),
        }
    }
}

/// Why a payload cannot be made or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The bytes end too early, or something follows within a record.
    #[error("a record has a wrong length")]
    Length,
    /// The frontier is not the first record, or not the only one of its kind.
    #[error("a payload begins with its one frontier")]
    Frontier,
    /// A type below 0x80 that this version does not know: the author's program is newer.
    #[error("record type {0:#04x} is of a newer version; please update")]
    Newer(u8),
    /// A list is longer than its layout can count.
    #[error("a record has more entries than its layout can count")]
    TooMany,
    /// A stream card in a stream for two.
    #[error("stream cards belong in a person's own stream only")]
    CardForTwo,
    /// A relay's origin is not one.
    #[error("a record names no relay where it should")]
    Relay,
    /// A statement is unsound.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// A binding is unsound.
    #[error(transparent)]
    Binding(#[from] BindingError),
    /// A roster is unsound.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// A stream card is unsound.
    #[error(transparent)]
    Card(#[from] CardError),
    /// What is quoted is no envelope.
    #[error(transparent)]
    Quoted(#[from] EnvelopeError),
}

impl From<Truncated> for RecordError {
    fn from(_: Truncated) -> Self {
        Self::Length
    }
}

/// The plaintext of a content envelope for the audience `S`; erased when dropped.
pub struct Payload<S: Audience> {
    bytes: Zeroizing<Vec<u8>>,
    audience: PhantomData<S>,
}

impl<S: Audience> Payload<S> {
    /// Puts records together.
    ///
    /// # Errors
    /// [`RecordError`] when the frontier is not first, a list is too long, or a card would go to two persons.
    pub fn new(records: &[Record]) -> Result<Self, RecordError> {
        let mut bytes = Zeroizing::new(Vec::new());
        for (index, record) in records.iter().enumerate() {
            check_place::<S>(index, record)?;
            push_record(&mut bytes, record)?;
        }
        if records.is_empty() { Err(RecordError::Frontier) } else { Ok(Self::from_zeroizing(bytes)) }
    }

    /// The records. Types from 0x80 are skipped.
    ///
    /// # Errors
    /// [`RecordError`]; [`RecordError::Newer`] asks for an update of the program.
    pub fn records(&self) -> Result<Vec<Record>, RecordError> {
        let mut reader = Reader::new(&self.bytes);
        // An empty record has six bytes, and what is read of it two hundred: a list that grows would hold three times as much.
        let mut records = Vec::with_capacity(self.announced());
        while !reader.is_empty() {
            let kind = reader.u8()?;
            let body = reader.prefixed()?;
            if kind >= SKIPPED && !records.is_empty() {
                continue;
            }
            let record = read_record(kind, body)?;
            check_place::<S>(records.len(), &record)?;
            records.push(record);
        }
        if records.is_empty() { Err(RecordError::Frontier) } else { Ok(records) }
    }

    /// How many records to make room for, by their types and lengths alone.
    fn announced(&self) -> usize {
        let mut reader = Reader::new(&self.bytes);
        let kinds = iter::from_fn(|| {
            let kind = reader.u8().ok()?;
            reader.prefixed().ok().map(|_| kind)
        });
        kinds.filter(|kind| *kind < SKIPPED).count()
    }

    /// A payload of these bytes, whatever they are.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self::from_zeroizing(Zeroizing::new(bytes.to_vec()))
    }

    /// The plaintext.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn from_zeroizing(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self { bytes, audience: PhantomData }
    }
}

impl<S: Audience> fmt::Debug for Payload<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes, audience: _ } = self;
        write!(f, "Payload({} bytes)", bytes.len())
    }
}

fn check_place<S: Audience>(index: usize, record: &Record) -> Result<(), RecordError> {
    if (index == 0) != matches!(record, Record::Frontier(_)) {
        return Err(RecordError::Frontier);
    }
    if S::PERSONS > 1 && matches!(record, Record::Card(_)) {
        return Err(RecordError::CardForTwo);
    }
    Ok(())
}

fn push_record(out: &mut Zeroizing<Vec<u8>>, record: &Record) -> Result<(), RecordError> {
    let mut body = Zeroizing::new(Vec::new());
    let kind = match record {
        Record::Frontier(heads) => {
            push_heads(&mut body, heads)?;
            FRONTIER
        }
        Record::Changes { document, chunks } => {
            body.extend_from_slice(document);
            body.extend_from_slice(chunks);
            CHANGES
        }
        Record::Statement(statement) => {
            body.extend_from_slice(statement.as_bytes());
            STATEMENT
        }
        Record::Binding(binding) => {
            body.extend_from_slice(binding.as_bytes());
            BINDING
        }
        Record::Checkpoint { frontier, documents } => {
            push_heads(&mut body, frontier)?;
            for (document, heads) in documents {
                body.extend_from_slice(document);
                body.extend_from_slice(heads);
            }
            CHECKPOINT
        }
        Record::NeedEpoch(epoch) => {
            body.extend_from_slice(epoch.as_bytes());
            NEED_EPOCH
        }
        Record::Moved { stream, origin } => {
            body.extend_from_slice(stream.as_bytes());
            push_origin(&mut body, origin);
            MOVED
        }
        Record::Card(card) => {
            body.extend_from_slice(&card.encode());
            CARD
        }
        Record::Roster(roster) => {
            body.extend_from_slice(roster.as_bytes());
            ROSTER
        }
        Record::Quoted(envelope) => {
            body.extend_from_slice(envelope.as_bytes());
            QUOTED
        }
    };
    let len = u32::try_from(body.len()).map_err(|_| RecordError::TooMany)?;
    out.reserve(5 + body.len());
    out.push(kind);
    out.extend_from_slice(&len.to_be_bytes());
    out.extend_from_slice(&body);
    Ok(())
}

fn read_record(kind: u8, body: &[u8]) -> Result<Record, RecordError> {
    let mut reader = Reader::new(body);
    let record = match kind {
        FRONTIER => Record::Frontier(read_heads(&mut reader)?),
        CHANGES => {
            let document = reader.array()?;
            return Ok(Record::Changes { document, chunks: reader.rest().to_vec() });
        }
        STATEMENT => return Ok(Record::Statement(Statement::parse(body)?)),
        BINDING => return Ok(Record::Binding(Binding::parse(body)?)),
        ROSTER => return Ok(Record::Roster(Roster::parse(body)?)),
        CARD => return Ok(Record::Card(StreamCard::parse(body)?)),
        QUOTED => return Ok(Record::Quoted(Envelope::parse(body)?)),
        CHECKPOINT => {
            let frontier = read_heads(&mut reader)?;
            let mut documents = Vec::new();
            while !reader.is_empty() {
                documents.push((reader.array()?, reader.array()?));
            }
            Record::Checkpoint { frontier, documents }
        }
        NEED_EPOCH => Record::NeedEpoch(EpochId::from(reader.array()?)),
        MOVED => Record::Moved {
            stream: StreamId::from(reader.array()?),
            origin: read_origin(&mut reader)?.ok_or(RecordError::Relay)?,
        },
        newer if newer < SKIPPED => return Err(RecordError::Newer(newer)),
        _ => return Err(RecordError::Frontier),
    };
    if reader.is_empty() { Ok(record) } else { Err(RecordError::Length) }
}

fn push_heads(out: &mut Vec<u8>, heads: &[Head]) -> Result<(), RecordError> {
    out.push(u8::try_from(heads.len()).map_err(|_| RecordError::TooMany)?);
    for (author, seq, id) in heads {
        out.extend_from_slice(author.as_bytes());
        out.extend_from_slice(&seq.to_be_bytes());
        out.extend_from_slice(id.as_bytes());
    }
    Ok(())
}

fn read_heads(reader: &mut Reader<'_>) -> Result<Vec<Head>, RecordError> {
    let count = reader.u8()?;
    let mut heads = Vec::new();
    for _ in 0..count {
        heads.push((AuthorId::from(reader.array()?), reader.u64()?, EnvelopeId::from(reader.array()?)));
    }
    Ok(heads)
}

const FRONTIER: u8 = 0x01;
const CHANGES: u8 = 0x02;
const STATEMENT: u8 = 0x03;
const BINDING: u8 = 0x04;
const CHECKPOINT: u8 = 0x05;
const NEED_EPOCH: u8 = 0x06;
const MOVED: u8 = 0x07;
const CARD: u8 = 0x08;
const ROSTER: u8 = 0x0A;
const QUOTED: u8 = 0x0B;
/// From here on, a type that is not known is skipped.
const SKIPPED: u8 = 0x80;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Own;

    // Found by the fuzzer: from an author who means harm, a list that grew held a hundred times the payload.
    #[test]
    fn many_tiny_records_take_room_for_each_of_them_once() {
        let empty = Record::Checkpoint { frontier: Vec::new(), documents: Vec::new() };
        let mut said = vec![empty; 1100];
        said.insert(0, Record::Frontier(Vec::new()));
        let mut bytes = Payload::<Own>::new(&said).unwrap().as_bytes().to_vec();
        bytes.extend_from_slice(&[0x80, 0, 0, 0, 1, 7]);
        let records = Payload::<Own>::from_bytes(&bytes).records().unwrap();
        assert_eq!((records.len(), records.capacity()), (1101, 1101));
        assert_eq!(records, said);
    }

    // Room for all of it at once: growing halfway would leave a copy of the text behind, and more would never be filled.
    #[test]
    fn a_record_fills_exactly_the_room_that_was_taken_for_it() {
        for len in [1, 1000, 100_000] {
            let mut bytes = Zeroizing::new(Vec::new());
            let changes = Record::Changes { document: [1; 16], chunks: vec![2; len] };
            push_record(&mut bytes, &changes).unwrap();
            assert_eq!((bytes.len(), bytes.capacity()), (5 + 16 + len, 5 + 16 + len));
        }
    }
}
