//! Where the key of the store lies, and for how long it is open.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use language::say;

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre unlock                       asks once, then not for 15 minutes
  entre unlock --for 8h
  entre lock                         ends it at once")]
pub(crate) struct Unlock {
    /// For how long: 1m to 24h
    #[arg(long = "for", value_name = "TIME", default_value = "15m", value_parser = session)]
    pub(crate) valid: std::time::Duration,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre passphrase set               from the keyring or a file to a passphrase
  entre passphrase change
  entre passphrase remove --to keyring")]
pub(crate) struct Passphrase {
    #[command(subcommand)]
    pub(crate) command: PassphraseCommand,
}

/// What to do with the passphrase.
#[derive(Subcommand, Debug)]
pub(crate) enum PassphraseCommand {
    /// Keep the key of your store behind a passphrase
    Set {
        /// Read it from this file instead of asking (or `ENTRE_PASSPHRASE_FILE`)
        #[arg(long, value_name = "FILE")]
        new_file: Option<PathBuf>,
    },
    /// Another passphrase; your notes are not written again
    Change {
        /// Read the new one from this file instead of asking; the old one can come from `ENTRE_PASSPHRASE_FILE`
        #[arg(long, value_name = "FILE")]
        new_file: Option<PathBuf>,
    },
    /// No passphrase any more: the key goes where you say
    Remove {
        /// Where the key goes
        #[arg(long, value_enum, value_name = "keyring|file", hide_possible_values = true)]
        to: Option<KeyPlace>,
    },
}

/// Where a key lies without a passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyPlace {
    /// The system's keyring
    Keyring,
    /// A file beside the store, which anyone who reads this disk can use
    File,
}

/// "15m" or "8h" as a duration.
fn session(text: &str) -> Result<std::time::Duration, String> {
    let wrong = || say!("session-form");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let number: u64 = text.strip_suffix(unit).and_then(|number| number.parse().ok()).ok_or_else(wrong)?;
    let seconds = match unit {
        'm' => number.checked_mul(60),
        'h' => number.checked_mul(3600),
        _ => None,
    };
    let seconds = seconds.ok_or_else(wrong)?;
    if (60..=86_400).contains(&seconds) {
        Ok(std::time::Duration::from_secs(seconds))
    } else {
        Err(say!("session-range"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_stays_open_for_a_minute_to_a_day() {
        let check = |text: &str, seconds: Option<u64>| {
            assert_eq!(session(text).ok().map(|time| time.as_secs()), seconds, "{text}");
        };
        check("15m", Some(900));
        check("8h", Some(28_800));
        check("24h", Some(86_400));
        check("25h", None);
        check("0m", None);
        check("1d", None);
        check("8", None);
        check("", None);
    }
}
