//! The shared note on what comes first, with the day on which somebody last looked at it.

use std::collections::BTreeMap;
use std::fmt;

use agenda::{DocumentName, Edit, Looked, Target, TextTarget, TextUse, check_text, difference};
use jiff::ZonedDateTime;

use crate::documents;
use crate::editing::{Deed, hex_heads, target_name};
use crate::entre::{Entre, text_fail};
use crate::fail::Fail;
use crate::people::PersonRef;
use crate::what::Practice;

/// The note as it was when it was opened. Its `Debug` does not show the text.
pub struct Priorities {
    /// The note.
    pub text: String,
    /// Who last looked at it, and when.
    pub looked: Option<Looked>,
    /// The state of the document that was read.
    heads: Vec<String>,
}

impl fmt::Debug for Priorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text: _, looked: _, heads } = self;
        f.debug_struct("Priorities").field("heads", &heads.len()).finish_non_exhaustive()
    }
}

impl Entre {
    /// Opens the note.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn priorities(&mut self, person: &PersonRef) -> Result<Priorities, Fail> {
        let models = self.models(person)?;
        let looked = models.shared.core.priorities_on;
        let Some(pair) = person.stream else {
            return Ok(Priorities { text: models.shared.core.priorities, looked, heads: Vec::new() });
        };
        let document = documents::load(&self.store.read()?, &pair, &DocumentName::Core)?;
        let text = document.text(&TextTarget::Priorities).unwrap_or_default();
        Ok(Priorities { text, looked, heads: hex_heads(&document) })
    }

    /// Writes the note and dates it. What somebody else wrote since it was opened stays. An unchanged text says that it
    /// was looked at.
    ///
    /// # Errors
    /// If the text is not acceptable, or the store refuses.
    pub fn set_priorities(
        &mut self,
        person: &PersonRef,
        opened: &Priorities,
        text: &str,
        now: &ZonedDateTime,
    ) -> Result<bool, Fail> {
        let text = text.trim_end();
        if !text.is_empty() {
            check_text(text, TextUse::Note).map_err(|error| text_fail("note", &error))?;
        }
        let looked = Looked { on: now.date(), by: person.you };
        let mut edits = vec![Edit::PrioritiesOn { looked: Some(looked) }];
        if text != opened.text.trim_end() {
            edits.insert(0, Edit::Priorities { splices: difference(&opened.text, text) });
        }
        let mut deed = Deed::shared(Practice::Priorities, edits);
        if !opened.heads.is_empty() {
            deed.heads = BTreeMap::from([(target_name(Target::Core), opened.heads.clone())]);
        }
        self.write(person, &deed, now.timestamp())
    }
}
