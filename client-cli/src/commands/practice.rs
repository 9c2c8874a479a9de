//! Goals, feedback, wins, lessons, days off, priorities.

use std::io::stdin;

use agenda::{Confidence, EntryKind, GoalKind, GoalState, Member, Number};
use client::{Entre, EntryDone, Exit, GoalText, KeepsakeKind, Measure, NamedEntry, PersonRef, Progress};
use jiff::civil::Date;
use language::say;
use serde_json::json;

use crate::args;
use crate::ask::Instead;
use crate::calendar::date;
use crate::commands::writing::owner;
use crate::desk::{Desk, Wanted};
use crate::fail::Fail;
use crate::page::{Page, Span, Tone, faint, plain, strong};
use crate::screens;
use crate::text;

pub(crate) fn goals(desk: &Desk, args: &args::Goals) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let now = desk.now();
    let today = now.date();
    match &args.command {
        None => {
            let person = desk.person(&mut entre, args.person.as_deref())?;
            let all = entre.goals(&person, today)?;
            desk.out.result("goals", &json!({ "you": person.you, "person": person, "goals": all }), || {
                screens::goals(&person, &all, today)
            });
        }
        Some(args::GoalsCommand::Show(named)) => {
            let named = goal(desk, &mut entre, named)?;
            let view = entre.goal(&named, today)?;
            let person = named.person;
            let titles = entre.titles(&person)?;
            desk.out.result("goal", &json!({ "you": person.you, "person": person, "goal": view }), || {
                screens::goal(&person, &view, &titles, today)
            });
        }
        Some(args::GoalsCommand::Add(new)) => {
            let person = desk.person(&mut entre, Some(&new.person))?;
            let owner = match &new.who {
                Some(who) => owner(&mut entre, &person, who)?,
                None => Member::Report,
            };
            let due = day(new.due.as_deref(), today)?;
            let question = say!("ask-goal", first = person.first_name());
            let wanted = Wanted { question: &question, name: "goal", readers: both_read(&person) };
            let Some(written) = desk.text(&new.text, false, &wanted)? else { return Ok(()) };
            let kind = match new.kind {
                args::GoalSort::Okr => GoalKind::Okr,
                args::GoalSort::Development => GoalKind::Development,
                args::GoalSort::Career => GoalKind::Career,
            };
            let goal = GoalText { title: written.text.clone(), kind, owner, due };
            let added = entre.add_goal(&person, &goal, &now);
            let done = written.finish(added)?;
            told(desk, "added", &say!("goal-added"), &done);
            desk.out.hint(&Page::sentence(say!("goal-hint", reference = &done.reference)));
        }
        Some(args::GoalsCommand::Measure(measure)) => {
            let named = goal(desk, &mut entre, &measure.named)?;
            let measure = Measure {
                name: measure.name.clone(),
                unit: measure.unit.clone(),
                start: number(&measure.from)?,
                target: number(&measure.to)?,
            };
            told(desk, "measured", &say!("goal-measured"), &entre.measure_goal(&named, &measure, &now)?);
        }
        Some(args::GoalsCommand::Progress(progress)) => {
            let named = goal(desk, &mut entre, &progress.named)?;
            let values = progress.values.iter().map(|text| value(text)).collect::<Result<Vec<_>, _>>()?;
            let confidence = progress.confidence.map(|level| match level {
                args::Level::Low => Confidence::Low,
                args::Level::Medium => Confidence::Medium,
                args::Level::High => Confidence::High,
            });
            let progress = Progress { values, confidence, note: progress.note.clone() };
            let done = entre.check_in_goal(&named, &progress, &now)?;
            let percent = entre.goal(&named, today)?.percent;
            let said = match percent {
                Some(percent) => say!("goal-stands-at", percent = percent),
                None => say!("goal-noted"),
            };
            told(desk, "progress", &said, &done);
        }
        Some(args::GoalsCommand::Close(close)) => {
            let named = goal(desk, &mut entre, &close.named)?;
            let by = named.person.you;
            let (state, said) = if close.dropped {
                (GoalState::Dropped { on: today, by }, say!("goal-given-up"))
            } else {
                (GoalState::Reached { on: today, by }, say!("goal-reached"))
            };
            told(desk, "closed", &said, &entre.close_goal(&named, state, &now)?);
        }
        Some(args::GoalsCommand::Reopen(named)) => {
            let named = goal(desk, &mut entre, named)?;
            told(
                desk,
                "reopened",
                &say!("goal-open-again"),
                &entre.close_goal(&named, GoalState::Open, &now)?,
            );
        }
    }
    Ok(())
}

