//! One stream as this device knows it: keys, known envelopes, what they teach, and what follows (docs/protocol.md §6, §7).
//!
//! Everything derived is computed anew from the known set, so devices with the same envelopes agree. Nothing here is
//! stored: a replica is rebuilt from the envelopes as received, and from the note beside each whether it took effect.

mod counting;
mod directory;
mod enrolled;
mod node;
mod opening;
mod owed;
#[cfg(test)]
mod probe;
mod quoting;
mod reach;
mod sealing;
mod tags;
mod view;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crypto::{
    Audience, Binding, DeviceId, Head, KemKey, KemPublic, Members, RecordError, RootId, SealError, Statement,
    StatementId,
};
use wire::{AuthorId, EnvelopeId, EpochId, Kind, SigningKey, StreamId, Verified};

use crate::acceptance::{Acceptance, AuthorStanding};
use crate::chains::{Absorbed, Chains};
use crate::epochs::{Epochs, Secrets};
use crate::person::PersonState;
use crate::rules::{Rule, holds};
use crate::standing::Waiting;
use enrolled::Enrolled;
use node::{Content, Node, Past};
use tags::TagBook;

pub use view::DeviceState;

/// This device's secrets in one stream, and what it knows of the stream's people from elsewhere (pairing, cards). A
/// replica does not notice that they change: with a new sealing key or pseudonym it is built again.
pub struct Keys<S: Audience> {
    /// The stream.
    pub stream: StreamId,
    /// Our person.
    pub root: RootId,
    /// Our device.
    pub device: DeviceId,
    /// The pseudonym under which this device writes here.
    pub pseudonym: SigningKey,
    /// Our key-encapsulation keys with their generations, newest last. The kit's key may stand among them while the kit
    /// is at hand, with generation 0: what only it opens is granted to the device's own keys with the next publish step.
    pub kems: Vec<(u32, KemKey)>,
    /// The persons of this stream: one, or two once pairing is through. Bindings of others do not count.
    pub members: Members<S>,
    /// Whether this device opened the stream: only then may it make the first epoch.
    pub founder: bool,
    /// Statements known from elsewhere, our own included. What members do not find in the stream is announced.
    pub statements: Vec<Statement>,
    /// Bindings known from elsewhere, our own included. What members do not find in the stream is announced.
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

    // What is known: these only grow.
    chains: Chains,
    nodes: BTreeMap<EnvelopeId, Node<S>>,
    /// Our own envelopes, rekeys and grants, and contents with requests, in the order in which they came.
    own: Vec<EnvelopeId>,
    key_order: Vec<EnvelopeId>,
    requests: Vec<EnvelopeId>,
    enrolled: Enrolled,
    secrets: Secrets<S>,
    statements: BTreeMap<StatementId, Statement>,
    bindings: Vec<Binding>,
    /// Envelopes of others that came inside of others' envelopes and are not among the known ones yet.
    quoted: Vec<Verified>,
    delivered: BTreeSet<EnvelopeId>,
    delivery_order: Vec<EnvelopeId>,

    // What waits, and for what.
    arrivals: VecDeque<EnvelopeId>,
    unopened: Vec<EnvelopeId>,
    sealed: BTreeMap<EpochId, Vec<EnvelopeId>>,
    locked: Vec<EnvelopeId>,
    blocked: BTreeMap<EnvelopeId, Vec<EnvelopeId>>,

    // What follows; see `counting`.
    people: Vec<PersonState>,
    standing: BTreeMap<AuthorId, AuthorStanding>,
    acceptance: Acceptance,
    accepted_heads: Vec<Head>,
    carried: BTreeSet<StatementId>,
    carried_bindings: BTreeSet<usize>,
    carries_roster: bool,
    tag_book: TagBook,
    epochs: Epochs,

    events: Vec<StreamEvent>,
}

