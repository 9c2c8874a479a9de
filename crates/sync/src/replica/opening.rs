//! From envelopes as received to what they say: keys first, then contents, then delivery in causal order
//! (docs/protocol.md §6, §7).

use std::collections::VecDeque;

use crypto::{Audience, Binding, EpochSecret, Record, RecordError, Statement};
use wire::{EnvelopeId, EpochId, Kind};

use crate::replica::node::{Content, Opened};
use crate::replica::{Replica, StreamEvent};

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

    /// Opens grants and metas, whatever the standing of their envelopes (rule E9).
    pub(super) fn open_keys(&mut self) -> bool {
        let mut learnt = Vec::new();
        for id in &self.locked {
            let Some(node) = self.nodes.get_mut(id) else { continue };
            let Some(envelope) = &node.envelope else { continue };
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
            self.learn_secret(epoch, secret);
            let Some(meta) = meta else { continue };
            for (parent, secret) in &meta.parents {
                self.learn_secret(*parent, secret.clone());
            }
            if let Some(node) = self.nodes.get_mut(&id) {
                node.meta = Some(meta);
                node.envelope = None;
            }
        }
        let (nodes, secrets) = (&self.nodes, &self.secrets);
        self.locked.retain(|id| {
            nodes.get(id).is_some_and(|node| match node.kind {
                Kind::Rekey => node.meta.is_none(),
                _ => !node.tried && !secrets.holds(&node.epoch),
            })
        });
        any
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
