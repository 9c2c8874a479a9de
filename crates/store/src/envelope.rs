//! Envelopes as received, what became of each, and what the relay is known to hold (docs/protocol.md §5, §7).

use rusqlite::Row;
use wire::{AuthorId, Envelope, EnvelopeId, StreamId, Verified};

use crate::error::StoreError;
use crate::transaction::{Place, Reader, Writer, count_column};

/// What became of an envelope here. Reasons are sealed like everything else and never hold a person's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Stored, not looked at yet.
    New,
    /// Its records have taken effect.
    Applied,
    /// Cannot be read or applied yet; it is tried again when something new is learnt.
    Waiting(String),
    /// Refused for good and kept as evidence.
    Quarantined(String),
}

/// An envelope with its place in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEnvelope {
    /// Position in the order of arrival, over all streams; never used twice.
    pub row: i64,
    /// The envelope. Its signature was checked before it was stored.
    pub envelope: Envelope,
    /// Whether this device wrote it.
    pub own: bool,
    /// What became of it.
    pub standing: Standing,
}

/// What [`Writer::insert_envelope`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Insertion {
    /// It is stored now, under this row.
    Inserted {
        /// Position in the order of arrival.
        row: i64,
    },
    /// It was stored before; nothing changed.
    Known,
}

/// The last envelope of one author's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainHead {
    /// Whose chain.
    pub author: AuthorId,
    /// The highest sequence number.
    pub seq: u64,
    /// The envelope that has it; with a fork, the lowest id.
    pub id: EnvelopeId,
}

