//! Many connections at once, and whose turn it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use wire::{ByeCode, Frame, Kind, MailboxName, RefusalCode, Rights, Slot};

use crate::author::{Author, Stream};
use crate::hostile::{
    UPGRADE, WHOLE, open_files_max, part, resident_kib, spawn_with, spawn_with_files, terminate,
};
use crate::peer::{PATIENCE, Peer, Running, assert_refused, folder, live, set_up};

#[tokio::test]
async fn strangers_make_room_for_members_and_members_for_nobody() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |config| config.connections_max = 4).await;
    let stream = Stream::new(1);
    let mut members = vec![set_up(relay.address, &stream).await];
    let mut strangers = Vec::new();
    for _ in 0..3 {
        strangers.push(Peer::connect(relay.address).await);
    }
    for (index, mut stranger) in strangers.into_iter().enumerate() {
        let who = if index % 2 == 0 { &stream.alex } else { &stream.sam };
        members.push(live(relay.address, stream.id, who).await);
        stranger.expect_bye(ByeCode::Busy).await;
    }
    let mut late = Peer::connect_silently(relay.address).await;
    late.expect_bye(ByeCode::Busy).await;
    for member in &mut members {
        assert_eq!(member.ask(&Frame::Ping(1)).await, Frame::Pong(1));
    }
    relay.stop().await;
}

#[tokio::test]
async fn a_relay_that_may_open_few_files_gives_up_strangers_and_no_members() {
    let (_folder, database) = folder();
    let (mut child, address) = spawn_with_files(&database, "", 96).await;
    let mut stream = Stream::new(1);
    let mut member = set_up(address, &stream).await;
    let mut strangers = Vec::new();
    for _ in 0..200 {
        // The system completes them, whether the relay can accept them or not.
        let mut socket = TcpStream::connect(address).await.unwrap();
        socket.write_all(format!("{UPGRADE}\r\n").as_bytes()).await.unwrap();
        strangers.push(socket);
    }
    let mut alex = live(address, stream.id, &stream.alex).await;
    alex.put_stored(&stream.alex.content(stream.id, 1)).await;
    assert_eq!(member.next().await, Some(Frame::Wake { author: stream.alex.id, seq: 1 }));
    drop(strangers);
    assert!(terminate(&mut child).await.success());
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
    assert_eq!(log.matches("connections cannot be accepted").count(), 1, "{log}");
}

#[tokio::test]
async fn a_proxys_clients_are_told_apart_by_the_address_that_it_adds_and_by_nothing_else() {
    let (_folder, database) = folder();
    for forwarded in [true, false] {
        let relay = Running::start(database.clone(), |config| {
            config.forwarded = forwarded;
            config.connections_per_address_max = 2;
            config.mailbox_hourly_bytes_max = 100;
        })
        .await;
        let (name, slot) = (MailboxName::from([u8::from(forwarded); 32]), Slot::new(1).unwrap());
        let put = |len| Frame::MailboxPut { name, slot, seconds: 60, content: vec![1; len] };
        let mut here = Vec::new();
        // What the client claims stands in front and changes with each connection.
        for claimed in ["192.0.2.1", "192.0.2.2"] {
            let header = format!("{claimed}, 203.0.113.9");
            let mut peer = Peer::through_proxy(relay.address, Some(&header)).await;
            assert!(matches!(peer.next().await, Some(Frame::Hello { .. })));
            here.push(peer);
        }
        let mut third = Peer::through_proxy(relay.address, Some("192.0.2.3, 203.0.113.9")).await;
        let mut other = Peer::through_proxy(relay.address, Some("203.0.113.10")).await;
        assert!(matches!(other.next().await, Some(Frame::Hello { .. })));
        if !forwarded {
            assert!(
                matches!(third.next().await, Some(Frame::Hello { .. })),
                "nobody was asked to believe it"
            );
            assert_eq!(third.ask(&put(101)).await, Frame::MailboxStored { name, slot });
            relay.stop().await;
            continue;
        }
        third.expect_bye(ByeCode::Busy).await;
        let refusal =
            assert_refused(&here[0].ask(&put(101)).await, name.as_bytes(), RefusalCode::MailboxFull);
        assert_eq!((refusal.limit, refusal.retryable), (100, true));
        assert_eq!(here[0].ask(&put(100)).await, Frame::MailboxStored { name, slot });
        assert_refused(&here[1].ask(&put(100)).await, name.as_bytes(), RefusalCode::MailboxFull);
        assert_eq!(other.ask(&put(100)).await, Frame::MailboxStored { name, slot });
        drop(here.pop());
        let entered = async {
            // The place is free once the relay has noticed.
            loop {
                let mut again = Peer::through_proxy(relay.address, Some("203.0.113.9")).await;
                if matches!(again.next().await, Some(Frame::Hello { .. })) {
                    return;
                }
            }
        };
        tokio::time::timeout(PATIENCE, entered).await.expect("the place is given back");
        relay.stop().await;
    }
}

