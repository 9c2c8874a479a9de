//! One stream as this device knows it: keys, known envelopes, what they teach, and what follows (docs/protocol.md §6, §7).
//!
//! Everything derived is computed anew from the known set, so devices with the same envelopes agree. Nothing here is
//! stored: a replica is rebuilt from the envelopes as received.

use std::collections::{BTreeMap, BTreeSet};

use crypto::{
    Audience, Binding, DeviceId, EpochSecret, KemKey, KemPublic, Members, Meta, Place, Recipient, Record,
    RecordError, RootId, SealError, Statement, StatementId,
};
use rand_core::CryptoRng;
use wire::{AuthorId, EnvelopeId, EpochId, Kind, Rights, SigningKey, StreamId, Verified};

use crate::acceptance::{AuthorStanding, Evidence, accepted};
use crate::chains::{Absorbed, Chains};
use crate::epochs::{EpochFact, Epochs, Holder, Secrets, listed_holders};
use crate::person::{PersonState, evaluate};
use crate::standing::Waiting;

/// This device's secrets in one stream, and what it knows of the stream's people from elsewhere (pairing, cards).
pub struct Keys<S: Audience> {
    /// The stream.
    pub stream: StreamId,
    /// Our person.
    pub root: RootId,
    /// Our device.
    pub device: DeviceId,
    /// The pseudonym under which this device writes here.
    pub pseudonym: SigningKey,
    /// Our key-encapsulation keys with their generations, newest last.
    pub kems: Vec<(u32, KemKey)>,
    /// The persons of this stream: one, or two once pairing is through. Bindings of others do not count.
    pub members: Members<S>,
    /// Whether this device opened the stream: only then may it make the first epoch.
    pub founder: bool,
    /// Statements known from elsewhere, our own included.
    pub statements: Vec<Statement>,
    /// Bindings known from elsewhere, our own included.
    pub bindings: Vec<Binding>,
}

impl<S: Audience> Keys<S> {
    /// The pseudonym's public key.
    #[must_use]
    pub fn author(&self) -> AuthorId {
        AuthorId::from(self.pseudonym.verifying_key().to_bytes())
    }
}

/// Accepted content that has not been applied to documents yet.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Which envelope.
    pub envelope: EnvelopeId,
    /// Who wrote it.
    pub author: AuthorId,
    /// Change chunks by document id, as they stand in the records.
    pub changes: Vec<([u8; 16], Vec<u8>)>,
}

/// Something a person has to be told about a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamEvent {
    /// An author signed two envelopes for one place: both are the proof.
    Fork {
        /// Who.
        author: AuthorId,
        /// Where.
        seq: u64,
    },
    /// A member's envelope does not open although its key is here.
    Broken {
        /// Which.
        envelope: EnvelopeId,
    },
    /// An envelope needs a newer version of this program.
    Newer {
        /// Which.
        envelope: EnvelopeId,
    },
}

/// Why this device could not write in a stream.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// There is no epoch that it holds and may write under.
    #[error("there is no key to write under yet")]
    NoEpoch,
    /// The records cannot be laid out.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// What settling brought.
#[derive(Debug, Default)]
pub struct Settled {
    /// In causal order, to be applied now.
    pub deliveries: Vec<Delivery>,
    /// Envelopes that are kept and wait, with the reason.
    pub waiting: Vec<(EnvelopeId, Waiting)>,
    /// For the person to see.
    pub events: Vec<StreamEvent>,
}

/// One stream's state on this device.
pub struct Replica<S: Audience> {
    keys: Keys<S>,
    /// The public halves of our sealing keys, newest first.
    kem_publics: Vec<KemPublic>,
    chains: Chains,
    nodes: BTreeMap<EnvelopeId, Node<S>>,
    secrets: Secrets<S>,
    statements: BTreeMap<StatementId, Statement>,
    bindings: Vec<Binding>,
    delivered: BTreeSet<EnvelopeId>,
    delivery_order: Vec<EnvelopeId>,
    undelivered: Vec<EnvelopeId>,
    accepted: BTreeSet<EnvelopeId>,
    epochs: Epochs,
    events: Vec<StreamEvent>,
}

