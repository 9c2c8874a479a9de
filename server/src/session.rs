//! One connection of the relay protocol as a pure state machine (docs/protocol.md §8): frames and answers in, frames
//! and requests out.
//!
//! No sockets, no clock, no storage: whoever drives a session performs its outputs in their order. Envelopes are parsed
//! and their signatures verified here; what needs the stream's state is judged by the [`Storage`](crate::Storage).

mod joining;
mod put;
mod refusal;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::Arc;

use wire::{
    AuthorId, ByeCode, EnvelopeId, Frame, Limits, MailboxName, RefusalCode, Rights, SigningKey, Slot,
    StreamId,
};

use crate::storage::{Answer, Read, Reason, Request, Write};
use put::Rate;
use refusal::{busy, failure, refused};

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
    /// Pages asked for while another one is read: one at a time, so that a client cannot pile up memory here.
    gets: VecDeque<Read>,
    /// Wake-ups that came before the heads.
    early_wakes: BTreeMap<AuthorId, u64>,
    /// How far the client has heard of each chain, so that news that its heads held already are not told again.
    told: BTreeMap<AuthorId, u64>,
    heard_ms: u64,
    pinged: bool,
    opens: u32,
    /// The stream that this connection opened before it authenticated: it may refill it, and may not read it.
    refilling: Option<StreamId>,
    mailbox_puts: u32,
    puts_in_flight: u32,
    rate: Rate,
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
    Get { author: AuthorId },
    Put { id: EnvelopeId, own: bool },
    MailboxPut { name: MailboxName, slot: Slot },
    MailboxGet { name: MailboxName, slot: Slot },
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
            gets: VecDeque::new(),
            early_wakes: BTreeMap::new(),
            told: BTreeMap::new(),
            heard_ms: now_ms,
            pinged: false,
            opens: 0,
            refilling: None,
            mailbox_puts: 0,
            puts_in_flight: 0,
            rate: Rate::default(),
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
            Input::Drain => self.draining = true,
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
        self.heard_ms = now_ms;
        self.pinged = false;
        if bytes.len() > self.frame_len_max(bytes.first().copied()) {
            return self.close(ByeCode::Protocol, out);
        }
        let frame = match Frame::decode(bytes) {
            Ok(Some(frame)) => frame,
            Ok(None) => return,
            Err(_) => return self.close(ByeCode::Protocol, out),
        };
        match (frame, self.phase) {
            (Frame::Ping(number), _) => out.push(Output::Send(Frame::Pong(number))),
            (Frame::Pong(_), _) => {}
            (Frame::MailboxPut { name, slot, seconds, content }, _) => {
                self.mailbox_put(name, slot, seconds, content, out);
            }
            (Frame::MailboxGet { name, slot }, _) => {
                if self.pending.len() >= REQUESTS_MAX {
                    return out.push(refused(*name.as_bytes(), busy()));
                }
                self.ask(
                    Pending::MailboxGet { name, slot },
                    Request::Read(Read::Mailbox { name, slot }),
                    out,
                );
            }
            (Frame::Open { credential, genesis }, Phase::Before) => self.open(credential, &genesis, out),
            (Frame::Auth { stream, author, signature }, Phase::Before) => {
                self.auth(stream, author, &signature, out);
            }
            (Frame::Get { author, after, budget }, Phase::Live { stream, .. }) => {
                self.get(Read::Page { stream, author, after, budget }, stream, out);
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

    /// Mailbox slots have a limit of their own; they are written by people who are not in any stream yet.
    fn frame_len_max(&self, kind: Option<u8>) -> usize {
        let limits = &self.terms.limits;
        let live = matches!(self.phase, Phase::Live { .. }) || self.refilling.is_some();
        let len = match kind {
            Some(MAILBOX_PUT) => {
                limits.mailbox_slot_max.saturating_add(MAILBOX_OVERHEAD).max(limits.frame_before_auth_max)
            }
            _ if live => limits.frame_max,
            _ => limits.frame_before_auth_max,
        };
        usize::try_from(len).unwrap_or(usize::MAX)
    }

    fn get(&mut self, read: Read, stream: StreamId, out: &mut Vec<Output>) {
        if self.gets.len() >= REQUESTS_MAX {
            return out.push(refused(*stream.as_bytes(), busy()));
        }
        self.gets.push_back(read);
        self.next_get(out);
    }

    fn next_get(&mut self, out: &mut Vec<Output>) {
        if self.pending.values().any(|pending| matches!(pending, Pending::Get { .. })) {
            return;
        }
        if let Some(read) = self.gets.pop_front()
            && let Read::Page { author, .. } = read
        {
            self.ask(Pending::Get { author }, Request::Read(read), out);
        }
    }

    fn mailbox_put(
        &mut self,
        name: MailboxName,
        slot: Slot,
        seconds: u32,
        content: Vec<u8>,
        out: &mut Vec<Output>,
    ) {
        let limits = &self.terms.limits;
        let too_long = |limit: u32| Reason { code: RefusalCode::TooLong, limit: u64::from(limit) };
        let len = u32::try_from(content.len()).unwrap_or(u32::MAX);
        let reason = if len > limits.mailbox_slot_max {
            Some(too_long(limits.mailbox_slot_max))
        } else if seconds > limits.mailbox_seconds_max {
            Some(too_long(limits.mailbox_seconds_max))
        } else if seconds == 0 {
            Some(Reason::plain(RefusalCode::Malformed))
        } else if self.mailbox_puts >= self.terms.mailbox_puts_max {
            let limit = u64::from(self.terms.mailbox_puts_max);
            Some(Reason { code: RefusalCode::MailboxFull, limit })
        } else if self.pending.len() >= REQUESTS_MAX {
            Some(busy())
        } else {
            None
        };
        if let Some(reason) = reason {
            return out.push(refused(*name.as_bytes(), reason));
        }
        self.mailbox_puts += 1;
        let request = Request::Write(Write::MailboxPut { name, slot, seconds, content });
        self.ask(Pending::MailboxPut { name, slot }, request, out);
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
            Pending::Recheck => {
                // A storage that cannot be read right now says nothing about rights.
                if let (Answer::Access(access), Phase::Live { author, .. }) = (&answer, self.phase)
                    && !access.allows(&author, Rights::READ)
                {
                    self.close(ByeCode::Denied, out);
                }
            }
            Pending::Get { author } => {
                match answer {
                    Answer::Page { done, page } => {
                        out.push(Output::Send(Frame::Envelopes { author, done, page }));
                    }
                    other => {
                        if let Phase::Live { stream, .. } = self.phase {
                            out.push(refused(*stream.as_bytes(), failure(&other)));
                        }
                    }
                }
                self.next_get(out);
            }
            Pending::Put { id, own } => self.put_answered(id, own, &answer, out),
            Pending::MailboxPut { name, slot } => out.push(match answer {
                Answer::MailboxStored => Output::Send(Frame::MailboxStored { name, slot }),
                other => refused(*name.as_bytes(), failure(&other)),
            }),
            Pending::MailboxGet { name, slot } => out.push(match answer {
                Answer::Mailbox(content) => Output::Send(Frame::Mailbox { name, slot, content }),
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
        self.gets.clear();
        out.push(Output::Close(code));
    }
}

const RECEIPT_LABEL: &str = "relay-receipt";
/// The type byte of a mailbox put.
const MAILBOX_PUT: u8 = 0x0C;
/// Type, name, slot, seconds and length of a mailbox put.
const MAILBOX_OVERHEAD: u32 = 42;
/// Openings that one connection may try.
const OPENS_MAX: u32 = 16;
/// Requests of one connection that may wait for the storage, and pages that may wait behind them.
const REQUESTS_MAX: usize = 1024;
