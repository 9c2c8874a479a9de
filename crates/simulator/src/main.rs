//! Runs seeds, on two threads, and says which one failed: `--runs N`, `--seed N`, `--writers 2..5`. Some seeds are run
//! twice, to see that they repeat.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for developers, whose output this is"
)]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use entrenous_simulator::{Failure, Mishaps, Report, Settings, run};

struct Arguments {
    runs: u64,
    seed: Option<u64>,
    from: u64,
    writers: Option<usize>,
}

fn main() -> ExitCode {
    let arguments = match arguments(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(text) => {
            eprintln!(
                "{text}\nusage: entrenous-simulator [--runs N] [--from SEED] [--seed SEED] [--writers 2..5]"
            );
            return ExitCode::from(2);
        }
    };
    match arguments.seed {
        Some(seed) => one(settings(seed, &arguments)),
        None => many(&arguments),
    }
}

fn arguments(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments = Arguments { runs: 1000, seed: None, from: 0, writers: None };
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| format!("{word} needs a number"))?;
        let number: u64 = value.parse().map_err(|_| format!("{word} needs a number, not {value}"))?;
        match word.as_str() {
            "--runs" => arguments.runs = number,
            "--seed" => arguments.seed = Some(number),
            "--from" => arguments.from = number,
            "--writers" => arguments.writers = Some(usize::try_from(number).unwrap_or(usize::MAX)),
            _ => return Err(format!("{word} is unknown")),
        }
    }
    Ok(arguments)
}

fn settings(seed: u64, arguments: &Arguments) -> Settings {
    Settings { seed, writers: arguments.writers, unruly: true, plant: None }
}

fn one(settings: Settings) -> ExitCode {
    match run(&settings) {
        Ok(report) => {
            let Report { trace, steps, devices, changes, envelopes, connections, crashes, mishaps } = report;
            let Mishaps { lost, doubled, reordered } = mishaps;
            println!(
                "seed {} holds: trace {trace:016x}, {devices} devices, {changes} changes, {envelopes} envelopes, \
                 {connections} connections, {crashes} crashes, {lost} lost, {doubled} doubled, {reordered} reordered, \
                 {steps} steps",
                settings.seed
            );
            ExitCode::SUCCESS
        }
        Err(failure) => {
            println!("seed {} fails: {}", settings.seed, told(&failure));
            ExitCode::FAILURE
        }
    }
}

/// What all runs together came to.
#[derive(Default)]
struct Sums {
    done: u64,
    failed: Vec<u64>,
    changes: usize,
    envelopes: usize,
    crashes: u64,
    connections: u64,
    mishaps: Mishaps,
    /// How many runs had so many writers.
    writers: BTreeMap<usize, u64>,
    /// Seeds that were run twice, with the same outcome to the last message.
    repeated: u64,
}

fn many(arguments: &Arguments) -> ExitCode {
    let began = Instant::now();
    let next = AtomicU64::new(arguments.from);
    let end = arguments.from.saturating_add(arguments.runs);
    let sums = Mutex::new(Sums::default());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        break;
                    }
                    let settings = settings(seed, arguments);
                    let result = run(&settings);
                    let again = seed.is_multiple_of(REPEAT_EVERY).then(|| run(&settings));
                    let mut sums = sums.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    sums.add(seed, result, again);
                    if sums.done.is_multiple_of(PROGRESS_EVERY) {
                        eprintln!("{} of {} runs, {} failed", sums.done, arguments.runs, sums.failed.len());
                    }
                }
            });
        }
    });
    let sums = sums.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let seconds = began.elapsed().as_secs_f64();
    let Sums { done, mut failed, changes, envelopes, crashes, connections, mishaps, writers, repeated } =
        sums;
    let Mishaps { lost, doubled, reordered } = mishaps;
    let writers: Vec<String> =
        writers.iter().map(|(count, runs)| format!("{runs} with {count} writers")).collect();
    println!(
        "{done} runs in {seconds:.1} s ({:.1} runs/s): {changes} changes, {envelopes} envelopes, \
         {connections} connections, {crashes} crashes, {lost} frames lost, {doubled} doubled, {reordered} out of order; \
         {}; {repeated} seeds run twice and equal; {} failed",
        f64::from(u32::try_from(done).unwrap_or(u32::MAX)) / seconds,
        writers.join(", "),
        failed.len()
    );
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    failed.sort_unstable();
    println!("failed seeds: {failed:?}");
    ExitCode::FAILURE
}

impl Sums {
    fn add(&mut self, seed: u64, result: Result<Report, Failure>, again: Option<Result<Report, Failure>>) {
        self.done += 1;
        match (&result, again) {
            (Ok(first), Some(Ok(second))) if *first == second => self.repeated += 1,
            (Ok(_), Some(_)) => {
                println!("seed {seed} fails: it does not repeat");
                self.failed.push(seed);
                return;
            }
            _ => {}
        }
        match result {
            Ok(report) => {
                let Mishaps { lost, doubled, reordered } = report.mishaps;
                self.mishaps.lost += lost;
                self.mishaps.doubled += doubled;
                self.mishaps.reordered += reordered;
                *self.writers.entry(report.devices).or_default() += 1;
                self.changes += report.changes;
                self.envelopes += report.envelopes;
                self.crashes += report.crashes;
                self.connections += report.connections;
            }
            Err(failure) => {
                println!("seed {seed} fails: {}", told(&failure));
                self.failed.push(seed);
            }
        }
    }
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

const THREADS: usize = 2;
const PROGRESS_EVERY: u64 = 500;
const REPEAT_EVERY: u64 = 20;
