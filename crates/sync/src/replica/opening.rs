//! From envelopes as received to what they say: keys first, then contents, then delivery in causal order
//! (docs/protocol.md §6, §7).

use std::collections::VecDeque;

use crypto::{Audience, Binding, EpochSecret, Record, RecordError, Statement, StatementKind};
use wire::{EnvelopeId, EpochId, Kind, Verified};

use crate::replica::node::{Content, Node, Opened, Past};
use crate::replica::{Replica, StreamEvent};
use crate::rules::{Rule, holds};

/// What an envelope waits for.
enum Lacks {
    /// Another envelope.
    Envelope(EnvelopeId),
    /// Its own content.
    Opening,
}

impl<S: Audience> Replica<S> {
    pub(crate) fn learn_statement(&mut self, statement: Statement) {
        self.statements.insert(statement.id(), statement);
    }

    /// Gives the place in the list. Several devices may claim one pseudonym; what that means is decided from all of them.
    pub(crate) fn learn_binding(&mut self, binding: Binding) -> Option<usize> {
        if binding.stream() != self.keys.stream {
            return None;
        }
        let place = self.bindings.iter().position(|known| *known == binding);
        place.or_else(|| {
            self.bindings.push(binding);
            Some(self.bindings.len() - 1)
        })
    }

    /// Opens grants and metas, whatever the standing of their envelopes (rule E9). The newest first: its backward links
    /// make it needless to open the grants before it.
    pub(super) fn open_keys(&mut self) -> bool {
        let mut locked = std::mem::take(&mut self.locked);
        let mut any = false;
        for id in locked.iter().rev() {
            any |= self.open_key(id);
        }
        locked.retain(|id| {
            self.nodes.get(id).is_some_and(|node| match node.kind {
                Kind::Rekey => node.meta.is_none(),
                _ => !node.tried && !self.secrets.holds(&node.epoch),
            })
        });
        self.locked = locked;
        any
    }

    fn open_key(&mut self, id: &EnvelopeId) -> bool {
        let Some(node) = self.nodes.get(id) else { return false };
        let Some(envelope) = &node.envelope else { return false };
        if !holds(Rule::OpenAny) && !self.acceptance.accepted.contains(id) {
            return false;
        }
        let epoch = node.epoch;
        let known = self.secrets.secret(&epoch).cloned();
        let granted = if known.is_none() && !node.tried { self.open_grant(node, envelope) } else { None };
        let secret = known.as_ref().or(granted.as_ref());
        let meta = secret
            .filter(|_| node.kind == Kind::Rekey && node.meta.is_none())
            .and_then(|secret| crypto::open_meta(secret, envelope).ok());
        let any = granted.is_some() || meta.is_some();
        for (parent, secret) in meta.iter().flat_map(|meta| meta.parents.clone()) {
            self.learn_secret(parent, secret);
        }
        if let Some(node) = self.nodes.get_mut(id) {
            node.tried |= known.is_none();
            if meta.is_some() {
                node.envelope = None;
                node.meta = meta;
            }
        }
        if let Some(secret) = granted {
            self.learn_secret(epoch, secret);
        }
        any
    }

    /// The grant for one of our keys, the newest first.
    fn open_grant(&self, node: &Node<S>, envelope: &Verified) -> Option<EpochSecret<S>> {
        let keys = self.keys.kems.iter().rev().zip(&self.kem_publics);
        let tag = |public| crypto::grant_tag(&self.keys.stream, &node.epoch, public);
        let ((_, kem), _) = keys.into_iter().find(|(_, public)| node.tags.contains(&tag(public)))?;
        crypto::open_grant(kem, envelope).ok()
    }

    pub(super) fn learn_secret(&mut self, epoch: EpochId, secret: EpochSecret<S>) {
        if self.secrets.learn(epoch, secret) {
            self.unopened.extend(self.sealed.remove(&epoch).unwrap_or_default());
        }
    }

    pub(super) fn open_contents(&mut self) -> bool {
        let mut any = false;
        for id in std::mem::take(&mut self.unopened) {
            let Some(node) = self.nodes.get(&id) else { continue };
            let Some(secret) = self.secrets.secret(&node.epoch) else {
                self.sealed.entry(node.epoch).or_default().push(id);
                continue;
            };
            let Some(envelope) = &node.envelope else { continue };
            let result = crypto::open_content(secret, envelope).map(|payload| payload.records());
            let content = match result {
                Ok(Ok(records)) => {
                    let opened = self.learn_records(records);
                    if !opened.needs.is_empty() {
                        self.requests.push(id);
                    }
                    Content::Opened(Box::new(opened))
                }
                Ok(Err(RecordError::Newer(_))) => {
                    self.events.push(StreamEvent::Newer { envelope: id });
                    Content::Newer
                }
                Ok(Err(_)) | Err(_) => {
                    self.events.push(StreamEvent::Broken { envelope: id });
                    Content::Broken
                }
            };
            any = true;
            if let Some(node) = self.nodes.get_mut(&id) {
                node.envelope = None;
                node.content = content;
                if node.applied
                    && let Content::Opened(opened) = &mut node.content
                {
                    opened.changes = Vec::new();
                }
            }
            self.arrivals.push_back(id);
        }
        any
    }

