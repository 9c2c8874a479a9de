//! How somebody is, and who talked.

use agenda::CheckIn;
use language::say;
use serde_json::json;

use crate::args;
use crate::commands::looking::meeting_of;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, Span, Tone, faint, plain};
use crate::screens;

pub(crate) fn check_in(desk: &Desk, args: &args::CheckIn) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let now = desk.now();
    if let Some(args::CheckInCommand::Share(share)) = &args.command {
        let person = desk.person(&mut entre, share.person.as_deref())?;
        let of = meeting_of(&mut entre, &person, share.on.as_deref(), now.date())?;
        let done = entre.share_check_in(&person, of, &now)?;
        desk.out.result("shared", &done, || {
            let mut page = Page::default();
            page.line([
                plain(say!("check-in-shared")),
                plain(" "),
                faint(screens::sees(&person, true, done.changed)),
            ]);
            page
        });
        return Ok(());
    }
    let person = desk.person(&mut entre, args.person.as_deref())?;
    let said = CheckIn { mood: args.mood, workload: args.workload, word: args.word.clone() };
    if said.is_empty() {
        let trend = entre.trend(&person, now.date())?;
        desk.out.result("check_ins", &json!({ "person": person, "trend": trend }), || {
            screens::trend(&trend, now.date())
        });
        return Ok(());
    }
    let done = entre.check_in(&person, &said, &now)?;
    desk.out.result("kept", &done, || {
        let mut page = Page::default();
        page.line([Span::new(Tone::Private, &say!("check-in-kept"))]);
        page
    });
    desk.out.hint(&Page::sentence(say!("check-in-hint", name = person.first_name().to_lowercase())));
    Ok(())
}

pub(crate) fn talk(desk: &Desk, args: &args::Talk) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, args.person.as_deref())?;
    let now = desk.now();
    let on = match (args.on, args.off) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    let changed = match (on, args.aim) {
        (None, None) => None,
        (on, aim) => Some(entre.set_talk(&person, on, aim, &now)?),
    };
    let (view, [mine, theirs]) = entre.talk(&person, now.date())?;
    let value = json!({ "you": person.you, "person": person, "yours": mine, "theirs": theirs, "talk": view, "changed": changed });
    desk.out.result("talk", &value, || {
        let mut page = screens::talk(&person, &view, [mine, theirs], now.date());
        if let Some(changed) = changed {
            page.line([faint(screens::sees(&person, true, changed))]);
        }
        page
    });
    Ok(())
}
