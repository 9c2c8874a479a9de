//! One run: two persons, up to four devices each, a relay that delays and reorders for each receiver by itself, and
//! stolen devices that turn hostile.

use std::collections::{BTreeMap, BTreeSet};

use crypto::{DeviceId, Statement};
use wire::{EnvelopeId, EpochId, Verified};

use super::super::cast::{Device, Dice, Person};
use super::hostile;
use crate::rules::Blind;
use crate::{Duties, Published};

/// What a run has seen, for the figures.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Counts {
    pub(super) runs: usize,
    pub(super) envelopes: usize,
    pub(super) removals: usize,
    pub(super) resets: usize,
    pub(super) links: usize,
    pub(super) forks: usize,
    pub(super) stolen: usize,
    pub(super) pins: usize,
    pub(super) late_writes: usize,
    pub(super) nobody_left: usize,
    pub(super) kits_used: usize,
}

impl Counts {
    pub(super) fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        self.envelopes += other.envelopes;
        self.removals += other.removals;
        self.resets += other.resets;
        self.links += other.links;
        self.forks += other.forks;
        self.stolen += other.stolen;
        self.pins += other.pins;
        self.late_writes += other.late_writes;
        self.nobody_left += other.nobody_left;
        self.kits_used += other.kits_used;
    }
}

/// What must never happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Violation {
    TakenBack { device: usize, envelope: EnvelopeId },
    LinkedWithoutKeys { device: usize },
    NeverAtRest,
    PublishFails { device: usize },
    CannotWrite { device: usize },
    PersonsDiffer { one: usize, other: usize },
    AcceptedDiffer { one: usize, other: usize },
    EpochsDiffer { one: usize, other: usize },
    NotApplied { device: usize, envelope: EnvelopeId },
    KeyMissing { device: usize, epoch: EpochId },
    NotAccepted { writer: usize, reader: usize },
    UnreadBranch { device: usize },
    RemovedReads { removed: usize },
    RemovedReadsLater { removed: usize, envelope: EnvelopeId },
    LateWriteCounts { device: usize, envelope: EnvelopeId },
    RemovedIsActive { removed: usize, device: usize },
    KeptIsOut { kept: usize, device: usize },
}

/// One device in the world.
pub(super) struct Actor {
    pub(super) device: Device,
    pub(super) person: usize,
    pub(super) hostile: bool,
    inbox: Vec<Verified>,
    /// Everything that took effect here, ever.
    applied: BTreeSet<EnvelopeId>,
    /// A hostile device's second branch: where it goes on, and who is shown it.
    pub(super) branch: Option<hostile::Branch>,
}

/// Something written by an honest device, and whom it had shut out by then.
pub(super) struct Written {
    pub(super) envelope: EnvelopeId,
    pub(super) epoch: EpochId,
    pub(super) removed: BTreeSet<DeviceId>,
}

pub(super) struct World {
    pub(super) dice: Dice,
    pub(super) people: [Person; 2],
    pub(super) actors: Vec<Actor>,
    pub(super) all: Vec<Verified>,
    pub(super) written: Vec<Written>,
    /// Removals by honest devices: the statement and whom it names.
    pub(super) removals: Vec<(Statement, DeviceId)>,
    /// Devices that were removed once and taken back in: what they could read then, they could read.
    pub(super) readmitted: BTreeSet<DeviceId>,
    /// Devices that the last reset of each person kept and that nobody has removed since.
    pub(super) kept: [BTreeSet<DeviceId>; 2],
    /// What removed devices wrote when everybody knew of their removal: whose, and which.
    pub(super) late: Vec<(DeviceId, EnvelopeId)>,
    /// What devices that count wrote when everybody knew that they had forked.
    pub(super) late_forked: Vec<EnvelopeId>,
    /// Whether a stolen device said that another's sealing key is its own: then it gives away what is sealed to it.
    pub(super) claimed: bool,
    pub(super) counts: Counts,
}

pub(super) type Checked = Result<(), Violation>;

