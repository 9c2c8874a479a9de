//! The one thread that writes: turns, batch, one transaction, commit, answers, wake-ups, in this order.
//!
//! Invariant: nobody hears of a write before it is on disk. While one batch is committed the next one gathers, so the
//! cost of a commit is shared by all connections.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::{Notify, mpsc, oneshot};

use crate::session::Ticket;
use crate::storage::{Answer, Sqlite, Storage, Write};
use crate::turns::{Lane, Turns};
use crate::wakes::{ConnectionId, Wakes};

/// Where an answer goes.
pub(crate) enum AnswerTo {
    Session { connection: ConnectionId, ticket: Ticket, answers: mpsc::UnboundedSender<(Ticket, Answer)> },
    Once(oneshot::Sender<Answer>),
}

/// A write on its way.
pub(crate) struct Job {
    pub(crate) write: Write,
    pub(crate) to: AnswerTo,
}

/// The queue's entrance; clones share it.
#[derive(Clone)]
pub(crate) struct Writer(Arc<Entrance>);

/// The thread itself, to be waited for.
pub(crate) struct WriterThread {
    thread: Option<JoinHandle<()>>,
    ended: oneshot::Receiver<()>,
}

/// Held by those who write: when the last one goes, no more writes will come.
struct Entrance(Arc<Queue>);

/// Held by the thread: when it ends, in whichever way, nothing waits for it in vain.
struct Exit(Arc<Queue>);

struct Queue {
    waiting: Mutex<Waiting>,
    filled: Condvar,
    /// The same for the task of a simulation.
    rung: Notify,
}

struct Waiting {
    jobs: Turns<Job>,
    closed: bool,
}

impl Writer {
    /// Starts the thread. It ends when every clone is gone and the queue is empty, and closes the database.
    pub(crate) fn start(
        storage: Sqlite,
        wakes: Arc<Wakes>,
        queue_bytes_max: u64,
    ) -> std::io::Result<(Self, WriterThread)> {
        let (alive, ended) = oneshot::channel();
        let queue = Queue::new(queue_bytes_max);
        let exit = Exit(Arc::clone(&queue));
        let thread = std::thread::Builder::new().name("relay-writer".to_owned()).spawn(move || {
            // Dropped when the thread ends, in whichever way.
            let _alive: oneshot::Sender<()> = alive;
            work(storage, &exit, &wakes);
        })?;
        Ok((Self(Arc::new(Entrance(queue))), WriterThread { thread: Some(thread), ended }))
    }

    /// The same without a thread: a task takes what has gathered and commits it at once. For simulations.
    pub(crate) fn start_inline(
        mut storage: Box<dyn Storage + Send>,
        wakes: Arc<Wakes>,
        queue_bytes_max: u64,
    ) -> (Self, WriterThread) {
        let (alive, ended) = oneshot::channel();
        let queue = Queue::new(queue_bytes_max);
        let exit = Exit(Arc::clone(&queue));
        tokio::spawn(async move {
            let _alive: oneshot::Sender<()> = alive;
            let mut failing = false;
            while let Some(batch) = exit.0.batch_inline().await {
                settle(storage.as_mut(), batch, &wakes, &mut failing);
            }
        });
        (Self(Arc::new(Entrance(queue))), WriterThread { thread: None, ended })
    }

    /// Queues a write. A full queue answers at once that the relay is busy: whoever has queued most.
    pub(crate) fn submit(&self, job: Job) {
        let queue = &self.0.0;
        let (lane, bytes) = (job.lane(), job.write.len_bytes());
        let mut waiting = queue.lock();
        let displaced = if waiting.closed { vec![job] } else { waiting.jobs.push(lane, bytes, job) };
        drop(waiting);
        queue.ring();
        displaced.into_iter().for_each(|job| job.to.give(Answer::Busy));
    }

    /// Asks for one write and waits for its answer.
    pub(crate) async fn ask(&self, write: Write) -> Answer {
        let (sender, answer) = oneshot::channel();
        self.submit(Job { write, to: AnswerTo::Once(sender) });
        answer.await.unwrap_or(Answer::Failed)
    }
}

impl WriterThread {
    /// Waits until the thread has done its work.
    pub(crate) async fn ended(&mut self) {
        // Nothing is ever sent; the other end is dropped.
        drop((&mut self.ended).await);
    }

    /// Waits for the last moments of a thread that has ended.
    pub(crate) async fn join(self) {
        if let Some(thread) = self.thread {
            drop(tokio::task::spawn_blocking(move || thread.join()).await);
        }
    }
}

