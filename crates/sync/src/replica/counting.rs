//! What follows from the known set: who stands how, which envelopes count, which epochs there are
//! (docs/protocol.md §3, §6, §7). Computed anew whenever the set has grown.

use std::collections::{BTreeMap, BTreeSet};

use crypto::{Audience, DeviceId, Head, RootId, Statement, StatementKind};
use wire::{AuthorId, EnvelopeId, EpochId};

use crate::acceptance::{AuthorStanding, Evidence, accepted};
use crate::epochs::{EpochFact, Epochs, Holder, listed_holders};
use crate::person::{PersonState, evaluate};
use crate::replica::Replica;
use crate::replica::node::Past;
use crate::replica::tags::Tag;

impl<S: Audience> Replica<S> {
    /// Acceptance and epochs, from the whole set.
    pub(super) fn count(&mut self) {
        self.people = self.evaluated();
        let standing = self.standings();
        let frontier = |id: &EnvelopeId| {
            self.nodes.get(id).map(|node| node.frontier_ids().collect()).unwrap_or_default()
        };
        let applied = |id: &EnvelopeId| self.nodes.get(id).is_some_and(|node| node.applied);
        let evidence = Evidence {
            chains: &self.chains,
            standing: &standing,
            delivered: &self.delivered,
            frontier: &frontier,
            applied: &applied,
            own: self.keys.author(),
        };
        self.acceptance = accepted(&evidence);
        self.standing = standing;
        self.accepted_heads = self.heads_of_accepted();
        self.note_carried();
        for epoch in self.key_epochs() {
            self.tag_book.read(&self.keys.stream, &epoch, &self.bindings);
        }
        self.epochs = self.accepted_epochs();
    }

    pub(super) fn evaluated(&self) -> Vec<PersonState> {
        self.keys.members.roots().iter().map(|root| evaluate(root, self.statements.values())).collect()
    }

    fn standings(&self) -> BTreeMap<AuthorId, AuthorStanding> {
        let mut standing = BTreeMap::new();
        for binding in &self.bindings {
            let stands = self.device_standing(&binding.root(), &binding.device());
            standing
                .entry(binding.author())
                .and_modify(|known: &mut AuthorStanding| *known = known.and(stands))
                .or_insert(stands);
        }
        standing
    }

    pub(super) fn device_standing(&self, root: &RootId, device: &DeviceId) -> AuthorStanding {
        match self.people.iter().find(|person| person.root == *root) {
            Some(person) if person.active.contains(device) => AuthorStanding::Active,
            Some(person) if person.removed.contains(device) => AuthorStanding::Removed,
            _ => AuthorStanding::Stranger,
        }
    }

    /// The last envelope that counts, per author; of an author that forked, of each branch.
    fn heads_of_accepted(&self) -> Vec<Head> {
        let mut heads: BTreeMap<AuthorId, (u64, EnvelopeId)> = BTreeMap::new();
        let mut forked = Vec::new();
        for id in &self.acceptance.accepted {
            let Some(link) = self.chains.link(id) else { continue };
            if self.chains.is_forked(&link.author) {
                forked.push((link.author, link.seq, *id));
                continue;
            }
            let head = heads.entry(link.author).or_insert((link.seq, *id));
            if head.0 < link.seq {
                *head = (link.seq, *id);
            }
        }
        let followed: BTreeSet<EnvelopeId> =
            forked.iter().filter_map(|(_, _, id)| self.chains.link(id)).map(|link| link.prev).collect();
        forked.retain(|(_, _, id)| !followed.contains(id));
        let mut heads: Vec<Head> = heads.into_iter().map(|(author, (seq, id))| (author, seq, id)).collect();
        heads.append(&mut forked);
        heads.sort_unstable();
        heads
    }

    /// Which statements and bindings every member finds in the stream.
    fn note_carried(&mut self) {
        self.carried.clear();
        self.carried_bindings.clear();
        self.carries_roster = false;
        for id in &self.acceptance.accepted {
            let Some(opened) = self.nodes.get(id).and_then(|node| node.opened()) else { continue };
            self.carried.extend(&opened.statements);
            self.carried_bindings.extend(&opened.bindings);
            self.carries_roster |= opened.roster;
        }
    }

    /// The epochs that known rekeys and grants are about.
    fn key_epochs(&self) -> BTreeSet<EpochId> {
        self.key_order.iter().filter_map(|id| self.nodes.get(id)).map(|node| node.epoch).collect()
    }

