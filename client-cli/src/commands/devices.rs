//! `device`: list, add, confirm, join, rename, remove.

use std::io::stdin;
use std::path::Path;
use std::time::Duration;

use client::{Entre, LinkAttempt, LinkState, OwnDevice, Unlock, check_invitation, io_words};
use language::say;
use serde_json::json;
use zeroize::Zeroizing;

use crate::args::{self, DeviceCommand};
use crate::ask::Instead;
use crate::commands::pairing::{device_name, origin, unlock};
use crate::desk::Desk;
use crate::fail::{Exit, Fail};
use crate::page::{Page, Span, Table, Tone, faint, plain, strong};
use crate::picture;
use crate::text;
use crate::when;

pub(crate) fn device(desk: &Desk, args: &args::Device) -> Result<(), Fail> {
    match &args.command {
        None | Some(DeviceCommand::List) => list(desk),
        Some(DeviceCommand::Add(args)) => add(desk, args),
        Some(DeviceCommand::Confirm(args)) => confirm(desk, args),
        Some(DeviceCommand::Join(args)) => join(desk, args),
        Some(DeviceCommand::Rename(args)) => rename(desk, args),
        Some(DeviceCommand::Remove(args)) => remove(desk, args),
    }
}

fn list(desk: &Desk) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let devices = entre.devices()?;
    let custody = entre.custody()?;
    let state = entre.link_state()?;
    let now = desk.now();
    let value = json!({ "devices": devices, "root": custody, "adding": state });
    desk.out.result("devices", &value, || {
        let mut page = Page::default();
        let mut table = Table::new(0, 1);
        for device in &devices {
            let since = device.since.map_or_else(String::new, |since| {
                say!(
                    "since",
                    day = when::day(since.to_zoned_datetime(now.time_zone().clone()).date(), now.date())
                )
            });
            table.row([vec![strong(called(device))], standing(device), vec![faint(since)]]);
        }
        page.table(table);
        if custody.here {
            page.blank();
            page.line([plain(say!("no-kit-yet")), faint("entre backup kit")]);
        }
        page
    });
    Ok(())
}

fn standing(device: &OwnDevice) -> Vec<Span> {
    match (device.this, device.active, device.seen) {
        (_, false, _) => vec![Span::new(Tone::Wrong, &say!("removed"))],
        (true, true, _) => vec![plain(say!("this-one"))],
        (false, true, true) => vec![plain(say!("yours"))],
        (false, true, false) => vec![faint(say!("not-synced-yet"))],
    }
}

fn called(device: &OwnDevice) -> String {
    device.name.clone().unwrap_or_else(|| device.id.get(..8).unwrap_or(&device.id).to_owned())
}

fn add(desk: &Desk, args: &args::DeviceAdd) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    {
        // The newcomer finds nothing at a relay that does not know our own stream yet.
        let _waiting = desk.out.waiting(&say!("busy-syncing"));
        drop(desk.block(entre.sync(desk.moment())));
    }
    let code = entre.device_code(args.words, desk.moment())?;
    let posted = {
        let _waiting = desk.out.waiting(&say!("busy-putting-code"));
        match desk.block(entre.move_linking(desk.moment())) {
            Ok(_) => true,
            Err(fail) if fail.exit == Exit::Offline => false,
            Err(fail) => return Err(fail),
        }
    };
    let mut value = serde_json::to_value(&code).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.insert("posted".to_owned(), json!(posted));
    }
    desk.out.result("device_code", &value, || {
        let mut page = Page::default();
        if code.words {
            page.line([plain(say!("on-new-device"))]);
            page.blank();
            page.indented(2, [strong(format!("entre device join --relay {} {}", code.relay, code.code))]);
        } else {
            page.line([plain(say!("on-new-device-paste"))]);
            page.blank();
        }
        page
    });
    if !desk.out.is_json() && !code.words {
        desk.out.raw(&format!("  {}\n", code.code));
        if !desk.out.is_ascii() {
            desk.out.aside(&picture::half_blocks(&code.code).unwrap_or_default());
        }
    }
    let mut hint = Page::default();
    hint.blank();
    hint.line([plain(say!("device-code-warning"))]);
    desk.out.hint(&hint);
    if !desk.ask.is_possible() || !posted {
        return Ok(());
    }
    let kit = kit_words(desk, args.kit.as_deref())?;
    let wait = Duration::from_secs(15 * 60);
    match wait_for(desk, &mut entre, wait, |state| !matches!(state, LinkState::Offered { .. }))? {
        LinkState::Asked { name, words } => let_in(desk, &mut entre, &name, &words, None, kit, wait),
        _ => Ok(()),
    }
}

