//! Too long, too many, too often: what is cut, what is refused, and that the honest go on.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use wire::{ByeCode, Credential, Frame, MailboxName, RefusalCode, Slot};

use crate::author::{Author, Stream};
use crate::hostile::{BEGUN, LAST, MIDDLE, SOCKET_PING, UPGRADE, WHOLE, part};
use crate::peer::{PATIENCE, Peer, Running, assert_refused, folder, live, set_up};

/// One connection before it has proved a key, one afterwards.
async fn both(relay: &Running, stream: &Stream) -> [Peer; 2] {
    [Peer::connect(relay.address).await, live(relay.address, stream.id, &stream.alex).await]
}

#[tokio::test]
async fn a_length_that_no_message_may_have_ends_the_connection_at_once() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    for len in [1_153_435, 1 << 32, (1 << 63) - 1, 1 << 63, u64::MAX] {
        for mut peer in both(&relay, &stream).await {
            assert!(peer.write_raw(&part(WHOLE, len, &[0x08])).await);
            assert_eq!(peer.next().await, Some(Frame::Bye(ByeCode::Protocol)), "{len}");
        }
    }
    relay.stop().await;
}

#[tokio::test]
async fn a_stranger_cannot_make_the_relay_hold_a_long_message() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let [mut stranger, mut member] = both(&relay, &stream).await;
    // As much as a mailbox may hold is taken, and 16 KiB more are not waited for.
    let sent = vec![0x0C; (128 + 16) * 1024];
    assert!(stranger.write_raw(&part(WHOLE, 1_000_000, &sent)).await);
    assert_eq!(stranger.next().await, Some(Frame::Bye(ByeCode::Protocol)));
    // Of a member the rest is waited for, and then it is no frame.
    assert!(member.write_raw(&part(WHOLE, 1_000_000, &sent)).await);
    assert!(member.write_raw(&vec![0x0C; 1_000_000 - sent.len() - 1]).await);
    member.expect_nothing().await;
    assert!(member.write_raw(&[0x0C]).await);
    member.expect_bye(ByeCode::Protocol).await;
    relay.stop().await;
}

#[tokio::test]
async fn a_message_in_countless_parts_is_cut_and_one_in_a_few_is_read() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    for mut peer in both(&relay, &stream).await {
        let ping = Frame::Ping(5).encode();
        assert!(peer.write_raw(&part(BEGUN, 1, &ping[..1])).await);
        for byte in &ping[1..ping.len() - 1] {
            assert!(peer.write_raw(&part(MIDDLE, 1, &[*byte])).await);
            assert!(peer.write_raw(&part(SOCKET_PING, 0, b"")).await);
        }
        assert!(peer.write_raw(&part(LAST, 1, &ping[ping.len() - 1..])).await);
        assert_eq!(peer.next().await, Some(Frame::Pong(5)));

        assert!(peer.write_raw(&part(BEGUN, 1, &[0x08])).await);
        let many = part(MIDDLE, 0, b"").repeat(4096);
        let flooding = async { while peer.write_raw(&many).await {} };
        tokio::time::timeout(PATIENCE, flooding).await.expect("empty parts end as well");
    }
    relay.stop().await;
}

#[tokio::test]
async fn nothing_compressed_is_taken_so_nothing_can_expand() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let extension = "sec-websocket-extensions: permessage-deflate\r\n";
    let mut socket = TcpStream::connect(relay.address).await.unwrap();
    socket.write_all(format!("{UPGRADE}{extension}\r\n").as_bytes()).await.unwrap();
    let mut answer = vec![0; 2048];
    let read = socket.read(&mut answer).await.unwrap();
    let head = String::from_utf8_lossy(&answer[..read]).to_lowercase();
    assert!(head.starts_with("http/1.1 101") && !head.contains("extensions"), "{head}");
    for mut peer in both(&relay, &stream).await {
        // The bit that marks a compressed message.
        assert!(peer.write_raw(&part(WHOLE | 0x40, 9, &Frame::Ping(1).encode())).await);
        assert_eq!(peer.next().await, None);
    }
    relay.stop().await;
}

