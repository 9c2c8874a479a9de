//! Content envelopes, kind 1 (docs/protocol.md §5.2): sealed records for the members of a stream.

use rand_core::CryptoRng;
use wire::{Envelope, Kind, SigningKey, Verified, padded_len};

use crate::audience::Audience;
use crate::epoch::{EpochSecret, KeyPurpose, Place};
use crate::padding::{pad, unpad};
use crate::payload::Payload;
use crate::primitive::{aead_open, aead_seal};
use crate::seal::{OpenError, SealError, header, hedged_nonce};

/// Seals records under an epoch and signs the envelope.
///
/// # Errors
/// [`SealError::Envelope`] when the payload is longer than an envelope allows, or `key` is not the author's.
pub fn seal_content<S: Audience>(
    secret: &EpochSecret<S>,
    place: &Place,
    payload: &Payload<S>,
    key: &SigningKey,
    rng: &mut dyn CryptoRng,
) -> Result<Verified, SealError> {
    let padded = pad(payload.as_bytes());
    let nonce = hedged_nonce(secret, place, &padded, rng);
    let header = header(Kind::Content, place, secret.id(&place.stream), nonce);
    let body_len = u32::try_from(padded.len() + 16).unwrap_or(u32::MAX);
    let content_key = secret.key(&place.stream, KeyPurpose::Content, &place.author);
    let body = aead_seal(&content_key, &nonce, &header.encode(body_len), &padded);
    Ok(Envelope::seal(&header, &body, key)?)
}

/// Opens a content envelope whose signature has been checked. Fails one way only.
///
/// # Errors
/// [`OpenError::Refused`].
pub fn open_content<S: Audience>(
    secret: &EpochSecret<S>,
    envelope: &Verified,
) -> Result<Payload<S>, OpenError> {
    let header = envelope.header();
    // The epoch's name commits to its secret, so a second key for the same ciphertext is never tried.
    if header.kind != Kind::Content || secret.id(&header.stream) != header.epoch {
        return Err(OpenError::Refused);
    }
    let key = secret.key(&header.stream, KeyPurpose::Content, &header.author);
    let padded = aead_open(&key, &header.nonce, envelope.header_bytes(), envelope.body())
        .map_err(|_| OpenError::Refused)?;
    let payload = unpad(&padded).ok_or(OpenError::Refused)?;
    Ok(Payload::from_zeroizing(payload))
}

/// Bytes of the content envelope that will hold a payload of `payload_len` bytes.
#[must_use]
pub fn content_envelope_len(payload_len: usize) -> usize {
    padded_len(4 + payload_len).saturating_add(wire::CONTENT_OVERHEAD)
}