fn confirm(desk: &Desk, args: &args::DeviceConfirm) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let kit = kit_words(desk, args.kit.as_deref())?;
    let wait = Duration::from_secs(args.wait);
    let state = wait_for(desk, &mut entre, wait, |state| !matches!(state, LinkState::Offered { .. }))?;
    match state {
        LinkState::Asked { name, words } => let_in(desk, &mut entre, &name, &words, args.answer, kit, wait),
        LinkState::Confirmed { name } | LinkState::Ready { name } => {
            certify(desk, &mut entre, &name, kit, wait)
        }
        LinkState::None | LinkState::Offered { .. } => {
            Err(Fail::new(Exit::Failed, "nobody_asks", say!("no-code-entered"))
                .attempt(say!("no-code-entered-join"))
                .attempt(say!("no-code-entered-add")))
        }
    }
}

/// Shows the newcomer and its four words, and goes on as the person says.
fn let_in(
    desk: &Desk,
    entre: &mut Entre,
    name: &str,
    words: &[&str],
    answer: Option<args::Answer>,
    kit: Option<Zeroizing<String>>,
    wait: Duration,
) -> Result<(), Fail> {
    let show = || {
        let mut page = Page::default();
        page.line([plain(say!("device-asks-before")), strong(name), plain(say!("device-asks-after"))]);
        page.blank();
        page.indented(4, [strong(words.join("   "))]);
        page.blank();
        page
    };
    let matched = match answer {
        Some(answer) => answer == args::Answer::Yes,
        None if !desk.ask.is_possible() => {
            let value = json!({ "state": "asked", "name": name, "words": words });
            desk.out.result("device_asks", &value, show);
            return Ok(());
        }
        None => {
            desk.out.question(&show());
            match desk.ask.yes_or_no(&say!("same-four-words"), no_answer())? {
                Some(matched) => matched,
                None => return Ok(()),
            }
        }
    };
    entre.confirm_device(matched)?;
    certify(desk, entre, name, kit, wait)
}

/// Waits for the newcomer's keys, lets the root certify them, and syncs, so that it is in everywhere.
fn certify(
    desk: &Desk,
    entre: &mut Entre,
    name: &str,
    kit: Option<Zeroizing<String>>,
    wait: Duration,
) -> Result<(), Fail> {
    match wait_for(desk, entre, wait, |state| !matches!(state, LinkState::Confirmed { .. }))? {
        LinkState::Ready { .. } => {}
        _ => {
            let value = json!({ "state": "confirmed", "name": name });
            desk.out.result("device_confirmed", &value, || {
                Page::sentence(say!("confirmed-no-answer", name = name))
            });
            return Ok(());
        }
    }
    let kit = match kit {
        None if entre.needs_kit()? && desk.ask.is_possible() => {
            Some(desk.ask.secret(&say!("ask-kit"), no_kit())?)
        }
        given => given,
    };
    let name = entre.certify_device(kit.as_ref().map(|kit| kit.as_str()), desk.moment())?;
    let report = {
        let _waiting = desk.out.waiting(&say!("busy-letting-in"));
        desk.block(entre.sync(desk.moment()))
    };
    let told = report.is_ok();
    let value = json!({ "state": "added", "name": name, "told": told });
    desk.out.result("device_added", &value, || {
        let mut page = Page::default();
        page.line([strong(&name), plain(say!("is-your-device"))]);
        if !told {
            page.line([plain(say!("relay-silent-sync-lets-in"))]);
        }
        page
    });
    if entre.custody()?.here {
        let mut hint = Page::default();
        hint.line([plain(say!("two-devices-no-kit"))]);
        desk.out.hint(&hint);
    }
    Ok(())
}

