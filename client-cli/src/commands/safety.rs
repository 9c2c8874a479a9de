//! `backup` and `restore`: the recovery kit, and a file behind a passphrase.

use std::io::stdin;
use std::path::Path;

use client::{Entre, io_words};
use language::say;
use serde_json::json;
use zeroize::Zeroizing;

use crate::args::{self, BackupCommand};
use crate::ask::Instead;
use crate::commands::devices::kit_words;
use crate::commands::pairing::{device_name, origin, unlock};
use crate::desk::{Desk, passphrase_file};
use crate::fail::{Exit, Fail};
use crate::kit_page;
use crate::page::{Page, plain, strong};
use crate::text;

pub(crate) fn backup(desk: &Desk, args: &args::Backup) -> Result<(), Fail> {
    match &args.command {
        BackupCommand::Kit(args) => kit(desk, args),
        BackupCommand::File(args) => file(desk, args),
    }
}

fn kit(desk: &Desk, args: &args::BackupKit) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    if args.confirm.is_some() {
        let words = Zeroizing::new(text::read(&mut stdin().lock())?);
        return confirmed(desk, &mut entre, &words);
    }
    let kit = entre.kit()?;
    if let Some(path) = &args.page {
        let page = kit_page::page(&kit, desk.now().date());
        let page = page.ok_or_else(|| Fail::new(Exit::Failed, "no_picture", say!("no-picture")))?;
        text::write_private(path, &page)?;
    }
    let [one, two, three] = kit.asked;
    let fingerprint = kit.fingerprint.join(" ");
    let value = json!({
        "words": kit.words.as_str(),
        "fingerprint": kit.fingerprint,
        "relay": kit.relay,
        "asked": kit.asked,
        "page": args.page,
    });
    desk.out.result("kit", &value, || {
        let mut page = Page::default();
        page.line([strong(say!("kit-title"))]);
        page.blank();
        let words: Vec<&str> = kit.words.split(' ').collect();
        for (row, four) in words.chunks(4).enumerate() {
            let cells: Vec<String> = four
                .iter()
                .enumerate()
                .map(|(at, word)| format!("{:>2} {word:<10}", row * 4 + at + 1))
                .collect();
            page.indented(2, [plain(cells.join("  ").trim_end())]);
        }
        page.blank();
        page.line([plain(say!("kit-known-by", fingerprint = fingerprint))]);
        page.line([plain(say!(
            "kit-relay",
            relay = kit.relay.clone().unwrap_or_else(|| say!("none-named"))
        ))]);
        page.blank();
        page.line([plain(say!("kit-warning"))]);
        page
    });
    if !desk.ask.is_possible() {
        return Ok(());
    }
    desk.out.question(&Page::sentence(say!("kit-written-down")));
    let question = say!("kit-question", one = one, two = two, three = three);
    match desk.ask.optional_line(&question, no_words())?.map(Zeroizing::new) {
        Some(words) => confirmed(desk, &mut entre, &words),
        None => {
            desk.out.hint(&Page::sentence(say!("kit-root-stays")));
            Ok(())
        }
    }
}

fn confirmed(desk: &Desk, entre: &mut Entre, words: &str) -> Result<(), Fail> {
    entre.confirm_kit(words, desk.moment())?;
    desk.out.result("kit_confirmed", &json!({ "root_here": false }), || {
        let mut page = Page::default();
        page.line([strong(say!("confirmed")), plain(say!("root-has-left"))]);
        page.line([plain(say!("older-backups-hold-it"))]);
        page
    });
    Ok(())
}

fn file(desk: &Desk, args: &args::BackupFile) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let passphrase = match given_passphrase(args.passphrase_file.as_deref())? {
        Some(passphrase) => passphrase,
        None => {
            let first = desk.ask.secret(&say!("backup-passphrase"), no_passphrase())?;
            let second = desk.ask.secret(&say!("once-more"), no_passphrase())?;
            if first != second {
                return Err(Fail::new(Exit::Usage, "passphrase_differs", say!("passphrases-differ"))
                    .because(say!("nothing-written")));
            }
            first
        }
    };
    let made = {
        let _waiting = desk.out.waiting(&say!("busy-writing-backup"));
        entre.backup_file(&args.out, &passphrase, desk.moment())?
    };
    desk.out.result("backup", &made, || {
        let mut page = Page::default();
        page.line([
            plain(say!("backup-before")),
            strong(args.out.display().to_string()),
            plain(say!("backup-after")),
        ]);
        if made.holds_root {
            page.line([plain(say!("backup-holds-root"))]);
        }
        page.line([plain(say!("backup-bring-back"))]);
        page
    });
    Ok(())
}

