//! The relay: stores and forwards sealed envelopes that it cannot read (docs/protocol.md §8).
//!
//! Absent on purpose: every cipher, the document, TLS and HTML. Of this project it knows `wire` alone, so an auditor sees
//! in one `cargo tree` that there is nothing here to decrypt with. TLS ends at a reverse proxy.

mod config;
mod connection;
mod gate;
mod http;
mod listener;
mod meter;
mod readers;
mod receipt_key;
mod serve;
mod session;
mod storage;
mod turns;
mod voucher;
mod wakes;
mod writer;

pub use config::{Config, ConfigError};
pub use listener::Listener;
pub use receipt_key::ReceiptKeyError;
pub use serve::{RunError, Wrap, run, run_announced, simulate};
pub use session::{Input, Output, Session, Terms, Ticket};
pub use storage::{
    Answer, DatabaseError, Entitlement, Memory, News, Read, Reason, Request, Rules, Sqlite, Storage,
    StorageError, Write,
};
pub use voucher::{Voucher, VoucherError};
