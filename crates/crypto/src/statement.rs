//! Statements of a person (docs/protocol.md §3): what the root or a device says about that person's devices.
//!
//! Parsing checks signatures and shapes. Which devices are active is decided elsewhere, from the whole set.

use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use wire::{Reader, SignatureError, SigningKey, Truncated, hash, sign, verify};

use crate::ids::{DeviceId, RootId, StatementId};
use crate::kem::{KEM_PUBLIC_BYTES, KemError, KemPublic};
use crate::primitive::random_bytes;
use crate::root::RootSeed;

/// Most devices that a reset may keep, and the limit of devices per person.
pub const DEVICES_MAX: usize = 8;

/// What kind of statement it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatementKind {
    /// The person exists and can be recovered with this key.
    Genesis,
    /// A device belongs to the person.
    Certify,
    /// A device does not belong to the person any more.
    Revoke,
    /// Only these devices stay; earlier revocations no longer count.
    Reset,
}

/// What the statement says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementBody {
    /// The person exists.
    Genesis {
        /// The key of the recovery kit; a recipient of every epoch.
        recovery: KemPublic,
        /// Makes every genesis different.
        nonce: [u8; 16],
    },
    /// A device is let in; its own proof has been checked.
    Certify {
        /// The device.
        device: DeviceId,
    },
    /// A device is shut out.
    Revoke {
        /// The device.
        device: DeviceId,
        /// Why, for display: 0 says nothing.
        reason: u8,
    },
    /// A fresh start by the root.
    Reset {
        /// The devices that stay, in ascending order.
        keep: Vec<DeviceId>,
    },
}

/// Why bytes are not a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// They end too early.
    #[error("the statement is cut off")]
    Truncated,
    /// Something follows the signature.
    #[error("bytes follow the statement")]
    Trailing,
    /// A version other than 1.
    #[error("statement version {version} is unknown")]
    Version {
        /// The byte found.
        version: u8,
    },
    /// A type that this version does not know.
    #[error("statement type {kind} is unknown")]
    Kind {
        /// The byte found.
        kind: u8,
    },
    /// Only the root may say this, and another key said it.
    #[error("only the root may make this statement")]
    Issuer,
    /// Flags that mean nothing, more than eight devices, or devices out of order.
    #[error("a field of the statement holds a value that means nothing")]
    Value,
    /// The recovery key is unsound.
    #[error("the recovery key is unsound")]
    RecoveryKey(#[source] KemError),
    /// The device's own proof does not verify.
    #[error("the device gives no proof of itself")]
    DeviceProof,
    /// The issuer's signature does not verify.
    #[error("the statement's signature does not fit")]
    Signature(#[source] SignatureError),
}

impl From<Truncated> for StatementError {
    fn from(_: Truncated) -> Self {
        Self::Truncated
    }
}

/// One statement, checked, with its exact bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    bytes: Vec<u8>,
    root: RootId,
    issuer: [u8; 32],
    order: u64,
    era: StatementId,
    body: StatementBody,
    id: StatementId,
}

impl Statement {
    /// The first statement of a person.
    #[must_use]
    pub fn genesis(root: &RootSeed, order: u64, rng: &mut dyn CryptoRng) -> Self {
        let nonce: [u8; 16] = random_bytes(rng);
        let body = StatementBody::Genesis { recovery: root.recovery_kem().public(), nonce };
        let signing = root.signing();
        Self::make(&signing, RootId::of(&signing), order, StatementId::ZERO, body, &[])
    }

    /// Lets a device in. `proof` comes from the device, see [`Self::device_proof`].
    ///
    /// # Errors
    /// [`StatementError::DeviceProof`] when the proof is not this device's for this root.
    pub fn certify(
        root: &SigningKey,
        order: u64,
        era: StatementId,
        device: DeviceId,
        proof: &[u8; 64],
    ) -> Result<Self, StatementError> {
        check_proof(&RootId::of(root), &device, proof)?;
        Ok(Self::make(root, RootId::of(root), order, era, StatementBody::Certify { device }, proof))
    }

