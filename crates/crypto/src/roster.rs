//! Rosters (docs/protocol.md §3): the persons that a stream is for, fixed at birth and signed by a device of each.

use wire::{Reader, SignatureError, SigningKey, StreamId, Truncated, sign, verify};

use crate::ids::{DeviceId, RootId};

/// Why a roster does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// The bytes end too early.
    #[error("the roster is cut off")]
    Truncated,
    /// Something follows the last signature.
    #[error("bytes follow the roster")]
    Trailing,
    /// A roster names one or two persons, in ascending order, each once.
    #[error("a roster names one or two different persons in ascending order")]
    Persons,
    /// A device's signature does not verify.
    #[error("a signature of the roster does not fit")]
    Signature {
        /// Whose device signed, or did not.
        root: RootId,
        /// What is wrong with it.
        #[source]
        source: SignatureError,
    },
}

impl From<Truncated> for RosterError {
    fn from(_: Truncated) -> Self {
        Self::Truncated
    }
}

/// One person's signature under a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RosterPart {
    /// The person.
    pub root: RootId,
    /// A certified device of that person.
    pub device: DeviceId,
    /// Its signature over [`roster_message`].
    pub signature: [u8; 64],
}

/// What is signed: the stream, the number of persons, the persons in ascending order.
#[must_use]
pub fn roster_message(stream: &StreamId, roots: &[RootId]) -> Vec<u8> {
    let mut sorted = roots.to_vec();
    sorted.sort_unstable();
    let mut message = Vec::with_capacity(33 + 32 * sorted.len());
    message.extend_from_slice(stream.as_bytes());
    message.push(u8::try_from(sorted.len()).unwrap_or(u8::MAX));
    for root in &sorted {
        message.extend_from_slice(root.as_bytes());
    }
    message
}

/// A roster whose signatures fit. Whether the devices are certified is decided elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    bytes: Vec<u8>,
    stream: StreamId,
    parts: Vec<RosterPart>,
}

impl Roster {
    /// One person's part, signed by one of that person's devices.
    #[must_use]
    pub fn sign_part(device: &SigningKey, root: RootId, stream: &StreamId, roots: &[RootId]) -> RosterPart {
        let signature = sign(device, "roster", &roster_message(stream, roots));
        RosterPart { root, device: DeviceId::of(device), signature }
    }

    /// Puts the parts together, one for each person; their order does not matter.
    ///
    /// # Errors
    /// [`RosterError`] when persons or signatures do not fit.
    pub fn assemble(stream: StreamId, parts: &[RosterPart]) -> Result<Self, RosterError> {
        let mut parts = parts.to_vec();
        parts.sort_unstable_by_key(|part| part.root);
        let roots: Vec<RootId> = parts.iter().map(|part| part.root).collect();
        check_persons(&roots)?;
        let message = roster_message(&stream, &roots);
        for part in &parts {
            verify(part.device.as_bytes(), "roster", &message, &part.signature)
                .map_err(|source| RosterError::Signature { root: part.root, source })?;
        }
        let mut bytes = message;
        for part in &parts {
            bytes.extend_from_slice(part.device.as_bytes());
            bytes.extend_from_slice(&part.signature);
        }
        Ok(Self { bytes, stream, parts })
    }

    /// Reads a roster and checks its signatures; nothing may follow.
    ///
    /// # Errors
    /// [`RosterError`] names the first defect found.
    pub fn parse(bytes: &[u8]) -> Result<Self, RosterError> {
        let mut reader = Reader::new(bytes);
        let stream = StreamId::from(reader.array()?);
        let count = usize::from(reader.u8()?);
        if count == 0 || count > 2 {
            return Err(RosterError::Persons);
        }
        let mut roots = Vec::with_capacity(count);
        for _ in 0..count {
            roots.push(RootId::from(reader.array()?));
        }
        check_persons(&roots)?;
        let mut parts = Vec::with_capacity(count);
        for root in roots {
            parts.push(RosterPart {
                root,
                device: DeviceId::from(reader.array()?),
                signature: reader.array()?,
            });
        }
        if !reader.is_empty() {
            return Err(RosterError::Trailing);
        }
        Self::assemble(stream, &parts)
    }

    /// The exact bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The stream it is for.
    #[must_use]
    pub fn stream(&self) -> StreamId {
        self.stream
    }

    /// The persons in ascending order, each with the device that signed.
    #[must_use]
    pub fn parts(&self) -> &[RosterPart] {
        &self.parts
    }

    /// The persons in ascending order.
    pub fn roots(&self) -> impl Iterator<Item = RootId> {
        self.parts.iter().map(|part| part.root)
    }
}

fn check_persons(roots: &[RootId]) -> Result<(), RosterError> {
    let sound = matches!(roots, [_]) || matches!(roots, [lower, higher] if lower < higher);
    if sound { Ok(()) } else { Err(RosterError::Persons) }
}
