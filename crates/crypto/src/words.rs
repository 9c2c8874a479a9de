//! Words that people compare or speak (docs/protocol.md §9.3): eleven bits each, from the BIP 39 English list.

use wire::{AuthorId, EnvelopeId, StreamId, hash};
use zeroize::Zeroizing;

use crate::audience::Audience;
use crate::epoch::EpochSecret;
use crate::ids::RootId;
use crate::pairing::Handshake;
use crate::primitive::{kdf, mac, slow_hash_salted};

/// The six words of a person: the same on all devices and in all streams, for ever. Takes about 0.3 s on purpose, so
/// that nobody can search for a root with the words of another.
#[must_use]
pub fn fingerprint_words(root: &RootId) -> [&'static str; 6] {
    words(&slow_hash_salted(root.as_bytes(), &hash("fingerprint-salt", &[])))
}

/// What the QR code of the verification screen holds: equal on both sides for the same two persons and stream.
#[must_use]
pub fn verification_code(one: &RootId, other: &RootId, stream: &StreamId) -> [u8; 32] {
    hash("verify-qr", &[one.min(other).as_bytes(), one.max(other).as_bytes(), stream.as_bytes()])
}

/// The four words that both sides of a handshake show: equal only if nobody stands between them.
#[must_use]
pub fn match_words(handshake: &Handshake) -> [&'static str; 4] {
    words(&handshake.transcript())
}

/// Four words that are equal on two screens only if both have the same history. Keyed, so that the relay cannot
/// look for two histories with equal words.
#[must_use]
pub fn sync_check_words<S: Audience>(
    write_epoch: &EpochSecret<S>,
    stream: &StreamId,
    heads: &[(AuthorId, u64, EnvelopeId)],
    documents: &[([u8; 16], [u8; 32])],
) -> [&'static str; 4] {
    let mut heads = heads.to_vec();
    heads.sort_unstable();
    let mut documents = documents.to_vec();
    documents.sort_unstable();
    let mut head_bytes = Vec::with_capacity(heads.len() * 72);
    for (author, seq, id) in &heads {
        head_bytes.extend_from_slice(author.as_bytes());
        head_bytes.extend_from_slice(&seq.to_be_bytes());
        head_bytes.extend_from_slice(id.as_bytes());
    }
    let document_bytes: Vec<u8> =
        documents.iter().flat_map(|(document, digest)| document.iter().chain(digest).copied()).collect();
    let key = kdf(write_epoch.expose(), stream.as_bytes(), "sync-check", &[]);
    words(&mac(key.as_slice(), &hash("frontier", &[&head_bytes, &document_bytes])))
}

/// The first `11 · N` bits as words, most significant bit first.
pub(crate) fn words<const N: usize>(bits: &[u8; 32]) -> [&'static str; N] {
    const { assert!(N * 11 <= 256, "eleven bits for each word") };
    std::array::from_fn(|index| {
        let number = (index * 11..index * 11 + 11)
            .fold(0, |number, bit| number << 1 | usize::from(bits[bit / 8] >> (7 - bit % 8) & 1));
        bip39::Language::English.word_list()[number]
    })
}

/// Words one by one in lower case, whatever stood between them.
pub(crate) fn split_words(text: &str) -> Vec<Zeroizing<String>> {
    text.split(|character: char| character.is_whitespace() || matches!(character, '-' | ',' | '.'))
        .filter(|word| !word.is_empty())
        .map(|word| Zeroizing::new(word.to_lowercase()))
        .collect()
}
