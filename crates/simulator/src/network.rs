//! The world of one run: virtual time, links between devices and the relay, faults by seed, then calm and the verdict
//! (docs/protocol.md §8). Within one direction of one link frames keep their order, except copies and news on an unruly
//! link; a link can end between any two.

use std::collections::{BTreeMap, BTreeSet};

use agenda::DocumentName;
use crypto::Members;
use relay::{Answer, Input, Read, Ticket};
use sync::Event;
use wire::Limits;

use crate::Plant;
use crate::device::{Device, Step, Weather};
use crate::dice::Dice;
use crate::disk::Disk;
use crate::edits::document_names;
use crate::failure::Failure;
use crate::mishaps::{Copies, Mishaps, Repeatable};
use crate::people::{Person, Seat};
use crate::relay_host::{Order, RelayHost};
use crate::trace::Trace;
use crate::verdict;

/// What is to be simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Decides everything.
    pub seed: u64,
    /// Devices, 2 to 5; by the seed if not given.
    pub writers: Option<usize>,
    /// Whether links also repeat what may be repeated, and deliver news late.
    pub unruly: bool,
    /// A fault to be found.
    pub plant: Option<Plant>,
}

/// What a run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// A hash over everything that happened.
    pub trace: u64,
    /// Happenings.
    pub steps: u64,
    /// Devices.
    pub devices: usize,
    /// Changes that people made.
    pub changes: usize,
    /// Envelopes at the relay.
    pub envelopes: usize,
    /// Connections that were made.
    pub connections: u64,
    /// Crashes of devices and of the relay.
    pub crashes: u64,
    /// What befell frames and envelopes.
    pub mishaps: Mishaps,
}

/// Runs one seed.
///
/// # Errors
/// [`Failure`]: what does not hold.
pub fn run(settings: &Settings) -> Result<Report, Failure> {
    let mut world = World::new(settings)?;
    world.storm()?;
    world.calm_down();
    world.until_quiet()?;
    world.judge()?;
    world.poke()?;
    Ok(world.report())
}

enum Happening {
    Edit(usize),
    Join(usize),
    Dial(usize),
    ToRelay(u64, Vec<u8>),
    ToDevice(u64, Vec<u8>),
    /// What came to a device on this link comes to it once more.
    Copy(u64, Vec<u8>),
    /// The relay's end of a link learns that it is over.
    UpEnds(u64),
    /// The device's end of a link learns that it is over.
    DownEnds(u64),
    Read(u64, Ticket, Read),
    Answer(u64, Ticket, Answer),
    Commit,
    Cut(usize),
    Partition(usize),
    Crash(usize),
    Restart(usize),
    RelayDrain,
    RelayCrash,
    RelayStart,
}

struct Link {
    device: usize,
    up: bool,
    down: bool,
    last_up_ms: u64,
    last_down_ms: u64,
    slow: bool,
}

struct World {
    dice: Dice,
    trace: Trace,
    now_ms: u64,
    counter: u64,
    steps: u64,
    happenings: BTreeMap<(u64, u64), Happening>,
    host: RelayHost,
    relay_up: bool,
    people: Vec<Person>,
    devices: Vec<Device>,
    writers: usize,
    links: BTreeMap<u64, Link>,
    next_link: u64,
    /// Devices that are down.
    down: BTreeSet<usize>,
    /// Until when a device has no network.
    parted_until_ms: BTreeMap<usize, u64>,
    /// How likely each commit point is to crash, in thousandths.
    crash_per_mille: usize,
    stormy: bool,
    crashes: u64,
    mishaps: Mishaps,
    copies: Copies,
    /// Chance of its own, so that an unruly link changes nothing else that the seed decides; none on orderly links.
    unruly: Option<Dice>,
    names: Vec<DocumentName>,
    plant: Option<Plant>,
}

