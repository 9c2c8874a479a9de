//! `sync`: once, or until Ctrl-C.

use client::{SafetyEvent, SyncReport, WatchNews};
use language::say;

use crate::args;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, Span, Tone, faint, plain};

pub(crate) fn sync(desk: &Desk, args: &args::Sync) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    if args.watch {
        desk.out.hint(&Page::sentence(say!("watching")));
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
        let _waiting = desk.out.waiting(&say!("busy-syncing"));
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
    page.line([plain(say!("sent-received", sent = report.sent, received = report.received))]);
    if report.shut_out {
        page.line([plain(say!("device-not-let-in"))]);
        page.line([faint(say!("device-not-let-in-again"))]);
    }
    for person in report.people.iter().filter(|person| person.waiting_for_them && !report.shut_out) {
        page.line([plain(say!("has-to-sync", name = person.name))]);
    }
    for person in report.people.iter().filter(|person| person.wrote) {
        page.line([plain(say!("wrote", name = person.name, first = first(&person.name)))]);
    }
    for person in report.people.iter().filter(|person| person.held_back > 0) {
        page.line([plain(say!("held-back", name = person.name, count = person.held_back))]);
    }
    if report.held_back > 0 {
        page.line([plain(say!("held-back-own", count = report.held_back))]);
    }
    if report.waiting > 0 {
        page.line([plain(say!("still-waits", count = report.waiting))]);
    }
    events(&mut page, &report.events);
    page
}

/// What a person should know of.
pub(super) fn events(page: &mut Page, events: &[SafetyEvent]) {
    for event in events {
        page.line([Span::new(Tone::Wrong, &say!("word-note")), plain(format!(" {}.", event.text))]);
    }
}

fn watch_line(news: &WatchNews) -> Page {
    let whom = |person: &Option<String>| person.clone().unwrap_or_else(|| say!("your-own-notes"));
    Page::sentence(match news {
        WatchNews::Sent { person, count } => say!("watch-sent", count = count, whom = whom(person)),
        WatchNews::Received { person, count } => say!("watch-received", count = count, whom = whom(person)),
        WatchNews::Offline { reason, retry_seconds } => {
            say!("trying-again", reason = reason, retry_seconds = *retry_seconds)
        }
        WatchNews::Pairing { text } | WatchNews::Notice { text } => format!("{text}."),
    })
}

fn first(name: &str) -> String {
    name.split_whitespace().next().unwrap_or(name).to_lowercase()
}
