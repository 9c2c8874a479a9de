//! Leaving with one's data: Markdown or JSON, per person; private notes only on request and in a file of their own.

use agenda::{About, Member, Pair, PrivateModel, Topic};
use jiff::ZonedDateTime;
use language::say;
use serde::Serialize;

use crate::entre::Entre;
use crate::facts::internal;
use crate::fail::Fail;
use crate::headings::heading;
use crate::people::PersonRef;
use crate::reading::Models;

/// How the text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// For people.
    Markdown,
    /// For programs: everything in the documents.
    Json,
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
    /// Its name, without folder.
    pub name: String,
    /// Whether it holds private notes.
    pub private: bool,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The JSON form of what both people see.
#[derive(Serialize)]
struct SharedExport<'a> {
    v: u8,
    kind: &'static str,
    person: &'a str,
    you: Member,
    shared: &'a Pair,
}

/// The JSON form of what only we see.
#[derive(Serialize)]
struct PrivateExport<'a> {
    v: u8,
    kind: &'static str,
    person: &'a str,
    private: &'a PrivateModel,
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
        let mut files: Vec<ExportedFile> = Vec::new();
        for person in people {
            let models = self.models(&person)?;
            let mut stem = file_stem(&person.name);
            while files.iter().any(|file| file.name.starts_with(&format!("{stem}."))) {
                stem.push('-');
            }
            files.push(shared_file(&person, &models, options.format, &stem, now)?);
            if options.with_private && !models.private.notes.is_empty() {
                files.push(private_file(&person, &models, options.format, &stem)?);
            }
        }
        Ok(files)
    }
}

fn shared_file(
    person: &PersonRef,
    models: &Models,
    format: ExportFormat,
    stem: &str,
    now: &ZonedDateTime,
) -> Result<ExportedFile, Fail> {
    let (name, bytes) = match format {
        ExportFormat::Json => {
            let export = SharedExport {
                v: 1,
                kind: "export",
                person: &person.name,
                you: person.you,
                shared: &models.shared,
            };
            (format!("{stem}.json"), json(&export)?)
        }
        ExportFormat::Markdown => {
            (format!("{stem}.md"), shared_markdown(person, &models.shared, now).into_bytes())
        }
    };
    Ok(ExportedFile { name, private: false, bytes })
}

fn private_file(
    person: &PersonRef,
    models: &Models,
    format: ExportFormat,
    stem: &str,
) -> Result<ExportedFile, Fail> {
    let (name, bytes) = match format {
        ExportFormat::Json => {
            let export = PrivateExport {
                v: 1,
                kind: "export_private",
                person: &person.name,
                private: &models.private,
            };
            (format!("{stem}.private.json"), json(&export)?)
        }
        ExportFormat::Markdown => (
            format!("{stem}.private.md"),
            private_markdown(person, &models.private, &models.shared).into_bytes(),
        ),
    };
    Ok(ExportedFile { name, private: true, bytes })
}

/// Everything both see, newest quarter last. Takes the shared part only, so no private note can get in.
fn shared_markdown(person: &PersonRef, pair: &Pair, now: &ZonedDateTime) -> String {
    let (title, date) = (say!("export-title", name = person.name), now.date().to_string());
    let mut out = format!("# {title}\n\n{}\n", say!("export-made", date = date));
    if !pair.core.priorities.trim().is_empty() {
        let heading = say!("export-priorities");
        out.push_str(&format!("\n## {heading}\n\n{}\n", pair.core.priorities.trim_end()));
    }
    for (quarter, model) in &pair.quarters {
        out.push_str(&format!("\n## {quarter}\n"));
        for (id, meeting) in model.meetings.iter().filter(|(_, meeting)| !meeting.notes.trim().is_empty()) {
            let heading = say!("export-meeting", id = id.to_string());
            out.push_str(&format!("\n### {heading}\n\n{}\n", meeting.notes.trim_end()));
        }
        let mut topics: Vec<&Topic> = model.topics.values().filter(|topic| topic.alive).collect();
        topics.sort_by(|left, right| (left.at, &left.position).cmp(&(right.at, &right.position)));
        if !topics.is_empty() {
            out.push('\n');
        }
        for topic in topics {
            out.push_str(&topic_markdown(topic));
        }
    }
    let mut actions: Vec<_> = pair.core.actions.values().filter(|action| action.alive).collect();
    actions.sort_by_key(|action| (action.due, action.at));
    if !actions.is_empty() {
        out.push_str(&format!("\n## {}\n\n", say!("export-actions")));
    }
    for action in actions {
        let tick = if action.state.is_unresolved() { " " } else { "x" };
        let owner = action.owner.map_or_else(String::new, |owner| format!(" ({})", role(owner)));
        let due = action
            .due
            .map_or_else(String::new, |due| format!(", {}", say!("export-due", due = due.to_string())));
        out.push_str(&format!("- [{tick}] {}{owner}{due}\n", action.text));
    }
    out
}

fn topic_markdown(topic: &Topic) -> String {
    let tick = if topic.state.is_unresolved() { " " } else { "x" };
    let author = topic.author.map_or_else(String::new, |author| format!(" ({})", role(author)));
    let mut out = format!("- [{tick}] {}: {}{author}\n", heading(&topic.category), topic.title);
    for line in topic.notes.trim_end().lines() {
        out.push_str(&format!("  {line}\n"));
    }
    for comment in topic.comments.values() {
        let by = comment.by.map_or_else(|| say!("somebody"), role);
        out.push_str(&format!("  - {by}: {}\n", comment.text.replace('\n', "\n    ")));
    }
    out
}

fn role(member: Member) -> String {
    match member {
        Member::Manager => say!("member-manager"),
        Member::Report => say!("member-report"),
    }
}

fn private_markdown(person: &PersonRef, private: &PrivateModel, shared: &Pair) -> String {
    let mut out = format!("# {}\n", say!("export-private", name = person.name));
    let mut notes: Vec<_> = private.notes.values().filter(|note| note.alive).collect();
    notes.sort_by_key(|note| note.at);
    for note in notes {
        let about = match note.about {
            About::Pair => person.name.clone(),
            About::Topic(id) => shared
                .quarters
                .values()
                .find_map(|model| model.topics.get(&id))
                .map_or_else(|| say!("a-topic"), |topic| topic.title.clone()),
            About::Action(id) => {
                shared.core.actions.get(&id).map_or_else(|| say!("an-action"), |action| action.text.clone())
            }
            About::Goal(id) => {
                shared.core.goals.get(&id).map_or_else(|| say!("a-goal"), |goal| goal.title.clone())
            }
            About::Occurrence(id) => say!("the-meeting", id = id.to_string()),
        };
        out.push_str(&format!("\n## {about}\n\n{}\n", note.text.trim_end()));
    }
    out
}

fn json<T: Serialize>(export: &T) -> Result<Vec<u8>, Fail> {
    let mut bytes = serde_json::to_vec_pretty(export).map_err(|_| internal(say!("internal-export")))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// A file name out of a person's name: letters and digits, the rest as hyphens.
fn file_stem(name: &str) -> String {
    let plain: String = name.chars().map(|sign| if sign.is_alphanumeric() { sign } else { '-' }).collect();
    let stem = plain.to_lowercase().split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if stem.is_empty() { "person".to_owned() } else { stem }
}
