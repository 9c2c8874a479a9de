//! Each limit and length is where it is written: one more, or one less, is another answer.

use crypto::{
    DEVICES_MAX, DeviceId, DisplayName, EpochSecret, Members, Own, PairingError, PairingRole, Roster,
    RosterError, SealError, Statement, StatementBody, StatementError, StatementId, StoreKey, UnwrapError,
    genesis_nonce, grant_tags, make_m2, make_m3, read_m2, read_m3, seal_grant, unwrap, wrap,
};
use wire::{GRANTS_MAX, sign};

use crate::people::{Person, rng, stream};
use crate::stage::stage;

#[test]
fn sixteen_passes_in_sixteen_lanes_are_computed_and_more_are_not() {
    let wrapped = wrap(&StoreKey::random(&mut rng(1)), "x", &mut rng(2));
    let with_cost = |passes: u32, lanes: u32| {
        let mut bytes = wrapped.clone();
        bytes[1..5].copy_from_slice(&256u32.to_be_bytes());
        bytes[5..9].copy_from_slice(&passes.to_be_bytes());
        bytes[9..13].copy_from_slice(&lanes.to_be_bytes());
        unwrap(&bytes, "x").unwrap_err()
    };
    // The cost is part of what is sealed, so another one gives another key.
    assert_eq!(with_cost(16, 16), UnwrapError::Passphrase);
    assert_eq!(with_cost(17, 16), UnwrapError::Cost);
    assert_eq!(with_cost(16, 17), UnwrapError::Cost);
}

#[test]
fn an_epoch_is_granted_to_twenty_four_and_not_to_one_more() {
    let rng = &mut rng(1);
    let member = Person::new(rng).member(stream(1), rng);
    let secret = EpochSecret::<Own>::random(rng);
    let mut grant = |count: usize| {
        let recipients = vec![member.own_recipient(); count];
        seal_grant(&secret, &member.first_place(), &recipients, &member.pseudonym, rng)
    };
    assert_eq!(grant_tags(&grant(GRANTS_MAX).unwrap()).len(), 24);
    assert_eq!(grant(GRANTS_MAX + 1).unwrap_err(), SealError::Recipients { count: 25 });
}

#[test]
fn a_reset_keeps_up_to_eight_devices() {
    let root = Person::new(&mut rng(1)).root.signing();
    let keep: Vec<DeviceId> = (0..9).map(|byte| DeviceId::from([byte; 32])).collect();
    let reset = |keep: &[DeviceId]| Statement::reset(&root, 3, StatementId::ZERO, keep);
    assert_eq!(DEVICES_MAX, 8);
    let eight = reset(&keep[..8]).unwrap();
    assert_eq!(Statement::parse(eight.as_bytes()).unwrap(), eight);
    assert_eq!(eight.body(), &StatementBody::Reset { keep: keep[..8].to_vec() });
    assert_eq!(reset(&keep).unwrap_err(), StatementError::Value);

    // The root's own signature does not help a ninth in.
    let mut nine = eight.as_bytes()[..eight.as_bytes().len() - 64].to_vec();
    nine[106] = 9;
    nine.extend_from_slice(keep[8].as_bytes());
    let signature = sign(&root, "idlog", &nine);
    assert_eq!(Statement::parse(&[&nine, &signature[..]].concat()).unwrap_err(), StatementError::Value);
}

#[test]
fn a_roster_for_none_or_three_is_refused_before_the_names_are_read() {
    for (count, expected) in [
        (0, RosterError::Persons),
        (1, RosterError::Truncated),
        (2, RosterError::Truncated),
        (3, RosterError::Persons),
        (255, RosterError::Persons),
    ] {
        let head = [stream(1).as_bytes().as_slice(), &[count]].concat();
        assert_eq!(Roster::parse(&head).unwrap_err(), expected, "{count}");
    }
}

#[test]
fn the_members_of_a_stream_are_whom_it_was_made_for() {
    let rng = &mut rng(1);
    let (ana, ben) = (Person::new(rng).id(), Person::new(rng).id());
    assert_eq!(Members::own(stream(1), ana).roots(), [ana]);
    assert_eq!(Members::founder(stream(1), ana).roots(), [ana]);
    assert_eq!(Members::pair(stream(1), ana, ben).roots(), [ana, ben]);
}

#[test]
fn a_new_stream_gets_a_nonce_of_its_own() {
    let rng = &mut rng(1);
    let (one, other) = (genesis_nonce(rng), genesis_nonce(rng));
    assert_ne!(one, other);
    assert!(one != [0; 32] && one != [1; 32]);
}

#[test]
fn a_name_is_shown_as_it_is_and_fills_a_column() {
    let name: DisplayName = "Zoë".parse().unwrap();
    assert_eq!(name.to_string(), "Zoë");
    assert_eq!(format!("{name:<5}|{name:>5}"), "Zoë  |  Zoë");
}

#[test]
fn a_message_longer_than_a_mailbox_slot_is_not_made() {
    let mut stage = stage(PairingRole::Pair);
    let mut introduction = stage.introduction();
    let mut welcome = stage.welcome();
    let (_, inviter, newcomer) = stage.second();
    // A statement said often is as good as many.
    for (count, fits) in [(400, true), (500, false)] {
        introduction.statements =
            [vec![stage.newcomer.statements[1].clone(); count], stage.newcomer.statements.clone()].concat();
        welcome.statements =
            [vec![stage.inviter.statements[1].clone(); count], stage.inviter.statements.clone()].concat();
        let m2 = make_m2(&stage.secret, &stage.m1, &introduction, &stage.newcomer.device, &mut stage.rng);
        let m3 = make_m3(&inviter, &welcome, &stage.inviter.device, &mut stage.rng);
        if fits {
            let (introduced, _) =
                read_m2(&stage.secret, &stage.ephemeral, &stage.m1, &m2.unwrap().0).unwrap();
            assert_eq!(introduced.introduction, introduction);
            assert_eq!(read_m3(&newcomer, &stage.newcomer.id(), &m3.unwrap()).unwrap().welcome, welcome);
        } else {
            for error in [m2.unwrap_err(), m3.unwrap_err()] {
                assert!(matches!(error, PairingError::TooLong { len: 131_073.., max: 131_072 }), "{error}");
            }
        }
    }
}

#[test]
fn a_message_too_short_or_too_long_is_told_from_one_made_with_another_code() {
    let mut stage = stage(PairingRole::Pair);
    let (_, _, newcomer) = stage.second();
    let second = |len: usize| read_m2(&stage.secret, &stage.ephemeral, &stage.m1, &vec![7; len]).err();
    for (len, expected) in [
        (1151, PairingError::Malformed),
        (1152, PairingError::Secret),
        (131_072, PairingError::Secret),
        (131_073, PairingError::Malformed),
    ] {
        assert_eq!(second(len), Some(expected), "{len}");
    }
    let third = |len: usize| read_m3(&newcomer, &stage.newcomer.id(), &vec![7; len]).err();
    for (len, expected) in [
        (23, PairingError::Malformed),
        (24, PairingError::Refused),
        (131_072, PairingError::Refused),
        (131_073, PairingError::Malformed),
    ] {
        assert_eq!(third(len), Some(expected), "{len}");
    }
}
