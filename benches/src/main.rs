//! Headline figures of the built programs, one JSON line each, with the floor of the same run beside it.
//! Needs `cargo build --release` first; what is measured is a process from start to exit.

#![expect(clippy::print_stdout, reason = "a program for developers, whose output this is")]

mod wire;
mod years;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let programs = std::env::current_exe()?.parent().ok_or("no folder of programs")?.to_path_buf();
    let entre = programs.join("entre");
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("mara");
    let sample = folder.path().join("year.md");
    fs::write(&sample, include_str!("../../crates/agenda/sample/sample_1on1.md"))?;
    // Nothing listens there: no network takes part.
    run(&entre, &home, &["init", "--name", "Mara Oduya", "--relay", "ws://127.0.0.1:1", "--unlock", "file"])?;
    run(&entre, &home, &["invite", "Jonas Feld", "--role", "manager", "--json"])?;
    run(&entre, &home, &["import", "jonas", sample.to_str().ok_or("a path that is no text")?])?;

    let floor = timed(ROUNDS, |_| spawn(Path::new("true"), &home, &[]))?;
    let read = timed(ROUNDS, |_| run(&entre, &home, &["agenda", "jonas", "--json"]))?;
    let edit = timed(ROUNDS, |round| {
        run(&entre, &home, &["add", "jonas", &format!("Topic {round} of the benchmark")])
    })?;
    line("read command, sample year: agenda", &read, &floor, 20.0);
    line("edit command, sample year: add", &edit, &floor, 40.0);

    years::measure(&entre, folder.path(), &floor)?;

    let relay = fs::metadata(programs.join("entre-relay"))?.len();
    println!("{}", json!({ "headline": "relay binary", "bytes": relay, "goal_below": 15_000_000 }));
    let bytes = wire::one_line_edit(&programs, folder.path())?;
    println!("{}", json!({ "headline": "one-line edit on the wire", "bytes": bytes, "goal": 1276 }));
    let demo = timed(3, |_| spawn(&entre, &home, &["demo"]))?;
    line("demo, start to exit", &demo, &floor, 20_000.0);
    Ok(())
}

/// Milliseconds of each round, ascending; the first one warms up and does not count.
fn timed(
    rounds: usize,
    mut act: impl FnMut(usize) -> Result<(), Box<dyn Error>>,
) -> Result<Vec<f64>, Box<dyn Error>> {
    let mut taken = Vec::new();
    for round in 0..=rounds {
        let began = Instant::now();
        act(round)?;
        if round > 0 {
            taken.push(began.elapsed().as_secs_f64() * 1000.0);
        }
    }
    taken.sort_by(f64::total_cmp);
    Ok(taken)
}

fn run(entre: &Path, home: &Path, words: &[&str]) -> Result<(), Box<dyn Error>> {
    let folder: PathBuf = home.to_path_buf();
    spawn(entre, &folder, words)
}

fn spawn(program: &Path, home: &Path, words: &[&str]) -> Result<(), Box<dyn Error>> {
    let status = Command::new(program)
        .args(words)
        .env("ENTRE_HOME", home)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} {words:?} failed: {status}", program.display()).into())
    }
}

fn line(headline: &str, taken: &[f64], floor: &[f64], goal: f64) {
    let value: Value = json!({
        "headline": headline,
        "median_ms": at(taken, 50),
        "p99_ms": at(taken, 99),
        "rounds": taken.len(),
        "floor_median_ms": at(floor, 50),
        "goal_below_ms": goal,
    });
    println!("{value}");
}

fn at(sorted: &[f64], percent: usize) -> f64 {
    let index = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    (sorted.get(index).copied().unwrap_or_default() * 100.0).round() / 100.0
}

const ROUNDS: usize = 60;