/// Asks the relay until something has changed or the time is over.
fn wait_for(
    desk: &Desk,
    entre: &mut Entre,
    wait: Duration,
    enough: impl Fn(&LinkState) -> bool,
) -> Result<LinkState, Fail> {
    let _waiting = desk.out.waiting(&say!("busy-waiting-new-device"));
    desk.block(async {
        let until = tokio::time::Instant::now() + wait;
        loop {
            let state = entre.move_linking(desk.moment()).await?;
            if enough(&state) || tokio::time::Instant::now() >= until {
                return Ok(state);
            }
            tokio::time::sleep(LOOK).await;
        }
    })
}

/// Who asks to be let in.
enum Newcomer {
    /// A device whose home will be made; how its key is to be kept.
    New(Unlock),
    /// One that was let in before, and is known from nothing any more.
    Known(Box<Entre>),
}

fn join(desk: &Desk, args: &args::DeviceJoin) -> Result<(), Fail> {
    let there = if args.again { Some(Box::new(desk.open()?)) } else { None };
    if there.is_none() && desk.home.exists() {
        return Err(Fail::new(Exit::Failed, "exists", say!("home-exists"))
            .because(say!("home-exists-where", folder = desk.home.folder().display().to_string()))
            .because(say!("device-needs-empty"))
            .attempt("entre --home DIR device join")
            .attempt(say!("join-again-try")));
    }
    let code = match args.code.as_slice() {
        [dash] if dash == "-" => text::read(&mut stdin().lock())?,
        [] => desk.ask.line(&say!("paste-device-code"), None, no_code())?,
        words => words.join(" "),
    };
    let relay = args.relay.as_deref().map(origin).transpose()?;
    let mut newcomer = match there {
        Some(entre) => Newcomer::Known(entre),
        None => Newcomer::New(unlock(desk, args.unlock)?),
    };
    let (attempt, words) = {
        let _waiting = desk.out.waiting(&say!("busy-asking-relay"));
        let attempt = desk.block(async {
            let checked = check_invitation(&code, relay.as_ref(), desk.moment()).await?;
            match &mut newcomer {
                Newcomer::New(_) => {
                    let name = device_name(args.device.as_deref());
                    LinkAttempt::begin(&checked, &name, desk.moment()).await
                }
                Newcomer::Known(entre) => LinkAttempt::begin_again(entre, &checked, desk.moment()).await,
            }
        })?;
        let words = attempt.words();
        (attempt, words)
    };
    let mut page = Page::default();
    page.line([plain(say!("other-device-shows"))]);
    page.blank();
    page.indented(4, [strong(words.join("   "))]);
    page.blank();
    if !desk.out.is_json() {
        desk.out.question(&page);
    }
    let wait = Duration::from_secs(args.wait);
    let mut entre = {
        let _waiting = desk.out.waiting(&say!("busy-waiting-other-device"));
        match newcomer {
            Newcomer::New(lock) => desk.block(attempt.finish(&desk.home, &lock, desk.moment(), wait))?,
            Newcomer::Known(mut entre) => {
                desk.block(attempt.finish_again(&mut entre, desk.moment(), wait))?;
                *entre
            }
        }
    };
    let complete = {
        let _waiting = desk.out.waiting(&say!("busy-fetching"));
        desk.block(first_sync(&mut entre, desk, wait))?
    };
    let people: Vec<String> = entre.people()?.into_iter().map(|line| line.person.name).collect();
    let value = json!({
        "words": words,
        "name": entre.name(),
        "device": entre.device_name(),
        "people": people,
        "complete": complete,
    });
    desk.out.result("device_joined", &value, || {
        let mut page = Page::default();
        if complete {
            page.line([strong(entre.device_name()), plain(say!("is-a-device-of", name = entre.name()))]);
            page.line([plain(match people.as_slice() {
                [] => say!("nobody-here-yet"),
                people => say!("you-meet", people = people.join(", ")),
            })]);
        } else {
            page.line([plain(say!("not-let-in-yet"))]);
        }
        page
    });
    Ok(())
}

