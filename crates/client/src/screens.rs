//! What read commands show, as plain data: the command line prints it, `--json` gives it out as it is.

use std::collections::BTreeMap;

use agenda::{About, AgendaView, ItemId, OccurrenceId, agenda, note_references};
use jiff::{Timestamp, ZonedDateTime};
use serde::Serialize;

use crate::belonging::titles;
use crate::entre::Entre;
use crate::fail::Fail;
use crate::people::PersonRef;
use crate::reading::Models;

/// Which agenda to show.
#[derive(Debug, Clone, Default)]
pub struct AgendaOptions {
    /// Whether private notes are shown; otherwise only their number.
    pub private: bool,
    /// One meeting instead of the next.
    pub on: Option<OccurrenceId>,
}

/// One person's agenda.
#[derive(Debug, Clone, Serialize)]
pub struct AgendaScreen {
    /// Which of the two you are: `by` and `owner` name members.
    pub you: agenda::Member,
    /// With whom.
    pub person: PersonRef,
    /// The shared part; `topics` and `actions` are the same on both sides.
    #[serde(flatten)]
    pub agenda: AgendaView,
    /// Our own notes.
    pub private: PrivatePart,
    /// Whether the answer to the invitation is still out, so that all of this waits here.
    pub pending: bool,
    /// Changes of this pair that have not left this device.
    pub waiting: u64,
    /// What topics, actions and goals are called, where one is named by its id.
    #[serde(skip)]
    pub titles: BTreeMap<ItemId, String>,
}

/// Our own notes about this pair.
#[derive(Debug, Clone, Serialize)]
pub struct PrivatePart {
    /// How many there are.
    pub count: usize,
    /// Whether they are shown.
    pub shown: bool,
    /// Those that are shown.
    pub notes: Vec<NoteLine>,
}

/// One private note. Its `Debug` does not show the text.
#[derive(Clone, Serialize)]
pub struct NoteLine {
    /// Its short name.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its id.
    pub id: ItemId,
    /// The topic or action it is about, if it is about one.
    pub item: Option<ItemId>,
    /// The meeting it is about, if it is about one.
    pub occurrence: Option<OccurrenceId>,
    /// When it was written.
    pub at: Timestamp,
    /// The note.
    pub text: String,
}

impl std::fmt::Debug for NoteLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NoteLine({})", self.reference)
    }
}

impl Entre {
    /// The agenda with one person.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn agenda(
        &mut self,
        person: &PersonRef,
        options: &AgendaOptions,
        now: &ZonedDateTime,
    ) -> Result<AgendaScreen, Fail> {
        let models = self.models(person)?;
        let view = agenda(&models.shared, now.date(), person.you, options.on.as_ref());
        let notes = note_lines(&models);
        let private = PrivatePart {
            count: notes.len(),
            shown: options.private,
            notes: if options.private { notes } else { Vec::new() },
        };
        let waiting = self.waiting(person)?;
        Ok(AgendaScreen {
            you: person.you,
            person: person.clone(),
            agenda: view,
            private,
            pending: person.stream.is_none(),
            waiting,
            titles: titles(&models.shared),
        })
    }
}

/// Our own notes, oldest first.
pub(crate) fn note_lines(models: &Models) -> Vec<NoteLine> {
    let references: BTreeMap<ItemId, String> = note_references(&models.shared, &models.private);
    let alive = models.private.notes.iter().filter(|(_, note)| note.alive);
    let mut notes: Vec<NoteLine> = alive
        .map(|(id, note)| {
            let (item, occurrence) = match note.about {
                About::Pair => (None, None),
                About::Topic(item) | About::Action(item) | About::Goal(item) => (Some(item), None),
                About::Occurrence(occurrence) => (None, Some(occurrence)),
            };
            let reference = references.get(id).cloned().unwrap_or_default();
            NoteLine { reference, id: *id, item, occurrence, at: note.at, text: note.text.clone() }
        })
        .collect();
    notes.sort_by_key(|note| (note.at, note.id));
    notes
}
