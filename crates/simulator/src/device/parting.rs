//! A home that came back from an older copy: the relay holds envelopes in its name that it never wrote. It leaves the
//! name, lets itself in under a new one, and says again what nobody else has (docs/protocol.md §10.4), as the client does.

use std::collections::BTreeSet;

use wire::Verified;

use super::{Device, Stop, Weather};
use crate::counts::Work;
use crate::disk::Item;

impl Device {
    /// From which place on our own chain, as it comes in, is not what we wrote.
    pub(super) fn not_ours(&self, envelopes: &[Verified]) -> Option<u64> {
        let name = crypto::author_of(self.disk.seat.speaking());
        let ours = self.disk.head_seq(&name);
        let renamed = self.disk.seat.former.is_some();
        let foreign = |envelope: &&Verified| {
            let header = envelope.header();
            // Under a former name, what the lost disk went on to write is simply its own.
            let known = self.disk.envelope(&envelope.id()).is_some() || (renamed && header.seq > ours);
            header.author == name && !known
        };
        envelopes.iter().find(foreign).map(|envelope| envelope.header().seq)
    }

    /// Takes what only this copy holds out of its chain, and takes a new name if it has none yet.
    pub(super) fn part(&mut self, program: usize, from: u64, weather: &mut Weather<'_>) -> Result<(), Stop> {
        let name = crypto::author_of(self.disk.seat.speaking());
        let mut items: BTreeSet<Item> = self.disk.outbox.iter().map(|row| row.document).collect();
        let own: Vec<Verified> = self.disk.envelopes.iter().map(|kept| kept.envelope.clone()).collect();
        let engine = self.engine(program);
        for envelope in own {
            let header = envelope.header();
            if header.author == name && header.seq >= from {
                items.extend(engine.changes_in(&envelope).into_iter().map(|(item, _)| item));
            }
        }
        let seat = self.disk.seat.former.is_none().then(|| self.disk.seat.renamed(weather.dice));
        self.write(program, Work::Part, weather, |_, transaction, _| {
            transaction.part(name, from, items)?;
            if let Some(seat) = seat {
                transaction.seat(seat)?;
            }
            Ok(())
        })?;
        // They were built with the former name, or with envelopes that are gone.
        self.forget_engines();
        Ok(())
    }

    /// The relay has let the new name in: from now on everything is in that name.
    pub(super) fn go_on_renamed(&mut self, program: usize, weather: &mut Weather<'_>) -> Result<(), Stop> {
        let mut seat = self.disk.seat.clone();
        seat.former = None;
        self.write(program, Work::Part, weather, |_, transaction, _| {
            transaction.seat(seat)?;
            transaction.say_again()?;
            Ok(())
        })?;
        self.forget_engines();
        Ok(())
    }

    fn forget_engines(&mut self) {
        for program in &mut self.programs {
            program.replica = None;
        }
    }
}