/// Connections that end in every way: before the head, within it, after the upgrade, and in the middle of a frame.
async fn handshakes(address: std::net::SocketAddr, stop: Arc<AtomicBool>) -> u32 {
    let mut made = 0;
    while !stop.load(Ordering::Relaxed) {
        let Ok(mut socket) = TcpStream::connect(address).await else { continue };
        let whole = format!("{UPGRADE}\r\n");
        let beginning = match made % 4 {
            0 => "",
            1 => UPGRADE,
            _ => &whole,
        };
        drop(socket.write_all(beginning.as_bytes()).await);
        if made % 4 == 3 {
            drop(socket.write_all(&[0x82, 0xFE]).await);
        }
        made += 1;
    }
    made
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_handshakes_leaves_members_alone_and_no_place_taken() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |config| config.connections_max = 40).await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let mut sam = live(relay.address, stream.id, &stream.sam).await;
    let stop = Arc::new(AtomicBool::new(false));
    let floods: Vec<_> = (0..4).map(|_| tokio::spawn(handshakes(relay.address, Arc::clone(&stop)))).collect();
    for seq in 1..=60 {
        alex.put_stored(&stream.alex.content(stream.id, seq)).await;
        assert_eq!(sam.next().await, Some(Frame::Wake { author: stream.alex.id, seq }));
    }
    stop.store(true, Ordering::Relaxed);
    let mut made = 0;
    for flood in floods {
        made += flood.await.unwrap();
    }
    assert!(made > 60, "{made} handshakes are no flood");
    let mut members = vec![alex, sam];
    while members.len() < 40 {
        members.push(live(relay.address, stream.id, &stream.sam).await);
    }
    Peer::connect_silently(relay.address).await.expect_bye(ByeCode::Busy).await;
    for member in &mut members {
        assert_eq!(member.ask(&Frame::Ping(1)).await, Frame::Pong(1));
    }
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_thousand_idle_sockets_cost_little_and_hold_up_nobody() {
    let (_folder, database) = folder();
    let (child, address) =
        spawn_with(&database, "ping_after_seconds = 1200\nsilence_max_seconds = 3600\n").await;
    let mut stream = Stream::new(1);
    drop(set_up(address, &stream).await);
    let mut alex = live(address, stream.id, &stream.alex).await;
    let mut sam = live(address, stream.id, &stream.sam).await;
    // Both ends count the same limit, each in its own process.
    let count = 5000.min(open_files_max().saturating_sub(200));
    if count < 5000 {
        println!("only {count} sockets: the limit of open files is {}", open_files_max());
    }
    let before = resident_kib(&child);
    let groups: Vec<_> = (0..4)
        .map(|_| {
            tokio::spawn(async move {
                let mut idle = Vec::new();
                for _ in 0..count / 4 {
                    idle.push(Peer::connect(address).await);
                }
                idle
            })
        })
        .collect();
    let mut idle = Vec::new();
    for group in groups {
        idle.extend(group.await.unwrap());
    }
    let each = resident_kib(&child).saturating_sub(before) / idle.len().max(1);
    println!("{} idle sockets, {each} KiB each", idle.len());
    for seq in 1..=50 {
        alex.put_stored(&stream.alex.content(stream.id, seq)).await;
        assert_eq!(sam.next().await, Some(Frame::Wake { author: stream.alex.id, seq }));
    }
    for peer in idle.iter_mut().step_by(97) {
        assert_eq!(peer.ask(&Frame::Ping(1)).await, Frame::Pong(1));
    }
    assert!(each <= 40, "{each} KiB per idle connection");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_into_one_stream_costs_another_no_more_than_its_turn() {
    let (_folder, database) = folder();
    let relay = Running::start(database.clone(), |config| config.queue_bytes_max = 4 * 1024 * 1024).await;
    let (mut loud, mut quiet) = (Stream::new(1), Stream::new(2));
    let mut opener = set_up(relay.address, &loud).await;
    drop(set_up(relay.address, &quiet).await);
    let mut alex = live(relay.address, quiet.id, &quiet.alex).await;
    let mut stranger = Peer::connect(relay.address).await;

    let held = rusqlite::Connection::open(&database).unwrap();
    held.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    let mut flooders = Vec::new();
    for number in 0..10 {
        let mut author = Author::new(500_000 + number);
        opener.put_stored(&loud.opener.enroll(loud.id, &author, Rights::DEVICE)).await;
        let peer = live(relay.address, loud.id, &author).await;
        let puts: Vec<_> = (0..64).map(|mark| author.content(loud.id, mark)).collect();
        flooders.push((peer, puts, 0));
    }
    // The disk is slow for a moment: the relay's writer waits for this lock, and what comes in gathers.
    held.execute_batch("begin immediate").unwrap();
    let before: i64 = held.query_row("select max(arrival) from log", [], |row| row.get(0)).unwrap();
    for (peer, puts, _) in &mut flooders {
        for put in puts {
            peer.send(&Frame::Put { envelope: put.as_bytes().to_vec() }).await;
        }
        // Answered after the puts were queued.
        peer.send(&Frame::Ping(9)).await;
    }
    let mut busy = 0;
    for (peer, _, answered) in &mut flooders {
        while let Some(frame) = peer.next().await {
            match frame {
                Frame::Refused(refusal) => {
                    assert_eq!((refusal.code, refusal.retryable), (RefusalCode::Busy, true));
                    *answered += 1;
                    busy += 1;
                }
                // The others were let in one after the other.
                Frame::Wake { .. } => {}
                other => {
                    assert_eq!(other, Frame::Pong(9));
                    break;
                }
            }
        }
    }
    // 256 writes may wait, and the writer holds some more already: at most 256.
    assert!(busy > 0, "the queue is full");
    let envelope = quiet.alex.content(quiet.id, 1);
    alex.send(&Frame::Put { envelope: envelope.as_bytes().to_vec() }).await;
    assert_eq!(alex.ask(&Frame::Ping(1)).await, Frame::Pong(1));
    let (name, slot) = (MailboxName::from([7; 32]), Slot::new(1).unwrap());
    stranger.send(&Frame::MailboxPut { name, slot, seconds: 60, content: vec![1] }).await;
    assert_eq!(stranger.ask(&Frame::Ping(1)).await, Frame::Pong(1));
    held.execute_batch("rollback").unwrap();

    assert_eq!(alex.next().await, Some(Frame::Stored { id: envelope.id() }));
    assert_eq!(stranger.next().await, Some(Frame::MailboxStored { name, slot }));
    let arrival: i64 = held
        .query_row("select arrival from log where id = ?1", [envelope.id().as_bytes()], |row| row.get(0))
        .unwrap();
    let ahead = arrival - before - 1;

    let mut stored: i64 = 0;
    for (peer, puts, answered) in &mut flooders {
        while *answered < puts.len() {
            match peer.next().await {
                Some(Frame::Stored { .. }) => stored += 1,
                Some(Frame::Wake { .. }) => continue,
                Some(Frame::Refused(refusal)) => {
                    assert!(matches!(refusal.code, RefusalCode::Gap | RefusalCode::Busy), "{refusal:?}");
                }
                other => panic!("{other:?}"),
            }
            *answered += 1;
        }
    }
    // What the writer had begun came first, and then each had its turn: the flood's rest came behind.
    assert!(ahead + 200 <= stored, "{ahead} of {stored} of the flood came before it");
    relay.stop().await;
}

#[tokio::test]
async fn what_one_stream_cannot_write_does_not_fail_anothers() {
    let (_folder, database) = folder();
    let small = |config: &mut relay::Config| config.database_bytes_max = Some(512 * 1024);
    let relay = Running::start(database.clone(), small).await;
    let (mut large, mut quiet) = (Stream::new(1), Stream::new(2));
    drop(set_up(relay.address, &large).await);
    drop(set_up(relay.address, &quiet).await);
    let mut stranger = Peer::connect(relay.address).await;
    let mut sam = live(relay.address, large.id, &large.sam).await;
    let mut alex = live(relay.address, quiet.id, &quiet.alex).await;
    let too_much = large.sam.seal(large.id, Kind::Content, &vec![1; wire::padded_len(900_000) + 16]);
    let little = quiet.alex.content(quiet.id, 1);

    // The writer waits for this lock with the first of them, and takes the other two together.
    let held = rusqlite::Connection::open(&database).unwrap();
    held.execute_batch("begin immediate").unwrap();
    let (name, slot) = (MailboxName::from([7; 32]), Slot::new(1).unwrap());
    stranger.send(&Frame::MailboxPut { name, slot, seconds: 60, content: vec![1] }).await;
    assert_eq!(stranger.ask(&Frame::Ping(1)).await, Frame::Pong(1));
    for (peer, envelope) in [(&mut sam, &too_much), (&mut alex, &little)] {
        peer.send(&Frame::Put { envelope: envelope.as_bytes().to_vec() }).await;
        assert_eq!(peer.ask(&Frame::Ping(1)).await, Frame::Pong(1));
    }
    held.execute_batch("rollback").unwrap();

    assert_eq!(stranger.next().await, Some(Frame::MailboxStored { name, slot }));
    let refusal = sam.next().await.unwrap();
    assert_refused(&refusal, too_much.id().as_bytes(), RefusalCode::Storage);
    assert_eq!(alex.next().await, Some(Frame::Stored { id: little.id() }));
    relay.stop().await;
}

/// On one thread, so that what is counted does not depend on the machine.
#[tokio::test]
async fn a_connection_is_served_one_frame_and_then_others_have_their_turn() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let mut honest = Peer::connect(relay.address).await;
    let mut flooders = Vec::new();
    for _ in 0..8 {
        flooders.push(Peer::connect(relay.address).await);
    }
    let pings = part(WHOLE, 9, &Frame::Ping(1).encode()).repeat(2000);
    for flooder in &mut flooders {
        assert!(flooder.write_raw(&pings).await);
    }
    assert_eq!(honest.ask(&Frame::Ping(2)).await, Frame::Pong(2));
    // What is there already, without letting the relay go on.
    let served: usize = flooders.iter_mut().map(Peer::drain_now).sum();
    assert!(served < 100, "{served} frames of others were served first");
    relay.stop().await;
}
