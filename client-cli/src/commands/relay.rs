//! `relay`: where each notebook is exchanged, and moving everything elsewhere.

use serde_json::json;

use crate::args::RelayCommand;
use crate::commands::pairing::{origin, vouchers};
use crate::commands::syncing::events;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, plain};

pub(crate) fn relay(desk: &Desk, command: Option<&RelayCommand>) -> Result<(), Fail> {
    match command {
        None => show(desk),
        Some(RelayCommand::Set { address, voucher_file }) => {
            let relay = origin(address)?;
            let vouchers = voucher_file.as_deref().map(vouchers).transpose()?.unwrap_or_default();
            let mut entre = desk.open()?;
            let set = {
                let _waiting = desk.out.waiting("moving");
                desk.block(entre.set_relay(&relay, &vouchers, desk.moment()))?
            };
            desk.out.result("relay_set", &set, || {
                let mut page = Page::default();
                page.line([plain(format!("From now on everything is exchanged at {}.", set.relay))]);
                for name in &set.people {
                    page.line([plain(format!("{name} follows with the next sync, if the old relay still answers."))]);
                }
                for name in &set.staying {
                    page.line([plain(format!(
                        "The notebook with {name} stays where it is until it can be moved; then run this once more."
                    ))]);
                }
                if !set.complete {
                    page.line([plain("Not everything is there yet: entre sync goes on.")]);
                }
                events(&mut page, &set.sync.events);
                page
            });
            desk.out.hint(&Page::sentence(
                "The old relay keeps what it has. If it is gone, each of the others runs the same command, or takes a file: entre export --sealed FILE NAME",
            ));
            Ok(())
        }
    }
}

fn show(desk: &Desk) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let own = entre.relay().map(str::to_owned);
    let people = entre.people()?;
    let value = json!({
        "relay": own,
        "people": people.iter().map(|line| json!({ "name": line.person.name, "relay": line.relay })).collect::<Vec<_>>(),
    });
    desk.out.result("relay", &value, || {
        let mut page = Page::default();
        page.line([plain(match &own {
            Some(relay) => format!("Your own notes, and new notebooks: {relay}"),
            None => "No relay is named yet: entre relay set wss://…".to_owned(),
        })]);
        for line in &people {
            page.line([plain(format!("{}: {}", line.person.name, line.relay))]);
        }
        page
    });
    Ok(())
}
