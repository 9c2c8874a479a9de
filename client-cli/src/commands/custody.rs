//! Who can open the store on this device: passphrase, lock, unlock.

use std::path::Path;

use client::{Entre, Unlock, UnlockKind, holds};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;
use zeroize::Zeroizing;

use crate::args::{self, KeyPlace, PassphraseCommand};
use crate::ask::Instead;
use crate::commands::pairing::{ask_new_passphrase, new_passphrase};
use crate::desk::{Desk, passphrase_in};
use crate::fail::{Exit, Fail};
use crate::page::{Page, plain};

pub(crate) fn lock(desk: &Desk) -> Result<(), Fail> {
    let locked = Entre::lock(&desk.home)?;
    desk.out.result("locked", &locked, || {
        Page::sentence(if locked.was_open {
            "Locked. The next command asks for the passphrase."
        } else {
            "It is locked: every command asks for the passphrase."
        })
    });
    Ok(())
}

pub(crate) fn unlock(desk: &Desk, args: &args::Unlock) -> Result<(), Fail> {
    let unlocked = Entre::unlock(&desk.home, args.valid, desk.moment(), &mut || desk.passphrase())?;
    let kind = Entre::unlock_kind(&desk.home)?;
    desk.out.result("unlocked", &unlocked, || {
        let mut page = Page::default();
        match unlocked.until {
            Some(until) => {
                page.line([plain(format!("Open until {}. Close it before: entre lock", clock(until)))]);
                page.line([plain(
                    "Until then, whoever can use your login on this machine can open your notes.",
                )]);
            }
            None => {
                page.line([plain(format!("There is nothing to unlock: {}.", holds(kind)))]);
                page.line([plain("For a lock of its own: entre passphrase set")]);
            }
        }
        page
    });
    Ok(())
}

pub(crate) fn passphrase(desk: &Desk, command: &PassphraseCommand) -> Result<(), Fail> {
    match command {
        PassphraseCommand::Set { new_file } => set(desk, new_file.as_deref()),
        PassphraseCommand::Change { new_file } => change(desk, new_file.as_deref()),
        PassphraseCommand::Remove { to } => remove(desk, *to),
    }
}

fn set(desk: &Desk, new_file: Option<&Path>) -> Result<(), Fail> {
    if Entre::unlock_kind(&desk.home)? == UnlockKind::Passphrase {
        return Err(Fail::new(Exit::Usage, "has_passphrase", "this store has a passphrase already")
            .attempt("entre passphrase change"));
    }
    let mut entre = desk.open()?;
    let words = match new_file {
        Some(file) => passphrase_in(file)?,
        None => new_passphrase(desk)?,
    };
    keep(desk, &mut entre, Unlock::Passphrase(words))?;
    said(
        desk,
        UnlockKind::Passphrase,
        &[
            "Your store is behind a passphrase now. Every command asks for it.",
            "To type it once for a while: entre unlock",
            "There is no way to reset it. Copies of this folder made before open without it.",
        ],
    );
    Ok(())
}

fn change(desk: &Desk, new_file: Option<&Path>) -> Result<(), Fail> {
    let mut entre = Entre::open_with_passphrase(&desk.home, &mut || desk.passphrase())?;
    let words: Zeroizing<String> = match new_file {
        Some(file) => passphrase_in(file)?,
        None => ask_new_passphrase(desk, NO_NEW)?,
    };
    keep(desk, &mut entre, Unlock::Passphrase(words))?;
    said(
        desk,
        UnlockKind::Passphrase,
        &[
            "The passphrase is changed, and what entre unlock had opened is closed.",
            "Copies of this folder made before open with the former one.",
        ],
    );
    Ok(())
}

fn remove(desk: &Desk, to: Option<KeyPlace>) -> Result<(), Fail> {
    let mut entre = Entre::open_with_passphrase(&desk.home, &mut || desk.passphrase())?;
    let to = match to {
        Some(to) => to,
        None => {
            let choices = ["into the system's keyring", "into a file on this disk, open to whoever reads it"];
            match desk.ask.pick("Where does the key of your notes go?", &choices, 0, NO_PLACE)? {
                0 => KeyPlace::Keyring,
                _ => KeyPlace::File,
            }
        }
    };
    let way = match to {
        KeyPlace::Keyring => Unlock::Keyring,
        KeyPlace::File => Unlock::File,
    };
    let kind = way.kind();
    keep(desk, &mut entre, way)?;
    let now = format!("The passphrase is gone: {}.", holds(kind));
    said(desk, kind, &[&now, "For a passphrase again: entre passphrase set"]);
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "the passphrase ends here")]
fn keep(desk: &Desk, entre: &mut Entre, way: Unlock) -> Result<(), Fail> {
    let _waiting = desk.out.waiting("sealing the key");
    entre.keep_key_with(&way)
}

fn said(desk: &Desk, kind: UnlockKind, lines: &[&str]) {
    desk.out.result("passphrase", &json!({ "unlock": kind.word() }), || {
        let mut page = Page::default();
        for line in lines {
            page.line([plain(line)]);
        }
        page
    });
}

/// At most a day ahead.
fn clock(moment: Timestamp) -> String {
    let moment = moment.to_zoned_datetime(TimeZone::system());
    let today = moment.date() == jiff::ZonedDateTime::now().date();
    format!("{}{}", if today { "" } else { "tomorrow " }, moment.strftime("%H:%M"))
}

const NO_NEW: Instead =
    Instead { missing: "new passphrase given", tries: &["entre passphrase change --new-file FILE"] };
const NO_PLACE: Instead = Instead {
    missing: "place for the key given",
    tries: &["entre passphrase remove --to keyring", "entre passphrase remove --to file"],
};
