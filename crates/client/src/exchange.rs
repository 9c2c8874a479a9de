//! Driving conversations with relays: every effect of the engine is carried out here, in order, each write in one
//! transaction (docs/protocol.md §8). Nothing is sent before it is on disk, nothing is called stored before the relay
//! said so.

pub(crate) mod behind;
pub(crate) mod branches;
pub(crate) mod hearing;
mod holding;
mod naming;
mod stored;

use std::collections::BTreeSet;

use crypto::{DeviceId, RootId};
use jiff::Timestamp;
use language::say;
use store::{RecordKind, Writer};
use sync::{Conversation, Dial, DocumentNames, Effect, Event, Head, Put, Replica, publish, receive, refill};
use wire::{AuthorId, Credential, Origin, SigningKey, StreamId, Verified};

use crate::adopting;
use crate::documents;
use crate::duties;
use crate::entre::{Entre, unhex_array};
use crate::facts::{self, StreamFacts, Summary, hex, internal};
use crate::fail::{Exit, Fail};
use crate::ledger::{StoreLedger, unwritten};
use crate::missing::note_missing;
use crate::notices::{SafetyEvent, keep_event, keep_noticed, not_let_in, received_events, stream_event};
use crate::random::random;
use crate::socket::{Socket, unreachable_fail};
use crate::streams::{Keyed, genesis_of, stream_keys};
use crate::syncing::Job;
use holding::{Held, RENAMED};
use stored::empty;
pub(crate) use stored::refresh;

/// What one exchange of one stream brought.
#[derive(Debug, Default)]
pub(crate) struct Exchanged {
    /// Changes of ours that were sealed and sent.
    pub(crate) sent: usize,
    /// Envelopes of others whose changes took effect.
    pub(crate) received: usize,
    /// Whether the other person wrote something.
    pub(crate) wrote: bool,
    /// Whether everything here is at the relay and everything there is here.
    pub(crate) up_to_date: bool,
    /// Whether the relay does not let us in (yet).
    pub(crate) not_enrolled: bool,
    /// What stopped it, if anything did.
    pub(crate) refused: Option<Fail>,
    /// Events that were noticed.
    pub(crate) events: Vec<SafetyEvent>,
}

impl Exchanged {
    /// What two exchanges of one stream brought together; how it stands is what the second one says.
    pub(crate) fn and(self, mut later: Self) -> Self {
        later.sent += self.sent;
        later.received += self.received;
        later.wrote |= self.wrote;
        later.events.splice(0..0, self.events);
        later
    }
}

/// One stream, open for exchange.
pub(crate) struct Line<'e, S: Keyed> {
    entre: &'e mut Entre,
    stream: StreamId,
    origin: Origin,
    /// The other person's name, for messages; none for our own stream.
    person: Option<String>,
    root: RootId,
    device: DeviceId,
    replica: Option<Held<S>>,
    /// In our own stream made anew in each transaction: another program on this home may have met somebody.
    names: DocumentNames,
    /// The pseudonym that this device leaves behind, while it speaks under that name for the last time.
    former: Option<SigningKey>,
    /// Whether the relay names envelopes that it did not hand out until now.
    withholds: bool,
    /// The time by which this exchange goes.
    pub(crate) now: Timestamp,
    pub(crate) exchanged: Exchanged,
}

/// An audience, and what its streams teach this device beyond documents.
pub(crate) trait Taught: Keyed {
    /// Takes over what a person's own stream holds about other streams.
    fn adopt(
        writer: &mut Writer<'_>,
        replica: &Replica<Self>,
        device: &SigningKey,
        now: Timestamp,
    ) -> Result<(), Fail>;
}

impl Taught for crypto::Own {
    fn adopt(
        writer: &mut Writer<'_>,
        replica: &Replica<Self>,
        device: &SigningKey,
        now: Timestamp,
    ) -> Result<(), Fail> {
        adopting::from_own_stream(writer, replica, device, now)
    }
}

