//! What people do with an agenda: add, note, edit, move, tick, drop, promise, comment. Each is checked, written in one
//! transaction, and answered with what was done and who will see it.

use agenda::{
    About, ActionEdit, ActionState, Category, CommentEdit, Deletion, Edit, Item, ItemId, ItemKind,
    MeetingState, Member, NewAction, NewTopic, NoteEdit, Occurrence, OccurrenceId, Quarter, Resolution,
    TextUse, TopicEdit, TopicKind, TopicState, check_text, occurrences, position_between, resolve,
};
use jiff::civil::Date;
use jiff::{Span, ZonedDateTime};
use language::say;
use serde::Serialize;

use crate::editing::Deed;
use crate::entre::{Entre, text_fail};
use crate::fail::{Exit, Fail};
use crate::people::PersonRef;
use crate::random::random;
use crate::reading::Models;
use crate::what::What;

/// What was done.
#[derive(Debug, Clone, Serialize)]
pub struct Done {
    /// The person it concerns.
    pub person: PersonRef,
    /// What kind of thing it was done to. In JSON `kind` says what the object is.
    #[serde(rename = "item")]
    pub kind: ItemKind,
    /// Its id.
    pub id: ItemId,
    /// Its short name.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title; for a private note none.
    pub title: Option<String>,
    /// Whether the other person will see it.
    pub shared: bool,
    /// Whether anything changed.
    pub changed: bool,
    /// How many changes of this pair wait on this device.
    pub waiting: u64,
}

/// A new topic.
#[derive(Debug, Clone)]
pub struct TopicText {
    /// One line.
    pub title: String,
    /// Under which heading.
    pub category: Category,
    /// What sort.
    pub kind: TopicKind,
}

/// A new action.
#[derive(Debug, Clone)]
pub struct ActionText {
    /// What is promised.
    pub text: String,
    /// By whom.
    pub owner: Member,
    /// Until when.
    pub due: Option<Date>,
}

/// What a private note is about.
#[derive(Debug, Clone)]
pub enum NoteTarget {
    /// The person.
    Person(PersonRef),
    /// A topic or an action.
    Item(Found),
}

/// An item that somebody named.
#[derive(Debug, Clone)]
pub struct Found {
    /// With whom.
    pub person: PersonRef,
    /// What.
    pub item: Item,
}

/// Where an item goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reorder {
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// Under another heading.
    Category(Category),
}

impl Entre {
    /// Finds what a short name or words of a title mean, with one person or with everybody.
    ///
    /// # Errors
    /// [`Exit::NotFound`] if nothing or more than one thing fits.
    pub fn resolve(&mut self, person: Option<&PersonRef>, words: &str) -> Result<Found, Fail> {
        let people: Vec<PersonRef> = match person {
            Some(person) => vec![person.clone()],
            None => self.people_met()?,
        };
        let mut found = Vec::new();
        for person in people {
            let models = self.models(&person)?;
            match resolve(&models.shared, Some(&models.private), words) {
                Resolution::One(item) => found.push(Found { person, item }),
                Resolution::Many(items) => {
                    found.extend(items.into_iter().map(|item| Found { person: person.clone(), item }));
                }
                Resolution::None => {}
            }
        }
        let best = found.iter().map(|found| found.item.standing).min();
        found.retain(|found| Some(found.item.standing) == best);
        match found.len() {
            1 => Ok(found.remove(0)),
            0 => Err(Fail::new(Exit::NotFound, "not_found", say!("nothing-fits", words = words))
                .because(say!("nothing-fits-why"))
                .attempt(say!("nothing-fits-try"))),
            several => {
                let mut fail = Fail::new(
                    Exit::NotFound,
                    "ambiguous",
                    say!("several-fit", words = words, several = several),
                );
                for found in found.iter().take(8) {
                    fail = fail.because(describe(found));
                }
                if let Some(first) = found.first() {
                    fail = fail.attempt(say!("several-fit-try", reference = first.item.reference.as_str()));
                }
                Err(fail)
            }
        }
    }

