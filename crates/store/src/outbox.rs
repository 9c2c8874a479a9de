//! Changes on their way: own ones that no envelope carries yet, and others' that wait for what they depend on.

use std::fmt;

use wire::{EnvelopeId, StreamId};

use crate::error::StoreError;
use crate::transaction::{Place, Reader, Writer, count_column};

/// An own change that is in the document already and in no envelope yet.
#[derive(Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Position in the order of writing; never used twice.
    pub row: i64,
    /// The document it belongs to.
    pub document: [u8; 16],
    /// The change's bytes as the caller gave them.
    pub chunks: Vec<u8>,
}

/// A change from an envelope that its document cannot take yet.
#[derive(Clone, PartialEq, Eq)]
pub struct ParkedChange {
    /// Position in the order of parking; never used twice.
    pub row: i64,
    /// The document it belongs to.
    pub document: [u8; 16],
    /// The envelope it came in.
    pub envelope: EnvelopeId,
    /// The change's bytes.
    pub chunk: Vec<u8>,
}

impl fmt::Debug for OutboxRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { row, document: _, chunks } = self;
        write!(f, "OutboxRow({row}, {} bytes)", chunks.len())
    }
}

impl fmt::Debug for ParkedChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { row, document: _, envelope, chunk } = self;
        write!(f, "ParkedChange({row}, {envelope:?}, {} bytes)", chunk.len())
    }
}

impl Reader<'_> {
    /// The own changes of a stream that no envelope carries yet, in the order of writing.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] if one does not open, or what the disk says.
    pub fn outbox(&self, stream: &StreamId) -> Result<Vec<OutboxRow>, StoreError> {
        self.all(
            "SELECT row, document, chunks FROM outbox WHERE stream = ?1 ORDER BY row",
            [stream.as_bytes()],
            |row| {
                let number: i64 = row.get(0)?;
                let chunks = self.unseal_column(outbox_place(&number.to_be_bytes()), row, 2)?;
                Ok(OutboxRow { row: number, document: row.get(1)?, chunks })
            },
        )
    }

    /// How many rows [`Reader::outbox`] would give.
    ///
    /// # Errors
    /// What the disk says.
    pub fn outbox_count(&self, stream: &StreamId) -> Result<u64, StoreError> {
        let count =
            self.first("SELECT count(*) FROM outbox WHERE stream = ?1", [stream.as_bytes()], |row| {
                count_column(row, 0)
            })?;
        Ok(count.unwrap_or(0))
    }

    /// The stream's changes that wait for what they depend on, in the order of parking.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] if one does not open, or what the disk says.
    pub fn parked(&self, stream: &StreamId) -> Result<Vec<ParkedChange>, StoreError> {
        self.all(
            "SELECT row, document, envelope, chunk FROM parked WHERE stream = ?1 ORDER BY row",
            [stream.as_bytes()],
            |row| {
                let number: i64 = row.get(0)?;
                let envelope: [u8; 32] = row.get(2)?;
                let chunk = self.unseal_column(parked_place(&number.to_be_bytes()), row, 3)?;
                Ok(ParkedChange { row: number, document: row.get(1)?, envelope: envelope.into(), chunk })
            },
        )
    }
}

impl Writer<'_> {
    /// Adds an own change and gives its row.
    ///
    /// # Errors
    /// What the disk says.
    pub fn push_outbox(
        &mut self,
        stream: &StreamId,
        document: &[u8; 16],
        chunks: &[u8],
    ) -> Result<i64, StoreError> {
        let row = self.next_row("outbox")?;
        let sealed = self.sealed(outbox_place(&row.to_be_bytes()), chunks);
        self.execute(
            "INSERT INTO outbox (row, stream, document, chunks) VALUES (?1, ?2, ?3, ?4)",
            (row, stream.as_bytes(), document, sealed),
        )?;
        Ok(row)
    }

    /// Deletes a stream's rows up to and with `up_to_row`, in the same transaction that stores the envelope which
    /// carries them; gives their number.
    ///
    /// # Errors
    /// What the disk says.
    pub fn take_outbox(&mut self, stream: &StreamId, up_to_row: i64) -> Result<usize, StoreError> {
        self.execute("DELETE FROM outbox WHERE stream = ?1 AND row <= ?2", (stream.as_bytes(), up_to_row))
    }

    /// Parks a change and gives its row.
    ///
    /// # Errors
    /// What the disk says.
    pub fn park_change(
        &mut self,
        stream: &StreamId,
        document: &[u8; 16],
        envelope: &EnvelopeId,
        chunk: &[u8],
    ) -> Result<i64, StoreError> {
        let row = self.next_row("parked")?;
        let sealed = self.sealed(parked_place(&row.to_be_bytes()), chunk);
        self.execute(
            "INSERT INTO parked (row, stream, document, envelope, chunk) VALUES (?1, ?2, ?3, ?4, ?5)",
            (row, stream.as_bytes(), document, envelope.as_bytes(), sealed),
        )?;
        Ok(row)
    }

    /// Removes a parked change, after its document took it or refused it for good; says whether it was there.
    ///
    /// # Errors
    /// What the disk says.
    pub fn unpark(&mut self, row: i64) -> Result<bool, StoreError> {
        Ok(self.execute("DELETE FROM parked WHERE row = ?1", [row])? > 0)
    }
}

fn outbox_place(row: &[u8; 8]) -> Place<'_> {
    Place { table: "outbox", row, column: "chunks" }
}

fn parked_place(row: &[u8; 8]) -> Place<'_> {
    Place { table: "parked", row, column: "chunk" }
}
