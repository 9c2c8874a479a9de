//! The engine over the home: what comes in and what goes out, each in one transaction that begins with what another
//! program wrote meanwhile.

use crypto::Record;
use sync::{Duties, Head, Put, Received, StreamEvent, publish, receive};
use wire::Verified;

use super::{Device, Engine, Seen, Stop, Weather, commit, head, judge, refused};
use crate::counts::Work;
use crate::disk::{Item, Refused};
use crate::failure::Failure;
use crate::transaction::Transaction;
use crate::{Documents, Plant};

impl Device {
    /// Runs `work` on the engine as it is on disk now, in one transaction; afterwards both agree, or neither changed.
    pub(super) fn write<T>(
        &mut self,
        program: usize,
        work: Work,
        weather: &mut Weather<'_>,
        run: impl FnOnce(&mut Engine, &mut Transaction<'_>, &mut Weather<'_>) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let stale = self.plant == Some(Plant::StalePlace);
        let mut engine = match self.programs[program].replica.take() {
            Some((engine, _)) if stale => engine,
            Some((mut engine, seen)) if seen.age == self.disk.age => {
                judge(self.number, &self.catch_up(&mut engine, seen))?;
                engine
            }
            _ => self.build(),
        };
        let health = self.disk.health;
        let mut transaction = self.disk.begin();
        let value = run(&mut engine, &mut transaction, weather).map_err(|stop| match stop {
            Stop::Disk => refused(health, weather),
            other => other,
        })?;
        commit(transaction, work, weather)?;
        self.programs[program].replica = Some((engine, self.seen()));
        Ok(value)
    }

    /// Takes over what another program on this home stored since; gives what the stream shows by that.
    pub(super) fn catch_up(&self, engine: &mut Engine, seen: Seen) -> Vec<StreamEvent> {
        let newer = self.disk.envelopes.get(seen.rows..).unwrap_or_default();
        if newer.is_empty() {
            return Vec::new();
        }
        for kept in newer {
            engine.absorb(&kept.envelope, kept.is_decided());
        }
        engine.settle().events
    }

    pub(super) fn build(&self) -> Engine {
        let keys = self.disk.seat.keys(self.disk.members.clone(), &self.disk.statements);
        let mut engine = Engine::new(keys);
        for kept in &self.disk.envelopes {
            engine.absorb(&kept.envelope, kept.is_decided());
        }
        engine.settle();
        engine
    }

    pub(super) fn take_in(
        &mut self,
        program: usize,
        envelopes: &[Verified],
        weather: &mut Weather<'_>,
    ) -> Result<Vec<Head>, Stop> {
        if let Some(from) = self.not_ours(envelopes) {
            self.part(program, from, weather)?;
        }
        let (device, documents) = (self.number, self.documents);
        self.write(program, Work::Receive, weather, |engine, transaction, _| {
            receive_all(device, documents, engine, transaction, envelopes)?;
            Ok(engine.heads().into_iter().map(head).collect())
        })
    }

    /// Envelopes from another disk of the same stream.
    pub(crate) fn carry_in(&mut self, envelopes: &[Verified], weather: &mut Weather<'_>) -> Result<(), Stop> {
        self.take_in(0, envelopes, weather).map(|_| ())
    }

    pub(super) fn publish(&mut self, program: usize, weather: &mut Weather<'_>) -> Result<Vec<Put>, Stop> {
        let (device, documents) = (self.number, self.documents);
        let chatters = self.plant == Some(Plant::Chatterbox);
        let entrance = self.disk.seat.entrance();
        let mut unfit = Vec::new();
        let written = self.write(program, Work::Publish, weather, |engine, transaction, weather| {
            let learnt = transaction.disk.statements.clone();
            if !learnt.is_empty() {
                engine.learn(learnt);
            }
            // What waited may have become possible with what was learnt since.
            receive_all(device, documents, engine, transaction, &[])?;
            let worn = transaction.disk.worn;
            let mut duties = Duties { rotate: worn, ..Duties::default() };
            if chatters {
                duties.records.extend(engine.statements().next().cloned().map(Record::Statement));
            }
            match entrance {
                // Under its former name, a copy says nothing more than how the new one comes in.
                Some(entrance) => {
                    duties.enroll.push(entrance);
                    transaction.mute();
                }
                None => duties.admissions = transaction.admissions(),
            }
            let published =
                publish(engine, transaction, &duties, weather.dice.rng()).map_err(|error| match error {
                    sync::PublishError::Storage(Refused) => Stop::Disk,
                    source => engine_failed(device, "publish", source),
                })?;
            if published.admitted
                && let Some(last) = duties.admissions.last()
            {
                transaction.admitted(last.members.clone())?;
            }
            if worn && published.rotated {
                transaction.worn(false)?;
            }
            unfit = published.unfit;
            Ok(())
        });
        // It is noted with the envelopes, and known also if the program stops right behind them.
        self.unfit.extend(unfit);
        written?;
        Ok(self.disk.unstored())
    }
}

fn receive_all(
    device: usize,
    documents: Documents,
    engine: &mut Engine,
    transaction: &mut Transaction<'_>,
    envelopes: &[Verified],
) -> Result<Received, Stop> {
    let received = receive(engine, transaction, envelopes).map_err(|error| match error {
        sync::ReceiveError::Storage(Refused) => Stop::Disk,
        source => engine_failed(device, "receive", source),
    })?;
    judge(device, &received.events)?;
    if let Some(envelope) = received.quarantined.first() {
        return Err(Failure::Quarantined { device, envelope: *envelope }.into());
    }
    let applied = transaction.take_applied();
    if documents == Documents::Opaque {
        let said = |envelope: &Verified| engine.changes_in(envelope).into_iter().map(|(item, _)| item);
        let items: Vec<Item> = applied.iter().flat_map(said).collect();
        transaction.items(items)?;
    }
    Ok(received)
}

fn engine_failed(
    device: usize,
    what: &'static str,
    source: impl std::error::Error + Send + Sync + 'static,
) -> Stop {
    Failure::Engine { device, what, source: Box::new(source) }.into()
}