struct Node<S: Audience> {
    envelope: Option<Verified>,
    kind: Kind,
    epoch: EpochId,
    author: AuthorId,
    seq: u64,
    tags: Vec<[u8; 8]>,
    /// Whether its grant for us was looked for; our keys do not change while a replica lives.
    tried: bool,
    meta: Option<Meta<S>>,
    content: Content,
    applied: bool,
}

#[derive(Default)]
enum Content {
    #[default]
    Sealed,
    Opened {
        frontier: Vec<(AuthorId, u64, EnvelopeId)>,
        changes: Vec<([u8; 16], Vec<u8>)>,
        needs: Vec<EpochId>,
        has_changes: bool,
    },
    Broken,
    Newer,
}

impl<S: Audience> Replica<S> {
    /// An empty stream; absorb what is stored, then settle.
    #[must_use]
    pub fn new(keys: Keys<S>) -> Self {
        let mut replica = Self {
            kem_publics: keys.kems.iter().rev().map(|(_, kem)| kem.public()).collect(),
            chains: Chains::default(),
            nodes: BTreeMap::new(),
            secrets: Secrets::default(),
            statements: BTreeMap::new(),
            bindings: Vec::new(),
            delivered: BTreeSet::new(),
            delivery_order: Vec::new(),
            undelivered: Vec::new(),
            accepted: BTreeSet::new(),
            epochs: Epochs::default(),
            events: Vec::new(),
            keys,
        };
        for statement in replica.keys.statements.clone() {
            replica.learn_statement(statement);
        }
        for binding in replica.keys.bindings.clone() {
            replica.learn_binding(binding);
        }
        replica
    }

    /// The keys this replica works with.
    #[must_use]
    pub fn keys(&self) -> &Keys<S> {
        &self.keys
    }

    /// Adds people, statements and bindings that pairing or linking authenticated.
    pub fn admit(&mut self, members: Members<S>, statements: Vec<Statement>, bindings: Vec<Binding>) {
        self.keys.members = members;
        for statement in statements {
            self.learn_statement(statement);
        }
        for binding in bindings {
            self.learn_binding(binding);
        }
    }

    /// Offers one envelope to the known set. `applied` says that its changes are in the documents already.
    pub fn absorb(&mut self, envelope: &Verified, applied: bool) -> Absorbed {
        let header = envelope.header();
        if header.stream != self.keys.stream {
            return Absorbed::Gap;
        }
        let absorbed = self.chains.absorb(envelope.id(), header);
        if matches!(absorbed, Absorbed::Known | Absorbed::Gap) {
            return absorbed;
        }
        if absorbed == Absorbed::Fork {
            self.events.push(StreamEvent::Fork { author: header.author, seq: header.seq });
        }
        let keys_sealed = matches!(header.kind, Kind::Rekey | Kind::Grant);
        let node = Node {
            kind: header.kind,
            epoch: header.epoch,
            author: header.author,
            seq: header.seq,
            tags: if keys_sealed { crypto::grant_tags(envelope) } else { Vec::new() },
            tried: false,
            envelope: (header.kind != Kind::Access).then(|| envelope.clone()),
            meta: None,
            content: Content::Sealed,
            applied,
        };
        self.nodes.insert(envelope.id(), node);
        self.undelivered.push(envelope.id());
        absorbed
    }

    /// Opens, delivers and accepts whatever has become possible.
    pub fn settle(&mut self) -> Settled {
        self.advance();
        let mut settled = Settled { events: std::mem::take(&mut self.events), ..Settled::default() };
        for id in &self.delivery_order {
            let Some(node) = self.nodes.get(id).filter(|node| !node.applied) else { continue };
            if !self.accepted.contains(id) {
                if node.kind != Kind::Access {
                    settled.waiting.push((*id, Waiting::Author));
                }
                continue;
            }
            let changes = match &node.content {
                Content::Opened { changes, .. } => changes.clone(),
                _ => Vec::new(),
            };
            settled.deliveries.push(Delivery { envelope: *id, author: node.author, changes });
        }
        for (id, node) in &self.nodes {
            if !node.applied && !self.delivered.contains(id) {
                settled.waiting.push((*id, self.why_undelivered(node)));
            }
        }
        settled
    }

    /// The part of [`Self::settle`] that changes what is known; events stay until they are taken.
    pub(crate) fn advance(&mut self) {
        while self.open_keys() | self.open_contents() | self.deliver() {}
        self.count();
    }