    /// Adds a topic that both see.
    ///
    /// # Errors
    /// If the text is not acceptable or the store refuses.
    pub fn add(&mut self, person: &PersonRef, topic: &TopicText, now: &ZonedDateTime) -> Result<Done, Fail> {
        let title = one_line(&topic.title, "topic")?;
        let models = self.models(person)?;
        let id = ItemId::random(&mut random());
        let last = last_position(models.shared.quarters.values().flat_map(|model| {
            model.topics.values().filter(|known| known.alive).map(|known| known.position.as_str())
        }));
        let edit = Edit::Topic {
            quarter: Quarter::from_date(now.date()),
            id,
            edit: TopicEdit::Add(NewTopic {
                category: topic.category.clone(),
                kind: topic.kind.clone(),
                title: title.clone(),
                author: person.you,
                at: now.timestamp(),
                position: position_between(&mut random(), last.as_deref(), None),
            }),
        };
        let deed = Deed::shared(What::AddedTopic(title), vec![edit]);
        self.finish(person, &deed, ItemKind::Topic, id, now)
    }

    /// Promises something, or writes down what the other promised.
    ///
    /// # Errors
    /// If the text is not acceptable or the store refuses.
    pub fn action(
        &mut self,
        person: &PersonRef,
        action: &ActionText,
        now: &ZonedDateTime,
    ) -> Result<Done, Fail> {
        self.action_from(person, action, (None, None), now)
    }

    /// The same, with the topic and the meeting that it came from.
    ///
    /// # Errors
    /// As [`Self::action`].
    pub fn action_from(
        &mut self,
        person: &PersonRef,
        action: &ActionText,
        (from_topic, from_occurrence): (Option<ItemId>, Option<OccurrenceId>),
        now: &ZonedDateTime,
    ) -> Result<Done, Fail> {
        let text = one_line(&action.text, "action")?;
        let models = self.models(person)?;
        let id = ItemId::random(&mut random());
        let last = last_position(models.shared.core.actions.values().map(|known| known.position.as_str()));
        let edit = Edit::Action {
            id,
            edit: ActionEdit::Add(NewAction {
                text: text.clone(),
                owner: Some(action.owner),
                due: action.due,
                by: person.you,
                at: now.timestamp(),
                position: position_between(&mut random(), last.as_deref(), None),
                from_topic,
                from_occurrence,
            }),
        };
        let deed = Deed::shared(What::WroteAction(text), vec![edit]);
        self.finish(person, &deed, ItemKind::Action, id, now)
    }

    /// Keeps a note that nobody else can read.
    ///
    /// # Errors
    /// If the text is not acceptable or the store refuses.
    pub fn note(&mut self, target: &NoteTarget, text: &str, now: &ZonedDateTime) -> Result<Done, Fail> {
        check_text(text, TextUse::Note).map_err(|error| text_fail("note", &error))?;
        let (person, about) = match target {
            NoteTarget::Person(person) => (person, About::Pair),
            NoteTarget::Item(found) => match found.item.kind {
                ItemKind::Topic => (&found.person, About::Topic(found.item.id)),
                ItemKind::Action => (&found.person, About::Action(found.item.id)),
                ItemKind::Note => {
                    return Err(Fail::new(Exit::Usage, "not_possible", say!("note-about-note"))
                        .attempt(format!("entre edit {}", found.item.reference)));
                }
            },
        };
        let id = ItemId::random(&mut random());
        let text = text.trim_end().to_owned();
        let edit = Edit::Note { id, edit: NoteEdit::Put { about, at: now.timestamp(), text } };
        let deed = Deed::private(What::KeptNote, vec![edit]);
        self.finish(person, &deed, ItemKind::Note, id, now)
    }

    /// Moves a topic or an action.
    ///
    /// # Errors
    /// If it cannot be moved there, or the store refuses.
    pub fn reorder(&mut self, found: &Found, to: &Reorder, now: &ZonedDateTime) -> Result<Done, Fail> {
        let models = self.models(&found.person)?;
        let title = &found.item.title;
        let (what, edit) = match (found.item.kind, to) {
            (ItemKind::Topic, Reorder::Category(category)) => (
                What::MovedUnder {
                    title: title.clone(),
                    category: category.clone(),
                    named: models.shared.core.headings.get(category).cloned(),
                },
                topic_edit(found, TopicEdit::Category { category: category.clone() })?,
            ),
            (ItemKind::Topic, Reorder::Up | Reorder::Down) => {
                let position = new_position(&topic_row(&models, found.item.id), found.item.id, to);
                (What::Moved(title.clone()), topic_edit(found, TopicEdit::Move { position: position? })?)
            }
            (ItemKind::Action, Reorder::Up | Reorder::Down) => {
                let position = new_position(&action_row(&models), found.item.id, to)?;
                let edit = ActionEdit::Move { position };
                (What::Moved(title.clone()), Edit::Action { id: found.item.id, edit })
            }
            (ItemKind::Action, Reorder::Category(_)) => {
                return Err(Fail::new(Exit::Usage, "not_possible", say!("actions-stay")));
            }
            (ItemKind::Note, _) => {
                return Err(Fail::new(Exit::Usage, "not_possible", say!("notes-stay")));
            }
        };
        self.finish(&found.person, &Deed::shared(what, vec![edit]), found.item.kind, found.item.id, now)
    }

