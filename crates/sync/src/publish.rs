//! The publish step: what membership asks for, then what this device wrote, sealed once (docs/protocol.md §6, §8).
//!
//! Sequence number, predecessor and bytes are fixed inside the caller's transaction, so that two processes on one home
//! cannot use a place twice. What was sealed is sent again as the same bytes, for ever.

use agenda::DocumentId;
use agenda::guard;
use crypto::{Audience, Enrolment, Members, Record, Roster, Statement};
use rand_core::CryptoRng;
use wire::Verified;

use crate::ledger::{Ledger, OutboxRow};
use crate::replica::{Replica, WriteError};

/// A person who finished pairing with us and is to be let in.
#[derive(Debug, Clone)]
pub struct Admission<S: Audience> {
    /// Who the stream is for from now on.
    pub members: Members<S>,
    /// The statements that name the newcomer's devices.
    pub statements: Vec<Statement>,
    /// The newcomer's pseudonyms, each asking us to enroll it.
    pub enrolments: Vec<Enrolment>,
    /// The roster that all persons signed, where there is more than one.
    pub roster: Option<Roster>,
}

/// What the publish step sealed.
#[derive(Debug, Default)]
pub struct Published {
    /// New envelopes of ours, oldest first.
    pub envelopes: Vec<Verified>,
    /// Changes that left the outbox.
    pub changes: usize,
    /// Whether the admissions were carried out; if not, this device cannot write yet and they have to be given again.
    pub admitted: bool,
}

/// Why nothing was sealed.
#[derive(Debug, thiserror::Error)]
pub enum PublishError<E> {
    /// Storage failed; nothing of this transaction counts.
    #[error("storage failed")]
    Storage(#[source] E),
    /// Sealing failed.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The outbox of this stream holds a change of a document that this stream cannot have. It is never sealed: a
    /// private document has no name in a pair's stream.
    #[error("a change of another stream's document was about to be sealed here")]
    ForeignDocument,
}

/// Seals whatever is due: admissions, introduction, a new epoch, grants, then the outbox.
///
/// # Errors
/// [`PublishError`]; the caller drops the transaction and rebuilds the replica from what is stored.
pub fn publish<S: Audience, L: Ledger>(
    replica: &mut Replica<S>,
    ledger: &mut L,
    admissions: &[Admission<S>],
    rng: &mut dyn CryptoRng,
) -> Result<Published, PublishError<L::Error>> {
    let mut published = Published::default();
    if !replica.can_write() {
        return Ok(published);
    }
    let mut press = Press { replica, ledger, rng, published: &mut published };
    for admission in admissions {
        press.admit(admission)?;
    }
    press.have_epoch(admissions)?;
    press.introduce(admissions)?;
    press.grant()?;
    press.flush()?;
    published.admitted = true;
    Ok(published)
}

struct Press<'a, S: Audience, L: Ledger> {
    replica: &'a mut Replica<S>,
    ledger: &'a mut L,
    rng: &'a mut dyn CryptoRng,
    published: &'a mut Published,
}

