//! Options of looking at who changed what.

use clap::Args;

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre changes ba                           who changed what, the newest first
  entre changes ba --at 3                    as it was right after change 3
  entre changes ba --restore 3               title and text as they were then
  entre changes 2026-11-17 --person sam      a meeting")]
pub(crate) struct Changes {
    /// The short name or words of the title of a topic, an action or a goal; or the day of a meeting
    #[arg(value_name = "REF|DATE")]
    pub(crate) item: String,
    /// Show it as it was right after this change
    #[arg(long, value_name = "N", conflicts_with = "restore")]
    pub(crate) at: Option<String>,
    /// Put title and text back as they were right after this change; a new change, which undo takes back
    #[arg(long, value_name = "N")]
    pub(crate) restore: Option<String>,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}
