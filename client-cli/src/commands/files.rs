//! Files in and out: export into a new folder, import of a written-down year.

use std::fs;
use std::io::{ErrorKind, Read, Write, stdin};
use std::path::Path;

use client::{Exit, ExportFormat, ExportOptions, NOTEBOOK_BYTES_MAX, io_words, looks_like_json};
use language::{find, say};
use serde_json::json;

use crate::args;
use crate::ask::Instead;
use crate::commands::{bringing, parcels};
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, Span, Tone, plain};
use crate::text;

pub(crate) fn export(desk: &Desk, args: &args::Export) -> Result<(), Fail> {
    if let Some(file) = &args.sealed {
        return parcels::export(desk, args, file);
    }
    let Some(out) = &args.out else { return Err(Fail::new(Exit::Usage, "usage", say!("no-folder-named"))) };
    let mut entre = desk.open()?;
    let person = match &args.person {
        Some(name) => Some(desk.person(&mut entre, Some(name))?),
        None => None,
    };
    if args.with_private && !args.yes {
        let question = say!("private-file-question");
        if desk.ask.yes_or_no(&question, no_confirmation())? != Some(true) {
            desk.out.result("unchanged", &json!({ "changed": false }), || {
                Page::sentence(say!("nothing-was-written"))
            });
            return Ok(());
        }
    }
    let formats = match args.format {
        args::Format::Markdown => vec![ExportFormat::Markdown],
        args::Format::Json => vec![ExportFormat::Json],
        args::Format::Both => vec![ExportFormat::Markdown, ExportFormat::Json],
        args::Format::Automerge => vec![ExportFormat::Automerge],
    };
    let mut files = Vec::new();
    for format in formats {
        let options = ExportOptions { person: person.clone(), format, with_private: args.with_private };
        files.extend(entre.export(&options, &desk.now())?);
    }
    new_folder(out)?;
    for file in &files {
        let path = out.join(&file.name);
        if let Some(folder) = path.parent().filter(|folder| *folder != out.as_path() && !folder.exists()) {
            new_folder(folder)?;
        }
        write(&path, &file.bytes)?;
    }
    let names: Vec<_> =
        files.iter().map(|file| json!({ "name": file.name, "private": file.private })).collect();
    desk.out.result("exported", &json!({ "folder": out, "files": names }), || {
        let mut page = Page::default();
        page.line([plain(say!("written-to", folder = out.display().to_string()))]);
        for file in &files {
            let tone = if file.private { Tone::Private } else { Tone::Plain };
            let mark = if file.private { say!("gap-only-you") } else { String::new() };
            page.indented(2, [Span::new(tone, &format!("{}{mark}", file.name))]);
        }
        page
    });
    desk.out.hint(&Page::sentence(say!("no-longer-sealed")));
    Ok(())
}

pub(crate) fn import(desk: &Desk, args: &args::Import) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = args.person.as_deref().map(|name| desk.person(&mut entre, Some(name))).transpose()?;
    let longest = if person.is_some() { NOTEBOOK_BYTES_MAX } else { client::PARCEL_BYTES_MAX };
    let bytes = read_limited(&args.file, longest)?.ok_or_else(|| too_long(longest))?;
    if looks_like_json(&bytes) {
        return bringing::import(desk, &mut entre, person.as_ref(), &bytes, args);
    }
    let Some(person) = person else { return parcels::import(desk, &mut entre, &bytes, args.dry_run) };
    if bytes.len() > IMPORT_BYTES_MAX {
        return Err(too_long(IMPORT_BYTES_MAX));
    }
    let text = text::decode(bytes)?;
    let report = entre.import_sample(&person, &text, true, args.dry_run, &desk.now())?;
    desk.out.result("imported", &report, || {
        let mut page = Page::default();
        let said = if args.dry_run { say!("nothing-was-written") } else { String::new() };
        page.line([plain(format!(
            "{}{said}",
            say!(
                "imported",
                topics = report.topics,
                actions = report.actions,
                meetings = report.meetings,
                notes = report.private_notes
            )
        ))]);
        let mut sorts: Vec<(&str, usize)> = Vec::new();
        for (_, sort) in &report.unread {
            match sorts.iter_mut().find(|(known, _)| known == sort) {
                Some((_, count)) => *count += 1,
                None => sorts.push((sort, 1)),
            }
        }
        if !sorts.is_empty() {
            page.line([plain(say!("not-read", count = report.unread.len()))]);
            for (sort, count) in sorts {
                let word = find(&format!("sort-{}", sort.replace(' ', "-")), &[]);
                page.indented(2, [plain(format!("{count:>4}  {}", word.as_deref().unwrap_or(sort)))]);
            }
        }
        page
    });
    Ok(())
}

/// The bytes of a file, or of stdin for `-`; nothing if there are more than `limit`.
pub(super) fn read_limited(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, Fail> {
    let failed = |error: std::io::Error| {
        Fail::new(
            Exit::Usage,
            "input_failed",
            say!("path-unreadable", path = path.display().to_string(), error = io_words(&error)),
        )
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
        Fail::new(
            Exit::Failed,
            "output_failed",
            say!("path-not-writable", path = out.display().to_string(), error = io_words(error)),
        )
    };
    match fs::create_dir(out) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let mut entries = fs::read_dir(out).map_err(|error| failed(&error))?;
            if entries.next().is_none() {
                Ok(())
            } else {
                Err(Fail::new(Exit::Failed, "not_empty", say!("not-empty", path = out.display().to_string()))
                    .because(say!("never-over"))
                    .attempt(say!("try-new-folder")))
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
            return Fail::new(
                Exit::Failed,
                "file_exists",
                say!("file-exists", path = path.display().to_string()),
            )
            .because(say!("never-over"))
            .attempt(say!("try-new-file"));
        }
        // What is half there is of no use to anybody.
        drop(fs::remove_file(path));
        if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
            return Fail::new(Exit::Failed, "disk_full", say!("disk-full-no-file"))
                .attempt(say!("try-free-space"));
        }
        Fail::new(
            Exit::Failed,
            "output_failed",
            say!("path-was-not-written", path = path.display().to_string(), error = io_words(&error)),
        )
        .because(say!("no-file-left"))
    })
}

pub(super) fn too_long(limit: usize) -> Fail {
    Fail::new(Exit::Usage, "too_long", say!("file-too-long"))
        .because(say!("file-limit-nothing", size = limit / (1024 * 1024)))
}

/// A year that was written down by hand.
const IMPORT_BYTES_MAX: usize = 4 * 1024 * 1024;

fn no_confirmation() -> Instead {
    Instead::new(say!("missing-confirmation"), ["entre export OUT --with-private --yes"])
}
