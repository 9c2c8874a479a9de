//! A few connections that read while the writer writes.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

use crate::serve::Wrap;
use crate::storage::{Access, Answer, DatabaseError, Read, Rules, Sqlite, Storage};
use crate::writer::now_seconds;

/// The pool; clones share it.
#[derive(Clone)]
pub(crate) struct Readers {
    free: Arc<Mutex<Vec<Box<dyn Storage + Send>>>>,
    permits: Arc<Semaphore>,
    /// Reads at once, on the caller's thread: for simulations.
    inline: bool,
}

impl Readers {
    pub(crate) fn open(path: &Path, rules: Rules, wrap: Option<&Wrap<'_>>) -> Result<Self, DatabaseError> {
        let open = |_| -> Result<Box<dyn Storage + Send>, DatabaseError> {
            let reader = Sqlite::open_as(path, rules, Access::Read)?;
            Ok(match wrap {
                None => Box::new(reader),
                Some(wrap) => wrap(reader),
            })
        };
        let free = (0..READERS).map(open).collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            permits: Arc::new(Semaphore::new(free.len())),
            free: Arc::new(Mutex::new(free)),
            inline: wrap.is_some(),
        })
    }

    /// Reads on a thread that may block.
    pub(crate) async fn read(&self, read: Read) -> Answer {
        let Ok(_permit) = self.permits.acquire().await else { return Answer::Failed };
        let free = Arc::clone(&self.free);
        let work = move || {
            let Some(mut reader) = locked(&free).pop() else { return Answer::Failed };
            let outcome = reader.read(now_seconds(), &read);
            locked(&free).push(reader);
            outcome.unwrap_or_else(|error| {
                tracing::error!(%error, "the database cannot be read");
                Answer::Failed
            })
        };
        if self.inline {
            return work();
        }
        tokio::task::spawn_blocking(work).await.unwrap_or(Answer::Failed)
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
