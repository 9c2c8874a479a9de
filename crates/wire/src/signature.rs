//! SIGN and VERIFY (docs/protocol.md §1): the one place in the project that checks a signature.
//!
//! Batch and cofactored verification accept other sets of signatures than this one, and a split view between relay and
//! clients would follow; the lints forbid every other call.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::label::label_prefix;

/// Why a signature does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The key is no point of the curve, is not in its canonical form, or has small order.
    #[error("the signing key is not a sound Ed25519 key")]
    Key,
    /// The signature was not made by this key over these bytes.
    #[error("the signature does not fit")]
    Mismatch,
}

/// `SIGN(sk, label, m)`: Ed25519 over the label prefix and the message (RFC 8032, pure).
#[must_use]
pub fn sign(key: &SigningKey, label: &str, message: &[u8]) -> [u8; 64] {
    key.sign(&labelled(label, message)).to_bytes()
}

/// `VERIFY(pk, label, m, sig)`: strict, and only for canonical keys of full order.
///
/// # Errors
/// [`SignatureError`] says whether the key or the signature is at fault.
#[expect(clippy::disallowed_methods, reason = "this is the one function that may")]
pub fn verify(
    key: &[u8; 32],
    label: &str,
    message: &[u8],
    signature: &[u8; 64],
) -> Result<(), SignatureError> {
    let point = VerifyingKey::from_bytes(key).map_err(|_| SignatureError::Key)?;
    // Decompression accepts some non-canonical encodings, so the point is compressed again and compared.
    if point.to_edwards().compress().to_bytes() != *key || point.is_weak() {
        return Err(SignatureError::Key);
    }
    let signature = Signature::from_bytes(signature);
    point.verify_strict(&labelled(label, message), &signature).map_err(|_| SignatureError::Mismatch)
}

fn labelled(label: &str, message: &[u8]) -> Vec<u8> {
    let mut bytes = label_prefix(label);
    bytes.extend_from_slice(message);
    bytes
}
