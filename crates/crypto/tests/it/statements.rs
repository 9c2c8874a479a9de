//! Statements, bindings and rosters (docs/protocol.md §3): what counts, and what is refused by name.

use crypto::{
    BINDING_BYTES, Binding, BindingError, DeviceId, KemError, Roster, RosterError, SigningKey, Statement,
    StatementBody, StatementError, StatementId, StatementKind, author_of, statements_digest,
};
use wire::{SignatureError, label_prefix, sign};

use crate::people::{Person, key, rng, stream};

#[test]
fn every_kind_of_statement_comes_back_from_its_bytes() {
    let rng = &mut rng(1);
    let person = Person::new(rng);
    let root = person.root.signing();
    let device = DeviceId::of(&person.device);
    let reset =
        Statement::reset(&root, 3, StatementId::ZERO, &[device, DeviceId::from([1; 32]), device]).unwrap();
    let by_device = Statement::revoke(&person.device, person.id(), 1, reset.id(), device, 2);
    let by_root = Statement::revoke(&root, person.id(), 4, reset.id(), device, 0);
    assert_eq!(reset.body(), &StatementBody::Reset { keep: sorted([DeviceId::from([1; 32]), device]) });
    assert_eq!(by_device.issuing_device(), Some(device));
    assert_eq!(by_root.issuing_device(), None);
    assert_eq!(by_root.era(), reset.id());
    let all = [person.statements[0].clone(), person.statements[1].clone(), reset, by_device, by_root];
    for statement in &all {
        assert_eq!(&Statement::parse(statement.as_bytes()).unwrap(), statement);
    }
    let kinds = all.map(|statement| statement.kind());
    assert_eq!(
        kinds,
        [
            StatementKind::Genesis,
            StatementKind::Certify,
            StatementKind::Reset,
            StatementKind::Revoke,
            StatementKind::Revoke
        ]
    );
}

#[test]
fn unsound_statements_are_refused_by_name() {
    let rng = &mut rng(2);
    let person = Person::new(rng);
    let root = person.root.signing();
    let stranger = key(rng);
    let certify = person.statements[1].as_bytes();
    let genesis = person.statements[0].as_bytes();
    let revoke = Statement::revoke(&root, person.id(), 3, StatementId::ZERO, DeviceId::from([5; 32]), 0);
    let keep: Vec<DeviceId> = (0..9).map(|byte| DeviceId::from([byte; 32])).collect();
    assert_eq!(Statement::reset(&root, 1, StatementId::ZERO, &keep).unwrap_err(), StatementError::Value);
    let mut unordered =
        Statement::reset(&root, 1, StatementId::ZERO, &keep[..2]).unwrap().as_bytes().to_vec();
    unordered[107..139].fill(9);

    let cases: Vec<(&str, Vec<u8>, StatementError)> = vec![
        ("empty", vec![], StatementError::Truncated),
        ("cut off", certify[..certify.len() - 1].to_vec(), StatementError::Truncated),
        ("bytes behind it", [certify, &[0]].concat(), StatementError::Trailing),
        ("another version", changed(certify, 0, 2, &root), StatementError::Version { version: 2 }),
        ("type 0", changed(certify, 1, 0, &root), StatementError::Kind { kind: 0 }),
        ("type 5", changed(certify, 1, 5, &root), StatementError::Kind { kind: 5 }),
        ("a certificate by a device", issued(certify, &person.device), StatementError::Issuer),
        ("a genesis by a stranger", issued(genesis, &stranger), StatementError::Issuer),
        ("flags that mean nothing", changed(certify, 139, 1, &root), StatementError::Value),
        (
            "another device than proved",
            changed(certify, 106, certify[106] ^ 1, &root),
            StatementError::DeviceProof,
        ),
        (
            "a proof that does not fit",
            changed(certify, 150, certify[150] ^ 1, &root),
            StatementError::DeviceProof,
        ),
        (
            "a low-order recovery key",
            zeroed(genesis, 106 + 1184..106 + 1216, &root),
            StatementError::RecoveryKey(KemError::Unsound),
        ),
        ("devices out of order", again(&unordered, &root), StatementError::Value),
        (
            "a signature by somebody else",
            again(revoke.as_bytes(), &stranger),
            StatementError::Signature(SignatureError::Mismatch),
        ),
        (
            "another order than signed",
            [&revoke.as_bytes()[..73], &[9], &revoke.as_bytes()[74..]].concat(),
            StatementError::Signature(SignatureError::Mismatch),
        ),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(Statement::parse(&bytes).unwrap_err(), expected, "{name}");
    }
    let proof = Statement::device_proof(&person.device, &person.id());
    let other = Statement::certify(&stranger, 1, StatementId::ZERO, DeviceId::of(&person.device), &proof);
    assert_eq!(other.unwrap_err(), StatementError::DeviceProof, "the device did not agree to this person");
}

#[test]
fn every_flipped_byte_of_a_statement_or_binding_is_refused() {
    let rng = &mut rng(3);
    let person = Person::new(rng);
    let member = person.member(stream(1), rng);
    for statement in &person.statements {
        for index in 0..statement.as_bytes().len() {
            let mut bytes = statement.as_bytes().to_vec();
            bytes[index] ^= 1;
            assert!(Statement::parse(&bytes).is_err(), "byte {index}");
        }
    }
    for index in 0..BINDING_BYTES {
        let mut bytes = member.binding.as_bytes().to_vec();
        bytes[index] ^= 1;
        assert!(Binding::parse(&bytes).is_err(), "byte {index}");
    }
    assert_eq!(Binding::parse(member.binding.as_bytes()).unwrap(), member.binding);
}

