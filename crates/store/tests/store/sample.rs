//! A store with something of everything in it, and a print-out of all that can be read back.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use entrenous_store::{Header, Reader, RecordKind, Standing, Store, StoreError, Writer};
use wire::{AuthorId, Envelope, EnvelopeId, EpochId, Kind, SigningKey, StreamId, Verified};

use crate::cloak::Cloak;

pub(crate) const CLOAK: Cloak = Cloak { password: "correct horse" };
pub(crate) const STREAM: [u8; 32] = [0x51; 32];
pub(crate) const OTHER_STREAM: [u8; 32] = [0x52; 32];
pub(crate) const DOCUMENT: [u8; 16] = [0xD0; 16];

/// Every text that [`STEPS`] write. None may stand on the disk.
pub(crate) const SECRETS: [&str; 16] = [
    "the root secret of Maria",
    "what the last sync learnt",
    "her manager is Sam Okafor",
    "epoch secret number one",
    "handshake with the new report",
    "draft: ask about the promotion",
    "setting: Europe/Lisbon",
    "certificate chain of Sam",
    "stream signing key",
    "quarter/2026-Q4",
    "snapshot with the salary talk",
    "change about the reorganisation",
    "view: salary, reorganisation",
    "outbox: burnout topic",
    "parked: waits for the quarter",
    "journal: added 'burnout'",
];
pub(crate) const REASON: &str = "epoch not known yet";
pub(crate) const EVENT: &str = "two envelopes of Sam's laptop are missing";

pub(crate) fn stream() -> StreamId {
    StreamId::from(STREAM)
}

/// A folder of its own and the path for a store in it.
pub(crate) fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("entrenous.db");
    (folder, path)
}

pub(crate) fn header() -> Header {
    Header { store_id: [7; 16], unlock: b"wrapped by the passphrase".to_vec() }
}

pub(crate) fn open(path: &Path) -> Store {
    Store::open(path, Box::new(CLOAK)).unwrap()
}

pub(crate) fn created() -> (tempfile::TempDir, PathBuf, Store) {
    let (folder, path) = place();
    Store::create(&path, &header()).unwrap();
    let store = open(&path);
    (folder, path, store)
}

pub(crate) fn filled() -> (tempfile::TempDir, PathBuf, Store) {
    let (folder, path, mut store) = created();
    store.write(|writer| fill(writer, STEPS.len())).unwrap();
    (folder, path, store)
}

pub(crate) fn author(number: u8) -> AuthorId {
    AuthorId::from(SigningKey::from_bytes(&[number; 32]).verifying_key().to_bytes())
}

/// An envelope of author `number` that the store takes; `fill` tells two branches of a fork apart.
pub(crate) fn envelope(stream: StreamId, number: u8, seq: u64, fill: u8) -> Verified {
    let key = SigningKey::from_bytes(&[number; 32]);
    let prev = if seq == 1 { [0; 32] } else { [9; 32] };
    let header = wire::Header {
        kind: Kind::Content,
        stream,
        author: author(number),
        seq,
        prev: EnvelopeId::from(prev),
        epoch: EpochId::from([3; 32]),
        nonce: [4; 24],
    };
    let body = vec![fill; wire::padded_len(1) + wire::CONTENT_OVERHEAD - wire::OVERHEAD];
    Envelope::seal(&header, &body, &key).unwrap()
}

