//! Two persons, a newcomer's and a linked device's handshake, and an epoch: all the same in every run.

use std::convert::Infallible;
use std::sync::LazyLock;

use rand_core::{TryCryptoRng, TryRng};
use wire::{AuthorId, EnvelopeId, EpochId, Rights, SigningKey, StreamId};

use crate::pairing::m1_bytes;
use crate::{
    Binding, DeviceId, Enrolment, EpochSecret, Handshake, Introduction, Joining, KemKey, LinkJoining,
    LinkWelcome, Members, Pair, PairingRole, PairingSecret, Place, Recipient, Role, RootId, RootSeed, Roster,
    Statement, StatementId, StreamCard, Welcome, author_of, genesis_envelope, make_link_m3, make_link_m4,
    make_m2, make_m3, make_m4,
};

/// Not random at all: a counter.
pub(super) struct Counting(pub(super) u64);

impl TryRng for Counting {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|number| u32::try_from(number >> 32).unwrap_or(0))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        Ok(mixed ^ (mixed >> 27))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let number = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&number[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Counting {}

/// A person with one certified device and its keys in the stream for two.
pub(super) struct Person {
    pub(super) root: RootSeed,
    pub(super) root_key: SigningKey,
    pub(super) id: RootId,
    pub(super) device: SigningKey,
    pub(super) statements: Vec<Statement>,
    pub(super) pseudonym: SigningKey,
    pub(super) author: AuthorId,
    pub(super) kem: KemKey,
    pub(super) binding: Binding,
}

impl Person {
    fn new(number: u8, stream: StreamId) -> Self {
        let root = RootSeed::from_bytes([number; 32]);
        let (root_key, id) = (root.signing(), root.id());
        let device = SigningKey::from_bytes(&[number + 1; 32]);
        let pseudonym = SigningKey::from_bytes(&[number + 2; 32]);
        let kem = KemKey::from_seed([number + 3; 32]);
        let genesis = Statement::genesis(&root, 1, &mut Counting(number.into()));
        let proof = Statement::device_proof(&device, &id);
        let certify = Statement::certify(&root_key, 2, StatementId::ZERO, DeviceId::of(&device), &proof);
        Self {
            statements: vec![genesis, certify.expect("the proof is its own")],
            binding: Binding::make(stream, id, &device, 1, &pseudonym, &kem.public()),
            author: author_of(&pseudonym),
            root,
            root_key,
            id,
            device,
            pseudonym,
            kem,
        }
    }
}

/// A handshake between the two, with its four messages. Both sides store the same.
pub(super) struct Meeting {
    pub(super) m1: Vec<u8>,
    pub(super) m2: Vec<u8>,
    pub(super) handshake: Handshake,
    pub(super) inviter_to_newcomer: [u8; 32],
    pub(super) newcomer_to_inviter: [u8; 32],
}

impl Meeting {
    fn new(stage: &People, role: PairingRole) -> Self {
        let m1 = m1_bytes(&stage.secret, role, 1_800_000_000, &stage.ephemeral);
        let pair = role == PairingRole::Pair;
        let introduction = Introduction {
            statements: if pair { stage.newcomer.statements.clone() } else { Vec::new() },
            name: "Ben".parse().expect("a name"),
            role: pair.then_some(Role::Report),
        };
        let device = &stage.newcomer.device;
        let (m2, handshake) =
            make_m2(&stage.secret, &m1, &introduction, device, &mut Counting(5)).expect("an answer");
        let stored = handshake.to_bytes();
        let key = |at: usize| stored[at..at + 32].try_into().expect("a stored key");
        Self { m1, m2, inviter_to_newcomer: key(34), newcomer_to_inviter: key(66), handshake }
    }
}

/// What exists before the messages.
pub(super) struct People {
    pub(super) secret: PairingSecret,
    pub(super) ephemeral: KemKey,
    pub(super) stream: StreamId,
    pub(super) genesis: Vec<u8>,
    pub(super) inviter: Person,
    pub(super) newcomer: Person,
}

/// All that the decoders are given.
pub(super) struct Stage {
    pub(super) people: People,
    pub(super) pair: Meeting,
    pub(super) link: Meeting,
    pub(super) welcome: Welcome,
    pub(super) joining: Joining,
    pub(super) link_welcome: LinkWelcome,
    pub(super) link_joining: LinkJoining,
    pub(super) m3: Vec<u8>,
    pub(super) m4: Vec<u8>,
    pub(super) link_m3: Vec<u8>,
    pub(super) link_m4: Vec<u8>,
    pub(super) roster: Roster,
    pub(super) card: StreamCard,
    pub(super) secret: EpochSecret<Pair>,
    pub(super) epoch: EpochId,
    pub(super) place: Place,
    pub(super) recipients: [Recipient<Pair>; 2],
}

impl Stage {
    fn new() -> Self {
        let genesis = genesis_envelope(&SigningKey::from_bytes(&[99; 32]), [3; 32]).expect("an envelope");
        let stream = genesis.header().stream;
        let people = People {
            secret: PairingSecret::from_link(&[7; 32]),
            ephemeral: KemKey::from_seed([8; 32]),
            stream,
            genesis: genesis.as_bytes().to_vec(),
            inviter: Person::new(10, stream),
            newcomer: Person::new(20, stream),
        };
        let (inviter, newcomer) = (&people.inviter, &people.newcomer);
        let (pair, link) =
            (Meeting::new(&people, PairingRole::Pair), Meeting::new(&people, PairingRole::Link));
        let roots = [inviter.id, newcomer.id];
        let part = |person: &Person| Roster::sign_part(&person.device, person.id, &stream, &roots);
        let relay = || "wss://relay.example".parse().expect("an origin");
        let card = StreamCard::new(stream, relay(), Some(newcomer.id), 3, [4; 32]);

        let welcome = Welcome {
            statements: inviter.statements.clone(),
            name: "Ana".parse().expect("a name"),
            role: Role::Manager,
            genesis: people.genesis.clone(),
            binding: inviter.binding.clone(),
            roster_part: part(inviter),
            voucher: Some([4; 16]),
        };
        let m3 = make_m3(&pair.handshake, &welcome, &inviter.device, &mut Counting(6)).expect("a message");
        let ask =
            |binding: Binding| Enrolment::ask(binding, &newcomer.pseudonym, &inviter.author, Rights::DEVICE);
        let joining =
            Joining { enrolments: vec![ask(newcomer.binding.clone())], roster_part: part(newcomer) };
        let m4 =
            make_m4(&pair.handshake, &m3, &joining, &newcomer.device, &mut Counting(7)).expect("a message");

        let link_welcome = LinkWelcome {
            statements: inviter.statements.clone(),
            streams: vec![(card.clone(), inviter.author)],
        };
        let link_m3 =
            make_link_m3(&link.handshake, &link_welcome, &inviter.id, &inviter.device, &mut Counting(8));
        let link_m3 = link_m3.expect("a message");
        let linked = Binding::make(
            stream,
            inviter.id,
            &newcomer.device,
            1,
            &newcomer.pseudonym,
            &newcomer.kem.public(),
        );
        let link_joining = LinkJoining {
            proof: Statement::device_proof(&newcomer.device, &inviter.id),
            enrolments: vec![ask(linked)],
        };
        let link_m4 =
            make_link_m4(&link.handshake, &link_m3, &link_joining, &newcomer.device, &mut Counting(9));

        let members = Members::pair(stream, inviter.id, newcomer.id);
        let secret = EpochSecret::from_bytes([33; 32]);
        Self {
            roster: Roster::assemble(stream, &[part(inviter), part(newcomer)]).expect("both signed"),
            epoch: secret.id(&stream),
            place: Place { stream, author: inviter.author, seq: 7, prev: EnvelopeId::from([6; 32]) },
            recipients: [
                members.device(&newcomer.binding).expect("a member"),
                members.recovery(&inviter.statements[0]).expect("a member's kit"),
            ],
            link_m4: link_m4.expect("a message"),
            pair,
            link,
            welcome,
            joining,
            link_welcome,
            link_joining,
            m3,
            m4,
            link_m3,
            card,
            secret,
            people,
        }
    }
}

pub(super) static STAGE: LazyLock<Stage> = LazyLock::new(Stage::new);
