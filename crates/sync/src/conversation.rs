//! One connection with a relay, as a state machine: events in, effects out (docs/protocol.md §8).
//!
//! It owns no storage. What it receives is verified here and handed out; what it sends comes from the publish step.
//! Nothing is called stored before the relay said so for exactly that envelope.

mod pull;
mod push;
mod strangers;
mod terms;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use wire::{
    AuthorId, ByeCode, Credential, EnvelopeId, Frame, Limits, Refusal, RefusalCode, auth_message, sign,
};

use strangers::Strangers;
pub use terms::{Defect, Dial, Effect, Event, Head, Notice, Put};

/// A connection's state.
pub struct Conversation {
    dial: Dial,
    phase: Phase,
    limits: Limits,
    nonce: [u8; 32],
    local: BTreeMap<AuthorId, Head>,
    relay: BTreeMap<AuthorId, Head>,
    /// How far the relay says that a chain goes, and to which envelope where it says that.
    named: BTreeMap<AuthorId, (u64, Option<EnvelopeId>)>,
    /// The end of what this conversation has read, per author.
    reached: BTreeMap<AuthorId, Head>,
    strangers: Strangers,
    /// Authors whose next page is under way, with the envelope behind which it was asked for: what came in by other ways
    /// meanwhile does not change what the relay answers.
    pulling: BTreeMap<AuthorId, (u64, EnvelopeId)>,
    woken: BTreeMap<AuthorId, u64>,
    /// Authors whose chain the relay shows otherwise than we hold it: it is read from its beginning, for the proof.
    differing: BTreeSet<AuthorId>,
    /// Places in chains that the relay says to be taken, until it shows by what.
    taken: BTreeMap<AuthorId, (Head, Refusal)>,
    receiving: usize,
    queue: VecDeque<Put>,
    in_flight: BTreeMap<EnvelopeId, (Put, usize)>,
    blocked: BTreeSet<AuthorId>,
    /// Refusals that may be due to what is still in the queue, such as an enrolment by another author.
    held_back: BTreeMap<AuthorId, Refusal>,
    /// Whether the relay took something since the queue was filled.
    progressed: bool,
    /// How often a busy relay was waited for since it last took something.
    waits: u32,
    publishing: bool,
    changed: bool,
    news: bool,
    final_pull: bool,
    opening: bool,
    /// How many envelopes of ours were on record with a relay that now says that we are not enrolled: lost, if it lets us
    /// in once it is refilled; if it does not, we were shut out, and it lost nothing.
    lost_or_shut_out: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Waiting for the hello.
    Greeting,
    /// The opening is under way.
    Opening,
    /// Handing over what the new stream lacks; the relay lets nobody read before somebody is enrolled.
    Refilling,
    /// The proof of our key is under way.
    Entering,
    /// In: heads are known.
    Live,
    /// Nothing more comes.
    Over,
}

impl Conversation {
    /// Waits for the relay's hello.
    #[must_use]
    pub fn new(dial: Dial) -> Self {
        let local = dial.local.iter().map(|head| (head.author, *head)).collect();
        let strangers = Strangers::new(&dial);
        Self {
            dial,
            phase: Phase::Greeting,
            limits: Limits::default(),
            nonce: [0; 32],
            local,
            relay: BTreeMap::new(),
            named: BTreeMap::new(),
            reached: BTreeMap::new(),
            strangers,
            pulling: BTreeMap::new(),
            woken: BTreeMap::new(),
            differing: BTreeSet::new(),
            taken: BTreeMap::new(),
            receiving: 0,
            queue: VecDeque::new(),
            in_flight: BTreeMap::new(),
            blocked: BTreeSet::new(),
            held_back: BTreeMap::new(),
            progressed: false,
            waits: 0,
            publishing: false,
            changed: false,
            news: false,
            final_pull: false,
            opening: false,
            lost_or_shut_out: 0,
        }
    }

    /// Takes one event and says what to do. After [`Effect::Close`] nothing more comes.
    pub fn handle(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.phase == Phase::Over {
            return effects;
        }
        match event {
            Event::Frame(bytes) => match Frame::decode(&bytes) {
                Ok(Some(frame)) => self.frame(frame, &mut effects),
                Ok(None) => {}
                Err(_) => self.distrust(Defect::Frame, &mut effects),
            },
            Event::Received { heads, let_in } => {
                self.strangers.know(let_in);
                self.receiving = self.receiving.saturating_sub(1);
                self.local = heads.into_iter().map(|head| (head.author, head)).collect();
                self.proceed(&mut effects);
            }
            Event::Published(puts) => {
                self.publishing = false;
                self.progressed = false;
                for put in &puts {
                    self.strangers.hear(&put.bytes);
                    let head = Head { author: put.author, seq: put.seq, id: put.id };
                    let known = self.local.entry(put.author).or_insert(head);
                    if known.seq < put.seq {
                        *known = head;
                    }
                }
                let waits =
                    |put: &Put| !self.in_flight.contains_key(&put.id) && !self.blocked.contains(&put.author);
                self.queue = puts.into_iter().filter(waits).collect();
                self.proceed(&mut effects);
            }
            Event::Changed => {
                self.changed = true;
                self.proceed(&mut effects);
            }
            Event::Waited if self.phase == Phase::Refilling => effects.push(Effect::Backlog),
            Event::Waited => effects.push(Effect::Publish),
        }
        effects
    }

