//! What this device owes the others, as far as the known set says: pins, announcements, a new epoch, grants, requests,
//! acknowledgements (docs/protocol.md §6, §7). Pure questions; [`crate::publish`] answers them with envelopes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crypto::{Audience, Binding, DeviceId, KemPublic, RootId, Statement, StatementKind};
use wire::{AuthorId, EnvelopeId, EpochId, GRANTS_MAX, Kind, Rights};

use crate::acceptance::AuthorStanding;
use crate::epochs::Holder;
use crate::person::evaluate;
use crate::replica::Replica;
use crate::replica::tags::Tag;
use crate::rules::{Rule, holds};

/// Why a new epoch is made, as its meta says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rotation {
    /// No epoch that we hold is for active devices only.
    NoneEligible,
    /// A person was let in.
    Grown,
    /// Our own sealing key is newer than the epoch.
    NewKey,
    /// It has been written under often enough, or for long enough.
    Worn,
}

impl Rotation {
    /// The byte of the meta.
    pub(crate) fn reason(self) -> u8 {
        match self {
            Self::NoneEligible => 1,
            Self::Grown => 2,
            Self::NewKey => 3,
            Self::Worn => 4,
        }
    }
}

impl<S: Audience> Replica<S> {
    /// Whether something counts only on this device until we say that we had accepted it.
    pub(crate) fn owes_pin(&self) -> bool {
        !self.acceptance.unpinned.is_empty()
    }

    /// Whether our own chain does not lead to a removal yet that we know of. Nothing that shuts the removed device out
    /// may come before: who reads it without the removal would take the device for one that was forgotten, and let it
    /// in again.
    pub(crate) fn removal_is_unsaid(&self) -> bool {
        if !holds(Rule::SaidFirst) {
            return false;
        }
        let own = self.chains.head(&self.keys.author()).and_then(|(_, id)| self.nodes.get(&id));
        !self.follows_removals(&own.map(|node| node.past.clone()).unwrap_or_default())
    }

    /// The epoch for the envelope that announces a removal: the write epoch, else the newest one that all active
    /// devices hold. Who was removed may read it; nothing else goes in.
    pub(crate) fn announcing_epoch(&self) -> Option<EpochId> {
        self.epoch_before(&BTreeSet::new())
    }

    /// The epoch under which a new name of this device has to introduce itself before it does anything else: it lacks
    /// keys, as a copy from before a change of keys does, and then it may not know others' newest ones either. What it
    /// seals to the keys that it knows, nobody might open; an older epoch they hold.
    pub(crate) fn introducing_epochs(&self, unheld: &BTreeSet<EnvelopeId>) -> Vec<EpochId> {
        let own = self.keys.author();
        let spoke = self.own.iter().filter_map(|id| self.nodes.get(id)).any(|node| node.kind != Kind::Access);
        let unknown = || self.unsaid_bindings().iter().any(|binding| binding.author() == own);
        if spoke || self.missing_epochs().is_empty() || !unknown() {
            return Vec::new();
        }
        let mut epochs = self.epochs_before(unheld);
        epochs.truncate(INTRODUCTIONS_MAX);
        epochs
    }

    /// Statements that change who counts and that members do not find in the stream yet.
    pub(crate) fn unsaid_statements(&self) -> Vec<Statement> {
        let mut unsaid: Vec<&Statement> =
            self.statements.values().filter(|statement| !self.carried.contains(&statement.id())).collect();
        if unsaid.is_empty() || !holds(Rule::Announce) {
            return Vec::new();
        }
        unsaid.sort_by_key(|statement| (rank(statement.kind()), statement.order(), statement.id()));
        let mut said: Vec<&Statement> =
            self.statements.values().filter(|statement| self.carried.contains(&statement.id())).collect();
        let mut announced = Vec::new();
        for root in self.keys.members.roots() {
            let mut state = evaluate(root, said.iter().copied());
            for statement in unsaid.iter().filter(|statement| statement.root() == *root) {
                said.push(statement);
                let next = evaluate(root, said.iter().copied());
                if next.amounts_to(&state) {
                    said.pop();
                } else {
                    state = next;
                    announced.push((*statement).clone());
                }
            }
        }
        announced
    }

