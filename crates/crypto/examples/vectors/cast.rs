//! Who takes part: two persons, Ana and Ben, and Ana's second device, all from the seeds in the file.

use crypto::{
    Binding, DeviceId, Enrolment, EpochSecret, InvitationCode, KemKey, Members, Own, Pair, PairingSecret,
    RootId, RootSeed, Roster, RosterPart, SigningKey, SpokenWords, Statement, StatementId, StreamCard,
    author_of,
};
use wire::{AuthorId, EnvelopeId, Origin, Rights, StreamId};

use crate::file::{At, Failure, Vectors};
use crate::random::Replay;

/// Random items of 32 bytes, from which all keys come.
pub(crate) const SEEDS: [&str; 33] = [
    "ana_root_seed",
    "ben_root_seed",
    "ana_device_seed",
    "ben_device_seed",
    "new_device_seed",
    "genesis_seed",
    "genesis_nonce",
    "author_seed",
    "ben_author_seed",
    "new_author_seed",
    "own_author_seed",
    "new_own_author_seed",
    "kem_seed_1",
    "kem_seed_2",
    "kem_seed_3",
    "own_kem_seed_1",
    "own_kem_seed_2",
    "epoch_secret",
    "parent_secret",
    "own_epoch_secret",
    "content_random",
    "content_all_random",
    "content_own_random",
    "head_id",
    "document_digest",
    "reader_seed",
    "own_reader_seed",
    "code_seed",
    "eph_seed",
    "invitation_secret",
    "link_eph_seed",
    "store_key",
    "table_row",
];

/// Random items of other lengths.
pub(crate) const OTHER_RANDOM: [(&str, usize); 9] = [
    ("ana_genesis_nonce", 16),
    ("ben_genesis_nonce", 16),
    ("document", 16),
    ("changes", 3_000),
    ("voucher", 16),
    ("expires", 8),
    ("wrap_random", 40),
    ("table_nonce", 24),
    ("table_plain", 200),
];

/// A person with a first device.
pub(crate) struct Person {
    pub(crate) root: RootSeed,
    pub(crate) device: SigningKey,
    pub(crate) genesis: Statement,
    pub(crate) certify: Statement,
}

impl Person {
    fn read(vectors: &Vectors, who: &str) -> Result<Self, Failure> {
        let item = |what: &str| format!("{who}_{what}");
        let root = RootSeed::from_bytes(vectors.array(&item("root_seed"))?);
        let device = SigningKey::from_bytes(&vectors.array(&item("device_seed"))?);
        let mut nonce = Replay::new(&vectors.bytes(&item("genesis_nonce"))?);
        let genesis = Statement::genesis(&root, 1, &mut nonce);
        let certify = certify(&root, 2, &device).at(&item("certify"))?;
        Ok(Self { root, device, genesis, certify })
    }

    pub(crate) fn id(&self) -> RootId {
        self.root.id()
    }

    pub(crate) fn statements(&self) -> Vec<Statement> {
        vec![self.genesis.clone(), self.certify.clone()]
    }
}

pub(crate) fn certify(
    root: &RootSeed,
    order: u64,
    device: &SigningKey,
) -> Result<Statement, crypto::StatementError> {
    let proof = Statement::device_proof(device, &root.id());
    Statement::certify(&root.signing(), order, StatementId::ZERO, DeviceId::of(device), &proof)
}

/// A device in one stream.
pub(crate) struct Member {
    pub(crate) author: SigningKey,
    pub(crate) kem: KemKey,
    pub(crate) binding: Binding,
}

impl Member {
    pub(crate) fn id(&self) -> AuthorId {
        author_of(&self.author)
    }

    pub(crate) fn enrolment(&self, by: &AuthorId) -> Enrolment {
        Enrolment::ask(self.binding.clone(), &self.author, by, Rights::DEVICE)
    }
}

