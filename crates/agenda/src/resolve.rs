//! From what a person types to the item they mean: a short name, a longer prefix of it, or words of the title.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::redact::redacted_debug;
use crate::view::shared_references;
use crate::{ItemId, Pair, PrivateModel, Quarter, Reference, short_references};

/// What a text names.
#[derive(Clone, PartialEq)]
pub enum Resolution {
    /// Exactly this.
    One(Item),
    /// Nothing.
    None,
    /// More than one; the list is for the question which.
    Many(Vec<Item>),
}

/// Something that a person can name.
#[derive(Clone, PartialEq, Serialize)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// The full id.
    pub id: ItemId,
    /// The short name.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The quarter whose document holds it, for topics.
    pub quarter: Option<Quarter>,
    /// The title, or the first line of a note.
    pub title: String,
    /// Whether it is open, closed or deleted.
    pub standing: Standing,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// A topic.
    Topic,
    /// An action.
    Action,
    /// A private note of the person who asks.
    Note,
}

/// Open items are meant before closed ones, closed ones before deleted ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Still to be done or talked about; a note that is there.
    Open,
    /// Discussed, done or dropped.
    Closed,
    /// Deleted; can be restored.
    Deleted,
}

redacted_debug!(Resolution, Item);

/// Finds what a text names. Full ids and short names go before words of the title; of words, all must occur.
pub fn resolve(pair: &Pair, private: Option<&PrivateModel>, text: &str) -> Resolution {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Resolution::None;
    }
    let items = items(pair, private);
    if let Ok(id) = text.parse::<ItemId>() {
        return pick(items.into_iter().filter(|item| item.id == id).collect());
    }
    if Reference::is_plausible(&text) {
        // A short name as it is shown is exact, also when a private note's longer name begins like it.
        let exact = shared_references(pair).into_iter().find(|(_, reference)| *reference == text);
        if let Some((id, _)) = exact {
            return pick(items.into_iter().filter(|item| item.id == id).collect());
        }
        let named: Vec<Item> =
            items.iter().filter(|item| item.id.reference().as_str().starts_with(&text)).cloned().collect();
        if !named.is_empty() {
            return pick(named);
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let meant = |item: &Item| {
        let title = item.title.to_lowercase();
        words.iter().all(|word| title.contains(word))
    };
    pick(items.into_iter().filter(meant).collect())
}

/// The short names of a person's private notes: unique among them and everything open that both share.
pub fn note_references(pair: &Pair, private: &PrivateModel) -> BTreeMap<ItemId, String> {
    let notes = private.notes.iter().filter(|(_, note)| note.alive).map(|(id, _)| *id);
    let shared = shared_references(pair);
    let mut all = short_references(shared.keys().copied().chain(notes));
    all.retain(|id, _| private.notes.contains_key(id));
    all
}

/// The best standing wins; more than one of it is a question.
fn pick(mut found: Vec<Item>) -> Resolution {
    let Some(best) = found.iter().map(|item| item.standing).min() else { return Resolution::None };
    found.retain(|item| item.standing == best);
    match found.pop() {
        Some(only) if found.is_empty() => Resolution::One(only),
        Some(last) => {
            found.push(last);
            Resolution::Many(found)
        }
        None => Resolution::None,
    }
}

fn items(pair: &Pair, private: Option<&PrivateModel>) -> Vec<Item> {
    let standing = |alive: bool, open: bool| match (alive, open) {
        (true, true) => Standing::Open,
        (true, false) => Standing::Closed,
        (false, _) => Standing::Deleted,
    };
    let mut items = Vec::new();
    for (quarter, model) in &pair.quarters {
        for (id, topic) in &model.topics {
            items.push(Item {
                kind: ItemKind::Topic,
                id: *id,
                reference: String::new(),
                quarter: Some(*quarter),
                title: topic.title.clone(),
                standing: standing(topic.alive, topic.state.is_unresolved()),
            });
        }
    }
    for (id, action) in &pair.core.actions {
        items.push(Item {
            kind: ItemKind::Action,
            id: *id,
            reference: String::new(),
            quarter: None,
            title: action.text.clone(),
            standing: standing(action.alive, action.state.is_unresolved()),
        });
    }
    for (id, note) in private.iter().flat_map(|private| &private.notes) {
        items.push(Item {
            kind: ItemKind::Note,
            id: *id,
            reference: String::new(),
            quarter: None,
            title: note.text.lines().next().unwrap_or_default().to_owned(),
            standing: standing(note.alive, true),
        });
    }
    let shared = shared_references(pair);
    let notes = private.map(|private| note_references(pair, private)).unwrap_or_default();
    for item in &mut items {
        let shown = shared.get(&item.id).or_else(|| notes.get(&item.id)).cloned();
        item.reference = shown.unwrap_or_else(|| {
            short_references(shared.keys().copied().chain([item.id])).remove(&item.id).unwrap_or_default()
        });
    }
    items
}
