//! Sealed files, where no relay lies between: `export --sealed` and `import`.

use std::path::Path;

use client::{Exit, Unpacked};

use super::files::{read_limited, write};
use super::syncing::events;
use crate::args;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, plain};

pub(super) fn export(desk: &Desk, args: &args::Export, file: &Path) -> Result<(), Fail> {
    let named = args.out.as_ref().map(|name| name.to_string_lossy().into_owned());
    let named = match (named, args.person.clone()) {
        (Some(_), Some(_)) => {
            return Err(Fail::new(Exit::Usage, "usage", "name one person, or nobody for everything"));
        }
        (named, person) => named.or(person),
    };
    let mut entre = desk.open()?;
    let person = named.map(|name| desk.person(&mut entre, Some(&name))).transpose()?;
    if file.exists() {
        // Before anything is sealed for it.
        return Err(Fail::new(Exit::Failed, "file_exists", format!("{} is there already", file.display()))
            .because("an export never writes over anything")
            .attempt("name a new file"));
    }
    let packed = entre.export_parcel(person.as_ref(), desk.moment())?;
    write(file, &packed.bytes)?;
    let result = serde_json::json!({
        "file": file, "bytes": packed.bytes.len(), "envelopes": packed.envelopes, "people": packed.people,
        "own": packed.own, "unsealed": packed.unsealed,
    });
    desk.out.result("exported_sealed", &result, || {
        let mut page = Page::default();
        page.line([plain(format!("Sealed {} envelopes into {}.", packed.envelopes, file.display()))]);
        page.line([plain(match &person {
            Some(person) => format!("Hand it to {0}, who runs:   entre import FILE", person.first_name()),
            None => "On your other device:   entre import FILE".to_owned(),
        })]);
        if packed.unsealed > 0 {
            page.line([plain(format!(
                "{} changes are not in it: this copy of your device has to meet a relay first (entre sync).",
                packed.unsealed
            ))]);
        }
        page
    });
    desk.out
        .hint(&Page::sentence("Whoever finds the file sees what a relay sees: sizes and keys, no words."));
    Ok(())
}

pub(super) fn import(desk: &Desk, file: &Path) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let bytes = read_limited(file, client::PARCEL_BYTES_MAX)?.ok_or_else(|| {
        Fail::new(Exit::Usage, "too_long", "that file is longer than such a file can be").because(format!(
            "the limit is {} MiB; nothing was taken in",
            client::PARCEL_BYTES_MAX / 1024 / 1024
        ))
    })?;
    if looks_like_text(&bytes) {
        return Err(Fail::new(Exit::Usage, "not_sealed", "that file was not made by entre export --sealed")
            .because("nothing was taken in")
            .attempt("entre import PERSON FILE     reads meetings from Markdown"));
    }
    let unpacked = entre.import_parcel(&bytes, desk.moment())?;
    desk.out.result("imported_sealed", &unpacked, || page(&unpacked));
    Ok(())
}

fn page(unpacked: &Unpacked) -> Page {
    let mut page = Page::default();
    page.line([plain(match (unpacked.new, unpacked.known) {
        (0, 0) => "Nothing in it is for you.".to_owned(),
        (0, _) => "Everything in it was here already.".to_owned(),
        (1, _) => "Took in 1 envelope.".to_owned(),
        (new, _) => format!("Took in {new} envelopes."),
    })]);
    for person in unpacked.people.iter().filter(|person| person.wrote) {
        let first = person.name.split_whitespace().next().unwrap_or(&person.name).to_lowercase();
        page.line([plain(format!("{} wrote: entre agenda {first}", person.name))]);
    }
    if unpacked.missing > 0 {
        page.line([plain(format!(
            "{} more stand behind something that is not here: take in an earlier file, then this one again.",
            unpacked.missing
        ))]);
    }
    if unpacked.foreign > 0 {
        page.line([plain(format!("{} are not for this device, and were left out.", unpacked.foreign))]);
    }
    events(&mut page, &unpacked.events);
    page
}

/// Somebody who left out the person.
fn looks_like_text(bytes: &[u8]) -> bool {
    let beginning = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    !bytes.starts_with(b"ENTF") && !beginning.is_empty() && !beginning.contains(&0) && {
        // A character may be cut in two at the end.
        std::str::from_utf8(beginning).map_or_else(|error| error.error_len().is_none(), |_| true)
    }
}
