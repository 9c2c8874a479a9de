//! Padded plaintexts (docs/protocol.md §5.2): length, payload, zeros, so that the ciphertext's length says little.

use wire::{Reader, padded_len};
use zeroize::Zeroizing;

/// `u32 len ‖ payload ‖ zeros`.
pub(crate) fn pad(payload: &[u8]) -> Zeroizing<Vec<u8>> {
    let len = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    let total = padded_len(4 + payload.len());
    let mut out = Zeroizing::new(Vec::with_capacity(total));
    out.extend_from_slice(&len.to_be_bytes());
    out.extend_from_slice(payload);
    out.resize(total, 0);
    out
}

/// The payload, if the padding is exactly what [`pad`] makes.
pub(crate) fn unpad(padded: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut reader = Reader::new(padded);
    let payload = reader.prefixed().ok()?;
    let sound = padded.len() == padded_len(4 + payload.len()) && reader.rest().iter().all(|byte| *byte == 0);
    sound.then(|| Zeroizing::new(payload.to_vec()))
}
