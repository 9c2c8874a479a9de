//! Ids that are derived rather than chosen (docs/protocol.md §12.1): documents and automerge actors.

use std::collections::BTreeMap;

use agenda::{DocumentId, DocumentName, Quarter};
use sha2::{Digest, Sha256};
use wire::{AuthorId, EnvelopeId, StreamId, hash};

/// `HASH(document, stream_id, name)[0..16]`: nobody has to agree on ids, both sides compute them.
#[must_use]
pub fn document_id(stream: &StreamId, name: &DocumentName) -> DocumentId {
    let full = hash("document", &[stream.as_bytes(), name.to_string().as_bytes()]);
    DocumentId::from_bytes(first_half(&full))
}

/// `HASH(actor, stream_id, doc_id, P)[0..16]`: the only actor under which this author may write in this document.
#[must_use]
pub fn actor_of(stream: &StreamId, document: &DocumentId, author: &AuthorId) -> [u8; 16] {
    first_half(&hash("actor", &[stream.as_bytes(), document.as_bytes(), author.as_bytes()]))
}

/// `HASH(branch, stream_id, doc_id, P, id)[0..16]`: the actor by which the changes of a branch go in this document that is
/// not the first of a forked chain; `id` is that of its first envelope. docs/protocol.md §7.1
#[must_use]
pub fn actor_of_branch(
    stream: &StreamId,
    document: &DocumentId,
    author: &AuthorId,
    first: &EnvelopeId,
) -> [u8; 16] {
    first_half(&hash(
        "branch",
        &[stream.as_bytes(), document.as_bytes(), author.as_bytes(), first.as_bytes()],
    ))
}

/// A document's id with its [`heads_digest`].
pub type DocumentDigest = ([u8; 16], [u8; 32]);

/// SHA-256 of a document's sorted heads: equal for equal documents. Checkpoints and sync-check words are made of these.
#[must_use]
pub fn heads_digest(heads: &[[u8; 32]]) -> [u8; 32] {
    let mut heads = heads.to_vec();
    heads.sort_unstable();
    let mut state = Sha256::new();
    heads.iter().for_each(|head| state.update(head));
    state.finalize().into()
}

/// The documents that can exist in one stream, by id: a receiver sees only ids, and derives the names.
#[derive(Debug, Clone)]
pub struct DocumentNames(BTreeMap<DocumentId, DocumentName>);

impl DocumentNames {
    /// A pair's stream: the core, and every quarter of this program's calendar.
    #[must_use]
    pub fn of_pair(stream: &StreamId) -> Self {
        let quarters = (FIRST_YEAR..=LAST_YEAR).flat_map(|year| (1..=4).map(move |number| (year, number)));
        let names = quarters
            .filter_map(|(year, number)| format!("{year:04}-Q{number}").parse::<Quarter>().ok())
            .map(DocumentName::Quarter)
            .chain([DocumentName::Core]);
        Self(names.map(|name| (document_id(stream, &name), name)).collect())
    }

    /// A person's own stream: the personal document, and a private one for each pair.
    #[must_use]
    pub fn of_person<'a>(stream: &StreamId, pairs: impl Iterator<Item = &'a StreamId>) -> Self {
        let names = pairs.map(|pair| DocumentName::Private(pair.to_string())).chain([DocumentName::Personal]);
        Self(names.map(|name| (document_id(stream, &name), name)).collect())
    }

    /// The name behind an id, if this stream can have such a document.
    #[must_use]
    pub fn name(&self, id: &DocumentId) -> Option<&DocumentName> {
        self.0.get(id)
    }
}

fn first_half(full: &[u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&full[..16]);
    half
}

const FIRST_YEAR: i16 = 2015;
const LAST_YEAR: i16 = 2114;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_has_the_documents_of_its_kind_and_no_others() {
        let (pair, own) = (StreamId::from([1; 32]), StreamId::from([2; 32]));
        let private = DocumentName::Private(pair.to_string());
        let names = DocumentNames::of_person(&own, std::iter::once(&pair));
        for name in [private, DocumentName::Personal] {
            assert_eq!(names.name(&document_id(&own, &name)), Some(&name));
            assert_eq!(DocumentNames::of_pair(&pair).name(&document_id(&pair, &name)), None);
        }
        for name in [DocumentName::Core, "quarter/2026-Q4".parse().unwrap()] {
            assert_eq!(DocumentNames::of_pair(&pair).name(&document_id(&pair, &name)), Some(&name));
            assert_eq!(names.name(&document_id(&own, &name)), None);
        }
    }

    #[test]
    fn no_two_writers_or_branches_have_the_same_name_in_a_document() {
        let (stream, author) = (StreamId::from([1; 32]), AuthorId::from([3; 32]));
        let documents = [DocumentName::Core, DocumentName::Personal].map(|name| document_id(&stream, &name));
        let mut actors = Vec::new();
        for document in documents {
            actors.push(actor_of(&stream, &document, &author));
            actors.push(actor_of(&stream, &document, &AuthorId::from([4; 32])));
            for first in [5, 6] {
                actors.push(actor_of_branch(&stream, &document, &author, &EnvelopeId::from([first; 32])));
            }
        }
        let different: std::collections::BTreeSet<_> = actors.iter().collect();
        assert_eq!(different.len(), actors.len());
    }

    #[test]
    fn heads_are_the_same_in_any_order() {
        let (one, other) = ([1; 32], [2; 32]);
        assert_eq!(heads_digest(&[one, other]), heads_digest(&[other, one]));
        assert_ne!(heads_digest(&[one, other]), heads_digest(&[one]));
    }
}
