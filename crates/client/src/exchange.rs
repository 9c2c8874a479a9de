//! Driving conversations with relays: every effect of the engine is carried out here, in order, each write in one
//! transaction (docs/protocol.md §8). Nothing is sent before it is on disk, nothing is called stored before the relay
//! said so.

use crypto::{Audience, DeviceId, RootId};
use jiff::Timestamp;
use store::{RecordKind, Writer};
use sync::{
    Admission, Conversation, Dial, DocumentNames, Duties, Effect, Event, Head, Notice, Put, Received,
    Replica, StreamEvent, publish, receive,
};
use wire::{ByeCode, Credential, Origin, RefusalCode, StreamId, Verified};

use crate::entre::{Entre, unhex_array};
use crate::facts::{self, StreamFacts, Summary, hex, internal};
use crate::fail::{Exit, Fail};
use crate::ledger::StoreLedger;
use crate::notices::{SafetyEvent, keep_event, notice_event, refusal_fail, stream_event};
use crate::people::pairs;
use crate::random::random;
use crate::socket::{Socket, unreachable_fail};
use crate::streams::{Keyed, stream_keys};

/// What one exchange of one stream brought.
#[derive(Debug, Default)]
pub(crate) struct Exchanged {
    /// Changes of ours that were sealed and sent.
    pub(crate) sent: usize,
    /// Envelopes of others whose changes took effect.
    pub(crate) received: usize,
    /// Whether everything here is at the relay and everything there is here.
    pub(crate) up_to_date: bool,
    /// Whether the relay does not let us in (yet).
    pub(crate) not_enrolled: bool,
    /// What stopped it, if anything did.
    pub(crate) refused: Option<Fail>,
    /// Events that were noticed.
    pub(crate) events: Vec<SafetyEvent>,
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
    replica: Option<(Replica<S>, i64)>,
    names: DocumentNames,
    pub(crate) exchanged: Exchanged,
}

/// An audience whose finished handshakes can be let in.
pub(crate) trait Admitting: Keyed {
    fn admissions(facts: &StreamFacts, stream: StreamId, own: RootId) -> Result<Vec<Admission<Self>>, Fail>;
}

impl Admitting for crypto::Own {
    fn admissions(_: &StreamFacts, _: StreamId, _: RootId) -> Result<Vec<Admission<Self>>, Fail> {
        Ok(Vec::new())
    }
}

impl Admitting for crypto::Pair {
    fn admissions(facts: &StreamFacts, stream: StreamId, own: RootId) -> Result<Vec<Admission<Self>>, Fail> {
        facts.admissions(stream, own)
    }
}

impl<'e, S: Admitting> Line<'e, S> {
    pub(crate) fn new(
        entre: &'e mut Entre,
        stream: StreamId,
        origin: Origin,
        person: Option<String>,
    ) -> Result<Self, Fail> {
        let root = entre.root()?;
        let device = DeviceId::from(unhex_array::<32>(&entre.me.device)?);
        let names = match person {
            Some(_) => DocumentNames::of_pair(&stream),
            None => {
                let reader = entre.store.read()?;
                let known: Vec<StreamId> = pairs(&reader)?
                    .iter()
                    .filter_map(|(_, facts)| facts.stream.as_deref()?.parse().ok())
                    .collect();
                DocumentNames::of_person(&stream, known.iter())
            }
        };
        let exchanged = Exchanged::default();
        Ok(Self { entre, stream, origin, person, root, device, replica: None, names, exchanged })
    }

