//! `doctor`: each part that this device keeps with a word on how it stands, and the repair.

use client::{Check, Entre, Examination, Repaired, Verdict};
use language::say;
use serde_json::{Value, json};

use crate::args;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, Span, Table, Tone, plain, strong};

pub(crate) fn doctor(desk: &Desk, args: &args::Doctor) -> Result<(), Fail> {
    let repaired = if args.repair { Some(repair(desk)?) } else { None };
    let mut examination = Entre::examine_home(&desk.home);
    match desk.open() {
        Ok(mut entre) => {
            let _waiting = desk.out.waiting(&say!("busy-looking"));
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
    let _waiting = desk.out.waiting(&say!("busy-repairing"));
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
    let mut table = Table::new(0, 2);
    for check @ Check { verdict, found, .. } in &examination.checks {
        let word = match verdict {
            Verdict::Fine => plain(say!("verdict-fine")),
            Verdict::Note => strong(say!("verdict-note")),
            Verdict::Wrong => Span::new(Tone::Wrong, &say!("verdict-wrong")),
        };
        table.row([vec![word], vec![plain(check.called())], vec![plain(found)]]);
    }
    page.table(table);
    page
}

fn told(repaired: &Repaired) -> Vec<String> {
    let mut lines = Vec::new();
    let Repaired { restore_point, salvaged, lost, put_away, documents, said_again, kept, behind } = repaired;
    if let Some(point) = restore_point {
        lines.push(say!("repaired-before", path = point.display().to_string()));
    }
    if *salvaged {
        lines.push(say!("repaired-salvaged"));
    }
    for (table, count) in lost {
        lines.push(say!("repaired-lost", count = *count, table = *table));
    }
    if *put_away > 0 {
        lines.push(say!("repaired-put-away", put_away = *put_away));
    }
    if *documents > 0 {
        lines.push(say!("repaired-documents", documents = *documents));
    }
    if *said_again > 0 {
        lines.push(say!("repaired-said-again", said_again = *said_again));
    }
    if *kept > 0 {
        lines.push(say!("repaired-kept", kept = *kept));
    }
    if *behind > 0 {
        lines.push(say!("repaired-behind", behind = *behind));
    }
    if lines.len() <= usize::from(restore_point.is_some()) {
        lines.push(say!("nothing-to-repair"));
    }
    lines
}
