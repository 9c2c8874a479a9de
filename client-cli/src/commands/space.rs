//! Headings, title and place; what belongs to what; signs.

use agenda::EntryKind;
use client::{Arranged, Exit, REACTIONS};
use language::say;
use serde_json::json;

use crate::args;
use crate::ask::Instead;
use crate::commands::meetings::which;
use crate::commands::writing::{found, sees, show};
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, faint, plain};
use crate::screens;

pub(crate) fn headings(desk: &Desk, args: &args::Headings) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, args.person.as_deref())?;
    let Some(word) = args.heading.as_deref() else {
        let headings = entre.headings(&person)?;
        let value = json!({ "person": person, "headings": headings });
        desk.out.result("headings", &value, || screens::headings(&headings));
        let name = person.first_name().to_lowercase();
        desk.out.hint(&Page::sentence(say!("headings-hint", person = name)));
        return Ok(());
    };
    if args.name.is_none() && !args.reset {
        let instead = format!("entre headings {} {word} --reset", person.first_name().to_lowercase());
        return Err(Instead::new(say!("missing-heading-name"), [instead]).fail());
    }
    let category = entre.category(&person, word)?;
    let arranged = entre.rename_heading(&person, &category, args.name.as_deref(), &desk.now())?;
    let headings = entre.headings(&person)?;
    let usual = client::heading(&category);
    let said = match &args.name {
        Some(name) => say!("heading-named", heading = usual, name = name.trim()),
        None => say!("heading-usual", heading = usual),
    };
    let value = json!({ "person": person, "headings": headings, "changed": arranged.changed });
    desk.out.result("headings", &value, || told(&said, &arranged));
    Ok(())
}

pub(crate) fn title(desk: &Desk, args: &args::Title) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, Some(&args.person))?;
    if args.title.is_none() && !args.none {
        let (title, _) = entre.title_and_place(&person)?;
        desk.out.result("title", &json!({ "person": person, "title": title }), || {
            Page::sentence(
                title.map_or_else(|| say!("title-is-none"), |title| say!("title-is", title = title)),
            )
        });
        return Ok(());
    }
    let arranged = entre.set_title(&person, args.title.as_deref(), &desk.now())?;
    let value = json!({ "person": person, "title": args.title, "changed": arranged.changed });
    let said = match &args.title {
        Some(title) => say!("title-set", title = title.trim()),
        None => say!("title-gone"),
    };
    desk.out.result("title", &value, || told(&said, &arranged));
    Ok(())
}

pub(crate) fn place(desk: &Desk, args: &args::WhereMet) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, Some(&args.person))?;
    let now = desk.now();
    let on = args.on.as_deref().map(|day| which(Some(day), now.date())).transpose()?;
    if args.place.is_none() && !args.none {
        let place = match on {
            Some(on) => entre.meeting(&person, on, now.date())?.place,
            None => entre.title_and_place(&person)?.1,
        };
        desk.out.result("place", &json!({ "person": person, "place": place }), || {
            Page::sentence(
                place.map_or_else(|| say!("place-is-none"), |place| say!("place-is", place = place)),
            )
        });
        return Ok(());
    }
    let arranged = entre.set_place(&person, on, args.place.as_deref(), &now)?;
    let value = json!({
        "person": person,
        "place": args.place,
        "meeting": arranged.meeting,
        "changed": arranged.changed,
    });
    let said = match &args.place {
        Some(place) => say!("place-set", place = place.trim()),
        None => say!("place-gone"),
    };
    desk.out.result("place", &value, || told(&said, &arranged));
    Ok(())
}

pub(crate) fn under(desk: &Desk, args: &args::Under) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = args.person.as_deref();
    let item = found(desk, &mut entre, person, &args.item)?;
    named_or_none(args.parent.as_ref(), args.none, "entre under REF --none")?;
    // The other topic is one of the same notebook, whatever others hold.
    let parent = args.parent.as_deref().map(|words| entre.resolve(Some(&item.person), words)).transpose()?;
    let done = entre.put_under(&item, parent.as_ref(), &desk.now())?;
    let said = match &parent {
        Some(parent) => say!("put-under", parent = &parent.item.title),
        None => say!("put-alone"),
    };
    show(desk, "under", &done, &said, &sees(&done));
    Ok(())
}

pub(crate) fn link(desk: &Desk, args: &args::Link) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let item = found(desk, &mut entre, args.person.as_deref(), &args.item)?;
    named_or_none(args.goal.as_ref(), args.none, "entre link REF --none")?;
    let goal = match args.goal.as_deref() {
        Some(words) => Some(entre.entry(Some(&item.person), EntryKind::Goal, words)?),
        None => None,
    };
    let done = entre.put_for_goal(&item, goal.as_ref(), &desk.now())?;
    let said = match &goal {
        Some(goal) => say!("linked", goal = &goal.entry.title),
        None => say!("unlinked"),
    };
    show(desk, "linked", &done, &said, &sees(&done));
    Ok(())
}

pub(crate) fn blocked(desk: &Desk, args: &args::Blocked) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let item = found(desk, &mut entre, args.person.as_deref(), &args.item)?;
    named_or_none(args.by.as_ref(), args.none, "entre blocked REF --none")?;
    let done = entre.block(&item, args.by.as_deref(), &desk.now())?;
    let said = match &args.by {
        Some(by) if by.trim().eq_ignore_ascii_case("me") => say!("blocked", by = "me"),
        Some(by) => say!("blocked", by = by.trim()),
        None => say!("freed"),
    };
    show(desk, "blocked", &done, &said, &sees(&done));
    Ok(())
}

pub(crate) fn react(desk: &Desk, args: &args::React) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let sign = args.sign.trim().to_lowercase();
    if !REACTIONS.contains(&sign.as_str()) {
        return Err(Fail::new(Exit::Usage, "no_such_sign", say!("no-such-sign", sign = &args.sign))
            .because(say!("signs-are", signs = REACTIONS.join(", "))));
    }
    let item = found(desk, &mut entre, args.person.as_deref(), &args.item)?;
    let given = entre.react(&item, &sign, &desk.now())?;
    let said = if given.given { say!("reacted") } else { say!("sign-gone") };
    let value = json!({ "sign": sign, "given": given.given, "done": given.done });
    desk.out.result("reacted", &value, || {
        let mut page = Page::default();
        page.line([plain(format!("{said} ({}). ", given.done.reference)), plain(sees(&given.done))]);
        page
    });
    Ok(())
}

/// Without either, nobody knows what is meant.
fn named_or_none(named: Option<&String>, none: bool, instead: &str) -> Result<(), Fail> {
    if named.is_some() || none { Ok(()) } else { Err(Instead::new(say!("missing-other"), [instead]).fail()) }
}

fn told(said: &str, arranged: &Arranged) -> Page {
    let sees = screens::sees(&arranged.person, true, arranged.changed);
    let mut page = Page::default();
    page.line(if arranged.changed { vec![plain(said), plain(" "), faint(sees)] } else { vec![plain(sees)] });
    page
}
