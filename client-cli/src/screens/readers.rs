//! Who can read this: persons and devices, the relay, nobody else, and what no program can promise.

use client::{DeviceLine, PauseReason, PersonReaders, ReadersScreen};
use jiff::{Timestamp, ZonedDateTime};
use language::say;

use crate::page::{Page, Sign, Span, Table, Tone, faint, plain, strong};
use crate::when;

/// What the relay can see of a notebook.
pub(crate) fn relay_sees() -> String {
    say!("relay-sees")
}

/// What no program can promise.
pub(crate) fn limits(first: &str) -> [String; 4] {
    [say!("limit-copy", first = first), say!("limit-law"), say!("limit-employer"), say!("limit-lost-device")]
}

/// The screen.
pub(crate) fn readers(screen: &ReadersScreen, now: &ZonedDateTime) -> Page {
    let first = screen.person.first_name();
    let mut page = Page::default();
    page.line([strong(say!("who-can-read", name = screen.person.name))]);
    page.blank();
    let mut table = Table::new(0, 3);
    person(&mut table, &say!("label-you"), &screen.you, now);
    match &screen.them {
        Some(them) => person(&mut table, first, them, now),
        None => table.row([vec![strong(first)], vec![faint(say!("has-not-answered"))], vec![], vec![]]),
    }
    page.table(table);
    page.blank();
    let mut table = Table::new(0, 1);
    let label = |text: &str| vec![strong(format!("{text:<9}"))];
    table.row([label(&say!("label-checked")), checked(screen, now)]);
    let relay = &screen.relay;
    let address = relay.address.split_once("://").map_or(relay.address.as_str(), |(_, rest)| rest);

    let size = relay.bytes.div_ceil(1024);
    let holds = say!("relay-holds-notebook", address = address, count = relay.envelopes, size = size);
    table.row([label(&say!("label-relay")), vec![plain(holds)]]);
    table.row([label(""), vec![plain(relay_sees())]]);
    table.row([label(&say!("label-others")), vec![plain(say!("no-administrator"))]]);
    table.row([
        label(&say!("only-you-heading")),
        vec![
            Span::sign(Tone::Private, Sign::OnlyYou),
            Span::new(Tone::Private, &say!("private-notes-go", first = first)),
        ],
    ]);
    page.table(table);
    page.blank();
    page.line([strong(say!("no-promise"))]);
    for limit in limits(first) {
        page.hanging(2, 4, [plain("- "), plain(limit)]);
    }
    page
}

fn person(table: &mut Table, whose: &str, readers: &PersonReaders, now: &ZonedDateTime) {
    let mut label = whose.to_owned();
    for device in &readers.devices {
        table.row([
            vec![strong(std::mem::take(&mut label))],
            vec![plain(if device.this {
                say!("device-this-one", name = &device.name)
            } else {
                device.name.clone()
            })],
            vec![faint(&device.fingerprint)],
            vec![plain(standing(device, now))],
        ]);
    }
    if readers.kit {
        let kit = vec![plain(say!("recovery-kit"))];
        let note = vec![plain(say!("kit-reads-all"))];
        table.row([vec![strong(label)], kit, vec![], note]);
    }
}

fn standing(device: &DeviceLine, now: &ZonedDateTime) -> String {
    let mut parts = Vec::new();
    if device.removed {
        parts.push(say!("removed-reads-nothing"));
    }
    if let Some(since) = device.since {
        parts.push(say!("since", day = day(since, now)));
    }
    if let Some(heard) = device.heard {
        parts.push(say!("heard", when = when::ago(heard, now.timestamp(), now.time_zone())));
    }
    parts.join(", ")
}

fn checked(screen: &ReadersScreen, now: &ZonedDateTime) -> Vec<Span> {
    let first = screen.person.first_name();
    match (screen.paused, screen.verified) {
        (Some(PauseReason::WordsDiffer), _) => {
            vec![Span::new(Tone::Wrong, &say!("checked-words-differ"))]
        }
        (Some(PauseReason::KeysChanged { .. }), _) => {
            vec![Span::new(Tone::Wrong, &say!("checked-keys-changed"))]
        }
        (None, Some(moment)) => {
            vec![plain(say!("checked-matched", first = first, day = day(moment, now)))]
        }
        (None, None) => vec![
            Span::new(Tone::Wrong, &say!("checked-not-yet")),
            plain(say!("checked-nobody-showed", first = first)),
        ],
    }
}

fn day(moment: Timestamp, now: &ZonedDateTime) -> String {
    when::short_date(moment.to_zoned_datetime(now.time_zone().clone()).date(), now.date())
}