    /// What the conversation has to know before it dials.
    pub(crate) fn dial(&mut self) -> Result<Conversation, Fail> {
        let (stream, root, device) = (self.stream, self.root, self.device);
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
            key: keys.pseudonym,
            origin: self.origin.as_str().to_owned(),
            genesis: facts.genesis_bytes()?,
            credential,
            // Who did not found the stream never opens it before it was let in.
            opened: facts.receipt.is_some() || !facts.founder,
            local: reader.heads(&stream)?.into_iter().map(head).collect(),
            recorded: reader.relay_heads(&stream)?.into_iter().map(head).collect(),
        }))
    }

    /// Runs until everything is exchanged for now, then closes.
    pub(crate) async fn run_once(&mut self) -> Result<(), Fail> {
        let mut socket = Socket::dial(&self.origin).await?;
        let mut conversation = self.dial()?;
        loop {
            let Some(bytes) = socket.answer().await? else {
                return Err(unreachable_fail(&self.origin, "it closed the connection"));
            };
            if self.step(&mut conversation, &mut socket, Event::Frame(bytes)).await? {
                break;
            }
        }
        socket.close().await;
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
                match effect {
                    Effect::Send(bytes) => socket.send(bytes).await?,
                    Effect::Receive(envelopes) => {
                        events.push_back(Event::Received(self.take_in(&envelopes)?));
                    }
                    Effect::Publish => events.push_back(Event::Published(self.publish()?)),
                    Effect::Backlog => events.push_back(Event::Published(self.backlog()?)),
                    Effect::Receipt(receipt) => self.keep_receipt(&receipt)?,
                    Effect::RelayHeads(heads) => self.relay_heads(&heads)?,
                    Effect::Stored(head) => self.stored(&head)?,
                    Effect::Notice(notice) => self.notice(&notice)?,
                    Effect::Settled => {
                        self.settled()?;
                        rest = true;
                    }
                    Effect::Close(None) => return Ok(true),
                    Effect::Close(Some(code)) => return Err(unreachable_fail(&self.origin, farewell(code))),
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
        let names = &self.names;
        let done = self.entre.store.write(|writer| -> Result<(T, Replica<S>, i64), Fail> {
            let (mut replica, mut row) = match held.take() {
                Some(held) => held,
                None => (Replica::new(stream_keys::<S>(writer, stream, root, device)?), 0),
            };
            // Another process on this home may have gone on since.
            refresh(writer, &stream, &mut replica, &mut row)?;
            let value = work(writer, &mut replica, names)?;
            for stored in writer.envelopes(&stream, row)? {
                row = row.max(stored.row);
            }
            Ok((value, replica, row))
        });
        // After a failure the replica may know more than the disk: it is built again from there.
        let (value, replica, row) = done?;
        self.replica = Some((replica, row));
        Ok(value)
    }

    fn take_in(&mut self, envelopes: &[Verified]) -> Result<Vec<Head>, Fail> {
        let stream = self.stream;
        let shared = self.person.is_some();
        let (received, heads) = self.write(|writer, replica, names| {
            let own = replica.keys().author();
            let mut ledger = StoreLedger { writer, stream, names };
            let received = receive(replica, &mut ledger, envelopes).map_err(|error| match error {
                sync::ReceiveError::Storage(fail) => fail,
                sync::ReceiveError::Gap => {
                    Fail::new(Exit::Safety, "bad_relay", "the relay left out an envelope")
                        .because("nothing after the gap was taken in")
                }
            })?;
            let theirs = envelopes.iter().any(|envelope| envelope.header().author != own);
            let covered = replica.covered_by_others();
            keep_summary(writer, &stream, |summary| {
                summary.covered = covered;
                if shared && theirs {
                    summary.heard = Some(Timestamp::now());
                }
            })?;
            let heads = writer.heads(&stream)?.into_iter().map(head).collect();
            Ok((received, heads))
        })?;
        self.keep_received(&received)?;
        Ok(heads)
    }

    /// Counts what came in, and keeps what the person has to be told of it.
    fn keep_received(&mut self, received: &Received) -> Result<(), Fail> {
        self.exchanged.received += received.applied.len();
        self.keep_stream_events(&received.events)?;
        let whose = self.person.as_deref().unwrap_or("your own devices");
        let mut events = Vec::new();
        if !received.quarantined.is_empty() {
            let text =
                format!("a change in the notebook with {whose} was refused as unsound and is kept apart");
            events.push(self.event("quarantined", text));
        }
        if !received.superseded.is_empty() {
            let text = format!(
                "a device wrote two versions of one thing in the notebook with {whose}; the one shown here so far \
                 gave way to the other"
            );
            events.push(self.event("branch_lost", text));
        }
        self.keep_events(events)
    }

    fn publish(&mut self) -> Result<Vec<Put>, Fail> {
        let (stream, root) = (self.stream, self.root);
        let (changes, retried, puts) = self.write(|writer, replica, names| {
            let mut facts = StreamFacts::read(writer, &stream)?;
            let admissions = S::admissions(&facts, stream, root)?;
            let mut ledger = StoreLedger { writer, stream, names };
            // What waited may have become possible with what was learnt since.
            let retried = receive(replica, &mut ledger, &[]).map_err(|error| match error {
                sync::ReceiveError::Storage(fail) => fail,
                sync::ReceiveError::Gap => internal("a stored chain has a gap"),
            })?;
            let duties = Duties { admissions, ..Duties::default() };
            let published =
                publish(replica, &mut ledger, &duties, &mut random()).map_err(|error| match error {
                    sync::PublishError::Storage(fail) => fail,
                    sync::PublishError::Write(error) => internal(&format!("sealing failed: {error}")),
                    sync::PublishError::ForeignDocument => {
                        internal("a change was about to go to the wrong stream")
                    }
                })?;
            if !duties.admissions.is_empty() && published.admitted {
                for admitted in std::mem::take(&mut facts.admissions) {
                    facts.roots.push(admitted.root);
                    facts.statements.extend(admitted.statements);
                    facts.bindings.extend(admitted.enrolments.into_iter().map(|(binding, _, _)| binding));
                }
                facts.write(writer, &stream)?;
            }
            Ok((published.changes, retried, unstored(writer, &stream)?))
        })?;
        self.exchanged.sent += changes;
        self.keep_received(&retried)?;
        Ok(puts)
    }

    fn backlog(&mut self) -> Result<Vec<Put>, Fail> {
        let reader = self.entre.store.read()?;
        Ok(reader.envelopes(&self.stream, 0)?.iter().map(put).collect())
    }

    fn keep_receipt(&mut self, receipt: &[u8; 64]) -> Result<(), Fail> {
        let stream = self.stream;
        self.entre.store.write(|writer| -> Result<(), Fail> {
            let mut facts = StreamFacts::read(writer, &stream)?;
            facts.receipt = Some(hex(receipt));
            facts.voucher = None;
            facts.write(writer, &stream)
        })
    }

    fn relay_heads(&mut self, heads: &[Head]) -> Result<(), Fail> {
        let stream = self.stream;
        let own = self.own_author()?;
        self.entre.store.write(|writer| -> Result<(), Fail> {
            writer.clear_relay_heads(&stream)?;
            for head in heads {
                writer.set_relay_head(&stream, &head.author, head.seq, &head.id)?;
            }
            let stored = heads.iter().find(|head| head.author == own).map_or(0, |head| head.seq);
            keep_summary(writer, &stream, |summary| summary.stored = stored)
        })
    }

    fn stored(&mut self, head: &Head) -> Result<(), Fail> {
        let stream = self.stream;
        let own = self.own_author()?;
        self.entre.store.write(|writer| -> Result<(), Fail> {
            writer.set_relay_head(&stream, &head.author, head.seq, &head.id)?;
            keep_summary(writer, &stream, |summary| {
                summary.refused = None;
                if head.author == own {
                    summary.stored = head.seq;
                }
            })
        })
    }

    fn settled(&mut self) -> Result<(), Fail> {
        let stream = self.stream;
        let waiting = self.entre.store.read()?.outbox_count(&stream)?;
        let clean = waiting == 0 && self.exchanged.refused.is_none();
        self.exchanged.up_to_date = clean;
        if clean {
            self.entre.store.write(|writer| -> Result<(), Fail> {
                keep_summary(writer, &stream, |summary| summary.checked = Some(Timestamp::now()))
            })?;
        }
        Ok(())
    }

    fn notice(&mut self, notice: &Notice) -> Result<(), Fail> {
        match notice {
            Notice::NotEnrolled => self.exchanged.not_enrolled = true,
            Notice::Refused(refusal) => {
                let fail = refusal_fail(&self.origin, refusal);
                let stream = self.stream;
                let words = fail.what.clone();
                self.entre.store.write(|writer| -> Result<(), Fail> {
                    keep_summary(writer, &stream, |summary| summary.refused = Some(words))
                })?;
                let not_in = matches!(refusal.code, RefusalCode::UnknownStream | RefusalCode::NotEnrolled);
                self.exchanged.not_enrolled |= not_in;
                self.exchanged.refused = Some(fail);
            }
            _ => {}
        }
        let event = notice_event(notice, &self.origin, self.person.as_deref(), Timestamp::now());
        if let Some(event) = event {
            if matches!(notice, Notice::WrongOrigin | Notice::BadRelay) {
                let fail = Fail::new(Exit::Safety, "bad_relay", event.text.clone());
                self.exchanged.refused = Some(fail.because("what you wrote is safe on this device"));
            }
            self.keep_events(vec![event])?;
        }
        Ok(())
    }

    fn keep_stream_events(&mut self, events: &[StreamEvent]) -> Result<(), Fail> {
        let now = Timestamp::now();
        let person = self.person.clone();
        self.keep_events(events.iter().map(|event| stream_event(event, person.as_deref(), now)).collect())
    }

    fn keep_events(&mut self, events: Vec<SafetyEvent>) -> Result<(), Fail> {
        if events.is_empty() {
            return Ok(());
        }
        self.entre.store.write(|writer| -> Result<(), Fail> {
            events.iter().try_for_each(|event| keep_event(writer, event))
        })?;
        self.exchanged.events.extend(events);
        Ok(())
    }

    fn event(&self, code: &str, text: String) -> SafetyEvent {
        SafetyEvent { at: Timestamp::now(), code: code.to_owned(), person: self.person.clone(), text }
    }

    fn own_author(&mut self) -> Result<wire::AuthorId, Fail> {
        crate::streams::own_author(&self.entre.store.read()?, &self.stream)
    }
}

