//! Who changed what, how it was, and putting an earlier text back.

use client::{Entre, Thing};
use language::say;

use crate::args;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, faint, plain};
use crate::screens;

pub(crate) fn changes(desk: &Desk, args: &args::Changes) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let thing = thing(desk, &mut entre, args)?;
    let now = desk.now();
    if let Some(which) = &args.at {
        let screen = entre.earlier(&thing, which)?;
        desk.out.result("earlier", &screen, || screens::earlier(&screen, &now));
        return Ok(());
    }
    if let Some(which) = &args.restore {
        let back = entre.put_back(&thing, which, &now)?;
        desk.out.result("put_back", &back, || {
            let mut page = Page::default();
            let sees = screens::sees(&back.person, true, back.changed);
            let said = plain(say!("put-back", number = back.number));
            page.line(if back.changed { vec![said, plain(" "), faint(sees)] } else { vec![plain(sees)] });
            page
        });
        return Ok(());
    }
    let screen = entre.changes(&thing)?;
    desk.out.result("changes", &screen, || screens::changes(&screen, &now));
    desk.out.hint(&Page::sentence(say!("changes-hint")));
    Ok(())
}

fn thing(desk: &Desk, entre: &mut Entre, args: &args::Changes) -> Result<Thing, Fail> {
    let named = args.person.as_deref();
    if let Ok(id) = args.item.parse() {
        let person = desk.person(entre, named)?;
        return entre.thing_of_meeting(&person, id);
    }
    let person = named.map(|name| desk.person(entre, Some(name))).transpose()?;
    entre.thing(person.as_ref(), &args.item)
}
