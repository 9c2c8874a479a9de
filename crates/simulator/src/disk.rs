//! A home's storage in memory. A transaction gathers writes beside what is committed; dropping it loses them, which is
//! what a crash does. A full disk refuses some write in the middle of it. A clone is a backup.

use std::collections::{BTreeMap, BTreeSet};

use agenda::{Document, DocumentId};
use crypto::{Members, Pair, Statement};
use sync::{Admission, Head, OutboxRow, Put, Standing, Waiting, refill};
use wire::{AuthorId, EnvelopeId, Verified};

use crate::Plant;
use crate::people::Seat;
use crate::transaction::Transaction;

/// What is written without a document: sixteen bytes that nobody writes twice.
pub(crate) type Item = [u8; 16];

/// One kept envelope.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) envelope: Verified,
    pub(crate) standing: Standing,
}

/// What is known of one relay.
#[derive(Clone, Default)]
pub(crate) struct Record {
    pub(crate) heads: BTreeMap<AuthorId, Head>,
    pub(crate) receipt: Option<[u8; 64]>,
}

/// The disk refused a write; the transaction has to be dropped.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the disk refuses to write")]
pub(crate) struct Refused;

/// How a disk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Health {
    Fine,
    /// So many writes of a transaction still fit.
    Full(usize),
    ReadOnly,
}

/// What is committed.
#[derive(Clone)]
pub(crate) struct Disk {
    pub(crate) seat: Seat,
    pub(crate) envelopes: Vec<Kept>,
    places: BTreeMap<EnvelopeId, usize>,
    /// Changes whenever envelopes were taken out or somebody was let in, so that engines are built anew.
    pub(crate) age: u64,
    pub(crate) outbox: Vec<OutboxRow>,
    next_row: i64,
    pub(crate) documents: BTreeMap<DocumentId, Document>,
    pub(crate) items: BTreeSet<Item>,
    /// One for each address where the stream may be.
    pub(crate) relays: [Record; 2],
    /// Which of them is in use.
    pub(crate) at: usize,
    pub(crate) admissions: Vec<Admission<Pair>>,
    pub(crate) members: Members<Pair>,
    /// Statements that were made or learnt outside of the stream.
    pub(crate) statements: Vec<Statement>,
    /// By this home's clock the epoch is old.
    pub(crate) worn: bool,
    /// What a copy took out of its chain, to be said again under its new name.
    pub(crate) unsaid: BTreeSet<Item>,
    /// Envelopes of our own that carry changes: up to where.
    pub(crate) changes_through: u64,
    pub(crate) flushes: usize,
    /// Envelopes that came before one that their author had seen.
    pub(crate) early: BTreeSet<EnvelopeId>,
    /// Rows that left the outbox, with the envelope that they went into: for a plant that takes them back.
    sealed: Vec<(u64, OutboxRow)>,
    pub(crate) health: Health,
    pub(crate) plant: Option<Plant>,
}

/// One write of a transaction.
pub(crate) enum Write {
    Keep(Verified, bool),
    Mark(EnvelopeId, Standing),
    Sealed(i64, u64),
    Document(Box<Document>),
    Items(Vec<Item>),
    Outbox([u8; 16], Vec<u8>),
    RelayHeads(Vec<Head>),
    Stored(Head),
    Receipt([u8; 64]),
    Admit(Box<Admission<Pair>>),
    Admitted(Members<Pair>),
    Statement(Box<Statement>),
    Worn(bool),
    /// A copy takes its own envelopes from this place on out of its chain, and what they said out of its notes.
    Part(AuthorId, u64, BTreeSet<Item>),
    /// What was set aside waits in the outbox again.
    SaidAgain,
    Seat(Box<Seat>),
}

impl Kept {
    /// Whether it took effect here, or never will.
    pub(crate) fn is_decided(&self) -> bool {
        matches!(self.standing, Standing::Applied | Standing::Quarantined)
    }
}

impl Disk {
    pub(crate) fn new(seat: Seat, members: Members<Pair>, plant: Option<Plant>) -> Self {
        Self {
            seat,
            envelopes: Vec::new(),
            places: BTreeMap::new(),
            age: 0,
            outbox: Vec::new(),
            next_row: 1,
            documents: BTreeMap::new(),
            items: BTreeSet::new(),
            relays: [Record::default(), Record::default()],
            at: 0,
            admissions: Vec::new(),
            members,
            statements: Vec::new(),
            worn: false,
            unsaid: BTreeSet::new(),
            changes_through: 0,
            flushes: 0,
            early: BTreeSet::new(),
            sealed: Vec::new(),
            health: Health::Fine,
            plant,
        }
    }