    fn accepted_epochs(&self) -> Epochs {
        let mut epochs = Epochs::default();
        for node in self.counted_keys() {
            let (Some(meta), Some(author)) = (&node.meta, self.author_device(&node.author)) else { continue };
            let mut holders = listed_holders(meta);
            holders.extend(self.devices_of(&node.author).map(Holder::Device));
            epochs.insert(
                node.epoch,
                EpochFact {
                    generation: meta.generation,
                    parents: meta.parents.iter().map(|(id, _)| *id).collect(),
                    holders,
                    author: author.1,
                    follows_removals: self.follows_removals(&node.past),
                },
            );
        }
        for node in self.counted_keys() {
            for tag in &node.tags {
                epochs.add_holder(&node.epoch, self.holder_of(&node.epoch, tag));
            }
        }
        epochs.close_holders();
        epochs
    }

    /// Whether no device would count that was removed, if these were all removals.
    pub(super) fn follows_removals(&self, past: &Past) -> bool {
        let before = |statement: &&Statement| {
            matches!(statement.kind(), StatementKind::Genesis | StatementKind::Certify)
                || past.contains(&statement.id())
        };
        self.people.iter().filter(|person| !person.removed.is_empty()).all(|person| {
            let then = evaluate(&person.root, self.statements.values().filter(before));
            then.active.is_disjoint(&person.removed)
        })
    }

    /// Every device that claims a pseudonym.
    pub(super) fn devices_of(&self, author: &AuthorId) -> impl Iterator<Item = DeviceId> {
        self.bindings.iter().filter(move |binding| binding.author() == *author).map(crypto::Binding::device)
    }

    /// Who can open a grant. A key that several devices claim is taken for an active one's: whoever claims a key
    /// without having it can at most give away what it could give away anyway.
    pub(super) fn holder_of(&self, epoch: &EpochId, tag: &Tag) -> Holder {
        let claims = self.tag_book.devices(epoch, tag);
        let active = claims.iter().find(|device| self.is_active(device));
        if let Some(device) = active {
            return Holder::Device(*device);
        }
        let recovery = self.people.iter().find_map(|person| {
            let key = person.recovery.as_ref()?;
            (crypto::grant_tag(&self.keys.stream, epoch, key) == *tag).then_some(person.root)
        });
        match (recovery, claims.first()) {
            (Some(root), _) => Holder::Recovery(root),
            (None, Some(device)) => Holder::Device(*device),
            (None, None) => Holder::Unknown,
        }
    }

    pub(super) fn is_active(&self, device: &DeviceId) -> bool {
        self.people.iter().any(|person| person.active.contains(device))
    }

    pub(super) fn active_devices(&self) -> BTreeSet<DeviceId> {
        self.people.iter().flat_map(|person| person.active.iter().copied()).collect()
    }

    /// Who may hold an epoch that we write under: active devices and the recovery keys.
    pub(super) fn allowed_holders(&self) -> BTreeSet<Holder> {
        let devices = self.active_devices().into_iter().map(Holder::Device);
        devices.chain(self.keys.members.roots().iter().map(|root| Holder::Recovery(*root))).collect()
    }

    /// What our own chain has said so far about what we accepted: the sum of its frontiers.
    pub(super) fn said_frontier(&self) -> BTreeSet<Head> {
        let mut said = BTreeMap::new();
        let mut forked = BTreeSet::new();
        for node in self.own.iter().filter_map(|id| self.nodes.get(id)) {
            for (author, seq, id) in node.frontier() {
                // Of several branches, each counts as said.
                if self.chains.is_forked(author) {
                    forked.insert((*author, *seq, *id));
                } else {
                    said.insert(*author, (*seq, *id));
                }
            }
        }
        forked.extend(said.into_iter().map(|(author, (seq, id))| (author, seq, id)));
        forked
    }

    /// What has changed since; what only we can still make count comes first, as one envelope names at most 255.
    pub(super) fn frontier_delta(&self) -> Vec<Head> {
        let own = self.keys.author();
        let said = self.said_frontier();
        let urgent: BTreeSet<AuthorId> = self
            .acceptance
            .unpinned
            .iter()
            .filter_map(|id| self.chains.link(id))
            .map(|link| link.author)
            .collect();
        let mut delta: Vec<Head> = self
            .accepted_heads
            .iter()
            .filter(|head| head.0 != own && !said.contains(*head))
            .copied()
            .collect();
        delta.sort_by_key(|(author, ..)| !urgent.contains(author));
        delta.truncate(FRONTIER_ENTRIES_MAX);
        delta
    }
}

/// A frontier counts its entries in one byte.
const FRONTIER_ENTRIES_MAX: usize = 255;
