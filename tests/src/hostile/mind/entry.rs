//! Lies about who may come in, what is taken, and what a mailbox holds; and relays that only keep one waiting.

use wire::{Envelope, EnvelopeId, Frame, Limits, Slot};

use super::{Connection, Mind, Out, refusal};
use crate::hostile::attack::Attack;
use crate::hostile::forger;

impl Mind {
    /// What becomes of a client's frame; `None` passes it on.
    pub(super) fn asked(&mut self, connection: &Connection, frame: &Frame) -> Option<Vec<Out>> {
        if let (Attack::StoreOtherMailbox(number), Frame::MailboxPut { name, slot, seconds, content }) =
            (self.attack, frame)
            && slot.number() == number
        {
            let content = altered(content);
            let frame = Frame::MailboxPut { name: *name, slot: *slot, seconds: *seconds, content };
            return self.bite(vec![Out::Up(frame.encode())]);
        }
        let stream = connection.stream.filter(|_| self.is_prey(connection))?;
        match (self.attack, frame) {
            (Attack::Silent, _) => self.bite(Vec::new()),
            (Attack::Drip, Frame::Auth { .. }) => self.bite(vec![Out::Drip]),
            (Attack::DripBytes, Frame::Auth { .. }) => self.bite(vec![Out::DripBytes]),
            (Attack::PingFlood, Frame::Auth { .. } | Frame::Pong(_)) => {
                let ping = Frame::Ping(self.bites);
                self.bite(vec![Out::Down(ping.encode())])
            }
            (Attack::RefuseEntry(code), Frame::Auth { .. }) => {
                self.bite(vec![refusal(*stream.as_bytes(), code)])
            }
            (Attack::Refuse(code), Frame::Put { envelope }) => {
                let id = Envelope::parse(envelope).ok()?.id();
                self.bite(vec![refusal(*id.as_bytes(), code)])
            }
            (Attack::FalseStored, Frame::Put { envelope }) => {
                let id = Envelope::parse(envelope).ok()?.id();
                self.bite(vec![Out::Down(Frame::Stored { id }.encode())])
            }
            (Attack::StoredAnother, Frame::Put { .. }) => {
                let id = EnvelopeId::from([0x11; 32]);
                self.bite(vec![Out::Down(Frame::Stored { id }.encode())])
            }
            (Attack::Freeze, Frame::Get { author, .. }) if connection.author != Some(*author) => {
                let page = Frame::Envelopes { author: *author, done: true, page: Vec::new() };
                self.bite(vec![Out::Down(page.encode())])
            }
            (_, Frame::Get { author, after, .. }) => self.asked_for(stream, author, *after),
            _ => None,
        }
    }

    /// What becomes of the relay's frame; `None` passes it on.
    pub(super) fn answered(&mut self, connection: &Connection, frame: &Frame) -> Option<Vec<Out>> {
        match frame {
            Frame::Hello { origin, nonce, limits } => self.greeted(origin, nonce, limits),
            Frame::Mailbox { name, slot, content } => self.mailbox(*name, *slot, content.as_deref()),
            _ if !self.is_prey(connection) => None,
            _ => self.lied(connection, frame),
        }
    }

    fn greeted(&mut self, origin: &str, nonce: &[u8; 32], limits: &Limits) -> Option<Vec<Out>> {
        let hello = |origin: &str, limits| Frame::Hello { origin: origin.to_owned(), nonce: *nonce, limits };
        let mut bytes = match self.attack {
            Attack::HelloOrigin => hello("wss://relay.example.org", *limits).encode(),
            Attack::HelloNoLimits => hello(origin, every_limit(0)).encode(),
            Attack::HelloHugeLimits => hello(origin, every_limit(u32::MAX)).encode(),
            Attack::HelloVersion => hello(origin, *limits).encode(),
            _ => return None,
        };
        if self.attack == Attack::HelloVersion
            && let Some(version) = bytes.get_mut(1)
        {
            *version = 2;
        }
        self.bite(vec![Out::Down(bytes)])
    }

    fn mailbox(&mut self, name: wire::MailboxName, slot: Slot, content: Option<&[u8]>) -> Option<Vec<Out>> {
        let content = content?;
        let content = match self.attack {
            Attack::AlterMailbox(number) if number == slot.number() => Some(altered(content)),
            Attack::EmptyMailbox(number) if number == slot.number() => None,
            Attack::SwapMailbox(number) if number == slot.number() => {
                let another = |other: &u8| *other != number;
                let other = (1..=4).filter(another).find_map(|other| self.mailboxes.get(&(name, other)));
                Some(other?.clone())
            }
            _ => return None,
        };
        self.bite(vec![Out::Down(Frame::Mailbox { name, slot, content }.encode())])
    }

    /// Questions that the liar answers itself.
    fn asked_for(&mut self, stream: wire::StreamId, author: &wire::AuthorId, after: u64) -> Option<Vec<Out>> {
        let answer = |done, page| Out::Down(Frame::Envelopes { author: *author, done, page }.encode());
        let forged = *author == forger::author();
        match self.attack {
            Attack::Stranger if forged => {
                let page = forger::chain(stream, after, 3_u64.saturating_sub(after)).ok()?;
                self.bite(vec![answer(true, page)])
            }
            Attack::EndlessStranger if forged => {
                let page = forger::chain(stream, after, 40).ok()?;
                self.bite(vec![answer(false, page)])
            }
            Attack::StrangerEnrols | Attack::StrangerRetires if forged => {
                let page = self.forged_step(stream)?;
                let page = if after == 0 { vec![page.as_bytes().to_vec()] } else { Vec::new() };
                self.bite(vec![answer(true, page)])
            }
            Attack::Hide(who) | Attack::Forget(who) if self.authors_of(&stream, who).contains(author) => {
                self.bite(vec![answer(true, Vec::new())])
            }
            Attack::WrongStream => {
                let other = self.other_stream(&stream)?;
                let page = self.kept_from(&other, author, after);
                self.bite(vec![answer(true, page)])
            }
            _ => None,
        }
    }

    /// The forger's one step of the access list.
    pub(super) fn forged_step(&self, stream: wire::StreamId) -> Option<Envelope> {
        match self.attack {
            Attack::StrangerEnrols => forger::enrolment(stream).ok(),
            _ => {
                let busiest = self.kept.get(&stream)?.iter().max_by_key(|(_, chain)| chain.len())?.0;
                forger::retirement(stream, *busiest).ok()
            }
        }
    }
}

fn altered(content: &[u8]) -> Vec<u8> {
    let mut content = content.to_vec();
    let middle = content.len() / 2;
    if let Some(byte) = content.get_mut(middle) {
        *byte ^= 1;
    }
    content
}

fn every_limit(value: u32) -> Limits {
    Limits {
        frame_before_auth_max: value,
        frame_max: value,
        body_max: value,
        stream_bytes_max: value.into(),
        stream_reserve: value.into(),
        puts_in_flight_max: value,
        window_bytes: value,
        author_hourly_max: value,
        mailbox_slot_max: value,
        mailbox_seconds_max: value,
    }
}
