//! Identifiers that only members see (docs/protocol.md §2): persons, devices, statements. Never shown to a relay.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use wire::IdError;

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
    /// A person: the public half of the root key.
    RootId
);
identifier!(
    /// A device: the public half of its signing key. The same in all streams, so only members may see it.
    DeviceId
);
identifier!(
    /// A statement of a person: the hash of its bytes without the signature.
    StatementId
);

impl RootId {
    /// The person whose root signing key this is.
    #[must_use]
    pub fn of(root: &SigningKey) -> Self {
        Self(root.verifying_key().to_bytes())
    }
}

impl DeviceId {
    /// The device whose signing key this is.
    #[must_use]
    pub fn of(device: &SigningKey) -> Self {
        Self(device.verifying_key().to_bytes())
    }
}
