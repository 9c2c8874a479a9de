//! Meetings for another calendar, and what was moved there.

use client::{CALENDAR_BYTES_MAX, CalendarNews, CalendarOptions};
use language::say;
use serde_json::json;

use crate::args;
use crate::ask::Instead;
use crate::commands::files::{read_limited, too_long};
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::Page;
use crate::screens;
use crate::text;

pub(crate) fn ics(desk: &Desk, args: &args::Ics) -> Result<(), Fail> {
    match &args.command {
        args::IcsCommand::Export(export) => write(desk, export),
        args::IcsCommand::Import(import) => take(desk, import),
    }
}

fn write(desk: &Desk, export: &args::IcsExport) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, export.person.as_deref())?;
    let remind_minutes = Some(export.remind).filter(|minutes| *minutes > 0);
    let options = CalendarOptions { title: export.title.clone(), remind_minutes };
    let calendar = entre.calendar(&person, &options, &desk.now())?;
    match &export.out {
        Some(path) => {
            text::write_private(path, &calendar)?;
            let file = path.display().to_string();
            desk.out.result("written", &json!({ "file": file }), || {
                Page::sentence(say!("calendar-written", file = file))
            });
        }
        None => desk.out.laid_out("calendar", &calendar),
    }
    desk.out.hint(&Page::sentence(say!("calendar-hint")));
    Ok(())
}

fn take(desk: &Desk, import: &args::IcsImport) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = import.person.as_deref().map(|name| desk.person(&mut entre, Some(name))).transpose()?;
    let bytes =
        read_limited(&import.file, CALENDAR_BYTES_MAX)?.ok_or_else(|| too_long(CALENDAR_BYTES_MAX))?;
    let now = desk.now();
    let read = entre.read_calendar(person.as_ref(), &text::decode(bytes)?, &now)?;
    let settled = import.dry_run || import.yes || read.news.is_empty();
    if !settled {
        // What it is about has to be read before the answer.
        if desk.ask.is_possible() {
            desk.out.question(&screens::calendar_news(&read.news, true, &now));
        }
        let instead = Instead::new(say!("missing-confirmation"), ["entre ics import FILE --yes"]);
        if desk.ask.yes_or_no(&say!("calendar-question"), instead)? != Some(true) {
            desk.out.result("unchanged", &json!({ "changed": false }), || {
                Page::sentence(say!("nothing-was-written"))
            });
            return Ok(());
        }
    }
    let news = if import.dry_run { read.news.clone() } else { entre.take_calendar(&read, &now)? };
    let result = in_json(&news, import.dry_run);
    desk.out.result("calendar_taken", &result, || screens::calendar_news(&news, import.dry_run, &now));
    Ok(())
}

fn in_json(news: &CalendarNews, dry_run: bool) -> serde_json::Value {
    let mut value = serde_json::to_value(news).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.insert("dry_run".to_owned(), json!(dry_run));
        fields.insert("changed".to_owned(), json!(!dry_run && !news.is_empty()));
    }
    value
}
