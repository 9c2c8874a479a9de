//! Where connections to a relay come from: the system's TCP, or for as long as [`over`] lasts another network, which is
//! how a simulation puts the whole client on wires of its own. No choice of a person's, and no way around TLS: what is
//! dialled with `wss` speaks TLS over whatever this gives.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// Bytes in order, both ways.
pub trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

/// A connection on its way.
pub type Connecting = Pin<Box<dyn Future<Output = io::Result<Box<dyn Connection>>> + Send>>;

/// A network to dial in.
pub trait Network: Send + Sync {
    /// Begins to connect to a host, by name or address, and port.
    fn connect(&self, host: String, port: u16) -> Connecting;
}

/// Does `work` with `network` in place of the system's.
pub async fn over<F: Future>(network: Arc<dyn Network>, work: F) -> F::Output {
    NETWORK.scope(network, work).await
}

pub(crate) async fn connect(host: String, port: u16) -> io::Result<Box<dyn Connection>> {
    if let Ok(other) = NETWORK.try_with(|network| network.connect(host.clone(), port)) {
        return other.await;
    }
    let tcp = TcpStream::connect((host, port)).await?;
    // A small frame must not wait for the next one (Nagle).
    tcp.set_nodelay(true)?;
    Ok(Box::new(tcp))
}

tokio::task_local! {
    static NETWORK: Arc<dyn Network>;
}