    fn frame(&mut self, frame: Frame, effects: &mut Vec<Effect>) {
        match (self.phase, frame) {
            (Phase::Greeting, Frame::Hello { origin, nonce, limits }) => {
                if origin != self.dial.origin {
                    effects.push(Effect::Notice(Notice::WrongOrigin));
                    self.end(None, effects);
                    return;
                }
                self.limits = limits;
                self.nonce = nonce;
                if self.dial.opened { self.authenticate(effects) } else { self.open(effects) }
            }
            (Phase::Opening, Frame::Opened { receipt }) => {
                self.phase = Phase::Refilling;
                self.publishing = true;
                effects.push(Effect::Receipt(receipt));
                if self.lost_or_shut_out == 0 {
                    effects.push(Effect::RelayHeads(Vec::new()));
                }
                effects.push(Effect::Backlog);
            }
            (Phase::Opening, Frame::Refused(refusal)) => {
                effects.push(Effect::Notice(Notice::Refused(refusal)));
                self.end(None, effects);
            }
            (Phase::Entering, Frame::Heads { heads }) => self.enter(heads, effects),
            (Phase::Entering, Frame::Refused(refusal)) => self.refused_entry(refusal, effects),
            (Phase::Live, Frame::Envelopes { author, done, page }) => self.page(author, done, page, effects),
            (Phase::Live | Phase::Refilling, Frame::Stored { id }) => self.stored(id, effects),
            (Phase::Live | Phase::Refilling, Frame::Refused(refusal)) => self.refused_put(refusal, effects),
            (Phase::Live, Frame::Wake { author, seq }) => {
                let latest = self.woken.entry(author).or_default();
                *latest = seq.max(*latest);
                let named = self.named.entry(author).or_default();
                if named.0 < seq {
                    *named = (seq, None);
                }
                self.proceed(effects);
            }
            (_, Frame::Ping(number)) => effects.push(Effect::Send(Frame::Pong(number).encode())),
            (_, Frame::Pong(_)) => {}
            (_, Frame::Bye(code)) => self.end(Some(code), effects),
            _ => self.distrust(Defect::Frame, effects),
        }
    }

    fn open(&mut self, effects: &mut Vec<Effect>) {
        self.phase = Phase::Opening;
        self.opening = true;
        let frame = Frame::Open { credential: self.dial.credential, genesis: self.dial.genesis.clone() };
        effects.push(Effect::Send(frame.encode()));
    }

    fn authenticate(&mut self, effects: &mut Vec<Effect>) {
        self.phase = Phase::Entering;
        let message = auth_message(&self.dial.origin, &self.dial.stream, &self.nonce);
        let frame = Frame::Auth {
            stream: self.dial.stream,
            author: self.own(),
            signature: sign(&self.dial.key, "relay-auth", &message),
        };
        effects.push(Effect::Send(frame.encode()));
    }

    /// A relay that lost the stream gets it back: it is opened once more, refilled, and then entered.
    fn refused_entry(&mut self, refusal: Refusal, effects: &mut Vec<Effect>) {
        match refusal.code {
            // Who did not open the stream cannot; it waits until somebody who did has been here.
            RefusalCode::UnknownStream if self.dial.genesis.is_empty() => {
                effects.push(Effect::Notice(Notice::NotEnrolled));
                self.end(None, effects);
            }
            RefusalCode::UnknownStream if !self.opening => {
                let missing = self.dial.recorded.iter().map(|head| head.seq).sum();
                if missing > 0 {
                    effects.push(Effect::Notice(Notice::RelayBehind { missing }));
                }
                self.dial.recorded.clear();
                self.open(effects);
            }
            // The stream was opened, but the connection ended before the enrolment was handed over: once more. Who was
            // known to have written there was enrolled: the relay has gone back, or somebody shut us out.
            RefusalCode::NotEnrolled
                if !self.opening && matches!(self.dial.credential, Credential::Receipt(_)) =>
            {
                let own = self.own();
                let ours = self.dial.recorded.extract_if(.., |head| head.author == own);
                self.lost_or_shut_out = ours.map(|head| head.seq).sum();
                self.open(effects);
            }
            RefusalCode::NotEnrolled => {
                effects.push(Effect::Notice(Notice::NotEnrolled));
                self.end(None, effects);
            }
            _ => {
                effects.push(Effect::Notice(Notice::Refused(refusal)));
                self.end(None, effects);
            }
        }
    }

