//! What can go wrong with the store's file. No variant carries anything that was kept in it.

use std::io;

use rusqlite::ErrorCode;

/// Why the store could not do what was asked. Whatever it was, the transaction it happened in leaves nothing behind.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no store at this path, or its creation was cut short before anything was in it.
    #[error("there is no store here")]
    Missing,
    /// A store is here already.
    #[error("a store is here already")]
    Exists,
    /// Another process kept the store locked for longer than the store waits (10 s).
    #[error("another process is using the store")]
    Busy,
    /// The disk, or the space allowed to the file, is used up.
    #[error("the disk is full")]
    Full,
    /// The file cannot be written.
    #[error("the store cannot be written")]
    ReadOnly,
    /// A newer version of this program wrote the file.
    #[error("the store has version {found}, this program knows {known}")]
    Newer {
        /// The version of the file.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// The file is no store, or is damaged.
    #[error("the store's file is damaged, or is no store")]
    Damaged,
    /// A value does not open: altered, moved, or sealed under another key.
    #[error("a value in {table}.{column} does not open")]
    Sealed {
        /// The table it lies in.
        table: &'static str,
        /// The column it lies in.
        column: &'static str,
    },
    /// The document is not in the store.
    #[error("the store has no such document")]
    NoDocument,
    /// The document is in the store already.
    #[error("the store has this document already")]
    DocumentExists,
    /// The envelope is not in the store.
    #[error("the store has no such envelope")]
    NoEnvelope,
    /// The journal has no such entry.
    #[error("the journal has no such entry")]
    NoEntry,
    /// A write failed earlier in this transaction, and its error was ignored; the whole transaction is undone.
    #[error("the transaction was undone by an earlier failure")]
    Undone,
    /// The file system refused.
    #[error("the store's file cannot be used")]
    Disk(#[source] io::Error),
    /// SQLite refused for a reason that has no name above.
    #[error("the store's database failed")]
    Database(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            // The tables are STRICT: a wrong type or length can only come from a file that somebody changed.
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..) => Self::Damaged,
            // The shared-memory file could not grow, which is how a full disk shows before anything is written.
            rusqlite::Error::SqliteFailure(failure, _)
                if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE =>
            {
                Self::Full
            }
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::FileLockingProtocolFailed => Self::Busy,
                ErrorCode::DiskFull => Self::Full,
                ErrorCode::ReadOnly => Self::ReadOnly,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged,
                _ => Self::Database(error),
            },
            _ => Self::Database(error),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::AlreadyExists => Self::Exists,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Disk(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    #[test]
    fn each_failure_of_the_disk_has_its_name() {
        let named = |code| {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            format!("{:?}", StoreError::from(error)).split('(').next().unwrap().to_owned()
        };
        for (code, name) in [
            (ffi::SQLITE_BUSY, "Busy"),
            (ffi::SQLITE_BUSY_RECOVERY, "Busy"),
            (ffi::SQLITE_PROTOCOL, "Busy"),
            (ffi::SQLITE_FULL, "Full"),
            (ffi::SQLITE_IOERR_SHMSIZE, "Full"),
            (ffi::SQLITE_READONLY, "ReadOnly"),
            (ffi::SQLITE_READONLY_DIRECTORY, "ReadOnly"),
            (ffi::SQLITE_CORRUPT, "Damaged"),
            (ffi::SQLITE_NOTADB, "Damaged"),
            (ffi::SQLITE_IOERR_READ, "Database"),
        ] {
            assert_eq!(named(code), name, "code {code}");
        }
    }
}
