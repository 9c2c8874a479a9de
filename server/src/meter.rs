//! Bytes that a connection has sent of a message which is not complete yet: what the relay holds for it meanwhile.
//!
//! The WebSocket library knows one limit for the longest message of all. Whoever has not proved a key is allowed much
//! less, and that has to show before the message is complete: otherwise strangers could make the relay hold it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Counts the bytes of one connection; shared by the socket and whoever takes the messages.
#[derive(Debug)]
pub(crate) struct Meter {
    unfinished: AtomicUsize,
    max: AtomicUsize,
}

/// A socket that reads no more than its meter allows.
#[derive(Debug)]
pub(crate) struct Metered<S> {
    socket: S,
    meter: Arc<Meter>,
}

impl Meter {
    /// For messages of so many bytes.
    pub(crate) fn new(message_max: usize) -> Self {
        let meter = Self { unfinished: AtomicUsize::new(0), max: AtomicUsize::new(0) };
        meter.allow(message_max);
        meter
    }

    /// From now on messages may have so many bytes.
    pub(crate) fn allow(&self, message_max: usize) {
        self.max.store(message_max.saturating_add(READ_AHEAD), Ordering::Relaxed);
    }

    /// A message is complete; the next one begins.
    pub(crate) fn message_done(&self) {
        self.unfinished.store(0, Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        self.unfinished.load(Ordering::Relaxed) > self.max.load(Ordering::Relaxed)
    }
}

impl<S> Metered<S> {
    pub(crate) fn new(socket: S, meter: Arc<Meter>) -> Self {
        Self { socket, meter }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.meter.is_over() {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, OVER)));
        }
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.socket).poll_read(context, buffer);
        let read = buffer.filled().len().saturating_sub(before);
        self.meter.unfinished.fetch_add(read, Ordering::Relaxed);
        outcome
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}

/// What the error of a message over the limit says.
pub(crate) const OVER: &str = "the message is too long";
/// Bytes of framing, and of the next message, that may have come along with one that is allowed.
const READ_AHEAD: usize = 8 * 1024;
