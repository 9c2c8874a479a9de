//! Ending in order, under load and among clients who do not co-operate.

use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use wire::{ByeCode, Frame, Kind};

use crate::author::{Author, Stream};
use crate::hostile::{UPGRADE, spawn_with, terminate};
use crate::peer::{Peer, Running, folder, live, set_up};

/// Asks for more than the sockets can hold, and reads nothing of it.
async fn deaf(address: std::net::SocketAddr, stream: &Stream) -> Peer {
    let mut peer = live(address, stream.id, &stream.sam).await;
    for _ in 0..50 {
        peer.send(&Frame::Get { author: stream.alex.id, after: 0, budget: u32::MAX }).await;
    }
    peer
}

async fn put_large(peer: &mut Peer, stream: &mut Stream) {
    let large = stream.alex.seal(stream.id, Kind::Content, &vec![1; 1024 * 1024 - 32 * 1024 + 16]);
    peer.put_stored(&large).await;
}

#[tokio::test]
async fn sigterm_answers_what_was_put_says_goodbye_and_waits_for_nobody_for_ever() {
    let (folder, database) = folder();
    let (mut child, address) = spawn_with(&database, "drain_timeout_seconds = 2\n").await;
    let mut stream = Stream::new(1);
    let mut opener = set_up(address, &stream).await;
    let authors: Vec<_> = (0..8).map(|number| Author::new(500_000 + number)).collect();
    for author in &authors {
        opener.put_stored(&stream.opener.enroll(stream.id, author, wire::Rights::DEVICE)).await;
    }
    put_large(&mut live(address, stream.id, &stream.alex).await, &mut stream).await;
    let _deaf = deaf(address, &stream).await;
    let mut half = TcpStream::connect(address).await.unwrap();
    half.write_all(UPGRADE.as_bytes()).await.unwrap();

    let mut writers = Vec::new();
    for mut author in authors {
        let mut peer = live(address, stream.id, &author).await;
        let puts: Vec<_> = (0..64).map(|mark| author.content(stream.id, mark)).collect();
        for put in &puts {
            peer.send(&Frame::Put { envelope: put.as_bytes().to_vec() }).await;
        }
        writers.push((peer, author));
    }
    let ending = tokio::spawn(async move {
        let status = terminate(&mut child).await;
        (child, status)
    });
    let mut answered = Vec::new();
    for (peer, author) in &mut writers {
        let mut stored = 0;
        let bye = loop {
            match peer.next().await {
                Some(Frame::Stored { .. }) => stored += 1,
                Some(Frame::Wake { .. }) => {}
                other => break other,
            }
        };
        assert_eq!(bye, Some(Frame::Bye(ByeCode::Draining)));
        answered.push((author.id, stored));
    }
    let (_child, status) = ending.await.unwrap();
    assert_eq!(status.code(), Some(0));
    assert!(!folder.path().join("relay.db-wal").exists(), "closed in order, in spite of the deaf");

    let held = rusqlite::Connection::open(&database).unwrap();
    for (author, stored) in answered {
        let count = "select count(*) from log where author = ?1";
        let count: i64 = held.query_row(count, [author.as_bytes()], |row| row.get(0)).unwrap();
        assert_eq!(count, stored, "every put that was taken was answered");
    }
}

#[tokio::test]
async fn a_deaf_client_is_cut_off_when_the_time_for_draining_is_over() {
    let (folder, database) = folder();
    let relay = Running::start(database, |config| config.drain_timeout = Duration::from_secs(2)).await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    put_large(&mut live(relay.address, stream.id, &stream.alex).await, &mut stream).await;
    let _deaf = deaf(relay.address, &stream).await;
    relay.stop().await;
    assert!(!folder.path().join("relay.db-wal").exists(), "the database was closed in order");
}
