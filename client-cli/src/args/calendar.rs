//! Options of calendar files.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre ics export sam --out sam.ics         for your calendar: when you meet, and nothing else
  entre ics export sam --title \"Focus\" --remind 0
  entre ics import calendar.ics --dry-run    what you moved in your calendar since then
  entre ics import calendar.ics sam")]
pub(crate) struct Ics {
    #[command(subcommand)]
    pub(crate) command: IcsCommand,
}

#[derive(Subcommand, Debug)]
pub(crate) enum IcsCommand {
    /// Your meetings as a calendar file
    Export(IcsExport),
    /// Take over what was moved or called off in a calendar. What the file does not mention stays
    Import(IcsImport),
}

#[derive(Args, Debug)]
pub(crate) struct IcsImport {
    /// A file that began as one of entre ics export; `-` reads it from stdin
    pub(crate) file: PathBuf,
    /// One person instead of everybody whose meetings are in it: any unique part of the name
    pub(crate) person: Option<String>,
    /// Say what would change, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Args, Debug)]
pub(crate) struct IcsExport {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// A new file; without it, to the terminal or a pipe
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// What each meeting is called in the calendar
    #[arg(long, value_name = "TEXT", default_value = "1:1")]
    pub(crate) title: String,
    /// How many minutes before it the calendar reminds; 0 for not at all
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(0..=10080))]
    pub(crate) remind: u32,
}
