//! Who a stream is for, as a type (docs/protocol.md §3): what is sealed for one person cannot be mixed with what is
//! sealed for two. The markers have no values; they only label secrets, payloads and recipients.

use std::fmt;

/// Who can read a stream: [`Pair`] or [`Own`]. Sealed: there are no others.
pub trait Audience: sealed::Sealed + fmt::Debug + Copy + Eq + 'static {
    /// How many persons the stream is for.
    const PERSONS: usize;
}

/// Two persons: the shared agenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pair {}

/// One person alone: private notes, the list of pairs, settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {}

impl Audience for Pair {
    const PERSONS: usize = 2;
}

impl Audience for Own {
    const PERSONS: usize = 1;
}

mod sealed {
    #[expect(unnameable_types, reason = "nobody outside may name it: that seals the trait")]
    pub trait Sealed {}
    impl Sealed for super::Pair {}
    impl Sealed for super::Own {}
}
