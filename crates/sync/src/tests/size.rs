//! A long stream is rebuilt in about the time that opening its envelopes takes.

use std::time::Duration;

use crypto::{Payload, Place, Record};
use wire::{EnvelopeId, Kind, SigningKey, Verified};

use super::cast::{Device, Dice, Person, settle};
use crate::{Duties, Replica};

/// Two authors in turn, each having read the other's last: handed over chain by chain, as a relay does, no envelope can
/// be delivered in the order in which it comes.
fn long_stream(dice: &mut Dice, count: u64) -> (Device, Vec<Verified>) {
    let (mut ann, mut bob) = (Person::new(dice), Person::new(dice));
    let mut a1 = Device::found(&mut ann, dice);
    let (mut b1, admission) = a1.pair(&mut bob, dice);
    a1.publish(&Duties { admissions: vec![admission], ..Duties::default() }, dice);
    settle(&mut [&mut a1, &mut b1], dice);
    let secret = a1.replica.secret(&a1.replica.write_epoch().unwrap()).unwrap();
    let mut ends: Vec<(SigningKey, Place)> =
        [&a1, &b1].map(|device| (device.pseudonym.clone(), device.replica.next_place())).into();
    let mut chains = [Vec::new(), Vec::new()];
    let mut read: Option<(wire::AuthorId, u64, EnvelopeId)> = None;
    for number in 0..count {
        let at = usize::try_from(number % 2).unwrap();
        let (key, place) = &mut ends[at];
        let records = [
            Record::Frontier(read.into_iter().collect()),
            Record::Changes { document: [7; 16], chunks: vec![] },
        ];
        let payload = Payload::new(&records).unwrap();
        let sealed = crypto::seal_content(&secret, place, &payload, key, &mut dice.0).unwrap();
        read = Some((place.author, place.seq, sealed.id()));
        (place.seq, place.prev) = (place.seq + 1, sealed.id());
        chains[at].push(sealed);
    }
    (b1, chains.concat())
}

#[test]
#[expect(clippy::disallowed_methods, reason = "measures how long it takes")]
fn a_long_stream_is_delivered_in_one_go_in_whatever_order_it_comes() {
    let count: u64 = if cfg!(debug_assertions) { 600 } else { 10_000 };
    let (mut b1, stream) = long_stream(&mut Dice::new(50), count);
    for envelope in &stream {
        crate::Ledger::keep(&mut b1.disk, envelope, false).unwrap();
    }
    let keys = b1.keys();
    let began = std::time::Instant::now();
    let mut replica = Replica::new(keys);
    for envelope in b1.all() {
        replica.absorb(&envelope, false);
    }
    let settled = replica.settle();
    let took = began.elapsed();
    assert!(stream.iter().all(|envelope| replica.is_accepted(&envelope.id())));
    assert!(settled.waiting.iter().all(|(id, _)| !replica.is_accepted(id)));
    println!("{count} envelopes in {took:?}");
    b1.replica = replica;
    let began = std::time::Instant::now();
    b1.take_in(&[]);
    let taken_in = began.elapsed();
    let began = std::time::Instant::now();
    b1.disk.write();
    let sealed = b1.publish(&Duties::default(), &mut Dice::new(51)).envelopes;
    println!("taken in within {taken_in:?}, one more sealed within {:?}", began.elapsed());
    // An epoch under which 4,096 envelopes were written is left behind first.
    let kinds: Vec<Kind> = sealed.iter().map(|envelope| envelope.header().kind).collect();
    let expected = if count > 4096 { vec![Kind::Rekey, Kind::Content] } else { vec![Kind::Content] };
    assert_eq!(kinds, expected);
    assert!(took < Duration::from_secs(20), "{count} envelopes took {took:?}");
}
