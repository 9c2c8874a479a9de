//! The world of one run: virtual time, what happens next, and the run from its storm to its verdict. Within one direction
//! of one link frames keep their order, except copies and news; a link can end between any two (docs/protocol.md §8).

mod devices;
mod happening;
mod links;
mod menu;
mod relays;
mod rest;

use std::collections::{BTreeMap, BTreeSet};

use agenda::DocumentName;
use sync::Event;
use wire::EnvelopeId;

use crate::copies::Copies;
use crate::counts::{Counts, Fault};
use crate::device::{Device, Weather};
use crate::dice::Dice;
use crate::edits::document_names;
use crate::failure::Failure;
use crate::people::Person;
use crate::relay_host::RelayHost;
use crate::scene::{Scene, terms};
use crate::trace::Trace;
use crate::{Documents, Plant, Report, Settings};
use happening::Happening;
use links::Link;
use menu::Menu;

/// A program on a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) device: usize,
    pub(crate) program: usize,
}

pub(crate) struct World {
    dice: Dice,
    trace: Trace,
    began_ms: u64,
    now_ms: u64,
    counter: u64,
    steps: u64,
    happenings: BTreeMap<(u64, u64), Happening>,
    pub(crate) relays: [RelayHost; 2],
    pub(crate) people: Vec<Person>,
    pub(crate) devices: Vec<Device>,
    documents: Documents,
    links: BTreeMap<u64, Link>,
    next_link: u64,
    frames: u64,
    /// Devices that are down.
    down: BTreeSet<usize>,
    /// Until when a device has no network.
    parted_until_ms: BTreeMap<usize, u64>,
    menu: Menu,
    stormy: bool,
    counts: Counts,
    copies: Copies,
    /// A relay could not write or read for a while.
    bad_disks: bool,
    names: Vec<DocumentName>,
    plant: Option<Plant>,
}

impl World {
    pub(crate) fn new(settings: &Settings, tell: Option<fn(&str)>) -> Result<Self, Failure> {
        let Settings { seed, writers, documents, plant } = *settings;
        let mut dice = Dice::new(seed);
        // Most runs begin with people who know each other, so that the time goes into what happens then.
        let anew = writers.is_some() || documents == Documents::Whole || dice.happens(FROM_THE_BEGINNING);
        let mut world = if anew {
            let count = match documents {
                Documents::Whole => 3 + dice.below(3),
                Documents::Opaque => 2 + dice.below(2),
            };
            let mut world = Self::with(dice, &Scene::founded(documents, seed)?, documents, plant, tell);
            world.plan(writers.unwrap_or(count).clamp(2, 5));
            world
        } else {
            let count = [2, 2, 3, 3, 3, 4][dice.below(6)];
            let scene = Scene::prepared(documents, count, dice.below(SCENES))?;
            let joins = usize::from(count < 4 && dice.happens(200));
            let mut world = Self::with(dice, scene, documents, plant, tell);
            world.plan(count + joins);
            world
        };
        world.trace.number(seed);
        Ok(world)
    }

    /// The people of a scene, each at rest.
    pub(crate) fn with(
        mut dice: Dice,
        scene: &Scene,
        documents: Documents,
        plant: Option<Plant>,
        tell: Option<fn(&str)>,
    ) -> Self {
        let puts = u32::try_from(1 + dice.below(8)).unwrap_or(1);
        let host = |place: usize, memory| RelayHost::new(terms(scene, place, puts), memory, plant);
        let relays = [host(0, scene.memory.clone()), host(1, scene.empty())];
        let devices = scene.devices.iter().enumerate().map(|(number, (person, disk))| {
            let mut disk = disk.clone();
            disk.plant = plant;
            Device::new(number, *person, documents, disk)
        });
        let devices = devices.collect();
        Self {
            dice,
            trace: Trace::new(tell),
            began_ms: BEGAN_MS,
            now_ms: BEGAN_MS,
            counter: 0,
            steps: 0,
            happenings: BTreeMap::new(),
            relays,
            people: scene.people.clone(),
            devices,
            documents,
            links: BTreeMap::new(),
            next_link: 0,
            frames: 0,
            down: BTreeSet::new(),
            parted_until_ms: BTreeMap::new(),
            menu: Menu::default(),
            stormy: true,
            counts: Counts::default(),
            copies: Copies::default(),
            bad_disks: false,
            names: if documents == Documents::Whole { document_names() } else { vec![DocumentName::Core] },
            plant,
        }
    }

