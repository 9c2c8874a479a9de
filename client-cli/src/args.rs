//! The command line: every command with its options, and help that begins with examples.

mod asking;
mod calendar;
mod changes;
mod config;
mod custody;
mod device;
mod doctor;
mod files;
mod handover;
mod looking_back;
mod meet;
mod meetings;
mod number;
mod pairing;
mod practice;
mod relay;
mod reminders;
mod shell;
mod space;
mod translated;
mod writing;

use std::path::PathBuf;

use clap::{Args, FromArgMatches, Parser, Subcommand};

use crate::output::Colour;

pub(crate) use asking::{Answers, AskAdd, AskBank, AskCommand, Template, TemplateCommand};
pub(crate) use calendar::{Ics, IcsCommand, IcsExport, IcsImport};
pub(crate) use changes::Changes;
pub(crate) use config::{Config, ConfigCommand};
pub(crate) use custody::{KeyPlace, Passphrase, PassphraseCommand, Unlock};
pub(crate) use device::{
    Backup, BackupCommand, BackupFile, BackupKit, Device, DeviceAdd, DeviceCommand, DeviceConfirm,
    DeviceJoin, DeviceRemove, DeviceRename, Restore,
};
pub(crate) use doctor::Doctor;
pub(crate) use files::{Export, Format, Import};
pub(crate) use handover::{HandOver, Overview};
pub(crate) use looking_back::{Actions, Decide, History, Prep, RecapFormat, RecapOf, Search};
pub(crate) use meet::{CheckIn, CheckInCommand, Meet, Talk};
pub(crate) use meetings::{CallOff, Every, Extra, Overflow, Park, Reschedule, Snooze};
pub(crate) use pairing::{
    Accept, Answer, Init, Invite, People, PeopleCommand, Role, SettingUp, SyncCheck, UnlockWord, Verify,
};
pub(crate) use practice::{
    Feedback, FeedbackCommand, FeedbackNamed, GoalNamed, GoalSort, Goals, GoalsCommand, Keep, Level, Off,
    OffCommand, Priorities,
};
pub(crate) use relay::{Relay, RelayCommand};
pub(crate) use reminders::Remind;
pub(crate) use shell::{Completions, Man};
pub(crate) use space::{Blocked, Headings, Link, React, Title, Under, WhereMet};
pub(crate) use translated::{command, printed};
pub(crate) use writing::{Action, Add, Comment, Done, Edit, Heading, Kind, Move, Named, Note};

/// Private one-to-ones. Notes stay on your devices; the relay only carries sealed envelopes.
#[derive(Parser, Debug)]
#[command(
    name = "entre",
    version,
    disable_help_subcommand = true,
    max_term_width = 80,
    help_template = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}",
    before_help = "\
Examples:
  entre demo                           two people, one relay, one minute
  entre invite \"Sam Okoro\"             make a code for the other person
  entre add sam \"Conference budget\"    a topic you both see",
    after_help = "Without a command: today. More: entre help privacy|offline|devices|words|keys|reminders|config|json|exit-codes"
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

impl Cli {
    /// Reads a command line; help and mistakes come as errors, in the language that the program speaks.
    pub(crate) fn read(arguments: &[std::ffi::OsString]) -> Result<Self, clap::Error> {
        let mut command = command();
        let matches = command.try_get_matches_from_mut(arguments)?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
    }
}

/// Options of every command.
#[derive(Args, Debug, Clone)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// The folder that holds everything you have (or `ENTRE_HOME`)
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// One JSON object on stdout, for errors too
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Colours (or `ENTRE_COLOR`)
    #[arg(long, global = true, value_enum, value_name = "WHEN", hide_possible_values = true)]
    pub(crate) color: Option<Colour>,
    /// en or de (or `ENTRE_LANG`); else the language of the system
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = ["en", "de"], hide_possible_values = true)]
    pub(crate) lang: Option<String>,
    /// Signs in plain ASCII
    #[arg(long, global = true)]
    pub(crate) ascii: bool,
    /// No hints
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Never ask; fail and name the missing option instead
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Both sides and a relay on this machine, throw-away: one minute
    Demo(Demo),
    /// Your name, this device
    Init(Init),
    /// Make a single-use code for the other person
    Invite(Invite),
    /// Join with a code; sets you up on the way
    Accept(Accept),
    /// Compare words with the other person
    Verify(Verify),
    /// Your devices: list, add, confirm, join, rename, remove
    Device(Device),
    /// Recovery words on paper, or everything in one file
    Backup(Backup),
    /// Bring everything back from the recovery kit or a backup
    Restore(Restore),
    /// The people you meet, and who can read what
    People(People),
    /// Four words that show whether you both have everything
    SyncCheck(SyncCheck),
    /// What you will talk about
    Agenda(Agenda),
    /// A topic both of you see
    Add(Add),
    /// A note only you see
    Note(Note),
    /// A topic, action or note in your editor
    Edit(Edit),
    /// A topic up, down or under another heading
    Move(Move),
    /// Tick a topic or an action
    Done(Done),
    /// Take a topic, an action or a note off the list
    Drop(Named),
    /// Write down who does what
    Action(Action),
    /// Say something about a topic; both see it
    Comment(Comment),
    /// What helps to prepare the next meeting
    Prep(Prep),
    /// Run the meeting, line by line
    Meet(Meet),
    /// How you are; only you see it until you share it
    #[command(name = "checkin")]
    CheckIn(CheckIn),
    /// Who talked, once both of you count it
    Talk(Talk),
    /// Write down what was decided
    Decide(Decide),
    /// The summary of a meeting, to hand on
    Recap(RecapOf),
    /// The meetings so far
    History(History),
    /// Who promised what
    Actions(Actions),
    /// Everything on this device in which all words occur
    Search(Search),
    /// Who changed what about a topic, an action, a goal or a meeting; any earlier state of it
    Changes(Changes),
    /// Everybody at a glance
    Overview(Overview),
    /// What goes on with your next manager; the notebook until now becomes an archive
    #[command(name = "handover")]
    HandOver(HandOver),
    /// Goals: list, add, measure, progress, close
    Goals(Goals),
    /// Feedback in both directions: draft, share, ack
    Feedback(Feedback),
    /// Something that went well
    Win(Keep),
    /// Something learned
    #[command(before_help = "\
