//! Gathering records into envelopes of a bounded size.

use agenda::guard;
use crypto::Record;
use wire::Envelope;

use crate::ledger::OutboxRow;

/// What goes into one envelope.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) records: Vec<Record>,
    bytes: usize,
    /// The last outbox row that ends here.
    pub(super) through: Option<i64>,
}

impl Batch {
    /// Whether so many bytes more still fit. An empty batch takes anything.
    pub(super) fn has_room_for(&self, bytes: usize) -> bool {
        self.bytes == 0 || self.bytes + bytes <= ENVELOPE_BYTES
    }

    pub(super) fn push(&mut self, id: [u8; 16], bytes: &[u8]) {
        self.bytes += bytes.len();
        match self.records.last_mut() {
            Some(Record::Changes { document, chunks }) if *document == id => chunks.extend_from_slice(bytes),
            _ => self.records.push(Record::Changes { document: id, chunks: bytes.to_vec() }),
        }
    }

    pub(super) fn quote(&mut self, envelope: Envelope) {
        self.bytes += envelope.as_bytes().len();
        self.records.push(Record::Quoted(envelope));
    }
}

/// A row as it is, or change by change where it is longer than an envelope may get.
pub(super) fn pieces(row: &OutboxRow) -> Vec<&[u8]> {
    match guard::split_chunks(&row.chunks) {
        Ok(chunks) if row.chunks.len() > ENVELOPE_BYTES => chunks,
        _ => vec![&row.chunks],
    }
}

/// Records of at most a few KiB each, so many to an envelope that it stays within its size.
pub(super) fn split_records(records: Vec<Record>) -> Vec<Vec<Record>> {
    let mut batches = Vec::new();
    let mut records = records.into_iter().peekable();
    while records.peek().is_some() {
        batches.push(records.by_ref().take(RECORDS_MAX).collect());
    }
    batches
}

/// An envelope is closed once it holds this many bytes of changes; a single change is at most 64 KiB.
const ENVELOPE_BYTES: usize = 256 * 1024;
/// A binding, the longest of the records that come in numbers, has 1.5 KB.
const RECORDS_MAX: usize = 128;
