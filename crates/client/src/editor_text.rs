//! Editing one item's text: what an editor opens, and how what was saved is merged with what came in meanwhile.

use agenda::{
    ActionEdit, Edit, ItemKind, NoteEdit, Target, TextTarget, TextUse, TopicEdit, check_text, difference,
};
use jiff::ZonedDateTime;
use language::say;

use crate::acts::{Done, Found, one_line};
use crate::documents;
use crate::editing::Deed;
use crate::entre::{Entre, text_fail};
use crate::facts::internal;
use crate::fail::{Exit, Fail};
use crate::what::What;

/// A text as it was when the editor opened.
#[derive(Clone)]
pub struct Editable {
    /// What is edited.
    pub found: Found,
    /// Whether the other person reads it, too.
    pub shared: bool,
    /// The first line; none for a private note.
    pub title: Option<String>,
    /// The text below it.
    pub body: String,
    heads: Vec<[u8; 32]>,
}

impl Editable {
    /// What stands in the editor: title, empty line, body; or the note alone.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.title {
            Some(title) if self.body.is_empty() => format!("{title}\n"),
            Some(title) => format!("{title}\n\n{}", self.body),
            None => self.body.clone(),
        }
    }
}

impl Entre {
    /// Reads an item for editing.
    ///
    /// # Errors
    /// If the pair's first exchange is still out, or the store cannot be read.
    pub fn open_for_editing(&mut self, found: &Found) -> Result<Editable, Fail> {
        let Some(pair) = found.person.stream else {
            return Err(Fail::new(Exit::Failed, "pending", say!("edit-pending"))
                .because(say!("edit-pending-why"))
                .attempt("entre sync"));
        };
        let (target, text) = targets(found)?;
        let stream = if target == Target::Private { self.stream } else { pair };
        let reader = self.store.read()?;
        let document = documents::load(&reader, &stream, &target.document_name(&pair.to_string()))?;
        let title = (found.item.kind != ItemKind::Note).then(|| found.item.title.clone());
        let body = document.text(&text).unwrap_or_default();
        Ok(Editable {
            found: found.clone(),
            shared: target != Target::Private,
            title,
            body,
            heads: document.heads(),
        })
    }

    /// Writes what was saved, at the state the editor had opened; later edits of others stay. `None` if nothing changed.
    ///
    /// # Errors
    /// If the text is not acceptable or the store refuses; the caller keeps the text.
    pub fn save_edited(
        &mut self,
        editable: &Editable,
        saved: &str,
        now: &ZonedDateTime,
    ) -> Result<Option<Done>, Fail> {
        let found = &editable.found;
        let (title, body) = match &editable.title {
            Some(_) => {
                let (title, body) = saved.split_once('\n').unwrap_or((saved, ""));
                (Some(title), body.trim_start_matches('\n'))
            }
            None => (None, saved),
        };
        let body = body.trim_end();
        let (target, _) = targets(found)?;
        let mut edits = Vec::new();
        if let (Some(old), Some(new)) = (&editable.title, title)
            && old.trim() != new.trim()
        {
            edits.push(retitle(found, one_line(new, "title")?)?);
        }
        if body != editable.body.trim_end() {
            if editable.title.is_none() || !body.is_empty() {
                check_text(body, TextUse::Note).map_err(|error| text_fail("note", &error))?;
            }
            edits.push(rewritten(found, &editable.body, body)?);
        }
        if edits.is_empty() {
            return Ok(None);
        }
        let deed = if editable.shared {
            Deed::shared(What::Edited(found.item.title.clone()), edits)
        } else {
            Deed::private(What::EditedNote, edits)
        };
        let deed = deed.meant_for(target, &editable.heads);
        self.finish(&found.person, &deed, found.item.kind, found.item.id, now).map(Some)
    }
}

/// The edit of a text, for the document as the editor found it. What both read ends with a line break: then lines that two
/// people add at the end stay two lines.
fn rewritten(found: &Found, old: &str, body: &str) -> Result<Edit, Fail> {
    let id = found.item.id;
    let lines = if body.is_empty() { String::new() } else { format!("{body}\n") };
    Ok(match (found.item.kind, found.item.quarter) {
        (ItemKind::Topic, Some(quarter)) => {
            Edit::Topic { quarter, id, edit: TopicEdit::Notes { splices: difference(old, &lines) } }
        }
        (ItemKind::Action, _) => {
            Edit::Action { id, edit: ActionEdit::Note { splices: difference(old, &lines) } }
        }
        (ItemKind::Note, _) => Edit::Note { id, edit: NoteEdit::Text { splices: difference(old, body) } },
        (ItemKind::Topic, None) => return Err(internal(say!("internal-no-quarter"))),
    })
}

fn retitle(found: &Found, title: String) -> Result<Edit, Fail> {
    let id = found.item.id;
    match (found.item.kind, found.item.quarter) {
        (ItemKind::Topic, Some(quarter)) => {
            Ok(Edit::Topic { quarter, id, edit: TopicEdit::Retitle { title } })
        }
        (ItemKind::Action, _) => Ok(Edit::Action { id, edit: ActionEdit::Retitle { text: title } }),
        _ => Err(internal(say!("internal-note-title"))),
    }
}

fn targets(found: &Found) -> Result<(Target, TextTarget), Fail> {
    let id = found.item.id;
    match (found.item.kind, found.item.quarter) {
        (ItemKind::Topic, Some(quarter)) => Ok((Target::Quarter(quarter), TextTarget::Topic(id))),
        (ItemKind::Action, _) => Ok((Target::Core, TextTarget::Action(id))),
        (ItemKind::Note, _) => Ok((Target::Private, TextTarget::Note(id))),
        (ItemKind::Topic, None) => Err(internal(say!("internal-no-quarter"))),
    }
}
