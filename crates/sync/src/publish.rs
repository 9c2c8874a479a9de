//! The publish step: what membership asks for, then what this device wrote, sealed once (docs/protocol.md §6, §7, §8).
//!
//! Sequence number, predecessor and bytes are fixed inside the caller's transaction, so that two processes on one home
//! cannot use a place twice. What was sealed is sent again as the same bytes, for ever.

mod batch;

use std::collections::BTreeSet;

use agenda::DocumentId;
use crypto::{Audience, Enrolment, Head, Members, Record, Roster, Statement};
use rand_core::CryptoRng;
use wire::{AuthorId, EnvelopeId, Rights, Verified};

use crate::ledger::{Ledger, OutboxRow};
use crate::replica::{Replica, WriteError};
use crate::rules::{Rule, holds};
use batch::{Batch, pieces, split_records};

/// A person who finished pairing with us, or one more device of a known person, to be let in.
#[derive(Debug, Clone)]
pub struct Admission<S: Audience> {
    /// Who the stream is for from now on.
    pub members: Members<S>,
    /// The statements that name the newcomer's devices.
    pub statements: Vec<Statement>,
    /// The newcomer's pseudonyms, each asking us to enroll it.
    pub enrolments: Vec<Enrolment>,
    /// The roster that all persons signed, where a person was added.
    pub roster: Option<Roster>,
}

/// What the caller wants done with the next publish step, besides what the stream itself asks for. Whatever was done
/// already, as after a crash, is not done twice.
#[derive(Debug, Clone)]
pub struct Duties<S: Audience> {
    /// Persons and devices to let in.
    pub admissions: Vec<Admission<S>>,
    /// Further keys to let in at the relay, such as recovery readers: key, rights, and the key's own proof for us.
    pub enroll: Vec<(AuthorId, Rights, [u8; 64])>,
    /// Further keys to shut out at the relay. Those of removed devices are found without this.
    pub retire: Vec<AuthorId>,
    /// Records to say, such as stream cards: once for each time that they are given. They go out under an epoch that only
    /// active devices hold.
    pub records: Vec<Record>,
    /// The last envelope of each author that the relay is known to hold: what counts beside them is quoted.
    pub at_relay: Vec<Head>,
    /// The write epoch is 30 days old by the caller's clock.
    pub rotate: bool,
    /// This is the first write of a day: whatever is sealed first holds a checkpoint.
    pub checkpoint: bool,
}

impl<S: Audience> Default for Duties<S> {
    fn default() -> Self {
        Self {
            admissions: Vec::new(),
            enroll: Vec::new(),
            retire: Vec::new(),
            records: Vec::new(),
            at_relay: Vec::new(),
            rotate: false,
            checkpoint: false,
        }
    }
}

/// What the publish step sealed.
#[derive(Debug, Default)]
pub struct Published {
    /// New envelopes of ours, oldest first.
    pub envelopes: Vec<Verified>,
    /// Changes that left the outbox.
    pub changes: usize,
    /// Whether the duties were carried out; if not, this device cannot write yet and they have to be given again.
    pub admitted: bool,
    /// Whether an envelope holds a checkpoint.
    pub checkpointed: bool,
    /// Whether a new epoch was made.
    pub rotated: bool,
    /// Keys that could not be let in, as their proof is for another author: they have to ask again.
    pub unfit: Vec<AuthorId>,
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

/// Seals whatever is due, in this order: enrolments, the introduction of a new name, quotes, the pin before a removal takes
/// effect, retirements, a new epoch, announcements, grants, requests, the outbox, an acknowledgement.
///
/// # Errors
/// [`PublishError`]; the caller drops the transaction and rebuilds the replica from what is stored.
pub fn publish<S: Audience, L: Ledger>(
    replica: &mut Replica<S>,
    ledger: &mut L,
    duties: &Duties<S>,
    rng: &mut dyn CryptoRng,
) -> Result<Published, PublishError<L::Error>> {
    let mut published = Published::default();
    for admission in &duties.admissions {
        let bindings = admission.enrolments.iter().map(|enrolment| enrolment.binding.clone()).collect();
        replica.admit(admission.members.clone(), admission.statements.clone(), bindings);
    }
    // What the newcomers' statements say may be that we were removed.
    if !replica.can_write() {
        return Ok(published);
    }
    let checkpoint = duties.checkpoint;
    let mut press = Press { replica, ledger, rng, published: &mut published, checkpoint };
    press.enroll(duties)?;
    // What the relay does not have of others' branches, and our own.
    let unheld = press.replica.unheld(&duties.at_relay);
    press.introduce(&unheld)?;
    press.quote(&unheld)?;
    press.pin(duties.rotate, &unheld)?;
    press.retire(&duties.retire)?;
    press.rotate(duties.rotate)?;
    press.announce(duties)?;
    if duties.admissions.is_empty() || holds(Rule::AtomicLink) {
        press.grant()?;
    }
    press.ask()?;
    press.flush()?;
    published.admitted = true;
    Ok(published)
}

struct Press<'a, S: Audience, L: Ledger> {
    replica: &'a mut Replica<S>,
    ledger: &'a mut L,
    rng: &'a mut dyn CryptoRng,
    published: &'a mut Published,
    /// Whether the next content envelope is to hold a checkpoint.
    checkpoint: bool,
}

