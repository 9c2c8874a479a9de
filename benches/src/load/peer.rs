//! A bare client: frames over one WebSocket.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use wire::{Frame, StreamId};

use crate::Outcome;
use crate::cast::{Author, expect};

pub(crate) struct Peer {
    socket: WebSocketStream<TcpStream>,
    hello: Frame,
}

impl Peer {
    pub(crate) async fn dial(address: SocketAddr) -> Outcome<Self> {
        let mut socket = socket(address).await?;
        let hello = next(&mut socket).await?;
        Ok(Self { socket, hello })
    }

    /// A connection that has received its heads.
    pub(crate) async fn live(address: SocketAddr, stream: StreamId, author: &Author) -> Outcome<Self> {
        let mut peer = Self::dial(address).await?;
        let Frame::Hello { origin, nonce, .. } = &peer.hello else { return Err("no hello".into()) };
        let message = wire::auth_message(origin, &stream, nonce);
        let signature = wire::sign(&author.key, "relay-auth", &message);
        peer.send(&Frame::Auth { stream, author: author.id, signature }).await?;
        expect(matches!(peer.next().await?, Frame::Heads { .. }))?;
        Ok(peer)
    }

    pub(crate) async fn send(&mut self, frame: &Frame) -> Outcome<()> {
        Ok(self.socket.send(Message::Binary(frame.encode().into())).await?)
    }

    /// The next frame; pings of the relay are answered on the way.
    pub(crate) async fn next(&mut self) -> Outcome<Frame> {
        loop {
            match next(&mut self.socket).await? {
                Frame::Ping(number) => self.send(&Frame::Pong(number)).await?,
                frame => return Ok(frame),
            }
        }
    }
}

/// A WebSocket with the small buffers of our own programs.
pub(crate) async fn socket(address: SocketAddr) -> Outcome<WebSocketStream<TcpStream>> {
    let tcp = TcpStream::connect(address).await?;
    tcp.set_nodelay(true)?;
    let mut request = format!("ws://{address}/v1/stream").into_client_request()?;
    request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("entrenous.v1"));
    let (socket, _) =
        tokio_tungstenite::client_async_with_config(request, tcp, Some(small_buffers())).await?;
    Ok(socket)
}

pub(crate) fn small_buffers() -> WebSocketConfig {
    WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(4096)
}

async fn next(socket: &mut WebSocketStream<TcpStream>) -> Outcome<Frame> {
    while let Some(message) = socket.next().await {
        if let Message::Binary(bytes) = message?
            && let Some(frame) = Frame::decode(&bytes)?
        {
            return Ok(frame);
        }
    }
    Err("the relay has hung up".into())
}