pub(crate) fn feedback(desk: &Desk, args: &args::Feedback) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let now = desk.now();
    match &args.command {
        None => {
            let person = desk.person(&mut entre, args.person.as_deref())?;
            let screen = entre.feedback(&person, args.private)?;
            desk.out.result("feedback", &screen, || screens::feedback(&screen, now.date()));
        }
        Some(args::FeedbackCommand::Draft(draft)) => {
            let person = desk.person(&mut entre, Some(&draft.person))?;
            let question = say!("ask-feedback", first = person.first_name());
            let wanted =
                Wanted { question: &question, name: "feedback", readers: say!("only-you-until-shared") };
            let Some(written) = desk.text(&draft.text, draft.editor, &wanted)? else { return Ok(()) };
            let kept = entre.draft_feedback(&person, &written.text, &now);
            let done = written.finish(kept)?;
            told(desk, "kept", &say!("feedback-kept"), &done);
            desk.out.hint(&Page::sentence(say!("feedback-hint", reference = &done.reference)));
        }
        Some(args::FeedbackCommand::Share(share)) => {
            let named = entry(desk, &mut entre, EntryKind::Draft, &share.named)?;
            let text = entre.draft_text(&named)?;
            if !share.yes && !agreed(desk, &named.person, &text)? {
                desk.out.result("unchanged", &json!({ "changed": false }), || {
                    Page::sentence(say!("feedback-not-shared"))
                });
                return Ok(());
            }
            told(desk, "shared", &say!("feedback-shared"), &entre.share_feedback(&named, &now)?);
        }
        Some(args::FeedbackCommand::Ack(ack)) => {
            let named = entry(desk, &mut entre, EntryKind::Feedback, ack)?;
            told(desk, "acknowledged", &say!("feedback-read"), &entre.acknowledge(&named, &now)?);
        }
    }
    Ok(())
}

/// Shows exactly what would be sent, and asks.
fn agreed(desk: &Desk, person: &PersonRef, text: &str) -> Result<bool, Fail> {
    if !desk.ask.is_possible() {
        return Err(yes_missing().fail());
    }
    let mut page = Page::default();
    page.line([plain(say!("feedback-this-goes", first = person.first_name()))]);
    for line in text.lines() {
        page.indented(2, [Span::new(Tone::Shared, line)]);
    }
    desk.out.question(&page);
    Ok(desk.ask.yes_or_no(&say!("feedback-share-question"), yes_missing())? == Some(true))
}

fn yes_missing() -> Instead {
    Instead::new(say!("feedback-needs-yes"), ["entre feedback share REF --yes".to_owned()])
}

pub(crate) fn keep(desk: &Desk, args: &args::Keep, kind: KeepsakeKind) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, Some(&args.person))?;
    let now = desk.now();
    if args.text.is_empty() {
        match kind {
            KeepsakeKind::Win => {
                let months = entre.wins(&person)?;
                desk.out.result(
                    "wins",
                    &json!({ "you": person.you, "person": person, "months": months }),
                    || screens::wins(&person, &months, now.date()),
                );
            }
            KeepsakeKind::Lesson => {
                let quarters = entre.lessons(&person)?;
                let value = json!({ "you": person.you, "person": person, "quarters": quarters });
                desk.out.result("lessons", &value, || screens::lessons(&person, &quarters, now.date()));
            }
        }
        return Ok(());
    }
    let about = args.about.as_deref().map(|who| owner(&mut entre, &person, who)).transpose()?;
    let wanted = Wanted { question: "", name: "note", readers: both_read(&person) };
    let Some(written) = desk.text(&args.text, false, &wanted)? else { return Ok(()) };
    let kept = entre.keep(&person, kind, &written.text, about, &now);
    let done = written.finish(kept)?;
    told(desk, "kept", &say!("keepsake-kept"), &done);
    Ok(())
}

