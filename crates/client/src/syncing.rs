//! `sync`: handshakes first, then our own stream, then everybody's; and `watch`, which keeps the connections open.

use crypto::{Own, Pair};
use jiff::Timestamp;
use language::say;
use serde::Serialize;
use wire::{Origin, StreamId};

use crate::duties;
use crate::entre::Entre;
use crate::exchange::{Exchanged, Line, Taught};
use crate::facts::{Phase, StreamFacts, internal};
use crate::fail::{Exit, Fail};
use crate::handshake::PairingNews;
use crate::mailbox::Mailboxes;
use crate::moving::{moved_event, not_followed_event};
use crate::notices::{SafetyEvent, keep_noticed};
use crate::people::pairs;
use crate::status::held_back;

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
    /// Whether nothing more can be done now: each notebook is up to date, or somebody else has to let this device in first.
    pub settled: bool,
    /// Changes that are still only on this device.
    pub waiting: u64,
    /// Envelopes of the person's own notes that are here and wait for something, as for a key: see [`PersonSync::held_back`].
    pub held_back: usize,
    /// Whether the relay does not let this device into the person's own stream: another device has not let it in yet,
    /// or has removed it.
    pub shut_out: bool,
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
    /// Whether there is something new of theirs to read.
    pub wrote: bool,
    /// Whether both ends hold the same now.
    pub up_to_date: bool,
    /// Whether the other side has to sync before this one is let in.
    pub waiting_for_them: bool,
    /// Envelopes that are here and do not take effect yet, as something that they need is missing: a key that another
    /// device has to grant, or an envelope that did not come.
    pub held_back: usize,
}

/// A sync under way.
struct Round {
    report: SyncReport,
    /// Relays that did not answer, and why.
    silent: Vec<(Origin, Fail)>,
    /// The first thing that went wrong.
    stopped: Option<Fail>,
    now: Timestamp,
}

/// One stream that can be exchanged now.
#[derive(Clone)]
pub(crate) struct Job {
    pub(crate) stream: StreamId,
    pub(crate) origin: Origin,
    pub(crate) person: Option<String>,
}

impl Entre {
    /// Exchanges everything with the relays once.
    ///
    /// # Errors
    /// [`Exit::Safety`] if somebody's words differ or keys changed: nothing is exchanged with them, but with everybody
    /// else. [`Exit::Offline`] if a relay cannot be reached; what was written stays on this device and goes out later.
    pub async fn sync(&mut self, now: Timestamp) -> Result<SyncReport, Fail> {
        let synced = self.sync_with_others(now).await;
        match self.stop_of_paused()? {
            Some(stop) => Err(stop),
            None => synced,
        }
    }

    /// The same without a word about those with whom nothing is exchanged.
    pub(crate) async fn sync_with_others(&mut self, now: Timestamp) -> Result<SyncReport, Fail> {
        let mut report = SyncReport { up_to_date: true, settled: true, ..SyncReport::default() };
        if self.me.relay.is_none() && self.jobs()?.is_empty() && self.paused_pairs()?.is_empty() {
            return Err(Fail::new(Exit::Failed, "no_relay", say!("no-relay-to-sync"))
                .attempt("entre invite NAME --relay wss://RELAY")
                .attempt(say!("try-accept")));
        }
        let (news, mut stopped) = self.move_handshakes(now).await?;
        report.pairing = news;
        for asked in [self.ask_to_join().await, self.move_linking(now).await.map(|_| ())] {
            match asked {
                Err(fail) if fail.exit == Exit::Offline => stopped = stopped.or(Some(fail)),
                Err(fail) => return Err(fail),
                Ok(()) => {}
            }
        }
        let mut round = Round { report, silent: Vec::new(), stopped, now };
        for own in self.jobs()?.into_iter().filter(|job| job.person.is_none()) {
            self.round(&mut round, own).await?;
        }
        // Our own stream comes first, and may have brought people.
        self.adopt_people(now)?;
        for job in self.jobs()?.into_iter().filter(|job| job.person.is_some()) {
            self.round(&mut round, job).await?;
        }
        let own = self.stream;
        // Where a notebook is exchanged now is told in our own stream, too.
        let untold = self.store.read()?.outbox_count(&own)? > 0;
        if untold || duties::owes_news(&self.store.read()?)? {
            for own in self.jobs()?.into_iter().filter(|job| job.person.is_none()) {
                self.round(&mut round, own).await?;
            }
        }
        let Round { mut report, stopped, .. } = round;
        report.waiting = self.all_waiting()?;
        self.store.checkpoint()?;
        match stopped {
            Some(fail) => Err(self.offline(fail)),
            None => Ok(report),
        }
    }

    /// Exchanges our own stream alone.
    pub(crate) async fn sync_own(&mut self, now: Timestamp) -> Result<(), Fail> {
        let mut round = Round { report: SyncReport::default(), stopped: None, silent: Vec::new(), now };
        for own in self.jobs()?.into_iter().filter(|job| job.person.is_none()) {
            self.round(&mut round, own).await?;
        }
        self.adopt_people(now)?;
        round.stopped.map_or(Ok(()), Err)
    }

