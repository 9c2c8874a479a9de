//! The database against the model in memory: the same operations, the same answers.

use relay::{Answer, Entitlement, Memory, Read, Rules, Sqlite, Storage, Voucher, Write};
use wire::{AuthorId, EnvelopeId, Limits, MailboxName, RefusalCode, Rights, Slot, StreamId};

use crate::author::{Author, Stream};
use crate::dice::Dice;
use crate::peer::folder;

struct World {
    streams: Vec<Stream>,
    vouchers: Vec<Voucher>,
}

#[test]
fn the_database_and_the_model_give_the_same_answers() {
    for seed in 0..40 {
        println!("seed {seed}");
        run(seed);
    }
}

fn run(seed: u64) {
    let mut dice = Dice::new(seed);
    let (_folder, database) = folder();
    let limits = Limits { stream_bytes_max: 30_000, stream_reserve: 2_000, ..Limits::default() };
    let rules = Rules { limits, mailbox_bytes_max: 500 };
    let mut memory = Memory::new(rules);
    let mut sqlite = Sqlite::open(&database, rules).unwrap();
    let vouchers: Vec<_> = (0..2).map(|number| Voucher::from([number; 16])).collect();
    vouchers.iter().for_each(|voucher| memory.add_voucher(voucher));
    sqlite.add_vouchers(&vouchers).unwrap();
    let mut world = World { streams: (0..3).map(|number| Stream::new(number + 1)).collect(), vouchers };
    let mut now = 1_000_000;
    let mut accepted = 0;
    for step in 0..60 {
        // Refused writes leave their authors ahead of the relay: gaps come by themselves. Mostly they go back.
        if dice.below(4) > 0 {
            world.streams.iter_mut().for_each(|stream| catch_up(stream, &mut memory));
        }
        let writes: Vec<_> = (0..=dice.below(9)).map(|_| some_write(&mut dice, &mut world)).collect();
        let expected = memory.apply(now, &writes).unwrap();
        assert_eq!(sqlite.apply(now, &writes).unwrap(), expected, "seed {seed} step {step}: {writes:?}");
        accepted += expected.iter().filter(|answer| matches!(answer, Answer::Stored(Some(_)))).count();
        compare(&mut memory, &mut sqlite, &world, now, &mut dice);
        if dice.below(10) == 0 {
            sqlite.close().unwrap();
            sqlite = Sqlite::open(&database, rules).unwrap();
        }
        now += u64::try_from(dice.below(1800)).unwrap();
    }
    assert!(accepted > 10, "seed {seed} tested little: {accepted}");
}

fn catch_up(stream: &mut Stream, memory: &mut Memory) {
    let Answer::Joined { heads, .. } = memory.read(0, &Read::Join { stream: stream.id }).unwrap() else {
        return;
    };
    for member in [&mut stream.alex, &mut stream.sam] {
        let head = heads.iter().find(|(author, _, _)| *author == member.id);
        (member.seq, member.prev) = head.map_or((0, EnvelopeId::ZERO), |(_, seq, id)| (*seq, *id));
    }
}

fn some_write(dice: &mut Dice, world: &mut World) -> Write {
    let vouchers = &world.vouchers;
    let entitlement = match dice.below(5) {
        0 => Entitlement::Missing,
        1 => Entitlement::Invalid,
        2 => Entitlement::Voucher(vouchers[dice.below(vouchers.len())].hash()),
        _ => Entitlement::Free,
    };
    let stranger = Author::new(dice.roll() % 3 + 50);
    let index = dice.below(world.streams.len());
    let stream = &mut world.streams[index];
    let id = stream.id;
    let genesis = stream.first[dice.below(10) / 9].clone();
    let member = if dice.below(2) == 0 { &mut stream.alex } else { &mut stream.sam };
    let other = Author::new(dice.roll() % 4 + 60);
    let envelope = match dice.below(24) {
        0 => return Write::Open { genesis, entitlement },
        1 => {
            let name = MailboxName::from([u8::try_from(dice.below(3)).unwrap(); 32]);
            let slot = Slot::new(u8::try_from(dice.below(4)).unwrap() + 1).unwrap();
            let seconds = u32::try_from(dice.below(20_000)).unwrap() + 1;
            let content = vec![u8::try_from(dice.below(3)).unwrap(); 60];
            return Write::MailboxPut { name, slot, seconds, content };
        }
        2 => return Write::Sweep,
        3 => return Write::Probe,
        4 => member.clone().content(id, dice.roll()),
        5 => stranger.clone().content(id, 0),
        6 => member.enroll(id, &other, Rights::DEVICE),
        7 if dice.below(3) == 0 => member.retire(id, other.id),
        8 if dice.below(20) == 0 => member.close(id),
        9 | 10 => member.grant(id),
        11..=14 => stream.first[dice.below(3)].clone(),
        _ => member.content(id, dice.roll()),
    };
    Write::Put { envelope }
}

