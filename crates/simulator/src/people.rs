//! The two persons and their devices' keys, and what pairing and linking would hand over (docs/protocol.md §3, §9).

use std::sync::Arc;

use agenda::{DocumentId, DocumentName};
use crypto::{
    Binding, DeviceId, Enrolment, KemKey, Members, Pair, Place, RootId, RootSeed, Roster, RosterPart,
    SigningKey, Statement, StatementId,
};
use sync::{Admission, DocumentNames, Keys};
use wire::{AccessOp, AuthorId, Rights, StreamId, Verified};

use crate::Documents;
use crate::dice::Dice;
use crate::failure::Failure;

/// A person: the root key, and which devices it has certified so far.
#[derive(Clone)]
pub(crate) struct Person {
    seed: Arc<RootSeed>,
    pub(crate) root: RootId,
    pub(crate) statements: Vec<Statement>,
    order: u64,
}

impl Person {
    pub(crate) fn new(dice: &mut Dice) -> Self {
        let seed = RootSeed::random(dice.rng());
        let root = seed.id();
        let statements = vec![Statement::genesis(&seed, 1, dice.rng())];
        Self { seed: Arc::new(seed), root, statements, order: 1 }
    }

    /// One of the person's devices shuts another one out.
    pub(crate) fn remove(&mut self, by: &Seat, gone: &Seat) -> Statement {
        self.order += 1;
        let gone = DeviceId::of(&gone.device);
        let removal = Statement::revoke(&by.device, self.root, self.order, StatementId::ZERO, gone, 1);
        self.statements.push(removal.clone());
        removal
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
#[derive(Clone)]
pub(crate) struct Seat {
    pub(crate) stream: StreamId,
    root: RootId,
    device: SigningKey,
    pub(crate) pseudonym: SigningKey,
    /// The name that a copy leaves behind, until the relay has let in the new one.
    pub(crate) former: Option<SigningKey>,
    kem_seeds: Vec<[u8; 32]>,
    pub(crate) founder: bool,
    /// The stream's first envelope.
    pub(crate) genesis: Arc<[u8]>,
    names: Names,
    statements: Vec<Statement>,
    bindings: Vec<Binding>,
}

impl Seat {
    /// The founder's: a new stream, with the envelopes that open it and let the founder in.
    pub(crate) fn found(
        person: &mut Person,
        documents: Documents,
        dice: &mut Dice,
    ) -> Result<(Self, [Verified; 2]), Failure> {
        let opener = SigningKey::from_bytes(&dice.bytes());
        let first = crypto::genesis_envelope(&opener, dice.bytes()).map_err(scene)?;
        let stream = first.header().stream;
        let genesis = first.as_bytes().into();
        let seat = Self::new(person, stream, (true, genesis, Names::of(&stream, documents)), dice)?;
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
        (founder, genesis, names): (bool, Arc<[u8]>, Names),
        dice: &mut Dice,
    ) -> Result<Self, Failure> {
        let device = SigningKey::from_bytes(&dice.bytes());
        person.certify(&device)?;
        let mut seat = Self {
            stream,
            root: person.root,
            device,
            pseudonym: SigningKey::from_bytes(&dice.bytes()),
            former: None,
            kem_seeds: vec![dice.bytes()],
            founder,
            genesis,
            names,
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
        let known = (false, Arc::clone(&sponsor.genesis), sponsor.names.clone());
        let mut seat = Self::new(person, sponsor.stream, known, dice)?;
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
        let known = (false, Arc::clone(&sponsor.genesis), sponsor.names.clone());
        let mut seat = Self::new(person, sponsor.stream, known, dice)?;
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

    /// Asks a member who goes by another name now once more, as a new invitation does.
    pub(crate) fn ask_again(&self, sponsor: &Self, members: Members<Pair>) -> Admission<Pair> {
        Admission {
            members,
            statements: self.statements.clone(),
            enrolments: vec![self.enrolment(sponsor)],
            roster: None,
        }
    }

    pub(crate) fn author(&self) -> AuthorId {
        crypto::author_of(&self.pseudonym)
    }

    /// The key under which the device speaks to the relay now.
    pub(crate) fn speaking(&self) -> &SigningKey {
        self.former.as_ref().unwrap_or(&self.pseudonym)
    }

    /// The same device under a new name: a new pseudonym and a new sealing key. The former name lets it in.
    pub(crate) fn renamed(&self, dice: &mut Dice) -> Self {
        let mut seat = self.clone();
        seat.former = Some(std::mem::replace(&mut seat.pseudonym, SigningKey::from_bytes(&dice.bytes())));
        seat.kem_seeds.push(dice.bytes());
        seat.bindings.push(seat.binding());
        seat
    }

    /// The former name's word for the new one: its key, its rights, its proof.
    pub(crate) fn entrance(&self) -> Option<(AuthorId, Rights, [u8; 64])> {
        let former = crypto::author_of(self.former.as_ref()?);
        let proof = AccessOp::prove(&self.pseudonym, &self.stream, &former, Rights::DEVICE);
        Some((self.author(), Rights::DEVICE, proof))
    }

    /// What the engine works with.
    pub(crate) fn keys(&self, members: Members<Pair>, learnt: &[Statement]) -> Keys<Pair> {
        let kems = (1..).zip(&self.kem_seeds).map(|(number, seed)| (number, KemKey::from_seed(*seed)));
        Keys {
            stream: self.stream,
            root: self.root,
            device: DeviceId::of(&self.device),
            pseudonym: self.speaking().clone(),
            kems: kems.collect(),
            members,
            founder: self.founder,
            statements: self.statements.iter().chain(learnt).cloned().collect(),
            bindings: self.bindings.clone(),
        }
    }

    /// The name behind a document's id; where documents are opaque, every id is one.
    pub(crate) fn document_name(&self, id: &DocumentId) -> Option<DocumentName> {
        match &self.names {
            Names::Opaque => Some(DocumentName::Core),
            Names::Known(names) => names.name(id).cloned(),
        }
    }

    fn binding(&self) -> Binding {
        let generation = u32::try_from(self.kem_seeds.len()).unwrap_or(u32::MAX);
        let kem = KemKey::from_seed(self.kem_seeds.last().copied().unwrap_or_default()).public();
        Binding::make(self.stream, self.root, &self.device, generation, &self.pseudonym, &kem)
    }

    fn enrolment(&self, sponsor: &Self) -> Enrolment {
        Enrolment::ask(self.binding(), &self.pseudonym, &sponsor.author(), Rights::DEVICE)
    }

    fn roster_part(&self, roots: &[RootId]) -> RosterPart {
        Roster::sign_part(&self.device, self.root, &self.stream, roots)
    }
}

/// The documents that there can be.
#[derive(Clone)]
enum Names {
    Opaque,
    Known(Arc<DocumentNames>),
}

impl Names {
    fn of(stream: &StreamId, documents: Documents) -> Self {
        match documents {
            Documents::Opaque => Self::Opaque,
            Documents::Whole => Self::Known(Arc::new(DocumentNames::of_pair(stream))),
        }
    }
}

fn scene(error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Scene(Box::new(error))
}