impl World {
    fn new(settings: &Settings) -> Result<Self, Failure> {
        let Settings { seed, writers, unruly, plant } = *settings;
        let mut dice = Dice::new(seed);
        let writers = writers.unwrap_or_else(|| 3 + dice.below(3)).clamp(2, 5);
        let limits = Limits {
            puts_in_flight_max: u32::try_from(1 + dice.below(8)).unwrap_or(1),
            window_bytes: u32::try_from(4096 << dice.below(6)).unwrap_or(4096),
            ..Limits::default()
        };
        let host = RelayHost::new(limits, plant, &mut dice);
        let mut people = vec![Person::new(&mut dice), Person::new(&mut dice)];
        let (seat, entrance) = Seat::found(&mut people[0], &mut dice)?;
        let members = Members::founder(seat.stream, people[0].root);
        let mut founder = Device::new(0, 0, seat, Disk::new(members), plant);
        founder.found(&entrance);
        let mut world = Self {
            dice,
            trace: Trace::new(),
            now_ms: 0,
            counter: 0,
            steps: 0,
            happenings: BTreeMap::new(),
            host,
            relay_up: true,
            people,
            devices: vec![founder],
            writers,
            links: BTreeMap::new(),
            next_link: 0,
            down: BTreeSet::new(),
            parted_until_ms: BTreeMap::new(),
            crash_per_mille: 0,
            stormy: true,
            crashes: 0,
            mishaps: Mishaps::default(),
            copies: Copies::default(),
            unruly: unruly.then(|| Dice::new(!seed)),
            names: document_names(),
            plant,
        };
        world.plan();
        Ok(world)
    }

    /// What will happen of itself: people write, devices join, and things break.
    fn plan(&mut self) {
        self.crash_per_mille = [0, 5, 20][self.dice.below(3)];
        self.at(0, Happening::Dial(0));
        let mut joins = 0;
        for device in 1..self.writers {
            joins += self.dice.between(0, STORM_MS / 8);
            self.at(joins, Happening::Join(device));
        }
        for device in 0..self.writers {
            for _ in 0..self.dice.between(2, 6) {
                let at = self.dice.between(0, STORM_MS);
                self.at(at, Happening::Edit(device));
            }
            self.scatter(3, |_| Happening::Cut(device));
            self.scatter(1, |_| Happening::Partition(device));
            self.scatter(2, |_| Happening::Crash(device));
        }
        self.scatter(2, |orderly| if orderly { Happening::RelayDrain } else { Happening::RelayCrash });
    }

    fn scatter(&mut self, most: usize, make: impl Fn(bool) -> Happening) {
        for _ in 0..self.dice.below(most + 1) {
            let at = self.dice.between(0, STORM_MS);
            let happening = make(self.dice.happens(500));
            self.at(at, happening);
        }
    }

    fn storm(&mut self) -> Result<(), Failure> {
        while let Some(entry) = self.happenings.first_entry() {
            if entry.key().0 > STORM_MS {
                break;
            }
            let ((at, _), happening) = entry.remove_entry();
            self.now_ms = at;
            self.happen(happening)?;
        }
        Ok(())
    }

    /// No fault happens from now on; what is broken comes back.
    fn calm_down(&mut self) {
        self.stormy = false;
        self.crash_per_mille = 0;
        self.parted_until_ms.clear();
        if !self.relay_up {
            self.after(10, Happening::RelayStart);
        }
        for device in self.down.clone() {
            self.after(10, Happening::Restart(device));
        }
        for device in 0..self.devices.len() {
            self.after(20, Happening::Dial(device));
        }
    }

    fn until_quiet(&mut self) -> Result<(), Failure> {
        let limit = self.steps + CALM_STEPS;
        while let Some(((at, _), happening)) = self.happenings.pop_first() {
            self.now_ms = at.max(self.now_ms);
            self.happen(happening)?;
            if self.steps > limit {
                return Err(Failure::NotQuiet { steps: self.steps });
            }
        }
        Ok(())
    }

    /// Everything that must hold once it is quiet.
    fn judge(&mut self) -> Result<(), Failure> {
        let stream = self.stream();
        verdict::check(&mut self.devices, &mut self.host, &stream)
    }

    fn envelopes(&mut self) -> usize {
        let stream = self.stream();
        verdict::envelopes(&mut self.host, &stream).len()
    }

    /// Everybody is up to date; looking once more must bring nothing more.
    fn poke(&mut self) -> Result<(), Failure> {
        let before = self.envelopes();
        for device in 0..self.devices.len() {
            let weather = &mut Weather { dice: &mut self.dice, crash_per_mille: 0 };
            let step = self.devices[device].step(Event::Changed, weather)?;
            self.stepped(device, step);
        }
        self.until_quiet()?;
        let after = self.envelopes();
        if after > before { Err(Failure::Chatter { more: after - before }) } else { Ok(()) }
    }

