//! What goes wrong with wires and clocks; hosts and disks are in `crashes`. Every fault ends by itself or when the weather
//! clears.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;

use crate::device::Device;
use crate::linking::Table;
use crate::plan::Loss;
use crate::stage::Stage;

/// What is broken at the moment, and what cannot be undone.
#[derive(Default)]
pub(crate) struct Weather {
    /// The wires between a device and the relays, by the device.
    pub(crate) wires: BTreeMap<&'static str, &'static str>,
    /// By the place of the relay.
    pub(crate) relays_down: Vec<usize>,
    pub(crate) devices_down: Vec<&'static str>,
    /// Whether a relay's file was replaced by an older one or by none: then clients may say so.
    pub(crate) relay_lost_something: bool,
    /// Whether a home came back as it was earlier.
    pub(crate) device_went_back: bool,
    /// Who was told to go to another relay.
    pub(crate) mover: Option<Rc<Device>>,
    /// Whether a month passed for all.
    pub(crate) leapt: bool,
    /// Where somebody links two devices.
    pub(crate) table: Rc<Table>,
}

impl Stage {
    /// Something goes wrong.
    pub(crate) fn strike(&mut self) -> turmoil::Result {
        match self.dice.below(100) {
            0..32 => self.strike_wires(),
            32..52 => self.strike_device()?,
            52..72 => self.strike_relay()?,
            72..80 => self.strike_disk(),
            80..85 => self.strike_clock(),
            85..93 => self.second_program()?,
            _ => self.mend()?,
        }
        Ok(())
    }

    fn strike_wires(&mut self) {
        let device = self.any_host().name;
        if self.weather.wires.contains_key(device) {
            return self.mend_wires(device);
        }
        let kind = WIRES[self.dice.below(WIRES.len())];
        let latency = Duration::from_millis(self.dice.between(300, 6000));
        let rate = [0.01, 0.05, 0.2][self.dice.below(3)];
        for relay in self.relays() {
            match kind {
                "partition" => self.sim.partition(device, relay),
                "partition_to_relay" => self.sim.partition_oneway(device, relay),
                "partition_from_relay" => self.sim.partition_oneway(relay, device),
                "hold" => self.sim.hold(device, relay),
                "delay" => self.sim.set_link_max_message_latency(device, relay, latency),
                "drop" => self.sim.set_link_fail_rate(device, relay, rate),
                _ => {}
            }
        }
        self.set_line(device, kind, true);
        self.weather.wires.insert(device, kind);
        self.tape.fault(kind, device);
    }

    pub(crate) fn mend_wires(&mut self, device: &'static str) {
        let Some(kind) = self.weather.wires.remove(device) else { return };
        for relay in self.relays() {
            match kind {
                "hold" => self.sim.release(device, relay),
                "delay" => self.sim.set_link_max_message_latency(device, relay, GOOD_LATENCY),
                "drop" => {
                    self.sim.set_link_fail_rate(device, relay, 0.0);
                    self.sim.repair(device, relay);
                }
                "slow_reader" | "echo" => {}
                _ => self.sim.repair(device, relay),
            }
        }
        self.set_line(device, kind, false);
        self.tape.note(&format!("the wires of {device} are mended"));
    }

    fn set_line(&self, device: &str, kind: &str, bad: bool) {
        let Some(device) = self.devices.iter().find(|known| known.name == device) else { return };
        match kind {
            "slow_reader" => device.line.slow.store(bad, Ordering::Relaxed),
            "echo" => device.line.echoes.store(bad, Ordering::Relaxed),
            _ => {}
        }
    }

    fn relays(&self) -> Vec<&'static str> {
        self.offices.iter().map(|office| office.name).collect()
    }

    /// A command runs beside one that is at work in the same home.
    fn second_program(&mut self) -> turmoil::Result {
        let device = self.any_device();
        self.order(&device);
        let time = self.dice.between(0, 6 * self.plan.latency_ms);
        self.pass(Duration::from_millis(time))?;
        if device.order_second() {
            self.syncs += 1;
            self.tape.fault("second_program", device.name);
        }
        Ok(())
    }

    /// Once in a run a month passes for all while nothing else happens: keys and epochs grow old, invitations do not live
    /// that long. Or one clock is set wrong.
    fn strike_clock(&mut self) {
        if self.plan.jumps {
            let device = self.any_device();
            let by = JUMPS_HOURS[self.dice.below(JUMPS_HOURS.len())];
            device.skew.set(SignedDuration::from_hours(by));
            self.tape.fault("clock_jump", device.name);
        } else if self.plan.scene.settled && !std::mem::replace(&mut self.weather.leapt, true) {
            self.tape.leap(SignedDuration::from_hours(31 * 24));
            self.tape.fault("month", "");
        }
    }

    /// One thing gets better.
    fn mend(&mut self) -> turmoil::Result {
        let wires = self.weather.wires.keys().next().copied();
        let down = self.weather.devices_down.first().copied();
        match (self.weather.relays_down.first().copied(), wires, down) {
            (Some(relay), _, _) => self.start_relay(relay),
            (_, _, Some(device)) => self.start_device(device),
            (_, Some(device), None) => self.mend_wires(device),
            (None, None, None) => self.mend_disks(),
        }
        Ok(())
    }

    /// Everything gets better.
    pub(crate) fn clear_up(&mut self) {
        self.tape.note("the weather clears");
        self.mend_disks();
        for device in self.devices.clone() {
            self.mend_wires(device.name);
            if self.weather.devices_down.contains(&device.name) {
                self.start_device(device.name);
            }
        }
        for relay in self.weather.relays_down.clone() {
            self.start_relay(relay);
        }
    }

    /// Whether this may come back older than it was.
    pub(crate) fn may_lose(&self, what: Loss) -> bool {
        self.plan.loss == what || self.plan.loss == Loss::Both
    }

    /// Whether a device forgot what it had written, and a relay as well.
    pub(crate) fn is_forgotten(&self) -> bool {
        self.weather.relay_lost_something && self.weather.device_went_back
    }
}

const WIRES: [&str; 9] = [
    "partition",
    "partition_to_relay",
    "partition_from_relay",
    "hold",
    "delay",
    "drop",
    "drop",
    "slow_reader",
    "echo",
];
const GOOD_LATENCY: Duration = Duration::from_millis(50);
/// Some hours, and more than a key lives.
const JUMPS_HOURS: [i64; 6] = [0, 3, -3, 30, -30, 32 * 24];
