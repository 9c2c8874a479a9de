//! A few connections that read while the writer writes.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use crate::storage::{Access, Answer, DatabaseError, Read, Rules, Sqlite, Storage};
use crate::writer::now_seconds;

/// The pool; clones share it.
#[derive(Clone)]
pub(crate) struct Readers {
    free: Arc<Mutex<Vec<Sqlite>>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(crate) fn open(path: &Path, rules: Rules) -> Result<Self, DatabaseError> {
        let free: Vec<Sqlite> =
            (0..READERS).map(|_| Sqlite::open_as(path, rules, Access::Read)).collect::<Result<_, _>>()?;
        Ok(Self { permits: Arc::new(Semaphore::new(free.len())), free: Arc::new(Mutex::new(free)) })
    }

    /// Reads on a thread that may block.
    pub(crate) async fn read(&self, read: Read) -> Answer {
        let Ok(_permit) = self.permits.acquire().await else { return Answer::Failed };
        let free = Arc::clone(&self.free);
        let task = tokio::task::spawn_blocking(move || {
            let Some(mut reader) = locked(&free).pop() else { return Answer::Failed };
            let outcome = reader.read(now_seconds(), &read);
            locked(&free).push(reader);
            outcome.unwrap_or_else(|error| {
                tracing::error!(%error, "the database cannot be read");
                Answer::Failed
            })
        });
        task.await.unwrap_or(Answer::Failed)
    }

    /// Closes the connections that are not in use.
    pub(crate) fn close(&self) {
        locked(&self.free).clear();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const READERS: usize = 3;
