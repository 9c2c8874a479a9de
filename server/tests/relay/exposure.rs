//! What an operator, a scanner or a rude client gets: little, in text, and never for free.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use wire::{ByeCode, Frame, Kind, MailboxName, RefusalCode, Slot};

use crate::author::Stream;
use crate::hostile::{http, resident_kib};
use crate::kill::spawn;
use crate::peer::{PATIENCE, Peer, Running, assert_refused, folder, live, set_up};

#[tokio::test]
async fn a_browser_gets_one_line_of_text_and_never_html() {
    let (_folder, database) = folder();
    // The answer ends when the relay tires of waiting for a second request.
    let relay = Running::start(database, |config| config.header_timeout = Duration::from_millis(100)).await;
    let upgrade = "upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    let from_page =
        format!("{upgrade}sec-websocket-protocol: entrenous.v1\r\norigin: https://example.org\r\n");
    let cases = [
        ("/", "", "200", "This is a relay. It has no web page; use the entre program.\n"),
        ("/healthz", "", "200", "ok\n"),
        ("/readyz", "", "200", "ready\n"),
        ("/v1/about", "", "200", "\"frame_max\":1153434"),
        ("/index.html", "accept: text/html\r\n", "404", "not found\n"),
        ("/v1/stream", "", "400", ""),
        ("/v1/stream", upgrade, "400", "subprotocol"),
        ("/v1/stream", &from_page, "403", "web pages"),
    ];
    for (path, extra, status, text) in cases {
        let answer = http(relay.address, path, extra).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")) && answer.contains(text),
            "{path}: {answer}"
        );
        assert!(!answer.to_lowercase().contains("html"), "{path}: {answer}");
        assert!(answer.contains("content-security-policy: default-src 'none'"), "{path}: {answer}");
    }
    relay.stop().await;
}

#[tokio::test]
async fn silent_and_dribbling_connections_are_closed() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |config| config.header_timeout = Duration::from_millis(50)).await;
    for beginning in ["", "GET / HTTP/1.1\r\nhost: relay\r\n"] {
        let mut socket = TcpStream::connect(relay.address).await.unwrap();
        socket.write_all(beginning.as_bytes()).await.unwrap();
        let mut rest = Vec::new();
        timeout(PATIENCE, socket.read_to_end(&mut rest)).await.expect("the relay closes it").unwrap();
        assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
    }
    relay.stop().await;
}

#[tokio::test]
async fn a_websocket_that_says_nothing_is_asked_and_then_closed() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |config| {
        config.ping_after = Duration::from_millis(40);
        config.silence_max = Duration::from_millis(120);
    })
    .await;
    let mut peer = Peer::connect(relay.address).await;
    assert!(matches!(peer.next_or_ping().await, Some(Frame::Ping(_))));
    peer.expect_bye(ByeCode::Timeout).await;
    relay.stop().await;
}

#[tokio::test]
async fn frames_over_the_limits_end_the_connection() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut early = Peer::connect(relay.address).await;
    early.send_bytes(vec![0x04; 8 * 1024 + 1]).await;
    early.expect_bye(ByeCode::Protocol).await;
    let mut late = live(relay.address, stream.id, &stream.alex).await;
    late.send_bytes(vec![0x08; 1_153_435]).await;
    // The goodbye may be overtaken by the reset that the unread rest causes.
    assert!(matches!(late.next().await, None | Some(Frame::Bye(ByeCode::Protocol))));
    let mut other = live(relay.address, stream.id, &stream.sam).await;
    assert_eq!(other.ask(&Frame::Ping(1)).await, Frame::Pong(1));
    relay.stop().await;
}

#[tokio::test]
async fn a_relay_full_of_members_says_that_it_is_busy() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |config| config.connections_max = 1).await;
    let stream = Stream::new(1);
    let mut first = set_up(relay.address, &stream).await;
    let mut second = Peer::connect_silently(relay.address).await;
    assert_eq!(second.next().await, Some(Frame::Bye(ByeCode::Busy)));
    drop(second);
    assert_eq!(first.ask(&Frame::Ping(1)).await, Frame::Pong(1));
    relay.stop().await;
}

#[tokio::test]
async fn a_full_disk_refuses_writes_keeps_reading_and_loses_nothing() {
    let (_folder, database) = folder();
    let small = |config: &mut relay::Config| config.database_bytes_max = Some(256 * 1024);
    let relay = Running::start(database.clone(), small).await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let mut stored = Vec::new();
    let refused = loop {
        let envelope = stream.alex.content(stream.id, stored.len() as u64);
        match alex.put(&envelope).await {
            Frame::Stored { .. } => stored.push(envelope.as_bytes().to_vec()),
            other => break (other, envelope),
        }
        assert!(stored.len() < 1000, "the disk never fills");
    };
    let refusal = assert_refused(&refused.0, refused.1.id().as_bytes(), RefusalCode::Storage);
    assert!(refusal.retryable && refusal.retry_after_seconds > 0);
    assert!(stored.len() > 20);
    assert_eq!(alex.chain(stream.alex.id, u32::MAX).await, stored);
    assert!(matches!(alex.put(&refused.1).await, Frame::Refused(_)));
    let mut sam = live(relay.address, stream.id, &stream.sam).await;
    assert_eq!(sam.chain(stream.alex.id, u32::MAX).await, stored);
    relay.stop().await;

    let relay = Running::start(database, |_| ()).await;
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    alex.put_stored(&refused.1).await;
    assert_eq!(alex.chain(stream.alex.id, u32::MAX).await.len(), stored.len() + 1);
    relay.stop().await;
}

