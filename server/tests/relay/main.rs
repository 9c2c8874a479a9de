//! The relay as its clients and attackers meet it: real sockets on port 0, real files, no waiting by the clock.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends where it fails")]

mod author;
mod crowd;
mod dice;
mod disk;
mod drain;
mod exposure;
mod floods;
mod hostile;
mod kill;
mod mailboxes;
mod model;
mod opening;
mod peer;
mod quotas;
mod refusals;
mod round_trip;
mod session;
mod slow;
