//! A sample of schedules in every test run; many more by `just simulate-real`. And proof that they repeat, and that they
//! see what they look for. Each seed is a process of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

/// Scenes that all seeds here share, prepared by this run of the tests.
static SCENES: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scenes");
    drop(std::fs::remove_dir_all(&folder));
    folder
});

fn schedules(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_schedules"));
    command.args(words);
    command
}

fn in_shared_scenes(words: &[&str]) -> Output {
    schedules(words).arg("--scenes").arg(&*SCENES).output().unwrap()
}

/// What a seed that holds reports.
fn report(seed: u64, output: &Output) -> serde_json::Value {
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "seed {seed}: {said}{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(said.trim()).unwrap()
}

#[test]
fn in_good_weather_after_bad_everybody_has_everything() {
    let mut faults = 0;
    for seed in 0..SEEDS {
        let report = report(seed, &in_shared_scenes(&["--seed", &seed.to_string()]));
        faults += report["faults"].as_object().unwrap().values().filter_map(|f| f.as_u64()).sum::<u64>();
    }
    assert!(faults > SEEDS, "{faults} faults in {SEEDS} seeds");
}

/// Also with everybody set up anew.
#[test]
fn a_schedule_repeats_to_the_last_byte() {
    let first = report(1, &in_shared_scenes(&["--seed", "1"]));
    let again = report(1, &schedules(&["--seed", "1"]).output().unwrap());
    let other = report(2, &in_shared_scenes(&["--seed", "2"]));
    assert_eq!(first, again);
    assert_ne!(first["trace"], other["trace"]);
}

/// Each is broken in another way, and each of these seeds shows it; without the fault they are among those that hold.
#[test]
fn planted_faults_are_caught_by_their_seeds() {
    for (plant, seed) in
        [("early-ack", "0"), ("false-ack", "0"), ("skipping-page", "0"), ("lost-outbox", "2")]
    {
        let output = in_shared_scenes(&["--seed", seed, "--plant", plant]);
        assert_eq!(output.status.code(), Some(1), "{plant} went unnoticed with seed {seed}");
    }
}

const SEEDS: u64 = 4;
