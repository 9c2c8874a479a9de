//! Accepting connections, and ending in order: stop accepting, finish what was begun, say goodbye, close the database.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{mpsc, watch};
use tokio::time::{interval, sleep, timeout};
use tower_service::Service;

use crate::config::{Config, ConfigError};
use crate::connection::{Guest, Shared, is_set};
use crate::gate::Gate;
use crate::http::{Relay, router};
use crate::listener::Listener;
use crate::meter::{Meter, Metered};
use crate::readers::Readers;
use crate::receipt_key::{ReceiptKey, ReceiptKeyError};
use crate::session::{Terms, message_before_auth_max};
use crate::storage::{Access, DatabaseError, Rules, Sqlite, Storage, Write};
use crate::wakes::Wakes;
use crate::writer::Writer;

/// Why a relay did not start or did not end well.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The settings contradict each other.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The relay's key cannot be used, or another relay runs on the same database.
    #[error(transparent)]
    ReceiptKey(#[from] ReceiptKeyError),
    /// The listener or a thread cannot be used.
    #[error("the system refused: {0}")]
    System(#[from] io::Error),
    /// The thread that writes ended before it was told to.
    #[error("the thread that writes to the database died")]
    WriterDied,
}

/// Serves connections from `listener` until `shutdown` completes, then drains: what was put is committed and answered,
/// every connection hears `bye(draining)`, the database is closed. [`Config::listen`] is not looked at.
///
/// # Errors
/// [`RunError`] when the relay cannot start, or its writer dies.
pub async fn run(
    listener: impl Listener,
    config: Config,
    shutdown: impl Future<Output = ()>,
) -> Result<(), RunError> {
    run_announced(listener, config, |_| (), shutdown).await
}

/// As [`run`]; calls `announce` with the address once the database is open and connections are served.
///
/// # Errors
/// As [`run`]; before `announce` was called, if the relay cannot start.
pub async fn run_announced(
    listener: impl Listener,
    config: Config,
    announce: impl FnOnce(SocketAddr),
    shutdown: impl Future<Output = ()>,
) -> Result<(), RunError> {
    serve(listener, config, None, announce, shutdown).await
}

/// As [`run`], for simulations: storage does its work at once on the caller's thread instead of on threads of its own,
/// since with threads no run under simulated time would repeat. Everything else is the relay's own: the files, the queue,
/// what goes into one transaction, the order of commit, answers and wake-ups. `wrap` stands around each connection to
/// the database, the one that writes and those that read: there a simulation watches, or plants a fault.
///
/// A relay that people use never runs like this: every commit would hold up all connections.
///
/// # Errors
/// As [`run`].
pub async fn simulate(
    listener: impl Listener,
    config: Config,
    wrap: &Wrap<'_>,
    shutdown: impl Future<Output = ()>,
) -> Result<(), RunError> {
    serve(listener, config, Some(wrap), |_| (), shutdown).await
}

/// What a simulation puts around a connection to the database.
pub type Wrap<'a> = dyn Fn(Sqlite) -> Box<dyn Storage + Send> + Send + Sync + 'a;

async fn serve(
    listener: impl Listener,
    config: Config,
    wrap: Option<&Wrap<'_>>,
    announce: impl FnOnce(SocketAddr),
    shutdown: impl Future<Output = ()>,
) -> Result<(), RunError> {
    config.check()?;
    let local = listener.local_addr()?;
    let origin = config.origin_at(local)?;
    let receipt_key = ReceiptKey::load(&config.database)?;
    let rules = Rules { limits: config.limits, mailbox_bytes_max: config.mailbox_bytes_max };
    let storage =
        Sqlite::open_as(&config.database, rules, Access::Write { bytes_max: config.database_bytes_max })?;
    let readers = Readers::open(&config.database, rules, wrap)?;
    let wakes = Arc::new(Wakes::default());
    let (writer, mut thread) = match wrap {
        None => Writer::start(storage, Arc::clone(&wakes), config.queue_bytes_max)?,
        Some(wrap) => Writer::start_inline(wrap(storage), Arc::clone(&wakes), config.queue_bytes_max),
    };
    let (drain, draining) = watch::channel(false);
    let (cut_off, cut) = watch::channel(false);
    let terms = Terms {
        origin,
        limits: config.limits,
        open: config.open,
        receipt_key: receipt_key.key.clone(),
        mailbox_puts_max: config.mailbox_puts_max,
        ping_after_ms: millis(config.ping_after),
        silence_max_ms: millis(config.silence_max),
    };
    let shared = Arc::new(Shared {
        terms: Arc::new(terms),
        writer: writer.clone(),
        readers: readers.clone(),
        wakes,
        write_timeout: config.write_timeout,
        tick: (config.ping_after / 4).clamp(Duration::from_millis(10), Duration::from_secs(15)),
        draining: draining.clone(),
        cut: cut.clone(),
        began: Instant::now(),
    });
    let relay = Arc::new(Relay {
        shared,
        connections: AtomicU64::new(0),
        forwarded: config.forwarded,
        readiness: tokio::sync::Mutex::new(None),
    });
    let (alive, mut all_gone) = mpsc::channel(1);
    let door = Door {
        listener,
        router: router(Arc::clone(&relay)),
        gate: Gate::new(&config),
        patience: Patience {
            header: config.header_timeout,
            all: config.header_timeout + config.write_timeout,
        },
        message_max: message_before_auth_max(&config.limits),
        draining,
        cut,
        alive,
    };
    announce(local);
    let outcome = tokio::select! {
        () = door.serve() => Ok(()),
        () = shutdown => Ok(()),
        () = swept(&writer) => Ok(()),
        () = thread.ended() => Err(RunError::WriterDied),
    };
    drain.send_replace(true);
    drop(door);
    // Nothing is ever sent: this returns when the last connection has given back its place.
    if timeout(config.drain_timeout, all_gone.recv()).await.is_err() {
        tracing::warn!("some connections did not end in time");
        cut_off.send_replace(true);
        // They have nothing left to wait for.
        drop(timeout(config.drain_timeout, all_gone.recv()).await);
    }
    drop((relay, writer));
    // The writer has to be the last to close: it then removes the write-ahead log.
    readers.close();
    // Whatever is still queued is committed before the thread ends.
    if outcome.is_ok() && timeout(config.drain_timeout, thread.ended()).await.is_ok() {
        thread.join().await;
    }
    drop(receipt_key);
    outcome
}

/// Where connections come in.
struct Door<L> {
    listener: L,
    router: Router,
    gate: Arc<Gate>,
    patience: Patience,
    message_max: usize,
    draining: watch::Receiver<bool>,
    cut: watch::Receiver<bool>,
    alive: mpsc::Sender<()>,
}

/// How long a connection may take before it is a WebSocket.
#[derive(Clone, Copy)]
struct Patience {
    /// For the head of one request.
    header: Duration,
    /// For everything: who does not read the answers does not stay either.
    all: Duration,
}

impl<L: Listener> Door<L> {
    async fn serve(&self) {
        let mut said: Option<Instant> = None;
        loop {
            match self.listener.accept().await {
                Ok((socket, address)) => self.admit(socket, address),
                Err(error) => {
                    // Said now and then: a flood must not fill the log.
                    if said.is_none_or(|said| said.elapsed() > SAY_EVERY) {
                        said = Some(Instant::now());
                        tracing::warn!(%error, "connections cannot be accepted");
                    }
                    // Mostly too many open files: strangers make room, and trying at once does not help.
                    self.gate.make_room(ROOM);
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    fn admit(&self, socket: L::Connection, address: SocketAddr) {
        let Some(place) = self.gate.enter(address.ip(), self.alive.clone()) else { return };
        let guest = Guest { place: Arc::new(place), meter: Arc::new(Meter::new(self.message_max)) };
        let (mut draining, mut cut) = (self.draining.clone(), self.cut.clone());
        let (router, patience) = (self.router.clone(), self.patience);
        tokio::spawn(async move {
            tokio::select! {
                () = converse(socket, router, guest.clone(), patience, &mut draining) => {}
                () = guest.place.has_to_leave() => {}
                () = is_set(&mut cut) => {}
            }
        });
    }
}

/// Speaks HTTP until the connection ends or becomes a WebSocket, which then holds the place itself.
async fn converse(
    socket: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    router: Router,
    guest: Guest,
    patience: Patience,
    draining: &mut watch::Receiver<bool>,
) {
    let socket = TokioIo::new(Metered::new(socket, Arc::clone(&guest.meter)));
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(guest.clone());
        let answer = router.clone().call(request);
        async move { answer.await.map_err(|never: Infallible| never) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(patience.header).max_buf_size(HEAD_BYTES_MAX);
    let connection = builder.serve_connection(socket, service).with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome.is_ok(),
        () = is_set(draining) => {
            connection.as_mut().graceful_shutdown();
            connection.await.is_ok()
        }
        () = sleep(patience.all) => false,
    };
    if !outcome {
        tracing::debug!("an HTTP connection ended early");
    }
}

/// Drops expired mailbox slots now and then; reading them is prevented in any case.
async fn swept(writer: &Writer) {
    let mut tick = interval(SWEEP_EVERY);
    loop {
        tick.tick().await;
        drop(writer.ask(Write::Sweep).await);
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Strangers who leave when no more connections can be accepted.
const ROOM: usize = 16;
const SAY_EVERY: Duration = Duration::from_secs(60);
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
const SWEEP_EVERY: Duration = Duration::from_secs(600);
/// A request to a relay has a short head.
const HEAD_BYTES_MAX: usize = 16 * 1024;
