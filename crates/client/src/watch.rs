//! `sync --watch`: the connections stay open, what others write comes in at once, and what is written here goes out
//! within two seconds. A lost connection comes back by itself, with growing patience.

use std::time::Duration;

use crypto::{Own, Pair};
use jiff::Timestamp;
use language::say;
use rand_core::Rng;
use sync::Event;
use tokio::time::{Instant, sleep, sleep_until};

use crate::entre::Entre;
use crate::exchange::{Line, Taught};
use crate::fail::{Exit, Fail};
use crate::pausing::pause_fail;
use crate::random::random;
use crate::socket::Socket;
use crate::syncing::Job;

/// Something that happened while watching.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum WatchNews {
    /// Changes of ours went out.
    Sent {
        /// To whom; nobody for our own stream.
        person: Option<String>,
        /// How many.
        count: usize,
    },
    /// Something came in.
    Received {
        /// From whom.
        person: Option<String>,
        /// How many envelopes.
        count: usize,
    },
    /// A relay cannot be reached; it is tried again.
    Offline {
        /// Why.
        reason: String,
        /// Seconds until the next attempt.
        retry_seconds: u64,
    },
    /// A handshake moved on.
    Pairing {
        /// In words.
        text: String,
    },
    /// A refusal, or something to know.
    Notice {
        /// In words.
        text: String,
    },
}

impl Entre {
    /// Watches until `shutdown` is done. Every round begins with a full sync; then the streams stay open.
    ///
    /// # Errors
    /// What cannot get better by waiting: an unreadable store, or a stop for safety.
    pub async fn watch(
        &mut self,
        shutdown: impl Future<Output = ()>,
        on: &mut dyn FnMut(WatchNews),
    ) -> Result<(), Fail> {
        let mut shutdown = std::pin::pin!(shutdown);
        let mut patience = PATIENCE_MIN;
        loop {
            let round = tokio::select! {
                () = &mut shutdown => return Ok(()),
                round = self.watch_round(on) => round,
            };
            match round {
                Ok(()) => patience = PATIENCE_MIN,
                Err(fail) if fail.exit == Exit::Offline => {
                    on(WatchNews::Offline { reason: fail.what, retry_seconds: patience.as_secs().max(1) });
                }
                Err(fail) if fail.exit == Exit::Failed => on(WatchNews::Notice { text: fail.what }),
                Err(fail) => return Err(fail),
            }
            let jitter = Duration::from_millis(
                random().next_u64() % u64::try_from(patience.as_millis()).unwrap_or(1).max(1),
            );
            tokio::select! {
                () = &mut shutdown => return Ok(()),
                () = sleep(PATIENCE_MIN + jitter) => {}
            }
            patience = (patience * 2).min(PATIENCE_MAX);
        }
    }

    /// One round: a full sync, then all streams open until one of them ends or it is time to look at handshakes again.
    async fn watch_round(&mut self, on: &mut dyn FnMut(WatchNews)) -> Result<(), Fail> {
        let report = self.sync_with_others(Timestamp::now()).await?;
        for stop in self.paused_pairs()?.iter().filter_map(pause_fail) {
            on(WatchNews::Notice { text: stop.what });
        }
        for news in report.pairing {
            on(WatchNews::Pairing { text: news.text });
        }
        for person in report.people.into_iter().filter(|person| !person.waiting_for_them) {
            let name = Some(person.name);
            if person.received > 0 {
                on(WatchNews::Received { person: name.clone(), count: person.received });
            }
            if person.sent > 0 {
                on(WatchNews::Sent { person: name, count: person.sent });
            }
        }
        let watched = self.jobs()?;
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let mut lines = Vec::new();
        for one in watched {
            lines.push((self.again()?, one, sender.clone()));
        }
        drop(sender);
        let mut running: futures_util::stream::FuturesUnordered<_> = lines
            .into_iter()
            .map(|(mut entre, one, sender)| async move {
                match &one.person {
                    Some(_) => hold::<Pair>(&mut entre, one, &sender).await,
                    None => hold::<Own>(&mut entre, one, &sender).await,
                }
            })
            .collect();
        let again = sleep_until(Instant::now() + ROUND);
        tokio::pin!(again);
        loop {
            tokio::select! {
                () = &mut again => return Ok(()),
                Some(news) = receiver.recv() => on(news),
                ended = futures_util::StreamExt::next(&mut running) => return ended.unwrap_or(Ok(())),
            }
        }
    }
}

/// Holds one stream open: frames from the relay, and a look at the outbox every half second.
async fn hold<S: Taught>(
    entre: &mut Entre,
    watched: Job,
    news: &tokio::sync::mpsc::UnboundedSender<WatchNews>,
) -> Result<(), Fail> {
    let Job { stream, origin, person } = watched.clone();
    let mut outbox = entre.again()?;
    let mut line = Line::<S>::new(entre, watched, Timestamp::now())?;
    if !Box::pin(line.enter()).await? {
        // Another device of ours has to sync first; the next round looks again.
        line.keep_entrance(false)?;
        std::future::pending::<()>().await;
    }
    let mut socket = Socket::dial(&origin).await?;
    let mut conversation = line.dial()?;
    let mut entered = false;
    loop {
        let event = tokio::select! {
            frame = socket.next() => match frame? {
                Some(bytes) => Some(Event::Frame(bytes)),
                None => return Err(crate::socket::unreachable_fail(&origin, &say!("closed-connection"))),
            },
            () = sleep(LOOK) => None,
        };
        if person.is_some() && outbox.is_paused(&stream)? {
            // Somebody has just compared the words, and they differ. The next round leaves this stream out.
            socket.close().await;
            std::future::pending::<()>().await;
            return Ok(());
        }
        let event = match event {
            Some(event) => event,
            None if entered && outbox.store.read()?.outbox_count(&stream)? > 0 => Event::Changed,
            None => continue,
        };
        line.now = Timestamp::now();
        let settled = line.step(&mut conversation, &mut socket, event).await?;
        entered |= settled;
        let exchanged = std::mem::take(&mut line.exchanged);
        if settled || exchanged.not_enrolled {
            line.keep_entrance(!exchanged.not_enrolled)?;
        }
        if exchanged.sent > 0 {
            news.send(WatchNews::Sent { person: person.clone(), count: exchanged.sent }).ok();
        }
        if exchanged.received > 0 {
            news.send(WatchNews::Received { person: person.clone(), count: exchanged.received }).ok();
        }
        for event in exchanged.events {
            news.send(WatchNews::Notice { text: event.text }).ok();
        }
        if settled && line.has_parted() {
            // The next round begins under the new name.
            return Ok(());
        }
        if exchanged.not_enrolled {
            // The other side has to sync first; the next round looks again.
            std::future::pending::<()>().await;
        }
        if let Some(fail) = exchanged.refused {
            return Err(fail);
        }
    }
}

/// How often the outbox is looked at: a change goes out within two seconds.
const LOOK: Duration = Duration::from_millis(500);
/// How long a round lasts before handshakes are looked at again.
const ROUND: Duration = Duration::from_secs(60);
const PATIENCE_MIN: Duration = Duration::from_millis(500);
const PATIENCE_MAX: Duration = Duration::from_secs(60);
