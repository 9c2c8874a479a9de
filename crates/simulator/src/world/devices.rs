//! What befalls devices: what people write on them, who joins, crashes, bad disks, second programs, older copies, and
//! the turns of a stream: another relay, envelopes carried by hand, a removal.

use std::collections::BTreeSet;

use crypto::Members;
use sync::{Head, Notice};
use wire::{AuthorId, ByeCode, EnvelopeId, RefusalCode, Verified};

use super::happening::Happening;
use super::{Who, World};
use crate::counts::Fault;
use crate::device::{Device, Heal, Step, Stop, Weather, Wrote};
use crate::disk::{Disk, Health, Item};
use crate::failure::Failure;
use crate::people::Seat;

impl World {
    pub(super) fn edit(&mut self, device: usize) -> Result<(), Failure> {
        if device >= self.devices.len() || self.down.contains(&device) {
            self.within(500, 3_000, Happening::Edit(device));
            return Ok(());
        }
        let name = self.names[self.dice.below(self.names.len())].clone();
        let now_ms = self.now_ms;
        let crash_per_mille = self.menu.crash_per_mille;
        let weather = &mut Weather { dice: &mut self.dice, counts: &mut self.counts, crash_per_mille };
        match self.devices[device].edit(&name, now_ms, weather)? {
            Wrote::Kept => {
                // The program that stays looks twice a second; sometimes somebody syncs by hand as well.
                self.within(0, 500, Happening::Look(device));
                if self.dice.happens(150) {
                    self.within(0, 500, Happening::Second(device));
                }
            }
            Wrote::Nothing => {}
            Wrote::Crashed => self.crash(device),
        }
        Ok(())
    }

    /// The second device is the other person's; further ones belong to either, and are let in by one that is there.
    pub(super) fn join(&mut self, device: usize) -> Result<(), Failure> {
        if device != self.devices.len() {
            return Ok(());
        }
        let person = if device == 1 { 1 } else { self.dice.below(2) };
        let here =
            |known: &&Device| known.person == person && !known.removed && known.disk.seat.former.is_none();
        let sponsors: Vec<usize> = self.devices.iter().filter(here).map(|known| known.number).collect();
        let sponsor = sponsors.get(self.dice.below(sponsors.len())).copied().unwrap_or(0);
        let (own, other) = (self.people[person].root, self.people[1 - person].root);
        let disk = &self.devices[sponsor].disk;
        let (at, members) = (disk.at, Members::pair(disk.seat.stream, own, other));
        let (dice, sponsor_seat) = (&mut self.dice, &disk.seat);
        let (seat, admission) = if device == 1 {
            Seat::pair(&mut self.people[1], sponsor_seat, dice)?
        } else {
            Seat::link(&mut self.people[person], sponsor_seat, &members, dice)?
        };
        self.devices[sponsor].admit(admission);
        let mut disk = Disk::new(seat, members, self.plant);
        disk.at = at;
        self.devices.push(Device::new(device, person, self.documents, disk));
        self.counts.one(Fault::Joined);
        self.after(1, Happening::Dial(Who { device, program: 0 }));
        self.after(1, Happening::Look(sponsor));
        Ok(())
    }

    /// Those whom a device could not let in, as they had asked it by a name that it has left, or has forgotten, are
    /// invited once more.
    fn ask_again(&mut self, sponsor: usize) {
        for name in std::mem::take(&mut self.devices[sponsor].unfit) {
            let mut seats = self.devices.iter().map(|known| &known.disk.seat);
            let Some(seat) = seats.find(|seat| seat.author() == name) else { continue };
            let disk = &self.devices[sponsor].disk;
            let admission = seat.ask_again(&disk.seat, disk.members.clone());
            self.counts.one(Fault::AskedAgain);
            self.devices[sponsor].admit(admission);
            self.after(1, Happening::Look(sponsor));
        }
    }