    pub(crate) fn begin(&mut self) -> Transaction<'_> {
        Transaction::new(self)
    }

    pub(crate) fn relay(&self) -> &Record {
        &self.relays[self.at]
    }

    pub(crate) fn envelope(&self, id: &EnvelopeId) -> Option<&Verified> {
        self.places.get(id).and_then(|place| self.envelopes.get(*place)).map(|kept| &kept.envelope)
    }

    /// Where every chain ends.
    pub(crate) fn heads(&self) -> Vec<Head> {
        let mut heads: BTreeMap<AuthorId, Head> = BTreeMap::new();
        for Kept { envelope, .. } in &self.envelopes {
            let (author, seq) = (envelope.header().author, envelope.header().seq);
            let last = Head { author, seq, id: envelope.id() };
            let head = heads.entry(author).or_insert(last);
            if head.seq < seq {
                *head = last;
            }
        }
        heads.into_values().collect()
    }

    /// The end of an author's chain.
    pub(crate) fn head_seq(&self, author: &AuthorId) -> u64 {
        let headers = self.envelopes.iter().map(|kept| kept.envelope.header());
        headers.filter(|header| header.author == *author).map(|header| header.seq).max().unwrap_or(0)
    }

    /// Everything that the relay is not known to hold, in the order of refilling.
    pub(crate) fn unstored(&self) -> Vec<Put> {
        let own = self.seat.author();
        let unstored = |kept: &&Kept| {
            let header = kept.envelope.header();
            let held = self.relay().heads.get(&header.author).is_some_and(|head| head.seq >= header.seq);
            !held && (self.plant != Some(Plant::HealedByAuthorsOnly) || header.author == own)
        };
        let mut missing: Vec<&Kept> = self.envelopes.iter().filter(unstored).collect();
        if missing.iter().any(|kept| refill::is_step(&kept.envelope)) {
            missing = self.in_order();
            missing.retain(unstored);
        }
        missing.into_iter().map(put).collect()
    }

    /// Everything, in the order of refilling.
    pub(crate) fn backlog(&self) -> Vec<Put> {
        self.in_order().into_iter().map(put).collect()
    }

    fn in_order(&self) -> Vec<&Kept> {
        refill::in_order(self.envelopes.iter().collect(), |kept| &kept.envelope)
    }

    /// The row that the next change becomes.
    pub(crate) fn next_row(&self) -> i64 {
        self.next_row
    }

    /// For a plant: what was sealed and not stored yet waits again as if it had never been sealed.
    pub(crate) fn unseal(&mut self) {
        let author = self.seat.author();
        let stored = self.relay().heads.get(&author).map_or(0, |head| head.seq);
        self.remove(|kept| {
            let header = kept.envelope.header();
            header.author == author && header.seq > stored
        });
        let (back, sealed) = std::mem::take(&mut self.sealed).into_iter().partition(|(seq, _)| *seq > stored);
        self.sealed = sealed;
        self.outbox.splice(0..0, Vec::from_iter(back).into_iter().map(|(_, row): (u64, OutboxRow)| row));
    }

    fn remove(&mut self, gone: impl Fn(&Kept) -> bool) {
        let before = self.envelopes.len();
        self.envelopes.retain(|kept| !gone(kept));
        if self.envelopes.len() < before {
            self.age += 1;
            let places = self.envelopes.iter().enumerate();
            self.places = places.map(|(place, kept)| (kept.envelope.id(), place)).collect();
        }
    }

    pub(crate) fn apply(&mut self, write: Write) {
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
                if self.plant == Some(Plant::SealedAgain) {
                    let taken = self.outbox.iter().filter(|row| row.row <= through);
                    self.sealed.extend(taken.map(|row| (seq, row.clone())));
                }
                self.outbox.retain(|row| row.row > through);
                self.changes_through = seq;
                self.flushes += 1;
            }
            Write::Document(document) => {
                self.documents.insert(*document.id(), *document);
            }
            Write::Items(items) => self.items.extend(items),
            Write::Outbox(document, chunks) => {
                self.outbox.push(OutboxRow { row: self.next_row, document, chunks });
                self.next_row += 1;
            }
            Write::RelayHeads(heads) => {
                let heads = heads.into_iter().map(|head| (head.author, head));
                let record = &mut self.relays[self.at].heads;
                if self.plant != Some(Plant::OldRecordKept) {
                    record.clear();
                }
                for (author, head) in heads {
                    let known = record.entry(author).or_insert(head);
                    if known.seq < head.seq {
                        *known = head;
                    }
                }
            }
            Write::Stored(head) => {
                let known = self.relays[self.at].heads.entry(head.author).or_insert(head);
                if known.seq < head.seq {
                    *known = head;
                }
            }
            Write::Receipt(receipt) => self.relays[self.at].receipt = Some(receipt),
            Write::Admit(admission) => self.admissions.push(*admission),
            Write::Admitted(members) => {
                self.admissions.clear();
                // An engine that another program holds does not notice by itself.
                self.age += u64::from(self.members != members);
                self.members = members;
            }
            Write::Statement(statement) => self.statements.push(*statement),
            Write::Worn(worn) => self.worn = worn,
            Write::Part(author, from, items) => {
                self.remove(|kept| {
                    let header = kept.envelope.header();
                    header.author == author && header.seq >= from
                });
                self.outbox.clear();
                self.items.retain(|item| !items.contains(item));
                self.unsaid.extend(items);
            }
            Write::SaidAgain => {
                for item in std::mem::take(&mut self.unsaid) {
                    // What the other copy had said has come back by itself.
                    if self.items.insert(item) {
                        self.apply(Write::Outbox(item, Vec::new()));
                    }
                }
            }
            Write::Seat(seat) => {
                self.seat = *seat;
                self.changes_through = 0;
                // Whoever slept through it must not write under the former name, also if this program stops right here.
                self.age += 1;
            }
        }
    }
}

fn put(kept: &Kept) -> Put {
    let header = kept.envelope.header();
    let bytes = kept.envelope.as_bytes().to_vec();
    Put { author: header.author, seq: header.seq, id: kept.envelope.id(), bytes }
}
