//! Lists: today, people, status, log, and the welcome.

use client::{
    AgendaScreen, Log, LogLine, NotebookStatus, PersonLine, PersonStatus, Phase, Reach, SafetyEvent,
    StatusScreen,
};
use jiff::{SignedDuration, ZonedDateTime};

use crate::page::{Page, Span, Table, Tone, faint, plain, strong};
use crate::when;

/// What somebody sees who has not set up anything.
pub(crate) fn welcome() -> Page {
    let mut page = Page::default();
    page.line([
        strong("Private one-to-ones."),
        plain(" Notes stay on your devices; the relay only carries sealed envelopes."),
    ]);
    page.blank();
    page.hanging(
        2,
        37,
        [
            plain("entre demo                         "),
            faint("two people and a relay on this machine, one minute"),
        ],
    );
    page.hanging(2, 37, [plain("entre init                         "), faint("set up, to invite somebody")]);
    page.hanging(2, 37, [plain("entre accept                       "), faint("if somebody sent you a code")]);
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
        page.line([plain("No one here yet.  "), faint("entre invite NAME   or   entre accept")]);
        return page;
    }
    page.table(table);
    page.blank();
    page.line([faint(synced(status, now))]);
    page
}

fn what_waits(line: &PersonLine, screen: &AgendaScreen) -> Vec<Span> {
    match line.person.phase {
        Phase::Invited => return vec![faint("invited, has not joined yet")],
        Phase::Accepted => return vec![faint("waiting for their answer: entre sync")],
        _ => {}
    }
    let mine = screen.agenda.topics.iter().filter(|topic| topic.by == Some(line.person.you)).count();
    let theirs = screen.agenda.topics.len() - mine;
    let actions = screen.agenda.actions.len();
    let mut parts = Vec::new();
    if theirs > 0 {
        parts.push(format!("{} from {}", count(theirs, "topic"), line.person.first_name()));
    }
    if mine > 0 {
        parts.push(format!("{mine} from you"));
    }
    if actions > 0 {
        parts.push(format!("{} open", count(actions, "action")));
    }
    let mut spans = vec![plain(if parts.is_empty() { "nothing yet".to_owned() } else { parts.join(", ") })];
    if line.person.paused {
        spans.push(Span::new(Tone::Wrong, "  paused: compare the words"));
    } else if !line.person.checked {
        spans.push(Span::new(Tone::Wrong, "  words not compared"));
    }
    spans
}

/// Everybody with how far pairing has come.
pub(crate) fn people(people: &[PersonLine], now: &ZonedDateTime) -> Page {
    let mut page = Page::default();
    let mut table = Table::new(0, 2);
    for line in people {
        let role = match line.person.you {
            agenda::Member::Manager => "you manage",
            agenda::Member::Report => "you report",
        };
        let standing = match (line.person.phase, line.person.checked) {
            _ if line.person.paused => vec![Span::new(Tone::Wrong, "paused: compare the words")],
            (Phase::Invited, _) => vec![faint("invited, has not joined yet")],
            (Phase::Accepted, _) => vec![faint("you joined, waiting for their answer")],
            (Phase::Ended, _) => vec![faint("the invitation is over")],
            (Phase::Live, true) => vec![plain("checked")],
            (Phase::Live, false) => vec![Span::new(Tone::Wrong, "words not compared")],
        };
        let heard = line.heard.map_or_else(String::new, |heard| {
            format!("heard {}", when::ago(heard, now.timestamp(), now.time_zone()))
        });
        table.row([vec![strong(&line.person.name)], vec![plain(role)], standing, vec![faint(heard)]]);
    }
    if table.is_empty() {
        page.line([plain("No one here yet.  "), faint("entre invite NAME   or   entre accept")]);
    } else {
        page.table(table);
    }
    page
}

/// What is lost if this device is lost.
fn safety(status: &StatusScreen, now: &ZonedDateTime) -> String {
    let devices = match status.devices {
        0 | 1 => "one device".to_owned(),
        count => format!("{count} devices"),
    };
    match (status.root.here, status.root.confirmed) {
        (true, _) if status.devices <= 1 => {
            "no recovery kit. If this device is lost, your private notes are lost: entre backup kit"
                .to_owned()
        }
        (true, _) => format!("{devices}, no recovery kit yet: entre backup kit"),
        (false, Some(when)) => {
            let day = when.to_zoned_datetime(now.time_zone().clone()).date();
            format!("{devices}; recovery kit on paper, {}", when::day(day, now.date()))
        }
        (false, None) => format!("{devices}; the root of your identity is not on this one"),
    }
}