impl Taught for crypto::Pair {
    fn adopt(_: &mut Writer<'_>, _: &Replica<Self>, _: &SigningKey, _: Timestamp) -> Result<(), Fail> {
        Ok(())
    }
}

impl<'e, S: Taught> Line<'e, S> {
    pub(crate) fn new(
        entre: &'e mut Entre,
        Job { stream, origin, person }: Job,
        now: Timestamp,
    ) -> Result<Self, Fail> {
        let root = entre.root()?;
        let device = DeviceId::from(unhex_array::<32>(&entre.me.device)?);
        let names = documents::names(&entre.store.read()?, &stream, person.is_some())?;
        let exchanged = Exchanged::default();
        Ok(Self {
            entre,
            stream,
            origin,
            person,
            root,
            device,
            replica: None,
            names,
            former: None,
            withholds: false,
            now,
            exchanged,
        })
    }

    /// What the conversation has to know before it dials.
    pub(crate) fn dial(&mut self) -> Result<Conversation, Fail> {
        let (stream, root, device) = (self.stream, self.root, self.device);
        let let_in = self.write(|_, replica, _| Ok(replica.let_in()))?;
        let reader = self.entre.store.read()?;
        let facts = StreamFacts::read(&reader, &stream)?;
        let keys = stream_keys::<S>(&reader, stream, root, device)?;
        let credential = match (&facts.receipt, &facts.voucher) {
            (Some(receipt), _) => Credential::Receipt(unhex_array(receipt)?),
            (None, Some(voucher)) => Credential::Voucher(unhex_array(voucher)?),
            (None, None) => Credential::Nothing,
        };
        Ok(Conversation::new(Dial {
            stream,
            key: self.former.clone().unwrap_or(keys.pseudonym),
            origin: self.origin.as_str().to_owned(),
            genesis: match facts.genesis_bytes()? {
                known if known.is_empty() => genesis_of(&reader, &stream)?,
                known => known,
            },
            credential,
            // Who did not found the stream never opens it before it was let in.
            opened: facts.receipt.is_some() || !facts.founder,
            local: branches::heads(&reader, &stream)?,
            recorded: reader.relay_heads(&stream)?.into_iter().map(head).collect(),
            let_in,
        }))
    }

    /// Runs until everything is exchanged for now, then closes.
    pub(crate) async fn run_once(&mut self) -> Result<(), Fail> {
        Box::pin(self.run()).await?;
        self.keep_entrance(!self.exchanged.not_enrolled)
    }

    async fn run(&mut self) -> Result<(), Fail> {
        // Once more where it turned out that the name is another copy's; not for ever.
        for _ in 0..ATTEMPTS {
            if !Box::pin(self.enter()).await? {
                self.exchanged.not_enrolled = true;
                return Ok(());
            }
            self.say_again()?;
            match Box::pin(self.converse()).await {
                Err(fail) if fail.code == RENAMED => {}
                ran => {
                    ran?;
                    self.leave_behind()?;
                    if self.former.take().is_none() && !Box::pin(self.enter_again()).await? {
                        return Ok(());
                    }
                }
            }
            // What was refused in the former name is said again in the new one.
            self.exchanged.refused = None;
        }
        Err(unreachable_fail(&self.origin, &say!("copies-keep-writing")))
    }

    /// One conversation from hello to rest.
    async fn converse(&mut self) -> Result<(), Fail> {
        let mut socket = Socket::dial(&self.origin).await?;
        let mut conversation = self.dial()?;
        loop {
            let Some(bytes) = socket.answer().await? else {
                return Err(unreachable_fail(&self.origin, &say!("closed-connection")));
            };
            if self.step(&mut conversation, &mut socket, Event::Frame(bytes)).await? {
                break;
            }
        }
        socket.close().await;
        Ok(())
    }

