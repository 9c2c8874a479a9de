//! Every code of refusal, and that nothing changes with it.

use wire::{ByeCode, Frame, Kind, PAD_FLOOR, RefusalCode, Rights};

use crate::author::{Author, Stream};
use crate::peer::{Peer, Running, assert_refused, folder, heads_of, live, set_up};

#[tokio::test]
async fn an_envelope_that_does_not_continue_its_chain_is_refused() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let mut stream = Stream::new(1);
    let other = Stream::new(2);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;

    let mut branch = stream.alex.clone();
    let first = stream.alex.content(stream.id, 1);
    let second = stream.alex.content(stream.id, 2);
    let refusal = assert_refused(&alex.put(&second).await, second.id().as_bytes(), RefusalCode::Gap);
    assert!(refusal.retryable);
    alex.put_stored(&first).await;
    let fork = branch.content(stream.id, 3);
    let refusal = assert_refused(&alex.put(&fork).await, fork.id().as_bytes(), RefusalCode::Fork);
    assert!(!refusal.retryable);
    let on_branch = branch.content(stream.id, 4);
    assert_refused(&alex.put(&on_branch).await, on_branch.id().as_bytes(), RefusalCode::Fork);
    alex.put_stored(&second).await;

    let elsewhere = stream.alex.clone().content(other.id, 5);
    assert_refused(&alex.put(&elsewhere).await, elsewhere.id().as_bytes(), RefusalCode::Malformed);
    assert_refused(&alex.put_bytes(b"no envelope").await, &[0; 32], RefusalCode::Malformed);
    let stranger = Author::new(77).content(stream.id, 6);
    assert_refused(&alex.put(&stranger).await, stranger.id().as_bytes(), RefusalCode::NotEnrolled);

    let mut sam = live(relay.address, stream.id, &stream.sam).await;
    assert_eq!(sam.chain(stream.alex.id, u32::MAX).await.len(), 2);
    relay.stop().await;
}

#[tokio::test]
async fn every_flipped_byte_of_an_envelope_is_refused() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let envelope = stream.alex.content(stream.id, 1);
    for index in 0..envelope.as_bytes().len() {
        let mut bytes = envelope.as_bytes().to_vec();
        bytes[index] ^= 1 << (index % 8);
        match alex.put_bytes(&bytes).await {
            Frame::Refused(refusal) => assert!(!refusal.retryable, "byte {index}: {refusal:?}"),
            other => panic!("byte {index}: {other:?}"),
        }
    }
    for len in [0, 1, 171, 172, 235, envelope.as_bytes().len() - 1] {
        let answer = alex.put_bytes(&envelope.as_bytes()[..len]).await;
        assert!(matches!(answer, Frame::Refused(_)), "{len} bytes: {answer:?}");
    }
    assert!(alex.chain(stream.alex.id, u32::MAX).await.is_empty());
    alex.put_stored(&envelope).await;
    relay.stop().await;
}

#[tokio::test]
async fn a_wrong_signature_has_its_own_code() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let envelope = stream.alex.content(stream.id, 1);
    let mut bytes = envelope.as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    assert_refused(&alex.put_bytes(&bytes).await, envelope.id().as_bytes(), RefusalCode::Signature);
    relay.stop().await;
}

#[tokio::test]
async fn a_full_stream_still_takes_what_its_members_need_to_defend_it() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |config| {
        config.limits.stream_bytes_max = 4000;
        config.limits.stream_reserve = 4000;
    })
    .await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    alex.put_stored(&stream.alex.content(stream.id, 1)).await;
    alex.put_stored(&stream.alex.content(stream.id, 2)).await;
    let one_too_many = stream.alex.clone().content(stream.id, 3);
    let refusal =
        assert_refused(&alex.put(&one_too_many).await, one_too_many.id().as_bytes(), RefusalCode::StreamFull);
    assert_eq!(refusal.limit, 4000);
    alex.put_stored(&stream.alex.grant(stream.id)).await;
    alex.put_stored(&stream.alex.retire(stream.id, stream.sam.id)).await;
    relay.stop().await;
}

#[tokio::test]
async fn too_many_within_the_hour_is_said_with_the_time_to_wait() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |config| config.limits.author_hourly_max = 2).await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let first = stream.alex.content(stream.id, 1);
    alex.put_stored(&first).await;
    alex.put_stored(&first).await;
    alex.put_stored(&stream.alex.content(stream.id, 2)).await;
    let third = stream.alex.content(stream.id, 3);
    let refusal = assert_refused(&alex.put(&third).await, third.id().as_bytes(), RefusalCode::TooMany);
    assert!(refusal.retryable && refusal.limit == 2, "{refusal:?}");
    assert!((3500..=3600).contains(&refusal.retry_after_seconds), "{refusal:?}");
    let mut sam = live(relay.address, stream.id, &stream.sam).await;
    sam.put_stored(&third).await;
    relay.stop().await;
}

