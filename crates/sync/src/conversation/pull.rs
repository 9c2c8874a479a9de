//! Reading what the relay holds: pages of one author at a time, each going on exactly where it was asked to.

use wire::{AuthorId, Envelope, EnvelopeId, Frame};

use super::{Conversation, Defect, Effect, Head, Notice};

impl Conversation {
    pub(super) fn page(
        &mut self,
        author: AuthorId,
        done: bool,
        page: Vec<Vec<u8>>,
        effects: &mut Vec<Effect>,
    ) {
        let Some((mut seq, mut prev)) = self.pulling.remove(&author) else {
            self.distrust(Defect::Frame, effects);
            return;
        };
        if page.is_empty() && !done {
            self.distrust(Defect::Page, effects);
            return;
        }
        let mut envelopes = Vec::with_capacity(page.len());
        for bytes in page {
            let Ok(envelope) = Envelope::parse(&bytes).and_then(Envelope::verify) else {
                self.distrust(Defect::Envelope, effects);
                return;
            };
            let header = envelope.header();
            // A page goes on exactly where it was asked to; so none can make us ask for ever.
            if header.stream != self.dial.stream || header.author != author || header.seq != seq + 1 {
                self.distrust(Defect::Place, effects);
                return;
            }
            if header.prev != prev {
                if envelopes.is_empty() && !self.reached.contains_key(&author) {
                    self.differs(author, seq, effects);
                } else {
                    self.distrust(Defect::Chain, effects);
                }
                return;
            }
            (seq, prev) = (header.seq, envelope.id());
            if self.taken.get(&author).is_some_and(|(ours, _)| ours.seq == seq && ours.id != prev) {
                self.taken.remove(&author);
            }
            envelopes.push(envelope);
        }
        if !self.strangers.admits(&author, &envelopes) {
            // One envelope was asked for, to see whether the chain begins the stream. It does not.
            self.proceed(effects);
            return;
        }
        let head = Head { author, seq, id: prev };
        if !envelopes.is_empty() {
            self.reached.insert(author, head);
            // What it named before it showed it may have been made up.
            if self
                .relay
                .get(&author)
                .is_none_or(|known| known.seq < seq || known.seq == seq && known.id != prev)
            {
                self.relay.insert(author, head);
                effects.push(Effect::Stored(head));
            }
            self.news = true;
            self.receiving += 1;
            effects.push(Effect::Receive(envelopes));
        }
        // The genesis alone was asked for where nothing was known yet; behind it more may follow.
        if !done {
            self.get(author, effects);
        } else if self.contradicts_its_heads(&head) {
            self.distrust(Defect::Heads, effects);
            return;
        }
        self.proceed(effects);
    }

    /// Whether the relay's own chain, read to its end, shows another envelope where its heads named one: what looked
    /// like a fork was made up.
    fn contradicts_its_heads(&self, read: &Head) -> bool {
        let named = self.named.get(&read.author);
        named.is_some_and(|(seq, id)| *seq == read.seq && id.is_some_and(|id| id != read.id))
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
            self.distrust(Defect::Heads, effects);
        }
    }

    pub(super) fn get(&mut self, author: AuthorId, effects: &mut Vec<Effect>) {
        self.ask(author, PAGE_BYTES, effects);
    }

    /// Asks for a chain, unless nobody is known to have let its author in: then it waits until the others are read.
    pub(super) fn get_of_anybody(&mut self, author: AuthorId, effects: &mut Vec<Effect>) {
        if self.strangers.may_write(&author) {
            self.get(author, effects);
        }
    }

    /// Once all known chains are read: those that they let in, and then whatever may begin the stream. Says whether there
    /// was anything to ask for.
    pub(super) fn ask_strangers(&mut self, effects: &mut Vec<Effect>) -> bool {
        for author in self.strangers.let_in() {
            self.get(author, effects);
        }
        if self.pulling.is_empty() {
            for author in self.strangers.unseen() {
                // One envelope always fits.
                self.ask(author, 1, effects);
            }
        }
        !self.pulling.is_empty()
    }

    fn ask(&mut self, author: AuthorId, budget: u32, effects: &mut Vec<Effect>) {
        let (after, id) = self.position(&author);
        self.pulling.insert(author, (after, id));
        effects.push(Effect::Send(Frame::Get { author, after, budget }.encode()));
    }

    /// Behind which envelope of an author the relay's chain is to be read.
    pub(super) fn position(&self, author: &AuthorId) -> (u64, EnvelopeId) {
        let local = self.local.get(author).filter(|_| !self.differing.contains(author));
        // What came in by another way may be another branch than the relay's.
        let furthest = self.reached.get(author).or(local);
        furthest.map_or((0, EnvelopeId::ZERO), |head| (head.seq, head.id))
    }
}

/// Bytes of envelopes asked for at a time: about one frame.
const PAGE_BYTES: u32 = 1024 * 1024;
