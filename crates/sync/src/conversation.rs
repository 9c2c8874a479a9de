//! One connection with a relay, as a state machine: events in, effects out (docs/protocol.md §8).
//!
//! It owns no storage. What it receives is verified here and handed out; what it sends comes from the publish step.
//! Nothing is called stored before the relay said so for exactly that envelope.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use wire::{
    AuthorId, ByeCode, Credential, Envelope, EnvelopeId, Frame, Limits, Refusal, RefusalCode, SigningKey,
    StreamId, Verified, auth_message, sign,
};

use crate::refill;

/// The last envelope of one author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Whose chain.
    pub author: AuthorId,
    /// Up to where.
    pub seq: u64,
    /// The envelope there.
    pub id: EnvelopeId,
}

/// What a conversation needs to know before it starts.
pub struct Dial {
    /// The stream of this connection.
    pub stream: StreamId,
    /// Our pseudonym in it.
    pub key: SigningKey,
    /// The origin that was dialled; the relay has to name the same.
    pub origin: String,
    /// The stream's first envelope, to open it where it is not there.
    pub genesis: Vec<u8>,
    /// What entitles us to open it.
    pub credential: Credential,
    /// Whether the relay gave a receipt already; then the stream is opened only if the relay does not know it.
    pub opened: bool,
    /// The last envelope that is here, per author.
    pub local: Vec<Head>,
    /// What this relay was known to hold, per author.
    pub recorded: Vec<Head>,
}

/// One envelope to hand to the relay.
#[derive(Debug, Clone)]
pub struct Put {
    /// Its author, own or not.
    pub author: AuthorId,
    /// Its place.
    pub seq: u64,
    /// Its id.
    pub id: EnvelopeId,
    /// Its bytes as stored.
    pub bytes: Vec<u8>,
}

/// What happens to a conversation.
pub enum Event {
    /// A binary message came in.
    Frame(Vec<u8>),
    /// The envelopes of the last [`Effect::Receive`] are on disk; these are the heads now.
    Received(Vec<Head>),
    /// The publish step ran; this is everything the relay is not known to hold, oldest first.
    Published(Vec<Put>),
    /// Something was written on this device.
    Changed,
    /// The time of the last [`Effect::Wait`] is over.
    Waited,
}

/// What the shell has to do, in this order.
pub enum Effect {
    /// Send a binary message.
    Send(Vec<u8>),
    /// Take these in, in one transaction, then answer with [`Event::Received`].
    Receive(Vec<Verified>),
    /// Run the publish step, then answer with [`Event::Published`].
    Publish,
    /// The relay has just opened the stream: answer with [`Event::Published`] and every envelope held, without sealing.
    Backlog,
    /// Keep the relay's receipt for this stream.
    Receipt([u8; 64]),
    /// The relay holds exactly this; replaces the record.
    RelayHeads(Vec<Head>),
    /// The relay has committed this envelope.
    Stored(Head),
    /// The relay is busy: answer with [`Event::Waited`] after so many seconds.
    Wait(u32),
    /// Tell the person, and keep it.
    Notice(Notice),
    /// Everything is exchanged for now. The connection may stay open for live updates, or be closed.
    Settled,
    /// The conversation is over.
    Close(Option<ByeCode>),
}

/// What a conversation has to say about the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The relay names another origin than the one dialled: nothing was sent.
    WrongOrigin,
    /// A frame or an envelope from the relay is malformed or forged.
    BadRelay,
    /// The relay holds less than it did: restored from an older copy, or rolled back. It is refilled.
    RelayBehind {
        /// How many envelopes it has lost, as far as the record knows.
        missing: u64,
    },
    /// The relay shows another envelope than we hold for the same place.
    RelayDiffers {
        /// Whose chain.
        author: AuthorId,
        /// Where.
        seq: u64,
    },
    /// Our key is not enrolled (yet).
    NotEnrolled,
    /// The relay refused something.
    Refused(Refusal),
}

