//! The command line: every command with its options, and help that begins with examples.

mod device;
mod files;
mod relay;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::output::Colour;

pub(crate) use device::{
    Backup, BackupCommand, BackupFile, BackupKit, Device, DeviceAdd, DeviceCommand, DeviceConfirm,
    DeviceJoin, DeviceRemove, DeviceRename, Restore,
};
pub(crate) use files::{Export, Format, Import};
pub(crate) use relay::{Relay, RelayCommand};

/// Private one-to-ones. Notes stay on your devices; the relay only carries sealed envelopes.
#[derive(Parser, Debug)]
#[command(
    name = "entre",
    version,
    disable_help_subcommand = true,
    max_term_width = 100,
    help_template = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}",
    before_help = "\
Examples:
  entre demo                           two people, one relay, one minute
  entre invite \"Sam Okoro\"             make a code for the other person
  entre add sam \"Conference budget\"    a topic you both see",
    after_help = "Without a command: today. More: entre help privacy|offline|devices|words|keys|json|exit-codes"
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Options of every command.
#[derive(Args, Debug, Clone)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// The folder that holds everything you have (or `ENTRE_HOME`)
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// One JSON object on stdout, for errors too
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Colours (or `ENTRE_COLOR`)
    #[arg(long, global = true, value_enum, value_name = "WHEN", hide_possible_values = true)]
    pub(crate) color: Option<Colour>,
    /// Signs in plain ASCII
    #[arg(long, global = true)]
    pub(crate) ascii: bool,
    /// No hints
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Never ask; fail and name the missing option instead
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Both sides and a relay on this machine, throw-away: one minute
    Demo(Demo),
    /// Your name, this device
    Init(Init),
    /// Make a single-use code for the other person
    Invite(Invite),
    /// Join with a code; sets you up on the way
    Accept(Accept),
    /// Compare words with the other person
    Verify(Verify),
    /// Your devices: list, add, confirm, join, rename, remove
    Device(Device),
    /// Recovery words on paper, or everything in one file
    Backup(Backup),
    /// Bring everything back from the recovery kit or a backup
    Restore(Restore),
    /// The people you meet, and who can read what
    People(People),
    /// Four words that show whether you both have everything
    SyncCheck(SyncCheck),
    /// What you will talk about
    Agenda(Agenda),
    /// A topic both of you see
    Add(Add),
    /// A note only you see
    Note(Note),
    /// A topic, action or note in your editor
    Edit(Edit),
    /// A topic up, down or under another heading
    Move(Move),
    /// Tick a topic or an action
    Done(Done),
    /// Take a topic, an action or a note off the list
    Drop(Named),
    /// Write down who does what
    Action(Action),
    /// Say something about a topic; both see it
    Comment(Comment),
    /// Exchange with the other person, now
    Sync(Sync),
    /// Where everything is exchanged, and moving to another relay
    Relay(Relay),
    /// This device, the relay, what waits
    Status,
    /// What you did on this device
    Log(Log),
    /// Take back what you did last
    Undo(Undo),
    /// Close your store now
    Lock,
    /// Type the passphrase once for a while
    Unlock(Unlock),
    /// A passphrase for your store: set, change or remove it
    Passphrase(Passphrase),
    /// Everything in files: to read without entre, or sealed, to hand over without a relay
    Export(Export),
    /// Take in a sealed file, or a year of meetings from Markdown
    Import(Import),
    /// Help on a command or a subject
    Help(Help),
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre demo
  entre demo --keep /tmp/entre     leave both homes and the relay's files there")]
pub(crate) struct Demo {
    /// Keep everything the demo makes in this new folder
    #[arg(long, value_name = "DIR")]
    pub(crate) keep: Option<PathBuf>,
}

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
  entre people rename sam \"Sam O.\"   on your devices only")]
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

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre agenda sam
  entre agenda sam -p                with your private notes
  entre agenda sam --on 2026-11-17   a past meeting")]
pub(crate) struct Agenda {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// Show your private notes, too
    #[arg(short, long)]
    pub(crate) private: bool,
    /// Show notes in full length
    #[arg(long)]
    pub(crate) all: bool,
    /// The meeting of a day
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
}

/// The six headings of an agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Heading {
    /// Whatever comes first
    General,
    /// What is expected
    Alignment,
    /// How the work goes
    Progress,
    /// Working with others
    Relationships,
    /// Learning and what comes after
    Aspirations,
    /// Until the next meeting
    Next,
}

/// Sorts of topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Anything
    Topic,
    /// Asks for an answer
    Question,
    /// Something weighs on you
    Concern,
    /// Something is in the way
    Roadblock,
    /// For information
    Update,
    /// A proposal
    Idea,
    /// Something learned
    Lesson,
    /// Something that went well
    Win,
    /// For the other person
    Feedback,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre add sam                      asks for the text
  entre add sam \"Conference budget\" --under aspirations
  echo \"Conference budget\" | entre add sam -")]
