//! A relay keeps one branch of a chain that forked (docs/protocol.md §7.1). What is here is compared with that one, and only
//! what follows it is put.

use std::collections::BTreeSet;

use store::{Reader, StoredEnvelope};
use sync::Head;
use wire::{AuthorId, EnvelopeId, StreamId};

use crate::fail::Fail;

/// The ends of all chains here; of one that forked, of the branch that the relay has.
pub(super) fn heads(reader: &Reader<'_>, stream: &StreamId) -> Result<Vec<Head>, Fail> {
    let mut heads: Vec<Head> = reader.heads(stream)?.into_iter().map(super::head).collect();
    for author in reader.branched_authors(stream)? {
        let end = branch(reader, stream, &author)?.last().copied();
        heads.retain_mut(|head| match end {
            Some((seq, id)) if head.author == author => {
                *head = Head { author, seq, id };
                true
            }
            None => head.author != author,
            Some(_) => true,
        });
    }
    Ok(heads)
}

/// What the relay still has to get and can take.
pub(crate) fn unstored(reader: &Reader<'_>, stream: &StreamId) -> Result<Vec<StoredEnvelope>, Fail> {
    takable(reader, stream, reader.unstored(stream)?)
}

/// Everything that a relay can take that holds nothing.
pub(super) fn backlog(reader: &Reader<'_>, stream: &StreamId) -> Result<Vec<StoredEnvelope>, Fail> {
    takable(reader, stream, reader.envelopes(stream, 0)?)
}

fn takable(
    reader: &Reader<'_>,
    stream: &StreamId,
    mut rows: Vec<StoredEnvelope>,
) -> Result<Vec<StoredEnvelope>, Fail> {
    if rows.is_empty() {
        return Ok(rows);
    }
    for author in reader.branched_authors(stream)? {
        let follows: BTreeSet<EnvelopeId> =
            branch(reader, stream, &author)?.into_iter().map(|(_, id)| id).collect();
        rows.retain(|row| row.envelope.header().author != author || follows.contains(&row.envelope.id()));
    }
    Ok(rows)
}

/// The envelopes of an author's chain that the relay has or can take: with the branch that leads to its recorded head. If
/// that is not here, nobody knows where it parts from ours: none. Where nothing is recorded, the branch with the lower id, as
/// others choose it too.
fn branch(reader: &Reader<'_>, stream: &StreamId, author: &AuthorId) -> Result<Vec<(u64, EnvelopeId)>, Fail> {
    let rows = reader.envelopes(stream, 0)?;
    let mut links: Vec<(u64, EnvelopeId, EnvelopeId)> = rows
        .iter()
        .map(|row| (row.envelope.header(), row.envelope.id()))
        .filter(|(header, _)| header.author == *author)
        .map(|(header, id)| (header.seq, id, header.prev))
        .collect();
    links.sort_unstable();
    let recorded = reader.relay_heads(stream)?.into_iter().find(|head| head.author == *author);
    let mut wanted = BTreeSet::new();
    let mut before = recorded.as_ref().map(|head| head.id);
    if before.is_some_and(|head| !links.iter().any(|(_, id, _)| *id == head)) {
        return Ok(Vec::new());
    }
    while let Some((_, id, prev)) = before.and_then(|id| links.iter().find(|(_, link, _)| *link == id)) {
        wanted.insert(*id);
        before = Some(*prev);
    }
    let mut branch: Vec<(u64, EnvelopeId)> = Vec::new();
    let mut end = EnvelopeId::ZERO;
    loop {
        let next: Vec<(u64, EnvelopeId)> =
            links.iter().filter(|(_, _, prev)| *prev == end).map(|(seq, id, _)| (*seq, *id)).collect();
        let of_the_relay = next.iter().find(|(_, id)| wanted.contains(id));
        match of_the_relay.or(next.first()) {
            Some((seq, id)) => {
                branch.push((*seq, *id));
                end = *id;
            }
            None => return Ok(branch),
        }
    }
}
