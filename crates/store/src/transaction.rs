//! A reading and a writing transaction: running statements, sealing values for their place.

use std::ops::Deref;

use rusqlite::{OptionalExtension, Params, Row, Transaction};

use crate::error::StoreError;
use crate::seal::Seal;

/// A consistent snapshot of the store. Dropping it ends it.
pub struct Reader<'store> {
    transaction: Transaction<'store>,
    seal: &'store dyn Seal,
}

/// A write transaction: everything a [`Reader`] can do, seeing its own writes, and all mutations.
pub struct Writer<'store> {
    reader: Reader<'store>,
    /// Invariant: once a statement has failed, nothing more is written and nothing is committed. The caller may have
    /// ignored the error, and half of what belongs together would be kept.
    failed: bool,
}

/// Where a sealed value lies.
#[derive(Clone, Copy)]
pub(crate) struct Place<'row> {
    pub(crate) table: &'static str,
    pub(crate) row: &'row [u8],
    pub(crate) column: &'static str,
}

impl<'store> Reader<'store> {
    pub(crate) fn new(transaction: Transaction<'store>, seal: &'store dyn Seal) -> Self {
        Self { transaction, seal }
    }

    /// Reads something, so that the snapshot is that of now.
    pub(crate) fn pin(&self) -> Result<(), StoreError> {
        Ok(self.transaction.query_row("SELECT row FROM store", [], |_| Ok(()))?)
    }

    /// How the key is wrapped, as this transaction sees it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn unlock(&self) -> Result<Vec<u8>, StoreError> {
        self.alive()?;
        Ok(self.transaction.query_row("SELECT unlock FROM store WHERE row = 1", [], |row| row.get(0))?)
    }

    /// All rows of a query.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.alive()?;
        self.transaction.prepare_cached(sql)?.query_and_then(params, read)?.collect()
    }

    /// Looks at every row of a query, one at a time.
    pub(crate) fn each(
        &self,
        sql: &str,
        mut look: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.alive()?;
        let mut statement = self.transaction.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            look(row)?;
        }
        Ok(())
    }

    /// The first row of a query, if there is one.
    pub(crate) fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        self.alive()?;
        self.transaction.prepare_cached(sql)?.query_and_then(params, read)?.next().transpose()
    }

    pub(crate) fn unseal(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let Place { table, row, column } = place;
        self.seal.open(table, row, column, sealed).map_err(|_| StoreError::Sealed { table, column })
    }

    /// The sealed blob in `index`, opened.
    pub(crate) fn unseal_column(
        &self,
        place: Place<'_>,
        row: &Row<'_>,
        index: usize,
    ) -> Result<Vec<u8>, StoreError> {
        let sealed = row.get_ref(index)?.as_blob().map_err(|_| StoreError::Damaged)?;
        self.unseal(place, sealed)
    }

    /// Some failures (a full disk, for one) end the transaction inside SQLite. Whoever ignores such an error would
    /// go on without a transaction, every statement being committed by itself.
    fn alive(&self) -> Result<(), StoreError> {
        if self.transaction.is_autocommit() { Err(StoreError::Undone) } else { Ok(()) }
    }
}

impl<'store> Writer<'store> {
    pub(crate) fn new(reader: Reader<'store>) -> Self {
        Self { reader, failed: false }
    }

    pub(crate) fn commit(self) -> Result<(), StoreError> {
        if self.failed {
            return Err(StoreError::Undone);
        }
        self.reader.alive()?;
        Ok(self.reader.transaction.commit()?)
    }

    /// Runs one statement and gives the number of rows it changed.
    pub(crate) fn execute(&mut self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        if self.failed {
            return Err(StoreError::Undone);
        }
        self.reader.alive()?;
        let changed =
            self.reader.transaction.prepare_cached(sql).and_then(|mut statement| statement.execute(params));
        self.failed = changed.is_err();
        Ok(changed?)
    }

    pub(crate) fn sealed(&self, place: Place<'_>, plain: &[u8]) -> Vec<u8> {
        let Place { table, row, column } = place;
        self.reader.seal.seal(table, row, column, plain)
    }

    /// The number that the next row of an `AUTOINCREMENT` table takes. Sealed values are bound to it, so it has to be
    /// known before the row is written; numbers are never used twice.
    pub(crate) fn next_row(&self, table: &'static str) -> Result<i64, StoreError> {
        self.reader.alive()?;
        let last: Option<i64> = self
            .reader
            .transaction
            .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = ?1")?
            .query_row([table], |row| row.get(0))
            .optional()?;
        last.unwrap_or(0).checked_add(1).ok_or(StoreError::Damaged)
    }

    pub(crate) fn last_row(&self) -> i64 {
        self.reader.transaction.last_insert_rowid()
    }

    /// Replaces how the key is wrapped, see [`crate::Store::set_unlock`].
    ///
    /// # Errors
    /// What the disk says.
    pub fn set_unlock(&mut self, unlock: &[u8]) -> Result<(), StoreError> {
        self.execute("UPDATE store SET unlock = ?1 WHERE row = 1", [unlock])?;
        Ok(())
    }
}

impl<'store> Deref for Writer<'store> {
    type Target = Reader<'store>;

    fn deref(&self) -> &Reader<'store> {
        &self.reader
    }
}

/// A number that cannot be negative: SQLite has signed integers only.
pub(crate) fn count_column(row: &Row<'_>, index: usize) -> Result<u64, StoreError> {
    u64::try_from(row.get::<_, i64>(index)?).map_err(|_| StoreError::Damaged)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::seal::Unsealable;

    struct Closed;

    impl Seal for Closed {
        fn seal(&self, _table: &str, _row: &[u8], _column: &str, _plain: &[u8]) -> Vec<u8> {
            vec![0]
        }

        fn open(
            &self,
            _table: &str,
            _row: &[u8],
            _column: &str,
            _sealed: &[u8],
        ) -> Result<Vec<u8>, Unsealable> {
            Err(Unsealable)
        }
    }

    #[test]
    fn after_sqlite_has_ended_the_transaction_nothing_is_read_written_or_committed() {
        let mut connection = Connection::open_in_memory().unwrap();
        let transaction = connection.transaction().unwrap();
        crate::schema::create(&transaction).unwrap();
        transaction.commit().unwrap();
        let mut writer = Writer::new(Reader::new(connection.transaction().unwrap(), &Closed));
        writer.push_event(b"before").unwrap();
        writer.reader.transaction.execute_batch("ROLLBACK").unwrap();
        let written = writer.push_event(b"after");
        assert!(matches!(written, Err(StoreError::Undone)), "{written:?}");
        let read = writer.events();
        assert!(matches!(read, Err(StoreError::Undone)), "{read:?}");
        let committed = writer.commit();
        assert!(matches!(committed, Err(StoreError::Undone)), "{committed:?}");
        let count: i64 = connection.query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 0);
    }
}
