//! Four words for "do we have the same history?" (docs/protocol.md §9.3): equal on two screens only if both have accepted
//! the same envelopes with changes and hold the same documents.

use std::collections::BTreeMap;

use agenda::{Document, DocumentId, DocumentName};
use crypto::{Audience, sync_check_words};
use wire::{AuthorId, EnvelopeId, hash};

use crate::replica::Replica;

/// One document's state, as the words count it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentState {
    id: DocumentId,
    digest: [u8; 32],
}

impl DocumentState {
    /// The state of a document; `None` if nobody has written in it: one side may have looked at it and the other not.
    #[must_use]
    pub fn of(document: &Document) -> Option<Self> {
        let empty = Document::genesis(document.name().clone(), *document.id());
        let heads = document.heads();
        if heads == empty.heads() {
            return None;
        }
        let parts: Vec<&[u8]> = heads.iter().map(<[u8; 32]>::as_slice).collect();
        Some(Self { id: *document.id(), digest: hash("document-heads", &parts) })
    }

    /// Whether a document of this name is one that both sides have.
    #[must_use]
    pub fn is_shared(name: &DocumentName) -> bool {
        matches!(name, DocumentName::Core | DocumentName::Quarter(_))
    }
}

impl<S: Audience> Replica<S> {
    /// The words of this history; `None` while there is no epoch to write under.
    #[must_use]
    pub fn sync_check(&self, documents: &[DocumentState]) -> Option<[&'static str; 4]> {
        let secret = self.write_secret()?;
        // An acknowledgement says nothing that could be missing, and the last one is always one exchange ahead.
        let mut heads: BTreeMap<AuthorId, (u64, EnvelopeId)> = BTreeMap::new();
        for (author, seq, id) in self.accepted_changes() {
            let head = heads.entry(author).or_insert((seq, id));
            *head = (*head).max((seq, id));
        }
        let heads: Vec<_> = heads.into_iter().map(|(author, (seq, id))| (author, seq, id)).collect();
        let documents: Vec<_> = documents.iter().map(|state| (*state.id.as_bytes(), state.digest)).collect();
        Some(sync_check_words(secret, &self.keys().stream, &heads, &documents))
    }
}
