//! Leaving with one's data: to read, for programs, or the documents as they are; private notes only on request and in a
//! file of their own. Whatever writes what both see is given the shared part alone.

mod lists;
mod markdown;
mod private;

use std::collections::BTreeMap;

use agenda::{Document, DocumentName, Member, Pair, Quarter};
use jiff::{Timestamp, ZonedDateTime};
use language::say;
use store::Reader;
use wire::StreamId;

use crate::bringing::is_blank;
use crate::devices::personal;
use crate::documents;
use crate::entre::Entre;
use crate::fail::Fail;
use crate::notebook_file::{AboutFile, DocumentState, OwnFile, PrivateFile, SharedFile, write};
use crate::people::PersonRef;
use crate::reading::Models;

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// For people: a folder for each person.
    Markdown,
    /// For programs, and to be brought in again: everything that the documents say now.
    Json,
    /// The automerge documents, with all that was ever in them.
    Automerge,
}

/// What to export.
#[derive(Debug, Clone)]
pub struct ExportOptions {
    /// One person; nobody means everybody.
    pub person: Option<PersonRef>,
    /// How.
    pub format: ExportFormat,
    /// Whether private notes are written, too.
    pub with_private: bool,
}

/// One file to be written.
pub struct ExportedFile {
    /// Its name, below the folder of the export; there may be one folder in it.
    pub name: String,
    /// Whether it holds private notes.
    pub private: bool,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl ExportedFile {
    fn shared(name: String, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name, private: false, bytes: bytes.into() }
    }

    fn private(name: String, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name, private: true, bytes: bytes.into() }
    }
}

impl Entre {
    /// The files of an export. Nothing is written here.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn export(
        &mut self,
        options: &ExportOptions,
        now: &ZonedDateTime,
    ) -> Result<Vec<ExportedFile>, Fail> {
        let people = match &options.person {
            Some(person) => vec![person.clone()],
            None => self.people()?.into_iter().map(|line| line.person).collect(),
        };
        let own = self.stream;
        let mut files: Vec<ExportedFile> = Vec::new();
        let mut stems: Vec<String> = vec![OWN_STEM.to_owned()];
        for person in people {
            let mut stem = file_stem(&person.name);
            while stems.contains(&stem) {
                stem.push('-');
            }
            stems.push(stem.clone());
            let models = self.models(&person)?;
            let reader = self.store.read()?;
            let documents = stored(&reader, own, &person)?;
            let with_private = options.with_private && !is_blank(&models.private);
            match options.format {
                ExportFormat::Markdown => {
                    let name = display_names(&person, self.me.name.trim(), &models.shared);
                    files.extend(markdown::folder(&stem, &person, &name, &models.shared, now));
                    if with_private {
                        let text = private::text(&person, &models.private, &models.shared);
                        files.push(ExportedFile::private(format!("{stem}.private.md"), text));
                    }
                }
                ExportFormat::Json => {
                    files.extend(json(&stem, &person, models, &documents, with_private, now)?);
                }
                ExportFormat::Automerge => files.extend(raw(&stem, &documents, with_private)),
            }
        }
        if options.with_private && options.person.is_none() && options.format == ExportFormat::Json {
            let file = OwnFile::new(now.timestamp(), &personal(&self.store.read()?, &own)?);
            if !file.is_empty() {
                files.push(ExportedFile::private(format!("{OWN_STEM}.private.json"), write(&file)?));
            }
        }
        Ok(files)
    }
}

/// The documents about a person: what both see, and our own.
struct Stored {
    shared: Vec<Document>,
    private: Option<Document>,
}

fn stored(reader: &Reader<'_>, own: StreamId, person: &PersonRef) -> Result<Stored, Fail> {
    let mut stored = Stored { shared: Vec::new(), private: None };
    let Some(stream) = person.stream else { return Ok(stored) };
    for (_, name) in reader.documents(&stream)? {
        if let Ok(name @ (DocumentName::Core | DocumentName::Quarter(_))) = name.parse() {
            stored.shared.push(documents::load(reader, &stream, &name)?);
        }
    }
    let private = DocumentName::Private(stream.to_string());
    stored.private = Some(documents::load(reader, &own, &private)?);
    Ok(stored)
}

