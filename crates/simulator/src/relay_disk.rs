//! The relay's storage in memory, on a disk that can be full, unreadable, or lose its last transaction.

use relay::{Answer, Memory, Read, Storage, StorageError, Write};

pub(crate) struct RelayDisk {
    pub(crate) memory: Memory,
    /// Before the last transaction.
    before: Option<Memory>,
    /// Whether `before` is kept.
    pub(crate) remembers: bool,
    pub(crate) full: bool,
    pub(crate) unreadable: bool,
}

impl RelayDisk {
    pub(crate) fn new(memory: Memory) -> Self {
        Self { memory, before: None, remembers: false, full: false, unreadable: false }
    }

    /// The last transaction is gone, although its commit returned.
    pub(crate) fn lose_last(&mut self) {
        if let Some(before) = self.before.take() {
            self.memory = before;
        }
    }
}

impl Storage for RelayDisk {
    fn read(&mut self, now_seconds: u64, read: &Read) -> Result<Answer, StorageError> {
        if self.unreadable { Err(StorageError::Damaged) } else { self.memory.read(now_seconds, read) }
    }

    fn apply(&mut self, now_seconds: u64, writes: &[Write]) -> Result<Vec<Answer>, StorageError> {
        if self.full || self.unreadable {
            return Err(StorageError::Damaged);
        }
        if self.remembers {
            self.before = Some(self.memory.clone());
        }
        self.memory.apply(now_seconds, writes)
    }
}