/// How things stand, from evidence.
pub(crate) fn status(status: &StatusScreen, now: &ZonedDateTime) -> Page {
    let mut page = Page::default();
    let mut table = Table::new(0, 1);
    let label = |text: &str| vec![strong(format!("{text:<9}"))];
    table.row([
        label("You"),
        vec![plain(format!(
            "{}: {} (this one), key in the {}",
            status.name,
            status.device,
            place(status.unlock)
        ))],
    ]);
    let live: Vec<&PersonStatus> =
        status.people.iter().filter(|person| person.phase != Phase::Ended).collect();
    let checked = live.iter().filter(|person| person.checked).count();
    let unchecked: Vec<&str> =
        live.iter().filter(|person| !person.checked).map(|person| person.name.as_str()).collect();
    let people = match (live.len(), unchecked.as_slice()) {
        (0, _) => "no one yet".to_owned(),
        (_, []) => format!("{checked} checked"),
        _ => format!("{checked} checked, {} not: {}", unchecked.len(), unchecked.join(", ")),
    };
    table.row([label("People"), vec![plain(people)]]);
    table.row([label("Sync"), vec![plain(synced(status, now))]]);
    if let Some(relay) = &status.relay {
        let relay = relay.split_once("://").map_or(relay.as_str(), |(_, rest)| rest);
        let held = format!(
            "{relay}; holds {} for you, {} KiB",
            count_u64(status.envelopes, "sealed envelope"),
            status.bytes.div_ceil(1024)
        );
        table.row([label("Relay"), vec![plain(held)]]);
        table.row([
            label(""),
            vec![faint("it can see when you sync, how much, and your IP address; no words, titles or names")],
        ]);
    } else {
        table.row([label("Relay"), vec![plain("none named yet")]]);
    }
    notebook(&mut table, "your own notes", &status.own);
    for person in &live {
        if let Some(paused) = &person.paused {
            let text = format!("{paused}: entre verify \"{}\"", person.name);
            table.row([label(""), vec![Span::new(Tone::Wrong, &text)]]);
        }
        notebook(&mut table, &person.name, &person.notebook);
        if let Some(heard) =
            person.heard.filter(|heard| now.timestamp().duration_since(*heard) > LONG_SILENCE)
        {
            let ago = when::ago(heard, now.timestamp(), now.time_zone());
            table.row([label(""), vec![plain(format!("last heard from {}: {ago}", person.name))]]);
        }
    }
    table.row([label("Safety"), vec![plain(safety(status, now))]]);
    for event in &status.events {
        let ago = when::ago(event.at, now.timestamp(), now.time_zone());
        table.row([label("Noticed"), vec![Span::new(Tone::Wrong, &format!("{} ({ago})", event.text))]]);
    }
    page.table(table);
    page
}

/// What is not as it should be in one notebook.
fn notebook(table: &mut Table, name: &str, notebook: &NotebookStatus) {
    let mut say = |tone: Option<Tone>, text: String| {
        let span = tone.map_or_else(|| plain(text.clone()), |tone| Span::new(tone, &text));
        table.row([vec![strong(format!("{:<9}", ""))], vec![span]]);
    };
    if let Some(refused) = &notebook.refused {
        say(Some(Tone::Wrong), format!("{name}: {refused}"));
    }
    if notebook.missing > 0 {
        let missing = count_u64(notebook.missing, "envelope");
        say(Some(Tone::Wrong), format!("{name}: {missing} that others have read did not come in"));
    }
    if notebook.held_back > 0 {
        let held_back = count(notebook.held_back, "envelope");
        say(None, format!("{name}: {held_back} wait for something that is missing"));
    }
    if notebook.uncounted > 0 {
        let uncounted = count(notebook.uncounted, "envelope");
        say(None, format!("{name}: {uncounted} of a removed device came too late to count"));
    }
    if notebook.quarantined > 0 {
        let quarantined = count(notebook.quarantined, "envelope");
        say(Some(Tone::Wrong), format!("{name}: {quarantined} refused as unsound"));
    }
}

fn place(unlock: &str) -> &'static str {
    match unlock {
        "keyring" => "system's keyring",
        "passphrase" => "store, behind a passphrase",
        _ => "file store.key beside the store",
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
        Reach::Here => "not sent yet".to_owned(),
        Reach::Relay => "with the relay".to_owned(),
        Reach::Them => format!("{first} has it"),
    };
    let what = if line.undone { format!("{} (taken back)", line.what) } else { line.what.clone() };
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
        vec![faint("noticed")],
    ]
}

fn synced(status: &StatusScreen, now: &ZonedDateTime) -> String {
    let waiting = match status.waiting {
        0 => "nothing waiting".to_owned(),
        1 => "1 change waits here".to_owned(),
        count => format!("{count} changes wait here"),
    };
    match status.synced {
        Some(synced) => format!("synced {}, {waiting}", when::ago(synced, now.timestamp(), now.time_zone())),
        None if status.relay.is_none() => waiting,
        None => format!("not in step with the relay yet, {waiting}"),
    }
}

fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

fn count_u64(number: u64, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// After this long without a word of somebody, that is said: a relay that holds everything back looks like silence.
const LONG_SILENCE: SignedDuration = SignedDuration::from_hours(7 * 24);
