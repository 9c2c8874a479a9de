//! The file itself: creating, opening, transactions, and copies of it.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::StoreError;
use crate::restore_point::{beside, keep};
use crate::schema::{self, Identity};
use crate::seal::Seal;
use crate::transaction::{Reader, Writer};

/// What can be read of a store while it is locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Random, chosen when the store was created. A copy of the file has the same one.
    pub store_id: [u8; 16],
    /// How the key of this store is wrapped: the caller's bytes, kept in clear.
    pub unlock: Vec<u8>,
}

/// An open store. It serves one transaction at a time; open the file again for a second one.
pub struct Store {
    connection: Connection,
    seal: Box<dyn Seal>,
    store_id: [u8; 16],
}

impl Store {
    /// Creates the file (readable by its owner only) with its whole schema in one transaction. A creation that was
    /// cut short is taken up again.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if a store or anything else is there; otherwise what the disk says.
    pub fn create(path: &Path, header: &Header) -> Result<(), StoreError> {
        let path = std::path::absolute(path)?;
        let _alone = CREATING.lock().unwrap_or_else(PoisonError::into_inner);
        match owner_only(OpenOptions::new().write(true).create_new(true)).open(&path) {
            Ok(file) => drop(file),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
        }
        let mut connection = connect(&path)?;
        let only_empty = |identity| match identity {
            Identity::Empty => Ok(()),
            Identity::Version(_) | Identity::Foreign => Err(StoreError::Exists),
        };
        only_empty(schema::identify(&connection)?)?;
        configure(&connection)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have been faster.
        only_empty(schema::identify(&transaction)?)?;
        schema::create(&transaction)?;
        transaction.execute(
            "INSERT INTO store (row, store_id, unlock) VALUES (1, ?1, ?2)",
            (header.store_id, header.unlock.as_slice()),
        )?;
        transaction.commit()?;
        // The store stands whether or not this works.
        drop(empty_log(&connection));
        sync_folder_of(&path)
    }

    /// Reads the header of a locked store.
    ///
    /// # Errors
    /// As [`Store::open`], except that nothing is unsealed.
    pub fn header(path: &Path) -> Result<Header, StoreError> {
        let connection = attach(path)?;
        read_header(&connection)
    }

    /// Opens a store and, where it is of an older version, brings it to the current one. Nothing is checked that
    /// would need reading the whole file.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Newer`], [`StoreError::Damaged`], [`StoreError::ReadOnly`],
    /// [`StoreError::Busy`], or what the disk says. A wrong key shows only with the first value that is unsealed.
    pub fn open(path: &Path, seal: Box<dyn Seal>) -> Result<Self, StoreError> {
        let connection = attach(path)?;
        let Header { store_id, unlock: _ } = read_header(&connection)?;
        Ok(Self { connection, seal, store_id })
    }

    /// The random id from the store's creation. Compared with what is kept outside the file, it shows that the file
    /// was copied from elsewhere.
    #[must_use]
    pub fn store_id(&self) -> [u8; 16] {
        self.store_id
    }

    /// Replaces how the key is wrapped. Follow with [`Store::checkpoint`], so that the former wrapping leaves the
    /// write-ahead log, too.
    ///
    /// # Errors
    /// [`StoreError`] of the write; then the former wrapping stays.
    pub fn set_unlock(&mut self, unlock: &[u8]) -> Result<(), StoreError> {
        self.write(|writer| writer.set_unlock(unlock))
    }

    /// Begins reading. What the reader sees is the state of this moment, whatever others write meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Busy`] while another process repairs the file after a crash, or what the disk says.
    pub fn read(&mut self) -> Result<Reader<'_>, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
        let reader = Reader::new(transaction, self.seal.as_ref());
        // A deferred transaction takes its snapshot with its first read, not with BEGIN.
        reader.pin()?;
        Ok(reader)
    }

    /// Runs `work` in one write transaction and commits it, with everything on the disk before this returns. If
    /// `work` fails or panics, or the process dies, nothing of it is ever seen.
    ///
    /// # Errors
    /// What `work` returns; [`StoreError::Busy`] if another writer does not finish within 10 s; what the disk says.
    pub fn write<T, E>(&mut self, work: impl FnOnce(&mut Writer<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let mut writer = Writer::new(Reader::new(transaction, self.seal.as_ref()));
        let value = work(&mut writer)?;
        writer.commit()?;
        Ok(value)
    }

    /// Moves the write-ahead log into the file and empties it. Until then, what was deleted can still be found (sealed)
    /// in the log, which stays when the store is closed. Call it after deleting secrets, and at the end of longer work.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if others keep reading older states for longer than 10 s.
    pub fn checkpoint(&mut self) -> Result<(), StoreError> {
        empty_log(&self.connection)
    }

    /// Writes a consistent copy to a new file, readable by its owner only. It is as sealed as the original and has
    /// the same store id.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if the path is taken, [`StoreError::Full`], or what the disk says; then the new file
    /// is removed.
    pub fn backup_to(&mut self, path: &Path) -> Result<(), StoreError> {
        let path = std::path::absolute(path)?;
        drop(new_private_file(&path)?);
        let copied = copy_into(&self.connection, &path);
        if copied.is_err() {
            // The first failure is the one to tell; a left-over is refused by the next backup anyway.
            drop(std::fs::remove_file(&path));
        }
        copied
    }

    /// Where the file lies.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        PathBuf::from(self.connection.path().unwrap_or_default())
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The size of the file and its write-ahead log.
    pub(crate) fn bytes_on_disk(&self) -> u64 {
        let path = self.path();
        let files = [path.clone(), beside(&path, "-wal")];
        files.iter().filter_map(|file| std::fs::metadata(file).ok()).map(|file| file.len()).sum()
    }

    /// Limits the file to `pages` pages of 4,096 bytes, so that tests can fill a disk.
    ///
    /// # Errors
    /// What SQLite says.
    #[doc(hidden)]
    pub fn limit_pages(&mut self, pages: u32) -> Result<(), StoreError> {
        let statement = format!("PRAGMA max_page_count = {pages}");
        Ok(self.connection.query_row(&statement, [], |_| Ok(()))?)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { connection, seal: _, store_id: _ } = self;
        f.debug_struct("Store").field("path", &connection.path()).finish_non_exhaustive()
    }
}

