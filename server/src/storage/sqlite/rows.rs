//! Reading the tables: what is asked of both the writing and the reading connections.

use rusqlite::{Connection, OptionalExtension, params};
use wire::{AccessList, AuthorId, Envelope, EnvelopeId, MailboxName, Slot, StreamId};

use super::super::admission::StreamState;
use super::super::{Answer, PAGE_ITEM_OVERHEAD, PAGE_ITEMS_MAX, StorageError};

pub(super) fn load_stream(
    connection: &Connection,
    stream: &StreamId,
) -> Result<Option<(i64, StreamState)>, StorageError> {
    let Some((number, bytes)) = stream_number(connection, stream)? else { return Ok(None) };
    let state = StreamState {
        access: load_access(connection, number)?,
        heads: load_heads(connection, number)?.into_iter().collect(),
        bytes,
    };
    Ok(Some((number, state)))
}

pub(super) fn stream_number(
    connection: &Connection,
    stream: &StreamId,
) -> Result<Option<(i64, u64)>, StorageError> {
    let row: Option<(i64, i64)> = connection
        .prepare_cached("select number, bytes from stream where id = ?1")?
        .query_row(params![stream.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    row.map(|(number, bytes)| Ok((number, from_i64(bytes)?))).transpose()
}

/// The access list, from its steps in the order of their arrival.
pub(super) fn load_access(connection: &Connection, number: i64) -> Result<AccessList, StorageError> {
    let mut statement =
        connection.prepare_cached("select bytes from log where stream = ?1 and kind = 4 order by arrival")?;
    let mut rows = statement.query(params![number])?;
    let mut access: Option<AccessList> = None;
    while let Some(row) = rows.next()? {
        let step = Envelope::parse(row.get_ref(0)?.as_blob().map_err(|_| StorageError::Damaged)?)
            .map_err(|_| StorageError::Damaged)?
            .verified_before();
        match &mut access {
            None => access = Some(AccessList::open(&step).map_err(|_| StorageError::Damaged)?),
            Some(access) => access.apply(&step).map_err(|_| StorageError::Damaged)?,
        }
    }
    access.ok_or(StorageError::Damaged)
}

type HeadRow = (AuthorId, (u64, EnvelopeId));

/// The heads in ascending order of author: two index look-ups per author, however long the chains are.
fn load_heads(connection: &Connection, number: i64) -> Result<Vec<HeadRow>, StorageError> {
    let mut next = connection
        .prepare_cached("select author from log where stream = ?1 and author > ?2 order by author limit 1")?;
    let mut head = connection.prepare_cached(
        "select seq, id from log where stream = ?1 and author = ?2 order by seq desc limit 1",
    )?;
    let mut heads: Vec<HeadRow> = Vec::new();
    loop {
        let last: &[u8] = heads.last().map_or(&[], |(author, _)| author.as_bytes());
        let author = next.query_row(params![number, last], |row| row.get::<_, [u8; 32]>(0)).optional()?;
        let Some(author) = author else { return Ok(heads) };
        let (seq, id) = head.query_row(params![number, author], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?))
        })?;
        heads.push((AuthorId::from(author), (from_i64(seq)?, EnvelopeId::from(id))));
    }
}

pub(super) fn load_page(
    connection: &Connection,
    number: i64,
    author: &AuthorId,
    after: u64,
    budget: usize,
) -> Result<Answer, StorageError> {
    let mut statement = connection.prepare_cached(
        "select bytes from log where stream = ?1 and author = ?2 and seq > ?3 order by seq",
    )?;
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![number, author.as_bytes(), after])?;
    let mut page: Vec<Vec<u8>> = Vec::new();
    let mut used = 0;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(0)?.as_blob().map_err(|_| StorageError::Damaged)?;
        let cost = bytes.len() + PAGE_ITEM_OVERHEAD;
        if !page.is_empty() && (used + cost > budget || page.len() == PAGE_ITEMS_MAX) {
            return Ok(Answer::Page { done: false, page });
        }
        used += cost;
        page.push(bytes.to_vec());
    }
    Ok(Answer::Page { done: true, page })
}

pub(super) fn envelope_id(
    connection: &Connection,
    number: i64,
    author: &AuthorId,
    seq: u64,
) -> Result<Option<EnvelopeId>, StorageError> {
    let id = connection
        .prepare_cached("select id from log where stream = ?1 and author = ?2 and seq = ?3")?
        .query_row(params![number, author.as_bytes(), to_i64(seq)?], |row| row.get::<_, [u8; 32]>(0))
        .optional()?;
    Ok(id.map(EnvelopeId::from))
}

pub(super) fn mailbox_slot(
    connection: &Connection,
    name: &MailboxName,
    slot: Slot,
) -> Result<Option<(u64, Vec<u8>)>, StorageError> {
    let row: Option<(i64, Vec<u8>)> = connection
        .prepare_cached("select expires_hour, content from mailbox where name = ?1 and slot = ?2")?
        .query_row(params![name.as_bytes(), slot.number()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    row.map(|(hour, content)| Ok((from_i64(hour)?, content))).transpose()
}

pub(super) fn to_i64(number: u64) -> Result<i64, StorageError> {
    i64::try_from(number).map_err(|_| StorageError::Damaged)
}

pub(super) fn from_i64(number: i64) -> Result<u64, StorageError> {
    u64::try_from(number).map_err(|_| StorageError::Damaged)
}
