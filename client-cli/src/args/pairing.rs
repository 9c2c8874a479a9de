//! Setting up, meeting somebody, and comparing words.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use language::say;

/// How a new store's key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum UnlockWord {
    /// The system's keyring
    Keyring,
    /// A passphrase (asked, or read from the file in `ENTRE_PASSPHRASE_FILE`)
    Passphrase,
    /// A file beside the store, which anyone who reads this disk can use
    File,
}

/// What setting up needs, with `init` and `accept` alike.
#[derive(Args, Debug, Clone)]
pub(crate) struct SettingUp {
    /// Your name, as the other person sees it
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// What you call this device
    #[arg(long, value_name = "NAME")]
    pub(crate) device: Option<String>,
    /// The relay's address: wss://relay.example.org
    #[arg(long, value_name = "URL")]
    pub(crate) relay: Option<String>,
    /// How the key of your store is kept
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) unlock: Option<UnlockWord>,
    /// A file with the relay's vouchers, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) voucher_file: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre init
  entre init --name \"Alex Marin\" --relay wss://relay.example.org
  entre init --name Alex --relay ws://127.0.0.1:8787 --unlock file --no-input")]
pub(crate) struct Init {
    #[command(flatten)]
    pub(crate) setting_up: SettingUp,
}

/// Which of the two you are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Role {
    /// You are the manager
    Manager,
    /// You report to the other person
    Report,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre invite \"Sam Okoro\"
  entre invite \"Sam Okoro\" --role manager --json
  entre invite sam --words           six words to say, in the room or on the phone")]
pub(crate) struct Invite {
    /// The name of the other person
    pub(crate) name: String,
    /// Which of the two you are
    #[arg(long, value_enum, value_name = "manager|report", hide_possible_values = true)]
    pub(crate) role: Option<Role>,
    /// How long the code can be used: 1h to 7d
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = lifetime)]
    pub(crate) expires: std::time::Duration,
    /// Six words to say instead of a code to send; they work for 15 minutes at the most
    #[arg(long)]
    pub(crate) words: bool,
    /// The relay's address, if none is named yet: wss://relay.example.org
    #[arg(long, value_name = "URL")]
    pub(crate) relay: Option<String>,
    /// Cancel the last code for this person and make a new one
    #[arg(long)]
    pub(crate) fresh: bool,
    /// The other person lost everything and has no recovery kit: a new notebook that begins with all you share
    #[arg(long, conflicts_with = "fresh")]
    pub(crate) again: bool,
    /// Write the code to a new file that only you can read
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre accept                       asks for the code, so it is not in your shell history
  entre accept - < code.txt
  entre accept --relay wss://relay.example.org copper lantern orbit velvet thimble harbor")]
pub(crate) struct Accept {
    /// The code; `-` reads it from stdin; or six spoken words
    pub(crate) code: Vec<String>,
    /// Read the code from a file
    #[arg(long, value_name = "FILE", conflicts_with = "code")]
    pub(crate) file: Option<PathBuf>,
    /// What to call the person who sent the code, until their own name arrives
    #[arg(long, value_name = "NAME")]
    pub(crate) from: Option<String>,
    #[command(flatten)]
    pub(crate) setting_up: SettingUp,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre verify sam
  entre verify sam --show --qr       only the words, and a picture for a camera
  entre verify sam --answer yes      for scripts: both rows matched")]
pub(crate) struct Verify {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// Show the words and ask nothing
    #[arg(long, conflicts_with = "answer")]
    pub(crate) show: bool,
    /// Compare once more
    #[arg(long)]
    pub(crate) again: bool,
    /// A picture of the same comparison, for a camera
    #[arg(long)]
    pub(crate) qr: bool,
    /// What the comparison showed
    #[arg(long, value_enum, value_name = "yes|no", hide_possible_values = true)]
    pub(crate) answer: Option<Answer>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre people
  entre people show sam              who can read this
  entre people rename sam \"Sam O.\"   on your devices only
  entre people archive sam           put the notebook away, for both of you
  entre people restore sam           and use it again")]
pub(crate) struct People {
    #[command(subcommand)]
    pub(crate) command: Option<PeopleCommand>,
}

/// What to do with a person.
#[derive(Subcommand, Debug)]
pub(crate) enum PeopleCommand {
    /// Who can read the notebook with somebody: persons, devices, relay, and the honest limits
    Show {
        /// Any unique part of the name
        person: Option<String>,
    },
    /// Call somebody otherwise; they do not learn of it
    Rename {
        /// Any unique part of the name
        person: String,
        /// What you call them from now on
        name: String,
    },
    /// Put a notebook away: both keep it, neither writes in it
    Archive {
        /// Any unique part of the name
        person: String,
    },
    /// Use a notebook again that was put away
    Restore {
        /// Any unique part of the name
        person: String,
    },
    /// End a notebook or an invitation on your devices; asks you to type the name
    Remove {
        /// Any unique part of the name
        person: String,
        /// The whole name, where nobody can be asked
        #[arg(long, value_name = "NAME")]
        confirm: Option<String>,
    },
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre sync-check sam               syncs, then shows four words to compare")]
pub(crate) struct SyncCheck {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
}

/// What a comparison showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Answer {
    /// All words match
    Yes,
    /// They differ
    No,
}

/// "90m", "12h", "7d", "1w" as a duration.
fn lifetime(text: &str) -> Result<std::time::Duration, String> {
    let wrong = || say!("lifetime-form");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let number: u64 = text.strip_suffix(unit).and_then(|number| number.parse().ok()).ok_or_else(wrong)?;
    let seconds = match unit {
        'm' => number.checked_mul(60),
        'h' => number.checked_mul(3600),
        'd' => number.checked_mul(86_400),
        'w' => number.checked_mul(604_800),
        _ => None,
    };
    let seconds = seconds.ok_or_else(wrong)?;
    if (300..=604_800).contains(&seconds) {
        Ok(std::time::Duration::from_secs(seconds))
    } else {
        Err(say!("lifetime-range"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_of_codes_have_a_unit_and_an_end() {
        let check = |text: &str, seconds: Option<u64>| {
            assert_eq!(lifetime(text).ok().map(|time| time.as_secs()), seconds, "{text}");
        };
        check("7d", Some(604_800));
        check("90m", Some(5400));
        check("1w", Some(604_800));
        check("8d", None);
        check("1m", None);
        check("7", None);
        check("99999999999999999999d", None);
        check("", None);
        check("7é", None);
    }
}
