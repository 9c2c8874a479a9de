//! Links between programs and relays: frames under way, slow readers, copies, and ends at any place.

use relay::Input;

use super::happening::Happening;
use super::{Who, World};
use crate::copies::Repeatable;
use crate::counts::Fault;
use crate::failure::Failure;
use crate::relay_host::Order;

pub(super) struct Link {
    pub(super) who: Who,
    pub(super) relay: usize,
    /// Whether each end still believes in it.
    pub(super) up: bool,
    pub(super) down: bool,
    last_up_ms: u64,
    last_down_ms: u64,
    slow: bool,
}

impl World {
    pub(super) fn dial(&mut self, who: Who) -> Result<(), Failure> {
        let Who { device: number, program } = who;
        let Some(device) = self.devices.get(number) else { return Ok(()) };
        let busy = device.is_connected(program) || device.denied || self.down.contains(&number);
        // In the end nobody waits for a command, or for a device that was shut out.
        if busy || ((program > 0 || device.removed) && !self.stormy) {
            return Ok(());
        }
        let parted = self.parted_until_ms.get(&number).copied().filter(|until| *until > self.now_ms);
        let relay = device.disk.at;
        if parted.is_some() || !self.relays[relay].up {
            let pause = parted.map_or(0, |until| until - self.now_ms) + self.dice.between(100, 1_000);
            self.after(pause, Happening::Dial(who));
            return Ok(());
        }
        let link = self.next_link;
        self.next_link += 1;
        let slow = self.stormy && self.dice.happens(self.menu.slow_per_mille);
        let new = Link { who, relay, up: true, down: true, last_up_ms: 0, last_down_ms: 0, slow };
        self.links.insert(link, new);
        self.devices[number].dial(program, link);
        let nonce = self.dice.bytes();
        let orders = self.relays[relay].accept(link, nonce, self.now_ms);
        self.obey(relay, orders);
        Ok(())
    }

    /// The device ends its link; what it sent before still arrives.
    pub(super) fn leave(&mut self, who: Who) {
        let device = &mut self.devices[who.device];
        let Some(number) = device.programs[who.program].link else { return };
        device.hang_up(who.program);
        if let Some(link) = self.links.get_mut(&number) {
            link.down = false;
            let last = link.last_up_ms.max(self.now_ms);
            let late = if self.stormy { self.dice.between(1, 3_000) } else { 1 };
            self.at(last + late, Happening::UpEnds(number));
        }
    }

    pub(super) fn send_up(&mut self, number: u64, bytes: Vec<u8>) {
        let now = self.now_ms;
        let delay = self.dice.between(1, 80);
        let Some(link) = self.links.get_mut(&number) else { return };
        self.frames += 1;
        link.last_up_ms = link.last_up_ms.max(now + delay);
        let at = link.last_up_ms;
        self.at(at, Happening::ToRelay(number, bytes));
    }

    fn send_down(&mut self, number: u64, bytes: Vec<u8>) {
        let late = self.lateness(number, &bytes);
        let Some(link) = self.links.get_mut(&number).filter(|link| link.down) else {
            self.counts.one(Fault::Lost);
            return;
        };
        self.frames += 1;
        if let Some(late) = late {
            self.counts.one(Fault::Reordered);
            let at = link.last_down_ms.max(self.now_ms) + late;
            self.at(at, Happening::ToDevice(number, bytes));
            return;
        }
        let slow = link.slow && self.stormy;
        let delay = if slow { self.dice.between(200, 3_000) } else { self.dice.between(1, 80) };
        if slow {
            self.counts.one(Fault::Slow);
        }
        link.last_down_ms = link.last_down_ms.max(self.now_ms + delay);
        let at = link.last_down_ms;
        self.at(at, Happening::ToDevice(number, bytes));
    }

    pub(super) fn reach_relay(&mut self, link: u64, bytes: Vec<u8>) -> Result<(), Failure> {
        self.trace.message(&bytes);
        let Some(relay) = self.links.get(&link).map(|link| link.relay) else { return Ok(()) };
        if self.copies.is_again(relay, &bytes) {
            self.counts.one(Fault::Doubled);
        }
        let orders = self.relays[relay].input(link, self.now_ms, Input::Frame(bytes));
        self.obey(relay, orders);
        Ok(())
    }

