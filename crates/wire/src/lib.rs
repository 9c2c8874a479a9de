//! What relay and client agree on: ids, envelopes as sealed bytes, the access list, frames and their limits.
//!
//! Absent on purpose: any key that opens anything, any cipher, automerge, async and SQL. The relay links this crate
//! and no other of ours, so what is not here it cannot do. Layouts follow docs/protocol.md, §1, §2, §4, §5 and §8.

mod access;
mod envelope;
mod frame;
mod ids;
mod label;
mod limits;
mod origin;
mod padding;
mod parcel;
mod read;
mod signature;

#[cfg(any(test, fuzzing))]
#[expect(clippy::expect_used, clippy::panic, reason = "a broken promise has to stop the fuzzer")]
pub mod fuzzing;

pub use access::{AccessError, AccessList, AccessOp, Rights};
pub use envelope::{
    CONTENT_OVERHEAD, Envelope, EnvelopeError, GRANT_BYTES, GRANTS_MAX, HEADER_BYTES, Header, Kind, OVERHEAD,
    SIGNATURE_BYTES, Verified,
};
pub use frame::{ByeCode, Credential, DecodeError, Frame, Refusal, RefusalCode, Slot, auth_message};
pub use ids::{AuthorId, EnvelopeId, EpochId, IdError, MailboxName, StreamId};
pub use label::{hash, label_prefix};
pub use limits::Limits;
pub use origin::{Origin, OriginError};
pub use padding::{PAD_FLOOR, is_padded_len, padded_len};
pub use parcel::{Parcel, ParcelError};
pub use read::{Reader, Truncated};
pub use signature::{SignatureError, sign, verify};

/// Re-exported so that every crate signs with the one version of the signing key type (RFC 8032).
pub use ed25519_dalek::SigningKey;
