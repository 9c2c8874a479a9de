//! The handshake (docs/protocol.md §9), where one part of a message does not belong to the others: each is refused.

use crypto::{
    Binding, Enrolment, Introduction, Joining, LinkJoining, LinkWelcome, PairingError, PairingRole, Roster,
    Statement, Welcome, make_link_m3, make_link_m4, make_m2, make_m3, make_m4, read_link_m4, read_m2,
};
use wire::Rights;

use crate::people::{Person, key};
use crate::stage::{name, stage};

#[test]
fn a_device_without_its_persons_first_statement_is_refused() {
    let mut stage = stage(PairingRole::Pair);
    let [genesis, certify] = [0, 1].map(|index| stage.newcomer.statements[index].clone());
    for statements in [vec![certify], vec![genesis], vec![]] {
        let introduction = Introduction { statements, ..stage.introduction() };
        let made = make_m2(&stage.secret, &stage.m1, &introduction, &stage.newcomer.device, &mut stage.rng);
        assert_eq!(made.unwrap_err(), PairingError::NotCertified);
    }
}

#[test]
fn a_device_to_be_linked_that_belongs_to_somebody_is_refused() {
    let mut stage = stage(PairingRole::Link);
    let introduction = Introduction { role: None, ..stage.introduction() };
    let made = make_m2(&stage.secret, &stage.m1, &introduction, &stage.newcomer.device, &mut stage.rng);
    assert_eq!(made.unwrap_err(), PairingError::Contents);
}

#[test]
fn a_welcome_is_of_one_stream_one_person_and_one_device() {
    let mut stage = stage(PairingRole::Pair);
    let (_, inviter, _) = stage.second();
    let other = Person::new(&mut stage.rng);
    let (person, device, stream) = (stage.inviter.id(), &stage.inviter.device, stage.stream);
    let roots = [person, stage.newcomer.id()];
    let (pseudonym, kem) = (&stage.inviting.pseudonym, stage.inviting.kem.public());
    let bound = |stream, root, device| Welcome {
        binding: Binding::make(stream, root, device, 1, pseudonym, &kem),
        ..stage.welcome()
    };
    let signed = |root, device| Welcome {
        roster_part: Roster::sign_part(device, root, &stream, &roots),
        ..stage.welcome()
    };
    for (name, welcome, expected) in [
        ("nothing wrong", bound(stream, person, device), None),
        ("a binding in another stream", bound([9; 32].into(), person, device), Some(PairingError::Contents)),
        ("another person's binding", bound(stream, other.id(), device), Some(PairingError::Contents)),
        ("another device's binding", bound(stream, person, &other.device), Some(PairingError::Contents)),
        ("another person in the roster", signed(other.id(), device), Some(PairingError::Contents)),
        ("another device in the roster", signed(person, &other.device), Some(PairingError::Contents)),
    ] {
        let mut rng = stage.rng.clone();
        assert_eq!(make_m3(&inviter, &welcome, device, &mut rng).err(), expected, "{name}");
    }
}

#[test]
fn an_answer_is_of_the_person_and_the_device_that_introduced_themselves() {
    let mut stage = stage(PairingRole::Pair);
    let (_, inviter, newcomer) = stage.second();
    let m3 = make_m3(&inviter, &stage.welcome(), &stage.inviter.device, &mut stage.rng).unwrap();
    let other = Person::new(&mut stage.rng);
    let (person, device, stream) = (stage.newcomer.id(), &stage.newcomer.device, stage.stream);
    let roots = [stage.inviter.id(), person];
    let author = stage.inviting.author();
    let (pseudonym, kem) = (&stage.joining.pseudonym, stage.joining.kem.public());
    let signed = |root, device| Joining {
        roster_part: Roster::sign_part(device, root, &stream, &roots),
        ..stage.joining()
    };
    let enrolled = |stream, root| {
        let binding = Binding::make(stream, root, device, 1, pseudonym, &kem);
        let wrong = Enrolment::ask(binding, pseudonym, &author, Rights::DEVICE);
        let mut joining = stage.joining();
        joining.enrolments.push(wrong);
        joining
    };
    for (name, joining, expected) in [
        ("nothing wrong", enrolled(stream, person), None),
        ("another person in the roster", signed(other.id(), device), Some(PairingError::Contents)),
        ("another device in the roster", signed(person, &other.device), Some(PairingError::Contents)),
        ("a key for another stream", enrolled([9; 32].into(), person), Some(PairingError::Contents)),
        ("a key of another person", enrolled(stream, other.id()), Some(PairingError::Contents)),
    ] {
        let mut rng = stage.rng.clone();
        let m4 = make_m4(&newcomer, &m3, &joining, device, &mut rng).unwrap();
        assert_eq!(stage.read_m4(&inviter, &m3, &m4).err(), expected, "{name}");
    }
}

#[test]
fn a_linked_device_is_enrolled_with_its_own_keys_only() {
    let mut stage = stage(PairingRole::Link);
    let laptop = key(&mut stage.rng);
    let hello = Introduction { statements: vec![], name: name("laptop"), role: None };
    let (m2, new) = make_m2(&stage.secret, &stage.m1, &hello, &laptop, &mut stage.rng).unwrap();
    let (_, old) = read_m2(&stage.secret, &stage.ephemeral, &stage.m1, &m2).unwrap();
    let welcome = LinkWelcome { statements: stage.inviter.statements.clone(), streams: vec![] };
    let own = stage.inviter.id();
    let m3 = make_link_m3(&old, &welcome, &own, &stage.inviter.device, &mut stage.rng).unwrap();
    let (pseudonym, kem) = (&stage.inviting.pseudonym, stage.inviting.kem.public());
    let other = key(&mut stage.rng);
    for (device, expected) in [(&laptop, None), (&other, Some(PairingError::Contents))] {
        let binding = Binding::make(stage.stream, own, device, 1, pseudonym, &kem);
        let enrolment = Enrolment::ask(binding, pseudonym, &stage.inviting.author(), Rights::DEVICE);
        let joining =
            LinkJoining { proof: Statement::device_proof(&laptop, &own), enrolments: vec![enrolment] };
        let m4 = make_link_m4(&new, &m3, &joining, &laptop, &mut stage.rng).unwrap();
        assert_eq!(read_link_m4(&old, &m3, &m4, &own).err(), expected);
    }
}

#[test]
fn only_a_certified_device_of_the_person_links_another() {
    let mut stage = stage(PairingRole::Link);
    let hello = Introduction { statements: vec![], name: name("laptop"), role: None };
    let laptop = key(&mut stage.rng);
    let (m2, _) = make_m2(&stage.secret, &stage.m1, &hello, &laptop, &mut stage.rng).unwrap();
    let (_, old) = read_m2(&stage.secret, &stage.ephemeral, &stage.m1, &m2).unwrap();
    let statements = [stage.inviter.statements.clone(), stage.newcomer.statements.clone()].concat();
    let welcome = LinkWelcome { statements, streams: vec![] };
    let (own, partner, stranger) = (&stage.inviter.device, &stage.newcomer.device, key(&mut stage.rng));
    for (name, device, expected) in [
        ("an own device", own, None),
        ("the partner's", partner, Some(PairingError::NotCertified)),
        ("nobody's", &stranger, Some(PairingError::NotCertified)),
    ] {
        let made = make_link_m3(&old, &welcome, &stage.inviter.id(), device, &mut stage.rng);
        assert_eq!(made.err(), expected, "{name}");
    }
}
