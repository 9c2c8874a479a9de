//! What runs a relay's sessions: one storage, one writer that commits in batches, wake-ups. A crash loses what was not
//! committed and every session, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use relay::{Answer, Input, Memory, Output, Read, Request, Session, Storage, Terms, Ticket, Write};
use wire::{EnvelopeId, Frame, Limits, StreamId};

use crate::Plant;
use crate::counts::Moment;
use crate::relay_disk::RelayDisk;

/// What the host wants the network to do.
pub(crate) enum Order {
    /// Deliver a frame to the client of this link.
    Send(u64, Vec<u8>),
    /// Ask the storage a little later.
    ReadLater(u64, Ticket, Read),
    /// Give an answer a little later.
    AnswerLater(u64, Ticket, Answer),
    /// Commit what waits, a little later.
    CommitLater,
    /// The relay ended this connection.
    Hangup(u64),
}

struct Waiting {
    link: u64,
    ticket: Ticket,
    write: Write,
}

pub(crate) struct RelayHost {
    terms: Arc<Terms>,
    pub(crate) disk: RelayDisk,
    /// An older copy of the storage.
    pub(crate) backup: Option<Memory>,
    pub(crate) up: bool,
    /// How far its clock is off.
    pub(crate) clock_ms: i64,
    /// How often it came back with less than it had.
    pub(crate) lapses: u64,
    /// What it has said that it stored, since it last came back with less.
    pub(crate) promised: BTreeSet<EnvelopeId>,
    sessions: BTreeMap<u64, Session>,
    interested: BTreeMap<u64, StreamId>,
    queue: Vec<Waiting>,
    /// For a plant: who subscribed and is not listened to yet, and whether it was told the heads.
    late: BTreeMap<u64, (StreamId, bool)>,
    /// For a plant: what was stored since the start.
    stored: BTreeSet<EnvelopeId>,
    plant: Option<Plant>,
}

impl RelayHost {
    pub(crate) fn new(terms: Terms, memory: Memory, plant: Option<Plant>) -> Self {
        let mut disk = RelayDisk::new(memory);
        disk.remembers = plant == Some(Plant::ForgetfulRelay);
        Self {
            terms: Arc::new(terms),
            disk,
            backup: None,
            up: true,
            clock_ms: 0,
            lapses: 0,
            promised: BTreeSet::new(),
            sessions: BTreeMap::new(),
            interested: BTreeMap::new(),
            queue: Vec::new(),
            late: BTreeMap::new(),
            stored: BTreeSet::new(),
            plant,
        }
    }

    pub(crate) fn limits(&self) -> Limits {
        self.terms.limits
    }

    /// Whether the client of this link has proved its key and knows the heads.
    pub(crate) fn is_live(&self, link: u64) -> bool {
        self.interested.contains_key(&link)
    }

    pub(crate) fn accept(&mut self, link: u64, nonce: [u8; 32], now_ms: u64) -> Vec<Order> {
        let now_ms = now_ms.saturating_add_signed(self.clock_ms);
        let (session, outputs) = Session::new(Arc::clone(&self.terms), nonce, now_ms);
        self.sessions.insert(link, session);
        self.perform(link, outputs)
    }

    pub(crate) fn input(&mut self, link: u64, now_ms: u64, input: Input) -> Vec<Order> {
        let now_ms = now_ms.saturating_add_signed(self.clock_ms);
        if let (Input::Frame(_), Some((stream, true))) = (&input, self.late.get(&link)) {
            self.interested.insert(link, *stream);
            self.late.remove(&link);
        }
        let Some(session) = self.sessions.get_mut(&link) else { return Vec::new() };
        let outputs = session.handle(now_ms, input);
        self.perform(link, outputs)
    }

    pub(crate) fn read(&mut self, link: u64, ticket: Ticket, read: &Read, now_ms: u64) -> Vec<Order> {
        if !self.sessions.contains_key(&link) {
            return Vec::new();
        }
        let answer = self.disk.answer(now_ms / 1000, &Request::Read(read.clone()));
        self.input(link, now_ms, Input::Answer { ticket, answer })
    }

    /// Whether a commit is due.
    pub(crate) fn has_writes(&self) -> bool {
        !self.queue.is_empty()
    }

