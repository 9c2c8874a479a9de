//! What the relay says, as it is kept: what it holds, what it took and refused, and what gives it away.

use language::say;
use store::Writer;
use sync::{Head, Notice};
use wire::{ByeCode, RefusalCode, StreamId};

use super::{Line, Taught, branches, keep_summary};
use crate::facts::{StreamFacts, hex};
use crate::fail::{Exit, Fail};
use crate::notices::{SafetyEvent, keep_noticed, notice_event, refusal_fail};

impl<S: Taught> Line<'_, S> {
    pub(super) fn keep_receipt(&mut self, receipt: &[u8; 64]) -> Result<(), Fail> {
        self.of_this_relay(|writer, stream| {
            let mut facts = StreamFacts::read(writer, &stream)?;
            facts.receipt = Some(hex(receipt));
            facts.voucher = None;
            facts.write(writer, &stream)
        })
    }

    pub(super) fn relay_heads(&mut self, heads: &[Head]) -> Result<(), Fail> {
        let own = self.own_author()?;
        self.of_this_relay(|writer, stream| {
            writer.clear_relay_heads(&stream)?;
            for head in heads {
                writer.set_relay_head(&stream, &head.author, head.seq, &head.id)?;
            }
            let stored = heads.iter().find(|head| head.author == own).map_or(0, |head| head.seq);
            keep_summary(writer, &stream, |summary| summary.stored = stored)
        })
    }

    pub(super) fn stored(&mut self, head: &Head) -> Result<(), Fail> {
        let own = self.own_author()?;
        self.of_this_relay(|writer, stream| {
            writer.set_relay_head(&stream, &head.author, head.seq, &head.id)?;
            if head.author == own {
                keep_summary(writer, &stream, |summary| summary.stored = head.seq)?;
            }
            Ok(())
        })
    }

    /// Keeps what this relay said, unless another program on this home has gone to another relay meanwhile: there it would
    /// be held against a relay that never said it.
    fn of_this_relay(
        &mut self,
        keep: impl FnOnce(&mut Writer<'_>, StreamId) -> Result<(), Fail>,
    ) -> Result<(), Fail> {
        let (stream, origin) = (self.stream, &self.origin);
        self.entre.store.write(|writer| -> Result<(), Fail> {
            let now_at = StreamFacts::read(writer, &stream)?.relay;
            if now_at.is_none_or(|relay| relay == origin.as_str()) { keep(writer, stream) } else { Ok(()) }
        })
    }

    /// Nothing more goes on. That both ends hold the same is said only if nothing is known to be missing at either.
    pub(super) fn settled(&mut self) -> Result<(), Fail> {
        let (stream, now) = (self.stream, self.now);
        let waiting = {
            let reader = self.entre.store.read()?;
            let known = crate::reading::summary(&reader, &stream)?;
            reader.outbox_count(&stream)? > 0
                || known.unquoted > 0
                || known.aside > 0
                || branches::unstored(&reader, &stream)?.iter().any(|stored| stored.own)
        };
        let withholds = std::mem::take(&mut self.withholds);
        let clean = !waiting && !withholds && self.exchanged.refused.is_none();
        self.exchanged.up_to_date = clean;
        self.learn()?;
        let refused = self.exchanged.refused.is_some();
        self.of_this_relay(|writer, stream| {
            keep_summary(writer, &stream, |summary| {
                if clean {
                    summary.checked = Some(now);
                }
                if !refused {
                    summary.refused = None;
                }
            })
        })
    }

    /// Keeps whether the relay lets this device in.
    pub(crate) fn keep_entrance(&mut self, open: bool) -> Result<(), Fail> {
        let known = crate::reading::summary(&self.entre.store.read()?, &self.stream)?;
        if known.shut_out != open {
            return Ok(());
        }
        self.of_this_relay(|writer, stream| keep_summary(writer, &stream, |summary| summary.shut_out = !open))
    }

    pub(super) fn notice(&mut self, notice: &Notice) -> Result<(), Fail> {
        match notice {
            Notice::NotEnrolled => self.exchanged.not_enrolled = true,
            Notice::Refused(refusal) => {
                let fail = refusal_fail(&self.origin, refusal);
                let stream = self.stream;
                let words = fail.what.clone();
                self.entre.store.write(|writer| -> Result<(), Fail> {
                    keep_summary(writer, &stream, |summary| summary.refused = Some(words))
                })?;
                let not_in = matches!(refusal.code, RefusalCode::UnknownStream | RefusalCode::NotEnrolled);
                self.exchanged.not_enrolled |= not_in;
                self.exchanged.refused = Some(fail);
            }
            Notice::Withheld { .. } => self.withholds = true,
            _ => {}
        }
        // Our own signature on another envelope is no lie of the relay: it is a copy of this device.
        let name = self.speaking()?;
        if matches!(notice, Notice::RelayDiffers { author, .. } if *author == name) {
            return Ok(());
        }
        let event = notice_event(notice, &self.origin, self.person.as_deref(), self.now);
        if let Some((code, event)) = event {
            if matches!(notice, Notice::WrongOrigin | Notice::BadRelay(_)) {
                let fail = Fail::new(Exit::Safety, code, event.text.clone());
                self.exchanged.refused = Some(fail.because(say!("wrote-is-safe")));
            }
            self.keep_events(vec![event])?;
        }
        Ok(())
    }

    pub(super) fn keep_events(&mut self, events: Vec<SafetyEvent>) -> Result<(), Fail> {
        if events.is_empty() {
            return Ok(());
        }
        let noticed = self.entre.store.write(|writer| keep_noticed(writer, events))?;
        self.exchanged.events.extend(noticed);
        Ok(())
    }

    pub(super) fn event(&self, code: &str, text: String) -> SafetyEvent {
        SafetyEvent { at: self.now, code: code.to_owned(), person: self.person.clone(), text }
    }
}

pub(crate) fn farewell(code: ByeCode) -> String {
    match code {
        ByeCode::Draining => say!("bye-draining"),
        ByeCode::Protocol => say!("bye-protocol"),
        ByeCode::Denied => say!("bye-denied"),
        ByeCode::Timeout => say!("bye-timeout"),
        ByeCode::Busy => say!("bye-busy"),
    }
}
