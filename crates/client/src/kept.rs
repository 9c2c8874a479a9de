//! What a pair keeps besides topics and promises: wins, lessons, feedback, days off.
//! Feedback is drafted alone: sharing copies the text, and the draft stays as it is.

use agenda::{
    About, DraftEdit, DraftKind, Edit, EntryKind, FeedbackEdit, FeedbackView, ItemId, KeepsakeEdit, Member,
    MonthOfWins, NewFeedback, NewKeepsake, NewTimeOff, OccurrenceId, Pair, QuarterOfLessons, TextUse,
    TimeOffEdit, TimeOffView, check_text, feedback, lessons_by_quarter, occurrences, time_off, wins_by_month,
};
use jiff::civil::Date;
use jiff::{Timestamp, ZonedDateTime};
use language::say;
use serde::Serialize;

use crate::acts::one_line;

use crate::editing::Deed;
use crate::entre::{Entre, text_fail};
use crate::entries::{EntryDone, NamedEntry};
use crate::fail::{Exit, Fail};
use crate::looking_back::is_called_off;
use crate::people::PersonRef;
use crate::random::random;
use crate::what::Practice;

/// A win or a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepsakeKind {
    /// Something that went well.
    Win,
    /// Something learned.
    Lesson,
}

/// A draft of one's own. Its `Debug` does not show the text.
#[derive(Clone, Serialize)]
pub struct DraftLine {
    /// Its short name.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its id.
    pub id: ItemId,
    /// When it was begun.
    pub at: Timestamp,
    /// The text.
    pub text: String,
}

impl std::fmt::Debug for DraftLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DraftLine({})", self.reference)
    }
}

/// Feedback in both directions, and one's own drafts.
#[derive(Clone, Debug, Serialize)]
pub struct FeedbackScreen {
    /// With whom.
    pub person: PersonRef,
    /// What was given, the latest first.
    pub feedback: Vec<FeedbackView>,
    /// How many drafts there are that only you see.
    pub drafts: usize,
    /// The drafts, if they were asked for.
    pub private: Vec<DraftLine>,
}

impl Entre {
    /// Keeps a win or a lesson; both see it.
    ///
    /// # Errors
    /// If the text is not acceptable, or the store refuses.
    pub fn keep(
        &mut self,
        person: &PersonRef,
        kind: KeepsakeKind,
        text: &str,
        about: Option<Member>,
        now: &ZonedDateTime,
    ) -> Result<EntryDone, Fail> {
        let text = one_line(text, "note")?;
        let models = self.models(person)?;
        let id = ItemId::random(&mut random());
        let new = KeepsakeEdit::Add(NewKeepsake {
            text: text.clone(),
            author: person.you,
            about,
            occurrence: meeting_today(&models.shared, now.date()),
            at: now.timestamp(),
        });
        let (what, edit, kind) = match kind {
            KeepsakeKind::Win => (Practice::Win(text), Edit::Win { id, edit: new }, EntryKind::Win),
            KeepsakeKind::Lesson => {
                (Practice::Lesson(text), Edit::Lesson { id, edit: new }, EntryKind::Lesson)
            }
        };
        self.finish_entry(person, &Deed::shared(what, vec![edit]), kind, id, now)
    }

