//! What all runs together came to.

use std::collections::BTreeMap;
use std::fmt::Write;

use entrenous_simulator::{Counts, Failure, Fault, Report};

#[derive(Default)]
pub(crate) struct Sums {
    done: u64,
    failed: Vec<u64>,
    changes: usize,
    envelopes: usize,
    connections: u64,
    frames: u64,
    steps: u64,
    counts: Counts,
    /// How many runs had so many devices.
    devices: BTreeMap<usize, u64>,
    /// Seeds that were run twice, with the same outcome to the last message.
    repeated: u64,
}

impl Sums {
    pub(crate) fn add(
        &mut self,
        seed: u64,
        result: Result<Report, Failure>,
        again: Option<Result<Report, Failure>>,
    ) {
        self.done += 1;
        let Ok(report) = result else { return self.failed.push(seed) };
        match again {
            Some(Ok(second)) if second == report => self.repeated += 1,
            Some(_) => return self.failed.push(seed),
            None => {}
        }
        *self.devices.entry(report.devices).or_default() += 1;
        self.changes += report.changes;
        self.envelopes += report.envelopes;
        self.connections += report.connections;
        self.frames += report.frames;
        self.steps += report.steps;
        self.counts.add(&report.counts);
    }

    pub(crate) fn done(&self) -> u64 {
        self.done
    }

    pub(crate) fn holds(&self) -> bool {
        self.failed.is_empty()
    }

    /// One line of JSON.
    pub(crate) fn line(&self, from: u64, seconds: f64) -> String {
        let Self { done, failed, changes, envelopes, connections, frames, steps, counts, devices, repeated } =
            self;
        let rate = f64::from(u32::try_from(*done).unwrap_or(u32::MAX)) / seconds.max(0.001);
        let devices: Vec<String> =
            devices.iter().map(|(count, runs)| format!("\"{count}\":{runs}")).collect();
        let faults: Vec<String> =
            Fault::all().iter().map(|fault| format!("\"{fault}\":{}", counts.of(*fault))).collect();
        let mut failed = failed.clone();
        failed.sort_unstable();
        let mut line = String::new();
        // Writing to a string cannot fail.
        let _written = write!(
            line,
            "{{\"from\":{from},\"runs\":{done},\"seconds\":{seconds:.1},\"runs_per_second\":{rate:.1},\
             \"run_twice_and_equal\":{repeated},\"failed\":{failed:?},\"runs_by_devices\":{{{}}},\"changes\":{changes},\
             \"envelopes\":{envelopes},\"connections\":{connections},\"frames\":{frames},\"happenings\":{steps},\
             \"faults\":{{{}}}}}",
            devices.join(","),
            faults.join(",")
        );
        line
    }
}
