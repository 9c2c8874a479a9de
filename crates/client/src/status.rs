//! How things stand, from evidence only: what is stored here, what the relay committed, what the other person covered.

use jiff::Timestamp;
use language::say;
use serde::Serialize;
use store::{Reader, Standing};
use wire::StreamId;

use crate::entre::Entre;
use crate::facts::{Phase, decode, internal};
use crate::fail::Fail;
use crate::ledger::UNCOUNTED;
use crate::notices::SafetyEvent;
use crate::pausing::pause_fail;
use crate::people::{PersonRef, pairs};
use crate::reading::{drafts, summary, waiting as waiting_in};
use crate::root::Custody;

/// How things stand.
#[derive(Debug, Clone, Serialize)]
pub struct StatusScreen {
    /// Our name.
    pub name: String,
    /// This device's name.
    pub device: String,
    /// How the store is unlocked.
    pub unlock: &'static str,
    /// How many devices of this person count, as far as this one knows.
    pub devices: usize,
    /// Where the root of the identity is.
    pub root: Custody,
    /// The relay for new notebooks.
    pub relay: Option<String>,
    /// One's own notebook: private notes, and what one's devices tell each other.
    pub own: NotebookStatus,
    /// One entry per person.
    pub people: Vec<PersonStatus>,
    /// Changes that are only on this device.
    pub waiting: u64,
    /// The oldest moment at which a notebook was checked against its relay; none if one never was.
    pub synced: Option<Timestamp>,
    /// Things to know, oldest first.
    pub events: Vec<SafetyEvent>,
    /// Envelopes that the relays hold for us, as far as they told us.
    pub envelopes: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// How things stand with one person.
#[derive(Debug, Clone, Serialize)]
pub struct PersonStatus {
    /// Their name.
    pub name: String,
    /// How far pairing has come.
    pub phase: Phase,
    /// Whether the words were compared and matched.
    pub checked: bool,
    /// Why nothing is exchanged with them, as long as that is so.
    pub paused: Option<String>,
    /// When something of theirs last came in.
    pub heard: Option<Timestamp>,
    /// The notebook with them.
    #[serde(flatten)]
    pub notebook: NotebookStatus,
}

/// How things stand with one notebook: here, and at its relay.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NotebookStatus {
    /// Changes that are only on this device.
    pub waiting: u64,
    /// When this device and the relay last held the same.
    pub synced: Option<Timestamp>,
    /// Envelopes that the relay holds of this notebook.
    pub envelopes: u64,
    /// Whether the relay, when last asked, did not let this device in: another one has to do that first, or has shut it out.
    pub shut_out: bool,
    /// The relay's last refusal, in words, as long as it stands. What it refused is offered again with each sync.
    pub refused: Option<String>,
    /// Envelopes that wait for something.
    pub held_back: usize,
    /// Envelopes that others have read, and that are not here.
    pub missing: u64,
    /// Envelopes that do not count, as their device was removed before anybody had them.
    pub uncounted: usize,
    /// Envelopes that were refused as unsound.
    pub quarantined: usize,
}

impl Entre {
    /// How things stand, without asking anybody.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn status(&mut self) -> Result<StatusScreen, Fail> {
        let unlock = Self::unlock_kind(&self.home)?.word();
        let waiting = self.all_waiting()?;
        let root = self.custody()?;
        let own = self.stream;
        let (name, device, relay) =
            (self.me.name.clone(), self.me.device_name.clone(), self.me.relay.clone());
        let reader = self.store.read()?;
        let devices = summary(&reader, &own)?.devices.unwrap_or(1);
        let (own, mut bytes) = notebook(&reader, &own)?;
        let mut envelopes = own.envelopes;
        let mut checks = if relay.is_some() { vec![own.synced] } else { Vec::new() };
        let mut people = Vec::new();
        for (key, facts) in pairs(&reader)? {
            let person = PersonRef::of(&key, &facts)?;
            let (mut heard, mut status) = (None, NotebookStatus::default());
            match &person.stream {
                Some(stream) => {
                    let size;
                    (status, size) = notebook(&reader, stream)?;
                    heard = summary(&reader, stream)?.heard;
                    envelopes += status.envelopes;
                    bytes += size;
                    if facts.phase != Phase::Ended {
                        checks.push(status.synced);
                    }
                }
                None => status.waiting = drafts(&reader, &person)?.len().try_into().unwrap_or(u64::MAX),
            }
            people.push(PersonStatus {
                paused: pause_fail(&facts).map(|fail| fail.what),
                name: facts.name,
                phase: facts.phase,
                checked: facts.verified.is_some(),
                heard,
                notebook: status,
            });
        }
        people.sort_by(|left, right| left.name.cmp(&right.name));
        let events = reader.events()?.iter().map(|(_, bytes)| decode(bytes)).collect::<Result<_, Fail>>()?;
        let synced =
            checks.into_iter().collect::<Option<Vec<_>>>().and_then(|checks| checks.into_iter().min());
        Ok(StatusScreen {
            name,
            device,
            unlock,
            devices,
            root,
            relay,
            own,
            people,
            waiting,
            synced,
            events,
            envelopes,
            bytes,
        })
    }
}

/// Envelopes of a stream that wait for something that is missing.
pub(crate) fn held_back(reader: &Reader<'_>, stream: &StreamId) -> Result<usize, Fail> {
    Ok(reader.unapplied(stream)?.iter().filter(|stored| waits(&stored.standing)).count())
}

/// Whether an envelope can still take effect. That of a removed device cannot.
fn waits(standing: &Standing) -> bool {
    matches!(standing, Standing::Waiting(why) if why != UNCOUNTED)
}

/// One stream's state, and the bytes of it that its relay is known to hold.
fn notebook(reader: &Reader<'_>, stream: &StreamId) -> Result<(NotebookStatus, u64), Fail> {
    let learnt = summary(reader, stream)?;
    let (envelopes, bytes) = held_by_relay(reader, stream)?;
    let mut status = NotebookStatus {
        waiting: waiting_in(reader, stream)?,
        synced: learnt.checked,
        envelopes,
        shut_out: learnt.shut_out,
        refused: learnt.refused,
        missing: learnt.missing.values().map(|missing| missing.count).sum(),
        ..NotebookStatus::default()
    };
    for stored in reader.unapplied(stream)? {
        match stored.standing {
            standing if waits(&standing) => status.held_back += 1,
            Standing::Waiting(_) => status.uncounted += 1,
            Standing::Quarantined(_) => status.quarantined += 1,
            Standing::New | Standing::Applied => {}
        }
    }
    Ok((status, bytes))
}

/// Envelopes of a stream that its relay is known to hold, and their bytes.
pub(crate) fn held_by_relay(reader: &Reader<'_>, stream: &StreamId) -> Result<(u64, u64), Fail> {
    let envelopes = reader.relay_heads(stream)?.iter().map(|head| head.seq).sum();
    let overflow = |_| internal(say!("internal-too-large"));
    let mut bytes: u64 = 0;
    let heads: std::collections::BTreeMap<_, _> =
        reader.relay_heads(stream)?.into_iter().map(|head| (head.author, head.seq)).collect();
    for stored in reader.envelopes(stream, 0)? {
        let header = stored.envelope.header();
        if heads.get(&header.author).is_some_and(|seq| *seq >= header.seq) {
            bytes += u64::try_from(stored.envelope.as_bytes().len()).map_err(overflow)?;
        }
    }
    Ok((envelopes, bytes))
}