fn json(
    stem: &str,
    person: &PersonRef,
    models: Models,
    documents: &Stored,
    with_private: bool,
    now: &ZonedDateTime,
) -> Result<Vec<ExportedFile>, Fail> {
    let about = |documents: &mut dyn Iterator<Item = &Document>| about(person, documents, now.timestamp());
    let shared = SharedFile::new(about(&mut documents.shared.iter()), models.shared);
    let mut files = vec![ExportedFile::shared(format!("{stem}.json"), write(&shared)?)];
    if with_private {
        let private = PrivateFile::new(about(&mut documents.private.iter()), models.private);
        files.push(ExportedFile::private(format!("{stem}.private.json"), write(&private)?));
    }
    Ok(files)
}

fn about(person: &PersonRef, documents: &mut dyn Iterator<Item = &Document>, now: Timestamp) -> AboutFile {
    let state = |document: &Document| (document.name().to_string(), DocumentState::of(document));
    AboutFile {
        exported: now,
        person: person.name.clone(),
        you: person.you,
        pair: person.stream.map(|stream| stream.to_string()),
        documents: documents.map(state).collect::<BTreeMap<_, _>>(),
    }
}

/// The documents' own bytes, as automerge saves them.
fn raw(stem: &str, documents: &Stored, with_private: bool) -> Vec<ExportedFile> {
    let named = |document: &Document| match document.name() {
        DocumentName::Quarter(quarter) => format!("{stem}/{quarter}.automerge"),
        _ => format!("{stem}/core.automerge"),
    };
    let mut files: Vec<ExportedFile> = documents
        .shared
        .iter()
        .map(|document| ExportedFile::shared(named(document), document.save()))
        .collect();
    if let Some(private) = documents.private.as_ref().filter(|_| with_private) {
        files.push(ExportedFile::private(format!("{stem}.private.automerge"), private.save()));
    }
    files
}

/// What the two are called in an export: by the names in the notebook, else as they are known here.
fn display_names(person: &PersonRef, own: &str, pair: &Pair) -> BTreeMap<Member, String> {
    let name = |member: Member| {
        let known = pair.core.people.get(&member).and_then(|person| person.name.clone());
        let here = if member == person.you { own } else { person.name.as_str() };
        (member, known.unwrap_or_else(|| here.to_owned()))
    };
    Member::ALL.into_iter().map(name).collect()
}

/// Who said something, as far as it is known.
fn called(names: &BTreeMap<Member, String>, member: Option<Member>) -> String {
    member.and_then(|member| names.get(&member).cloned()).unwrap_or_else(|| say!("somebody"))
}

/// A text of several lines below a point of a list.
fn below(text: &str, indent: usize) -> String {
    let mut out = String::new();
    for line in text.trim_end().lines() {
        if !line.is_empty() {
            out.push_str(&" ".repeat(indent));
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

/// One line of somebody, which is not to become a tag on a page that is made of it.
fn line(text: &str) -> String {
    text.replace('\n', " ").replace('<', "&lt;")
}

/// A heading of a quarter: its name as files have it.
fn quarter_file(quarter: Quarter) -> String {
    format!("{quarter}.md")
}

/// A file name out of a person's name: letters and digits, the rest as hyphens.
fn file_stem(name: &str) -> String {
    let plain: String = name.chars().map(|sign| if sign.is_alphanumeric() { sign } else { '-' }).collect();
    let stem = plain.to_lowercase().split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if stem.is_empty() { "person".to_owned() } else { stem }
}

/// What one keeps about nobody stands beside the people.
const OWN_STEM: &str = "yours";
