//! Sealed values by kind and key: secrets, settings, facts. Keys stand in clear, so they are ids or hashes.

use crate::error::StoreError;
use crate::transaction::{Place, Reader, Writer};

/// What a record is about. The number in the file is fixed for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// Our own secrets and facts about ourselves.
    Person,
    /// What is known of another person: certificates, name, verification.
    Contact,
    /// A pair: who with, in which role, which streams.
    Pair,
    /// Secrets and facts of one stream.
    Stream,
    /// One epoch's secret and lineage.
    Epoch,
    /// A handshake under way.
    Pairing,
    /// Something written before its document can take it.
    Draft,
    /// A setting.
    Setting,
    /// What the last sync learnt.
    Summary,
    /// When changes of a document were written here, or came in.
    Moment,
}

/// A record's key, as it stands in the file, and its opened value.
pub type Record = (Vec<u8>, Vec<u8>);

impl RecordKind {
    fn number(self) -> u8 {
        match self {
            Self::Person => 1,
            Self::Contact => 2,
            Self::Pair => 3,
            Self::Stream => 4,
            Self::Epoch => 5,
            Self::Pairing => 6,
            Self::Draft => 7,
            Self::Setting => 8,
            Self::Summary => 9,
            Self::Moment => 10,
        }
    }
}

impl Reader<'_> {
    /// One record's value.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] if it does not open, or what the disk says.
    pub fn record(&self, kind: RecordKind, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.first("SELECT value FROM records WHERE kind = ?1 AND key = ?2", (kind.number(), key), |row| {
            self.unseal_column(place(&place_key(kind, key)), row, 0)
        })
    }

    /// All records of a kind as key and value, ordered by key.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] if one does not open, or what the disk says.
    pub fn records(&self, kind: RecordKind) -> Result<Vec<Record>, StoreError> {
        self.records_under(kind, &[])
    }

    /// The records of a kind whose keys begin with `prefix`, as (whole) key and value, ordered by key.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] if one does not open, or what the disk says.
    pub fn records_under(&self, kind: RecordKind, prefix: &[u8]) -> Result<Vec<Record>, StoreError> {
        self.all(
            "SELECT key, value FROM records
             WHERE kind = ?1 AND key >= ?2 AND substr(key, 1, length(?2)) = ?2 ORDER BY key",
            (kind.number(), prefix),
            |row| {
                let key: Vec<u8> = row.get(0)?;
                let value = self.unseal_column(place(&place_key(kind, &key)), row, 1)?;
                Ok((key, value))
            },
        )
    }
}

impl Writer<'_> {
    /// Writes a record, replacing the one with the same kind and key. The key stands in clear in the file: an id or
    /// a hash, never a name.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put_record(&mut self, kind: RecordKind, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        let sealed = self.sealed(place(&place_key(kind, key)), value);
        self.execute(
            "INSERT INTO records (kind, key, value) VALUES (?1, ?2, ?3)
             ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
            (kind.number(), key, sealed),
        )?;
        Ok(())
    }

    /// Deletes a record and overwrites its place in the file; says whether there was one.
    ///
    /// # Errors
    /// What the disk says.
    pub fn delete_record(&mut self, kind: RecordKind, key: &[u8]) -> Result<bool, StoreError> {
        let deleted =
            self.execute("DELETE FROM records WHERE kind = ?1 AND key = ?2", (kind.number(), key))?;
        Ok(deleted > 0)
    }
}

fn place(row: &[u8]) -> Place<'_> {
    Place { table: "records", row, column: "value" }
}

fn place_key(kind: RecordKind, key: &[u8]) -> Vec<u8> {
    [&[kind.number()], key].concat()
}
