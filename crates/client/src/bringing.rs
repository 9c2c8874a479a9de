//! A notebook comes in from a JSON file: into the notebook with the same person, shared into shared and private into
//! private. What is there stays; all of the rest comes, in one transaction, or nothing. docs/decisions/0038.

mod counts;

use agenda::{
    DocumentName, Edit, EditError, Pair, PersonalModel, PrivateModel, QuestionEdit, Target, TemplateEdit,
    bring, bring_private,
};
use jiff::{Timestamp, ZonedDateTime};
use language::say;
use serde::Serialize;
use store::Reader;
use wire::StreamId;

pub use self::counts::Counts;
use crate::devices::personal;
use crate::documents;
use crate::editing::{Deed, write_live, write_personal};
use crate::entre::{Entre, unhex_array};
use crate::fail::{Exit, Fail};
use crate::notebook_file::{AboutFile, NotebookFile, OwnFile, read};
use crate::other_words::edit_error;
use crate::people::PersonRef;
use crate::reading::models;
use crate::what::What;

/// What a file would bring, or has brought.
#[derive(Debug, Clone, Serialize)]
pub struct Bringing {
    /// The person that the file is about, as it says; none for questions and templates of one's own.
    pub about: Option<String>,
    /// When the file was made.
    pub exported: Timestamp,
    /// Whether it holds what only its owner sees.
    pub private: bool,
    /// What is new, by its sort.
    #[serde(flatten)]
    pub counts: Counts,
    /// How many values that lost against others stay in the file alone.
    pub second_values: usize,
    /// Whether it names when the two meet in a way that this version does not understand: that stays in the file alone.
    pub unread_cadence: bool,
}

impl Bringing {
    /// Whether there is nothing new in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts == Counts::default()
    }
}

/// A file that was read and understood.
pub struct Incoming {
    file: NotebookFile,
    /// What it would bring.
    pub bringing: Bringing,
    /// Whether it names another person than the one that it is to go to.
    pub other_person: bool,
}

impl Entre {
    /// Reads a file and says what it would bring. Nothing is written.
    ///
    /// # Errors
    /// If it is no file of ours, was made by the other of the two or a newer version, or breaks a rule; if there is no
    /// notebook with this person yet; if it comes from this very notebook and knows more than is here.
    pub fn read_notebook(&mut self, person: Option<&PersonRef>, bytes: &[u8]) -> Result<Incoming, Fail> {
        let file = read(bytes)?;
        let own = self.stream;
        let reader = self.store.read()?;
        let edits = missing(&reader, own, person, &file)?;
        for edit in &edits {
            edit.check().map_err(|error| unfit(edit, &error))?;
        }
        let bringing = bringing(&file, Counts::of(&edits));
        let other = |about: &AboutFile| {
            person.is_some_and(|person| about.person.to_lowercase() != person.name.to_lowercase())
        };
        let other_person = match &file {
            NotebookFile::Shared(file) => other(&file.about),
            NotebookFile::Private(file) => other(&file.about),
            NotebookFile::Own(_) => false,
        };
        Ok(Incoming { file, bringing, other_person })
    }

    /// Brings in what was read, and says what that was. Another program may have brought some of it meanwhile.
    ///
    /// # Errors
    /// If the store refuses; nothing is written then.
    pub fn bring_in(
        &mut self,
        person: Option<&PersonRef>,
        incoming: &Incoming,
        now: &ZonedDateTime,
    ) -> Result<Bringing, Fail> {
        if incoming.bringing.is_empty() {
            return Ok(incoming.bringing.clone());
        }
        self.store.keep_restore_point("import")?;
        let (own, file, at) = (self.stream, &incoming.file, now.timestamp());
        let counts = self.store.write(|writer| -> Result<Counts, Fail> {
            let mut edits = missing(writer, own, person, file)?;
            let counts = Counts::of(&edits);
            if edits.is_empty() {
                return Ok(counts);
            }
            let private = !matches!(file, NotebookFile::Shared(_));
            let (Some(person), Some(stream)) = (person, person.and_then(|person| person.stream)) else {
                write_personal(writer, own, edits)?;
                return Ok(counts);
            };
            // Both see from then on whose word it is who said what.
            if !private {
                edits.push(Edit::BroughtIn { member: person.you, on: Some(now.date()) });
            }
            let what = if private { What::ImportedNotes } else { What::Imported };
            let deed = Deed { undoable: false, private, ..Deed::shared(what, edits) };
            write_live(writer, own, stream, person, &deed, at)?;
            Ok(counts)
        })?;
        Ok(bringing(file, counts))
    }
}

