//! What the lying relay knows, and what it makes of each frame. It is told who dials, and sees what any relay sees: streams,
//! authors, sealed bytes.

mod entry;
mod pages;

use std::collections::{BTreeMap, BTreeSet};

use wire::{AuthorId, Envelope, EnvelopeId, Frame, MailboxName, Refusal, RefusalCode, StreamId};

use super::attack::Attack;

/// The heads of a stream, as a relay gives them.
pub(crate) type Heads = Vec<(AuthorId, u64, EnvelopeId)>;

/// One thing to do on a connection.
#[derive(Debug)]
pub(crate) enum Out {
    /// To the real relay.
    Up(Vec<u8>),
    /// To the client.
    Down(Vec<u8>),
    /// A text message to the client.
    Text,
    /// Pings, slowly, and nothing else.
    Drip,
    /// Bytes of a frame, slowly.
    DripBytes,
    /// The connection breaks.
    Cut,
}

/// What is known of one connection.
#[derive(Debug, Default)]
pub(crate) struct Connection {
    stream: Option<StreamId>,
    author: Option<AuthorId>,
}

#[derive(Debug, Clone)]
pub(crate) struct Mind {
    pub(crate) attack: Attack,
    pub(crate) who: &'static str,
    pub(crate) frames: u64,
    pub(crate) bites: u64,
    pub(crate) traffic: u64,
    /// Who has been on each stream, with the authors under which they came.
    parties: BTreeMap<StreamId, BTreeMap<&'static str, BTreeSet<AuthorId>>>,
    /// Everything that passed: by stream, author and place.
    kept: BTreeMap<StreamId, BTreeMap<AuthorId, BTreeMap<u64, Vec<u8>>>>,
    /// The heads that each was shown last.
    shown: BTreeMap<(&'static str, StreamId), Heads>,
    mailboxes: BTreeMap<(MailboxName, u8), Vec<u8>>,
}

impl Default for Mind {
    fn default() -> Self {
        Self {
            attack: Attack::None,
            who: "",
            frames: 0,
            bites: 0,
            traffic: 0,
            parties: BTreeMap::new(),
            kept: BTreeMap::new(),
            shown: BTreeMap::new(),
            mailboxes: BTreeMap::new(),
        }
    }
}

impl Mind {
    pub(crate) fn client_says(&mut self, connection: &mut Connection, bytes: &[u8]) -> Vec<Out> {
        self.traffic += 1;
        let Ok(Some(frame)) = Frame::decode(bytes) else { return vec![Out::Up(bytes.to_vec())] };
        self.learn(connection, &frame);
        let outs = self.asked(connection, &frame);
        self.counted(connection, outs.unwrap_or_else(|| vec![Out::Up(bytes.to_vec())]))
    }

    pub(crate) fn relay_says(&mut self, connection: &mut Connection, bytes: &[u8]) -> Vec<Out> {
        self.traffic += 1;
        let honest = || vec![Out::Down(bytes.to_vec())];
        let Ok(Some(frame)) = Frame::decode(bytes) else { return honest() };
        self.learn(connection, &frame);
        let outs = self.answered(connection, &frame);
        if let (Frame::Heads { heads }, Some(stream)) = (&frame, connection.stream)
            && outs.is_none()
        {
            self.shown.insert((self.who, stream), heads.clone());
        }
        self.counted(connection, outs.unwrap_or_else(honest))
    }

    /// What a relay learns by looking.
    fn learn(&mut self, connection: &mut Connection, frame: &Frame) {
        match frame {
            Frame::Auth { stream, author, .. } => {
                (connection.stream, connection.author) = (Some(*stream), Some(*author));
                self.parties.entry(*stream).or_default().entry(self.who).or_default().insert(*author);
            }
            Frame::Open { genesis, .. } => {
                connection.stream = Envelope::parse(genesis).ok().map(|envelope| envelope.header().stream);
            }
            Frame::Put { envelope } => self.keep(envelope),
            Frame::Envelopes { page, .. } => page.iter().for_each(|envelope| self.keep(envelope)),
            Frame::MailboxPut { name, slot, content, .. }
            | Frame::Mailbox { name, slot, content: Some(content) } => {
                self.mailboxes.insert((*name, slot.number()), content.clone());
            }
            _ => {}
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let Ok(envelope) = Envelope::parse(bytes) else { return };
        let header = envelope.header();
        let stream = self.kept.entry(header.stream).or_default();
        stream.entry(header.author).or_default().insert(header.seq, bytes.to_vec());
    }

    /// Whether this connection is one of those that are attacked: on a stream of two.
    fn is_prey(&self, connection: &Connection) -> bool {
        connection
            .stream
            .and_then(|stream| self.parties.get(&stream))
            .is_some_and(|parties| parties.len() > 1)
    }

    fn counted(&mut self, connection: &Connection, mut outs: Vec<Out>) -> Vec<Out> {
        let down = outs.iter().filter(|out| matches!(out, Out::Down(_) | Out::Text)).count();
        let down = u64::try_from(down).unwrap_or(u64::MAX);
        if let Attack::Cut(after) = self.attack {
            self.frames += down;
            if self.frames > after {
                // Once: whoever dials again is served.
                self.attack = Attack::None;
                self.bites += 1;
                outs = vec![Out::Cut];
            }
        } else if connection.stream.is_none() || self.is_prey(connection) {
            self.frames += down;
        }
        outs
    }

    fn bite(&mut self, outs: Vec<Out>) -> Option<Vec<Out>> {
        self.bites += 1;
        Some(outs)
    }

    /// The authors under which somebody came to a stream.
    fn authors_of(&self, stream: &StreamId, who: &str) -> BTreeSet<AuthorId> {
        let parties = self.parties.get(stream);
        parties.and_then(|parties| parties.get(who)).cloned().unwrap_or_default()
    }

    /// Another stream than this one, of whoever dials.
    fn other_stream(&self, stream: &StreamId) -> Option<StreamId> {
        let mine = |(_, parties): &(&StreamId, &BTreeMap<_, _>)| parties.contains_key(self.who);
        self.parties.iter().filter(mine).map(|(other, _)| *other).find(|other| other != stream)
    }
}

pub(crate) fn refusal(subject: [u8; 32], code: RefusalCode) -> Out {
    let refusal = Refusal { subject, code, retryable: true, limit: 0, retry_after_seconds: 0 };
    Out::Down(Frame::Refused(refusal).encode())
}