    /// What may come again on a link that is in full use: the same answer late, and the envelope it answers.
    pub(super) fn repeat(&mut self, link: u64, bytes: &[u8]) -> Result<(), Failure> {
        let Some((relay, up)) = self.links.get(&link).map(|link| (link.relay, link.up)) else {
            return Ok(());
        };
        if !self.stormy || !self.relays[relay].is_live(link) {
            return Ok(());
        }
        let Some(repeatable) = Repeatable::of(bytes) else { return Ok(()) };
        if self.dice.happens(REPEATED_PER_MILLE) {
            self.counts.one(Fault::Doubled);
            self.within(1, 5_000, Happening::Copy(link, bytes.to_vec()));
        }
        let Repeatable::Stored(id) = repeatable else { return Ok(()) };
        let again = self.dice.happens(REPEATED_PER_MILLE);
        match self.copies.of(&id).filter(|_| again && up) {
            Some(put) => {
                self.reach_relay(link, put)?;
                self.answer_now(relay)
            }
            None => Ok(()),
        }
    }

    /// News may be overtaken by whatever comes after it.
    fn lateness(&mut self, number: u64, bytes: &[u8]) -> Option<u64> {
        let relay = self.links.get(&number)?.relay;
        if !self.stormy || !self.relays[relay].is_live(number) {
            return None;
        }
        let Some(Repeatable::Wake) = Repeatable::of(bytes) else { return None };
        self.dice.happens(OVERTAKEN_PER_MILLE).then(|| self.dice.between(1, 2_000))
    }

    /// Does what a relay wants done.
    pub(super) fn obey(&mut self, relay: usize, orders: Vec<Order>) {
        for order in orders {
            match order {
                Order::Send(link, bytes) => self.send_down(link, bytes),
                Order::ReadLater(link, ticket, read) => {
                    self.within(0, 5, Happening::Read(link, ticket, read));
                }
                Order::AnswerLater(link, ticket, answer) => {
                    self.within(0, 3, Happening::Answer(link, ticket, answer));
                }
                Order::CommitLater => self.within(1, 20, Happening::Commit(relay)),
                Order::Hangup(number) => {
                    self.relays[relay].drop_session(number);
                    if let Some(link) = self.links.get_mut(&number) {
                        link.up = false;
                        let last = link.last_down_ms.max(self.now_ms);
                        self.at(last + 1, Happening::DownEnds(number));
                    }
                }
            }
        }
    }

    pub(super) fn up_ends(&mut self, number: u64) {
        if let Some(link) = self.links.get_mut(&number) {
            link.up = false;
            let relay = link.relay;
            self.relays[relay].drop_session(number);
        }
    }

    pub(super) fn down_ends(&mut self, number: u64) {
        let Some(link) = self.links.get_mut(&number).filter(|link| link.down) else { return };
        link.down = false;
        let who = link.who;
        self.devices[who.device].hang_up(who.program);
        self.within(100, 2_000, Happening::Dial(who));
    }

    /// The links of a device break somewhere between two frames, in each direction at a place of its own.
    pub(super) fn cut(&mut self, device: usize) {
        let Some(device) = self.devices.get(device) else { return };
        let links: Vec<u64> = device.programs.iter().filter_map(|program| program.link).collect();
        for number in links {
            self.counts.one(Fault::Cut);
            self.within(0, 200, Happening::UpEnds(number));
            self.within(0, 200, Happening::DownEnds(number));
        }
    }

    pub(super) fn part(&mut self, device: usize) {
        self.counts.one(Fault::Parted);
        let until = self.now_ms + self.dice.between(1_000, self.menu.storm_ms / 2);
        self.parted_until_ms.insert(device, until);
        self.cut(device);
    }
}

/// How often, in thousandths, an answer or news comes again, and an answered envelope reaches the relay again.
const REPEATED_PER_MILLE: usize = 100;
/// How often, in thousandths, news is overtaken.
const OVERTAKEN_PER_MILLE: usize = 200;