#[tokio::test]
async fn a_body_over_the_limit_is_too_long() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |config| config.limits.body_max = 2048).await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    assert_eq!(alex.limits.body_max, 2048);
    let long = stream.alex.seal(stream.id, Kind::Content, &vec![1; PAD_FLOOR * 4 + 16]);
    let refusal = assert_refused(&alex.put(&long).await, long.id().as_bytes(), RefusalCode::TooLong);
    assert_eq!(refusal.limit, 2048);
    relay.stop().await;
}

#[tokio::test]
async fn the_longest_body_of_the_format_fits_through() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let sent: Vec<_> = (0..3)
        .map(|mark| stream.alex.seal(stream.id, Kind::Content, &vec![mark; 1024 * 1024 - 32 * 1024 + 16]))
        .collect();
    for envelope in &sent {
        alex.put_stored(envelope).await;
    }
    let chain = alex.chain(stream.alex.id, u32::MAX).await;
    assert!(chain.iter().zip(&sent).all(|(got, sent)| got == sent.as_bytes()) && chain.len() == 3);
    relay.stop().await;
}

#[tokio::test]
async fn retired_and_unknown_keys_and_closed_streams_take_nothing() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let before = stream.sam.content(stream.id, 1);
    alex.put_stored(&before).await;
    alex.put_stored(&stream.alex.retire(stream.id, stream.sam.id)).await;
    let after = stream.sam.content(stream.id, 2);
    assert_refused(&alex.put(&after).await, after.id().as_bytes(), RefusalCode::NotEnrolled);
    alex.put_stored(&before).await;

    let mut sam = Peer::connect(relay.address).await;
    assert_refused(&sam.auth(stream.id, &stream.sam).await, stream.id.as_bytes(), RefusalCode::NotEnrolled);
    let reader = Author::new(9);
    let mut writer_only = Author::new(10);
    alex.put_stored(&stream.alex.enroll(stream.id, &reader, Rights::READ)).await;
    alex.put_stored(&stream.alex.enroll(stream.id, &writer_only, Rights::APPEND)).await;
    let mut denied = Peer::connect(relay.address).await;
    let answer = denied.auth(stream.id, &writer_only).await;
    assert_eq!(answer, Frame::Bye(ByeCode::Denied));
    alex.put_stored(&writer_only.content(stream.id, 1)).await;

    let forged = forged_enrolment(&stream, &reader);
    assert_refused(&alex.put(&forged).await, forged.id().as_bytes(), RefusalCode::Signature);
    alex.put_stored(&stream.alex.close(stream.id)).await;
    let late = stream.alex.content(stream.id, 9);
    assert_refused(&alex.put(&late).await, late.id().as_bytes(), RefusalCode::Closed);
    assert!(!heads_of(Peer::connect(relay.address).await.auth(stream.id, &stream.alex).await).is_empty());
    relay.stop().await;
}

/// An enrolment whose subject never agreed; the chain does not move on.
fn forged_enrolment(stream: &Stream, subject: &Author) -> wire::Verified {
    let op = wire::AccessOp::Enroll { subject: subject.id, rights: Rights::DEVICE, proof: [3; 64] };
    stream.alex.clone().seal(stream.id, Kind::Access, &op.encode())
}

#[tokio::test]
async fn a_forged_or_replayed_proof_of_the_key_is_denied() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let earlier = Peer::connect(relay.address).await;
    let message = wire::auth_message(&earlier.origin, &stream.id, &earlier.nonce);
    let signature = wire::sign(&stream.alex.key, "relay-auth", &message);
    let replayed = Frame::Auth { stream: stream.id, author: stream.alex.id, signature };
    let mut peer = Peer::connect(relay.address).await;
    assert_ne!(peer.nonce, earlier.nonce);
    peer.send(&replayed).await;
    peer.expect_bye(ByeCode::Denied).await;

    let mut elsewhere = Peer::connect(relay.address).await;
    elsewhere.origin = "wss://other.example".to_owned();
    assert_eq!(elsewhere.auth(stream.id, &stream.alex).await, Frame::Bye(ByeCode::Denied));
    relay.stop().await;
}
