//! What is dear and comes out the same for the same bytes: signatures that are checked, keys that are exchanged. The first
//! run with such bytes pays, later runs have the answer. So a fuzzer spends its time on what is read, and nothing is left
//! out: an answer that is kept was computed, from exactly these bytes, and now and then it is computed again.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

/// Up to `N` answers. A new one takes the place of an older one; the place depends on the question alone.
pub struct Memo<V, const N: usize>(Mutex<Kept<V, N>>);

struct Kept<V, const N: usize> {
    /// Each behind the hash of its question. It is a quick one: two questions that share it, out of all that a fuzzer asks
    /// in a day, are less likely than a broken machine.
    answers: [Option<(u64, V)>; N],
    /// How many were given without computing.
    given: u64,
}

impl<V: Copy + PartialEq, const N: usize> Memo<V, N> {
    /// Without answers. All room is taken now: memory that grows would be counted as the input's doing.
    #[must_use]
    pub const fn new() -> Self {
        Self(Mutex::new(Kept { answers: [None; N], given: 0 }))
    }

    /// The answer to `question`, which has to name everything that `compute` depends on.
    pub fn answer(&self, question: &[&[u8]], compute: impl FnOnce() -> V) -> V {
        let mut hasher = DefaultHasher::new();
        question.hash(&mut hasher);
        let name = hasher.finish();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = usize::try_from(name % N as u64).unwrap_or(0);
        if let Some((_, answer)) = kept.answers[place].filter(|(asked, _)| *asked == name) {
            kept.given += 1;
            assert!(
                !kept.given.is_multiple_of(AGAIN) || compute() == answer,
                "the same bytes, the same answer"
            );
            return answer;
        }
        let answer = compute();
        kept.answers[place] = Some((name, answer));
        answer
    }
}

impl<V: Copy + PartialEq, const N: usize> Default for Memo<V, N> {
    fn default() -> Self {
        Self::new()
    }
}

/// One in so many answers is computed again and compared.
const AGAIN: u64 = 1000;

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn an_answer_is_computed_once_for_each_question() {
        let memo: Memo<u8, 2> = Memo::new();
        let computed = Cell::new(0);
        let ask = |question: &[&[u8]], answer| {
            memo.answer(question, || {
                computed.set(computed.get() + 1);
                answer
            })
        };
        assert_eq!((ask(&[b"ab", b"c"], 1), ask(&[b"ab", b"c"], 2), computed.get()), (1, 1, 1));
        assert_eq!((ask(&[b"a", b"bc"], 3), computed.get()), (3, 2), "the parts are told apart");
        for byte in 0..=u8::MAX {
            assert_eq!(ask(&[&[byte]], byte), byte, "in whosever place it stands");
        }
    }

    #[test]
    #[should_panic = "the same bytes, the same answer"]
    fn an_answer_that_depends_on_something_else_is_found_out() {
        let memo: Memo<u64, 1> = Memo::new();
        for run in 0..=AGAIN {
            memo.answer(&[b"question"], || run);
        }
    }
}
