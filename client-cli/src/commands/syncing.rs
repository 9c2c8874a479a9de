//! `sync`: once, or until Ctrl-C.

use client::{SafetyEvent, SyncReport, WatchNews};

use crate::args;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, Span, Tone, plain};

pub(crate) fn sync(desk: &Desk, args: &args::Sync) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    if args.watch {
        desk.out.hint(&Page::sentence("Connected as long as this runs. Ctrl-C ends it."));
        let mut on = |news: WatchNews| {
            let line = watch_line(&news);
            // One object a line: watching has no end at which one could stand.
            desk.out.result("watch", &news, || line);
        };
        return desk.block(async {
            let interrupted = async {
                // Where no signal can be had, watching ends with the terminal.
                if tokio::signal::ctrl_c().await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            entre.watch(interrupted, &mut on).await
        });
    }
    let report = {
        let _waiting = desk.out.waiting("syncing");
        desk.block(entre.sync(desk.moment()))?
    };
    desk.out.result("sync", &report, || report_page(&report));
    Ok(())
}

fn report_page(report: &SyncReport) -> Page {
    let mut page = Page::default();
    for news in &report.pairing {
        page.line([plain(format!("{}.", news.text))]);
    }
    let sent = match report.sent {
        0 => "Sent nothing new".to_owned(),
        1 => "Sent 1 change".to_owned(),
        count => format!("Sent {count} changes"),
    };
    let received = match report.received {
        0 => "received nothing new".to_owned(),
        1 => "received 1 envelope".to_owned(),
        count => format!("received {count} envelopes"),
    };
    page.line([plain(format!("{sent}, {received}."))]);
    if report.shut_out {
        page.line([plain("The relay does not let this device in. Another of your devices has not let it in yet, or has removed it.")]);
    }
    for person in report.people.iter().filter(|person| person.waiting_for_them && !report.shut_out) {
        page.line([plain(format!("{} has to sync before you are let in.", person.name))]);
    }
    for person in report.people.iter().filter(|person| person.wrote) {
        page.line([plain(format!("{} wrote: entre agenda {}", person.name, first(&person.name)))]);
    }
    if report.waiting > 0 {
        let verb = if report.waiting == 1 { "waits" } else { "wait" };
        page.line([plain(format!("{} still {verb} on this device.", changes(report.waiting)))]);
    }
    events(&mut page, &report.events);
    page
}

/// What a person should know of.
pub(super) fn events(page: &mut Page, events: &[SafetyEvent]) {
    for event in events {
        page.line([Span::new(Tone::Wrong, "note:"), plain(format!(" {}.", event.text))]);
    }
}

fn watch_line(news: &WatchNews) -> Page {
    let whom = |person: &Option<String>| person.clone().unwrap_or_else(|| "your own notes".to_owned());
    Page::sentence(match news {
        WatchNews::Sent { person, count } => format!("Sent {} ({}).", changes(*count as u64), whom(person)),
        WatchNews::Received { person, count: 1 } => format!("1 envelope came in from {}.", whom(person)),
        WatchNews::Received { person, count } => format!("{count} envelopes came in from {}.", whom(person)),
        WatchNews::Offline { reason, retry_seconds } => {
            format!("{reason}. Trying again within {retry_seconds} s.")
        }
        WatchNews::Pairing { text } | WatchNews::Notice { text } => format!("{text}."),
    })
}

fn changes(count: u64) -> String {
    if count == 1 { "1 change".to_owned() } else { format!("{count} changes") }
}

fn first(name: &str) -> String {
    name.split_whitespace().next().unwrap_or(name).to_lowercase()
}
