//! Two persons with three to five devices and one relay, under seeded faults: the real engine, real crypto, real
//! documents and the relay's real session logic; time, network and disks are made here (docs/protocol.md §6 to §8).
//!
//! Absent on purpose: sockets, files, threads and clocks. One seed is one run, to the last byte.

mod device;
mod dice;
mod disk;
mod edits;
mod failure;
mod mishaps;
mod network;
mod people;
mod relay_host;
mod trace;
mod verdict;

pub use failure::Failure;
pub use mishaps::Mishaps;
pub use network::{Report, Settings, run};

/// A fault that no honest program has, planted to show that the checks see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plant {
    /// The outbox is lost in a crash, although the documents are kept.
    OutboxLostInCrash,
    /// The outbox is emptied at once, the envelope is kept only when the transaction commits.
    TornCommit,
    /// The relay says that an envelope is stored before it is.
    EarlyAcknowledgement,
    /// The relay never says that there is news.
    DeafRelay,
    /// A crash of the relay loses the last envelope that it had acknowledged.
    ForgetfulRelay,
}
