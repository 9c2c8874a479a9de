//! The client's SQLite file: envelopes as received, everything else sealed at rest (docs/protocol.md §11).
//!
//! Absent on purpose: any cipher (sealing comes in through [`Seal`]), automerge, sockets and the meaning of what is
//! kept. All reading happens in one snapshot ([`Reader`]), all writing in one `BEGIN IMMEDIATE` transaction
//! ([`Writer`]), so several processes may use one file at the same time.

mod seal;

mod error;
mod inspect;
mod restore_point;
mod salvage;
mod schema;
mod store;
mod transaction;

mod document;
mod envelope;
mod journal;
mod outbox;
mod record;

pub use document::{StoredDocument, StoredView};
pub use envelope::{ChainHead, Insertion, Standing, StoredEnvelope};
pub use error::StoreError;
pub use inspect::Inspection;
pub use outbox::{OutboxRow, ParkedChange};
pub use record::{Record, RecordKind};
pub use restore_point::{beside, free_bytes};
pub use salvage::{Alone, Salvaged};
pub use seal::{Seal, Unsealable};
pub use store::{Header, Store};
pub use transaction::{Reader, Writer};