impl World {
    pub(super) fn new(seed: u64) -> Result<Self, Violation> {
        let mut dice = Dice::new(seed);
        let mut people = [Person::new(&mut dice), Person::new(&mut dice)];
        let mut a1 = Device::found(&mut people[0], &mut dice);
        let (b1, admission) = a1.pair(&mut people[1], &mut dice);
        let duties = Duties { admissions: vec![admission], ..Duties::default() };
        a1.publish(&duties, &mut dice);
        let all = a1.all();
        let actors = vec![Actor::new(a1, 0, Vec::new()), Actor::new(b1, 1, all.clone())];
        let mut world = Self {
            dice,
            people,
            actors,
            all,
            written: Vec::new(),
            removals: Vec::new(),
            readmitted: BTreeSet::new(),
            kept: Default::default(),
            late: Vec::new(),
            late_forked: Vec::new(),
            claimed: false,
            counts: Counts { runs: 1, ..Counts::default() },
        };
        world.rest()?;
        Ok(world)
    }

    pub(super) fn step(&mut self) -> Checked {
        let at = self.dice.below(self.actors.len());
        let amount = [0, 1, 3, 6, 1000][self.dice.below(5)];
        self.pump(at, amount)?;
        if self.actors[at].hostile {
            return hostile::act(self, at);
        }
        if self.dice.happens(8) {
            self.actors[at].device.rebuild();
            self.check_taken_back(at)?;
        }
        if !self.actors[at].device.replica.is_member() {
            return Ok(());
        }
        match self.dice.below(100) {
            0..40 => {
                self.actors[at].device.disk.write();
                self.publish(at, &Duties::default())
            }
            40..52 => self.publish(at, &Duties { rotate: true, ..Duties::default() }),
            52..60 => self.link(at),
            60..66 => self.revoke(at),
            66..69 => self.reset(at),
            69..72 => {
                let Self { actors, dice, .. } = self;
                actors[at].device.renew_key(dice);
                self.publish(at, &Duties::default())
            }
            72..78 => {
                self.turn_hostile(at);
                Ok(())
            }
            _ => self.publish(at, &Duties { checkpoint: true, ..Duties::default() }),
        }
    }

    /// Hands over up to so much of what waits, in any order that the chains allow.
    pub(super) fn pump(&mut self, at: usize, amount: usize) -> Checked {
        let mut amount = amount;
        loop {
            let whole = self.dice.happens(50);
            let actor = &mut self.actors[at];
            let mut batch: Vec<Verified> = Vec::new();
            let mut taken = BTreeSet::new();
            while amount > 0 {
                let ready: Vec<usize> = (0..actor.inbox.len())
                    .filter(|place| {
                        let header = actor.inbox[*place].header();
                        header.seq == 1
                            || actor.device.replica.knows(&header.prev)
                            || taken.contains(&header.prev)
                    })
                    .collect();
                if ready.is_empty() {
                    break;
                }
                let envelope = actor.inbox.swap_remove(ready[self.dice.below(ready.len())]);
                taken.insert(envelope.id());
                batch.push(envelope);
                amount -= 1;
                if !whole {
                    break;
                }
            }
            if batch.is_empty() {
                return Ok(());
            }
            let _blind = actor.hostile.then(Blind::new);
            let received = actor.device.take_in(&batch);
            self.counts.forks += usize::from(!actor.hostile) * received.events.len();
            let replica = &actor.device.replica;
            let applied = received.applied.iter().map(|(_, id)| *id);
            actor.applied.extend(applied.filter(|id| replica.is_accepted(id)));
            self.check_taken_back(at)?;
        }
    }

    /// The publish step of an honest device, and what it seals on its way to everybody.
    pub(super) fn publish(&mut self, at: usize, duties: &Duties<crypto::Pair>) -> Checked {
        let Self { actors, dice, .. } = self;
        let actor = &mut actors[at];
        let before: BTreeSet<EnvelopeId> = actor.device.disk.applied().collect();
        let Ok(published) = actor.device.try_publish(duties, dice) else {
            return Err(Violation::PublishFails { device: at });
        };
        let Device { disk, replica, .. } = &actor.device;
        let applied = disk.applied().filter(|id| !before.contains(id) && replica.is_accepted(id));
        actor.applied.extend(applied);
        self.note(at, &published);
        self.send(at, &published.envelopes);
        self.check_taken_back(at)
    }

