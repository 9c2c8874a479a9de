//! Mailboxes for pairing: write-once slots, bounded in size, time and number.

use wire::{ByeCode, Frame, MailboxName, RefusalCode, Slot};

use crate::peer::{Peer, Running, assert_refused, folder};

fn put(name: u8, slot: u8, seconds: u32, content: &[u8]) -> Frame {
    let (name, slot) = (MailboxName::from([name; 32]), Slot::new(slot).unwrap());
    Frame::MailboxPut { name, slot, seconds, content: content.to_vec() }
}

fn get(name: u8, slot: u8) -> Frame {
    Frame::MailboxGet { name: MailboxName::from([name; 32]), slot: Slot::new(slot).unwrap() }
}

fn holds(name: u8, slot: u8, content: Option<&[u8]>) -> Frame {
    let (name, slot) = (MailboxName::from([name; 32]), Slot::new(slot).unwrap());
    Frame::Mailbox { name, slot, content: content.map(<[u8]>::to_vec) }
}

fn stored(name: u8, slot: u8) -> Frame {
    Frame::MailboxStored { name: MailboxName::from([name; 32]), slot: Slot::new(slot).unwrap() }
}

#[tokio::test]
async fn a_slot_is_written_once_and_read_by_whoever_knows_its_name() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let mut alex = Peer::connect(relay.address).await;
    let mut sam = Peer::connect(relay.address).await;
    assert_eq!(sam.ask(&get(1, 1)).await, holds(1, 1, None));
    assert_eq!(alex.ask(&put(1, 1, 3600, b"m1")).await, stored(1, 1));
    assert_eq!(sam.ask(&get(1, 1)).await, holds(1, 1, Some(b"m1")));
    assert_eq!(sam.ask(&get(1, 2)).await, holds(1, 2, None));
    assert_eq!(alex.ask(&put(1, 1, 3600, b"m1")).await, stored(1, 1));
    let refusal =
        assert_refused(&sam.ask(&put(1, 1, 3600, b"other")).await, &[1; 32], RefusalCode::SlotTaken);
    assert!(!refusal.retryable);
    assert_eq!(sam.ask(&get(1, 1)).await, holds(1, 1, Some(b"m1")));
    relay.stop().await;
}

#[tokio::test]
async fn a_slot_has_limits_of_its_own() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |config| {
        config.mailbox_puts_max = 3;
        config.mailbox_bytes_max = 200 * 1024;
    })
    .await;
    let mut peer = Peer::connect(relay.address).await;
    let largest = vec![7; 128 * 1024];
    assert_eq!(peer.ask(&put(1, 1, 8 * 24 * 3600, &largest)).await, stored(1, 1));
    assert_eq!(peer.ask(&get(1, 1)).await, holds(1, 1, Some(&largest)));
    assert_refused(&peer.ask(&put(2, 1, 8 * 24 * 3600 + 1, b"x")).await, &[2; 32], RefusalCode::TooLong);
    assert_refused(&peer.ask(&put(2, 1, 0, b"x")).await, &[2; 32], RefusalCode::Malformed);
    let refusal =
        assert_refused(&peer.ask(&put(2, 1, 3600, &largest)).await, &[2; 32], RefusalCode::MailboxFull);
    assert!(refusal.retryable && refusal.limit == 200 * 1024);
    assert_eq!(peer.ask(&put(2, 2, 3600, b"x")).await, stored(2, 2));
    assert_refused(&peer.ask(&put(3, 1, 3600, b"x")).await, &[3; 32], RefusalCode::MailboxFull);
    peer.send(&put(4, 1, 3600, &vec![7; 128 * 1024 + 1])).await;
    peer.expect_bye(ByeCode::Protocol).await;
    relay.stop().await;
}
