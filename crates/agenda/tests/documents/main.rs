//! Documents through the public API: edits, replicas, queries and the import.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, also in the parts that tests share")]

mod editing;
mod history;
mod import;
mod planning;
mod replicas;
mod support;
mod views;
