//! A store that was copied, or brought back from an older copy, without saying so: the relay then holds envelopes in our
//! own name that this device never wrote. It leaves that name to the other copy, and says again under a new one what
//! nobody else has (docs/protocol.md §10.4). What it had given away before it found out stays as a branch of its own (§7.1):
//! somebody may have written on top of it.

use std::collections::BTreeMap;

use agenda::{DocumentId, guard};
use crypto::Audience;
use jiff::Timestamp;
use language::say;
use store::{Reader, RecordKind, Writer};
use sync::{DocumentNames, Replica, actor_of, rebuild};
use wire::{AuthorId, StreamId, Verified};

use crate::documents;
use crate::exchange::keep_summary;
use crate::facts::internal;
use crate::fail::Fail;
use crate::leaving::leave_former_self;
use crate::ledger::{StoreLedger, unwritten};
use crate::streams::own_author;

/// Notes that what this device has sealed leaves it in a file.
pub(crate) fn hand_out(writer: &mut Writer<'_>, stream: &StreamId) -> Result<(), Fail> {
    let author = own_author(writer, stream)?;
    let Some(head) = writer.head(stream, &author)? else { return Ok(()) };
    Ok(writer.put_record(RecordKind::Stream, &handed_key(stream, &author), &head.seq.to_be_bytes())?)
}

/// Up to which place of its chain what this device sealed in a name has left it: for the relay, or in a file.
pub(crate) fn handed_out(reader: &Reader<'_>, stream: &StreamId, author: &AuthorId) -> Result<u64, Fail> {
    let in_files = reader.record(RecordKind::Stream, &handed_key(stream, author))?;
    let in_files = in_files.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes);
    let at_relay = reader.relay_heads(stream)?.into_iter().find(|head| head.author == *author);
    let at_relay = match at_relay {
        Some(head) => reader.envelope(stream, &head.id)?.filter(|row| row.own).map_or(0, |_| head.seq),
        None => 0,
    };
    Ok(in_files.max(at_relay))
}

