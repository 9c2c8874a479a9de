//! `sync-check`: four words that are equal on two screens only if both have the same history (docs/protocol.md §9.3).
//! They are worth something only right after an exchange, so there are none without one.

use crypto::{DeviceId, Pair};
use jiff::Timestamp;
use language::say;
use serde::Serialize;
use store::Reader;
use sync::{DocumentState, Replica};
use wire::StreamId;

use crate::documents;
use crate::entre::{Entre, unhex_array};
use crate::exchange::refresh;
use crate::facts::internal;
use crate::fail::{Exit, Fail};
use crate::pausing::pause_fail;
use crate::people::PersonRef;
use crate::streams::stream_keys;

/// The words of the history with one person, as of a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncCheck {
    /// With whom.
    pub person: PersonRef,
    /// The words.
    pub words: [&'static str; 4],
    /// When this device and the relay held the same.
    pub checked: Timestamp,
}

impl Entre {
    /// Exchanges with this person and gives the words of what both should have now.
    ///
    /// # Errors
    /// [`Exit::Offline`] without an exchange, with the age of the last one; [`Exit::Safety`] if nothing is exchanged
    /// with this person; otherwise what stopped the exchange.
    pub async fn sync_check(&mut self, person: &PersonRef, now: Timestamp) -> Result<SyncCheck, Fail> {
        let facts = self.pair_facts(person)?;
        if let Some(stop) = pause_fail(&facts) {
            return Err(stop);
        }
        self.move_handshakes(now).await.map_err(|fail| self.as_of_last_sync(person, fail, now))?;
        let not_yet = || {
            Fail::new(Exit::Failed, "pending", say!("share-nothing", name = &facts.name))
                .attempt("entre sync")
        };
        let job =
            self.jobs()?.into_iter().find(|job| Some(job.stream) == person.stream).ok_or_else(not_yet)?;
        let exchanged = match self.exchange::<Pair>(job.clone(), now).await {
            Ok(exchanged) => exchanged,
            Err(fail) => return Err(self.as_of_last_sync(person, fail, now)),
        };
        if exchanged.not_enrolled {
            return Err(not_yet());
        }
        if let Some(refused) = exchanged.refused {
            return Err(refused);
        }
        let replica = self.replica(&job.stream)?;
        let reader = self.store.read()?;
        let mut states = Vec::new();
        for (_, name) in reader.documents(&job.stream)? {
            let name = name.parse().map_err(|_| internal(say!("internal-document-nameless")))?;
            if DocumentState::is_shared(&name) {
                states.extend(DocumentState::of(&documents::load(&reader, &job.stream, &name)?));
            }
        }
        let words = replica.sync_check(&states).ok_or_else(not_yet)?;
        Ok(SyncCheck { person: person.clone(), words, checked: now })
    }

    /// One pair's stream, from what is stored.
    pub(crate) fn replica(&mut self, stream: &StreamId) -> Result<Replica<Pair>, Fail> {
        let (root, device) = (self.root()?, DeviceId::from(unhex_array::<32>(&self.me.device)?));
        let reader = self.store.read()?;
        let mut replica = Replica::new(stream_keys::<Pair>(&reader, *stream, root, device)?);
        refresh(&reader, stream, &mut replica, &mut 0)?;
        Ok(replica)
    }

    fn as_of_last_sync(&mut self, person: &PersonRef, fail: Fail, now: Timestamp) -> Fail {
        if fail.exit != Exit::Offline {
            return fail;
        }
        let last =
            |reader: &Reader<'_>, stream: &StreamId| crate::reading::summary(reader, stream).ok()?.checked;
        let checked = person.stream.and_then(|stream| last(&self.store.read().ok()?, &stream));
        let age = match checked {
            Some(checked) => say!("as-of-last-sync", age = age(checked, now)),
            None => say!("never-in-step"),
        };
        fail.because(say!("words-after-exchange")).because(age)
    }
}

fn age(then: Timestamp, now: Timestamp) -> String {
    let minutes = now.as_second().saturating_sub(then.as_second()).max(0) / 60;
    match minutes {
        0 => say!("age-now"),
        1..60 => say!("ago-minutes", count = minutes),
        60..2880 => say!("ago-hours", count = minutes / 60),
        _ => say!("days-ago", count = minutes / 1440),
    }
}
