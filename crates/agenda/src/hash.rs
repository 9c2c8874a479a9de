//! HASH with labels and the actors derived from it. docs/protocol.md §1 and §12.1.

use sha2::{Digest, Sha256};

use crate::DocumentId;

/// HASH(label, part…) = SHA-256(L(label) ‖ for each part: u32be(len) ‖ part). docs/protocol.md §1.
pub(crate) fn hash(label: &str, parts: &[&[u8]]) -> [u8; 32] {
    const PREFIX: &str = "entrenous/v1/";
    let mut hasher = Sha256::new();
    // Labels are constants of this crate, far below 255 bytes.
    hasher.update([(PREFIX.len() + label.len()) as u8]);
    hasher.update(PREFIX);
    hasher.update(label);
    for part in parts {
        hasher.update((part.len() as u32).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// The first half of a hash, the size of ids and actors.
pub(crate) fn first_half(hash: [u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&hash[..16]);
    half
}

/// The actor of a change that every device derives for itself: HASH("fixed-actor", document, purpose)[0..16].
///
/// Purposes are `genesis`, `slot/<occurrence>`, `note/<id>` and `root/<n>` (docs/protocol.md §12.1).
pub fn fixed_actor(document: &DocumentId, purpose: &str) -> [u8; 16] {
    first_half(hash("fixed-actor", &[document.as_bytes(), purpose.as_bytes()]))
}

/// The hash of a raw change, which names it: of everything behind the four bytes that say what it is and the four of the
/// checksum.
pub fn change_hash(change: &[u8]) -> [u8; 32] {
    Sha256::digest(change.get(CHECKED_FROM..).unwrap_or_default()).into()
}

const CHECKED_FROM: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, DocumentName};

    #[test]
    fn a_change_is_named_as_the_engine_names_it() {
        let document = Document::genesis(DocumentName::Core, DocumentId::from_bytes([7; 16]));
        assert_eq!(document.heads(), [change_hash(&document.genesis_change())]);
    }

    #[test]
    fn fixed_actor_is_the_hash_written_out_by_hand() {
        let id = DocumentId::from_bytes([7; 16]);
        let mut bytes = vec![24];
        bytes.extend_from_slice(b"entrenous/v1/fixed-actor");
        bytes.extend_from_slice(&[0, 0, 0, 16]);
        bytes.extend_from_slice(&[7; 16]);
        bytes.extend_from_slice(&[0, 0, 0, 15]);
        bytes.extend_from_slice(b"slot/2026-04-06");
        let expected: [u8; 32] = Sha256::digest(&bytes).into();
        assert_eq!(fixed_actor(&id, "slot/2026-04-06"), expected[..16]);
    }
}
