//! Documents as a snapshot with a tail of changes, and the views computed from them (docs/protocol.md §12).

use std::fmt;

use wire::StreamId;

use crate::error::StoreError;
use crate::transaction::{Place, Reader, Writer, count_column};

/// A document: its snapshot, and the changes since.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// The name that its id is derived from.
    pub name: String,
    /// The bytes of the last snapshot.
    pub snapshot: Vec<u8>,
    /// The changes since the snapshot, in the order in which they were applied here.
    pub tail: Vec<Vec<u8>>,
}

/// A document's id and the view last computed from it.
pub type StoredView = ([u8; 16], Vec<u8>);

impl fmt::Debug for StoredDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name: _, snapshot, tail } = self;
        write!(f, "StoredDocument({} bytes and {} changes)", snapshot.len(), tail.len())
    }
}

impl Reader<'_> {
    /// One document with all that is needed to load it.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] if a part does not open, [`StoreError::Damaged`], or what the disk says.
    pub fn document(
        &self,
        stream: &StreamId,
        document: &[u8; 16],
    ) -> Result<Option<StoredDocument>, StoreError> {
        let key = key(stream, document);
        let found = self.first(
            "SELECT row, name FROM documents WHERE stream = ?1 AND document = ?2",
            (stream.as_bytes(), document),
            |row| Ok((row.get::<_, i64>(0)?, text(self.unseal_column(name_place(&key), row, 1)?)?)),
        )?;
        let Some((number, name)) = found else { return Ok(None) };
        let snapshot = self.snapshot_of(number, CURRENT)?.ok_or(StoreError::Damaged)?;
        let tail =
            self.all("SELECT row, bytes FROM changes WHERE document = ?1 ORDER BY row", [number], |row| {
                self.unseal_column(change_place(&change_key(number, row.get(0)?)), row, 1)
            })?;
        Ok(Some(StoredDocument { name, snapshot, tail }))
    }

    /// The snapshot before the current one, if the document has been compacted; for repair.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] if it does not open, or what the disk says.
    pub fn previous_snapshot(
        &self,
        stream: &StreamId,
        document: &[u8; 16],
    ) -> Result<Option<Vec<u8>>, StoreError> {
        match self.document_row(stream, document)? {
            Some(number) => self.snapshot_of(number, PREVIOUS),
            None => Ok(None),
        }
    }

    /// Ids and names of the stream's documents, ordered by id.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] if a name does not open, or what the disk says.
    pub fn documents(&self, stream: &StreamId) -> Result<Vec<([u8; 16], String)>, StoreError> {
        self.all(
            "SELECT document, name FROM documents WHERE stream = ?1 ORDER BY document",
            [stream.as_bytes()],
            |row| {
                let document: [u8; 16] = row.get(0)?;
                let name = text(self.unseal_column(name_place(&key(stream, &document)), row, 1)?)?;
                Ok((document, name))
            },
        )
    }

    /// How many changes the document's tail has, and their bytes in all (as sealed). 0 and 0 for an unknown document.
    ///
    /// # Errors
    /// What the disk says.
    pub fn tail_len(&self, stream: &StreamId, document: &[u8; 16]) -> Result<(u64, u64), StoreError> {
        let sums = self.first(
            "SELECT count(*), coalesce(sum(length(c.bytes)), 0) FROM changes AS c
             JOIN documents AS d ON d.row = c.document WHERE d.stream = ?1 AND d.document = ?2",
            (stream.as_bytes(), document),
            |row| Ok((count_column(row, 0)?, count_column(row, 1)?)),
        )?;
        Ok(sums.unwrap_or((0, 0)))
    }

    /// The view that was last computed from a document.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] if it does not open, or what the disk says.
    pub fn view(&self, stream: &StreamId, document: &[u8; 16]) -> Result<Option<Vec<u8>>, StoreError> {
        self.first(
            "SELECT v.bytes FROM views AS v JOIN documents AS d ON d.row = v.document
             WHERE d.stream = ?1 AND d.document = ?2",
            (stream.as_bytes(), document),
            |row| self.unseal_column(view_place(&key(stream, document)), row, 0),
        )
    }

    /// Ids and views of all the stream's documents that have one, ordered by id.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] if one does not open, or what the disk says.
    pub fn views(&self, stream: &StreamId) -> Result<Vec<StoredView>, StoreError> {
        self.all(
            "SELECT d.document, v.bytes FROM views AS v JOIN documents AS d ON d.row = v.document
             WHERE d.stream = ?1 ORDER BY d.document",
            [stream.as_bytes()],
            |row| {
                let document: [u8; 16] = row.get(0)?;
                let view = self.unseal_column(view_place(&key(stream, &document)), row, 1)?;
                Ok((document, view))
            },
        )
    }

    fn document_row(&self, stream: &StreamId, document: &[u8; 16]) -> Result<Option<i64>, StoreError> {
        self.first(
            "SELECT row FROM documents WHERE stream = ?1 AND document = ?2",
            (stream.as_bytes(), document),
            |row| Ok(row.get(0)?),
        )
    }

    fn snapshot_of(&self, number: i64, age: u8) -> Result<Option<Vec<u8>>, StoreError> {
        self.first("SELECT bytes FROM snapshots WHERE document = ?1 AND age = ?2", (number, age), |row| {
            self.unseal_column(snapshot_place(&number.to_be_bytes()), row, 0)
        })
    }
}

