//! `relay`: where each notebook is exchanged, and moving everything elsewhere.

use language::say;
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
                let _waiting = desk.out.waiting(&say!("busy-moving"));
                desk.block(entre.set_relay(&relay, &vouchers, desk.moment()))?
            };
            desk.out.result("relay_set", &set, || {
                let mut page = Page::default();
                page.line([plain(say!("exchanged-at", relay = set.relay))]);
                for name in &set.people {
                    page.line([plain(say!("follows-next-sync", name = name))]);
                }
                for name in &set.staying {
                    page.line([plain(say!("notebook-stays", name = name))]);
                }
                if !set.complete {
                    page.line([plain(say!("move-goes-on"))]);
                }
                events(&mut page, &set.sync.events);
                page
            });
            desk.out.hint(&Page::sentence(say!("old-relay-keeps")));
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
            Some(relay) => say!("own-notes-at", relay = relay),
            None => say!("no-relay-named"),
        })]);
        for line in &people {
            page.line([plain(format!("{}: {}", line.person.name, line.relay))]);
        }
        page
    });
    Ok(())
}
