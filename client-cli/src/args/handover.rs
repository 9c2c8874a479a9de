//! Options of handing over to the next manager, and of the overview.

use clap::Args;

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre handover sam --to noor                          asks about each thing that is open
  entre handover sam --to noor --topics ba ki --goals labels --dry-run
  entre handover sam --to noor --topics ba ki --goals labels --yes
Only the one who reports can do this. The notebook with Sam becomes an archive that both keep.")]
pub(crate) struct HandOver {
    /// The manager until now: any unique part of the name
    pub(crate) person: String,
    /// The next manager, whom you have met here already
    #[arg(long, value_name = "PERSON")]
    pub(crate) to: String,
    /// Ask about each thing that is open
    #[arg(long, conflicts_with_all = ["topics", "actions", "goals", "private"])]
    pub(crate) pick: bool,
    /// Topics that go on
    #[arg(long, value_name = "REF", num_args = 1..)]
    pub(crate) topics: Vec<String>,
    /// Actions that go on
    #[arg(long, value_name = "REF", num_args = 1..)]
    pub(crate) actions: Vec<String>,
    /// Goals that go on, with their measures and how they stand
    #[arg(long, value_name = "REF", num_args = 1..)]
    pub(crate) goals: Vec<String>,
    /// Your own private notes that go on; the copies are private, too
    #[arg(long, value_name = "REF", num_args = 1..)]
    pub(crate) private: Vec<String>,
    /// Also the shared texts below topics, actions and goals, which both of you wrote
    #[arg(long)]
    pub(crate) with_notes: bool,
    /// Only show what would be sent
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do not ask at the end
    #[arg(short, long)]
    pub(crate) yes: bool,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre overview
  entre overview --all                       also notebooks that are put away")]
pub(crate) struct Overview {
    /// Also notebooks that are put away
    #[arg(long)]
    pub(crate) all: bool,
}
