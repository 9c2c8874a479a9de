//! Key material in the store: fixed layouts of bytes, never text, never serialised with other facts.

use std::fmt;

use crypto::{KemKey, StoreKey};
use language::say;
use store::{Reader, RecordKind, Writer};
use wire::{SigningKey, StreamId};
use zeroize::Zeroizing;

use crate::facts::internal;
use crate::fail::Fail;
use crate::random::{random, random_bytes};

/// This device's secrets in one stream.
pub(crate) struct StreamSecrets {
    pub(crate) pseudonym: SigningKey,
    pub(crate) kems: Vec<(u32, KemKey)>,
}

impl StreamSecrets {
    /// Fresh ones.
    pub(crate) fn random() -> Self {
        Self { pseudonym: random_signing_key(), kems: vec![(1, KemKey::random(&mut random()))] }
    }

    /// `seed 32 ‖ n × (generation u32 ‖ seed 32)`.
    pub(crate) fn write(&self, writer: &mut Writer<'_>, stream: &StreamId) -> Result<(), Fail> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(32 + 36 * self.kems.len()));
        bytes.extend_from_slice(self.pseudonym.as_bytes());
        for (generation, kem) in &self.kems {
            bytes.extend_from_slice(&generation.to_be_bytes());
            bytes.extend_from_slice(kem.expose_seed());
        }
        Ok(writer.put_record(RecordKind::Stream, &secrets_key(stream), &bytes)?)
    }

    pub(crate) fn read(reader: &Reader<'_>, stream: &StreamId) -> Result<Self, Fail> {
        let bytes = reader.record(RecordKind::Stream, &secrets_key(stream))?.map(Zeroizing::new);
        let bytes = bytes.ok_or_else(|| internal(say!("internal-keys-missing")))?;
        let broken = |_| internal(say!("internal-keys-damaged"));
        let mut rest = wire::Reader::new(&bytes);
        let pseudonym = SigningKey::from_bytes(&Zeroizing::new(rest.array::<32>().map_err(broken)?));
        let mut kems = Vec::new();
        while !rest.is_empty() {
            let generation = rest.u32().map_err(broken)?;
            kems.push((generation, KemKey::from_seed(rest.array::<32>().map_err(broken)?)));
        }
        Ok(Self { pseudonym, kems })
    }
}

/// Keeps the seed of the recovery reader of a stream.
pub(crate) fn write_reader(
    writer: &mut Writer<'_>,
    stream: &StreamId,
    reader: &SigningKey,
) -> Result<(), Fail> {
    Ok(writer.put_record(RecordKind::Stream, &reader_key(stream), reader.as_bytes())?)
}

/// The recovery reader of a stream, if there is one.
pub(crate) fn read_reader(reader: &Reader<'_>, stream: &StreamId) -> Result<Option<SigningKey>, Fail> {
    signing_key(reader, &reader_key(stream))
}

/// Keeps the pseudonym that this device leaves behind, until it has let the new one in.
pub(crate) fn write_former(
    writer: &mut Writer<'_>,
    stream: &StreamId,
    former: &SigningKey,
) -> Result<(), Fail> {
    Ok(writer.put_record(RecordKind::Stream, &former_key(stream), former.as_bytes())?)
}

/// The pseudonym that this device leaves behind.
pub(crate) fn read_former(reader: &Reader<'_>, stream: &StreamId) -> Result<Option<SigningKey>, Fail> {
    signing_key(reader, &former_key(stream))
}

/// Erases the pseudonym that was left behind.
pub(crate) fn erase_former(writer: &mut Writer<'_>, stream: &StreamId) -> Result<(), Fail> {
    writer.delete_record(RecordKind::Stream, &former_key(stream))?;
    Ok(())
}

fn signing_key(reader: &Reader<'_>, key: &[u8]) -> Result<Option<SigningKey>, Fail> {
    let Some(bytes) = reader.record(RecordKind::Stream, key)?.map(Zeroizing::new) else { return Ok(None) };
    let seed: Option<Zeroizing<[u8; 32]>> = bytes.as_slice().try_into().ok().map(Zeroizing::new);
    seed.map(|seed| Some(SigningKey::from_bytes(&seed))).ok_or_else(|| internal(say!("internal-key-damaged")))
}

impl fmt::Debug for StreamSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pseudonym: _, kems } = self;
        write!(f, "StreamSecrets({} keys, …)", kems.len())
    }
}

/// A fresh Ed25519 key.
pub(crate) fn random_signing_key() -> SigningKey {
    SigningKey::from_bytes(&Zeroizing::new(random_bytes::<32>()))
}

/// Keeps the device's own key.
pub(crate) fn write_device(writer: &mut Writer<'_>, key: &SigningKey) -> Result<(), Fail> {
    Ok(writer.put_record(RecordKind::Person, DEVICE, key.as_bytes())?)
}

/// The device's own key.
pub(crate) fn read_device(reader: &Reader<'_>) -> Result<SigningKey, Fail> {
    let bytes = reader.record(RecordKind::Person, DEVICE)?.map(Zeroizing::new);
    let bytes = bytes.ok_or_else(|| internal(say!("internal-device-key-missing")))?;
    let seed: Zeroizing<[u8; 32]> = bytes
        .as_slice()
        .try_into()
        .map(Zeroizing::new)
        .map_err(|_| internal(say!("internal-device-key-damaged")))?;
    Ok(SigningKey::from_bytes(&seed))
}

/// Keeps the root seed under its own wrapping key, inside the store: with that key it can be destroyed for good.
pub(crate) fn write_root(writer: &mut Writer<'_>, wrapping: &StoreKey, seed: &[u8; 32]) -> Result<(), Fail> {
    let sealed = wrapping.table("root").seal(b"root", "seed", seed, &mut random());
    Ok(writer.put_record(RecordKind::Person, ROOT, &sealed)?)
}

/// The sealed root, while it lies here.
pub(crate) fn read_root(reader: &Reader<'_>) -> Result<Option<Vec<u8>>, Fail> {
    Ok(reader.record(RecordKind::Person, ROOT)?)
}

/// Takes the sealed root away for good.
pub(crate) fn erase_root(writer: &mut Writer<'_>) -> Result<(), Fail> {
    writer.delete_record(RecordKind::Person, ROOT)?;
    Ok(())
}

fn secrets_key(stream: &StreamId) -> Vec<u8> {
    [stream.as_bytes().as_slice(), b"keys"].concat()
}

fn reader_key(stream: &StreamId) -> Vec<u8> {
    [stream.as_bytes().as_slice(), b"reader"].concat()
}

fn former_key(stream: &StreamId) -> Vec<u8> {
    [stream.as_bytes().as_slice(), b"former"].concat()
}

const DEVICE: &[u8] = b"device";
const ROOT: &[u8] = b"root";
