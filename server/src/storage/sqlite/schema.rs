//! Opening the relay's database: permissions, pragmas, tables, versions.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

/// What a connection is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Access {
    /// The one connection that writes; the file may grow to `bytes_max` bytes.
    Write {
        /// Limit of the file itself, without the write-ahead log.
        bytes_max: Option<u64>,
    },
    /// Reads beside it.
    Read,
}

/// Why a file cannot serve as the relay's database.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// A newer program wrote it.
    #[error("the database has version {found}, this program knows up to {known}")]
    Newer {
        /// The version in the file.
        found: i64,
        /// The version of this program.
        known: i64,
    },
    /// It is an SQLite file of something else.
    #[error("the file is a database of another program")]
    NotOurs,
    /// It cannot be created or its permissions cannot be set.
    #[error("the file cannot be created or protected")]
    File(#[from] io::Error),
    /// SQLite cannot use it.
    #[error("SQLite cannot use the file")]
    Sqlite(#[from] rusqlite::Error),
}

pub(super) fn open(path: &Path, access: Access) -> Result<Connection, DatabaseError> {
    match access {
        Access::Read => {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(path, flags)?;
            connection.busy_timeout(BUSY_TIMEOUT)?;
            connection.set_prepared_statement_cache_capacity(STATEMENTS);
            connection.pragma_update(None, "cache_size", READ_CACHE_KIB)?;
            Ok(connection)
        }
        Access::Write { bytes_max } => open_for_writing(path, bytes_max),
    }
}

fn open_for_writing(path: &Path, bytes_max: Option<u64>) -> Result<Connection, DatabaseError> {
    protect(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    check_identity(&connection)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "secure_delete", "on")?;
    connection.pragma_update(None, "foreign_keys", "on")?;
    connection.pragma_update(None, "trusted_schema", "off")?;
    connection.pragma_update(None, "journal_size_limit", WAL_BYTES_KEPT)?;
    create_tables(&mut connection)?;
    if let Some(bytes) = bytes_max {
        limit_bytes(&connection, bytes)?;
    }
    Ok(connection)
}

pub(super) fn limit_bytes(connection: &Connection, bytes: u64) -> Result<(), rusqlite::Error> {
    let page: u64 = connection.query_row("pragma page_size", [], |row| row.get::<_, u32>(0))?.into();
    let pages = u32::try_from(bytes / page.max(1)).unwrap_or(u32::MAX - 1).max(1);
    connection.pragma_update(None, "max_page_count", pages)
}

/// SQLite gives its log and index the permissions of the database, so setting these is enough.
fn protect(path: &Path) -> Result<(), io::Error> {
    let file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
    let permissions = file.metadata()?.permissions();
    if permissions.mode() & 0o077 != 0 {
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o600))?;
    }
    Ok(())
}

fn check_identity(connection: &Connection) -> Result<(), DatabaseError> {
    let application: i64 = connection.query_row("pragma application_id", [], |row| row.get(0))?;
    let version: i64 = connection.query_row("pragma user_version", [], |row| row.get(0))?;
    let tables: i64 = connection.query_row("select count(*) from sqlite_schema", [], |row| row.get(0))?;
    let empty = application == 0 && version == 0 && tables == 0;
    if !empty && application != APPLICATION_ID {
        return Err(DatabaseError::NotOurs);
    }
    if version > VERSION {
        return Err(DatabaseError::Newer { found: version, known: VERSION });
    }
    Ok(())
}

fn create_tables(connection: &mut Connection) -> Result<(), DatabaseError> {
    let version: i64 = connection.query_row("pragma user_version", [], |row| row.get(0))?;
    if version == VERSION {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Another process may have been faster.
    let version: i64 = transaction.query_row("pragma user_version", [], |row| row.get(0))?;
    if version == 0 {
        transaction.execute_batch(TABLES)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()?;
    Ok(())
}

/// `ENTR`.
const APPLICATION_ID: i64 = 0x454E_5452;
const VERSION: i64 = 1;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const STATEMENTS: usize = 32;
/// Negative: KiB rather than pages.
const READ_CACHE_KIB: i64 = -2048;
const WAL_BYTES_KEPT: i64 = 16 * 1024 * 1024;

const TABLES: &str = "
create table stream (
    number integer primary key,
    id blob not null unique,
    bytes integer not null
) strict;
create table log (
    arrival integer primary key,
    stream integer not null references stream (number),
    author blob not null,
    seq integer not null,
    id blob not null,
    kind integer not null,
    day integer not null,
    bytes blob not null,
    unique (stream, author, seq),
    unique (stream, id)
) strict;
create index log_step on log (stream, arrival) where kind = 4;
create table mailbox (
    number integer primary key,
    name blob not null,
    slot integer not null,
    expires_hour integer not null,
    content blob not null,
    unique (name, slot)
) strict;
create index mailbox_expiry on mailbox (expires_hour);
create table voucher (hash blob primary key) strict;
create table probe (one integer primary key check (one = 1), turn integer not null) strict;
";
