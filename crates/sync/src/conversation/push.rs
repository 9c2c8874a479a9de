//! Handing over: a window of puts, their answers, and what a refusal holds up.

use wire::{EnvelopeId, Frame, Refusal, RefusalCode};

use super::{Conversation, Effect, Head, Notice, Phase};

impl Conversation {
    pub(super) fn stored(&mut self, id: EnvelopeId, effects: &mut Vec<Effect>) {
        let Some((put, _)) = self.in_flight.remove(&id) else { return };
        let head = Head { author: put.author, seq: put.seq, id };
        self.relay.insert(put.author, head);
        self.progressed = true;
        self.waits = 0;
        effects.push(Effect::Stored(head));
        self.proceed(effects);
    }

    /// A refused put blocks what follows it in its chain; the rest goes on.
    pub(super) fn refused_put(&mut self, refusal: Refusal, effects: &mut Vec<Effect>) {
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
        if refusal.code == RefusalCode::Fork && !self.differing.contains(&author) {
            // Another copy of its device wrote there first, and here is more than the relay's heads show. Its branch is read;
            // as long as the relay shows none, it has refused and no more.
            let put = Head { author, seq: put.seq, id: put.id };
            let first = self.taken.entry(author).or_insert((put, refusal));
            let seq = first.0.seq;
            if self.phase == Phase::Live {
                self.differs(author, seq, effects);
            } else {
                self.queue.retain(|waiting| waiting.author != author);
                self.blocked.insert(author);
            }
            self.proceed(effects);
            return;
        }
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
    pub(super) fn wait_if_busy(&mut self, effects: &mut Vec<Effect>) -> bool {
        let busy = self.held_back.values().filter(|refusal| refusal.code == RefusalCode::Busy);
        let Some(seconds) = busy.map(|refusal| refusal.retry_after_seconds).max() else { return false };
        self.held_back.clear();
        self.waits += 1;
        self.publishing = true;
        effects.push(Effect::Wait(seconds.max(1)));
        true
    }

    /// The queue is empty: whatever was held back is asked for once more if the relay took anything meanwhile.
    pub(super) fn try_held_back(&mut self, effects: &mut Vec<Effect>) -> bool {
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
        let ours = self.own();
        for (author, refusal) in held_back {
            self.blocked.insert(author);
            // What came by another way from a key that the relay has shut out: it says nothing of us.
            if author == ours {
                effects.push(Effect::Notice(Notice::Refused(refusal)));
            }
        }
        false
    }

    pub(super) fn send_puts(&mut self, effects: &mut Vec<Effect>) {
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
}

/// Longest time for which a busy relay is waited for at once, and how often in a row.
const WAIT_SECONDS_MAX: u32 = 5;
const WAITS_MAX: u32 = 10;
