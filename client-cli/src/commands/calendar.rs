//! Meetings for another calendar.

use client::CalendarOptions;
use language::say;
use serde_json::json;

use crate::args;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::Page;
use crate::text;

pub(crate) fn ics(desk: &Desk, args: &args::Ics) -> Result<(), Fail> {
    let args::IcsCommand::Export(export) = &args.command;
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