    /// From the storm to the verdict.
    pub(crate) fn run(&mut self) -> Result<(), Failure> {
        self.storm()?;
        self.calm_down()?;
        self.until_quiet()?;
        self.judge()?;
        self.poke()
    }

    fn storm(&mut self) -> Result<(), Failure> {
        let end_ms = self.began_ms + self.menu.storm_ms;
        while let Some(entry) = self.happenings.first_entry() {
            if entry.key().0 > end_ms {
                break;
            }
            let ((at_ms, _), happening) = entry.remove_entry();
            self.now_ms = at_ms;
            self.happen(happening)?;
        }
        Ok(())
    }

    /// Everybody is up to date; looking once more must bring nothing more.
    fn poke(&mut self) -> Result<(), Failure> {
        let before = self.held().len();
        for device in 0..self.devices.len() {
            self.event(Who { device, program: 0 }, Event::Changed)?;
        }
        self.until_quiet()?;
        let after = self.held().len();
        if after > before { Err(Failure::Chatter { more: after - before }) } else { Ok(()) }
    }

    /// Gives an event to a program's conversation and carries out what follows.
    fn event(&mut self, who: Who, event: Event) -> Result<(), Failure> {
        let crash_per_mille = if self.stormy { self.menu.crash_per_mille } else { 0 };
        let weather = &mut Weather { dice: &mut self.dice, counts: &mut self.counts, crash_per_mille };
        let step = self.devices[who.device].step(who.program, event, weather)?;
        self.stepped(who, step)
    }

    fn after(&mut self, pause_ms: u64, happening: Happening) {
        self.at(self.now_ms + pause_ms, happening);
    }

    /// Some time between these, from now.
    fn within(&mut self, from_ms: u64, to_ms: u64, happening: Happening) {
        let pause_ms = self.dice.between(from_ms, to_ms);
        self.after(pause_ms, happening);
    }

    fn at(&mut self, at_ms: u64, happening: Happening) {
        self.counter += 1;
        self.happenings.insert((at_ms, self.counter), happening);
    }

    pub(crate) fn stream(&self) -> wire::StreamId {
        self.devices[0].disk.seat.stream
    }

    /// Where the stream is in the end.
    fn home_relay(&self) -> usize {
        self.devices[0].disk.at
    }

    fn held(&mut self) -> Vec<(wire::AuthorId, u64, EnvelopeId)> {
        let (relay, stream) = (self.home_relay(), self.stream());
        self.relays[relay].held(&stream)
    }

    pub(crate) fn report(mut self) -> Report {
        let envelopes = self.held().len();
        let early: usize = self.devices.iter().map(|device| device.disk.early.len()).sum();
        self.counts.more(Fault::Reordered, u64::try_from(early).unwrap_or(u64::MAX));
        let wrote = self.devices.iter().map(|device| &device.wrote);
        Report {
            trace: self.trace.value(),
            steps: self.steps,
            devices: self.devices.len(),
            changes: wrote.map(|wrote| wrote.changes.len() + wrote.items.len()).sum(),
            envelopes,
            connections: self.next_link,
            frames: self.frames,
            counts: self.counts,
        }
    }
}

/// So many runs of a thousand begin before anybody has met.
const FROM_THE_BEGINNING: usize = 100;
/// Prepared scenes of each kind.
pub(crate) const SCENES: usize = 3;
/// Late enough that clocks can be set back.
const BEGAN_MS: u64 = 40 * 24 * 3_600_000;
