//! Setting up and finding each other: init, invite, accept.

use std::io::stdin;

use agenda::Member;
use client::{Entre, Invite, Origin, OriginError, Phase, Setup, Unlock, check_invitation};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use zeroize::Zeroizing;

use crate::args;
use crate::ask::Instead;
use crate::desk::{Desk, passphrase_file, set};
use crate::fail::{Exit, Fail};
use crate::page::{Page, plain, strong};
use crate::text;
use crate::when;

pub(crate) fn init(desk: &Desk, args: &args::Init) -> Result<(), Fail> {
    if desk.home.exists() {
        return Err(Fail::new(Exit::Failed, "exists", "somebody has set up here already")
            .because(format!("the store is in {}", desk.home.folder().display()))
            .attempt("entre     shows whose it is"));
    }
    let setup = setting_up(desk, &args.setting_up, None)?;
    let entre = Entre::init(&desk.home, &setup, desk.moment())?;
    let value = json!({
        "name": entre.name(),
        "device": entre.device_name(),
        "relay": entre.relay(),
        "home": desk.home.folder(),
    });
    desk.out.result("init", &value, || {
        let mut page = Page::default();
        page.line([
            plain("Ready. This device: "),
            strong(entre.device_name()),
            plain(". Nothing has been sent yet."),
        ]);
        page
    });
    let mut hint = Page::default();
    hint.blank();
    hint.line([plain("Next:  entre invite \"Name of the other person\"")]);
    desk.out.hint(&hint);
    Ok(())
}

pub(crate) fn invite(desk: &Desk, args: &args::Invite) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let role = match args.role {
        Some(args::Role::Manager) => Member::Manager,
        Some(args::Role::Report) => Member::Report,
        None if args.again => Member::Manager,
        None => {
            let question = format!("Are you {}'s manager, or is {} yours?", args.name, args.name);
            match desk.ask.pick(&question, &["I am", "they are"], 0, NO_ROLE)? {
                0 => Member::Manager,
                _ => Member::Report,
            }
        }
    };
    match (&args.relay, entre.relay()) {
        (Some(given), Some(known)) if origin(given)?.as_str() != known => {
            return Err(Fail::new(Exit::Usage, "relay_named", "another relay is named already")
                .because(format!("new notebooks meet at {known}"))
                .attempt("the same command without --relay"));
        }
        (_, Some(_)) => {}
        (given, None) => {
            let relay = match given.clone().or_else(|| set("ENTRE_RELAY")) {
                Some(relay) => relay,
                None => desk.ask.line("Relay address", None, NO_RELAY)?,
            };
            entre.name_relay(&origin(&relay)?)?;
        }
    }
    let invite = Invite {
        name: args.name.clone(),
        role,
        valid: SignedDuration::try_from(args.expires).unwrap_or(SignedDuration::from_hours(24)),
        words: args.words,
        fresh: args.fresh,
        again: args.again,
        time_zone: time_zone(),
    };
    let invitation = entre.invite(&invite, desk.moment())?;
    if let Some(file) = &args.file {
        text::write_private(file, &format!("{}\n", invitation.code))
            .map_err(|fail| fail.attempt("entre invite NAME --fresh     makes another"))?;
    }
    let posted = {
        let _waiting = desk.out.waiting("putting the invitation where the code leads to");
        desk.block(entre.post_invitations(desk.moment()))?
    };
    let until = local_moment(invitation.expires);
    let mut value = serde_json::to_value(&invitation).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.insert("posted".to_owned(), json!(posted));
    }
    desk.out.result("invitation", &value, || {
        let mut page = Page::default();
        let first = invitation.person.first_name().to_owned();
        if invitation.words {
            page.line([plain(format!("Say these words to {first}, in the room or on the phone:"))]);
            page.blank();
            page.indented(2, [strong(&invitation.code)]);
            page.blank();
            page.line([plain(format!("They work once, until {until}.  {first} types:"))]);
            page.blank();
        } else {
            page.line([plain(format!("Give this to {first}:"))]);
            page.blank();
            page.indented(2, [plain(format!("{} invites you to a private 1:1 notebook.", entre.name()))]);
            page.indented(
                2,
                [plain(format!(
                    "Install entre, run  entre accept  and paste this code (once, until {until}):"
                ))],
            );
            page.blank();
        }
        page
    });
    if !desk.out.is_json() {
        // What is to be copied stays one line, so that it can be copied in one piece.
        let line = if invitation.words {
            format!("entre accept --relay {} {}", invitation.relay, invitation.code)
        } else {
            invitation.code.clone()
        };
        desk.out.raw(&format!("  {line}\n"));
    }
    let mut hint = Page::default();
    hint.blank();
    hint.line([plain("The code lets whoever uses it first sit in the other person's place. Hand it over where only they read it. You compare six words when you meet, which catches a stranger.")]);
    if !posted {
        hint.line([plain("The relay does not answer, so the code leads nowhere yet. Next:  entre sync")]);
    }
    desk.out.hint(&hint);
    Ok(())
}