    /// The newest bindings of active devices that members do not find in the stream yet: our own after a change of
    /// keys, and those that pairing or linking brought.
    pub(crate) fn unsaid_bindings(&self) -> Vec<Binding> {
        let current = self.current_bindings(&self.active_devices());
        let said = |binding: &Binding| {
            self.bindings
                .iter()
                .enumerate()
                .any(|(place, known)| known == binding && self.carried_bindings.contains(&place))
        };
        current.into_iter().filter(|binding| !said(binding)).cloned().collect()
    }

    /// Whether the roster still has to be said.
    pub(crate) fn lacks_roster(&self) -> bool {
        !self.carries_roster
    }

    /// Whether enrolling a key would change anything at a relay that has all that is known here.
    pub(crate) fn wants_enrolment(&self, author: &AuthorId, rights: Rights) -> bool {
        self.enrolled.wants(author, rights)
    }

    /// The same for a key whose holder asks to be let in: the relay is sure to get our own chain, but not every step of
    /// others, and not what stands on another branch under a former name of ours.
    pub(crate) fn grants_entry(&self, author: &AuthorId, rights: Rights) -> bool {
        self.wants_enrolment(author, rights) || self.enrolled.is_in_by_others(author, &self.keys.author())
    }

    /// Keys that the relay should not let in any more: of removed devices, and those the caller names. Never our own.
    pub(crate) fn due_retirements(&self, named: &[AuthorId]) -> Vec<AuthorId> {
        let removed = self
            .standing
            .iter()
            .filter(|(author, stands)| **stands == AuthorStanding::Removed && self.enrolled.contains(author))
            .map(|(author, _)| *author);
        let named = named.iter().copied().filter(|author| self.enrolled.can_retire(author));
        let mut due: BTreeSet<AuthorId> = removed.chain(named).collect();
        due.remove(&self.keys.author());
        due.into_iter().collect()
    }

    /// Whether a new epoch is due before anything is written. `worn` says that the write epoch is old by the caller's
    /// clock; no clock takes part in the choice itself.
    pub(crate) fn due_rotation(&self, worn: bool) -> Option<Rotation> {
        let Some(epoch) = self.write_epoch() else { return Some(Rotation::NoneEligible) };
        let holders = self.epochs.holders(&epoch)?;
        let reaches = |root: &RootId| {
            holders.contains(&Holder::Recovery(*root))
                || self.people.iter().filter(|person| person.root == *root).any(|person| {
                    person.active.iter().any(|device| holders.contains(&Holder::Device(*device)))
                })
        };
        // Whose devices have no binding yet cannot be reached by a new epoch either, but the recovery key can.
        let reachable = |root: &&RootId| {
            self.people.iter().any(|person| person.root == **root && person.recovery.is_some())
        };
        if !self.keys.members.roots().iter().filter(reachable).all(reaches) {
            return Some(Rotation::Grown);
        }
        if !self.is_sealed_to_our_newest_key(&epoch) {
            return Some(Rotation::NewKey);
        }
        (worn || self.envelopes_under(&epoch) >= EPOCH_ENVELOPES_MAX).then_some(Rotation::Worn)
    }

    fn is_sealed_to_our_newest_key(&self, epoch: &EpochId) -> bool {
        let own = self.keys.author();
        let ours = self.bindings.iter().filter(|binding| binding.author() == own);
        let Some(newest) = ours.max_by_key(|binding| binding.generation()) else { return true };
        let tag = crypto::grant_tag(&self.keys.stream, epoch, newest.kem());
        self.counted_keys().any(|node| node.epoch == *epoch && node.tags.contains(&tag))
    }