pub(crate) fn restore(desk: &Desk, args: &args::Restore) -> Result<(), Fail> {
    match (&args.kit, &args.file) {
        (_, Some(file)) => from_file(desk, args, file),
        (kit, None) => from_kit(desk, args, kit.as_deref()),
    }
}

fn from_kit(desk: &Desk, args: &args::Restore, kit: Option<&Path>) -> Result<(), Fail> {
    if kit.is_none() {
        let mut page = Page::default();
        page.line([plain(say!("restore-with-kit"))]);
        page.line([plain(say!("restore-without-kit"))]);
        desk.out.question(&page);
    }
    let words = kit_words(desk, Some(kit.unwrap_or(Path::new("-"))))?.unwrap_or_default();
    let mut entre = if desk.home.exists() {
        let mut entre = desk.open()?;
        if !entre.is_restoring()? {
            return Err(Fail::new(Exit::Failed, "exists", say!("home-exists"))
                .because(say!("home-exists-where", folder = desk.home.folder().display().to_string()))
                .because(say!("restore-needs-empty"))
                .attempt("entre --home DIR restore --kit -"));
        }
        entre
    } else {
        let relay = match &args.relay {
            Some(relay) => origin(relay)?,
            None => origin(&desk.ask.line(&say!("ask-relay-on-kit"), None, no_relay())?)?,
        };
        let lock = unlock(desk, args.unlock)?;
        let name = device_name(args.device.as_deref());
        let _waiting = desk.out.waiting(&say!("busy-asking-relay"));
        desk.block(Entre::restore_from_kit(&desk.home, &relay, &name, &lock, &words, desk.moment()))?
    };
    let restored = {
        let _waiting = desk.out.waiting(&say!("busy-bringing-back"));
        desk.block(entre.finish_restoring(&words, desk.moment()))?
    };
    desk.out.result("restored", &restored, || {
        let mut page = Page::default();
        page.line([strong(say!("welcome-back")), plain(format!(", {}.", restored.name))]);
        page.line([plain(match restored.people.as_slice() {
            [] => say!("nobody-you-meet"),
            people => say!("you-meet", people = people.join(", ")),
        })]);
        page.line([plain(say!("shut-out", count = restored.shut_out))]);
        if restored.unfinished {
            page.line([plain(say!("not-everything-reached"))]);
        }
        page
    });
    Ok(())
}

fn from_file(desk: &Desk, args: &args::Restore, file: &Path) -> Result<(), Fail> {
    let passphrase = match given_passphrase(args.passphrase_file.as_deref())? {
        Some(passphrase) => passphrase,
        None => desk.ask.secret(&say!("ask-backup-passphrase"), no_passphrase())?,
    };
    let lock = unlock(desk, args.unlock)?;
    let entre = {
        let _waiting = desk.out.waiting(&say!("busy-unpacking"));
        Entre::restore_from_file(&desk.home, file, &passphrase, &lock, desk.moment())?
    };
    let value = json!({ "name": entre.name(), "device": entre.device_name() });
    desk.out.result("restored_file", &value, || {
        let mut page = Page::default();
        page.line([strong(say!("welcome-back")), plain(format!(", {}.", entre.name()))]);
        page.line([plain(say!("restored-new-keys"))]);
        page
    });
    Ok(())
}

/// The passphrase of a backup from the file named, or from the one that `ENTRE_PASSPHRASE_FILE` names.
fn given_passphrase(file: Option<&Path>) -> Result<Option<Zeroizing<String>>, Fail> {
    let Some(file) = file else { return passphrase_file() };
    let text = std::fs::read_to_string(file).map(Zeroizing::new).map_err(|error| {
        Fail::new(
            Exit::Usage,
            "input_failed",
            say!("path-unreadable", path = file.display().to_string(), error = io_words(&error)),
        )
    })?;
    Ok(Some(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned())))
}

fn no_words() -> Instead {
    Instead::new(say!("missing-words"), [say!("try-confirm-kit")])
}

fn no_relay() -> Instead {
    Instead::new(say!("missing-relay"), [say!("try-with-relay")])
}

fn no_passphrase() -> Instead {
    Instead::new(say!("missing-passphrase"), [say!("try-with-passphrase-file")])
}
