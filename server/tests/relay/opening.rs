//! Who may open a stream: vouchers once, receipts for ever.

use relay::{Config, Rules, Sqlite, Voucher};
use wire::{Credential, Frame, RefusalCode};

use crate::author::Stream;
use crate::peer::{Peer, Running, assert_refused, folder};

#[tokio::test]
async fn a_voucher_opens_one_stream_and_the_receipt_reopens_it_after_the_database_was_deleted() {
    let (_folder, database) = folder();
    let default = Config::default();
    let rules = Rules { limits: default.limits, mailbox_bytes_max: default.mailbox_bytes_max };
    let voucher = Voucher::from([0x42; 16]);
    let relay = Running::start(database.clone(), |config| config.open = false).await;
    // As the operator does, while the relay runs.
    Sqlite::open(&database, rules).unwrap().add_vouchers(&[voucher]).unwrap();
    let (one, two) = (Stream::new(1), Stream::new(2));
    let mut peer = Peer::connect(relay.address).await;

    let answer = peer.open(Credential::Nothing, &one.first[0]).await;
    assert_refused(&answer, one.id.as_bytes(), RefusalCode::VoucherNeeded);
    let answer = peer.open(Credential::Voucher([1; 16]), &one.first[0]).await;
    assert_refused(&answer, one.id.as_bytes(), RefusalCode::VoucherInvalid);
    let code = Credential::Voucher(*voucher.as_bytes());
    let Frame::Opened { receipt } = peer.open(code, &one.first[0]).await else { panic!("not opened") };
    let again = peer.open(Credential::Nothing, &one.first[0]).await;
    assert_eq!(again, Frame::Opened { receipt }, "opening is idempotent");
    let answer = peer.open(code, &two.first[0]).await;
    assert_refused(&answer, two.id.as_bytes(), RefusalCode::VoucherInvalid);
    let answer = peer.open(Credential::Receipt(receipt), &two.first[0]).await;
    assert_refused(&answer, two.id.as_bytes(), RefusalCode::VoucherInvalid);
    relay.stop().await;

    std::fs::remove_file(&database).unwrap();
    let relay = Running::start(database, |config| config.open = false).await;
    let mut peer = Peer::connect(relay.address).await;
    let answer = peer.auth(one.id, &one.opener).await;
    assert_refused(&answer, one.id.as_bytes(), RefusalCode::UnknownStream);
    assert_eq!(peer.open(Credential::Receipt(receipt), &one.first[0]).await, Frame::Opened { receipt });
    assert!(matches!(peer.auth(one.id, &one.opener).await, Frame::Heads { .. }));
    relay.stop().await;
}

#[tokio::test]
async fn only_a_genesis_that_the_stream_commits_to_opens_it() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |_| ()).await;
    let (one, two) = (Stream::new(1), Stream::new(2));
    let mut peer = Peer::connect(relay.address).await;
    let answer = peer.open(Credential::Nothing, &one.first[1]).await;
    assert_refused(&answer, one.id.as_bytes(), RefusalCode::Malformed);
    let mut thief = two.alex.clone();
    let body = wire::AccessOp::Genesis { nonce: [5; 32] }.encode();
    let forged = thief.seal(one.id, wire::Kind::Access, &body);
    let answer = peer.open(Credential::Nothing, &forged).await;
    assert_refused(&answer, one.id.as_bytes(), RefusalCode::Malformed);
    let mut bytes = one.first[0].as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let answer = peer.ask(&Frame::Open { credential: Credential::Nothing, genesis: bytes }).await;
    assert_refused(&answer, one.id.as_bytes(), RefusalCode::Signature);
    relay.stop().await;
}