    /// Grants that are owed (rules E6, E7): epoch, and the sealing keys of active devices that lack it, at most as many as
    /// one envelope takes.
    pub(crate) fn owed_grants(&self) -> Vec<(EpochId, Vec<Binding>)> {
        // Without a binding there is no key to seal to: such a device is not in this stream (yet).
        let mut current = self.current_bindings(&self.active_devices());
        let mut names: BTreeMap<DeviceId, usize> = BTreeMap::new();
        current.sort_by_key(|binding| (Reverse(binding.generation()), binding.author()));
        current.retain(|binding| {
            let names = names.entry(binding.device()).or_default();
            *names += 1;
            *names <= NAMES_GRANTED
        });
        let mut owed: BTreeMap<EpochId, Vec<&Binding>> = BTreeMap::new();
        let mut heads = self.epochs.heads(&|id| self.secrets.holds(id));
        if !holds(Rule::Grants) {
            heads.clear();
        }
        if !holds(Rule::GrantsOfEveryHead) {
            heads.retain(|epoch| self.write_epoch() == Some(*epoch));
        }
        for epoch in heads {
            let lack = current.iter().filter(|binding| !self.reaches(&epoch, binding));
            owed.entry(epoch).or_default().extend(lack);
        }
        for epoch in self.held_on_loan() {
            let ours = current.iter().filter(|binding| binding.device() == self.keys.device);
            owed.entry(epoch).or_default().extend(ours);
        }
        for (epoch, author) in self.unanswered_requests() {
            let keys = self.keys_of(&author, &current).into_iter();
            owed.entry(epoch).or_default().extend(keys.filter(|key| key.author() != self.keys.author()));
        }
        owed.into_iter()
            .filter_map(|(epoch, bindings)| {
                // Said once is enough, also where the others do not count what we say.
                let mut bindings: Vec<Binding> = bindings
                    .into_iter()
                    .filter(|binding| !self.we_granted(&epoch, binding))
                    .cloned()
                    .collect();
                bindings.sort_unstable_by_key(|binding| (binding.device(), binding.author()));
                bindings.dedup();
                bindings.truncate(GRANTS_MAX);
                (!bindings.is_empty()).then_some((epoch, bindings))
            })
            .collect()
    }

    /// Whether a name of a device can open an epoch: it was sealed to the key that the name has now, or the name made it,
    /// gave it on or wrote under it. By name and not by device: who came back as an older copy has a new name, and may
    /// have forgotten what the device held.
    fn reaches(&self, epoch: &EpochId, binding: &Binding) -> bool {
        let author = binding.author();
        let tag = self.tag(epoch, binding);
        author == self.keys.author()
            || self
                .counted_keys()
                .any(|node| node.epoch == *epoch && (node.author == author || node.tags.contains(&tag)))
            || self
                .acceptance
                .accepted
                .iter()
                .filter_map(|id| self.nodes.get(id))
                .any(|node| node.kind == Kind::Content && node.epoch == *epoch && node.author == author)
    }

