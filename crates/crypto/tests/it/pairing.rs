//! The handshake (docs/protocol.md §9): both sides, and everything a man in the middle may try.

use crypto::{
    Binding, DeviceId, Handshake, Introduction, Joining, KemKey, LinkJoining, LinkWelcome, PairingError,
    PairingRole, PairingSecret, Roster, SpokenWords, Statement, StatementId, StreamCard, genesis_envelope,
    make_link_m3, make_link_m4, make_m1, make_m2, make_m3, make_m4, match_words, read_link_m3, read_link_m4,
    read_m1, read_m2, read_m3,
};
use wire::Rights;

use crate::people::{Person, key, rng};
use crate::stage::{name, stage};

#[test]
fn two_people_pair_although_each_may_be_offline_in_between() {
    let mut stage = stage(PairingRole::Pair);
    let offer = read_m1(&stage.secret, &stage.m1).unwrap();
    assert_eq!((offer.role, offer.expires_unix), (PairingRole::Pair, 1_800_000_000));
    let (_, inviter, newcomer) = stage.second();
    let inviter = Handshake::from_bytes(&inviter.to_bytes()).unwrap();
    let newcomer = Handshake::from_bytes(&newcomer.to_bytes()).unwrap();
    assert_eq!(match_words(&inviter), match_words(&newcomer));

    let welcome = stage.welcome();
    let m3 = make_m3(&inviter, &welcome, &stage.inviter.device, &mut stage.rng).unwrap();
    let welcomed = read_m3(&newcomer, &stage.newcomer.id(), &m3).unwrap();
    assert_eq!(welcomed.welcome, welcome);
    assert_eq!((welcomed.stream, welcomed.root), (stage.stream, stage.inviter.id()));

    let joining = stage.joining();
    let m4 = make_m4(&newcomer, &m3, &joining, &stage.newcomer.device, &mut stage.rng).unwrap();
    let joined = stage.read_m4(&inviter, &m3, &m4).unwrap();
    assert_eq!(joined, joining);
    let roster = Roster::assemble(stage.stream, &[welcome.roster_part, joined.roster_part]).unwrap();
    assert_eq!(roster.parts().len(), 2);

    let enrolment = &joined.enrolments[0];
    let place =
        crypto::Place { seq: 2, prev: wire::EnvelopeId::from([1; 32]), ..stage.inviting.first_place() };
    let subject = enrolment.binding.author();
    let step = crypto::enroll_envelope(
        &place,
        subject,
        enrolment.rights,
        enrolment.proof,
        &stage.inviting.pseudonym,
    );
    assert!(step.is_ok());
    let more =
        crypto::enroll_envelope(&place, subject, Rights::READ, enrolment.proof, &stage.inviting.pseudonym);
    assert_eq!(more.unwrap_err(), crypto::SealError::Proof);
}

#[test]
fn a_wrong_word_is_refused_at_the_first_message() {
    let mut rng = rng(12);
    let relay = "wss://relay.example".parse().unwrap();
    let words: SpokenWords = "zoo wolf dawn rack orbit lemon".parse().unwrap();
    let (_, m1) = make_m1(&PairingSecret::from_words(&words, &relay), PairingRole::Pair, 1, &mut rng);
    let heard: SpokenWords = "Zoo, Wolf, dawn, rack, orbit, lemon".parse().unwrap();
    assert!(read_m1(&PairingSecret::from_words(&heard, &relay), &m1).is_ok());
    let wrong: SpokenWords = "zoo wolf dawn rack orbit zoo".parse().unwrap();
    assert_eq!(read_m1(&PairingSecret::from_words(&wrong, &relay), &m1).unwrap_err(), PairingError::Secret);
    let elsewhere = "wss://other.example".parse().unwrap();
    let other = PairingSecret::from_words(&heard, &elsewhere);
    assert_eq!(read_m1(&other, &m1).unwrap_err(), PairingError::Secret);
}

