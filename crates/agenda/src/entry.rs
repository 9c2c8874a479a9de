//! What can be named besides topics, actions and notes: goals, feedback, wins, lessons, time off, and one's own drafts,
//! questions and templates. Short names as in docs/protocol.md §12.1.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::redact::redacted_debug;
use crate::view::shared_references;
use crate::{ItemId, Pair, PersonalModel, PrivateModel, Reference, Standing, short_references};

/// Something that a person can name.
#[derive(Clone, PartialEq, Serialize)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// The full id.
    pub id: ItemId,
    /// The short name.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The first line.
    pub title: String,
    /// Whether it is open, closed or deleted.
    pub standing: Standing,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A goal.
    Goal,
    /// Feedback.
    Feedback,
    /// A win.
    Win,
    /// A lesson.
    Lesson,
    /// Time off.
    TimeOff,
    /// A draft of the person who asks.
    Draft,
    /// A question of the person who asks.
    Question,
    /// A template of the person who asks.
    Template,
}

/// What a text names among entries.
#[derive(Clone, PartialEq)]
pub enum FoundEntry {
    /// Exactly this.
    One(Entry),
    /// Nothing.
    None,
    /// More than one; the list is for the question which.
    Many(Vec<Entry>),
}

redacted_debug!(Entry, FoundEntry);

/// Everything shared that has an id and is neither a topic nor an action.
pub fn entries(pair: &Pair) -> Vec<Entry> {
    let references = entry_references(pair);
    let mut entries = Vec::new();
    let mut push = |kind, id: &ItemId, title: &str, alive: bool, open: bool| {
        entries.push(entry(kind, *id, &references, title, standing(alive, open)));
    };
    for (id, goal) in &pair.core.goals {
        push(EntryKind::Goal, id, &goal.title, goal.alive, goal.state.is_unresolved());
    }
    for (id, feedback) in &pair.core.feedback {
        let read = feedback.to.is_some_and(|to| feedback.acknowledged.contains_key(&to));
        push(EntryKind::Feedback, id, &feedback.text, true, !read);
    }
    for (id, win) in &pair.core.wins {
        push(EntryKind::Win, id, &win.text, win.alive, true);
    }
    for (id, lesson) in &pair.core.lessons {
        push(EntryKind::Lesson, id, &lesson.text, lesson.alive, true);
    }
    for (id, time_off) in &pair.core.time_off {
        let title = format!("{} – {}", time_off.from, time_off.to);
        push(EntryKind::TimeOff, id, &title, time_off.alive, true);
    }
    entries
}

/// What one person keeps alone and can name: drafts about a pair, questions and templates.
pub fn own_entries(private: &PrivateModel, personal: &PersonalModel) -> Vec<Entry> {
    let drafts = private.drafts.keys();
    let references =
        short_references(drafts.chain(personal.questions.keys()).chain(personal.templates.keys()).copied());
    let mut entries = Vec::new();
    let mut push = |kind, id: &ItemId, title: &str, alive: bool| {
        entries.push(entry(kind, *id, &references, title, standing(alive, true)));
    };
    for (id, draft) in &private.drafts {
        push(EntryKind::Draft, id, &draft.text, draft.alive);
    }
    for (id, question) in &personal.questions {
        push(EntryKind::Question, id, &question.text, question.alive);
    }
    for (id, template) in &personal.templates {
        push(EntryKind::Template, id, &template.name, template.alive);
    }
    entries
}

/// Finds what a text names among entries of a kind: a full id, a short name or a longer prefix of it, words of the title.
pub fn resolve_entry(entries: &[Entry], kind: EntryKind, text: &str) -> FoundEntry {
    let text = text.trim().to_lowercase();
    let of_kind = || entries.iter().filter(|entry| entry.kind == kind);
    if text.is_empty() {
        return FoundEntry::None;
    }
    if let Ok(id) = text.parse::<ItemId>() {
        return pick(of_kind().filter(|entry| entry.id == id).cloned().collect());
    }
    if Reference::is_plausible(&text) {
        let shown: Vec<Entry> = of_kind().filter(|entry| entry.reference == text).cloned().collect();
        if !shown.is_empty() {
            return pick(shown);
        }
        let named = of_kind().filter(|entry| entry.id.reference().as_str().starts_with(&text));
        let named: Vec<Entry> = named.cloned().collect();
        if !named.is_empty() {
            return pick(named);
        }
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let meant = |entry: &&Entry| {
        let title = entry.title.to_lowercase();
        words.iter().all(|word| title.contains(word))
    };
    pick(of_kind().filter(meant).cloned().collect())
}

/// The short names of entries: unique among them and everything open that both share.
pub(crate) fn entry_references(pair: &Pair) -> BTreeMap<ItemId, String> {
    let core = &pair.core;
    let entries = core.goals.keys().chain(core.feedback.keys()).chain(core.wins.keys());
    let entries: Vec<ItemId> =
        entries.chain(core.lessons.keys()).chain(core.time_off.keys()).copied().collect();
    let open = shared_references(pair);
    let mut all = short_references(open.keys().chain(&entries).copied());
    all.retain(|id, _| !open.contains_key(id));
    all
}

fn entry(
    kind: EntryKind,
    id: ItemId,
    references: &BTreeMap<ItemId, String>,
    title: &str,
    standing: Standing,
) -> Entry {
    let reference = references.get(&id).cloned().unwrap_or_else(|| id.reference().to_string());
    Entry { kind, id, reference, title: title.lines().next().unwrap_or_default().to_owned(), standing }
}

const fn standing(alive: bool, open: bool) -> Standing {
    match (alive, open) {
        (true, true) => Standing::Open,
        (true, false) => Standing::Closed,
        (false, _) => Standing::Deleted,
    }
}

/// The best standing wins; more than one of it is a question.
fn pick(mut found: Vec<Entry>) -> FoundEntry {
    let Some(best) = found.iter().map(|entry| entry.standing).min() else { return FoundEntry::None };
    found.retain(|entry| entry.standing == best);
    match found.len() {
        1 => found.pop().map_or(FoundEntry::None, FoundEntry::One),
        _ => FoundEntry::Many(found),
    }
}
