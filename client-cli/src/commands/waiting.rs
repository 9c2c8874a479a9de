//! Topics that wait for another meeting: park, snooze, carry.

use client::Done;
use language::say;
use serde_json::json;

use crate::args;
use crate::calendar::date;
use crate::commands::writing::found;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, faint, plain, strong};
use crate::when;

pub(crate) fn park(desk: &Desk, args: &args::Park) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    // All of them are found before the first is parked: a mistake in one changes nothing.
    let topics = args
        .items
        .iter()
        .map(|item| found(desk, &mut entre, args.person.as_deref(), item))
        .collect::<Result<Vec<_>, _>>()?;
    let mut parked = Vec::new();
    for topic in &topics {
        parked.push(entre.park(topic, &desk.now())?);
    }
    desk.out.result("parked", &json!({ "topics": parked }), || {
        let mut page = Page::default();
        for done in &parked {
            page.line([
                plain(say!("parked")),
                plain(" "),
                strong(&done.reference),
                plain("  "),
                faint(title(done)),
            ]);
        }
        if let Some(last) = parked.last() {
            page.line([faint(sees(last))]);
        }
        page
    });
    desk.out.hint(&Page::sentence(say!("parked-hint")));
    Ok(())
}

pub(crate) fn snooze(desk: &Desk, args: &args::Snooze) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let topic = found(desk, &mut entre, args.person.as_deref(), &args.item)?;
    let today = desk.now().date();
    let until = match args.until.trim() {
        "now" | "jetzt" => None,
        text => Some(date(text, today)?),
    };
    let done = entre.snooze(&topic, until, &desk.now())?;
    desk.out.result("snoozed", &done, || {
        let said = match until {
            Some(until) => say!("snoozed-until", date = when::long_date(until, today)),
            None => say!("snoozed-no-more"),
        };
        one_line(&said, &done)
    });
    Ok(())
}

pub(crate) fn carry(desk: &Desk, args: &args::Named) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let topic = found(desk, &mut entre, args.person.as_deref(), &args.item.join(" "))?;
    let done = entre.carry(&topic, &desk.now())?;
    desk.out.result("carried", &done, || one_line(&say!("carried-on"), &done));
    Ok(())
}

fn one_line(said: &str, done: &Done) -> Page {
    let mut page = Page::default();
    page.line([plain(said), plain(" ("), strong(&done.reference), plain("). "), faint(sees(done))]);
    page
}

fn title(done: &Done) -> &str {
    done.title.as_deref().unwrap_or_default()
}

fn sees(done: &Done) -> String {
    crate::commands::writing::sees(done)
}