    /// Ticks a topic as discussed or an action as done; or takes the tick away.
    ///
    /// # Errors
    /// If it is a private note, or the store refuses.
    pub fn done(&mut self, found: &Found, undo: bool, now: &ZonedDateTime) -> Result<Done, Fail> {
        let by = found.person.you;
        let today = now.date();
        let title = &found.item.title;
        let edit = match found.item.kind {
            ItemKind::Topic => {
                let models = self.models(&found.person)?;
                let occurrence = current_occurrence(&models, today);
                let state = if undo { TopicState::Open } else { TopicState::Discussed { occurrence, by } };
                topic_edit(found, TopicEdit::State { state })?
            }
            ItemKind::Action => {
                let state = if undo { ActionState::Open } else { ActionState::Done { on: today, by } };
                Edit::Action { id: found.item.id, edit: ActionEdit::State { state } }
            }
            ItemKind::Note => return Err(note_fail()),
        };
        let what = if undo { What::Reopened(title.clone()) } else { What::Ticked(title.clone()) };
        self.finish(&found.person, &Deed::shared(what, vec![edit]), found.item.kind, found.item.id, now)
    }

    /// Takes a topic, an action or a private note off the list. Shared ones stay in the history as dropped.
    ///
    /// # Errors
    /// If the store refuses.
    pub fn drop_item(&mut self, found: &Found, now: &ZonedDateTime) -> Result<Done, Fail> {
        let (by, on) = (found.person.you, now.date());
        let title = &found.item.title;
        let deed = match found.item.kind {
            ItemKind::Topic => {
                let edit = topic_edit(found, TopicEdit::Delete(Deletion { on, by }))?;
                Deed::shared(What::Dropped(title.clone()), vec![edit])
            }
            ItemKind::Action => {
                let edit = Edit::Action { id: found.item.id, edit: ActionEdit::Delete(Deletion { on, by }) };
                Deed::shared(What::Dropped(title.clone()), vec![edit])
            }
            ItemKind::Note => {
                let edit = Edit::Note { id: found.item.id, edit: NoteEdit::Delete { on } };
                Deed::private(What::DroppedNote, vec![edit])
            }
        };
        self.finish(&found.person, &deed, found.item.kind, found.item.id, now)
    }

    /// Comments on a topic; both see it.
    ///
    /// # Errors
    /// If the text is not acceptable, it is no topic, or the store refuses.
    pub fn comment(&mut self, found: &Found, text: &str, now: &ZonedDateTime) -> Result<Done, Fail> {
        check_text(text, TextUse::Comment).map_err(|error| text_fail("comment", &error))?;
        if found.item.kind != ItemKind::Topic {
            return Err(Fail::new(Exit::Usage, "not_possible", say!("only-topics-commented"))
                .attempt(format!("entre edit {}", found.item.reference)));
        }
        let text = text.trim_end().to_owned();
        let edit = CommentEdit::Add { by: found.person.you, at: now.timestamp(), text };
        let edit = topic_edit(found, TopicEdit::Comment { id: ItemId::random(&mut random()), edit })?;
        let deed = Deed::shared(What::Commented(found.item.title.clone()), vec![edit]);
        self.finish(&found.person, &deed, ItemKind::Topic, found.item.id, now)
    }

    pub(crate) fn finish(
        &mut self,
        person: &PersonRef,
        deed: &Deed,
        kind: ItemKind,
        id: ItemId,
        now: &ZonedDateTime,
    ) -> Result<Done, Fail> {
        let changed = self.write(person, deed, now.timestamp())?;
        self.told(person, kind, id, !deed.private, changed)
    }

    /// What is said of an item that something was done to.
    pub(crate) fn told(
        &mut self,
        person: &PersonRef,
        kind: ItemKind,
        id: ItemId,
        shared: bool,
        changed: bool,
    ) -> Result<Done, Fail> {
        let models = self.models(person)?;
        let found = resolve(&models.shared, Some(&models.private), &id.to_string());
        let (reference, title) = match found {
            Resolution::One(item) => (item.reference, (kind != ItemKind::Note).then_some(item.title)),
            _ => (id.reference().as_str().to_owned(), None),
        };
        let waiting = self.waiting(person)?;
        Ok(Done { person: person.clone(), kind, id, reference, title, shared, changed, waiting })
    }

