//! A second device of one person is let in through a mailbox, once the person has compared the words.

use crypto::{DeviceId, LinkJoining, LinkWelcome, PairingError, Statement};
use wire::SigningKey;

use super::cast::{Dice, Person};
use super::pairing::{DAY, EXPIRES, content, name, secret, slot};
use crate::{Inviter, Linked, Linker, PairingRefused, Want};

fn kept(linker: &Linker) -> Linker {
    Linker::from_bytes(&linker.to_bytes()).unwrap()
}

fn answer(linker: &Linker, device: &SigningKey, now: u64, dice: &mut Dice) -> Result<Linked, PairingRefused> {
    Linked::answer(secret(), &content(&linker.want(now)), name("laptop"), device, now, &mut dice.0)
}

#[test]
fn a_device_is_let_in_after_the_words_were_compared_and_not_before() {
    let mut dice = Dice::new(70);
    let mut ann = Person::new(&mut dice);
    let (here, laptop) = (dice.key(), dice.key());
    ann.certify(&here);
    let mut linker = Linker::new(secret(), EXPIRES, &mut dice.0);
    assert_eq!((linker.expires_unix(), linker.mailbox()), (EXPIRES, secret().mailbox()));
    let now = EXPIRES - 100;
    let first = linker.want(now);
    assert_eq!(first, Want::Put { slot: slot(1), seconds: 100 + DAY, content: content(&first) });
    let linked = answer(&linker, &laptop, now, &mut dice).unwrap();
    assert_eq!(linked.mailbox(), linker.mailbox());
    linker.placed(slot(3));
    assert_eq!(linker.want(now), first, "that was not the first message");
    linker.placed(slot(1));
    linker = kept(&linker);
    linker.placed(slot(2));
    assert_eq!(linker.want(now), Want::Get(slot(2)));
    assert_eq!(linker.newcomer(), None);

    let newcomer = linker.introduced(linked.message(), now).unwrap();
    assert_eq!((newcomer.name.as_str(), newcomer.device), ("laptop", DeviceId::of(&laptop)));
    assert_eq!(newcomer.words, linked.words());
    linker = kept(&linker);
    assert_eq!(linker.newcomer(), Some(newcomer));
    assert!(!linker.is_confirmed());
    assert_eq!(linker.want(now), Want::Nothing, "nothing is told before the person has compared the words");

    let welcome = LinkWelcome { statements: ann.statements.clone(), streams: Vec::new() };
    linker.confirm(&welcome, &ann.root, &here, &mut dice.0).unwrap();
    assert!(linker.is_confirmed());
    let third = linker.want(now);
    let m3 = content(&third);
    assert_eq!(third, Want::Put { slot: slot(3), seconds: 8 * DAY, content: m3.clone() });
    linker.confirm(&welcome, &ann.root, &here, &mut dice.0).unwrap();
    linker = kept(&linker);
    assert_eq!(linker.want(now), third, "a second yes makes no second message");
    linker.placed(slot(1));
    assert_eq!(linker.want(now), third);
    linker.placed(slot(3));
    linker = kept(&linker);
    linker.placed(slot(1));
    assert_eq!(linker.want(now), Want::Get(slot(4)));

    let welcomed = linked.welcomed(&m3).unwrap();
    assert_eq!((welcomed.root, &welcomed.welcome), (ann.root, &welcome));
    let joining = LinkJoining { proof: Statement::device_proof(&laptop, &ann.root), enrolments: Vec::new() };
    let m4 = linked.join(&m3, &joining, &laptop, &mut dice.0).unwrap();
    assert_eq!(linker.joined(&m4, &ann.root).unwrap(), joining);
}

#[test]
fn a_code_can_be_used_up_to_its_last_second() {
    let mut dice = Dice::new(71);
    let laptop = dice.key();
    let mut linker = Linker::new(secret(), EXPIRES, &mut dice.0);
    assert!(matches!(answer(&linker, &laptop, EXPIRES + 1, &mut dice), Err(PairingRefused::Expired)));
    let linked = answer(&linker, &laptop, EXPIRES, &mut dice).unwrap();
    let late = linker.introduced(linked.message(), EXPIRES + 1);
    assert!(matches!(late, Err(PairingRefused::Expired)));
    assert!(linker.introduced(linked.message(), EXPIRES).is_ok());
}

#[test]
fn an_invitation_for_two_links_no_device() {
    let mut dice = Dice::new(72);
    let device = dice.key();
    let inviter = Inviter::new(secret(), EXPIRES, &mut dice.0);
    let m1 = content(&inviter.want(EXPIRES));
    let linked = Linked::answer(secret(), &m1, name("laptop"), &device, EXPIRES, &mut dice.0);
    assert!(matches!(linked, Err(PairingRefused::Message(PairingError::Role))));
}

#[test]
fn nothing_is_told_to_nobody_and_nobody_joins_unasked() {
    let mut dice = Dice::new(73);
    let mut ann = Person::new(&mut dice);
    let (here, laptop) = (dice.key(), dice.key());
    ann.certify(&here);
    let mut linker = Linker::new(secret(), EXPIRES, &mut dice.0);
    let welcome = LinkWelcome { statements: ann.statements.clone(), streams: Vec::new() };
    assert!(linker.confirm(&welcome, &ann.root, &here, &mut dice.0).is_err(), "nobody has answered");
    assert!(!linker.is_confirmed());
    let linked = answer(&linker, &laptop, EXPIRES, &mut dice).unwrap();
    linker.introduced(linked.message(), EXPIRES).unwrap();
    assert!(!linker.is_confirmed());
    // An answer that would be sound, to a welcome which was given by a copy of this device and not by it.
    let mut copy = kept(&linker);
    copy.confirm(&welcome, &ann.root, &here, &mut dice.0).unwrap();
    let joining = LinkJoining { proof: Statement::device_proof(&laptop, &ann.root), enrolments: Vec::new() };
    let m4 = linked.join(&content(&copy.want(EXPIRES)), &joining, &laptop, &mut dice.0).unwrap();
    assert!(copy.joined(&m4, &ann.root).is_ok());
    assert!(linker.joined(&m4, &ann.root).is_err(), "nobody was let in");
}

#[test]
fn what_is_cut_off_is_no_code() {
    let mut dice = Dice::new(74);
    let laptop = dice.key();
    let mut linker = Linker::new(secret(), EXPIRES, &mut dice.0);
    let offered = linker.to_bytes();
    let linked = answer(&linker, &laptop, EXPIRES, &mut dice).unwrap();
    linker.introduced(linked.message(), EXPIRES).unwrap();
    let introduced = linker.to_bytes();
    for bytes in [offered, introduced] {
        assert!(Linker::from_bytes(&bytes[..bytes.len() - 1]).is_none());
    }
}
