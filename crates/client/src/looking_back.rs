//! Views of what there is with one person or with everybody: preparing, what happened, promises, searching, an overview.
//! Reads only, and on this device only.

use std::collections::BTreeMap;
use std::fmt;

use agenda::{
    ActionView, HeldRatio, MeetingState, Member, OccurrenceId, OverviewRow, PastMeeting, PrepView,
    PrivateHit, Recap, Regularity, SharedHit, TalkView, action_view, held_ratio, history, last_held,
    overview, prep, prep_notes, recap, regularity, search, search_private, talk,
};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use language::say;
use serde::Serialize;

use crate::entre::Entre;
use crate::facts::Phase;
use crate::fail::{Exit, Fail};
use crate::people::{PersonLine, PersonRef};
use crate::questions::{BankQuestion, pick_questions};
use crate::reading::Models;
use crate::screens::{NoteLine, PrivatePart, note_lines};

/// What helps to prepare a meeting.
#[derive(Clone, Debug, Serialize)]
pub struct PrepScreen {
    /// Which of the two you are.
    pub you: Member,
    /// With whom.
    pub person: PersonRef,
    /// The shared part.
    #[serde(flatten)]
    pub prep: PrepView,
    /// Questions that were not asked lately.
    pub questions: Vec<BankQuestion>,
    /// Our own notes on what comes up.
    pub private: PrivatePart,
}

/// The meetings so far, the latest first.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryScreen {
    /// Which of the two you are.
    pub you: Member,
    /// With whom.
    pub person: PersonRef,
    /// The meetings.
    pub meetings: Vec<PastMeeting>,
    /// Where they usually meet.
    pub place: Option<String>,
    /// How regularly the two meet.
    pub regularity: Regularity,
    /// Of all slots up to today, how many were held.
    pub held: HeldRatio,
    /// Who talked, where both count it.
    pub talk: TalkView,
    /// Who brought the notebook in from a file, and when: it is their word who said what before.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub brought_in: BTreeMap<Member, Date>,
}

/// One meeting, to be told to the other person or kept. Made of what both see, and of nothing else.
#[derive(Clone, Debug, Serialize)]
pub struct RecapScreen {
    /// Which of the two you are.
    pub you: Member,
    /// With whom.
    pub person: PersonRef,
    /// The recap.
    #[serde(flatten)]
    pub recap: Recap,
}

/// Promises with one person.
#[derive(Clone, Debug, Serialize)]
pub struct ActionsScreen {
    /// Which of the two you are.
    pub you: Member,
    /// With whom.
    pub person: PersonRef,
    /// The promises.
    pub actions: Vec<ActionView>,
}

/// What was found with one person. What is shared and what only you see stand apart.
#[derive(Clone, Debug, Serialize)]
pub struct FoundWith {
    /// With whom.
    pub person: PersonRef,
    /// In what both see.
    pub shared: Vec<SharedHit>,
    /// In what only you see.
    pub private: Vec<PrivateHit>,
}

/// One person in the overview.
#[derive(Clone, Serialize)]
pub struct OverviewLine {
    /// With whom.
    pub person: PersonRef,
    /// How it stands.
    #[serde(flatten)]
    pub row: OverviewRow,
}

impl fmt::Debug for OverviewLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OverviewLine(…)")
    }
}

