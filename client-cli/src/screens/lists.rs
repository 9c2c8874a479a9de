//! Lists: today, people, status, log, and the welcome.

use client::{
    AgendaScreen, Log, LogLine, NotebookStatus, PersonLine, PersonStatus, Phase, Reach, SafetyEvent,
    StatusScreen,
};
use jiff::{SignedDuration, ZonedDateTime};
use language::say;

use crate::page::{Page, Span, Table, Tone, faint, plain, strong};
use crate::when;

/// What somebody sees who has not set up anything.
pub(crate) fn welcome() -> Page {
    let mut page = Page::default();
    page.line([strong(say!("welcome-title")), plain(say!("welcome-promise"))]);
    page.blank();
    page.hanging(2, 37, [plain("entre demo                         "), faint(say!("welcome-demo"))]);
    page.hanging(2, 37, [plain("entre init                         "), faint(say!("welcome-init"))]);
    page.hanging(2, 37, [plain("entre accept                       "), faint(say!("welcome-accept"))]);
    page
}

/// Everybody, what waits, and one next step.
pub(crate) fn today(rows: &[(PersonLine, AgendaScreen)], status: &StatusScreen, now: &ZonedDateTime) -> Page {
    let mut page = Page::default();
    page.line([strong(when::weekday_and_date(now.date()))]);
    let mut table = Table::new(2, 2);
    for (line, screen) in rows.iter().filter(|(line, _)| line.person.phase != Phase::Ended) {
        let next = screen.agenda.meeting.as_ref().map_or_else(String::new, |meeting| {
            let starts = meeting.occurrence.starts.timestamp().to_zoned_datetime(now.time_zone().clone());
            format!("{} {}", when::day(starts.date(), now.date()), starts.strftime("%H:%M"))
        });
        table.row([vec![strong(&line.person.name)], vec![plain(next)], what_waits(line, screen)]);
    }
    page.blank();
    if table.is_empty() {
        page.line([plain(say!("no-one-here")), faint(say!("invite-or-accept"))]);
        return page;
    }
    page.table(table);
    page.blank();
    page.line([faint(synced(status, now))]);
    page
}

fn what_waits(line: &PersonLine, screen: &AgendaScreen) -> Vec<Span> {
    match line.person.phase {
        Phase::Invited => return vec![faint(say!("invited-not-joined"))],
        Phase::Accepted => return vec![faint(say!("waiting-for-answer"))],
        _ => {}
    }
    let mine = screen.agenda.topics.iter().filter(|topic| topic.by == Some(line.person.you)).count();
    let theirs = screen.agenda.topics.len() - mine;
    let actions = screen.agenda.actions.len();
    let mut parts = Vec::new();
    if theirs > 0 {
        parts.push(say!("topics-from", count = theirs, name = line.person.first_name()));
    }
    if mine > 0 {
        parts.push(say!("from-you", mine = mine));
    }
    if actions > 0 {
        parts.push(say!("actions-open", count = actions));
    }
    let mut spans = vec![plain(if parts.is_empty() { say!("nothing-yet") } else { parts.join(", ") })];
    if line.person.paused {
        spans.push(Span::new(Tone::Wrong, &say!("gap-paused")));
    } else if !line.person.checked {
        spans.push(Span::new(Tone::Wrong, &say!("gap-not-compared")));
    }
    spans
}

