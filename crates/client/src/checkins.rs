//! How somebody is: private to its author, and shared one by one if they want; the trend is computed here, on the device.
//! And talk time: two numbers that both see, off until both have switched it on.

use agenda::{
    CheckIn, Edit, MeetingEdit, Occurrence, OccurrenceId, Quarter, TalkView, Trend, check_in_trend,
    next_occurrence, occurrence, occurrences, talk,
};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use language::say;
use serde::Serialize;

use crate::acts::one_line;
use crate::editing::Deed;
use crate::entre::Entre;
use crate::fail::{Exit, Fail};
use crate::looking_back::is_called_off;
use crate::people::PersonRef;
use crate::reading::Models;
use crate::what::Practice;

/// What became of a check-in.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedIn {
    /// With whom.
    pub person: PersonRef,
    /// The meeting that it belongs to.
    pub occurrence: OccurrenceId,
    /// Whether the other person will see it.
    pub shared: bool,
    /// Whether anything changed.
    pub changed: bool,
}

impl Entre {
    /// Says how one is, for the meeting of today or the next one. Only its author sees it.
    ///
    /// # Errors
    /// If a number is not from 1 to 5, nothing is said, or the store refuses.
    pub fn check_in(
        &mut self,
        person: &PersonRef,
        said: &CheckIn,
        now: &ZonedDateTime,
    ) -> Result<CheckedIn, Fail> {
        for number in [said.mood, said.workload].into_iter().flatten() {
            if !CheckIn::is_rating(number) {
                return Err(Fail::new(Exit::Usage, "bad_number", say!("rating-range"))
                    .because(say!("nothing-was-changed")));
            }
        }
        let word = said.word.as_deref().map(|word| one_line(word, "word")).transpose()?;
        if said.is_empty() {
            return Err(Fail::new(Exit::Usage, "argument_missing", say!("check-in-of-nothing"))
                .attempt("entre checkin PERSON --mood 4 --workload 3"));
        }
        let models = self.models(person)?;
        let occurrence = nearest(&models, now.date());
        let known = models.private.check_ins.get(&occurrence).cloned().unwrap_or_default();
        // What is not said now stays as it was said before.
        let check_in = CheckIn {
            mood: said.mood.or(known.mood),
            workload: said.workload.or(known.workload),
            word: word.or(known.word),
        };
        let deed =
            Deed::private(Practice::CheckedIn, vec![Edit::CheckIn { occurrence, check_in: Some(check_in) }]);
        let changed = self.write(person, &deed, now.timestamp())?;
        Ok(CheckedIn { person: person.clone(), occurrence, shared: false, changed })
    }

    /// Shares a copy of the check-in of one meeting; of the last one if none is named.
    ///
    /// # Errors
    /// If there is none, or the store refuses.
    pub fn share_check_in(
        &mut self,
        person: &PersonRef,
        of: Option<OccurrenceId>,
        now: &ZonedDateTime,
    ) -> Result<CheckedIn, Fail> {
        let models = self.models(person)?;
        let all = &models.private.check_ins;
        let latest =
            || all.keys().max_by_key(|id| occurrence(&models.shared, id).map(|known| known.starts)).copied();
        let found = of.or_else(latest).and_then(|id| Some((id, all.get(&id)?.clone())));
        let Some((id, check_in)) = found else {
            return Err(Fail::new(Exit::NotFound, "not_found", say!("no-check-in"))
                .attempt("entre checkin PERSON --mood 4 --workload 3"));
        };
        let quarter = occurrence(&models.shared, &id).map_or_else(
            || Quarter::from_date(id.slot().unwrap_or_else(|| now.date())),
            |known| known.quarter,
        );
        let edit = MeetingEdit::CheckIn { member: person.you, check_in: Some(check_in) };
        let deed = Deed::shared(Practice::CheckInShared, vec![Edit::Meeting { quarter, id, edit }]);
        let changed = self.write(person, &deed, now.timestamp())?;
        Ok(CheckedIn { person: person.clone(), occurrence: id, shared: true, changed })
    }

    /// How one was over time. Computed here; nobody else has it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn trend(&mut self, person: &PersonRef, today: Date) -> Result<Trend, Fail> {
        let models = self.models(person)?;
        Ok(check_in_trend(&models.shared, &models.private, person.you, today))
    }

    /// Switches talk time on or off for oneself; it is counted once both have it on. `aim` is the share of the report.
    ///
    /// # Errors
    /// If the aim is not from 1 to 99, or the store refuses.
    pub fn set_talk(
        &mut self,
        person: &PersonRef,
        on: Option<bool>,
        aim: Option<u8>,
        now: &ZonedDateTime,
    ) -> Result<bool, Fail> {
        if aim.is_some_and(|aim| !(1..=99).contains(&aim)) {
            return Err(Fail::new(Exit::Usage, "bad_number", say!("talk-aim-range"))
                .because(say!("nothing-was-changed")));
        }
        let edits = [
            on.map(|on| Edit::TalkTime { member: person.you, on }),
            aim.map(|percent| Edit::TalkAim { percent: Some(percent) }),
        ];
        let edits: Vec<Edit> = edits.into_iter().flatten().collect();
        self.write(person, &Deed::shared(Practice::TalkSet, edits), now.timestamp())
    }

    /// Talk time so far, and who of the two has switched it on: oneself, and the other.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn talk(&mut self, person: &PersonRef, today: Date) -> Result<(TalkView, [bool; 2]), Fail> {
        let models = self.models(person)?;
        let is_on = |member| models.shared.core.people.get(&member).is_some_and(|known| known.talk_time);
        Ok((talk(&models.shared, today), [is_on(person.you), is_on(person.you.other())]))
    }
}

/// The meeting of today, else the next one, else the day itself.
fn nearest(models: &Models, today: Date) -> OccurrenceId {
    let meets = |meeting: &Occurrence| !is_called_off(&meeting.state);
    let of_today = occurrences(&models.shared, today, today).into_iter().find(meets);
    let nearest = of_today.or_else(|| next_occurrence(&models.shared, today));
    nearest.map_or(OccurrenceId::Regular(today), |meeting| meeting.id)
}
