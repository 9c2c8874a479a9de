//! What can happen, and who sees to it.

use relay::{Answer, Input, Read, Ticket};
use sync::Event;
use wire::Frame;

use super::{Who, World};
use crate::disk::Health;
use crate::failure::Failure;

pub(super) enum Happening {
    Edit(usize),
    /// The program that stays looks at what others wrote on its home.
    Look(usize),
    /// The time is over that a busy relay asked for on this link.
    Waited(u64),
    Join(usize),
    Dial(Who),
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
    Commit(usize),
    Tick,
    Cut(usize),
    Part(usize),
    Crash(usize),
    Restart(usize),
    Second(usize),
    Disk(usize, Health),
    Clock(usize, i64),
    Carry(usize, usize),
    Move(usize),
    Remove(usize),
    Backup(usize),
    Restore(usize),
    RelayDrain,
    RelayCrash(usize),
    RelayStart(usize),
    RelayFull,
    RelayUnreadable,
    RelayFine,
    RelayClock(i64),
    RelayBackup,
    RelayRestore,
    RelayWipe,
}

impl World {
    pub(super) fn happen(&mut self, happening: Happening) -> Result<(), Failure> {
        self.steps += 1;
        self.trace.happening(self.now_ms, || happening.told());
        match happening {
            Happening::Edit(device) => return self.edit(device),
            Happening::Look(device) => return self.event(Who { device, program: 0 }, Event::Changed),
            Happening::Waited(link) => return self.waited(link),
            Happening::Join(device) => return self.join(device),
            Happening::Dial(who) => return self.dial(who),
            Happening::ToRelay(link, bytes) => self.arrive_at_relay(link, bytes)?,
            Happening::ToDevice(link, bytes) => return self.arrive_at_device(link, bytes, true),
            Happening::Copy(link, bytes) => return self.arrive_at_device(link, bytes, false),
            Happening::UpEnds(link) => self.up_ends(link),
            Happening::DownEnds(link) => self.down_ends(link),
            Happening::Read(link, ticket, read) => self.read(link, ticket, &read),
            Happening::Answer(link, ticket, answer) => return self.answer(link, ticket, answer),
            Happening::Commit(relay) => return self.commit(relay),
            Happening::Tick => self.tick(),
            Happening::Cut(device) => self.cut(device),
            Happening::Part(device) => self.part(device),
            Happening::Crash(device) => self.crash(device),
            Happening::Restart(device) => self.restart(device),
            Happening::Second(device) => return self.second(device),
            Happening::Disk(device, health) => self.devices_disk(device, health),
            Happening::Clock(device, by_ms) => self.clock(device, by_ms),
            Happening::Carry(from, to) => return self.carry(from, to),
            Happening::Move(device) => self.move_along(device),
            Happening::Remove(person) => return self.remove(person),
            Happening::Backup(device) => self.backup(device),
            Happening::Restore(device) => self.restore(device),
            Happening::RelayDrain => self.relay_drain(),
            Happening::RelayCrash(relay) => return self.relay_crash(relay),
            Happening::RelayStart(relay) => self.relays[relay].up = true,
            Happening::RelayFull => self.relay_disk(true),
            Happening::RelayUnreadable => self.relay_disk(false),
            Happening::RelayFine => self.relay_fine(),
            Happening::RelayClock(by_ms) => self.relay_clock(by_ms),
            Happening::RelayBackup => self.relay_backup(),
            Happening::RelayRestore => return self.relay_comes_back(false),
            Happening::RelayWipe => return self.relay_comes_back(true),
        }
        Ok(())
    }

    fn arrive_at_relay(&mut self, link: u64, bytes: Vec<u8>) -> Result<(), Failure> {
        if self.links.get(&link).is_some_and(|link| link.up) {
            self.reach_relay(link, bytes)
        } else {
            self.counts.one(crate::Fault::Lost);
            Ok(())
        }
    }

    fn arrive_at_device(&mut self, link: u64, bytes: Vec<u8>, first: bool) -> Result<(), Failure> {
        let Some(who) = self.links.get(&link).filter(|link| link.down).map(|link| link.who) else {
            if first {
                self.counts.one(crate::Fault::Lost);
            }
            return Ok(());
        };
        if first {
            self.repeat(link, &bytes)?;
        }
        self.trace.message(&bytes);
        self.event(who, Event::Frame(bytes))
    }

    fn waited(&mut self, link: u64) -> Result<(), Failure> {
        let Some(who) = self.links.get(&link).map(|link| link.who) else { return Ok(()) };
        let same = self.devices[who.device].programs[who.program].link == Some(link);
        if same { self.event(who, Event::Waited) } else { Ok(()) }
    }

    fn read(&mut self, link: u64, ticket: Ticket, read: &Read) {
        let Some(relay) = self.links.get(&link).map(|link| link.relay) else { return };
        let host = &mut self.relays[relay];
        if host.disk.unreadable && host.up {
            self.counts.one(crate::Fault::RelayUnreadable);
        }
        let orders = host.read(link, ticket, read, self.now_ms);
        self.obey(relay, orders);
    }

