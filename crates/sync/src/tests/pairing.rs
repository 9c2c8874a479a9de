//! Two persons pair through a mailbox: what each side wants from it next, what it keeps, and what it refuses.

use crypto::{DisplayName, Introduction, Members, PairingSecret, Role};
use wire::Slot;

use super::cast::{Device, Dice, Person};
use crate::{Host, Inviter, Joiner, PairingRefused, Want};

/// Unix seconds until which the invitation can be answered.
pub(super) const EXPIRES: u64 = 1_800_000_000;
pub(super) const DAY: u32 = 24 * 3600;

struct Stage {
    dice: Dice,
    ann: Person,
    bob: Person,
    a1: Device,
    b1: Device,
    genesis: Vec<u8>,
    inviter: Inviter,
}

impl Stage {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let (mut ann, mut bob) = (Person::new(&mut dice), Person::new(&mut dice));
        let genesis = crypto::genesis_envelope(&dice.key(), dice.bytes()).unwrap();
        let stream = genesis.header().stream;
        let alone = Members::founder(stream, ann.root);
        let a1 = Device::new(&mut ann, stream, alone, true, &mut dice);
        let both = Members::pair(stream, ann.root, bob.root);
        let b1 = Device::new(&mut bob, stream, both, false, &mut dice);
        let inviter = Inviter::new(secret(), EXPIRES, &mut dice.0);
        Self { dice, ann, bob, a1, b1, genesis: genesis.as_bytes().to_vec(), inviter }
    }

    fn m1(&self) -> Vec<u8> {
        content(&self.inviter.want(EXPIRES))
    }

    fn answer(&mut self, role: Role, now: u64) -> Result<Joiner, PairingRefused> {
        let statements = self.bob.statements.clone();
        let introduction = Introduction { statements, name: name("Bob"), role: Some(role) };
        let m1 = self.m1();
        Joiner::answer(secret(), &m1, &introduction, &self.b1.key, now, &mut self.dice.0)
    }

    fn introduced(&mut self, m2: &[u8], now: u64) -> Result<crate::Guest, PairingRefused> {
        let host = host(&self.ann, &self.a1, &self.genesis);
        self.inviter.introduced(m2, &host, now, &mut self.dice.0)
    }

    /// Both sides, each as it is read again after every step.
    fn kept(&mut self, joiner: &Joiner) -> Joiner {
        self.inviter = Inviter::from_bytes(&self.inviter.to_bytes()).unwrap();
        Joiner::from_bytes(&joiner.to_bytes()).unwrap()
    }
}

pub(super) fn secret() -> PairingSecret {
    PairingSecret::from_link(&[7; 32])
}

pub(super) fn name(text: &str) -> DisplayName {
    text.parse().unwrap()
}

pub(super) fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

fn host<'a>(person: &Person, device: &'a Device, genesis: &[u8]) -> Host<'a> {
    Host {
        root: person.root,
        statements: person.statements.clone(),
        name: name("Ann"),
        role: Role::Manager,
        stream: device.stream,
        genesis: genesis.to_vec(),
        binding: device.binding().clone(),
        device: &device.key,
        voucher: Some([4; 16]),
    }
}

pub(super) fn content(want: &Want) -> Vec<u8> {
    let Want::Put { content, .. } = want else { panic!("{want:?}") };
    content.clone()
}