impl Reader<'_> {
    /// The stream's envelopes behind `after_row` (0 for all), in the order of arrival.
    ///
    /// # Errors
    /// [`StoreError::Damaged`], [`StoreError::Sealed`], or what the disk says.
    pub fn envelopes(&self, stream: &StreamId, after_row: i64) -> Result<Vec<StoredEnvelope>, StoreError> {
        self.all(
            "SELECT row, id, own, standing, reason, bytes FROM envelopes
             WHERE stream = ?1 AND row > ?2 ORDER BY row",
            (stream.as_bytes(), after_row),
            |row| self.stored(row),
        )
    }

    /// How many of the stream's envelopes came up to and with `row`.
    ///
    /// # Errors
    /// What the disk says.
    pub fn envelope_count(&self, stream: &StreamId, row: i64) -> Result<u64, StoreError> {
        let count = self.first(
            "SELECT count(*) FROM envelopes WHERE stream = ?1 AND row <= ?2",
            (stream.as_bytes(), row),
            |row| count_column(row, 0),
        )?;
        Ok(count.unwrap_or(0))
    }

    /// The stream's envelopes that are not [`Standing::Applied`], in the order of arrival.
    ///
    /// # Errors
    /// As [`Reader::envelopes`].
    pub fn unapplied(&self, stream: &StreamId) -> Result<Vec<StoredEnvelope>, StoreError> {
        self.all(
            "SELECT row, id, own, standing, reason, bytes FROM envelopes
             WHERE stream = ?1 AND standing != 1 ORDER BY row",
            [stream.as_bytes()],
            |row| self.stored(row),
        )
    }

    /// One envelope of a stream.
    ///
    /// # Errors
    /// As [`Reader::envelopes`].
    pub fn envelope(&self, stream: &StreamId, id: &EnvelopeId) -> Result<Option<StoredEnvelope>, StoreError> {
        self.first(
            "SELECT row, id, own, standing, reason, bytes FROM envelopes WHERE id = ?2 AND stream = ?1",
            (stream.as_bytes(), id.as_bytes()),
            |row| self.stored(row),
        )
    }

    /// The envelopes at one place of an author's chain, ordered by id. More than one is a fork.
    ///
    /// # Errors
    /// As [`Reader::envelopes`].
    pub fn envelope_at(
        &self,
        stream: &StreamId,
        author: &AuthorId,
        seq: u64,
    ) -> Result<Vec<StoredEnvelope>, StoreError> {
        self.all(
            "SELECT row, id, own, standing, reason, bytes FROM envelopes
             WHERE stream = ?1 AND author = ?2 AND seq = ?3 ORDER BY id",
            (stream.as_bytes(), author.as_bytes(), seq.to_be_bytes()),
            |row| self.stored(row),
        )
    }

    /// The end of one author's chain as stored here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn head(&self, stream: &StreamId, author: &AuthorId) -> Result<Option<ChainHead>, StoreError> {
        self.first(
            "SELECT author, seq, id FROM envelopes
             WHERE stream = ?1 AND author = ?2 ORDER BY seq DESC, id LIMIT 1",
            (stream.as_bytes(), author.as_bytes()),
            chain_head,
        )
    }

    /// The ends of all chains as stored here, ordered by author.
    ///
    /// # Errors
    /// What the disk says.
    pub fn heads(&self, stream: &StreamId) -> Result<Vec<ChainHead>, StoreError> {
        self.all(
            "SELECT top.author, top.seq, (
                 SELECT min(id) FROM envelopes
                 WHERE stream = ?1 AND author = top.author AND seq = top.seq
             ) FROM (
                 SELECT author, max(seq) AS seq FROM envelopes WHERE stream = ?1 GROUP BY author
             ) AS top ORDER BY top.author",
            [stream.as_bytes()],
            chain_head,
        )
    }

    /// Whoever signed two envelopes for one place that are stored here, or one that the relay is known to hold and that is
    /// not stored here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn branched_authors(&self, stream: &StreamId) -> Result<Vec<AuthorId>, StoreError> {
        self.all(
            "SELECT author FROM envelopes WHERE stream = ?1 GROUP BY author, seq HAVING count(*) > 1
             UNION SELECT h.author FROM relay_heads AS h
             LEFT JOIN envelopes AS e ON e.stream = h.stream AND e.id = h.id
             WHERE h.stream = ?1 AND e.id IS NULL",
            [stream.as_bytes()],
            |row| Ok(AuthorId::from(row.get::<_, [u8; 32]>(0)?)),
        )
    }

    /// The ends of the chains that the relay is known to hold, ordered by author.
    ///
    /// # Errors
    /// What the disk says.
    pub fn relay_heads(&self, stream: &StreamId) -> Result<Vec<ChainHead>, StoreError> {
        self.all(
            "SELECT author, seq, id FROM relay_heads WHERE stream = ?1 ORDER BY author",
            [stream.as_bytes()],
            chain_head,
        )
    }

    /// What the relay still has to get, whoever wrote it: all envelopes beyond the relay's recorded head of their
    /// author, in the order of arrival.
    ///
    /// # Errors
    /// As [`Reader::envelopes`].
    pub fn unstored(&self, stream: &StreamId) -> Result<Vec<StoredEnvelope>, StoreError> {
        self.all(
            "SELECT e.row, e.id, e.own, e.standing, e.reason, e.bytes FROM envelopes AS e
             LEFT JOIN relay_heads AS h ON h.stream = e.stream AND h.author = e.author
             WHERE e.stream = ?1 AND (h.seq IS NULL OR e.seq > h.seq) ORDER BY e.row",
            [stream.as_bytes()],
            |row| self.stored(row),
        )
    }

    fn stored(&self, row: &Row<'_>) -> Result<StoredEnvelope, StoreError> {
        let id: [u8; 32] = row.get(1)?;
        let reason = || -> Result<String, StoreError> {
            let text = self.unseal_column(place(&id), row, 4)?;
            String::from_utf8(text).map_err(|_| StoreError::Damaged)
        };
        let standing = match row.get::<_, u8>(3)? {
            0 => Standing::New,
            1 => Standing::Applied,
            2 => Standing::Waiting(reason()?),
            3 => Standing::Quarantined(reason()?),
            _ => return Err(StoreError::Damaged),
        };
        let bytes = row.get_ref(5)?.as_blob().map_err(|_| StoreError::Damaged)?;
        let envelope = Envelope::parse(bytes).map_err(|_| StoreError::Damaged)?;
        // The id is the hash of the bytes: a flipped bit on the disk shows here.
        if *envelope.id().as_bytes() != id {
            return Err(StoreError::Damaged);
        }
        Ok(StoredEnvelope { row: row.get(0)?, envelope, own: row.get(2)?, standing })
    }
}

