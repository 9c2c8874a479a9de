//! The simulated network on both ends: what the client dials, and where the relay listens. All bytes go past the tape.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};

use client::{Connecting, Connection, Network};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use turmoil::net::{TcpListener, TcpStream};

use crate::tape::Tape;

/// The relay's place in the network, and what clients call it.
pub(crate) const RELAY: &str = "relay";
pub(crate) const ORIGIN: &str = "ws://relay:8787";
const PORT: u16 = 8787;

/// A device's end.
pub(crate) struct Wires {
    pub(crate) who: &'static str,
    pub(crate) tape: Tape,
}

impl Network for Wires {
    fn connect(&self, host: String, port: u16) -> Connecting {
        let (who, tape) = (self.who, self.tape.clone());
        Box::pin(async move {
            tape.dialled(who);
            let stream = TcpStream::connect((host.as_str(), port)).await?;
            let tapped: Box<dyn Connection> = Box::new(Tapped { stream, who, tape });
            Ok(tapped)
        })
    }
}

struct Tapped {
    stream: TcpStream,
    who: &'static str,
    tape: Tape,
}

impl AsyncRead for Tapped {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        if polled.is_ready() {
            self.tape.carried(self.who, "hears", &buf.filled()[before..]);
        }
        polled
    }
}

impl AsyncWrite for Tapped {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if let Poll::Ready(Ok(written)) = &polled {
            self.tape.carried(self.who, "says", &bytes[..*written]);
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The relay's end.
pub(crate) struct Door(TcpListener);

impl Door {
    pub(crate) async fn open() -> io::Result<Self> {
        Ok(Self(TcpListener::bind((Ipv4Addr::UNSPECIFIED, PORT)).await?))
    }
}

impl relay::Listener for Door {
    type Connection = TcpStream;

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }

    async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        self.0.accept().await
    }
}
