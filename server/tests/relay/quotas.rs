//! Limits to the byte and to the envelope, and that the clock of the machine decides nothing but days and mailboxes.

use relay::{Answer, Entitlement, Memory, Read, Rules, Sqlite, Storage, Write};
use wire::{Frame, Kind, Limits, MailboxName, RefusalCode, Rights, Slot, Verified};

use crate::author::{Author, Stream};
use crate::peer::{Peer, Running, assert_refused, folder, live, set_up};

fn len(envelope: &Verified) -> u64 {
    u64::try_from(envelope.as_bytes().len()).unwrap()
}

fn rekey(author: &mut Author, stream: &Stream) -> Verified {
    let mut body = vec![0x52; 1 + wire::GRANT_BYTES + wire::PAD_FLOOR + 16];
    body[0] = 1;
    author.seal(stream.id, Kind::Rekey, &body)
}

/// Puts what has to be refused, and does not go on in the chain.
async fn assert_full(peer: &mut Peer, limit: u64, envelope: &Verified) {
    let refusal =
        assert_refused(&peer.put(envelope).await, envelope.id().as_bytes(), RefusalCode::StreamFull);
    assert_eq!((refusal.limit, refusal.retryable), (limit, true));
}

#[tokio::test]
async fn a_stream_is_full_to_the_byte_and_its_reserve_is_too() {
    let stream = Stream::new(1);
    let mut tries = stream.clone();
    let first: u64 = stream.first.iter().map(len).sum();
    let content = len(&tries.alex.content(stream.id, 0));
    let grant = len(&tries.alex.grant(stream.id));
    let rekeyed = len(&rekey(&mut tries.alex, &stream));
    let guest = Author::new(7);
    let enrolled = len(&tries.alex.enroll(stream.id, &guest, Rights::DEVICE));
    let retired = len(&tries.alex.retire(stream.id, guest.id));
    // Room for exactly three of content, and in the reserve for exactly one of each that defends a stream.
    let (full, reserve) = (first + 3 * content, grant + rekeyed + enrolled + retired);
    for missing in [0, 1] {
        let (_folder, database) = folder();
        let limits = |config: &mut relay::Config| {
            config.limits.stream_bytes_max = full - missing;
            config.limits.stream_reserve = reserve;
        };
        let relay = Running::start(database.clone(), limits).await;
        drop(set_up(relay.address, &stream).await);
        let mut stream = stream.clone();
        let mut alex = live(relay.address, stream.id, &stream.alex).await;
        for mark in 0..3 - missing {
            alex.put_stored(&stream.alex.content(stream.id, mark)).await;
        }
        assert_full(&mut alex, full - missing, &stream.alex.clone().content(stream.id, 9)).await;
        relay.stop().await;

        // How full it is was kept.
        let relay = Running::start(database, limits).await;
        let mut alex = live(relay.address, stream.id, &stream.alex).await;
        assert_full(&mut alex, full - missing, &stream.alex.clone().content(stream.id, 9)).await;
        alex.put_stored(&stream.alex.grant(stream.id)).await;
        alex.put_stored(&rekey(&mut stream.alex, &tries)).await;
        alex.put_stored(&stream.alex.enroll(stream.id, &guest, Rights::DEVICE)).await;
        if missing == 1 {
            // What content left free serves them as well.
            let mut more = stream.alex.clone();
            let free = content - 1;
            for _ in 0..free / retired {
                alex.put_stored(&more.retire(stream.id, guest.id)).await;
            }
            stream.alex = more;
        }
        alex.put_stored(&stream.alex.retire(stream.id, guest.id)).await;
        for envelope in [
            stream.alex.clone().grant(stream.id),
            rekey(&mut stream.alex.clone(), &tries),
            stream.alex.clone().enroll(stream.id, &Author::new(8), Rights::DEVICE),
            stream.alex.clone().content(stream.id, 9),
        ] {
            let limit = if envelope.header().kind == Kind::Content { full } else { full + reserve };
            assert_full(&mut alex, limit - missing, &envelope).await;
        }
        // Reading and repeating go on.
        alex.put_stored(&stream.first[1]).await;
        assert!(alex.chain(stream.alex.id, u32::MAX).await.len() >= 6);
        relay.stop().await;
    }
}