#[test]
fn every_flipped_byte_of_every_message_is_refused() {
    let mut stage = stage(PairingRole::Pair);
    for index in 0..stage.m1.len() {
        assert!(read_m1(&stage.secret, &flipped(&stage.m1, index)).is_err(), "m1 byte {index}");
    }
    let (m2, inviter, newcomer) = stage.second();
    for index in 0..m2.len() {
        let error = read_m2(&stage.secret, &stage.ephemeral, &stage.m1, &flipped(&m2, index)).unwrap_err();
        assert_eq!(error, PairingError::Secret, "m2 byte {index}");
    }
    let m3 = make_m3(&inviter, &stage.welcome(), &stage.inviter.device, &mut stage.rng).unwrap();
    for index in 0..m3.len() {
        let error = read_m3(&newcomer, &stage.newcomer.id(), &flipped(&m3, index)).unwrap_err();
        assert_eq!(error, PairingError::Refused, "m3 byte {index}");
    }
    let m4 = make_m4(&newcomer, &m3, &stage.joining(), &stage.newcomer.device, &mut stage.rng).unwrap();
    for index in 0..m4.len() {
        let error = stage.read_m4(&inviter, &m3, &flipped(&m4, index)).unwrap_err();
        assert_eq!(error, PairingError::Refused, "m4 byte {index}");
    }
    assert_eq!(stage.read_m4(&inviter, &flipped(&m3, 60), &m4).unwrap_err(), PairingError::Refused);
    for cut in [0, 10, m2.len() - 1] {
        assert!(read_m2(&stage.secret, &stage.ephemeral, &stage.m1, &m2[..cut]).is_err());
    }
}

#[test]
fn a_man_in_the_middle_who_knows_the_code_gets_other_match_words() {
    let mut stage = stage(PairingRole::Pair);
    let (_, inviter, _) = stage.second();
    let (_, his_m1) = make_m1(&stage.secret, PairingRole::Pair, 1_800_000_000, &mut stage.rng);
    let introduction = stage.introduction();
    let (_, fooled) =
        make_m2(&stage.secret, &his_m1, &introduction, &stage.newcomer.device, &mut stage.rng).unwrap();
    assert_ne!(match_words(&inviter), match_words(&fooled));
}

#[test]
fn message_2_of_another_invitation_is_refused() {
    let mut stage = stage(PairingRole::Pair);
    let (m2, _, _) = stage.second();
    let (ephemeral, m1) = make_m1(&stage.secret, PairingRole::Pair, 1, &mut stage.rng);
    assert_eq!(read_m2(&stage.secret, &ephemeral, &m1, &m2).unwrap_err(), PairingError::Secret);
    let other = PairingSecret::from_link(&[8; 32]);
    assert_eq!(read_m2(&other, &stage.ephemeral, &stage.m1, &m2).unwrap_err(), PairingError::Secret);
    let wrong_key = KemKey::from_seed([1; 32]);
    assert_eq!(read_m2(&stage.secret, &wrong_key, &stage.m1, &m2).unwrap_err(), PairingError::Refused);
}

#[test]
fn a_device_that_its_person_did_not_certify_is_refused() {
    let mut stage = stage(PairingRole::Pair);
    let stranger = key(&mut stage.rng);
    let introduction = stage.introduction();
    let error = make_m2(&stage.secret, &stage.m1, &introduction, &stranger, &mut stage.rng).unwrap_err();
    assert_eq!(error, PairingError::NotCertified);
    let mut mixed = stage.introduction();
    mixed.statements.push(stage.inviter.statements[1].clone());
    let error =
        make_m2(&stage.secret, &stage.m1, &mixed, &stage.newcomer.device, &mut stage.rng).unwrap_err();
    assert_eq!(error, PairingError::Contents);

    let (_, inviter, newcomer) = stage.second();
    let welcome = stage.welcome();
    let error = make_m3(&inviter, &welcome, &stranger, &mut stage.rng).unwrap_err();
    assert_eq!(error, PairingError::NotCertified);
    let m3 = make_m3(&inviter, &welcome, &stage.inviter.device, &mut stage.rng).unwrap();
    let error = make_m4(&newcomer, &m3, &stage.joining(), &stage.inviter.device, &mut stage.rng).unwrap_err();
    assert_eq!(error, PairingError::Contents, "only the device that answered may go on");
}

#[test]
fn a_welcome_whose_parts_contradict_each_other_is_refused() {
    let mut stage = stage(PairingRole::Pair);
    let (_, inviter, newcomer) = stage.second();
    let other_stream = genesis_envelope(&key(&mut stage.rng), [9; 32]).unwrap();
    let mut welcome = stage.welcome();
    welcome.genesis = other_stream.as_bytes().to_vec();
    let error = make_m3(&inviter, &welcome, &stage.inviter.device, &mut stage.rng).unwrap_err();
    assert_eq!(error, PairingError::Contents);

    // A roster that names somebody else than the reader.
    let third = Person::new(&mut stage.rng);
    let mut welcome = stage.welcome();
    let roots = [stage.inviter.id(), third.id()];
    welcome.roster_part = Roster::sign_part(&stage.inviter.device, stage.inviter.id(), &stage.stream, &roots);
    let m3 = make_m3(&inviter, &welcome, &stage.inviter.device, &mut stage.rng).unwrap();
    assert_eq!(read_m3(&newcomer, &stage.newcomer.id(), &m3).unwrap_err(), PairingError::Contents);
}

