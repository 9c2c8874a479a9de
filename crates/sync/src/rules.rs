//! The rules that the membership model takes away one at a time, to show that each is needed. Outside this crate's own
//! tests there is nothing to take away: all of them hold, and the question is a constant.

/// One rule of docs/protocol.md §3, §6, §7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// E2: who holds an epoch holds its ancestors.
    HoldersOfDescendants,
    /// E3: only epochs that nobody else holds are written under.
    Eligible,
    /// E3: only epochs that were made after every known removal are written under.
    FollowsRemovals,
    /// E6: heads are granted to whoever lacks them.
    Grants,
    /// E6: every head, not the write epoch alone.
    GrantsOfEveryHead,
    /// E9: a grant is opened whatever the standing of its envelope.
    OpenAny,
    /// A removed author's envelopes count only as far as others cover them.
    Coverage,
    /// What took effect here is not taken back by a removal or a fork.
    Pin,
    /// A removal is said before the epoch that shuts out.
    SaidFirst,
    /// A linked device gets its heads in the step that certifies it.
    AtomicLink,
    /// Only what counts vouches.
    LeastFixedPoint,
    /// Of a fork only what others had accepted counts.
    Fork,
    /// A removal counts also if its issuer is removed.
    #[cfg(test)]
    RemovalWins,
    /// A reset starts afresh.
    Era,
    /// Statements are announced by whoever knows them.
    Announce,
}

/// Whether a rule is at work.
#[cfg(not(test))]
#[inline]
pub(crate) const fn holds(_rule: Rule) -> bool {
    true
}

#[cfg(test)]
pub(crate) use switch::{ALL, Blind, Without, bent, holds};

#[cfg(test)]
mod switch {
    use std::cell::Cell;
    use std::collections::BTreeSet;

    use crypto::{DeviceId, Statement, StatementBody, StatementId};

    use super::Rule;

    pub(crate) const ALL: [Rule; 15] = [
        Rule::HoldersOfDescendants,
        Rule::Eligible,
        Rule::FollowsRemovals,
        Rule::Grants,
        Rule::GrantsOfEveryHead,
        Rule::OpenAny,
        Rule::Coverage,
        Rule::Pin,
        Rule::SaidFirst,
        Rule::AtomicLink,
        Rule::LeastFixedPoint,
        Rule::Fork,
        Rule::RemovalWins,
        Rule::Era,
        Rule::Announce,
    ];

    thread_local! {
        static WITHOUT: Cell<Option<Rule>> = const { Cell::new(None) };
        static BLIND: Cell<bool> = const { Cell::new(false) };
    }

    pub(crate) fn holds(rule: Rule) -> bool {
        WITHOUT.get() != Some(rule)
    }

    /// Takes a rule away from this thread until it is dropped.
    pub(crate) struct Without;

    impl Without {
        pub(crate) fn the(rule: Option<Rule>) -> Self {
            WITHOUT.set(rule);
            Self
        }
    }

    impl Drop for Without {
        fn drop(&mut self) {
            WITHOUT.set(None);
        }
    }

    /// As long as it lives, this thread is a device that ignores every removal.
    pub(crate) struct Blind;

    impl Blind {
        pub(crate) fn new() -> Self {
            BLIND.set(true);
            Self
        }
    }

    impl Drop for Blind {
        fn drop(&mut self) {
            BLIND.set(false);
        }
    }

    /// Who is in and who was removed, in the eyes of a device that ignores removals, or without the rule that a removal
    /// counts also if its issuer is removed.
    pub(crate) fn bent<'a>(
        own: impl Iterator<Item = &'a Statement>,
        era: StatementId,
        base: BTreeSet<DeviceId>,
        revoked: BTreeSet<DeviceId>,
        ever: &BTreeSet<DeviceId>,
    ) -> (BTreeSet<DeviceId>, BTreeSet<DeviceId>) {
        if BLIND.get() {
            return (ever.clone(), BTreeSet::new());
        }
        if holds(Rule::RemovalWins) {
            return (base, revoked);
        }
        let mut in_order: Vec<&Statement> = own.filter(|statement| statement.era() == era).collect();
        in_order.sort_by_key(|statement| (statement.order(), statement.id()));
        let mut out = BTreeSet::new();
        for statement in in_order {
            let counts = statement
                .issuing_device()
                .is_none_or(|issuer| base.contains(&issuer) && !out.contains(&issuer));
            if let (StatementBody::Revoke { device, .. }, true) = (statement.body(), counts) {
                out.insert(*device);
            }
        }
        (base, out)
    }
}
