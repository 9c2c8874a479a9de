//! Questions for screens and for the shell: who is in the stream, what is known, what is covered.

use std::collections::{BTreeMap, BTreeSet};

use crypto::{Audience, DeviceId, EpochSecret, Head, RootId, Statement};
use wire::{AuthorId, EnvelopeId, EpochId, Kind};

use crate::acceptance::AuthorStanding;
use crate::person::PersonState;
use crate::replica::Replica;

/// One device of a member, as this stream knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceState {
    /// Whose it is.
    pub root: RootId,
    /// The device.
    pub device: DeviceId,
    /// Whether it counts; otherwise it was removed.
    pub active: bool,
    /// The pseudonyms under which it writes here, with the last sequence number seen of each; 0 for none.
    pub authors: Vec<(AuthorId, u64)>,
    /// The generation of its newest sealing key; `None` as long as it is not in this stream.
    pub kem_generation: Option<u32>,
}

impl<S: Audience> Replica<S> {
    /// The persons of the stream as the known statements describe them.
    #[must_use]
    pub fn people(&self) -> Vec<PersonState> {
        self.evaluated()
    }

    /// Every device of the members that was ever certified, person by person.
    #[must_use]
    pub fn devices(&self) -> Vec<DeviceState> {
        let mut states = Vec::new();
        for person in self.evaluated() {
            let devices = person.active.iter().map(|device| (*device, true));
            for (device, active) in devices.chain(person.removed.iter().map(|device| (*device, false))) {
                let bindings: Vec<_> =
                    self.bindings.iter().filter(|binding| binding.device() == device).collect();
                let authors: BTreeSet<AuthorId> = bindings.iter().map(|binding| binding.author()).collect();
                let last = |author: AuthorId| (author, self.chains.head(&author).map_or(0, |(seq, _)| seq));
                states.push(DeviceState {
                    root: person.root,
                    device,
                    active,
                    authors: authors.into_iter().map(last).collect(),
                    kem_generation: bindings.iter().map(|binding| binding.generation()).max(),
                });
            }
        }
        states
    }

