//! What befalls hosts and disks: they crash, mostly in the middle of something and often in the middle of a commit; disks
//! are full or take nothing; what was put aside comes back.

use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::copies::copy_folder;
use crate::device::Device;
use crate::office::{Doom, Office, locked};
use crate::plan::Loss;
use crate::plants::Plant;
use crate::stage::Stage;

impl Stage {
    /// Hosts mostly do nothing, and a crash is worth more in the middle of something.
    fn catch_in_the_act(&mut self) -> turmoil::Result<Rc<Device>> {
        let device = self.any_host();
        if self.dice.happens(80) {
            self.order(&device);
            let time = self.dice.between(0, 6 * self.plan.latency_ms);
            self.pass(Duration::from_millis(time))?;
        }
        Ok(device)
    }

    pub(crate) fn strike_device(&mut self) -> turmoil::Result {
        let device = self.catch_in_the_act()?;
        if self.weather.devices_down.contains(&device.name) {
            self.start_device(device.name);
            return Ok(());
        }
        let busy = device.is_busy();
        let refusals = device.refusals.get();
        if busy && self.dice.happens(60) {
            // The disk ends some bytes further on, and with it the program.
            let bytes = self.dice.between(0, COMMITS_BYTES);
            device.shorten(bytes);
            let watched = Rc::clone(&device);
            self.pass_unless(A_SYNC, move |_| !watched.is_busy())?;
        }
        let kind = match (busy, device.refusals.get() > refusals) {
            (_, true) => "device_crash_in_commit",
            (true, false) => "device_crash_in_sync",
            (false, false) => "device_crash",
        };
        self.tape.fault(kind, device.name);
        self.sim.crash(device.name);
        device.crashed();
        device.room.set(None);
        if self.plant == Some(Plant::LostOutbox) {
            device.lose_outbox()?;
        }
        if self.may_lose(Loss::Device) {
            self.put_aside_or_back(&device)?;
        }
        self.weather.devices_down.push(device.name);
        if self.dice.happens(70) {
            self.start_device(device.name);
        }
        Ok(())
    }