#[test]
fn an_answer_with_a_proof_for_another_author_is_refused() {
    let mut stage = stage(PairingRole::Pair);
    let (_, inviter, newcomer) = stage.second();
    let m3 = make_m3(&inviter, &stage.welcome(), &stage.inviter.device, &mut stage.rng).unwrap();
    let good = stage.joining();
    let other =
        Joining { enrolments: vec![stage.joining.enrolment(&stage.joining.author())], ..good.clone() };
    let none = Joining { enrolments: vec![], ..good };
    for wrong in [other, none] {
        let m4 = make_m4(&newcomer, &m3, &wrong, &stage.newcomer.device, &mut stage.rng).unwrap();
        assert_eq!(stage.read_m4(&inviter, &m3, &m4).unwrap_err(), PairingError::Contents);
    }
}

#[test]
fn a_person_links_a_second_device() {
    let mut stage = stage(PairingRole::Link);
    let laptop = key(&mut stage.rng);
    let hello = Introduction { statements: vec![], name: name("laptop"), role: None };
    let (m2, new) = make_m2(&stage.secret, &stage.m1, &hello, &laptop, &mut stage.rng).unwrap();
    let (introduced, old) = read_m2(&stage.secret, &stage.ephemeral, &stage.m1, &m2).unwrap();
    assert_eq!((introduced.root, introduced.device), (None, DeviceId::of(&laptop)));
    assert_eq!(match_words(&old), match_words(&new));

    let relay: wire::Origin = "wss://relay.example".parse().unwrap();
    let card = StreamCard::new(stage.stream, relay, None, 1, [5; 32]);
    let welcome = LinkWelcome {
        statements: [stage.inviter.statements.clone(), stage.newcomer.statements.clone()].concat(),
        streams: vec![(card, stage.inviting.author())],
    };
    let own = stage.inviter.id();
    let m3 = make_link_m3(&old, &welcome, &own, &stage.inviter.device, &mut stage.rng).unwrap();
    let welcomed = read_link_m3(&new, &m3).unwrap();
    assert_eq!((&welcomed.welcome, welcomed.root), (&welcome, own));

    let pseudonym = key(&mut stage.rng);
    let kem = KemKey::random(&mut stage.rng);
    let binding = Binding::make(stage.stream, own, &laptop, 1, &pseudonym, &kem.public());
    let author = stage.inviting.author();
    let joining = LinkJoining {
        proof: Statement::device_proof(&laptop, &own),
        enrolments: vec![crypto::Enrolment::ask(binding, &pseudonym, &author, Rights::DEVICE)],
    };
    let m4 = make_link_m4(&new, &m3, &joining, &laptop, &mut stage.rng).unwrap();
    let joined = read_link_m4(&old, &m3, &m4, &own).unwrap();
    assert_eq!(joined, joining);
    let root = stage.inviter.root.signing();
    let device = old.newcomer();
    assert!(Statement::certify(&root, 3, StatementId::ZERO, device, &joined.proof).is_ok());
    assert_eq!(
        read_link_m4(&old, &m3, &m4, &stage.newcomer.id()).unwrap_err(),
        PairingError::Contents,
        "a binding for another person"
    );
    assert_eq!(read_m3(&new, &own, &m3).unwrap_err(), PairingError::Role);
    let error = make_m3(&old, &stage.welcome(), &stage.inviter.device, &mut stage.rng).unwrap_err();
    assert_eq!(error, PairingError::Role);
}

#[test]
fn who_pairs_must_say_its_role_and_who_links_must_not() {
    let mut stage = stage(PairingRole::Link);
    let introduction = stage.introduction();
    let error =
        make_m2(&stage.secret, &stage.m1, &introduction, &stage.newcomer.device, &mut stage.rng).unwrap_err();
    assert_eq!(error, PairingError::Contents);
}

fn flipped(bytes: &[u8], index: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[index] ^= 1;
    bytes
}
