//! One run: hosts, clock, and the chance that moves them. Time passes only here.

use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use client::Fail;
use jiff::{SignedDuration, Timestamp};

use crate::cast::set_up;
use crate::device::{Device, Person};
use crate::dice::Dice;
use crate::line::Line;
use crate::office::Office;
use crate::plan::Plan;
use crate::plants::Plant;
use crate::scene;
use crate::tape::Tape;
use crate::texts::Texts;
use crate::weather::Weather;

/// Everything of one run.
pub(crate) struct Stage {
    pub(crate) sim: turmoil::Sim<'static>,
    pub(crate) plan: Plan,
    pub(crate) devices: Vec<Rc<Device>>,
    /// The relay that all begin with, and another one if somebody goes there.
    pub(crate) offices: Vec<Arc<Office>>,
    pub(crate) tape: Tape,
    pub(crate) dice: Dice,
    /// For what is decided beside the rest.
    pub(crate) beside: Dice,
    pub(crate) texts: Texts,
    pub(crate) weather: Weather,
    pub(crate) syncs: u64,
    pub(crate) plant: Option<Plant>,
}

/// How a run is made.
pub(crate) struct Make<'a> {
    pub(crate) seed: u64,
    /// Where its files lie.
    pub(crate) folder: &'a Path,
    /// Where prepared scenes are.
    pub(crate) scenes: &'a Path,
    pub(crate) plant: Option<Plant>,
    pub(crate) aloud: bool,
}

impl Stage {
    /// Takes everybody out of their prepared scene.
    pub(crate) fn build(make: &Make<'_>) -> turmoil::Result<Self> {
        let mut dice = Dice::new(make.seed);
        let plan = Plan::of(&mut dice);
        let began = scene::copied(&scene::prepared(make.scenes, plan.scene)?, make.folder)?;
        let tape = Tape::new(began, make.aloud);
        tape.note(&format!("{plan:?}"));
        let mut stage = Self::empty(make.seed, plan, dice, make.folder, make.plant, tape)?;
        if stage.plan.moves {
            stage.open_office(RELAYS[1], make.folder);
        }
        for device in stage.devices.clone() {
            stage.sim.host(device.name, move || Rc::clone(&device).works());
        }
        Ok(stage)
    }

    /// Sets everybody up in good weather; gives the moment at which that is done.
    pub(crate) fn set_up(seed: u64, plan: Plan, folder: &Path) -> turmoil::Result<Timestamp> {
        let settled = plan.scene.settled;
        let tape = Tape::new(plan.scene.began().parse()?, false);
        let mut stage = Self::empty(seed, plan, Dice::new(seed), folder, None, tape.clone())?;
        // Nobody dials before it listens.
        for _ in 0..3 {
            stage.step()?;
        }
        let relay = stage.offices[0].origin().parse()?;
        stage.sim.client("everybody", set_up(stage.devices.clone(), settled, relay, tape.clone()));
        while !stage.step()? {}
        Ok(tape.now())
    }

    fn empty(
        seed: u64,
        plan: Plan,
        dice: Dice,
        folder: &Path,
        plant: Option<Plant>,
        tape: Tape,
    ) -> turmoil::Result<Self> {
        let sim = turmoil::Builder::new()
            .simulation_duration(Duration::from_secs(24 * 3600))
            .tick_duration(TICK)
            .max_message_latency(Duration::from_millis(plan.latency_ms))
            .enable_random_order()
            .rng_seed(seed)
            .build();
        let devices = devices(seed, &plan, folder, &tape)?;
        let (weather, texts) = (Weather::default(), Texts::default());
        let beside = dice.beside();
        let offices = Vec::new();
        let mut stage =
            Self { sim, plan, devices, offices, tape, dice, beside, texts, weather, syncs: 0, plant };
        stage.open_office(RELAYS[0], folder);
        Ok(stage)
    }