    /// The wins, by month.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn wins(&mut self, person: &PersonRef) -> Result<Vec<MonthOfWins>, Fail> {
        Ok(wins_by_month(&self.models(person)?.shared))
    }

    /// The lessons, by quarter.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn lessons(&mut self, person: &PersonRef) -> Result<Vec<QuarterOfLessons>, Fail> {
        Ok(lessons_by_quarter(&self.models(person)?.shared))
    }

    /// Begins feedback that only its author sees until it is shared.
    ///
    /// # Errors
    /// If the text is not acceptable, or the store refuses.
    pub fn draft_feedback(
        &mut self,
        person: &PersonRef,
        text: &str,
        now: &ZonedDateTime,
    ) -> Result<EntryDone, Fail> {
        check_text(text, TextUse::Comment).map_err(|error| text_fail("feedback", &error))?;
        let id = ItemId::random(&mut random());
        let edit = DraftEdit::Put {
            kind: DraftKind::Feedback,
            target: About::Pair,
            at: now.timestamp(),
            text: text.trim_end().to_owned(),
        };
        let deed = Deed::private(Practice::FeedbackDrafted, vec![Edit::Draft { id, edit }]);
        self.finish_entry(person, &deed, EntryKind::Draft, id, now)
    }

    /// The text of a draft, exactly as sharing would send it.
    ///
    /// # Errors
    /// If it is gone, or the store cannot be read.
    pub fn draft_text(&mut self, named: &NamedEntry) -> Result<String, Fail> {
        let models = self.models(&named.person)?;
        let draft = models.private.drafts.get(&named.entry.id).filter(|draft| draft.alive);
        draft.map(|draft| draft.text.clone()).ok_or_else(|| {
            Fail::new(Exit::NotFound, "not_found", say!("draft-is-gone")).because(say!("nothing-was-changed"))
        })
    }

    /// Shares a copy of a draft as feedback. The draft stays, and stays private.
    ///
    /// # Errors
    /// If it is no draft any more, or the store refuses.
    pub fn share_feedback(&mut self, named: &NamedEntry, now: &ZonedDateTime) -> Result<EntryDone, Fail> {
        let text = self.draft_text(named)?;
        self.give_feedback(&named.person, &text, now)
    }

    /// Gives feedback: the other person sees it with one's name on it.
    ///
    /// # Errors
    /// If the text is not acceptable, or the store refuses.
    pub fn give_feedback(
        &mut self,
        person: &PersonRef,
        text: &str,
        now: &ZonedDateTime,
    ) -> Result<EntryDone, Fail> {
        check_text(text, TextUse::Comment).map_err(|error| text_fail("feedback", &error))?;
        let id = ItemId::random(&mut random());
        let edit = FeedbackEdit::Give(NewFeedback {
            from: person.you,
            at: now.timestamp(),
            text: text.trim_end().to_owned(),
            situation: None,
            behaviour: None,
            impact: None,
            corrects: None,
        });
        let deed = Deed::shared(Practice::FeedbackGiven, vec![Edit::Feedback { id, edit }]);
        self.finish_entry(person, &deed, EntryKind::Feedback, id, now)
    }

    /// Says that one has read feedback.
    ///
    /// # Errors
    /// If it was given by oneself, or the store refuses.
    pub fn acknowledge(&mut self, named: &NamedEntry, now: &ZonedDateTime) -> Result<EntryDone, Fail> {
        let person = &named.person;
        let models = self.models(person)?;
        let id = named.entry.id;
        let given = models.shared.core.feedback.get(&id);
        if given.is_some_and(|given| given.from == Some(person.you)) {
            return Err(Fail::new(Exit::Usage, "not_possible", say!("own-feedback"))
                .because(say!("nothing-was-changed")));
        }
        let edit = FeedbackEdit::Acknowledge { member: person.you, at: Some(now.timestamp()) };
        let deed = Deed::shared(Practice::FeedbackRead(id), vec![Edit::Feedback { id, edit }]);
        self.finish_entry(person, &deed, EntryKind::Feedback, id, now)
    }

    /// Feedback in both directions; drafts only if they are asked for.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn feedback(&mut self, person: &PersonRef, private: bool) -> Result<FeedbackScreen, Fail> {
        let models = self.models(person)?;
        let names = agenda::own_entries(&models.private, &agenda::PersonalModel::default());
        let mut drafts: Vec<DraftLine> = models
            .private
            .drafts
            .iter()
            .filter(|(_, draft)| draft.alive && draft.kind == DraftKind::Feedback)
            .map(|(id, draft)| DraftLine {
                reference: names
                    .iter()
                    .find(|entry| entry.id == *id)
                    .map(|entry| entry.reference.clone())
                    .unwrap_or_default(),
                id: *id,
                at: draft.at,
                text: draft.text.clone(),
            })
            .collect();
        drafts.sort_by_key(|draft| (draft.at, draft.id));
        Ok(FeedbackScreen {
            person: person.clone(),
            feedback: feedback(&models.shared),
            drafts: drafts.len(),
            private: if private { drafts } else { Vec::new() },
        })
    }

    /// Says on which days somebody is away. Nobody is asked why.
    ///
    /// # Errors
    /// If the days are the wrong way round, the note is not acceptable, or the store refuses.
    pub fn add_time_off(
        &mut self,
        person: &PersonRef,
        who: Member,
        (from, to): (Date, Date),
        note: Option<&str>,
        now: &ZonedDateTime,
    ) -> Result<EntryDone, Fail> {
        if to < from {
            return Err(Fail::new(Exit::Usage, "bad_date", say!("days-turned-round"))
                .because(say!("nothing-was-changed")));
        }
        let note = note.map(str::trim).filter(|note| !note.is_empty());
        if let Some(note) = note {
            check_text(note, TextUse::Name).map_err(|error| text_fail("note", &error))?;
        }
        let id = ItemId::random(&mut random());
        let edit = TimeOffEdit::Add(NewTimeOff { member: who, from, to, note: note.map(str::to_owned) });
        let what = Practice::TimeOff { from, to };
        let deed = Deed::shared(what, vec![Edit::TimeOff { id, edit }]);
        self.finish_entry(person, &deed, EntryKind::TimeOff, id, now)
    }

    /// Takes days off away.
    ///
    /// # Errors
    /// If the store refuses.
    pub fn remove_time_off(&mut self, named: &NamedEntry, now: &ZonedDateTime) -> Result<EntryDone, Fail> {
        let id = named.entry.id;
        let edit = TimeOffEdit::Delete(agenda::Deletion { on: now.date(), by: named.person.you });
        let deed = Deed::shared(Practice::TimeOffRemoved, vec![Edit::TimeOff { id, edit }]);
        self.finish_entry(&named.person, &deed, EntryKind::TimeOff, id, now)
    }

    /// The days off, each with the meetings that it hits.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn time_off(&mut self, person: &PersonRef) -> Result<Vec<TimeOffView>, Fail> {
        Ok(time_off(&self.models(person)?.shared))
    }
}

/// The meeting of today, if there is one: what is kept on another day was not said in a meeting.
fn meeting_today(pair: &Pair, today: Date) -> Option<OccurrenceId> {
    let meets = |meeting: &agenda::Occurrence| !is_called_off(&meeting.state);
    occurrences(pair, today, today).into_iter().rfind(meets).map(|meeting| meeting.id)
}
