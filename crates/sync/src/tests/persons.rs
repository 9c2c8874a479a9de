//! What a person's statements amount to, in whatever order they come. docs/protocol.md §3

use std::collections::BTreeSet;

use crypto::{DeviceId, RootSeed, SigningKey, Statement, StatementId};

use super::cast::Dice;
use crate::{PersonState, evaluate};

struct Root {
    seed: RootSeed,
    signing: SigningKey,
    said: Vec<Statement>,
}

impl Root {
    fn new(dice: &mut Dice) -> Self {
        let seed = RootSeed::from_bytes(dice.bytes());
        let said = vec![Statement::genesis(&seed, 1, &mut dice.0)];
        Self { signing: seed.signing(), seed, said }
    }

    fn certify(&mut self, order: u64, era: StatementId, device: &SigningKey) {
        let proof = Statement::device_proof(device, &self.seed.id());
        let id = DeviceId::of(device);
        self.said.push(Statement::certify(&self.signing, order, era, id, &proof).unwrap());
    }

    fn revoke(&mut self, order: u64, era: StatementId, device: DeviceId) {
        self.said.push(Statement::revoke(&self.signing, self.seed.id(), order, era, device, 1));
    }

    fn reset(&mut self, order: u64, era: StatementId, keep: &[DeviceId]) -> StatementId {
        self.said.push(Statement::reset(&self.signing, order, era, keep).unwrap());
        self.said.last().unwrap().id()
    }

    /// The same forwards and backwards.
    fn state(&self) -> PersonState {
        let state = evaluate(&self.seed.id(), self.said.iter());
        assert!(state.amounts_to(&evaluate(&self.seed.id(), self.said.iter().rev())));
        state
    }
}

fn set<const N: usize>(devices: [DeviceId; N]) -> BTreeSet<DeviceId> {
    devices.into()
}

#[test]
fn a_reset_keeps_whom_it_names_and_lets_in_whom_the_root_certifies_later() {
    let mut dice = Dice::new(170);
    let mut root = Root::new(&mut dice);
    let keys = [dice.key(), dice.key(), dice.key(), dice.key()];
    let [laptop, phone, tablet, desk] = [0, 1, 2, 3].map(|at: usize| DeviceId::of(&keys[at]));
    root.certify(2, StatementId::ZERO, &keys[0]);
    root.certify(3, StatementId::ZERO, &keys[1]);
    let era = root.reset(5, StatementId::ZERO, &[laptop]);
    assert_eq!((root.state().active, root.state().removed), (set([laptop]), set([phone])));
    assert_eq!(root.state().era, era);
    // In the same breath as the reset, and behind it.
    root.certify(5, era, &keys[2]);
    assert_eq!((root.state().active, root.state().removed), (set([laptop]), set([phone, tablet])));
    root.certify(6, era, &keys[3]);
    assert_eq!(root.state().active, set([laptop, desk]));
}

#[test]
fn a_device_that_only_an_earlier_reset_named_was_removed() {
    let mut dice = Dice::new(171);
    let mut root = Root::new(&mut dice);
    let [laptop, phone] = [DeviceId::of(&dice.key()), DeviceId::of(&dice.key())];
    let era = root.reset(2, StatementId::ZERO, &[laptop, phone]);
    root.reset(3, era, &[laptop]);
    assert_eq!((root.state().active, root.state().removed), (set([laptop]), set([phone])));
}

#[test]
fn a_removal_counts_in_its_era_alone() {
    let mut dice = Dice::new(172);
    let mut root = Root::new(&mut dice);
    let key = dice.key();
    let laptop = DeviceId::of(&key);
    root.certify(2, StatementId::ZERO, &key);
    root.revoke(3, StatementId::ZERO, laptop);
    assert_eq!((root.state().active, root.state().removed), (set([]), set([laptop])));
    let era = root.reset(4, StatementId::ZERO, &[laptop]);
    assert_eq!((root.state().active, root.state().removed), (set([laptop]), set([])));
    root.revoke(5, era, laptop);
    assert_eq!((root.state().active, root.state().removed), (set([]), set([laptop])));
}
