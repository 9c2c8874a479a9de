//! Documents through the public API: edits, replicas, queries and the import.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, also in the parts that tests share")]
#![expect(clippy::print_stdout, reason = "a seed must be seen to be tried again")]

mod again;
mod branches;
mod bringing;
mod drawing;
mod editing;
mod every;
mod history;
mod import;
mod meaning;
mod planning;
mod replicas;
mod support;
mod views;
mod whole;