pub(crate) struct Add {
    /// Any unique part of the name
    pub(crate) person: String,
    /// One line; `-` reads it from stdin
    pub(crate) text: Vec<String>,
    /// The heading it stands under
    #[arg(long, value_enum, value_name = "HEADING", default_value = "general")]
    pub(crate) under: Heading,
    /// What sort of topic it is
    #[arg(long, value_enum, value_name = "KIND", default_value = "topic")]
    pub(crate) kind: Kind,
    /// Write it in your editor
    #[arg(short, long, conflicts_with = "text")]
    pub(crate) editor: bool,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre note sam                     asks for the text, so it is not in your shell history
  entre note ba -e                   about one topic, in your editor
  entre note sam - < thoughts.md")]
pub(crate) struct Note {
    /// A person, or the short name of a topic or action
    #[arg(value_name = "PERSON|REF")]
    pub(crate) about: String,
    /// The note; `-` reads it from stdin
    pub(crate) text: Vec<String>,
    /// Write it in your editor
    #[arg(short, long, conflicts_with = "text")]
    pub(crate) editor: bool,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre edit ba
  entre edit \"billing migration\"
  entre edit ba - < new.md           for scripts: first line is the title")]
pub(crate) struct Edit {
    /// The short name, or words of the title
    #[arg(value_name = "REF")]
    pub(crate) item: String,
    /// `-` reads the new text from stdin instead of opening the editor
    pub(crate) text: Vec<String>,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre move ba up
  entre move ba progress")]
pub(crate) struct Move {
    /// The short name, or words of the title
    #[arg(value_name = "REF")]
    pub(crate) item: String,
    /// up, down, or one of the six headings
    #[arg(value_name = "up|down|HEADING", value_enum, hide_possible_values = true)]
    pub(crate) to: Place,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

/// Where something can be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Place {
    /// One place up
    Up,
    /// One place down
    Down,
    /// Under General
    General,
    /// Under Alignment
    Alignment,
    /// Under Progress
    Progress,
    /// Under Relationships
    Relationships,
    /// Under Aspirations
    Aspirations,
    /// Under Next steps
    Next,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre done ba
  entre done billing migration
  entre done ba --undo")]
pub(crate) struct Done {
    #[command(flatten)]
    pub(crate) named: Named,
    /// Take the tick away
    #[arg(long)]
    pub(crate) undo: bool,
}

/// One item.
#[derive(Args, Debug)]
pub(crate) struct Named {
    /// The short name, or words of the title
    #[arg(value_name = "REF", required = true)]
    pub(crate) item: Vec<String>,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre action sam \"Send the incident budget\" --who me --due fri
  entre action sam \"Write the on-call proposal\" --who sam --due 2026-11-27")]
pub(crate) struct Action {
    /// Any unique part of the name
    pub(crate) person: String,
    /// One line; `-` reads it from stdin
    pub(crate) text: Vec<String>,
    /// Who does it: me, or the other person's name
    #[arg(long, value_name = "me|PERSON", default_value = "me")]
    pub(crate) who: String,
    /// Until when: 2026-11-27, fri, today, tomorrow, 3d, 2w
    #[arg(long, value_name = "DATE")]
    pub(crate) due: Option<String>,
    /// Write it in your editor
    #[arg(short, long, conflicts_with = "text")]
    pub(crate) editor: bool,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre comment ba \"Ines can review it\"
  entre comment ba -e")]
pub(crate) struct Comment {
    /// The short name, or words of the title
    #[arg(value_name = "REF")]
    pub(crate) item: String,
    /// The comment; `-` reads it from stdin
    pub(crate) text: Vec<String>,
    /// Write it in your editor
    #[arg(short, long, conflicts_with = "text")]
    pub(crate) editor: bool,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre sync
  entre sync --watch                 stay connected until Ctrl-C")]
pub(crate) struct Sync {
    /// Stay connected and exchange at once
    #[arg(long)]
    pub(crate) watch: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Log {
    /// How many lines
    #[arg(short, long, value_name = "N", default_value_t = 10)]
    pub(crate) number: usize,
}

#[derive(Args, Debug)]
pub(crate) struct Undo {
    /// How many things
    #[arg(value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub(crate) count: u16,
}

#[derive(Args, Debug)]
pub(crate) struct Help {
    /// A command, or one of: privacy, offline, devices, words, keys, json, exit-codes
    pub(crate) subject: Option<String>,
}

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
    let wrong = || "a number with m or h is needed, such as 15m".to_owned();
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
        Err("a store can stay open for 1 minute to 24 hours".to_owned())
    }
}

/// "90m", "12h", "7d", "1w" as a duration.
fn lifetime(text: &str) -> Result<std::time::Duration, String> {
    let wrong = || "a number with m, h, d or w is needed, such as 7d".to_owned();
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
        Err("a code can be used for 5 minutes to 7 days".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn global_options_work_behind_the_command_too() {
        let cli = Cli::try_parse_from(["entre", "agenda", "sam", "--json", "--home", "x", "-p"]).unwrap();
        assert!(cli.global.json && cli.global.home == Some(PathBuf::from("x")));
        assert!(matches!(cli.command, Some(Command::Agenda(Agenda { private: true, .. }))));
    }

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
