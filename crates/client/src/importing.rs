//! Importing a written-down year of one pair in the sample's format; what is not read is reported line by line.

use agenda::{Edit, import};
use jiff::ZonedDateTime;
use language::say;
use serde::Serialize;

use crate::editing::Deed;
use crate::entre::Entre;
use crate::fail::{Exit, Fail};
use crate::other_words::import_error;
use crate::people::PersonRef;
use crate::what::What;

/// What an import brought.
#[derive(Debug, Clone, Serialize)]
pub struct ImportReport {
    /// Topics that are new.
    pub topics: usize,
    /// Actions that are new.
    pub actions: usize,
    /// Meetings that are new.
    pub meetings: usize,
    /// Private notes that are new.
    pub private_notes: usize,
    /// Lines that were not read: number from 1, and what they are.
    pub unread: Vec<(usize, String)>,
}

impl Entre {
    /// Imports a text of the sample's format. With `shared` false only this person's private lines are taken;
    /// with `dry_run` nothing is written, and the report says what would be.
    ///
    /// # Errors
    /// If the text is not of this format, or the store refuses; nothing is written then.
    pub fn import_sample(
        &mut self,
        person: &PersonRef,
        text: &str,
        shared: bool,
        dry_run: bool,
        now: &ZonedDateTime,
    ) -> Result<ImportReport, Fail> {
        let imported = import::sample(text, person.you).map_err(|error| {
            Fail::new(Exit::Usage, "bad_import", say!("import-unreadable", error = import_error(&error)))
                .because(say!("nothing-changed"))
        })?;
        let models = self.models(person)?;
        let missing = if shared { imported.missing_in(&models.shared) } else { Vec::new() };
        let private = imported.missing_in_private(&models.private);
        let count = |of: fn(&Edit) -> bool, edits: &[Edit]| edits.iter().filter(|edit| of(edit)).count();
        let report = ImportReport {
            topics: count(
                |edit| matches!(edit, Edit::Topic { edit: agenda::TopicEdit::Add(_), .. }),
                &missing,
            ),
            actions: count(
                |edit| matches!(edit, Edit::Action { edit: agenda::ActionEdit::Add(_), .. }),
                &missing,
            ),
            meetings: {
                let meetings: std::collections::BTreeSet<_> = missing
                    .iter()
                    .filter_map(|edit| if let Edit::Meeting { id, .. } = edit { Some(*id) } else { None })
                    .collect();
                meetings.len()
            },
            private_notes: count(|edit| matches!(edit, Edit::Note { .. }), &private),
            unread: imported.unread.iter().map(|(line, sort)| (*line, (*sort).to_owned())).collect(),
        };
        for (what, private, edits) in [(What::Imported, false, missing), (What::ImportedNotes, true, private)]
        {
            if !edits.is_empty() && !dry_run {
                let deed = Deed { undoable: false, private, ..Deed::shared(what, edits) };
                self.write(person, &deed, now.timestamp())?;
            }
        }
        Ok(report)
    }
}