fn compare(memory: &mut Memory, sqlite: &mut Sqlite, world: &World, now: u64, dice: &mut Dice) {
    let mut questions = Vec::new();
    for stream in &world.streams {
        questions.push(Read::Join { stream: stream.id });
        questions.push(Read::Access { stream: stream.id });
        for author in [stream.alex.id, stream.sam.id, stream.opener.id, AuthorId::from([1; 32])] {
            let (after, budget) = (dice.roll() % 5, u32::try_from(dice.below(6000)).unwrap());
            questions.push(Read::Page { stream: stream.id, author, after, budget });
        }
    }
    questions.push(Read::Join { stream: StreamId::from([9; 32]) });
    for name in 0..3 {
        let slot = Slot::new(u8::try_from(dice.below(4)).unwrap() + 1).unwrap();
        questions.push(Read::Mailbox { name: MailboxName::from([name; 32]), slot });
    }
    for question in questions {
        let expected = memory.read(now, &question).unwrap();
        assert_eq!(sqlite.read(now, &question).unwrap(), expected, "{question:?}");
    }
}

#[test]
fn a_database_that_may_not_grow_keeps_what_it_has_and_recovers_when_room_is_made() {
    let (_folder, database) = folder();
    let limits = Limits::default();
    let rules = Rules { limits, mailbox_bytes_max: u64::MAX };
    let mut sqlite = Sqlite::open(&database, rules).unwrap();
    sqlite.limit_bytes(200 * 1024).unwrap();
    let put = |number: u8| Write::MailboxPut {
        name: MailboxName::from([number; 32]),
        slot: Slot::new(1).unwrap(),
        seconds: 3600,
        content: vec![number; 20_000],
    };
    let mut held = 0;
    while sqlite.apply(0, &[put(held)]).is_ok() {
        held += 1;
    }
    assert!(held > 3, "{held}");
    for number in 0..=held {
        let question = Read::Mailbox { name: MailboxName::from([number; 32]), slot: Slot::new(1).unwrap() };
        let expected = (number < held).then(|| vec![number; 20_000]);
        assert_eq!(sqlite.read(0, &question).unwrap(), Answer::Mailbox(expected));
    }
    assert_eq!(sqlite.apply(2 * 3600, &[put(held)]).unwrap(), [Answer::MailboxStored]);
}

#[test]
fn a_fork_below_the_head_is_told_from_a_repetition() {
    let (_folder, database) = folder();
    let rules = Rules { limits: Limits::default(), mailbox_bytes_max: 0 };
    let mut stream = Stream::new(1);
    let mut branch = stream.alex.clone();
    let chain: Vec<_> = (0..3).map(|mark| stream.alex.content(stream.id, mark)).collect();
    let fork = branch.content(stream.id, 9);
    let mut storages: [Box<dyn Storage>; 2] =
        [Box::new(Memory::new(rules)), Box::new(Sqlite::open(&database, rules).unwrap())];
    for storage in &mut storages {
        let open = Write::Open { genesis: stream.first[0].clone(), entitlement: Entitlement::Free };
        storage.apply(0, &[open]).unwrap();
        for envelope in stream.first[1..].iter().chain(&chain) {
            storage.apply(0, &[Write::Put { envelope: envelope.clone() }]).unwrap();
        }
        let answer = storage.apply(0, &[Write::Put { envelope: chain[0].clone() }]).unwrap();
        assert_eq!(answer, [Answer::Stored(None)]);
        let answer = storage.apply(0, &[Write::Put { envelope: fork.clone() }]).unwrap();
        assert!(matches!(answer[..], [Answer::Refused(reason)] if reason.code == RefusalCode::Fork));
    }
}
