//! Who a grant is for (docs/protocol.md §5.3): tags are hashes over sealing keys, so members can look them up.

use std::collections::BTreeMap;

use crypto::{Binding, DeviceId};
use wire::{EpochId, StreamId};

/// A grant's tag.
pub(crate) type Tag = [u8; 8];

/// For each epoch the tags of all known bindings. Filled once per binding and epoch.
#[derive(Default)]
pub(crate) struct TagBook(BTreeMap<EpochId, Page>);

#[derive(Default)]
struct Page {
    /// How many bindings are in it.
    read: usize,
    devices: BTreeMap<Tag, Vec<DeviceId>>,
}

impl TagBook {
    /// Brings the page of one epoch up to date; bindings are only ever added at the end.
    pub(crate) fn read(&mut self, stream: &StreamId, epoch: &EpochId, bindings: &[Binding]) {
        let page = self.0.entry(*epoch).or_default();
        for binding in bindings.iter().skip(page.read) {
            let devices = page.devices.entry(crypto::grant_tag(stream, epoch, binding.kem())).or_default();
            if !devices.contains(&binding.device()) {
                devices.push(binding.device());
                devices.sort_unstable();
            }
        }
        page.read = bindings.len();
    }

    /// The devices whose bindings name the key behind a tag, in ascending order: more than one only where somebody
    /// claims another's key.
    pub(crate) fn devices(&self, epoch: &EpochId, tag: &Tag) -> &[DeviceId] {
        self.0.get(epoch).and_then(|page| page.devices.get(tag)).map_or(&[], Vec::as_slice)
    }
}
