//! Preparing, what happened, promises, searching, an overview. Reads only, but for `decide`.

use client::{FoundWith, RecapForm, recap_text};
use jiff::civil::Date;
use language::say;
use serde_json::json;

use crate::args;
use crate::calendar::date;
use crate::commands::looking::meeting_of;
use crate::commands::writing::found;
use crate::desk::{Desk, Wanted};
use crate::fail::Fail;
use crate::page::{Page, faint, plain};
use crate::screens;
use crate::text;
use crate::when;

pub(crate) fn prep(desk: &Desk, args: &args::Prep) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, args.person.as_deref())?;
    let now = desk.now();
    let screen = entre.prep(&person, args.private, &now)?;
    desk.out.result("prep", &screen, || screens::prep(&screen, &now));
    Ok(())
}

pub(crate) fn history(desk: &Desk, args: &args::History) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, args.person.as_deref())?;
    let now = desk.now();
    let since = args.since.as_deref().map(|text| date(text, now.date())).transpose()?;
    let mut screen = entre.history(&person, now.date())?;
    screen.meetings.retain(|meeting| since.is_none_or(|since| meeting.occurrence.date() >= since));
    screen.meetings.truncate(args.number);
    desk.out.result("history", &screen, || screens::history(&screen, &now));
    Ok(())
}

pub(crate) fn recap(desk: &Desk, args: &args::RecapOf) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, args.person.as_deref())?;
    let now = desk.now();
    let on = meeting_of(&mut entre, &person, args.on.as_deref(), now.date())?;
    let screen = entre.recap(&person, on.as_ref(), now.date())?;
    let form = match args.format {
        None | Some(args::RecapFormat::Text) => RecapForm::Text,
        Some(args::RecapFormat::Markdown) => RecapForm::Markdown,
        Some(args::RecapFormat::Html) => RecapForm::Html,
        Some(args::RecapFormat::Eml) => RecapForm::Mail,
    };
    let written = recap_text(&screen.recap, form, &|day| when::long_date(day, now.date()));
    match &args.out {
        Some(path) => {
            text::write_private(path, &written)?;
            let file = path.display().to_string();
            desk.out.result("written", &json!({ "file": file }), || {
                Page::sentence(say!("recap-written", file = file))
            });
        }
        None if desk.out.is_json() => desk.out.result("recap", &screen, Page::default),
        None => desk.out.raw(&written),
    }
    desk.out.hint(&Page::sentence(say!("recap-unsealed")));
    Ok(())
}

pub(crate) fn actions(desk: &Desk, args: &args::Actions) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let today = desk.now().date();
    let people = match args.person.as_deref() {
        Some(name) => vec![desk.person(&mut entre, Some(name))?],
        None if args.all => entre.people()?.into_iter().map(|line| line.person).collect(),
        None => entre.people_met()?,
    };
    let mut all = Vec::new();
    for person in people {
        let mut screen = entre.promises(&person, args.all, today)?;
        screen.actions.retain(|action| {
            let mine = action.owner == Some(person.you);
            let late = action.state == "open" && action.due.is_some_and(|due| due < today);
            (!args.mine || mine) && (!args.theirs || !mine) && (!args.late || late)
        });
        if !screen.actions.is_empty() {
            all.push(screen);
        }
    }
    desk.out.result("actions", &json!({ "today": today, "people": all }), || screens::actions(&all, today));
    Ok(())
}

pub(crate) fn search(desk: &Desk, args: &args::Search) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = args.person.as_deref().map(|name| desk.person(&mut entre, Some(name))).transpose()?;
    let now = desk.now();
    let since = args.since.as_deref().map(|text| date(text, now.date())).transpose()?;
    let is_new = |at: &jiff::Timestamp| {
        since.is_none_or(|since: Date| at.to_zoned_datetime(now.time_zone().clone()).date() >= since)
    };
    let mut hits = entre.search(person.as_ref(), &args.words.join(" "))?;
    for with in &mut hits {
        with.shared.retain(|hit| is_new(&hit.at));
        with.private.retain(|hit| is_new(&hit.at));
    }
    hits.retain(|with| !with.shared.is_empty() || !with.private.is_empty());
    let people: Vec<_> = hits.iter().map(|with| found_with(with, args.private)).collect();
    desk.out.result("search", &json!({ "people": people }), || screens::search(&hits, args.private, &now));
    Ok(())
}

/// Private lines are given out only if they were asked for; else their number.
fn found_with(with: &FoundWith, private: bool) -> serde_json::Value {
    let count = with.private.len();
    let shown = if private { with.private.as_slice() } else { &[] };
    json!({
        "you": with.person.you,
        "person": with.person,
        "shared": with.shared,
        "private": { "count": count, "shown": private, "hits": shown },
    })
}

pub(crate) fn overview(desk: &Desk, args: &args::Overview) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let now = desk.now();
    let rows = entre.overview(args.all, now.date())?;
    desk.out.result("overview", &json!({ "today": now.date(), "people": rows }), || {
        screens::overview(&rows, &now)
    });
    Ok(())
}

pub(crate) fn decide(desk: &Desk, args: &args::Decide) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, Some(&args.person))?;
    let topic = match &args.topic {
        Some(topic) => Some(found(desk, &mut entre, Some(&args.person), topic)?),
        None => None,
    };
    let first = person.first_name();
    let question = say!("ask-decision", first = first);
    let wanted = Wanted { question: &question, name: "decision", readers: say!("both-read", first = first) };
    let Some(written) = desk.text(&args.text, false, &wanted)? else { return Ok(()) };
    let decided = entre.decide(&person, topic.as_ref(), &written.text, &desk.now());
    let done = written.finish(decided)?;
    desk.out.result("decided", &done, || {
        let mut page = Page::default();
        page.line([
            plain(say!("decision-written")),
            plain(" "),
            faint(screens::sees(&person, true, done.changed)),
        ]);
        page
    });
    Ok(())
}