    fn happen(&mut self, happening: Happening) -> Result<(), Failure> {
        self.steps += 1;
        self.trace.number(self.now_ms);
        match happening {
            Happening::Edit(device) => self.edit(device)?,
            Happening::Join(device) => self.join(device)?,
            Happening::Dial(device) => self.dial(device),
            Happening::ToRelay(link, bytes) => {
                if self.links.get(&link).is_some_and(|link| link.up) {
                    self.reach_relay(link, bytes);
                } else {
                    self.mishaps.lost += 1;
                }
            }
            Happening::ToDevice(link, bytes) => {
                let Some(device) = self.links.get(&link).filter(|link| link.down).map(|link| link.device)
                else {
                    self.mishaps.lost += 1;
                    return Ok(());
                };
                self.repeat(link, &bytes);
                self.trace.message(&bytes);
                let weather = &mut Weather { dice: &mut self.dice, crash_per_mille: self.crash_per_mille };
                let step = self.devices[device].step(Event::Frame(bytes), weather)?;
                self.stepped(device, step);
            }
            Happening::Copy(link, bytes) => {
                let Some(device) = self.links.get(&link).filter(|link| link.down).map(|link| link.device)
                else {
                    return Ok(());
                };
                self.trace.message(&bytes);
                let weather = &mut Weather { dice: &mut self.dice, crash_per_mille: 0 };
                let step = self.devices[device].step(Event::Frame(bytes), weather)?;
                self.stepped(device, step);
            }
            Happening::UpEnds(link) => {
                if let Some(link) = self.links.get_mut(&link) {
                    link.up = false;
                }
                self.host.drop_session(link);
            }
            Happening::DownEnds(link) => self.down_ends(link),
            Happening::Read(link, ticket, read) => {
                let orders = self.host.read(link, ticket, &read, self.now_ms);
                self.obey(orders);
            }
            Happening::Answer(link, ticket, answer) => {
                let orders = self.host.input(link, self.now_ms, Input::Answer { ticket, answer });
                self.obey(orders);
            }
            Happening::Commit => {
                let orders = self.host.commit(self.now_ms);
                self.obey(orders);
            }
            Happening::Cut(device) => self.cut(device),
            Happening::Partition(device) => {
                let until = self.now_ms + self.dice.between(1_000, STORM_MS / 2);
                self.parted_until_ms.insert(device, until);
                self.cut(device);
            }
            Happening::Crash(device) => self.crash(device),
            Happening::Restart(device) => {
                self.down.remove(&device);
                self.after(1, Happening::Dial(device));
            }
            Happening::RelayDrain => {
                let orders = self.host.drain(self.now_ms);
                self.obey(orders);
                self.after(500, Happening::RelayCrash);
            }
            Happening::RelayCrash => self.relay_crash(),
            Happening::RelayStart => self.relay_up = true,
        }
        Ok(())
    }

    fn edit(&mut self, device: usize) -> Result<(), Failure> {
        if device >= self.devices.len() || self.down.contains(&device) {
            let pause = self.dice.between(500, 3_000);
            self.after(pause, Happening::Edit(device));
            return Ok(());
        }
        let name = self.names[self.dice.below(self.names.len())].clone();
        let now_ms = self.now_ms;
        let weather = &mut Weather { dice: &mut self.dice, crash_per_mille: self.crash_per_mille };
        let step = self.devices[device].edit(&name, now_ms, weather)?;
        self.stepped(device, step);
        Ok(())
    }

    /// The second device is the other person's; further ones belong to either, and are let in by one that is there.
    fn join(&mut self, device: usize) -> Result<(), Failure> {
        let person = if device == 1 { 1 } else { self.dice.below(2) };
        let sponsors: Vec<usize> =
            self.devices.iter().filter(|known| known.person == person).map(|known| known.number).collect();
        let sponsor = sponsors.get(self.dice.below(sponsors.len())).copied().unwrap_or(0);
        let (own, other) = (self.people[person].root, self.people[1 - person].root);
        let members = Members::pair(self.devices[sponsor].seat.stream, own, other);
        let (dice, sponsor_seat) = (&mut self.dice, &self.devices[sponsor].seat);
        let (seat, admission) = if device == 1 {
            Seat::pair(&mut self.people[1], sponsor_seat, dice)?
        } else {
            Seat::link(&mut self.people[person], sponsor_seat, &members, dice)?
        };
        self.devices[sponsor].admit(admission);
        self.devices.push(Device::new(device, person, seat, Disk::new(members), self.plant));
        self.after(1, Happening::Dial(device));
        let weather = &mut Weather { dice: &mut self.dice, crash_per_mille: 0 };
        let step = self.devices[sponsor].step(Event::Changed, weather)?;
        self.stepped(sponsor, step);
        Ok(())
    }

