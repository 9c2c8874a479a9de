//! What a person or a script is told when something could not be done: the client's own failures, under their short names.

pub(crate) use client::{Exit, Fail};