/// A connection's state.
pub struct Conversation {
    dial: Dial,
    phase: Phase,
    limits: Limits,
    nonce: [u8; 32],
    local: BTreeMap<AuthorId, Head>,
    relay: BTreeMap<AuthorId, Head>,
    /// The end of what this conversation has read, per author.
    reached: BTreeMap<AuthorId, Head>,
    /// Authors whose next page is under way, with the envelope behind which it was asked for: what came in by other ways
    /// meanwhile does not change what the relay answers.
    pulling: BTreeMap<AuthorId, (u64, EnvelopeId)>,
    woken: BTreeMap<AuthorId, u64>,
    /// Authors whose chain the relay shows otherwise than we hold it: it is read from its beginning, for the proof.
    differing: BTreeSet<AuthorId>,
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
        Self {
            dial,
            phase: Phase::Greeting,
            limits: Limits::default(),
            nonce: [0; 32],
            local,
            relay: BTreeMap::new(),
            reached: BTreeMap::new(),
            pulling: BTreeMap::new(),
            woken: BTreeMap::new(),
            differing: BTreeSet::new(),
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
                Err(_) => self.distrust(&mut effects),
            },
            Event::Received(heads) => {
                self.receiving = self.receiving.saturating_sub(1);
                self.local = heads.into_iter().map(|head| (head.author, head)).collect();
                self.proceed(&mut effects);
            }
            Event::Published(puts) => {
                self.publishing = false;
                self.progressed = false;
                for put in &puts {
                    let head = Head { author: put.author, seq: put.seq, id: put.id };
                    let known = self.local.entry(put.author).or_insert(head);
                    if known.seq < put.seq {
                        *known = head;
                    }
                }
                let waits =
                    |put: &Put| !self.in_flight.contains_key(&put.id) && !self.blocked.contains(&put.author);
                self.queue = refill::in_order(puts.into_iter().filter(waits).collect());
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
                effects.push(Effect::RelayHeads(Vec::new()));
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
                self.proceed(effects);
            }
            (_, Frame::Ping(number)) => effects.push(Effect::Send(Frame::Pong(number).encode())),
            (_, Frame::Pong(_)) => {}
            (_, Frame::Bye(code)) => self.end(Some(code), effects),
            _ => self.distrust(effects),
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
            // known to have written there was enrolled, so that the relay has gone back.
            RefusalCode::NotEnrolled
                if !self.opening && matches!(self.dial.credential, Credential::Receipt(_)) =>
            {
                let own = self.own();
                let ours = self.dial.recorded.iter().filter(|head| head.author == own);
                let missing = ours.map(|head| head.seq).sum();
                if missing > 0 {
                    effects.push(Effect::Notice(Notice::RelayBehind { missing }));
                    self.dial.recorded.retain(|head| head.author != own);
                }
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
        let heads: Vec<Head> = heads.into_iter().map(|(author, seq, id)| Head { author, seq, id }).collect();
        self.relay = heads.iter().map(|head| (head.author, *head)).collect();
        let lost = |record: &Head| {
            record.seq.saturating_sub(self.relay.get(&record.author).map_or(0, |head| head.seq))
        };
        let missing: u64 = self.dial.recorded.iter().map(lost).sum();
        if missing > 0 {
            effects.push(Effect::Notice(Notice::RelayBehind { missing }));
        }
        effects.push(Effect::RelayHeads(heads.clone()));
        self.news = true;
        for Head { author, seq, id } in heads {
            match self.local.get(&author) {
                Some(known) if known.seq == seq && known.id != id => self.differs(author, seq, effects),
                Some(known) if known.seq >= seq => {}
                _ => self.get(author, effects),
            }
        }
        self.proceed(effects);
    }

