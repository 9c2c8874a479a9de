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

#[cfg(test)]
mod tests {
    use agenda::{Edit, Member};

    use super::*;
    use crate::document_id;

    #[test]
    fn an_untouched_document_does_not_count_and_equal_ones_count_the_same() {
        let stream = wire::StreamId::from([7; 32]);
        let fresh = || Document::genesis(DocumentName::Core, document_id(&stream, &DocumentName::Core));
        assert_eq!(DocumentState::of(&fresh()), None);
        let named = |name: &str| {
            let mut document = fresh();
            let edit = Edit::MemberName { member: Member::Manager, name: Some(name.to_owned()) };
            document.apply(&[1; 16], &edit).unwrap();
            DocumentState::of(&document).unwrap()
        };
        assert_eq!(named("Mara"), named("Mara"));
        assert_ne!(named("Mara"), named("Jonas"));
    }

    #[test]
    fn only_documents_that_both_have_are_counted() {
        assert!(DocumentState::is_shared(&DocumentName::Core));
        assert!(DocumentState::is_shared(&"quarter/2026-Q4".parse().unwrap()));
        assert!(!DocumentState::is_shared(&DocumentName::Personal));
        assert!(!DocumentState::is_shared(&DocumentName::Private("ab".to_owned())));
    }
}
