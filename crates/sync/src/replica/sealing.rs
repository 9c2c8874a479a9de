//! Sealing: each makes one envelope of ours and takes it into the set at once (docs/protocol.md §5, §6).

use std::collections::{BTreeMap, BTreeSet};

use crypto::{Audience, Binding, DeviceId, EpochSecret, Meta, Place, Recipient, Record, RootId, Statement};
use rand_core::CryptoRng;
use wire::{AuthorId, EnvelopeId, EpochId, GRANTS_MAX, Rights, Verified};

use crate::acceptance::AuthorStanding;
use crate::replica::{Replica, WriteError};

impl<S: Audience> Replica<S> {
    /// Seals records as our next content envelope under the write epoch. The frontier record is put in front.
    ///
    /// # Errors
    /// [`WriteError`] if there is no epoch to write under or the records are too long.
    pub(crate) fn seal_content(
        &mut self,
        records: Vec<Record>,
        rng: &mut dyn CryptoRng,
    ) -> Result<Verified, WriteError> {
        let epoch = self.write_epoch().ok_or(WriteError::NoEpoch)?;
        self.seal_under(&epoch, records, rng)
    }

    /// The same under any epoch that we hold: only for what everybody may know.
    ///
    /// # Errors
    /// [`WriteError`] if we do not hold it or the records are too long.
    pub(crate) fn seal_under(
        &mut self,
        epoch: &EpochId,
        records: Vec<Record>,
        rng: &mut dyn CryptoRng,
    ) -> Result<Verified, WriteError> {
        let mut all = vec![Record::Frontier(self.frontier_delta())];
        all.extend(records);
        let secret = self.secrets.secret(epoch).ok_or(WriteError::NoEpoch)?;
        let payload = crypto::Payload::new(&all)?;
        let envelope = crypto::seal_content(secret, &self.place(), &payload, &self.keys.pseudonym, rng)?;
        self.take_own(&envelope);
        Ok(envelope)
    }

    /// Makes a new epoch for everybody who is active now, over all heads (rules E1, E5).
    ///
    /// # Errors
    /// [`WriteError`] if a recipient's key is unsound.
    pub(crate) fn rekey(&mut self, reason: u8, rng: &mut dyn CryptoRng) -> Result<Verified, WriteError> {
        let mut parents = self.epochs.heads(&|id| self.secrets.holds(id));
        parents.truncate(PARENTS_MAX);
        let secret = EpochSecret::<S>::random(rng);
        let recipients = self.recipients(self.current_bindings(&self.active_devices()), true);
        let meta = Meta {
            generation: self.epochs.next_generation(),
            parents: parents
                .iter()
                .filter_map(|id| self.secrets.secret(id).map(|secret| (*id, secret.clone())))
                .collect(),
            recipients: recipients.iter().map(Recipient::listed).collect(),
            reason,
            statements: self.statement_digests(),
        };
        let envelope =
            crypto::seal_rekey(&secret, &self.place(), &recipients, &meta, &self.keys.pseudonym, rng)?;
        self.learn_secret(secret.id(&self.keys.stream), secret);
        self.take_own(&envelope);
        Ok(envelope)
    }

    /// Grants an epoch we hold to further sealing keys, at most as many as one envelope takes.
    ///
    /// # Errors
    /// [`WriteError`] if we do not hold it or there is no key.
    pub(crate) fn grant(
        &mut self,
        epoch: &EpochId,
        bindings: &[Binding],
        rng: &mut dyn CryptoRng,
    ) -> Result<Verified, WriteError> {
        let secret = self.secrets.secret(epoch).ok_or(WriteError::NoEpoch)?;
        let recipients = self.recipients(bindings.iter().collect(), false);
        let envelope = crypto::seal_grant(secret, &self.place(), &recipients, &self.keys.pseudonym, rng)?;
        self.take_own(&envelope);
        Ok(envelope)
    }

    /// Lets a pseudonym in at the relay.
    ///
    /// # Errors
    /// [`WriteError`] if the proof is not for us.
    pub(crate) fn enroll(
        &mut self,
        subject: AuthorId,
        rights: Rights,
        proof: [u8; 64],
    ) -> Result<Verified, WriteError> {
        let envelope = crypto::enroll_envelope(&self.place(), subject, rights, proof, &self.keys.pseudonym)?;
        self.take_own(&envelope);
        Ok(envelope)
    }

