//! `remind`: one line if a meeting is near, for timers. It never asks, and says nothing of what the meeting is about.

use std::process::ExitCode;

use client::{Entre, Reminder};
use jiff::SignedDuration;
use language::say;
use serde_json::json;

use crate::args;
use crate::desk::{Desk, passphrase_file};
use crate::fail::{Exit, Fail};
use crate::page::Page;

pub(crate) fn remind(desk: &Desk, args: &args::Remind) -> Result<ExitCode, Fail> {
    // Even at a terminal: nobody sits before a timer.
    let mut entre = Entre::open(&desk.home, &mut || passphrase_file()?.ok_or_else(locked))?;
    let within = SignedDuration::try_from(args.within).unwrap_or(SignedDuration::MAX);
    let (people, found) = entre.remind(within, args.once, desk.moment())?;
    let Some(found) = found else {
        desk.out.result("reminder", &json!({ "near": false }), Page::default);
        return Ok(ExitCode::from(NOTHING));
    };
    let name = people.get(found.with).filter(|_| args.names).map(|person| person.name.clone());
    let value = json!({
        "near": true, "starts": found.starts, "minutes": found.minutes, "name": name,
    });
    desk.out.result("reminder", &value, || Page::sentence(words(found, name.as_deref())));
    Ok(ExitCode::SUCCESS)
}

fn words(found: Reminder, name: Option<&str>) -> String {
    let time = match found.minutes {
        ..=0 => say!("reminder-now"),
        minutes @ 1..120 => say!("reminder-minutes", count = minutes),
        minutes @ 120..2880 => say!("reminder-hours", count = minutes / 60),
        minutes => say!("reminder-days", count = minutes / 1440),
    };
    match name {
        Some(name) => say!("reminder-with", name = name, time = time),
        None => say!("reminder", time = time),
    }
}

fn locked() -> Fail {
    Fail::new(Exit::Locked, "locked", say!("reminder-locked"))
        .because(say!("reminder-locked-why"))
        .attempt(say!("locked-try-unlock"))
        .attempt(say!("try-passphrase-file"))
}

/// No failure, and nothing to say.
const NOTHING: u8 = 1;
