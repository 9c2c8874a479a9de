//! One end of a connection with a relay, frame by frame: what the relay says, and what is done about it.

use std::collections::BTreeSet;

use crypto::{Place, author_of};
use wire::{
    AccessOp, AuthorId, ByeCode, Credential, EnvelopeId, EpochId, Frame, Header, Kind, Limits, PAD_FLOOR,
    Refusal, RefusalCode, Rights, SigningKey, StreamId, Verified,
};

use crate::{Conversation, Dial, Effect, Event, Head, Notice, Put};

pub(super) const ORIGIN: &str = "wss://relay.example";

/// An effect that can be compared.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Done {
    Sent(Frame),
    TookIn(Vec<EnvelopeId>),
    Publish,
    Backlog,
    Receipt([u8; 64]),
    OnRecord(Vec<Head>),
    Stored(Head),
    Wait(u32),
    Told(Notice),
    Settled,
    Closed(Option<ByeCode>),
}

pub(super) struct Line(Conversation);

impl Line {
    /// Before the first frame. We are key 1; keys 2 and 3 are known to be let in.
    pub(super) fn dialled(dial: impl FnOnce(&mut Dial)) -> Self {
        let mut dialled = Dial {
            stream: stream(),
            key: key(1),
            origin: ORIGIN.to_owned(),
            genesis: vec![0],
            credential: Credential::Nothing,
            opened: true,
            local: Vec::new(),
            recorded: Vec::new(),
            let_in: [author(2), author(3)].into(),
        };
        dial(&mut dialled);
        Self(Conversation::new(dialled))
    }

    /// The relay has said what it allows, and has our first question.
    pub(super) fn greeted(limits: Limits, dial: impl FnOnce(&mut Dial)) -> Self {
        let mut line = Self::dialled(dial);
        let done = line.hears(&Frame::Hello { origin: ORIGIN.to_owned(), nonce: [0; 32], limits });
        assert!(matches!(done[..], [Done::Sent(Frame::Auth { .. } | Frame::Open { .. })]), "{done:?}");
        line
    }

    /// The relay holds `theirs`, all of it is here, and what this device has to hand over is asked for.
    pub(super) fn live(limits: Limits, theirs: &[&Verified]) -> Self {
        let local = theirs.iter().map(|envelope| head(envelope)).collect();
        let mut line = Self::greeted(limits, |dial| dial.local = local);
        let done = line.hears(&heads(theirs));
        assert_eq!(done.last(), Some(&Done::Publish), "{done:?}");
        line
    }

    /// There was nothing to hand over, and nothing more to read.
    pub(super) fn settled(theirs: &[&Verified]) -> Self {
        let mut line = Self::live(Limits::default(), theirs);
        let mut done = line.published(&[]);
        if !theirs.is_empty() {
            done = line.nothing_more(theirs);
        }
        assert_eq!(done, [Done::Settled]);
        line
    }

    /// Answers the last question about each of these authors: there is no more.
    pub(super) fn nothing_more(&mut self, theirs: &[&Verified]) -> Vec<Done> {
        theirs.iter().flat_map(|envelope| self.hears(&page(envelope.header().author, &[]))).collect()
    }

    pub(super) fn hears(&mut self, frame: &Frame) -> Vec<Done> {
        self.handle(Event::Frame(frame.encode()))
    }

    pub(super) fn hears_bytes(&mut self, bytes: &[u8]) -> Vec<Done> {
        self.handle(Event::Frame(bytes.to_vec()))
    }

    pub(super) fn published(&mut self, envelopes: &[&Verified]) -> Vec<Done> {
        self.handle(Event::Published(envelopes.iter().map(|envelope| put(envelope)).collect()))
    }

    /// These are the last envelopes that are here.
    pub(super) fn received(&mut self, local: &[&Verified]) -> Vec<Done> {
        let heads = local.iter().map(|envelope| head(envelope)).collect();
        self.handle(Event::Received { heads, let_in: BTreeSet::new() })
    }

    pub(super) fn stored(&mut self, envelope: &Verified) -> Vec<Done> {
        self.hears(&Frame::Stored { id: envelope.id() })
    }

    pub(super) fn refused(&mut self, envelope: &Verified, code: RefusalCode) -> Vec<Done> {
        self.hears(&Frame::Refused(refusal(*envelope.id().as_bytes(), code)))
    }