pub(crate) type Step = fn(&mut Writer<'_>) -> Result<(), StoreError>;

/// One write of every kind. Running them in order is valid, as is stopping after any of them.
pub(crate) const STEPS: &[Step] = &[
    |w| w.put_record(RecordKind::Person, b"root", SECRETS[0].as_bytes()),
    |w| w.put_record(RecordKind::Summary, &STREAM, SECRETS[1].as_bytes()),
    |w| w.put_record(RecordKind::Pair, &[1; 16], SECRETS[2].as_bytes()),
    |w| w.put_record(RecordKind::Epoch, &[2; 32], SECRETS[3].as_bytes()),
    |w| w.put_record(RecordKind::Pairing, &[3; 32], SECRETS[4].as_bytes()),
    |w| w.put_record(RecordKind::Draft, &[4; 16], SECRETS[5].as_bytes()),
    |w| w.put_record(RecordKind::Setting, &[5; 4], SECRETS[6].as_bytes()),
    |w| w.put_record(RecordKind::Contact, &[6; 32], SECRETS[7].as_bytes()),
    |w| w.put_record(RecordKind::Stream, &STREAM, SECRETS[8].as_bytes()),
    |w| w.create_document(&stream(), &DOCUMENT, SECRETS[9], b"the first snapshot"),
    |w| w.append_changes(&stream(), &DOCUMENT, &[b"covered by the next".to_vec()]),
    |w| w.replace_snapshot(&stream(), &DOCUMENT, SECRETS[10].as_bytes()),
    |w| w.append_changes(&stream(), &DOCUMENT, &[SECRETS[11].into(), b"and another".to_vec()]),
    |w| w.put_view(&stream(), &DOCUMENT, SECRETS[12].as_bytes()),
    |w| w.push_outbox(&stream(), &DOCUMENT, SECRETS[13].as_bytes()).map(drop),
    |w| w.insert_envelope(&envelope(stream(), 1, 1, 0), true).map(drop),
    |w| w.insert_envelope(&envelope(stream(), 1, 2, 0), true).map(drop),
    |w| w.insert_envelope(&envelope(stream(), 2, 1, 0), false).map(drop),
    |w| w.set_standing(&stream(), &envelope(stream(), 1, 1, 0).id(), &Standing::Applied),
    |w| w.set_standing(&stream(), &envelope(stream(), 2, 1, 0).id(), &Standing::Waiting(REASON.into())),
    |w| w.set_relay_head(&stream(), &author(1), 1, &envelope(stream(), 1, 1, 0).id()),
    |w| {
        let envelope = envelope(stream(), 2, 1, 0).id();
        w.park_change(&stream(), &DOCUMENT, &envelope, SECRETS[14].as_bytes()).map(drop)
    },
    |w| w.push_journal(SECRETS[15].as_bytes()).map(drop),
    |w| w.push_event(EVENT.as_bytes()).map(drop),
];

/// The first `count` steps.
pub(crate) fn fill(writer: &mut Writer<'_>, count: usize) -> Result<(), StoreError> {
    STEPS.iter().take(count).try_for_each(|step| step(writer))
}

/// All that the store gives back, as text; equal texts mean equal contents.
pub(crate) fn everything(reader: &Reader<'_>) -> String {
    let stream = stream();
    let mut out = String::new();
    let mut line = |what: &str, bytes: &[u8]| {
        writeln!(out, "{what}: {}", String::from_utf8_lossy(bytes)).unwrap();
    };
    for kind in KINDS {
        for (key, value) in reader.records(kind).unwrap() {
            line(&format!("{kind:?} {key:?}"), &value);
        }
    }
    for (id, name) in reader.documents(&stream).unwrap() {
        let document = reader.document(&stream, &id).unwrap().unwrap();
        line("document", name.as_bytes());
        line("snapshot", &document.snapshot);
        document.tail.iter().for_each(|change| line("change", change));
        line("previous", &reader.previous_snapshot(&stream, &id).unwrap().unwrap_or_default());
    }
    reader.views(&stream).unwrap().iter().for_each(|(_, view)| line("view", view));
    reader.outbox(&stream).unwrap().iter().for_each(|row| line("outbox", &row.chunks));
    reader.parked(&stream).unwrap().iter().for_each(|row| line("parked", &row.chunk));
    reader.journal(usize::MAX).unwrap().iter().for_each(|(row, entry)| line(&row.to_string(), entry));
    reader.events().unwrap().iter().for_each(|(row, event)| line(&row.to_string(), event));
    for stored in reader.envelopes(&stream, 0).unwrap() {
        line("envelope", format!("{stored:?}").as_bytes());
    }
    line("heads", format!("{:?}", reader.heads(&stream).unwrap()).as_bytes());
    line("relay", format!("{:?}", reader.relay_heads(&stream).unwrap()).as_bytes());
    out
}

const KINDS: [RecordKind; 9] = [
    RecordKind::Person,
    RecordKind::Contact,
    RecordKind::Pair,
    RecordKind::Stream,
    RecordKind::Epoch,
    RecordKind::Pairing,
    RecordKind::Draft,
    RecordKind::Setting,
    RecordKind::Summary,
];
