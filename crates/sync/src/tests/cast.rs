//! Persons, their devices, and each device's storage in memory. Changes are opaque: membership does not look at them.

use std::collections::BTreeMap;
use std::convert::Infallible;

use agenda::{Document, DocumentId, DocumentName, Edit};
use crypto::{
    Binding, DeviceId, Enrolment, KemKey, Members, Pair, Place, Recipient, Record, RootId, RootSeed, Roster,
    SigningKey, Statement, StatementId,
};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use wire::{AccessOp, AuthorId, EnvelopeId, Rights, StreamId, Verified};

use crate::{
    Admission, DocumentDigest, Duties, Keys, Ledger, OutboxRow, PublishError, Published, Received, Replica,
    Standing, Waiting, actor_of, document_id, publish, receive,
};

/// All chance, from one seed.
pub(super) struct Dice(pub(super) ChaCha8Rng);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// 0 up to but not including `end`; 0 if that is 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.0.next_u64() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    /// True in so many of a hundred cases.
    pub(super) fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(super) fn key(&mut self) -> SigningKey {
        SigningKey::from_bytes(&self.bytes())
    }
}

/// A person with the root key at hand.
pub(super) struct Person {
    seed: RootSeed,
    signing: SigningKey,
    pub(super) root: RootId,
    pub(super) statements: Vec<Statement>,
    order: u64,
    pub(super) era: StatementId,
}

impl Person {
    pub(super) fn new(dice: &mut Dice) -> Self {
        let seed = RootSeed::from_bytes(dice.bytes());
        let statements = vec![Statement::genesis(&seed, 1, &mut dice.0)];
        let signing = seed.signing();
        Self { root: seed.id(), signing, seed, statements, order: 1, era: StatementId::ZERO }
    }

    pub(super) fn certify(&mut self, device: &SigningKey) -> Statement {
        self.order += 1;
        let proof = Statement::device_proof(device, &self.root);
        let id = DeviceId::of(device);
        let certified = Statement::certify(&self.signing, self.order, self.era, id, &proof).unwrap();
        self.statements.push(certified.clone());
        certified
    }

    pub(super) fn revoke(&mut self, device: DeviceId) -> Statement {
        self.order += 1;
        Statement::revoke(&self.signing, self.root, self.order, self.era, device, 1)
    }

    pub(super) fn reset(&mut self, keep: &[DeviceId]) -> Statement {
        self.order += 1;
        let reset = Statement::reset(&self.signing, self.order, self.era, keep).unwrap();
        self.era = reset.id();
        reset
    }

    pub(super) fn kit(&self) -> KemKey {
        self.seed.recovery_kem()
    }
}

/// What a device keeps.
#[derive(Default)]
pub(super) struct Disk {
    pub(super) envelopes: Vec<(Verified, Standing)>,
    places: BTreeMap<EnvelopeId, usize>,
    pub(super) outbox: Vec<OutboxRow>,
    pub(super) documents: BTreeMap<DocumentId, Document>,
    /// A document that this stream cannot have.
    pub(super) foreign: Option<[u8; 16]>,
    rows: i64,
}

impl Disk {
    /// Something to be sealed with the next publish step.
    pub(super) fn write(&mut self) {
        self.rows += 1;
        self.outbox.push(OutboxRow { row: self.rows, document: [7; 16], chunks: Vec::new() });
    }

    /// An edit of the document that two persons keep for years, committed and not sealed yet.
    pub(super) fn edit(&mut self, stream: &StreamId, author: &AuthorId, edit: &Edit) {
        let id = document_id(stream, &DocumentName::Core);
        let mut document = self.core(stream);
        let chunks = document.apply(&actor_of(stream, &id, author), edit).unwrap().concat();
        self.documents.insert(id, document);
        self.rows += 1;
        self.outbox.push(OutboxRow { row: self.rows, document: *id.as_bytes(), chunks });
    }

    pub(super) fn core(&self, stream: &StreamId) -> Document {
        let id = document_id(stream, &DocumentName::Core);
        let stored = self.documents.get(&id).cloned();
        stored.unwrap_or_else(|| Document::genesis(DocumentName::Core, id))
    }