    fn page(&mut self, author: AuthorId, done: bool, page: Vec<Vec<u8>>, effects: &mut Vec<Effect>) {
        let asked = self.pulling.remove(&author).filter(|_| !page.is_empty() || done);
        let Some((mut seq, mut prev)) = asked else {
            self.distrust(effects);
            return;
        };
        let mut envelopes = Vec::with_capacity(page.len());
        for bytes in page {
            let Ok(envelope) = Envelope::parse(&bytes).and_then(Envelope::verify) else {
                self.distrust(effects);
                return;
            };
            let header = envelope.header();
            // A page goes on exactly where it was asked to; so none can make us ask for ever.
            if header.stream != self.dial.stream || header.author != author || header.seq != seq + 1 {
                self.distrust(effects);
                return;
            }
            if header.prev != prev {
                if envelopes.is_empty() && !self.reached.contains_key(&author) {
                    self.differs(author, seq, effects);
                } else {
                    self.distrust(effects);
                }
                return;
            }
            (seq, prev) = (header.seq, envelope.id());
            envelopes.push(envelope);
        }
        if !envelopes.is_empty() {
            let head = Head { author, seq, id: prev };
            self.reached.insert(author, head);
            let known = self.relay.entry(author).or_insert(head);
            if known.seq < seq {
                *known = head;
                effects.push(Effect::Stored(head));
            }
            self.news = true;
            self.receiving += 1;
            if !done {
                self.get(author, effects);
            }
            effects.push(Effect::Receive(envelopes));
        }
        self.proceed(effects);
    }

    /// The relay's chain parts from ours: nothing of this author is handed over, and all of the relay's branch is read.
    fn differs(&mut self, author: AuthorId, seq: u64, effects: &mut Vec<Effect>) {
        if self.differing.insert(author) {
            effects.push(Effect::Notice(Notice::RelayDiffers { author, seq }));
            self.blocked.insert(author);
            self.queue.retain(|waiting| waiting.author != author);
            self.reached.remove(&author);
            self.get(author, effects);
        } else {
            self.distrust(effects);
        }
    }

    fn stored(&mut self, id: EnvelopeId, effects: &mut Vec<Effect>) {
        let Some((put, _)) = self.in_flight.remove(&id) else { return };
        let head = Head { author: put.author, seq: put.seq, id };
        self.relay.insert(put.author, head);
        self.progressed = true;
        self.waits = 0;
        effects.push(Effect::Stored(head));
        self.proceed(effects);
    }

    /// A refused put blocks what follows it in its chain; the rest goes on.
    fn refused_put(&mut self, refusal: Refusal, effects: &mut Vec<Effect>) {
        if refusal.subject == *self.dial.stream.as_bytes() {
            // A question was refused, and no answer to it will come.
            effects.push(Effect::Notice(Notice::Refused(refusal)));
            self.end(None, effects);
            return;
        }
        let Some((put, _)) = self.in_flight.remove(&EnvelopeId::from(refusal.subject)) else {
            effects.push(Effect::Notice(Notice::Refused(refusal)));
            return;
        };
        let author = put.author;
        self.queue.retain(|waiting| waiting.author != author);
        // What was sent behind a refused envelope is refused as well; that says nothing new.
        if !self.blocked.contains(&author) && !self.held_back.contains_key(&author) {
            if matches!(refusal.code, RefusalCode::NotEnrolled | RefusalCode::Gap) || self.passes(&refusal) {
                self.held_back.insert(author, refusal);
            } else {
                self.blocked.insert(author);
                effects.push(Effect::Notice(Notice::Refused(refusal)));
            }
        }
        self.proceed(effects);
    }

    /// Whether a refusal will be over in a moment. A relay that is busy for ever is not waited for.
    fn passes(&self, refusal: &Refusal) -> bool {
        refusal.code == RefusalCode::Busy
            && refusal.retry_after_seconds <= WAIT_SECONDS_MAX
            && self.waits < WAITS_MAX
    }