Examples:
  entre lesson sam \"Ask the contract owner first\"
  entre lesson sam                           all of them, by quarter")]
    Lesson(Keep),
    /// Days off, and the meetings that they hit
    Off(Off),
    /// What comes first for the team
    Priorities(Priorities),
    /// Questions to begin with, not asked lately
    Ask(AskBank),
    /// Templates for an agenda: list, show, apply, save, add, remove
    Template(Template),
    /// When you meet: a rule, and the next dates
    Every(Every),
    /// Leave a meeting out; what is open waits for the next one
    Skip(CallOff),
    /// Call a meeting off; what is open waits for the next one
    #[command(before_help = "\
Examples:
  entre cancel sam                           the next meeting
  entre cancel sam 2026-12-22 --why \"office closed\"")]
    Cancel(CallOff),
    /// Another day or time for one meeting
    Reschedule(Reschedule),
    /// More time for a meeting that ran over, with what was parked in it
    Overflow(Overflow),
    /// One more meeting beside the rule
    Extra(Extra),
    /// The six headings, and what the two of you call them
    Headings(Headings),
    /// What your notebook is called
    Title(Title),
    /// Where you meet: usually, or this once
    Place(WhereMet),
    /// A topic that is a part of another one
    Under(Under),
    /// The goal that a topic or an action is for
    Link(Link),
    /// Who or what can free a roadblock
    Blocked(Blocked),
    /// Give a topic or an action a sign; the same again takes it away
    React(React),
    /// Leave topics for the overflow of this meeting
    Park(Park),
    /// Leave a topic off the agenda until a day
    Snooze(Snooze),
    /// A parked, discussed or dropped topic, back on the next agenda
    Carry(Named),
    /// One line if a meeting is near, for timers; never what it is about
    Remind(Remind),
    /// Your meetings for another calendar
    Ics(Ics),
    /// Exchange with the other person, now
    Sync(Sync),
    /// Where everything is exchanged, and moving to another relay
    Relay(Relay),
    /// This device, the relay, what waits
    Status,
    /// What you did on this device
    Log(Log),
    /// Take back what you did last
    Undo(Undo),
    /// Do again what you took back last
    Redo(Redo),
    /// Close your store now
    Lock,
    /// Type the passphrase once for a while
    Unlock(Unlock),
    /// A passphrase for your store: set, change or remove it
    Passphrase(Passphrase),
    /// Everything in files: to read without entre, or sealed, to hand over without a relay
    Export(Export),
    /// Take in a sealed file, bring an exported notebook back in, or a year of meetings from Markdown
    Import(Import),
    /// The settings of this program: list, get, set, unset, edit, path
    Config(Config),
    /// Look over what this device keeps, and repair it
    Doctor(Doctor),
    /// Completions for a shell
    Completions(Completions),
    /// Manual pages
    Man(Man),
    /// Help on a command or a subject
    Help(Help),
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre demo
  entre demo --keep /tmp/entre     leave both homes and the relay's files there")]
pub(crate) struct Demo {
    /// Keep everything the demo makes in this new folder
    #[arg(long, value_name = "DIR")]
    pub(crate) keep: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre agenda sam
  entre agenda sam -p                with your private notes
  entre agenda sam --on 2026-11-17   a past meeting")]
pub(crate) struct Agenda {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// Show your private notes, too
    #[arg(short, long)]
    pub(crate) private: bool,
    /// Show notes in full length
    #[arg(long)]
    pub(crate) all: bool,
    /// The meeting of a day
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre sync
  entre sync --watch                 stay connected until Ctrl-C")]
pub(crate) struct Sync {
    /// Stay connected and exchange at once
    #[arg(long)]
    pub(crate) watch: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Log {
    /// How many lines
    #[arg(short, long, value_name = "N", default_value_t = 10, value_parser = number::whole::<usize>)]
    pub(crate) number: usize,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre undo                         the last thing; says whether the other person has it
  entre undo 3")]
pub(crate) struct Undo {
    /// How many things
    #[arg(value_name = "N", default_value_t = 1, value_parser = number::of_undo)]
    pub(crate) count: u16,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre redo                         right after entre undo
  entre redo 3")]
pub(crate) struct Redo {
    /// How many things
    #[arg(value_name = "N", default_value_t = 1, value_parser = number::of_undo)]
    pub(crate) count: u16,
}

#[derive(Args, Debug)]
pub(crate) struct Help {
    /// A command, or one of: privacy, offline, devices, words, keys, reminders, config, json, exit-codes
    pub(crate) subject: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn global_options_work_behind_the_command_too() {
        let cli = Cli::try_parse_from(["entre", "agenda", "sam", "--json", "--home", "x", "-p"]).unwrap();
        assert!(cli.global.json && cli.global.home == Some(PathBuf::from("x")));
        assert!(matches!(cli.command, Some(Command::Agenda(Agenda { private: true, .. }))));
    }
}
