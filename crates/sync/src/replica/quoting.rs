//! Envelopes that a relay does not take, as it has another one in their place: they come to the others inside of ours
//! (docs/protocol.md §7.1).

use std::collections::{BTreeMap, BTreeSet};

use crypto::{Audience, Head};
use wire::{AuthorId, EnvelopeId, EpochId, Kind, Verified};

use crate::chains::Absorbed;
use crate::epochs::Holder;
use crate::replica::Replica;

impl<S: Audience> Replica<S> {
    /// Offers what was quoted to the known set, and gives what is new. Only to chains that are here: this is for forks, and
    /// lets nobody in.
    pub(crate) fn take_quoted(&mut self) -> Vec<Verified> {
        let own = self.keys.author();
        let mut taken = Vec::new();
        let mut waiting = std::mem::take(&mut self.quoted);
        loop {
            let before = taken.len();
            for envelope in std::mem::take(&mut waiting) {
                let author = envelope.header().author;
                let foreign = envelope.header().stream != self.keys.stream;
                if foreign || self.chains.link(&envelope.id()).is_some() {
                    continue;
                }
                if author == own || self.chains.head(&author).is_none() {
                    waiting.push(envelope);
                    continue;
                }
                match self.absorb(&envelope, false) {
                    Absorbed::New | Absorbed::Fork => taken.push(envelope),
                    Absorbed::Gap => waiting.push(envelope),
                    Absorbed::Known => {}
                }
            }
            if taken.len() == before {
                break;
            }
        }
        self.quoted = waiting;
        taken
    }

    /// What others quote in our own name, and what is not here: this device is a copy of one that wrote more.
    pub(crate) fn claimed(&self) -> Vec<Verified> {
        let own = self.keys.author();
        self.quoted.iter().filter(|envelope| envelope.header().author == own).cloned().collect()
    }

    /// What counts of forked chains and stands on another branch than the one that the relay has, as its heads say, and
    /// what nobody has quoted yet.
    #[must_use]
    pub fn unheld(&self, at_relay: &[Head]) -> BTreeSet<EnvelopeId> {
        let at_relay: BTreeMap<AuthorId, EnvelopeId> =
            at_relay.iter().map(|(author, _, id)| (*author, *id)).collect();
        let own = self.keys.author();
        let mut unheld = BTreeSet::new();
        for (author, places) in self.chains.authors() {
            let Some(head) = at_relay.get(author).filter(|_| *author != own && self.chains.is_forked(author))
            else {
                continue;
            };
            let held: BTreeSet<EnvelopeId> = self.chains.backwards(head).collect();
            for id in places.values().flatten().filter(|id| self.acceptance.accepted.contains(*id)) {
                // What follows the relay's last one goes there by itself.
                let follows = || self.chains.backwards(id).any(|before| before == *head);
                if !held.is_empty() && !held.contains(id) && !follows() {
                    unheld.insert(*id);
                }
            }
        }
        if !unheld.is_empty() {
            for node in self.acceptance.accepted.iter().filter_map(|id| self.nodes.get(id)) {
                for quoted in node.opened().into_iter().flat_map(|opened| &opened.quoted) {
                    unheld.remove(quoted);
                }
            }
        }
        unheld
    }

    /// The epoch for what has to be read before quotes, and for these: none that was made in what they quote, as whoever
    /// lacks that could not open them.
    pub(crate) fn epoch_before(&self, unheld: &BTreeSet<EnvelopeId>) -> Option<EpochId> {
        self.epochs_before(unheld).into_iter().next()
    }

    /// All such epochs, the best first; where none is eligible, the newest one that all active devices hold.
    pub(crate) fn epochs_before(&self, unheld: &BTreeSet<EnvelopeId>) -> Vec<EpochId> {
        let made = unheld.iter().filter_map(|id| self.nodes.get(id)).filter(|node| node.kind == Kind::Rekey);
        let hidden: BTreeSet<EpochId> = made.map(|node| node.epoch).collect();
        let held = |id: &EpochId| self.secrets.holds(id) && !hidden.contains(id);
        let everybody = self.active_devices().into_iter().map(Holder::Device).collect();
        let eligible = self.epochs.eligible(&held, &self.allowed_holders());
        if eligible.is_empty() {
            self.epochs.newest_held(&held, &everybody).into_iter().collect()
        } else {
            eligible
        }
    }
}