    fn learn_records(&mut self, records: Vec<Record>) -> Opened {
        let mut opened = Opened::default();
        for record in records {
            match record {
                Record::Frontier(entries) => opened.frontier = entries,
                Record::Changes { document, chunks } => opened.changes.push((document, chunks)),
                Record::NeedEpoch(epoch) => opened.needs.push(epoch),
                Record::Statement(statement) => {
                    opened.statements.push(statement.id());
                    self.learn_statement(statement);
                }
                Record::Binding(binding) if binding.stream() != self.keys.stream => {
                    opened.foreign.push(binding);
                }
                Record::Binding(binding) => opened.bindings.extend(self.learn_binding(binding)),
                Record::Card(card) => opened.cards.push(card),
                Record::Roster(_) => opened.roster = true,
                Record::Quoted(envelope) => {
                    opened.quoted.push(envelope.id());
                    self.quoted.extend(envelope.verify().ok());
                }
                _ => {}
            }
        }
        opened.has_changes = !opened.changes.is_empty();
        opened
    }

    /// Causal delivery: a predecessor first, and everything that the author had accepted. What waits is looked at
    /// again only when the very thing it waits for has come.
    pub(super) fn deliver(&mut self) -> bool {
        let before = self.delivered.len();
        let mut queue: VecDeque<EnvelopeId> = std::mem::take(&mut self.arrivals);
        while let Some(id) = queue.pop_front() {
            if self.delivered.contains(&id) {
                continue;
            }
            match self.lacks(&id) {
                None => {
                    let past = self.past_of(&id);
                    if let Some(node) = self.nodes.get_mut(&id) {
                        node.past = past;
                    }
                    self.delivered.insert(id);
                    self.delivery_order.push(id);
                    // What follows directly goes first: an author's chain is taken in in one go where possible.
                    for waiting in self.blocked.remove(&id).into_iter().flatten() {
                        queue.push_front(waiting);
                    }
                }
                Some(Lacks::Envelope(other)) => self.blocked.entry(other).or_default().push(id),
                Some(Lacks::Opening) => {}
            }
        }
        self.delivered.len() > before
    }

    /// The removals before an envelope and in it; everything before it is delivered.
    fn past_of(&self, id: &EnvelopeId) -> Past {
        let (Some(link), Some(node)) = (self.chains.link(id), self.nodes.get(id)) else {
            return Past::default();
        };
        let mut past = self.nodes.get(&link.prev).map(|prev| prev.past.clone()).unwrap_or_default();
        for other in node.frontier_ids().filter_map(|target| self.nodes.get(&target)) {
            if !Past::ptr_eq(&past, &other.past) && !other.past.is_subset(&past) {
                Past::make_mut(&mut past).extend(other.past.iter().copied());
            }
        }
        let removals = node.opened().into_iter().flat_map(|opened| &opened.statements).filter(|id| {
            let kind = self.statements.get(*id).map(Statement::kind);
            matches!(kind, Some(StatementKind::Revoke | StatementKind::Reset)) && !past.contains(*id)
        });
        let removals: Vec<_> = removals.copied().collect();
        if !removals.is_empty() {
            Past::make_mut(&mut past).extend(removals);
        }
        past
    }

    fn lacks(&self, id: &EnvelopeId) -> Option<Lacks> {
        let (Some(link), Some(node)) = (self.chains.link(id), self.nodes.get(id)) else {
            return Some(Lacks::Opening);
        };
        if link.seq > 1 && !self.delivered.contains(&link.prev) {
            return Some(Lacks::Envelope(link.prev));
        }
        match (&node.kind, &node.content) {
            (Kind::Content, Content::Opened(opened)) => {
                let missing = opened.frontier.iter().find(|(_, _, target)| !self.delivered.contains(target));
                missing.map(|(_, _, target)| Lacks::Envelope(*target))
            }
            (Kind::Content, Content::Sealed | Content::Newer) => Some(Lacks::Opening),
            _ => None,
        }
    }
}