    fn dial(&mut self, device: usize) {
        if device >= self.devices.len() || self.down.contains(&device) || self.devices[device].is_connected()
        {
            return;
        }
        let parted = self.parted_until_ms.get(&device).copied().filter(|until| *until > self.now_ms);
        if parted.is_some() || !self.relay_up {
            let pause = parted.map_or(0, |until| until - self.now_ms) + self.dice.between(100, 1_000);
            self.after(pause, Happening::Dial(device));
            return;
        }
        let number = self.next_link;
        self.next_link += 1;
        let slow = self.stormy && self.dice.happens(150);
        let link = Link { device, up: true, down: true, last_up_ms: 0, last_down_ms: 0, slow };
        self.links.insert(number, link);
        self.devices[device].dial(number);
        let nonce = self.dice.bytes();
        let orders = self.host.accept(number, nonce, self.now_ms);
        self.obey(orders);
    }

    /// Carries out what a device's step asks for.
    fn stepped(&mut self, device: usize, step: Step) {
        let Some(number) = self.devices[device].link else {
            if step.crashed {
                self.crash(device);
            }
            return;
        };
        for bytes in step.sends {
            self.send_up(number, bytes);
        }
        if step.crashed {
            self.crash(device);
        } else if step.closed {
            self.leave(device);
            let pause = self.dice.between(300, 1_500);
            self.after(pause, Happening::Dial(device));
        } else if step.settled && self.stormy && self.dice.happens(200) {
            // A single sync: in, out, and back some time later.
            self.leave(device);
            let pause = self.dice.between(1_000, 15_000);
            self.after(pause, Happening::Dial(device));
        }
    }

    /// The device ends its link; what it sent before still arrives.
    fn leave(&mut self, device: usize) {
        let Some(number) = self.devices[device].link else { return };
        self.devices[device].hang_up();
        if let Some(link) = self.links.get_mut(&number) {
            link.down = false;
            let last = link.last_up_ms.max(self.now_ms);
            let late = if self.stormy { self.dice.between(1, 3_000) } else { 1 };
            self.at(last + late, Happening::UpEnds(number));
        }
    }

    fn send_up(&mut self, number: u64, bytes: Vec<u8>) {
        let now = self.now_ms;
        let Some(link) = self.links.get_mut(&number) else { return };
        let delay = self.dice.between(1, 80);
        link.last_up_ms = link.last_up_ms.max(now + delay);
        let at = link.last_up_ms;
        self.at(at, Happening::ToRelay(number, bytes));
    }

    fn reach_relay(&mut self, link: u64, bytes: Vec<u8>) {
        self.trace.message(&bytes);
        self.mishaps.doubled += u64::from(self.copies.is_again(&bytes));
        let orders = self.host.input(link, self.now_ms, Input::Frame(bytes));
        self.obey(orders);
    }

    /// What may come again on a link that is in full use: the same answer late, and the envelope it answers.
    fn repeat(&mut self, link: u64, bytes: &[u8]) {
        if !self.stormy || !self.host.is_live(link) {
            return;
        }
        let Some(dice) = self.unruly.as_mut() else { return };
        let Some(repeatable) = Repeatable::of(bytes) else { return };
        let late = self.now_ms + dice.between(1, 5_000);
        if dice.happens(REPEATED_PER_MILLE) {
            self.mishaps.doubled += 1;
            self.at(late, Happening::Copy(link, bytes.to_vec()));
        }
        let Repeatable::Stored(id) = repeatable else { return };
        let again = self.unruly.as_mut().is_some_and(|dice| dice.happens(REPEATED_PER_MILLE));
        let up = self.links.get(&link).is_some_and(|link| link.up);
        if let Some(put) = self.copies.of(&id).filter(|_| again && up) {
            self.reach_relay(link, put);
            self.answer_now();
        }
    }

    /// What waits is committed and answered without a pause, so that a copy takes no place among the puts in flight.
    fn answer_now(&mut self) {
        for order in self.host.commit(self.now_ms) {
            match order {
                Order::AnswerLater(link, ticket, answer) => {
                    let orders = self.host.input(link, self.now_ms, Input::Answer { ticket, answer });
                    self.obey(orders);
                }
                other => self.obey(vec![other]),
            }
        }
    }

    /// News may be overtaken by whatever comes after it.
    fn lateness(&mut self, number: u64, bytes: &[u8]) -> Option<u64> {
        if !self.stormy || !self.host.is_live(number) {
            return None;
        }
        let dice = self.unruly.as_mut()?;
        let Some(Repeatable::Wake) = Repeatable::of(bytes) else { return None };
        dice.happens(OVERTAKEN_PER_MILLE).then(|| dice.between(1, 2_000))
    }

