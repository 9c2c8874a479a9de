//! A relay that lies. It stands between real clients and a real relay, understands every frame, and does to them what an
//! [`Attack`] says. Everything else is real: sockets, the relay's checks, its database.

mod attack;
mod backend;
mod forger;
mod mind;
mod pump;

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use attack::Attack;
use backend::Backend;
use mind::Mind;

/// The relay and what stands in front of it, on loopback.
#[derive(Debug)]
pub struct Hostile {
    address: SocketAddr,
    backend: Backend,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    mind: Mutex<Mind>,
    marked: Mutex<Option<Mind>>,
    upstream: Mutex<SocketAddr>,
}

impl Shared {
    pub(crate) fn mind(&self) -> MutexGuard<'_, Mind> {
        // A test that panicked has failed anyway.
        self.mind.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn upstream(&self) -> SocketAddr {
        *self.upstream.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hostile {
    /// Starts a relay whose files lie in `folder`, and the liar in front of it. So far it lies about nothing.
    ///
    /// # Errors
    /// When a port or the database cannot be had.
    pub async fn start(folder: &Path) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let backend = Backend::start(folder, address).await?;
        let shared = Arc::new(Shared {
            mind: Mutex::new(Mind::default()),
            marked: Mutex::new(None),
            upstream: Mutex::new(backend.address),
        });
        let serving = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(pump::serve(socket, Arc::clone(&serving)));
            }
        });
        Ok(Self { address, backend, shared, task })
    }

    /// The address as clients take it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// Says who dials next. A stream on which two have been is the one that is attacked.
    pub fn expect(&self, who: &'static str) {
        self.shared.mind().who = who;
    }

    /// From here on the relay does this; what was counted begins anew.
    pub fn attack(&self, attack: Attack) {
        let mut mind = self.shared.mind();
        mind.attack = attack;
        (mind.frames, mind.bites) = (0, 0);
    }

    /// Keeps in mind what passed so far, for [`Self::recall`].
    pub fn mark(&self) {
        *self.shared.marked.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.shared.mind().clone());
    }

    /// Forgets what passed since [`Self::mark`], and stops lying.
    pub fn recall(&self) {
        let marked = self.shared.marked.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(marked) = marked {
            *self.shared.mind() = marked;
        }
    }

    /// Frames that attacked connections have brought to clients since the attack began.
    #[must_use]
    pub fn frames(&self) -> u64 {
        self.shared.mind().frames
    }

    /// How often the attack did something.
    #[must_use]
    pub fn bites(&self) -> u64 {
        self.shared.mind().bites
    }

    /// Frames in both directions on all connections since the start.
    #[must_use]
    pub fn traffic(&self) -> u64 {
        self.shared.mind().traffic
    }

    /// Runs the relay on other files from here on: `change` is called while nothing serves them.
    ///
    /// # Errors
    /// What `change` says, or when the relay does not come back.
    pub async fn while_stopped(&mut self, change: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
        self.backend.stop().await?;
        change(self.backend.folder())?;
        self.backend.resume(self.address).await?;
        *self.shared.upstream.lock().unwrap_or_else(PoisonError::into_inner) = self.backend.address;
        Ok(())
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.task.abort();
    }
}
