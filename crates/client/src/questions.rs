//! Questions to begin a conversation with: sixty of ours, ten under each heading, and one's own. One that was asked is
//! not offered again within ten meetings. Their texts are in crates/language; which exist, and who answers, is here.

use std::fmt;

use agenda::{
    AnsweredBy, Category, Edit, ItemId, ItemKind, MeetingEdit, NewTopic, OccurrenceId, Quarter, QuestionEdit,
    TextUse, TopicEdit, TopicKind, check_text, next_occurrence, position_between, questions_asked,
    short_references,
};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use language::{message, say};
use serde::Serialize;

use crate::acts::Done;
use crate::devices::personal;
use crate::editing::{Deed, write_personal};
use crate::entre::{Entre, text_fail};
use crate::fail::{Exit, Fail};
use crate::people::PersonRef;
use crate::random::random;
use crate::what::Practice;

/// A question of the bank.
#[derive(Clone, PartialEq, Serialize)]
pub struct BankQuestion {
    /// Its name: `general-03`, or a short name for one's own.
    pub name: String,
    /// The id under which a meeting remembers it.
    pub id: String,
    /// Under which heading it is asked.
    pub category: Category,
    /// Who answers.
    pub answered_by: AnsweredBy,
    /// The question, in the language that is spoken; one's own as it was written.
    pub text: String,
    /// Whether it is one's own.
    pub own: bool,
}

impl fmt::Debug for BankQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BankQuestion({})", self.name)
    }
}

impl Entre {
    /// Questions that were not asked within the last ten meetings with a person, one's own first; under one heading or all.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn questions_for(
        &mut self,
        person: &PersonRef,
        category: Option<&Category>,
        today: Date,
    ) -> Result<Vec<BankQuestion>, Fail> {
        let asked = questions_asked(&self.models(person)?.shared, today);
        let mut all = self.questions()?;
        all.retain(|question| {
            !asked.contains(&question.id) && category.is_none_or(|category| question.category == *category)
        });
        Ok(all)
    }

    /// All questions there are: one's own, then ours.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn questions(&mut self) -> Result<Vec<BankQuestion>, Fail> {
        let own = self.stream;
        let personal = personal(&self.store.read()?, &own)?;
        let own = personal.questions.iter().filter(|(_, question)| question.alive);
        let names = short_references(own.clone().map(|(id, _)| *id));
        let mut all: Vec<BankQuestion> = own
            .map(|(id, question)| BankQuestion {
                name: names.get(id).cloned().unwrap_or_default(),
                id: id.to_string(),
                category: question.category.clone(),
                answered_by: question.answered_by.clone(),
                text: question.text.clone(),
                own: true,
            })
            .collect();
        all.extend(bank());
        Ok(all)
    }

    /// Puts a question onto the agenda, and remembers with the next meeting that it was asked.
    ///
    /// # Errors
    /// If there is no such question, or the store refuses.
    pub fn ask(&mut self, person: &PersonRef, name: &str, now: &ZonedDateTime) -> Result<Done, Fail> {
        let question = self.question(name)?;
        let models = self.models(person)?;
        let id = ItemId::random(&mut random());
        let last = models.shared.last_topic_position().map(str::to_owned);
        let (quarter, meeting) = match next_occurrence(&models.shared, now.date()) {
            Some(next) => (next.quarter, next.id),
            // Without a rule, the day on which it was asked remembers it.
            None => (Quarter::from_date(now.date()), OccurrenceId::Regular(now.date())),
        };
        let edits = vec![
            Edit::Topic {
                quarter: Quarter::from_date(now.date()),
                id,
                edit: TopicEdit::Add(NewTopic {
                    category: question.category.clone(),
                    kind: TopicKind::Question,
                    title: question.text.clone(),
                    author: person.you,
                    at: now.timestamp(),
                    position: position_between(&mut random(), last.as_deref(), None),
                }),
            },
            Edit::Meeting {
                quarter,
                id: meeting,
                edit: MeetingEdit::Asked { question: question.id, by: Some(person.you) },
            },
        ];
        let deed = Deed::shared(Practice::Asked(question.text), edits);
        self.finish(person, &deed, ItemKind::Topic, id, now)
    }

    /// Keeps a question of one's own; it is offered with everybody, and no one else has it.
    ///
    /// # Errors
    /// If the text is not acceptable, or the store refuses.
    pub fn add_question(
        &mut self,
        text: &str,
        category: Category,
        answered_by: AnsweredBy,
    ) -> Result<BankQuestion, Fail> {
        let text = text.trim().to_owned();
        check_text(&text, TextUse::Title).map_err(|error| text_fail("question", &error))?;
        let id = ItemId::random(&mut random());
        let language = Some(language::current().tag().to_owned());
        let edit = QuestionEdit::Put { text, category, answered_by, language };
        let own = self.stream;
        self.store.write(|writer| write_personal(writer, own, vec![Edit::Question { id, edit }]))?;
        self.question(&id.to_string())
    }

    /// Takes a question of one's own away.
    ///
    /// # Errors
    /// If there is no such question of one's own, or the store refuses.
    pub fn remove_question(&mut self, name: &str) -> Result<BankQuestion, Fail> {
        let question = self.question(name)?;
        let id: ItemId = match question.id.parse() {
            Ok(id) if question.own => id,
            _ => {
                return Err(Fail::new(Exit::Usage, "not_possible", say!("question-is-ours"))
                    .because(say!("nothing-was-changed")));
            }
        };
        let own = self.stream;
        let edit = Edit::Question { id, edit: QuestionEdit::Delete };
        self.store.write(|writer| write_personal(writer, own, vec![edit]))?;
        Ok(question)
    }

    fn question(&mut self, name: &str) -> Result<BankQuestion, Fail> {
        let wanted = name.trim().to_lowercase();
        let all = self.questions()?;
        let exact = all.iter().find(|question| question.id == wanted || question.name == wanted);
        exact.cloned().ok_or_else(|| {
            Fail::new(Exit::NotFound, "not_found", say!("no-such-question", name = name))
                .attempt("entre ask PERSON")
        })
    }
}