    /// A home is copied, or comes back as it was when it was copied.
    fn put_aside_or_back(&mut self, device: &Device) -> turmoil::Result {
        let (home, aside) = (device.home.folder(), device.home.folder().with_extension("aside"));
        device.thaw();
        match self.dice.below(10) {
            0..7 if !aside.exists() => {
                copy_folder(home, &aside)?;
                self.texts.put_aside(device.name);
                self.tape.note(&format!("the home of {} is copied", device.name));
            }
            2..10 if aside.exists() && !device.removed.get() => {
                let elsewhere = self.shown_elsewhere(device)?;
                std::fs::remove_dir_all(home)?;
                copy_folder(&aside, home)?;
                self.texts.brought_back(device.name, &elsewhere);
                device.is_copy.set(true);
                self.weather.device_went_back = true;
                device.gave_twice.set(device.gave_twice.get() || device.gave_a_file.get());
                self.tape.fault("device_restored", device.name);
            }
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn start_device(&mut self, device: &'static str) {
        self.weather.devices_down.retain(|down| *down != device);
        self.sim.bounce(device);
        self.tape.note(&format!("{device} starts"));
    }

    pub(crate) fn strike_relay(&mut self) -> turmoil::Result {
        let relay = self.dice.below(self.offices.len());
        if self.weather.relays_down.contains(&relay) {
            self.start_relay(relay);
            return Ok(());
        }
        let office = std::sync::Arc::clone(&self.offices[relay]);
        let doomed = self.dice.happens(75);
        if doomed {
            // Somebody has something to say, so that there is a commit to die in.
            let device = self.any_device();
            self.write(&device)?;
            self.arm(&office);
            self.order(&device);
            let watched = std::sync::Arc::clone(&office);
            self.pass_unless(A_SYNC, move |_| watched.is_dead())?;
            *locked(&office.doom) = None;
        } else {
            self.catch_in_the_act()?;
        }
        self.weather.relays_down.push(relay);
        if !doomed && self.dice.happens(50) {
            // In order, as for an update: connections hear goodbye.
            self.tape.fault("relay_drained", office.name);
            office.draining.notify_waiters();
            return Ok(());
        }
        let died = *locked(&office.died);
        let kind = match died {
            None => "relay_crash",
            Some(Doom::Before) => "relay_crash_before_commit",
            Some(Doom::Within(_)) => "relay_crash_in_commit",
            Some(Doom::After) => "relay_crash_after_commit",
        };
        self.tape.fault(kind, office.name);
        let left = office.left_behind()?;
        self.sim.crash(office.name);
        left.put(&office.database)?;
        if relay == 0 && self.may_lose(Loss::Relay) {
            self.age_the_relay(&office)?;
        }
        if self.dice.happens(60) {
            self.start_relay(relay);
        }
        Ok(())
    }

    /// Lets a relay die at a point of its next commits.
    fn arm(&mut self, office: &Office) {
        let within = Doom::Within(self.dice.between(0, COMMIT_BYTES));
        let doom = [Doom::Before, within, within, Doom::After];
        *locked(&office.doom) = Some(doom[self.dice.below(doom.len())]);
    }

    /// The relay's file is copied, replaced by the copy, or lost.
    fn age_the_relay(&mut self, office: &Office) -> turmoil::Result {
        match self.dice.below(10) {
            0..4 => office.back_up()?,
            4..7 if office.restore()? => {
                self.weather.relay_lost_something = true;
                self.tape.fault("relay_restored", office.name);
            }
            7 => {
                office.wipe()?;
                self.weather.relay_lost_something = true;
                self.tape.fault("relay_wiped", office.name);
            }
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn start_relay(&mut self, relay: usize) {
        self.weather.relays_down.retain(|down| *down != relay);
        let name = self.offices[relay].name;
        self.sim.bounce(name);
        self.tape.note(&format!("{name} starts"));
    }

    pub(crate) fn strike_disk(&mut self) {
        if self.dice.happens(50) {
            let device = self.any_host();
            if device.room.get().is_some() {
                device.room.set(None);
                self.tape.note(&format!("the disk of {} has room again", device.name));
            } else if self.plan.freezes && device.home.exists() && self.beside.happens(60) {
                self.freeze_or_thaw(&device);
            } else if self.dice.happens(50) {
                device.refuse();
                self.tape.fault("device_disk_refuses", device.name);
            } else {
                let bytes = self.dice.between(0, 4 * COMMITS_BYTES);
                device.shorten(bytes);
                self.tape.fault("device_disk_full", device.name);
            }
            return;
        }
        let relay = self.dice.below(self.offices.len());
        let office = std::sync::Arc::clone(&self.offices[relay]);
        if !office.is_well() {
            office.full.store(false, Ordering::Relaxed);
            office.refuses.store(false, Ordering::Relaxed);
            self.tape.note(&format!("the disk of {} is in order again", office.name));
        } else if self.dice.happens(50) {
            office.full.store(true, Ordering::Relaxed);
            self.tape.fault("relay_disk_full", office.name);
        } else {
            office.refuses.store(true, Ordering::Relaxed);
            self.tape.fault("relay_disk_refuses", office.name);
        }
    }

    /// Files and folder of a home become read-only, or can be written again.
    fn freeze_or_thaw(&self, device: &Device) {
        if device.thaw() {
            self.tape.note(&format!("the files of {} can be written again", device.name));
        } else {
            device.freeze();
            self.tape.fault("device_read_only", device.name);
        }
    }

    pub(crate) fn mend_disks(&mut self) {
        for office in &self.offices {
            office.full.store(false, Ordering::Relaxed);
            office.refuses.store(false, Ordering::Relaxed);
        }
        for device in &self.devices {
            device.room.set(None);
            device.thaw();
        }
    }
}

/// As much as a device writes in some commits, and a relay in one or two.
const COMMITS_BYTES: u64 = 60_000;
const COMMIT_BYTES: u64 = 30_000;
/// About as long as a sync takes that nothing holds up.
const A_SYNC: Duration = Duration::from_secs(4);
