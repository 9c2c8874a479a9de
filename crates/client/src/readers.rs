//! Who can read this: both persons with their devices and kits, what the relay sees, and what no program can promise.
//! Derived from the stream itself: statements say which devices count, bindings which keys they use.

use std::collections::{BTreeMap, BTreeSet};

use crypto::{DeviceId, Pair, RootId};
use jiff::Timestamp;
use language::say;
use serde::Serialize;
use sync::{PersonState, Replica, evaluate};

use crate::devices::personal;
use crate::entre::{Entre, unhex_array};
use crate::facts::{PauseReason, StreamFacts, Summary, hex};
use crate::fail::Fail;
use crate::people::PersonRef;
use crate::reading::summary;
use crate::status::held_by_relay;

/// Who can read one notebook.
#[derive(Debug, Clone, Serialize)]
pub struct ReadersScreen {
    /// The other person.
    pub person: PersonRef,
    /// Since when there is this notebook.
    pub since: Timestamp,
    /// When the words were compared and matched.
    pub verified: Option<Timestamp>,
    /// Why nothing is exchanged with them, if that is so.
    pub paused: Option<PauseReason>,
    /// Our own devices.
    pub you: PersonReaders,
    /// Theirs; none before they have answered.
    pub them: Option<PersonReaders>,
    /// What the relay has and sees.
    pub relay: RelayView,
    /// Whether anybody else has a key: never. It stands here for scripts that look for it.
    pub administrator: bool,
}

/// One person's keys to a notebook.
#[derive(Debug, Clone, Serialize)]
pub struct PersonReaders {
    /// Whose.
    pub name: String,
    /// Devices that count, and those that were removed.
    pub devices: Vec<DeviceLine>,
    /// Whether a recovery kit can open the notebook: it is a reader like a device.
    pub kit: bool,
}

/// One device.
#[derive(Debug, Clone, Serialize)]
pub struct DeviceLine {
    /// Its key.
    #[serde(skip)]
    pub(crate) id: DeviceId,
    /// Its name where it is our own, else "Sam's device 1".
    pub name: String,
    /// The first eight hexadecimal digits of its key, in two groups.
    pub fingerprint: String,
    /// Whether it is this one.
    pub this: bool,
    /// Since when it is known here, as far as this device can tell.
    pub since: Option<Timestamp>,
    /// When something of it last came in.
    pub heard: Option<Timestamp>,
    /// Whether it was removed: it keeps what it had, and reads nothing that was written by those who know.
    pub removed: bool,
}

/// What the relay has and sees.
#[derive(Debug, Clone, Serialize)]
pub struct RelayView {
    /// Its address.
    pub address: String,
    /// Sealed envelopes of this notebook that it is known to hold.
    pub envelopes: u64,
    /// Their bytes.
    pub bytes: u64,
    /// When this device and the relay last held the same.
    pub synced: Option<Timestamp>,
}