    /// Envelopes that took effect.
    pub(super) fn applied(&self) -> impl Iterator<Item = EnvelopeId> {
        let applied = self.envelopes.iter().filter(|(_, standing)| *standing == Standing::Applied);
        applied.map(|(envelope, _)| envelope.id())
    }

    pub(super) fn standing(&self, id: &EnvelopeId) -> Option<Standing> {
        self.places.get(id).map(|place| self.envelopes[*place].1)
    }
}

impl Ledger for Disk {
    type Error = Infallible;

    fn keep(&mut self, envelope: &Verified, own: bool) -> Result<(), Infallible> {
        self.places.insert(envelope.id(), self.envelopes.len());
        let standing = if own { Standing::Applied } else { Standing::New };
        self.envelopes.push((envelope.clone(), standing));
        Ok(())
    }

    fn mark(&mut self, id: &EnvelopeId, standing: Standing) -> Result<(), Infallible> {
        let place = self.places[id];
        self.envelopes[place].1 = standing;
        Ok(())
    }

    fn outbox(&mut self) -> Result<Vec<OutboxRow>, Infallible> {
        Ok(self.outbox.clone())
    }

    fn sealed(&mut self, through: i64, _seq: u64) -> Result<(), Infallible> {
        self.outbox.retain(|row| row.row > through);
        Ok(())
    }

    fn document_name(&self, id: &DocumentId) -> Option<DocumentName> {
        (self.foreign != Some(*id.as_bytes())).then_some(DocumentName::Core)
    }

    fn document(&mut self, id: &DocumentId, name: &DocumentName) -> Result<Document, Infallible> {
        let stored = self.documents.get(id).cloned();
        Ok(stored.unwrap_or_else(|| Document::genesis(name.clone(), *id)))
    }

    fn digests(&mut self) -> Result<Vec<DocumentDigest>, Infallible> {
        Ok(vec![([7; 16], [0; 32])])
    }

    fn envelopes(&mut self) -> Result<Vec<Verified>, Infallible> {
        Ok(self.envelopes.iter().map(|(envelope, _)| envelope.clone()).collect())
    }

    fn forget_documents(&mut self) -> Result<(), Infallible> {
        self.documents.clear();
        Ok(())
    }

    fn merged(&mut self, document: &Document, _chunks: &[Vec<u8>]) -> Result<(), Infallible> {
        self.documents.insert(*document.id(), document.clone());
        Ok(())
    }
}

/// One device in one stream for two.
pub(super) struct Device {
    pub(super) stream: StreamId,
    pub(super) root: RootId,
    pub(super) key: SigningKey,
    pub(super) id: DeviceId,
    pub(super) pseudonym: SigningKey,
    pub(super) kems: Vec<(u32, [u8; 32])>,
    pub(super) members: Members<Pair>,
    founder: bool,
    pub(super) statements: Vec<Statement>,
    pub(super) bindings: Vec<Binding>,
    pub(super) disk: Disk,
    pub(super) replica: Replica<Pair>,
    counter: u64,
}

impl Device {
    /// The first device of a stream, with the envelopes that open it.
    pub(super) fn found(person: &mut Person, dice: &mut Dice) -> Self {
        let opener = dice.key();
        let first = crypto::genesis_envelope(&opener, dice.bytes()).unwrap();
        let stream = first.header().stream;
        let members = Members::founder(stream, person.root);
        let mut device = Self::new(person, stream, members, true, dice);
        let author = crypto::author_of(&opener);
        let proof = AccessOp::prove(&device.pseudonym, &stream, &author, Rights::DEVICE);
        let place = Place { stream, author, seq: 2, prev: first.id() };
        let second =
            crypto::enroll_envelope(&place, device.author(), Rights::DEVICE, proof, &opener).unwrap();
        for envelope in [first, second] {
            device.disk.keep(&envelope, true).unwrap();
            device.replica.absorb(&envelope, true);
        }
        device.replica.settle();
        device
    }

