//! Bindings (docs/protocol.md §3): which pseudonym and which sealing key are which device's, in one stream.
//! Signed by both the device and the pseudonym; travels only inside ciphertext.

use wire::{AuthorId, Reader, SignatureError, SigningKey, StreamId, Truncated, sign, verify};

use crate::ids::{DeviceId, RootId};
use crate::kem::{KEM_PUBLIC_BYTES, KemError, KemPublic};

/// Length of a binding.
pub const BINDING_BYTES: usize = 1477;

/// Why bytes are not a binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BindingError {
    /// A binding has 1,477 bytes.
    #[error("a binding has 1477 bytes, this has {found}")]
    Length {
        /// How many were given.
        found: usize,
    },
    /// A version other than 1.
    #[error("binding version {version} is unknown")]
    Version {
        /// The byte found.
        version: u8,
    },
    /// The sealing key is unsound.
    #[error("the binding's sealing key is unsound")]
    SealingKey(#[source] KemError),
    /// The device's signature does not verify.
    #[error("the device's signature does not fit")]
    Device(#[source] SignatureError),
    /// The pseudonym's signature does not verify.
    #[error("the pseudonym gives no proof of itself")]
    Pseudonym(#[source] SignatureError),
}

/// A checked binding with its exact bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    bytes: Vec<u8>,
    stream: StreamId,
    root: RootId,
    device: DeviceId,
    generation: u32,
    author: AuthorId,
    kem: KemPublic,
}

impl Binding {
    /// Binds a pseudonym and a sealing key to a device in a stream.
    #[must_use]
    pub fn make(
        stream: StreamId,
        root: RootId,
        device: &SigningKey,
        generation: u32,
        pseudonym: &SigningKey,
        kem: &KemPublic,
    ) -> Self {
        let device_id = DeviceId::of(device);
        let author = AuthorId::from(pseudonym.verifying_key().to_bytes());
        let mut bytes = Vec::with_capacity(BINDING_BYTES);
        bytes.push(VERSION);
        bytes.extend_from_slice(stream.as_bytes());
        bytes.extend_from_slice(root.as_bytes());
        bytes.extend_from_slice(device_id.as_bytes());
        bytes.extend_from_slice(&generation.to_be_bytes());
        bytes.extend_from_slice(author.as_bytes());
        bytes.extend_from_slice(kem.as_bytes());
        let by_device = sign(device, "binding", &bytes);
        bytes.extend_from_slice(&by_device);
        let by_pseudonym = sign(pseudonym, "binding-pop", &bytes);
        bytes.extend_from_slice(&by_pseudonym);
        Self { bytes, stream, root, device: device_id, generation, author, kem: kem.clone() }
    }

    /// Reads a binding and checks both signatures. Whether the device is certified is decided elsewhere.
    ///
    /// # Errors
    /// [`BindingError`] names the first defect found.
    pub fn parse(bytes: &[u8]) -> Result<Self, BindingError> {
        let truncated = |_: Truncated| BindingError::Length { found: bytes.len() };
        if bytes.len() != BINDING_BYTES {
            return Err(BindingError::Length { found: bytes.len() });
        }
        let mut reader = Reader::new(bytes);
        let version = reader.u8().map_err(truncated)?;
        if version != VERSION {
            return Err(BindingError::Version { version });
        }
        let stream = StreamId::from(reader.array().map_err(truncated)?);
        let root = RootId::from(reader.array().map_err(truncated)?);
        let device = DeviceId::from(reader.array().map_err(truncated)?);
        let generation = reader.u32().map_err(truncated)?;
        let author = AuthorId::from(reader.array().map_err(truncated)?);
        let kem = reader.take(KEM_PUBLIC_BYTES).map_err(truncated)?;
        let kem = KemPublic::try_from(kem).map_err(BindingError::SealingKey)?;
        let by_device: [u8; 64] = reader.array().map_err(truncated)?;
        let by_pseudonym: [u8; 64] = reader.array().map_err(truncated)?;
        verify(device.as_bytes(), "binding", &bytes[..BINDING_BYTES - 128], &by_device)
            .map_err(BindingError::Device)?;
        verify(author.as_bytes(), "binding-pop", &bytes[..BINDING_BYTES - 64], &by_pseudonym)
            .map_err(BindingError::Pseudonym)?;
        Ok(Self { bytes: bytes.to_vec(), stream, root, device, generation, author, kem })
    }

    /// The exact bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The stream it is for; it means nothing in any other.
    #[must_use]
    pub fn stream(&self) -> StreamId {
        self.stream
    }

    /// Whose device it is.
    #[must_use]
    pub fn root(&self) -> RootId {
        self.root
    }

    /// The device.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// Which of the device's bindings is the newest.
    #[must_use]
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// The pseudonym under which the device writes.
    #[must_use]
    pub fn author(&self) -> AuthorId {
        self.author
    }

    /// The key to seal epochs to.
    #[must_use]
    pub fn kem(&self) -> &KemPublic {
        &self.kem
    }
}

const VERSION: u8 = 1;
