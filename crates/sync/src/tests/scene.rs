//! Two persons who have met, for the tests: a manager's and a report's devices, everything exchanged by hand.

use agenda::{Edit, Member};
use crypto::Head;
use wire::Verified;

use super::cast::{Device, Dice, Person, settle};
use crate::Duties;

pub(super) struct Scene {
    pub(super) dice: Dice,
    pub(super) ann: Person,
    pub(super) bob: Person,
    pub(super) a1: Device,
    pub(super) b1: Device,
}

impl Scene {
    /// Two persons with a device each, and everything exchanged.
    pub(super) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let (mut ann, mut bob) = (Person::new(&mut dice), Person::new(&mut dice));
        let mut a1 = Device::found(&mut ann, &mut dice);
        let (mut b1, admission) = a1.pair(&mut bob, &mut dice);
        a1.publish(&Duties { admissions: vec![admission], ..Duties::default() }, &mut dice);
        settle(&mut [&mut a1, &mut b1], &mut dice);
        Self { dice, ann, bob, a1, b1 }
    }

    /// One more device of Ann's, let in by her first.
    pub(super) fn with_a2(seed: u64) -> (Self, Device) {
        let mut scene = Self::new(seed);
        let (mut a2, admission) = scene.a1.link(&mut scene.ann, &mut scene.dice);
        let duties = Duties { admissions: vec![admission], ..Duties::default() };
        scene.a1.publish(&duties, &mut scene.dice);
        settle(&mut [&mut scene.a1, &mut scene.b1, &mut a2], &mut scene.dice);
        (scene, a2)
    }
}

pub(super) fn last(envelopes: &[Verified]) -> &Verified {
    envelopes.last().unwrap()
}

pub(super) fn named(member: Member, name: &str) -> Edit {
    Edit::MemberName { member, name: Some(name.to_owned()) }
}

/// Two envelopes of Ann's second device in one place, which call her differently.
pub(super) fn forked(scene: &mut Scene, a2: &mut Device) -> (Verified, Verified) {
    let (stream, forker) = (scene.a1.stream, a2.author());
    let mut branch = |word: &str| {
        let sealed = a2.branch(|a2| {
            a2.disk.documents.clear();
            a2.disk.edit(&stream, &forker, &named(Member::Manager, word));
            a2.publish(&Duties::default(), &mut scene.dice).envelopes
        });
        last(&sealed).clone()
    };
    (branch("One"), branch("Other"))
}

/// An envelope as a relay's heads name it.
pub(super) fn head(envelope: &Verified) -> Head {
    let header = envelope.header();
    (header.author, header.seq, envelope.id())
}