    /// A device that its person has certified and that is in no stream yet.
    pub(super) fn new(
        person: &mut Person,
        stream: StreamId,
        members: Members<Pair>,
        founder: bool,
        dice: &mut Dice,
    ) -> Self {
        let key = dice.key();
        person.certify(&key);
        let (pseudonym, kem) = (dice.key(), dice.bytes());
        let binding =
            Binding::make(stream, person.root, &key, 1, &pseudonym, &KemKey::from_seed(kem).public());
        let (id, statements, bindings) = (DeviceId::of(&key), person.statements.clone(), vec![binding]);
        let kems = vec![(1, kem)];
        let replica = Replica::new(Keys {
            stream,
            root: person.root,
            device: id,
            pseudonym: pseudonym.clone(),
            kems: kems.iter().map(|(generation, seed)| (*generation, KemKey::from_seed(*seed))).collect(),
            members: members.clone(),
            founder,
            statements: statements.clone(),
            bindings: bindings.clone(),
        });
        Self {
            stream,
            root: person.root,
            key,
            id,
            pseudonym,
            kems,
            members,
            founder,
            statements,
            bindings,
            disk: Disk::default(),
            replica,
            counter: 0,
        }
    }

    pub(super) fn keys(&self) -> Keys<Pair> {
        let kem = |(generation, seed): &(u32, [u8; 32])| (*generation, KemKey::from_seed(*seed));
        Keys {
            stream: self.stream,
            root: self.root,
            device: self.id,
            pseudonym: self.pseudonym.clone(),
            kems: self.kems.iter().map(kem).collect(),
            members: self.members.clone(),
            founder: self.founder,
            statements: self.statements.clone(),
            bindings: self.bindings.clone(),
        }
    }

    pub(super) fn author(&self) -> AuthorId {
        crypto::author_of(&self.pseudonym)
    }

    pub(super) fn binding(&self) -> &Binding {
        self.bindings.iter().rfind(|binding| binding.author() == self.author()).unwrap()
    }

    /// As after the end of the process: only the disk is left.
    pub(super) fn rebuild(&mut self) {
        let mut replica = Replica::new(self.keys());
        for (envelope, standing) in &self.disk.envelopes {
            let applied = matches!(standing, Standing::Applied | Standing::Quarantined);
            replica.absorb(envelope, applied);
        }
        replica.settle();
        self.replica = replica;
    }

    pub(super) fn take_in(&mut self, envelopes: &[Verified]) -> Received {
        receive(&mut self.replica, &mut self.disk, envelopes).unwrap()
    }

    pub(super) fn publish(&mut self, duties: &Duties<Pair>, dice: &mut Dice) -> Published {
        self.try_publish(duties, dice).unwrap()
    }

    pub(super) fn try_publish(
        &mut self,
        duties: &Duties<Pair>,
        dice: &mut Dice,
    ) -> Result<Published, PublishError<Infallible>> {
        self.take_in(&[]);
        let published = publish(&mut self.replica, &mut self.disk, duties, &mut dice.0)?;
        if published.admitted {
            for admission in &duties.admissions {
                self.members = admission.members.clone();
                self.statements.extend(admission.statements.iter().cloned());
                self.bindings.extend(admission.enrolments.iter().map(|enrolment| enrolment.binding.clone()));
            }
        }
        Ok(published)
    }

    /// Something written and sealed.
    pub(super) fn write(&mut self, dice: &mut Dice) -> Published {
        self.disk.write();
        self.publish(&Duties::default(), dice)
    }

    /// A removal by this device, known here from now on.
    pub(super) fn revoke(&mut self, device: DeviceId, era: StatementId) -> Statement {
        self.counter += 1;
        let revoke = Statement::revoke(&self.key, self.root, self.counter, era, device, 1);
        self.learn(revoke.clone());
        revoke
    }

    pub(super) fn learn(&mut self, statement: Statement) {
        self.statements.push(statement.clone());
        self.replica.learn(vec![statement]);
    }

    /// A new sealing key, and the replica that knows it.
    pub(super) fn renew_key(&mut self, dice: &mut Dice) {
        let (generation, seed) = (self.kems.last().unwrap().0 + 1, dice.bytes());
        let kem = KemKey::from_seed(seed).public();
        self.kems.push((generation, seed));
        self.bindings.push(Binding::make(
            self.stream,
            self.root,
            &self.key,
            generation,
            &self.pseudonym,
            &kem,
        ));
        self.rebuild();
    }

