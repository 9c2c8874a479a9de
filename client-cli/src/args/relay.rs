//! Where everything is exchanged: `relay`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre relay                        where each notebook is exchanged
  entre relay set wss://relay.example.org
  entre relay set wss://relay.example.org --voucher-file vouchers.txt")]
pub(crate) struct Relay {
    #[command(subcommand)]
    pub(crate) command: Option<RelayCommand>,
}

/// What to do about the relay.
#[derive(Subcommand, Debug)]
pub(crate) enum RelayCommand {
    /// Move everything to another relay. The others follow with their next sync, as long as the old relay answers; else
    /// tell them, or hand them a file (entre export --sealed)
    Set {
        /// The new address: wss://relay.example.org
        #[arg(value_name = "ADDRESS")]
        address: String,
        /// A file with the new relay's vouchers, one a line: one for each notebook and one for your own notes
        #[arg(long, value_name = "FILE")]
        voucher_file: Option<PathBuf>,
    },
}