    /// Carries out what a device's step asks for.
    pub(super) fn stepped(&mut self, who: Who, step: Step) -> Result<(), Failure> {
        self.judge_step(who, &step)?;
        self.ask_again(who.device);
        let device = &self.devices[who.device];
        if let Some(link) = device.programs[who.program].link {
            step.sends.into_iter().for_each(|bytes| self.send_up(link, bytes));
            if let Some(seconds) = step.wait_seconds {
                self.after(u64::from(seconds) * 1000, Happening::Waited(link));
            }
        }
        let device = &self.devices[who.device];
        if step.crashed {
            self.leave(who);
            self.devices[who.device].crash(who.program);
            self.within(50, 3_000, Happening::Dial(who));
        } else if step.failed {
            self.leave(who);
            self.within(500, 3_000, Happening::Dial(who));
        } else if let Some(code) = step.closed {
            self.leave(who);
            if code == Some(ByeCode::Denied) {
                self.devices[who.device].denied = true;
            } else {
                self.within(300, 1_500, Happening::Dial(who));
            }
        } else if step.refused || step.renamed || (step.settled && device.disk.seat.former.is_some()) {
            // Begun again with some patience, as a program does that stays.
            self.leave(who);
            self.within(500, 2_000, Happening::Dial(who));
        } else if step.settled && who.program > 0 {
            // A command syncs once.
            self.leave(who);
        } else if step.settled && self.stormy && self.dice.happens(200) {
            // A single sync: in, out, and back some time later.
            self.leave(who);
            let longest = self.menu.storm_ms / 4;
            self.within(1_000, longest, Happening::Dial(who));
        }
        Ok(())
    }

    /// Everybody is honest: a relay is blamed for what an older copy of it lacks, and for nothing else.
    fn judge_step(&mut self, who: Who, step: &Step) -> Result<(), Failure> {
        let device = &self.devices[who.device];
        let (number, relay, removed) = (who.device, device.disk.at, device.removed);
        if let Some(Some(code @ (ByeCode::Protocol | ByeCode::Denied))) = step.closed
            && !(code == ByeCode::Denied && removed)
        {
            return Err(Failure::Expelled { device: number, code });
        }
        for notice in &step.notices {
            let honest = match notice {
                Notice::NotEnrolled => true,
                Notice::RelayBehind { .. } => self.relays[relay].lapses > 0,
                Notice::Refused(refusal) => match refusal.code {
                    RefusalCode::Busy => true,
                    RefusalCode::Storage => self.bad_disks,
                    _ => removed,
                },
                _ => false,
            };
            if !honest {
                return Err(Failure::Blamed { device: number, notice: notice.clone() });
            }
        }
        step.heal.as_ref().map_or(Ok(()), |heal| self.judge_heal(number, relay, heal))
    }

    /// A relay that holds less than it did is said to, with the right number. Who has just opened the stream was shown
    /// no heads, and knows only that its own envelopes are gone.
    fn judge_heal(&mut self, device: usize, relay: usize, heal: &Heal) -> Result<(), Failure> {
        let blind = heal.shown.is_empty();
        let own = crypto::author_of(self.devices[device].disk.seat.speaking());
        let shown = if blind { self.relays[relay].heads(&self.stream()) } else { Vec::new() };
        let there = |author: &AuthorId| {
            let seen = heal.shown.iter().map(|head| (head.author, head.seq));
            let mut seen = seen.chain(shown.iter().map(|(author, seq, _)| (*author, *seq)));
            seen.find(|(known, _)| known == author).map_or(0, |(_, seq)| seq)
        };
        let recorded = heal.recorded.iter().filter(|known| !blind || known.author == own);
        let missing: u64 = recorded.map(|known: &Head| known.seq.saturating_sub(there(&known.author))).sum();
        let fits = if blind || heal.refilled { heal.said >= missing } else { heal.said == missing };
        if fits { Ok(()) } else { Err(Failure::HealUnsaid { device, missing, said: heal.said }) }
    }

