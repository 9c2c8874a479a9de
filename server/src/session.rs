//! One connection of the relay protocol as a pure state machine (docs/protocol.md §8): frames and answers in, frames
//! and requests out.
//!
//! No sockets, no clock, no storage: whoever drives a session performs its outputs in their order. Envelopes are parsed
//! and their signatures verified here; what needs the stream's state is judged by the [`Storage`](crate::Storage).

mod joining;
mod mailbox;
mod put;
mod reading;
mod refusal;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::Arc;

use wire::{AuthorId, ByeCode, EnvelopeId, Frame, Limits, MailboxName, SigningKey, Slot, StreamId};

use crate::storage::{Answer, Request};
use put::Flow;
use reading::Question;
use refusal::{failure, refused};

/// What one relay tells and allows all its connections.
pub struct Terms {
    /// The origin under which the relay is reached; signed in `auth`.
    pub origin: String,
    /// The limits of `hello`.
    pub limits: Limits,
    /// Whether streams may be opened without a voucher.
    pub open: bool,
    /// Signs receipts.
    pub receipt_key: SigningKey,
    /// Mailbox slots that one connection may fill.
    pub mailbox_puts_max: u32,
    /// After this long without a frame the relay asks whether anybody is there, in milliseconds.
    pub ping_after_ms: u64,
    /// After this long without a frame the relay ends the connection, in milliseconds.
    pub silence_max_ms: u64,
}

impl fmt::Debug for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { origin, limits, open, receipt_key: _, mailbox_puts_max, ping_after_ms, silence_max_ms } =
            self;
        f.debug_struct("Terms")
            .field("origin", origin)
            .field("limits", limits)
            .field("open", open)
            .field("mailbox_puts_max", mailbox_puts_max)
            .field("ping_after_ms", ping_after_ms)
            .field("silence_max_ms", silence_max_ms)
            .finish_non_exhaustive()
    }
}

/// Ties an answer to its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(u64);

/// What happens to a session.
#[derive(Debug, Clone)]
pub enum Input {
    /// A binary message arrived.
    Frame(Vec<u8>),
    /// The storage answered.
    Answer {
        /// The request's ticket.
        ticket: Ticket,
        /// What it said.
        answer: Answer,
    },
    /// A chain of the subscribed stream grew, by somebody else's hand.
    Woken {
        /// Whose chain.
        author: AuthorId,
        /// Up to where.
        seq: u64,
    },
    /// The access list of the subscribed stream changed.
    AccessChanged,
    /// Time has passed.
    Tick,
    /// The relay shuts down: finish what was begun, take nothing new.
    Drain,
}

/// What a session wants done, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Send this frame.
    Send(Frame),
    /// Ask the storage. Writes of one session have to be applied in their order.
    Ask {
        /// Comes back with the answer.
        ticket: Ticket,
        /// What is asked.
        request: Request,
    },
    /// From now on give this session the wake-ups of `StreamId`; in place before any later request is asked.
    Subscribe(StreamId),
    /// No more wake-ups.
    Unsubscribe,
    /// Send `bye` with this code and end the connection. Nothing follows.
    Close(ByeCode),
}

/// The relay's side of one connection.
#[derive(Debug)]
pub struct Session {
    terms: Arc<Terms>,
    nonce: [u8; 32],
    phase: Phase,
    pending: BTreeMap<Ticket, Pending>,
    next_ticket: u64,
    questions: VecDeque<Question>,
    /// Wake-ups that came before the heads.
    early_wakes: BTreeMap<AuthorId, u64>,
    /// How far the client has heard of each chain, so that news that its heads held already are not told again.
    told: BTreeMap<AuthorId, u64>,
    heard_ms: u64,
    pinged: bool,
    attempts: u32,
    /// Whether the access list changed again while it is read.
    recheck_again: bool,
    /// The stream that this connection opened before it authenticated: it may refill it, and may not read it.
    refilling: Option<StreamId>,
    mailbox_puts: u32,
    flow: Flow,
    draining: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Not authenticated.
    Before,
    /// The signature is right; heads and rights are being read.
    Joining { stream: StreamId, author: AuthorId },
    /// Heads were sent.
    Live { stream: StreamId, author: AuthorId },
    /// Said goodbye.
    Closed,
}

