//! Who a person's devices are: a pure function of the set of statements (docs/protocol.md §3). Removal always wins.

use std::collections::BTreeSet;

use crypto::{DeviceId, KemPublic, RootId, Statement, StatementBody, StatementId};

use crate::rules::{Rule, holds};

/// A person as the known statements describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonState {
    /// The identity.
    pub root: RootId,
    /// Devices that count.
    pub active: BTreeSet<DeviceId>,
    /// Devices that were certified once and do not count any more: removed, or left behind by a reset.
    pub removed: BTreeSet<DeviceId>,
    /// Devices that a revocation of this era names, certified or not.
    pub revoked: BTreeSet<DeviceId>,
    /// The reset that later statements have to follow; [`StatementId::ZERO`] if there was none.
    pub era: StatementId,
    /// The key of the recovery kit, once the genesis statement is known.
    pub recovery: Option<KemPublic>,
}

impl PersonState {
    /// Whether another state has the same consequences: the same devices in and out, era and kit.
    pub(crate) fn amounts_to(&self, other: &Self) -> bool {
        self.active == other.active
            && self.removed == other.removed
            && self.era == other.era
            && self.recovery == other.recovery
    }
}

/// Evaluates the statements that belong to `root`; others are ignored. The order does not matter.
#[must_use]
pub fn evaluate<'a>(root: &RootId, statements: impl Iterator<Item = &'a Statement> + Clone) -> PersonState {
    let own = statements.filter(|statement| statement.root() == *root);
    let reset = own
        .clone()
        .filter(|statement| matches!(statement.body(), StatementBody::Reset { .. }))
        .max_by_key(|statement| (statement.order(), statement.id()));
    let era = reset.map_or(StatementId::ZERO, Statement::id);
    // A second first statement can only come from the root itself; the earliest one stands, whatever the order.
    let first = own
        .clone()
        .filter(|statement| matches!(statement.body(), StatementBody::Genesis { .. }))
        .min_by_key(|statement| (statement.order(), statement.id()));
    let recovery = match first.map(Statement::body) {
        Some(StatementBody::Genesis { recovery, .. }) => Some(recovery.clone()),
        _ => None,
    };
    let mut base = BTreeSet::new();
    let mut ever = BTreeSet::new();
    if let Some(StatementBody::Reset { keep }) = reset.map(Statement::body) {
        base.extend(keep.iter().copied());
    }
    for statement in own.clone() {
        match statement.body() {
            StatementBody::Certify { device } => {
                ever.insert(*device);
                if reset.is_none_or(|reset| statement.order() > reset.order()) {
                    base.insert(*device);
                }
            }
            StatementBody::Reset { keep } => ever.extend(keep.iter().copied()),
            _ => {}
        }
    }
    let revoked: BTreeSet<DeviceId> = own
        .clone()
        .filter(|statement| statement.era() == era || !holds(Rule::Era))
        .filter_map(|statement| match statement.body() {
            StatementBody::Revoke { device, .. } => {
                let counts = statement.issuing_device().is_none_or(|issuer| base.contains(&issuer));
                counts.then_some(*device)
            }
            _ => None,
        })
        .collect();
    #[cfg(test)]
    let (base, revoked) = crate::rules::bent(own, era, base, revoked, &ever);
    let active: BTreeSet<DeviceId> = base.difference(&revoked).copied().collect();
    let removed = ever.difference(&active).copied().collect();
    PersonState { root: *root, active, removed, revoked, era, recovery }
}