    fn note(&mut self, at: usize, published: &Published) {
        let replica = &self.actors[at].device.replica;
        let removed: BTreeSet<DeviceId> =
            replica.people().into_iter().flat_map(|person| person.removed).collect();
        let said = published.envelopes.iter().filter(|envelope| replica.says_changes(&envelope.id()));
        self.written.extend(said.map(|envelope| Written {
            envelope: envelope.id(),
            epoch: envelope.header().epoch,
            removed: removed.clone(),
        }));
        self.counts.pins += usize::from(published.checkpointed);
    }

    /// Puts envelopes on their way to everybody else.
    pub(super) fn send(&mut self, from: usize, envelopes: &[Verified]) {
        let everybody: Vec<usize> = (0..self.actors.len()).filter(|at| *at != from).collect();
        self.send_to(&everybody, envelopes);
    }

    pub(super) fn send_to(&mut self, receivers: &[usize], envelopes: &[Verified]) {
        self.all.extend(envelopes.iter().cloned());
        self.counts.envelopes += envelopes.len();
        for at in receivers {
            self.actors[*at].inbox.extend(envelopes.iter().cloned());
        }
    }

    fn check_taken_back(&self, at: usize) -> Checked {
        let actor = &self.actors[at];
        let replica = &actor.device.replica;
        if actor.hostile || !replica.is_member() {
            return Ok(());
        }
        match actor.applied.iter().find(|id| !replica.is_accepted(id)) {
            Some(id) => Err(Violation::TakenBack { device: at, envelope: *id }),
            None => Ok(()),
        }
    }

    fn link(&mut self, at: usize) -> Checked {
        let person = self.actors[at].person;
        let mine = self.actors.iter().filter(|actor| actor.person == person).count();
        if mine >= DEVICES_MAX || !self.actors[at].device.replica.can_write() {
            return Ok(());
        }
        let Self { actors, people, dice, .. } = self;
        let (device, admission) = actors[at].device.link(&mut people[person], dice);
        let newcomer = device.id;
        let inbox = self.all.clone();
        self.actors.push(Actor::new(device, person, inbox));
        self.counts.links += 1;
        self.publish(at, &Duties { admissions: vec![admission], ..Duties::default() })?;
        let replica = &self.actors[at].device.replica;
        if replica.can_write() && replica.withholds_from(&newcomer) {
            return Err(Violation::LinkedWithoutKeys { device: self.actors.len() - 1 });
        }
        Ok(())
    }

    /// An honest device removes another of its person's, rather a stolen one.
    fn revoke(&mut self, at: usize) -> Checked {
        let actor = &self.actors[at];
        let active: BTreeSet<DeviceId> =
            actor.device.replica.people().into_iter().flat_map(|person| person.active).collect();
        let candidates: Vec<&Actor> = self
            .actors
            .iter()
            .filter(|other| {
                other.person == actor.person
                    && other.device.id != actor.device.id
                    && active.contains(&other.device.id)
            })
            .collect();
        let stolen = candidates.iter().find(|other| other.hostile).map(|other| other.device.id);
        let any = candidates.get(self.dice.below(candidates.len())).map(|other| other.device.id);
        let chosen = if self.dice.happens(70) { stolen.or(any) } else { any };
        match chosen {
            Some(device) => self.remove(at, device),
            None => Ok(()),
        }
    }

    pub(super) fn remove(&mut self, at: usize, device: DeviceId) -> Checked {
        let era = self.era(at);
        let revoke = self.actors[at].device.revoke(device, era);
        self.removals.push((revoke, device));
        // Whoever does not know of a reset yet removes in an era that is over: the reset has the last word.
        if era == self.people[self.actors[at].person].era {
            self.kept[self.actors[at].person].remove(&device);
        }
        self.counts.removals += 1;
        self.check_taken_back(at)?;
        self.publish(at, &Duties::default())
    }

