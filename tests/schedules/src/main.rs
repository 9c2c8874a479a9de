//! Schedules: two people with two to four devices, the real client over real SQLite files, the real relay over another,
//! and a network, a clock and chance that all follow from one seed. `--seed N [--aloud]` runs one, `--runs N [--from M]`
//! many, `--plant WORD` with a broken relay.
//!
//! Linking this replaces the C library's `getrandom` and `clock_gettime` for the whole process (mad-turmoil), so no other
//! program may depend on it.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for developers, whose output this is"
)]

mod cast;
mod dice;
mod many;
mod office;
mod plants;
mod schedule;
mod stage;
mod tape;
mod texts;
mod verdict;
mod weather;
mod wires;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use rand_core::SeedableRng;

use crate::many::Seeds;
use crate::plants::Plant;

#[derive(Default)]
struct Arguments {
    seed: Option<u64>,
    runs: u64,
    from: u64,
    plant: Option<String>,
    aloud: bool,
}

fn main() -> ExitCode {
    let arguments = match arguments(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(text) => {
            eprintln!("{text}\nusage: schedules (--seed N [--aloud] | --runs N [--from N]) [--plant WORD]");
            return ExitCode::from(2);
        }
    };
    let Arguments { seed, runs, from, plant, aloud } = arguments;
    match seed {
        Some(seed) => one(seed, plant.as_deref().and_then(Plant::of), aloud),
        None => many::run(&Seeds { from, runs, plant }).unwrap_or_else(|error| {
            eprintln!("{error}");
            ExitCode::FAILURE
        }),
    }
}

fn arguments(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments = Arguments { runs: 100, ..Arguments::default() };
    while let Some(word) = words.next() {
        if word == "--aloud" {
            arguments.aloud = true;
            continue;
        }
        let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("{word} needs a number, not {value}"));
        match word.as_str() {
            "--seed" => arguments.seed = Some(number()?),
            "--runs" => arguments.runs = number()?,
            "--from" => arguments.from = number()?,
            "--plant" if Plant::of(&value).is_some() => arguments.plant = Some(value),
            "--plant" => return Err(format!("there is no plant {value}")),
            _ => return Err(format!("{word} is unknown")),
        }
    }
    Ok(arguments)
}

fn one(seed: u64, plant: Option<Plant>, aloud: bool) -> ExitCode {
    // From here on, whatever asks the system for chance gets the seed's, and whatever asks for the time the simulation's.
    mad_turmoil::rand::set_rng(SeedableRng::seed_from_u64(seed));
    let _clocks = mad_turmoil::time::SimClocksGuard::init();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        stage::PANICKED.store(true, Ordering::Relaxed);
        before(panic);
    }));
    let folder = folder();
    let ran = std::fs::create_dir_all(&folder)
        .map_err(Into::into)
        .and_then(|()| schedule::run(seed, &folder, plant, aloud));
    drop(std::fs::remove_dir_all(&folder));
    match ran {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            println!("{why}\nagain: cargo run --locked -p entrenous-schedules -- --aloud --seed {seed}");
            ExitCode::FAILURE
        }
    }
}

/// A folder in memory, if the system has one: what is tested here is order, not the disk.
fn folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    let base = if memory.is_dir() { memory } else { std::env::temp_dir() };
    base.join(format!("entrenous-schedule-{}", std::process::id()))
}
