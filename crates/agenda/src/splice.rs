//! Changes of a text: splices, and how an edited copy becomes splices on a text that went on meanwhile.
//! docs/protocol.md §12.1.

use serde::{Deserialize, Serialize};

use crate::redact::redacted_debug;

/// Replaces `delete` UTF-16 units at `at` by `insert`. Several splices apply one after the other.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splice {
    /// Where, in UTF-16 units.
    pub at: usize,
    /// How many UTF-16 units go.
    pub delete: usize,
    /// What comes in their place.
    pub insert: String,
}

redacted_debug!(Splice);

/// Why a splice does not fit a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpliceError {
    /// It reaches past the end.
    #[error("a change of a text reaches past its end")]
    PastEnd,
    /// It would cut a character outside the basic plane in half.
    #[error("a change of a text cuts a character in half")]
    CutsCharacter,
}

impl Splice {
    /// Adds text at the end of a text.
    pub fn append(text: &str, insert: impl Into<String>) -> Self {
        Self { at: utf16_len(text), delete: 0, insert: insert.into() }
    }

    /// Whether the splice fits a text.
    ///
    /// # Errors
    /// It reaches past the end or cuts a character.
    pub(crate) fn check(&self, text: &[u16]) -> Result<(), SpliceError> {
        let end =
            self.at.checked_add(self.delete).filter(|end| *end <= text.len()).ok_or(SpliceError::PastEnd)?;
        if is_boundary(text, self.at) && is_boundary(text, end) {
            Ok(())
        } else {
            Err(SpliceError::CutsCharacter)
        }
    }

    /// Applies the splice to a text that it was checked against.
    pub(crate) fn apply(&self, text: &mut Vec<u16>) {
        text.splice(self.at..self.at + self.delete, self.insert.encode_utf16());
    }

    /// The same change in pieces of at most `limit` operations; one character is one operation.
    pub(crate) fn pieces(&self, text: &[u16], limit: usize) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut start = self.at;
        let end = self.at + self.delete;
        while start < end {
            let mut stop = end.min(start + limit);
            if !is_boundary(text, stop) {
                stop -= 1;
            }
            pieces.push(Self { at: self.at, delete: stop - start, insert: String::new() });
            start = stop;
        }
        let mut at = self.at;
        let mut characters = self.insert.chars().peekable();
        while characters.peek().is_some() {
            let insert: String = characters.by_ref().take(limit).collect();
            let len = utf16_len(&insert);
            match pieces.last_mut() {
                Some(last) if last.insert.is_empty() && last.delete + insert.chars().count() <= limit => {
                    last.insert = insert;
                }
                _ => pieces.push(Self { at, delete: 0, insert }),
            }
            at += len;
        }
        pieces
    }
}

/// A text after these splices.
///
/// # Errors
/// One of them does not fit.
pub fn apply_splices(text: &str, splices: &[Splice]) -> Result<String, SpliceError> {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    for splice in splices {
        splice.check(&units)?;
        splice.apply(&mut units);
    }
    String::from_utf16(&units).map_err(|_defect| SpliceError::CutsCharacter)
}

/// The splices that undo these, in the order in which they have to be applied to the text afterwards.
pub(crate) fn inverse(splices: &[Splice], before: &str) -> Option<Vec<Splice>> {
    let mut text: Vec<u16> = before.encode_utf16().collect();
    let mut inverse = Vec::new();
    for splice in splices {
        splice.check(&text).ok()?;
        let removed = String::from_utf16(&text[splice.at..splice.at + splice.delete]).ok()?;
        inverse.push(Splice { at: splice.at, delete: utf16_len(&splice.insert), insert: removed });
        splice.apply(&mut text);
    }
    inverse.reverse();
    Some(inverse)
}

/// The length of a text in UTF-16 units.
pub(crate) fn utf16_len(text: &str) -> usize {
    text.encode_utf16().count()
}

fn is_boundary(text: &[u16], index: usize) -> bool {
    text.get(index).is_none_or(|unit| !(0xdc00..0xe000).contains(unit))
}

