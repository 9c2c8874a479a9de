//! One schedule from beginning to end: setting up, bad weather, good weather, judgement.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::cast::Device;
use crate::plants::Plant;
use crate::stage::Stage;

/// Runs the schedule of a seed; says what it came to, or what was wrong.
pub(crate) fn run(seed: u64, folder: &Path, plant: Option<Plant>, aloud: bool) -> turmoil::Result<Value> {
    let mut stage = Stage::build(seed, folder, plant, aloud)?;
    for _ in 0..stage.plan.turns {
        stage.turn()?;
    }
    stage.clear_up();
    // Whatever is under way ends, at the latest by running out of patience.
    stage.rest(LAST_TIMEOUTS)?;
    let began = stage.tape.moment();
    let rounds = stage.converge()?;
    let quiet_after = stage.tape.moment() - began;
    stage.judge()?;
    stage.come_to_rest()?;
    Ok(json!({
        "seed": seed,
        "trace": format!("{:016x}", stage.tape.trace()),
        "devices": stage.devices.len(),
        "texts": stage.texts.all.len(),
        "syncs": stage.syncs,
        "rounds": rounds,
        "quiet_after_ms": u64::try_from(quiet_after.as_millis())?,
        "simulated_ms": u64::try_from(stage.tape.moment().as_millis())?,
        "connections": stage.tape.connections(),
        "bytes": stage.tape.bytes(),
        "envelopes": stage.office.held()?.len(),
        "faults": stage.tape.faults(),
    }))
}

impl Stage {
    /// Somebody writes, syncs, or something goes wrong; then some time passes.
    fn turn(&mut self) -> turmoil::Result {
        let device = self.any_device();
        match self.dice.below(100) {
            0..42 => self.write(&device)?,
            42..75 => self.order(&device),
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

    fn write(&mut self, device: &Device) -> turmoil::Result {
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
            let (held, connections, bytes) =
                (self.office.held()?, self.tape.connections(), self.tape.bytes());
            self.round()?;
            if let Some(why) = self.difference()? {
                return Err(format!("at rest, {why}").into());
            }
            if self.office.held()? != held {
                continue;
            }
            let devices = u64::try_from(self.devices.len())?;
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
        for device in self.devices.clone() {
            self.order(&device);
            self.rest(PATIENCE)?;
        }
        Ok(())
    }
}

/// A sync that the weather broke gives up within this time.
const LAST_TIMEOUTS: Duration = Duration::from_secs(300);
/// A sync in good weather is done within this time.
const PATIENCE: Duration = Duration::from_secs(60);
/// Rounds in which everybody syncs once, until all are in step.
const ROUNDS_MAX: u64 = 8;
/// Rounds after that, until nobody has anything new to say: acknowledgements are envelopes, too.
const ROUNDS_TO_REST: u64 = 3;
/// What a sync with nothing to do may cost a device: one connection for its own stream, one for the pair's.
const CONNECTIONS_AT_REST: u64 = 2;
const BYTES_AT_REST: u64 = 32 * 1024;
