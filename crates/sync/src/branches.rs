//! Forked chains of which several branches count: under which names their changes stand in documents
//! (docs/protocol.md §7.1). Nearly no stream has any.

use std::collections::{BTreeMap, BTreeSet};

use agenda::DocumentId;
use agenda::guard::{self, Branch, Said, Told as Stands};
use crypto::Audience;
use wire::{AuthorId, EnvelopeId, StreamId, Verified};

use crate::ledger::OutboxRow;
use crate::names::{actor_of, actor_of_branch};
use crate::replica::{Delivery, Replica};

/// For every envelope that stands on branches beside others: their first envelopes, the nearest first.
#[derive(Debug, Default)]
pub(crate) struct Branches(BTreeMap<EnvelopeId, Vec<EnvelopeId>>);

/// What is not sealed, or not any more.
pub(crate) const NO_ENVELOPE: EnvelopeId = EnvelopeId::ZERO;

/// Everything that was said in a stream, as it stands in the documents.
#[derive(Default)]
pub(crate) struct Told {
    /// By envelope.
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) unsealed: Vec<OutboxRow>,
    /// Hashes that changes do not have any more, by document.
    pub(crate) former: BTreeMap<DocumentId, BTreeSet<[u8; 32]>>,
}

/// What nobody has heard of a chain that this device took back.
pub struct Unsaid {
    /// The actor of what was not derived by everybody.
    pub actor: [u8; 16],
    /// The raw changes, in the order in which they were made.
    pub changes: Vec<Vec<u8>>,
}

/// The changes of one document in one envelope, or in one row of what is not sealed yet: that has no envelope.
struct Line<'a> {
    envelope: EnvelopeId,
    author: AuthorId,
    chunks: &'a mut Vec<u8>,
}

impl Branches {
    pub(crate) fn new(paths: BTreeMap<EnvelopeId, Vec<EnvelopeId>>) -> Self {
        Self(paths)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The actor under which the changes of an envelope stand in a document.
    pub(crate) fn actor(
        &self,
        stream: &StreamId,
        document: &DocumentId,
        author: &AuthorId,
        envelope: &EnvelopeId,
    ) -> [u8; 16] {
        match self.0.get(envelope).and_then(|path| path.first()) {
            Some(first) => actor_of_branch(stream, document, author, first),
            None => actor_of(stream, document, author),
        }
    }

    /// Tells all that counts, and what `own` has not sealed yet, in the names of the documents.
    pub(crate) fn tell(
        &self,
        stream: &StreamId,
        mut deliveries: Vec<Delivery>,
        own: &AuthorId,
        mut unsealed: Vec<OutboxRow>,
    ) -> Told {
        let mut by_document: BTreeMap<[u8; 16], Vec<Line<'_>>> = BTreeMap::new();
        for Delivery { envelope, author, changes } in &mut deliveries {
            for (document, chunks) in changes {
                by_document.entry(*document).or_default().push(Line {
                    envelope: *envelope,
                    author: *author,
                    chunks,
                });
            }
        }
        for OutboxRow { document, chunks, .. } in &mut unsealed {
            by_document.entry(*document).or_default().push(Line {
                envelope: NO_ENVELOPE,
                author: *own,
                chunks,
            });
        }
        let mut former = BTreeMap::new();
        for (document, records) in by_document {
            let document = DocumentId::from_bytes(document);
            former.insert(document, self.tell_document(stream, &document, records));
        }
        Told { deliveries, unsealed, former }
    }

    /// Changes the records of one document; gives the hashes that changes do not have any more.
    fn tell_document(
        &self,
        stream: &StreamId,
        document: &DocumentId,
        records: Vec<Line<'_>>,
    ) -> BTreeSet<[u8; 32]> {
        let mut places: BTreeMap<EnvelopeId, usize> = BTreeMap::new();
        let mut branches = Vec::new();
        let mut paths: Vec<Vec<usize>> = Vec::new();
        for Line { envelope, author, .. } in &records {
            let path = self.0.get(envelope).map(Vec::as_slice).unwrap_or_default();
            let place = |first: &EnvelopeId| {
                *places.entry(*first).or_insert_with(|| {
                    let (from, to) = (
                        actor_of(stream, document, author),
                        actor_of_branch(stream, document, author, first),
                    );
                    branches.push(Branch { from, to, told: *first != NO_ENVELOPE });
                    branches.len() - 1
                })
            };
            paths.push(path.iter().map(place).collect());
        }
        // What cannot be taken apart is refused as it is.
        let split: Vec<Vec<Vec<u8>>> = records
            .iter()
            .map(|line| {
                let chunks = guard::split_chunks(line.chunks).unwrap_or_default();
                chunks.into_iter().map(<[u8]>::to_vec).collect()
            })
            .collect();
        let actors: Vec<[u8; 16]> =
            records.iter().map(|line| actor_of(stream, document, &line.author)).collect();
        let said: Vec<Said<'_>> = split
            .iter()
            .zip(actors)
            .zip(&paths)
            .flat_map(|((chunks, actor), branches)| {
                chunks.iter().map(move |chunk| Said { chunk, actor, branches })
            })
            .collect();
        let guard::Beside { told, former } = guard::beside(&branches, &said);
        let mut told = told.into_iter();
        for (line, chunks) in records.into_iter().zip(&split) {
            let mut bytes = Vec::new();
            for chunk in chunks {
                match told.next() {
                    Some(Stands::Renamed(named)) => bytes.extend(named),
                    Some(Stands::Elsewhere) => {}
                    Some(Stands::AsMade) | None => bytes.extend_from_slice(chunk),
                }
            }
            if !chunks.is_empty() {
                *line.chunks = bytes;
            }
        }
        former
    }
}

impl<S: Audience> Replica<S> {
    /// The branches of this stream that stand beside others.
    pub(crate) fn branches(&self) -> Branches {
        let mut paths: BTreeMap<EnvelopeId, Vec<EnvelopeId>> = BTreeMap::new();
        for (id, prev, begins) in self.forked_links() {
            let mut path: Vec<EnvelopeId> = if begins { vec![id] } else { Vec::new() };
            path.extend(paths.get(&prev).into_iter().flatten().copied());
            if !path.is_empty() {
                paths.insert(id, path);
            }
        }
        Branches::new(paths)
    }

