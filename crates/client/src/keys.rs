//! Key material in the store: fixed layouts of bytes, never text, never serialised with other facts.

use std::fmt;

use crypto::{KemKey, StoreKey};
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
        let bytes = bytes.ok_or_else(|| internal("the keys of a stream are missing"))?;
        let broken = |_| internal("the keys of a stream are damaged");
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
    let bytes = bytes.ok_or_else(|| internal("the key of this device is missing"))?;
    let seed: Zeroizing<[u8; 32]> = bytes
        .as_slice()
        .try_into()
        .map(Zeroizing::new)
        .map_err(|_| internal("the key of this device is damaged"))?;
    Ok(SigningKey::from_bytes(&seed))
}

/// Keeps the root seed under its own wrapping key, inside the store: with that key it can be destroyed for good.
pub(crate) fn write_root(writer: &mut Writer<'_>, wrapping: &StoreKey, seed: &[u8; 32]) -> Result<(), Fail> {
    let sealed = wrapping.table("root").seal(b"root", "seed", seed, &mut random());
    Ok(writer.put_record(RecordKind::Person, ROOT, &sealed)?)
}

fn secrets_key(stream: &StreamId) -> Vec<u8> {
    [stream.as_bytes().as_slice(), b"keys"].concat()
}

const DEVICE: &[u8] = b"device";
const ROOT: &[u8] = b"root";
