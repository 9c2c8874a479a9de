//! A device's storage in memory. A transaction gathers writes beside what is committed; dropping it loses them, which is
//! what a crash does.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use agenda::{Document, DocumentId, DocumentName};
use crypto::{Members, Pair};
use sync::{
    Admission, DocumentDigest, DocumentNames, Head, Ledger, OutboxRow, Put, Standing, Waiting, heads_digest,
};
use wire::{AuthorId, EnvelopeId, Verified};

/// One kept envelope.
pub(crate) struct Kept {
    pub(crate) envelope: Verified,
    pub(crate) standing: Standing,
}

/// What is committed.
pub(crate) struct Disk {
    pub(crate) envelopes: Vec<Kept>,
    places: BTreeMap<EnvelopeId, usize>,
    pub(crate) outbox: Vec<OutboxRow>,
    next_row: i64,
    pub(crate) documents: BTreeMap<DocumentId, Document>,
    pub(crate) relay: BTreeMap<AuthorId, Head>,
    pub(crate) receipt: Option<[u8; 64]>,
    pub(crate) admissions: Vec<Admission<Pair>>,
    pub(crate) members: Members<Pair>,
    /// Envelopes of our own that carry changes: up to where.
    pub(crate) changes_through: u64,
    pub(crate) flushes: usize,
    /// Envelopes that came before one that their author had seen.
    pub(crate) early: BTreeSet<EnvelopeId>,
}

/// One write of a transaction.
enum Write {
    Keep(Verified, bool),
    Mark(EnvelopeId, Standing),
    Sealed(i64, u64),
    Document(Box<Document>),
    Outbox([u8; 16], Vec<u8>),
    RelayHeads(Vec<Head>),
    Stored(Head),
    Receipt([u8; 64]),
    Admit(Box<Admission<Pair>>),
    Admitted(Members<Pair>),
}

/// An open transaction.
pub(crate) struct Transaction<'a> {
    disk: &'a mut Disk,
    names: &'a DocumentNames,
    writes: Vec<Write>,
    torn: bool,
}

impl Disk {
    pub(crate) fn new(members: Members<Pair>) -> Self {
        Self {
            envelopes: Vec::new(),
            places: BTreeMap::new(),
            outbox: Vec::new(),
            next_row: 1,
            documents: BTreeMap::new(),
            relay: BTreeMap::new(),
            receipt: None,
            admissions: Vec::new(),
            members,
            changes_through: 0,
            flushes: 0,
            early: BTreeSet::new(),
        }
    }

    /// With `torn`, emptying the outbox does not wait for the commit.
    pub(crate) fn begin<'a>(&'a mut self, names: &'a DocumentNames, torn: bool) -> Transaction<'a> {
        Transaction { disk: self, names, writes: Vec::new(), torn }
    }

    /// Everything that the relay is not known to hold, in the order of arrival.
    pub(crate) fn unstored(&self) -> Vec<Put> {
        let unstored = |kept: &&Kept| {
            let header = kept.envelope.header();
            self.relay.get(&header.author).is_none_or(|head| head.seq < header.seq)
        };
        self.envelopes.iter().filter(unstored).map(put).collect()
    }

    /// Everything, in the order of arrival.
    pub(crate) fn backlog(&self) -> Vec<Put> {
        self.envelopes.iter().map(put).collect()
    }

    /// Whether the change that was to become this row was committed.
    pub(crate) fn has_row(&self, row: i64) -> bool {
        self.next_row > row
    }

    fn apply(&mut self, write: Write) {
        match write {
            Write::Keep(envelope, own) => {
                if !self.places.contains_key(&envelope.id()) {
                    self.places.insert(envelope.id(), self.envelopes.len());
                    let standing = if own { Standing::Applied } else { Standing::New };
                    self.envelopes.push(Kept { envelope, standing });
                }
            }
            Write::Mark(id, standing) => {
                if standing == Standing::Waiting(Waiting::Frontier) {
                    self.early.insert(id);
                }
                if let Some(kept) = self.places.get(&id).and_then(|place| self.envelopes.get_mut(*place)) {
                    kept.standing = standing;
                }
            }
            Write::Sealed(through, seq) => {
                self.outbox.retain(|row| row.row > through);
                self.changes_through = seq;
                self.flushes += 1;
            }
            Write::Document(document) => {
                self.documents.insert(*document.id(), *document);
            }
            Write::Outbox(document, chunks) => {
                self.outbox.push(OutboxRow { row: self.next_row, document, chunks });
                self.next_row += 1;
            }
            Write::RelayHeads(heads) => {
                self.relay = heads.into_iter().map(|head| (head.author, head)).collect();
            }
            Write::Stored(head) => {
                let known = self.relay.entry(head.author).or_insert(head);
                if known.seq < head.seq {
                    *known = head;
                }
            }
            Write::Receipt(receipt) => self.receipt = Some(receipt),
            Write::Admit(admission) => self.admissions.push(*admission),
            Write::Admitted(members) => {
                self.admissions.clear();
                self.members = members;
            }
        }
    }
}