/// The edits that say what a file has and this home has not.
fn missing(
    reader: &Reader<'_>,
    own: StreamId,
    person: Option<&PersonRef>,
    file: &NotebookFile,
) -> Result<Vec<Edit>, Fail> {
    let (about, private) = match file {
        NotebookFile::Own(file) => return Ok(own_missing(file, &personal(reader, &own)?)),
        NotebookFile::Shared(file) => (&file.about, false),
        NotebookFile::Private(file) => (&file.about, true),
    };
    let person = person.ok_or_else(|| {
        Fail::new(Exit::Usage, "argument_missing", say!("json-whose", name = plain(&about.person)))
            .attempt("entre import PERSON FILE")
    })?;
    let stream = person.stream.ok_or_else(|| {
        Fail::new(Exit::Failed, "not_paired", say!("not-paired", name = &person.name))
            .because(say!("not-paired-why"))
            .attempt(say!("not-paired-try"))
    })?;
    if about.you != person.you {
        return Err(Fail::new(Exit::Usage, "other_role", say!("json-other-role"))
            .because(say!("json-other-role-why", name = &person.name))
            .because(say!("nothing-changed")));
    }
    // The same notebook: what is not in it comes from others, or was never lost. Brought in a second time, under another
    // hand, it would stand beside itself.
    if about.pair.as_deref() == Some(stream.to_string().as_str()) {
        if knows(reader, own, stream, about, private)? {
            return Ok(Vec::new());
        }
        return Err(Fail::new(Exit::Failed, "newer_elsewhere", say!("json-same-notebook"))
            .because(say!("json-same-notebook-why"))
            .because(say!("nothing-changed"))
            .attempt("entre sync"));
    }
    let here = models(reader, &own, person)?;
    Ok(match file {
        NotebookFile::Shared(file) => bring(&file.shared, &here.shared, person.you),
        NotebookFile::Private(file) => bring_private(&file.private, &here.private),
        NotebookFile::Own(_) => Vec::new(),
    })
}

fn own_missing(file: &OwnFile, here: &PersonalModel) -> Vec<Edit> {
    let questions = file.questions.iter().filter(|(id, _)| !here.questions.contains_key(id));
    let questions = questions.flat_map(|(id, question)| {
        let put = QuestionEdit::Put {
            text: question.text.clone(),
            category: question.category.clone(),
            answered_by: question.answered_by.clone(),
            language: question.language.clone(),
        };
        let gone = (!question.alive).then_some(QuestionEdit::Delete);
        [Some(put), gone].into_iter().flatten().map(|edit| Edit::Question { id: *id, edit })
    });
    let templates = file.templates.iter().filter(|(id, _)| !here.templates.contains_key(id));
    let templates = templates.flat_map(|(id, template)| {
        let put = TemplateEdit::Put { name: template.name.clone(), text: template.text.clone() };
        let gone = (!template.alive).then_some(TemplateEdit::Delete);
        [Some(put), gone].into_iter().flatten().map(|edit| Edit::Template { id: *id, edit })
    });
    questions.chain(templates).collect()
}