/// Everybody with how far pairing has come.
pub(crate) fn people(people: &[PersonLine], now: &ZonedDateTime) -> Page {
    let mut page = Page::default();
    let mut table = Table::new(0, 2);
    let is_away = |line: &&PersonLine| line.person.put_away.is_some() && line.person.phase != Phase::Ended;
    for line in people.iter().filter(|line| !is_away(line)) {
        let role = match line.person.you {
            agenda::Member::Manager => say!("you-manage"),
            agenda::Member::Report => say!("you-report"),
        };
        let standing = match (line.person.phase, line.person.checked) {
            _ if line.person.paused => vec![Span::new(Tone::Wrong, &say!("paused-compare"))],
            (Phase::Invited, _) => vec![faint(say!("invited-not-joined"))],
            (Phase::Accepted, _) => vec![faint(say!("you-joined"))],
            (Phase::Ended, _) if line.met => vec![faint(say!("no-longer"))],
            (Phase::Ended, _) => vec![faint(say!("invitation-is-over"))],
            (Phase::Live, true) => vec![plain(say!("checked"))],
            (Phase::Live, false) => vec![Span::new(Tone::Wrong, &say!("not-compared"))],
        };
        let heard = line.heard.map_or_else(String::new, |heard| {
            say!("heard", when = when::ago(heard, now.timestamp(), now.time_zone()))
        });
        table.row([vec![strong(&line.person.name)], vec![plain(role)], standing, vec![faint(heard)]]);
    }
    let mut away = Table::new(0, 1);
    for line in people.iter().filter(is_away) {
        let since = line.person.put_away.map(|since| when::day(since, now.date())).unwrap_or_default();
        away.row([vec![strong(&line.person.name)], vec![faint(say!("put-away-since", date = since))]]);
    }
    if table.is_empty() && away.is_empty() {
        page.line([plain(say!("no-one-here")), faint(say!("invite-or-accept"))]);
    }
    if !table.is_empty() {
        page.table(table);
    }
    if !away.is_empty() {
        page.blank();
        page.line([strong(say!("people-put-away"))]);
        page.table(away);
    }
    page
}

/// What is lost if this device is lost.
fn safety(status: &StatusScreen, now: &ZonedDateTime) -> String {
    let devices = say!("devices-count", count = status.devices.max(1));
    match (status.root.here, status.root.confirmed) {
        (true, _) if status.devices <= 1 => {
            say!("safety-no-kit-one")
        }
        (true, _) => say!("safety-no-kit", devices = devices),
        (false, Some(when)) => {
            let day = when.to_zoned_datetime(now.time_zone().clone()).date();
            say!("safety-kit", devices = devices, when = when::day(day, now.date()))
        }
        (false, None) => say!("safety-root-elsewhere", devices = devices),
    }
}

/// How things stand, from evidence.
pub(crate) fn status(status: &StatusScreen, now: &ZonedDateTime) -> Page {
    let mut page = Page::default();
    let mut table = Table::new(0, 1);
    let label = |text: &str| vec![strong(format!("{text:<9}"))];
    table.row([
        label(&say!("label-you")),
        vec![plain(say!(
            "status-you",
            name = &status.name,
            device = &status.device,
            place = place(status.unlock)
        ))],
    ]);
    let live: Vec<&PersonStatus> =
        status.people.iter().filter(|person| person.phase != Phase::Ended).collect();
    let checked = live.iter().filter(|person| person.checked).count();
    let unchecked: Vec<&str> =
        live.iter().filter(|person| !person.checked).map(|person| person.name.as_str()).collect();
    let people = match (live.len(), unchecked.as_slice()) {
        (0, _) => say!("no-one-yet"),
        (_, []) => say!("people-checked", checked = checked),
        _ => say!(
            "people-not-checked",
            checked = checked,
            count = unchecked.len(),
            names = unchecked.join(", ")
        ),
    };
    table.row([label(&say!("label-people")), vec![plain(people)]]);
    table.row([label(&say!("label-sync")), vec![plain(synced(status, now))]]);
    if let Some(relay) = &status.relay {
        let relay = relay.split_once("://").map_or(relay.as_str(), |(_, rest)| rest);
        let held = say!(
            "relay-holds",
            relay = relay,
            envelopes = say!("sealed-envelopes", count = status.envelopes),
            size = status.bytes.div_ceil(1024)
        );
        table.row([label(&say!("label-relay")), vec![plain(held)]]);
        table.row([label(""), vec![faint(say!("relay-can-see"))]]);
    } else {
        table.row([label(&say!("label-relay")), vec![plain(say!("none-named"))]]);
    }
    if status.own.shut_out {
        table.row([label(""), vec![Span::new(Tone::Wrong, &say!("device-not-let-in"))]]);
        table.row([label(""), vec![faint(say!("device-not-let-in-again"))]]);
    }
    notebook(&mut table, &say!("your-own-notes"), &status.own);
    for person in &live {
        if let Some(paused) = &person.paused {
            let text = format!("{paused}: entre verify \"{}\"", person.name);
            table.row([label(""), vec![Span::new(Tone::Wrong, &text)]]);
        }
        if person.notebook.shut_out && !status.own.shut_out {
            table.row([label(""), vec![plain(say!("has-to-sync", name = &person.name))]]);
        }
        notebook(&mut table, &person.name, &person.notebook);
        if let Some(heard) =
            person.heard.filter(|heard| now.timestamp().duration_since(*heard) > LONG_SILENCE)
        {
            let ago = when::ago(heard, now.timestamp(), now.time_zone());
            table.row([label(""), vec![plain(say!("last-heard", name = person.name, ago = ago))]]);
        }
    }
    table.row([label(&say!("label-safety")), vec![plain(safety(status, now))]]);
    for event in &status.events {
        let ago = when::ago(event.at, now.timestamp(), now.time_zone());
        table.row([
            label(&say!("label-noticed")),
            vec![Span::new(Tone::Wrong, &format!("{} ({ago})", event.text))],
        ]);
    }
    page.table(table);
    page
}