    /// The device's consent to belong to this person, for [`Self::certify`].
    #[must_use]
    pub fn device_proof(device: &SigningKey, root: &RootId) -> [u8; 64] {
        sign(device, "device-pop", &proof_message(root, &DeviceId::of(device)))
    }

    /// Shuts a device out. `issuer` is the root's key or any device's.
    #[must_use]
    pub fn revoke(
        issuer: &SigningKey,
        root: RootId,
        order: u64,
        era: StatementId,
        device: DeviceId,
        reason: u8,
    ) -> Self {
        Self::make(issuer, root, order, era, StatementBody::Revoke { device, reason }, &[])
    }

    /// Starts afresh with these devices; their order does not matter.
    ///
    /// # Errors
    /// [`StatementError::Value`] for more than [`DEVICES_MAX`] devices.
    pub fn reset(
        root: &SigningKey,
        order: u64,
        era: StatementId,
        keep: &[DeviceId],
    ) -> Result<Self, StatementError> {
        let mut keep = keep.to_vec();
        keep.sort_unstable();
        keep.dedup();
        if keep.len() > DEVICES_MAX {
            return Err(StatementError::Value);
        }
        Ok(Self::make(root, RootId::of(root), order, era, StatementBody::Reset { keep }, &[]))
    }

    /// Reads one statement and checks its signatures; nothing may follow.
    ///
    /// # Errors
    /// [`StatementError`] names the first defect found.
    pub fn parse(bytes: &[u8]) -> Result<Self, StatementError> {
        let mut reader = Reader::new(bytes);
        let version = reader.u8()?;
        if version != VERSION {
            return Err(StatementError::Version { version });
        }
        let kind = reader.u8()?;
        if !(1..=4).contains(&kind) {
            return Err(StatementError::Kind { kind });
        }
        let root = RootId::from(reader.array()?);
        let issuer: [u8; 32] = reader.array()?;
        if kind != REVOKE && issuer != *root.as_bytes() {
            return Err(StatementError::Issuer);
        }
        let order = reader.u64()?;
        let era = StatementId::from(reader.array()?);
        let body = parse_body(kind, &root, &mut reader)?;
        let signed = bytes.len() - reader.rest().len();
        let signature: [u8; 64] = reader.array()?;
        if !reader.is_empty() {
            return Err(StatementError::Trailing);
        }
        verify(&issuer, "idlog", &bytes[..signed], &signature).map_err(StatementError::Signature)?;
        let id = statement_id(&bytes[..signed]);
        Ok(Self { bytes: bytes.to_vec(), root, issuer, order, era, body, id })
    }

    /// The exact bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The hash of the bytes without the signature.
    #[must_use]
    pub fn id(&self) -> StatementId {
        self.id
    }

    /// Which kind it is.
    #[must_use]
    pub fn kind(&self) -> StatementKind {
        match self.body {
            StatementBody::Genesis { .. } => StatementKind::Genesis,
            StatementBody::Certify { .. } => StatementKind::Certify,
            StatementBody::Revoke { .. } => StatementKind::Revoke,
            StatementBody::Reset { .. } => StatementKind::Reset,
        }
    }

    /// Whose statement it is.
    #[must_use]
    pub fn root(&self) -> RootId {
        self.root
    }

    /// The device that issued it; `None` when the root did.
    #[must_use]
    pub fn issuing_device(&self) -> Option<DeviceId> {
        (self.issuer != *self.root.as_bytes()).then(|| DeviceId::from(self.issuer))
    }

    /// The issuer's counter: the root's is strictly increasing, each device has its own.
    #[must_use]
    pub fn order(&self) -> u64 {
        self.order
    }

    /// The reset that this statement follows; [`StatementId::ZERO`] if none.
    #[must_use]
    pub fn era(&self) -> StatementId {
        self.era
    }

    /// What it says.
    #[must_use]
    pub fn body(&self) -> &StatementBody {
        &self.body
    }

