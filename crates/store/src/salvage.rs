//! Taking over what can be read of a damaged file into a new one. Rows keep their numbers, so sealed values stay in the
//! places that they are bound to; the damaged file is only read.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::error::StoreError;
use crate::restore_point::beside;
use crate::store::{Store, connect, empty_log, read_header, sync_folder_of};

/// What came over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Salvaged {
    /// Rows that were taken over.
    pub rows: u64,
    /// Tables of which rows could not be read, or not be written down again, with how many at the least.
    pub lost: BTreeMap<&'static str, u64>,
}

/// A file that nobody else has open, and nobody else can open as long as this lives.
pub struct Alone {
    connection: Connection,
    path: PathBuf,
    /// Opened before the lock, and closed after everything: closing it ends the lock (POSIX).
    file: File,
}

impl Store {
    /// Takes a file for oneself, however damaged it is.
    ///
    /// # Errors
    /// [`StoreError::Missing`]; [`StoreError::Busy`] if another process has it open; what the disk says.
    pub fn alone(path: &Path) -> Result<Alone, StoreError> {
        let path = std::path::absolute(path)?;
        let file = OpenOptions::new().read(true).write(true).open(&path)?;
        let connection = connect(&path)?;
        connection.busy_timeout(Duration::from_millis(200))?;
        // Whoever has a file with a write-ahead log open holds a shared lock on it.
        match connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT") {
            Ok(()) => {}
            Err(error) => match StoreError::from(error) {
                // What cannot be read by us cannot be used by anybody.
                StoreError::Damaged | StoreError::Database(_) => {}
                error => return Err(error),
            },
        }
        Ok(Alone { connection, path, file })
    }
}

impl Alone {
    /// Writes whatever can be read into a new file at `to`.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if not even the header can be read; [`StoreError::Exists`], [`StoreError::Full`], or what
    /// the disk says. What stands at `to` then is of no use.
    pub fn salvage(&self, to: &Path) -> Result<Salvaged, StoreError> {
        let old = &self.connection;
        Store::create(to, &read_header(old)?)?;
        let mut new = connect(&std::path::absolute(to)?)?;
        new.pragma_update(None, "foreign_keys", true)?;
        let mut salvaged = Salvaged::default();
        let transaction = new.transaction()?;
        for (table, columns) in TABLES {
            let came = copy(old, &transaction, table, columns)?;
            salvaged.rows += came.rows;
            if came.lost > 0 {
                salvaged.lost.insert(table, came.lost);
            }
        }
        keep_numbers(old, &transaction)?;
        transaction.commit()?;
        // It is moved as one file.
        empty_log(&new)?;
        Ok(salvaged)
    }

