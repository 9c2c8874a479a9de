//! What both sides share after message 2 (docs/protocol.md §9.2): two keys and the transcript. It can be stored, as
//! nothing needs both sides at once.

use std::fmt;

use wire::{Reader, Truncated, hash};
use zeroize::Zeroizing;

use super::PairingRole;
use crate::ids::DeviceId;
use crate::kem::Exports;
use crate::primitive::Key;

/// The bytes are not a stored handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are no stored handshake of this version")]
pub struct HandshakeError;

impl From<Truncated> for HandshakeError {
    fn from(_: Truncated) -> Self {
        Self
    }
}

/// A handshake after message 2: keys for messages 3 and 4, and what has been said.
pub struct Handshake {
    role: PairingRole,
    newcomer: DeviceId,
    pub(super) inviter_to_newcomer: Key,
    pub(super) newcomer_to_inviter: Key,
    m1: Vec<u8>,
    m2: Vec<u8>,
}

impl Handshake {
    pub(super) fn new(role: PairingRole, exports: Exports, newcomer: DeviceId, m1: &[u8], m2: &[u8]) -> Self {
        let Exports { inviter_to_newcomer, newcomer_to_inviter } = exports;
        Self { role, newcomer, inviter_to_newcomer, newcomer_to_inviter, m1: m1.to_vec(), m2: m2.to_vec() }
    }

    /// What it is for.
    #[must_use]
    pub fn role(&self) -> PairingRole {
        self.role
    }

    /// The device that answered the invitation.
    #[must_use]
    pub fn newcomer(&self) -> DeviceId {
        self.newcomer
    }

    /// `HASH(pair-transcript, m1, m2)`.
    #[must_use]
    pub fn transcript(&self) -> [u8; 32] {
        hash("pair-transcript", &[&self.m1, &self.m2])
    }

    /// `HASH(pair-transcript, m1, m2, m3)`.
    pub(super) fn transcript_with(&self, m3: &[u8]) -> [u8; 32] {
        hash("pair-transcript", &[&self.m1, &self.m2, m3])
    }

    /// All of it, to be kept sealed at rest until the handshake is done.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let Self { role, newcomer, inviter_to_newcomer, newcomer_to_inviter, m1, m2 } = self;
        let mut out = Zeroizing::new(Vec::with_capacity(106 + m1.len() + m2.len()));
        out.extend_from_slice(&[VERSION, *role as u8]);
        out.extend_from_slice(newcomer.as_bytes());
        out.extend_from_slice(inviter_to_newcomer.as_slice());
        out.extend_from_slice(newcomer_to_inviter.as_slice());
        for message in [m1, m2] {
            out.extend_from_slice(&u32::try_from(message.len()).unwrap_or(u32::MAX).to_be_bytes());
            out.extend_from_slice(message);
        }
        out
    }

    /// Reads what [`Self::to_bytes`] made.
    ///
    /// # Errors
    /// [`HandshakeError`] for any other bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, HandshakeError> {
        let mut reader = Reader::new(bytes);
        if reader.u8()? != VERSION {
            return Err(HandshakeError);
        }
        let handshake = Self {
            role: PairingRole::from_byte(reader.u8()?).ok_or(HandshakeError)?,
            newcomer: DeviceId::from(reader.array()?),
            inviter_to_newcomer: Zeroizing::new(reader.array()?),
            newcomer_to_inviter: Zeroizing::new(reader.array()?),
            m1: reader.prefixed()?.to_vec(),
            m2: reader.prefixed()?.to_vec(),
        };
        if reader.is_empty() { Ok(handshake) } else { Err(HandshakeError) }
    }
}

impl fmt::Debug for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { role, newcomer, inviter_to_newcomer: _, newcomer_to_inviter: _, m1: _, m2: _ } = self;
        write!(f, "Handshake({role:?} with {newcomer:?}, …)")
    }
}

const VERSION: u8 = 1;
