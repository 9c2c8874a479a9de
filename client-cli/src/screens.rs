//! What read commands look like at a terminal: views in, pages out. Nothing here reads the store or prints.

mod agenda;
mod asking;
mod lists;
mod meetings;
mod readers;

pub(crate) use agenda::agenda;
pub(crate) use asking::{applied, questions, templates};
pub(crate) use lists::{log, people, status, today, welcome};
pub(crate) use meetings::{arranged, cadence, cadence_set};
pub(crate) use readers::{RELAY_SEES, limits, readers};
