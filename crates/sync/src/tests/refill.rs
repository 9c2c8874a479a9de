//! In which order a relay that lost something is filled up again.

use std::collections::BTreeMap;

use wire::{
    AccessList, AccessOp, AuthorId, Envelope, EnvelopeId, EpochId, Header, Kind, Rights, SigningKey, StreamId,
};

use crate::refill::{in_order, is_step};

struct Chain {
    key: SigningKey,
    seq: u64,
    prev: EnvelopeId,
}

impl Chain {
    fn new(seed: u8) -> Self {
        Self { key: SigningKey::from_bytes(&[seed; 32]), seq: 0, prev: EnvelopeId::ZERO }
    }

    fn author(&self) -> AuthorId {
        AuthorId::from(self.key.verifying_key().to_bytes())
    }

    fn say(&mut self, stream: StreamId, kind: Kind, body: &[u8]) -> Envelope {
        self.seq += 1;
        let (epoch, nonce) =
            if kind == Kind::Access { (EpochId::ZERO, [0; 24]) } else { (EpochId::from([3; 32]), [4; 24]) };
        let header =
            Header { kind, stream, author: self.author(), seq: self.seq, prev: self.prev, epoch, nonce };
        let envelope = Envelope::seal(&header, body, &self.key).unwrap().into_envelope();
        self.prev = envelope.id();
        envelope
    }

    fn lets_in(&mut self, stream: StreamId, other: &Self) -> Envelope {
        let proof = AccessOp::prove(&other.key, &stream, &self.author(), Rights::DEVICE);
        let step = AccessOp::Enroll { subject: other.author(), rights: Rights::DEVICE, proof };
        self.say(stream, Kind::Access, &step.encode())
    }
}

/// What an empty relay takes of these, in this order.
fn taken(envelopes: &[Envelope]) -> usize {
    let mut list: Option<AccessList> = None;
    let mut heads: BTreeMap<AuthorId, EnvelopeId> = BTreeMap::new();
    let mut taken = 0;
    for envelope in envelopes {
        let header = envelope.header();
        if heads.get(&header.author).copied().unwrap_or(EnvelopeId::ZERO) != header.prev {
            continue;
        }
        let verified = envelope.clone().verify().unwrap();
        let allowed = match (&mut list, header.kind) {
            (None, _) => {
                list = AccessList::open(&verified).ok();
                list.is_some()
            }
            (Some(list), Kind::Access) => list.apply(&verified).is_ok(),
            (Some(list), _) => list.allows(&header.author, Rights::APPEND),
        };
        if allowed {
            heads.insert(header.author, envelope.id());
            taken += 1;
        }
    }
    taken
}

#[test]
fn an_empty_relay_takes_everything_in_whatever_order_it_came_here() {
    let (mut genesis, mut laptop, mut lost, mut late) =
        (Chain::new(1), Chain::new(2), Chain::new(3), Chain::new(4));
    let stream = StreamId::derive(&genesis.author(), &[0; 32]);
    let content = |chain: &mut Chain| chain.say(stream, Kind::Content, &[7; 1040]);
    let first = AccessOp::Genesis { nonce: [0; 32] }.encode();
    let mut envelopes = vec![genesis.say(stream, Kind::Access, &first), genesis.lets_in(stream, &laptop)];
    envelopes.push(content(&mut laptop));
    envelopes.push(laptop.lets_in(stream, &lost));
    envelopes.extend([content(&mut lost), content(&mut lost)]);
    // The lost device let another one in, which removed it.
    envelopes.push(lost.lets_in(stream, &late));
    envelopes.push(content(&mut late));
    let shut_out = AccessOp::Retire { subject: lost.author() }.encode();
    envelopes.push(late.say(stream, Kind::Access, &shut_out));
    envelopes.push(laptop.say(stream, Kind::Access, &shut_out));
    envelopes.extend([content(&mut late), content(&mut laptop)]);
    assert_eq!(taken(&envelopes), envelopes.len());
    // A device that came late read one chain after the other, and each of these is a possible order.
    let mut worse = 0;
    for seed in 0..24 {
        let mut chains: Vec<AuthorId> =
            [&genesis, &laptop, &lost, &late].iter().map(|chain| chain.author()).collect();
        chains.rotate_left(seed % 4);
        let inner = seed / 4;
        chains[1..].rotate_left(inner % 3);
        if inner / 3 == 1 {
            chains[2..].reverse();
        }
        let mut came = envelopes.clone();
        came.sort_by_key(|envelope| {
            let chain = chains.iter().position(|author| *author == envelope.header().author);
            (chain, envelope.header().seq)
        });
        worse += usize::from(taken(&came) < came.len());
        let ordered = in_order(came, |envelope| envelope);
        assert_eq!((taken(&ordered), ordered.len()), (envelopes.len(), envelopes.len()), "order {seed}");
    }
    assert!(worse > 12, "most of these orders are such that a relay would refuse some: {worse}");
}

#[test]
fn what_no_relay_would_take_is_put_last_and_nothing_is_dropped() {
    let (mut genesis, mut stranger) = (Chain::new(1), Chain::new(9));
    let stream = StreamId::derive(&genesis.author(), &[0; 32]);
    let unknown = stranger.say(stream, Kind::Content, &[7; 1040]);
    let first = genesis.say(stream, Kind::Access, &AccessOp::Genesis { nonce: [0; 32] }.encode());
    let ordered = in_order(vec![&unknown, &first], |envelope| envelope);
    assert_eq!(ordered, [&first, &unknown]);
}

#[test]
fn a_stream_is_closed_after_everything_was_handed_over() {
    let (mut genesis, mut laptop) = (Chain::new(1), Chain::new(2));
    let stream = StreamId::derive(&genesis.author(), &[0; 32]);
    let first = genesis.say(stream, Kind::Access, &AccessOp::Genesis { nonce: [0; 32] }.encode());
    let lets_in = genesis.lets_in(stream, &laptop);
    let closed = genesis.say(stream, Kind::Access, &AccessOp::Close.encode());
    let written = laptop.say(stream, Kind::Content, &[7; 1040]);
    assert!(is_step(&closed) && !is_step(&written));
    let ordered = in_order(vec![&first, &lets_in, &closed, &written], |envelope| envelope);
    assert_eq!(ordered, [&first, &lets_in, &written, &closed]);
}