    /// Every 30 days this device gets a new sealing key in each stream.
    fn renew_kem(&mut self) -> Result<(), Fail> {
        let (stream, root, now) = (self.stream, self.root, self.now);
        let (device, since) = (self.entre.device_key()?, self.entre.me.since);
        let renewed =
            self.entre.store.write(|writer| duties::renew_kem(writer, stream, root, &device, now, since))?;
        if renewed {
            self.replica = None;
        }
        Ok(())
    }

    /// Handles one event and everything that follows from it; says whether the exchange is settled or over.
    pub(crate) async fn step(
        &mut self,
        conversation: &mut Conversation,
        socket: &mut Socket,
        event: Event,
    ) -> Result<bool, Fail> {
        let mut events = std::collections::VecDeque::from([event]);
        let mut rest = false;
        while let Some(event) = events.pop_front() {
            for effect in conversation.handle(event) {
                if !matches!(effect, Effect::Send(_) | Effect::Settled | Effect::Notice(_)) {
                    socket.got_on();
                }
                match effect {
                    Effect::Send(bytes) => socket.send(bytes).await?,
                    Effect::Receive(envelopes) => {
                        let (heads, let_in) = self.take_in(&envelopes)?;
                        events.push_back(Event::Received { heads, let_in });
                    }
                    Effect::Publish => events.push_back(Event::Published(self.publish()?)),
                    Effect::Backlog => events.push_back(Event::Published(self.backlog()?)),
                    Effect::Receipt(receipt) => self.keep_receipt(&receipt)?,
                    Effect::RelayHeads(heads) => self.relay_heads(&heads)?,
                    Effect::Stored(head) => self.stored(&head)?,
                    Effect::Wait(seconds) => {
                        tokio::time::sleep(std::time::Duration::from_secs(seconds.into())).await;
                        events.push_back(Event::Waited);
                    }
                    Effect::Notice(notice) => self.notice(&notice)?,
                    Effect::Settled => {
                        self.settled()?;
                        self.catch_up()?;
                        rest = true;
                    }
                    Effect::Close(None) => return Ok(true),
                    Effect::Close(Some(code)) => {
                        return Err(unreachable_fail(&self.origin, &hearing::farewell(code)));
                    }
                }
            }
        }
        Ok(rest)
    }

