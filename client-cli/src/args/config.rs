//! Options of the settings of this program.

use clap::{Args, Subcommand};

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre config                               every setting, and where it comes from
  entre config set language de
  entre config set person sam                whom commands are about that name nobody
  entre config unset person
An option counts before the environment, the environment before the file, the file before the system: entre help config")]
pub(crate) struct Config {
    #[command(subcommand)]
    pub(crate) command: Option<ConfigCommand>,
}

/// What to do with a setting.
#[derive(Subcommand, Debug)]
pub(crate) enum ConfigCommand {
    /// Every setting, and where it comes from
    List,
    /// One setting
    Get {
        /// language, color, ascii, quiet, person or editor
        key: String,
    },
    /// Write a setting into the file
    Set {
        /// language, color, ascii, quiet, person or editor
        key: String,
        /// The value
        value: String,
    },
    /// Take a setting out of the file
    Unset {
        /// language, color, ascii, quiet, person or editor
        key: String,
    },
    /// The file in your editor
    Edit,
    /// Where the file is
    Path,
}
