//! Who can open the store on this device: passphrase, lock, unlock.

use std::path::Path;

use client::{Entre, Unlock, UnlockKind, holds};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use language::say;
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
        Page::sentence(if locked.was_open { say!("locked-now") } else { say!("locked-already") })
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
                page.line([plain(say!("open-until", time = clock(until)))]);
                page.line([plain(say!("open-until-warning"))]);
            }
            None => {
                page.line([plain(say!("nothing-to-unlock", lock = holds(kind)))]);
                page.line([plain(say!("own-lock-hint"))]);
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
        return Err(Fail::new(Exit::Usage, "has_passphrase", say!("has-passphrase"))
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
        &[say!("passphrase-set"), say!("passphrase-once"), say!("passphrase-no-reset")],
    );
    Ok(())
}

fn change(desk: &Desk, new_file: Option<&Path>) -> Result<(), Fail> {
    let mut entre = Entre::open_with_passphrase(&desk.home, &mut || desk.passphrase())?;
    let words: Zeroizing<String> = match new_file {
        Some(file) => passphrase_in(file)?,
        None => ask_new_passphrase(desk, &no_new())?,
    };
    keep(desk, &mut entre, Unlock::Passphrase(words))?;
    said(desk, UnlockKind::Passphrase, &[say!("passphrase-changed"), say!("passphrase-former-copies")]);
    Ok(())
}

fn remove(desk: &Desk, to: Option<KeyPlace>) -> Result<(), Fail> {
    let mut entre = Entre::open_with_passphrase(&desk.home, &mut || desk.passphrase())?;
    let to = match to {
        Some(to) => to,
        None => {
            let choices = [say!("to-keyring"), say!("to-file")];
            match desk.ask.pick(&say!("where-goes-key"), &choices, 0, no_place())? {
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
    let now = say!("passphrase-gone", lock = holds(kind));
    said(desk, kind, &[now, say!("passphrase-again")]);
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "the passphrase ends here")]
fn keep(desk: &Desk, entre: &mut Entre, way: Unlock) -> Result<(), Fail> {
    let cleared = {
        let _waiting = desk.out.waiting(&say!("busy-sealing-key"));
        entre.keep_key_with(&way)?
    };
    if !cleared {
        desk.out.question(&Page::sentence(say!("former-place-stays")));
    }
    Ok(())
}

fn said(desk: &Desk, kind: UnlockKind, lines: &[String]) {
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
    let day = if today { String::new() } else { say!("tomorrow-gap") };
    format!("{day}{}", moment.strftime("%H:%M"))
}

fn no_new() -> Instead {
    Instead::new(say!("missing-new-passphrase"), ["entre passphrase change --new-file FILE"])
}

fn no_place() -> Instead {
    let tries = ["entre passphrase remove --to keyring", "entre passphrase remove --to file"];
    Instead::new(say!("missing-key-place"), tries)
}
