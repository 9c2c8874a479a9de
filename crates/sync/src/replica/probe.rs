//! What the membership model looks at and nobody else: the insides that a dishonest device would use, and what only a
//! test may compare.

use std::collections::BTreeSet;

use crypto::{Audience, DeviceId, EpochSecret, Place};
use wire::{AuthorId, EnvelopeId, EpochId};

use crate::chains::Absorbed;
use crate::replica::Replica;

impl<S: Audience> Replica<S> {
    pub(crate) fn secret(&self, epoch: &EpochId) -> Option<EpochSecret<S>> {
        self.secrets.secret(epoch).cloned()
    }

    pub(crate) fn next_place(&self) -> Place {
        self.place()
    }

    pub(crate) fn knows(&self, id: &EnvelopeId) -> bool {
        self.nodes.contains_key(id)
    }

    /// Whether an envelope carries what a person wrote.
    pub(crate) fn says_changes(&self, id: &EnvelopeId) -> bool {
        self.nodes.get(id).and_then(|node| node.opened()).is_some_and(|opened| opened.has_changes)
    }

    pub(crate) fn held_heads(&self) -> Vec<EpochId> {
        self.epochs.heads(&|id| self.secrets.holds(id))
    }

    pub(crate) fn accepted_ids(&self) -> Vec<EnvelopeId> {
        self.acceptance.accepted.iter().copied().collect()
    }

    /// An envelope that counts, of a chain that forked before it or with it, which nobody else who counts had accepted.
    pub(crate) fn counts_unread(&self) -> Option<EnvelopeId> {
        let mut read: BTreeSet<EnvelopeId> = BTreeSet::new();
        for node in self.acceptance.accepted.iter().filter_map(|id| self.nodes.get(id)) {
            for (_, _, named) in node.frontier().filter(|(author, ..)| *author != node.author) {
                read.extend(self.chains.backwards(named));
            }
        }
        self.chains.authors().filter(|(author, _)| self.chains.is_forked(author)).find_map(|(_, places)| {
            let behind = places.values().skip_while(|ids| ids.len() < 2).flatten();
            let mut counted = behind.filter(|id| self.acceptance.accepted.contains(*id));
            counted.find(|id| !read.contains(*id)).copied()
        })
    }

    pub(crate) fn is_forked(&self, author: &AuthorId) -> bool {
        self.chains.is_forked(author)
    }

    /// Heads that we hold and `device` is not known to hold.
    pub(crate) fn withholds_from(&self, device: &DeviceId) -> bool {
        self.owed_grants()
            .iter()
            .flat_map(|(_, bindings)| bindings)
            .any(|binding| binding.device() == *device)
    }

    pub(crate) fn absorb_own(&mut self, envelope: &wire::Verified) -> Absorbed {
        let absorbed = self.absorb(envelope, true);
        self.advance();
        absorbed
    }

    /// How this replica sees one envelope.
    pub(crate) fn explain(&self, id: &EnvelopeId) -> String {
        let Some(node) = self.nodes.get(id) else { return "unknown".into() };
        let facts = [
            ("accepted", self.acceptance.accepted.contains(id)),
            ("applied", node.applied),
            ("delivered", self.delivered.contains(id)),
            ("opened", node.opened().is_some()),
            ("forked", self.chains.is_forked(&node.author)),
        ];
        let facts: Vec<&str> = facts.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| name).collect();
        let standing = self.standing.get(&node.author);
        let device = self.author_device(&node.author);
        format!("{:?} {} by {device:?}, {standing:?}: {}", node.kind, node.seq, facts.join(", "))
    }

    /// How this replica sees persons and epochs.
    pub(crate) fn explain_epochs(&self) -> String {
        let mut lines: Vec<String> = self
            .people
            .iter()
            .map(|person| {
                format!("{:?}: active {:?}, removed {:?}", person.root, person.active, person.removed)
            })
            .collect();
        for (id, node) in self.key_order.iter().filter_map(|id| Some((id, self.nodes.get(id)?))) {
            let to: Vec<_> = node.tags.iter().map(|tag| self.holder_of(&node.epoch, tag)).collect();
            let parents = node.meta.as_ref().map(|meta| {
                let parents: Vec<EpochId> = meta.parents.iter().map(|(parent, _)| *parent).collect();
                (meta.generation, parents)
            });
            lines.push(format!(
                "{id:?} {} of {:?}, held {}, generation and parents {parents:?}, to {to:?}",
                self.explain(id),
                node.epoch,
                self.secrets.holds(&node.epoch)
            ));
        }
        lines.push(format!("requests due {:?}, waiting {:?}", self.due_requests(), self.blocked));
        for (epoch, ids) in &self.sealed {
            let sealed: Vec<String> = ids.iter().map(|id| format!("{id:?} {}", self.explain(id))).collect();
            lines.push(format!("sealed under {epoch:?}: {sealed:?}"));
        }
        let needs = self.requests.iter().filter_map(|id| Some((id, self.nodes.get(id)?.opened()?)));
        lines.extend(needs.map(|(id, opened)| format!("{} needs {:?}", self.explain(id), opened.needs)));
        lines.join("\n        ")
    }
}