impl Job {
    fn lane(&self) -> Lane {
        match (&self.write, &self.to) {
            (Write::Put { envelope }, _) => Lane::Stream(envelope.header().stream),
            (_, AnswerTo::Session { connection, .. }) => Lane::Connection(*connection),
            (_, AnswerTo::Once(_)) => Lane::House,
        }
    }
}

impl AnswerTo {
    fn give(self, answer: Answer) {
        // Whoever asked may be gone; the write stands all the same.
        match self {
            Self::Session { ticket, answers, .. } => drop(answers.send((ticket, answer))),
            Self::Once(sender) => drop(sender.send(answer)),
        }
    }
}

impl Queue {
    fn new(bytes_max: u64) -> Arc<Self> {
        let jobs = Turns::new(usize::try_from(bytes_max).unwrap_or(usize::MAX));
        let waiting = Mutex::new(Waiting { jobs, closed: false });
        Arc::new(Self { waiting, filled: Condvar::new(), rung: Notify::new() })
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self) {
        self.filled.notify_one();
        self.rung.notify_one();
    }

    /// Everything that fits into one transaction; nothing once no more will come.
    fn batch(&self) -> Option<Vec<Job>> {
        let mut waiting = self.lock();
        while waiting.jobs.is_empty() && !waiting.closed {
            waiting = self.filled.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        waiting.batch()
    }

    /// The same for a task.
    async fn batch_inline(&self) -> Option<Vec<Job>> {
        loop {
            let (batch, closed) = {
                let mut waiting = self.lock();
                (waiting.batch(), waiting.closed)
            };
            if batch.is_some() || closed {
                return batch;
            }
            self.rung.notified().await;
        }
    }
}

impl Waiting {
    fn batch(&mut self) -> Option<Vec<Job>> {
        let mut batch: Vec<Job> = Vec::new();
        let mut bytes = 0;
        while batch.len() < BATCH_LEN && bytes < BATCH_BYTES {
            let Some(job) = self.jobs.next() else { break };
            bytes += job.write.len_bytes();
            batch.push(job);
        }
        if batch.is_empty() { None } else { Some(batch) }
    }
}

impl Drop for Entrance {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.ring();
    }
}

impl Drop for Exit {
    fn drop(&mut self) {
        let mut waiting = self.0.lock();
        waiting.closed = true;
        while let Some(job) = waiting.jobs.next() {
            job.to.give(Answer::Failed);
        }
    }
}

fn work(mut storage: Sqlite, exit: &Exit, wakes: &Wakes) {
    let mut failing = false;
    while let Some(batch) = exit.0.batch() {
        settle(&mut storage, batch, wakes, &mut failing);
    }
    if let Err(error) = storage.close() {
        tracing::warn!(%error, "the database was not closed cleanly; nothing acknowledged is lost");
    }
}

/// Commits a batch; then answers, then wakes.
fn settle(storage: &mut dyn Storage, batch: Vec<Job>, wakes: &Wakes, failing: &mut bool) {
    let (writes, receivers): (Vec<_>, Vec<_>) = batch.into_iter().map(|job| (job.write, job.to)).unzip();
    let answers = commit(storage, &writes, failing);
    let mut news = Vec::new();
    for (to, answer) in receivers.into_iter().zip(answers) {
        if let (Some(item), AnswerTo::Session { connection, .. }) = (answer.news(), &to) {
            news.push((item, *connection));
        }
        to.give(answer);
    }
    for (item, connection) in news {
        wakes.publish(&item, connection);
    }
}

/// Commits all writes together. If that fails, each by itself: what one stream needs must not cost another its write.
fn commit(storage: &mut dyn Storage, writes: &[Write], failing: &mut bool) -> Vec<Answer> {
    match storage.apply(now_seconds(), writes) {
        Ok(answers) => {
            if std::mem::take(failing) {
                tracing::info!("the database takes writes again");
            }
            return answers;
        }
        Err(error) => {
            if !std::mem::replace(failing, true) {
                tracing::error!(%error, "the database refuses writes; reading goes on");
            }
        }
    }
    if let [_] = writes {
        return vec![Answer::Failed];
    }
    // A database that is slow to refuse refuses the rest as well.
    let began = Instant::now();
    let one_by_one = writes.iter().map(|write| {
        let outcome = if began.elapsed() < ONE_BY_ONE {
            storage.apply(now_seconds(), std::slice::from_ref(write))
        } else {
            Ok(Vec::new())
        };
        outcome.ok().and_then(|answers| answers.into_iter().next()).unwrap_or(Answer::Failed)
    });
    one_by_one.collect()
}

/// Seconds since 1970.
pub(crate) fn now_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

/// How long writes are tried one by one.
const ONE_BY_ONE: Duration = Duration::from_secs(1);
/// Writes in one transaction.
const BATCH_LEN: usize = 256;
/// Bytes after which a transaction is full.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
