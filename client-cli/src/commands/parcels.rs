//! Sealed files, where no relay lies between: `export --sealed` and `import`.

use std::path::Path;

use client::{Entre, Exit, Unpacked};
use language::say;

use super::files::write;
use super::syncing::events;
use crate::args;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, plain};

pub(super) fn export(desk: &Desk, args: &args::Export, file: &Path) -> Result<(), Fail> {
    let named = args.out.as_ref().map(|name| name.to_string_lossy().into_owned());
    let named = match (named, args.person.clone()) {
        (Some(_), Some(_)) => {
            return Err(Fail::new(Exit::Usage, "usage", say!("one-or-nobody")));
        }
        (named, person) => named.or(person),
    };
    let mut entre = desk.open()?;
    let person = named.map(|name| desk.person(&mut entre, Some(&name))).transpose()?;
    if file.exists() {
        // Before anything is sealed for it.
        return Err(Fail::new(
            Exit::Failed,
            "file_exists",
            say!("file-exists", path = file.display().to_string()),
        )
        .because(say!("never-over"))
        .attempt(say!("try-new-file")));
    }
    let packed = entre.export_parcel(person.as_ref(), desk.moment())?;
    write(file, &packed.bytes)?;
    let result = serde_json::json!({
        "file": file, "bytes": packed.bytes.len(), "envelopes": packed.envelopes, "people": packed.people,
        "own": packed.own, "unsealed": packed.unsealed,
    });
    desk.out.result("exported_sealed", &result, || {
        let mut page = Page::default();
        page.line([plain(say!("sealed-into", count = packed.envelopes, file = file.display().to_string()))]);
        page.line([plain(match &person {
            Some(person) => say!("hand-it-to", name = person.first_name()),
            None => say!("for-other-device"),
        })]);
        if packed.unsealed > 0 {
            page.line([plain(say!("not-in-it", count = packed.unsealed))]);
        }
        page
    });
    desk.out.hint(&Page::sentence(say!("finder-sees")));
    Ok(())
}

pub(super) fn import(desk: &Desk, entre: &mut Entre, bytes: &[u8], dry_run: bool) -> Result<(), Fail> {
    if looks_like_text(bytes) {
        return Err(Fail::new(Exit::Usage, "not_sealed", say!("not-sealed"))
            .because(say!("nothing-taken-in"))
            .attempt(say!("import-person-try")));
    }
    if dry_run {
        return Err(
            Fail::new(Exit::Usage, "usage", say!("sealed-not-tried")).because(say!("sealed-not-tried-why"))
        );
    }
    let unpacked = entre.import_parcel(bytes, desk.moment())?;
    desk.out.result("imported_sealed", &unpacked, || page(&unpacked));
    Ok(())
}

fn page(unpacked: &Unpacked) -> Page {
    let mut page = Page::default();
    page.line([plain(match (unpacked.new, unpacked.known) {
        (0, 0) => say!("nothing-for-you"),
        (0, _) => say!("all-here-already"),
        (new, _) => say!("took-in", count = new),
    })]);
    for person in unpacked.people.iter().filter(|person| person.wrote) {
        let first = person.name.split_whitespace().next().unwrap_or(&person.name).to_lowercase();
        page.line([plain(say!("wrote", name = person.name, first = first))]);
    }
    if unpacked.missing > 0 {
        page.line([plain(say!("stand-behind", count = unpacked.missing))]);
    }
    if unpacked.foreign > 0 {
        page.line([plain(say!("not-for-device", count = unpacked.foreign))]);
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