    /// Puts the file at `new`, closed and without a log, into the place of this one. Whoever waited for this one finds
    /// nothing in it.
    ///
    /// # Errors
    /// What the disk says; then this one stays.
    pub fn give_way_to(self, new: &Path) -> Result<(), StoreError> {
        let Self { connection, path, file } = self;
        if fs::metadata(beside(new, "-wal")).is_ok_and(|log| log.len() > 0) {
            // What is in the log would stay behind.
            return Err(StoreError::Busy);
        }
        fs::rename(new, &path)?;
        for suffix in ["-wal", "-shm"] {
            match fs::remove_file(beside(&path, suffix)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        sync_folder_of(&path)?;
        // The name leads to the new file already; a failure here harms only who waits.
        drop(file.set_len(0));
        drop(connection);
        drop(file);
        Ok(())
    }
}

impl fmt::Debug for Alone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { connection: _, path, file: _ } = self;
        f.debug_struct("Alone").field("path", path).finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Came {
    rows: u64,
    lost: u64,
    last: i64,
}

/// From the first row upwards as far as it goes, from the last one downwards as far as it goes, and one by one between.
fn copy(old: &Connection, new: &Connection, table: &str, columns: &str) -> Result<Came, StoreError> {
    let insert = Insert::new(new, table, columns);
    let select = |rest: &str| format!("SELECT {columns} FROM {table} WHERE row {rest} LIMIT 1");
    let mut came = Came::default();
    let above = select("> ?1 ORDER BY row");
    let mut low = i64::MIN;
    let whole = loop {
        match one(old, &above, low) {
            Ok(Some((row, values))) => {
                insert.row(values, &mut came)?;
                (low, came.last) = (row, row);
            }
            Ok(None) => break true,
            Err(_) => break false,
        }
    };
    if whole {
        return Ok(came);
    }
    came.lost += 1;
    let below = select("< ?1 ORDER BY row DESC");
    let mut high = i64::MAX;
    while let Ok(Some((row, values))) = one(old, &below, high) {
        if row <= low {
            break;
        }
        insert.row(values, &mut came)?;
        (high, came.last) = (row, came.last.max(row));
    }
    let exactly = select("= ?1");
    let end = if high == i64::MAX { low.max(0).saturating_add(BEYOND) } else { high };
    for row in (low.max(0).saturating_add(1)..end).take(ROWS_TRIED) {
        if let Ok(Some((row, values))) = one(old, &exactly, row) {
            insert.row(values, &mut came)?;
            came.last = came.last.max(row);
        }
    }
    Ok(came)
}

/// One row by its number, which every table has first.
fn one(old: &Connection, sql: &str, number: i64) -> rusqlite::Result<Option<(i64, Vec<Value>)>> {
    let mut statement = old.prepare_cached(sql)?;
    let count = statement.column_count();
    let mut rows = statement.query([number])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let values: Vec<Value> = (0..count).map(|index| row.get(index)).collect::<Result<_, _>>()?;
    Ok(Some((row.get(0)?, values)))
}

struct Insert<'a> {
    new: &'a Connection,
    sql: String,
}

impl<'a> Insert<'a> {
    fn new(new: &'a Connection, table: &str, columns: &str) -> Self {
        let marks = vec!["?"; columns.split(',').count()].join(", ");
        Self { new, sql: format!("INSERT INTO {table} ({columns}) VALUES ({marks})") }
    }

    /// A row that the schema does not take is lost; a disk that does not is an error.
    fn row(&self, values: Vec<Value>, came: &mut Came) -> Result<(), StoreError> {
        match self.new.prepare_cached(&self.sql)?.execute(params_from_iter(values)) {
            Ok(_) => came.rows += 1,
            Err(rusqlite::Error::SqliteFailure(failure, _))
                if failure.code == rusqlite::ErrorCode::ConstraintViolation =>
            {
                came.lost += 1;
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// Numbers are never used twice, also those of rows that are lost.
fn keep_numbers(old: &Connection, new: &Connection) -> Result<(), StoreError> {
    for table in NUMBERED {
        let known = old.query_row("SELECT seq FROM sqlite_sequence WHERE name = ?1", [table], |row| {
            row.get::<_, i64>(0)
        });
        let here = new
            .query_row("SELECT seq FROM sqlite_sequence WHERE name = ?1", [table], |row| row.get::<_, i64>(0))
            .unwrap_or(0);
        let next = match known {
            Ok(known) => known.max(here),
            Err(rusqlite::Error::QueryReturnedNoRows) => here,
            Err(_) => here.saturating_add(BEYOND),
        };
        new.execute("DELETE FROM sqlite_sequence WHERE name = ?1", [table])?;
        new.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)", (table, next))?;
    }
    Ok(())
}

/// Every table of the current version but `store`, whose one row is the header; parents before children. A test compares
/// it with the schema.
const TABLES: &[(&str, &str)] = &[
    ("records", "row, kind, key, value"),
    ("envelopes", "row, stream, author, seq, id, own, standing, reason, bytes"),
    ("relay_heads", "row, stream, author, seq, id"),
    ("outbox", "row, stream, document, chunks"),
    ("documents", "row, stream, document, name"),
    ("snapshots", "row, document, age, bytes"),
    ("changes", "row, document, bytes"),
    ("views", "row, document, bytes"),
    ("parked", "row, stream, document, envelope, chunk"),
    ("journal", "row, entry"),
    ("events", "row, event"),
];
const NUMBERED: &[&str] = &["envelopes", "outbox", "changes", "parked", "journal", "events"];
/// How far behind the last row that was seen one may lie that cannot be found from its end.
const BEYOND: i64 = 10_000;
const ROWS_TRIED: usize = 1_000_000;