    /// Changes that this device made under a former name and took out of its chain. Where chains forked: only those that
    /// stand in nothing that counts, as they would stand in the document on a branch of their own. What they build on may
    /// be there under whatever name another copy gave it.
    #[must_use]
    pub fn unsaid(
        &self,
        stored: &[Verified],
        document: &DocumentId,
        former: &AuthorId,
        changes: Vec<Vec<u8>>,
    ) -> Unsaid {
        let (stream, mut branches) = (&self.keys().stream, self.branches());
        if branches.is_empty() {
            return Unsaid { actor: actor_of(stream, document, former), changes };
        }
        branches.0.insert(NO_ENVELOPE, vec![NO_ENVELOPE]);
        let mut deliveries = self.history(stored);
        let records = deliveries.iter().flat_map(|delivery| &delivery.changes);
        let of_it = records.filter(|(id, _)| id == document.as_bytes()).map(|(_, chunks)| chunks);
        let said: BTreeSet<[u8; 32]> = of_it
            .flat_map(|chunks| guard::split_chunks(chunks).unwrap_or_default())
            .map(guard::change_hash)
            .collect();
        let rest = changes.into_iter().filter(|chunk| !said.contains(&guard::change_hash(chunk)));
        let changes = rest.map(|chunk| (*document.as_bytes(), chunk)).collect();
        deliveries.push(Delivery { envelope: NO_ENVELOPE, author: *former, changes });
        let mut told = branches.tell(stream, deliveries, former, Vec::new()).deliveries;
        let changes = told.pop().into_iter().flat_map(|delivery| delivery.changes).map(|(_, chunk)| chunk);
        Unsaid {
            actor: branches.actor(stream, document, former, &NO_ENVELOPE),
            changes: changes.filter(|chunk| !chunk.is_empty()).collect(),
        }
    }

    /// Every actor under which somebody's changes may stand in a document of this stream, of authors that forked.
    #[must_use]
    pub fn branch_actors(&self, document: &DocumentId) -> Vec<(AuthorId, [u8; 16])> {
        let firsts = self.forked_links().into_iter().filter(|(_, _, begins)| *begins);
        firsts
            .filter_map(|(id, _, _)| {
                let author = self.author_of(&id)?;
                Some((author, actor_of_branch(&self.keys().stream, document, &author, &id)))
            })
            .collect()
    }
}
