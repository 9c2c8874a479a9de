//! Two lists: the journal of our own actions (for log and undo), and events that a person should know of.

use crate::error::StoreError;
use crate::transaction::{Place, Reader, Writer};

impl Reader<'_> {
    /// The last `limit` entries of the journal with their rows, newest first.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] if one does not open, or what the disk says.
    pub fn journal(&self, limit: usize) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.all("SELECT row, entry FROM journal ORDER BY row DESC LIMIT ?1", [limit], |row| {
            let number: i64 = row.get(0)?;
            Ok((number, self.unseal_column(journal_place(&number.to_be_bytes()), row, 1)?))
        })
    }

    /// The events that have not been cleared, with their rows, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Sealed`] if one does not open, or what the disk says.
    pub fn events(&self) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
        self.all("SELECT row, event FROM events ORDER BY row", [], |row| {
            let number: i64 = row.get(0)?;
            Ok((number, self.unseal_column(event_place(&number.to_be_bytes()), row, 1)?))
        })
    }
}

impl Writer<'_> {
    /// Adds an entry to the journal and gives its row; rows are never used twice.
    ///
    /// # Errors
    /// What the disk says.
    pub fn push_journal(&mut self, entry: &[u8]) -> Result<i64, StoreError> {
        let row = self.next_row("journal")?;
        let sealed = self.sealed(journal_place(&row.to_be_bytes()), entry);
        self.execute("INSERT INTO journal (row, entry) VALUES (?1, ?2)", (row, sealed))?;
        Ok(row)
    }

    /// Replaces an entry of the journal, for example to mark it as undone.
    ///
    /// # Errors
    /// [`StoreError::NoEntry`] if there is none in this row, or what the disk says.
    pub fn set_journal(&mut self, row: i64, entry: &[u8]) -> Result<(), StoreError> {
        let sealed = self.sealed(journal_place(&row.to_be_bytes()), entry);
        let changed = self.execute("UPDATE journal SET entry = ?2 WHERE row = ?1", (row, sealed))?;
        if changed == 0 { Err(StoreError::NoEntry) } else { Ok(()) }
    }

    /// Adds an event and gives its row.
    ///
    /// # Errors
    /// What the disk says.
    pub fn push_event(&mut self, event: &[u8]) -> Result<i64, StoreError> {
        let row = self.next_row("events")?;
        let sealed = self.sealed(event_place(&row.to_be_bytes()), event);
        self.execute("INSERT INTO events (row, event) VALUES (?1, ?2)", (row, sealed))?;
        Ok(row)
    }

    /// Removes an event that was dealt with; says whether it was there.
    ///
    /// # Errors
    /// What the disk says.
    pub fn clear_event(&mut self, row: i64) -> Result<bool, StoreError> {
        Ok(self.execute("DELETE FROM events WHERE row = ?1", [row])? > 0)
    }
}

fn journal_place(row: &[u8; 8]) -> Place<'_> {
    Place { table: "journal", row, column: "entry" }
}

fn event_place(row: &[u8; 8]) -> Place<'_> {
    Place { table: "events", row, column: "event" }
}