    /// Says that an envelope's changes are in the documents now; they are not offered again.
    pub fn mark_applied(&mut self, id: &EnvelopeId) {
        if let Some(node) = self.nodes.get_mut(id) {
            node.applied = true;
            if let Content::Opened { changes, .. } = &mut node.content {
                changes.clear();
                changes.shrink_to_fit();
            }
        }
    }

    /// The last known envelope of every author.
    #[must_use]
    pub fn heads(&self) -> Vec<(AuthorId, u64, EnvelopeId)> {
        self.chains.heads()
    }

    /// The persons of the stream as the known statements describe them.
    #[must_use]
    pub fn people(&self) -> Vec<PersonState> {
        self.keys.members.roots().iter().map(|root| evaluate(root, self.statements.values())).collect()
    }

    /// Which device of which person an author is, for authors with a binding.
    #[must_use]
    pub fn author_device(&self, author: &AuthorId) -> Option<(RootId, DeviceId)> {
        self.bindings
            .iter()
            .find(|binding| binding.author() == *author)
            .map(|binding| (binding.root(), binding.device()))
    }

    /// Whether our own device counts as a member.
    #[must_use]
    pub fn is_member(&self) -> bool {
        self.active_devices().contains(&self.keys.device)
    }

    /// Whether this device can write: it holds an epoch, or may make the first one.
    #[must_use]
    pub fn can_write(&self) -> bool {
        self.is_member() && (self.keys.founder || !self.epochs.heads(&|id| self.secrets.holds(id)).is_empty())
    }

    /// How far our own chain is covered by what another person's devices had accepted: the evidence for "Sam has it".
    #[must_use]
    pub fn covered_by_others(&self) -> u64 {
        let own = self.keys.author();
        self.accepted
            .iter()
            .filter_map(|id| self.nodes.get(id))
            .filter(|node| self.author_device(&node.author).is_some_and(|(root, _)| root != self.keys.root))
            .filter_map(|node| match &node.content {
                Content::Opened { frontier, .. } => {
                    frontier.iter().filter(|(author, _, _)| *author == own).map(|(_, seq, _)| *seq).max()
                }
                _ => None,
            })
            .max()
            .unwrap_or(0)
    }

    /// Whether accepted content of another person came in after our own last envelope had covered everything.
    #[must_use]
    pub fn owes_acknowledgement(&self) -> bool {
        let said = self.said_frontier();
        self.accepted.iter().filter_map(|id| self.nodes.get(id)).any(|node| {
            let theirs = self.author_device(&node.author).is_some_and(|(root, _)| root != self.keys.root);
            let news = matches!(&node.content, Content::Opened { has_changes: true, .. });
            theirs && news && said.get(&node.author).is_none_or(|(seq, _)| *seq < node.seq)
        })
    }

    /// Whether a binding of our own pseudonym is known from an envelope of the stream itself.
    #[must_use]
    pub fn is_introduced(&self) -> bool {
        let own = self.keys.author();
        self.nodes.values().any(|node| node.author == own && node.kind == Kind::Content)
            || (!self.keys.founder && self.author_device(&own).is_some())
    }

    /// The epoch to write under, if one is eligible (rules E3, E4).
    #[must_use]
    pub fn write_epoch(&self) -> Option<EpochId> {
        self.epochs.write_epoch(&|id| self.secrets.holds(id), &self.allowed_holders())
    }

    /// The secret of the epoch to write under.
    pub(crate) fn write_secret(&self) -> Option<&EpochSecret<S>> {
        self.secrets.secret(&self.write_epoch()?)
    }

    /// Accepted envelopes that carry changes of documents: author, place, id.
    pub(crate) fn accepted_changes(&self) -> impl Iterator<Item = (AuthorId, u64, EnvelopeId)> {
        let node = |id: &EnvelopeId| self.nodes.get(id).map(|node| (*id, node));
        self.accepted.iter().filter_map(node).filter_map(|(id, node)| match node.content {
            Content::Opened { has_changes: true, .. } => Some((node.author, node.seq, id)),
            _ => None,
        })
    }