    /// The other person's first device, and what lets it in.
    pub(super) fn pair(&self, person: &mut Person, dice: &mut Dice) -> (Self, Admission<Pair>) {
        let members = Members::pair(self.stream, self.root, person.root);
        let mut device = Self::new(person, self.stream, members.clone(), false, dice);
        device.bindings.push(self.binding().clone());
        device.statements.extend(self.statements.iter().cloned());
        device.rebuild();
        let roots = [self.root, person.root];
        let part = |of: &Self| Roster::sign_part(&of.key, of.root, &self.stream, &roots);
        let roster = Roster::assemble(self.stream, &[part(self), part(&device)]).unwrap();
        let admission = Admission {
            members,
            statements: person.statements.clone(),
            enrolments: vec![device.enrolment(self)],
            roster: Some(roster),
        };
        (device, admission)
    }

    /// One more device of this device's person, told everything that this one knows, and what lets it in.
    pub(super) fn link(&self, person: &mut Person, dice: &mut Dice) -> (Self, Admission<Pair>) {
        let mut device = Self::new(person, self.stream, self.members.clone(), false, dice);
        device.bindings.push(self.binding().clone());
        device.statements.extend(self.replica.statements().cloned());
        device.rebuild();
        let admission = Admission {
            members: self.members.clone(),
            statements: person.statements.clone(),
            enrolments: vec![device.enrolment(self)],
            roster: None,
        };
        (device, admission)
    }

    pub(super) fn enrolment(&self, sponsor: &Self) -> Enrolment {
        Enrolment::ask(self.binding().clone(), &self.pseudonym, &sponsor.author(), Rights::DEVICE)
    }

    pub(super) fn is_applied(&self, id: &EnvelopeId) -> bool {
        self.disk.standing(id) == Some(Standing::Applied)
    }

    pub(super) fn waits_for_author(&self, id: &EnvelopeId) -> bool {
        self.disk.standing(id) == Some(Standing::Waiting(Waiting::Author))
    }

    pub(super) fn counts(&self, id: &EnvelopeId) -> bool {
        self.replica.is_accepted(id)
    }

    /// All envelopes here, in the order in which they came.
    pub(super) fn all(&self) -> Vec<Verified> {
        self.disk.envelopes.iter().map(|(envelope, _)| envelope.clone()).collect()
    }

    /// This device's own chain.
    pub(super) fn own(&self) -> Vec<Verified> {
        let mut own = self.all();
        own.retain(|envelope| envelope.header().author == self.author());
        own
    }

    /// What a content envelope says, if its key is here.
    pub(super) fn records(&self, envelope: &Verified) -> Vec<Record> {
        let secret = self.replica.secret(&envelope.header().epoch).unwrap();
        crypto::open_content(&secret, envelope).unwrap().records().unwrap()
    }

    /// Whom to seal to, to reach this device under its present name.
    pub(super) fn recipient(&self) -> Recipient<Pair> {
        self.members.device(self.binding()).unwrap()
    }

    /// An envelope that was made by hand goes into the own chain.
    pub(super) fn seals(&mut self, envelope: &Verified) {
        self.disk.keep(envelope, true).unwrap();
        self.replica.absorb_own(envelope);
    }

    /// What this device seals now; then it is as it was before, so that what it seals next stands beside it.
    pub(super) fn branch(&mut self, seal: impl FnOnce(&mut Self) -> Vec<Verified>) -> Vec<Verified> {
        let kept = self.disk.envelopes.len();
        let sealed = seal(self);
        self.disk.envelopes.truncate(kept);
        self.rebuild();
        sealed
    }
}

/// Hands `to` whatever `from` has and it lacks.
pub(super) fn bring(from: &Device, to: &mut Device) -> Received {
    to.take_in(&from.all())
}

/// Lets everybody exchange and publish until nothing new is sealed. Fails if it does not end.
pub(super) fn settle(devices: &mut [&mut Device], dice: &mut Dice) {
    for _ in 0..40 {
        let mut sealed = 0;
        for at in 0..devices.len() {
            for other in 0..devices.len() {
                if at != other {
                    let envelopes = devices[other].all();
                    devices[at].take_in(&envelopes);
                }
            }
            sealed += devices[at].publish(&Duties::default(), dice).envelopes.len();
        }
        if sealed == 0 {
            return;
        }
    }
    panic!("the devices never come to rest");
}
