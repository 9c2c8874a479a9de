//! Options of the commands about devices, the recovery kit and restoring.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::number::whole;
use super::{Answer, UnlockWord};

#[derive(Args, Debug)]
pub(crate) struct Device {
    #[command(subcommand)]
    pub(crate) command: Option<DeviceCommand>,
}

#[derive(Subcommand, Debug)]
pub(crate) enum DeviceCommand {
    /// Your devices
    List,
    /// Make a code for one more device of yours, and let it in
    Add(DeviceAdd),
    /// Let the device in that entered the code
    Confirm(DeviceConfirm),
    /// Make this the new device: enter the code that the other one shows
    Join(DeviceJoin),
    /// Call a device something else
    Rename(DeviceRename),
    /// Shut a device out of everything written from now on
    Remove(DeviceRemove),
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre device add                   shows a code, waits for the new device, and lets it in
  entre device add --words           six words to say instead
  entre device add --json            only the code; go on with: entre device confirm")]
pub(crate) struct DeviceAdd {
    /// Six words to say instead of a code
    #[arg(long)]
    pub(crate) words: bool,
    /// The recovery kit, where the root is not on this device any more: `-` reads its 24 words from stdin
    #[arg(long, value_name = "-|FILE")]
    pub(crate) kit: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre device confirm               shows the four words and asks
  entre device confirm --answer yes --kit -   for scripts: they match; the 24 words come from stdin")]
pub(crate) struct DeviceConfirm {
    /// Whether the four words match
    #[arg(long, value_enum, value_name = "yes|no", hide_possible_values = true)]
    pub(crate) answer: Option<Answer>,
    /// The recovery kit, where the root is not on this device any more: `-` reads its 24 words from stdin
    #[arg(long, value_name = "-|FILE")]
    pub(crate) kit: Option<PathBuf>,
    /// How many seconds to wait for the new device
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = whole::<u64>)]
    pub(crate) wait: u64,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre device join                  asks for the code
  entre device join - < code.txt --device desktop
  entre device join --relay wss://relay.example.org copper lantern orbit velvet thimble harbor")]
pub(crate) struct DeviceJoin {
    /// The code; `-` reads it from stdin; or six spoken words
    pub(crate) code: Vec<String>,
    /// What you call this device
    #[arg(long, value_name = "NAME")]
    pub(crate) device: Option<String>,
    /// The relay's address, with spoken words
    #[arg(long, value_name = "URL")]
    pub(crate) relay: Option<String>,
    /// How the key of your store is kept
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) unlock: Option<UnlockWord>,
    /// Ask once more from the home that is here: for a device that was let in, and that its relay and your other devices
    /// know nothing of any more, as after a backup was restored. What it has written since goes on
    #[arg(long, conflicts_with_all = ["device", "unlock"])]
    pub(crate) again: bool,
    /// How many seconds to wait for the other device
    #[arg(long, value_name = "SECONDS", default_value_t = 600, value_parser = whole::<u64>)]
    pub(crate) wait: u64,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre device rename thinkpad \"old laptop\"")]
pub(crate) struct DeviceRename {
    /// Any unique part of its name
    pub(crate) device: String,
    /// The new name
    pub(crate) name: String,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre device remove phone          asks first
  entre device remove phone --yes")]
pub(crate) struct DeviceRemove {
    /// Any unique part of its name
    pub(crate) device: String,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Backup {
    #[command(subcommand)]
    pub(crate) command: BackupCommand,
}

#[derive(Subcommand, Debug)]
pub(crate) enum BackupCommand {
    /// 24 words on paper that bring everything back
    Kit(BackupKit),
    /// Everything on this device in one file, behind a passphrase
    File(BackupFile),
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre backup kit                   shows the words, and asks for three of them
  entre backup kit --page kit.html   a page to print
  entre backup kit --confirm -       the three words from stdin: the root then leaves this device")]
pub(crate) struct BackupKit {
    /// Write a page to print into this new file, which only you can read
    #[arg(long, value_name = "FILE")]
    pub(crate) page: Option<PathBuf>,
    /// Three of the words, from stdin: proves that you have them, and takes the root off this device
    #[arg(long, value_name = "-", conflicts_with = "page")]
    pub(crate) confirm: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre backup file entre-backup.db
  entre backup file entre-backup.db --passphrase-file FILE")]
pub(crate) struct BackupFile {
    /// The new file
    pub(crate) out: PathBuf,
    /// The passphrase of the backup is the first line of this file
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre restore --kit - --relay wss://relay.example.org    the 24 words from stdin
  entre restore --file entre-backup.db")]
pub(crate) struct Restore {
    /// The recovery kit: `-` reads its 24 words from stdin
    #[arg(long, value_name = "-|FILE", conflicts_with = "file")]
    pub(crate) kit: Option<PathBuf>,
    /// A backup that `entre backup file` made
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// The passphrase of the backup is the first line of this file
    #[arg(long, value_name = "FILE", requires = "file")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// The relay's address, as it stands on the kit
    #[arg(long, value_name = "URL")]
    pub(crate) relay: Option<String>,
    /// What you call this device
    #[arg(long, value_name = "NAME")]
    pub(crate) device: Option<String>,
    /// How the key of your store is kept
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) unlock: Option<UnlockWord>,
}