    fn enter(&mut self, heads: Vec<(AuthorId, u64, EnvelopeId)>, effects: &mut Vec<Effect>) {
        self.phase = Phase::Live;
        if heads.len() > AUTHORS_MAX {
            self.distrust(Defect::TooMany, effects);
            return;
        }
        let heads: Vec<Head> = heads.into_iter().map(|(author, seq, id)| Head { author, seq, id }).collect();
        self.named = heads.iter().map(|head| (head.author, (head.seq, Some(head.id)))).collect();
        let lost = |record: &Head| {
            record.seq.saturating_sub(self.named.get(&record.author).map_or(0, |(seq, _)| *seq))
        };
        let missing = self.dial.recorded.iter().map(lost).sum::<u64>() + self.lost_or_shut_out;
        if missing > 0 {
            effects.push(Effect::Notice(Notice::RelayBehind { missing }));
        }
        self.relay =
            heads.iter().filter_map(|head| self.proven(head)).map(|head| (head.author, head)).collect();
        effects.push(Effect::RelayHeads(self.relay.values().copied().collect()));
        self.news = true;
        // What it refused as taken while the stream was filled.
        for (author, seq) in self.taken.values().map(|(head, _)| (head.author, head.seq)).collect::<Vec<_>>()
        {
            self.differs(author, seq, effects);
        }
        for Head { author, seq, id } in heads {
            if self.differing.contains(&author) {
                continue;
            }
            match self.local.get(&author) {
                Some(known) if known.seq == seq && known.id != id => self.differs(author, seq, effects),
                Some(known) if known.seq >= seq => {}
                _ => self.get_of_anybody(author, effects),
            }
        }
        self.proceed(effects);
    }

    /// What a head is worth. That the relay holds more than is here, it has to show: until then its last record counts.
    fn proven(&self, head: &Head) -> Option<Head> {
        match self.local.get(&head.author) {
            Some(known) if known.seq >= head.seq => Some(*head),
            _ => {
                let records = self.dial.recorded.iter();
                records
                    .filter(|record| record.seq <= head.seq)
                    .find(|record| record.author == head.author)
                    .copied()
            }
        }
    }

    /// Goes on with whatever is possible: pull, then publish, then put, then one last pull.
    fn proceed(&mut self, effects: &mut Vec<Effect>) {
        if self.phase == Phase::Refilling && !self.publishing {
            self.send_puts(effects);
            if self.queue.is_empty() && self.in_flight.is_empty() && !self.wait_if_busy(effects) {
                self.blocked.clear();
                self.held_back.clear();
                self.authenticate(effects);
            }
        }
        if self.phase != Phase::Live {
            return;
        }
        for (author, seq) in std::mem::take(&mut self.woken) {
            if self.pulling.contains_key(&author) {
                // The page under way may have been read before this news.
                self.woken.insert(author, seq);
            } else if self.position(&author).0 < seq {
                self.get_of_anybody(author, effects);
            }
        }
        if !self.pulling.is_empty() || self.receiving > 0 || self.publishing || self.ask_strangers(effects) {
            return;
        }
        if self.news || self.changed {
            (self.news, self.changed, self.publishing, self.final_pull) = (false, false, true, false);
            effects.push(Effect::Publish);
            return;
        }
        self.send_puts(effects);
        if !self.queue.is_empty() || !self.in_flight.is_empty() || self.try_held_back(effects) {
            return;
        }
        let mut authors: BTreeSet<AuthorId> = self.relay.keys().copied().collect();
        if self.final_pull {
            let Some(let_in) = self.strangers.look_again() else {
                self.settle(effects);
                return;
            };
            authors.extend(let_in);
        }
        self.final_pull = true;
        for author in authors {
            self.get(author, effects);
        }
        if self.pulling.is_empty() {
            self.settle(effects);
        }
    }

    /// Everything is exchanged, but for what the relay names and does not hand out.
    fn settle(&mut self, effects: &mut Vec<Effect>) {
        let lacking = |(author, (seq, _)): (&AuthorId, &(u64, _))| {
            if self.strangers.is_one(author) { 0 } else { seq.saturating_sub(self.position(author).0) }
        };
        let missing = self.named.iter().map(lacking).fold(0, u64::saturating_add);
        if missing > 0 {
            effects.push(Effect::Notice(Notice::Withheld { missing }));
        }
        if let Some(count) = self.strangers.newly_named() {
            effects.push(Effect::Notice(Notice::Strangers { count }));
        }
        for (_, refusal) in std::mem::take(&mut self.taken).into_values() {
            effects.push(Effect::Notice(Notice::Refused(refusal)));
        }
        effects.push(Effect::Settled);
    }

    fn own(&self) -> AuthorId {
        AuthorId::from(self.dial.key.verifying_key().to_bytes())
    }

    fn distrust(&mut self, defect: Defect, effects: &mut Vec<Effect>) {
        effects.push(Effect::Notice(Notice::BadRelay(defect)));
        self.end(None, effects);
    }

    fn end(&mut self, code: Option<ByeCode>, effects: &mut Vec<Effect>) {
        self.phase = Phase::Over;
        effects.push(Effect::Close(code));
    }
}

/// Most authors of one stream (docs/protocol.md §8.2).
const AUTHORS_MAX: usize = 4096;
