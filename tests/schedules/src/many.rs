//! Many seeds, two processes at a time, since all chance and the clock are set once per process. Some seeds are run
//! twice, to see that they repeat.

use std::collections::BTreeMap;
use std::io;
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

/// Which seeds to run.
pub(crate) struct Seeds {
    pub(crate) from: u64,
    pub(crate) runs: u64,
    pub(crate) plant: Option<String>,
}

/// What all runs together came to.
#[derive(Default)]
struct Sums {
    done: u64,
    failed: Vec<u64>,
    repeated: u64,
    faults: BTreeMap<String, u64>,
    numbers: BTreeMap<&'static str, u64>,
    rounds_max: u64,
    quiet_after_ms_max: u64,
}

pub(crate) fn run(seeds: &Seeds) -> io::Result<ExitCode> {
    let began = uptime()?;
    let next = AtomicU64::new(seeds.from);
    let end = seeds.from.saturating_add(seeds.runs);
    let sums = Mutex::new(Sums::default());
    std::thread::scope(|scope| {
        for _ in 0..PROCESSES {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        break;
                    }
                    let result = one(seed, seeds.plant.as_deref());
                    let again = seed.is_multiple_of(REPEAT_EVERY).then(|| one(seed, seeds.plant.as_deref()));
                    let mut sums = sums.lock().unwrap_or_else(PoisonError::into_inner);
                    sums.add(seed, result, again);
                    if sums.done.is_multiple_of(PROGRESS_EVERY) {
                        eprintln!("{} of {} seeds, {} failed", sums.done, seeds.runs, sums.failed.len());
                    }
                }
            });
        }
    });
    let mut sums = sums.into_inner().unwrap_or_else(PoisonError::into_inner);
    sums.failed.sort_unstable();
    println!(
        "{}",
        json!({
            "seeds": sums.done,
            "from": seeds.from,
            "seconds": uptime()? - began,
            "failed": sums.failed,
            "run_twice_and_equal": sums.repeated,
            "rounds_max": sums.rounds_max,
            "quiet_after_ms_max": sums.quiet_after_ms_max,
            "sums": sums.numbers,
            "faults": sums.faults,
        })
    );
    Ok(if sums.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One seed in a process of its own: its report, or what was wrong.
fn one(seed: u64, plant: Option<&str>) -> Result<Value, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.args(["--seed", &seed.to_string()]);
    command.args(plant.into_iter().flat_map(|plant| ["--plant", plant]));
    let output = command.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        let cried = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}\n{}", said.trim(), cried.trim()));
    }
    serde_json::from_str(said.trim()).map_err(|error| error.to_string())
}

impl Sums {
    fn add(&mut self, seed: u64, result: Result<Value, String>, again: Option<Result<Value, String>>) {
        self.done += 1;
        let report = match (result, again) {
            (Ok(report), Some(Ok(second))) if report == second => {
                self.repeated += 1;
                report
            }
            (Ok(report), None) => report,
            (Err(why), _) => return self.fail(seed, &why),
            (Ok(_), Some(_)) => return self.fail(seed, "it does not repeat"),
        };
        let number = |key: &str| report[key].as_u64().unwrap_or(0);
        for key in ["texts", "syncs", "connections", "bytes", "envelopes", "simulated_ms"] {
            *self.numbers.entry(key).or_default() += number(key);
        }
        self.rounds_max = self.rounds_max.max(number("rounds"));
        self.quiet_after_ms_max = self.quiet_after_ms_max.max(number("quiet_after_ms"));
        for (kind, count) in report["faults"].as_object().into_iter().flatten() {
            *self.faults.entry(kind.clone()).or_default() += count.as_u64().unwrap_or(0);
        }
    }

    fn fail(&mut self, seed: u64, why: &str) {
        println!("seed {seed} fails: {why}");
        self.failed.push(seed);
    }
}

/// Seconds since the machine started. In this program the system's clock stands still outside of simulations.
fn uptime() -> io::Result<f64> {
    let text = std::fs::read_to_string("/proc/uptime")?;
    text.split(' ').next().and_then(|first| first.parse().ok()).ok_or_else(|| io::Error::other("no uptime"))
}

const PROCESSES: usize = 2;
const REPEAT_EVERY: u64 = 20;
const PROGRESS_EVERY: u64 = 200;