pub(crate) fn accept(desk: &Desk, args: &args::Accept) -> Result<(), Fail> {
    let code = match (&args.file, args.code.as_slice()) {
        (Some(file), _) => std::fs::read_to_string(file).map_err(|error| {
            Fail::new(Exit::Usage, "input_failed", format!("{} cannot be read: {error}", file.display()))
        })?,
        (None, [dash]) if dash == "-" => text::read(&mut stdin().lock())?,
        (None, []) => {
            desk.ask.line("Paste the code (it is not shown in your shell history)", None, NO_CODE)?
        }
        (None, words) => words.join(" "),
    };
    let relay = args.setting_up.relay.as_deref().map(origin).transpose()?;
    let words = code.split_whitespace().count() == 6;
    let mut entre = if desk.home.exists() { Some(desk.open()?) } else { None };
    let checked = {
        let _waiting = desk.out.waiting("asking the relay");
        desk.block(check_invitation(&code, relay.as_ref(), desk.moment()))?
    };
    if entre.is_none() {
        let setup = setting_up(desk, &args.setting_up, Some(&checked.relay))?;
        entre = Some(Entre::init(&desk.home, &setup, desk.moment())?);
    }
    let Some(mut entre) = entre else { return Ok(()) };
    let accepted = {
        let _waiting = desk.out.waiting("answering");
        desk.block(entre.accept(&checked, desk.moment()))?
    };
    let live = accepted.person.phase == Phase::Live;
    desk.out.result("accepted", &accepted, || {
        let mut page = Page::default();
        if live {
            page.line([plain(format!("You and {} share a notebook now.", accepted.person.name))]);
        } else {
            page.line([plain(
                "Answered. The other side has to sync once; until then what you write waits here.",
            )]);
        }
        page
    });
    let mut hint = Page::default();
    hint.blank();
    let them = accepted.person.name.split_whitespace().next_back().unwrap_or("inviter").to_lowercase();
    hint.line([plain(format!("Write what you want to talk about:   entre add {them} \"…\""))]);
    hint.line([plain("Look whether they have answered:     entre sync")]);
    if !words {
        hint.line([plain("When you meet, compare six words:    entre verify")]);
    }
    desk.out.hint(&hint);
    Ok(())
}

/// Name, device, relay and lock of a new store: from the options, else from questions.
fn setting_up(desk: &Desk, given: &args::SettingUp, relay: Option<&Origin>) -> Result<Setup, Fail> {
    let name = match &given.name {
        Some(name) => name.clone(),
        None => desk.ask.line("Your name, as the other person sees it", None, NO_NAME)?,
    };
    let relay = match (&given.relay, relay) {
        (Some(relay), _) => Some(origin(relay)?),
        (None, Some(relay)) => Some(relay.clone()),
        (None, None) if desk.ask.is_possible() => {
            let answer = desk.ask.optional_line("Relay address (Enter to decide later)", NO_RELAY)?;
            answer.as_deref().map(origin).transpose()?
        }
        (None, None) => set("ENTRE_RELAY").as_deref().map(origin).transpose()?,
    };
    let vouchers = match &given.voucher_file {
        Some(file) => vouchers(file)?,
        None => Vec::new(),
    };
    let device_name = device_name(given.device.as_deref());
    Ok(Setup { name, device_name, relay, vouchers, unlock: unlock(desk, given.unlock)? })
}

pub(crate) fn unlock(desk: &Desk, word: Option<args::UnlockWord>) -> Result<Unlock, Fail> {
    let word = match word {
        Some(word) => word,
        None if desk.ask.is_possible() => {
            let choices = ["in the system's keyring", "behind a passphrase", "in a file on this disk"];
            match desk.ask.pick("Where should the key of your notes be kept?", &choices, 0, NO_UNLOCK)? {
                0 => args::UnlockWord::Keyring,
                1 => args::UnlockWord::Passphrase,
                _ => args::UnlockWord::File,
            }
        }
        // Without anybody to ask, the keyring or nothing: a clear failure follows where there is none.
        None => args::UnlockWord::Keyring,
    };
    Ok(match word {
        args::UnlockWord::Keyring => Unlock::Keyring,
        args::UnlockWord::File => Unlock::File,
        args::UnlockWord::Passphrase => Unlock::Passphrase(new_passphrase(desk)?),
    })
}