    /// Commits everything that waits in one transaction; only then is anything answered or told. A crash before it or
    /// right behind it leaves nobody to answer.
    pub(crate) fn commit(&mut self, now_ms: u64, crash: Option<Moment>) -> Vec<Order> {
        let waiting = std::mem::take(&mut self.queue);
        if waiting.is_empty() || crash == Some(Moment::Before) {
            return Vec::new();
        }
        let writes: Vec<Write> = waiting.iter().map(|waiting| waiting.write.clone()).collect();
        self.disk.remembers |= crash == Some(Moment::Torn);
        let seconds = now_ms.saturating_add_signed(self.clock_ms) / 1000;
        let applied = self.disk.apply(seconds, &writes);
        if crash == Some(Moment::Torn) {
            self.disk.lose_last();
            self.disk.remembers = self.plant == Some(Plant::ForgetfulRelay);
        }
        if crash.is_some() {
            return Vec::new();
        }
        let failed = match self.plant {
            Some(Plant::FailureCalledStored) => Answer::Stored(None),
            _ => Answer::Failed,
        };
        let answers = applied.unwrap_or_else(|_| vec![failed; writes.len()]);
        let mut orders = Vec::new();
        for (Waiting { link, ticket, write }, answer) in waiting.into_iter().zip(answers) {
            let answer = self.deduplicated(&write, answer);
            let news = answer.news();
            orders.push(Order::AnswerLater(link, ticket, answer));
            let Some(news) = news.filter(|_| self.plant != Some(Plant::DeafRelay)) else { continue };
            let links: Vec<u64> = self
                .interested
                .iter()
                .filter(|(_, stream)| **stream == news.stream)
                .map(|(link, _)| *link)
                .collect();
            for other in links {
                if other != link {
                    let woken = Input::Woken { author: news.author, seq: news.seq };
                    orders.extend(self.input(other, now_ms, woken));
                }
                if news.access_changed {
                    orders.extend(self.input(other, now_ms, Input::AccessChanged));
                }
            }
        }
        orders
    }

    /// For a plant: only what was stored since the start is known to be there.
    fn deduplicated(&mut self, write: &Write, answer: Answer) -> Answer {
        let (Some(Plant::DedupInMemory), Write::Put { envelope }) = (self.plant, write) else {
            return answer;
        };
        let first = self.stored.insert(envelope.id());
        match answer {
            // It takes a copy for another envelope in the same place.
            Answer::Stored(None) if first => {
                Answer::Refused(relay::Reason { code: wire::RefusalCode::Fork, limit: 0 })
            }
            other => other,
        }
    }

    /// Time passes for every session.
    pub(crate) fn tick(&mut self, now_ms: u64) -> Vec<Order> {
        self.every_session(now_ms, &Input::Tick)
    }

    /// An orderly end begins: what was begun is finished, nothing new is taken.
    pub(crate) fn drain(&mut self, now_ms: u64) -> Vec<Order> {
        self.every_session(now_ms, &Input::Drain)
    }

    fn every_session(&mut self, now_ms: u64, input: &Input) -> Vec<Order> {
        let links: Vec<u64> = self.sessions.keys().copied().collect();
        links.into_iter().flat_map(|link| self.input(link, now_ms, input.clone())).collect()
    }

    pub(crate) fn drop_session(&mut self, link: u64) {
        self.sessions.remove(&link);
        self.interested.remove(&link);
        self.late.remove(&link);
    }

    /// Everything that is not in the storage is gone. Gives the links that were open.
    pub(crate) fn crash(&mut self) -> BTreeSet<u64> {
        self.up = false;
        self.queue.clear();
        self.interested.clear();
        self.late.clear();
        self.stored.clear();
        if self.plant == Some(Plant::ForgetfulRelay) {
            self.disk.lose_last();
        }
        std::mem::take(&mut self.sessions).into_keys().collect()
    }

    /// The storage is what it was at the time of the copy, or empty.
    pub(crate) fn come_back_with(&mut self, memory: Memory) {
        self.disk.memory = memory;
        self.lapses += 1;
        self.promised.clear();
    }

    fn perform(&mut self, link: u64, outputs: Vec<Output>) -> Vec<Order> {
        let mut orders = Vec::new();
        for output in outputs {
            match output {
                Output::Send(frame) => {
                    match &frame {
                        Frame::Stored { id } => {
                            self.promised.insert(*id);
                        }
                        Frame::Heads { .. } => {
                            self.late.entry(link).and_modify(|(_, told)| *told = true);
                        }
                        _ => {}
                    }
                    orders.push(Order::Send(link, frame.encode()));
                }
                Output::Ask { ticket, request: Request::Read(read) } => {
                    orders.push(Order::ReadLater(link, ticket, read));
                }
                Output::Ask { ticket, request: Request::Write(write) } => {
                    if self.plant == Some(Plant::EarlyAcknowledgement) && matches!(write, Write::Put { .. }) {
                        orders.push(Order::AnswerLater(link, ticket, Answer::Stored(None)));
                    }
                    self.queue.push(Waiting { link, ticket, write });
                    orders.push(Order::CommitLater);
                }
                Output::Subscribe(stream) => {
                    if self.plant == Some(Plant::LateInterest) {
                        self.late.insert(link, (stream, false));
                    } else {
                        self.interested.insert(link, stream);
                    }
                }
                Output::Unsubscribe => {
                    self.interested.remove(&link);
                    self.late.remove(&link);
                }
                Output::Close(code) => {
                    orders.push(Order::Send(link, Frame::Bye(code).encode()));
                    orders.push(Order::Hangup(link));
                }
            }
        }
        orders
    }
}

/// Where the relays are: the stream moves from the first to the second, if at all.
pub(crate) const ORIGINS: [&str; 2] = ["wss://relay.example", "wss://new.example"];
