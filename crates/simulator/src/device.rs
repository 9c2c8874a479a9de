//! One device: its keys, its disk, the engine over it, and at most one conversation. Every transaction can be cut off
//! by a crash before and after its commit; what is not on the disk then is gone.

use std::collections::VecDeque;
use std::error::Error;

use agenda::{DocumentName, Edit, ItemId, Member, TopicEdit};
use sync::{
    Conversation, Dial, DocumentNames, Duties, Effect, Event, Head, Ledger, Notice, Put, Replica,
    StreamEvent, actor_of, document_id, publish, receive,
};
use wire::{ByeCode, Credential, RefusalCode, Verified};

use crate::Plant;
use crate::dice::Dice;
use crate::disk::{Disk, Transaction};
use crate::edits::Hand;
use crate::failure::Failure;
use crate::people::Seat;
use crate::relay_host::ORIGIN;

pub(crate) struct Device {
    pub(crate) number: usize,
    pub(crate) person: usize,
    pub(crate) seat: Seat,
    pub(crate) names: DocumentNames,
    pub(crate) disk: Disk,
    replica: Option<Replica<crypto::Pair>>,
    conversation: Option<Conversation>,
    pub(crate) link: Option<u64>,
    /// Whether the conversation has exchanged everything for now.
    pub(crate) settled: bool,
    /// Changes that this device committed, each as its raw bytes, with its document.
    pub(crate) committed: Vec<(DocumentName, Vec<u8>)>,
    /// Topics and actions that this device committed.
    pub(crate) items: Vec<ItemId>,
    pub(crate) acknowledged: Vec<Head>,
    plant: Option<Plant>,
}

/// What became of a step.
#[derive(Default)]
pub(crate) struct Step {
    pub(crate) sends: Vec<Vec<u8>>,
    pub(crate) settled: bool,
    pub(crate) closed: bool,
    pub(crate) crashed: bool,
}

/// The chance of a crash at each commit point, in thousandths.
pub(crate) struct Weather<'a> {
    pub(crate) dice: &'a mut Dice,
    pub(crate) crash_per_mille: usize,
}

