//! Who a person's devices are: a pure function of the set of statements (docs/protocol.md §3). Removal always wins.

use std::collections::BTreeSet;

use crypto::{DeviceId, KemPublic, RootId, Statement, StatementBody, StatementId};

/// A person as the known statements describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonState {
    /// The identity.
    pub root: RootId,
    /// Devices that count.
    pub active: BTreeSet<DeviceId>,
    /// Devices that were removed since the last reset.
    pub revoked: BTreeSet<DeviceId>,
    /// The key of the recovery kit, once the genesis statement is known.
    pub recovery: Option<KemPublic>,
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
    let mut base = BTreeSet::new();
    // A second first statement can only come from the root itself; the earliest one stands, whatever the order.
    let first = own
        .clone()
        .filter(|statement| matches!(statement.body(), StatementBody::Genesis { .. }))
        .min_by_key(|statement| (statement.order(), statement.id()));
    let recovery = match first.map(Statement::body) {
        Some(StatementBody::Genesis { recovery, .. }) => Some(recovery.clone()),
        _ => None,
    };
    if let Some(StatementBody::Reset { keep }) = reset.map(Statement::body) {
        base.extend(keep.iter().copied());
    }
    for statement in own.clone() {
        match statement.body() {
            StatementBody::Certify { device }
                if reset.is_none_or(|reset| statement.order() > reset.order()) =>
            {
                base.insert(*device);
            }
            _ => {}
        }
    }
    let revoked: BTreeSet<DeviceId> = own
        .filter(|statement| statement.era() == era)
        .filter_map(|statement| match statement.body() {
            StatementBody::Revoke { device, .. } => {
                let counts = statement.issuing_device().is_none_or(|issuer| base.contains(&issuer));
                counts.then_some(*device)
            }
            _ => None,
        })
        .collect();
    let active = base.difference(&revoked).copied().collect();
    PersonState { root: *root, active, revoked, recovery }
}
