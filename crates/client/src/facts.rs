//! What a device remembers about itself, its pairs and its streams, as it lies sealed in the store. Secrets that are
//! keys lie apart from these, in records of their own (see `keys`).

use agenda::Member;
use jiff::Timestamp;
use language::say;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::{Reader, RecordKind, Writer};
use wire::StreamId;

use crate::fail::{Exit, Fail};
use crate::what::What;

/// Who this device belongs to.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Me {
    /// As the other person sees it.
    pub(crate) name: String,
    /// The device's name, for its owner only.
    pub(crate) device_name: String,
    /// The identity, in hex.
    pub(crate) root: String,
    /// The device's key, in hex.
    pub(crate) device: String,
    /// The person's own stream, in hex.
    pub(crate) stream: String,
    /// Where new streams are opened.
    pub(crate) relay: Option<String>,
    /// Vouchers of that relay that were not used yet, in hex.
    #[serde(default)]
    pub(crate) vouchers: Vec<String>,
    /// When this was set up.
    pub(crate) since: Timestamp,
}

impl Me {
    pub(crate) fn own_stream(&self) -> Result<StreamId, Fail> {
        self.stream.parse().map_err(|_| internal(say!("internal-own-stream")))
    }
}

/// How far the invitation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// We invited, the other person has not accepted (or their answer has not arrived).
    Invited,
    /// We accepted, the inviter's answer is out.
    Accepted,
    /// Both hold the stream's keys, or will with the next sync.
    Live,
    /// The invitation ended without a pair: used by somebody else, or run out.
    Ended,
}

/// One person we meet.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PairFacts {
    /// Their name: first as we typed it, later as they give it.
    pub(crate) name: String,
    /// Our own role.
    pub(crate) role: Member,
    /// Their identity in hex, once it is known.
    pub(crate) root: Option<String>,
    /// The stream in hex, once it is known.
    pub(crate) stream: Option<String>,
    /// The relay of the pair.
    pub(crate) relay: String,
    /// How far pairing has come.
    pub(crate) phase: Phase,
    /// When the words were compared and matched.
    pub(crate) verified: Option<Timestamp>,
    /// Since when.
    pub(crate) since: Timestamp,
    /// Until when the invitation can be used.
    pub(crate) expires: Option<Timestamp>,
    /// Why nothing is exchanged with this person, if that is so.
    #[serde(default)]
    pub(crate) paused: Option<PausedFacts>,
}

/// Since when and why nothing is exchanged with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PausedFacts {
    pub(crate) at: Timestamp,
    pub(crate) why: PauseReason,
}

/// Why nothing is exchanged with a person until the words have been compared and match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// The words were compared and differ.
    WordsDiffer,
    /// Somebody of that name is known here with another identity.
    KeysChanged {
        /// When the words of the known one were compared.
        compared: Option<Timestamp>,
    },
}

/// One stream.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct StreamFacts {
    /// Whether it is shared by two.
    pub(crate) shared: bool,
    /// Its relay; none while no relay was named.
    pub(crate) relay: Option<String>,
    /// The relay's receipt in hex.
    pub(crate) receipt: Option<String>,
    /// The voucher that opens it, in hex, until it was used.
    pub(crate) voucher: Option<String>,
    /// Whether this device opened the stream.
    pub(crate) founder: bool,
    /// The first envelope, in hex.
    pub(crate) genesis: String,
    /// The persons it is for, in hex.
    pub(crate) roots: Vec<String>,
    /// Statements known from pairing, in hex.
    pub(crate) statements: Vec<String>,
    /// Bindings known from pairing, in hex.
    pub(crate) bindings: Vec<String>,
    /// People who are to be let in with the next sync: what their last message said, in hex, and our part of it.
    #[serde(default)]
    pub(crate) admissions: Vec<AdmissionFacts>,
    /// Keys that are to be shut out at the relay with the next sync, in hex.
    #[serde(default)]
    pub(crate) retire: Vec<String>,
    /// How far our recovery reader of this stream has come; only in a stream for two.
    #[serde(default)]
    pub(crate) recovery: RecoveryFacts,
    /// Whether this device still has to let itself in, as it learnt of the stream from a card or left a pseudonym
    /// behind.
    #[serde(default)]
    pub(crate) enter: Option<EnterFacts>,
    /// Whether our other devices have to hear of this one's key from our own stream, as it cannot write here yet.
    #[serde(default)]
    pub(crate) tell: bool,
    /// When the newest sealing key of this device was made; none means with the stream.
    #[serde(default)]
    pub(crate) kem_since: Option<Timestamp>,
}

