//! What sealing has in common for all kinds of envelopes (docs/protocol.md §5): errors and the hedged nonce.

use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use wire::{EnvelopeError, EpochId, Header, Kind, StreamId};
use zeroize::Zeroizing;

use crate::audience::Audience;
use crate::epoch::{EpochSecret, KeyPurpose, Place};
use crate::kem::HpkeRefused;
use crate::primitive::{first, mac, random_key};

/// Why an envelope could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The result would be no envelope: too long, or signed by another key than the author's.
    #[error("the envelope cannot be made")]
    Envelope(#[from] EnvelopeError),
    /// An envelope carries 1 to 24 grants.
    #[error("an envelope carries 1 to 24 grants, not {count}")]
    Recipients {
        /// How many recipients were given.
        count: usize,
    },
    /// A recipient was made for another stream.
    #[error("a recipient belongs to another stream")]
    OtherStream {
        /// The recipient's stream.
        stream: StreamId,
    },
    /// The meta does not list exactly the recipients, in their order.
    #[error("the list of recipients in the meta is not who gets a grant")]
    NotAsListed,
    /// A list is longer than its layout can count.
    #[error("the meta has more entries than its layout can count")]
    MetaTooLong,
    /// A recipient's key refused the encapsulation.
    #[error("a recipient's key is unsound")]
    RecipientKey,
    /// The new key's proof does not verify, so the relay would refuse the step and every envelope after it.
    #[error("the new key gives no proof of itself")]
    Proof,
}

/// Why an envelope does not open. For content it is always [`OpenError::Refused`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Another key, altered bytes, another kind, or a plaintext that is not laid out as it has to be.
    #[error("this does not open")]
    Refused,
    /// No grant carries the tag of this key.
    #[error("no grant here is for this key")]
    NotForUs,
    /// A grant opened, but its secret is not that of the epoch it names.
    #[error("the granted secret is not that of its epoch")]
    Commit,
}

impl From<HpkeRefused> for SealError {
    fn from(_: HpkeRefused) -> Self {
        Self::RecipientKey
    }
}

pub(crate) fn header(kind: Kind, place: &Place, epoch: EpochId, nonce: [u8; 24]) -> Header {
    let Place { stream, author, seq, prev } = *place;
    Header { kind, stream, author, seq, prev, epoch, nonce }
}

/// A nonce from fresh randomness, the sequence number and the plaintext: if a restored snapshot repeats the random
/// bytes, different plaintexts still get different nonces.
pub(crate) fn hedged_nonce<S: Audience>(
    secret: &EpochSecret<S>,
    place: &Place,
    padded: &[u8],
    rng: &mut dyn CryptoRng,
) -> [u8; 24] {
    nonce_from(secret, place, padded, &random_key(rng))
}

/// [`hedged_nonce`] without its randomness.
pub(crate) fn nonce_from<S: Audience>(
    secret: &EpochSecret<S>,
    place: &Place,
    padded: &[u8],
    random: &[u8; 32],
) -> [u8; 24] {
    let key = secret.key(&place.stream, KeyPurpose::Nonce, &place.author);
    let mut message = Zeroizing::new(Vec::with_capacity(72));
    message.extend_from_slice(random);
    message.extend_from_slice(&place.seq.to_be_bytes());
    message.extend_from_slice(&Sha256::digest(padded));
    first(&mac(key.as_slice(), &message))
}