#[tokio::test]
async fn logs_and_output_hold_nothing_of_what_passes_through_and_files_are_private() {
    let (folder, database) = folder();
    let (mut child, address) = spawn(&database).await;
    let mut stream = Stream::new(1);
    drop(set_up(address, &stream).await);
    let mut alex = live(address, stream.id, &stream.alex).await;
    let planted = b"PLANTED-cleartext-marker";
    let (name, slot) = (MailboxName::from([0x4D; 32]), Slot::new(1).unwrap());
    let put = Frame::MailboxPut { name, slot, seconds: 3600, content: planted.to_vec() };
    assert_eq!(alex.ask(&put).await, Frame::MailboxStored { name, slot });
    alex.put_stored(&stream.alex.content(stream.id, 1)).await;
    assert!(matches!(alex.put_bytes(planted).await, Frame::Refused(_)));
    alex.send_bytes(planted.to_vec()).await;
    alex.expect_bye(ByeCode::Protocol).await;
    let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    for name in ["relay.db", "relay.db-wal", "relay.db-shm", "relay.db.key"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    assert!(Command::new("kill").arg(child.id().unwrap().to_string()).status().unwrap().success());
    assert!(timeout(PATIENCE, child.wait()).await.unwrap().unwrap().success());

    let (mut out, mut log) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).await.unwrap();
    child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
    let written = format!("{out}{log}");
    let secrets = ["PLANTED", &stream.id.to_string()[..16], &stream.alex.id.to_string()[..16], "4d4d4d4d"];
    assert!(secrets.iter().all(|secret| !written.contains(secret)), "{written}");
    let file = std::fs::read(&database).unwrap();
    assert!(file.windows(planted.len()).any(|window| window == planted), "the control is found");
    assert!(!folder.path().join("relay.db-wal").exists(), "closed in order");
}

#[tokio::test]
async fn a_client_that_does_not_read_is_dropped_and_holds_up_nobody() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |config| config.write_timeout = Duration::from_millis(100)).await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let large = stream.alex.seal(stream.id, Kind::Content, &vec![1; 1024 * 1024 - 32 * 1024 + 16]);
    alex.put_stored(&large).await;
    let mut deaf = live(relay.address, stream.id, &stream.sam).await;
    let get = Frame::Get { author: stream.alex.id, after: 0, budget: u32::MAX };
    for _ in 0..100 {
        deaf.send(&get).await;
    }
    alex.put_stored(&stream.alex.content(stream.id, 1)).await;
    // Writing goes on until the relay has hung up.
    timeout(PATIENCE, async { while deaf.try_send(&Frame::Ping(1)).await {} }).await.expect("it is dropped");
    assert_eq!(alex.ask(&Frame::Ping(1)).await, Frame::Pong(1));
    relay.stop().await;
}

pub(crate) fn program(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_entre-relay")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn what_cannot_be_served_is_said_in_a_sentence_and_changes_nothing() {
    let (folder, database) = folder();
    let file = database.to_str().unwrap();
    let check = |arguments: &[&str], code: i32, sentence: &str| {
        let output = program(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
        assert!(error.starts_with("error: ") && error.contains(sentence), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    };
    check(&["serve", "--dev", "--listen", "0.0.0.0:0", "--database", file], 2, "this machine only");
    check(&["serve", "--listen", "0.0.0.0:0", "--database", file], 2, "set origin");
    check(&["serve", "--config", "/nonexistent/relay.toml"], 2, "cannot read");
    check(&["serve", "--dev", "--listen", "127.0.0.1:0", "--database", "/nonexistent/relay.db"], 1, "key");

    let newer = folder.path().join("newer.db");
    let connection = rusqlite::Connection::open(&newer).unwrap();
    connection.execute_batch("pragma application_id = 1162761298; pragma user_version = 99;").unwrap();
    drop(connection);
    let before = std::fs::read(&newer).unwrap();
    let newer_file = newer.to_str().unwrap();
    check(&["serve", "--dev", "--listen", "127.0.0.1:0", "--database", newer_file], 1, "version 99");
    assert_eq!(std::fs::read(&newer).unwrap(), before);

    let foreign = folder.path().join("foreign.db");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("create table diary (day)").unwrap();
    check(&["voucher", "new", "--database", foreign.to_str().unwrap()], 1, "another program");
    let mut garbage = std::fs::File::create(folder.path().join("garbage.db")).unwrap();
    garbage.write_all(&[b'x'; 8192]).unwrap();
    let garbage = folder.path().join("garbage.db");
    check(&["voucher", "new", "--database", garbage.to_str().unwrap()], 1, "cannot be used");
}

#[tokio::test]
async fn a_second_relay_stays_away_from_a_database_in_use() {
    let (_folder, database) = folder();
    let (_child, _address) = spawn(&database).await;
    let file = database.to_str().unwrap().to_owned();
    let output = program(&["serve", "--dev", "--listen", "127.0.0.1:0", "--database", &file]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("another relay is using"));
    let output = program(&["voucher", "new", "--count", "3", "--database", &file]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed.lines().count(), 3);
    let file = std::fs::read(&database).unwrap_or_default();
    for voucher in printed.lines() {
        let bytes = *voucher.parse::<relay::Voucher>().unwrap().as_bytes();
        assert!(!file.windows(16).any(|window| window == bytes));
    }
}

#[tokio::test]
async fn an_idle_connection_costs_little_memory() {
    let (_folder, database) = folder();
    let (child, address) = spawn(&database).await;
    let mut peers = Vec::new();
    for _ in 0..50 {
        peers.push(Peer::connect(address).await);
    }
    let before = resident_kib(&child);
    for _ in 0..300 {
        peers.push(Peer::connect(address).await);
    }
    let each = resident_kib(&child).saturating_sub(before) / 300;
    println!("{each} KiB per idle connection");
    assert!(each <= 40, "{each} KiB per idle connection");
}