/// How a device lets itself in.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EnterFacts {
    /// By the recovery reader.
    Reader,
    /// By the pseudonym that it leaves behind.
    FormerSelf,
}

/// A recovery reader: a key that may read, and let a new device in, so that the kit alone finds the way back.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RecoveryFacts {
    /// Counts the readers and their cards; 0 as long as there is none.
    pub(crate) generation: u32,
    /// Whether our chain lets it in.
    pub(crate) enrolled: bool,
    /// Whether a card of it is in our own stream.
    pub(crate) carded: bool,
    /// Whether that card names the other person.
    pub(crate) with_partner: bool,
}

/// A finished handshake that the stream does not know of yet.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct AdmissionFacts {
    /// Their identity in hex.
    pub(crate) root: String,
    /// Their statements in hex.
    pub(crate) statements: Vec<String>,
    /// Binding, rights and proof of each of their pseudonyms.
    pub(crate) enrolments: Vec<(String, u8, String)>,
    /// The roster in hex; empty when a further device of a known person is let in.
    pub(crate) roster: String,
}

/// What the last exchange with the relay taught about a stream.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Summary {
    /// When everything here was at the relay and everything there was here.
    pub(crate) checked: Option<Timestamp>,
    /// When something of the other person last came in.
    pub(crate) heard: Option<Timestamp>,
    /// When something of each author last came in, by the author in hex.
    pub(crate) heard_from: std::collections::BTreeMap<String, Timestamp>,
    /// How far our chain is covered by the other person's envelopes.
    pub(crate) covered: u64,
    /// How far the relay has committed our chain.
    pub(crate) stored: u64,
    /// Which outbox rows went into which of our envelopes: (last row, sequence number), ascending.
    pub(crate) sealed: Vec<(i64, u64)>,
    /// Envelopes of ours that the relay cannot take, as it has another branch of that chain, and that nothing quotes yet.
    pub(crate) unquoted: u64,
    /// Documents of which this device, a copy, took something back and could not say it again yet.
    pub(crate) aside: u64,
    /// The relay's last refusal, in words, until something goes through again.
    pub(crate) refused: Option<String>,
    /// Whether the relay, when last asked, did not let this device in.
    pub(crate) shut_out: bool,
    /// The epoch that we write under, in hex, and since when.
    pub(crate) epoch: Option<(String, Timestamp)>,
    /// How many devices of this person count; only of the own stream.
    pub(crate) devices: Option<usize>,
    /// The day of our last checkpoint, in UTC.
    pub(crate) checkpoint: Option<jiff::civil::Date>,
    /// What others have read of an author and this device has not got, by the author in hex.
    pub(crate) missing: std::collections::BTreeMap<String, MissingFacts>,
}

/// Envelopes of one author that others name and nobody hands out.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct MissingFacts {
    /// How many, at least.
    pub(crate) count: u64,
    /// Since when some are missing.
    pub(crate) since: Timestamp,
}

/// Something this person did on this device.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct JournalEntry {
    /// When.
    pub(crate) at: Timestamp,
    /// What was done.
    pub(crate) what: What,
    /// Whether the words quote something private.
    pub(crate) private: bool,
    /// The pair, in hex.
    pub(crate) pair: String,
    /// The stream that carries it, in hex; none for a draft.
    pub(crate) stream: Option<String>,
    /// Its last row in the outbox.
    pub(crate) row: Option<i64>,
    /// What takes it back, in order.
    pub(crate) inverse: Vec<agenda::Edit>,
    /// The state of each document that these edits were meant for, by the document's name.
    #[serde(default)]
    pub(crate) heads: std::collections::BTreeMap<String, Vec<String>>,
    /// Whether it was taken back.
    #[serde(default)]
    pub(crate) undone: bool,
    /// Whether it took something back itself.
    #[serde(default)]
    pub(crate) undoing: bool,
    /// Whether it does again what had been taken back.
    #[serde(default)]
    pub(crate) redoing: bool,
}

/// Reads a record of facts.
pub(crate) fn read<T: DeserializeOwned>(
    reader: &Reader<'_>,
    kind: RecordKind,
    key: &[u8],
) -> Result<Option<T>, Fail> {
    match reader.record(kind, key)? {
        Some(bytes) => decode(&bytes).map(Some),
        None => Ok(None),
    }
}

/// Reads all records of a kind.
pub(crate) fn read_all<T: DeserializeOwned>(
    reader: &Reader<'_>,
    kind: RecordKind,
) -> Result<Vec<(Vec<u8>, T)>, Fail> {
    reader.records(kind)?.into_iter().map(|(key, bytes)| Ok((key, decode(&bytes)?))).collect()
}