impl<S: Audience, L: Ledger> Press<'_, S, L> {
    fn keep(&mut self, envelope: Verified) -> Result<(), PublishError<L::Error>> {
        self.ledger.keep(&envelope, true).map_err(PublishError::Storage)?;
        self.published.envelopes.push(envelope);
        Ok(())
    }

    /// Enrolment comes first: the relay must know a key before it lets its holder read.
    fn enroll(&mut self, duties: &Duties<S>) -> Result<(), PublishError<L::Error>> {
        let asking = duties.admissions.iter().flat_map(|admission| &admission.enrolments);
        let asking = asking
            .map(|Enrolment { binding, rights, proof }| (binding.author(), *rights, *proof))
            .filter(|(subject, rights, _)| self.replica.grants_entry(subject, *rights));
        let wanted = duties.enroll.iter().copied();
        let wanted = wanted.filter(|(subject, rights, _)| self.replica.wants_enrolment(subject, *rights));
        let due: Vec<_> = asking.chain(wanted).collect();
        for (subject, rights, proof) in due {
            match self.replica.enroll(subject, rights, proof) {
                Ok(envelope) => self.keep(envelope)?,
                // The relay would refuse it for good, and with it all that we write behind it.
                Err(WriteError::Seal(crypto::SealError::Proof)) => self.published.unfit.push(subject),
                Err(error) => return Err(error.into()),
            }
        }
        self.replica.advance();
        Ok(())
    }

    /// Who came back as an older copy says its new keys, and what it lacks, where others can read it.
    fn introduce(&mut self, unheld: &BTreeSet<EnvelopeId>) -> Result<(), PublishError<L::Error>> {
        let epochs = self.replica.introducing_epochs(unheld);
        if epochs.is_empty() {
            return Ok(());
        }
        let own = self.replica.keys().author();
        let bindings = self.replica.unsaid_bindings().into_iter().filter(|binding| binding.author() == own);
        let mut records: Vec<Record> = bindings.map(Record::Binding).collect();
        records.extend(self.replica.due_requests().into_iter().map(Record::NeedEpoch));
        for epoch in epochs {
            let envelope = self.replica.seal_under(&epoch, records.clone(), self.rng)?;
            self.keep(envelope)?;
        }
        Ok(())
    }

    /// What the relay does not take, as it has another branch of the chain. It comes before all that stands on it.
    fn quote(&mut self, unheld: &BTreeSet<EnvelopeId>) -> Result<(), PublishError<L::Error>> {
        if unheld.is_empty() {
            return Ok(());
        }
        let Some(epoch) = self.replica.epoch_before(unheld) else { return Ok(()) };
        let mut quotes = self.ledger.envelopes().map_err(PublishError::Storage)?;
        quotes.retain(|envelope| {
            unheld.contains(&envelope.id()) && envelope.as_bytes().len() <= QUOTE_BYTES_MAX
        });
        quotes.sort_by_key(|envelope| envelope.header().seq);
        let mut batches = vec![Batch::default()];
        for envelope in quotes {
            let full = batches.last().is_none_or(|batch| !batch.has_room_for(envelope.as_bytes().len()));
            if full {
                batches.push(Batch::default());
            }
            if let Some(batch) = batches.last_mut() {
                batch.quote(envelope.into_envelope());
            }
        }
        for batch in batches.into_iter().filter(|batch| !batch.records.is_empty()) {
            let envelope = self.replica.seal_under(&epoch, batch.records, self.rng)?;
            self.keep(envelope)?;
        }
        Ok(())
    }

    /// Before a removal takes effect in what we seal, our chain says what we had accepted without it, and the removal.
    fn pin(&mut self, worn: bool, unheld: &BTreeSet<EnvelopeId>) -> Result<(), PublishError<L::Error>> {
        let excludes =
            |replica: &Replica<S>| replica.due_rotation(worn).is_some() && replica.removal_is_unsaid();
        // One envelope names 255 authors; nobody has that many, but a hostile person could make them.
        for _ in 0..PINS_MAX {
            if !self.replica.owes_pin() && !excludes(self.replica) {
                break;
            }
            // The very first epoch, where a removal is older than the stream: it is for this one envelope.
            if self.replica.announcing_epoch().is_none() {
                self.rotate(worn)?;
            }
            let Some(epoch) = self.replica.epoch_before(unheld) else { break };
            let statements = self.replica.unsaid_statements().into_iter().map(Record::Statement);
            let mut batches = split_records(statements.collect());
            if batches.is_empty() {
                batches.push(Vec::new());
            }
            self.checkpoint = true;
            for records in batches {
                let records = self.with_checkpoint(records)?;
                let envelope = self.replica.seal_under(&epoch, records, self.rng)?;
                self.keep(envelope)?;
            }
        }
        Ok(())
    }

    fn retire(&mut self, named: &[AuthorId]) -> Result<(), PublishError<L::Error>> {
        for subject in self.replica.due_retirements(named) {
            let envelope = self.replica.retire(subject)?;
            self.keep(envelope)?;
        }
        Ok(())
    }

    /// Rules E4 and E5.
    fn rotate(&mut self, worn: bool) -> Result<(), PublishError<L::Error>> {
        if let Some(why) = self.replica.due_rotation(worn) {
            let envelope = self.replica.rekey(why.reason(), self.rng)?;
            self.keep(envelope)?;
            self.published.rotated = true;
        }
        Ok(())
    }

    /// Statements and bindings that the stream does not hold yet, whoever they are of, and what the caller has to say.
    fn announce(&mut self, duties: &Duties<S>) -> Result<(), PublishError<L::Error>> {
        let mut records: Vec<Record> =
            self.replica.unsaid_statements().into_iter().map(Record::Statement).collect();
        records.extend(self.replica.unsaid_bindings().into_iter().map(Record::Binding));
        if self.replica.lacks_roster() {
            let roster = duties.admissions.iter().find_map(|admission| admission.roster.clone());
            records.extend(roster.map(Record::Roster));
        }
        records.extend(duties.records.iter().cloned());
        for records in split_records(records) {
            self.content(records)?;
        }
        Ok(())
    }

    /// Rules E6 and E7: others' wants. Every round serves some devices of every epoch.
    fn grant(&mut self) -> Result<(), PublishError<L::Error>> {
        for _ in 0..GRANT_ROUNDS_MAX {
            let owed = self.replica.owed_grants();
            if owed.is_empty() {
                break;
            }
            for (epoch, bindings) in owed {
                let envelope = self.replica.grant(&epoch, &bindings, self.rng)?;
                self.keep(envelope)?;
            }
        }
        Ok(())
    }

    /// Rule E7: our own wants.
    fn ask(&mut self) -> Result<(), PublishError<L::Error>> {
        let due: Vec<Record> = self.replica.due_requests().into_iter().map(Record::NeedEpoch).collect();
        if due.is_empty() { Ok(()) } else { self.content(due) }
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
                if !batch.has_room_for(chunks.len()) {
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
        let records = self.with_checkpoint(records)?;
        let envelope = self.replica.seal_content(records, self.rng)?;
        self.keep(envelope)
    }

    /// Puts a checkpoint in front, if one is due.
    fn with_checkpoint(&mut self, mut records: Vec<Record>) -> Result<Vec<Record>, PublishError<L::Error>> {
        if std::mem::take(&mut self.checkpoint) {
            let documents = self.ledger.digests().map_err(PublishError::Storage)?;
            let mut frontier = self.replica.accepted_frontier();
            frontier.truncate(CHECKPOINT_HEADS_MAX);
            records.insert(0, Record::Checkpoint { frontier, documents });
            self.published.checkpointed = true;
        }
        Ok(records)
    }
}

/// No program of ours seals a longer one, and it has to fit into another one.
const QUOTE_BYTES_MAX: usize = 512 * 1024;
const PINS_MAX: usize = 64;
const GRANT_ROUNDS_MAX: usize = 64;
/// A checkpoint counts its heads in one byte.
const CHECKPOINT_HEADS_MAX: usize = 255;
