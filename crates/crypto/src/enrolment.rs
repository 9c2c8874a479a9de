//! Envelopes of the access list, kind 4 (docs/protocol.md §4), and what a newcomer hands over to be enrolled.

use rand_core::CryptoRng;
use wire::{AccessOp, AuthorId, Envelope, EnvelopeId, EpochId, Kind, Rights, SigningKey, StreamId, Verified};

use crate::binding::Binding;
use crate::epoch::Place;
use crate::primitive::random_bytes;
use crate::seal::{SealError, header};

/// A device that asks to be let into a stream: its binding, and its proof for the relay's access list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Which device and keys.
    pub binding: Binding,
    /// What it asks for.
    pub rights: Rights,
    /// The pseudonym's signature, for one enrolling author.
    pub proof: [u8; 64],
}

impl Enrolment {
    /// Asks `author`, who is enrolled already, to enroll the pseudonym of `binding`.
    #[must_use]
    pub fn ask(binding: Binding, pseudonym: &SigningKey, author: &AuthorId, rights: Rights) -> Self {
        let proof = AccessOp::prove(pseudonym, &binding.stream(), author, rights);
        Self { binding, rights, proof }
    }

    /// Whether the proof is for an enrolment by `author`.
    #[must_use]
    pub fn fits(&self, author: &AuthorId) -> bool {
        let step =
            AccessOp::Enroll { subject: self.binding.author(), rights: self.rights, proof: self.proof };
        step.verify_proof(&self.binding.stream(), author).is_ok()
    }
}

/// Opens a stream: the first envelope of a genesis key. The stream's id follows from key and nonce.
///
/// # Errors
/// [`SealError::Envelope`].
pub fn genesis_envelope(key: &SigningKey, nonce: [u8; 32]) -> Result<Verified, SealError> {
    let author = author_of(key);
    let stream = StreamId::derive(&author, &nonce);
    let place = Place { stream, author, seq: 1, prev: EnvelopeId::ZERO };
    seal_step(&place, &AccessOp::Genesis { nonce }, key)
}

/// A nonce for [`genesis_envelope`].
#[must_use]
pub fn genesis_nonce(rng: &mut dyn CryptoRng) -> [u8; 32] {
    random_bytes(rng)
}

/// Lets a key in. The proof is checked first: a step that the relay refuses would block the author's chain for ever.
///
/// # Errors
/// [`SealError::Proof`] when it does not fit; [`SealError::Envelope`].
pub fn enroll_envelope(
    place: &Place,
    subject: AuthorId,
    rights: Rights,
    proof: [u8; 64],
    key: &SigningKey,
) -> Result<Verified, SealError> {
    let step = AccessOp::Enroll { subject, rights, proof };
    step.verify_proof(&place.stream, &place.author).map_err(|_| SealError::Proof)?;
    seal_step(place, &step, key)
}

/// Shuts a key out of the stream at the relay.
///
/// # Errors
/// [`SealError::Envelope`].
pub fn retire_envelope(place: &Place, subject: AuthorId, key: &SigningKey) -> Result<Verified, SealError> {
    seal_step(place, &AccessOp::Retire { subject }, key)
}

/// Ends the stream at the relay.
///
/// # Errors
/// [`SealError::Envelope`].
pub fn close_envelope(place: &Place, key: &SigningKey) -> Result<Verified, SealError> {
    seal_step(place, &AccessOp::Close, key)
}

/// The author whose key this is.
#[must_use]
pub fn author_of(key: &SigningKey) -> AuthorId {
    AuthorId::from(key.verifying_key().to_bytes())
}

fn seal_step(place: &Place, step: &AccessOp, key: &SigningKey) -> Result<Verified, SealError> {
    let header = header(Kind::Access, place, EpochId::ZERO, [0; 24]);
    Ok(Envelope::seal(&header, &step.encode(), key)?)
}
