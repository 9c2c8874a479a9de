//! The two persons and their devices' keys, and what pairing and linking would hand over (docs/protocol.md §3, §9).

use crypto::{
    Binding, DeviceId, Enrolment, KemKey, Members, Pair, Place, RootId, RootSeed, Roster, RosterPart,
    SigningKey, Statement, StatementId,
};
use sync::{Admission, Keys};
use wire::{AccessOp, AuthorId, Rights, StreamId, Verified};

use crate::dice::Dice;
use crate::failure::Failure;

/// A person: the root key, and which devices it has certified so far.
pub(crate) struct Person {
    seed: RootSeed,
    pub(crate) root: RootId,
    pub(crate) statements: Vec<Statement>,
    order: u64,
}

impl Person {
    pub(crate) fn new(dice: &mut Dice) -> Self {
        let seed = RootSeed::random(dice.rng());
        let root = seed.id();
        let statements = vec![Statement::genesis(&seed, 1, dice.rng())];
        Self { seed, root, statements, order: 1 }
    }

    fn certify(&mut self, device: &SigningKey) -> Result<(), Failure> {
        self.order += 1;
        let proof = Statement::device_proof(device, &self.root);
        let certified = Statement::certify(
            &self.seed.signing(),
            self.order,
            StatementId::ZERO,
            DeviceId::of(device),
            &proof,
        );
        self.statements.push(certified.map_err(scene)?);
        Ok(())
    }
}

/// One device's place in the stream: its keys, and what it was told when it came in.
pub(crate) struct Seat {
    pub(crate) stream: StreamId,
    root: RootId,
    device: SigningKey,
    pub(crate) pseudonym: SigningKey,
    kem_seed: [u8; 32],
    pub(crate) founder: bool,
    /// The stream's first envelope.
    pub(crate) genesis: Vec<u8>,
    statements: Vec<Statement>,
    bindings: Vec<Binding>,
}

impl Seat {
    /// The founder's: a new stream, with the envelopes that open it and let the founder in.
    pub(crate) fn found(person: &mut Person, dice: &mut Dice) -> Result<(Self, [Verified; 2]), Failure> {
        let opener = SigningKey::from_bytes(&dice.bytes());
        let first = crypto::genesis_envelope(&opener, dice.bytes()).map_err(scene)?;
        let stream = first.header().stream;
        let seat = Self::new(person, stream, true, first.as_bytes().to_vec(), dice)?;
        let author = crypto::author_of(&opener);
        let proof = AccessOp::prove(&seat.pseudonym, &stream, &author, Rights::DEVICE);
        let place = Place { stream, author, seq: 2, prev: first.id() };
        let enrolment =
            crypto::enroll_envelope(&place, seat.author(), Rights::DEVICE, proof, &opener).map_err(scene)?;
        Ok((seat, [first, enrolment]))
    }

    fn new(
        person: &mut Person,
        stream: StreamId,
        founder: bool,
        genesis: Vec<u8>,
        dice: &mut Dice,
    ) -> Result<Self, Failure> {
        let device = SigningKey::from_bytes(&dice.bytes());
        person.certify(&device)?;
        let mut seat = Self {
            stream,
            root: person.root,
            device,
            pseudonym: SigningKey::from_bytes(&dice.bytes()),
            kem_seed: dice.bytes(),
            founder,
            genesis,
            statements: person.statements.clone(),
            bindings: Vec::new(),
        };
        seat.bindings.push(seat.binding());
        Ok(seat)
    }

    /// A further device of a person whose device `sponsor` is in the stream, as linking makes it.
    pub(crate) fn link(
        person: &mut Person,
        sponsor: &Self,
        members: &Members<Pair>,
        dice: &mut Dice,
    ) -> Result<(Self, Admission<Pair>), Failure> {
        let mut seat = Self::new(person, sponsor.stream, false, sponsor.genesis.clone(), dice)?;
        seat.bindings.push(sponsor.binding());
        let admission = Admission {
            members: members.clone(),
            statements: person.statements.clone(),
            enrolments: vec![seat.enrolment(sponsor)],
            roster: None,
        };
        Ok((seat, admission))
    }

    /// The other person's first device, as pairing makes it.
    pub(crate) fn pair(
        person: &mut Person,
        sponsor: &Self,
        dice: &mut Dice,
    ) -> Result<(Self, Admission<Pair>), Failure> {
        let mut seat = Self::new(person, sponsor.stream, false, sponsor.genesis.clone(), dice)?;
        seat.bindings.push(sponsor.binding());
        seat.statements.extend(sponsor.statements.iter().cloned());
        let roots = [sponsor.root, seat.root];
        let parts = [sponsor.roster_part(&roots), seat.roster_part(&roots)];
        let admission = Admission {
            members: Members::pair(seat.stream, sponsor.root, seat.root),
            statements: person.statements.clone(),
            enrolments: vec![seat.enrolment(sponsor)],
            roster: Some(Roster::assemble(seat.stream, &parts).map_err(scene)?),
        };
        Ok((seat, admission))
    }

    pub(crate) fn author(&self) -> AuthorId {
        crypto::author_of(&self.pseudonym)
    }

    /// What the engine works with.
    pub(crate) fn keys(&self, members: Members<Pair>) -> Keys<Pair> {
        Keys {
            stream: self.stream,
            root: self.root,
            device: DeviceId::of(&self.device),
            pseudonym: self.pseudonym.clone(),
            kems: vec![(1, KemKey::from_seed(self.kem_seed))],
            members,
            founder: self.founder,
            statements: self.statements.clone(),
            bindings: self.bindings.clone(),
        }
    }

    fn binding(&self) -> Binding {
        let kem = KemKey::from_seed(self.kem_seed).public();
        Binding::make(self.stream, self.root, &self.device, 1, &self.pseudonym, &kem)
    }

    fn enrolment(&self, sponsor: &Self) -> Enrolment {
        Enrolment::ask(self.binding(), &self.pseudonym, &sponsor.author(), Rights::DEVICE)
    }

    fn roster_part(&self, roots: &[RootId]) -> RosterPart {
        Roster::sign_part(&self.device, self.root, &self.stream, roots)
    }
}

fn scene(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Scene(Box::new(error))
}
