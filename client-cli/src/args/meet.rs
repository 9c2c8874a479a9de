//! Options of running a meeting, of check-ins and of talk time.

use clap::{Args, Subcommand};

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre meet sam                             the meeting of today, line by line
  entre meet sam --extra                     not the next one: one of its own
Lines that you type go into the notes of the topic. One letter and a blank is a command; ? lists them.")]
pub(crate) struct Meet {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// How long you have, in minutes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub(crate) minutes: Option<u32>,
    /// Do not count who talks
    #[arg(long)]
    pub(crate) no_talk_time: bool,
    /// Hold the next meeting now, without asking
    #[arg(long, conflicts_with = "extra")]
    pub(crate) instead: bool,
    /// A meeting of its own beside the rule, without asking
    #[arg(long)]
    pub(crate) extra: bool,
}

#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    before_help = "\
Examples:
  entre checkin sam --mood 4 --workload 3 --word \"tired but proud\"
  entre checkin sam                          how it went over time
  entre checkin share sam                    a copy of the last one, for both"
)]
pub(crate) struct CheckIn {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// From 1 (low) to 5 (high)
    #[arg(long, value_name = "1-5")]
    pub(crate) mood: Option<u8>,
    /// From 1 (light) to 5 (too much)
    #[arg(long, value_name = "1-5")]
    pub(crate) workload: Option<u8>,
    /// A few words
    #[arg(long, value_name = "TEXT")]
    pub(crate) word: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Option<CheckInCommand>,
}

#[derive(Subcommand, Debug)]
pub(crate) enum CheckInCommand {
    /// Share a copy of one; the others stay yours
    Share(CheckInShare),
}

#[derive(Args, Debug)]
pub(crate) struct CheckInShare {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// The one of a meeting; else the last one
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre talk sam                             who talked, where both count it
  entre talk sam --on                        count it, once Sam wants it too
  entre talk sam --aim 90                    the share of the one who reports")]
pub(crate) struct Talk {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// Count talk time
    #[arg(long, conflicts_with = "off")]
    pub(crate) on: bool,
    /// Count it no more
    #[arg(long)]
    pub(crate) off: bool,
    /// The share that the one who reports should have, in percent
    #[arg(long, value_name = "PERCENT")]
    pub(crate) aim: Option<u8>,
}