/// Everybody and everything that follows from the seeds.
pub(crate) struct Cast {
    pub(crate) ana: Person,
    pub(crate) ben: Person,
    pub(crate) new_device: SigningKey,
    pub(crate) origin: Origin,
    pub(crate) genesis: SigningKey,
    pub(crate) stream: StreamId,
    pub(crate) own_stream: StreamId,
    pub(crate) hers: Member,
    pub(crate) his: Member,
    pub(crate) new: Member,
    pub(crate) own: Member,
    pub(crate) new_own: Member,
    pub(crate) epoch: EpochSecret<Pair>,
    pub(crate) parent: EpochSecret<Pair>,
    pub(crate) own_epoch: EpochSecret<Own>,
    pub(crate) code: SpokenWords,
    pub(crate) psk: PairingSecret,
    pub(crate) invitation: InvitationCode,
}

impl Cast {
    pub(crate) fn read(vectors: &Vectors) -> Result<Self, Failure> {
        let key = |name: &str| vectors.array(name).map(|seed| SigningKey::from_bytes(&seed));
        let ana = Person::read(vectors, "ana")?;
        let ben = Person::read(vectors, "ben")?;
        let new_device = key("new_device_seed")?;
        let origin: Origin = vectors.text("origin")?.parse().at("origin")?;
        let genesis = key("genesis_seed")?;
        let stream = StreamId::derive(&author_of(&genesis), &vectors.array("genesis_nonce")?);
        let own_stream = StreamId::derive(&author_of(&ana.root.self_genesis()), &[0; 32]);
        let member = |stream, root, device: &SigningKey, author: &str, kem: &str| {
            let (author, kem) = (key(author)?, KemKey::from_seed(vectors.array(kem)?));
            let binding = Binding::make(stream, root, device, 1, &author, &kem.public());
            Ok::<_, Failure>(Member { author, kem, binding })
        };
        let code = SpokenWords::random(&mut Replay::new(&vectors.bytes("code_seed")?));
        Ok(Self {
            hers: member(stream, ana.id(), &ana.device, "author_seed", "kem_seed_1")?,
            his: member(stream, ben.id(), &ben.device, "ben_author_seed", "kem_seed_2")?,
            new: member(stream, ana.id(), &new_device, "new_author_seed", "kem_seed_3")?,
            own: member(own_stream, ana.id(), &ana.device, "own_author_seed", "own_kem_seed_1")?,
            new_own: member(own_stream, ana.id(), &new_device, "new_own_author_seed", "own_kem_seed_2")?,
            epoch: EpochSecret::from_bytes(vectors.array("epoch_secret")?),
            parent: EpochSecret::from_bytes(vectors.array("parent_secret")?),
            own_epoch: EpochSecret::from_bytes(vectors.array("own_epoch_secret")?),
            psk: PairingSecret::from_words(&code, &origin),
            invitation: InvitationCode::new(origin.clone(), vectors.array("invitation_secret")?),
            ana,
            ben,
            new_device,
            origin,
            genesis,
            stream,
            own_stream,
            code,
        })
    }

    pub(crate) fn members(&self) -> Members<Pair> {
        Members::pair(self.stream, self.ana.id(), self.ben.id())
    }

    pub(crate) fn roster_parts(&self) -> [RosterPart; 2] {
        let roots = [self.ana.id(), self.ben.id()];
        [&self.ana, &self.ben].map(|who| Roster::sign_part(&who.device, who.id(), &self.stream, &roots))
    }

    pub(crate) fn cards(&self, vectors: &Vectors) -> Result<[StreamCard; 2], Failure> {
        let origin = || self.origin.clone();
        let partner = Some(self.ben.id());
        Ok([
            StreamCard::new(self.own_stream, origin(), None, 1, vectors.array("own_reader_seed")?),
            StreamCard::new(self.stream, origin(), partner, 2, vectors.array("reader_seed")?),
        ])
    }

    /// What both have seen of each other.
    pub(crate) fn heads(&self, vectors: &Vectors) -> Result<Vec<crypto::Head>, Failure> {
        let id = EnvelopeId::from(vectors.array::<32>("head_id")?);
        Ok(vec![(self.his.id(), 7, id), (author_of(&self.genesis), 2, id)])
    }
}
