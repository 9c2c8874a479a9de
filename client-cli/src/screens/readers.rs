//! Who can read this: persons and devices, the relay, nobody else, and what no program can promise.

use client::{DeviceLine, PauseReason, PersonReaders, ReadersScreen};
use jiff::{Timestamp, ZonedDateTime};

use crate::page::{Page, Sign, Span, Table, Tone, faint, plain, strong};
use crate::when;

/// What the relay can see of a notebook.
pub(crate) const RELAY_SEES: &str = "It sees your IP address, when and how much you sync, and how many devices write. No words, titles or names.";

/// What no program can promise.
pub(crate) fn limits(first: &str) -> [String; 4] {
    [
        format!("{first} can copy or photograph what you share, and your signature shows that you wrote it."),
        "What you both write down can be asked for in a legal dispute, your private notes too.".to_owned(),
        "A device that your employer administers is not private: who runs it can see what you see."
            .to_owned(),
        "A lost device reads on until it is removed, and keeps what it had by then.".to_owned(),
    ]
}

/// The screen.
pub(crate) fn readers(screen: &ReadersScreen, now: &ZonedDateTime) -> Page {
    let first = screen.person.first_name();
    let mut page = Page::default();
    page.line([strong(format!("Who can read what you share with {}", screen.person.name))]);
    page.blank();
    let mut table = Table::new(0, 3);
    person(&mut table, "You", &screen.you, now);
    match &screen.them {
        Some(them) => person(&mut table, first, them, now),
        None => table.row([vec![strong(first)], vec![faint("has not answered yet")], vec![], vec![]]),
    }
    page.table(table);
    page.blank();
    let mut table = Table::new(0, 1);
    let label = |text: &str| vec![strong(format!("{text:<9}"))];
    table.row([label("Checked"), checked(screen, now)]);
    let relay = &screen.relay;
    let address = relay.address.split_once("://").map_or(relay.address.as_str(), |(_, rest)| rest);
    let envelopes = if relay.envelopes == 1 { "envelope" } else { "envelopes" };
    let size = relay.bytes.div_ceil(1024);
    let holds =
        format!("{address} holds {} sealed {envelopes} of this notebook, {size} KiB.", relay.envelopes);
    table.row([label("Relay"), vec![plain(holds)]]);
    table.row([label(""), vec![plain(RELAY_SEES)]]);
    table.row([
        label("Others"),
        vec![plain(
            "There is no administrator, and nobody else has a key: not your company, not the relay's host.",
        )],
    ]);
    table.row([
        label("Only you"),
        vec![
            Span::sign(Tone::Private, Sign::OnlyYou),
            Span::new(
                Tone::Private,
                &format!(" Your private notes about {first} go to your own devices and kit. {first}'s keys are not among them."),
            ),
        ],
    ]);
    page.table(table);
    page.blank();
    page.line([strong("What no program can promise")]);
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
                format!("{} (this one)", device.name)
            } else {
                device.name.clone()
            })],
            vec![faint(&device.fingerprint)],
            vec![plain(standing(device, now))],
        ]);
    }
    if readers.kit {
        let kit = vec![plain("recovery kit")];
        let note = vec![plain("whoever has its 24 words reads all")];
        table.row([vec![strong(label)], kit, vec![], note]);
    }
}

fn standing(device: &DeviceLine, now: &ZonedDateTime) -> String {
    let mut parts = Vec::new();
    if device.removed {
        parts.push("removed: reads nothing new".to_owned());
    }
    if let Some(since) = device.since {
        parts.push(format!("since {}", day(since, now)));
    }
    if let Some(heard) = device.heard {
        parts.push(format!("heard {}", when::ago(heard, now.timestamp(), now.time_zone())));
    }
    parts.join(", ")
}

fn checked(screen: &ReadersScreen, now: &ZonedDateTime) -> Vec<Span> {
    let first = screen.person.first_name();
    match (screen.paused, screen.verified) {
        (Some(PauseReason::WordsDiffer), _) => {
            vec![Span::new(Tone::Wrong, "the words differed: nothing is exchanged. entre verify")]
        }
        (Some(PauseReason::KeysChanged { .. }), _) => {
            vec![Span::new(Tone::Wrong, "their keys changed: nothing is exchanged. entre verify")]
        }
        (None, Some(moment)) => {
            vec![plain(format!("your six words and {first}'s matched on {}", day(moment, now)))]
        }
        (None, None) => vec![
            Span::new(Tone::Wrong, "not yet: "),
            plain(format!("nobody has shown that it is {first} who answered. When you meet: entre verify")),
        ],
    }
}

fn day(moment: Timestamp, now: &ZonedDateTime) -> String {
    when::short_date(moment.to_zoned_datetime(now.time_zone().clone()).date(), now.date())
}
