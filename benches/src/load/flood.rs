//! Rude clients beside the others: puts into one stream from many connections, and strangers who ask for mailboxes.

use std::net::SocketAddr;

use tokio::runtime::{Builder, Runtime};
use wire::{Frame, MailboxName, Slot};

use crate::Outcome;
use crate::cast::Pair;
use crate::peer::Peer;

/// Goes on until it is dropped; on threads of its own, so that it does not hold up those who measure.
pub(crate) struct Flood(Option<Runtime>);

/// So many connections that put, and as many that ask; each has 64 frames under way.
pub(crate) async fn begin(address: SocketAddr, connections: usize) -> Outcome<Flood> {
    let mut loud = Pair::found(address, 9_000_000).await?;
    // What the relay holds already is verified and answered like everything else, and the hour does not count it.
    let put = Frame::Put { envelope: loud.alex.content(loud.stream)?.as_bytes().to_vec() };
    let (name, slot) = (MailboxName::from([7; 32]), Slot::new(1).ok_or("a slot that is none")?);
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    for _ in 0..connections {
        let (stream, put) = (loud.stream, put.clone());
        let key = loud.alex.clone();
        runtime.spawn(async move { pour(Peer::live(address, stream, &key).await?, put).await });
        runtime
            .spawn(async move { pour(Peer::dial(address).await?, Frame::MailboxGet { name, slot }).await });
    }
    Ok(Flood(Some(runtime)))
}

impl Drop for Flood {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

async fn pour(mut peer: Peer, frame: Frame) -> Outcome<()> {
    for _ in 0..64 {
        peer.send(&frame).await?;
    }
    loop {
        peer.next().await?;
        peer.send(&frame).await?;
    }
}