/// A passphrase for a store that has none: from `ENTRE_PASSPHRASE_FILE`, else asked for twice.
pub(crate) fn new_passphrase(desk: &Desk) -> Result<Zeroizing<String>, Fail> {
    match passphrase_file()? {
        Some(words) => Ok(words),
        None => ask_new_passphrase(desk, NO_PASSPHRASE),
    }
}

/// A passphrase that was typed twice in the same way.
pub(crate) fn ask_new_passphrase(desk: &Desk, instead: Instead) -> Result<Zeroizing<String>, Fail> {
    let first = desk.ask.secret("A passphrase for your notes (four unrelated words are good)", instead)?;
    let second = desk.ask.secret("Once more", instead)?;
    if first == second {
        Ok(first)
    } else {
        Err(Fail::new(Exit::Usage, "passphrase_differs", "the two passphrases differ")
            .because("nothing was written"))
    }
}

/// One voucher a line, as `entre-relay voucher new` prints them.
pub(crate) fn vouchers(file: &std::path::Path) -> Result<Vec<[u8; 16]>, Fail> {
    let wrong = |why: String| {
        Fail::new(Exit::Usage, "bad_voucher", format!("{} holds no vouchers", file.display())).because(why)
    };
    let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    let mut vouchers = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let plain: String =
            line.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        let bytes = data_encoding::BASE32_NOPAD.decode(plain.as_bytes()).ok();
        let voucher = bytes.and_then(|bytes| bytes.try_into().ok());
        vouchers.push(voucher.ok_or_else(|| wrong(format!("line {} is not one", index + 1)))?);
    }
    Ok(vouchers)
}

pub(crate) fn origin(text: &str) -> Result<Origin, Fail> {
    text.parse().map_err(|error: OriginError| {
        Fail::new(Exit::Usage, "bad_relay_address", "that is no relay address")
            .because(error.to_string())
            .attempt("wss://relay.example.org     or ws://127.0.0.1:8787 on this machine")
    })
}

/// A day; within a day, the time.
fn local_moment(moment: Timestamp) -> String {
    let there = moment.to_zoned_datetime(jiff::tz::TimeZone::system());
    let now = jiff::ZonedDateTime::now();
    let day = when::short_date(there.date(), now.date());
    let hours_left = moment.as_second().saturating_sub(now.timestamp().as_second()) / 3600;
    match (there.date() == now.date(), hours_left < 24) {
        (true, _) => there.strftime("%H:%M").to_string(),
        (false, true) => format!("{day}, {}", there.strftime("%H:%M")),
        (false, false) => day,
    }
}

fn time_zone() -> Option<String> {
    jiff::tz::TimeZone::system().iana_name().map(str::to_owned)
}

/// What a device is called: as given, else as the system calls it.
pub(crate) fn device_name(given: Option<&str>) -> String {
    given.map(str::to_owned).or_else(host_name).unwrap_or_else(|| "this device".to_owned())
}

fn host_name() -> Option<String> {
    let name = std::fs::read_to_string("/etc/hostname")
        .ok()
        .or_else(|| set("HOSTNAME"))
        .or_else(|| set("COMPUTERNAME"))?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

const NO_NAME: Instead =
    Instead { missing: "name given", tries: &["the same command with --name \"Your Name\""] };
const NO_ROLE: Instead = Instead {
    missing: "role given",
    tries: &["entre invite NAME --role manager", "entre invite NAME --role report"],
};
const NO_RELAY: Instead =
    Instead { missing: "relay given", tries: &["the same command with --relay wss://…"] };
const NO_CODE: Instead =
    Instead { missing: "code given", tries: &["entre accept CODE", "entre accept - < code.txt"] };
const NO_UNLOCK: Instead = Instead { missing: "lock chosen", tries: &["--unlock keyring|passphrase|file"] };
const NO_PASSPHRASE: Instead =
    Instead { missing: "passphrase given", tries: &["ENTRE_PASSPHRASE_FILE=FILE before the command"] };