/// Why a transaction did not go through.
enum Stop {
    Crash,
    Failure(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

type Engine = Replica<crypto::Pair>;

impl Device {
    pub(crate) fn new(number: usize, person: usize, seat: Seat, disk: Disk, plant: Option<Plant>) -> Self {
        let names = DocumentNames::of_pair(&seat.stream);
        Self {
            number,
            person,
            seat,
            names,
            disk,
            replica: None,
            conversation: None,
            link: None,
            settled: false,
            committed: Vec::new(),
            items: Vec::new(),
            acknowledged: Vec::new(),
            plant,
        }
    }

    /// Keeps what a founder has from the beginning.
    pub(crate) fn found(&mut self, entrance: &[Verified; 2]) {
        let mut transaction = self.disk.begin(&self.names, false);
        for envelope in entrance {
            let Ok(()) = transaction.keep(envelope, true);
        }
        transaction.commit();
    }

    /// Pairing or linking is through: the newcomer is to be let in with the next publish step.
    pub(crate) fn admit(&mut self, admission: sync::Admission<crypto::Pair>) {
        let mut transaction = self.disk.begin(&self.names, false);
        transaction.admit(admission);
        transaction.commit();
    }

    pub(crate) fn member(&self) -> Member {
        if self.person == 0 { Member::Manager } else { Member::Report }
    }

    /// How many envelopes came before one that their author had seen.
    pub(crate) fn early(&self) -> u64 {
        u64::try_from(self.disk.early.len()).unwrap_or(u64::MAX)
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.conversation.is_some()
    }

    pub(crate) fn dial(&mut self, link: u64) {
        let heads = self.engine().heads().into_iter().map(head).collect();
        self.conversation = Some(Conversation::new(Dial {
            stream: self.seat.stream,
            key: self.seat.pseudonym.clone(),
            origin: ORIGIN.to_owned(),
            genesis: self.seat.genesis.clone(),
            credential: self.disk.receipt.map_or(Credential::Nothing, Credential::Receipt),
            opened: self.disk.receipt.is_some() || !self.seat.founder,
            local: heads,
            recorded: self.disk.relay.values().copied().collect(),
            let_in: self.engine().let_in(),
        }));
        self.link = Some(link);
        self.settled = false;
    }

    pub(crate) fn hang_up(&mut self) {
        self.conversation = None;
        self.link = None;
        self.settled = false;
    }

    /// The process is gone; the disk is what it was at the last commit.
    pub(crate) fn crash(&mut self) {
        self.hang_up();
        self.replica = None;
        if self.plant == Some(Plant::OutboxLostInCrash) {
            self.disk.outbox.clear();
        }
    }

    /// The person writes something, online or not.
    pub(crate) fn edit(
        &mut self,
        name: &DocumentName,
        now_ms: u64,
        weather: &mut Weather<'_>,
    ) -> Result<Step, Failure> {
        let done = self.write_edits(name, now_ms, weather);
        match done {
            Ok(true) if self.is_connected() => self.step(Event::Changed, weather),
            Ok(_) => Ok(Step::default()),
            Err(Stop::Crash) => Ok(Step { crashed: true, ..Step::default() }),
            Err(Stop::Failure(failure)) => Err(failure),
        }
    }

    fn write_edits(
        &mut self,
        name: &DocumentName,
        now_ms: u64,
        weather: &mut Weather<'_>,
    ) -> Result<bool, Stop> {
        let stream = self.seat.stream;
        let id = document_id(&stream, name);
        let actor = actor_of(&stream, &id, &self.seat.author());
        let member = self.member();
        let mut transaction = self.disk.begin(&self.names, false);
        let mut document = transaction.load(&id, name);
        let edits = Hand { member, now_ms, dice: weather.dice }.edits(&document);
        // An edit can name something that the edit before it took away: then nothing was written.
        let Ok(changes) = document.apply_all(&actor, &edits) else { return Ok(false) };
        if changes.is_empty() {
            return Ok(false);
        }
        transaction.edited(document, changes.concat());
        let rows = transaction.row();
        let done = commit(transaction, weather);
        // A crash right behind the commit takes nothing back.
        if self.disk.has_row(rows) {
            self.committed.extend(changes.into_iter().map(|change| (name.clone(), change)));
            self.items.extend(edits.iter().filter_map(added));
        }
        done.map(|()| true)
    }

    /// Handles one event and everything that follows from it, as the client does.
    pub(crate) fn step(&mut self, event: Event, weather: &mut Weather<'_>) -> Result<Step, Failure> {
        let mut step = Step::default();
        let Some(mut conversation) = self.conversation.take() else { return Ok(step) };
        // Something that brings nothing new, such as an answer that comes twice, leaves everything exchanged.
        let mut idle = true;
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for effect in conversation.handle(event) {
                idle = false;
                match self.carry_out(effect, &mut step, weather) {
                    Ok(next) => events.extend(next),
                    Err(Stop::Crash) => {
                        step.crashed = true;
                        return Ok(step);
                    }
                    Err(Stop::Failure(failure)) => return Err(failure),
                }
                if step.closed {
                    return Ok(step);
                }
            }
        }
        self.settled = step.settled || (idle && self.settled);
        self.conversation = Some(conversation);
        Ok(step)
    }

    fn carry_out(
        &mut self,
        effect: Effect,
        step: &mut Step,
        weather: &mut Weather<'_>,
    ) -> Result<Option<Event>, Stop> {
        match effect {
            Effect::Send(bytes) => step.sends.push(bytes),
            Effect::Receive(envelopes) => {
                return Ok(Some(Event::Received(self.take_in(&envelopes, weather)?)));
            }
            Effect::Publish => return Ok(Some(Event::Published(self.publish(weather)?))),
            Effect::Backlog => return Ok(Some(Event::Published(self.disk.backlog()))),
            Effect::Receipt(receipt) => {
                self.write(weather, |transaction| transaction.receipt(receipt))?;
            }
            Effect::RelayHeads(heads) => self.write(weather, |transaction| transaction.relay_heads(heads))?,
            Effect::Stored(head) => {
                self.acknowledged.push(head);
                self.write(weather, |transaction| transaction.stored(head))?;
            }
            Effect::Wait(_) => return Ok(Some(Event::Waited)),
            Effect::Notice(notice) => self.notice(notice)?,
            Effect::Settled => step.settled = true,
            Effect::Close(code) => {
                if let Some(code @ (ByeCode::Protocol | ByeCode::Denied)) = code {
                    return Err(Failure::Expelled { device: self.number, code }.into());
                }
                step.closed = true;
            }
        }
        Ok(None)
    }

    fn write(
        &mut self,
        weather: &mut Weather<'_>,
        work: impl FnOnce(&mut Transaction<'_>),
    ) -> Result<(), Stop> {
        let mut transaction = self.disk.begin(&self.names, false);
        work(&mut transaction);
        commit(transaction, weather)
    }

    fn take_in(&mut self, envelopes: &[Verified], weather: &mut Weather<'_>) -> Result<Vec<Head>, Stop> {
        let device = self.number;
        let mut replica = self.take_engine();
        let mut transaction = self.disk.begin(&self.names, false);
        let received = receive(&mut replica, &mut transaction, envelopes)
            .map_err(|source| engine(device, "receive", source))?;
        judge(device, &received)?;
        commit(transaction, weather)?;
        let heads = replica.heads().into_iter().map(head).collect();
        self.replica = Some(replica);
        Ok(heads)
    }

    fn publish(&mut self, weather: &mut Weather<'_>) -> Result<Vec<Put>, Stop> {
        let device = self.number;
        let mut replica = self.take_engine();
        let torn = self.plant == Some(Plant::TornCommit);
        let mut transaction = self.disk.begin(&self.names, torn);
        let duties = Duties { admissions: transaction.admissions(), ..Duties::default() };
        // What waited may have become possible with what was learnt since.
        let retried = receive(&mut replica, &mut transaction, &[])
            .map_err(|source| engine(device, "receive", source))?;
        judge(device, &retried)?;
        let published = publish(&mut replica, &mut transaction, &duties, weather.dice.rng())
            .map_err(|source| engine(device, "publish", source))?;
        if published.admitted
            && let Some(last) = duties.admissions.last()
        {
            transaction.admitted(last.members.clone());
        }
        commit(transaction, weather)?;
        self.replica = Some(replica);
        Ok(self.disk.unstored())
    }

    fn notice(&self, notice: Notice) -> Result<(), Failure> {
        let harmless = match &notice {
            Notice::NotEnrolled => true,
            Notice::Refused(refusal) => matches!(refusal.code, RefusalCode::Busy | RefusalCode::Storage),
            _ => false,
        };
        if harmless { Ok(()) } else { Err(Failure::Blamed { device: self.number, notice }) }
    }

    /// The engine, built from the disk where it is not there.
    pub(crate) fn engine(&mut self) -> &Engine {
        let engine = self.take_engine();
        self.replica.insert(engine)
    }

    fn take_engine(&mut self) -> Engine {
        if let Some(replica) = self.replica.take() {
            return replica;
        }
        let mut replica = Replica::new(self.seat.keys(self.disk.members.clone()));
        for kept in &self.disk.envelopes {
            let applied = matches!(kept.standing, sync::Standing::Applied | sync::Standing::Quarantined);
            replica.absorb(&kept.envelope, applied);
        }
        replica.settle();
        replica
    }
}

/// Commits, unless the process ends before, and says so if it ends right behind.
fn commit(transaction: Transaction<'_>, weather: &mut Weather<'_>) -> Result<(), Stop> {
    let Weather { dice, crash_per_mille } = weather;
    if dice.happens(*crash_per_mille) {
        return Err(Stop::Crash);
    }
    transaction.commit();
    if dice.happens(*crash_per_mille) { Err(Stop::Crash) } else { Ok(()) }
}

/// Everybody here is honest: whatever accuses somebody is a mistake.
fn judge(device: usize, received: &sync::Received) -> Result<(), Failure> {
    if let Some(event) = received.events.first() {
        let event: StreamEvent = event.clone();
        return Err(Failure::Accused { device, event });
    }
    match received.quarantined.first() {
        Some(envelope) => Err(Failure::Quarantined { device, envelope: *envelope }),
        None => Ok(()),
    }
}

fn engine(device: usize, what: &'static str, source: impl Error + Send + Sync + 'static) -> Failure {
    Failure::Engine { device, what, source: Box::new(source) }
}

fn head((author, seq, id): (wire::AuthorId, u64, wire::EnvelopeId)) -> Head {
    Head { author, seq, id }
}

fn added(edit: &Edit) -> Option<ItemId> {
    match edit {
        Edit::Topic { id, edit: TopicEdit::Add(_), .. } => Some(*id),
        Edit::Action { id, edit: agenda::ActionEdit::Add(_) } => Some(*id),
        _ => None,
    }
}
