//! The demo's room: a temporary folder, a real relay on a real socket in a thread of its own, and the tap before it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use language::say;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::tap::{Recordings, pass_on};
use crate::fail::{Exit, Fail};

/// Everything that lasts as long as the demo.
pub(crate) struct Room {
    folder: PathBuf,
    /// Removed with everything in it when the demo ends, unless it is to be kept.
    temporary: Option<tempfile::TempDir>,
    address: SocketAddr,
    recordings: Recordings,
    stop: Option<oneshot::Sender<()>>,
    relay: Option<JoinHandle<Result<(), String>>>,
}

impl Room {
    /// Opens the folder and starts relay and tap.
    pub(crate) fn open(keep: Option<&Path>) -> Result<Self, Fail> {
        let (folder, temporary) = match keep {
            Some(folder) => {
                std::fs::create_dir(folder).map_err(|error| {
                    Fail::new(
                        Exit::Usage,
                        "not_new",
                        say!(
                            "demo-not-made",
                            path = folder.display().to_string(),
                            error = client::io_words(&error)
                        ),
                    )
                    .attempt(say!("demo-name-new"))
                })?;
                (folder.to_path_buf(), None)
            }
            None => {
                let temporary =
                    tempfile::Builder::new().prefix("entre-demo-").tempdir().map_err(|error| {
                        Fail::new(
                            Exit::Failed,
                            "disk",
                            say!("demo-no-temporary", error = client::io_words(&error)),
                        )
                    })?;
                (temporary.path().to_path_buf(), Some(temporary))
            }
        };
        let (stop, stopped) = oneshot::channel();
        let (ready, started) = std::sync::mpsc::channel();
        let recordings = Recordings::default();
        let (database, taps) = (folder.join("relay.db"), recordings.clone());
        let relay = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map_err(|error| error.to_string())?.block_on(host(database, taps, ready, stopped))
        });
        let address = started.recv().map_err(|_| Fail::new(Exit::Failed, "relay", say!("demo-no-relay")))?;
        Ok(Self { folder, temporary, address, recordings, stop: Some(stop), relay: Some(relay) })
    }

    /// Where the tap listens: the only address the clients know.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The folder of one person.
    pub(crate) fn home(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Everything the relay has on disk.
    pub(crate) fn relay_files(&self) -> Result<Vec<(String, Vec<u8>)>, Fail> {
        let failed = |error: std::io::Error| {
            Fail::new(Exit::Failed, "disk", say!("demo-files-unreadable", error = client::io_words(&error)))
        };
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("relay.db") && entry.path().is_file() {
                files.push((name, std::fs::read(entry.path()).map_err(failed)?));
            }
        }
        Ok(files)
    }

    /// Everything that passed the tap.
    pub(crate) fn traffic(&self) -> Vec<u8> {
        self.recordings.bytes()
    }

    /// Stops the relay in good order; gives the folder if it stays.
    pub(crate) async fn close(mut self, keep: bool) -> Result<Option<PathBuf>, Fail> {
        if let Some(stop) = self.stop.take() {
            // A relay that has ended already is asked for its reason below.
            stop.send(()).ok();
        }
        if let Some(relay) = self.relay.take() {
            let ended = tokio::task::spawn_blocking(move || relay.join()).await;
            match ended {
                Ok(Ok(Ok(()))) => {}
                Ok(Ok(Err(reason))) => {
                    return Err(Fail::new(Exit::Failed, "relay", say!("demo-relay-failed", reason = reason)));
                }
                _ => return Err(Fail::new(Exit::Failed, "relay", say!("demo-relay-stopped"))),
            }
        }
        drop(self.temporary.take());
        Ok(keep.then(|| self.folder.clone()))
    }
}

async fn host(
    database: PathBuf,
    recordings: Recordings,
    ready: std::sync::mpsc::Sender<SocketAddr>,
    stopped: oneshot::Receiver<()>,
) -> Result<(), String> {
    let words = |error: std::io::Error| error.to_string();
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(words)?;
    let tap = TcpListener::bind("127.0.0.1:0").await.map_err(words)?;
    let (relay, outside) = (listener.local_addr().map_err(words)?, tap.local_addr().map_err(words)?);
    let mut config = relay::Config::dev(relay, database).map_err(|error| error.to_string())?;
    config.origin =
        Some(format!("ws://{outside}").parse().map_err(|error: client::OriginError| error.to_string())?);
    let tapping = tokio::spawn(pass_on(tap, relay, recordings));
    ready.send(outside).map_err(|error| error.to_string())?;
    let ended = relay::run(listener, config, async {
        // The sender going away means the same as a word from it.
        stopped.await.ok();
    })
    .await;
    tapping.abort();
    ended.map_err(|error| error.to_string())
}
