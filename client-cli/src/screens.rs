//! What read commands look like at a terminal: views in, pages out. Nothing here reads the store or prints.

mod agenda;
mod lists;

pub(crate) use agenda::agenda;
pub(crate) use lists::{log, people, status, today, welcome};