    /// Runs `work` on the replica as it is on disk now, in one transaction; afterwards both agree, or neither changed.
    fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Writer<'_>, &mut Replica<S>, &DocumentNames) -> Result<T, Fail>,
    ) -> Result<T, Fail> {
        let (stream, root, device) = (self.stream, self.root, self.device);
        let mut held = self.replica.take();
        let kit = self.entre.kit_key();
        let (names, person, now) = (&mut self.names, &self.person, self.now);
        let done = self.entre.store.write(|writer| -> Result<(T, Held<S>), Fail> {
            let current = held.take().map(|held| held.if_current(writer, &stream)).transpose()?.flatten();
            let (mut replica, mut row) = match current {
                Some(current) => current,
                None => (empty(writer, stream, (root, device), kit)?, 0),
            };
            if person.is_none() {
                *names = documents::names(writer, &stream, false)?;
            }
            // Another process on this home may have gone on since, or was stopped before it could say what it saw.
            let noticed = refresh(writer, &stream, &mut replica, &mut row)?;
            for event in &noticed {
                keep_event(writer, &stream_event(event, person.as_deref(), now))?;
            }
            let value = work(writer, &mut replica, names)?;
            for stored in writer.envelopes(&stream, row)? {
                row = row.max(stored.row);
            }
            Ok((value, Held::keep(writer, &stream, replica, row)?))
        });
        // After a failure the replica may know more than the disk: it is built again from there.
        let (value, held) = done?;
        self.replica = Some(held);
        Ok(value)
    }

    /// Takes envelopes in; gives the heads that are here then, and who was let in.
    pub(crate) fn take_in(
        &mut self,
        envelopes: &[Verified],
    ) -> Result<(Vec<Head>, BTreeSet<AuthorId>), Fail> {
        let (stream, now) = (self.stream, self.now);
        let root = self.root;
        let name = self.speaking()?;
        if let Some(from) = self.not_ours(&name, envelopes)? {
            self.part(name, from)?;
        }
        let person = self.person.clone();
        let (received, noticed, wrote, known) = self.write(|writer, replica, names| {
            let own = replica.keys().author();
            let mut ledger = StoreLedger { writer, stream, names, now: Some(now) };
            let received = receive(replica, &mut ledger, envelopes).map_err(|error| match error {
                sync::ReceiveError::Storage(fail) => fail,
                sync::ReceiveError::Gap => Fail::new(Exit::Safety, "bad_relay", say!("relay-left-gap"))
                    .because(say!("relay-left-gap-why")),
                sync::ReceiveError::Unsealed => internal(say!("internal-unsealed")),
            })?;
            let by_them = |author| replica.author_device(author).is_some_and(|(theirs, _)| theirs != root);
            // Another device of ours is not the other person.
            let heard = envelopes.iter().any(|envelope| by_them(&envelope.header().author));
            let covered = replica.covered_by_others();
            keep_summary(writer, &stream, |summary| {
                summary.covered = covered;
                if heard {
                    summary.heard = Some(now);
                }
                let others = envelopes.iter().map(|envelope| envelope.header().author);
                let others = others.filter(|author| *author != own);
                summary.heard_from.extend(others.map(|author| (hex(author.as_bytes()), now)));
            })?;
            let heads = branches::heads(writer, &stream)?;
            let wrote =
                !received.documents.is_empty() && received.applied.iter().any(|(author, _)| by_them(author));
            // With the envelopes or not at all: nobody looks at them a second time.
            let mut events = received_events(&received, person.as_deref(), now);
            events.extend(note_missing(writer, &stream, replica, &root, person.as_deref(), now)?);
            let noticed = keep_noticed(writer, events)?;
            Ok((received, noticed, wrote, (heads, replica.let_in())))
        })?;
        self.exchanged.wrote |= wrote;
        self.exchanged.received += received.applied.len();
        self.exchanged.events.extend(noticed);
        match self.not_ours(&name, &received.claimed)? {
            Some(from) => {
                // Under its new name, it takes in what others quote of the former one.
                self.part(name, from)?;
                self.take_in(&[])
            }
            None => Ok(known),
        }
    }

    pub(crate) fn publish(&mut self) -> Result<Vec<Put>, Fail> {
        let (stream, root, now) = (self.stream, self.root, self.now);
        if self.former.is_some() {
            // A former self seals nothing any more.
            return self.write(|writer, _, _| unstored(writer, &stream));
        }
        self.renew_kem()?;
        let person = self.person.clone();
        let (changes, received, noticed, puts, claimed) = self.write(|writer, replica, names| {
            let due = duties::due::<S>(writer, stream, root, replica.keys().author(), now)?;
            let facts = StreamFacts::read(writer, &stream)?;
            replica.learn(facts.statements()?);
            let mut ledger = StoreLedger { writer, stream, names, now: Some(now) };
            // What waited may have become possible with what was learnt since.
            let retried = receive(replica, &mut ledger, &[]).map_err(unwritten)?;
            let own = replica.keys().author();
            let claimed = naming::not_ours(writer, &stream, &own, false, &retried.claimed)?;
            if let Some(from) = claimed {
                return Ok((0, retried.applied.len(), Vec::new(), Vec::new(), Some((own, from))));
            }
            let mut ledger = StoreLedger { writer, stream, names, now: Some(now) };
            let published =
                publish(replica, &mut ledger, &due, &mut random()).map_err(|error| match error {
                    sync::PublishError::Storage(fail) => fail,
                    sync::PublishError::Write(error) => {
                        internal(say!("internal-sealing", error = error.to_string()))
                    }
                    sync::PublishError::ForeignDocument => internal(say!("internal-wrong-stream")),
                })?;
            duties::done(writer, stream, &published, now)?;
            duties::note_epoch(writer, &stream, replica, now)?;
            duties::note_unquoted(writer, &stream, replica)?;
            let mut events = received_events(&retried, person.as_deref(), now);
            events.extend(note_missing(writer, &stream, replica, &root, person.as_deref(), now)?);
            if !published.unfit.is_empty() {
                events.push(not_let_in(person.as_deref(), now));
            }
            let noticed = keep_noticed(writer, events)?;
            Ok((published.changes, retried.applied.len(), noticed, unstored(writer, &stream)?, None))
        })?;
        if let Some((name, from)) = claimed {
            // Its place is taken: nothing more is sealed in this name.
            self.part(name, from)?;
            return self.publish();
        }
        self.exchanged.sent += changes;
        self.exchanged.received += received;
        self.exchanged.events.extend(noticed);
        Ok(puts)
    }

    fn backlog(&mut self) -> Result<Vec<Put>, Fail> {
        let reader = self.entre.store.read()?;
        Ok(in_order(branches::backlog(&reader, &self.stream)?).iter().map(put).collect())
    }

    /// What this stream says about people and about other streams is known everywhere from here on.
    pub(crate) fn learn(&mut self) -> Result<(), Fail> {
        let (stream, root, now) = (self.stream, self.root, self.now);
        let device = self.entre.device_key()?;
        let dropped = self.write(|writer, replica, _| {
            adopting::share_statements(writer, stream, root, replica.statements())?;
            S::adopt(writer, replica, &device, now)?;
            let devices =
                replica.devices().iter().filter(|device| device.active && device.root == root).count();
            keep_summary(writer, &stream, |summary| summary.devices = Some(devices))?;
            duties::drop_old_kems(writer, stream, replica, now)
        })?;
        if dropped {
            self.replica = None;
        }
        Ok(())
    }

    fn own_author(&mut self) -> Result<AuthorId, Fail> {
        crate::streams::own_author(&self.entre.store.read()?, &self.stream)
    }
}

