//! When meetings begin, for reminders: from the notebooks, moments and nothing else go on to what makes a reminder.

use agenda::{MeetingState, occurrences, pair_zone};
use jiff::{SignedDuration, Timestamp};
use store::RecordKind;

use crate::entre::Entre;
use crate::facts;
use crate::fail::Fail;
use crate::people::PersonRef;
use crate::reminding::{Reminder, reminder};

impl Entre {
    /// The meeting that begins next, with whom it is a place in the list of people. `once` passes over one that was spoken
    /// of before, and remembers the one that is spoken of now.
    ///
    /// # Errors
    /// If the store cannot be read, or with `once` not be written.
    pub fn remind(
        &mut self,
        within: SignedDuration,
        once: bool,
        now: Timestamp,
    ) -> Result<(Vec<PersonRef>, Option<Reminder>), Fail> {
        let people = self.people_met()?;
        let mut starts = Vec::new();
        for person in &people {
            starts.push(self.starts_ahead(person, within, once, now)?);
        }
        let found = reminder(&starts, now, within);
        if let Some((person, found)) =
            found.filter(|_| once).and_then(|one| Some((people.get(one.with)?, one)))
        {
            let key = [SPOKEN_OF, &person.key].concat();
            self.store.write(|writer| facts::write(writer, RecordKind::Setting, &key, &found.starts))?;
        }
        Ok((people, found))
    }

    /// When planned meetings begin. All that reminders learn of a notebook.
    fn starts_ahead(
        &mut self,
        person: &PersonRef,
        within: SignedDuration,
        once: bool,
        now: Timestamp,
    ) -> Result<Vec<Timestamp>, Fail> {
        let shared = self.models(person)?.shared;
        let zone = pair_zone(&shared);
        let day = |at: Timestamp| at.to_zoned_datetime(zone.clone()).date();
        let last = now.checked_add(within).unwrap_or(now);
        let near = occurrences(&shared, day(now), day(last));
        let planned = near.iter().filter(|meeting| meeting.state == MeetingState::Planned);
        let mut starts: Vec<Timestamp> = planned.map(|meeting| meeting.starts.timestamp()).collect();
        if once {
            let key = [SPOKEN_OF, &person.key].concat();
            let spoken: Option<Timestamp> = facts::read(&self.store.read()?, RecordKind::Setting, &key)?;
            starts.retain(|at| spoken.is_none_or(|spoken| *at > spoken));
        }
        Ok(starts)
    }
}

/// Of which meeting with a person a reminder spoke last.
const SPOKEN_OF: &[u8] = b"spoken-of-";