#[tokio::test]
async fn the_hourly_number_is_exact_however_fast_it_is_used_up() {
    let (_folder, database) = folder();
    let relay = Running::start(database, |config| config.limits.author_hourly_max = 10).await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let puts: Vec<_> = (0..30).map(|mark| stream.alex.content(stream.id, mark)).collect();
    // Repetitions, another author's envelopes, and what is refused do not count.
    let of_sam: Vec<_> = (0..5).map(|mark| stream.sam.content(stream.id, mark)).collect();
    let early = stream.alex.clone().content(stream.id, 99);
    assert_refused(&alex.put(&early).await, early.id().as_bytes(), RefusalCode::Gap);
    for envelope in of_sam.iter().chain([&puts[0], &puts[0], &puts[0]]) {
        alex.put_stored(envelope).await;
    }
    for envelope in &puts[1..] {
        alex.send(&Frame::Put { envelope: envelope.as_bytes().to_vec() }).await;
    }
    let mut stored = 1;
    for _ in &puts[1..] {
        match alex.next().await {
            Some(Frame::Stored { .. }) => stored += 1,
            Some(Frame::Refused(refusal)) => assert_eq!(refusal.code, RefusalCode::TooMany),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(stored, 10);
    assert_eq!(alex.chain(stream.alex.id, u32::MAX).await.len(), 10);
    relay.stop().await;
}

#[tokio::test]
async fn the_window_of_one_connection_is_counted_in_bytes() {
    let (_folder, database) = folder();
    let relay = Running::start(database.clone(), |config| config.limits.window_bytes = 4096).await;
    let mut stream = Stream::new(1);
    drop(set_up(relay.address, &stream).await);
    let mut alex = live(relay.address, stream.id, &stream.alex).await;
    let long = stream.alex.seal(stream.id, Kind::Content, &vec![1; wire::padded_len(20_000) + 16]);
    alex.put_stored(&long).await;
    let held = rusqlite::Connection::open(&database).unwrap();
    held.execute_batch("begin immediate").unwrap();
    let puts: Vec<_> = (0..6).map(|mark| stream.alex.content(stream.id, mark)).collect();
    for envelope in &puts {
        alex.send(&Frame::Put { envelope: envelope.as_bytes().to_vec() }).await;
    }
    // Three of 1,276 bytes fit into the window; who keeps to it is never refused.
    for envelope in &puts[3..] {
        let refusal =
            assert_refused(&alex.next().await.unwrap(), envelope.id().as_bytes(), RefusalCode::Busy);
        assert_eq!((refusal.limit, refusal.retryable), (4096, true));
    }
    held.execute_batch("rollback").unwrap();
    for envelope in &puts[..3] {
        assert_eq!(alex.next().await, Some(Frame::Stored { id: envelope.id() }));
    }
    for envelope in &puts[3..] {
        alex.put_stored(envelope).await;
    }
    relay.stop().await;
}

#[test]
fn a_clock_that_leaps_changes_no_order_and_no_right() {
    let (_folder, database) = folder();
    let rules = Rules { limits: Limits::default(), mailbox_bytes_max: 1000 };
    let (day, name, slot) = (24 * 3600, MailboxName::from([1; 32]), Slot::new(1).unwrap());
    let mut storages: [Box<dyn Storage>; 2] =
        [Box::new(Memory::new(rules)), Box::new(Sqlite::open(&database, rules).unwrap())];
    for storage in &mut storages {
        let mut stream = Stream::new(1);
        let mut guest = Author::new(7);
        let mut puts = stream.first[1..].to_vec();
        puts.push(stream.alex.enroll(stream.id, &guest, Rights::DEVICE));
        puts.push(guest.content(stream.id, 1));
        puts.push(stream.alex.retire(stream.id, guest.id));
        let late = guest.content(stream.id, 2);
        let open = Write::Open { genesis: stream.first[0].clone(), entitlement: Entitlement::Free };
        let put = |envelope: &Verified| Write::Put { envelope: envelope.clone() };
        let box_put = Write::MailboxPut { name, slot, seconds: 3600, content: vec![1] };
        assert_eq!(
            storage.apply(10 * day, &[open, box_put]).unwrap(),
            [Answer::Opened, Answer::MailboxStored]
        );
        // A day on, back by two, ten minutes either way, and back to the beginning of time.
        let clock = [11 * day, 9 * day, 9 * day + 600, 9 * day - 600, 0];
        for (envelope, now) in puts.iter().zip(clock) {
            assert!(matches!(storage.apply(now, &[put(envelope)]).unwrap()[0], Answer::Stored(Some(_))));
        }
        for now in [0, 9 * day, 20 * day, u64::MAX / 2] {
            let answer = storage.apply(now, &[put(&late)]).unwrap();
            assert!(matches!(answer[0], Answer::Refused(reason) if reason.code == RefusalCode::NotEnrolled));
            assert_eq!(storage.apply(now, &[put(&puts[3])]).unwrap(), [Answer::Stored(None)]);
            let Answer::Joined { access, heads } =
                storage.read(now, &Read::Join { stream: stream.id }).unwrap()
            else {
                panic!("no heads");
            };
            assert!(access.rights(&guest.id).is_none() && access.rights(&stream.alex.id).is_some());
            assert_eq!(heads.len(), 3);
            // A mailbox lives by the clock: it comes back if nobody swept it meanwhile, and is never changed.
            let content = storage.read(now, &Read::Mailbox { name, slot }).unwrap();
            assert_eq!(content, Answer::Mailbox((now < 10 * day + 3600).then(|| vec![1])));
        }
    }
}