    /// Grants that are owed (rules E6, E7): epoch, its devices without it, and whether we are its author.
    #[must_use]
    pub fn owed_grants(&self) -> Vec<(EpochId, Vec<DeviceId>, bool)> {
        // Without a binding there is no key to seal to: such a device is not in this stream (yet).
        let reachable: BTreeSet<DeviceId> = self.bindings.iter().map(Binding::device).collect();
        let active: BTreeSet<DeviceId> = self.active_devices().intersection(&reachable).copied().collect();
        let mut owed: BTreeMap<EpochId, BTreeSet<DeviceId>> = BTreeMap::new();
        for epoch in self.epochs.heads(&|id| self.secrets.holds(id)) {
            let Some(holders) = self.epochs.holders(&epoch) else { continue };
            let missing = active.iter().filter(|device| !holders.contains(&Holder::Device(**device)));
            owed.entry(epoch).or_default().extend(missing);
        }
        for (epoch, device) in self.unanswered_needs() {
            if self.secrets.holds(&epoch) && active.contains(&device) {
                owed.entry(epoch).or_default().insert(device);
            }
        }
        owed.into_iter()
            .filter_map(|(epoch, devices)| {
                // Said once is enough, also where the others do not count what we say.
                let devices: Vec<DeviceId> =
                    devices.into_iter().filter(|device| !self.has_granted(&epoch, device)).collect();
                let by_us = self.epochs.author(&epoch) == Some(self.keys.device);
                (!devices.is_empty()).then_some((epoch, devices, by_us))
            })
            .collect()
    }

    fn has_granted(&self, epoch: &EpochId, device: &DeviceId) -> bool {
        let own = self.keys.author();
        self.nodes
            .values()
            .filter(|node| node.author == own && node.kind == Kind::Grant && node.epoch == *epoch)
            .flat_map(|node| &node.tags)
            .any(|tag| self.holder_of(epoch, tag) == Holder::Device(*device))
    }

    /// Epochs under which members wrote and that this device cannot open.
    #[must_use]
    pub fn missing_epochs(&self) -> BTreeSet<EpochId> {
        self.nodes
            .values()
            .filter(|node| node.kind == Kind::Content && matches!(node.content, Content::Sealed))
            .map(|node| node.epoch)
            .filter(|epoch| !self.secrets.holds(epoch))
            .collect()
    }

    /// Whether we have asked for this epoch already.
    #[must_use]
    pub fn has_asked_for(&self, epoch: &EpochId) -> bool {
        let own = self.keys.author();
        self.nodes.values().filter(|node| node.author == own).any(|node| match &node.content {
            Content::Opened { needs, .. } => needs.contains(epoch),
            _ => false,
        })
    }

    /// Seals records as our next content envelope. The frontier record is put in front.
    ///
    /// # Errors
    /// [`WriteError`] if there is no epoch to write under or the records are too long.
    pub fn seal_content(
        &mut self,
        records: Vec<Record>,
        rng: &mut dyn CryptoRng,
    ) -> Result<Verified, WriteError> {
        let mut all = vec![Record::Frontier(self.frontier_delta())];
        all.extend(records);
        let epoch = self.write_epoch().ok_or(WriteError::NoEpoch)?;
        let secret = self.secrets.secret(&epoch).ok_or(WriteError::NoEpoch)?;
        let payload = crypto::Payload::new(&all)?;
        let envelope = crypto::seal_content(secret, &self.place(), &payload, &self.keys.pseudonym, rng)?;
        self.take_own(&envelope);
        Ok(envelope)
    }

