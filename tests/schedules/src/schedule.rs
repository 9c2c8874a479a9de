//! One schedule from beginning to end: setting up, bad weather, good weather, judgement.

use std::rc::Rc;
use std::time::Duration;

use client::Exit;
use serde_json::{Value, json};

use crate::device::Device;
use crate::stage::{Make, Stage};

/// Runs the schedule of a seed; says what it came to, or what was wrong.
pub(crate) fn run(make: &Make<'_>) -> turmoil::Result<Value> {
    let mut stage = Stage::build(make)?;
    for _ in 0..stage.plan.turns {
        stage.turn()?;
    }
    stage.clear_up();
    // Whatever is under way ends, at the latest by running out of patience.
    stage.rest(LAST_TIMEOUTS)?;
    stage.devices.iter().for_each(|device| device.was_short.set(false));
    stage.remove_again()?;
    stage.tell_of_the_move()?;
    stage.finish_linking()?;
    if stage.is_forgotten() {
        stage.tape.fault("device_and_relay_forgot", "");
    }
    let began = stage.tape.moment();
    let rounds = stage.converge()?;
    let quiet_after = stage.tape.moment() - began;
    stage.judge()?;
    stage.come_to_rest()?;
    stage.keep_from_the_removed()?;
    Ok(json!({
        "seed": make.seed,
        "trace": format!("{:016x}", stage.tape.trace()),
        "devices": stage.devices.len(),
        "texts": stage.texts.all.len(),
        "syncs": stage.syncs,
        "rounds": rounds,
        "quiet_after_ms": u64::try_from(quiet_after.as_millis())?,
        "simulated_ms": u64::try_from(stage.tape.moment().as_millis())?,
        "connections": stage.tape.connections(),
        "bytes": stage.tape.bytes(),
        "envelopes": stage.held()?,
        "faults": stage.tape.faults(),
    }))
}

impl Stage {
    /// Somebody writes, syncs, or something goes wrong; then some time passes.
    fn turn(&mut self) -> turmoil::Result {
        let device = self.any_device();
        match self.dice.below(100) {
            0..36 => self.write(&device)?,
            36..62 => self.order(&device),
            62..66 => self.carry_by_hand(&device)?,
            66..70 if self.plan.removes => self.remove_one()?,
            70..74 if self.plan.moves => self.move_to_another_relay(&device)?,
            66..78 if self.plan.links => self.link()?,
            _ => self.strike()?,
        }
        let time = match self.dice.below(20) {
            // Long enough for every deadline to pass.
            0 => self.dice.between(5_000, 30_000),
            1..12 => self.dice.between(0, 300),
            _ => self.dice.between(100, 3_000),
        };
        self.pass(Duration::from_millis(time))
    }

    /// What one device has goes into a file, and the file to another one.
    fn carry_by_hand(&mut self, from: &Rc<Device>) -> turmoil::Result {
        let to = self.any_device();
        self.carry(from, &to)
    }

    fn carry(&self, from: &Device, to: &Device) -> turmoil::Result {
        from.gave_a_file.set(true);
        from.gave_twice.set(from.gave_twice.get() || from.is_copy.get());
        let carried = from
            .command(|entre| entre.export_parcel(None, from.now()))
            .and_then(|parcel| to.command(|entre| entre.import_parcel(&parcel.bytes, to.now())));
        match carried {
            Ok(_) => {
                self.tape.note(&format!("from {}", from.name));
                self.tape.fault("carried_by_hand", to.name);
            }
            // Before both have paired there is nothing to carry.
            Err(fail) if fail.exit == Exit::Failed && !self.plan.scene.settled => {}
            Err(fail) if from.explains(&fail) || to.explains(&fail) => {}
            Err(fail) => {
                return Err(format!("{} to {}: {} ({})", from.name, to.name, fail.what, fail.code).into());
            }
        }
        Ok(())
    }

    /// Somebody removes their second device, whatever either is doing; at most one in a run.
    fn remove_one(&mut self) -> turmoil::Result {
        if self.devices.iter().any(|device| device.removed.get()) {
            return Ok(());
        }
        let Some((first, second)) = self.removal() else { return Ok(()) };
        match first.command(|entre| entre.remove_device(second.name)) {
            Ok(_) => {
                let elsewhere = self.shown_elsewhere(&second)?;
                self.texts.removed(&elsewhere);
                second.removed.set(true);
                self.tape.fault("device_removed", second.name);
                Ok(())
            }
            Err(fail) if first.explains(&fail) => Ok(()),
            Err(fail) => Err(fail.into()),
        }
    }

    /// Who removes which device, where somebody has two.
    fn removal(&self) -> Option<(Rc<Device>, Rc<Device>)> {
        let pairs = [("alex1", "alex2"), ("sam1", "sam2")];
        let here = |name: &str| self.devices.iter().find(|device| device.name == name).cloned();
        pairs.iter().find_map(|(first, second)| Some((here(first)?, here(second)?)))
    }

    /// A home that went back may have forgotten that it removed a device. Its list shows that one again, and the person
    /// removes it once more.
    fn remove_again(&mut self) -> turmoil::Result {
        let Some((first, second)) = self.removal() else { return Ok(()) };
        if second.removed.get() && first.is_copy.get() {
            match first.command(|entre| entre.remove_device(second.name)) {
                Ok(_) => self.tape.fault("device_removed_again", second.name),
                Err(fail) if fail.exit == Exit::NotFound || fail.code == "already_removed" => {}
                Err(fail) => return Err(fail.into()),
            }
        }
        Ok(())
    }

