//! Options of goals, feedback, wins, lessons, days off and priorities.

use clap::{Args, Subcommand, ValueEnum};

#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    before_help = "\
Examples:
  entre goals sam
  entre goals add sam \"Labels fast enough for same-day shops\" --due 2026-06-30
  entre goals measure ba \"p95 latency\" --from 900 --to 300 --unit ms
  entre goals progress ba latency=420 --confidence medium --note \"one carrier left\"
  entre goals close ba"
)]
pub(crate) struct Goals {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Option<GoalsCommand>,
}

#[derive(Subcommand, Debug)]
pub(crate) enum GoalsCommand {
    /// Set a goal
    Add(GoalAdd),
    /// One goal with everything that was said about it
    Show(GoalNamed),
    /// Say how a goal is measured
    Measure(GoalMeasure),
    /// Say how a goal stands
    Progress(GoalProgress),
    /// Reached, or given up
    Close(GoalClose),
    /// Open a closed goal again
    Reopen(GoalNamed),
}

#[derive(Args, Debug)]
pub(crate) struct GoalAdd {
    /// Any unique part of the name
    pub(crate) person: String,
    /// One line; `-` reads it from stdin
    pub(crate) text: Vec<String>,
    /// okr, development or career
    #[arg(long, value_name = "KIND", value_enum, default_value = "okr", hide_possible_values = true)]
    pub(crate) kind: GoalSort,
    /// Whose it is: me, or the other person's name; else the report's
    #[arg(long, value_name = "me|PERSON")]
    pub(crate) who: Option<String>,
    /// Until when
    #[arg(long, value_name = "DATE")]
    pub(crate) due: Option<String>,
}

/// What sort of goal it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GoalSort {
    /// An objective with measures
    Okr,
    /// Something to learn
    Development,
    /// What comes after
    Career,
}

/// One goal.
#[derive(Args, Debug)]
pub(crate) struct GoalNamed {
    /// The short name, or words of the title
    #[arg(value_name = "REF")]
    pub(crate) goal: String,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct GoalMeasure {
    #[command(flatten)]
    pub(crate) named: GoalNamed,
    /// What is counted or measured
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The number to begin with
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) from: String,
    /// The number to reach; may be lower
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) to: String,
    /// In what: ms, %, reviews
    #[arg(long, value_name = "UNIT")]
    pub(crate) unit: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct GoalProgress {
    #[command(flatten)]
    pub(crate) named: GoalNamed,
    /// A number for the only measure, or `NAME=NUMBER` for each
    #[arg(value_name = "NUMBER", allow_negative_numbers = true)]
    pub(crate) values: Vec<String>,
    /// low, medium or high
    #[arg(long, value_name = "LEVEL", value_enum, hide_possible_values = true)]
    pub(crate) confidence: Option<Level>,
    /// A few words; both of you see them
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
}

/// How sure somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    /// Rather not
    Low,
    /// Perhaps
    Medium,
    /// Rather yes
    High,
}

#[derive(Args, Debug)]
pub(crate) struct GoalClose {
    #[command(flatten)]
    pub(crate) named: GoalNamed,
    /// Given up on purpose, not reached
    #[arg(long)]
    pub(crate) dropped: bool,
}

#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    before_help = "\
Examples:
  entre feedback sam                         what was given, in both directions
  entre feedback draft sam                   only you see it until you share it
  entre feedback share ba
  entre feedback ack ki                      say that you have read it"
)]
pub(crate) struct Feedback {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// Show your drafts, too
    #[arg(short, long)]
    pub(crate) private: bool,
    #[command(subcommand)]
    pub(crate) command: Option<FeedbackCommand>,
}

#[derive(Subcommand, Debug)]
pub(crate) enum FeedbackCommand {
    /// Write feedback that only you see until you share it
    Draft(FeedbackText),
    /// Send a copy of a draft; the draft stays, and stays yours
    Share(FeedbackShare),
    /// Say that you have read it
    Ack(FeedbackNamed),
}

#[derive(Args, Debug)]
pub(crate) struct FeedbackText {
    /// Any unique part of the name
    pub(crate) person: String,
    /// The text; `-` reads it from stdin
    pub(crate) text: Vec<String>,
    /// Write it in your editor
    #[arg(short, long, conflicts_with = "text")]
    pub(crate) editor: bool,
}

#[derive(Args, Debug)]
pub(crate) struct FeedbackNamed {
    /// The short name, or words of the first line
    #[arg(value_name = "REF")]
    pub(crate) item: String,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct FeedbackShare {
    #[command(flatten)]
    pub(crate) named: FeedbackNamed,
    /// Do not ask first
    #[arg(short, long)]
    pub(crate) yes: bool,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre win sam \"Found the conflict from two graphs\" --about sam
  entre win sam                              all of them, by month")]
pub(crate) struct Keep {
    /// Any unique part of the name
    pub(crate) person: String,
    /// One line; without it, all of them
    pub(crate) text: Vec<String>,
    /// Whose it is: me, or the other person's name
    #[arg(long, value_name = "me|PERSON")]
    pub(crate) about: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre off list sam
  entre off add sam 2026-12-21 2026-12-31
  entre off add sam fri --who sam --note \"requested\"
  entre off remove ba")]
pub(crate) struct Off {
    #[command(subcommand)]
    pub(crate) command: OffCommand,
}

#[derive(Subcommand, Debug)]
pub(crate) enum OffCommand {
    /// Days off, and the meetings that they hit
    List(OffList),
    /// Say who is away; nobody asks why
    Add(OffAdd),
    /// Take days off away
    Remove(FeedbackNamed),
}

#[derive(Args, Debug)]
pub(crate) struct OffList {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// Days that are over, too
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Args, Debug)]
pub(crate) struct OffAdd {
    /// Any unique part of the name
    pub(crate) person: String,
    /// The first day
    #[arg(value_name = "FROM")]
    pub(crate) from: String,
    /// The last day; without it, the first
    #[arg(value_name = "TO")]
    pub(crate) to: Option<String>,
    /// Who is away: me, or the other person's name
    #[arg(long, value_name = "me|PERSON", default_value = "me")]
    pub(crate) who: String,
    /// What the other should know; both of you see it
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre priorities sam                       what comes first, and since when
  entre priorities sam -e                    in your editor
  entre priorities sam --looked              still right, as of today")]
pub(crate) struct Priorities {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// Write in your editor
    #[arg(short, long)]
    pub(crate) editor: bool,
    /// Read the whole note from stdin
    #[arg(long, conflicts_with = "editor")]
    pub(crate) stdin: bool,
    /// Say that it was looked at today
    #[arg(long, conflicts_with_all = ["editor", "stdin"])]
    pub(crate) looked: bool,
}