impl<S: Audience> Replica<S> {
    /// An empty stream; absorb what is stored, then settle.
    #[must_use]
    pub fn new(keys: Keys<S>) -> Self {
        let mut replica = Self {
            kem_publics: keys.kems.iter().rev().map(|(_, kem)| kem.public()).collect(),
            chains: Chains::default(),
            nodes: BTreeMap::new(),
            own: Vec::new(),
            key_order: Vec::new(),
            requests: Vec::new(),
            enrolled: Enrolled::default(),
            secrets: Secrets::default(),
            statements: BTreeMap::new(),
            bindings: Vec::new(),
            quoted: Vec::new(),
            delivered: BTreeSet::new(),
            delivery_order: Vec::new(),
            arrivals: VecDeque::new(),
            unopened: Vec::new(),
            sealed: BTreeMap::new(),
            locked: Vec::new(),
            blocked: BTreeMap::new(),
            people: Vec::new(),
            standing: BTreeMap::new(),
            acceptance: Acceptance::default(),
            accepted_heads: Vec::new(),
            carried: BTreeSet::new(),
            carried_bindings: BTreeSet::new(),
            carries_roster: false,
            tag_book: TagBook::default(),
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
        replica.count();
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
        self.count();
    }

    /// Takes statements that became known outside this stream: in another stream, by linking, from the kit. They count
    /// at once, also for what this device writes next, and the next publish step announces them. Nothing that took
    /// effect here is taken back by it. They have to be among [`Keys::statements`] when the replica is built again.
    ///
    /// Who restores from the kit takes everything in first and learns the reset then: what the lost devices wrote and
    /// nobody else had read yet counts only because it took effect here before.
    pub fn learn(&mut self, statements: Vec<Statement>) {
        for statement in statements {
            self.learn_statement(statement);
        }
        self.count();
    }

    /// Offers one envelope to the known set. `applied` says that it took effect on this device already.
    pub fn absorb(&mut self, envelope: &Verified, applied: bool) -> Absorbed {
        let header = envelope.header();
        if header.stream != self.keys.stream {
            return Absorbed::Gap;
        }
        let absorbed = self.chains.absorb(envelope.id(), header);
        if matches!(absorbed, Absorbed::Known | Absorbed::Gap) {
            return absorbed;
        }
        let id = envelope.id();
        if absorbed == Absorbed::Fork {
            self.events.push(StreamEvent::Fork { author: header.author, seq: header.seq });
        }
        if header.author == self.keys.author() {
            self.own.push(id);
        }
        let mut tags = Vec::new();
        match header.kind {
            Kind::Content => self.unopened.push(id),
            Kind::Rekey | Kind::Grant => {
                tags = crypto::grant_tags(envelope);
                self.key_order.push(id);
                self.locked.push(id);
                self.arrivals.push_back(id);
            }
            Kind::Access => {
                self.enrolled.take(envelope);
                self.arrivals.push_back(id);
            }
        }
        let node = Node {
            kind: header.kind,
            epoch: header.epoch,
            author: header.author,
            seq: header.seq,
            tags,
            tried: false,
            envelope: (header.kind != Kind::Access).then(|| envelope.clone()),
            meta: None,
            content: Content::Sealed,
            past: Past::default(),
            applied,
        };
        self.nodes.insert(id, node);
        absorbed
    }

    /// Opens, delivers and accepts whatever has become possible.
    pub fn settle(&mut self) -> Settled {
        self.advance();
        let mut settled = Settled { events: std::mem::take(&mut self.events), ..Settled::default() };
        for id in &self.delivery_order {
            let Some(node) = self.nodes.get(id).filter(|node| !node.applied) else { continue };
            if !self.acceptance.accepted.contains(id) {
                if node.kind != Kind::Access {
                    settled.waiting.push((*id, Waiting::Author));
                }
                continue;
            }
            let changes = node.opened().map(|opened| opened.changes.clone()).unwrap_or_default();
            settled.deliveries.push(Delivery { envelope: *id, author: node.author, changes });
        }
        for (id, node) in &self.nodes {
            if !node.applied && !self.delivered.contains(id) {
                settled.waiting.push((*id, why_undelivered(node)));
            }
        }
        settled
    }

    /// The part of [`Self::settle`] that changes what is known; events stay until they are taken.
    pub(crate) fn advance(&mut self) {
        while self.open_keys() | self.open_contents() | self.deliver() {}
        self.count();
        while !holds(Rule::OpenAny) && self.open_keys() | self.open_contents() | self.deliver() {
            self.count();
        }
    }

    /// Says that an envelope took effect: its changes are in the documents now, and it is not offered again.
    pub fn mark_applied(&mut self, id: &EnvelopeId) {
        if let Some(node) = self.nodes.get_mut(id) {
            node.applied = true;
            if let Content::Opened(opened) = &mut node.content {
                opened.changes = Vec::new();
            }
        }
    }

    /// Says that an envelope does not take effect: it waits, and is offered again.
    pub(crate) fn mark_waiting(&mut self, id: &EnvelopeId, changes: Vec<([u8; 16], Vec<u8>)>) {
        if let Some(node) = self.nodes.get_mut(id) {
            node.applied = false;
            if let Content::Opened(opened) = &mut node.content {
                opened.changes = changes;
            }
        }
    }

    pub(crate) fn is_applied(&self, id: &EnvelopeId) -> bool {
        self.nodes.get(id).is_some_and(|node| node.applied)
    }

    /// The changes of a content envelope that was opened before, read again from its bytes.
    pub(crate) fn reread(&self, envelope: &Verified) -> Vec<([u8; 16], Vec<u8>)> {
        let secret = self.secrets.secret(&envelope.header().epoch);
        let payload = secret.and_then(|secret| crypto::open_content(secret, envelope).ok());
        let records = payload.and_then(|payload| payload.records().ok()).unwrap_or_default();
        let changes = records.into_iter().filter_map(|record| match record {
            crypto::Record::Changes { document, chunks } => Some((document, chunks)),
            _ => None,
        });
        changes.collect()
    }

    /// All content that counts, our own included, in causal order, with its changes read again from `stored`.
    pub(crate) fn history(&self, stored: &[Verified]) -> Vec<Delivery> {
        let stored: BTreeMap<EnvelopeId, &Verified> =
            stored.iter().map(|envelope| (envelope.id(), envelope)).collect();
        let counted = self.delivery_order.iter().filter(|id| self.acceptance.accepted.contains(*id));
        counted
            .filter_map(|id| Some((id, stored.get(id)?, self.nodes.get(id)?)))
            .filter(|(_, _, node)| node.kind == Kind::Content)
            .map(|(id, envelope, node)| Delivery {
                envelope: *id,
                author: node.author,
                changes: self.reread(envelope),
            })
            .collect()
    }

    /// Whether anything stands beside something else here, so that changes go by other names in documents than in their
    /// envelopes.
    #[must_use]
    pub fn has_branches(&self) -> bool {
        !self.acceptance.beside.is_empty()
    }

    /// The envelopes of forked chains in the order of their places, each with the one before it, and whether a branch
    /// begins with it that stands beside another one. Nothing if no chain has two that count.
    pub(crate) fn forked_links(&self) -> Vec<(EnvelopeId, EnvelopeId, bool)> {
        if !self.has_branches() {
            return Vec::new();
        }
        let forked = self.chains.authors().filter(|(author, _)| self.chains.is_forked(author));
        let ids = forked.flat_map(|(_, places)| places.values().flatten());
        ids.filter_map(|id| Some((*id, self.chains.link(id)?.prev, self.acceptance.beside.contains(id))))
            .collect()
    }

    pub(crate) fn author_of(&self, id: &EnvelopeId) -> Option<AuthorId> {
        self.chains.link(id).map(|link| link.author)
    }

    /// Rekeys and grants that count.
    fn counted_keys(&self) -> impl Iterator<Item = &Node<S>> {
        let counted = self.key_order.iter().filter(|id| self.acceptance.accepted.contains(*id));
        counted.filter_map(|id| self.nodes.get(id))
    }
}

fn why_undelivered<S: Audience>(node: &Node<S>) -> Waiting {
    match (&node.kind, &node.content) {
        (Kind::Content, Content::Sealed) => Waiting::Epoch,
        (Kind::Content, Content::Newer) => Waiting::Newer,
        _ => Waiting::Frontier,
    }
}
