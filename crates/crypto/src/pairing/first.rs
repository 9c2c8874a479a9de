//! Messages 1 and 2 of the handshake (docs/protocol.md §9.2): an ephemeral key, and the newcomer's introduction sealed
//! to it. The MACs are checked before anything is decrypted; an AEAD alone under a guessable key could be searched.

use rand_core::CryptoRng;
use wire::{Reader, SigningKey, hash, label_prefix};
use zeroize::Zeroizing;

use super::contents::{Fields, Introduction, Side, Writer, certified_root};
use super::handshake::Handshake;
use super::secret::PairingSecret;
use super::{MESSAGE_BYTES_MAX, PairingError, PairingRole};
use crate::ids::{DeviceId, RootId};
use crate::kem::{self, ENCAPSULATED_BYTES, Exports, KEM_PUBLIC_BYTES, KemKey, KemPublic};

/// What message 1 offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What the handshake is for.
    pub role: PairingRole,
    /// Unix seconds after which the inviter will not answer; the caller compares with its clock.
    pub expires_unix: u64,
    /// The inviter's ephemeral key.
    pub ephemeral: KemPublic,
}

/// What message 2 brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduced {
    /// What the newcomer says.
    pub introduction: Introduction,
    /// The newcomer's device.
    pub device: DeviceId,
    /// The newcomer's person; `None` when linking.
    pub root: Option<RootId>,
}

/// Message 1. The ephemeral key is kept sealed until message 2 comes or the invitation expires, then erased.
#[must_use]
pub fn make_m1(
    secret: &PairingSecret,
    role: PairingRole,
    expires_unix: u64,
    rng: &mut dyn CryptoRng,
) -> (KemKey, Vec<u8>) {
    let ephemeral = KemKey::random(rng);
    let message = m1_bytes(secret, role, expires_unix, &ephemeral);
    (ephemeral, message)
}

/// Reads message 1.
///
/// # Errors
/// [`PairingError::Secret`] when it was made with another code.
pub fn read_m1(secret: &PairingSecret, m1: &[u8]) -> Result<Offer, PairingError> {
    let (message, tag) = m1.split_at_checked(M1_BYTES - MAC_BYTES).ok_or(PairingError::Malformed)?;
    if m1.len() != M1_BYTES || !message.starts_with(M1_MAGIC) {
        return Err(PairingError::Malformed);
    }
    if !secret.mac1_fits(message, tag) {
        return Err(PairingError::Secret);
    }
    let mut reader = Reader::new(&message[M1_MAGIC.len()..]);
    if reader.u8()? != SUITE {
        return Err(PairingError::Malformed);
    }
    let role = PairingRole::from_byte(reader.u8()?).ok_or(PairingError::Malformed)?;
    let expires_unix = reader.u64()?;
    let ephemeral = KemPublic::try_from(reader.rest()).map_err(|_| PairingError::Refused)?;
    Ok(Offer { role, expires_unix, ephemeral })
}

/// Message 2: answers message 1 with an introduction, signed by the newcomer's device.
///
/// # Errors
/// [`PairingError`] when message 1 is refused, or the introduction does not fit its role.
pub fn make_m2(
    secret: &PairingSecret,
    m1: &[u8],
    introduction: &Introduction,
    device: &SigningKey,
    rng: &mut dyn CryptoRng,
) -> Result<(Vec<u8>, Handshake), PairingError> {
    let offer = read_m1(secret, m1)?;
    check_introduction(offer.role, introduction, &DeviceId::of(device))?;
    let (m2, exports) = m2_bytes(secret, &offer.ephemeral, m1, rng, |so_far| {
        let mut writer = Writer::new().statements(&introduction.statements).name(&introduction.name);
        if let Some(role) = introduction.role {
            writer = writer.role(role);
        }
        writer.signed(device, Side::Newcomer, so_far)
    })?;
    let handshake = Handshake::new(offer.role, exports, DeviceId::of(device), m1, &m2);
    Ok((m2, handshake))
}

/// Reads message 2 with the ephemeral key of message 1, which has to be erased afterwards.
///
/// # Errors
/// [`PairingError::Secret`] when it was made with another code; that alone does not use up the invitation.
pub fn read_m2(
    secret: &PairingSecret,
    ephemeral: &KemKey,
    m1: &[u8],
    m2: &[u8],
) -> Result<(Introduced, Handshake), PairingError> {
    let offer = read_m1(secret, m1)?;
    introduced(offer.role, open_m2(secret, ephemeral, m1, m2)?, m1, m2)
}

