//! What happens to items that are there: move, tick, drop, take back.

use client::{Reach, Reorder, Undone};
use language::say;
use serde_json::json;

use crate::args;
use crate::commands::writing::{found, sees, show};
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, plain};
use crate::screens;

pub(crate) fn reorder(desk: &Desk, args: &args::Move) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let found = found(desk, &mut entre, args.person.as_deref(), &args.item)?;
    let to = match args.to.as_str() {
        "up" => Reorder::Up,
        "down" => Reorder::Down,
        word => {
            let category = entre.category(&found.person, word);
            Reorder::Category(
                category
                    .map_err(|fail| fail.because(say!("it-can-be", valid = ["up", "down"].join(", "))))?,
            )
        }
    };
    let done = entre.reorder(&found, &to, &desk.now())?;
    show(desk, "moved", &done, &say!("verb-moved"), &sees(&done));
    Ok(())
}

pub(crate) fn done(desk: &Desk, args: &args::Done) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let found = found(desk, &mut entre, args.named.person.as_deref(), &args.named.item.join(" "))?;
    let done = entre.done(&found, args.undo, &desk.now())?;
    let (kind, verb) =
        if args.undo { ("reopened", say!("verb-open-again")) } else { ("done", say!("verb-ticked")) };
    show(desk, kind, &done, &verb, &sees(&done));
    Ok(())
}

pub(crate) fn drop_item(desk: &Desk, args: &args::Named) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let found = found(desk, &mut entre, args.person.as_deref(), &args.item.join(" "))?;
    let done = entre.drop_item(&found, &desk.now())?;
    show(desk, "dropped", &done, &say!("verb-dropped"), &sees(&done));
    desk.out.hint(&Page::sentence(say!("undo-brings-back")));
    Ok(())
}

pub(crate) fn undo(desk: &Desk, args: &args::Undo) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let undone = entre.undo(usize::from(args.count), &desk.now())?;
    desk.out.result("undone", &json!({ "undone": undone }), || {
        let mut page = Page::default();
        for one in &undone {
            page.hanging(0, 2, [plain(say!("undone", what = &one.what, reached = reached(one)))]);
        }
        page
    });
    Ok(())
}

pub(crate) fn redo(desk: &Desk, args: &args::Redo) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let redone = entre.redo(usize::from(args.count), &desk.now())?;
    desk.out.result("redone", &json!({ "redone": redone }), || {
        let mut page = Page::default();
        for one in &redone {
            let sees = screens::sees(&one.person, !one.private, true);
            page.hanging(0, 2, [plain(say!("redone", what = &one.what)), plain(" "), plain(sees)]);
        }
        page
    });
    Ok(())
}

fn reached(undone: &Undone) -> String {
    let first = undone.person.first_name();
    match undone.reach {
        Reach::Here => say!("had-not-left"),
        Reach::Relay if undone.private => {
            say!("was-with-relay-sealed")
        }
        Reach::Relay => {
            say!("was-with-relay", first = first)
        }
        Reach::Them => say!("they-had-it", first = first),
    }
}
