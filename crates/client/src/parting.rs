//! A store that was copied, or brought back from an older copy, without saying so: the relay then holds envelopes in our
//! own name that this device never wrote. It leaves that name to the other copy, and says again under a new one what
//! nobody else has (docs/protocol.md §10.4).

use std::collections::BTreeMap;

use agenda::{DocumentId, guard};
use crypto::Audience;
use jiff::Timestamp;
use language::say;
use store::{RecordKind, Writer};
use sync::{DocumentNames, Replica, actor_of};
use wire::{AuthorId, StreamId};

use crate::documents;
use crate::facts::{encode, internal};
use crate::fail::Fail;
use crate::leaving::leave_former_self;
use crate::streams::own_author;

/// Takes what only this copy holds out of chain, outbox and documents, keeps it aside, and takes a new name if it has
/// none yet. `from` is the place in the chain of `former` from which on the relay's envelopes are not ours.
pub(crate) fn part<S: Audience>(
    writer: &mut Writer<'_>,
    stream: StreamId,
    names: &DocumentNames,
    replica: &Replica<S>,
    (former, from): (AuthorId, u64),
    now: Timestamp,
) -> Result<(), Fail> {
    let mut unsaid: BTreeMap<[u8; 16], Vec<u8>> = BTreeMap::new();
    for stored in writer.envelopes(&stream, 0)? {
        let header = stored.envelope.header();
        if header.author != former || header.seq < from {
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
    for (id, chunks) in unsaid {
        let Some(name) = names.name(&DocumentId::from_bytes(id)) else { continue };
        let document = documents::load(writer, &stream, name)?;
        let rest = document.without(&split(&chunks)?).map_err(|_| internal(say!("internal-aside")))?;
        writer.replace_snapshot(&stream, &id, &rest.save())?;
        writer.put_view(&stream, &id, &encode(&rest.model())?)?;
        let key = unsaid_key(&stream, &former, &id);
        let mut kept = writer.record(RecordKind::Stream, &key)?.unwrap_or_default();
        kept.extend(chunks);
        writer.put_record(RecordKind::Stream, &key, &kept)?;
    }
    if renamed { Ok(()) } else { leave_former_self(writer, stream, now) }
}

/// Says again, under the new name, what was set aside and has not come back from the other copy. Gives how much.
pub(crate) fn say_again(
    writer: &mut Writer<'_>,
    stream: StreamId,
    names: &DocumentNames,
) -> Result<usize, Fail> {
    let author = own_author(writer, &stream)?;
    let prefix = [stream.as_bytes().as_slice(), UNSAID].concat();
    let mut said = 0;
    for (key, chunks) in writer.records_under(RecordKind::Stream, &prefix)? {
        let (former, id) = parse_key(&key).ok_or_else(|| internal(say!("internal-aside-place")))?;
        let Some(name) = names.name(&id) else { continue };
        let mut document = documents::load(writer, &stream, name)?;
        let (from, to) = (actor_of(&stream, &id, &former), actor_of(&stream, &id, &author));
        // What does not fit any more stays aside: it is lost to nobody.
        let Ok(made) = document.retake(&split(&chunks)?, &from, &to) else { continue };
        if !made.is_empty() {
            documents::keep(writer, &stream, &document, &made)?;
            for change in &made {
                writer.push_outbox(&stream, id.as_bytes(), change)?;
            }
        }
        said += made.len();
        writer.delete_record(RecordKind::Stream, &key)?;
    }
    Ok(said)
}

fn split(chunks: &[u8]) -> Result<Vec<Vec<u8>>, Fail> {
    let chunks = guard::split_chunks(chunks).map_err(|_| internal(say!("internal-own-change")))?;
    Ok(chunks.into_iter().map(<[u8]>::to_vec).collect())
}

fn unsaid_key(stream: &StreamId, former: &AuthorId, id: &[u8; 16]) -> Vec<u8> {
    [stream.as_bytes().as_slice(), UNSAID, former.as_bytes(), id].concat()
}

fn parse_key(key: &[u8]) -> Option<(AuthorId, DocumentId)> {
    let rest = key.get(32 + UNSAID.len()..)?;
    let (former, id) = rest.split_first_chunk::<32>()?;
    Some((AuthorId::from(*former), DocumentId::from_bytes(id.try_into().ok()?)))
}

const UNSAID: &[u8] = b"unsaid";
