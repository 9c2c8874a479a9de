//! A decision: a line in the notes of a topic or of the meeting (docs/decisions/0034).

use agenda::{Edit, ItemKind, MeetingEdit, Quarter, TopicEdit, decision};
use jiff::ZonedDateTime;
use language::say;

use crate::acts::{Found, current_occurrence, one_line};
use crate::editing::Deed;
use crate::entre::Entre;
use crate::fail::{Exit, Fail};
use crate::meetings::Arranged;
use crate::people::PersonRef;
use crate::what::Practice;

impl Entre {
    /// Writes down what was decided: in the notes of a topic, or in those of the meeting that is on or was last.
    ///
    /// # Errors
    /// If the text is not acceptable, what is named is no topic, or the store refuses.
    pub fn decide(
        &mut self,
        person: &PersonRef,
        topic: Option<&Found>,
        text: &str,
        now: &ZonedDateTime,
    ) -> Result<Arranged, Fail> {
        let text = one_line(text, "decision")?;
        let models = self.models(person)?;
        let meeting = current_occurrence(&models, now.date());
        let edit = match topic {
            Some(found) => {
                let known =
                    models.shared.topic(&found.item.id).filter(|_| found.item.kind == ItemKind::Topic);
                let Some((quarter, known)) = known else {
                    return Err(Fail::new(Exit::Usage, "not_possible", say!("only-topics-decide"))
                        .because(say!("nothing-was-changed")));
                };
                let splices = vec![decision(&known.notes, &text)];
                Edit::Topic { quarter, id: found.item.id, edit: TopicEdit::Notes { splices } }
            }
            None => {
                let quarter = Quarter::from_date(meeting.slot().unwrap_or_else(|| now.date()));
                let known = models.shared.meeting(&meeting);
                let quarter = known.map_or(quarter, |(quarter, _)| quarter);
                let notes = known.map(|(_, known)| known.notes.as_str()).unwrap_or_default();
                let splices = vec![decision(notes, &text)];
                Edit::Meeting { quarter, id: meeting, edit: MeetingEdit::Notes { splices } }
            }
        };
        let deed = Deed::shared(Practice::Decided(text), vec![edit]);
        self.arrange(person, Some(meeting), &deed, now)
    }
}