    /// Changes of a pair that have not left this device.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn waiting(&mut self, person: &PersonRef) -> Result<u64, Fail> {
        let reader = self.store.read()?;
        match &person.stream {
            Some(stream) => crate::reading::waiting(&reader, stream),
            None => Ok(crate::reading::drafts(&reader, person)?.len().try_into().unwrap_or(u64::MAX)),
        }
    }
}

pub(crate) fn topic_edit(found: &Found, edit: TopicEdit) -> Result<Edit, Fail> {
    let quarter = found.item.quarter.ok_or_else(|| crate::facts::internal(say!("internal-no-quarter")))?;
    Ok(Edit::Topic { quarter, id: found.item.id, edit })
}

/// A text that is one line: what was typed, without the blanks around it.
pub(crate) fn one_line(text: &str, what: &str) -> Result<String, Fail> {
    let text = text.trim();
    check_text(text, TextUse::Title).map_err(|error| text_fail(what, &error))?;
    Ok(text.to_owned())
}

fn note_fail() -> Fail {
    Fail::new(Exit::Usage, "not_possible", say!("note-not-ticked")).attempt(say!("note-drop-try"))
}

fn describe(found: &Found) -> String {
    let (topic, action) = (say!("kind-topic"), say!("kind-action"));
    let wide = topic.chars().count().max(action.chars().count());
    let (kind, title) = match found.item.kind {
        ItemKind::Topic => (topic, found.item.title.clone()),
        ItemKind::Action => (action, found.item.title.clone()),
        ItemKind::Note => (say!("kind-note"), say!("only-you")),
    };
    format!("{}  {kind:<wide$}  {title}", found.item.reference)
}

fn last_position<'a>(positions: impl Iterator<Item = &'a str>) -> Option<String> {
    positions.max().map(str::to_owned)
}

/// The meeting in which something is ticked today: today's, else the last slot of the past two weeks, else today itself.
pub(crate) fn current_occurrence(models: &Models, today: Date) -> OccurrenceId {
    let from = today.saturating_sub(Span::new().days(14));
    let near = occurrences(&models.shared, from, today);
    let meets = |occurrence: &&Occurrence| {
        !matches!(occurrence.state, MeetingState::Skipped | MeetingState::Cancelled)
    };
    near.iter().rfind(meets).map_or(OccurrenceId::Regular(today), |occurrence| occurrence.id)
}

/// The topics under the same heading, in order, as (id, position).
fn topic_row(models: &Models, id: ItemId) -> Vec<(ItemId, String)> {
    let topics = || models.shared.quarters.values().flat_map(|model| &model.topics);
    let category = topics().find(|(known, _)| **known == id).map(|(_, topic)| topic.category.clone());
    let mut row: Vec<(ItemId, String)> = topics()
        .filter(|(_, topic)| {
            topic.alive && topic.state.is_unresolved() && Some(&topic.category) == category.as_ref()
        })
        .map(|(id, topic)| (*id, topic.position.clone()))
        .collect();
    row.sort_by(|left, right| (&left.1, left.0).cmp(&(&right.1, right.0)));
    row
}

fn action_row(models: &Models) -> Vec<(ItemId, String)> {
    let actions = models.shared.core.actions.iter();
    let mut row: Vec<(ItemId, String)> = actions
        .filter(|(_, action)| action.alive && action.state.is_unresolved())
        .map(|(id, action)| (*id, action.position.clone()))
        .collect();
    row.sort_by(|left, right| (&left.1, left.0).cmp(&(&right.1, right.0)));
    row
}

fn new_position(row: &[(ItemId, String)], id: ItemId, to: &Reorder) -> Result<String, Fail> {
    let end = |what: String| Fail::new(Exit::Usage, "not_possible", what).because(say!("nothing-changed"));
    let place = row
        .iter()
        .position(|(known, _)| *known == id)
        .ok_or_else(|| Fail::new(Exit::Usage, "not_possible", say!("closed-no-place")))?;
    let at =
        |index: Option<usize>| index.and_then(|index| row.get(index)).map(|(_, position)| position.as_str());
    let (before, after) = match to {
        Reorder::Up if place == 0 => return Err(end(say!("first-already"))),
        Reorder::Up => (at(place.checked_sub(2)), at(Some(place - 1))),
        _ if place + 1 == row.len() => return Err(end(say!("last-already"))),
        _ => (at(Some(place + 1)), at(Some(place + 2))),
    };
    Ok(position_between(&mut random(), before, after))
}
