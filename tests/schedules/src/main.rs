//! Schedules: two people with two to four devices, the real client over real SQLite files, the real relay over another,
//! and a network, a clock and chance that all follow from one seed. `--seed N [--aloud]` runs one, `--runs N [--from M]`
//! many, `--plant WORD` with a program that is broken on purpose.
//!
//! Linking this replaces the C library's `getrandom` and `clock_gettime` for the whole process (mad-turmoil), so no other
//! program may depend on it.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for developers, whose output this is"
)]

mod cast;
mod copies;
mod crashes;
mod device;
mod dice;
mod disk;
mod line;
mod linking;
mod many;
mod office;
mod plan;
mod plants;
mod scene;
mod schedule;
mod stage;
mod tape;
mod texts;
mod vault;
mod verdict;
mod weather;
mod wires;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use rand_core::SeedableRng;

use crate::dice::Dice;
use crate::many::Seeds;
use crate::plan::Plan;
use crate::plants::Plant;
use crate::stage::Make;

#[derive(Default)]
struct Arguments {
    seed: Option<u64>,
    runs: u64,
    from: u64,
    jobs: usize,
    plant: Option<String>,
    aloud: bool,
    /// Whether the files of a run stay where they are.
    keep: bool,
    /// Where prepared scenes are; else in the folder of this process.
    scenes: Option<PathBuf>,
    /// The number of a scene to prepare there.
    prepare: Option<u64>,
}

fn main() -> ExitCode {
    let arguments = match arguments(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(text) => {
            eprintln!("{text}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let own = own_folder();
    let scenes = arguments.scenes.clone().unwrap_or_else(|| own.join("scenes"));
    let code = match (arguments.prepare, arguments.seed) {
        (Some(number), _) => simulated(number, || {
            let folder = scenes.join(number.to_string());
            scene::prepare(number, &folder).map(|()| "prepared".to_owned())
        }),
        (None, Some(seed)) => one(seed, &arguments, &own, &scenes),
        (None, None) => many(&arguments, &scenes),
    };
    if arguments.keep {
        eprintln!("the files are in {}", own.display());
    } else {
        drop(std::fs::remove_dir_all(&own));
    }
    code
}

fn arguments(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments = Arguments { runs: 100, jobs: 2, ..Arguments::default() };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--aloud" => arguments.aloud = true,
            "--keep" => arguments.keep = true,
            _ => {
                let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
                arguments.take(&word, value)?;
            }
        }
    }
    Ok(arguments)
}

impl Arguments {
    fn take(&mut self, word: &str, value: String) -> Result<(), String> {
        let number = || value.parse::<u64>().map_err(|_| format!("{word} needs a number, not {value}"));
        match word {
            "--seed" => self.seed = Some(number()?),
            "--runs" => self.runs = number()?,
            "--from" => self.from = number()?,
            "--jobs" => self.jobs = usize::try_from(number()?).unwrap_or(1),
            "--prepare" => self.prepare = Some(number()?),
            "--scenes" => self.scenes = Some(PathBuf::from(value)),
            "--plant" if Plant::of(&value).is_some() => self.plant = Some(value),
            "--plant" => return Err(format!("there is no plant {value}")),
            _ => return Err(format!("{word} is unknown")),
        }
        Ok(())
    }
}

fn many(arguments: &Arguments, scenes: &Path) -> ExitCode {
    let Arguments { from, runs, jobs, plant, .. } = arguments;
    let seeds = Seeds { from: *from, runs: *runs, jobs: *jobs, plant: plant.clone(), scenes };
    many::run(&seeds).unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::FAILURE
    })
}

fn one(seed: u64, arguments: &Arguments, own: &Path, scenes: &Path) -> ExitCode {
    let folder = own.join("run");
    let plant = arguments.plant.as_deref().and_then(Plant::of);
    let make = Make { seed, folder: &folder, scenes, plant, aloud: arguments.aloud };
    let prepared = std::fs::create_dir_all(&folder)
        .and_then(|()| scene::prepared(scenes, Plan::of(&mut Dice::new(seed)).scene));
    if let Err(error) = prepared {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    let code = simulated(seed, || schedule::run(&make).map(|report| report.to_string()));
    if code != ExitCode::SUCCESS {
        println!("again: cargo run --locked -p entrenous-schedules -- --aloud --seed {seed}");
    }
    code
}

/// Does `work` with a clock and chance that the seed decides, and says what came of it. Once in a process.
fn simulated(seed: u64, work: impl FnOnce() -> turmoil::Result<String>) -> ExitCode {
    // From here on, whatever asks the system for chance gets the seed's, and whatever asks for the time the simulation's.
    mad_turmoil::rand::set_rng(SeedableRng::seed_from_u64(seed));
    let _clocks = mad_turmoil::time::SimClocksGuard::init();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        stage::PANICKED.store(true, Ordering::Relaxed);
        before(panic);
    }));
    let ran = disk::survive_the_limit().map_err(Into::into).and_then(|_limits| work());
    match ran {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            println!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// A folder in memory, if the system has one: what is tested here is order, not the disk.
fn own_folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    let base = if memory.is_dir() { memory } else { std::env::temp_dir() };
    base.join(format!("entrenous-schedule-{}", std::process::id()))
}

const USAGE: &str = "usage: schedules (--seed N [--aloud] [--keep] | --runs N [--from N] [--jobs N]) [--plant WORD] [--scenes DIR]";
