//! What can be named besides topics, actions and notes (goals, feedback, wins, lessons, time off, one's own drafts), and
//! what is told of one that something was done to.

use std::fmt;

use agenda::{Entry, EntryKind, FoundEntry, ItemId, PersonalModel, entries, own_entries, resolve_entry};
use jiff::ZonedDateTime;
use language::say;
use serde::Serialize;

use crate::editing::Deed;
use crate::entre::Entre;
use crate::fail::{Exit, Fail};
use crate::people::PersonRef;

/// An entry that somebody named.
#[derive(Clone, Debug)]
pub struct NamedEntry {
    /// With whom.
    pub person: PersonRef,
    /// What.
    pub entry: Entry,
}

/// What was done to an entry.
#[derive(Clone, Serialize)]
pub struct EntryDone {
    /// With whom.
    pub person: PersonRef,
    /// What it is.
    #[serde(rename = "entry")]
    pub kind: EntryKind,
    /// Its id.
    pub id: ItemId,
    /// Its short name.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its first line; nothing for what only you see.
    pub title: Option<String>,
    /// Whether the other person will see it.
    pub shared: bool,
    /// Whether anything changed.
    pub changed: bool,
    /// How many changes of this pair wait on this device.
    pub waiting: u64,
}

impl fmt::Debug for EntryDone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { person: _, kind, id: _, reference, title: _, shared, changed, waiting } = self;
        write!(
            f,
            "EntryDone({kind:?}, {reference}, shared: {shared}, changed: {changed}, waiting: {waiting})"
        )
    }
}

impl Entre {
    /// The entry that a short name or words of its first line mean, with one person or with everybody.
    ///
    /// # Errors
    /// [`Exit::NotFound`] if nothing or more than one thing fits.
    pub fn entry(
        &mut self,
        person: Option<&PersonRef>,
        kind: EntryKind,
        words: &str,
    ) -> Result<NamedEntry, Fail> {
        let people: Vec<PersonRef> = match person {
            Some(person) => vec![person.clone()],
            None => self.people_met()?,
        };
        let mut found: Vec<NamedEntry> = Vec::new();
        for person in people {
            let all = self.entries_with(&person)?;
            let named = |entry| NamedEntry { person: person.clone(), entry };
            match resolve_entry(&all, kind, words) {
                FoundEntry::One(entry) => found.push(named(entry)),
                FoundEntry::Many(entries) => found.extend(entries.into_iter().map(named)),
                FoundEntry::None => {}
            }
        }
        let best = found.iter().map(|found| found.entry.standing).min();
        found.retain(|found| Some(found.entry.standing) == best);
        match found.len() {
            1 => Ok(found.remove(0)),
            0 => Err(Fail::new(Exit::NotFound, "not_found", say!("nothing-fits", words = words))
                .because(say!("entries-are-named"))),
            several => {
                let what = say!("fits-several", words = words, count = several);
                let mut fail = Fail::new(Exit::NotFound, "ambiguous", what);
                for found in found.iter().take(LISTED) {
                    fail = fail.because(format!("{}  {}", found.entry.reference, shown(&found.entry)));
                }
                Err(fail)
            }
        }
    }

    fn entries_with(&mut self, person: &PersonRef) -> Result<Vec<Entry>, Fail> {
        let models = self.models(person)?;
        let mut all = entries(&models.shared);
        all.extend(own_entries(&models.private, &PersonalModel::default()));
        Ok(all)
    }

    pub(crate) fn finish_entry(
        &mut self,
        person: &PersonRef,
        deed: &Deed,
        kind: EntryKind,
        id: ItemId,
        now: &ZonedDateTime,
    ) -> Result<EntryDone, Fail> {
        let changed = self.write(person, deed, now.timestamp())?;
        let entry = self.entries_with(person)?.into_iter().find(|entry| entry.id == id);
        let waiting = self.waiting(person)?;
        let (reference, title) = match entry {
            Some(entry) => (entry.reference, Some(entry.title).filter(|_| !deed.private)),
            None => (id.reference().as_str().to_owned(), None),
        };
        Ok(EntryDone {
            person: person.clone(),
            kind,
            id,
            reference,
            title,
            shared: !deed.private,
            changed,
            waiting,
        })
    }
}

/// How an entry is listed: what only you see is not quoted.
fn shown(entry: &Entry) -> String {
    match entry.kind {
        EntryKind::Draft | EntryKind::Question | EntryKind::Template => say!("entry-only-you"),
        _ => entry.title.clone(),
    }
}

const LISTED: usize = 8;
