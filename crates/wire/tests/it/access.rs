//! The access list (docs/protocol.md §4), as a relay applies it.

use wire::{
    AccessError, AccessList, AccessOp, AuthorId, Envelope, EnvelopeId, EpochId, Header, Kind, Rights,
    SigningKey, StreamId, Verified,
};

struct Chain {
    key: SigningKey,
    stream: StreamId,
    seq: u64,
    prev: EnvelopeId,
}

impl Chain {
    fn new(seed: u8, stream: StreamId) -> Self {
        Self { key: SigningKey::from_bytes(&[seed; 32]), stream, seq: 0, prev: EnvelopeId::ZERO }
    }

    fn author(&self) -> AuthorId {
        AuthorId::from(self.key.verifying_key().to_bytes())
    }

    fn step(&mut self, step: &AccessOp) -> Verified {
        self.seq += 1;
        let header = Header {
            kind: Kind::Access,
            stream: self.stream,
            author: self.author(),
            seq: self.seq,
            prev: self.prev,
            epoch: EpochId::ZERO,
            nonce: [0; 24],
        };
        let envelope = Envelope::seal(&header, &step.encode(), &self.key).unwrap();
        self.prev = envelope.id();
        envelope
    }

    fn enroll(&mut self, subject: &Self, rights: Rights) -> Verified {
        let proof = AccessOp::prove(&subject.key, &self.stream, &self.author(), rights);
        self.step(&AccessOp::Enroll { subject: subject.author(), rights, proof })
    }
}

fn opened() -> (AccessList, Chain) {
    let key = SigningKey::from_bytes(&[1; 32]);
    let author = AuthorId::from(key.verifying_key().to_bytes());
    let stream = StreamId::derive(&author, &[9; 32]);
    let mut genesis = Chain::new(1, stream);
    let list = AccessList::open(&genesis.step(&AccessOp::Genesis { nonce: [9; 32] })).unwrap();
    (list, genesis)
}

#[test]
fn a_stream_opens_only_with_the_genesis_that_its_id_commits_to() {
    let (_, genesis) = opened();
    let step = AccessOp::Genesis { nonce: [8; 32] };
    let mut other_nonce = Chain::new(1, genesis.stream);
    assert_eq!(AccessList::open(&other_nonce.step(&step)).unwrap_err(), AccessError::Genesis);
    let mut other_key = Chain::new(2, genesis.stream);
    let step = AccessOp::Genesis { nonce: [9; 32] };
    assert_eq!(AccessList::open(&other_key.step(&step)).unwrap_err(), AccessError::Genesis);
    let mut close = Chain::new(1, genesis.stream);
    assert_eq!(AccessList::open(&close.step(&AccessOp::Close)).unwrap_err(), AccessError::NotAccess);
    let mut late = Chain::new(1, genesis.stream);
    late.step(&step);
    assert_eq!(AccessList::open(&late.step(&step)).unwrap_err(), AccessError::NotAccess);
}

#[test]
fn who_may_enroll_can_let_keys_in_with_their_proof_only() {
    let (mut list, mut genesis) = opened();
    let device = Chain::new(2, genesis.stream);
    let mut reader = Chain::new(3, genesis.stream);
    let stranger = Chain::new(4, genesis.stream);
    assert!(!list.allows(&device.author(), Rights::READ));
    list.apply(&genesis.enroll(&device, Rights::DEVICE)).unwrap();
    list.apply(&genesis.enroll(&reader, Rights::RECOVERY)).unwrap();
    assert!(list.allows(&device.author(), Rights::RETIRE));
    assert!(list.allows(&reader.author(), Rights::ENROLL) && !list.allows(&reader.author(), Rights::APPEND));

    let before = list.clone();
    let proof = AccessOp::prove(&stranger.key, &genesis.stream, &device.author(), Rights::DEVICE);
    let stolen = AccessOp::Enroll { subject: stranger.author(), rights: Rights::DEVICE, proof };
    assert_eq!(stolen.verify_proof(&genesis.stream, &genesis.author()), Err(AccessError::Proof));
    assert_eq!(stolen.verify_proof(&genesis.stream, &device.author()), Ok(()));
    assert_eq!(list.apply(&genesis.step(&stolen)), Err(AccessError::Proof), "the proof names another author");
    let retire = AccessOp::Retire { subject: device.author() };
    assert_eq!(list.apply(&reader.step(&retire)), Err(AccessError::NotAllowed));
    let mut nobody = Chain::new(5, genesis.stream);
    assert_eq!(list.apply(&nobody.enroll(&stranger, Rights::READ)), Err(AccessError::NotAllowed));
    let again = AccessOp::Genesis { nonce: [9; 32] };
    assert_eq!(list.apply(&genesis.step(&again)), Err(AccessError::NotAllowed));
    let mut elsewhere = Chain::new(1, StreamId::from([1; 32]));
    assert_eq!(list.apply(&elsewhere.step(&AccessOp::Close)), Err(AccessError::NotAccess));
    assert_eq!(list, before, "a refused step changes nothing");
}

#[test]
fn a_retired_key_never_comes_back_and_the_last_one_stays() {
    let (mut list, mut genesis) = opened();
    let mut one = Chain::new(2, genesis.stream);
    let mut two = Chain::new(3, genesis.stream);
    list.apply(&genesis.enroll(&one, Rights::DEVICE)).unwrap();
    let retire_one = AccessOp::Retire { subject: one.author() };
    assert_eq!(list.apply(&one.step(&retire_one)), Err(AccessError::Indispensable));
    list.apply(&one.enroll(&two, Rights::DEVICE)).unwrap();
    list.apply(&two.step(&retire_one)).unwrap();
    assert_eq!(list.rights(&one.author()), None);
    assert_eq!(list.apply(&one.step(&AccessOp::Close)), Err(AccessError::NotAllowed));
    let late = two.enroll(&one, Rights::DEVICE);
    assert_eq!(list.apply(&late), Ok(()), "a step that is late blocks nothing behind it");
    assert_eq!(list.rights(&one.author()), None, "and lets nobody back in");
    let retire_genesis = AccessOp::Retire { subject: genesis.author() };
    assert_eq!(list.apply(&two.step(&retire_genesis)), Err(AccessError::Indispensable));
}

#[test]
fn a_closed_stream_takes_no_further_step() {
    let (mut list, mut genesis) = opened();
    let mut device = Chain::new(2, genesis.stream);
    list.apply(&genesis.enroll(&device, Rights::DEVICE)).unwrap();
    list.apply(&device.step(&AccessOp::Close)).unwrap();
    assert!(list.is_closed());
    assert_eq!(list.apply(&device.step(&AccessOp::Close)), Err(AccessError::Closed));
}

#[test]
fn rights_are_the_bits_of_the_protocol() {
    assert_eq!(Rights::DEVICE.byte(), 15);
    assert_eq!(Rights::RECOVERY.byte(), 5);
    assert_eq!(Rights::from_byte(0), None);
    assert_eq!(Rights::from_byte(16), None);
}