impl<S: Audience, L: Ledger> Press<'_, S, L> {
    fn keep(&mut self, envelope: Verified) -> Result<(), PublishError<L::Error>> {
        self.ledger.keep(&envelope, true).map_err(PublishError::Storage)?;
        self.published.envelopes.push(envelope);
        Ok(())
    }

    /// Enrolment comes first: the relay must know a key before it lets its holder read.
    fn admit(&mut self, admission: &Admission<S>) -> Result<(), PublishError<L::Error>> {
        let bindings = admission.enrolments.iter().map(|enrolment| enrolment.binding.clone()).collect();
        self.replica.admit(admission.members.clone(), admission.statements.clone(), bindings);
        for Enrolment { binding, rights, proof } in &admission.enrolments {
            let envelope = self.replica.enroll(binding.author(), *rights, *proof)?;
            self.keep(envelope)?;
        }
        Ok(())
    }

    /// Rules E4 and E5, and the first epoch for everybody after an admission.
    fn have_epoch(&mut self, admissions: &[Admission<S>]) -> Result<(), PublishError<L::Error>> {
        self.replica.advance();
        let reason = match (self.replica.write_epoch(), admissions.is_empty()) {
            (Some(_), true) => return Ok(()),
            (_, false) => REASON_ADMISSION,
            (None, true) => REASON_NONE_ELIGIBLE,
        };
        let envelope = self.replica.rekey(reason, self.rng)?;
        self.keep(envelope)
    }

    /// Our own statements and binding once, and those of whom we admitted.
    fn introduce(&mut self, admissions: &[Admission<S>]) -> Result<(), PublishError<L::Error>> {
        let mut records = Vec::new();
        if !self.replica.is_introduced() {
            let keys = self.replica.keys();
            records.extend(keys.statements.iter().cloned().map(Record::Statement));
            let own = keys.bindings.iter().filter(|binding| binding.device() == keys.device);
            records.extend(own.cloned().map(Record::Binding));
        }
        for admission in admissions {
            records.extend(admission.statements.iter().cloned().map(Record::Statement));
            let bindings = admission.enrolments.iter().map(|enrolment| enrolment.binding.clone());
            records.extend(bindings.map(Record::Binding));
            records.extend(admission.roster.clone().map(Record::Roster));
        }
        if records.is_empty() { Ok(()) } else { self.content(records) }
    }

    /// Rules E6 and E7.
    fn grant(&mut self) -> Result<(), PublishError<L::Error>> {
        for (epoch, devices, _) in self.replica.owed_grants() {
            let envelope = self.replica.grant(&epoch, &devices, self.rng)?;
            self.keep(envelope)?;
        }
        let mut records = Vec::new();
        for epoch in self.replica.missing_epochs() {
            if !self.replica.has_asked_for(&epoch) {
                records.push(Record::NeedEpoch(epoch));
            }
        }
        if records.is_empty() { Ok(()) } else { self.content(records) }
    }

    /// What was written on this device, in envelopes of a bounded size; or a bare acknowledgement, if one is owed.
    fn flush(&mut self) -> Result<(), PublishError<L::Error>> {
        let rows = self.ledger.outbox().map_err(PublishError::Storage)?;
        if rows.is_empty() && self.replica.owes_acknowledgement() {
            return self.content(Vec::new());
        }
        let foreign =
            |row: &OutboxRow| self.ledger.document_name(&DocumentId::from_bytes(row.document)).is_none();
        if rows.iter().any(foreign) {
            return Err(PublishError::ForeignDocument);
        }
        self.published.changes += rows.len();
        let mut batch = Batch::default();
        for row in rows {
            for chunks in pieces(&row) {
                if batch.bytes > 0 && batch.bytes + chunks.len() > ENVELOPE_BYTES {
                    self.seal_batch(std::mem::take(&mut batch))?;
                }
                batch.push(row.document, chunks);
            }
            batch.through = Some(row.row);
        }
        if batch.records.is_empty() { Ok(()) } else { self.seal_batch(batch) }
    }

    fn seal_batch(&mut self, batch: Batch) -> Result<(), PublishError<L::Error>> {
        self.content(batch.records)?;
        let seq = self.published.envelopes.last().map_or(0, |envelope| envelope.header().seq);
        match batch.through {
            Some(through) => self.ledger.sealed(through, seq).map_err(PublishError::Storage),
            None => Ok(()),
        }
    }

    fn content(&mut self, records: Vec<Record>) -> Result<(), PublishError<L::Error>> {
        let envelope = self.replica.seal_content(records, self.rng)?;
        self.keep(envelope)
    }
}

/// What goes into one envelope.
#[derive(Default)]
struct Batch {
    records: Vec<Record>,
    bytes: usize,
    /// The last outbox row that ends here.
    through: Option<i64>,
}

impl Batch {
    fn push(&mut self, id: [u8; 16], bytes: &[u8]) {
        self.bytes += bytes.len();
        match self.records.last_mut() {
            Some(Record::Changes { document, chunks }) if *document == id => chunks.extend_from_slice(bytes),
            _ => self.records.push(Record::Changes { document: id, chunks: bytes.to_vec() }),
        }
    }
}

/// A row as it is, or change by change where it is longer than an envelope may get.
fn pieces(row: &OutboxRow) -> Vec<&[u8]> {
    match guard::split_chunks(&row.chunks) {
        Ok(chunks) if row.chunks.len() > ENVELOPE_BYTES => chunks,
        _ => vec![&row.chunks],
    }
}

/// An envelope is closed once it holds this many bytes of changes; a single change is at most 64 KiB.
const ENVELOPE_BYTES: usize = 256 * 1024;

const REASON_NONE_ELIGIBLE: u8 = 1;
const REASON_ADMISSION: u8 = 2;
