//! What is broken on purpose, to see that a schedule catches each: relays, which stand between the honest one and its
//! database, and a client's disk.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use relay::{Answer, Read, Storage, StorageError, Write};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plant {
    /// Says "stored" first, and commits when the next request comes: a crash between the two loses the envelope.
    EarlyAck,
    /// Says "stored" of every eleventh envelope and does not store it.
    FalseAck,
    /// Begins a page one place too late.
    SkippingPage,
    /// A device that crashes forgets what waited to be sealed.
    LostOutbox,
}

impl Plant {
    /// The plant of this name.
    pub(crate) fn of(word: &str) -> Option<Self> {
        [
            ("early-ack", Self::EarlyAck),
            ("false-ack", Self::FalseAck),
            ("skipping-page", Self::SkippingPage),
            ("lost-outbox", Self::LostOutbox),
        ]
        .into_iter()
        .find_map(|(name, plant)| (name == word).then_some(plant))
    }
}

type Inner = Box<dyn Storage + Send>;

/// One start of a relay, broken or not.
pub(crate) struct Planted {
    plant: Option<Plant>,
    late: Arc<Mutex<Late>>,
    puts: Arc<Mutex<u64>>,
}

impl Planted {
    pub(crate) fn new(plant: Option<Plant>) -> Self {
        Self { plant, late: Arc::default(), puts: Arc::default() }
    }

    /// The database as this relay treats it.
    pub(crate) fn around(&self, inner: Inner) -> Inner {
        match self.plant {
            None | Some(Plant::LostOutbox) => inner,
            Some(Plant::EarlyAck) => {
                // All share one connection: the last that a relay opens is the one that writes.
                locked(&self.late).writer = Some(inner);
                Box::new(EarlyAck(Arc::clone(&self.late)))
            }
            Some(Plant::FalseAck) => Box::new(FalseAck { inner, puts: Arc::clone(&self.puts) }),
            Some(Plant::SkippingPage) => Box::new(SkippingPage { inner }),
        }
    }
}

#[derive(Default)]
struct Late {
    writer: Option<Inner>,
    /// Acknowledged and not committed.
    held: Vec<Write>,
}

impl Late {
    fn caught_up(&mut self, now_seconds: u64) -> Result<&mut Inner, StorageError> {
        let held = std::mem::take(&mut self.held);
        let writer = self.writer.as_mut().ok_or(StorageError::Damaged)?;
        if !held.is_empty() {
            writer.apply(now_seconds, &held)?;
        }
        Ok(writer)
    }
}

struct EarlyAck(Arc<Mutex<Late>>);

impl Storage for EarlyAck {
    fn read(&mut self, now_seconds: u64, read: &Read) -> Result<Answer, StorageError> {
        locked(&self.0).caught_up(now_seconds)?.read(now_seconds, read)
    }

    fn apply(&mut self, now_seconds: u64, writes: &[Write]) -> Result<Vec<Answer>, StorageError> {
        let mut late = locked(&self.0);
        let writer = late.caught_up(now_seconds)?;
        if !writes.iter().all(is_put) {
            return writer.apply(now_seconds, writes);
        }
        late.held = writes.to_vec();
        Ok(vec![Answer::Stored(None); writes.len()])
    }
}

struct FalseAck {
    inner: Inner,
    puts: Arc<Mutex<u64>>,
}

impl Storage for FalseAck {
    fn read(&mut self, now_seconds: u64, read: &Read) -> Result<Answer, StorageError> {
        self.inner.read(now_seconds, read)
    }

    fn apply(&mut self, now_seconds: u64, writes: &[Write]) -> Result<Vec<Answer>, StorageError> {
        let mut answers = Vec::new();
        for write in writes {
            let mut puts = locked(&self.puts);
            *puts += u64::from(is_put(write));
            if is_put(write) && puts.is_multiple_of(11) {
                answers.push(Answer::Stored(None));
            } else {
                answers.extend(self.inner.apply(now_seconds, std::slice::from_ref(write))?);
            }
        }
        Ok(answers)
    }
}

struct SkippingPage {
    inner: Inner,
}

impl Storage for SkippingPage {
    fn read(&mut self, now_seconds: u64, read: &Read) -> Result<Answer, StorageError> {
        match read {
            Read::Page { stream, author, after, budget } if *after > 0 => {
                let later =
                    Read::Page { stream: *stream, author: *author, after: after + 1, budget: *budget };
                self.inner.read(now_seconds, &later)
            }
            _ => self.inner.read(now_seconds, read),
        }
    }

    fn apply(&mut self, now_seconds: u64, writes: &[Write]) -> Result<Vec<Answer>, StorageError> {
        self.inner.apply(now_seconds, writes)
    }
}

fn is_put(write: &Write) -> bool {
    matches!(write, Write::Put { .. })
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
