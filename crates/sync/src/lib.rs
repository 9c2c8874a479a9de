//! The sans-IO engine: which envelopes count, under which key to write, what to ask the relay and what to tell it.
//!
//! Absent on purpose: sockets, files, clocks, randomness of its own, SQL. Time and randomness are arguments; storage
//! comes in as a [`Ledger`]. Rules follow docs/protocol.md §3, §6, §7, §8 and §9.

mod acceptance;
mod branches;
mod chains;
mod conversation;
mod epochs;
mod ledger;
mod linking;
mod names;
mod pairing;
mod person;
mod publish;
mod receive;
pub mod refill;
mod replica;
mod rules;
mod standing;
mod sync_check;

#[cfg(test)]
mod tests;

pub use branches::Unsaid;
pub use chains::Absorbed;
pub use conversation::{Conversation, Defect, Dial, Effect, Event, Head, Notice, Put};
pub use ledger::{Ledger, OutboxRow};
pub use linking::{Linked, Linker, Newcomer};
pub use names::{DocumentDigest, DocumentNames, actor_of, actor_of_branch, document_id, heads_digest};
pub use pairing::{Guest, Host, Inviter, Joiner, PairingRefused, Want};
pub use person::{PersonState, evaluate};
pub use publish::{Admission, Duties, PublishError, Published, publish};
pub use receive::{ReceiveError, Received, rebuild, receive};
pub use replica::{Delivery, DeviceState, Keys, Replica, Settled, StreamEvent, WriteError};
pub use standing::{Standing, Waiting};
pub use sync_check::DocumentState;