    /// The era that a device knows of.
    pub(super) fn era(&self, at: usize) -> crypto::StatementId {
        let actor = &self.actors[at];
        let people = actor.device.replica.people();
        people
            .iter()
            .find(|person| person.root == actor.device.root)
            .map_or(crypto::StatementId::ZERO, |person| person.era)
    }

    /// The kit is used on an honest device: it stays, and with it some others.
    pub(super) fn reset(&mut self, at: usize) -> Checked {
        let person = self.actors[at].person;
        let id = self.actors[at].device.id;
        let mut keep = BTreeSet::from([id]);
        for other in self.actors.iter().filter(|other| other.person == person) {
            if self.dice.happens(if other.hostile { 10 } else { 60 }) {
                keep.insert(other.device.id);
            }
        }
        self.reset_to(at, &keep)
    }

    pub(super) fn reset_to(&mut self, at: usize, keep: &BTreeSet<DeviceId>) -> Checked {
        let person = self.actors[at].person;
        let kept: Vec<DeviceId> = keep.iter().copied().collect();
        let reset: Statement = self.people[person].reset(&kept);
        self.people[person].statements.push(reset.clone());
        self.readmitted.extend(keep);
        self.kept[person] = keep.clone();
        self.counts.resets += 1;
        self.actors[at].device.learn(reset);
        self.check_taken_back(at)?;
        self.publish(at, &Duties::default())
    }

    /// The kit opens everything that its person could ever read.
    pub(super) fn use_kit(&mut self, at: usize) {
        let actor = &mut self.actors[at];
        let kit = *self.people[actor.person].kit().expose_seed();
        actor.device.kems.insert(0, (0, kit));
        actor.device.rebuild();
    }

    /// It is put away again; what the device read with it, it can go on reading.
    pub(super) fn put_kit_away(&mut self, at: usize) {
        let device = &mut self.actors[at].device;
        device.kems.retain(|(generation, _)| *generation > 0);
        device.rebuild();
    }

    fn turn_hostile(&mut self, at: usize) {
        let hostile = self.actors.iter().filter(|actor| actor.hostile).count();
        let honest = self.actors.len() - hostile;
        if hostile < HOSTILE_MAX && honest > 2 {
            let _blind = Blind::new();
            self.actors[at].hostile = true;
            self.actors[at].device.rebuild();
            self.counts.stolen += 1;
        }
    }

    /// Everything is delivered to everybody, and every honest device that can publishes, until nothing new comes.
    pub(super) fn rest(&mut self) -> Checked {
        for _ in 0..REST_ROUNDS {
            let before = self.all.len();
            for at in 0..self.actors.len() {
                self.pump(at, usize::MAX)?;
                if !self.actors[at].hostile {
                    self.publish(at, &Duties::default())?;
                }
            }
            if before == self.all.len() {
                return Ok(());
            }
        }
        Err(Violation::NeverAtRest)
    }

    /// What was shown to some only comes to everybody.
    pub(super) fn tell_all(&mut self) {
        let mut by_id: BTreeMap<EnvelopeId, &Verified> = BTreeMap::new();
        for envelope in &self.all {
            by_id.insert(envelope.id(), envelope);
        }
        for actor in &mut self.actors {
            let waiting: BTreeSet<EnvelopeId> = actor.inbox.iter().map(|envelope| envelope.id()).collect();
            let missing = by_id
                .iter()
                .filter(|(id, _)| !actor.device.replica.knows(id) && !waiting.contains(*id))
                .map(|(_, envelope)| (*envelope).clone());
            actor.inbox.extend(missing.collect::<Vec<_>>());
        }
    }
}

impl Actor {
    fn new(device: Device, person: usize, inbox: Vec<Verified>) -> Self {
        let applied = device.disk.applied().filter(|id| device.replica.is_accepted(id)).collect();
        Self { device, person, hostile: false, inbox, applied, branch: None }
    }
}

const DEVICES_MAX: usize = 4;
const HOSTILE_MAX: usize = 2;
const REST_ROUNDS: usize = 40;