impl Transaction<'_> {
    pub(crate) fn commit(self) {
        for write in self.writes {
            self.disk.apply(write);
        }
    }

    pub(crate) fn admissions(&self) -> Vec<Admission<Pair>> {
        self.disk.admissions.clone()
    }

    pub(crate) fn admit(&mut self, admission: Admission<Pair>) {
        self.writes.push(Write::Admit(Box::new(admission)));
    }

    pub(crate) fn admitted(&mut self, members: Members<Pair>) {
        self.writes.push(Write::Admitted(members));
    }

    pub(crate) fn edited(&mut self, document: Document, chunks: Vec<u8>) {
        self.writes.push(Write::Outbox(*document.id().as_bytes(), chunks));
        self.writes.push(Write::Document(Box::new(document)));
    }

    /// The row that the next change becomes.
    pub(crate) fn row(&self) -> i64 {
        self.disk.next_row
    }

    pub(crate) fn relay_heads(&mut self, heads: Vec<Head>) {
        self.writes.push(Write::RelayHeads(heads));
    }

    pub(crate) fn stored(&mut self, head: Head) {
        self.writes.push(Write::Stored(head));
    }

    pub(crate) fn receipt(&mut self, receipt: [u8; 64]) {
        self.writes.push(Write::Receipt(receipt));
    }

    pub(crate) fn load(&self, id: &DocumentId, name: &DocumentName) -> Document {
        let written = self.writes.iter().rev().find_map(|write| match write {
            Write::Document(document) if document.id() == id => Some(document.as_ref()),
            _ => None,
        });
        written
            .or_else(|| self.disk.documents.get(id))
            .cloned()
            .unwrap_or_else(|| Document::genesis(name.clone(), *id))
    }
}

impl Ledger for Transaction<'_> {
    type Error = Infallible;

    fn keep(&mut self, envelope: &Verified, own: bool) -> Result<(), Infallible> {
        self.writes.push(Write::Keep(envelope.clone(), own));
        Ok(())
    }

    fn mark(&mut self, id: &EnvelopeId, standing: Standing) -> Result<(), Infallible> {
        self.writes.push(Write::Mark(*id, standing));
        Ok(())
    }

    fn outbox(&mut self) -> Result<Vec<OutboxRow>, Infallible> {
        Ok(self.disk.outbox.clone())
    }

    fn sealed(&mut self, through: i64, seq: u64) -> Result<(), Infallible> {
        let write = Write::Sealed(through, seq);
        if self.torn {
            self.disk.apply(write);
        } else {
            self.writes.push(write);
        }
        Ok(())
    }

    fn document_name(&self, id: &DocumentId) -> Option<DocumentName> {
        self.names.name(id).cloned()
    }

    fn document(&mut self, id: &DocumentId, name: &DocumentName) -> Result<Document, Infallible> {
        Ok(self.load(id, name))
    }

    fn digests(&mut self) -> Result<Vec<DocumentDigest>, Infallible> {
        let stored = self.disk.documents.values();
        Ok(stored.map(|document| (*document.id().as_bytes(), heads_digest(&document.heads()))).collect())
    }

    fn envelopes(&mut self) -> Result<Vec<Verified>, Infallible> {
        let written = self.writes.iter().filter_map(|write| match write {
            Write::Keep(envelope, _) => Some(envelope),
            _ => None,
        });
        let kept = self.disk.envelopes.iter().map(|kept| &kept.envelope);
        Ok(kept.chain(written).cloned().collect())
    }

    fn forget_documents(&mut self) -> Result<(), Infallible> {
        let stored: Vec<DocumentId> = self.disk.documents.keys().copied().collect();
        for id in stored {
            let Some(name) = self.names.name(&id) else { continue };
            self.writes.push(Write::Document(Box::new(Document::genesis(name.clone(), id))));
        }
        Ok(())
    }

    fn merged(&mut self, document: &Document, _chunks: &[Vec<u8>]) -> Result<(), Infallible> {
        self.writes.push(Write::Document(Box::new(document.clone())));
        Ok(())
    }
}

fn put(kept: &Kept) -> Put {
    let header = kept.envelope.header();
    let bytes = kept.envelope.as_bytes().to_vec();
    Put { author: header.author, seq: header.seq, id: kept.envelope.id(), bytes }
}
