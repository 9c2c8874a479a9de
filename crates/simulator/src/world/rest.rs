//! After the storm: what is broken comes back, everything comes to rest within a bound, and the verdict.

use relay::Memory;

use super::happening::Happening;
use super::{Who, World};
use crate::disk::{Disk, Health};
use crate::failure::Failure;
use crate::people::Person;
use crate::verdict;

impl World {
    /// No fault happens from now on; what is broken comes back.
    pub(super) fn calm_down(&mut self) -> Result<(), Failure> {
        self.stormy = false;
        // What was planned for later happens no more; what is under way arrives.
        self.happenings.retain(|_, happening| happening.is_under_way());
        self.parted_until_ms.clear();
        self.relay_fine();
        for relay in 0..self.relays.len() {
            if !self.relays[relay].up {
                self.after(10, Happening::RelayStart(relay));
            }
            self.keeps_its_word(relay)?;
        }
        let moved = self.devices.iter().any(|device| device.disk.at == 1);
        for device in 0..self.devices.len() {
            self.devices[device].disk.health = Health::Fine;
            self.leave(Who { device, program: 1 });
            if moved {
                self.move_along(device);
            }
        }
        for device in self.down.clone() {
            self.after(10, Happening::Restart(device));
        }
        for device in 0..self.devices.len() {
            self.after(20, Happening::Dial(Who { device, program: 0 }));
            // Whoever stays looks at what was written beside it.
            self.after(600, Happening::Look(device));
        }
        Ok(())
    }

    /// People meet, one device after the other, and come to rest: a scene for other runs.
    pub(crate) fn meet(&mut self, devices: usize) -> Result<Met, Failure> {
        self.stormy = false;
        self.after(0, Happening::Dial(Who { device: 0, program: 0 }));
        self.until_quiet()?;
        for device in 1..devices {
            self.after(1, Happening::Join(device));
            self.until_quiet()?;
        }
        self.judge()?;
        let devices = std::mem::take(&mut self.devices);
        let devices = devices.into_iter().map(|device| (device.person, device.disk)).collect();
        Ok((self.people.clone(), devices, self.relays[0].disk.memory.clone()))
    }

    pub(super) fn until_quiet(&mut self) -> Result<(), Failure> {
        let steps_max = self.steps + CALM_STEPS * u64::try_from(self.devices.len()).unwrap_or(1);
        let end_ms = self.now_ms + CALM_MS;
        while let Some(((at_ms, _), happening)) = self.happenings.pop_first() {
            self.now_ms = at_ms.max(self.now_ms);
            self.happen(happening)?;
            if self.steps > steps_max || self.now_ms > end_ms {
                return Err(Failure::NotQuiet { steps: self.steps });
            }
        }
        Ok(())
    }

    /// Everything that must hold once it is quiet.
    pub(super) fn judge(&mut self) -> Result<(), Failure> {
        let relay = self.home_relay();
        self.keeps_its_word(relay)?;
        let held = self.held();
        verdict::check(&mut self.devices, &held)?;
        verdict::check_frames(&self.devices, self.frames, self.next_link, held.len())
    }
}

/// Two people, their devices' homes, and what the relay holds.
type Met = (Vec<Person>, Vec<(usize, Disk)>, Memory);

/// Happenings for each device after which everybody has to be at rest.
const CALM_STEPS: u64 = 4_000;
/// Time after which everybody has to be at rest.
const CALM_MS: u64 = 120_000;