#[test]
fn unsound_bindings_are_refused_by_name() {
    let rng = &mut rng(4);
    let person = Person::new(rng);
    let member = person.member(stream(1), rng);
    let bytes = member.binding.as_bytes();
    let cut = Binding::parse(&bytes[1..]).unwrap_err();
    assert_eq!(cut, BindingError::Length { found: BINDING_BYTES - 1 });
    let mut version = bytes.to_vec();
    version[0] = 2;
    assert_eq!(Binding::parse(&version).unwrap_err(), BindingError::Version { version: 2 });
    let mut low_order = bytes.to_vec();
    low_order[133 + 1184..133 + 1216].fill(0);
    let error = Binding::parse(&low_order).unwrap_err();
    assert_eq!(error, BindingError::SealingKey(KemError::Unsound));

    // Somebody claims another member's pseudonym: their device signs, but the pseudonym did not.
    let thief = Person::new(rng);
    let mut claimed = Binding::make(stream(1), thief.id(), &thief.device, 1, &key(rng), member.binding.kem())
        .as_bytes()
        .to_vec();
    claimed[101..133].copy_from_slice(member.author().as_bytes());
    let by_device = sign(&thief.device, "binding", &claimed[..BINDING_BYTES - 128]);
    claimed[BINDING_BYTES - 128..BINDING_BYTES - 64].copy_from_slice(&by_device);
    let error = Binding::parse(&claimed).unwrap_err();
    assert_eq!(error, BindingError::Pseudonym(SignatureError::Mismatch));
    assert_eq!(author_of(&member.pseudonym), member.binding.author());
}

#[test]
fn a_roster_names_each_person_once_with_a_signature_of_each() {
    let rng = &mut rng(5);
    let (ana, ben) = (Person::new(rng), Person::new(rng));
    let roots = [ben.id(), ana.id()];
    let hers = Roster::sign_part(&ana.device, ana.id(), &stream(1), &roots);
    let his = Roster::sign_part(&ben.device, ben.id(), &stream(1), &roots);
    let roster = Roster::assemble(stream(1), &[his, hers]).unwrap();
    assert_eq!(roster, Roster::assemble(stream(1), &[hers, his]).unwrap());
    assert_eq!(Roster::parse(roster.as_bytes()).unwrap(), roster);
    assert!(roster.roots().is_sorted());

    assert!(matches!(Roster::assemble(stream(2), &[hers, his]), Err(RosterError::Signature { .. })));
    assert!(matches!(Roster::assemble(stream(1), &[hers]), Err(RosterError::Signature { .. })));
    assert_eq!(Roster::assemble(stream(1), &[hers, hers]).unwrap_err(), RosterError::Persons);
    assert_eq!(Roster::assemble(stream(1), &[]).unwrap_err(), RosterError::Persons);
    assert_eq!(Roster::parse(&roster.as_bytes()[..200]).unwrap_err(), RosterError::Truncated);
    assert_eq!(Roster::parse(&[roster.as_bytes(), &[0]].concat()).unwrap_err(), RosterError::Trailing);
    let mut three = roster.as_bytes().to_vec();
    three[32] = 3;
    assert_eq!(Roster::parse(&three).unwrap_err(), RosterError::Persons);
    let mut swapped = roster.as_bytes().to_vec();
    swapped[33..97].rotate_left(32);
    assert_eq!(Roster::parse(&swapped).unwrap_err(), RosterError::Persons);
    for index in 0..roster.as_bytes().len() {
        let mut bytes = roster.as_bytes().to_vec();
        bytes[index] ^= 1;
        assert!(Roster::parse(&bytes).is_err(), "byte {index}");
    }
}

#[test]
fn the_digest_of_statements_does_not_depend_on_order_or_repetition() {
    let ids = [StatementId::from([2; 32]), StatementId::from([1; 32])];
    let sorted = statements_digest([ids[1], ids[0]]);
    assert_eq!(statements_digest(ids), sorted);
    assert_eq!(statements_digest([ids[0], ids[1], ids[0]]), sorted);
    assert_ne!(statements_digest([ids[0]]), sorted);
}

#[test]
fn a_signature_under_one_label_is_none_under_another() {
    let device = key(&mut rng(6));
    let signature = sign(&device, "roster", b"message");
    let public = device.verifying_key().to_bytes();
    assert!(wire::verify(&public, "roster", b"message", &signature).is_ok());
    assert!(wire::verify(&public, "pair-auth", b"message", &signature).is_err());
    assert_ne!(label_prefix("binding"), label_prefix("binding-pop"));
}

fn sorted(mut devices: [DeviceId; 2]) -> Vec<DeviceId> {
    devices.sort_unstable();
    devices.to_vec()
}

fn again(bytes: &[u8], issuer: &SigningKey) -> Vec<u8> {
    let signed = &bytes[..bytes.len() - 64];
    [signed, &sign(issuer, "idlog", signed)].concat()
}

fn changed(bytes: &[u8], index: usize, value: u8, issuer: &SigningKey) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[index] = value;
    again(&bytes, issuer)
}

fn zeroed(bytes: &[u8], range: std::ops::Range<usize>, issuer: &SigningKey) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[range].fill(0);
    again(&bytes, issuer)
}

fn issued(bytes: &[u8], issuer: &SigningKey) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[34..66].copy_from_slice(&issuer.verifying_key().to_bytes());
    again(&bytes, issuer)
}
