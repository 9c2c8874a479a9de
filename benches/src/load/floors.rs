//! What the machine allows in the same run: a WebSocket that only echoes, and SQLite with the relay's rows and pragmas.

use std::path::Path;
use std::time::Instant;

use futures_util::{SinkExt, StreamExt};
use rusqlite::{Connection, params};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;

use crate::Outcome;
use crate::peer::{small_buffers, socket};
use crate::rounds::{Figure, Times};

/// Messages as long as a put that come back, on so many connections at once.
pub(crate) async fn echo(connections: usize, messages: usize) -> Outcome<Figure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    // On a runtime of its own, as the relay is a process of its own.
    let server = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let listener = listener.into_std()?;
        runtime.block_on(serve(listener, connections))
    });
    let mut clients = Vec::new();
    for _ in 0..connections {
        clients.push(socket(address).await?);
    }
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for mut client in clients {
        tasks.spawn(async move {
            let mut times = Times::default();
            for _ in 0..messages {
                let began = Instant::now();
                client.send(Message::Binary(vec![8; PUT_BYTES].into())).await?;
                client.next().await.ok_or("the echo has ended")??;
                times.note(began);
            }
            client.close(None).await?;
            Outcome::Ok(times)
        });
    }
    let mut figure = Figure { puts: connections * messages, ..Figure::default() };
    while let Some(times) = tasks.join_next().await {
        figure.arrived.join(times??);
    }
    figure.per_second = figure.puts as f64 / began.elapsed().as_secs_f64();
    server.join().map_err(|_| "the echo server failed")??;
    Ok(figure)
}

async fn serve(listener: std::net::TcpListener, connections: usize) -> Outcome<()> {
    let listener = TcpListener::from_std(listener)?;
    let mut tasks = JoinSet::new();
    for _ in 0..connections {
        let (tcp, _) = listener.accept().await?;
        tcp.set_nodelay(true)?;
        tasks.spawn(async move {
            let config = Some(small_buffers());
            let mut socket = tokio_tungstenite::accept_hdr_async_with_config(tcp, agree, config).await?;
            while let Some(Ok(message)) = socket.next().await {
                if message.is_binary() {
                    socket.send(message).await?;
                }
            }
            Outcome::Ok(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    Ok(())
}

/// The clients ask for the relay's subprotocol.
#[expect(clippy::result_large_err, reason = "the shape that the library asks for")]
fn agree(
    _request: &tokio_tungstenite::tungstenite::handshake::server::Request,
    mut response: tokio_tungstenite::tungstenite::handshake::server::Response,
) -> Result<
    tokio_tungstenite::tungstenite::handshake::server::Response,
    tokio_tungstenite::tungstenite::handshake::server::ErrorResponse,
> {
    let protocol = tokio_tungstenite::tungstenite::http::HeaderValue::from_static("entrenous.v1");
    response.headers_mut().insert("sec-websocket-protocol", protocol);
    Ok(response)
}

/// Rows as the relay writes them, so many in one transaction, on the same disk.
pub(crate) fn rows_per_second(folder: &Path, group: usize) -> Outcome<f64> {
    let path = folder.join("floor.db");
    let mut connection = Connection::open(&path)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "secure_delete", "on")?;
    connection.execute_batch(TABLE)?;
    let rows = (64 * group).clamp(256, 4096);
    let first: i64 = connection.query_row("select coalesce(max(seq), 0) from log", [], |row| row.get(0))?;
    let began = Instant::now();
    let mut seq = first;
    for _ in 0..rows / group {
        let transaction = connection.transaction()?;
        for _ in 0..group {
            seq += 1;
            let id = wire::hash("bench-row", &[&seq.to_be_bytes()]);
            transaction.prepare_cached(INSERT)?.execute(params![
                [7_u8; 32],
                seq,
                id,
                vec![9_u8; ENVELOPE_BYTES]
            ])?;
        }
        transaction.commit()?;
    }
    let taken = began.elapsed().as_secs_f64();
    Ok(((seq - first) as f64 / taken).round())
}

/// The smallest envelope.
const ENVELOPE_BYTES: usize = 1276;
/// The frame that carries it.
const PUT_BYTES: usize = ENVELOPE_BYTES + 5;
const INSERT: &str =
    "insert into log (stream, author, seq, id, kind, day, bytes) values (1, ?1, ?2, ?3, 1, 20000, ?4)";
const TABLE: &str = "
create table if not exists log (
    arrival integer primary key,
    stream integer not null,
    author blob not null,
    seq integer not null,
    id blob not null,
    kind integer not null,
    day integer not null,
    bytes blob not null,
    unique (stream, author, seq),
    unique (stream, id)
) strict;
create index if not exists log_step on log (stream, arrival) where kind = 4;
";
