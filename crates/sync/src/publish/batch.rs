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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(bytes: Vec<u8>) -> OutboxRow {
        OutboxRow { row: 1, document: [7; 16], chunks: bytes }
    }

    #[test]
    fn an_envelope_takes_what_fits_and_always_something() {
        let mut batch = Batch::default();
        assert!(batch.has_room_for(10 * 1024 * 1024), "an empty one takes anything");
        batch.push([1; 16], &[0; 1000]);
        assert!(batch.has_room_for(256 * 1024 - 1000) && !batch.has_room_for(256 * 1024 - 999));
        batch.push([1; 16], &[0; 1000]);
        assert!(batch.has_room_for(256 * 1024 - 2000) && !batch.has_room_for(256 * 1024 - 1999));
    }

    #[test]
    fn changes_of_one_document_in_a_row_are_one_record() {
        let mut batch = Batch::default();
        for (document, byte) in [(1, 1), (1, 2), (2, 3), (1, 4)] {
            batch.push([document; 16], &[byte]);
        }
        let changes = |document, chunks| Record::Changes { document: [document; 16], chunks };
        assert_eq!(batch.records, [changes(1, vec![1, 2]), changes(2, vec![3]), changes(1, vec![4])]);
    }

    #[test]
    fn only_a_row_that_is_longer_than_an_envelope_is_taken_apart() {
        let mut document =
            agenda::Document::genesis(agenda::DocumentName::Core, agenda::DocumentId::from_bytes([7; 16]));
        let mut change = |name: &str| {
            let name = Some(name.to_owned());
            let edit = agenda::Edit::MemberName { member: agenda::Member::Manager, name };
            document.apply(&[1; 16], &edit).unwrap().concat()
        };
        let (one, other) = (change("Mara"), change("Marta"));
        let whole = row([one.clone(), other.clone()].concat());
        assert_eq!(pieces(&whole), [&whole.chunks]);
        let often = (256 * 1024) / one.len() + 1;
        let long = row(one.repeat(often));
        assert_eq!(pieces(&long).len(), often);
        assert_eq!(pieces(&row(long.chunks[..one.len() * (often - 1)].to_vec())).len(), 1);
        let junk = row(vec![0; 256 * 1024 + 1]);
        assert_eq!(pieces(&junk), [&junk.chunks], "what is no change stays as it is");
    }
}
