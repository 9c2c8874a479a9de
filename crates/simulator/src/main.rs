//! Runs seeds on all cores and says which ones failed. At the end one line of JSON tells what they came to. Twenty of
//! them are run twice, to see that they repeat.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for developers, whose output this is"
)]

mod arguments;
mod sums;

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use arguments::{Arguments, Task};
use entrenous_simulator::{Failure, Plant, replay, run};
use sums::Sums;

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(text) => {
            eprintln!("{text}\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    match arguments.task {
        Task::Many => many(&arguments),
        Task::Replay(seed) => one(seed, &arguments),
        Task::Plants => plants(&arguments),
    }
}

/// One seed, happening by happening.
fn one(seed: u64, arguments: &Arguments) -> ExitCode {
    match replay(&arguments.settings(seed, None), |line| println!("{line}")) {
        Ok(report) => {
            println!("seed {seed} holds: {report:?}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            println!("seed {seed} fails: {}", told(&failure));
            ExitCode::FAILURE
        }
    }
}

fn many(arguments: &Arguments) -> ExitCode {
    let began = Instant::now();
    let next = AtomicU64::new(arguments.from);
    let end = arguments.from.saturating_add(arguments.runs);
    let twice_every = (arguments.runs / RUN_TWICE).max(1);
    let sums = Mutex::new(Sums::default());
    std::thread::scope(|scope| {
        for _ in 0..arguments.threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        break;
                    }
                    let settings = arguments.settings(seed, None);
                    let result = run(&settings);
                    let twice = (seed - arguments.from).is_multiple_of(twice_every);
                    let again = twice.then(|| run(&settings));
                    if let Err(failure) = &result {
                        println!("seed {seed} fails: {}", told(failure));
                    }
                    let mut sums = sums.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    sums.add(seed, result, again);
                    if sums.done().is_multiple_of(CHUNK) {
                        eprintln!("{}", sums.line(arguments.from, began.elapsed().as_secs_f64()));
                    }
                }
            });
        }
    });
    let sums = sums.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    println!("{}", sums.line(arguments.from, began.elapsed().as_secs_f64()));
    if sums.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// For each wrong program the first seed that finds it, for the table of the tests.
fn plants(arguments: &Arguments) -> ExitCode {
    let mut missed = false;
    for plant in Plant::ALL {
        let end = arguments.from.saturating_add(arguments.runs);
        let mut seeds = arguments.from..end;
        let found = seeds.find_map(|seed| {
            let failure = run(&arguments.settings(seed, Some(plant))).err()?;
            Some((seed, failure))
        });
        match found {
            Some((seed, failure)) => println!("(Plant::{plant:?}, {seed}, \"{}\"),", failure.name()),
            None => println!("{plant:?} goes unnoticed in {} runs", arguments.runs),
        }
        missed |= seeds.is_empty();
    }
    if missed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn told(failure: &Failure) -> String {
    let mut text = failure.to_string();
    let mut cause = std::error::Error::source(failure);
    while let Some(source) = cause {
        text.push_str(": ");
        text.push_str(&source.to_string());
        cause = source.source();
    }
    text
}

/// How many seeds are run twice.
const RUN_TWICE: u64 = 20;
/// After so many runs there is word of how it goes.
const CHUNK: u64 = 10_000;
