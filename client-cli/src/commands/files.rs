//! Files in and out: export into a new folder, import of a written-down year.

use std::fs;
use std::io::{ErrorKind, Read, Write, stdin};
use std::path::Path;

use client::{Exit, ExportFormat, ExportOptions, ExportedFile};
use serde_json::json;

use crate::args;
use crate::ask::Instead;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, Span, Tone, plain};
use crate::text;

pub(crate) fn export(desk: &Desk, args: &args::Export) -> Result<(), Fail> {
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
    new_folder(&args.out)?;
    for file in &files {
        write(&args.out.join(&file.name), file)?;
    }
    let names: Vec<_> =
        files.iter().map(|file| json!({ "name": file.name, "private": file.private })).collect();
    desk.out.result("exported", &json!({ "folder": args.out, "files": names }), || {
        let mut page = Page::default();
        page.line([plain(format!("Written to {}:", args.out.display()))]);
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
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, Some(&args.person))?;
    let text = if args.file == Path::new("-") {
        read_limited(&mut stdin().lock())?
    } else {
        let mut file = fs::File::open(&args.file).map_err(|error| {
            Fail::new(Exit::Usage, "input_failed", format!("{} cannot be read: {error}", args.file.display()))
        })?;
        read_limited(&mut file)?
    };
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

fn read_limited(reader: &mut impl Read) -> Result<String, Fail> {
    let mut bytes = Vec::new();
    let limit = IMPORT_BYTES_MAX;
    let failed = |error: std::io::Error| {
        Fail::new(Exit::Failed, "input_failed", format!("the file could not be read: {error}"))
    };
    Read::take(reader, limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(Fail::new(Exit::Usage, "bad_import", "that file is longer than any notebook (4 MiB)"));
    }
    text::decode(bytes)
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

fn write(path: &Path, file: &ExportedFile) -> Result<(), Fail> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut out| out.write_all(&file.bytes));
    written.map_err(|error| {
        Fail::new(Exit::Failed, "output_failed", format!("{} could not be written: {error}", path.display()))
    })
}

const IMPORT_BYTES_MAX: u64 = 4 * 1024 * 1024;
const NO_CONFIRMATION: Instead =
    Instead { missing: "confirmation given", tries: &["entre export OUT --with-private --yes"] };
