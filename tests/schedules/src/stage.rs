//! One run: hosts, clock, and the chance that moves them. Time passes only here.

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use client::Exit;
use jiff::{SignedDuration, Timestamp};

use crate::cast::{Device, Person, set_up};
use crate::dice::Dice;
use crate::office::Office;
use crate::plants::Plant;
use crate::tape::Tape;
use crate::texts::Texts;
use crate::weather::Weather;
use crate::wires::RELAY;

/// What a seed decides before anything happens.
#[derive(Debug)]
pub(crate) struct Plan {
    alexes: usize,
    sams: usize,
    /// Whether both have paired before the weather turns.
    pub(crate) settled: bool,
    began: &'static str,
    pub(crate) latency_ms: u64,
    /// Seconds; a code for one more device lives only for some minutes of the other one's clock.
    skews: Vec<i64>,
    pub(crate) turns: u64,
}

impl Plan {
    pub(crate) fn of(dice: &mut Dice) -> Self {
        let alexes = if dice.happens(60) { 2 } else { 1 };
        let sams = if dice.happens(35) { 2 } else { 1 };
        Self {
            alexes,
            sams,
            settled: dice.happens(70),
            began: BEGINNINGS[dice.below(BEGINNINGS.len())],
            latency_ms: dice.between(1, 250),
            skews: (0..4).map(|_| i64::try_from(dice.below(401)).unwrap_or(0) - 200).collect(),
            turns: dice.between(25, 75),
        }
    }
}

/// Everything of one run.
pub(crate) struct Stage {
    pub(crate) sim: turmoil::Sim<'static>,
    pub(crate) plan: Plan,
    pub(crate) devices: Vec<Rc<Device>>,
    pub(crate) office: Arc<Office>,
    pub(crate) tape: Tape,
    pub(crate) dice: Dice,
    pub(crate) texts: Texts,
    pub(crate) weather: Weather,
    pub(crate) syncs: u64,
    pub(crate) plant: Option<Plant>,
}

impl Stage {
    /// Sets up the relay and everybody, in good weather.
    pub(crate) fn build(
        seed: u64,
        folder: &Path,
        plant: Option<Plant>,
        aloud: bool,
    ) -> turmoil::Result<Self> {
        let mut dice = Dice::new(seed);
        let plan = Plan::of(&mut dice);
        let tape = Tape::new(plan.began.parse::<Timestamp>()?, aloud);
        tape.note(&format!("{plan:?}"));
        let mut sim = turmoil::Builder::new()
            .simulation_duration(Duration::from_secs(24 * 3600))
            .tick_duration(TICK)
            .max_message_latency(Duration::from_millis(plan.latency_ms))
            .enable_random_order()
            .rng_seed(seed)
            .build();
        let office = Office::new(folder, plant);
        let at_office = Arc::clone(&office);
        sim.host(RELAY, move || Arc::clone(&at_office).serve());
        let devices =
            [("alex1", Person::Alex), ("alex2", Person::Alex), ("sam1", Person::Sam), ("sam2", Person::Sam)]
                .into_iter()
                .zip(&plan.skews)
                .filter(|((name, _), _)| match *name {
                    "alex2" => plan.alexes == 2,
                    "sam2" => plan.sams == 2,
                    _ => true,
                })
                .map(|((name, person), skew)| {
                    Device::new(name, person, folder, SignedDuration::from_secs(*skew), &tape)
                })
                .collect::<Result<Vec<_>, _>>()?;
        // Nobody dials before it listens.
        for _ in 0..3 {
            sim.step()?;
        }
        let everybody = set_up(devices.clone(), plan.settled, tape.clone());
        sim.client("everybody", everybody);
        let (weather, texts) = (Weather::default(), Texts::default());
        let mut stage = Self { sim, plan, devices, office, tape, dice, texts, weather, syncs: 0, plant };
        while !stage.step()? {}
        for device in stage.devices.clone() {
            stage.sim.host(device.name, move || Rc::clone(&device).works());
        }
        Ok(stage)
    }

    /// One tick. Says whether setting up is over.
    fn step(&mut self) -> turmoil::Result<bool> {
        let over = self.sim.step()?;
        self.tape.at(self.sim.elapsed());
        for device in &self.devices {
            if let Some(Err(fail)) = device.last.borrow().as_ref()
                && !is_weather(fail)
            {
                return Err(format!("{}: {} ({}): {:?}", device.name, fail.what, fail.code, fail.why).into());
            }
        }
        if PANICKED.load(Ordering::Relaxed) {
            return Err("something panicked".into());
        }
        Ok(over)
    }

    /// Lets time pass.
    pub(crate) fn pass(&mut self, time: Duration) -> turmoil::Result {
        let until = self.sim.elapsed() + time;
        while self.sim.elapsed() < until {
            self.step()?;
        }
        Ok(())
    }

    /// Lets time pass until nobody is busy.
    pub(crate) fn rest(&mut self, patience: Duration) -> turmoil::Result {
        let until = self.sim.elapsed() + patience;
        while let Some(busy) = self.devices.iter().find(|device| device.busy.get()) {
            if self.sim.elapsed() >= until {
                return Err(format!("{} still syncs after {patience:?}", busy.name).into());
            }
            self.step()?;
        }
        Ok(())
    }

    pub(crate) fn any_device(&mut self) -> Rc<Device> {
        let which = self.dice.below(self.devices.len());
        Rc::clone(&self.devices[which])
    }

    pub(crate) fn order(&mut self, device: &Device) {
        if device.order() {
            self.syncs += 1;
            self.tape.note(&format!("{} begins to sync", device.name));
        }
    }
}

/// Whether a failed sync is what bad weather does, and not something to look into.
fn is_weather(fail: &client::Fail) -> bool {
    fail.exit == Exit::Offline || ["relay_storage", "relay_busy"].contains(&fail.code)
}

/// Set when anything panics, in whichever task.
pub(crate) static PANICKED: AtomicBool = AtomicBool::new(false);

const TICK: Duration = Duration::from_millis(10);
/// An ordinary day, and two minutes before a quarter ends.
const BEGINNINGS: [&str; 3] = ["2026-11-24T09:00:00Z", "2026-11-24T23:58:00Z", "2026-12-31T23:58:00Z"];
