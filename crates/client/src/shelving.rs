//! Topics that wait: parked for the overflow of a meeting, snoozed until a day, taken back onto the next agenda.

use agenda::{Edit, ItemKind, OccurrenceId, TopicEdit, TopicState};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use language::say;

use crate::acts::{Done, Found, current_occurrence, topic_edit};
use crate::editing::Deed;
use crate::entre::Entre;
use crate::fail::{Exit, Fail};
use crate::what::Practice;

impl Entre {
    /// Leaves a topic for the overflow of the meeting that is on, or was last. It stays open.
    ///
    /// # Errors
    /// If it is no topic, or the store refuses.
    pub fn park(&mut self, found: &Found, now: &ZonedDateTime) -> Result<Done, Fail> {
        topics_only(found)?;
        let models = self.models(&found.person)?;
        // The overflow belongs to the slot; what is parked in it again waits for the same one.
        let occurrence = match current_occurrence(&models, now.date()) {
            OccurrenceId::Overflow(slot) => OccurrenceId::Regular(slot),
            other => other,
        };
        let state = TopicState::Parked { occurrence, by: found.person.you };
        let what = Practice::Parked(found.item.title.clone());
        self.change_topic(found, what, TopicEdit::State { state }, now)
    }

    /// Leaves a topic off the agenda until a day; nothing brings it back at once.
    ///
    /// # Errors
    /// If it is no topic, the day is not ahead, or the store refuses.
    pub fn snooze(&mut self, found: &Found, until: Option<Date>, now: &ZonedDateTime) -> Result<Done, Fail> {
        topics_only(found)?;
        if let Some(until) = until.filter(|until| *until <= now.date()) {
            let date = until.to_string();
            return Err(Fail::new(Exit::Usage, "bad_date", say!("snooze-not-ahead", date = date))
                .because(say!("nothing-was-changed")));
        }
        let what = Practice::Snoozed { title: found.item.title.clone(), until };
        self.change_topic(found, what, TopicEdit::Snooze { until }, now)
    }

    /// Puts a topic that was parked, discussed or dropped back onto the next agenda.
    ///
    /// # Errors
    /// If it is no topic, or the store refuses.
    pub fn carry(&mut self, found: &Found, now: &ZonedDateTime) -> Result<Done, Fail> {
        topics_only(found)?;
        let what = Practice::Carried(found.item.title.clone());
        self.change_topic(found, what, TopicEdit::State { state: TopicState::Open }, now)
    }

    pub(crate) fn change_topic(
        &mut self,
        found: &Found,
        what: Practice,
        edit: TopicEdit,
        now: &ZonedDateTime,
    ) -> Result<Done, Fail> {
        let edits: Vec<Edit> = vec![topic_edit(found, edit)?];
        self.finish(&found.person, &Deed::shared(what, edits), ItemKind::Topic, found.item.id, now)
    }
}

fn topics_only(found: &Found) -> Result<(), Fail> {
    if found.item.kind == ItemKind::Topic {
        return Ok(());
    }
    Err(Fail::new(Exit::Usage, "not_possible", say!("only-topics-wait")).because(say!("nothing-was-changed")))
}
