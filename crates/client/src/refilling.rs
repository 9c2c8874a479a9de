//! In which order a relay that has nothing takes everything: whoever is let in comes after the step that lets them in, and
//! whoever was shut out, before the step that shuts them out (docs/protocol.md §8.2). Envelopes lie here in the order in
//! which they came, and that can be another one.

use std::collections::{BTreeMap, VecDeque};

use store::StoredEnvelope;
use wire::{AccessList, AccessOp, AuthorId, Envelope, Kind, Rights};

/// Whether an envelope shuts a key out.
pub(crate) fn shuts_out(stored: &StoredEnvelope) -> bool {
    matches!(step(&stored.envelope), Some(AccessOp::Retire { .. } | AccessOp::Close))
}

/// Everything of one stream, as an empty relay takes it. What it would refuse in any order stands at the end.
pub(crate) fn in_order(stored: Vec<StoredEnvelope>) -> Vec<StoredEnvelope> {
    let mut waiting: BTreeMap<AuthorId, VecDeque<StoredEnvelope>> = BTreeMap::new();
    for envelope in stored {
        waiting.entry(envelope.envelope.header().author).or_default().push_back(envelope);
    }
    for chain in waiting.values_mut() {
        chain.make_contiguous().sort_by_key(|stored| (stored.envelope.header().seq, stored.row));
    }
    let mut list: Option<AccessList> = None;
    let mut ordered = Vec::new();
    while let Some(author) = next(&waiting, list.as_ref()) {
        let Some(envelope) = waiting.get_mut(&author).and_then(VecDeque::pop_front) else { break };
        if step(&envelope.envelope).is_some() {
            let verified = envelope.envelope.clone().verified_before();
            match &mut list {
                // A step that a relay refuses changes nothing here either.
                Some(list) => drop(list.apply(&verified)),
                None => list = AccessList::open(&verified).ok(),
            }
        }
        ordered.push(envelope);
    }
    let mut rest: Vec<StoredEnvelope> = waiting.into_values().flatten().collect();
    rest.sort_by_key(|stored| stored.row);
    ordered.extend(rest);
    ordered
}

/// Whose next envelope the relay takes now: of those that it may take, the one that came first. Whoever is to be shut out
/// says everything before, unless nothing else is left.
fn next(
    waiting: &BTreeMap<AuthorId, VecDeque<StoredEnvelope>>,
    list: Option<&AccessList>,
) -> Option<AuthorId> {
    let heads = waiting.iter().filter_map(|(author, chain)| chain.front().map(|head| (*author, head)));
    let fits = heads.filter(|(author, head)| match (step(&head.envelope), list) {
        (Some(AccessOp::Genesis { .. }), None) => true,
        (_, None) | (Some(AccessOp::Genesis { .. }), Some(_)) => false,
        (Some(AccessOp::Enroll { .. }), Some(list)) => list.allows(author, Rights::ENROLL),
        (Some(AccessOp::Retire { .. } | AccessOp::Close), Some(list)) => list.allows(author, Rights::RETIRE),
        (None, Some(list)) => list.allows(author, Rights::APPEND),
    });
    let early = |head: &StoredEnvelope| match step(&head.envelope) {
        Some(AccessOp::Retire { subject }) => waiting.get(&subject).is_some_and(|chain| !chain.is_empty()),
        Some(AccessOp::Close) => true,
        _ => false,
    };
    fits.min_by_key(|(_, head)| (early(head), head.row)).map(|(author, _)| author)
}

fn step(envelope: &Envelope) -> Option<AccessOp> {
    let is_step = envelope.header().kind == Kind::Access;
    is_step.then(|| AccessOp::decode(envelope.body()).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use store::Standing;
    use wire::{EnvelopeId, EpochId, Header, SigningKey, StreamId};

    use super::*;

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
            let (epoch, nonce) = if kind == Kind::Access {
                (EpochId::ZERO, [0; 24])
            } else {
                (EpochId::from([3; 32]), [4; 24])
            };
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
            let stored = came.into_iter().zip(1..);
            let stored = stored.map(|(envelope, row)| StoredEnvelope {
                row,
                envelope,
                own: false,
                standing: Standing::Applied,
            });
            let ordered: Vec<Envelope> =
                in_order(stored.collect()).into_iter().map(|stored| stored.envelope).collect();
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
        let stored = [unknown.clone(), first.clone()]
            .into_iter()
            .zip(1..)
            .map(|(envelope, row)| StoredEnvelope { row, envelope, own: false, standing: Standing::New });
        let ordered = in_order(stored.collect());
        let ordered: Vec<&Envelope> = ordered.iter().map(|stored| &stored.envelope).collect();
        assert_eq!(ordered, [&first, &unknown]);
    }
}
