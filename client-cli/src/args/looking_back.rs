//! Options of preparing, looking back, searching.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre prep sam
  entre prep sam -p                          with your private notes")]
pub(crate) struct Prep {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// Show your private notes, too
    #[arg(short, long)]
    pub(crate) private: bool,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre history sam
  entre history sam -n 52                    a year")]
pub(crate) struct History {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// How many meetings
    #[arg(short, long, value_name = "N", default_value_t = 10)]
    pub(crate) number: usize,
    /// Only meetings from this day on
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre recap sam                            the last meeting
  entre recap sam --on 2026-11-17 --format markdown
  entre recap sam --format eml --out recap.eml
What is written out is no longer sealed. Private notes are never in it.")]
pub(crate) struct RecapOf {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// The meeting of a day
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
    /// text, markdown, html or eml
    #[arg(long, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub(crate) format: Option<RecapFormat>,
    /// A new file to write it to
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// How a recap is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecapFormat {
    /// Plain text
    Text,
    /// Markdown
    Markdown,
    /// A page
    Html,
    /// A mail to open and send yourself
    Eml,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre actions                              with everybody
  entre actions sam --late
  entre actions --mine --all                 closed ones, too")]
pub(crate) struct Actions {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// Only yours
    #[arg(long, conflicts_with = "theirs")]
    pub(crate) mine: bool,
    /// Only the other person's
    #[arg(long)]
    pub(crate) theirs: bool,
    /// Only late ones
    #[arg(long)]
    pub(crate) late: bool,
    /// Closed ones, too
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre search billing
  entre search \"design review\" --person sam
  entre search promotion -p                  show private lines, too
All words have to occur. Everything is on this device; nothing is asked of anybody.")]
pub(crate) struct Search {
    /// The words
    #[arg(value_name = "WORDS", required = true)]
    pub(crate) words: Vec<String>,
    /// Only with this person
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
    /// Show the lines that only you see
    #[arg(short, long)]
    pub(crate) private: bool,
    /// Only from this day on
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre decide sam \"The duller design, behind a switch\"
  entre decide sam \"Jonas decides\" --on ba    in the notes of a topic")]
pub(crate) struct Decide {
    /// Any unique part of the name
    pub(crate) person: String,
    /// One line; `-` reads it from stdin
    pub(crate) text: Vec<String>,
    /// The topic in whose notes it stands; else those of the meeting
    #[arg(long = "on", value_name = "REF")]
    pub(crate) topic: Option<String>,
}