#[derive(Debug)]
enum Pending {
    Open { stream: StreamId },
    Join,
    Recheck,
    Question(Question),
    Put { id: EnvelopeId, len: usize, own: bool },
    MailboxPut { name: MailboxName, slot: Slot },
}

impl Session {
    /// A new connection, and its hello. The nonce has to be fresh and random.
    #[must_use]
    pub fn new(terms: Arc<Terms>, nonce: [u8; 32], now_ms: u64) -> (Self, Vec<Output>) {
        let hello = Frame::Hello { origin: terms.origin.clone(), nonce, limits: terms.limits };
        let session = Self {
            terms,
            nonce,
            phase: Phase::Before,
            pending: BTreeMap::new(),
            next_ticket: 0,
            questions: VecDeque::new(),
            early_wakes: BTreeMap::new(),
            told: BTreeMap::new(),
            heard_ms: now_ms,
            pinged: false,
            attempts: 0,
            recheck_again: false,
            refilling: None,
            mailbox_puts: 0,
            flow: Flow::new(now_ms),
            draining: false,
        };
        (session, vec![Output::Send(hello)])
    }

    /// Takes one input and says what is to be done, in this order.
    pub fn handle(&mut self, now_ms: u64, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        if self.phase == Phase::Closed {
            return out;
        }
        match input {
            Input::Frame(_) if self.draining => {}
            Input::Frame(bytes) => self.frame(now_ms, &bytes, &mut out),
            Input::Answer { ticket, answer } => self.answer(ticket, answer, &mut out),
            Input::Woken { author, seq } => self.woken(author, seq, &mut out),
            Input::AccessChanged => self.recheck(&mut out),
            Input::Tick => self.tick(now_ms, &mut out),
            Input::Drain => {
                self.draining = true;
                // What is being read is still answered; what waits behind it can be asked elsewhere.
                self.questions.clear();
            }
        }
        if self.draining && self.pending.is_empty() {
            self.close(ByeCode::Draining, &mut out);
        }
        out
    }

