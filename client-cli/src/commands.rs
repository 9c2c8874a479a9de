//! One file per group of commands; each reads its options, calls the client once, and shows what came of it.

mod asking;
mod bringing;
mod calendar;
mod changes;
mod checkins;
mod config;
mod custody;
mod devices;
mod doctor;
mod files;
mod handover;
mod help;
mod items;
mod looking;
mod looking_back;
mod meet;
mod meetings;
mod pairing;
mod parcels;
mod people;
mod practice;
mod relay;
mod reminders;
mod safety;
mod shell;
mod space;
mod syncing;
mod verifying;
mod waiting;
mod writing;

use std::process::ExitCode;

use client::KeepsakeKind;

use crate::args::Command;
use crate::desk::Desk;
use crate::fail::Fail;

/// Runs one command; without one, shows today or the welcome. Gives what the process ends with.
pub(crate) fn run(desk: &Desk, command: Option<Command>) -> Result<ExitCode, Fail> {
    match command {
        Some(Command::Config(args)) => {
            config::config(desk, args.command.as_ref()).map(|()| ExitCode::SUCCESS)
        }
        Some(Command::Help(args)) => help::help(desk, &args).map(|()| ExitCode::SUCCESS),
        Some(Command::Remind(args)) => desk.usable_config().and_then(|()| reminders::remind(desk, &args)),
        command => desk.usable_config().and_then(|()| done(desk, command)).map(|()| ExitCode::SUCCESS),
    }
}

fn done(desk: &Desk, command: Option<Command>) -> Result<(), Fail> {
    match command {
        None => looking::today(desk),
        Some(Command::Demo(args)) => desk.block(crate::demo::run(&args, &desk.out)),
        Some(Command::Init(args)) => pairing::init(desk, &args),
        Some(Command::Invite(args)) => pairing::invite(desk, &args),
        Some(Command::Accept(args)) => pairing::accept(desk, &args),
        Some(Command::Device(args)) => devices::device(desk, &args),
        Some(Command::Backup(args)) => safety::backup(desk, &args),
        Some(Command::Restore(args)) => safety::restore(desk, &args),
        Some(Command::Verify(args)) => verifying::verify(desk, &args),
        Some(Command::People(args)) => people::people(desk, args.command.as_ref()),
        Some(Command::SyncCheck(args)) => verifying::sync_check(desk, &args),
        Some(Command::Agenda(args)) => looking::agenda(desk, &args),
        Some(Command::Add(args)) => writing::add(desk, &args),
        Some(Command::Note(args)) => writing::note(desk, &args),
        Some(Command::Edit(args)) => writing::edit(desk, &args),
        Some(Command::Action(args)) => writing::action(desk, &args),
        Some(Command::Comment(args)) => writing::comment(desk, &args),
        Some(Command::Move(args)) => items::reorder(desk, &args),
        Some(Command::Done(args)) => items::done(desk, &args),
        Some(Command::Drop(args)) => items::drop_item(desk, &args),
        Some(Command::Redo(args)) => items::redo(desk, &args),
        Some(Command::Undo(args)) => items::undo(desk, &args),
        Some(Command::Prep(args)) => looking_back::prep(desk, &args),
        Some(Command::Meet(args)) => meet::meet(desk, &args),
        Some(Command::CheckIn(args)) => checkins::check_in(desk, &args),
        Some(Command::Talk(args)) => checkins::talk(desk, &args),
        Some(Command::Decide(args)) => looking_back::decide(desk, &args),
        Some(Command::Recap(args)) => looking_back::recap(desk, &args),
        Some(Command::History(args)) => looking_back::history(desk, &args),
        Some(Command::Actions(args)) => looking_back::actions(desk, &args),
        Some(Command::Search(args)) => looking_back::search(desk, &args),
        Some(Command::Changes(args)) => changes::changes(desk, &args),
        Some(Command::Overview(args)) => looking_back::overview(desk, &args),
        Some(Command::HandOver(args)) => handover::handover(desk, &args),
        Some(Command::Goals(args)) => practice::goals(desk, &args),
        Some(Command::Feedback(args)) => practice::feedback(desk, &args),
        Some(Command::Win(args)) => practice::keep(desk, &args, KeepsakeKind::Win),
        Some(Command::Lesson(args)) => practice::keep(desk, &args, KeepsakeKind::Lesson),
        Some(Command::Off(args)) => practice::off(desk, &args),
        Some(Command::Priorities(args)) => practice::priorities(desk, &args),
        Some(Command::Ask(args)) => asking::ask(desk, &args),
        Some(Command::Template(args)) => asking::template(desk, &args),
        Some(Command::Every(args)) => meetings::every(desk, &args),
        Some(Command::Skip(args)) => meetings::skip(desk, &args),
        Some(Command::Cancel(args)) => meetings::cancel(desk, &args),
        Some(Command::Reschedule(args)) => meetings::reschedule(desk, &args),
        Some(Command::Overflow(args)) => meetings::overflow(desk, &args),
        Some(Command::Extra(args)) => meetings::extra(desk, &args),
        Some(Command::Headings(args)) => space::headings(desk, &args),
        Some(Command::Title(args)) => space::title(desk, &args),
        Some(Command::Place(args)) => space::place(desk, &args),
        Some(Command::Under(args)) => space::under(desk, &args),
        Some(Command::Link(args)) => space::link(desk, &args),
        Some(Command::Blocked(args)) => space::blocked(desk, &args),
        Some(Command::React(args)) => space::react(desk, &args),
        Some(Command::Park(args)) => waiting::park(desk, &args),
        Some(Command::Snooze(args)) => waiting::snooze(desk, &args),
        Some(Command::Carry(args)) => waiting::carry(desk, &args),
        Some(Command::Remind(args)) => reminders::remind(desk, &args).map(drop),
        Some(Command::Config(args)) => config::config(desk, args.command.as_ref()),
        Some(Command::Ics(args)) => calendar::ics(desk, &args),
        Some(Command::Sync(args)) => syncing::sync(desk, &args),
        Some(Command::Relay(args)) => relay::relay(desk, args.command.as_ref()),
        Some(Command::Status) => looking::status(desk),
        Some(Command::Log(args)) => looking::log(desk, &args),
        Some(Command::Lock) => custody::lock(desk),
        Some(Command::Unlock(args)) => custody::unlock(desk, &args),
        Some(Command::Passphrase(args)) => custody::passphrase(desk, &args.command),
        Some(Command::Export(args)) => files::export(desk, &args),
        Some(Command::Import(args)) => files::import(desk, &args),
        Some(Command::Doctor(args)) => doctor::doctor(desk, &args),
        Some(Command::Completions(args)) => shell::completions(desk, &args),
        Some(Command::Man(args)) => shell::man(desk, &args),
        Some(Command::Help(args)) => help::help(desk, &args),
    }
}
