//! Files in and out: export into a new folder, import of a written-down year.

use std::fs;
use std::io::{ErrorKind, Read, Write, stdin};
use std::path::Path;

use client::{Exit, ExportFormat, ExportOptions};
use serde_json::json;

use crate::args;
use crate::ask::Instead;
use crate::commands::parcels;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, Span, Tone, plain};
use crate::text;

pub(crate) fn export(desk: &Desk, args: &args::Export) -> Result<(), Fail> {
    if let Some(file) = &args.sealed {
        return parcels::export(desk, args, file);
    }
    let Some(out) = &args.out else { return Err(Fail::new(Exit::Usage, "usage", "no folder was named")) };
    let mut entre = desk.open()?;
    let person = match &args.person {
        Some(name) => Some(desk.person(&mut entre, Some(name))?),
        None => None,
    };
    if args.with_private && !args.yes {
        let question = "The private file is not sealed: whoever reads it reads your notes. Write it?";
        if desk.ask.yes_or_no(question, NO_CONFIRMATION)? != Some(true) {
            desk.out
                .result("unchanged", &json!({ "changed": false }), || Page::sentence("Nothing was written."));
            return Ok(());
        }
    }
    let formats = match args.format {
        args::Format::Markdown => vec![ExportFormat::Markdown],
        args::Format::Json => vec![ExportFormat::Json],
        args::Format::Both => vec![ExportFormat::Markdown, ExportFormat::Json],
    };
    let mut files = Vec::new();
    for format in formats {
        let options = ExportOptions { person: person.clone(), format, with_private: args.with_private };
        files.extend(entre.export(&options, &desk.now())?);
    }
    new_folder(out)?;
    for file in &files {
        write(&out.join(&file.name), &file.bytes)?;
    }
    let names: Vec<_> =
        files.iter().map(|file| json!({ "name": file.name, "private": file.private })).collect();
    desk.out.result("exported", &json!({ "folder": out, "files": names }), || {
        let mut page = Page::default();
        page.line([plain(format!("Written to {}:", out.display()))]);
        for file in &files {
            let tone = if file.private { Tone::Private } else { Tone::Plain };
            let mark = if file.private { "   only you" } else { "" };
            page.indented(2, [Span::new(tone, &format!("{}{mark}", file.name))]);
        }
        page
    });
    desk.out.hint(&Page::sentence("These files are no longer sealed."));
    Ok(())
}

pub(crate) fn import(desk: &Desk, args: &args::Import) -> Result<(), Fail> {
    let Some(person) = &args.person else { return parcels::import(desk, &args.file) };
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, Some(person))?;
    let bytes = read_limited(&args.file, IMPORT_BYTES_MAX)?.ok_or_else(|| {
        Fail::new(Exit::Usage, "bad_import", "that file is longer than any notebook (4 MiB)")
    })?;
    let text = text::decode(bytes)?;
    let report = entre.import_sample(&person, &text, true, &desk.now())?;
    desk.out.result("imported", &report, || {
        let mut page = Page::default();
        page.line([plain(format!(
            "Imported {} topics, {} actions, {} meetings, {} private notes.",
            report.topics, report.actions, report.meetings, report.private_notes
        ))]);
        let mut sorts: Vec<(&str, usize)> = Vec::new();
        for (_, sort) in &report.unread {
            match sorts.iter_mut().find(|(known, _)| known == sort) {
                Some((_, count)) => *count += 1,
                None => sorts.push((sort, 1)),
            }
        }
        if !sorts.is_empty() {
            page.line([plain(format!("Not read: {} lines.", report.unread.len()))]);
            for (sort, count) in sorts {
                page.indented(2, [plain(format!("{count:>4}  {sort}"))]);
            }
        }
        page
    });
    Ok(())
}

/// The bytes of a file, or of stdin for `-`; nothing if there are more than `limit`.
pub(super) fn read_limited(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, Fail> {
    let failed = |error: std::io::Error| {
        Fail::new(Exit::Usage, "input_failed", format!("{} cannot be read: {error}", path.display()))
    };
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).map_or(u64::MAX, |limit| limit.saturating_add(1));
    if path == Path::new("-") {
        stdin().lock().take(most).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        fs::File::open(path).map_err(failed)?.take(most).read_to_end(&mut bytes).map_err(failed)?;
    }
    Ok((bytes.len() <= limit).then_some(bytes))
}

fn new_folder(out: &Path) -> Result<(), Fail> {
    let failed = |error: &std::io::Error| {
        Fail::new(Exit::Failed, "output_failed", format!("{} cannot be written: {error}", out.display()))
    };
    match fs::create_dir(out) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let mut entries = fs::read_dir(out).map_err(|error| failed(&error))?;
            if entries.next().is_none() {
                Ok(())
            } else {
                Err(Fail::new(Exit::Failed, "not_empty", format!("{} is not empty", out.display()))
                    .because("an export never writes over anything")
                    .attempt("name a new folder"))
            }
        }
        Err(error) => Err(failed(&error)),
    }
}

/// Writes a new file that only its owner can read; after a failure there is none.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Fail> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut out| {
        out.write_all(bytes)?;
        out.sync_all()
    });
    written.map_err(|error| {
        if error.kind() == ErrorKind::AlreadyExists {
            return Fail::new(Exit::Failed, "file_exists", format!("{} is there already", path.display()))
                .because("an export never writes over anything")
                .attempt("name a new file");
        }
        // What is half there is of no use to anybody.
        drop(fs::remove_file(path));
        if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
            return Fail::new(Exit::Failed, "disk_full", "the disk is full, so no file was written")
                .attempt("free some space and run the same command again");
        }
        Fail::new(Exit::Failed, "output_failed", format!("{} could not be written: {error}", path.display()))
            .because("no file was left")
    })
}

const IMPORT_BYTES_MAX: usize = 4 * 1024 * 1024;
const NO_CONFIRMATION: Instead =
    Instead { missing: "confirmation given", tries: &["entre export OUT --with-private --yes"] };
