//! Identifiers that the relay sees (docs/protocol.md §2): fixed arrays, shown as hex, parsed in one way only.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;

use crate::label::hash;

/// Why bytes or text are not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The identifier has 32 bytes; this had another number.
    #[error("an identifier has 32 bytes, this has {found}")]
    Length {
        /// How many bytes were given.
        found: usize,
    },
    /// The text is not lower-case hexadecimal.
    #[error("an identifier is 64 lower-case hexadecimal digits")]
    NotHex,
}

macro_rules! identifier {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// All zero bytes: the "none" of fixed layouts.
            pub const ZERO: Self = Self([0; 32]);

            /// The bytes, as they stand in layouts.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl From<[u8; 32]> for $name {
            fn from(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = IdError;

            fn try_from(bytes: &[u8]) -> Result<Self, IdError> {
                <[u8; 32]>::try_from(bytes).map(Self).map_err(|_| IdError::Length { found: bytes.len() })
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| IdError::NotHex)?;
                Self::try_from(bytes.as_slice())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({}…)", stringify!($name), HEXLOWER.encode(&self.0[..4]))
            }
        }
    };
}

identifier!(
    /// A stream at a relay. Self-certifying: the hash of its genesis key and nonce, see [`StreamId::derive`].
    StreamId
);
identifier!(
    /// An author in one stream: the pseudonym's Ed25519 public key. The same device has another one in every stream.
    AuthorId
);
identifier!(
    /// An envelope: the hash of header and body, without the signature.
    EnvelopeId
);
identifier!(
    /// An epoch: derived from its secret, so that naming it commits to the key.
    EpochId
);
identifier!(
    /// A mailbox for pairing: derived from the secret of the invitation, so that only its holders can name it.
    MailboxName
);

impl StreamId {
    /// `HASH(stream-id, genesis public key, nonce)` (docs/protocol.md §4): nobody else can open a stream with this id.
    #[must_use]
    pub fn derive(genesis: &AuthorId, nonce: &[u8; 32]) -> Self {
        Self(hash("stream-id", &[genesis.as_bytes(), nonce]))
    }
}
