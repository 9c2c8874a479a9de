//! Three years with each of five people: what commands take then, from start to exit.

use std::error::Error;
use std::fs;
use std::path::Path;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::{ROUNDS, line, run, timed};

/// Measures reading, searching, the overview and an edit.
pub(crate) fn measure(entre: &Path, folder: &Path, floor: &[f64]) -> Result<(), Box<dyn Error>> {
    let home = folder.join("team");
    // Nothing listens there: no network takes part.
    run(entre, &home, &["init", "--name", "Mara Oduya", "--relay", "ws://127.0.0.1:1", "--unlock", "file"])?;
    for name in NAMES {
        run(entre, &home, &["invite", name, "--role", "manager", "--json"])?;
        for back in [2, 1, 0] {
            let file = folder.join(format!("{name} {back}.md"));
            fs::write(&file, year(back)?)?;
            run(entre, &home, &["import", name, file.to_str().ok_or("a path that is no text")?])?;
        }
    }
    let jonas = NAMES[0];
    for (headline, words, goal) in [
        ("agenda", vec!["agenda", jonas], 50.0),
        ("prep", vec!["prep", jonas], 50.0),
        ("goals", vec!["goals", jonas], 50.0),
        ("history, all of it", vec!["history", jonas, "-n", "200"], 50.0),
        ("today", vec![], 50.0),
        ("search, everybody", vec!["search", "carrier"], 100.0),
        ("overview of five", vec!["overview"], 60.0),
    ] {
        let taken = timed(ROUNDS, |_| run(entre, &home, &words))?;
        line(&format!("three years, five people: {headline}"), &taken, floor, goal);
    }
    let add = timed(ROUNDS, |round| {
        run(entre, &home, &["add", jonas, &format!("Topic {round} of the benchmark")])
    })?;
    line("three years, five people: add", &add, floor, 50.0);
    run(entre, &home, &["add", jonas, "Ticked, unticked"])?;
    let tick = timed(ROUNDS, |round| {
        let words = if round % 2 == 0 {
            &["done", "Ticked, unticked", "--person", jonas][..]
        } else {
            &["done", "Ticked, unticked", "--person", jonas, "--undo"]
        };
        run(entre, &home, words)
    })?;
    line("three years, five people: done", &tick, floor, 50.0);
    Ok(())
}

/// The sample year, some years back: every day moved by 52 weeks each, and every item another one.
pub(crate) fn year(back: i32) -> Result<String, Box<dyn Error>> {
    let mut moved = String::new();
    let mut rest = SAMPLE;
    while let Some(at) = rest.find(|character: char| character.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        moved.push_str(before);
        let label =
            before.ends_with('-') && before.trim_end_matches('-').ends_with(['T', 'A', 'G', 'F', 'W', 'L']);
        match from.get(..10).and_then(|day| day.parse::<Date>().ok()) {
            Some(day) => {
                moved.push_str(&day.checked_sub((back * 52).weeks())?.to_string());
                rest = &from[10..];
            }
            None => {
                let digits =
                    from.len() - from.trim_start_matches(|character: char| character.is_ascii_digit()).len();
                if label && back > 0 {
                    moved.push_str(&back.to_string());
                }
                moved.push_str(&from[..digits]);
                rest = &from[digits..];
            }
        }
    }
    moved.push_str(rest);
    Ok(moved)
}

const NAMES: [&str; 5] = ["Jonas", "Ines", "Noor", "Sam", "Wiebke"];
const SAMPLE: &str = include_str!("../../crates/agenda/sample/sample_1on1.md");