impl Writer<'_> {
    /// Stores an envelope as [`Standing::New`]; `own` says whether this device wrote it. Both branches of a fork are
    /// kept. A chain has to be inserted in its order, or its head would hide a gap.
    ///
    /// # Errors
    /// What the disk says.
    pub fn insert_envelope(&mut self, envelope: &Verified, own: bool) -> Result<Insertion, StoreError> {
        let header = envelope.header();
        let inserted = self.execute(
            "INSERT INTO envelopes (stream, author, seq, id, own, standing, reason, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, 0, NULL, ?6) ON CONFLICT (id) DO NOTHING",
            (
                header.stream.as_bytes(),
                header.author.as_bytes(),
                header.seq.to_be_bytes(),
                envelope.id().as_bytes(),
                own,
                envelope.as_bytes(),
            ),
        )?;
        Ok(if inserted == 0 { Insertion::Known } else { Insertion::Inserted { row: self.last_row() } })
    }

    /// Deletes an envelope that nobody else can have: of a copy of a device, sealed and never handed over. Says whether
    /// it was there.
    ///
    /// # Errors
    /// What the disk says.
    pub fn delete_envelope(&mut self, stream: &StreamId, id: &EnvelopeId) -> Result<bool, StoreError> {
        let deleted = self.execute(
            "DELETE FROM envelopes WHERE id = ?2 AND stream = ?1",
            (stream.as_bytes(), id.as_bytes()),
        )?;
        Ok(deleted > 0)
    }

    /// Records what became of an envelope.
    ///
    /// # Errors
    /// [`StoreError::NoEnvelope`] if it is not stored, or what the disk says.
    pub fn set_standing(
        &mut self,
        stream: &StreamId,
        id: &EnvelopeId,
        standing: &Standing,
    ) -> Result<(), StoreError> {
        let (number, reason) = match standing {
            Standing::New => (0, None),
            Standing::Applied => (1, None),
            Standing::Waiting(reason) => (2, Some(reason)),
            Standing::Quarantined(reason) => (3, Some(reason)),
        };
        let reason = reason.map(|text| self.sealed(place(id.as_bytes()), text.as_bytes()));
        let changed = self.execute(
            "UPDATE envelopes SET standing = ?3, reason = ?4 WHERE id = ?2 AND stream = ?1",
            (stream.as_bytes(), id.as_bytes(), number, reason),
        )?;
        if changed == 0 { Err(StoreError::NoEnvelope) } else { Ok(()) }
    }

    /// Records that the relay holds `author`'s chain up to `seq`. This is the relay's word; it may also go down.
    ///
    /// # Errors
    /// What the disk says.
    pub fn set_relay_head(
        &mut self,
        stream: &StreamId,
        author: &AuthorId,
        seq: u64,
        id: &EnvelopeId,
    ) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO relay_heads (stream, author, seq, id) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (stream, author) DO UPDATE SET seq = excluded.seq, id = excluded.id",
            (stream.as_bytes(), author.as_bytes(), seq.to_be_bytes(), id.as_bytes()),
        )?;
        Ok(())
    }

    /// Forgets what the relay holds of a stream, so that everything counts as not stored there.
    ///
    /// # Errors
    /// What the disk says.
    pub fn clear_relay_heads(&mut self, stream: &StreamId) -> Result<(), StoreError> {
        self.execute("DELETE FROM relay_heads WHERE stream = ?1", [stream.as_bytes()])?;
        Ok(())
    }
}

fn chain_head(row: &Row<'_>) -> Result<ChainHead, StoreError> {
    let author: [u8; 32] = row.get(0)?;
    let seq: [u8; 8] = row.get(1)?;
    let id: [u8; 32] = row.get(2)?;
    Ok(ChainHead { author: author.into(), seq: u64::from_be_bytes(seq), id: id.into() })
}

fn place(id: &[u8; 32]) -> Place<'_> {
    Place { table: "envelopes", row: id, column: "reason" }
}
