//! The storage in one SQLite file (docs/protocol.md §8.2): append-only log, whole days, no addresses.
//!
//! One connection writes, others read. Invariant: while a writing [`Sqlite`] lives, nobody else appends to the file;
//! its cache of heads and access lists depends on that. The relay's lock on its key file sees to it.

mod rows;
mod schema;

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use wire::{Kind, MailboxName, RefusalCode, Slot, StreamId, Verified};

use super::admission::{StreamState, Verdict};
use super::{
    Answer, Entitlement, News, Read, Reason, Rules, Storage, StorageError, Write, expiry_hour, is_expired,
    page_budget,
};
use crate::voucher::Voucher;
use rows::{envelope_id, from_i64, load_access, load_page, load_stream, mailbox_slot, stream_number, to_i64};

pub(crate) use schema::Access;
pub use schema::DatabaseError;

/// One connection to the database.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    known: Known,
    rules: Rules,
}

/// What a writing connection remembers between transactions; empty again after any failure.
#[derive(Debug, Default)]
struct Known {
    streams: HashMap<StreamId, KnownStream>,
    mailbox_bytes: Option<u64>,
}

#[derive(Debug)]
struct KnownStream {
    number: i64,
    state: StreamState,
    changed: bool,
}

impl Sqlite {
    /// Opens the file for writing and makes its tables if it is new. Files are readable by their owner only.
    ///
    /// # Errors
    /// [`DatabaseError`] when the file cannot be used or belongs to something else; it is then unchanged.
    pub fn open(path: &Path, rules: Rules) -> Result<Self, DatabaseError> {
        Self::open_as(path, rules, Access::Write { bytes_max: None })
    }

    pub(crate) fn open_as(path: &Path, rules: Rules, access: Access) -> Result<Self, DatabaseError> {
        Ok(Self { connection: schema::open(path, access)?, known: Known::default(), rules })
    }

    /// Lets each of `vouchers` open one stream. Safe while a relay uses the file.
    ///
    /// # Errors
    /// [`StorageError`]: then none was added.
    pub fn add_vouchers(&mut self, vouchers: &[Voucher]) -> Result<(), StorageError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for voucher in vouchers {
            transaction
                .execute("insert or ignore into voucher (hash) values (?1)", params![voucher.hash()])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Lets the file grow to `bytes` at most, without its write-ahead log; what is over already stays.
    ///
    /// # Errors
    /// [`StorageError`] when SQLite does not answer.
    pub fn limit_bytes(&self, bytes: u64) -> Result<(), StorageError> {
        Ok(schema::limit_bytes(&self.connection, bytes)?)
    }

    /// Writes the log back into the file and closes it.
    ///
    /// # Errors
    /// [`StorageError`] when SQLite could not; everything acknowledged is safe all the same.
    pub fn close(self) -> Result<(), StorageError> {
        self.connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
        self.connection.close().map_err(|(_, error)| error)?;
        Ok(())
    }
}

impl Storage for Sqlite {
    fn read(&mut self, now_seconds: u64, read: &Read) -> Result<Answer, StorageError> {
        let transaction = self.connection.transaction()?;
        Ok(match read {
            Read::Join { stream } => match load_stream(&transaction, stream)? {
                None => unknown_stream(),
                Some((_, state)) => Answer::Joined {
                    access: state.access,
                    heads: state.heads.into_iter().map(|(author, (seq, id))| (author, seq, id)).collect(),
                },
            },
            Read::Access { stream } => match stream_number(&transaction, stream)? {
                None => unknown_stream(),
                Some((number, _)) => Answer::Access(load_access(&transaction, number)?),
            },
            Read::Page { stream, author, after, budget } => match stream_number(&transaction, stream)? {
                None => unknown_stream(),
                Some((number, _)) => {
                    let budget = page_budget(&self.rules, *budget);
                    load_page(&transaction, number, author, *after, budget)?
                }
            },
            Read::Mailbox { name, slot } => Answer::Mailbox(
                mailbox_slot(&transaction, name, *slot)?
                    .filter(|(hour, _)| !is_expired(*hour, now_seconds))
                    .map(|(_, content)| content),
            ),
        })
    }

