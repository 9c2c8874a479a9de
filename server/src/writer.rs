//! The one thread that writes: queue, batch, one transaction, commit, answers, wake-ups, in this order.
//!
//! Invariant: nobody hears of a write before it is on disk. While one batch is committed the next one gathers, so the
//! cost of a commit is shared by all connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::{mpsc, oneshot};

use crate::session::Ticket;
use crate::storage::{Answer, Sqlite, Storage, Write};
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
pub(crate) struct Writer {
    jobs: mpsc::Sender<Job>,
    load: Arc<Load>,
}

/// The thread itself, to be waited for.
pub(crate) struct WriterThread {
    thread: JoinHandle<()>,
    ended: oneshot::Receiver<()>,
}

#[derive(Default)]
struct Load {
    queued_bytes: AtomicUsize,
    failed: AtomicBool,
}

impl Writer {
    /// Starts the thread. It ends when every clone is gone and the queue is empty, and closes the database.
    pub(crate) fn start(storage: Sqlite, wakes: Arc<Wakes>) -> std::io::Result<(Self, WriterThread)> {
        let (alive, ended) = oneshot::channel();
        let (jobs, queue) = mpsc::channel(QUEUE_LEN);
        let load = Arc::new(Load::default());
        let shared = Arc::clone(&load);
        let thread = std::thread::Builder::new().name("relay-writer".to_owned()).spawn(move || {
            // Dropped when the thread ends, in whichever way.
            let _alive: oneshot::Sender<()> = alive;
            work(storage, queue, &wakes, &shared);
        })?;
        Ok((Self { jobs, load }, WriterThread { thread, ended }))
    }

    /// Queues a write; a full queue answers at once that the relay is busy.
    pub(crate) fn submit(&self, job: Job) {
        let bytes = job.write.len_bytes();
        let queued = self.load.queued_bytes.fetch_add(bytes, Ordering::Relaxed);
        let refused =
            if queued > QUEUE_BYTES { Some(job) } else { self.jobs.try_send(job).err().map(rejected) };
        if let Some(job) = refused {
            self.load.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
            job.to.give(Answer::Busy);
        }
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
        drop(tokio::task::spawn_blocking(move || self.thread.join()).await);
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

fn rejected(error: mpsc::error::TrySendError<Job>) -> Job {
    match error {
        mpsc::error::TrySendError::Full(job) | mpsc::error::TrySendError::Closed(job) => job,
    }
}

fn work(mut storage: Sqlite, mut queue: mpsc::Receiver<Job>, wakes: &Wakes, load: &Load) {
    let mut writes = Vec::new();
    let mut receivers = Vec::new();
    while let Some(first) = queue.blocking_recv() {
        let mut bytes = 0;
        let mut next = Some(first);
        while let Some(job) = next {
            bytes += job.write.len_bytes();
            writes.push(job.write);
            receivers.push(job.to);
            next = if writes.len() < BATCH_LEN && bytes < BATCH_BYTES { queue.try_recv().ok() } else { None };
        }
        let answers = commit(&mut storage, &writes, load);
        load.queued_bytes.fetch_sub(bytes, Ordering::Relaxed);
        writes.clear();
        let mut news = Vec::new();
        for (to, answer) in receivers.drain(..).zip(answers) {
            if let (Some(item), AnswerTo::Session { connection, .. }) = (answer.news(), &to) {
                news.push((item, *connection));
            }
            to.give(answer);
        }
        for (item, connection) in news {
            wakes.publish(&item, connection);
        }
    }
    if let Err(error) = storage.close() {
        tracing::warn!(%error, "the database was not closed cleanly; nothing acknowledged is lost");
    }
}

fn commit(storage: &mut Sqlite, writes: &[Write], load: &Load) -> Vec<Answer> {
    match storage.apply(now_seconds(), writes) {
        Ok(answers) => {
            if load.failed.swap(false, Ordering::Relaxed) {
                tracing::info!("the database takes writes again");
            }
            answers
        }
        Err(error) => {
            if !load.failed.swap(true, Ordering::Relaxed) {
                tracing::error!(%error, "the database refuses writes; reading goes on");
            }
            vec![Answer::Failed; writes.len()]
        }
    }
}

/// Seconds since 1970.
pub(crate) fn now_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

/// Writes that may wait.
const QUEUE_LEN: usize = 4096;
/// Bytes of writes that may wait.
const QUEUE_BYTES: usize = 64 * 1024 * 1024;
/// Writes in one transaction.
const BATCH_LEN: usize = 256;
/// Bytes after which a transaction is full.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