#[tokio::test]
async fn pings_and_frames_of_later_versions_are_answered_or_skipped_however_many() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let [mut stranger, mut member] = both(&relay, &stream).await;
    let mut honest = live(relay.address, stream.id, &stream.sam).await;
    for number in 0..2000 {
        for peer in [&mut stranger, &mut member] {
            peer.send(&Frame::Ping(number)).await;
            peer.send_bytes(vec![0x80; 100]).await;
        }
        if number % 100 == 0 {
            honest.put_stored(&stream.sam.content(stream.id, number)).await;
        }
    }
    for number in 0..2000 {
        assert_eq!(stranger.next().await, Some(Frame::Pong(number)));
    }
    relay.stop().await;
}

#[tokio::test]
async fn openings_and_proofs_are_counted_before_they_are_verified() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let mut peer = Peer::connect(relay.address).await;
    let one = Stream::new(1);
    let mut forged = one.first[0].as_bytes().to_vec();
    *forged.last_mut().unwrap() ^= 1;
    for round in 0..16 {
        let answer =
            peer.ask(&Frame::Open { credential: Credential::Nothing, genesis: forged.clone() }).await;
        assert_refused(&answer, one.id.as_bytes(), RefusalCode::Signature);
        let answer = peer.auth(one.id, &one.alex).await;
        assert_refused(&answer, one.id.as_bytes(), RefusalCode::UnknownStream);
        assert!(round < 16);
    }
    let answer = peer.open(Credential::Nothing, &one.first[0]).await;
    assert_refused(&answer, one.id.as_bytes(), RefusalCode::Busy);
    let answer = peer.auth(one.id, &one.alex).await;
    assert_refused(&answer, one.id.as_bytes(), RefusalCode::Busy);
    drop(set_up(relay.address, &one).await);
    relay.stop().await;
}

#[tokio::test]
async fn questions_wait_in_turn_and_too_many_are_refused_one_by_one() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let stream = Stream::new(1);
    let mut honest = set_up(relay.address, &stream).await;
    let (name, slot) = (MailboxName::from([7; 32]), Slot::new(1).unwrap());
    let full = Frame::MailboxPut { name, slot, seconds: 3600, content: vec![7; 100_000] };
    assert_eq!(honest.ask(&full).await, Frame::MailboxStored { name, slot });
    let mut flooders = Vec::new();
    for _ in 0..8 {
        let mut flooder = Peer::connect(relay.address).await;
        let question = Frame::MailboxGet { name, slot }.encode();
        flooder.write_raw(&part(WHOLE, 34, &question).repeat(500)).await;
        flooders.push(tokio::spawn(async move {
            let (mut given, mut refused) = (0, 0);
            while given + refused < 500 {
                match flooder.next().await.expect("every question is answered") {
                    Frame::Mailbox { content: Some(_), .. } => given += 1,
                    other => {
                        let refusal = assert_refused(&other, name.as_bytes(), RefusalCode::Busy);
                        assert!(refusal.retryable && refusal.retry_after_seconds > 0);
                        refused += 1;
                    }
                }
            }
            given
        }));
    }
    for _ in 0..20 {
        assert!(matches!(honest.ask(&Frame::MailboxGet { name, slot }).await, Frame::Mailbox { .. }));
        assert_eq!(honest.chain(stream.opener.id, u32::MAX).await.len(), 3);
    }
    for flooder in flooders {
        assert!(flooder.await.unwrap() > 64, "what fits into the queue is given");
    }
    relay.stop().await;
}

#[tokio::test]
async fn a_member_may_ask_for_every_chain_of_a_large_stream_at_once() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    for number in 0..3000 {
        let author = Author::new(number + 100_000).id;
        alex.send(&Frame::Get { author, after: 0, budget: u32::MAX }).await;
    }
    for number in 0..3000 {
        let author = Author::new(number + 100_000).id;
        assert_eq!(alex.next().await, Some(Frame::Envelopes { author, done: true, page: Vec::new() }));
    }
    relay.stop().await;
}
