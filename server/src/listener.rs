//! Where a relay's connections come from: the system's sockets, or the network of a simulation.

use std::future::Future;
use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};

/// Something that connections come in by.
pub trait Listener: Send + Sync + 'static {
    /// One of them.
    type Connection: AsyncRead + AsyncWrite + Send + Unpin + 'static;

    /// Where it listens.
    ///
    /// # Errors
    /// What the system says.
    fn local_addr(&self) -> io::Result<SocketAddr>;

    /// The next connection, and from where it comes. Safe to cancel.
    fn accept(&self) -> impl Future<Output = io::Result<(Self::Connection, SocketAddr)>> + Send;
}

impl Listener for TcpListener {
    type Connection = TcpStream;

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Self::local_addr(self)
    }

    async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        loop {
            let (socket, address) = Self::accept(self).await?;
            // A small frame must not wait for the next one (Nagle). Who is gone already is passed over.
            if socket.set_nodelay(true).is_ok() {
                return Ok((socket, address));
            }
        }
    }
}
