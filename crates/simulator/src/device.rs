//! One device: a home and up to two programs on it, each with the engine over the home and at most one conversation.
//! Every transaction can be cut off by a crash before and behind its commit, or refused by the disk; what is not on the
//! disk then is gone.

mod engine;
mod parting;
mod step;
mod writing;

use std::collections::BTreeSet;

use agenda::{DocumentName, ItemId, Member};
use sync::{Conversation, Dial, Head, Replica, StreamEvent};
use wire::{AuthorId, Credential, Verified};

use crate::counts::{Counts, Fault, Moment, Work};
use crate::dice::Dice;
use crate::disk::{Disk, Health, Item};
use crate::failure::Failure;
use crate::relay_host::ORIGINS;
use crate::transaction::Transaction;
use crate::{Documents, Plant};

pub(crate) use step::{Heal, Step};
pub(crate) use writing::Wrote;

pub(crate) type Engine = Replica<crypto::Pair>;

pub(crate) struct Device {
    pub(crate) number: usize,
    pub(crate) person: usize,
    pub(crate) documents: Documents,
    pub(crate) disk: Disk,
    /// An older copy of the disk.
    pub(crate) backup: Option<Disk>,
    pub(crate) programs: [Program; 2],
    /// How far this home's clock is off.
    pub(crate) clock_ms: i64,
    /// Its own person shut it out.
    pub(crate) removed: bool,
    /// The relay shut it out; it does not dial any more.
    pub(crate) denied: bool,
    pub(crate) wrote: Written,
    pub(crate) acknowledged: Vec<Head>,
    /// Names that it could not let in, as they asked the one that it went by before, or that it let in and has forgotten.
    pub(crate) unfit: Vec<AuthorId>,
    next_item: u64,
    plant: Option<Plant>,
}

/// What this device took from a person, and has to be everywhere in the end.
#[derive(Default)]
pub(crate) struct Written {
    /// Changes, each as its raw bytes, with its document.
    pub(crate) changes: Vec<(DocumentName, Vec<u8>)>,
    /// Topics and actions.
    pub(crate) topics: Vec<ItemId>,
    /// What was written without a document.
    pub(crate) items: BTreeSet<Item>,
}

/// One program on a home.
#[derive(Default)]
pub(crate) struct Program {
    /// With how much of the disk it has seen.
    replica: Option<(Engine, Seen)>,
    conversation: Option<Conversation>,
    pub(crate) link: Option<u64>,
    /// Whether the conversation has exchanged everything for now.
    pub(crate) settled: bool,
    /// What the relay was known to hold when it dialled.
    recorded: Vec<Head>,
    /// How many envelopes it said that the relay has lost.
    behind: u64,
    /// Which heads the relay showed in this conversation.
    shown: Vec<Head>,
    /// Whether it opened the stream in this conversation, and handed over everything.
    refilled: bool,
}

#[derive(Clone, Copy)]
struct Seen {
    rows: usize,
    age: u64,
}

/// What may go wrong just now.
pub(crate) struct Weather<'a> {
    pub(crate) dice: &'a mut Dice,
    pub(crate) counts: &'a mut Counts,
    /// The chance of a crash at each commit point, in thousandths.
    pub(crate) crash_per_mille: usize,
}

