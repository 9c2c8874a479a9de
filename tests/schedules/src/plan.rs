//! What a seed decides before anything happens. Each run has some kinds of faults and not others.

use crate::dice::Dice;

/// Who takes part, and what may befall them.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) scene: Scene,
    pub(crate) latency_ms: u64,
    /// Seconds.
    pub(crate) skews: Vec<i64>,
    pub(crate) turns: u64,
    pub(crate) loss: Loss,
    /// Whether somebody goes to another relay.
    pub(crate) moves: bool,
    /// Whether a second device is removed.
    pub(crate) removes: bool,
    /// Whether clocks jump, each for itself.
    pub(crate) jumps: bool,
    /// Whether somebody who has one device links a second one.
    pub(crate) links: bool,
    /// Whether files of a device become read-only now and then.
    pub(crate) freezes: bool,
}

/// What may come back older than it was. If it is both in one run, and the relay has lost what a device wrote and forgot,
/// nobody can know that a place in its chain is taken: then two envelopes can stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    Nothing,
    Relay,
    Device,
    Both,
}

/// Who takes part and how far they have come when the weather turns. Few enough to be prepared once each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scene {
    pub(crate) alexes: usize,
    pub(crate) sams: usize,
    /// Whether both have paired. If not, the invitation has been answered and nothing more.
    pub(crate) settled: bool,
    beginning: usize,
}

impl Scene {
    pub(crate) const COUNT: u64 = 8 * 3;

    pub(crate) fn began(self) -> &'static str {
        BEGINNINGS[self.beginning % BEGINNINGS.len()]
    }

    /// The number of this scene among all.
    pub(crate) fn number(self) -> u64 {
        let bit = |set: bool| u64::from(set);
        let who = bit(self.alexes == 2) + 2 * bit(self.sams == 2) + 4 * bit(self.settled);
        who + 8 * u64::try_from(self.beginning).unwrap_or(0)
    }

    pub(crate) fn of_number(number: u64) -> Self {
        let bit = |at: u64| usize::try_from(number >> at & 1).unwrap_or(0);
        Self {
            alexes: 1 + bit(0),
            sams: 1 + bit(1),
            settled: bit(2) == 1,
            beginning: usize::try_from(number >> 3).unwrap_or(0) % BEGINNINGS.len(),
        }
    }
}

impl Plan {
    pub(crate) fn of(dice: &mut Dice) -> Self {
        let alexes = if dice.happens(60) { 2 } else { 1 };
        let sams = if dice.happens(35) { 2 } else { 1 };
        let scene =
            Scene { alexes, sams, settled: dice.happens(75), beginning: dice.below(BEGINNINGS.len()) };
        let loss = match dice.below(4) {
            0 if scene.settled => Loss::Relay,
            1 if scene.settled => Loss::Device,
            _ => Loss::Nothing,
        };
        let mut beside = dice.beside();
        let mut plan = Self {
            latency_ms: dice.between(1, 250),
            skews: (0..4).map(|_| i64::try_from(dice.below(401)).unwrap_or(0) - 200).collect(),
            turns: dice.between(15, 55),
            loss,
            moves: scene.settled && dice.happens(15),
            removes: scene.settled && (alexes == 2 || sams == 2) && dice.happens(20),
            jumps: scene.settled && dice.happens(25),
            links: false,
            freezes: beside.happens(30),
            scene,
        };
        let room = scene.settled && (alexes == 1 || sams == 1);
        let quiet = matches!(loss, Loss::Nothing | Loss::Relay) && !plan.moves && !plan.removes;
        plan.links = room && quiet && beside.happens(50);
        if loss != Loss::Nothing && !plan.links && beside.happens(15) {
            plan.loss = Loss::Both;
        }
        plan
    }

    /// The device that is to be linked, and the one that links it.
    pub(crate) fn newcomer(&self) -> Option<(&'static str, &'static str)> {
        match self.scene {
            _ if !self.links => None,
            Scene { alexes: 1, .. } => Some(("alex2", "alex1")),
            Scene { sams: 1, .. } => Some(("sam2", "sam1")),
            _ => None,
        }
    }

    /// For preparing a scene: all clocks right, nothing goes wrong.
    pub(crate) fn calm(scene: Scene) -> Self {
        Self {
            scene,
            latency_ms: 20,
            skews: vec![0; 4],
            turns: 0,
            loss: Loss::Nothing,
            moves: false,
            removes: false,
            jumps: false,
            links: false,
            freezes: false,
        }
    }
}

/// An ordinary day, and two minutes before a quarter ends.
const BEGINNINGS: [&str; 3] = ["2026-11-24T09:00:00Z", "2026-11-24T23:58:00Z", "2026-12-31T23:58:00Z"];