    /// One stream's part of a sync. A relay that does not answer keeps nobody from the others.
    async fn round(&mut self, round: &mut Round, mut job: Job) -> Result<(), Fail> {
        let mut done = self.at_relay(round, &job).await?;
        if let Some(to) = self.relay_said(&job, done.is_ok())?
            && self.follow(round, &job, &to).await?
        {
            job.origin = to;
            done = match (done, self.at_relay(round, &job).await?) {
                (Ok(there), Ok(here)) => Ok(there.and(here)),
                (_, here) => here,
            };
        }
        let exchanged = match done {
            Ok(exchanged) => exchanged,
            Err(fail) => {
                (round.report.up_to_date, round.report.settled) = (false, false);
                round.stopped = round.stopped.take().or(Some(fail));
                return Ok(());
            }
        };
        let Exchanged { sent, received, wrote, up_to_date, not_enrolled, refused, events } = exchanged;
        let held_back = held_back(&self.store.read()?, &job.stream)?;
        let report = &mut round.report;
        report.sent += sent;
        report.up_to_date &= up_to_date;
        report.settled &= up_to_date || not_enrolled;
        report.events.extend(events);
        match job.person {
            Some(name) => {
                report.received += received;
                let waiting_for_them = not_enrolled;
                report.people.push(PersonSync {
                    name,
                    sent,
                    received,
                    wrote,
                    up_to_date,
                    waiting_for_them,
                    held_back,
                });
            }
            None => (report.shut_out, report.held_back) = (not_enrolled, held_back),
        }
        if !not_enrolled {
            round.stopped = round.stopped.take().or(refused);
        }
        Ok(())
    }

    /// What came of exchanging a stream; or why its relay cannot be reached.
    async fn at_relay(&mut self, round: &mut Round, job: &Job) -> Result<Result<Exchanged, Fail>, Fail> {
        if let Some((_, fail)) = round.silent.iter().find(|(origin, _)| *origin == job.origin) {
            return Ok(Err(fail.clone()));
        }
        let exchanged = match &job.person {
            Some(_) => self.exchange::<Pair>(job.clone(), round.now).await,
            None => self.exchange::<Own>(job.clone(), round.now).await,
        };
        match exchanged {
            Err(fail) if fail.exit == Exit::Offline => {
                round.silent.push((job.origin.clone(), fail.clone()));
                Ok(Err(fail))
            }
            exchanged => exchanged.map(Ok),
        }
    }

    /// Goes to the relay that the documents name, if it answers; says whether this stream is exchanged there now.
    async fn follow(&mut self, round: &mut Round, job: &Job, to: &Origin) -> Result<bool, Fail> {
        let person = job.person.as_deref();
        if person.is_some() && !self.may_follow(&job.origin, to) {
            let event = not_followed_event(person, to, round.now);
            round.report.events.extend(self.store.write(|writer| keep_noticed(writer, vec![event]))?);
            return Ok(false);
        }
        if round.silent.iter().any(|(origin, _)| origin == to) {
            return Ok(false);
        }
        match Mailboxes::dial(to).await {
            Ok(mailboxes) => mailboxes.close().await,
            Err(fail) if matches!(fail.exit, Exit::Offline | Exit::Safety) => {
                // As long as it does not answer as itself, everything stays where it is.
                round.silent.push((to.clone(), fail.clone()));
                round.stopped = round.stopped.take().or(Some(fail));
                return Ok(false);
            }
            Err(fail) => return Err(fail),
        }
        let by_us = self.me.relay.as_deref() == Some(to.as_str());
        self.move_stream(job, to)?;
        if !by_us {
            let event = moved_event(person, to, round.now);
            round.report.events.extend(self.store.write(|writer| keep_noticed(writer, vec![event]))?);
        }
        Ok(true)
    }

    pub(crate) async fn exchange<S: Taught>(&mut self, job: Job, now: Timestamp) -> Result<Exchanged, Fail> {
        let mut line = Line::<S>::new(self, job, now)?;
        line.run_once().await?;
        Ok(line.exchanged)
    }

    /// Our own stream and the pairs whose stream is known, as far as they have a relay.
    pub(crate) fn jobs(&mut self) -> Result<Vec<Job>, Fail> {
        let own = self.stream;
        let reader = self.store.read()?;
        let origin = |text: &str| text.parse::<Origin>().map_err(|_| internal(say!("internal-address")));
        let mut jobs = Vec::new();
        if let Some(relay) = StreamFacts::read(&reader, &own)?.relay {
            jobs.push(Job { stream: own, origin: origin(&relay)?, person: None });
        }
        for (_, facts) in pairs(&reader)? {
            let open = facts.phase != Phase::Ended && facts.paused.is_none();
            let (Some(stream), true) = (&facts.stream, open) else { continue };
            let stream = stream.parse().map_err(|_| internal(say!("internal-stream-id")))?;
            jobs.push(Job { stream, origin: origin(&facts.relay)?, person: Some(facts.name) });
        }
        Ok(jobs)
    }

    /// All changes that have not left this device.
    pub(crate) fn all_waiting(&mut self) -> Result<u64, Fail> {
        let own = self.stream;
        let reader = self.store.read()?;
        let mut waiting = crate::reading::waiting(&reader, &own)?;
        // What is over goes nowhere any more.
        let open = pairs(&reader)?.into_iter().filter(|(_, facts)| facts.phase != Phase::Ended);
        for (key, facts) in open {
            match facts.stream {
                Some(stream) => {
                    let stream = stream.parse().map_err(|_| internal(say!("internal-stream-id")))?;
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
        let fail = match self.relay_of_a_moved_notebook() {
            Ok(Some(relay)) => fail.attempt(say!("relay-set-old-gone", relay = relay.as_str())),
            _ => fail,
        };
        match self.all_waiting() {
            Ok(0) | Err(_) => fail.because(say!("nothing-waits-here")),
            Ok(count) => fail.because(say!("waits-safe", count = count)),
        }
    }
}
