//! The relay's host: the real relay over one SQLite file that survives every crash, and what the simulation does to that
//! file. Around each connection to the database stands a watcher that knows what was acknowledged; below it may stand one
//! of the broken relays of `--plant`.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use relay::{Answer, Config, Read, Sqlite, Storage, StorageError, Write};

use crate::plants::{Plant, Planted};
use crate::wires::{Door, ORIGIN};

/// What the host keeps from one start to the next.
pub(crate) struct Office {
    database: PathBuf,
    plant: Option<Plant>,
    pub(crate) disk_full: AtomicBool,
    /// Asks the relay to end in order.
    pub(crate) draining: Notify,
    acknowledged: Mutex<BTreeSet<[u8; 32]>>,
}

impl Office {
    pub(crate) fn new(folder: &Path, plant: Option<Plant>) -> Arc<Self> {
        Arc::new(Self {
            database: folder.join("relay.db"),
            plant,
            disk_full: AtomicBool::new(false),
            draining: Notify::new(),
            acknowledged: Mutex::default(),
        })
    }

    /// The relay, from start to crash or end.
    pub(crate) async fn serve(self: Arc<Self>) -> turmoil::Result {
        let config = Config {
            database: self.database.clone(),
            origin: Some(ORIGIN.parse()?),
            open: true,
            ..Config::default()
        };
        let planted = Planted::new(self.plant);
        let wrap = |sqlite: Sqlite| -> Box<dyn Storage + Send> {
            let disk = Disk { sqlite, office: Arc::clone(&self), full: false };
            Box::new(Watcher { storage: planted.around(Box::new(disk)), office: Arc::clone(&self) })
        };
        relay::simulate(Door::open().await?, config, &wrap, self.draining.notified()).await?;
        Ok(())
    }

    /// Ids of all envelopes for which somebody was told "stored".
    pub(crate) fn acknowledged(&self) -> BTreeSet<[u8; 32]> {
        locked(&self.acknowledged).clone()
    }

    /// Ids of all envelopes that the file holds.
    pub(crate) fn held(&self) -> Result<BTreeSet<[u8; 32]>, rusqlite::Error> {
        let connection = rusqlite::Connection::open(&self.database)?;
        let mut query = connection.prepare("SELECT id FROM log")?;
        let rows = query.query_map([], |row| row.get(0))?;
        rows.collect()
    }

    /// Everything that the relay's disk shows to whoever takes it away.
    pub(crate) fn disk(&self) -> io::Result<Vec<u8>> {
        let mut all = fs::read(&self.database)?;
        all.extend(fs::read(beside(&self.database, "-wal")).unwrap_or_default());
        Ok(all)
    }

    /// Copies the file, while the relay is down.
    pub(crate) fn back_up(&self) -> io::Result<()> {
        self.copied(".old", true)
    }

    /// Puts the copy in the file's place, while the relay is down. Says whether there was one.
    pub(crate) fn restore(&self) -> io::Result<bool> {
        if !beside(&self.database, ".old").exists() {
            return Ok(false);
        }
        self.wipe()?;
        self.copied(".old", false).map(|()| true)
    }

    /// Removes the file, while the relay is down. Its key lies beside it and stays.
    pub(crate) fn wipe(&self) -> io::Result<()> {
        for suffix in ["", "-wal", "-shm"] {
            gone(&beside(&self.database, suffix))?;
        }
        Ok(())
    }

    fn copied(&self, suffix: &str, away: bool) -> io::Result<()> {
        for part in ["", "-wal"] {
            let here = beside(&self.database, part);
            let there = beside(&self.database, &format!("{suffix}{part}"));
            let (from, to) = if away { (here, there) } else { (there, here) };
            gone(&to)?;
            if from.exists() {
                fs::copy(from, to)?;
            }
        }
        Ok(())
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn gone(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// One connection to the database, on a disk that may be full.
struct Disk {
    sqlite: Sqlite,
    office: Arc<Office>,
    full: bool,
}

impl Storage for Disk {
    fn read(&mut self, now_seconds: u64, read: &Read) -> Result<Answer, StorageError> {
        self.sqlite.read(now_seconds, read)
    }

    fn apply(&mut self, now_seconds: u64, writes: &[Write]) -> Result<Vec<Answer>, StorageError> {
        let full = self.office.disk_full.load(Ordering::Relaxed);
        if std::mem::replace(&mut self.full, full) != full {
            // SQLite's own limit stands in for a disk without room.
            self.sqlite.limit_bytes(if full { 0 } else { u64::MAX })?;
        }
        self.sqlite.apply(now_seconds, writes)
    }
}

/// One connection to the database, watched.
struct Watcher {
    storage: Box<dyn Storage + Send>,
    office: Arc<Office>,
}

impl Storage for Watcher {
    fn read(&mut self, now_seconds: u64, read: &Read) -> Result<Answer, StorageError> {
        self.storage.read(now_seconds, read)
    }

    fn apply(&mut self, now_seconds: u64, writes: &[Write]) -> Result<Vec<Answer>, StorageError> {
        let answers = self.storage.apply(now_seconds, writes)?;
        let mut acknowledged = locked(&self.office.acknowledged);
        for (write, answer) in writes.iter().zip(&answers) {
            if let (Write::Put { envelope }, Answer::Stored(_)) = (write, answer) {
                acknowledged.insert(*envelope.id().as_bytes());
            }
        }
        Ok(answers)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