    pub(super) fn handle(&mut self, event: Event) -> Vec<Done> {
        let done = self.0.handle(event).into_iter().map(|effect| match effect {
            Effect::Send(bytes) => Done::Sent(Frame::decode(&bytes).unwrap().unwrap()),
            Effect::Receive(envelopes) => {
                Done::TookIn(envelopes.iter().map(|envelope| envelope.id()).collect())
            }
            Effect::Publish => Done::Publish,
            Effect::Backlog => Done::Backlog,
            Effect::Receipt(receipt) => Done::Receipt(receipt),
            Effect::RelayHeads(heads) => Done::OnRecord(heads),
            Effect::Stored(head) => Done::Stored(head),
            Effect::Wait(seconds) => Done::Wait(seconds),
            Effect::Notice(notice) => Done::Told(notice),
            Effect::Settled => Done::Settled,
            Effect::Close(code) => Done::Closed(code),
        });
        done.collect()
    }
}

/// [`Line::greeted`] by a relay with the usual limits.
pub(super) fn greeted(dial: impl FnOnce(&mut Dial)) -> Line {
    Line::greeted(Limits::default(), dial)
}

pub(super) fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

pub(super) fn author(number: u8) -> AuthorId {
    author_of(&key(number))
}

pub(super) fn stream() -> StreamId {
    StreamId::from([7; 32])
}

/// Where the chain of a key goes on.
fn place(by: u8, last: Option<&Verified>) -> Place {
    let (seq, prev) = last.map_or((1, EnvelopeId::ZERO), |last| (last.header().seq + 1, last.id()));
    Place { stream: stream(), author: author(by), seq, prev }
}

/// `by` goes on behind `last`; `what` makes it another envelope than any other at this place.
pub(super) fn said(by: u8, last: Option<&Verified>, what: u8) -> Verified {
    said_in(stream(), by, last, what)
}

pub(super) fn said_in(stream: StreamId, by: u8, last: Option<&Verified>, what: u8) -> Verified {
    let Place { author, seq, prev, .. } = place(by, last);
    let epoch = EpochId::from([7; 32]);
    let header = Header { kind: Kind::Content, stream, author, seq, prev, epoch, nonce: [what; 24] };
    wire::Envelope::seal(&header, &[0xC0; PAD_FLOOR + 16], &key(by)).unwrap()
}

pub(super) fn chain(by: u8, count: usize) -> Vec<Verified> {
    let mut chain: Vec<Verified> = Vec::new();
    for _ in 0..count {
        let next = said(by, chain.last(), 0);
        chain.push(next);
    }
    chain
}

/// `by` lets somebody in.
pub(super) fn lets_in(by: u8, last: Option<&Verified>, subject: u8) -> Verified {
    let proof = AccessOp::prove(&key(subject), &stream(), &author(by), Rights::DEVICE);
    crypto::enroll_envelope(&place(by, last), author(subject), Rights::DEVICE, proof, &key(by)).unwrap()
}

pub(super) fn head(envelope: &Verified) -> Head {
    let header = envelope.header();
    Head { author: header.author, seq: header.seq, id: envelope.id() }
}

pub(super) fn put(envelope: &Verified) -> Put {
    let Head { author, seq, id } = head(envelope);
    Put { author, seq, id, bytes: envelope.as_bytes().to_vec() }
}

/// The frame that hands an envelope over.
pub(super) fn put_frame(envelope: &Verified) -> Done {
    Done::Sent(Frame::Put { envelope: envelope.as_bytes().to_vec() })
}

/// The question for what follows `after`, as much as a page takes.
pub(super) fn get(by: u8, after: u64) -> Done {
    Done::Sent(Frame::Get { author: author(by), after, budget: 1024 * 1024 })
}

pub(super) fn heads(last: &[&Verified]) -> Frame {
    let heads = last.iter().map(|envelope| head(envelope)).map(|head| (head.author, head.seq, head.id));
    let mut heads: Vec<_> = heads.collect();
    heads.sort_unstable();
    Frame::Heads { heads }
}

/// The last page of an author.
pub(super) fn page(author: AuthorId, envelopes: &[&Verified]) -> Frame {
    let page = envelopes.iter().map(|envelope| envelope.as_bytes().to_vec()).collect();
    Frame::Envelopes { author, done: true, page }
}

pub(super) fn refusal(subject: [u8; 32], code: RefusalCode) -> Refusal {
    Refusal { subject, code, retryable: true, limit: 0, retry_after_seconds: 0 }
}

/// A refusal of what was asked about the stream.
pub(super) fn stream_refused(code: RefusalCode) -> Frame {
    Frame::Refused(refusal(*stream().as_bytes(), code))
}