    /// The keys to answer a name with; those of its device, if the name is not among them, as the relay shut it out.
    fn keys_of<'a>(&self, author: &AuthorId, current: &[&'a Binding]) -> Vec<&'a Binding> {
        let named: Vec<&Binding> =
            current.iter().filter(|binding| binding.author() == *author).copied().collect();
        if !named.is_empty() {
            return named;
        }
        let device = self.author_device(author).map(|(_, device)| device);
        current.iter().filter(|binding| Some(binding.device()) == device).copied().collect()
    }

    /// Epochs in use that we hold only through a key which is not this device's own, as the kit's is: what was read with
    /// the kit has to stay readable when it is put away.
    fn held_on_loan(&self) -> BTreeSet<EpochId> {
        let device = self.keys.device;
        let is_own = |key: &KemPublic| {
            self.bindings.iter().any(|binding| binding.device() == device && binding.kem() == key)
        };
        let (own, lent): (Vec<_>, Vec<_>) = self.kem_publics.iter().partition(|key| is_own(key));
        if lent.is_empty() {
            return BTreeSet::new();
        }
        let nodes = || self.key_order.iter().filter_map(|id| self.nodes.get(id));
        let tagged = |epoch: &EpochId, tags: &[[u8; 8]]| {
            own.iter().any(|key| tags.contains(&crypto::grant_tag(&self.keys.stream, epoch, key)))
        };
        let sealed_to_us = nodes().filter(|node| tagged(&node.epoch, &node.tags)).map(|node| node.epoch);
        let mut kept: BTreeSet<EpochId> = sealed_to_us.collect();
        let mut reached: Vec<EpochId> = kept.iter().copied().collect();
        while let Some(epoch) = reached.pop() {
            let metas = nodes().filter(|node| node.epoch == epoch).filter_map(|node| node.meta.as_ref());
            let parents = metas.flat_map(|meta| meta.parents.iter().map(|(parent, _)| *parent));
            reached.extend(parents.filter(|parent| kept.insert(*parent)));
        }
        let lent = self.secrets.ids().filter(|epoch| !kept.contains(epoch));
        lent.filter(|epoch| self.may_answer_for(epoch)).copied().collect()
    }

    fn tag(&self, epoch: &EpochId, binding: &Binding) -> Tag {
        crypto::grant_tag(&self.keys.stream, epoch, binding.kem())
    }

    fn we_granted(&self, epoch: &EpochId, binding: &Binding) -> bool {
        let own = self.keys.author();
        let tag = self.tag(epoch, binding);
        self.key_order
            .iter()
            .filter_map(|id| self.nodes.get(id))
            .filter(|node| node.author == own && node.kind == Kind::Grant && node.epoch == *epoch)
            .any(|node| node.tags.contains(&tag))
    }

    /// Requests of active devices for epochs that we hold, count, and nobody has answered. One answer may be junk, so
    /// that the author of the epoch alone, who may have sealed junk before, is not believed to have answered.
    fn unanswered_requests(&self) -> BTreeSet<(EpochId, AuthorId)> {
        let current = self.current_bindings(&self.active_devices());
        let mut open = BTreeSet::new();
        for id in &self.requests {
            let Some(node) = self.nodes.get(id).filter(|_| self.acceptance.accepted.contains(id)) else {
                continue;
            };
            let Some(opened) = node.opened().filter(|_| node.author != self.keys.author()) else { continue };
            let keys = self.keys_of(&node.author, &current);
            for epoch in opened.needs.iter().filter(|epoch| self.may_answer_for(epoch)) {
                if !self.is_answered(epoch, &keys) {
                    open.insert((*epoch, node.author));
                }
            }
        }
        open
    }

    /// Whether an epoch that we hold is ours to give: its rekey counts, or something that was delivered stands under it.
    /// The rekey may be on the losing branch of a fork, and what others wrote may build on that branch all the same. What
    /// was only opened, and is not delivered yet, may come after a removal that we have not read.
    fn may_answer_for(&self, epoch: &EpochId) -> bool {
        let stands = || {
            self.nodes.iter().any(|(id, node)| {
                node.kind == Kind::Content && node.epoch == *epoch && self.delivered.contains(id)
            })
        };
        self.secrets.holds(epoch) && (self.epochs.holders(epoch).is_some() || stands())
    }

    fn is_answered(&self, epoch: &EpochId, keys: &[&Binding]) -> bool {
        let maker = self.epochs.author(epoch);
        keys.iter().all(|binding| {
            let tag = self.tag(epoch, binding);
            self.counted_keys().any(|node| {
                node.kind == Kind::Grant
                    && node.epoch == *epoch
                    && self.author_device(&node.author).map(|(_, granter)| granter) != maker
                    && node.tags.contains(&tag)
            })
        })
    }

    /// Epochs to ask for now (rule E7): under which active devices wrote, or which were sealed to us, and which do not
    /// open. Asked once for each sealing key of ours, and a few at a time for each writer, so that junk costs little.
    pub(crate) fn due_requests(&self) -> Vec<EpochId> {
        let since = self.newest_binding_said();
        let asked: BTreeSet<EpochId> = self
            .own
            .iter()
            .filter_map(|id| self.nodes.get(id))
            .filter(|node| node.seq >= since)
            .filter_map(|node| node.opened())
            .flat_map(|opened| opened.needs.iter().copied())
            .collect();
        let mut open: BTreeMap<DeviceId, usize> = BTreeMap::new();
        let mut due = Vec::new();
        for (epoch, writer) in self.missing_epochs() {
            let count = open.entry(writer).or_default();
            if asked.contains(&epoch) {
                *count += 1;
            } else if *count < REQUESTS_PER_WRITER {
                *count += 1;
                due.push(epoch);
            }
        }
        due
    }

    /// Epochs that this device cannot open, each with the device that wrote under it or sealed it to us. Of removed
    /// devices only what others build on.
    fn missing_epochs(&self) -> BTreeMap<EpochId, DeviceId> {
        let mut missing = BTreeMap::new();
        let mut note = |epoch: &EpochId, author: &AuthorId, needed: bool| {
            let counts = needed || self.standing.get(author) == Some(&AuthorStanding::Active);
            if counts
                && !self.secrets.holds(epoch)
                && let Some((_, device)) = self.author_device(author)
            {
                missing.entry(*epoch).or_insert(device);
            }
        };
        for (epoch, contents) in &self.sealed {
            for (id, node) in contents.iter().filter_map(|id| Some((id, self.nodes.get(id)?))) {
                note(epoch, &node.author, self.holds_up_others(id));
            }
        }
        for node in self.key_order.iter().filter_map(|id| self.nodes.get(id)) {
            let tag = |public| crypto::grant_tag(&self.keys.stream, &node.epoch, public);
            if !self.secrets.holds(&node.epoch)
                && self.kem_publics.iter().any(|public| node.tags.contains(&tag(public)))
            {
                note(&node.epoch, &node.author, false);
            }
        }
        missing
    }

    /// Whether something by an active device waits for an envelope, directly or not.
    fn holds_up_others(&self, id: &EnvelopeId) -> bool {
        let mut seen = BTreeSet::from([*id]);
        let mut reached = vec![*id];
        while let Some(id) = reached.pop() {
            for waiting in self.blocked.get(&id).into_iter().flatten() {
                let author = self.nodes.get(waiting).map(|node| node.author);
                let stands = author.and_then(|author| self.standing.get(&author));
                if stands == Some(&AuthorStanding::Active) {
                    return true;
                }
                if seen.insert(*waiting) {
                    reached.push(*waiting);
                }
            }
        }
        false
    }

    /// Where our own chain announced the sealing key that we have now; 0 if it did not.
    fn newest_binding_said(&self) -> u64 {
        let own = self.keys.author();
        let ours = self.bindings.iter().enumerate().filter(|(_, binding)| binding.author() == own);
        let Some((place, _)) = ours.max_by_key(|(_, binding)| binding.generation()) else { return 0 };
        self.own
            .iter()
            .filter_map(|id| self.nodes.get(id))
            .find(|node| node.opened().is_some_and(|opened| opened.bindings.contains(&place)))
            .map_or(0, |node| node.seq)
    }

    /// Whether accepted content of another person came in after our own last envelope had covered everything.
    #[must_use]
    pub fn owes_acknowledgement(&self) -> bool {
        let said = self.said_frontier();
        let mut upto: BTreeMap<AuthorId, u64> = BTreeMap::new();
        let mut behind: BTreeSet<EnvelopeId> = BTreeSet::new();
        for (author, seq, id) in &said {
            if self.chains.is_forked(author) {
                behind.extend(self.chains.backwards(id));
            } else {
                upto.insert(*author, *seq);
            }
        }
        self.acceptance.accepted.iter().filter_map(|id| Some((id, self.nodes.get(id)?))).any(|(id, node)| {
            let news = node.opened().is_some_and(|opened| opened.has_changes);
            let unsaid = || upto.get(&node.author).is_none_or(|seq| *seq < node.seq) && !behind.contains(id);
            news && unsaid()
                && self.author_device(&node.author).is_some_and(|(root, _)| root != self.keys.root)
        })
    }
}

/// Removals come last, as they only change something for devices that are certified.
fn rank(kind: StatementKind) -> u8 {
    match kind {
        StatementKind::Genesis => 0,
        StatementKind::Reset => 1,
        StatementKind::Certify => 2,
        StatementKind::Revoke => 3,
    }
}

/// An epoch under which this many envelopes were written is left behind.
const EPOCH_ENVELOPES_MAX: usize = 4096;
/// The other one may have gone back as well, and may not know the newest epochs either: so many are tried.
const INTRODUCTIONS_MAX: usize = 8;
/// A device that went back often has many names, of which few are in use. A hostile one can have any number.
const NAMES_GRANTED: usize = 8;
/// Requests for epochs of one writer that may be open at a time.
const REQUESTS_PER_WRITER: usize = 4;
