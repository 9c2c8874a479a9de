//! A sample of schedules in every test run; many more by `just simulate-real`. And proof that they repeat, and that they
//! see what they look for. Each seed is a process of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn schedules(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_schedules"));
    command.args(words);
    command
}

/// Scenes that the seeds of one test share.
struct Scenes(PathBuf);

impl Scenes {
    fn new(test: &str) -> Self {
        let folder = format!("scenes-of-{test}-{}", std::process::id());
        Self(Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder))
    }

    fn run(&self, words: &[&str]) -> Output {
        schedules(words).arg("--scenes").arg(&self.0).output().unwrap()
    }
}

impl Drop for Scenes {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// What a seed that holds reports.
fn report(seed: u64, output: &Output) -> serde_json::Value {
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "seed {seed}: {said}{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(said.trim()).unwrap()
}

#[test]
fn in_good_weather_after_bad_everybody_has_everything() {
    let scenes = Scenes::new("weather");
    let mut faults = 0;
    for seed in 0..SEEDS {
        let report = report(seed, &scenes.run(&["--seed", &seed.to_string()]));
        faults += report["faults"].as_object().unwrap().values().filter_map(|f| f.as_u64()).sum::<u64>();
    }
    assert!(faults > SEEDS, "{faults} faults in {SEEDS} seeds");
}

/// With everybody set up anew each time, too.
#[test]
fn a_schedule_repeats_to_the_last_byte() {
    let run = |seed: u64| report(seed, &schedules(&["--seed", &seed.to_string()]).output().unwrap());
    let (first, again, other) = (run(1), run(1), run(2));
    assert_eq!(first, again);
    assert_ne!(first["trace"], other["trace"]);
}

/// Each is broken in another way, and each of these seeds shows it; without the fault it holds.
#[test]
fn planted_faults_are_caught_by_their_seeds() {
    let scenes = Scenes::new("plants");
    for (plant, seed) in
        [("early-ack", "0"), ("false-ack", "0"), ("skipping-page", "0"), ("lost-outbox", "2")]
    {
        let output = scenes.run(&["--seed", seed, "--plant", plant]);
        assert_eq!(output.status.code(), Some(1), "{plant} went unnoticed with seed {seed}");
        let honest = scenes.run(&["--seed", seed]);
        assert!(honest.status.success(), "{}", String::from_utf8_lossy(&honest.stdout));
    }
}

const SEEDS: u64 = 6;
