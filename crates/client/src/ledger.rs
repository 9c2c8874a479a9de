//! The engine's storage over one transaction of the store.

use agenda::{Document, DocumentId, DocumentName};
use jiff::Timestamp;
use language::say;
use store::{RecordKind, Writer};
use sync::{DocumentDigest, DocumentNames, Ledger, OutboxRow, ReceiveError, Standing, Waiting, heads_digest};
use wire::{EnvelopeId, StreamId, Verified};

use crate::documents;
use crate::facts::{self, Summary, internal};
use crate::fail::Fail;
use crate::moments::{self, Moment};

/// One open transaction on one stream.
pub(crate) struct StoreLedger<'a, 's> {
    pub(crate) writer: &'a mut Writer<'s>,
    pub(crate) stream: StreamId,
    pub(crate) names: &'a DocumentNames,
    /// When this happens; none where what comes is not new here.
    pub(crate) now: Option<Timestamp>,
}

/// Why documents could not be written from what is here: nothing came from outside.
pub(crate) fn unwritten(error: ReceiveError<Fail>) -> Fail {
    match error {
        ReceiveError::Storage(fail) => fail,
        ReceiveError::Gap => internal(say!("internal-gap")),
        ReceiveError::Unsealed => internal(say!("internal-unsealed")),
    }
}

impl Ledger for StoreLedger<'_, '_> {
    type Error = Fail;

    fn keep(&mut self, envelope: &Verified, own: bool) -> Result<(), Fail> {
        self.writer.insert_envelope(envelope, own)?;
        if own {
            self.writer.set_standing(&self.stream, &envelope.id(), &store::Standing::Applied)?;
        }
        Ok(())
    }

    fn mark(&mut self, id: &EnvelopeId, standing: Standing) -> Result<(), Fail> {
        let standing = match standing {
            Standing::New => store::Standing::New,
            Standing::Applied => store::Standing::Applied,
            Standing::Waiting(why) => store::Standing::Waiting(reason(why).to_owned()),
            Standing::Quarantined => {
                store::Standing::Quarantined("refused by the guard of the document".to_owned())
            }
        };
        Ok(self.writer.set_standing(&self.stream, id, &standing)?)
    }

    fn outbox(&mut self) -> Result<Vec<OutboxRow>, Fail> {
        let rows = self.writer.outbox(&self.stream)?;
        let row =
            |row: store::OutboxRow| OutboxRow { row: row.row, document: row.document, chunks: row.chunks };
        Ok(rows.into_iter().map(row).collect())
    }

    fn sealed(&mut self, through: i64, seq: u64) -> Result<(), Fail> {
        self.writer.take_outbox(&self.stream, through)?;
        let key = self.stream.as_bytes().as_slice();
        let mut summary: Summary = facts::read(self.writer, RecordKind::Summary, key)?.unwrap_or_default();
        summary.sealed.push((through, seq));
        facts::write(self.writer, RecordKind::Summary, key, &summary)
    }

    fn document_name(&self, id: &DocumentId) -> Option<DocumentName> {
        self.names.name(id).cloned()
    }

    fn document(&mut self, _id: &DocumentId, name: &DocumentName) -> Result<Document, Fail> {
        documents::load(self.writer, &self.stream, name)
    }

    fn digests(&mut self) -> Result<Vec<DocumentDigest>, Fail> {
        let mut digests = Vec::new();
        for (id, _) in self.writer.documents(&self.stream)? {
            let Some(name) = self.names.name(&DocumentId::from_bytes(id)) else { continue };
            let document = documents::load(self.writer, &self.stream, name)?;
            digests.push((id, heads_digest(&document.heads())));
        }
        Ok(digests)
    }

    fn envelopes(&mut self) -> Result<Vec<Verified>, Fail> {
        let stored = self.writer.envelopes(&self.stream, 0)?;
        Ok(stored.into_iter().map(|stored| stored.envelope.verified_before()).collect())
    }

    fn forget_documents(&mut self) -> Result<(), Fail> {
        // What is put back now came in before.
        self.now = None;
        for (id, _) in self.writer.documents(&self.stream)? {
            let id = DocumentId::from_bytes(id);
            let Some(name) = self.names.name(&id) else { continue };
            documents::put_back(self.writer, &self.stream, &Document::genesis(name.clone(), id))?;
        }
        Ok(())
    }

    fn merged(&mut self, document: &Document, chunks: &[Vec<u8>]) -> Result<(), Fail> {
        if let Some(now) = self.now {
            moments::note(self.writer, document.id(), now, Moment::Arrived, chunks)?;
        }
        documents::keep(self.writer, &self.stream, document, chunks)
    }
}

fn reason(why: Waiting) -> &'static str {
    match why {
        Waiting::Epoch => "its key is not here yet",
        Waiting::Frontier => "something its author had read is missing here",
        Waiting::Author => UNCOUNTED,
        Waiting::Changes => "a change that it builds on is missing",
        Waiting::Document => "its document is not known here",
        Waiting::Newer => "a newer version of entre wrote it",
    }
}

/// What is said of an envelope whose author does not count.
pub(crate) const UNCOUNTED: &str = "its author is nobody whose writing counts";
