//! Two persons with two to five devices and their relays, under seeded faults: the real engine, real crypto and the
//! relay's real session logic; time, network and disks are made here (docs/protocol.md §6 to §8).
//!
//! Absent on purpose: sockets, files, threads and clocks. One seed is one run, to the last byte.

mod copies;
mod counts;
mod device;
mod dice;
mod disk;
mod edits;
mod failure;
mod people;
mod plant;
mod relay_disk;
mod relay_host;
mod scene;
mod trace;
mod transaction;
mod verdict;
mod world;

pub use counts::{Counts, Fault, Moment, Work};
pub use failure::Failure;
pub use plant::Plant;

/// What people write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Documents {
    /// Agendas, through the document engine and its guard: fewer runs, longer ones.
    Whole,
    /// Sixteen bytes at a time that no document engine looks at; everything else is as real. Many short runs.
    Opaque,
}

/// What is to be simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Decides everything.
    pub seed: u64,
    /// Devices, 2 to 5, who have not met before; by the seed if not given.
    pub writers: Option<usize>,
    /// What they write.
    pub documents: Documents,
    /// A wrong program, to be found.
    pub plant: Option<Plant>,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// A hash over everything that happened.
    pub trace: u64,
    /// Happenings.
    pub steps: u64,
    /// Devices.
    pub devices: usize,
    /// Things that people wrote.
    pub changes: usize,
    /// Envelopes at the relay.
    pub envelopes: usize,
    /// Connections that were made.
    pub connections: u64,
    /// Frames that were sent, in both directions.
    pub frames: u64,
    /// What befell them.
    pub counts: Counts,
}

/// Runs one seed.
///
/// # Errors
/// [`Failure`]: what does not hold.
pub fn run(settings: &Settings) -> Result<Report, Failure> {
    replayed(settings, None)
}

/// The same, and tells every happening.
///
/// # Errors
/// [`Failure`]: what does not hold.
pub fn replay(settings: &Settings, tell: fn(&str)) -> Result<Report, Failure> {
    replayed(settings, Some(tell))
}

fn replayed(settings: &Settings, tell: Option<fn(&str)>) -> Result<Report, Failure> {
    let mut world = world::World::new(settings, tell)?;
    world.run()?;
    Ok(world.report())
}