/// The splices that turn one text into another, from the back to the front, so that none moves another.
/// Whole lines are matched first, then what the changed lines share at their ends stays.
pub fn difference(old: &str, new: &str) -> Vec<Splice> {
    let old_lines: Vec<&str> = old.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    let mut splices: Vec<Splice> = Vec::new();
    let (mut old_index, mut new_index, mut offset) = (0, 0, 0);
    let end = (old_lines.len(), new_lines.len());
    for (old_match, new_match) in matching_lines(&old_lines, &new_lines).into_iter().chain([end]) {
        let gone = old_lines[old_index..old_match].concat();
        let come = new_lines[new_index..new_match].concat();
        splices.extend(block_difference(offset, &gone, &come));
        offset += utf16_len(&gone) + old_lines.get(old_match).map_or(0, |line| utf16_len(line));
        (old_index, new_index) = (old_match + 1, new_match + 1);
    }
    splices.reverse();
    splices
}

/// One splice for a block of lines: what both share at the front and the back stays.
fn block_difference(offset: usize, old: &str, new: &str) -> Option<Splice> {
    let same_front: usize = old
        .chars()
        .zip(new.chars())
        .take_while(|(left, right)| left == right)
        .map(|(left, _)| left.len_utf8())
        .sum();
    let (old, new, front) = (&old[same_front..], &new[same_front..], &old[..same_front]);
    let same_back: usize = old
        .chars()
        .rev()
        .zip(new.chars().rev())
        .take_while(|(left, right)| left == right)
        .map(|(left, _)| left.len_utf8())
        .sum();
    let gone = &old[..old.len() - same_back];
    let come = &new[..new.len() - same_back];
    (gone != come).then(|| Splice {
        at: offset + utf16_len(front),
        delete: utf16_len(gone),
        insert: come.to_owned(),
    })
}

/// Pairs of equal lines in order: the longest common subsequence, after what is equal at both ends.
/// Where the changed middle is too large for the quadratic table, it counts as one block.
fn matching_lines(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let front = old.iter().zip(new).take_while(|(left, right)| left == right).count();
    let back =
        old[front..].iter().rev().zip(new[front..].iter().rev()).take_while(|(left, right)| left == right);
    let back = back.count();
    let (old_middle, new_middle) = (&old[front..old.len() - back], &new[front..new.len() - back]);
    let mut pairs: Vec<(usize, usize)> = (0..front).map(|index| (index, index)).collect();
    let width = new_middle.len() + 1;
    if (old_middle.len() + 1).saturating_mul(width) <= TABLE_CELLS_MAX {
        let mut table = vec![0_u32; (old_middle.len() + 1) * width];
        for (row, old_line) in old_middle.iter().enumerate().rev() {
            for (column, new_line) in new_middle.iter().enumerate().rev() {
                table[row * width + column] = if old_line == new_line {
                    table[(row + 1) * width + column + 1] + 1
                } else {
                    table[(row + 1) * width + column].max(table[row * width + column + 1])
                };
            }
        }
        let (mut row, mut column) = (0, 0);
        while row < old_middle.len() && column < new_middle.len() {
            if old_middle[row] == new_middle[column] {
                pairs.push((front + row, front + column));
                (row, column) = (row + 1, column + 1);
            } else if table[(row + 1) * width + column] >= table[row * width + column + 1] {
                row += 1;
            } else {
                column += 1;
            }
        }
    }
    pairs.extend((0..back).rev().map(|index| (old.len() - 1 - index, new.len() - 1 - index)));
    pairs
}

/// A text whose units remember where they stood in an older version of it.
pub(crate) struct Followed {
    /// For each unit now: its index in the older version, or nothing if it is newer.
    origins: Vec<Option<usize>>,
}

impl Followed {
    /// The older version itself.
    pub(crate) fn new(old_len: usize) -> Self {
        Self { origins: (0..old_len).map(Some).collect() }
    }

    /// Something was inserted.
    pub(crate) fn insert(&mut self, at: usize, len: usize) {
        let at = at.min(self.origins.len());
        self.origins.splice(at..at, std::iter::repeat_n(None, len));
    }

    /// Something was deleted.
    pub(crate) fn delete(&mut self, at: usize, len: usize) {
        let at = at.min(self.origins.len());
        let end = (at + len).min(self.origins.len());
        self.origins.drain(at..end);
    }

