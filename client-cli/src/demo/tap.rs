//! A tap between clients and relay: passes every byte on and keeps a copy, so that the demo can search what travelled.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What passed, one recording per connection and direction.
#[derive(Clone, Default)]
pub(crate) struct Recordings(Arc<Mutex<Vec<Recording>>>);

type Recording = Arc<Mutex<Vec<u8>>>;

impl Recordings {
    fn start(&self) -> Recording {
        let recording = Arc::default();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&recording));
        recording
    }

    /// Everything that passed, as it was on the wire and with the masks of WebSocket frames taken off.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut all = Vec::new();
        for recording in self.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let bytes = recording.lock().unwrap_or_else(PoisonError::into_inner);
            all.extend_from_slice(&bytes);
            all.extend_from_slice(&unmasked(&bytes));
        }
        all
    }
}

/// Passes connections on to the relay until the task is dropped.
pub(crate) async fn pass_on(listener: TcpListener, relay: SocketAddr, recordings: Recordings) {
    while let Ok((client, _)) = listener.accept().await {
        let Ok(server) = TcpStream::connect(relay).await else { continue };
        // A small frame must not wait for the next one.
        if client.set_nodelay(true).and_then(|()| server.set_nodelay(true)).is_err() {
            continue;
        }
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        tokio::spawn(copy(from_client, to_server, recordings.start()));
        tokio::spawn(copy(from_server, to_client, recordings.start()));
    }
}

async fn copy(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, recording: Recording) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(count) = from.read(&mut buffer).await {
        let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else { break };
        recording.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        if to.write_all(bytes).await.is_err() {
            break;
        }
    }
    // The other side notices the end; there is nobody to tell if it is gone already.
    drop(to.shutdown().await);
}

/// The payloads of the WebSocket frames behind the HTTP head (RFC 6455 §5.2), unmasked where they are masked.
fn unmasked(bytes: &[u8]) -> Vec<u8> {
    let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Vec::new() };
    let mut rest = bytes.get(head + 4..).unwrap_or_default();
    let mut payloads = Vec::new();
    while let Some((payload, after)) = frame(rest) {
        payloads.extend_from_slice(&payload);
        rest = after;
    }
    payloads
}

fn frame(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let (head, rest) = bytes.split_at_checked(2)?;
    let short = usize::from(*head.get(1)? & 0x7f);
    let (len, rest) = match short {
        126 => {
            rest.split_first_chunk::<2>().map(|(len, rest)| (usize::from(u16::from_be_bytes(*len)), rest))?
        }
        127 => {
            let (len, rest) = rest.split_first_chunk::<8>()?;
            (usize::try_from(u64::from_be_bytes(*len)).ok()?, rest)
        }
        short => (short, rest),
    };
    let masked = *head.get(1)? & 0x80 != 0;
    let (mask, rest) = if masked {
        rest.split_first_chunk::<4>().map(|(mask, rest)| (*mask, rest))?
    } else {
        ([0; 4], rest)
    };
    let (payload, rest) = rest.split_at_checked(len)?;
    Some((payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_frame_is_read_as_its_sender_wrote_it() {
        let mut bytes = b"GET / HTTP/1.1\r\n\r\n\x82\x85\x01\x02\x03\x04".to_vec();
        bytes.extend(b"hello".iter().zip([1u8, 2, 3, 4].iter().cycle()).map(|(byte, mask)| byte ^ mask));
        bytes.extend(b"\x82\x02ok");
        assert_eq!(unmasked(&bytes), b"hellook");
    }
}