    /// What a removed device gave to somebody by hand, no relay takes any more. It goes on by hand.
    fn exchange_by_hand(&mut self) -> turmoil::Result {
        for from in self.staying() {
            for to in self.staying() {
                self.carry(&from, &to)?;
            }
        }
        Ok(())
    }

    fn move_to_another_relay(&mut self, device: &Rc<Device>) -> turmoil::Result {
        let to = self.offices[1].origin().parse()?;
        if self.weather.mover.is_none() && !device.removed.get() && device.order_move(to) {
            self.weather.mover = Some(Rc::clone(device));
            self.tape.fault("relay_moved", device.name);
        }
        Ok(())
    }

    /// If the old relay did not answer when somebody went elsewhere, nobody hears of it there: a file tells the others.
    fn tell_of_the_move(&mut self) -> turmoil::Result {
        let Some(mover) = self.weather.mover.clone().filter(|mover| !mover.removed.get()) else {
            return Ok(());
        };
        let others = self.staying();
        others.iter().filter(|other| other.name != mover.name).try_for_each(|other| self.carry(&mover, other))
    }

    /// Envelopes at all relays.
    fn held(&self) -> turmoil::Result<usize> {
        let mut held = 0;
        for office in &self.offices {
            held += office.held()?.len();
        }
        Ok(held)
    }

    pub(crate) fn write(&mut self, device: &Device) -> turmoil::Result {
        let before = self.texts.all.len();
        self.texts.write(device, &mut self.dice)?;
        if let Some(text) = self.texts.all.get(before) {
            self.tape.note(&format!("{} writes {} for {:?}", device.name, text.words, text.readers));
        }
        Ok(())
    }

    /// Everybody syncs in turn until all show the same; says after how many rounds.
    fn converge(&mut self) -> turmoil::Result<u64> {
        let mut why = String::new();
        for round in 1..=ROUNDS_MAX {
            self.round()?;
            // Who moved everybody and then forgot it left some at the old relay.
            let mover_forgot = self.weather.mover.as_ref().is_some_and(|mover| mover.is_copy.get());
            let removed = self.devices.iter().any(|device| device.removed.get());
            let by_hand = self.is_forgotten() || removed || mover_forgot;
            if round == ROUND_BY_HAND && by_hand {
                self.exchange_by_hand()?;
                // What a file says of another relay, or of another branch, is for the next syncs: who goes there may have to be
                // let in by one that comes after it.
                continue;
            }
            match self.difference()? {
                None => return Ok(round),
                Some(difference) => why = difference,
            }
            self.tape.note(&format!("after round {round}, {why}"));
        }
        Err(format!("after {ROUNDS_MAX} rounds in good weather, {why}").into())
    }

    /// When all show the same, they soon have nothing to say to each other, and then a sync costs little.
    fn come_to_rest(&mut self) -> turmoil::Result {
        for _ in 0..ROUNDS_TO_REST {
            let (held, connections, bytes) = (self.held()?, self.tape.connections(), self.tape.bytes());
            self.round()?;
            if let Some(why) = self.difference()? {
                return Err(format!("at rest, {why}").into());
            }
            if self.held()? != held {
                continue;
            }
            let devices = u64::try_from(self.staying().len())?;
            let connections = self.tape.connections() - connections;
            let bytes = self.tape.bytes() - bytes;
            if connections > devices * CONNECTIONS_AT_REST || bytes > devices * BYTES_AT_REST {
                let cost = format!("{connections} connections and {bytes} bytes");
                return Err(format!("at rest, a sync of {devices} devices costs {cost}").into());
            }
            return Ok(());
        }
        Err("everybody has everything, and still new envelopes come".into())
    }

    fn round(&mut self) -> turmoil::Result {
        for device in self.staying() {
            self.order(&device);
            self.rest(PATIENCE)?;
        }
        Ok(())
    }

    /// Whoever was removed and comes again does not get what was written since everybody knows.
    fn keep_from_the_removed(&mut self) -> turmoil::Result {
        let Some(removed) = self.devices.iter().find(|device| device.removed.get()).cloned() else {
            return Ok(());
        };
        let since = self.texts.all.len();
        for device in self.staying() {
            self.write(&device)?;
        }
        self.converge()?;
        self.judge()?;
        self.order(&removed);
        self.rest(LAST_TIMEOUTS)?;
        self.judge_secrecy(since)
    }
}

/// A sync that the weather broke gives up within this time.
const LAST_TIMEOUTS: Duration = Duration::from_secs(300);
/// A sync in good weather is done within this time.
const PATIENCE: Duration = Duration::from_secs(60);
/// Rounds in which everybody syncs once, until all are in step.
const ROUNDS_MAX: u64 = 8;
/// When what is still missing is looked for in files.
const ROUND_BY_HAND: u64 = 3;
/// Rounds after that, until nobody has anything new to say: acknowledgements are envelopes, too.
const ROUNDS_TO_REST: u64 = 3;
/// What a sync with nothing to do may cost a device: one connection for its own stream, one for the pair's.
const CONNECTIONS_AT_REST: u64 = 2;
const BYTES_AT_REST: u64 = 32 * 1024;