pub(crate) fn off(desk: &Desk, args: &args::Off) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let now = desk.now();
    let today = now.date();
    match &args.command {
        args::OffCommand::List(list) => {
            let person = desk.person(&mut entre, list.person.as_deref())?;
            let mut all = entre.time_off(&person)?;
            all.retain(|off| list.all || off.to >= today);
            desk.out.result(
                "time_off",
                &json!({ "you": person.you, "person": person, "time_off": all }),
                || screens::time_off(&person, &all, &now),
            );
        }
        args::OffCommand::Add(add) => {
            let person = desk.person(&mut entre, Some(&add.person))?;
            let who = owner(&mut entre, &person, &add.who)?;
            let from = date(&add.from, today)?;
            let to = day(add.to.as_deref(), today)?.unwrap_or(from);
            let done = entre.add_time_off(&person, who, (from, to), add.note.as_deref(), &now)?;
            let hit: Vec<_> = entre.time_off(&person)?.into_iter().filter(|off| off.id == done.id).collect();
            desk.out.result("added", &json!({ "done": done, "time_off": hit.first() }), || {
                let mut page = one_line(&say!("off-added"), &done);
                page.blank();
                screens::hit_meetings(&mut page, &hit, &now);
                page
            });
        }
        args::OffCommand::Remove(named) => {
            let named = entry(desk, &mut entre, EntryKind::TimeOff, named)?;
            told(desk, "removed", &say!("off-removed"), &entre.remove_time_off(&named, &now)?);
        }
    }
    Ok(())
}

pub(crate) fn priorities(desk: &Desk, args: &args::Priorities) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, args.person.as_deref())?;
    let now = desk.now();
    let opened = entre.priorities(&person)?;
    let saved = if args.looked {
        Some(entre.set_priorities(&person, &opened, &opened.text, &now)?)
    } else if args.stdin {
        let text = text::read(&mut stdin().lock())?;
        Some(entre.set_priorities(&person, &opened, &text, &now)?)
    } else if args.editor {
        match desk.edit("priorities", &both_read(&person), &opened.text)? {
            None => Some(false),
            Some(edited) => {
                let saved = entre.set_priorities(&person, &opened, &edited.text, &now);
                Some(edited.finish(saved)?)
            }
        }
    } else {
        None
    };
    let priorities = entre.priorities(&person)?;
    let looked = priorities.looked.map(|looked| json!({ "on": looked.on, "by": looked.by }));
    let value = json!({ "you": person.you, "person": person, "text": priorities.text, "looked": looked, "changed": saved });
    desk.out.result("priorities", &value, || {
        let mut page = screens::priorities(&person, &priorities, now.date());
        if let Some(changed) = saved {
            page.line([faint(screens::sees(&person, true, changed))]);
        }
        page
    });
    Ok(())
}

fn goal(desk: &Desk, entre: &mut Entre, named: &args::GoalNamed) -> Result<NamedEntry, Fail> {
    let person = named.person.as_deref().map(|name| desk.person(entre, Some(name))).transpose()?;
    entre.entry(person.as_ref(), EntryKind::Goal, &named.goal)
}

fn entry(
    desk: &Desk,
    entre: &mut Entre,
    kind: EntryKind,
    named: &args::FeedbackNamed,
) -> Result<NamedEntry, Fail> {
    let person = named.person.as_deref().map(|name| desk.person(entre, Some(name))).transpose()?;
    entre.entry(person.as_ref(), kind, &named.item)
}

fn told(desk: &Desk, kind: &str, said: &str, done: &EntryDone) {
    desk.out.result(kind, done, || one_line(said, done));
}

fn one_line(said: &str, done: &EntryDone) -> Page {
    let mut page = Page::default();
    page.line([
        plain(said),
        plain(" ("),
        strong(&done.reference),
        plain("). "),
        faint(screens::sees(&done.person, done.shared, done.changed)),
    ]);
    page
}

fn both_read(person: &PersonRef) -> String {
    say!("both-read", first = person.first_name())
}

fn day(text: Option<&str>, today: Date) -> Result<Option<Date>, Fail> {
    text.map(|text| date(text, today)).transpose()
}

fn number(text: &str) -> Result<Number, Fail> {
    // A comma is how half of the world writes the point.
    text.trim().trim_end_matches('%').replace(',', ".").parse().map_err(|_| {
        Fail::new(Exit::Usage, "bad_number", say!("bad-number", text = text))
            .because(say!("forms-of-numbers"))
    })
}

/// `60`, or `latency=420`.
fn value(text: &str) -> Result<(Option<String>, Number), Fail> {
    match text.split_once('=') {
        Some((name, value)) => Ok((Some(name.trim().to_owned()), number(value)?)),
        None => Ok((None, number(text)?)),
    }
}