    /// Shuts a pseudonym out at the relay.
    ///
    /// # Errors
    /// [`WriteError`] if the envelope would be malformed.
    pub(crate) fn retire(&mut self, subject: AuthorId) -> Result<Verified, WriteError> {
        let envelope = crypto::retire_envelope(&self.place(), subject, &self.keys.pseudonym)?;
        self.take_own(&envelope);
        Ok(envelope)
    }

    pub(super) fn place(&self) -> Place {
        let author = self.keys.author();
        let (seq, prev) = self.chains.head(&author).map_or((1, EnvelopeId::ZERO), |(seq, id)| (seq + 1, id));
        Place { stream: self.keys.stream, author, seq, prev }
    }

    fn take_own(&mut self, envelope: &Verified) {
        self.absorb(envelope, true);
        self.advance();
    }

    /// The newest binding of each pseudonym of `devices`. Pseudonyms that the relay shut out are left out where the
    /// device has another: it went on with that one.
    pub(super) fn current_bindings(&self, devices: &BTreeSet<DeviceId>) -> Vec<&Binding> {
        let mut newest: BTreeMap<(DeviceId, AuthorId), &Binding> = BTreeMap::new();
        for binding in self.bindings.iter().filter(|binding| devices.contains(&binding.device())) {
            let entry = newest.entry((binding.device(), binding.author())).or_insert(binding);
            if entry.generation() < binding.generation() {
                *entry = binding;
            }
        }
        let own = self.keys.author();
        // Only a member's device that counts can take a key from among the recipients: not a step that a relay made up.
        let counts = |author: &AuthorId| self.standing.get(author) == Some(&AuthorStanding::Active);
        let open = |author: &AuthorId| *author == own || !self.enrolled.retired_by(author).any(counts);
        let reachable: BTreeSet<DeviceId> =
            newest.keys().filter(|(_, author)| open(author)).map(|(device, _)| *device).collect();
        newest.retain(|(device, author), _| open(author) || !reachable.contains(device));
        newest.into_values().collect()
    }

    /// Whom to seal to: our own device first, then the recovery keys, then one pseudonym of every device after the
    /// other, up to what one envelope holds.
    fn recipients(&self, mut bindings: Vec<&Binding>, recovery: bool) -> Vec<Recipient<S>> {
        let members = &self.keys.members;
        let mut seen: BTreeMap<DeviceId, usize> = BTreeMap::new();
        bindings.sort_by_cached_key(|binding| {
            let round = seen.entry(binding.device()).or_default();
            *round += 1;
            let own = binding.author() == self.keys.author();
            (!own, *round)
        });
        let mut recipients: Vec<Recipient<S>> =
            bindings.into_iter().filter_map(|binding| members.device(binding).ok()).collect();
        let kits: Vec<Recipient<S>> = if recovery { self.kits() } else { Vec::new() };
        recipients.truncate(GRANTS_MAX - kits.len().min(GRANTS_MAX));
        recipients.extend(kits);
        recipients
    }

    /// The recovery key of each person, as its first statement names it.
    fn kits(&self) -> Vec<Recipient<S>> {
        let first = |root: &RootId| {
            self.statements
                .values()
                .filter(|statement| {
                    statement.root() == *root && statement.kind() == crypto::StatementKind::Genesis
                })
                .min_by_key(|statement| (statement.order(), statement.id()))
        };
        let members = &self.keys.members;
        members
            .roots()
            .iter()
            .filter_map(first)
            .filter_map(|genesis| members.recovery(genesis).ok())
            .collect()
    }

    fn statement_digests(&self) -> Vec<(RootId, [u8; 32])> {
        self.keys
            .members
            .roots()
            .iter()
            .map(|root| {
                let ids = self.statements.values().filter(|statement| statement.root() == *root);
                (*root, crypto::statements_digest(ids.map(Statement::id)))
            })
            .collect()
    }
}

/// A meta counts its parents in one byte; heads beyond that are joined by the next epoch.
const PARENTS_MAX: usize = 255;
