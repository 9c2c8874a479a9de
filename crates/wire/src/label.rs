//! Labels and the labelled hash (docs/protocol.md §1). A label separates one use of a primitive from every other.

use sha2::{Digest, Sha256};

/// `L(label)`: one length byte, then `entrenous/v1/` and the label. The length counts the whole ASCII string.
#[must_use]
pub fn label_prefix(label: &str) -> Vec<u8> {
    debug_assert!(label.len() < 200, "labels are short constants");
    let total = u8::try_from(ROOT.len() + label.len()).unwrap_or(u8::MAX);
    let mut out = Vec::with_capacity(1 + ROOT.len() + label.len());
    out.push(total);
    out.extend_from_slice(ROOT.as_bytes());
    out.extend_from_slice(label.as_bytes());
    out
}

/// `HASH(label, part…)`: SHA-256 over the label prefix and every part behind its 32-bit length.
#[must_use]
pub fn hash(label: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut state = Sha256::new();
    state.update(label_prefix(label));
    for part in parts {
        let len = u32::try_from(part.len()).unwrap_or(u32::MAX);
        state.update(len.to_be_bytes());
        state.update(part);
    }
    state.finalize().into()
}

const ROOT: &str = "entrenous/v1/";
