//! `sync`: handshakes first, then our own stream, then everybody's; and `watch`, which keeps the connections open.

use crypto::{Own, Pair};
use jiff::Timestamp;
use serde::Serialize;
use wire::{Origin, StreamId};

use crate::entre::Entre;
use crate::exchange::{Admitting, Exchanged, Line};
use crate::facts::{Phase, StreamFacts, internal};
use crate::fail::{Exit, Fail};
use crate::handshake::PairingNews;
use crate::notices::SafetyEvent;
use crate::people::pairs;

/// What a sync brought.
#[derive(Debug, Default, Serialize)]
pub struct SyncReport {
    /// Changes of ours that went out.
    pub sent: usize,
    /// Envelopes that came in and took effect.
    pub received: usize,
    /// One line per person.
    pub people: Vec<PersonSync>,
    /// Handshakes that moved on.
    pub pairing: Vec<PairingNews>,
    /// Things a person should know.
    pub events: Vec<SafetyEvent>,
    /// Whether everything here is at the relays and everything there is here.
    pub up_to_date: bool,
    /// Changes that are still only on this device.
    pub waiting: u64,
}

/// What a sync brought with one person.
#[derive(Debug, Serialize)]
pub struct PersonSync {
    /// Who.
    pub name: String,
    /// Changes of ours that went out.
    pub sent: usize,
    /// Envelopes that came in and took effect.
    pub received: usize,
    /// Whether both ends hold the same now.
    pub up_to_date: bool,
    /// Whether the other side has to sync before this one is let in.
    pub waiting_for_them: bool,
}

/// One stream that can be exchanged now.
pub(crate) struct Job {
    pub(crate) stream: StreamId,
    pub(crate) origin: Origin,
    pub(crate) person: Option<String>,
}

impl Entre {
    /// Exchanges everything with the relays once.
    ///
    /// # Errors
    /// [`Exit::Offline`] if a relay cannot be reached; what was written stays on this device and goes out later.
    pub async fn sync(&mut self, now: Timestamp) -> Result<SyncReport, Fail> {
        let mut report = SyncReport { up_to_date: true, ..SyncReport::default() };
        if self.me.relay.is_none() && self.jobs()?.is_empty() {
            return Err(Fail::new(
                Exit::Failed,
                "no_relay",
                "no relay is named yet, so there is nothing to sync with",
            )
            .attempt("entre invite NAME --relay wss://…")
            .attempt("entre accept     if somebody sent you a code"));
        }
        let (news, mut stopped) = self.move_handshakes(now).await?;
        report.pairing = news;
        let mut silent: Vec<Origin> = Vec::new();
        for job in self.jobs()? {
            if silent.contains(&job.origin) {
                report.up_to_date = false;
                continue;
            }
            let exchanged = match &job.person {
                Some(_) => self.exchange::<Pair>(&job).await,
                None => self.exchange::<Own>(&job).await,
            };
            let exchanged = match exchanged {
                Ok(exchanged) => exchanged,
                // One relay that does not answer keeps nobody from the others.
                Err(fail) if fail.exit == Exit::Offline => {
                    silent.push(job.origin);
                    report.up_to_date = false;
                    stopped = stopped.or(Some(fail));
                    continue;
                }
                Err(fail) => return Err(fail),
            };
            let Exchanged { sent, received, up_to_date, not_enrolled, refused, events } = exchanged;
            report.sent += sent;
            report.up_to_date &= up_to_date || not_enrolled;
            report.events.extend(events);
            if let Some(name) = job.person {
                report.received += received;
                report.people.push(PersonSync {
                    name,
                    sent,
                    received,
                    up_to_date,
                    waiting_for_them: not_enrolled,
                });
            }
            if !not_enrolled {
                stopped = stopped.or(refused);
            }
        }
        report.waiting = self.all_waiting()?;
        self.store.checkpoint()?;
        match stopped {
            Some(fail) => Err(self.offline(fail)),
            None => Ok(report),
        }
    }

    async fn exchange<S: Admitting>(&mut self, job: &Job) -> Result<Exchanged, Fail> {
        let mut line = Line::<S>::new(self, job.stream, job.origin.clone(), job.person.clone())?;
        line.run_once().await?;
        Ok(line.exchanged)
    }

    /// Our own stream and the pairs whose stream is known, as far as they have a relay.
    pub(crate) fn jobs(&mut self) -> Result<Vec<Job>, Fail> {
        let own = self.stream;
        let reader = self.store.read()?;
        let origin =
            |text: &str| text.parse::<Origin>().map_err(|_| internal("a stored relay address is damaged"));
        let mut jobs = Vec::new();
        if let Some(relay) = StreamFacts::read(&reader, &own)?.relay {
            jobs.push(Job { stream: own, origin: origin(&relay)?, person: None });
        }
        for (_, facts) in pairs(&reader)? {
            let (Some(stream), true) = (&facts.stream, facts.phase != Phase::Ended) else { continue };
            let stream = stream.parse().map_err(|_| internal("a stored stream id is damaged"))?;
            jobs.push(Job { stream, origin: origin(&facts.relay)?, person: Some(facts.name) });
        }
        Ok(jobs)
    }

    /// All changes that have not left this device.
    pub(crate) fn all_waiting(&mut self) -> Result<u64, Fail> {
        let own = self.stream;
        let reader = self.store.read()?;
        let mut waiting = crate::reading::waiting(&reader, &own)?;
        for (key, facts) in pairs(&reader)? {
            match facts.stream {
                Some(stream) => {
                    let stream = stream.parse().map_err(|_| internal("a stored stream id is damaged"))?;
                    waiting += crate::reading::waiting(&reader, &stream)?;
                }
                None => waiting += reader.records_under(store::RecordKind::Draft, &key)?.len() as u64,
            }
        }
        Ok(waiting)
    }

    /// Says how much is safe here when a relay cannot be reached.
    fn offline(&mut self, fail: Fail) -> Fail {
        if fail.exit != Exit::Offline {
            return fail;
        }
        match self.all_waiting() {
            Ok(0) | Err(_) => fail.because("nothing is waiting on this device"),
            Ok(1) => fail.because("1 change is safe on this device and goes out later"),
            Ok(count) => fail.because(format!("{count} changes are safe on this device and go out later")),
        }
    }
}