/// What is not as it should be in one notebook.
fn notebook(table: &mut Table, name: &str, notebook: &NotebookStatus) {
    let mut row = |tone: Option<Tone>, text: String| {
        let span = tone.map_or_else(|| plain(text.clone()), |tone| Span::new(tone, &text));
        table.row([vec![strong(format!("{:<9}", ""))], vec![span]]);
    };
    if let Some(refused) = &notebook.refused {
        row(Some(Tone::Wrong), say!("notebook-refused", name = name, refused = refused));
    }
    if notebook.missing > 0 {
        row(Some(Tone::Wrong), say!("notebook-missing", name = name, count = notebook.missing));
    }
    if notebook.held_back > 0 {
        row(None, say!("notebook-held-back", name = name, count = notebook.held_back));
    }
    if notebook.uncounted > 0 {
        row(None, say!("notebook-uncounted", name = name, count = notebook.uncounted));
    }
    if notebook.quarantined > 0 {
        row(Some(Tone::Wrong), say!("notebook-quarantined", name = name, count = notebook.quarantined));
    }
}

fn place(unlock: &str) -> String {
    match unlock {
        "keyring" => say!("place-keyring"),
        "passphrase" => say!("place-passphrase"),
        _ => say!("place-file"),
    }
}

/// Own actions, newest first, with how far each has come.
pub(crate) fn log(log: &Log, now: &ZonedDateTime) -> Page {
    let mut table = Table::new(2, 2);
    let mut events = log.events.iter().peekable();
    for line in &log.log {
        while let Some(event) = events.next_if(|event| event.at >= line.at) {
            table.row(noticed(event, now));
        }
        table.row(done(line, now));
    }
    for event in events {
        table.row(noticed(event, now));
    }
    let mut page = Page::default();
    if !table.is_empty() {
        page.table(table);
    }
    page
}

fn done(line: &LogLine, now: &ZonedDateTime) -> [Vec<Span>; 5] {
    let first = line.person.split_whitespace().next().unwrap_or(&line.person);
    let reach = match line.reach {
        Reach::Here => say!("reach-here"),
        Reach::Relay => say!("reach-relay"),
        Reach::Them => say!("reach-them", first = first),
    };
    let what = if line.undone { say!("taken-back", what = &line.what) } else { line.what.clone() };
    let tone = if line.private { Tone::Private } else { Tone::Plain };
    [
        vec![faint(line.number.to_string())],
        vec![faint(when::ago(line.at, now.timestamp(), now.time_zone()))],
        vec![Span::new(tone, &what)],
        vec![faint(first)],
        vec![faint(reach)],
    ]
}

fn noticed(event: &SafetyEvent, now: &ZonedDateTime) -> [Vec<Span>; 5] {
    let first =
        event.person.as_deref().and_then(|person| person.split_whitespace().next()).unwrap_or_default();
    [
        Vec::new(),
        vec![faint(when::ago(event.at, now.timestamp(), now.time_zone()))],
        vec![Span::new(Tone::Wrong, &event.text)],
        vec![faint(first)],
        vec![faint(say!("noticed"))],
    ]
}

fn synced(status: &StatusScreen, now: &ZonedDateTime) -> String {
    let waiting = say!("waits-here", count = status.waiting);
    match status.synced {
        Some(synced) => {
            say!("synced", when = when::ago(synced, now.timestamp(), now.time_zone()), waiting = waiting)
        }
        None if status.relay.is_none() => waiting,
        None => say!("not-in-step", waiting = waiting),
    }
}

/// After this long without a word of somebody, that is said: a relay that holds everything back looks like silence.
const LONG_SILENCE: SignedDuration = SignedDuration::from_hours(7 * 24);