    /// Makes a new epoch for everybody who is active now, over all heads (rules E1, E5).
    ///
    /// # Errors
    /// [`WriteError`] if a recipient's key is unsound.
    pub fn rekey(&mut self, reason: u8, rng: &mut dyn CryptoRng) -> Result<Verified, WriteError> {
        let parents = self.epochs.heads(&|id| self.secrets.holds(id));
        let secret = EpochSecret::<S>::random(rng);
        let recipients = self.recipients(&self.active_devices(), true);
        let meta = Meta {
            generation: self.epochs.next_generation(&parents),
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
        self.secrets.learn(secret.id(&self.keys.stream), secret);
        self.take_own(&envelope);
        Ok(envelope)
    }

    /// Grants an epoch we hold to further devices.
    ///
    /// # Errors
    /// [`WriteError`] if we do not hold it or none of the devices has a binding.
    pub fn grant(
        &mut self,
        epoch: &EpochId,
        devices: &[DeviceId],
        rng: &mut dyn CryptoRng,
    ) -> Result<Verified, WriteError> {
        let secret = self.secrets.secret(epoch).ok_or(WriteError::NoEpoch)?;
        let recipients = self.recipients(&devices.iter().copied().collect(), false);
        let envelope = crypto::seal_grant(secret, &self.place(), &recipients, &self.keys.pseudonym, rng)?;
        self.take_own(&envelope);
        Ok(envelope)
    }

    /// Lets a pseudonym in at the relay.
    ///
    /// # Errors
    /// [`WriteError`] if the envelope would be malformed.
    pub fn enroll(
        &mut self,
        subject: AuthorId,
        rights: Rights,
        proof: [u8; 64],
    ) -> Result<Verified, WriteError> {
        let envelope = crypto::enroll_envelope(&self.place(), subject, rights, proof, &self.keys.pseudonym)?;
        self.take_own(&envelope);
        Ok(envelope)
    }

    fn place(&self) -> Place {
        let author = self.keys.author();
        let (seq, prev) = self.chains.head(&author).map_or((1, EnvelopeId::ZERO), |(seq, id)| (seq + 1, id));
        Place { stream: self.keys.stream, author, seq, prev }
    }

    fn take_own(&mut self, envelope: &Verified) {
        self.absorb(envelope, true);
        self.advance();
    }

    fn learn_statement(&mut self, statement: Statement) -> bool {
        self.statements.insert(statement.id(), statement).is_none()
    }

    fn learn_binding(&mut self, binding: Binding) -> bool {
        let sound = binding.stream() == self.keys.stream && !self.bindings.contains(&binding);
        // One pseudonym belongs to one device for ever: the first binding decides.
        let stolen = self
            .bindings
            .iter()
            .any(|known| known.author() == binding.author() && known.device() != binding.device());
        if sound && !stolen {
            self.bindings.push(binding);
        }
        sound && !stolen
    }

    /// Opens grants and metas, whatever the standing of their envelopes (rule E9).
    fn open_keys(&mut self) -> bool {
        let mut learnt = Vec::new();
        for (id, node) in &mut self.nodes {
            let Some(envelope) = &node.envelope else { continue };
            if !matches!(node.kind, Kind::Rekey | Kind::Grant) {
                continue;
            }
            if !self.secrets.holds(&node.epoch) && !node.tried {
                node.tried = true;
                let ours = self.keys.kems.iter().rev().zip(&self.kem_publics).find(|(_, public)| {
                    node.tags.contains(&crypto::grant_tag(&self.keys.stream, &node.epoch, public))
                });
                let found = ours.and_then(|((_, kem), _)| crypto::open_grant(kem, envelope).ok());
                if let Some(secret) = found {
                    learnt.push((*id, node.epoch, secret, None));
                    continue;
                }
            }
            if node.kind == Kind::Rekey
                && node.meta.is_none()
                && let Some(secret) = self.secrets.secret(&node.epoch)
                && let Ok(meta) = crypto::open_meta(secret, envelope)
            {
                learnt.push((*id, node.epoch, secret.clone(), Some(meta)));
            }
        }
        let any = !learnt.is_empty();
        for (id, epoch, secret, meta) in learnt {
            self.secrets.learn(epoch, secret);
            let Some(meta) = meta else { continue };
            for (parent, secret) in &meta.parents {
                self.secrets.learn(*parent, secret.clone());
            }
            if let Some(node) = self.nodes.get_mut(&id) {
                node.meta = Some(meta);
                node.envelope = None;
            }
        }
        any
    }

    fn open_contents(&mut self) -> bool {
        let mut opened = Vec::new();
        for (id, node) in &self.nodes {
            let (Kind::Content, Content::Sealed, Some(envelope)) = (node.kind, &node.content, &node.envelope)
            else {
                continue;
            };
            let Some(secret) = self.secrets.secret(&node.epoch) else { continue };
            opened.push((*id, crypto::open_content(secret, envelope).map(|payload| payload.records())));
        }
        let any = !opened.is_empty();
        for (id, result) in opened {
            let content = match result {
                Ok(Ok(records)) => self.learn_records(records),
                Ok(Err(RecordError::Newer(_))) => {
                    self.events.push(StreamEvent::Newer { envelope: id });
                    Content::Newer
                }
                Ok(Err(_)) | Err(_) => {
                    self.events.push(StreamEvent::Broken { envelope: id });
                    Content::Broken
                }
            };
            if let Some(node) = self.nodes.get_mut(&id) {
                node.envelope = None;
                node.content = content;
                if node.applied
                    && let Content::Opened { changes, .. } = &mut node.content
                {
                    changes.clear();
                }
            }
        }
        any
    }

    fn learn_records(&mut self, records: Vec<Record>) -> Content {
        let (mut frontier, mut changes, mut needs) = (Vec::new(), Vec::new(), Vec::new());
        for record in records {
            match record {
                Record::Frontier(entries) => frontier = entries,
                Record::Changes { document, chunks } => changes.push((document, chunks)),
                Record::NeedEpoch(epoch) => needs.push(epoch),
                Record::Statement(statement) => {
                    self.learn_statement(statement);
                }
                Record::Binding(binding) => {
                    self.learn_binding(binding);
                }
                _ => {}
            }
        }
        let has_changes = !changes.is_empty();
        Content::Opened { frontier, changes, needs, has_changes }
    }

    /// Causal delivery: a predecessor first, and everything that the author had accepted.
    fn deliver(&mut self) -> bool {
        let before = self.delivered.len();
        let mut pending = std::mem::take(&mut self.undelivered);
        loop {
            let waiting = pending.len();
            // In the order of arrival, which is causal most of the time: then one pass delivers everything.
            pending.retain(|id| {
                let ready = self.is_ready(id);
                if ready && self.delivered.insert(*id) {
                    self.delivery_order.push(*id);
                }
                !ready
            });
            if pending.len() == waiting {
                break;
            }
        }
        self.undelivered = pending;
        self.delivered.len() > before
    }

    fn is_ready(&self, id: &EnvelopeId) -> bool {
        let (Some(link), Some(node)) = (self.chains.link(id), self.nodes.get(id)) else { return false };
        if link.seq > 1 && !self.delivered.contains(&link.prev) {
            return false;
        }
        match (&node.kind, &node.content) {
            (Kind::Content, Content::Opened { frontier, .. }) => {
                frontier.iter().all(|(_, _, target)| self.delivered.contains(target))
            }
            (Kind::Content, Content::Sealed | Content::Newer) => false,
            _ => true,
        }
    }

    fn why_undelivered(&self, node: &Node<S>) -> Waiting {
        match (&node.kind, &node.content) {
            (Kind::Content, Content::Sealed) => Waiting::Epoch,
            (Kind::Content, Content::Newer) => Waiting::Newer,
            _ => Waiting::Frontier,
        }
    }

    /// Acceptance and epochs, from the whole set.
    fn count(&mut self) {
        let people = self.people();
        let mut standing = BTreeMap::new();
        for binding in &self.bindings {
            let person = people.iter().find(|person| person.root == binding.root());
            let stands = match person {
                Some(person) if person.active.contains(&binding.device()) => AuthorStanding::Active,
                Some(person) if person.revoked.contains(&binding.device()) => AuthorStanding::Revoked,
                _ => AuthorStanding::Stranger,
            };
            standing.insert(binding.author(), stands);
        }
        let frontier = |id: &EnvelopeId| match self.nodes.get(id).map(|node| &node.content) {
            Some(Content::Opened { frontier, .. }) => frontier.iter().map(|(_, _, target)| *target).collect(),
            _ => Vec::new(),
        };
        let evidence = Evidence {
            chains: &self.chains,
            standing: &standing,
            delivered: &self.delivered,
            frontier: &frontier,
        };
        let counted = accepted(&evidence);
        self.accepted = counted;
        self.epochs = self.accepted_epochs();
    }

    fn accepted_epochs(&self) -> Epochs {
        let mut epochs = Epochs::default();
        for id in &self.accepted {
            let Some(node) = self.nodes.get(id) else { continue };
            let (Some(meta), Some((_, device))) = (&node.meta, self.author_device(&node.author)) else {
                continue;
            };
            let mut holders = listed_holders(meta);
            holders.insert(Holder::Device(device));
            epochs.insert(
                node.epoch,
                EpochFact {
                    generation: meta.generation,
                    parents: meta.parents.iter().map(|(id, _)| *id).collect(),
                    holders,
                    author: device,
                },
            );
        }
        for id in &self.accepted {
            let Some(node) = self.nodes.get(id) else { continue };
            for tag in &node.tags {
                epochs.add_holder(&node.epoch, self.holder_of(&node.epoch, tag));
            }
        }
        epochs.close_holders();
        epochs
    }

    fn holder_of(&self, epoch: &EpochId, tag: &[u8; 8]) -> Holder {
        let stream = &self.keys.stream;
        let device = self
            .bindings
            .iter()
            .find(|binding| crypto::grant_tag(stream, epoch, binding.kem()) == *tag)
            .map(|binding| Holder::Device(binding.device()));
        let recovery = || {
            self.people().iter().find_map(|person| {
                let key = person.recovery.as_ref()?;
                (crypto::grant_tag(stream, epoch, key) == *tag).then_some(Holder::Recovery(person.root))
            })
        };
        device.or_else(recovery).unwrap_or(Holder::Unknown)
    }

    fn active_devices(&self) -> BTreeSet<DeviceId> {
        self.people().into_iter().flat_map(|person| person.active).collect()
    }

    /// Who may hold an epoch that we write under: active devices and the recovery keys.
    fn allowed_holders(&self) -> BTreeSet<Holder> {
        let devices = self.active_devices().into_iter().map(Holder::Device);
        devices.chain(self.keys.members.roots().iter().map(|root| Holder::Recovery(*root))).collect()
    }

    /// The newest binding of each of `devices`, and the recovery key of each person.
    fn recipients(&self, devices: &BTreeSet<DeviceId>, recovery: bool) -> Vec<Recipient<S>> {
        let mut newest: BTreeMap<(DeviceId, AuthorId), &Binding> = BTreeMap::new();
        for binding in self.bindings.iter().filter(|binding| devices.contains(&binding.device())) {
            let entry = newest.entry((binding.device(), binding.author())).or_insert(binding);
            if entry.generation() < binding.generation() {
                *entry = binding;
            }
        }
        let members = &self.keys.members;
        let mut recipients: Vec<Recipient<S>> =
            newest.values().filter_map(|binding| members.device(binding).ok()).collect();
        if recovery {
            recipients
                .extend(self.statements.values().filter_map(|statement| members.recovery(statement).ok()));
        }
        recipients
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

    /// What our own chain has said so far about what we accepted.
    fn said_frontier(&self) -> BTreeMap<AuthorId, (u64, EnvelopeId)> {
        let own = self.keys.author();
        let mut said: BTreeMap<AuthorId, (u64, EnvelopeId)> = BTreeMap::new();
        for node in self.nodes.values().filter(|node| node.author == own) {
            if let Content::Opened { frontier, .. } = &node.content {
                for (author, seq, id) in frontier {
                    let entry = said.entry(*author).or_insert((*seq, *id));
                    if entry.0 < *seq {
                        *entry = (*seq, *id);
                    }
                }
            }
        }
        said
    }

    fn frontier_delta(&self) -> Vec<(AuthorId, u64, EnvelopeId)> {
        let own = self.keys.author();
        let said = self.said_frontier();
        let mut now: BTreeMap<AuthorId, (u64, EnvelopeId)> = BTreeMap::new();
        for id in &self.accepted {
            let Some(link) = self.chains.link(id).filter(|link| link.author != own) else { continue };
            let entry = now.entry(link.author).or_insert((link.seq, *id));
            if entry.0 < link.seq {
                *entry = (link.seq, *id);
            }
        }
        now.into_iter()
            .filter(|(author, head)| said.get(author) != Some(head))
            .map(|(author, (seq, id))| (author, seq, id))
            .collect()
    }

    fn unanswered_needs(&self) -> Vec<(EpochId, DeviceId)> {
        let mut needs = Vec::new();
        for id in &self.accepted {
            let Some(node) = self.nodes.get(id) else { continue };
            let Content::Opened { needs: asked, .. } = &node.content else { continue };
            let Some((_, device)) = self.author_device(&node.author) else { continue };
            for epoch in asked.iter().filter(|epoch| !self.is_answered(epoch, &device)) {
                needs.push((*epoch, device));
            }
        }
        needs
    }

    /// Whether somebody answered a request for this epoch with a grant of its own.
    fn is_answered(&self, epoch: &EpochId, device: &DeviceId) -> bool {
        self.accepted.iter().filter_map(|id| self.nodes.get(id)).any(|node| {
            node.kind == Kind::Grant
                && node.epoch == *epoch
                && node.tags.iter().any(|tag| self.holder_of(epoch, tag) == Holder::Device(*device))
        })
    }
}
