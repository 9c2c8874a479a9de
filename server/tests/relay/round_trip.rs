//! What comes in goes out again, unchanged and to everybody.

use wire::{ByeCode, Credential, Frame, Rights};

use crate::author::{Author, Stream};
use crate::peer::{Peer, Running, folder, heads_of, live, set_up};

#[tokio::test]
async fn an_envelope_comes_back_byte_for_byte_and_survives_a_restart() {
    let (_folder, database) = folder();
    let relay = Running::start(database.clone(), |_| ()).await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let sent: Vec<_> = (0..10).map(|mark| stream.alex.content(stream.id, mark)).collect();
    for envelope in &sent {
        alex.put_stored(envelope).await;
    }
    alex.put_stored(&sent[3]).await;
    relay.stop().await;

    let relay = Running::start(database, |_| ()).await;
    let mut sam = Peer::connect(relay.address).await;
    let heads = heads_of(sam.auth(stream.id, &stream.sam).await);
    assert!(heads.contains(&(stream.alex.id, 10, sent[9].id())));
    assert!(heads.contains(&(stream.opener.id, 3, stream.first[2].id())));
    assert_eq!(heads.len(), 2);
    let expected: Vec<_> = sent.iter().map(|envelope| envelope.as_bytes().to_vec()).collect();
    assert_eq!(sam.chain(stream.alex.id, 1).await, expected);
    assert_eq!(sam.chain(stream.alex.id, 3000).await, expected);
    assert_eq!(sam.chain(stream.alex.id, u32::MAX).await, expected);
    assert_eq!(sam.chain(stream.sam.id, u32::MAX).await, Vec::<Vec<u8>>::new());
    relay.stop().await;
}

#[tokio::test]
async fn puts_may_be_pipelined_and_are_all_answered() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let mut stream = Stream::new(2);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let sent: Vec<_> = (0..64).map(|mark| stream.alex.content(stream.id, mark)).collect();
    for envelope in &sent {
        alex.send(&Frame::Put { envelope: envelope.as_bytes().to_vec() }).await;
    }
    for envelope in &sent {
        assert_eq!(alex.next().await, Some(Frame::Stored { id: envelope.id() }));
    }
    relay.stop().await;
}

#[tokio::test]
async fn others_are_woken_and_the_author_is_not() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let mut stream = Stream::new(3);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let mut sam = live(relay.address, stream.id, &stream.sam).await;
    let mut other_laptop = live(relay.address, stream.id, &stream.alex).await;
    let envelope = stream.alex.content(stream.id, 1);
    alex.put_stored(&envelope).await;
    let wake = Frame::Wake { author: stream.alex.id, seq: 1 };
    assert_eq!(sam.next().await, Some(wake.clone()));
    assert_eq!(other_laptop.next().await, Some(wake));
    assert_eq!(sam.chain(stream.alex.id, u32::MAX).await, [envelope.as_bytes()]);
    assert_eq!(alex.ask(&Frame::Ping(7)).await, Frame::Pong(7));
    relay.stop().await;
}

#[tokio::test]
async fn a_member_refills_a_relay_that_lost_everything() {
    let mut stream = Stream::new(4);
    let lost: Vec<_> = (0..5).map(|mark| stream.alex.content(stream.id, mark)).collect();
    let (_folder, database) = folder();
    let relay = Running::start(database, |config| config.limits.author_hourly_max = 1).await;
    let mut sam = Peer::connect(relay.address).await;
    assert!(matches!(sam.auth(stream.id, &stream.sam).await, Frame::Refused(_)));
    assert!(matches!(sam.open(Credential::Nothing, &stream.first[0]).await, Frame::Opened { .. }));
    assert!(matches!(sam.auth(stream.id, &stream.sam).await, Frame::Refused(_)), "not enrolled yet");
    let mut opener = live(relay.address, stream.id, &stream.opener).await;
    opener.put_stored(&stream.first[1]).await;
    drop(opener);
    let mut opener = live(relay.address, stream.id, &stream.opener).await;
    opener.put_stored(&stream.first[2]).await;
    drop(sam.auth(stream.id, &stream.sam).await);
    for envelope in &lost {
        sam.put_stored(envelope).await;
    }
    relay.stop().await;
}

#[tokio::test]
async fn a_retired_key_loses_its_connection() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let mut stream = Stream::new(5);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let mut sam = live(relay.address, stream.id, &stream.sam).await;
    alex.put_stored(&stream.alex.retire(stream.id, stream.sam.id)).await;
    assert_eq!(sam.next().await, Some(Frame::Wake { author: stream.alex.id, seq: 1 }));
    sam.expect_bye(ByeCode::Denied).await;
    relay.stop().await;
}

#[tokio::test]
async fn a_recovery_reader_brings_in_a_new_device_but_writes_nothing_else() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let mut stream = Stream::new(6);
    drop(set_up(relay.address, &stream).await);
    let mut kit = Author::new(6900);
    let laptop = Author::new(6901);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    alex.put_stored(&stream.alex.enroll(stream.id, &kit, Rights::RECOVERY)).await;
    let mut reader = live(relay.address, stream.id, &kit).await;
    let content = kit.clone().content(stream.id, 1);
    assert!(matches!(reader.put(&content).await, Frame::Refused(_)));
    reader.put_stored(&kit.enroll(stream.id, &laptop, Rights::DEVICE)).await;
    drop(live(relay.address, stream.id, &laptop).await);
    relay.stop().await;
}

#[tokio::test]
async fn a_relay_that_shuts_down_answers_what_was_put_and_says_goodbye() {
    let (_folder, database) = folder();
    let relay = Running::start(database.clone(), |_| ()).await;
    let mut stream = Stream::new(7);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let sent: Vec<_> = (0..64).map(|mark| stream.alex.content(stream.id, mark)).collect();
    for envelope in &sent {
        alex.send(&Frame::Put { envelope: envelope.as_bytes().to_vec() }).await;
    }
    assert_eq!(alex.next().await, Some(Frame::Stored { id: sent[0].id() }));
    let ending = tokio::spawn(relay.stop());
    let mut stored = 1;
    let bye = loop {
        match alex.next().await {
            Some(Frame::Stored { .. }) => stored += 1,
            other => break other,
        }
    };
    assert_eq!(bye, Some(Frame::Bye(ByeCode::Draining)));
    ending.await.unwrap();

    let relay = Running::start(database, |_| ()).await;
    let mut sam = live(relay.address, stream.id, &stream.sam).await;
    assert_eq!(
        sam.chain(stream.alex.id, u32::MAX).await.len(),
        stored,
        "every put that was taken was answered"
    );
    relay.stop().await;
}
