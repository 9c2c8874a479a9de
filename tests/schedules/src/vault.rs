//! What stands between the relay and its database: a disk that may be full, broken or the place where it dies, and above
//! it a watcher of what is acknowledged.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use relay::{Answer, Read, Sqlite, Storage, StorageError, Write};

use crate::disk::{narrowed, room_for};
use crate::office::{Doom, Office, locked};

/// One connection to the database.
pub(crate) struct Disk {
    sqlite: Sqlite,
    office: Arc<Office>,
    full: bool,
}

impl Disk {
    pub(crate) fn new(sqlite: Sqlite, office: Arc<Office>) -> Self {
        Self { sqlite, office, full: false }
    }

    /// SQLite's own limit stands in for a disk without room.
    fn fill(&mut self) -> Result<(), StorageError> {
        let full = self.office.full.load(Ordering::Relaxed);
        if std::mem::replace(&mut self.full, full) != full {
            self.sqlite.limit_bytes(if full { 0 } else { u64::MAX })?;
        }
        Ok(())
    }
}

impl Storage for Disk {
    fn read(&mut self, now_seconds: u64, read: &Read) -> Result<Answer, StorageError> {
        self.sqlite.read(now_seconds, read)
    }

    fn apply(&mut self, now_seconds: u64, writes: &[Write]) -> Result<Vec<Answer>, StorageError> {
        if self.office.is_dead() {
            return Err(StorageError::Damaged);
        }
        self.fill()?;
        if self.office.refuses.load(Ordering::Relaxed) {
            return narrowed(Some(0), || self.sqlite.apply(now_seconds, writes));
        }
        let doom = *locked(&self.office.doom);
        let outcome = match doom {
            None => return self.sqlite.apply(now_seconds, writes),
            Some(Doom::Before) => Err(StorageError::Damaged),
            Some(Doom::Within(bytes)) => {
                let room = room_for(&self.office.database, bytes);
                let outcome = narrowed(Some(room), || self.sqlite.apply(now_seconds, writes));
                if outcome.is_ok() {
                    // All of it fitted: it dies in a later one.
                    return outcome;
                }
                outcome
            }
            Some(Doom::After) => self.sqlite.apply(now_seconds, writes),
        };
        *locked(&self.office.doom) = None;
        *locked(&self.office.died) = doom;
        outcome
    }
}

/// One connection to the database, watched.
pub(crate) struct Watcher {
    storage: Box<dyn Storage + Send>,
    office: Arc<Office>,
}

impl Watcher {
    pub(crate) fn new(storage: Box<dyn Storage + Send>, office: Arc<Office>) -> Self {
        Self { storage, office }
    }
}

impl Storage for Watcher {
    fn read(&mut self, now_seconds: u64, read: &Read) -> Result<Answer, StorageError> {
        self.storage.read(now_seconds, read)
    }

    fn apply(&mut self, now_seconds: u64, writes: &[Write]) -> Result<Vec<Answer>, StorageError> {
        let answers = self.storage.apply(now_seconds, writes)?;
        if self.office.is_dead() {
            // Nobody hears of it.
            return Ok(answers);
        }
        let mut acknowledged = locked(&self.office.acknowledged);
        for (write, answer) in writes.iter().zip(&answers) {
            if let (Write::Put { envelope }, Answer::Stored(_)) = (write, answer) {
                acknowledged.insert(*envelope.id().as_bytes());
            }
        }
        Ok(answers)
    }
}
