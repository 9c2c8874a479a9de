//! What the program is asked to do.

use std::num::NonZero;

use entrenous_simulator::{Documents, Plant, Settings};

/// What to do.
pub(crate) enum Task {
    /// Run a range of seeds.
    Many,
    /// Run one and tell every happening.
    Replay(u64),
    /// Find each planted fault.
    Plants,
}

/// Which documents the runs have.
enum Which {
    These(Documents),
    /// Mostly opaque ones, whole ones now and then.
    Mixed,
}

pub(crate) struct Arguments {
    pub(crate) task: Task,
    pub(crate) runs: u64,
    pub(crate) from: u64,
    pub(crate) threads: usize,
    writers: Option<usize>,
    which: Which,
}

impl Arguments {
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let threads = std::thread::available_parallelism().map_or(2, NonZero::get);
        let mut arguments =
            Self { task: Task::Many, runs: 1000, from: 0, threads, writers: None, which: Which::Mixed };
        while let Some(word) = words.next() {
            if word == "--plants" {
                arguments.task = Task::Plants;
                continue;
            }
            let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
            if word == "--documents" {
                arguments.which = which(&value)?;
                continue;
            }
            let number: u64 = value.parse().map_err(|_| format!("{word} needs a number, not {value}"))?;
            let count = usize::try_from(number).unwrap_or(usize::MAX);
            match word.as_str() {
                "--runs" => arguments.runs = number,
                "--from" => arguments.from = number,
                "--replay" => arguments.task = Task::Replay(number),
                "--threads" => arguments.threads = count.max(1),
                "--writers" => arguments.writers = Some(count),
                _ => return Err(format!("{word} is unknown")),
            }
        }
        Ok(arguments)
    }

    /// What a seed stands for.
    pub(crate) fn settings(&self, seed: u64, plant: Option<Plant>) -> Settings {
        let documents = match self.which {
            Which::These(documents) => documents,
            Which::Mixed if seed.is_multiple_of(WHOLE_EVERY) => Documents::Whole,
            Which::Mixed => Documents::Opaque,
        };
        Settings { seed, writers: self.writers, documents, plant }
    }
}

fn which(word: &str) -> Result<Which, String> {
    match word {
        "whole" => Ok(Which::These(Documents::Whole)),
        "opaque" => Ok(Which::These(Documents::Opaque)),
        "mixed" => Ok(Which::Mixed),
        _ => Err(format!("--documents is whole, opaque or mixed, not {word}")),
    }
}

pub(crate) const USAGE: &str =
    "usage: entrenous-simulator [--runs N] [--from SEED] [--threads N] [--writers 2..5]
       [--documents mixed|opaque|whole] [--replay SEED] [--plants]";
/// One run in so many has whole documents.
const WHOLE_EVERY: u64 = 100;
