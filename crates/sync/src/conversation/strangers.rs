//! Who may have written in a stream, as the access list tells that is known here: a relay can make up keys, and chains
//! without end that they sign, but nobody of the stream let them in. Such a chain is not taken in.
//!
//! Rights and retirements are the relay's business (docs/protocol.md §4) and are not looked at: this keeps out only
//! those who were never let in by anybody.

use std::collections::BTreeSet;

use wire::{AccessOp, AuthorId, Envelope, Kind, StreamId, Verified};

use super::Dial;

#[derive(Debug)]
pub(super) struct Strangers {
    stream: StreamId,
    let_in: BTreeSet<AuthorId>,
    /// Named by the relay, and not let in by anything that is known yet.
    waiting: BTreeSet<AuthorId>,
    /// Their first envelope was looked at, in case it begins the stream.
    seen: BTreeSet<AuthorId>,
    /// How many there were when everything was read once more because of them.
    looked: usize,
    /// How many were spoken of.
    told: usize,
}

impl Strangers {
    pub(super) fn new(dial: &Dial) -> Self {
        let mut let_in = dial.let_in.clone();
        let_in.extend(dial.local.iter().map(|head| head.author));
        let_in.insert(AuthorId::from(dial.key.verifying_key().to_bytes()));
        Self {
            stream: dial.stream,
            let_in,
            waiting: BTreeSet::new(),
            seen: BTreeSet::new(),
            looked: 0,
            told: 0,
        }
    }

    /// Whether somebody let this author in; otherwise it is kept in mind.
    pub(super) fn may_write(&mut self, author: &AuthorId) -> bool {
        self.let_in.contains(author) || {
            self.waiting.insert(*author);
            false
        }
    }

    pub(super) fn is_one(&self, author: &AuthorId) -> bool {
        self.waiting.contains(author)
    }

    /// Takes a page: what it lets in is let in from here on. Says whether the page's author may write.
    pub(super) fn admits(&mut self, author: &AuthorId, page: &[Verified]) -> bool {
        if !self.let_in.contains(author) {
            if !page.first().is_some_and(|first| self.begins_the_stream(first)) {
                return false;
            }
            self.waiting.remove(author);
            self.let_in.insert(*author);
        }
        for envelope in page {
            self.learn(envelope);
        }
        true
    }

    /// Takes what is known of the access list by other ways.
    pub(super) fn know(&mut self, let_in: BTreeSet<AuthorId>) {
        self.let_in.extend(let_in);
    }

    /// Takes an envelope of this device: it may let somebody in.
    pub(super) fn hear(&mut self, own: &[u8]) {
        if let Ok(envelope) = Envelope::parse(own) {
            self.learn(&envelope);
        }
    }

    fn learn(&mut self, envelope: &Envelope) {
        if envelope.header().kind == Kind::Access
            && let Ok(AccessOp::Enroll { subject, .. }) = AccessOp::decode(envelope.body())
        {
            self.let_in.insert(subject);
        }
    }

    /// Those of the waiting who were let in meanwhile.
    pub(super) fn let_in(&mut self) -> Vec<AuthorId> {
        let (known, waiting) = self.waiting.iter().partition(|author| self.let_in.contains(author));
        self.waiting = waiting;
        let known: BTreeSet<AuthorId> = known;
        known.into_iter().collect()
    }

    /// Those of the waiting whose first envelope nobody has looked at.
    pub(super) fn unseen(&mut self) -> Vec<AuthorId> {
        let unseen: Vec<AuthorId> = self.waiting.difference(&self.seen).copied().collect();
        self.seen.extend(&unseen);
        unseen
    }

    /// Whose chains may let them in after all, if that was not looked at yet: news of somebody can come before the news of
    /// whoever let them in, but the relay has that before.
    pub(super) fn look_again(&mut self) -> Option<BTreeSet<AuthorId>> {
        let count = self.waiting.len();
        let again = count > 0 && count != self.told && count != self.looked;
        self.looked = count;
        again.then(|| self.let_in.clone())
    }

    /// How many remain, if nobody was told of that many.
    pub(super) fn newly_named(&mut self) -> Option<usize> {
        let count = self.waiting.len();
        if count == self.told {
            return None;
        }
        self.told = count;
        (count > 0).then_some(count)
    }

    fn begins_the_stream(&self, envelope: &Verified) -> bool {
        let header = envelope.header();
        let genesis = match AccessOp::decode(envelope.body()) {
            Ok(AccessOp::Genesis { nonce }) if header.kind == Kind::Access => {
                StreamId::derive(&header.author, &nonce) == self.stream
            }
            _ => false,
        };
        genesis && header.seq == 1
    }
}
