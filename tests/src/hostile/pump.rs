//! One connection: frames of the client go to the mind and on to the real relay, and the relay's the other way.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async, client_async};
use wire::Frame;

use super::Shared;
use super::mind::{Connection, Out};

type Socket = WebSocketStream<TcpStream>;

/// Serves one client until either side ends. What goes wrong on a socket is the end of it: clients have to cope.
pub(crate) async fn serve(client: TcpStream, shared: Arc<Shared>) {
    drop(carry(client, shared).await);
}

async fn carry(client: TcpStream, shared: Arc<Shared>) -> Result<(), Error> {
    client.set_nodelay(true)?;
    let mut client = accept_hdr_async(client, agree).await?;
    let upstream = shared.upstream();
    let tcp = TcpStream::connect(upstream).await?;
    tcp.set_nodelay(true)?;
    let mut request = format!("ws://{upstream}/v1/stream").into_client_request()?;
    request.headers_mut().insert(SUBPROTOCOL, HeaderValue::from_static("entrenous.v1"));
    let (mut relay, _) = client_async(request, tcp).await?;
    let mut connection = Connection::default();
    loop {
        let outs = tokio::select! {
            message = client.next() => match message {
                Some(Ok(Message::Binary(bytes))) => shared.mind().client_says(&mut connection, &bytes),
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => continue,
            },
            message = relay.next() => match message {
                Some(Ok(Message::Binary(bytes))) => shared.mind().relay_says(&mut connection, &bytes),
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => continue,
            },
        };
        for out in outs {
            match out {
                Out::Up(bytes) => relay.send(Message::Binary(bytes.into())).await?,
                Out::Down(bytes) => client.send(Message::Binary(bytes.into())).await?,
                Out::Text => client.send(Message::Text("hello".into())).await?,
                Out::Drip => drip(&mut client).await?,
                Out::DripBytes => drip_bytes(&mut client).await?,
                Out::Cut => return Ok(()),
            }
        }
    }
    relay.close(None).await.ok();
    client.close(None).await.ok();
    Ok(())
}

#[expect(clippy::result_large_err, clippy::unnecessary_wraps, reason = "the signature is the library's")]
fn agree(
    _: &Request,
    mut response: Response,
) -> Result<Response, tokio_tungstenite::tungstenite::handshake::server::ErrorResponse> {
    response.headers_mut().insert(SUBPROTOCOL, HeaderValue::from_static("entrenous.v1"));
    Ok(response)
}

/// A ping a second, until the client has had enough.
async fn drip(client: &mut Socket) -> Result<(), Error> {
    for number in 0.. {
        client.send(Message::Binary(Frame::Ping(number).encode().into())).await?;
        wait_or_end(client).await?;
    }
    Ok(())
}

/// The head of a message of 256 bytes, and then a byte of it a second.
async fn drip_bytes(client: &mut Socket) -> Result<(), Error> {
    client.get_mut().write_all(&[0x82, 126, 1, 0]).await?;
    for byte in 0..=255 {
        client.get_mut().write_all(&[byte]).await?;
        wait_or_end(client).await?;
    }
    Ok(())
}

/// A second, in which what the client says is read and forgotten.
async fn wait_or_end(client: &mut Socket) -> Result<(), Error> {
    let mut pause = std::pin::pin!(sleep(Duration::from_secs(1)));
    loop {
        tokio::select! {
            () = &mut pause => return Ok(()),
            message = client.next() => match message {
                Some(Ok(Message::Close(_))) | None => return Err(Error::ConnectionClosed),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
            },
        }
    }
}

const SUBPROTOCOL: &str = "sec-websocket-protocol";
