//! `backup` and `restore`: the recovery kit, and a file behind a passphrase.

use std::io::stdin;
use std::path::Path;

use client::Entre;
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
        let page = page.ok_or_else(|| Fail::new(Exit::Failed, "no_picture", "the words make no picture"))?;
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
        page.line([strong("Your recovery kit. Write it on paper; do not photograph it, do not keep it in a file.")]);
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
        page.line([plain(format!("Known by: {fingerprint}"))]);
        page.line([plain(format!("Relay:    {}", kit.relay.as_deref().unwrap_or("none named yet")))]);
        page.blank();
        page.line([plain("Who has these words is you: reads your notes, adds and removes devices. Without them and without a device, your private notes are gone for good.")]);
        page
    });
    if !desk.ask.is_possible() {
        return Ok(());
    }
    desk.out.question(&Page::sentence(
        "Written down? Three of the words prove it. Then the root of your identity leaves this device, and only the paper can add devices. Enter alone keeps it here.",
    ));
    let question = format!("Words {one}, {two} and {three}, with spaces");
    match desk.ask.optional_line(&question, NO_WORDS)?.map(Zeroizing::new) {
        Some(words) => confirmed(desk, &mut entre, &words),
        None => {
            desk.out.hint(&Page::sentence(
                "The root stays on this device: if it is lost, your identity and your private notes are lost with it.",
            ));
            Ok(())
        }
    }
}

fn confirmed(desk: &Desk, entre: &mut Entre, words: &str) -> Result<(), Fail> {
    entre.confirm_kit(words, desk.moment())?;
    desk.out.result("kit_confirmed", &json!({ "root_here": false }), || {
        let mut page = Page::default();
        page.line([
            strong("Confirmed."),
            plain(" The root has left this device; it stands on your paper only."),
        ]);
        page.line([plain("Backups that were made before still hold it.")]);
        page
    });
    Ok(())
}

fn file(desk: &Desk, args: &args::BackupFile) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let passphrase = match given_passphrase(args.passphrase_file.as_deref())? {
        Some(passphrase) => passphrase,
        None => {
            let first = desk
                .ask
                .secret("A passphrase for the backup (four unrelated words are good)", NO_PASSPHRASE)?;
            let second = desk.ask.secret("Once more", NO_PASSPHRASE)?;
            if first != second {
                return Err(Fail::new(Exit::Usage, "passphrase_differs", "the two passphrases differ")
                    .because("nothing was written"));
            }
            first
        }
    };
    let made = {
        let _waiting = desk.out.waiting("writing the backup");
        entre.backup_file(&args.out, &passphrase, desk.moment())?
    };
    desk.out.result("backup", &made, || {
        let mut page = Page::default();
        page.line([
            plain("Everything on this device is in "),
            strong(args.out.display().to_string()),
            plain(", sealed."),
        ]);
        if made.holds_root {
            page.line([plain(
                "It holds the root of your identity, too, since the kit is not confirmed yet.",
            )]);
        }
        page.line([plain("Bring it back with:  entre restore --file FILE")]);
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
        page.line([plain("With the kit everything comes back: people, agendas, your private notes. Every device you had is shut out.")]);
        page.line([plain("Without it: set up anew (entre init) and let the other person invite you in the room: the agenda you share comes back from them. Your private notes are gone.")]);
        desk.out.question(&page);
    }
    let words = kit_words(desk, Some(kit.unwrap_or(Path::new("-"))))?.unwrap_or_default();
    let mut entre = if desk.home.exists() {
        let mut entre = desk.open()?;
        if !entre.is_restoring()? {
            return Err(Fail::new(Exit::Failed, "exists", "somebody has set up here already")
                .because(format!("the store is in {}", desk.home.folder().display()))
                .because("restoring begins with an empty home")
                .attempt("entre --home DIR restore --kit -"));
        }
        entre
    } else {
        let relay = match &args.relay {
            Some(relay) => origin(relay)?,
            None => origin(&desk.ask.line("Relay address, as it stands on the kit", None, NO_RELAY)?)?,
        };
        let lock = unlock(desk, args.unlock)?;
        let name = device_name(args.device.as_deref());
        let _waiting = desk.out.waiting("asking the relay");
        desk.block(Entre::restore_from_kit(&desk.home, &relay, &name, &lock, &words, desk.moment()))?
    };
    let restored = {
        let _waiting = desk.out.waiting("bringing everything back");
        desk.block(entre.finish_restoring(&words, desk.moment()))?
    };
    desk.out.result("restored", &restored, || {
        let mut page = Page::default();
        page.line([strong("Welcome back"), plain(format!(", {}.", restored.name))]);
        page.line([plain(match restored.people.as_slice() {
            [] => "There is nobody you meet yet.".to_owned(),
            people => format!("You meet: {}", people.join(", ")),
        })]);
        page.line([plain(match restored.shut_out {
            1 => "1 device that you had is shut out.".to_owned(),
            count => format!("{count} devices that you had are shut out."),
        })]);
        if restored.unfinished {
            page.line([plain("Not everything was reached yet. Run the same command once more.")]);
        }
        page
    });
    Ok(())
}

fn from_file(desk: &Desk, args: &args::Restore, file: &Path) -> Result<(), Fail> {
    let passphrase = match given_passphrase(args.passphrase_file.as_deref())? {
        Some(passphrase) => passphrase,
        None => desk.ask.secret("The passphrase of the backup", NO_PASSPHRASE)?,
    };
    let lock = unlock(desk, args.unlock)?;
    let entre = {
        let _waiting = desk.out.waiting("unpacking the backup");
        Entre::restore_from_file(&desk.home, file, &passphrase, &lock, desk.moment())?
    };
    let value = json!({ "name": entre.name(), "device": entre.device_name() });
    desk.out.result("restored_file", &value, || {
        let mut page = Page::default();
        page.line([strong("Welcome back"), plain(format!(", {}.", entre.name()))]);
        page.line([plain("This device writes under new keys from now on, so that the device the backup is from can go on, too. Next:  entre sync")]);
        page
    });
    Ok(())
}

/// The passphrase of a backup from the file named, or from the one that `ENTRE_PASSPHRASE_FILE` names.
fn given_passphrase(file: Option<&Path>) -> Result<Option<Zeroizing<String>>, Fail> {
    let Some(file) = file else { return passphrase_file() };
    let text = std::fs::read_to_string(file).map(Zeroizing::new).map_err(|error| {
        Fail::new(Exit::Usage, "input_failed", format!("{} cannot be read: {error}", file.display()))
    })?;
    Ok(Some(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned())))
}

const NO_WORDS: Instead = Instead {
    missing: "words given",
    tries: &["entre backup kit --confirm -     with three words on stdin"],
};
const NO_RELAY: Instead =
    Instead { missing: "relay given", tries: &["the same command with --relay wss://…"] };
const NO_PASSPHRASE: Instead =
    Instead { missing: "passphrase given", tries: &["the same command with --passphrase-file FILE"] };