#[test]
fn both_sides_come_through_although_they_are_put_away_after_every_step() {
    let mut stage = Stage::new(60);
    assert_eq!(stage.inviter.expires_unix(), EXPIRES);
    assert_eq!(stage.inviter.mailbox(), secret().mailbox());
    let now = EXPIRES - 100;
    let m1 = stage.m1();
    let first = Want::Put { slot: slot(1), seconds: 100 + DAY, content: m1.clone() };
    assert_eq!(stage.inviter.want(now), first);
    stage.inviter.placed(slot(3));
    assert_eq!(stage.inviter.want(now), first, "that was not the first message");
    let mut joiner = stage.answer(Role::Report, now).unwrap();
    stage.inviter.placed(slot(1));
    joiner = stage.kept(&joiner);
    assert_eq!(stage.inviter.want(now), Want::Get(slot(2)));
    stage.inviter.placed(slot(2));
    assert_eq!(stage.inviter.want(now), Want::Get(slot(2)), "once offered, always offered");
    assert!(!stage.inviter.is_answered());

    assert_eq!(joiner.mailbox(), stage.inviter.mailbox());
    let second = joiner.want();
    let m2 = content(&second);
    assert_eq!(second, Want::Put { slot: slot(2), seconds: 8 * DAY, content: m2.clone() });
    joiner.placed(slot(1));
    assert_eq!(joiner.want(), second);
    joiner.placed(slot(2));
    joiner = stage.kept(&joiner);
    assert_eq!(joiner.want(), Want::Get(slot(3)));

    let guest = stage.introduced(&m2, now).unwrap();
    assert_eq!((guest.root, guest.name.as_str()), (stage.bob.root, "Bob"));
    joiner = stage.kept(&joiner);
    assert!(stage.inviter.is_answered());
    let third = stage.inviter.want(now);
    let m3 = content(&third);
    assert_eq!(third, Want::Put { slot: slot(3), seconds: 8 * DAY, content: m3.clone() });
    stage.inviter.placed(slot(1));
    assert_eq!(stage.inviter.want(now), third);
    stage.inviter.placed(slot(3));
    joiner = stage.kept(&joiner);
    stage.inviter.placed(slot(1));
    assert_eq!(stage.inviter.want(now), Want::Get(slot(4)));

    let own = stage.bob.root;
    let welcomed = joiner.welcomed(&m3, &own).unwrap();
    assert_eq!((welcomed.root, welcomed.stream), (stage.ann.root, stage.a1.stream));
    let (binding, pseudonym, device) = (stage.b1.binding().clone(), &stage.b1.pseudonym, &stage.b1.key);
    joiner.join(&m3, &welcomed, &own, binding.clone(), pseudonym, device, &mut stage.dice.0).unwrap();
    joiner = stage.kept(&joiner);
    let fourth = joiner.want();
    let m4 = content(&fourth);
    assert_eq!(fourth, Want::Put { slot: slot(4), seconds: 8 * DAY, content: m4.clone() });
    joiner.placed(slot(3));
    assert_eq!(joiner.want(), fourth);
    joiner.placed(slot(4));
    joiner = stage.kept(&joiner);
    assert_eq!(joiner.want(), Want::Nothing);

    let host = host(&stage.ann, &stage.a1, &stage.genesis);
    let admission = stage.inviter.joined(&m4, &host).unwrap();
    assert_eq!(admission.members.roots(), [stage.ann.root, stage.bob.root]);
    assert_eq!(admission.statements, stage.bob.statements);
    assert_eq!(admission.enrolments.iter().map(|asked| asked.binding.clone()).collect::<Vec<_>>(), [binding]);
    assert_eq!(admission.roster.unwrap().parts().len(), 2);
}

#[test]
fn an_invitation_can_be_answered_up_to_its_last_second() {
    let mut stage = Stage::new(61);
    let late = stage.answer(Role::Report, EXPIRES + 1);
    assert!(matches!(late, Err(PairingRefused::Expired)));
    let joiner = stage.answer(Role::Report, EXPIRES).unwrap();
    let m2 = content(&joiner.want());
    assert!(matches!(stage.introduced(&m2, EXPIRES + 1), Err(PairingRefused::Expired)));
    assert!(stage.introduced(&m2, EXPIRES).is_ok());
}

#[test]
fn the_first_message_stays_a_day_longer_than_it_can_be_answered_but_not_for_ever() {
    let stage = Stage::new(62);
    let seconds = |now| match stage.inviter.want(now) {
        Want::Put { seconds, .. } => seconds,
        other => panic!("{other:?}"),
    };
    assert_eq!(seconds(EXPIRES + 9), DAY, "late takers read that it has run out");
    assert_eq!(seconds(EXPIRES - u64::from(7 * DAY)), 8 * DAY);
    assert_eq!(seconds(0), 8 * DAY, "no relay keeps it longer");
}

#[test]
fn of_two_who_pair_one_is_the_manager_and_one_the_report() {
    let mut stage = Stage::new(63);
    let joiner = stage.answer(Role::Manager, EXPIRES).unwrap();
    let refused = stage.introduced(&content(&joiner.want()), EXPIRES);
    assert!(matches!(refused, Err(PairingRefused::SameRole)));
}

#[test]
fn nobody_pairs_with_oneself() {
    let mut stage = Stage::new(64);
    let statements = stage.ann.statements.clone();
    let introduction = Introduction { statements, name: name("Ann"), role: Some(Role::Report) };
    let m1 = stage.m1();
    let joiner =
        Joiner::answer(secret(), &m1, &introduction, &stage.a1.key, EXPIRES, &mut stage.dice.0).unwrap();
    let refused = stage.introduced(&content(&joiner.want()), EXPIRES);
    assert!(matches!(refused, Err(PairingRefused::OwnInvitation)));
}

#[test]
fn what_is_cut_off_is_no_invitation_and_no_answer() {
    let mut stage = Stage::new(65);
    let joiner = stage.answer(Role::Report, EXPIRES).unwrap();
    let answered = joiner.to_bytes();
    let offered = stage.inviter.to_bytes();
    stage.introduced(&content(&joiner.want()), EXPIRES).unwrap();
    let introduced = stage.inviter.to_bytes();
    assert!(Joiner::from_bytes(&answered[..answered.len() - 1]).is_none());
    assert!(Inviter::from_bytes(&offered[..offered.len() - 1]).is_none());
    assert!(Inviter::from_bytes(&introduced[..introduced.len() - 1]).is_none());
}
