//! Pairing two persons, and linking a device (docs/protocol.md §9): one handshake of four messages over a mailbox.
//! Order of the parts: the secret, the code that carries it, messages 1 and 2, what both then share, messages 3 and 4.

mod code;
mod contents;
mod first;
mod handshake;
mod second;
mod secret;

pub use code::{CodeError, InvitationCode};
pub use contents::{Introduction, Joining, LinkJoining, LinkWelcome, Role, Welcome};
pub use first::{Introduced, Offer, make_m1, make_m2, read_m1, read_m2};
#[cfg(any(test, fuzzing))]
pub(crate) use first::{OpenedM2, introduced, m1_bytes, m2_bytes, open_m2};
pub use handshake::{Handshake, HandshakeError};
pub use second::{
    LinkWelcomed, Welcomed, make_link_m3, make_link_m4, make_m3, make_m4, read_link_m3, read_link_m4,
    read_m3, read_m4,
};
pub use secret::{PairingSecret, SpokenWords, WordsError};

use crate::binding::BindingError;
use crate::card::CardError;
use crate::kem::HpkeRefused;
use crate::name::NameError;
use crate::statement::StatementError;

/// What a handshake is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum PairingRole {
    /// Two persons found a stream.
    Pair = 1,
    /// A person adds a device.
    Link = 2,
}

impl PairingRole {
    pub(crate) fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Pair),
            2 => Some(Self::Link),
            _ => None,
        }
    }
}

/// Why a message of a handshake is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// Not a message of this handshake's form.
    #[error("this is no pairing message of this version")]
    Malformed,
    /// Made with another secret, or altered: a wrong word, or somebody in the middle.
    #[error("the message was not made with this code")]
    Secret,
    /// The message, its key, or what it seals is not sound or not for this handshake.
    #[error("the message does not open")]
    Refused,
    /// A pairing message where a linking one belongs, or the other way round.
    #[error("this handshake is for something else")]
    Role,
    /// The sender's device did not sign the handshake so far.
    #[error("the sender's signature does not fit")]
    Signature,
    /// A field below 0x80 that this version does not know: the sender's program is newer.
    #[error("field type {0:#04x} is of a newer version; please update")]
    Newer(u8),
    /// A field is missing, is there twice, or contradicts another.
    #[error("the message's fields do not fit each other")]
    Contents,
    /// The statements do not certify the sender's device.
    #[error("the sender's device is not certified by its person")]
    NotCertified,
    /// The message would be longer than a mailbox slot.
    #[error("the message has {len} bytes, a mailbox slot holds {max}")]
    TooLong {
        /// Bytes of the message.
        len: usize,
        /// The limit.
        max: usize,
    },
    /// The sender's name is not one.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A statement is unsound.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// A binding is unsound.
    #[error(transparent)]
    Binding(#[from] BindingError),
    /// A stream card is unsound.
    #[error(transparent)]
    Card(#[from] CardError),
}

impl From<HpkeRefused> for PairingError {
    fn from(_: HpkeRefused) -> Self {
        Self::Refused
    }
}

impl From<wire::Truncated> for PairingError {
    fn from(_: wire::Truncated) -> Self {
        Self::Malformed
    }
}

/// Longest message: what a mailbox slot holds (docs/protocol.md §8.4).
pub(crate) const MESSAGE_BYTES_MAX: usize = 128 * 1024;