    pub(super) fn crash(&mut self, device: usize) {
        if device >= self.devices.len() || self.down.contains(&device) {
            return;
        }
        self.counts.one(Fault::DeviceCrash);
        // Sometimes not even what was sent leaves the machine.
        let swallowed = self.dice.happens(300);
        self.stop(device, swallowed);
        self.within(50, 5_000, Happening::Restart(device));
    }

    fn stop(&mut self, device: usize, swallowed: bool) {
        for program in 0..2 {
            if let Some(link) = self.devices[device].programs[program].link.filter(|_| swallowed) {
                self.up_ends(link);
            }
            self.leave(Who { device, program });
            self.devices[device].crash(program);
        }
        self.down.insert(device);
    }

    pub(super) fn restart(&mut self, device: usize) {
        self.down.remove(&device);
        self.after(1, Happening::Dial(Who { device, program: 0 }));
    }

    /// A command runs beside the program that stays.
    pub(super) fn second(&mut self, device: usize) -> Result<(), Failure> {
        if self.devices.get(device).is_some_and(|known| known.is_connected(0)) {
            self.counts.one(Fault::SecondProgram);
        }
        self.dial(Who { device, program: 1 })
    }

    pub(super) fn devices_disk(&mut self, device: usize, health: Health) {
        let Some(known) = self.devices.get_mut(device) else { return };
        known.disk.health = health;
        if health != Health::Fine {
            self.within(200, 5_000, Happening::Disk(device, Health::Fine));
        }
    }

    /// By a clock that is set forward by a month, the epoch is old.
    pub(super) fn clock(&mut self, device: usize, by_ms: i64) {
        let Some(known) = self.devices.get_mut(device) else { return };
        self.counts.one(Fault::DeviceClock);
        known.clock_ms += by_ms;
        if by_ms > MONTH_MS / 2 {
            self.counts.one(Fault::Rotated);
            known.disk.worn = true;
            self.after(1, Happening::Look(device));
        }
    }

    pub(super) fn carry(&mut self, from: usize, to: usize) -> Result<(), Failure> {
        if from.max(to) >= self.devices.len() || self.down.contains(&from) || self.down.contains(&to) {
            return Ok(());
        }
        self.counts.one(Fault::Carried);
        let kept = &self.devices[from].disk.envelopes;
        let envelopes: Vec<Verified> = kept.iter().map(|kept| kept.envelope.clone()).collect();
        let crash_per_mille = self.menu.crash_per_mille;
        let weather = &mut Weather { dice: &mut self.dice, counts: &mut self.counts, crash_per_mille };
        match self.devices[to].carry_in(&envelopes, weather) {
            Ok(()) => self.within(0, 500, Happening::Look(to)),
            Err(Stop::Disk) => {}
            Err(Stop::Crash) => self.crash(to),
            Err(Stop::Failure(failure)) => return Err(failure),
        }
        Ok(())
    }

    pub(super) fn move_along(&mut self, device: usize) {
        if self.devices.get(device).is_none_or(|known| known.disk.at == 1) || self.has_removed() {
            return;
        }
        self.counts.one(Fault::RelayMoved);
        for program in 0..2 {
            self.leave(Who { device, program });
        }
        self.devices[device].move_along();
        self.within(100, 2_000, Happening::Dial(Who { device, program: 0 }));
    }

    /// Whether somebody was shut out. Where a relay lost something, or never had it, what that device wrote may get there
    /// no more, and what builds on it waits for ever: so these turns are not played together.
    pub(super) fn has_removed(&self) -> bool {
        self.devices.iter().any(|device| device.removed)
    }