    /// Every known statement, those learnt elsewhere included.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.statements.values()
    }

    /// Which device of which person an author is, for authors with a binding. Where several devices claim one
    /// pseudonym, a certified one with the lowest id.
    #[must_use]
    pub fn author_device(&self, author: &AuthorId) -> Option<(RootId, DeviceId)> {
        let claims = self.bindings.iter().filter(|binding| binding.author() == *author);
        claims.map(|binding| (binding.root(), binding.device())).min_by_key(|(root, device)| {
            (self.device_standing(root, device) == AuthorStanding::Stranger, *device)
        })
    }

    /// Whether our own device counts as a member.
    #[must_use]
    pub fn is_member(&self) -> bool {
        self.is_active(&self.keys.device)
    }

    /// Whether this device can write: it counts, holds an epoch or may make the first one, and its own chain is whole.
    /// A chain that forked, as that of a copied device may, is left behind for a new pseudonym.
    #[must_use]
    pub fn can_write(&self) -> bool {
        let own = self.keys.author();
        let whole = !self.chains.is_forked(&own)
            && self.chains.head(&own).is_none_or(|(_, id)| self.delivered.contains(&id));
        self.is_member()
            && whole
            && (self.keys.founder || !self.epochs.heads(&|id| self.secrets.holds(id)).is_empty())
    }

    /// The last known envelope of every author.
    #[must_use]
    pub fn heads(&self) -> Vec<Head> {
        self.chains.heads()
    }

    /// Whether an envelope counts.
    #[must_use]
    pub fn is_accepted(&self, id: &EnvelopeId) -> bool {
        self.acceptance.accepted.contains(id)
    }

    /// The last envelope that counts, per author, our own included, in ascending order; of an author that forked, of each
    /// branch.
    #[must_use]
    pub fn accepted_frontier(&self) -> Vec<Head> {
        self.accepted_heads.clone()
    }

    /// How far our own chain is covered by what another person's devices had accepted: the evidence for "Sam has it".
    #[must_use]
    pub fn covered_by_others(&self) -> u64 {
        let own = self.keys.author();
        self.acceptance
            .accepted
            .iter()
            .filter_map(|id| self.nodes.get(id))
            .filter_map(|node| {
                let entries = node.frontier().filter(|(author, _, _)| *author == own);
                entries.map(|(_, seq, _)| *seq).max().map(|seq| (node.author, seq))
            })
            .filter(|(author, _)| self.author_device(author).is_some_and(|(root, _)| root != self.keys.root))
            .map(|(_, seq)| seq)
            .max()
            .unwrap_or(0)
    }

    /// For every other active device of this stream, whether it has said that it accepted `author` up to `seq`. Once
    /// all have, a sealing key that was replaced there is not needed any more.
    #[must_use]
    pub fn covers(&self, author: &AuthorId, seq: u64) -> BTreeMap<DeviceId, bool> {
        let mut covers: BTreeMap<DeviceId, bool> = self
            .current_bindings(&self.active_devices())
            .into_iter()
            .map(|binding| (binding.device(), false))
            .collect();
        if let Some((_, device)) = self.author_device(author) {
            covers.remove(&device);
        }
        for node in self.acceptance.accepted.iter().filter_map(|id| self.nodes.get(id)) {
            if node.frontier().any(|(covered, upto, _)| covered == author && *upto >= seq) {
                for device in self.devices_of(&node.author) {
                    covers.entry(device).and_modify(|covered| *covered = true);
                }
            }
        }
        covers
    }

    /// Where our own chain says which sealing key of this generation is ours; `None` if others did, or nobody yet.
    #[must_use]
    pub fn binding_said(&self, generation: u32) -> Option<u64> {
        let own = self.keys.author();
        let said = |place: &usize| {
            self.bindings
                .get(*place)
                .is_some_and(|binding| binding.author() == own && binding.generation() == generation)
        };
        let nodes = self.own.iter().filter_map(|id| self.nodes.get(id));
        nodes
            .filter(|node| node.opened().is_some_and(|opened| opened.bindings.iter().any(said)))
            .map(|node| node.seq)
            .min()
    }

    /// The epoch to write under, if one is eligible (rules E3, E4).
    #[must_use]
    pub fn write_epoch(&self) -> Option<EpochId> {
        self.epochs.eligible(&|id| self.secrets.holds(id), &self.allowed_holders()).into_iter().next()
    }

    /// The epochs whose secrets are here.
    #[must_use]
    pub fn held_epochs(&self) -> BTreeSet<EpochId> {
        self.secrets.ids().copied().collect()
    }

    /// How many accepted content envelopes there are under an epoch.
    #[must_use]
    pub fn envelopes_under(&self, epoch: &EpochId) -> usize {
        let counted = self.acceptance.accepted.iter().filter_map(|id| self.nodes.get(id));
        counted.filter(|node| node.kind == Kind::Content && node.epoch == *epoch).count()
    }

    /// Whether an author was let in at the relay and not shut out again, as far as the envelopes here say.
    #[must_use]
    pub fn is_enrolled(&self, author: &AuthorId) -> bool {
        self.enrolled.contains(author)
    }

    /// What members say that they accepted and what is not here: how many envelopes of each author are missing, at least.
    #[must_use]
    pub fn missing(&self) -> BTreeMap<AuthorId, u64> {
        let mut missing = BTreeMap::new();
        // Whatever is delivered has all here that it names.
        let waiting = self.nodes.iter().filter(|(id, _)| !self.delivered.contains(*id));
        for (author, seq, id) in waiting.flat_map(|(_, node)| node.frontier()) {
            if self.chains.link(id).is_none() {
                let here = self.chains.head(author).map_or(0, |(seq, _)| seq);
                let count: &mut u64 = missing.entry(*author).or_default();
                *count = (*count).max(seq.saturating_sub(here)).max(1);
            }
        }
        missing
    }

    /// Everybody whom a step of the access list that is here lets in, or has let in once.
    #[must_use]
    pub fn let_in(&self) -> BTreeSet<AuthorId> {
        self.enrolled.ever().copied().collect()
    }

    /// Whether the steps of the access list that are here let this key in, and none shuts it out. A relay that says
    /// otherwise went back, or nobody has put the step there yet.
    #[must_use]
    pub fn is_let_in(&self, author: &AuthorId) -> bool {
        self.enrolled.contains(author)
    }

    /// The secret of the epoch to write under.
    pub(crate) fn write_secret(&self) -> Option<&EpochSecret<S>> {
        self.secrets.secret(&self.write_epoch()?)
    }

    /// Accepted envelopes that carry changes of documents: author, place, id.
    pub(crate) fn accepted_changes(&self) -> impl Iterator<Item = Head> {
        let node = |id: &EnvelopeId| self.nodes.get(id).map(|node| (*id, node));
        let counted = self.acceptance.accepted.iter().filter_map(node);
        counted
            .filter(|(_, node)| node.opened().is_some_and(|opened| opened.has_changes))
            .map(|(id, node)| (node.author, node.seq, id))
    }
}
