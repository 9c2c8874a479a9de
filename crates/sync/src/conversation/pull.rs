//! Reading what the relay holds: pages of one author at a time, each going on exactly where it was asked to.

use wire::{AuthorId, Envelope, EnvelopeId, Frame};

use super::{Conversation, Effect, Head, Notice};

impl Conversation {
    pub(super) fn page(
        &mut self,
        author: AuthorId,
        done: bool,
        page: Vec<Vec<u8>>,
        effects: &mut Vec<Effect>,
    ) {
        if !self.pulling.remove(&author) || (page.is_empty() && !done) {
            self.distrust(effects);
            return;
        }
        let (mut seq, mut prev) = self.position(&author);
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
    pub(super) fn differs(&mut self, author: AuthorId, seq: u64, effects: &mut Vec<Effect>) {
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

    pub(super) fn get(&mut self, author: AuthorId, effects: &mut Vec<Effect>) {
        let (after, _) = self.position(&author);
        self.pulling.insert(author);
        effects.push(Effect::Send(Frame::Get { author, after, budget: PAGE_BYTES }.encode()));
    }

    /// Behind which envelope of an author the relay's chain is to be read.
    pub(super) fn position(&self, author: &AuthorId) -> (u64, EnvelopeId) {
        let local = self.local.get(author).filter(|_| !self.differing.contains(author));
        let furthest = self.reached.get(author).into_iter().chain(local).max_by_key(|head| head.seq);
        furthest.map_or((0, EnvelopeId::ZERO), |head| (head.seq, head.id))
    }
}

/// Bytes of envelopes asked for at a time: about one frame.
const PAGE_BYTES: u32 = 1024 * 1024;