    /// Whether the session said goodbye.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.phase == Phase::Closed
    }

    fn frame(&mut self, now_ms: u64, bytes: &[u8], out: &mut Vec<Output>) {
        if bytes.len() > self.frame_len_max(bytes.first().copied()) {
            return self.close(ByeCode::Protocol, out);
        }
        let Ok(frame) = Frame::decode(bytes) else { return self.close(ByeCode::Protocol, out) };
        // Who never proves a key has to want something, or makes room.
        let asks = !matches!(frame, None | Some(Frame::Ping(_) | Frame::Pong(_)));
        if asks || self.has_entered() {
            self.heard_ms = now_ms;
            self.pinged = false;
        }
        let Some(frame) = frame else { return };
        match (frame, self.phase) {
            (Frame::Ping(number), _) => out.push(Output::Send(Frame::Pong(number))),
            (Frame::Pong(_), _) => {}
            (Frame::MailboxPut { name, slot, seconds, content }, _) => {
                self.mailbox_put(name, slot, seconds, content, out);
            }
            (Frame::MailboxGet { name, slot }, _) => self.ask_slot(name, slot, out),
            (Frame::Open { credential, genesis }, Phase::Before) => self.open(credential, &genesis, out),
            (Frame::Auth { stream, author, signature }, Phase::Before) => {
                self.auth(stream, author, &signature, out);
            }
            (Frame::Get { author, after, budget }, Phase::Live { .. }) => {
                self.ask_page(author, after, budget, out);
            }
            (Frame::Put { envelope }, Phase::Live { stream, author }) => {
                self.put(now_ms, &envelope, stream, Some(author), out);
            }
            (Frame::Put { envelope }, Phase::Before) if self.refilling.is_some() => {
                // Envelopes prove themselves; who hands them over does not matter.
                if let Some(stream) = self.refilling {
                    self.put(now_ms, &envelope, stream, None, out);
                }
            }
            _ => self.close(ByeCode::Protocol, out),
        }
    }

    fn frame_len_max(&self, kind: Option<u8>) -> usize {
        let limits = &self.terms.limits;
        let len = match kind {
            Some(MAILBOX_PUT) => return message_before_auth_max(limits),
            _ if self.has_entered() => limits.frame_max,
            _ => limits.frame_before_auth_max,
        };
        usize::try_from(len).unwrap_or(usize::MAX)
    }

    /// Whether the client has proved a key, or opened a stream.
    pub(crate) fn has_entered(&self) -> bool {
        matches!(self.phase, Phase::Live { .. }) || self.refilling.is_some()
    }

    fn answer(&mut self, ticket: Ticket, answer: Answer, out: &mut Vec<Output>) {
        let Some(pending) = self.pending.remove(&ticket) else { return };
        match pending {
            Pending::Open { stream } => match answer {
                Answer::Opened => {
                    self.refilling = Some(stream);
                    let receipt = wire::sign(&self.terms.receipt_key, RECEIPT_LABEL, stream.as_bytes());
                    out.push(Output::Send(Frame::Opened { receipt }));
                }
                other => out.push(refused(*stream.as_bytes(), failure(&other))),
            },
            Pending::Join => self.joined(answer, out),
            Pending::Recheck => self.rechecked(&answer, out),
            Pending::Question(question) => self.question_answered(question, answer, out),
            Pending::Put { id, len, own } => self.put_answered(id, len, own, &answer, out),
            Pending::MailboxPut { name, slot } => out.push(match answer {
                Answer::MailboxStored => Output::Send(Frame::MailboxStored { name, slot }),
                other => refused(*name.as_bytes(), failure(&other)),
            }),
        }
    }

    fn tick(&mut self, now_ms: u64, out: &mut Vec<Output>) {
        let silent_ms = now_ms.saturating_sub(self.heard_ms);
        if silent_ms >= self.terms.silence_max_ms {
            self.close(ByeCode::Timeout, out);
        } else if silent_ms >= self.terms.ping_after_ms && !self.pinged {
            self.pinged = true;
            out.push(Output::Send(Frame::Ping(now_ms)));
        }
    }

    fn ask(&mut self, pending: Pending, request: Request, out: &mut Vec<Output>) {
        let ticket = Ticket(self.next_ticket);
        self.next_ticket += 1;
        self.pending.insert(ticket, pending);
        out.push(Output::Ask { ticket, request });
    }

    fn close(&mut self, code: ByeCode, out: &mut Vec<Output>) {
        self.phase = Phase::Closed;
        self.questions.clear();
        out.push(Output::Close(code));
    }
}

/// The longest message from somebody who has not proved a key: mailboxes are for people who are in no stream yet.
pub(crate) fn message_before_auth_max(limits: &Limits) -> usize {
    let mailbox_put = limits.mailbox_slot_max.saturating_add(MAILBOX_OVERHEAD);
    usize::try_from(limits.frame_before_auth_max.max(mailbox_put)).unwrap_or(usize::MAX)
}

const RECEIPT_LABEL: &str = "relay-receipt";
/// The type byte of a mailbox put.
const MAILBOX_PUT: u8 = 0x0C;
/// Type, name, slot, seconds and length of a mailbox put.
const MAILBOX_OVERHEAD: u32 = 42;
/// Openings and proofs of a key that one connection may try: each costs the verification of a signature.
const ATTEMPTS_MAX: u32 = 32;