    fn apply(&mut self, now_seconds: u64, writes: &[Write]) -> Result<Vec<Answer>, StorageError> {
        if self.known.streams.len() > KNOWN_STREAMS_MAX {
            self.known.streams.clear();
        }
        let outcome = self.apply_batch(now_seconds, writes);
        if outcome.is_err() {
            // What the cache learnt in this batch was never committed.
            self.known = Known::default();
        }
        outcome
    }
}

impl Sqlite {
    fn apply_batch(&mut self, now_seconds: u64, writes: &[Write]) -> Result<Vec<Answer>, StorageError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut batch = Batch {
            transaction,
            known: &mut self.known,
            rules: &self.rules,
            now_seconds,
            touched: Vec::new(),
        };
        let answers = writes.iter().map(|write| batch.write(write)).collect::<Result<Vec<_>, _>>()?;
        batch.commit()?;
        Ok(answers)
    }
}

/// One transaction of the writing connection.
struct Batch<'a> {
    transaction: Transaction<'a>,
    known: &'a mut Known,
    rules: &'a Rules,
    now_seconds: u64,
    touched: Vec<StreamId>,
}

impl Batch<'_> {
    fn write(&mut self, write: &Write) -> Result<Answer, StorageError> {
        match write {
            Write::Open { genesis, entitlement } => self.open(genesis, *entitlement),
            Write::Put { envelope } => self.put(envelope),
            Write::MailboxPut { name, slot, seconds, content } => {
                self.mailbox_put(name, *slot, *seconds, content)
            }
            Write::Sweep => {
                self.sweep()?;
                Ok(Answer::Done)
            }
            Write::Probe => {
                self.transaction
                    .prepare_cached(
                        "insert into probe (one, turn) values (1, 0) on conflict do update set turn = 1 - turn",
                    )?
                    .execute([])?;
                Ok(Answer::Done)
            }
        }
    }

    fn commit(mut self) -> Result<(), StorageError> {
        for stream in std::mem::take(&mut self.touched) {
            let Some(known) = self.known.streams.get_mut(&stream) else { continue };
            known.changed = false;
            self.transaction
                .prepare_cached("update stream set bytes = ?2 where number = ?1")?
                .execute(params![known.number, to_i64(known.state.bytes)?])?;
        }
        self.transaction.commit()?;
        Ok(())
    }

    fn open(&mut self, genesis: &Verified, entitlement: Entitlement) -> Result<Answer, StorageError> {
        let stream = genesis.header().stream;
        let state = match StreamState::open(genesis) {
            Ok(state) => state,
            Err(reason) => return Ok(Answer::Refused(reason)),
        };
        if stream_number(&self.transaction, &stream)?.is_some() {
            return Ok(Answer::Opened);
        }
        if let Some(code) = self.use_up(entitlement)? {
            return Ok(Answer::Refused(Reason::plain(code)));
        }
        self.transaction
            .prepare_cached("insert into stream (id, bytes) values (?1, ?2)")?
            .execute(params![stream.as_bytes(), to_i64(state.bytes)?])?;
        let number = self.transaction.last_insert_rowid();
        self.append(number, genesis)?;
        self.known.streams.insert(stream, KnownStream { number, state, changed: false });
        Ok(Answer::Opened)
    }

    fn use_up(&self, entitlement: Entitlement) -> Result<Option<RefusalCode>, StorageError> {
        Ok(match entitlement {
            Entitlement::Free => None,
            Entitlement::Missing => Some(RefusalCode::VoucherNeeded),
            Entitlement::Invalid => Some(RefusalCode::VoucherInvalid),
            Entitlement::Voucher(hash) => {
                let used =
                    self.transaction.execute("delete from voucher where hash = ?1", params![hash])? == 1;
                if used { None } else { Some(RefusalCode::VoucherInvalid) }
            }
        })
    }

    fn put(&mut self, envelope: &Verified) -> Result<Answer, StorageError> {
        let header = envelope.header();
        if !self.known.streams.contains_key(&header.stream) {
            let Some((number, state)) = load_stream(&self.transaction, &header.stream)? else {
                return Ok(unknown_stream());
            };
            self.known.streams.insert(header.stream, KnownStream { number, state, changed: false });
        }
        let Some(known) = self.known.streams.get_mut(&header.stream) else { return Ok(unknown_stream()) };
        let number = known.number;
        let transaction = &self.transaction;
        let held = |seq| envelope_id(transaction, number, &header.author, seq);
        match known.state.admit(self.rules, envelope, held)? {
            Verdict::Held => Ok(Answer::Stored(None)),
            Verdict::Refused(reason) => Ok(Answer::Refused(reason)),
            Verdict::New => {
                if !std::mem::replace(&mut known.changed, true) {
                    self.touched.push(header.stream);
                }
                self.append(number, envelope)?;
                Ok(Answer::Stored(Some(News {
                    stream: header.stream,
                    author: header.author,
                    seq: header.seq,
                    access_changed: header.kind == Kind::Access,
                })))
            }
        }
    }

    fn append(&self, number: i64, envelope: &Verified) -> Result<(), StorageError> {
        let header = envelope.header();
        self.transaction
            .prepare_cached(
                "insert into log (stream, author, seq, id, kind, day, bytes) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                number,
                header.author.as_bytes(),
                to_i64(header.seq)?,
                envelope.id().as_bytes(),
                header.kind.byte(),
                to_i64(self.now_seconds / SECONDS_PER_DAY)?,
                envelope.as_bytes(),
            ])?;
        Ok(())
    }

    fn mailbox_put(
        &mut self,
        name: &MailboxName,
        slot: Slot,
        seconds: u32,
        content: &[u8],
    ) -> Result<Answer, StorageError> {
        self.sweep()?;
        if let Some((_, held)) = mailbox_slot(&self.transaction, name, slot)? {
            let same = held == content;
            return Ok(if same {
                Answer::MailboxStored
            } else {
                Answer::Refused(Reason::plain(RefusalCode::SlotTaken))
            });
        }
        let used = self.mailbox_bytes()?.saturating_add(len_u64(content));
        if used > self.rules.mailbox_bytes_max {
            let limit = self.rules.mailbox_bytes_max;
            return Ok(Answer::Refused(Reason { code: RefusalCode::MailboxFull, limit }));
        }
        self.transaction
            .prepare_cached(
                "insert into mailbox (name, slot, expires_hour, content) values (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                name.as_bytes(),
                slot.number(),
                to_i64(expiry_hour(self.now_seconds, seconds))?,
                content
            ])?;
        self.known.mailbox_bytes = Some(used);
        Ok(Answer::MailboxStored)
    }

    fn mailbox_bytes(&mut self) -> Result<u64, StorageError> {
        if let Some(bytes) = self.known.mailbox_bytes {
            return Ok(bytes);
        }
        let bytes: i64 = self.transaction.query_row(
            "select coalesce(sum(length(content)), 0) from mailbox",
            [],
            |row| row.get(0),
        )?;
        let bytes = from_i64(bytes)?;
        self.known.mailbox_bytes = Some(bytes);
        Ok(bytes)
    }

    fn sweep(&mut self) -> Result<(), StorageError> {
        let dropped = self
            .transaction
            .prepare_cached("delete from mailbox where expires_hour <= ?1")?
            .execute(params![to_i64(self.now_seconds / 3600)?])?;
        if dropped > 0 {
            self.known.mailbox_bytes = None;
        }
        Ok(())
    }
}

fn unknown_stream() -> Answer {
    Answer::Refused(Reason::plain(RefusalCode::UnknownStream))
}

fn len_u64(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

const SECONDS_PER_DAY: u64 = 24 * 3600;
/// Streams whose state a writing connection keeps in memory before it starts anew.
const KNOWN_STREAMS_MAX: usize = 4096;