    fn answer(&mut self, link: u64, ticket: Ticket, answer: Answer) -> Result<(), Failure> {
        let Some(relay) = self.links.get(&link).map(|link| link.relay) else { return Ok(()) };
        if self.relay_may_crash(crate::counts::Moment::AmongAnswers) {
            return self.relay_crash(relay);
        }
        let orders = self.relays[relay].input(link, self.now_ms, Input::Answer { ticket, answer });
        self.obey(relay, orders);
        Ok(())
    }
}

impl Happening {
    /// Whether it has begun, and goes on after the storm.
    pub(super) fn is_under_way(&self) -> bool {
        matches!(
            self,
            Self::Look(_)
                | Self::Waited(_)
                | Self::Dial(_)
                | Self::ToRelay(..)
                | Self::ToDevice(..)
                | Self::Copy(..)
                | Self::UpEnds(_)
                | Self::DownEnds(_)
                | Self::Read(..)
                | Self::Answer(..)
                | Self::Commit(_)
                | Self::Restart(_)
                | Self::RelayStart(_)
                | Self::Join(_)
        )
    }

    /// In words, for a replay.
    fn told(&self) -> String {
        match self {
            Self::ToRelay(link, bytes) => format!("link {link}, to the relay: {}", frame(bytes)),
            Self::ToDevice(link, bytes) => format!("link {link}, to the device: {}", frame(bytes)),
            Self::Copy(link, bytes) => format!("link {link}, to the device once more: {}", frame(bytes)),
            Self::UpEnds(link) => format!("link {link} ends at the relay"),
            Self::DownEnds(link) => format!("link {link} ends at the device"),
            Self::Read(link, _, read) => format!("the relay reads for link {link}: {read:?}"),
            Self::Answer(link, _, answer) => format!("the relay answers link {link}: {answer:?}"),
            Self::Commit(relay) => format!("relay {relay} commits"),
            Self::Edit(device) => format!("somebody writes on device {device}"),
            Self::Look(device) => format!("device {device} looks at its outbox"),
            Self::Waited(link) => format!("link {link}: the relay has had its time"),
            Self::Join(device) => format!("device {device} joins"),
            Self::Dial(Who { device, program }) => format!("device {device}, program {program}, dials"),
            Self::Tick => "time passes at the relay".to_owned(),
            Self::Cut(device) => format!("the link of device {device} breaks"),
            Self::Part(device) => format!("device {device} has no network"),
            Self::Crash(device) => format!("device {device} crashes"),
            Self::Restart(device) => format!("device {device} starts again"),
            Self::Second(device) => format!("a second program syncs on device {device}"),
            Self::Disk(device, health) => format!("the disk of device {device}: {health:?}"),
            Self::Clock(device, by_ms) => format!("the clock of device {device} jumps by {by_ms} ms"),
            Self::Carry(from, to) => format!("envelopes are carried from device {from} to device {to}"),
            Self::Move(device) => format!("device {device} goes to the other relay"),
            Self::Remove(person) => format!("person {person} removes a device"),
            Self::Backup(device) => format!("device {device} is copied"),
            Self::Restore(device) => format!("device {device} comes back from its copy"),
            Self::RelayDrain => "the relay shuts down".to_owned(),
            Self::RelayCrash(relay) => format!("relay {relay} crashes"),
            Self::RelayStart(relay) => format!("relay {relay} starts again"),
            Self::RelayFull => "the relay's disk is full".to_owned(),
            Self::RelayUnreadable => "the relay's disk cannot be read".to_owned(),
            Self::RelayFine => "the relay's disk is fine again".to_owned(),
            Self::RelayClock(by_ms) => format!("the relay's clock jumps by {by_ms} ms"),
            Self::RelayBackup => "the relay is copied".to_owned(),
            Self::RelayRestore => "the relay comes back from its copy".to_owned(),
            Self::RelayWipe => "the relay comes back empty".to_owned(),
        }
    }
}

/// A frame in one line; envelopes are ciphertext and shown as whose and where.
fn frame(bytes: &[u8]) -> String {
    match Frame::decode(bytes) {
        Ok(Some(Frame::Put { envelope })) => match wire::Envelope::parse(&envelope) {
            Ok(envelope) => format!("Put({envelope:?})"),
            Err(error) => format!("Put({error})"),
        },
        Ok(Some(Frame::Envelopes { author, done, page })) => {
            format!("Envelopes({author:?}, {} of them, done: {done})", page.len())
        }
        Ok(Some(Frame::Heads { heads })) => {
            let ends: Vec<String> =
                heads.iter().map(|(author, seq, _)| format!("{author:?} {seq}")).collect();
            format!("Heads({})", ends.join(", "))
        }
        Ok(Some(Frame::Hello { origin, .. })) => format!("Hello({origin})"),
        Ok(Some(frame)) => format!("{frame:?}"),
        Ok(None) | Err(_) => format!("{} bytes", bytes.len()),
    }
}
