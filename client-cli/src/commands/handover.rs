//! `handover`: what is picked, what would be sent word for word, a question, and then all of it at once.

use agenda::{EntryKind, ItemId, ItemKind};
use client::{Choice, Entre, Exit, HandOver, PersonRef, Picked};
use language::say;
use serde_json::json;

use crate::args;
use crate::ask::Instead;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, Span, Tone, faint, plain, strong};

pub(crate) fn handover(desk: &Desk, args: &args::HandOver) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let from = desk.person(&mut entre, Some(&args.person))?;
    // Also where it is put away already, who reports may still pick.
    let to = desk.person(&mut entre, Some(&args.to))?;
    let picked = picked(desk, &mut entre, &from, args)?;
    let now = desk.now();
    let plan = entre.plan_hand_over(&from, &to, &picked, &now)?;
    if args.dry_run {
        desk.out.result("handover_plan", &plan, || shown(&plan));
        return Ok(());
    }
    if !args.yes {
        desk.out.question(&shown(&plan));
        let instead = Instead::new(
            say!("hand-over-needs-yes"),
            [
                "entre handover PERSON --to PERSON --pick --dry-run",
                "entre handover PERSON --to PERSON --topics REF --yes",
            ],
        );
        if desk.ask.yes_or_no(&say!("hand-over-question"), instead)? != Some(true) {
            desk.out.result("unchanged", &json!({ "changed": false }), || {
                Page::sentence(say!("hand-over-not-done"))
            });
            return Ok(());
        }
    }
    entre.hand_over(&plan, &now)?;
    desk.out.result("handed_over", &plan, || {
        let count = plan.shared.len() + plan.private.len();
        Page::sentence(say!("handed-over", count = count, to = &to.name, from = &from.name))
    });
    desk.out.hint(&Page::sentence(say!("handed-over-hint", count = plan.steps())));
    Ok(())
}

/// What goes on: as named, or as answered.
fn picked(desk: &Desk, entre: &mut Entre, from: &PersonRef, args: &args::HandOver) -> Result<Picked, Fail> {
    let choices = entre.hand_over_choices(from)?;
    let named = [&args.topics, &args.actions, &args.goals, &args.private];
    if named.iter().all(|list| list.is_empty()) {
        let ask = |heading: String, all: &[Choice]| asked(desk, &heading, all);
        return Ok(Picked {
            topics: ask(say!("hand-over-topics"), &choices.topics)?,
            actions: ask(say!("hand-over-actions"), &choices.actions)?,
            goals: ask(say!("hand-over-goals"), &choices.goals)?,
            notes: ask(say!("hand-over-notes"), &choices.notes)?,
            with_notes: args.with_notes,
        });
    }
    let mut items = |words: &[String], kind: ItemKind| {
        let found = words.iter().map(|words| {
            let found = entre.resolve(Some(from), words)?;
            if found.item.kind == kind { Ok(found.item.id) } else { Err(no_such(words)) }
        });
        found.collect::<Result<Vec<ItemId>, Fail>>()
    };
    let topics = items(&args.topics, ItemKind::Topic)?;
    let actions = items(&args.actions, ItemKind::Action)?;
    let notes = items(&args.private, ItemKind::Note)?;
    let goals = args.goals.iter().map(|words| Ok(entre.entry(Some(from), EntryKind::Goal, words)?.entry.id));
    let goals = goals.collect::<Result<Vec<ItemId>, Fail>>()?;
    Ok(Picked { topics, actions, goals, notes, with_notes: args.with_notes })
}

fn asked(desk: &Desk, heading: &str, all: &[Choice]) -> Result<Vec<ItemId>, Fail> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let instead = || {
        let tries =
            ["entre handover PERSON --to PERSON --topics REF --actions REF --goals REF --private REF"];
        Instead::new(say!("hand-over-nothing-picked"), tries)
    };
    if !desk.ask.is_possible() {
        return Err(instead().fail());
    }
    let mut page = Page::default();
    page.line([strong(heading)]);
    desk.out.question(&page);
    let mut picked = Vec::new();
    for choice in all {
        let question = say!("hand-over-pick", title = &choice.title);
        if desk.ask.yes_or_no(&question, instead())? == Some(true) {
            picked.push(choice.id);
        }
    }
    Ok(picked)
}

fn no_such(words: &str) -> Fail {
    Fail::new(Exit::NotFound, "not_found", say!("nothing-fits", words = words))
        .because(say!("nothing-fits-why"))
        .because(say!("nothing-was-changed"))
}

/// Word for word what the next manager would read, and apart from it what nobody else would.
fn shown(plan: &HandOver) -> Page {
    let mut page = Page::default();
    if !plan.shared.is_empty() {
        page.line([strong(say!("hand-over-shared", first = plan.to.first_name()))]);
        for copy in &plan.shared {
            let kind = match copy.item {
                "topic" => say!("kind-topic"),
                "action" => say!("kind-action"),
                _ => say!("place-goal"),
            };
            page.hanging(2, 4, [faint(format!("{kind}: ")), plain(&copy.title)]);
            for line in copy.text.lines() {
                page.indented(6, [plain(line)]);
            }
        }
        page.blank();
    }
    if !plan.private.is_empty() {
        page.line([Span::new(Tone::Private, &say!("hand-over-private"))]);
        for line in plan.private.iter().flat_map(|copy| copy.text.lines()) {
            page.indented(2, [Span::new(Tone::Private, line)]);
        }
        page.blank();
    }
    page.line([plain(say!("hand-over-rest", name = &plan.from.name))]);
    page
}
