//! Options of completions and manual pages.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre completions bash > ~/.local/share/bash-completion/completions/entre
  entre completions zsh > ~/.zfunc/_entre
  entre completions fish > ~/.config/fish/completions/entre.fish")]
pub(crate) struct Completions {
    /// bash, zsh, fish or powershell
    #[arg(value_name = "SHELL", value_enum, hide_possible_values = true)]
    pub(crate) shell: Shell,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre man --out ~/.local/share/man/man1    a page for each command")]
pub(crate) struct Man {
    /// The folder that the pages are written to
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}