impl Entre {
    /// What helps to prepare the next meeting; our own notes only if they are asked for.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn prep(
        &mut self,
        person: &PersonRef,
        private: bool,
        now: &ZonedDateTime,
    ) -> Result<PrepScreen, Fail> {
        let today = now.date();
        let models = self.models(person)?;
        let view = prep(&models.shared, today);
        let about_what_comes: Vec<_> =
            prep_notes(&models.shared, &models.private, today).into_iter().map(|(id, _)| id).collect();
        let mut notes: Vec<NoteLine> = note_lines(&models);
        notes.retain(|note| about_what_comes.contains(&note.id));
        let private = PrivatePart {
            count: notes.len(),
            shown: private,
            notes: if private { notes } else { Vec::new() },
        };
        let wanted = usize::from(view.questions_wanted);
        let questions = pick_questions(self.questions_for(person, None, today)?, today, wanted, false);
        Ok(PrepScreen { you: person.you, person: person.clone(), prep: view, questions, private })
    }

    /// The meetings so far, the latest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn history(&mut self, person: &PersonRef, today: Date) -> Result<HistoryScreen, Fail> {
        let models = self.models(person)?;
        Ok(HistoryScreen {
            you: person.you,
            person: person.clone(),
            meetings: history(&models.shared, today),
            place: models.shared.core.place.clone(),
            regularity: regularity(&models.shared, today),
            held: held_ratio(&models.shared, today),
            talk: talk(&models.shared, today),
            brought_in: models.shared.core.brought_in,
        })
    }

    /// The recap of one meeting; of the last one that took place if none is named.
    ///
    /// # Errors
    /// [`Exit::NotFound`] if there is no such meeting, or none took place yet.
    pub fn recap(
        &mut self,
        person: &PersonRef,
        on: Option<&OccurrenceId>,
        today: Date,
    ) -> Result<RecapScreen, Fail> {
        let models = self.models(person)?;
        let id = match on {
            Some(id) => Some(*id),
            None => last_held(&models.shared, today).map(|meeting| meeting.id),
        };
        let none = || Fail::new(Exit::NotFound, "no_meeting", say!("no-meeting-to-recap"));
        let mut recap = recap(&models.shared, today, &id.ok_or_else(none)?).ok_or_else(none)?;
        // Where they always meet is no news.
        recap.meeting.place =
            recap.meeting.place.filter(|place| models.shared.core.place.as_ref() != Some(place));
        // Until somebody's own name has come, they are called as we call them.
        for (member, name) in [(person.you, &self.me.name), (person.you.other(), &person.name)] {
            recap.people.entry(member).or_default().name.get_or_insert_with(|| name.clone());
        }
        Ok(RecapScreen { you: person.you, person: person.clone(), recap })
    }

    /// Promises with one person, open ones first and the first due first; closed ones only if they are asked for.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn promises(&mut self, person: &PersonRef, all: bool, today: Date) -> Result<ActionsScreen, Fail> {
        let models = self.models(person)?;
        let known = models.shared.core.actions.iter();
        let wanted = known.filter(|(_, action)| action.alive && (all || action.state.is_unresolved()));
        let mut actions: Vec<ActionView> =
            wanted.filter_map(|(id, _)| action_view(&models.shared, today, id)).collect();
        actions.sort_by_key(|action| (action.state != "open", action.due.is_none(), action.due, action.id));
        Ok(ActionsScreen { you: person.you, person: person.clone(), actions })
    }

    /// Searches everything on this device; all words have to occur.
    ///
    /// # Errors
    /// If there is no word, or the store cannot be read.
    pub fn search(&mut self, person: Option<&PersonRef>, query: &str) -> Result<Vec<FoundWith>, Fail> {
        if !query.contains(char::is_alphanumeric) {
            return Err(Fail::new(Exit::Usage, "empty_text", say!("search-for-nothing")));
        }
        let people: Vec<PersonRef> = match person {
            Some(person) => vec![person.clone()],
            None => self.people()?.into_iter().map(|line| line.person).collect(),
        };
        let mut found = Vec::new();
        for person in people {
            let models = self.models(&person)?;
            let shared = search(&models.shared, query);
            let private = search_private(&models.private, query);
            if !shared.is_empty() || !private.is_empty() {
                found.push(FoundWith { person, shared, private });
            }
        }
        Ok(found)
    }

    /// How it stands with everybody, by the next date; with those whose notebook is put away only if they are asked for.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn overview(&mut self, put_away: bool, today: Date) -> Result<Vec<OverviewLine>, Fail> {
        let mut all: Vec<(PersonRef, Models)> = Vec::new();
        for PersonLine { person, .. } in self.people()? {
            if person.phase == Phase::Ended || (person.put_away.is_some() && !put_away) {
                continue;
            }
            let models = self.models(&person)?;
            all.push((person, models));
        }
        let rows = overview(all.iter().map(|(person, models)| (person, &models.shared)), today);
        Ok(rows.into_iter().map(|(person, row)| OverviewLine { person: person.clone(), row }).collect())
    }
}

/// Whether a meeting was left out or called off.
#[must_use]
pub fn is_called_off(state: &MeetingState) -> bool {
    matches!(state, MeetingState::Skipped | MeetingState::Cancelled)
}