/// Whether everything that the file was made of is in the documents here.
fn knows(
    reader: &Reader<'_>,
    own: StreamId,
    pair: StreamId,
    about: &AboutFile,
    private: bool,
) -> Result<bool, Fail> {
    for (name, state) in &about.documents {
        let Ok(name) = name.parse::<DocumentName>() else { return Ok(false) };
        let fits = match Target::of(&name) {
            Target::Core | Target::Quarter(_) => !private,
            Target::Private => private,
            Target::Personal => false,
        };
        let heads = state.heads.iter().map(|head| unhex_array(head)).collect::<Result<Vec<_>, _>>();
        let (true, Ok(heads)) = (fits, heads) else { return Ok(false) };
        let stream = if private { own } else { pair };
        if !documents::load(reader, &stream, &name)?.knows(&heads) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn bringing(file: &NotebookFile, counts: Counts) -> Bringing {
    let (about, exported) = match file {
        NotebookFile::Shared(file) => (Some(plain(&file.about.person)), file.about.exported),
        NotebookFile::Private(file) => (Some(plain(&file.about.person)), file.about.exported),
        NotebookFile::Own(file) => (None, file.exported),
    };
    let shared = match file {
        NotebookFile::Shared(file) => Some(&file.shared),
        _ => None,
    };
    Bringing {
        about,
        exported,
        private: shared.is_none(),
        counts,
        second_values: shared.map_or(0, second_values),
        unread_cadence: shared
            .is_some_and(|pair| pair.core.cadence.is_some() && pair.core.cadence().is_none()),
    }
}

/// Values that lost against others: a document made anew has no place for them.
fn second_values(pair: &Pair) -> usize {
    let core = &pair.core;
    let of_core = core.conflicts.iter().chain(core.goals.values().flat_map(|goal| &goal.conflicts));
    let of_core = of_core.chain(core.actions.values().flat_map(|action| &action.conflicts));
    let kept = core.wins.values().chain(core.lessons.values());
    let of_kept = kept.flat_map(|kept| &kept.conflicts);
    let of_kept = of_kept.chain(core.time_off.values().flat_map(|time_off| &time_off.conflicts));
    let quarters = || pair.quarters.values();
    let of_quarters =
        quarters().flat_map(|quarter| quarter.topics.values().flat_map(|topic| &topic.conflicts));
    let of_meetings =
        quarters().flat_map(|quarter| quarter.meetings.values().flat_map(|meeting| &meeting.conflicts));
    of_core.chain(of_kept).chain(of_quarters).chain(of_meetings).map(|conflict| conflict.values.len()).sum()
}

/// What of the file breaks a rule, by its place.
fn unfit(edit: &Edit, error: &EditError) -> Fail {
    let place = match edit {
        Edit::Topic { quarter, id, .. } => format!("shared/quarters/{quarter}/topics/{id}"),
        Edit::Meeting { quarter, id, .. } => format!("shared/quarters/{quarter}/meetings/{id}"),
        Edit::Action { id, .. } => format!("shared/core/actions/{id}"),
        Edit::Goal { id, .. } => format!("shared/core/goals/{id}"),
        Edit::Feedback { id, .. } => format!("shared/core/feedback/{id}"),
        Edit::Win { id, .. } => format!("shared/core/wins/{id}"),
        Edit::Lesson { id, .. } => format!("shared/core/lessons/{id}"),
        Edit::TimeOff { id, .. } => format!("shared/core/time_off/{id}"),
        Edit::Note { id, .. } => format!("private/notes/{id}"),
        Edit::Draft { id, .. } => format!("private/drafts/{id}"),
        Edit::CheckIn { occurrence, .. } => format!("private/check_ins/{occurrence}"),
        Edit::Question { id, .. } => format!("questions/{id}"),
        Edit::Template { id, .. } => format!("templates/{id}"),
        _ => "shared/core".to_owned(),
    };
    crate::notebook_file::refused(&say!("json-unfit", place = place, error = edit_error(error)))
}

/// A name from a file, as a sentence may hold it.
fn plain(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).take(NAME_CHARS_SHOWN).collect()
}

/// Whether a private model holds anything at all.
pub(crate) fn is_blank(private: &PrivateModel) -> bool {
    private.notes.is_empty() && private.drafts.is_empty() && private.check_ins.is_empty()
}

const NAME_CHARS_SHOWN: usize = 200;
