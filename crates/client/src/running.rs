//! A meeting while it goes on: it begins, lines go into the notes, topics are talked about or parked, it ends. Ending is a
//! state and no lock: what is written later stays possible.

use agenda::{
    About, AgendaView, Edit, ItemId, ItemKind, MeetingEdit, MeetingState, Member, NoteEdit, Occurrence,
    OccurrenceId, Quarter, Splice, Target, TextTarget, TextUse, TopicEdit, TopicState, agenda, check_text,
    occurrence, occurrences, pair_zone,
};
use jiff::civil::Date;
use jiff::{Span, Timestamp, ZonedDateTime};
use language::say;

use crate::acts::Done;
use crate::editing::Deed;
use crate::entre::{Entre, text_fail};
use crate::fail::{Exit, Fail};
use crate::looking_back::is_called_off;
use crate::meetings::Arranged;
use crate::people::PersonRef;
use crate::random::random;
use crate::what::{Practice, What};

/// Which meeting is held now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeetingNow {
    /// The one of today.
    OfToday(OccurrenceId),
    /// None is planned for today, but this one is near: it can be held now instead.
    Near(OccurrenceId, Date),
    /// None is near.
    None,
}

impl Entre {
    /// Which meeting would be held if the two met now.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn meeting_now(&mut self, person: &PersonRef, now: &ZonedDateTime) -> Result<MeetingNow, Fail> {
        let shared = self.models(person)?.shared;
        let today = now.timestamp().to_zoned_datetime(pair_zone(&shared)).date();
        let open = |meeting: &&Occurrence| !is_called_off(&meeting.state) && meeting.ended.is_none();
        let far = Span::new().days(NEAR_DAYS);
        let near = occurrences(&shared, today.saturating_sub(far), today.saturating_add(far));
        if let Some(meeting) = near.iter().filter(open).find(|meeting| meeting.date() == today) {
            return Ok(MeetingNow::OfToday(meeting.id));
        }
        let planned = near
            .iter()
            .filter(open)
            .find(|meeting| meeting.state == MeetingState::Planned && meeting.date() > today);
        Ok(planned.map_or(MeetingNow::None, |meeting| MeetingNow::Near(meeting.id, meeting.date())))
    }

    /// The meeting begins: the one of today, a near one that is held now instead, or one of its own.
    ///
    /// # Errors
    /// If the store refuses.
    pub fn begin_meeting(
        &mut self,
        person: &PersonRef,
        which: Option<OccurrenceId>,
        now: &ZonedDateTime,
    ) -> Result<Occurrence, Fail> {
        let shared = self.models(person)?.shared;
        let here = now.timestamp().to_zoned_datetime(pair_zone(&shared));
        let known = which.and_then(|id| occurrence(&shared, &id));
        let mut edits = Vec::new();
        let (quarter, id) = match &known {
            Some(known) => {
                if known.date() != here.date() {
                    edits.push(MeetingEdit::Starts { starts: Some(whole_minute(&here)) });
                }
                (known.quarter, known.id)
            }
            None => {
                edits.push(MeetingEdit::Starts { starts: Some(whole_minute(&here)) });
                (Quarter::from_date(here.date()), OccurrenceId::Extra(ItemId::random(&mut random())))
            }
        };
        if known.as_ref().is_none_or(|known| known.started.is_none()) {
            edits.push(MeetingEdit::Started { at: Some(now.timestamp()) });
        }
        let edits = edits.into_iter().map(|edit| Edit::Meeting { quarter, id, edit }).collect();
        let deed = Deed::shared(Practice::MeetingBegun(here.date()), edits);
        let begun = self.arrange(person, Some(id), &deed, now)?;
        begun.meeting.ok_or_else(|| crate::facts::internal(say!("internal-meeting-gone")))
    }

    /// What there is to talk about in a meeting.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn agenda_of(
        &mut self,
        person: &PersonRef,
        id: &OccurrenceId,
        now: &ZonedDateTime,
    ) -> Result<AgendaView, Fail> {
        Ok(agenda(&self.models(person)?.shared, now.date(), person.you, Some(id)))
    }

    /// A line for the shared notes of a topic.
    ///
    /// # Errors
    /// If the text is not acceptable, or the store refuses.
    pub fn note_line(
        &mut self,
        person: &PersonRef,
        topic: ItemId,
        text: &str,
        now: &ZonedDateTime,
    ) -> Result<Done, Fail> {
        let shared = self.models(person)?.shared;
        let (quarter, known) = shared.topic(&topic).ok_or_else(topic_is_gone)?;
        let target = Target::Quarter(quarter);
        let then = self.text_then(person, target, &TextTarget::Topic(topic))?;
        let splices = vec![line_behind(then.as_ref().map_or(&known.notes, |then| &then.text), text)?];
        let edit = Edit::Topic { quarter, id: topic, edit: TopicEdit::Notes { splices } };
        let deed = Deed::shared(What::Edited(known.title.clone()), vec![edit]);
        let deed = match then {
            Some(then) => deed.meant_for(target, &then.heads),
            None => deed,
        };
        self.finish(person, &deed, ItemKind::Topic, topic, now)
    }

    /// A line for the shared notes of the meeting.
    ///
    /// # Errors
    /// If the text is not acceptable, or the store refuses.
    pub fn note_meeting(
        &mut self,
        person: &PersonRef,
        meeting: &Occurrence,
        text: &str,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        let target = Target::Quarter(meeting.quarter);
        let then = self.text_then(person, target, &TextTarget::Meeting(meeting.id))?;
        let notes = match &then {
            Some(then) => then.text.clone(),
            None => self
                .models(person)?
                .shared
                .meeting(&meeting.id)
                .map(|(_, known)| known.notes.clone())
                .unwrap_or_default(),
        };
        let edit = MeetingEdit::Notes { splices: vec![line_behind(&notes, text)?] };
        let edits = vec![Edit::Meeting { quarter: meeting.quarter, id: meeting.id, edit }];
        let deed = Deed::shared(Practice::MeetingNoted(meeting.date()), edits);
        let deed = match then {
            Some(then) => deed.meant_for(target, &then.heads),
            None => deed,
        };
        self.arrange(person, Some(meeting.id), &deed, now)
    }

    /// A topic was talked about in a meeting, or is left for its overflow.
    ///
    /// # Errors
    /// If it is gone, or the store refuses.
    pub fn take_up(
        &mut self,
        person: &PersonRef,
        topic: ItemId,
        meeting: &Occurrence,
        park: bool,
        now: &ZonedDateTime,
    ) -> Result<Done, Fail> {
        let shared = self.models(person)?.shared;
        let (quarter, known) = shared.topic(&topic).ok_or_else(topic_is_gone)?;
        let (by, title) = (person.you, known.title.clone());
        let (what, state): (What, _) = if park {
            // The overflow belongs to the slot; what is parked in it again waits for the same one.
            let occurrence = match meeting.id {
                OccurrenceId::Overflow(slot) => OccurrenceId::Regular(slot),
                other => other,
            };
            (Practice::Parked(title).into(), TopicState::Parked { occurrence, by })
        } else {
            (What::Ticked(title), TopicState::Discussed { occurrence: meeting.id, by })
        };
        let edit = Edit::Topic { quarter, id: topic, edit: TopicEdit::State { state } };
        self.finish(person, &Deed::shared(what, vec![edit]), ItemKind::Topic, topic, now)
    }

    /// The meeting ends. Talk time is kept only if it is given, and is given only if both have switched it on.
    ///
    /// # Errors
    /// If the store refuses.
    pub fn end_meeting(
        &mut self,
        person: &PersonRef,
        meeting: &Occurrence,
        talk: Option<[(Member, u32); 2]>,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        let mut edits = vec![
            MeetingEdit::State { state: MeetingState::Held },
            MeetingEdit::Ended { at: Some(now.timestamp()) },
        ];
        for (member, seconds) in talk.into_iter().flatten() {
            edits.push(MeetingEdit::TalkSeconds { member, seconds: Some(seconds) });
        }
        let (quarter, id) = (meeting.quarter, meeting.id);
        let edits = edits.into_iter().map(|edit| Edit::Meeting { quarter, id, edit }).collect();
        self.arrange(person, Some(id), &Deed::shared(Practice::MeetingEnded(meeting.date()), edits), now)
    }

    /// Keeps a line about a meeting that nobody else can read.
    ///
    /// # Errors
    /// If the text is not acceptable, or the store refuses.
    pub fn note_about_meeting(
        &mut self,
        person: &PersonRef,
        meeting: &Occurrence,
        text: &str,
        now: &ZonedDateTime,
    ) -> Result<Done, Fail> {
        check_text(text, TextUse::Note).map_err(|error| text_fail("note", &error))?;
        let id = ItemId::random(&mut random());
        let (at, text): (Timestamp, String) = (now.timestamp(), text.trim_end().to_owned());
        let edit = Edit::Note { id, edit: NoteEdit::Put { about: About::Occurrence(meeting.id), at, text } };
        self.finish(person, &Deed::private(What::KeptNote, vec![edit]), ItemKind::Note, id, now)
    }
}

/// A line of its own at the end.
fn line_behind(notes: &str, text: &str) -> Result<Splice, Fail> {
    let text = text.trim();
    check_text(text, TextUse::Comment).map_err(|error| text_fail("note", &error))?;
    let begin = if notes.is_empty() || notes.ends_with('\n') { "" } else { "\n" };
    Ok(Splice::append(notes, format!("{begin}{text}\n")))
}

fn whole_minute(moment: &ZonedDateTime) -> jiff::civil::DateTime {
    let time = moment.time();
    moment.date().at(time.hour(), time.minute(), 0, 0)
}

fn topic_is_gone() -> Fail {
    Fail::new(Exit::NotFound, "not_found", say!("topic-is-gone")).because(say!("nothing-was-changed"))
}

const NEAR_DAYS: i64 = 3;
