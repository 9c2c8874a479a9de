//! One open transaction on a home: what the engine reads and writes of its storage, all of it or nothing.

use agenda::{Document, DocumentId, DocumentName};
use crypto::{Members, Pair};
use sync::{Admission, DocumentDigest, Head, Ledger, OutboxRow, Standing, heads_digest};
use wire::{AuthorId, EnvelopeId, Verified};

use crate::Plant;
use crate::disk::{Disk, Health, Item, Refused, Write};
use crate::people::Seat;

pub(crate) struct Transaction<'a> {
    pub(crate) disk: &'a mut Disk,
    writes: Vec<Write>,
    /// Envelopes of others that take effect with it.
    applied: Vec<EnvelopeId>,
    /// How many writes the disk still takes.
    room: usize,
    broken: bool,
    /// Nothing that a person wrote is shown to the engine.
    mute: bool,
}

impl<'a> Transaction<'a> {
    pub(crate) fn new(disk: &'a mut Disk) -> Self {
        let room = match disk.health {
            Health::Fine => usize::MAX,
            Health::Full(room) => room,
            Health::ReadOnly => 0,
        };
        Self { disk, writes: Vec::new(), applied: Vec::new(), room, broken: false, mute: false }
    }

    /// Whether a write was refused and nobody took notice.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken
    }

    /// What waits to be sealed keeps waiting.
    pub(crate) fn mute(&mut self) {
        self.mute = true;
    }

    pub(crate) fn commit(self) {
        if !self.broken {
            self.writes.into_iter().for_each(|write| self.disk.apply(write));
        }
    }

    /// For a plant: commits what is noted of envelopes, and leaves what they do for a second commit.
    pub(crate) fn commit_standings(&mut self) {
        let (noted, rest) = std::mem::take(&mut self.writes)
            .into_iter()
            .partition(|write| matches!(write, Write::Keep(..) | Write::Mark(..)));
        self.writes = rest;
        Vec::from_iter(noted).into_iter().for_each(|write: Write| self.disk.apply(write));
    }

    fn write(&mut self, write: Write) -> Result<(), Refused> {
        let Some(room) = self.room.checked_sub(1) else {
            self.broken = true;
            return if self.disk.plant == Some(Plant::FailureIgnored) { Ok(()) } else { Err(Refused) };
        };
        self.room = room;
        self.writes.push(write);
        Ok(())
    }

    /// The envelopes that were found to take effect since the last time.
    pub(crate) fn take_applied(&mut self) -> Vec<Verified> {
        let applied = std::mem::take(&mut self.applied);
        applied.iter().filter_map(|id| self.envelope(id).cloned()).collect()
    }

    fn envelope(&self, id: &EnvelopeId) -> Option<&Verified> {
        let written = self.writes.iter().find_map(|write| match write {
            Write::Keep(envelope, _) if envelope.id() == *id => Some(envelope),
            _ => None,
        });
        written.or_else(|| self.disk.envelope(id))
    }

    pub(crate) fn admissions(&self) -> Vec<Admission<Pair>> {
        self.disk.admissions.clone()
    }

    pub(crate) fn admitted(&mut self, members: Members<Pair>) -> Result<(), Refused> {
        self.write(Write::Admitted(members))
    }

    pub(crate) fn worn(&mut self, worn: bool) -> Result<(), Refused> {
        self.write(Write::Worn(worn))
    }

    pub(crate) fn edited(&mut self, document: Document, chunks: Vec<u8>) -> Result<(), Refused> {
        self.write(Write::Outbox(*document.id().as_bytes(), chunks))?;
        self.write(Write::Document(Box::new(document)))
    }

    pub(crate) fn items_written(&mut self, items: &[Item]) -> Result<(), Refused> {
        for item in items {
            self.write(Write::Outbox(*item, Vec::new()))?;
        }
        self.write(Write::Items(items.to_vec()))
    }

    pub(crate) fn items(&mut self, items: Vec<Item>) -> Result<(), Refused> {
        if items.is_empty() { Ok(()) } else { self.write(Write::Items(items)) }
    }

    pub(crate) fn relay_heads(&mut self, heads: Vec<Head>) -> Result<(), Refused> {
        self.write(Write::RelayHeads(heads))
    }

    pub(crate) fn stored(&mut self, head: Head) -> Result<(), Refused> {
        self.write(Write::Stored(head))
    }

    pub(crate) fn receipt(&mut self, receipt: [u8; 64]) -> Result<(), Refused> {
        self.write(Write::Receipt(receipt))
    }

    pub(crate) fn part(
        &mut self,
        author: AuthorId,
        from: u64,
        items: impl IntoIterator<Item = Item>,
    ) -> Result<(), Refused> {
        self.write(Write::Part(author, from, items.into_iter().collect()))
    }

    pub(crate) fn say_again(&mut self) -> Result<(), Refused> {
        self.write(Write::SaidAgain)
    }

    pub(crate) fn seat(&mut self, seat: Seat) -> Result<(), Refused> {
        self.write(Write::Seat(Box::new(seat)))
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
    type Error = Refused;

    fn keep(&mut self, envelope: &Verified, own: bool) -> Result<(), Refused> {
        self.write(Write::Keep(envelope.clone(), own))
    }

    fn mark(&mut self, id: &EnvelopeId, standing: Standing) -> Result<(), Refused> {
        let skips = self.disk.plant == Some(Plant::UnreadSkipped);
        let standing = if skips && matches!(standing, Standing::Waiting(_)) {
            Standing::Applied
        } else {
            if standing == Standing::Applied {
                self.applied.push(*id);
            }
            standing
        };
        self.write(Write::Mark(*id, standing))
    }

    fn outbox(&mut self) -> Result<Vec<OutboxRow>, Refused> {
        Ok(if self.mute { Vec::new() } else { self.disk.outbox.clone() })
    }

    fn sealed(&mut self, through: i64, seq: u64) -> Result<(), Refused> {
        let write = Write::Sealed(through, seq);
        if self.disk.plant == Some(Plant::TornCommit) {
            self.disk.apply(write);
            return Ok(());
        }
        self.write(write)
    }

    fn document_name(&self, id: &DocumentId) -> Option<DocumentName> {
        self.disk.seat.document_name(id)
    }

    fn document(&mut self, id: &DocumentId, name: &DocumentName) -> Result<Document, Refused> {
        Ok(self.load(id, name))
    }

    fn digests(&mut self) -> Result<Vec<DocumentDigest>, Refused> {
        let stored = self.disk.documents.values();
        Ok(stored.map(|document| (*document.id().as_bytes(), heads_digest(&document.heads()))).collect())
    }

    fn envelopes(&mut self) -> Result<Vec<Verified>, Refused> {
        let written = self.writes.iter().filter_map(|write| match write {
            Write::Keep(envelope, _) => Some(envelope),
            _ => None,
        });
        let kept = self.disk.envelopes.iter().map(|kept| &kept.envelope);
        Ok(kept.chain(written).cloned().collect())
    }

    fn forget_documents(&mut self) -> Result<(), Refused> {
        let stored: Vec<(DocumentId, DocumentName)> =
            self.disk.documents.values().map(|document| (*document.id(), document.name().clone())).collect();
        for (id, name) in stored {
            self.write(Write::Document(Box::new(Document::genesis(name, id))))?;
        }
        Ok(())
    }

    fn merged(&mut self, document: &Document, _chunks: &[Vec<u8>]) -> Result<(), Refused> {
        self.write(Write::Document(Box::new(document.clone())))
    }
}