/// Absorbs what was stored since `row`, by this process or another.
fn refresh<S: Audience>(
    writer: &Writer<'_>,
    stream: &StreamId,
    replica: &mut Replica<S>,
    row: &mut i64,
) -> Result<(), Fail> {
    let newer = writer.envelopes(stream, *row)?;
    if newer.is_empty() {
        return Ok(());
    }
    for stored in newer {
        let applied = stored.own
            || matches!(stored.standing, store::Standing::Applied | store::Standing::Quarantined(_));
        replica.absorb(&stored.envelope.verified_before(), applied);
        *row = (*row).max(stored.row);
    }
    replica.settle();
    Ok(())
}

fn keep_summary(
    writer: &mut Writer<'_>,
    stream: &StreamId,
    change: impl FnOnce(&mut Summary),
) -> Result<(), Fail> {
    let key = stream.as_bytes().as_slice();
    let mut summary: Summary = facts::read(writer, RecordKind::Summary, key)?.unwrap_or_default();
    change(&mut summary);
    facts::write(writer, RecordKind::Summary, key, &summary)
}

fn farewell(code: ByeCode) -> &'static str {
    match code {
        ByeCode::Draining => "it is shutting down",
        ByeCode::Protocol => "it does not understand this version of entre",
        ByeCode::Denied => "it has shut this device out",
        ByeCode::Timeout => "the connection was too slow",
        ByeCode::Busy => "it has too many connections",
    }
}

fn unstored(writer: &Writer<'_>, stream: &StreamId) -> Result<Vec<Put>, Fail> {
    Ok(writer.unstored(stream)?.iter().map(put).collect())
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
