//! `doctor`: each part that this device keeps with a word on how it stands, and the repair.

use client::{Check, Entre, Examination, Repaired, Verdict};
use serde_json::{Value, json};

use crate::args;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, Span, Tone, plain, strong};

pub(crate) fn doctor(desk: &Desk, args: &args::Doctor) -> Result<(), Fail> {
    let repaired = if args.repair { Some(repair(desk)?) } else { None };
    let mut examination = Entre::examine_home(&desk.home);
    match desk.open() {
        Ok(mut entre) => {
            let _waiting = desk.out.waiting("looking");
            entre.examine(&mut examination, desk.moment())?;
            if !args.no_network {
                desk.block(entre.examine_relays(&mut examination))?;
            }
        }
        // A store that cannot be opened is what a doctor is for; one that is locked or not there is not.
        Err(fail) if is_damage(&fail) => examination.found_closed(&fail),
        Err(fail) => return Err(fail),
    }
    let value = json!({
        "checks": examination.checks, "sound": examination.sound, "repaired": repaired,
        "restore_points": examination.restore_points,
    });
    if let Some(mut fail) = examination.fail() {
        // As JSON, a failure is one object, too: it holds the same list.
        if let Value::Object(fields) = value {
            fail.fields = fields;
        }
        if !desk.out.is_json() {
            desk.out.page(&page(&examination, repaired.as_ref()));
        }
        return Err(fail);
    }
    desk.out.result("doctor", &value, || page(&examination, repaired.as_ref()));
    Ok(())
}

fn repair(desk: &Desk) -> Result<Repaired, Fail> {
    let _waiting = desk.out.waiting("repairing");
    Entre::repair_home(&desk.home, &mut || desk.passphrase())
}

fn is_damage(fail: &Fail) -> bool {
    matches!(fail.code, "store_unreadable" | "store_altered" | "store" | "internal")
}

fn page(examination: &Examination, repaired: Option<&Repaired>) -> Page {
    let mut page = Page::default();
    if let Some(repaired) = repaired {
        for line in told(repaired) {
            page.line([plain(line)]);
        }
    }
    let wide = examination.checks.iter().map(|check| check.part.len()).max().unwrap_or(0);
    for Check { part, verdict, found } in &examination.checks {
        let word = match verdict {
            Verdict::Fine => plain("ok    "),
            Verdict::Note => strong("note  "),
            Verdict::Wrong => Span::new(Tone::Wrong, "wrong "),
        };
        page.line([word, plain(format!("{part:wide$}  {found}"))]);
    }
    page
}

fn told(repaired: &Repaired) -> Vec<String> {
    let mut lines = Vec::new();
    let Repaired { restore_point, salvaged, lost, put_away, documents, said_again, kept } = repaired;
    if let Some(point) = restore_point {
        lines.push(format!("As it was before: {}", point.display()));
    }
    if *salvaged {
        lines.push("The file was damaged, and is written anew from what could be read of it.".to_owned());
    }
    for (table, count) in lost {
        lines.push(format!("Could not be read: {count} or more rows of {table}."));
    }
    if *put_away > 0 {
        lines.push(format!(
            "Put away {put_away} envelopes that are damaged or follow nothing: entre sync brings them again."
        ));
    }
    if *documents > 0 {
        lines.push(format!("Made again: {documents} documents."));
    }
    if *said_again > 0 {
        lines.push(format!(
            "{said_again} changes of yours were in no envelope any more, and go out again with the next sync."
        ));
    }
    if *kept > 0 {
        lines.push(format!(
            "{kept} changes stay, although envelopes are gone on which they stand: entre sync brings those again."
        ));
    }
    if lines.len() <= usize::from(restore_point.is_some()) {
        lines.push("There was nothing to repair.".to_owned());
    }
    lines
}