/// A few questions: one's own first, others each week, and unless all are of one heading no two of the same.
#[must_use]
pub fn pick_questions(
    all: Vec<BankQuestion>,
    today: Date,
    wanted: usize,
    one_heading: bool,
) -> Vec<BankQuestion> {
    let mut turned = all;
    if !turned.is_empty() {
        let week = usize::try_from(today.iso_week_date().week()).unwrap_or_default();
        let by = week * TURN % turned.len();
        turned.rotate_left(by);
    }
    turned.sort_by_key(|question| !question.own);
    let mut picked: Vec<BankQuestion> = Vec::new();
    for question in turned {
        let again = picked.iter().any(|picked| picked.category == question.category);
        if picked.len() < wanted && (one_heading || !again) {
            picked.push(question);
        }
    }
    picked
}

fn bank() -> impl Iterator<Item = BankQuestion> {
    BANK.iter().flat_map(|(category, answers)| {
        answers.iter().enumerate().map(|(index, answers)| {
            let name = format!("{}-{:02}", category.as_str(), index + 1);
            let text = message(&format!("question-{name}"), &[]);
            let answered_by = match answers {
                Answers::Manager => AnsweredBy::Manager,
                Answers::Report => AnsweredBy::Report,
                Answers::Both => AnsweredBy::Both,
            };
            BankQuestion { id: name.clone(), name, category: category.clone(), answered_by, text, own: false }
        })
    })
}

/// Who answers a question of ours.
#[derive(Clone, Copy)]
enum Answers {
    Manager,
    Report,
    Both,
}

use Answers::{Both as B, Manager as M, Report as R};

/// Ten questions under each heading. Their number is part of their name, and meetings remember it: only add.
const BANK: [(Category, [Answers; 10]); 6] = [
    (Category::General, [R, R, R, R, B, R, R, B, M, R]),
    (Category::Alignment, [R, R, M, R, B, R, M, R, R, B]),
    (Category::Progress, [R, R, R, R, M, R, R, B, R, R]),
    (Category::Relationships, [R, R, R, M, R, R, B, R, R, R]),
    (Category::Aspirations, [R, R, R, R, R, M, R, R, B, R]),
    (Category::NextSteps, [B, R, R, M, B, R, B, R, R, B]),
];

/// Has no factor in common with sixty, so that all of them come up.
const TURN: usize = 7;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_bank_has_ten_different_questions_under_each_heading() {
        let all: Vec<BankQuestion> = bank().collect();
        assert_eq!(all.len(), 60);
        let texts: BTreeSet<&str> = all.iter().map(|question| question.text.as_str()).collect();
        assert_eq!(texts.len(), 60);
        for question in &all {
            assert!(
                question.text.ends_with('?') && !question.text.starts_with("question-"),
                "{}",
                question.text
            );
            assert!(check_text(&question.text, TextUse::Title).is_ok(), "{}", question.text);
        }
        for category in Category::ALL {
            assert_eq!(all.iter().filter(|question| question.category == category).count(), 10);
        }
    }
}
