//! Looking: today, agenda, status, log. Reads only.

use agenda::OccurrenceId;
use client::{AgendaOptions, Entre, PersonRef};
use jiff::civil::Date;
use language::say;
use serde_json::json;

use crate::args;
use crate::commands::meetings::which;
use crate::desk::Desk;
use crate::fail::{Exit, Fail};
use crate::page::Page;
use crate::screens;

pub(crate) fn today(desk: &Desk) -> Result<(), Fail> {
    if !desk.home.exists() {
        desk.out.result("welcome", &json!({ "set_up": false }), screens::welcome);
        return Ok(());
    }
    let mut entre = desk.open()?;
    let now = desk.now();
    let mut rows = Vec::new();
    for line in entre.people()?.into_iter().filter(|line| line.person.put_away.is_none()) {
        let screen = entre.agenda(&line.person, &AgendaOptions::default(), &now)?;
        rows.push((line, screen));
    }
    let status = entre.status()?;
    let value = json!({
        "today": now.date(),
        "people": rows.iter().map(|(line, screen)| json!({
            "name": line.person.name,
            "phase": line.person.phase,
            "checked": line.person.checked,
            "next": screen.agenda.meeting.as_ref().map(|meeting| &meeting.occurrence.starts),
            "topics": screen.agenda.topics.len(),
            "actions": screen.agenda.actions.len(),
        })).collect::<Vec<_>>(),
        "waiting": status.waiting,
    });
    desk.out.result("today", &value, || screens::today(&rows, &status, &now));
    if status.root.is_overdue(status.devices, desk.moment()) {
        desk.out.hint(&Page::sentence(say!("no-kit-overdue")));
    }
    Ok(())
}

pub(crate) fn agenda(desk: &Desk, args: &args::Agenda) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, args.person.as_deref())?;
    let now = desk.now();
    let on = meeting_of(&mut entre, &person, args.on.as_deref(), now.date())?;
    let screen = entre.agenda(&person, &AgendaOptions { private: args.private, on }, &now)?;
    desk.out.result("agenda", &screen, || screens::agenda(&screen, &now, args.all));
    Ok(())
}

pub(crate) fn status(desk: &Desk) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let status = entre.status()?;
    let now = desk.now();
    desk.out.result("status", &status, || screens::status(&status, &now));
    Ok(())
}

pub(crate) fn log(desk: &Desk, args: &args::Log) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let log = entre.log(args.number)?;
    let now = desk.now();
    desk.out.result("log", &json!(log), || screens::log(&log, &now));
    if log.log.is_empty() {
        desk.out.hint(&Page::sentence(say!("nothing-done-yet")));
    }
    Ok(())
}

/// The meeting of a day, or the one that a rule had put there; without a day, whichever the command means by itself.
pub(crate) fn meeting_of(
    entre: &mut Entre,
    person: &PersonRef,
    day: Option<&str>,
    today: Date,
) -> Result<Option<OccurrenceId>, Fail> {
    let Some(day) = day else { return Ok(None) };
    let which = which(Some(day), today).map_err(|fail| Fail { exit: Exit::Usage, ..fail })?;
    Ok(Some(entre.meeting(person, which, today)?.id))
}