/// [`read_m2`] from where it is open.
pub(crate) fn introduced(
    role: PairingRole,
    opened: OpenedM2,
    m1: &[u8],
    m2: &[u8],
) -> Result<(Introduced, Handshake), PairingError> {
    let OpenedM2 { padded, exports, so_far } = opened;
    let mut fields = Fields::read(&padded, Side::Newcomer, &so_far)?;
    let device = fields.device()?;
    let introduction = Introduction {
        name: fields.name()?,
        role: fields.role,
        statements: std::mem::take(&mut fields.statements),
    };
    let root = check_introduction(role, &introduction, &device)?;
    let handshake = Handshake::new(role, exports, device, m1, m2);
    Ok((Introduced { introduction, device, root }, handshake))
}

pub(crate) fn m1_bytes(
    secret: &PairingSecret,
    role: PairingRole,
    expires_unix: u64,
    ephemeral: &KemKey,
) -> Vec<u8> {
    let mut message = Vec::with_capacity(M1_BYTES);
    message.extend_from_slice(M1_MAGIC);
    message.extend_from_slice(&[SUITE, role as u8]);
    message.extend_from_slice(&expires_unix.to_be_bytes());
    message.extend_from_slice(ephemeral.public().as_bytes());
    let tag = secret.mac1(&message);
    message.extend_from_slice(&tag);
    message
}

/// Message 2 down to its padded plaintext.
pub(crate) struct OpenedM2 {
    pub(crate) padded: Zeroizing<Vec<u8>>,
    pub(crate) exports: Exports,
    /// What the newcomer's signature covers.
    pub(crate) so_far: Vec<u8>,
}

/// Checks the MAC of message 2 and opens it.
pub(crate) fn open_m2(
    secret: &PairingSecret,
    ephemeral: &KemKey,
    m1: &[u8],
    m2: &[u8],
) -> Result<OpenedM2, PairingError> {
    if m2.len() < ENCAPSULATED_BYTES + MAC_BYTES || m2.len() > MESSAGE_BYTES_MAX {
        return Err(PairingError::Malformed);
    }
    let (sealed, tag) = m2.split_at(m2.len() - MAC_BYTES);
    let first = first_hash(m1);
    if !secret.mac2_fits(&[first.as_slice(), sealed].concat(), tag) {
        return Err(PairingError::Secret);
    }
    let shared = secret.shared_key();
    let mailbox = secret.mailbox();
    let bundle = (shared.as_slice(), mailbox.as_bytes().as_slice());
    let (padded, exports) = kem::open_with_secret(ephemeral, &info(&first), bundle, sealed)?;
    Ok(OpenedM2 { padded, exports, so_far: so_far(&first, &sealed[..ENCAPSULATED_BYTES]) })
}

/// [`make_m2`] down to a plaintext of any bytes, made from what its signature covers.
pub(crate) fn m2_bytes(
    secret: &PairingSecret,
    ephemeral: &KemPublic,
    m1: &[u8],
    rng: &mut dyn CryptoRng,
    plain: impl FnOnce(&[u8]) -> Zeroizing<Vec<u8>>,
) -> Result<(Vec<u8>, Exports), PairingError> {
    let first = first_hash(m1);
    let shared = secret.shared_key();
    let mailbox = secret.mailbox();
    let bundle = (shared.as_slice(), mailbox.as_bytes().as_slice());
    let (mut m2, exports) = kem::seal_with_secret(ephemeral, &info(&first), bundle, rng, |encapsulated| {
        Ok::<_, PairingError>(plain(&so_far(&first, encapsulated)))
    })?;
    let tag = secret.mac2(&[first.as_slice(), &m2].concat());
    m2.extend_from_slice(&tag);
    if m2.len() > MESSAGE_BYTES_MAX {
        return Err(PairingError::TooLong { len: m2.len(), max: MESSAGE_BYTES_MAX });
    }
    Ok((m2, exports))
}

/// For pairing: a role, and statements that certify the device. For linking: neither.
fn check_introduction(
    role: PairingRole,
    introduction: &Introduction,
    device: &DeviceId,
) -> Result<Option<RootId>, PairingError> {
    match (role, introduction.role) {
        (PairingRole::Pair, _) => certified_root(&introduction.statements, device).map(Some),
        (PairingRole::Link, None) if introduction.statements.is_empty() => Ok(None),
        _ => Err(PairingError::Contents),
    }
}

fn first_hash(m1: &[u8]) -> [u8; 32] {
    hash("pair-msg1", &[m1])
}

fn info(first: &[u8; 32]) -> Vec<u8> {
    let mut info = label_prefix("pair");
    info.extend_from_slice(first);
    info
}

fn so_far(first: &[u8; 32], encapsulated: &[u8]) -> Vec<u8> {
    [first.as_slice(), encapsulated].concat()
}

const M1_MAGIC: &[u8; 4] = b"ENP1";
const SUITE: u8 = 1;
const MAC_BYTES: usize = 32;
const M1_BYTES: usize = 4 + 1 + 1 + 8 + KEM_PUBLIC_BYTES + MAC_BYTES;
