//! Setting up and finding each other: init, invite, accept.

use std::io::stdin;

use agenda::Member;
use client::{
    Entre, Invite, Origin, OriginError, Phase, Setup, Unlock, check_invitation, io_words, origin_error,
};
use jiff::{SignedDuration, Timestamp};
use language::say;
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
        return Err(Fail::new(Exit::Failed, "exists", say!("home-exists"))
            .because(say!("home-exists-where", folder = desk.home.folder().display().to_string()))
            .attempt(say!("home-exists-try")));
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
        page.line([plain(say!("ready-before")), strong(entre.device_name()), plain(say!("ready-after"))]);
        page
    });
    let mut hint = Page::default();
    hint.blank();
    hint.line([plain(say!("next-invite"))]);
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
            let question = say!("ask-role", name = &args.name);
            match desk.ask.pick(&question, &[say!("role-i-am"), say!("role-they-are")], 0, no_role())? {
                0 => Member::Manager,
                _ => Member::Report,
            }
        }
    };
    match (&args.relay, entre.relay()) {
        (Some(given), Some(known)) if origin(given)?.as_str() != known => {
            return Err(Fail::new(Exit::Usage, "relay_named", say!("relay-named-already"))
                .because(say!("relay-named-where", known = known))
                .attempt(say!("try-without-relay")));
        }
        (_, Some(_)) => {}
        (given, None) => {
            let relay = match given.clone().or_else(|| set("ENTRE_RELAY")) {
                Some(relay) => relay,
                None => desk.ask.line(&say!("ask-relay"), None, no_relay())?,
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
            .map_err(|fail| fail.attempt(say!("invite-fresh-another")))?;
    }
    let posted = {
        let _waiting = desk.out.waiting(&say!("busy-putting-invitation"));
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
            page.line([plain(say!("say-words-to", first = first))]);
            page.blank();
            page.indented(2, [strong(&invitation.code)]);
            page.blank();
            page.line([plain(say!("words-work-once", until = until, first = first))]);
            page.blank();
        } else {
            page.line([plain(say!("give-this-to", first = first))]);
            page.blank();
            page.indented(2, [plain(say!("invites-you", name = entre.name()))]);
            page.indented(2, [plain(say!("install-and-paste", until = until))]);
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
    hint.line([plain(say!("code-warning"))]);
    if !posted {
        hint.line([plain(say!("code-leads-nowhere"))]);
    }
    desk.out.hint(&hint);
    Ok(())
}

pub(crate) fn accept(desk: &Desk, args: &args::Accept) -> Result<(), Fail> {
    let code = match (&args.file, args.code.as_slice()) {
        (Some(file), _) => std::fs::read_to_string(file).map_err(|error| {
            Fail::new(
                Exit::Usage,
                "input_failed",
                say!("path-unreadable", path = file.display().to_string(), error = io_words(&error)),
            )
        })?,
        (None, [dash]) if dash == "-" => text::read(&mut stdin().lock())?,
        (None, []) => desk.ask.line(&say!("paste-code"), None, no_code())?,
        (None, words) => words.join(" "),
    };
    let relay = args.setting_up.relay.as_deref().map(origin).transpose()?;
    let words = code.split_whitespace().count() == 6;
    let mut entre = if desk.home.exists() { Some(desk.open()?) } else { None };
    let checked = {
        let _waiting = desk.out.waiting(&say!("busy-asking-relay"));
        desk.block(check_invitation(&code, relay.as_ref(), desk.moment()))?
    };
    if entre.is_none() {
        let setup = setting_up(desk, &args.setting_up, Some(&checked.relay))?;
        entre = Some(Entre::init(&desk.home, &setup, desk.moment())?);
    }
    let Some(mut entre) = entre else { return Ok(()) };
    let accepted = {
        let _waiting = desk.out.waiting(&say!("busy-answering"));
        desk.block(entre.accept(&checked, desk.moment()))?
    };
    let live = accepted.person.phase == Phase::Live;
    desk.out.result("accepted", &accepted, || {
        let mut page = Page::default();
        if live {
            page.line([plain(say!("you-share-now", name = accepted.person.name))]);
        } else {
            page.line([plain(say!("answered-waits"))]);
        }
        page
    });
    let mut hint = Page::default();
    hint.blank();
    let them = accepted
        .person
        .name
        .split_whitespace()
        .next_back()
        .map_or_else(|| say!("inviter"), str::to_lowercase);
    hint.line([plain(say!("hint-write", them = them))]);
    hint.line([plain(say!("hint-look"))]);
    if !words {
        hint.line([plain(say!("hint-compare"))]);
    }
    desk.out.hint(&hint);
    Ok(())
}

/// Name, device, relay and lock of a new store: from the options, else from questions.
fn setting_up(desk: &Desk, given: &args::SettingUp, relay: Option<&Origin>) -> Result<Setup, Fail> {
    let name = match &given.name {
        Some(name) => name.clone(),
        None => desk.ask.line(&say!("ask-name"), None, no_name())?,
    };
    let relay = match (&given.relay, relay) {
        (Some(relay), _) => Some(origin(relay)?),
        (None, Some(relay)) => Some(relay.clone()),
        (None, None) if desk.ask.is_possible() => {
            let answer = desk.ask.optional_line(&say!("ask-relay-later"), no_relay())?;
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
            let choices = [say!("kept-in-keyring"), say!("kept-behind-passphrase"), say!("kept-in-file")];
            match desk.ask.pick(&say!("where-key-kept"), &choices, 0, no_unlock())? {
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
        None => ask_new_passphrase(desk, &no_passphrase()),
    }
}

/// A passphrase that was typed twice in the same way.
pub(crate) fn ask_new_passphrase(desk: &Desk, instead: &Instead) -> Result<Zeroizing<String>, Fail> {
    let first = desk.ask.secret(&say!("ask-new-passphrase"), instead.clone())?;
    let second = desk.ask.secret(&say!("once-more"), instead.clone())?;
    if first == second {
        Ok(first)
    } else {
        Err(Fail::new(Exit::Usage, "passphrase_differs", say!("passphrases-differ"))
            .because(say!("nothing-written")))
    }
}

/// One voucher a line, as `entre-relay voucher new` prints them.
pub(crate) fn vouchers(file: &std::path::Path) -> Result<Vec<[u8; 16]>, Fail> {
    let wrong = |why: String| {
        Fail::new(Exit::Usage, "bad_voucher", say!("no-vouchers", file = file.display().to_string()))
            .because(why)
    };
    let text = std::fs::read_to_string(file).map_err(|error| wrong(io_words(&error)))?;
    let mut vouchers = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let plain: String =
            line.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        let bytes = data_encoding::BASE32_NOPAD.decode(plain.as_bytes()).ok();
        let voucher = bytes.and_then(|bytes| bytes.try_into().ok());
        vouchers.push(voucher.ok_or_else(|| wrong(say!("no-voucher-line", number = index + 1)))?);
    }
    Ok(vouchers)
}

pub(crate) fn origin(text: &str) -> Result<Origin, Fail> {
    text.parse().map_err(|error: OriginError| {
        Fail::new(Exit::Usage, "bad_relay_address", say!("no-relay-address"))
            .because(origin_error(error))
            .attempt(say!("try-relay-addresses"))
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
    given.map(str::to_owned).or_else(host_name).unwrap_or_else(|| say!("this-device"))
}

fn host_name() -> Option<String> {
    let name = std::fs::read_to_string("/etc/hostname")
        .ok()
        .or_else(|| set("HOSTNAME"))
        .or_else(|| set("COMPUTERNAME"))?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

fn no_name() -> Instead {
    Instead::new(say!("missing-name"), [say!("try-with-name")])
}

fn no_role() -> Instead {
    let tries = ["entre invite NAME --role manager", "entre invite NAME --role report"];
    Instead::new(say!("missing-role"), tries)
}

fn no_relay() -> Instead {
    Instead::new(say!("missing-relay"), [say!("try-with-relay")])
}

fn no_code() -> Instead {
    Instead::new(say!("missing-code"), ["entre accept CODE", "entre accept - < code.txt"])
}

fn no_unlock() -> Instead {
    Instead::new(say!("missing-lock"), ["--unlock keyring|passphrase|file"])
}

fn no_passphrase() -> Instead {
    Instead::new(say!("missing-passphrase"), [say!("try-passphrase-file")])
}
