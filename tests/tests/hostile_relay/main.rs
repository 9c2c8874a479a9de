//! A relay that lies, against the real client: each lie is refused or named, nothing is lost by it, and once it stops, both
//! sides hold the same (docs/protocol.md §8.7).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod faults;
mod lies;
mod pairing;
mod scenes;
mod waiting;
mod world;