/// Why a transaction did not go through.
pub(crate) enum Stop {
    Crash,
    Disk,
    Failure(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<crate::disk::Refused> for Stop {
    fn from(_: crate::disk::Refused) -> Self {
        Self::Disk
    }
}

impl Device {
    pub(crate) fn new(number: usize, person: usize, documents: Documents, disk: Disk) -> Self {
        let plant = disk.plant;
        Self {
            number,
            person,
            documents,
            disk,
            backup: None,
            programs: [Program::default(), Program::default()],
            clock_ms: 0,
            removed: false,
            denied: false,
            wrote: Written::default(),
            acknowledged: Vec::new(),
            unfit: Vec::new(),
            next_item: 0,
            plant,
        }
    }

    /// Pairing or linking is through: the newcomer is to be let in with the next publish step.
    pub(crate) fn admit(&mut self, admission: sync::Admission<crypto::Pair>) {
        self.disk.apply(crate::disk::Write::Admit(Box::new(admission)));
    }

    pub(crate) fn member(&self) -> Member {
        if self.person == 0 { Member::Manager } else { Member::Report }
    }

    pub(crate) fn is_connected(&self, program: usize) -> bool {
        self.programs[program].conversation.is_some()
    }

    pub(crate) fn dial(&mut self, program: usize, link: u64) {
        let let_in = self.engine(program).let_in();
        let local = self.disk.heads();
        let seat = &self.disk.seat;
        let record = self.disk.relay();
        let mut credential = record.receipt.map_or(Credential::Nothing, Credential::Receipt);
        if self.plant == Some(Plant::ReceiptIsEnough) {
            credential = Credential::Nothing;
        }
        let recorded: Vec<Head> = record.heads.values().copied().collect();
        let dial = Dial {
            stream: seat.stream,
            key: seat.speaking().clone(),
            origin: ORIGINS[self.disk.at].to_owned(),
            genesis: seat.genesis.to_vec(),
            credential,
            opened: record.receipt.is_some() || !seat.founder,
            local,
            recorded: recorded.clone(),
            let_in,
        };
        let program = &mut self.programs[program];
        program.conversation = Some(Conversation::new(dial));
        program.link = Some(link);
        program.settled = false;
        program.recorded = recorded;
        program.behind = 0;
        program.shown = Vec::new();
        program.refilled = false;
    }

    pub(crate) fn hang_up(&mut self, program: usize) {
        let program = &mut self.programs[program];
        program.conversation = None;
        program.link = None;
        program.settled = false;
    }

    /// One program is gone; the disk is what it was at the last commit.
    pub(crate) fn crash(&mut self, program: usize) {
        self.hang_up(program);
        self.programs[program].replica = None;
        match self.plant {
            Some(Plant::OutboxLostInCrash) => self.disk.outbox.clear(),
            Some(Plant::SealedAgain) => self.disk.unseal(),
            _ => {}
        }
    }

    /// The stream is at another address from now on.
    pub(crate) fn move_along(&mut self) {
        if self.plant == Some(Plant::RecordMovesAlong) {
            self.disk.relays[1].heads = self.disk.relays[0].heads.clone();
        }
        self.disk.at = 1;
    }

    /// The disk is what it was at the time of the copy.
    pub(crate) fn restore(&mut self) -> bool {
        let Some(backup) = self.backup.take() else { return false };
        let age = self.disk.age;
        self.disk = backup;
        self.disk.age = age + 1;
        self.disk.health = Health::Fine;
        true
    }

    /// Whom of these the home does not know, even with what survives of its envelopes elsewhere.
    pub(crate) fn strangers(&self, surviving: &[Verified], mut names: Vec<AuthorId>) -> Vec<AuthorId> {
        let mut engine = self.build();
        for envelope in surviving {
            if self.disk.envelope(&envelope.id()).is_none() {
                engine.absorb(envelope, false);
            }
        }
        engine.settle();
        names.retain(|name| engine.author_device(name).is_none());
        names
    }

    /// The engine of a program as the disk is now.
    pub(crate) fn engine(&mut self, program: usize) -> &Engine {
        let engine = match self.programs[program].replica.take() {
            Some((mut engine, seen)) if seen.age == self.disk.age => {
                self.catch_up(&mut engine, seen);
                engine
            }
            _ => self.build(),
        };
        &self.programs[program].replica.insert((engine, self.seen())).0
    }

    fn seen(&self) -> Seen {
        Seen { rows: self.disk.envelopes.len(), age: self.disk.age }
    }
}

/// Commits, unless the program ends before, and says so if it ends right behind.
fn commit(mut transaction: Transaction<'_>, work: Work, weather: &mut Weather<'_>) -> Result<(), Stop> {
    let health = transaction.disk.health;
    let plant = transaction.disk.plant;
    if transaction.is_broken() && plant != Some(Plant::FailureIgnored) {
        return Err(refused(health, weather));
    }
    weather.may_crash(work, Moment::Before)?;
    if plant == Some(Plant::StandingBeforeDocuments) {
        transaction.commit_standings();
        weather.may_crash(work, Moment::Before)?;
    }
    transaction.commit();
    weather.may_crash(work, Moment::Behind)
}

/// The disk did not take a transaction.
fn refused(health: Health, weather: &mut Weather<'_>) -> Stop {
    match health {
        Health::Fine => {}
        Health::Full(_) => weather.counts.one(Fault::DeviceDiskFull),
        Health::ReadOnly => weather.counts.one(Fault::DeviceReadOnly),
    }
    Stop::Disk
}

impl Weather<'_> {
    fn may_crash(&mut self, work: Work, moment: Moment) -> Result<(), Stop> {
        let rare = matches!(work, Work::Receipt | Work::Part) && self.crash_per_mille > 0;
        let per_mille = if rare { RARE_PER_MILLE } else { self.crash_per_mille };
        if self.dice.happens(per_mille) {
            self.counts.one(Fault::DeviceCommit(work, moment));
            return Err(Stop::Crash);
        }
        Ok(())
    }
}

/// Everybody here is honest: whatever accuses somebody is a mistake.
fn judge(device: usize, events: &[StreamEvent]) -> Result<(), Failure> {
    match events.first() {
        Some(event) => Err(Failure::Accused { device, event: event.clone() }),
        None => Ok(()),
    }
}

fn head((author, seq, id): (AuthorId, u64, wire::EnvelopeId)) -> Head {
    Head { author, seq, id }
}

/// How often what seldom happens is cut off, so that it is seen often enough.
const RARE_PER_MILLE: usize = 200;