    fn open_office(&mut self, name: &'static str, folder: &Path) {
        let office = Office::new(name, folder, self.plant);
        self.offices.push(Arc::clone(&office));
        self.sim.host(name, move || Arc::clone(&office).serve());
    }

    /// One tick. Says whether setting up is over.
    fn step(&mut self) -> turmoil::Result<bool> {
        let over = self.sim.step()?;
        self.tape.at(self.sim.elapsed());
        for device in &self.devices {
            if let Some(Fail { what, code, why, .. }) = &*device.unexplained.borrow() {
                return Err(format!("{}: {what} ({code}): {why:?}", device.name).into());
            }
        }
        if PANICKED.load(Ordering::Relaxed) {
            return Err("something panicked".into());
        }
        Ok(over)
    }

    /// Lets time pass.
    pub(crate) fn pass(&mut self, time: Duration) -> turmoil::Result {
        self.pass_unless(time, |_| false)
    }

    /// Lets time pass, unless something happens before.
    pub(crate) fn pass_unless(
        &mut self,
        time: Duration,
        happened: impl Fn(&Self) -> bool,
    ) -> turmoil::Result {
        let until = self.sim.elapsed() + time;
        while self.sim.elapsed() < until && !happened(self) {
            self.step()?;
        }
        Ok(())
    }

    /// Lets time pass until nobody is busy.
    pub(crate) fn rest(&mut self, patience: Duration) -> turmoil::Result {
        let until = self.sim.elapsed() + patience;
        while let Some(busy) = self.devices.iter().find(|device| device.is_busy()) {
            if self.sim.elapsed() >= until {
                return Err(format!("{} still syncs after {patience:?}", busy.name).into());
            }
            self.step()?;
        }
        Ok(())
    }

    /// A device that belongs to its person, or did.
    pub(crate) fn any_device(&mut self) -> Rc<Device> {
        let belongs = self.devices.iter().filter(|device| !device.is_new.get());
        let belong: Vec<_> = belongs.cloned().collect();
        Rc::clone(&belong[self.dice.below(belong.len())])
    }

    /// Any device, also one that is not linked yet.
    pub(crate) fn any_host(&mut self) -> Rc<Device> {
        let which = self.dice.below(self.devices.len());
        Rc::clone(&self.devices[which])
    }

    /// Those that belong to their person.
    pub(crate) fn staying(&self) -> Vec<Rc<Device>> {
        let stay = |device: &&Rc<Device>| !device.removed.get() && !device.is_new.get();
        self.devices.iter().filter(stay).cloned().collect()
    }

    pub(crate) fn order(&mut self, device: &Device) {
        if device.home.exists() && device.order() {
            self.syncs += 1;
            self.tape.note(&format!("{} begins to sync", device.name));
        }
    }
}

fn devices(seed: u64, plan: &Plan, folder: &Path, tape: &Tape) -> Result<Vec<Rc<Device>>, Fail> {
    let all = [
        ("alex1", Person::Alex, true),
        ("alex2", Person::Alex, plan.scene.alexes == 2),
        ("sam1", Person::Sam, true),
        ("sam2", Person::Sam, plan.scene.sams == 2),
    ];
    let newcomer = plan.newcomer().map(|(name, _)| name);
    let is_new = |name| newcomer == Some(name);
    let here =
        all.into_iter().zip(&plan.skews).zip(0..).filter(|(((name, _, here), _), _)| *here || is_new(name));
    here.map(|(((name, person, _), skew), number)| {
        let line = Arc::new(Line::new(seed.wrapping_mul(31).wrapping_add(number)));
        let device = Device::new(name, person, folder, SignedDuration::from_secs(*skew), line, tape)?;
        device.is_new.set(is_new(name));
        Ok(device)
    })
    .collect()
}

/// Set when anything panics, in whichever task.
pub(crate) static PANICKED: AtomicBool = AtomicBool::new(false);

const TICK: Duration = Duration::from_millis(10);
const RELAYS: [&str; 2] = ["relay", "relay2"];
