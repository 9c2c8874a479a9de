//! What people write during a schedule, and what each text has to come to in the end. Every text holds words that occur
//! nowhere else, so that it can be looked for.

use agenda::{Category, TopicKind};
use client::{ActionText, Exit, Fail, NoteTarget, PersonRef, TopicText};

use crate::cast::{Device, Person};
use crate::dice::Dice;

/// Who may read a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readers {
    Both,
    Only(Person),
}

/// A text that a device accepted.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) words: String,
    pub(crate) readers: Readers,
}

/// Everything that was accepted.
#[derive(Default)]
pub(crate) struct Texts {
    pub(crate) all: Vec<Text>,
    topics: Vec<String>,
    tried: usize,
}

impl Texts {
    /// Somebody writes something on a device, whatever else that device is doing.
    pub(crate) fn write(&mut self, device: &Device, dice: &mut Dice) -> Result<(), Fail> {
        self.tried += 1;
        let words = format!("{MARK}{:03}by{}", self.tried, device.name);
        let what = dice.below(10);
        let topic = self.topics.get(dice.below(self.topics.len())).cloned();
        match self.act(device, what, topic, &words, dice) {
            // On this device, what it is about has not arrived yet.
            Err(fail) if fail.exit == Exit::NotFound || fail.code == "pending" => Ok(()),
            other => other,
        }
    }

    fn act(
        &mut self,
        device: &Device,
        what: usize,
        topic: Option<String>,
        words: &str,
        dice: &mut Dice,
    ) -> Result<(), Fail> {
        let mut entre = device.open()?;
        let person: PersonRef = entre.find(None)?;
        let now = device.today();
        let mut readers = Readers::Both;
        match (what, topic) {
            (4, _) => {
                let action = ActionText { text: words.to_owned(), owner: person.you, due: None };
                entre.action(&person, &action, &now)?;
            }
            (5, Some(topic)) => {
                let found = entre.resolve(Some(&person), &topic)?;
                entre.comment(&found, words, &now)?;
            }
            (6 | 7, Some(topic)) => {
                let found = entre.resolve(Some(&person), &topic)?;
                let editable = entre.open_for_editing(&found)?;
                let body = if dice.happens(50) {
                    format!("{words}\n{}", editable.body)
                } else {
                    format!("{}\n{words}", editable.body)
                };
                entre.save_edited(&editable, &format!("{topic}\n\n{body}"), &now)?;
            }
            (8, Some(topic)) => {
                let found = entre.resolve(Some(&person), &topic)?;
                entre.done(&found, dice.happens(40), &now)?;
                return Ok(());
            }
            (9, Some(topic)) => {
                let found = entre.resolve(Some(&person), &topic)?;
                entre.note(&NoteTarget::Item(found), words, &now)?;
                readers = Readers::Only(device.person);
            }
            (3, _) => {
                entre.note(&NoteTarget::Person(person), words, &now)?;
                readers = Readers::Only(device.person);
            }
            _ => {
                let topic = TopicText {
                    title: words.to_owned(),
                    category: Category::General,
                    kind: TopicKind::Topic,
                };
                entre.add(&person, &topic, &now)?;
                self.topics.push(words.to_owned());
            }
        }
        self.all.push(Text { words: words.to_owned(), readers });
        Ok(())
    }
}

/// With this every text begins.
pub(crate) const MARK: &str = "wordsin";
