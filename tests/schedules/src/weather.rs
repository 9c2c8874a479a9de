//! What goes wrong: wires, hosts, disks and clocks. Every fault ends by itself or when the weather clears.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;

use crate::plants::Plant;
use crate::stage::Stage;
use crate::wires::RELAY;

/// What is broken at the moment.
#[derive(Default)]
pub(crate) struct Weather {
    /// The wires between a device and the relay, by the device.
    wires: BTreeMap<&'static str, &'static str>,
    relay_down: bool,
    devices_down: Vec<&'static str>,
    /// Whether the relay's file was replaced by an older one or by none: then clients may say so.
    pub(crate) relay_lost_something: bool,
    leapt: bool,
}

impl Stage {
    /// Something goes wrong.
    pub(crate) fn strike(&mut self) -> turmoil::Result {
        match self.dice.below(100) {
            0..40 => self.strike_wires(),
            40..60 => {
                self.catch_in_the_act()?;
                self.crash_device()?;
            }
            60..80 => {
                self.catch_in_the_act()?;
                self.crash_relay()?;
            }
            80..88 => self.fill_the_disk(),
            88..92 => self.leap(),
            _ => self.mend(),
        }
        Ok(())
    }

    fn strike_wires(&mut self) {
        let device = self.any_device().name;
        if self.weather.wires.contains_key(device) {
            return self.mend_wires(device);
        }
        let kind = match self.dice.below(6) {
            0 => {
                self.sim.partition(device, RELAY);
                "partition"
            }
            1 => {
                self.sim.partition_oneway(device, RELAY);
                "partition_to_relay"
            }
            2 => {
                self.sim.partition_oneway(RELAY, device);
                "partition_from_relay"
            }
            3 => {
                self.sim.hold(device, RELAY);
                "hold"
            }
            4 => {
                let latency = Duration::from_millis(self.dice.between(300, 6000));
                self.sim.set_link_max_message_latency(device, RELAY, latency);
                "delay"
            }
            _ => {
                let rate = [0.01, 0.05, 0.2][self.dice.below(3)];
                self.sim.set_link_fail_rate(device, RELAY, rate);
                "drop"
            }
        };
        self.weather.wires.insert(device, kind);
        self.tape.fault(kind, device);
    }

    fn mend_wires(&mut self, device: &'static str) {
        match self.weather.wires.remove(device) {
            Some("hold") => self.sim.release(device, RELAY),
            Some("delay") => self.sim.set_link_max_message_latency(device, RELAY, GOOD_LATENCY),
            Some("drop") => {
                self.sim.set_link_fail_rate(device, RELAY, 0.0);
                self.sim.repair(device, RELAY);
            }
            Some(_) => self.sim.repair(device, RELAY),
            None => return,
        }
        self.tape.note(&format!("the wires of {device} are mended"));
    }

    /// Hosts mostly do nothing, and a crash is worth more in the middle of something.
    fn catch_in_the_act(&mut self) -> turmoil::Result {
        if self.dice.happens(70) {
            let device = self.any_device();
            self.order(&device);
            let time = self.dice.between(0, 6 * self.plan.latency_ms);
            self.pass(Duration::from_millis(time))?;
        }
        Ok(())
    }

    fn crash_device(&mut self) -> turmoil::Result {
        let device = self.any_device();
        if self.weather.devices_down.contains(&device.name) {
            self.start_device(device.name);
            return Ok(());
        }
        let kind = if device.busy.get() { "device_crash_in_sync" } else { "device_crash" };
        self.tape.fault(kind, device.name);
        self.sim.crash(device.name);
        device.crashed();
        if self.plant == Some(Plant::LostOutbox) {
            device.lose_outbox()?;
        }
        self.weather.devices_down.push(device.name);
        if self.dice.happens(70) {
            self.start_device(device.name);
        }
        Ok(())
    }

    fn start_device(&mut self, device: &'static str) {
        self.weather.devices_down.retain(|down| *down != device);
        self.sim.bounce(device);
        self.tape.note(&format!("{device} starts"));
    }

    fn crash_relay(&mut self) -> turmoil::Result {
        if self.weather.relay_down {
            self.start_relay();
            return Ok(());
        }
        self.weather.relay_down = true;
        if self.dice.happens(25) {
            // In order, as for an update: connections hear goodbye.
            self.tape.fault("relay_drained", "");
            self.office.draining.notify_waiters();
            return Ok(());
        }
        self.tape.fault("relay_crash", "");
        self.sim.crash(RELAY);
        // Before both have paired, a lost mailbox ends the invitation; that is how it is, and told elsewhere.
        match self.dice.below(10) {
            0..4 => self.office.back_up()?,
            4..6 if self.plan.settled && self.office.restore()? => {
                self.weather.relay_lost_something = true;
                self.tape.fault("relay_restored", "");
            }
            6 if self.plan.settled => {
                self.office.wipe()?;
                self.weather.relay_lost_something = true;
                self.tape.fault("relay_wiped", "");
            }
            _ => {}
        }
        if self.dice.happens(60) {
            self.start_relay();
        }
        Ok(())
    }

    fn start_relay(&mut self) {
        self.weather.relay_down = false;
        self.sim.bounce(RELAY);
        self.tape.note("the relay starts");
    }

    fn fill_the_disk(&mut self) {
        let full = !self.office.disk_full.fetch_not(Ordering::Relaxed);
        if full {
            self.tape.fault("disk_full", RELAY);
        } else {
            self.tape.note("the relay's disk has room again");
        }
    }

    /// Keys and epochs grow old: a month passes while nothing else does. Invitations do not live that long.
    fn leap(&mut self) {
        if self.plan.settled && !std::mem::replace(&mut self.weather.leapt, true) {
            self.tape.leap(SignedDuration::from_hours(31 * 24));
            self.tape.fault("month", "");
        }
    }

    /// One thing gets better.
    fn mend(&mut self) {
        let wires = self.weather.wires.keys().next().copied();
        let down = self.weather.devices_down.first().copied();
        match (wires, down) {
            _ if self.weather.relay_down => self.start_relay(),
            (_, Some(device)) => self.start_device(device),
            (Some(device), None) => self.mend_wires(device),
            (None, None) if self.office.disk_full.load(Ordering::Relaxed) => self.fill_the_disk(),
            (None, None) => {}
        }
    }

    /// Everything gets better.
    pub(crate) fn clear_up(&mut self) {
        self.tape.note("the weather clears");
        if self.office.disk_full.load(Ordering::Relaxed) {
            self.fill_the_disk();
        }
        for device in self.devices.clone() {
            self.mend_wires(device.name);
            if self.weather.devices_down.contains(&device.name) {
                self.start_device(device.name);
            }
        }
        if self.weather.relay_down {
            self.start_relay();
        }
    }
}

const GOOD_LATENCY: Duration = Duration::from_millis(50);
