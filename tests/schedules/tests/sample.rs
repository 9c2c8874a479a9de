//! A sample of schedules in every test run; many more by `just simulate-real`. And proof that they repeat, and that they
//! see what they look for. Each seed is a process of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::{Command, Output};

fn schedules(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_schedules")).args(words).output().unwrap()
}

/// What a seed that holds reports.
fn report(seed: u64) -> serde_json::Value {
    let output = schedules(&["--seed", &seed.to_string()]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "seed {seed}: {said}{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(said.trim()).unwrap()
}

#[test]
fn in_good_weather_after_bad_everybody_has_everything() {
    let mut faults = 0;
    for seed in 0..SEEDS {
        faults +=
            report(seed)["faults"].as_object().unwrap().values().filter_map(|f| f.as_u64()).sum::<u64>();
    }
    assert!(faults > SEEDS, "{faults} faults in {SEEDS} seeds");
}

#[test]
fn a_schedule_repeats_to_the_last_byte() {
    let (first, again, other) = (report(1), report(1), report(2));
    assert_eq!(first, again);
    assert_ne!(first["trace"], other["trace"]);
}

/// Each is broken in another way, and each of these seeds shows it.
#[test]
fn planted_faults_are_caught_by_their_seeds() {
    for (plant, seed) in
        [("early-ack", "6"), ("false-ack", "0"), ("skipping-page", "0"), ("lost-outbox", "1")]
    {
        let output = schedules(&["--seed", seed, "--plant", plant]);
        assert_eq!(output.status.code(), Some(1), "{plant} went unnoticed with seed {seed}");
    }
}

const SEEDS: u64 = 4;
