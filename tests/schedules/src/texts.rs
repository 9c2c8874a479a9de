//! What people write during a schedule, and what each text has to come to in the end. Every text holds words that occur
//! nowhere else, so that it can be looked for.

use std::collections::{BTreeMap, BTreeSet};

use agenda::{Category, TopicKind};
use client::{ActionText, Entre, Exit, Fail, NoteTarget, PersonRef, TopicText};

use crate::device::{Device, Person};
use crate::dice::Dice;

/// Who may read a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readers {
    Both,
    Only(Person),
    /// The device said that it did not take it.
    Nobody,
}

/// A text that somebody wrote.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) words: String,
    pub(crate) readers: Readers,
    device: &'static str,
    /// Whether it has to be there in the end. Not if its device went back, or was removed, before anybody had it.
    pub(crate) sure: bool,
}

/// Everything that was written.
#[derive(Default)]
pub(crate) struct Texts {
    pub(crate) all: Vec<Text>,
    /// How many there were when a device's home was put aside.
    aside: BTreeMap<&'static str, usize>,
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
        let written = device.command(|entre| self.act(entre, device, what, topic, &words, dice));
        let readers = match written {
            Ok(Some(readers)) => readers,
            Ok(None) => return Ok(()),
            // On this device, what it is about has not arrived yet.
            Err(fail) if fail.exit == Exit::NotFound || fail.code == "pending" => return Ok(()),
            Err(fail) if device.explains(&fail) => Readers::Nobody,
            Err(fail) => return Err(fail),
        };
        self.all.push(Text { words, readers, device: device.name, sure: !device.removed.get() });
        Ok(())
    }

    /// The home of a device is copied now.
    pub(crate) fn put_aside(&mut self, device: &'static str) {
        self.aside.insert(device, self.all.len());
    }

    /// A device goes back to the copy: what it wrote since is there only if somebody else shows it. So is what it alone
    /// had of a device that lost it, or was removed.
    pub(crate) fn brought_back(&mut self, device: &'static str, elsewhere: &BTreeSet<String>) {
        let since = self.aside.get(device).copied().unwrap_or(0);
        let since = self.all.iter_mut().skip(since).filter(|text| text.device == device);
        since.filter(|text| !elsewhere.contains(&text.words)).for_each(|text| text.sure = false);
        let of_others = self.all.iter_mut().filter(|text| text.device != device);
        of_others.filter(|text| !elsewhere.contains(&text.words)).for_each(|text| text.sure = false);
    }

    /// A device is removed: what it wrote counts only if somebody else shows it, and so does what it alone still had of a
    /// device that went back.
    pub(crate) fn removed(&mut self, elsewhere: &BTreeSet<String>) {
        let gone = self.all.iter_mut().filter(|text| !elsewhere.contains(&text.words));
        gone.for_each(|text| text.sure = false);
    }

    /// Writes; says who may read it, or nothing if there was nothing to read.
    fn act(
        &mut self,
        entre: &mut Entre,
        device: &Device,
        what: usize,
        topic: Option<String>,
        words: &str,
        dice: &mut Dice,
    ) -> Result<Option<Readers>, Fail> {
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
                return Ok(None);
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
        Ok(Some(readers))
    }
}

/// With this every text begins.
pub(crate) const MARK: &str = "wordsin";