/// Takes what only this copy holds out of chain, outbox and documents, keeps it aside, and takes a new name if it has
/// none yet. `from` is the place in the chain of `former` from which on the relay's envelopes are not ours; `anew` makes
/// the replica of what is stored.
pub(crate) fn part<S: Audience>(
    writer: &mut Writer<'_>,
    stream: StreamId,
    names: &DocumentNames,
    (replica, anew): (&Replica<S>, impl FnOnce(&Writer<'_>) -> Result<Replica<S>, Fail>),
    (former, from): (AuthorId, u64),
    now: Timestamp,
) -> Result<(), Fail> {
    let kept = handed_out(writer, &stream, &former)?.saturating_sub(from.saturating_sub(1));
    let from = from + kept;
    // Until the new name quotes them, nothing says that anybody else has them.
    keep_summary(writer, &stream, |summary| summary.unquoted = kept)?;
    let mut unsaid: BTreeMap<[u8; 16], Vec<u8>> = BTreeMap::new();
    for stored in writer.envelopes(&stream, 0)? {
        let header = stored.envelope.header();
        if header.author != former || header.seq < from || !stored.own {
            continue;
        }
        for (document, chunks) in replica.changes_in(&stored.envelope.clone().verified_before()) {
            unsaid.entry(document).or_default().extend(chunks);
        }
        writer.delete_envelope(&stream, &stored.envelope.id())?;
    }
    let renamed = replica.keys().author() != former;
    // Under a new name, what waits in the outbox is in that name already.
    let rows = if renamed { Vec::new() } else { writer.outbox(&stream)? };
    for row in &rows {
        unsaid.entry(row.document).or_default().extend_from_slice(&row.chunks);
    }
    if let Some(last) = rows.last() {
        writer.take_outbox(&stream, last.row)?;
    }
    // Where chains forked, what is taken out may go by other names in the documents than in its envelopes.
    let remade = replica.has_branches() && !unsaid.is_empty();
    if remade {
        let mut rest = anew(writer)?;
        rebuild(&mut rest, &mut StoreLedger { writer, stream, names, now: None }).map_err(unwritten)?;
    }
    for (id, mut chunks) in unsaid {
        let Some(name) = names.name(&DocumentId::from_bytes(id)) else { continue };
        if !remade {
            let document = documents::load(writer, &stream, name)?;
            let rest = document.without(&split(&chunks)?).map_err(|_| internal(say!("internal-aside")))?;
            writer.replace_snapshot(&stream, &id, &rest.save())?;
            documents::keep_view(writer, &stream, &rest)?;
        }
        // What is taken out later stood in front.
        let key = unsaid_key(&stream, &former, &id);
        chunks.extend(writer.record(RecordKind::Stream, &key)?.unwrap_or_default());
        writer.put_record(RecordKind::Stream, &key, &chunks)?;
    }
    let aside = writer.records_under(RecordKind::Stream, &prefix(&stream))?.len();
    keep_summary(writer, &stream, |summary| summary.aside = u64::try_from(aside).unwrap_or(u64::MAX))?;
    if renamed { Ok(()) } else { leave_former_self(writer, stream, now) }
}

/// Whether nothing was set aside.
pub(crate) fn is_all_said(reader: &Reader<'_>, stream: &StreamId) -> Result<bool, Fail> {
    Ok(reader.records_under(RecordKind::Stream, &prefix(stream))?.is_empty())
}

/// Says again, under the new name, what was set aside and has not come back from the other copy. Gives whether all of it
/// fits: what does not stays aside, and is tried again.
pub(crate) fn say_again<S: Audience>(
    writer: &mut Writer<'_>,
    stream: StreamId,
    names: &DocumentNames,
    replica: &Replica<S>,
) -> Result<bool, Fail> {
    let mut aside = 0;
    let author = own_author(writer, &stream)?;
    let stored = writer.envelopes(&stream, 0)?;
    let stored: Vec<Verified> = stored.into_iter().map(|row| row.envelope.verified_before()).collect();
    for (key, chunks) in writer.records_under(RecordKind::Stream, &prefix(&stream))? {
        let (former, id) = parse_key(&key).ok_or_else(|| internal(say!("internal-aside-place")))?;
        let Some(name) = names.name(&id) else { continue };
        let mut document = documents::load(writer, &stream, name)?;
        let unsaid = replica.unsaid(&stored, &id, &former, split(&chunks)?);
        let to = actor_of(&stream, &id, &author);
        let Ok(made) = document.retake(&unsaid.changes, &unsaid.actor, &to) else {
            aside += 1;
            continue;
        };
        if !made.is_empty() {
            documents::keep(writer, &stream, &document, &made)?;
            for change in &made {
                writer.push_outbox(&stream, id.as_bytes(), change)?;
            }
        }
        writer.delete_record(RecordKind::Stream, &key)?;
    }
    keep_summary(writer, &stream, |summary| summary.aside = aside)?;
    Ok(aside == 0)
}

fn prefix(stream: &StreamId) -> Vec<u8> {
    [stream.as_bytes().as_slice(), UNSAID].concat()
}

fn split(chunks: &[u8]) -> Result<Vec<Vec<u8>>, Fail> {
    let chunks = guard::split_chunks(chunks).map_err(|_| internal(say!("internal-own-change")))?;
    Ok(chunks.into_iter().map(<[u8]>::to_vec).collect())
}

pub(crate) fn unsaid_key(stream: &StreamId, former: &AuthorId, id: &[u8; 16]) -> Vec<u8> {
    [stream.as_bytes().as_slice(), UNSAID, former.as_bytes(), id].concat()
}

fn handed_key(stream: &StreamId, author: &AuthorId) -> Vec<u8> {
    [stream.as_bytes().as_slice(), b"handed", author.as_bytes()].concat()
}

fn parse_key(key: &[u8]) -> Option<(AuthorId, DocumentId)> {
    let rest = key.get(32 + UNSAID.len()..)?;
    let (former, id) = rest.split_first_chunk::<32>()?;
    Some((AuthorId::from(*former), DocumentId::from_bytes(id.try_into().ok()?)))
}

const UNSAID: &[u8] = b"unsaid";
