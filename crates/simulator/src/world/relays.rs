//! What befalls the relays: crashes at and between commits, bad disks, jumping clocks, older copies.

use std::collections::BTreeSet;

use relay::{Answer, Input, Memory, Read, Request, Storage};
use wire::{AuthorId, Envelope, EnvelopeId, StreamId};

use super::World;
use super::happening::Happening;
use crate::counts::{Fault, Moment};
use crate::failure::Failure;
use crate::relay_host::{Order, RelayHost};

impl World {
    /// The relay that faults befall: where the stream will be in the end.
    pub(super) fn main_relay(&self) -> usize {
        self.devices.iter().map(|device| device.disk.at).max().unwrap_or(0)
    }

    pub(super) fn relay_may_crash(&mut self, moment: Moment) -> bool {
        let crashes = self.stormy && self.dice.happens(self.menu.relay_crash_per_mille);
        if crashes {
            self.counts.one(Fault::RelayCommit(moment));
        }
        crashes
    }

    pub(super) fn commit(&mut self, relay: usize) -> Result<(), Failure> {
        if !self.relays[relay].has_writes() || !self.relays[relay].up {
            return Ok(());
        }
        if self.relays[relay].disk.full {
            self.counts.one(Fault::RelayDiskFull);
        }
        let moments = [Moment::Before, Moment::Behind, Moment::Torn];
        let moment = moments[self.dice.below(moments.len())];
        let crash = self.relay_may_crash(moment).then_some(moment);
        let orders = self.relays[relay].commit(self.now_ms, crash);
        if crash.is_some() {
            return self.relay_crash(relay);
        }
        self.obey(relay, orders);
        Ok(())
    }

    /// What waits is committed and answered without a pause, so that a copy takes no place among the puts in flight.
    pub(super) fn answer_now(&mut self, relay: usize) -> Result<(), Failure> {
        for order in self.relays[relay].commit(self.now_ms, None) {
            match order {
                Order::AnswerLater(link, ticket, answer) => {
                    let orders =
                        self.relays[relay].input(link, self.now_ms, Input::Answer { ticket, answer });
                    self.obey(relay, orders);
                }
                other => self.obey(relay, vec![other]),
            }
        }
        Ok(())
    }

    pub(super) fn tick(&mut self) {
        for relay in 0..self.relays.len() {
            let orders = self.relays[relay].tick(self.now_ms);
            let closed = orders.iter().filter(|order| matches!(order, Order::Hangup(_))).count();
            self.counts.more(Fault::TimedOut, u64::try_from(closed).unwrap_or(u64::MAX));
            self.obey(relay, orders);
        }
        if self.stormy {
            self.after(10_000, Happening::Tick);
        }
    }

    pub(super) fn relay_drain(&mut self) {
        let relay = self.main_relay();
        self.counts.one(Fault::RelayDrain);
        let orders = self.relays[relay].drain(self.now_ms);
        self.obey(relay, orders);
        self.after(500, Happening::RelayCrash(relay));
    }

    pub(super) fn relay_crash(&mut self, relay: usize) -> Result<(), Failure> {
        if !self.relays[relay].up {
            return Ok(());
        }
        self.counts.one(Fault::RelayCrash);
        for number in self.relays[relay].crash() {
            if let Some(link) = self.links.get_mut(&number) {
                link.up = false;
            }
            self.within(0, 2_000, Happening::DownEnds(number));
        }
        self.within(100, 3_000, Happening::RelayStart(relay));
        self.keeps_its_word(relay)
    }

    /// What a relay said that it stored is there.
    pub(super) fn keeps_its_word(&mut self, relay: usize) -> Result<(), Failure> {
        let stream = self.stream();
        let host = &mut self.relays[relay];
        if host.promised.is_empty() {
            return Ok(());
        }
        let held: BTreeSet<EnvelopeId> = host.held(&stream).into_iter().map(|(_, _, id)| id).collect();
        match host.promised.iter().find(|id| !held.contains(id)) {
            Some(envelope) => Err(Failure::AcknowledgedLost { envelope: *envelope }),
            None => Ok(()),
        }
    }

    /// The disk is full, or cannot even be read, for a while.
    pub(super) fn relay_disk(&mut self, full: bool) {
        let relay = self.main_relay();
        self.bad_disks = true;
        let disk = &mut self.relays[relay].disk;
        disk.full |= full;
        disk.unreadable |= !full;
        self.within(200, 5_000, Happening::RelayFine);
    }

    pub(super) fn relay_fine(&mut self) {
        for host in &mut self.relays {
            host.disk.full = false;
            host.disk.unreadable = false;
        }
    }

    pub(super) fn relay_clock(&mut self, by_ms: i64) {
        let relay = self.main_relay();
        self.counts.one(Fault::RelayClock);
        self.relays[relay].clock_ms += by_ms;
    }

    pub(super) fn relay_backup(&mut self) {
        let host = &mut self.relays[0];
        host.backup = Some(host.disk.memory.clone());
    }

    /// The relay comes back from its older copy, or with nothing.
    pub(super) fn relay_comes_back(&mut self, empty: bool) -> Result<(), Failure> {
        let relay = 0;
        if self.has_removed() {
            return Ok(());
        }
        let memory = if empty { Some(self.relays[relay].empty()) } else { self.relays[relay].backup.take() };
        let Some(memory) = memory else { return Ok(()) };
        self.counts.one(if empty { Fault::RelayWiped } else { Fault::RelayRestored });
        self.relay_crash(relay)?;
        self.relays[relay].come_back_with(memory);
        Ok(())
    }
}

impl RelayHost {
    /// Where every chain of a stream ends.
    pub(crate) fn heads(&mut self, stream: &StreamId) -> Vec<(AuthorId, u64, EnvelopeId)> {
        match self.disk.memory.answer(0, &Request::Read(Read::Join { stream: *stream })) {
            Answer::Joined { heads, .. } => heads,
            _ => Vec::new(),
        }
    }

    /// Everything that the relay holds of a stream, chain by chain: whose, which place, which id.
    pub(crate) fn held(&mut self, stream: &StreamId) -> Vec<(AuthorId, u64, EnvelopeId)> {
        let mut places = Vec::new();
        for (author, ..) in self.heads(stream) {
            let mut after = 0;
            let page = |after| Read::Page { stream: *stream, author, after, budget: u32::MAX };
            while let Answer::Page { done, page } = self.disk.memory.answer(0, &Request::Read(page(after))) {
                for envelope in page.iter().filter_map(|bytes| Envelope::parse(bytes).ok()) {
                    after = envelope.header().seq;
                    places.push((author, after, envelope.id()));
                }
                if done {
                    break;
                }
            }
        }
        places
    }

    /// A storage with nothing in it.
    pub(crate) fn empty(&self) -> Memory {
        Memory::new(relay::Rules { limits: self.limits(), mailbox_bytes_max: 0 })
    }
}