    fn send_down(&mut self, number: u64, bytes: Vec<u8>) {
        let now = self.now_ms;
        let late = self.lateness(number, &bytes);
        let Some(link) = self.links.get_mut(&number).filter(|link| link.down) else {
            self.mishaps.lost += 1;
            return;
        };
        if let Some(late) = late {
            self.mishaps.reordered += 1;
            let at = link.last_down_ms.max(now) + late;
            self.at(at, Happening::ToDevice(number, bytes));
            return;
        }
        let delay = if link.slow { self.dice.between(200, 3_000) } else { self.dice.between(1, 80) };
        link.last_down_ms = link.last_down_ms.max(now + delay);
        let at = link.last_down_ms;
        self.at(at, Happening::ToDevice(number, bytes));
    }

    fn obey(&mut self, orders: Vec<Order>) {
        for order in orders {
            match order {
                Order::Send(link, bytes) => self.send_down(link, bytes),
                Order::ReadLater(link, ticket, read) => {
                    let pause = self.dice.between(0, 5);
                    self.after(pause, Happening::Read(link, ticket, read));
                }
                Order::AnswerLater(link, ticket, answer) => {
                    let pause = self.dice.between(0, 3);
                    self.after(pause, Happening::Answer(link, ticket, answer));
                }
                Order::CommitLater => {
                    let pause = self.dice.between(1, 20);
                    self.after(pause, Happening::Commit);
                }
                Order::Hangup(number) => {
                    self.host.drop_session(number);
                    if let Some(link) = self.links.get_mut(&number) {
                        link.up = false;
                        let last = link.last_down_ms.max(self.now_ms);
                        self.at(last + 1, Happening::DownEnds(number));
                    }
                }
            }
        }
    }

    fn down_ends(&mut self, number: u64) {
        let Some(link) = self.links.get_mut(&number).filter(|link| link.down) else { return };
        link.down = false;
        let device = link.device;
        self.devices[device].hang_up();
        let pause = self.dice.between(100, 2_000);
        self.after(pause, Happening::Dial(device));
    }

    /// The link of a device breaks somewhere between two frames, in each direction at a place of its own.
    fn cut(&mut self, device: usize) {
        let Some(number) = self.devices.get(device).and_then(|device| device.link) else { return };
        let (up, down) = (self.dice.between(0, 200), self.dice.between(0, 200));
        self.after(up, Happening::UpEnds(number));
        self.after(down, Happening::DownEnds(number));
    }

    fn crash(&mut self, device: usize) {
        if device >= self.devices.len() || self.down.contains(&device) {
            return;
        }
        self.crashes += 1;
        if self.dice.happens(300) {
            // Not even what was sent leaves the machine.
            if let Some(number) = self.devices[device].link {
                self.after(0, Happening::UpEnds(number));
            }
        }
        self.leave(device);
        self.devices[device].crash();
        self.down.insert(device);
        let pause = self.dice.between(50, 5_000);
        self.after(pause, Happening::Restart(device));
    }

    fn relay_crash(&mut self) {
        self.crashes += 1;
        self.relay_up = false;
        for number in self.host.crash() {
            if let Some(link) = self.links.get_mut(&number) {
                link.up = false;
            }
            let pause = self.dice.between(0, 2_000);
            self.after(pause, Happening::DownEnds(number));
        }
        let pause = self.dice.between(100, 3_000);
        self.after(pause, Happening::RelayStart);
    }

    fn after(&mut self, pause_ms: u64, happening: Happening) {
        self.at(self.now_ms + pause_ms, happening);
    }

    fn at(&mut self, at_ms: u64, happening: Happening) {
        self.counter += 1;
        self.happenings.insert((at_ms, self.counter), happening);
    }

    fn stream(&self) -> wire::StreamId {
        self.devices[0].seat.stream
    }

    fn report(&mut self) -> Report {
        let envelopes = self.envelopes();
        Report {
            trace: self.trace.value(),
            steps: self.steps,
            devices: self.devices.len(),
            changes: self.devices.iter().map(|device| device.committed.len()).sum(),
            envelopes,
            connections: self.next_link,
            crashes: self.crashes,
            mishaps: Mishaps {
                reordered: self.mishaps.reordered + self.devices.iter().map(Device::early).sum::<u64>(),
                ..self.mishaps
            },
        }
    }
}

/// How long things break.
const STORM_MS: u64 = 60_000;
/// How often, in thousandths, an answer or news comes again, and an answered envelope reaches the relay again.
const REPEATED_PER_MILLE: usize = 100;
/// How often, in thousandths, news is overtaken.
const OVERTAKEN_PER_MILLE: usize = 200;
/// Happenings after which everybody has to be at rest.
const CALM_STEPS: u64 = 50_000;
