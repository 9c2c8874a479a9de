//! The manager changes: the one who reports picks what goes on with the next one. What is picked is copied as new items of their
//! own; nothing else is told, and what was private stays private. The old notebook is an archive that both keep.

mod copies;

use std::fmt;

use agenda::{Edit, ItemId, Looked, Member};
use jiff::ZonedDateTime;
use language::say;
use serde::Serialize;

use crate::editing::{Deed, write_in};
use crate::entre::Entre;
use crate::fail::{Exit, Fail};
use crate::people::PersonRef;
use crate::screens::note_lines;
use crate::what::What;
use copies::Copies;

/// What could go on: what is open, and the person's own notes.
#[derive(Clone)]
pub struct HandOverChoices {
    /// Open topics.
    pub topics: Vec<Choice>,
    /// Open actions.
    pub actions: Vec<Choice>,
    /// Open goals.
    pub goals: Vec<Choice>,
    /// Private notes.
    pub notes: Vec<Choice>,
}

/// One of them.
#[derive(Clone)]
pub struct Choice {
    /// Its id.
    pub id: ItemId,
    /// Its title, or the first line of a note.
    pub title: String,
}

/// What was picked.
#[derive(Clone, Debug, Default)]
pub struct Picked {
    /// Topics.
    pub topics: Vec<ItemId>,
    /// Actions.
    pub actions: Vec<ItemId>,
    /// Goals.
    pub goals: Vec<ItemId>,
    /// Private notes; their copies are private, too.
    pub notes: Vec<ItemId>,
    /// Whether the shared texts below topics, actions and goals go along, which both wrote.
    pub with_notes: bool,
}

/// A copy that the next manager will read, exactly as it will be sent.
#[derive(Clone, Serialize)]
pub struct SharedCopy {
    /// `topic`, `action` or `goal`.
    pub item: &'static str,
    /// The id of the copy.
    pub id: ItemId,
    /// The id of what it was copied from.
    pub of: ItemId,
    /// The title.
    pub title: String,
    /// Everything below the title.
    pub text: String,
}

/// A copy that nobody else will read.
#[derive(Clone, Serialize)]
pub struct PrivateCopy {
    /// The id of the copy.
    pub id: ItemId,
    /// The id of what it was copied from.
    pub of: ItemId,
    /// The note.
    pub text: String,
}

/// What will be done, before it is.
#[derive(Clone, Serialize)]
pub struct HandOver {
    /// The notebook that is put away.
    pub from: PersonRef,
    /// The one in which it goes on.
    pub to: PersonRef,
    /// What the next manager will read.
    pub shared: Vec<SharedCopy>,
    /// What only its author will read.
    pub private: Vec<PrivateCopy>,
    #[serde(skip)]
    shared_edits: Vec<Edit>,
    #[serde(skip)]
    private_edits: Vec<Edit>,
}

impl fmt::Debug for HandOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from: _, to: _, shared, private, shared_edits: _, private_edits: _ } = self;
        write!(f, "HandOver({} shared, {} private)", shared.len(), private.len())
    }
}

impl HandOver {
    /// How many things `undo` has to take back.
    #[must_use]
    pub fn steps(&self) -> usize {
        let Self { from, shared_edits, private_edits, .. } = self;
        [!shared_edits.is_empty(), !private_edits.is_empty(), from.put_away.is_none()]
            .into_iter()
            .filter(|done| *done)
            .count()
    }
}

