//! A person's own stream: what it tells that person's devices of the other streams. docs/protocol.md §5.4, §10.1

use crypto::{Binding, DeviceId, KemKey, Members, Own, Record, StreamCard};
use wire::{AccessOp, Rights, StreamId};

use super::cast::{Dice, Disk, Person};
use crate::{Duties, Keys, Ledger, Replica, publish};

/// A person's own stream on the first device.
struct Alone {
    dice: Dice,
    disk: Disk,
    replica: Replica<Own>,
}

impl Alone {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut ann = Person::new(&mut dice);
        let (key, opener, pseudonym, kem) =
            (dice.key(), dice.key(), dice.key(), KemKey::from_seed(dice.bytes()));
        ann.certify(&key);
        let first = crypto::genesis_envelope(&opener, dice.bytes()).unwrap();
        let (stream, author) = (first.header().stream, crypto::author_of(&opener));
        let subject = crypto::author_of(&pseudonym);
        let proof = AccessOp::prove(&pseudonym, &stream, &author, Rights::DEVICE);
        let place = crypto::Place { stream, author, seq: 2, prev: first.id() };
        let second = crypto::enroll_envelope(&place, subject, Rights::DEVICE, proof, &opener).unwrap();
        let binding = Binding::make(stream, ann.root, &key, 1, &pseudonym, &kem.public());
        let mut replica = Replica::new(Keys {
            stream,
            root: ann.root,
            device: DeviceId::of(&key),
            pseudonym,
            kems: vec![(1, kem)],
            members: Members::own(stream, ann.root),
            founder: true,
            statements: ann.statements,
            bindings: vec![binding],
        });
        let mut disk = Disk::default();
        for envelope in [first, second] {
            disk.keep(&envelope, true).unwrap();
            replica.absorb(&envelope, true);
        }
        Self { dice, disk, replica }
    }

    fn says(&mut self, records: Vec<Record>) {
        let duties = Duties { records, ..Duties::default() };
        publish(&mut self.replica, &mut self.disk, &duties, &mut self.dice.0).unwrap();
    }
}

fn card(stream: u8, generation: u32, reader: u8) -> StreamCard {
    let relay = "wss://relay.example".parse().unwrap();
    StreamCard::new(StreamId::from([stream; 32]), relay, None, generation, [reader; 32])
}

#[test]
fn of_several_cards_of_one_stream_the_greatest_counts_whatever_came_last() {
    let mut ann = Alone::new(120);
    assert!(ann.replica.cards().is_empty());
    ann.says(vec![Record::Card(card(1, 2, 2)), Record::Card(card(2, 1, 1))]);
    assert_eq!(ann.replica.cards(), [&card(1, 2, 2), &card(2, 1, 1)]);
    ann.says(vec![Record::Card(card(1, 1, 1))]);
    assert_eq!(ann.replica.cards(), [&card(1, 2, 2), &card(2, 1, 1)], "an older one");
    ann.says(vec![Record::Card(card(1, 3, 3)), Record::Card(card(1, 3, 4))]);
    assert_eq!(ann.replica.cards(), [&card(1, 3, 3), &card(2, 1, 1)], "of two alike the first");
}

#[test]
fn keys_of_own_devices_in_other_streams_are_told_and_do_not_count_in_this_one() {
    let mut ann = Alone::new(121);
    let (device, pseudonym) = (ann.dice.key(), ann.dice.key());
    let kem = KemKey::from_seed(ann.dice.bytes()).public();
    let root = ann.replica.keys().root;
    let foreign = Binding::make(StreamId::from([9; 32]), root, &device, 1, &pseudonym, &kem);
    ann.says(vec![Record::Binding(foreign.clone())]);
    assert_eq!(ann.replica.foreign_bindings(), [&foreign]);
    assert_eq!(ann.replica.author_device(&foreign.author()), None);
}
