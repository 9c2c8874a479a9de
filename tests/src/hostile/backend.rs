//! The real relay behind the one that lies, in this process. It gives the liar's address as its own, so that what
//! clients sign fits.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

#[derive(Debug)]
pub(crate) struct Backend {
    pub(crate) address: SocketAddr,
    folder: PathBuf,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), relay::RunError>>,
}

impl Backend {
    pub(crate) async fn start(folder: &Path, front: SocketAddr) -> io::Result<Self> {
        let mut backend = Self { address: front, folder: folder.to_owned(), running: None };
        backend.resume(front).await?;
        Ok(backend)
    }

    /// Where the database lies: `relay.db`, with its companions.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) async fn stop(&mut self) -> io::Result<()> {
        let Some(Running { stop, task }) = self.running.take() else { return Ok(()) };
        stop.send(()).ok();
        task.await.map_err(io::Error::other)?.map_err(io::Error::other)
    }

    pub(crate) async fn resume(&mut self, front: SocketAddr) -> io::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        self.address = listener.local_addr()?;
        let mut config =
            relay::Config::dev(self.address, self.folder.join("relay.db")).map_err(io::Error::other)?;
        config.origin = Some(format!("ws://{front}").parse().map_err(io::Error::other)?);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(relay::run(listener, config, async {
            stopped.await.ok();
        }));
        self.running = Some(Running { stop, task });
        Ok(())
    }
}
