//! Filling a mailbox slot: what is checked before the storage is asked (docs/protocol.md §8.4).

use wire::{MailboxName, RefusalCode, Slot};

use super::refusal::refused;
use super::{Output, Pending, Session};
use crate::storage::{Reason, Request, Write};

impl Session {
    pub(super) fn mailbox_put(
        &mut self,
        name: MailboxName,
        slot: Slot,
        seconds: u32,
        content: Vec<u8>,
        out: &mut Vec<Output>,
    ) {
        let limits = &self.terms.limits;
        let too_long = |limit: u32| Reason { code: RefusalCode::TooLong, limit: u64::from(limit) };
        let len = u32::try_from(content.len()).unwrap_or(u32::MAX);
        let reason = if len > limits.mailbox_slot_max {
            Some(too_long(limits.mailbox_slot_max))
        } else if seconds > limits.mailbox_seconds_max {
            Some(too_long(limits.mailbox_seconds_max))
        } else if seconds == 0 {
            Some(Reason::plain(RefusalCode::Malformed))
        } else if self.mailbox_puts >= self.terms.mailbox_puts_max {
            let limit = u64::from(self.terms.mailbox_puts_max);
            Some(Reason { code: RefusalCode::MailboxFull, limit })
        } else {
            None
        };
        if let Some(reason) = reason {
            return out.push(refused(*name.as_bytes(), reason));
        }
        self.mailbox_puts += 1;
        let request = Request::Write(Write::MailboxPut { name, slot, seconds, content });
        self.ask(Pending::MailboxPut { name, slot }, request, out);
    }
}