    fn make(
        issuer: &SigningKey,
        root: RootId,
        order: u64,
        era: StatementId,
        body: StatementBody,
        proof: &[u8],
    ) -> Self {
        let issuer_id = issuer.verifying_key().to_bytes();
        let mut bytes = vec![VERSION, body_kind(&body)];
        bytes.extend_from_slice(root.as_bytes());
        bytes.extend_from_slice(&issuer_id);
        bytes.extend_from_slice(&order.to_be_bytes());
        bytes.extend_from_slice(era.as_bytes());
        encode_body(&body, proof, &mut bytes);
        let id = statement_id(&bytes);
        let signature = sign(issuer, "idlog", &bytes);
        bytes.extend_from_slice(&signature);
        Self { bytes, root, issuer: issuer_id, order, era, body, id }
    }
}

/// What a rekey says about the statements its author knew: SHA-256 of the sorted ids.
#[must_use]
pub fn statements_digest(ids: impl IntoIterator<Item = StatementId>) -> [u8; 32] {
    let mut ids: Vec<StatementId> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut state = Sha256::new();
    for id in &ids {
        state.update(id.as_bytes());
    }
    state.finalize().into()
}

fn parse_body(kind: u8, root: &RootId, reader: &mut Reader<'_>) -> Result<StatementBody, StatementError> {
    Ok(match kind {
        GENESIS => {
            let recovery =
                KemPublic::try_from(reader.take(KEM_PUBLIC_BYTES)?).map_err(StatementError::RecoveryKey)?;
            StatementBody::Genesis { recovery, nonce: reader.array()? }
        }
        CERTIFY => {
            let device = DeviceId::from(reader.array()?);
            if reader.u16()? != 0 {
                return Err(StatementError::Value);
            }
            check_proof(root, &device, &reader.array()?)?;
            StatementBody::Certify { device }
        }
        REVOKE => StatementBody::Revoke { device: DeviceId::from(reader.array()?), reason: reader.u8()? },
        _ => {
            let count = usize::from(reader.u8()?);
            if count > DEVICES_MAX {
                return Err(StatementError::Value);
            }
            let mut keep = Vec::with_capacity(count);
            for _ in 0..count {
                let device = DeviceId::from(reader.array()?);
                if keep.last().is_some_and(|last| *last >= device) {
                    return Err(StatementError::Value);
                }
                keep.push(device);
            }
            StatementBody::Reset { keep }
        }
    })
}

fn encode_body(body: &StatementBody, proof: &[u8], out: &mut Vec<u8>) {
    match body {
        StatementBody::Genesis { recovery, nonce } => {
            out.extend_from_slice(recovery.as_bytes());
            out.extend_from_slice(nonce);
        }
        StatementBody::Certify { device } => {
            out.extend_from_slice(device.as_bytes());
            out.extend_from_slice(&[0, 0]);
            out.extend_from_slice(proof);
        }
        StatementBody::Revoke { device, reason } => {
            out.extend_from_slice(device.as_bytes());
            out.push(*reason);
        }
        StatementBody::Reset { keep } => {
            out.push(u8::try_from(keep.len()).unwrap_or(u8::MAX));
            for device in keep {
                out.extend_from_slice(device.as_bytes());
            }
        }
    }
}

fn body_kind(body: &StatementBody) -> u8 {
    match body {
        StatementBody::Genesis { .. } => GENESIS,
        StatementBody::Certify { .. } => CERTIFY,
        StatementBody::Revoke { .. } => REVOKE,
        StatementBody::Reset { .. } => RESET,
    }
}

fn check_proof(root: &RootId, device: &DeviceId, proof: &[u8; 64]) -> Result<(), StatementError> {
    verify(device.as_bytes(), "device-pop", &proof_message(root, device), proof)
        .map_err(|_| StatementError::DeviceProof)
}

fn proof_message(root: &RootId, device: &DeviceId) -> [u8; 64] {
    let mut message = [0; 64];
    message[..32].copy_from_slice(root.as_bytes());
    message[32..].copy_from_slice(device.as_bytes());
    message
}

fn statement_id(signed: &[u8]) -> StatementId {
    StatementId::from(hash("idlog-id", &[signed]))
}

const VERSION: u8 = 1;
const GENESIS: u8 = 1;
const CERTIFY: u8 = 2;
const REVOKE: u8 = 3;
const RESET: u8 = 4;
