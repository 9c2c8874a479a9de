//! The guard in front of the document engine: what honest people write passes, in any order, and
//! nothing that breaks the engine gets near it. docs/protocol.md §12.6

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "a seed must be seen to be tried again")]

extern crate entrenous_agenda as agenda;

mod craft;
mod honest;
mod hostile;
mod mutation;
mod product;
mod replica;
mod rivals;