impl Entre {
    /// What could go on from this notebook.
    ///
    /// # Errors
    /// If this person does not report in it, or the store cannot be read.
    pub fn hand_over_choices(&mut self, from: &PersonRef) -> Result<HandOverChoices, Fail> {
        reports(from)?;
        let models = self.models(from)?;
        let shared = &models.shared;
        let mut topics: Vec<(&String, Choice)> = shared
            .quarters
            .values()
            .flat_map(|model| &model.topics)
            .filter(|(_, topic)| topic.alive && topic.state.is_unresolved())
            .map(|(id, topic)| (&topic.position, Choice { id: *id, title: topic.title.clone() }))
            .collect();
        topics.sort_by_key(|(position, choice)| ((*position).clone(), choice.id));
        let actions = shared.core.actions.iter();
        let actions = actions.filter(|(_, action)| action.alive && action.state.is_unresolved());
        let goals = shared.core.goals.iter();
        let goals = goals.filter(|(_, goal)| goal.alive && goal.state.is_unresolved());
        let first_line = |text: &str| text.lines().next().unwrap_or_default().to_owned();
        Ok(HandOverChoices {
            topics: topics.into_iter().map(|(_, choice)| choice).collect(),
            actions: actions.map(|(id, action)| Choice { id: *id, title: action.text.clone() }).collect(),
            goals: goals.map(|(id, goal)| Choice { id: *id, title: goal.title.clone() }).collect(),
            notes: note_lines(&models)
                .into_iter()
                .map(|note| Choice { id: note.id, title: first_line(&note.text) })
                .collect(),
        })
    }

    /// What a hand-over would do, with exactly the texts that would be sent. Nothing is changed.
    ///
    /// # Errors
    /// If this person does not report in both notebooks, or nobody can write in the next one.
    pub fn plan_hand_over(
        &mut self,
        from: &PersonRef,
        to: &PersonRef,
        picked: &Picked,
        now: &ZonedDateTime,
    ) -> Result<HandOver, Fail> {
        reports(from)?;
        if from.key == to.key {
            return Err(not_possible(say!("hand-over-same")));
        }
        if to.you != Member::Report {
            return Err(not_possible(say!("hand-over-no-manager", name = &to.name)));
        }
        if to.stream.is_none() || !to.is_met() {
            return Err(Fail::new(Exit::Failed, "not_joined", say!("hand-over-not-joined", name = &to.name))
                .because(say!("nothing-was-changed"))
                .attempt("entre sync"));
        }
        let (old, new) = (self.models(from)?, self.models(to)?);
        let copies = Copies::of(from, &old, &new.shared, picked, now);
        Ok(HandOver {
            from: from.clone(),
            to: to.clone(),
            shared: copies.shared,
            private: copies.private,
            shared_edits: copies.shared_edits,
            private_edits: copies.private_edits,
        })
    }

    /// Copies what was picked and puts the old notebook away, all at once or not at all.
    ///
    /// # Errors
    /// If the store refuses.
    pub fn hand_over(&mut self, plan: &HandOver, now: &ZonedDateTime) -> Result<(), Fail> {
        let (own, at) = (self.stream, now.timestamp());
        let HandOver { from, to, shared_edits, private_edits, .. } = plan;
        let what = || What::HandedOver(to.name.clone());
        let away = Edit::PutAway { since: Some(Looked { on: now.date(), by: from.you }) };
        let away = if from.put_away.is_none() { vec![away] } else { Vec::new() };
        self.store.write(|writer| -> Result<(), Fail> {
            write_in(writer, own, to, &Deed::shared(what(), shared_edits.clone()), at)?;
            write_in(writer, own, to, &Deed::private(what(), private_edits.clone()), at)?;
            write_in(writer, own, from, &Deed::shared(What::PutAway(from.name.clone()), away), at)?;
            Ok(())
        })
    }
}

/// Who reports picks, and nobody else: the manager has no say in what the next one reads.
fn reports(from: &PersonRef) -> Result<(), Fail> {
    if from.you == Member::Report {
        return Ok(());
    }
    let first = from.first_name();
    Err(Fail::new(Exit::Usage, "not_possible", say!("hand-over-by-report", first = first))
        .because(say!("hand-over-by-report-why", first = first))
        .because(say!("nothing-was-changed"))
        .attempt(format!("entre people archive {}", first.to_lowercase())))
}

fn not_possible(what: String) -> Fail {
    Fail::new(Exit::Usage, "not_possible", what).because(say!("nothing-was-changed"))
}
