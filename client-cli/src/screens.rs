//! What read commands look like at a terminal: views in, pages out. Nothing here reads the store or prints.

mod agenda;
#[cfg(test)]
mod german;
mod lists;
mod readers;

pub(crate) use agenda::{agenda, field};
pub(crate) use lists::{log, people, status, today, welcome};
pub(crate) use readers::{limits, readers, relay_sees};
