//! The short names of things on a screen, derived from their ids: `ba`, `kimo`.
//! They are for people; JSON carries the full ids beside them.

use std::collections::BTreeMap;
use std::fmt;

use crate::ItemId;
use crate::hash::hash;

/// The long form of an item's short name: six pairs of consonant and vowel. Every prefix of at least two letters
/// names the item as long as nothing else starts with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference([u8; LEN]);

impl Reference {
    /// All letters.
    pub fn as_str(&self) -> &str {
        // Invariant: only ASCII letters are ever written into it.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether a text could be a reference: two letters or more, consonants and vowels in turn.
    pub fn is_plausible(text: &str) -> bool {
        (2..=LEN).contains(&text.len())
            && text.bytes().enumerate().all(|(index, byte)| {
                let letters: &[u8] = if index.is_multiple_of(2) { CONSONANTS } else { VOWELS };
                letters.contains(&byte)
            })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl ItemId {
    /// The long form of the item's short name.
    pub fn reference(&self) -> Reference {
        let bytes = hash("reference", &[self.as_bytes()]);
        let mut letters = [0; LEN];
        for (pair, byte) in letters.chunks_exact_mut(2).zip(bytes) {
            let pair_index = usize::from(byte) % (CONSONANTS.len() * VOWELS.len());
            pair[0] = CONSONANTS[pair_index / VOWELS.len()];
            pair[1] = VOWELS[pair_index % VOWELS.len()];
        }
        Reference(letters)
    }
}

/// For each id the shortest prefix of whole pairs that no other of these ids starts with.
/// Two ids with the same long form (one in 80⁶) both keep it whole.
pub fn short_references(ids: impl Iterator<Item = ItemId>) -> BTreeMap<ItemId, String> {
    let ids: Vec<(ItemId, Reference)> = ids.map(|id| (id, id.reference())).collect();
    let mut sorted: Vec<&(ItemId, Reference)> = ids.iter().collect();
    sorted.sort_by_key(|entry| (entry.1, entry.0));
    sorted.dedup_by_key(|entry| entry.0);
    let mut short = BTreeMap::new();
    for (index, (id, reference)) in sorted.iter().enumerate() {
        let neighbours = [index.checked_sub(1), Some(index + 1)];
        let shared = neighbours
            .into_iter()
            .flatten()
            .filter_map(|neighbour| sorted.get(neighbour))
            .map(|(_, other)| common_pairs(reference, other))
            .max()
            .unwrap_or(0);
        let len = ((shared + 1) * 2).min(LEN);
        short.insert(*id, reference.as_str()[..len].to_owned());
    }
    short
}

/// How many leading pairs two references share.
fn common_pairs(one: &Reference, other: &Reference) -> usize {
    one.0.chunks_exact(2).zip(other.0.chunks_exact(2)).take_while(|(left, right)| left == right).count()
}

const LEN: usize = 12;
const CONSONANTS: &[u8] = b"bdfghjklmnprstvz";
const VOWELS: &[u8] = b"aeiou";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_short_unique_and_pronounceable() {
        let ids: Vec<ItemId> = (0..200).map(|number| ItemId::derived(&format!("item {number}"))).collect();
        let short = short_references(ids.iter().copied());
        assert_eq!(short.len(), ids.len());
        for (id, text) in &short {
            assert!(Reference::is_plausible(text), "{text}");
            assert!(id.reference().as_str().starts_with(text.as_str()));
            let owners =
                ids.iter().filter(|other| other.reference().as_str().starts_with(text.as_str())).count();
            assert_eq!(owners, 1, "{text} names one item");
        }
        assert!(short.values().any(|text| text.len() == 2) && short.values().any(|text| text.len() > 2));
    }

    #[test]
    fn words_are_not_taken_for_references() {
        assert!(!Reference::is_plausible("migration"));
        assert!(!Reference::is_plausible("a"));
        assert!(Reference::is_plausible("bak"));
    }
}