impl Reader<'_> {
    /// The ids of a stream's documents, whether or not they can be read.
    ///
    /// # Errors
    /// What the disk says.
    pub fn document_ids(&self, stream: &StreamId) -> Result<Vec<[u8; 16]>, StoreError> {
        self.all(
            "SELECT document FROM documents WHERE stream = ?1 ORDER BY document",
            [stream.as_bytes()],
            |row| Ok(row.get(0)?),
        )
    }
}

impl Writer<'_> {
    /// Deletes a document with its snapshots, changes and view; says whether it was there. For one that cannot be read
    /// and is made again.
    ///
    /// # Errors
    /// What the disk says.
    pub fn delete_document(&mut self, stream: &StreamId, document: &[u8; 16]) -> Result<bool, StoreError> {
        let deleted = self.execute(
            "DELETE FROM documents WHERE stream = ?1 AND document = ?2",
            (stream.as_bytes(), document),
        )?;
        Ok(deleted > 0)
    }

    /// Adds a document with its first snapshot.
    ///
    /// # Errors
    /// [`StoreError::DocumentExists`], or what the disk says.
    pub fn create_document(
        &mut self,
        stream: &StreamId,
        document: &[u8; 16],
        name: &str,
        snapshot: &[u8],
    ) -> Result<(), StoreError> {
        let name = self.sealed(name_place(&key(stream, document)), name.as_bytes());
        let inserted = self.execute(
            "INSERT INTO documents (stream, document, name) VALUES (?1, ?2, ?3)
             ON CONFLICT (stream, document) DO NOTHING",
            (stream.as_bytes(), document, name),
        )?;
        if inserted == 0 {
            return Err(StoreError::DocumentExists);
        }
        let number = self.last_row();
        self.insert_snapshot(number, snapshot)
    }

    /// Appends changes to a document's tail, in the order given.
    ///
    /// # Errors
    /// [`StoreError::NoDocument`], or what the disk says.
    pub fn append_changes(
        &mut self,
        stream: &StreamId,
        document: &[u8; 16],
        changes: &[Vec<u8>],
    ) -> Result<(), StoreError> {
        let number = self.document_row(stream, document)?.ok_or(StoreError::NoDocument)?;
        for change in changes {
            let row = self.next_row("changes")?;
            let sealed = self.sealed(change_place(&change_key(number, row)), change);
            self.execute(
                "INSERT INTO changes (row, document, bytes) VALUES (?1, ?2, ?3)",
                (row, number, sealed),
            )?;
        }
        Ok(())
    }

    /// Puts a new snapshot in place of snapshot and tail; the former snapshot is kept until the next replacement.
    ///
    /// The new one has to hold everything that [`Reader::document`] gives *in this same transaction*: between two
    /// transactions another process may have appended to the tail, which this deletes.
    ///
    /// # Errors
    /// [`StoreError::NoDocument`], or what the disk says.
    pub fn replace_snapshot(
        &mut self,
        stream: &StreamId,
        document: &[u8; 16],
        snapshot: &[u8],
    ) -> Result<(), StoreError> {
        let number = self.document_row(stream, document)?.ok_or(StoreError::NoDocument)?;
        self.execute("DELETE FROM snapshots WHERE document = ?1 AND age = ?2", (number, PREVIOUS))?;
        self.execute(
            "UPDATE snapshots SET age = ?2 WHERE document = ?1 AND age = ?3",
            (number, PREVIOUS, CURRENT),
        )?;
        self.insert_snapshot(number, snapshot)?;
        self.execute("DELETE FROM changes WHERE document = ?1", [number])?;
        Ok(())
    }

    /// Keeps the view computed from a document, replacing the former one.
    ///
    /// # Errors
    /// [`StoreError::NoDocument`], or what the disk says.
    pub fn put_view(
        &mut self,
        stream: &StreamId,
        document: &[u8; 16],
        view: &[u8],
    ) -> Result<(), StoreError> {
        let number = self.document_row(stream, document)?.ok_or(StoreError::NoDocument)?;
        let sealed = self.sealed(view_place(&key(stream, document)), view);
        self.execute(
            "INSERT INTO views (document, bytes) VALUES (?1, ?2)
             ON CONFLICT (document) DO UPDATE SET bytes = excluded.bytes",
            (number, sealed),
        )?;
        Ok(())
    }

    fn insert_snapshot(&mut self, number: i64, snapshot: &[u8]) -> Result<(), StoreError> {
        let sealed = self.sealed(snapshot_place(&number.to_be_bytes()), snapshot);
        self.execute(
            "INSERT INTO snapshots (document, age, bytes) VALUES (?1, ?2, ?3)",
            (number, CURRENT, sealed),
        )?;
        Ok(())
    }
}

fn text(bytes: Vec<u8>) -> Result<String, StoreError> {
    String::from_utf8(bytes).map_err(|_| StoreError::Damaged)
}

fn key(stream: &StreamId, document: &[u8; 16]) -> Vec<u8> {
    [stream.as_bytes().as_slice(), document].concat()
}

fn change_key(document: i64, row: i64) -> [u8; 16] {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&document.to_be_bytes());
    key[8..].copy_from_slice(&row.to_be_bytes());
    key
}

fn name_place(row: &[u8]) -> Place<'_> {
    Place { table: "documents", row, column: "name" }
}

/// The age is not bound, so that a snapshot can grow old without being sealed again.
fn snapshot_place(row: &[u8; 8]) -> Place<'_> {
    Place { table: "snapshots", row, column: "bytes" }
}

fn change_place(row: &[u8; 16]) -> Place<'_> {
    Place { table: "changes", row, column: "bytes" }
}

fn view_place(row: &[u8]) -> Place<'_> {
    Place { table: "views", row, column: "bytes" }
}

const CURRENT: u8 = 0;
const PREVIOUS: u8 = 1;