    /// Gives a busy relay the time that it asked for; then everything that it does not hold is handed over once more.
    fn wait_if_busy(&mut self, effects: &mut Vec<Effect>) -> bool {
        let busy = self.held_back.values().filter(|refusal| refusal.code == RefusalCode::Busy);
        let Some(seconds) = busy.map(|refusal| refusal.retry_after_seconds).max() else { return false };
        self.held_back.clear();
        self.waits += 1;
        self.publishing = true;
        effects.push(Effect::Wait(seconds.max(1)));
        true
    }

    /// The queue is empty: whatever was held back is asked for once more if the relay took anything meanwhile.
    fn try_held_back(&mut self, effects: &mut Vec<Effect>) -> bool {
        if self.wait_if_busy(effects) {
            return true;
        }
        let held_back = std::mem::take(&mut self.held_back);
        if held_back.is_empty() {
            return false;
        }
        if self.progressed {
            self.publishing = true;
            effects.push(Effect::Publish);
            return true;
        }
        for (author, refusal) in held_back {
            self.blocked.insert(author);
            // Others' envelopes are put back as a favour: what a key wrote that is shut out by now may never get there
            // again, and that says nothing about what is ours.
            if author == self.own() {
                effects.push(Effect::Notice(Notice::Refused(refusal)));
            }
        }
        false
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
                self.get(author, effects);
            }
        }
        if !self.pulling.is_empty() || self.receiving > 0 || self.publishing {
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
        if self.final_pull {
            effects.push(Effect::Settled);
            return;
        }
        self.final_pull = true;
        let authors: Vec<AuthorId> = self.relay.keys().copied().collect();
        for author in authors {
            self.get(author, effects);
        }
        if self.pulling.is_empty() {
            effects.push(Effect::Settled);
        }
    }

    fn send_puts(&mut self, effects: &mut Vec<Effect>) {
        let window = usize::try_from(self.limits.window_bytes).unwrap_or(usize::MAX);
        let count = usize::try_from(self.limits.puts_in_flight_max).unwrap_or(1).max(1);
        while let Some(put) = self.queue.front() {
            let out: usize = self.in_flight.values().map(|(_, bytes)| *bytes).sum();
            let size = put.bytes.len();
            if self.in_flight.len() >= count || (out > 0 && out + size > window) {
                return;
            }
            let Some(put) = self.queue.pop_front() else { return };
            effects.push(Effect::Send(Frame::Put { envelope: put.bytes.clone() }.encode()));
            self.in_flight.insert(put.id, (put, size));
        }
    }

    fn get(&mut self, author: AuthorId, effects: &mut Vec<Effect>) {
        let (after, id) = self.position(&author);
        self.pulling.insert(author, (after, id));
        effects.push(Effect::Send(Frame::Get { author, after, budget: PAGE_BYTES }.encode()));
    }

    /// Behind which envelope of an author the relay's chain is to be read.
    fn position(&self, author: &AuthorId) -> (u64, EnvelopeId) {
        let local = self.local.get(author).filter(|_| !self.differing.contains(author));
        let furthest = self.reached.get(author).into_iter().chain(local).max_by_key(|head| head.seq);
        furthest.map_or((0, EnvelopeId::ZERO), |head| (head.seq, head.id))
    }

    fn own(&self) -> AuthorId {
        AuthorId::from(self.dial.key.verifying_key().to_bytes())
    }

    fn distrust(&mut self, effects: &mut Vec<Effect>) {
        effects.push(Effect::Notice(Notice::BadRelay));
        self.end(None, effects);
    }

    fn end(&mut self, code: Option<ByeCode>, effects: &mut Vec<Effect>) {
        self.phase = Phase::Over;
        effects.push(Effect::Close(code));
    }
}

/// Bytes of envelopes asked for at a time: about one frame.
const PAGE_BYTES: u32 = 1024 * 1024;
/// Longest time for which a busy relay is waited for at once, and how often in a row.
const WAIT_SECONDS_MAX: u32 = 5;
const WAITS_MAX: u32 = 10;