/// Connects to an existing store of a version that we know or can reach.
fn attach(path: &Path) -> Result<Connection, StoreError> {
    attach_with(path, schema::STEPS)
}

/// The same with other steps, so that tests have a version to come.
fn attach_with(path: &Path, steps: &[&str]) -> Result<Connection, StoreError> {
    let path = std::path::absolute(path)?;
    if !path.try_exists()? {
        return Err(StoreError::Missing);
    }
    let mut connection = connect(&path)?;
    // Asked first: without the right to write, reading a file with a write-ahead log fails in less clear ways.
    if connection.is_readonly("main")? {
        return Err(StoreError::ReadOnly);
    }
    let found = match schema::identify(&connection)? {
        Identity::Empty => return Err(StoreError::Missing),
        Identity::Foreign => return Err(StoreError::Damaged),
        Identity::Version(found) => found,
    };
    let known = schema::newest(steps);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    configure(&connection)?;
    if found < known {
        // A migration leaves the old file whole whatever happens; the copy is for what nobody thought of.
        drop(keep(&connection, &path, "migration"));
    }
    schema::migrate_with(&mut connection, found, steps)?;
    Ok(connection)
}

/// `path` has to be absolute: SQLite takes a path that begins with `file:` for a URI.
pub(crate) fn connect(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // Emptying the log at every exit costs more than a whole short command. It is emptied as it grows, and by
    // `Store::checkpoint`.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(connection)
}

/// Only for files that are known to be ours: setting the journal mode writes.
fn configure(connection: &Connection) -> Result<(), StoreError> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA wal_autocheckpoint = 256;
         PRAGMA synchronous = FULL;
         PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;",
    )?)
}

pub(crate) fn read_header(connection: &Connection) -> Result<Header, StoreError> {
    connection
        .query_row("SELECT store_id, unlock FROM store WHERE row = 1", [], |row| {
            Ok(Header { store_id: row.get(0)?, unlock: row.get(1)? })
        })
        .map_err(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => StoreError::Damaged,
            other => other.into(),
        })
}

pub(crate) fn empty_log(connection: &Connection) -> Result<(), StoreError> {
    let blocked: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if blocked { Err(StoreError::Busy) } else { Ok(()) }
}

pub(crate) fn copy_into(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let text = path.to_str().ok_or_else(|| StoreError::Disk(io::ErrorKind::InvalidFilename.into()))?;
    connection.execute("VACUUM INTO ?1", [text])?;
    OpenOptions::new().write(true).open(path)?.sync_all()?;
    sync_folder_of(path)
}

/// A new file that only its owner can read.
pub(crate) fn new_private_file(path: &Path) -> Result<File, StoreError> {
    Ok(owner_only(OpenOptions::new().write(true).create_new(true)).open(path)?)
}

