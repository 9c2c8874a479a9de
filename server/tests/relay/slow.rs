//! Clients that take their time: in the head, in the upgrade, in a frame, and those who never read.

use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use wire::{ByeCode, Frame, Kind, MailboxName, Slot};

use crate::author::Stream;
use crate::hostile::{BEGUN, SOCKET_PING, UPGRADE, WHOLE, dribble, part, resident_kib, says_bye};
use crate::kill::spawn;
use crate::peer::{PATIENCE, Peer, Running, folder, live, set_up};

fn hurried(config: &mut relay::Config) {
    config.header_timeout = Duration::from_millis(500);
    config.write_timeout = Duration::from_millis(500);
    config.ping_after = Duration::from_millis(200);
    config.silence_max = Duration::from_millis(1000);
}

#[tokio::test]
async fn a_head_or_a_body_that_dribbles_in_holds_no_connection() {
    let (_folder, database) = folder();
    let relay = Running::start(database, hurried).await;
    let long_body = "POST / HTTP/1.1\r\nhost: relay\r\ncontent-length: 1000000000\r\n\r\n";
    for beginning in ["", "GET / HTTP/1.1\r\nx-slow: ", UPGRADE, long_body] {
        let socket = TcpStream::connect(relay.address).await.unwrap();
        let said = dribble(socket, beginning.as_bytes(), b'x').await;
        assert!(!says_bye(&said, ByeCode::Timeout), "it never became a WebSocket");
    }
    relay.stop().await;
}

#[tokio::test]
async fn answers_that_nobody_reads_hold_no_connection() {
    let (_folder, database) = folder();
    let relay = Running::start(database, hurried).await;
    let mut socket = TcpStream::connect(relay.address).await.unwrap();
    let request = b"GET /v1/about HTTP/1.1\r\nhost: relay\r\n\r\n";
    timeout(PATIENCE, async { while socket.write_all(request).await.is_ok() {} }).await.expect("it ends");
    relay.stop().await;
}

#[tokio::test]
async fn a_frame_that_dribbles_in_is_no_sign_of_life() {
    let (_folder, database) = folder();
    let relay = Running::start(database, hurried).await;
    let stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    for first in [WHOLE, BEGUN] {
        for is_member in [false, true] {
            let peer = one(&relay, &stream, is_member).await;
            let said = dribble(peer.into_socket(), &part(first, 8000, b""), 0x08).await;
            assert!(says_bye(&said, ByeCode::Timeout), "member: {is_member}");
        }
    }
    relay.stop().await;
}

async fn one(relay: &Running, stream: &Stream, is_member: bool) -> Peer {
    if is_member {
        live(relay.address, stream.id, &stream.alex).await
    } else {
        Peer::connect(relay.address).await
    }
}

#[tokio::test]
async fn pings_below_the_frames_are_no_sign_of_life() {
    let (_folder, database) = folder();
    let relay = Running::start(database, hurried).await;
    let stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let ping = part(SOCKET_PING, 0, b"");
    for is_member in [false, true] {
        let mut peer = one(&relay, &stream, is_member).await;
        let flooding = async { while peer.write_raw(&ping).await {} };
        timeout(PATIENCE, flooding).await.expect("the relay ends it");
    }
    relay.stop().await;
}

#[tokio::test]
async fn whoever_never_reads_costs_the_relay_little_memory_and_nobody_a_delay() {
    let (_folder, database) = folder();
    let (child, address) = spawn(&database).await;
    let mut stream = Stream::new(1);
    drop(set_up(address, &stream).await);
    let mut alex = live(address, stream.id, &stream.alex).await;
    let large = vec![1; 1024 * 1024 - 32 * 1024 + 16];
    for _ in 0..4 {
        alex.put_stored(&stream.alex.seal(stream.id, Kind::Content, &large)).await;
    }
    let (name, slot) = (MailboxName::from([7; 32]), Slot::new(1).unwrap());
    let full = Frame::MailboxPut { name, slot, seconds: 3600, content: vec![7; 128 * 1024] };
    assert_eq!(alex.ask(&full).await, Frame::MailboxStored { name, slot });
    let before = resident_kib(&child);
    let mut deaf = Vec::new();
    for _ in 0..8 {
        let mut member = live(address, stream.id, &stream.sam).await;
        let mut stranger = Peer::connect(address).await;
        for _ in 0..1000 {
            member.send(&Frame::Get { author: stream.alex.id, after: 0, budget: u32::MAX }).await;
            stranger.send(&Frame::MailboxGet { name, slot }).await;
        }
        deaf.push((member, stranger));
    }
    for mark in 0..20 {
        alex.put_stored(&stream.alex.content(stream.id, mark)).await;
        assert!(matches!(alex.ask(&Frame::MailboxGet { name, slot }).await, Frame::Mailbox { .. }));
    }
    assert_eq!(alex.chain(stream.alex.id, u32::MAX).await.len(), 24);
    let each = resident_kib(&child).saturating_sub(before) / deaf.len();
    println!("{each} KiB for each pair of deaf connections");
    assert!(each <= 12 * 1024, "{each} KiB for each pair of deaf connections");
}
