//! Persons and devices for the tests, all from seeds.

use crypto::{
    Binding, DeviceId, Enrolment, KemKey, Members, Own, Pair, Place, Recipient, RootId, RootSeed, SigningKey,
    Statement, StatementId, author_of,
};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use wire::{AuthorId, EnvelopeId, Rights, StreamId};

/// A seeded generator; the seed is printed with a failing test.
pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    println!("seed {seed}");
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn key(rng: &mut ChaCha20Rng) -> SigningKey {
    let mut seed = [0; 32];
    rng.fill_bytes(&mut seed);
    SigningKey::from_bytes(&seed)
}

/// A person with one certified device.
pub(crate) struct Person {
    pub(crate) root: RootSeed,
    pub(crate) device: SigningKey,
    pub(crate) statements: Vec<Statement>,
}

impl Person {
    pub(crate) fn new(rng: &mut ChaCha20Rng) -> Self {
        let root = RootSeed::random(rng);
        let device = key(rng);
        let proof = Statement::device_proof(&device, &root.id());
        let genesis = Statement::genesis(&root, 1, rng);
        let certify =
            Statement::certify(&root.signing(), 2, StatementId::ZERO, DeviceId::of(&device), &proof).unwrap();
        Self { root, device, statements: vec![genesis, certify] }
    }

    pub(crate) fn id(&self) -> RootId {
        self.root.id()
    }

    pub(crate) fn member(&self, stream: StreamId, rng: &mut ChaCha20Rng) -> Member {
        let pseudonym = key(rng);
        let kem = KemKey::random(rng);
        let binding = Binding::make(stream, self.id(), &self.device, 1, &pseudonym, &kem.public());
        Member { pseudonym, kem, binding }
    }
}

/// A device in one stream.
pub(crate) struct Member {
    pub(crate) pseudonym: SigningKey,
    pub(crate) kem: KemKey,
    pub(crate) binding: Binding,
}

impl Member {
    pub(crate) fn author(&self) -> AuthorId {
        author_of(&self.pseudonym)
    }

    pub(crate) fn first_place(&self) -> Place {
        Place { stream: self.binding.stream(), author: self.author(), seq: 1, prev: EnvelopeId::ZERO }
    }

    pub(crate) fn own_recipient(&self) -> Recipient<Own> {
        Members::own(self.binding.stream(), self.binding.root()).device(&self.binding).unwrap()
    }

    pub(crate) fn pair_recipient(&self, other: &Self) -> Recipient<Pair> {
        Members::pair(self.binding.stream(), self.binding.root(), other.binding.root())
            .device(&self.binding)
            .unwrap()
    }

    pub(crate) fn enrolment(&self, author: &AuthorId) -> Enrolment {
        Enrolment::ask(self.binding.clone(), &self.pseudonym, author, Rights::DEVICE)
    }
}

pub(crate) fn stream(byte: u8) -> StreamId {
    StreamId::from([byte; 32])
}