/// Syncs until the other device has let this one in and everything is here, or the time is over.
async fn first_sync(entre: &mut Entre, desk: &Desk, wait: Duration) -> Result<bool, Fail> {
    let until = tokio::time::Instant::now() + wait;
    loop {
        let report = entre.sync(desk.moment()).await?;
        let waits = report.shut_out || report.people.iter().any(|person| person.waiting_for_them);
        if !waits {
            return Ok(true);
        }
        if tokio::time::Instant::now() >= until {
            return Ok(false);
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn rename(desk: &Desk, args: &args::DeviceRename) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let device = entre.rename_device(&args.device, &args.name, desk.moment())?;
    desk.out.result("device", &device, || Page::sentence(say!("device-is-called", name = called(&device))));
    Ok(())
}

fn remove(desk: &Desk, args: &args::DeviceRemove) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    if !args.yes {
        let mut page = Page::default();
        page.line([plain(say!("removal-means"))]);
        desk.out.question(&page);
        let question = say!("remove-question", device = &args.device);
        if desk.ask.yes_or_no(&question, no_removal())? != Some(true) {
            return Ok(());
        }
    }
    // What it wrote and sent so far counts; what it sends afterwards does not.
    {
        let _waiting = desk.out.waiting(&say!("busy-fetching-last"));
        // Whatever hinders this must not keep a stolen device in.
        drop(desk.block(entre.sync(desk.moment())));
    }
    let device = entre.remove_device(&args.device)?;
    let told = {
        let _waiting = desk.out.waiting(&say!("busy-telling"));
        match desk.block(entre.sync(desk.moment())) {
            Ok(report) => report.settled,
            Err(fail) if matches!(fail.exit, Exit::Offline | Exit::Safety) => false,
            Err(fail) => return Err(fail),
        }
    };
    let custody = entre.custody()?;
    // Until the kit is confirmed the root lies on the device that was set up first.
    let may_hold_root = !custody.here && custody.confirmed.is_none();
    let value = json!({ "device": device, "told": told, "may_hold_root": may_hold_root });
    desk.out.result("device_removed", &value, || {
        let mut page = Page::default();
        page.line([strong(called(&device)), plain(say!("is-removed"))]);
        if told {
            page.line([plain(say!("others-will-know"))]);
        } else {
            page.line([plain(say!("not-everybody-told"))]);
        }
        if may_hold_root {
            page.line([plain(say!("root-may-be-there"))]);
        }
        page
    });
    Ok(())
}

/// The words of the kit from stdin or a file; never from the command line.
pub(crate) fn kit_words(desk: &Desk, from: Option<&Path>) -> Result<Option<Zeroizing<String>>, Fail> {
    match from {
        None => Ok(None),
        Some(path) if path == Path::new("-") && desk.ask.is_possible() => {
            desk.ask.secret(&say!("ask-kit"), no_kit()).map(Some)
        }
        Some(path) if path == Path::new("-") => {
            text::read(&mut stdin().lock()).map(|words| Some(Zeroizing::new(words)))
        }
        Some(path) => {
            std::fs::read_to_string(path).map(|words| Some(Zeroizing::new(words))).map_err(|error| {
                Fail::new(
                    Exit::Usage,
                    "input_failed",
                    say!("path-unreadable", path = path.display().to_string(), error = io_words(&error)),
                )
            })
        }
    }
}

const LOOK: Duration = Duration::from_millis(500);

fn no_code() -> Instead {
    Instead::new(say!("missing-code"), ["entre device join - < code.txt"])
}

fn no_answer() -> Instead {
    Instead::new(say!("missing-answer"), ["entre device confirm --answer yes"])
}

fn no_kit() -> Instead {
    Instead::new(say!("missing-kit"), [say!("try-with-kit")])
}

fn no_removal() -> Instead {
    Instead::new(say!("missing-confirmation"), ["entre device remove NAME --yes"])
}