/// SQLite gives its companion files the permissions of the database.
#[cfg(unix)]
fn owner_only(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

/// Elsewhere, the folder's access rights are inherited.
#[cfg(not(unix))]
fn owner_only(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Makes the new name itself durable.
#[cfg(unix)]
pub(crate) fn sync_folder_of(path: &Path) -> Result<(), StoreError> {
    match path.parent() {
        Some(folder) => Ok(File::open(folder)?.sync_all()?),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
pub(crate) fn sync_folder_of(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// Closing any handle of a file ends all locks this process has on it (POSIX), SQLite's included. So a file is opened
/// past SQLite only while nobody in this process can have a connection to it: when it is new, one at a time.
static CREATING: Mutex<()> = Mutex::new(());

const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const STATEMENTS_KEPT: usize = 64;

#[cfg(test)]
mod tests {
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

    /// The file that version 1 wrote, in a folder of its own.
    fn frozen() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("entrenous.db");
        let frozen = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/store/version-1.store");
        std::fs::copy(frozen, &path).unwrap();
        (folder, path)
    }

    fn version(path: &Path) -> u32 {
        let connection = Connection::open(path).unwrap();
        let whole: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(whole, "ok");
        connection.query_row("SELECT user_version FROM pragma_user_version", [], |row| row.get(0)).unwrap()
    }

    fn rows(path: &Path) -> i64 {
        let sum = "SELECT (SELECT count(*) FROM records) + (SELECT count(*) FROM envelopes)
                        + (SELECT count(*) FROM outbox) + (SELECT count(*) FROM journal)";
        Connection::open(path).unwrap().query_row(sum, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_migration_keeps_a_copy_from_before_and_everything_in_the_file() {
        let (_folder, path) = frozen();
        let before = rows(&path);
        let steps = [schema::STEPS[0], "ALTER TABLE events ADD COLUMN seen INTEGER NOT NULL DEFAULT 0"];
        drop(attach_with(&path, &steps).unwrap());
        assert_eq!((version(&path), rows(&path)), (2, before));
        let points = Store::restore_points(&path).unwrap();
        assert_eq!(points.len(), 1, "{points:?}");
        assert_eq!((version(&points[0]), rows(&points[0])), (1, before));
        // A second opening has nothing to do.
        drop(attach_with(&path, &steps).unwrap());
        assert_eq!(Store::restore_points(&path).unwrap().len(), 1);
        // This version refuses the newer file, and leaves it alone.
        let refused = attach(&path);
        assert!(matches!(refused, Err(StoreError::Newer { found: 2, known: 1 })), "{refused:?}");
        assert_eq!((version(&path), rows(&path)), (2, before));
    }

    const CHILD_PATH: &str = "ENTRENOUS_MIGRATION_TEST_CHILD";
    /// Takes long enough to be stopped in, and rewrites what is there.
    const LONG_STEP: &str = "
        CREATE TABLE half (row INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
        INSERT INTO half (bytes) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
            SELECT zeroblob(500) FROM n;
        UPDATE journal SET entry = zeroblob(9);
        DELETE FROM outbox;
        UPDATE half SET bytes = zeroblob(501);
    ";

    /// Does nothing by itself: the test below runs it in a process of its own, and kills it.
    #[test]
    fn child_that_migrates_until_it_is_killed() {
        let Some(path) = std::env::var_os(CHILD_PATH) else { return };
        use std::io::Write;
        io::stdout().write_all(b"\nbegins\n").unwrap();
        io::stdout().flush().unwrap();
        drop(attach_with(Path::new(&path), &[schema::STEPS[0], LONG_STEP]).unwrap());
    }

    #[test]
    fn a_stop_in_the_middle_of_a_migration_leaves_the_old_file_whole() {
        use std::io::BufRead;
        let (mut old, mut new) = (0, 0);
        for kill in 0..12u64 {
            let (_folder, path) = frozen();
            let before = rows(&path);
            let mut child = std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "store::tests::child_that_migrates_until_it_is_killed", "--nocapture"])
                .env(CHILD_PATH, &path)
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::null())
                .spawn()
                .unwrap();
            let mut lines = io::BufReader::new(child.stdout.take().unwrap()).lines();
            assert!(lines.any(|line| line.unwrap() == "begins"));
            // Somewhere in the step, wherever that is on this machine: the kills are spread over its growing log.
            let log = beside(&path, "-wal");
            let reached = |bytes: u64| std::fs::metadata(&log).is_ok_and(|log| log.len() >= bytes);
            while !reached(kill * 1_000_000) && child.try_wait().unwrap().is_none() {
                std::hint::spin_loop();
            }
            child.kill().unwrap();
            child.wait().unwrap();
            match version(&path) {
                1 => {
                    old += 1;
                    assert_eq!(rows(&path), before, "kill {kill}");
                    // It goes on from there.
                    drop(attach_with(&path, &[schema::STEPS[0], LONG_STEP]).unwrap());
                }
                found => {
                    new += 1;
                    assert_eq!(found, 2, "kill {kill}");
                }
            }
            assert_eq!(version(&path), 2, "kill {kill}");
            assert!(rows(&path) < before, "the whole step or nothing of it");
        }
        println!("{old} stopped in the old version, {new} came through");
        assert!(old >= 4, "{old} stopped in the old version, {new} came through");
    }

    /// No test can pull the plug, so the settings that decide what survives it are pinned.
    #[test]
    fn every_connection_flushes_each_commit_and_overwrites_what_it_deletes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("entrenous.db");
        Store::create(&path, &Header { store_id: [1; 16], unlock: vec![] }).unwrap();
        let store = Store::open(&path, Box::new(Closed)).unwrap();
        let setting = |name: &str| {
            let value = store.connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).unwrap();
            match value {
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => format!("{other:?}"),
            }
        };
        for (name, value) in [
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("secure_delete", "1"),
            ("foreign_keys", "1"),
            ("temp_store", "2"),
            ("busy_timeout", "10000"),
        ] {
            assert_eq!(setting(name), value, "{name}");
        }
    }
}
