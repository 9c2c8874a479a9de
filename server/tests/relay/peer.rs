//! A running relay and a bare client of it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use relay::{Config, RunError};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use wire::{
    AuthorId, ByeCode, Credential, EnvelopeId, Frame, Limits, Refusal, RefusalCode, StreamId, Verified,
};

use crate::author::{Author, Stream};

/// A relay inside this process, in a folder of its own.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), RunError>>,
}

impl Running {
    /// Starts a relay for development on `database`, with settings changed by `change`.
    pub(crate) async fn start(database: PathBuf, change: impl FnOnce(&mut Config)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut config = Config::dev(address, database).unwrap();
        // However slow the machine is, nobody is asked whether he is there, unless that is what is tested.
        (config.ping_after, config.silence_max) = (Duration::from_secs(1200), Duration::from_secs(3600));
        change(&mut config);
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(Box::pin(relay::run(listener, config, async move {
            drop(stopped.await);
        })));
        Self { address, stop, task }
    }

    /// Ends it in order.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        timeout(PATIENCE, self.task).await.expect("the relay drains in time").unwrap().unwrap();
    }
}

pub(crate) fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("relay.db");
    (folder, database)
}

/// A connection that has received its hello.
pub(crate) struct Peer {
    socket: WebSocketStream<TcpStream>,
    pub(crate) origin: String,
    pub(crate) nonce: [u8; 32],
    pub(crate) limits: Limits,
}

impl Peer {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        let mut socket = raw(address, None).await;
        let Some(Frame::Hello { origin, nonce, limits }) = receive(&mut socket).await else {
            panic!("no hello");
        };
        assert_eq!(origin, format!("ws://{address}"));
        Self { socket, origin, nonce, limits }
    }

    /// A connection whose first frame is left to be read.
    pub(crate) async fn connect_silently(address: SocketAddr) -> Self {
        Self::through_proxy(address, None).await
    }

    /// The same, as a proxy hands it on that adds this header.
    pub(crate) async fn through_proxy(address: SocketAddr, forwarded_for: Option<&str>) -> Self {
        let socket = raw(address, forwarded_for).await;
        Self { socket, origin: String::new(), nonce: [0; 32], limits: Limits::default() }
    }

    pub(crate) async fn send(&mut self, frame: &Frame) {
        self.send_bytes(frame.encode()).await;
    }

    /// Whether the frame could be written.
    pub(crate) async fn try_send(&mut self, frame: &Frame) -> bool {
        self.socket.send(Message::Binary(frame.encode().into())).await.is_ok()
    }

    pub(crate) async fn send_bytes(&mut self, bytes: Vec<u8>) {
        // A relay that has hung up already is noticed by what it said before.
        drop(self.socket.send(Message::Binary(bytes.into())).await);
    }

    /// Bytes below the WebSocket, as they are; says whether they could be written.
    pub(crate) async fn write_raw(&mut self, bytes: &[u8]) -> bool {
        self.socket.get_mut().write_all(bytes).await.is_ok()
    }

    /// The bare socket.
    pub(crate) fn into_socket(self) -> TcpStream {
        self.socket.into_inner()
    }

    /// How many messages have arrived, without waiting for one.
    pub(crate) fn drain_now(&mut self) -> usize {
        let mut count = 0;
        while let Some(Some(Ok(_))) = self.socket.next().now_or_never() {
            count += 1;
        }
        count
    }

    /// Nothing is said within a moment.
    pub(crate) async fn expect_nothing(&mut self) {
        let silence = timeout(Duration::from_millis(50), self.socket.next()).await;
        assert!(silence.is_err(), "{silence:?}");
    }

    /// The next frame; `None` when the relay has ended the connection. Its questions are answered on the way.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        loop {
            match self.next_or_ping().await {
                Some(Frame::Ping(number)) => self.send(&Frame::Pong(number)).await,
                other => return other,
            }
        }
    }

    pub(crate) async fn next_or_ping(&mut self) -> Option<Frame> {
        receive(&mut self.socket).await
    }

    pub(crate) async fn ask(&mut self, frame: &Frame) -> Frame {
        self.send(frame).await;
        self.next().await.expect("an answer")
    }

    pub(crate) async fn open(&mut self, credential: Credential, genesis: &Verified) -> Frame {
        self.ask(&Frame::Open { credential, genesis: genesis.as_bytes().to_vec() }).await
    }

    pub(crate) async fn auth(&mut self, stream: StreamId, author: &Author) -> Frame {
        let message = wire::auth_message(&self.origin, &stream, &self.nonce);
        let signature = wire::sign(&author.key, "relay-auth", &message);
        self.ask(&Frame::Auth { stream, author: author.id, signature }).await
    }

    pub(crate) async fn put(&mut self, envelope: &Verified) -> Frame {
        self.put_bytes(envelope.as_bytes()).await
    }

    pub(crate) async fn put_bytes(&mut self, envelope: &[u8]) -> Frame {
        self.ask(&Frame::Put { envelope: envelope.to_vec() }).await
    }

    pub(crate) async fn put_stored(&mut self, envelope: &Verified) {
        assert_eq!(self.put(envelope).await, Frame::Stored { id: envelope.id() });
    }

    /// Everything the relay holds of one author, page by page.
    pub(crate) async fn chain(&mut self, author: AuthorId, budget: u32) -> Vec<Vec<u8>> {
        let mut chain = Vec::new();
        loop {
            let after = u64::try_from(chain.len()).unwrap();
            match self.ask(&Frame::Get { author, after, budget }).await {
                Frame::Envelopes { author: of, done, page } => {
                    assert_eq!(of, author);
                    assert!(done || !page.is_empty(), "a page that does not advance");
                    chain.extend(page);
                    if done {
                        return chain;
                    }
                }
                other => panic!("{other:?}"),
            }
        }
    }

    pub(crate) async fn expect_bye(&mut self, code: ByeCode) {
        assert_eq!(self.next().await, Some(Frame::Bye(code)));
        assert_eq!(self.next().await, None);
    }
}