    /// One of a person's devices shuts another one out, unless somebody is just coming in through one of them.
    pub(super) fn remove(&mut self, person: usize) -> Result<(), Failure> {
        let theirs = self.devices.iter().filter(|known| known.person == person && !known.removed);
        let theirs: Vec<usize> = theirs.map(|known| known.number).collect();
        let waiting = self.devices.iter().any(|known| !known.disk.admissions.is_empty());
        let &[first, .., last] = theirs.as_slice() else { return Ok(()) };
        let lapsed = self.relays[0].lapses > 0 || self.main_relay() > 0;
        if self.menu.carries || lapsed {
            return Ok(());
        }
        if waiting || self.down.contains(&first) || self.devices[first].disk.envelopes.is_empty() {
            return Ok(());
        }
        self.counts.one(Fault::Removed);
        let (by, gone) = (&self.devices[first].disk.seat, &self.devices[last].disk.seat);
        let removal = self.people[person].remove(by, gone);
        self.devices[first].disk.apply(crate::disk::Write::Statement(Box::new(removal)));
        // From here on nobody has to wait for it, and only what had reached the remover has to stay.
        self.devices[last].removed = true;
        let kept = self.devices[first].disk.items.clone();
        self.devices[last].wrote.items.retain(|item| kept.contains(item));
        let documents: BTreeSet<Vec<u8>> = self.devices[first].changes().collect();
        let gone = &mut self.devices[last];
        gone.wrote.changes.retain(|(_, change)| documents.contains(change));
        gone.wrote.topics.clear();
        self.after(1, Happening::Look(first));
        Ok(())
    }

    pub(super) fn backup(&mut self, device: usize) {
        if let Some(known) = self.devices.get_mut(device) {
            known.backup = Some(known.disk.clone());
        }
    }

    /// The disk is lost, and an older copy takes its place. What was only on the lost disk is nobody's any more. Whom it had
    /// let in at the relay, and nobody has heard of, asks once more. Not played here: pairing once more.
    pub(super) fn restore(&mut self, device: usize) {
        let Some(known) = self.devices.get(device) else { return };
        let fits = |copy: &Disk| {
            let waiting = [&copy.admissions, &known.disk.admissions];
            copy.members == known.disk.members && waiting.iter().all(|waiting| waiting.is_empty())
        };
        if !known.backup.as_ref().is_some_and(fits) {
            return;
        }
        let at_relay: BTreeSet<EnvelopeId> = self.held().into_iter().map(|(_, _, id)| id).collect();
        let others = self.devices.iter().filter(|known| known.number != device);
        let present = others.clone().filter(|known| !known.removed);
        let mut met: Vec<AuthorId> = present.map(|known| known.disk.seat.author()).collect();
        let elsewhere: BTreeSet<EnvelopeId> =
            others.flat_map(|known| known.disk.envelopes.iter().map(|kept| kept.envelope.id())).collect();
        self.counts.one(Fault::DeviceRestored);
        let known = &mut self.devices[device];
        let own: Vec<Verified> = known.disk.envelopes.iter().map(|kept| kept.envelope.clone()).collect();
        let survives = |id: &EnvelopeId| at_relay.contains(id) || elsewhere.contains(id);
        let engine = known.engine(0);
        let surviving: Vec<Verified> = own.into_iter().filter(|envelope| survives(&envelope.id())).collect();
        let said: BTreeSet<Item> =
            surviving.iter().flat_map(|envelope| engine.changes_in(envelope)).map(|(item, _)| item).collect();
        met.retain(|name| engine.author_device(name).is_some());
        self.stop(device, true);
        let known = &mut self.devices[device];
        known.restore();
        known.unfit.extend(known.strangers(&surviving, met));
        let (copied, waiting) = (&known.disk.items, &known.disk.unsaid);
        known
            .wrote
            .items
            .retain(|item| said.contains(item) || copied.contains(item) || waiting.contains(item));
        self.ask_again(device);
        self.within(1_000, 5_000, Happening::Restart(device));
    }
}

const MONTH_MS: i64 = 30 * 24 * 3_600_000;
