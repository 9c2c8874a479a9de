//! Which faults a run has, and when: each run has some kinds and not others, so that all combinations come.

use super::Who;
use super::World;
use super::happening::Happening;
use crate::Documents;
use crate::disk::Health;

/// What the whole of a run is like.
#[derive(Default)]
pub(super) struct Menu {
    /// How long things break.
    pub(super) storm_ms: u64,
    /// How likely each commit point of a device is to crash, in thousandths.
    pub(super) crash_per_mille: usize,
    /// The same for the relay.
    pub(super) relay_crash_per_mille: usize,
    /// How likely a link is to have a slow reader.
    pub(super) slow_per_mille: usize,
    /// Envelopes were or will be carried without a relay.
    pub(super) carries: bool,
}

impl World {
    /// What will happen of itself: people write, devices join, and things break.
    pub(crate) fn plan(&mut self, writers: usize) {
        let whole = self.documents == Documents::Whole;
        self.menu.storm_ms = if whole { 60_000 } else { 15_000 };
        self.menu.crash_per_mille = [0, 0, 0, 5, 20][self.dice.below(5)];
        self.menu.relay_crash_per_mille = [0, 0, 0, 5, 20][self.dice.below(5)];
        self.menu.slow_per_mille = [0, 0, 150, 500][self.dice.below(4)];
        let end = self.menu.storm_ms;
        for device in 0..self.devices.len() {
            self.within(0, 500, Happening::Dial(Who { device, program: 0 }));
        }
        let mut joins = 0;
        for device in self.devices.len()..writers {
            joins += self.dice.between(0, end / 8);
            self.after(joins, Happening::Join(device));
        }
        let (fewest, most) = if whole { (2, 6) } else { (0, 3) };
        for device in 0..writers {
            for _ in 0..self.dice.between(fewest, most) {
                self.within(0, end, Happening::Edit(device));
            }
        }
        self.plan_devices(writers);
        self.plan_relay();
        self.plan_turns(writers);
    }

    /// Some of a kind, at any time.
    fn scatter(&mut self, per_mille: usize, most: usize, mut make: impl FnMut(&mut Self) -> Happening) {
        if !self.dice.happens(per_mille) {
            return;
        }
        for _ in 0..=self.dice.below(most) {
            let happening = make(self);
            self.within(0, self.menu.storm_ms, happening);
        }
    }

    fn plan_devices(&mut self, writers: usize) {
        for device in 0..writers {
            self.scatter(400, 3, |_| Happening::Cut(device));
            self.scatter(250, 1, |_| Happening::Part(device));
            self.scatter(200, 2, |_| Happening::Crash(device));
            self.scatter(150, 2, |_| Happening::Second(device));
            self.scatter(100, 2, |world| {
                let full = world.dice.happens(600);
                let room = world.dice.below(5);
                Happening::Disk(device, if full { Health::Full(room) } else { Health::ReadOnly })
            });
            self.scatter(80, 2, |world| Happening::Clock(device, world.jump()));
        }
    }

    fn plan_relay(&mut self) {
        self.within(0, 10_000, Happening::Tick);
        self.scatter(250, 2, |_| Happening::RelayCrash(0));
        self.scatter(120, 1, |_| Happening::RelayDrain);
        self.scatter(120, 2, |_| Happening::RelayFull);
        self.scatter(60, 1, |_| Happening::RelayUnreadable);
        self.scatter(100, 2, |world| Happening::RelayClock(world.jump()));
    }

    /// Turns that change the whole run; a copy of a device that comes back goes with none of the others, since a relay
    /// that knows less than what the copy lost makes two different envelopes for one place, and that is no false alarm.
    fn plan_turns(&mut self, writers: usize) {
        let end = self.menu.storm_ms;
        if self.documents == Documents::Opaque && self.dice.happens(120) {
            let device = self.dice.below(writers);
            let copied = self.dice.between(0, end / 2);
            self.after(copied, Happening::Backup(device));
            let back = self.dice.between(copied, end);
            self.after(back, Happening::Restore(device));
            self.menu.crash_per_mille = self.menu.crash_per_mille.max([0, 20, 80][self.dice.below(3)]);
            return;
        }
        if self.dice.happens(250) {
            let copied = self.dice.between(0, end / 2);
            self.after(copied, Happening::RelayBackup);
            let back = self.dice.between(copied, end);
            self.after(back, Happening::RelayRestore);
        }
        self.scatter(80, 1, |_| Happening::RelayWipe);
        self.menu.carries = self.dice.happens(200);
        if self.menu.carries {
            self.scatter(1000, 3, |world| {
                let from = world.dice.below(writers);
                Happening::Carry(from, (from + 1 + world.dice.below(writers - 1)) % writers)
            });
        }
        if self.dice.happens(100) {
            let first = self.dice.between(0, end);
            for device in 0..writers {
                let at = self.dice.between(first, end + end / 8);
                self.after(at, Happening::Move(device));
            }
        }
        self.scatter(120, 1, |world| Happening::Remove(world.dice.below(2)));
    }

    /// A clock is set forward or back, by seconds or by months.
    fn jump(&mut self) -> i64 {
        let far = [2_000, 120_000, 4_000_000, 31 * DAY_MS][self.dice.below(4)];
        let far = i64::try_from(self.dice.between(far / 2, far)).unwrap_or_default();
        if self.dice.happens(500) { far } else { -far }
    }
}

const DAY_MS: u64 = 24 * 3_600_000;