/// A connection that is live in `stream` as `author`.
pub(crate) async fn live(address: SocketAddr, stream: StreamId, author: &Author) -> Peer {
    let mut peer = Peer::connect(address).await;
    match peer.auth(stream, author).await {
        Frame::Heads { .. } => peer,
        other => panic!("{other:?}"),
    }
}

/// Opens the stream and enrols both members.
pub(crate) async fn set_up(address: SocketAddr, stream: &Stream) -> Peer {
    let mut peer = Peer::connect(address).await;
    let opened = peer.open(Credential::Nothing, &stream.first[0]).await;
    assert!(matches!(opened, Frame::Opened { .. }), "{opened:?}");
    let heads = peer.auth(stream.id, &stream.opener).await;
    assert!(matches!(heads, Frame::Heads { .. }), "{heads:?}");
    for envelope in &stream.first[1..] {
        peer.put_stored(envelope).await;
    }
    peer
}

pub(crate) fn assert_refused(frame: &Frame, subject: &[u8; 32], code: RefusalCode) -> Refusal {
    match frame {
        Frame::Refused(refusal) => {
            assert_eq!((refusal.code, &refusal.subject), (code, subject), "{refusal:?}");
            *refusal
        }
        other => panic!("{other:?} is no refusal with {code:?}"),
    }
}

pub(crate) fn heads_of(frame: Frame) -> Vec<(AuthorId, u64, EnvelopeId)> {
    match frame {
        Frame::Heads { heads } => heads,
        other => panic!("{other:?}"),
    }
}

async fn raw(address: SocketAddr, forwarded_for: Option<&str>) -> WebSocketStream<TcpStream> {
    let socket = TcpStream::connect(address).await.unwrap();
    socket.set_nodelay(true).unwrap();
    let mut request = format!("ws://{address}/v1/stream").into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("entrenous.v1"));
    if let Some(addresses) = forwarded_for {
        request.headers_mut().insert("x-forwarded-for", HeaderValue::from_str(addresses).unwrap());
    }
    tokio_tungstenite::client_async(request, socket).await.unwrap().0
}

async fn receive(socket: &mut WebSocketStream<TcpStream>) -> Option<Frame> {
    loop {
        match timeout(PATIENCE, socket.next()).await.expect("the relay answers in time") {
            Some(Ok(Message::Binary(bytes))) => return Frame::decode(&bytes).unwrap(),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(
                Ok(Message::Close(_)) | Err(Error::ConnectionClosed | Error::Io(_) | Error::Protocol(_)),
            )
            | None => {
                return None;
            }
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
