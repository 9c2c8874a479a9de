//! `import` of a notebook from JSON: says what would come, asks where that is needed, and brings it in.

use client::{Bringing, Counts, Entre, Incoming, PersonRef};
use language::say;
use serde_json::{Value, json};

use crate::args;
use crate::ask::Instead;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, faint, plain};

pub(super) fn import(
    desk: &Desk,
    entre: &mut Entre,
    person: Option<&PersonRef>,
    bytes: &[u8],
    args: &args::Import,
) -> Result<(), Fail> {
    let incoming = entre.read_notebook(person, bytes)?;
    // What its owner keeps about nobody goes into no notebook with somebody.
    let person = person.filter(|_| incoming.bringing.about.is_some());
    let asked = args.dry_run || args.yes || incoming.bringing.is_empty();
    if !asked && !may_come(desk, person, &incoming)? {
        desk.out.result("unchanged", &json!({ "changed": false }), || {
            Page::sentence(say!("nothing-was-written"))
        });
        return Ok(());
    }
    let brought = match args.dry_run {
        true => incoming.bringing.clone(),
        false => entre.bring_in(person, &incoming, &desk.now())?,
    };
    let result = in_json(person, &brought, args.dry_run);
    desk.out.result("brought_in", &result, || page(person, &brought, args.dry_run));
    if let Some(person) = person.filter(|_| !brought.private && !brought.is_empty() && !args.dry_run) {
        desk.out.hint(&Page::sentence(say!("brought-both", name = person.first_name())));
    }
    Ok(())
}

/// What is private, and what names another person, is not taken in without a word.
fn may_come(desk: &Desk, person: Option<&PersonRef>, incoming: &Incoming) -> Result<bool, Fail> {
    let about = incoming.bringing.about.clone().unwrap_or_default();
    let name = person.map(|person| person.name.clone()).unwrap_or_default();
    let question = match (incoming.other_person, incoming.bringing.private) {
        (false, false) => return Ok(true),
        (true, false) => say!("bring-other-shared", about = about, name = name),
        (true, true) => say!("bring-other-private", about = about, name = name),
        (false, true) => say!("bring-private", notes = total(&incoming.bringing.counts)),
    };
    let instead = Instead::new(say!("missing-confirmation"), ["entre import PERSON FILE --yes"]);
    Ok(desk.ask.yes_or_no(&question, instead)? == Some(true))
}

fn in_json(person: Option<&PersonRef>, brought: &Bringing, dry_run: bool) -> Value {
    let mut value = serde_json::to_value(brought).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.insert("person".to_owned(), json!(person));
        fields.insert("dry_run".to_owned(), json!(dry_run));
        fields.insert("changed".to_owned(), json!(!dry_run && !brought.is_empty()));
    }
    value
}

fn page(person: Option<&PersonRef>, brought: &Bringing, dry_run: bool) -> Page {
    let mut page = Page::default();
    if brought.is_empty() {
        page.line([plain(say!("bring-nothing"))]);
        return page;
    }
    page.line([plain(match (person, dry_run) {
        (Some(person), true) => say!("bring-would", name = person.first_name()),
        (Some(person), false) => say!("bring-did", name = person.first_name()),
        (None, true) => say!("bring-own-would"),
        (None, false) => say!("bring-own-did"),
    })]);
    for words in in_words(&brought.counts) {
        page.indented(2, [plain(words)]);
    }
    if brought.second_values > 0 {
        page.line([faint(say!("bring-second", count = brought.second_values))]);
    }
    if brought.unread_cadence {
        page.line([faint(say!("bring-cadence"))]);
    }
    page.line([faint(match (brought.private, person) {
        (false, Some(person)) => say!("bring-seen", name = person.first_name()),
        _ => say!("bring-only-you"),
    })]);
    page
}

fn total(counts: &Counts) -> usize {
    counts.private_notes + counts.drafts + counts.check_ins + counts.questions + counts.templates
}

/// The sorts of which there are any.
fn in_words(counts: &Counts) -> Vec<String> {
    let all = [
        (counts.topics, say!("count-topics", count = counts.topics)),
        (counts.actions, say!("count-actions", count = counts.actions)),
        (counts.meetings, say!("count-meetings", count = counts.meetings)),
        (counts.comments, say!("count-comments", count = counts.comments)),
        (counts.goals, say!("count-goals", count = counts.goals)),
        (counts.goal_check_ins, say!("count-goal-check-ins", count = counts.goal_check_ins)),
        (counts.feedback, say!("count-feedback", count = counts.feedback)),
        (counts.wins, say!("count-wins", count = counts.wins)),
        (counts.lessons, say!("count-lessons", count = counts.lessons)),
        (counts.time_off, say!("count-time-off", count = counts.time_off)),
        (counts.private_notes, say!("count-private-notes", count = counts.private_notes)),
        (counts.drafts, say!("count-drafts", count = counts.drafts)),
        (counts.check_ins, say!("count-check-ins", count = counts.check_ins)),
        (counts.questions, say!("count-questions", count = counts.questions)),
        (counts.templates, say!("count-templates", count = counts.templates)),
        (counts.others, say!("count-others", count = counts.others)),
    ];
    all.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect()
}