    /// Moves splices on the older version (from the back to the front) onto the text as it is now.
    /// What others inserted stays, also inside a part that a splice deletes.
    pub(crate) fn move_splices(&self, splices: &[Splice]) -> Vec<Splice> {
        let mut moved = Vec::new();
        for splice in splices {
            let end = splice.at + splice.delete;
            let first =
                self.origins.iter().position(|origin| origin.is_some_and(|origin| origin >= splice.at));
            let previous =
                self.origins.iter().rposition(|origin| origin.is_some_and(|origin| origin < splice.at));
            let insert_at = match (previous, first) {
                // Beside the text that it replaces, if that is still there: what came in between stays in front.
                (_, Some(first))
                    if splice.delete > 0 && self.origins[first].is_some_and(|origin| origin < end) =>
                {
                    first
                }
                (Some(previous), _) => previous + 1,
                (None, _) => 0,
            };
            let mut runs: Vec<(usize, usize)> = Vec::new();
            for (index, origin) in self.origins.iter().enumerate() {
                if origin.is_some_and(|origin| (splice.at..end).contains(&origin)) {
                    match runs.last_mut() {
                        Some((start, len)) if *start + *len == index => *len += 1,
                        _ => runs.push((index, 1)),
                    }
                }
            }
            // From the back to the front again; the insertion goes with the first run.
            for (start, len) in runs.into_iter().rev() {
                moved.push(Splice { at: start, delete: len, insert: String::new() });
            }
            match moved.last_mut() {
                Some(last) if splice.delete > 0 && last.at == insert_at && last.insert.is_empty() => {
                    last.insert.clone_from(&splice.insert);
                }
                _ if splice.insert.is_empty() => {}
                _ => moved.push(Splice { at: insert_at, delete: 0, insert: splice.insert.clone() }),
            }
        }
        moved
    }
}

/// Four million cells of four bytes: two thousand changed lines against two thousand.
const TABLE_CELLS_MAX: usize = 4_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn apply_all(text: &str, splices: &[Splice]) -> String {
        apply_splices(text, splices).unwrap()
    }

    #[test]
    fn a_difference_turns_the_old_text_into_the_new_one() {
        let texts = ["", "a\nb\nc\n", "a\nB 👋🏽 x\nc\nd", "c\na\n", "👋\n👋🏽\n", "a\nb\nb\nc\n", "one line"];
        for old in texts {
            for new in texts {
                let splices = difference(old, new);
                assert_eq!(apply_all(old, &splices), new);
                let undo = inverse(&splices, old).unwrap();
                assert_eq!(apply_all(new, &undo), old);
            }
        }
    }

    #[test]
    fn a_difference_touches_only_what_changed() {
        let splices = difference("first\nsecond line\nthird\n", "first\nsecond long line\nthird\nfourth\n");
        let touched: Vec<_> =
            splices.iter().map(|splice| (splice.at, splice.delete, splice.insert.as_str())).collect();
        assert_eq!(touched, [(24, 0, "fourth\n"), (14, 0, "ong l")]);
    }

    #[test]
    fn what_came_meanwhile_stays_when_an_old_copy_is_saved() {
        let old = "alpha beta gamma";
        let mut followed = Followed::new(old.len());
        // Meanwhile: "alpha NEW beta gam", inserted at 6, last two deleted.
        followed.insert(6, 4);
        followed.delete(18, 2);
        let mine = difference(old, "alpha delto");
        assert_eq!(apply_all("alpha NEW beta gam", &followed.move_splices(&mine)), "alpha NEW delto");
    }

    #[test]
    fn long_splices_come_in_pieces_that_give_the_same_text() {
        let text: String = "ab👋c".repeat(50);
        let splice = Splice { at: 2, delete: utf16_len(&text) - 3, insert: "x👋".repeat(40) };
        let expected = apply_all(&text, std::slice::from_ref(&splice));
        let units: Vec<u16> = text.encode_utf16().collect();
        for limit in [2, 7, 64, 1000] {
            let pieces = splice.pieces(&units, limit);
            assert!(pieces.iter().all(|piece| piece.delete + piece.insert.chars().count() <= limit));
            assert_eq!(apply_all(&text, &pieces), expected);
        }
    }

    #[test]
    fn a_splice_never_cuts_a_character() {
        let units: Vec<u16> = "a👋b".encode_utf16().collect();
        let check = |at, delete| Splice { at, delete, insert: String::new() }.check(&units);
        assert_eq!(check(1, 2), Ok(()));
        assert_eq!(check(1, 1), Err(SpliceError::CutsCharacter));
        assert_eq!(check(2, 0), Err(SpliceError::CutsCharacter));
        assert_eq!(check(4, 1), Err(SpliceError::PastEnd));
        assert_eq!(check(usize::MAX, 1), Err(SpliceError::PastEnd));
    }
}
