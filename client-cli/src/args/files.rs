//! Files out and in: to read, and sealed, in place of a relay.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What exported files hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// To read
    Markdown,
    /// For programs, and for entre import
    Json,
    /// Both
    Both,
    /// The automerge documents, with all that was ever in them, deleted texts too
    Automerge,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre export ~/one-to-ones
  entre export ~/one-to-ones --person sam --format markdown
  entre export ~/mine --with-private   your private notes in a file of their own
  entre export ~/raw --format automerge   the documents themselves, for any tool that reads automerge
  entre export --sealed stick/alex.sealed sam   to hand to Sam, without a relay
  entre export --sealed stick/all.sealed        for your own devices: also your private notes")]
pub(crate) struct Export {
    /// A folder that is new or empty; with --sealed, the person
    #[arg(value_name = "OUT", required_unless_present = "sealed")]
    pub(crate) out: Option<PathBuf>,
    /// One new file of sealed envelopes for `entre import`. With a person: what you share with them, to hand to them.
    /// Without one: everything, your sealed private notes too, for your own devices. Whoever finds the file sees what a
    /// relay sees
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "with_private", "yes"])]
    pub(crate) sealed: Option<PathBuf>,
    /// What to write
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "both")]
    pub(crate) format: Format,
    /// One person instead of all
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
    /// Your private notes, too, in a file of their own
    #[arg(long)]
    pub(crate) with_private: bool,
    /// Do not ask before writing private notes
    #[arg(long, requires = "with_private")]
    pub(crate) yes: bool,
}

#[derive(Args, Debug)]
#[command(
    allow_missing_positional = true,
    before_help = "\
Examples:
  entre import stick/sam.sealed      what entre export --sealed made, there or on your other device
  entre import sam sam-okoro.json --dry-run   what would come back into your notebook with Sam
  entre import sam sam-okoro.json
  entre import sam year.md           a year of meetings with Sam from Markdown
  entre import sam - < year.md"
)]
pub(crate) struct Import {
    /// With whom the notebook is: any unique part of the name. Leave it out for a sealed file
    pub(crate) person: Option<String>,
    /// The file; `-` reads it from stdin
    pub(crate) file: PathBuf,
    /// Say what the file would bring, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do not ask: about private notes, and about a file that names another person
    #[arg(long)]
    pub(crate) yes: bool,
}
