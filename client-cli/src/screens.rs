//! What read commands look like at a terminal: views in, pages out. Nothing here reads the store or prints.

mod agenda;
mod agenda_about;
mod asking;
mod calendar_news;
mod changes;
mod checkins;
#[cfg(test)]
mod german;
mod goals;
mod kept;
mod lists;
mod looking_back;
mod meetings;
mod readers;
mod sees;
mod space;
mod who;

pub(crate) use agenda::{agenda, field};
pub(crate) use asking::{applied, questions, templates};
pub(crate) use calendar_news::calendar_news;
pub(crate) use changes::{changes, earlier};
pub(crate) use checkins::{talk, trend};
pub(crate) use goals::{goal, goals};
pub(crate) use kept::{feedback, hit_meetings, lessons, priorities, time_off, wins};
pub(crate) use lists::{log, people, status, today, welcome};
pub(crate) use looking_back::{actions, history, overview, prep, search};
pub(crate) use meetings::{arranged, cadence, cadence_set, rule_in_words, standing};
pub(crate) use readers::{limits, readers, relay_sees};
pub(crate) use sees::sees;
pub(crate) use space::{belongs, goal as goal_line, headings, signs};
pub(crate) use who::{brought_in, who};