impl Entre {
    /// Who can read the notebook with this person, as far as this device knows.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn readers(&mut self, person: &PersonRef) -> Result<ReadersScreen, Fail> {
        let replica = person.stream.map(|stream| self.replica(&stream)).transpose()?;
        self.readers_in(person, replica.as_ref())
    }

    /// The same, from a stream that is open already.
    pub(crate) fn readers_in(
        &mut self,
        person: &PersonRef,
        replica: Option<&Replica<Pair>>,
    ) -> Result<ReadersScreen, Fail> {
        let facts = self.pair_facts(person)?;
        let (own_root, own_stream) = (self.root()?, self.stream);
        let theirs = facts.root.as_deref().map(unhex_array::<32>).transpose()?.map(RootId::from);
        let (mut people, mut authors) = (Vec::new(), BTreeMap::new());
        if let Some(replica) = replica {
            people = replica.people();
            for (author, _, _) in replica.heads() {
                if let Some((_, device)) = replica.author_device(&author) {
                    authors.entry(device).or_insert_with(Vec::new).push(hex(author.as_bytes()));
                }
            }
        }
        let known: Vec<_> = self.statements()?;
        let own_state = people.iter().find(|state| state.root == own_root).cloned();
        let own_state = own_state.unwrap_or_else(|| evaluate(&own_root, known.iter()));
        let reader = self.store.read()?;
        let (learnt, (envelopes, bytes)) = match &person.stream {
            Some(stream) => (summary(&reader, stream)?, held_by_relay(&reader, stream)?),
            None => (Summary::default(), (0, 0)),
        };
        let paired: BTreeSet<DeviceId> = match &person.stream {
            Some(stream) => {
                let known = StreamFacts::read(&reader, stream)?;
                known.bindings()?.iter().map(crypto::Binding::device).collect()
            }
            None => BTreeSet::new(),
        };
        let named = personal(&reader, &own_stream)?.devices;
        drop(reader);
        let heard = |device: &DeviceId| {
            let of = authors.get(device)?;
            of.iter().filter_map(|author| learnt.heard_from.get(author)).max().copied()
        };
        let this = DeviceId::from(unhex_array::<32>(&self.me.device)?);
        let line = |device: &DeviceId, number: usize, whose: Option<&str>, removed: bool| {
            let this = *device == this;
            // Names and dates of own devices stand in the own personal document.
            let own = named.get(&hex(device.as_bytes()));
            let name = own.map(|entry| entry.name.clone()).filter(|name| !name.is_empty());
            let name = name.unwrap_or_else(|| match whose {
                Some(first) => say!("their-device", first = first, number = number),
                None => say!("your-device", number = number),
            });
            // What came later than the pairing has no date that this device could vouch for.
            let pairing = (this || paired.contains(device)).then_some(facts.since);
            let since = own.and_then(|entry| entry.since).map(|since| since.max(facts.since)).or(pairing);
            let fingerprint = fingerprint(device);
            DeviceLine { id: *device, name, fingerprint, this, since, heard: heard(device), removed }
        };
        let readers = |state: &PersonState, name: &str, whose: Option<&str>| PersonReaders {
            name: name.to_owned(),
            devices: devices(state, whose, &paired, &line),
            kit: state.recovery.is_some(),
        };
        let first = person.first_name();
        let them = people
            .iter()
            .find(|state| Some(state.root) == theirs)
            .map(|state| readers(state, &facts.name, Some(first)));
        let you = readers(&own_state, &self.me.name, None);
        Ok(ReadersScreen {
            person: person.clone(),
            since: facts.since,
            verified: facts.verified,
            paused: facts.paused.map(|paused| paused.why),
            you,
            them,
            relay: RelayView { address: facts.relay.clone(), envelopes, bytes, synced: learnt.checked },
            administrator: false,
        })
    }
}

/// A device's line, by its number among those of one person: whose, and whether it was removed.
type Line<'a> = dyn Fn(&DeviceId, usize, Option<&str>, bool) -> DeviceLine + 'a;

fn devices(
    state: &PersonState,
    whose: Option<&str>,
    paired: &BTreeSet<DeviceId>,
    line: &Line<'_>,
) -> Vec<DeviceLine> {
    let mut all: Vec<&DeviceId> = state.active.union(&state.removed).collect();
    // The first one keeps its number when others come.
    all.sort_by_key(|device| (!paired.contains(device), **device));
    let mut lines: Vec<DeviceLine> = all
        .into_iter()
        .zip(1..)
        .map(|(device, number)| line(device, number, whose, state.removed.contains(device)))
        .collect();
    lines.sort_by_key(|line| (line.removed, !line.this));
    lines
}

fn fingerprint(device: &DeviceId) -> String {
    let hex = hex(&device.as_bytes()[..4]);
    let (left, right) = hex.split_at(4);
    format!("{left} {right}")
}
