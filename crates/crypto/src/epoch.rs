//! Epoch secrets (docs/protocol.md §6): random, never derived, named by a hash that commits to them.

use std::fmt;
use std::marker::PhantomData;

use rand_core::CryptoRng;
use wire::{AuthorId, EnvelopeId, EpochId, StreamId};
use zeroize::Zeroizing;

use crate::audience::Audience;
use crate::primitive::{Key, kdf, random_key};

/// The secret under which the envelopes of one epoch are sealed, for the audience `S`.
pub struct EpochSecret<S: Audience> {
    secret: Key,
    audience: PhantomData<S>,
}

impl<S: Audience> EpochSecret<S> {
    /// A fresh secret.
    #[must_use]
    pub fn random(rng: &mut dyn CryptoRng) -> Self {
        Self { secret: random_key(rng), audience: PhantomData }
    }

    /// The secret with these bytes, as kept sealed at rest.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self { secret: Zeroizing::new(bytes), audience: PhantomData }
    }

    /// The bytes, for keeping them sealed at rest.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.secret
    }

    /// The epoch's name in one stream. Collision resistant: naming the epoch commits to the secret.
    #[must_use]
    pub fn id(&self, stream: &StreamId) -> EpochId {
        EpochId::from(*kdf(self.expose(), stream.as_bytes(), "epoch-id", &[]))
    }

    pub(crate) fn key(&self, stream: &StreamId, purpose: KeyPurpose, author: &AuthorId) -> Key {
        let derived_key = |label| kdf(self.expose(), stream.as_bytes(), label, &[author.as_bytes()]);
        match purpose {
            KeyPurpose::Content => derived_key("content-key"),
            KeyPurpose::Meta => derived_key("meta-key"),
            KeyPurpose::Nonce => derived_key("nonce-key"),
        }
    }
}

// Needed where one secret is written under and kept as the parent of the next epoch; the copy is erased as well.
impl<S: Audience> Clone for EpochSecret<S> {
    fn clone(&self) -> Self {
        Self { secret: self.secret.clone(), audience: PhantomData }
    }
}

impl<S: Audience> fmt::Debug for EpochSecret<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { secret: _, audience: _ } = self;
        f.write_str("EpochSecret(…)")
    }
}

/// What a key derived from an epoch secret is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum KeyPurpose {
    Content,
    Meta,
    Nonce,
}

/// Where the next envelope of an author goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The stream.
    pub stream: StreamId,
    /// The author's pseudonym; has to be the public half of the key that signs.
    pub author: AuthorId,
    /// One more than the author's last.
    pub seq: u64,
    /// The author's envelope before; [`EnvelopeId::ZERO`] for the first.
    pub prev: EnvelopeId,
}
