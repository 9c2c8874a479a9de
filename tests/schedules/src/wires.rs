//! The simulated network on both ends: what the client dials, and where the relay listens. All bytes go past the tape.

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use client::{Connecting, Connection, Network};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};
use turmoil::net::{TcpListener, TcpStream};

use crate::line::{Echo, Line};
use crate::office::Office;
use crate::tape::Tape;

/// The port of every relay.
pub(crate) const PORT: u16 = 8787;

/// A device's end.
pub(crate) struct Wires {
    pub(crate) who: &'static str,
    pub(crate) line: Arc<Line>,
    pub(crate) tape: Tape,
}

impl Network for Wires {
    fn connect(&self, host: String, port: u16) -> Connecting {
        let (who, line, tape) = (self.who, Arc::clone(&self.line), self.tape.clone());
        Box::pin(async move {
            tape.dialled(who);
            let stream = TcpStream::connect((host.as_str(), port)).await?;
            let echo = line.echo();
            let tapped = Tapped { stream, who, line, echo, tape, arrived: VecDeque::new(), pause: None };
            let tapped: Box<dyn Connection> = Box::new(tapped);
            Ok(tapped)
        })
    }
}

struct Tapped {
    stream: TcpStream,
    who: &'static str,
    line: Arc<Line>,
    echo: Option<Echo>,
    tape: Tape,
    /// Here, and not read yet.
    arrived: VecDeque<u8>,
    /// How a slow reader takes its time.
    pause: Option<Pin<Box<Sleep>>>,
}

impl AsyncRead for Tapped {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        while this.arrived.is_empty() {
            let mut bytes = [0; 4096];
            let mut part = ReadBuf::new(&mut bytes);
            ready!(Pin::new(&mut this.stream).poll_read(cx, &mut part))?;
            if part.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            match &mut this.echo {
                Some(echo) => this.arrived.extend(echo.pass(part.filled(), &this.line, &this.tape)),
                None => this.arrived.extend(part.filled()),
            }
        }
        let mut sip = this.arrived.len().min(buf.remaining());
        if this.line.is_slow() {
            let pause = this.pause.get_or_insert_with(|| Box::pin(sleep(PAUSE)));
            ready!(pause.as_mut().poll(cx));
            this.pause = None;
            sip = sip.min(SIP);
        }
        let read: Vec<u8> = this.arrived.drain(..sip).collect();
        this.tape.carried(this.who, "hears", &read);
        buf.put_slice(&read);
        Poll::Ready(Ok(()))
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

/// A relay's end.
pub(crate) struct Door {
    listener: TcpListener,
    office: Arc<Office>,
}

impl Door {
    pub(crate) async fn open(office: Arc<Office>) -> io::Result<Self> {
        Ok(Self { listener: TcpListener::bind((Ipv4Addr::UNSPECIFIED, PORT)).await?, office })
    }
}

impl relay::Listener for Door {
    type Connection = Mortal;

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    async fn accept(&self) -> io::Result<(Mortal, SocketAddr)> {
        let (stream, address) = self.listener.accept().await?;
        Ok((Mortal { stream, office: Arc::clone(&self.office) }, address))
    }
}

/// A relay that died in the middle of a commit says nothing more, though its host stops only with the next tick.
pub(crate) struct Mortal {
    stream: TcpStream,
    office: Arc<Office>,
}

impl AsyncRead for Mortal {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.office.is_dead() {
            return Poll::Pending;
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Mortal {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.office.is_dead() {
            return Poll::Pending;
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

const SIP: usize = 512;
const PAUSE: Duration = Duration::from_millis(100);
