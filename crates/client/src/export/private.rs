//! What only we see about a person, to read: a file of its own, and never a part of another.

use agenda::{About, CheckIn, Pair, PrivateModel};
use language::say;

use super::line;
use crate::people::PersonRef;

/// Notes, drafts and how one was.
pub(super) fn text(person: &PersonRef, private: &PrivateModel, shared: &Pair) -> String {
    let mut out = format!("# {}\n", say!("export-private", name = &person.name));
    let mut notes: Vec<_> = private.notes.values().filter(|note| note.alive).collect();
    notes.sort_by_key(|note| note.at);
    for note in notes {
        out.push_str(&format!("\n## {}\n\n{}\n", about(&note.about, person, shared), note.text.trim_end()));
    }
    let mut drafts: Vec<_> = private.drafts.values().filter(|draft| draft.alive).collect();
    drafts.sort_by_key(|draft| draft.at);
    for draft in drafts {
        let heading = say!("export-draft", about = about(&draft.target, person, shared));
        out.push_str(&format!("\n## {heading}\n\n{}\n", draft.text.trim_end()));
    }
    if !private.check_ins.is_empty() {
        out.push_str(&format!("\n## {}\n\n", say!("export-check-ins")));
    }
    for (occurrence, said) in &private.check_ins {
        out.push_str(&format!("- {occurrence}: {}\n", check_in(said)));
    }
    out
}

fn about(about: &About, person: &PersonRef, shared: &Pair) -> String {
    let core = &shared.core;
    match about {
        About::Pair => line(&person.name),
        About::Topic(id) => shared.topic(id).map_or_else(|| say!("a-topic"), |(_, topic)| line(&topic.title)),
        About::Action(id) => {
            core.actions.get(id).map_or_else(|| say!("an-action"), |action| line(&action.text))
        }
        About::Goal(id) => core.goals.get(id).map_or_else(|| say!("a-goal"), |goal| line(&goal.title)),
        About::Occurrence(id) => say!("the-meeting", id = id.to_string()),
    }
}

fn check_in(said: &CheckIn) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(said.mood.map(|mood| say!("export-mood", number = mood)));
    parts.extend(said.workload.map(|workload| say!("export-workload", number = workload)));
    parts.extend(said.word.as_deref().map(line));
    parts.join(", ")
}