/// Changes what is remembered of a stream's last exchange.
pub(crate) fn keep_summary(
    writer: &mut Writer<'_>,
    stream: &StreamId,
    change: impl FnOnce(&mut Summary),
) -> Result<(), Fail> {
    let key = stream.as_bytes().as_slice();
    let mut summary: Summary = facts::read(writer, RecordKind::Summary, key)?.unwrap_or_default();
    change(&mut summary);
    facts::write(writer, RecordKind::Summary, key, &summary)
}

fn unstored(writer: &Writer<'_>, stream: &StreamId) -> Result<Vec<Put>, Fail> {
    let mut unstored = branches::unstored(writer, stream)?;
    if unstored.iter().any(|stored| refill::is_step(&stored.envelope)) {
        let missing: BTreeSet<i64> = unstored.iter().map(|stored| stored.row).collect();
        unstored = in_order(branches::backlog(writer, stream)?);
        unstored.retain(|stored| missing.contains(&stored.row));
    }
    Ok(unstored.iter().map(put).collect())
}

fn in_order(came: Vec<store::StoredEnvelope>) -> Vec<store::StoredEnvelope> {
    refill::in_order(came, |stored| &stored.envelope)
}

fn put(stored: &store::StoredEnvelope) -> Put {
    let header = stored.envelope.header();
    Put {
        author: header.author,
        seq: header.seq,
        id: stored.envelope.id(),
        bytes: stored.envelope.as_bytes().to_vec(),
    }
}

fn head(head: store::ChainHead) -> Head {
    Head { author: head.author, seq: head.seq, id: head.id }
}

/// How often a stream is begun again within one exchange.
const ATTEMPTS: usize = 4;