/// Writes a record of facts.
pub(crate) fn write<T: Serialize>(
    writer: &mut Writer<'_>,
    kind: RecordKind,
    key: &[u8],
    facts: &T,
) -> Result<(), Fail> {
    Ok(writer.put_record(kind, key, &encode(facts)?)?)
}

/// The sealed form of facts.
pub(crate) fn encode<T: Serialize>(facts: &T) -> Result<Vec<u8>, Fail> {
    serde_json::to_vec(facts).map_err(|_| internal(say!("internal-facts")))
}

/// Reads the sealed form of facts.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fail> {
    serde_json::from_slice(bytes).map_err(|_| {
        Fail::new(Exit::Failed, "store_unreadable", say!("record-unreadable"))
            .because(say!("record-unreadable-why"))
    })
}

/// Something that should not happen whatever a person does.
pub(crate) fn internal(what: impl AsRef<str>) -> Fail {
    Fail::new(Exit::Failed, "internal", say!("internal-error", what = what.as_ref()))
        .because(say!("internal-unharmed"))
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

/// Bytes from our own hex.
pub(crate) fn unhex(text: &str) -> Result<Vec<u8>, Fail> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| internal(say!("internal-hex")))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::entre::{Entre, Setup};
    use crate::home::Home;
    use crate::invite::Invite;
    use crate::unlock::{Lock, Unlock};

    /// Whoever has the key of a store can write anything into it: an older program, a newer one, a disk that fails.
    #[test]
    fn facts_that_are_cut_off_or_changed_are_read_or_refused() {
        let folder = tempfile::tempdir().unwrap();
        let setup = Setup {
            name: "Alex Marin".to_owned(),
            device_name: "laptop".to_owned(),
            relay: Some("ws://127.0.0.1:1".parse().unwrap()),
            vouchers: vec![[7; 16]],
            unlock: Unlock::File,
        };
        let home = Home::locate(Some(folder.path().join("home"))).unwrap();
        let mut entre = Entre::init(&home, &setup, Timestamp::now()).unwrap();
        let invite = Invite {
            name: "Sam Okoro".to_owned(),
            role: Member::Manager,
            valid: SignedDuration::from_hours(24),
            words: false,
            fresh: false,
            again: false,
            time_zone: None,
        };
        entre.invite(&invite, Timestamp::now()).unwrap();
        let lock = entre.store.read().unwrap().unlock().unwrap();
        let mut seeds: Vec<Vec<u8>> = vec![lock, encode(&Summary::default()).unwrap()];
        let reader = entre.store.read().unwrap();
        for kind in [RecordKind::Person, RecordKind::Pair, RecordKind::Stream, RecordKind::Pairing] {
            seeds.extend(reader.records(kind).unwrap().into_iter().map(|(_, bytes)| bytes));
        }
        assert!(seeds.len() > 8, "{}", seeds.len());
        let mut read = 0;
        for seed in &seeds {
            let step = (seed.len() / 200).max(1);
            for at in (0..=seed.len()).step_by(step) {
                read += decoded(&seed[..at]);
                let mut changed = seed.clone();
                if let Some(byte) = changed.get_mut(at) {
                    *byte ^= [0x01, 0x20, 0xff][at % 3];
                    read += decoded(&changed);
                    changed.insert(at, b'9');
                    read += decoded(&changed);
                }
            }
        }
        assert!(read > 0, "some changes leave something that can be read");
    }

    /// Every decoder of stored facts on the same bytes; how many took them.
    fn decoded(bytes: &[u8]) -> usize {
        let taken = [
            decode::<Me>(bytes).is_ok_and(|me| me.own_stream().is_ok()),
            decode::<PairFacts>(bytes).is_ok(),
            decode::<StreamFacts>(bytes).is_ok_and(|facts| {
                facts.statements().is_ok() && facts.bindings().is_ok() && facts.roots().is_ok()
            }),
            decode::<Summary>(bytes).is_ok(),
            decode::<JournalEntry>(bytes).is_ok(),
            decode::<agenda::Model>(bytes).is_ok(),
            decode::<agenda::Edit>(bytes).is_ok(),
            decode::<crate::notices::SafetyEvent>(bytes).is_ok(),
            Lock::parse(bytes).is_ok(),
            sync::Inviter::from_bytes(bytes).is_some(),
            sync::Joiner::from_bytes(bytes).is_some(),
        ];
        taken.into_iter().filter(|taken| *taken).count()
    }
}
