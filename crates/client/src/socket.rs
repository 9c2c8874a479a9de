//! One WebSocket to a relay: dialling, sending and receiving binary messages, with a deadline on everything.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use language::say;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async_tls_with_config};
use wire::{Limits, Origin};

use crate::fail::{Exit, Fail};
use crate::network::{Connection, connect};
use crate::patience::{Patience, WornOut};

/// An open connection.
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<Box<dyn Connection>>>,
    origin: Origin,
    patience: Patience,
}

impl Socket {
    /// Dials the relay's stream endpoint.
    pub(crate) async fn dial(origin: &Origin) -> Result<Self, Fail> {
        let (host, port) = origin.host_and_port();
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let tcp = timeout(DIAL_TIMEOUT, connect(bare, port))
            .await
            .map_err(|_| unreachable_fail(origin, &say!("timed-out-10")))?
            .map_err(|error| unreachable_fail(origin, &plain_io(&error)))?;
        let mut request = format!("{origin}/v1/stream")
            .into_client_request()
            .map_err(|_| unreachable_fail(origin, &say!("not-dialled")))?;
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static("entrenous.v1"));
        let frame_max = usize::try_from(Limits::default().frame_max).unwrap_or(usize::MAX);
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER_BYTES)
            .write_buffer_size(BUFFER_BYTES)
            .max_message_size(Some(frame_max))
            .max_frame_size(Some(frame_max));
        let handshake = client_async_tls_with_config(request, tcp, Some(config), None);
        let (stream, _) = timeout(DIAL_TIMEOUT, handshake)
            .await
            .map_err(|_| unreachable_fail(origin, &say!("timed-out-10")))?
            .map_err(|error| unreachable_fail(origin, &plain_ws(&error)))?;
        Ok(Self { stream, origin: origin.clone(), patience: Patience::new() })
    }

    pub(crate) async fn send(&mut self, bytes: Vec<u8>) -> Result<(), Fail> {
        timeout(ANSWER_TIMEOUT, self.stream.send(Message::Binary(bytes.into())))
            .await
            .map_err(|_| unreachable_fail(&self.origin, &say!("stopped-taking")))?
            .map_err(|error| unreachable_fail(&self.origin, &plain_ws(&error)))
    }

    /// The next binary message; `None` when the relay closed the connection.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>, Fail> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Binary(bytes))) => return Ok(Some(bytes.to_vec())),
                Some(Ok(Message::Close(_))) | None => return Ok(None),
                Some(Ok(_)) => {}
                Some(Err(WsError::ConnectionClosed | WsError::AlreadyClosed)) => return Ok(None),
                Some(Err(error)) => return Err(unreachable_fail(&self.origin, &plain_ws(&error))),
            }
        }
    }

    /// The next binary message, or a failure if none comes in time or too many led nowhere.
    pub(crate) async fn answer(&mut self) -> Result<Option<Vec<u8>>, Fail> {
        let left = self.patience.left();
        let begun = Instant::now();
        let Ok(answer) = timeout(left, self.next()).await else {
            return Err(self.worn_out(self.patience.gone()));
        };
        match self.patience.spend(begun.elapsed()) {
            Ok(()) => answer,
            Err(worn_out) => Err(self.worn_out(worn_out)),
        }
    }

    /// What came last gets us on: the relay has all the time again for the next.
    pub(crate) fn got_on(&mut self) {
        self.patience.renew();
    }

    fn worn_out(&self, how: WornOut) -> Fail {
        match how {
            WornOut::Silence => unreachable_fail(&self.origin, &say!("silent-20")),
            WornOut::Chatter => {
                Fail::new(Exit::Offline, "relay_stalls", say!("relay-stalls", relay = short(&self.origin)))
                    .attempt(say!("relay-stalls-try"))
            }
        }
    }

    pub(crate) async fn close(mut self) {
        // The relay learns of the end either way; a slow farewell is not waited for.
        timeout(CLOSE_TIMEOUT, self.stream.close(None)).await.ok();
    }
}

pub(crate) fn unreachable_fail(origin: &Origin, reason: &str) -> Fail {
    Fail::new(
        Exit::Offline,
        "relay_unreachable",
        say!("relay-unreachable", relay = short(origin), reason = reason),
    )
    .attempt(say!("relay-unreachable-try"))
}

/// The relay's address without its scheme, as people read it.
pub(crate) fn short(origin: &Origin) -> &str {
    let text = origin.as_str();
    text.split_once("://").map_or(text, |(_, rest)| rest)
}

fn plain_io(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::ConnectionRefused => say!("io-refused"),
        std::io::ErrorKind::ConnectionReset => say!("io-reset"),
        std::io::ErrorKind::TimedOut => say!("io-timed-out"),
        _ => say!("io-no-way"),
    }
}

fn plain_ws(error: &WsError) -> String {
    match error {
        WsError::Io(error) => plain_io(error),
        WsError::Tls(_) => say!("tls-wrong"),
        WsError::Http(response) => {
            say!("http-answer", status = response.status().as_u16())
        }
        WsError::Capacity(_) => say!("over-limit"),
        _ => say!("connection-broke"),
    }
}

const DIAL_TIMEOUT: Duration = Duration::from_secs(10);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
const BUFFER_BYTES: usize = 16 * 1024;
