//! What runs a relay's sessions: one storage, one writer that commits in batches, wake-ups. A crash loses what was not
//! committed and every session, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use relay::{Answer, Input, Memory, Output, Read, Request, Rules, Session, Storage, Terms, Ticket, Write};
use wire::{Frame, Limits, SigningKey, StreamId};

use crate::Plant;
use crate::dice::Dice;

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
    pub(crate) storage: Memory,
    /// The storage before its last commit, for the plant that forgets.
    earlier: Option<Memory>,
    sessions: BTreeMap<u64, Session>,
    interested: BTreeMap<u64, StreamId>,
    queue: Vec<Waiting>,
    plant: Option<Plant>,
}

impl RelayHost {
    pub(crate) fn new(limits: Limits, plant: Option<Plant>, dice: &mut Dice) -> Self {
        let terms = Terms {
            origin: ORIGIN.to_owned(),
            limits,
            open: true,
            receipt_key: SigningKey::from_bytes(&dice.bytes()),
            mailbox_puts_max: 0,
            ping_after_ms: 60_000,
            silence_max_ms: 180_000,
        };
        let storage = Memory::new(Rules { limits, mailbox_bytes_max: 0 });
        Self {
            terms: Arc::new(terms),
            storage,
            earlier: None,
            sessions: BTreeMap::new(),
            interested: BTreeMap::new(),
            queue: Vec::new(),
            plant,
        }
    }

    /// Whether the client of this link has proved its key and knows the heads.
    pub(crate) fn is_live(&self, link: u64) -> bool {
        self.interested.contains_key(&link)
    }

    pub(crate) fn accept(&mut self, link: u64, nonce: [u8; 32], now_ms: u64) -> Vec<Order> {
        let (session, outputs) = Session::new(Arc::clone(&self.terms), nonce, now_ms);
        self.sessions.insert(link, session);
        self.perform(link, outputs)
    }

    pub(crate) fn input(&mut self, link: u64, now_ms: u64, input: Input) -> Vec<Order> {
        let Some(session) = self.sessions.get_mut(&link) else { return Vec::new() };
        let outputs = session.handle(now_ms, input);
        self.perform(link, outputs)
    }

    pub(crate) fn read(&mut self, link: u64, ticket: Ticket, read: &Read, now_ms: u64) -> Vec<Order> {
        if !self.sessions.contains_key(&link) {
            return Vec::new();
        }
        let answer = self.storage.answer(now_ms / 1000, &Request::Read(read.clone()));
        self.input(link, now_ms, Input::Answer { ticket, answer })
    }

    /// Commits everything that waits in one transaction; only then is anything answered or told.
    pub(crate) fn commit(&mut self, now_ms: u64) -> Vec<Order> {
        let waiting = std::mem::take(&mut self.queue);
        if waiting.is_empty() {
            return Vec::new();
        }
        if self.plant == Some(Plant::ForgetfulRelay) {
            self.earlier = Some(self.storage.clone());
        }
        let writes: Vec<Write> = waiting.iter().map(|waiting| waiting.write.clone()).collect();
        let answers =
            self.storage.apply(now_ms / 1000, &writes).unwrap_or_else(|_| vec![Answer::Failed; writes.len()]);
        let mut orders = Vec::new();
        for (Waiting { link, ticket, .. }, answer) in waiting.into_iter().zip(answers) {
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
                    orders.extend(self.input(
                        other,
                        now_ms,
                        Input::Woken { author: news.author, seq: news.seq },
                    ));
                }
                if news.access_changed {
                    orders.extend(self.input(other, now_ms, Input::AccessChanged));
                }
            }
        }
        orders
    }

    pub(crate) fn drop_session(&mut self, link: u64) {
        self.sessions.remove(&link);
        self.interested.remove(&link);
    }

    /// An orderly end begins: what was begun is finished, nothing new is taken.
    pub(crate) fn drain(&mut self, now_ms: u64) -> Vec<Order> {
        let links: Vec<u64> = self.sessions.keys().copied().collect();
        links.into_iter().flat_map(|link| self.input(link, now_ms, Input::Drain)).collect()
    }

    /// Everything that is not in the storage is gone. Gives the links that were open.
    pub(crate) fn crash(&mut self) -> BTreeSet<u64> {
        self.queue.clear();
        self.interested.clear();
        if let Some(earlier) = self.earlier.take() {
            self.storage = earlier;
        }
        std::mem::take(&mut self.sessions).into_keys().collect()
    }

    fn perform(&mut self, link: u64, outputs: Vec<Output>) -> Vec<Order> {
        let mut orders = Vec::new();
        for output in outputs {
            match output {
                Output::Send(frame) => orders.push(Order::Send(link, frame.encode())),
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
                    self.interested.insert(link, stream);
                }
                Output::Unsubscribe => {
                    self.interested.remove(&link);
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

/// Where the relay is.
pub(crate) const ORIGIN: &str = "wss://relay.example";
