//! Positions in a list that two people order at once: fractional indexes with jitter. docs/protocol.md §12.1.
//! Order is by (position, id), so equal positions still give one order everywhere.

use fractional_index::FractionalIndex;
use rand_core::CryptoRng;

/// A position between two others; `None` is the open end of the list.
///
/// The jitter keeps two people who insert at the same place offline from choosing the same position. Where the
/// neighbours are equal or not positions at all, the new one follows the first of them.
pub fn position_between(
    rng: &mut (impl CryptoRng + ?Sized),
    before: Option<&str>,
    after: Option<&str>,
) -> String {
    let before = before.and_then(parse);
    let after = after.and_then(parse);
    let Some(mut position) = FractionalIndex::new(before.as_ref(), after.as_ref()) else {
        return before
            .map_or_else(FractionalIndex::default, |before| FractionalIndex::new_after(&before))
            .to_string();
    };
    let (mut lower, mut upper) = (before, after);
    let coins = rng.next_u32();
    for bit in 0..JITTER_HALVINGS {
        if coins >> bit & 1 == 0 {
            upper = Some(position.clone());
        } else {
            lower = Some(position.clone());
        }
        let Some(next) = FractionalIndex::new(lower.as_ref(), upper.as_ref()) else { break };
        position = next;
    }
    position.to_string()
}

/// The position right after another, without jitter: for imports, which must give the same every time.
pub fn position_after(before: Option<&str>) -> String {
    before
        .and_then(parse)
        .map_or_else(FractionalIndex::default, |before| FractionalIndex::new_after(&before))
        .to_string()
}

/// Whether a text is a position that this version can sort by and insert beside.
pub(crate) fn is_position(text: &str) -> bool {
    text.len() <= POSITION_LEN_MAX && parse(text).is_some()
}

fn parse(text: &str) -> Option<FractionalIndex> {
    FractionalIndex::from_string(text).ok()
}

/// Enough that two people meet at the same position once in sixty-four times, and then the id decides.
const JITTER_HALVINGS: u32 = 6;
/// A thousand insertions at one spot need some twenty characters.
const POSITION_LEN_MAX: usize = 512;

#[cfg(test)]
mod tests {
    use rand_core::{Rng, SeedableRng};

    use super::*;

    #[test]
    fn positions_stay_between_their_neighbours() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(7);
        let mut list: Vec<String> = Vec::new();
        for _ in 0..500 {
            let index = rng.next_u32() as usize % (list.len() + 1);
            let before = index.checked_sub(1).map(|index| list[index].clone());
            let position = position_between(&mut rng, before.as_deref(), list.get(index).map(String::as_str));
            list.insert(index, position);
            assert!(list.is_sorted() && is_position(&list[index]));
        }
    }

    #[test]
    fn equal_or_unreadable_neighbours_still_give_a_position() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(8);
        let one = position_between(&mut rng, None, None);
        assert!(position_between(&mut rng, Some(&one), Some(&one)) > one);
        assert!(is_position(&position_between(&mut rng, Some("not a position"), None)));
    }
}
