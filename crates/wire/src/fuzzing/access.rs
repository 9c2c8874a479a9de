//! The access list: single steps, and any sequence of them by four keys.

use std::sync::LazyLock;

use ed25519_dalek::SigningKey;

use super::{in_modes, mode};
use crate::{
    AccessError, AccessList, AccessOp, AuthorId, Envelope, EnvelopeId, EpochId, HEADER_BYTES, Header, Kind,
    Rights, SIGNATURE_BYTES, StreamId, Verified,
};

/// Mode bit 0: the subject becomes a key that we hold, with its proof.
pub(super) fn run(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let Ok(step) = AccessOp::decode(rest) else { return };
    assert_eq!(step.encode(), rest, "one step, one form");
    let stage = &*STAGE;
    let author = stage.authors[0];
    let proved = step.verify_proof(&stage.stream, &author);
    let AccessOp::Enroll { rights, .. } = step else {
        assert_eq!(proved, Ok(()), "other steps carry no proof");
        return;
    };
    if mode & 1 == 1 {
        let proof = AccessOp::prove(&stage.keys[1], &stage.stream, &author, rights);
        let step = AccessOp::Enroll { subject: stage.authors[1], rights, proof };
        assert_eq!(AccessOp::decode(&step.encode()), Ok(step.clone()));
        assert_eq!(step.verify_proof(&stage.stream, &author), Ok(()));
        assert_eq!(step.verify_proof(&stage.stream, &stage.authors[1]), Err(AccessError::Proof));
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let stage = &*STAGE;
    let (subject, rights) = (stage.authors[1], Rights::DEVICE);
    let proof = AccessOp::prove(&stage.keys[1], &stage.stream, &stage.authors[0], rights);
    let steps = [
        AccessOp::Genesis { nonce: NONCE },
        AccessOp::Enroll { subject, rights, proof },
        AccessOp::Retire { subject },
        AccessOp::Close,
    ];
    in_modes(&[0, 1], &steps.map(|step| step.encode()))
}

/// Three bytes make a step: who, what, and about whom with which rights.
pub(super) fn run_list(bytes: &[u8]) {
    let stage = &*STAGE;
    let mut list = stage.list.clone();
    let mut retired = [false; 4];
    for step in bytes.chunks_exact(3) {
        let [who, what, whom] = *step else { return };
        let author = usize::from(who & 3);
        let subject = usize::from(whom & 3);
        let rights = Rights::from_byte(whom >> 4);
        let op = match (what & 3, rights) {
            (0, Some(rights)) => {
                // With bit 2 the proof is for other rights, with bit 3 for another author.
                let proved = if what & 4 == 0 { rights } else { Rights::READ };
                let by = if what & 8 == 0 { author } else { (author + 1) % 4 };
                let proof = stage.proofs[by][subject][usize::from(proved.byte())];
                AccessOp::Enroll { subject: stage.authors[subject], rights, proof }
            }
            (1, _) => AccessOp::Retire { subject: stage.authors[subject] },
            (2, _) if what >> 4 == 0 => AccessOp::Close,
            (3, _) => AccessOp::Genesis { nonce: [whom; 32] },
            _ => continue,
        };
        let before = list.clone();
        if list.apply(&envelope(stage, author, &op)).is_err() {
            assert_eq!(list, before, "a refused step changes nothing");
            continue;
        }
        let may = |right| before.allows(&stage.authors[author], right);
        assert!(!before.is_closed(), "nothing follows the end");
        match op {
            AccessOp::Enroll { subject: key, rights, .. } => {
                assert!(may(Rights::ENROLL));
                // The genesis key keeps what it has, whoever enrolls it; a retired key stays out.
                assert!(subject == 0 || retired[subject] || list.rights(&key) == Some(rights));
                assert!(what & 8 == 0, "the proof names its author");
            }
            AccessOp::Retire { subject: key } => {
                assert!(may(Rights::RETIRE) && subject != 0);
                assert_eq!(list.rights(&key), None);
                retired[subject] = true;
            }
            AccessOp::Close => assert!(may(Rights::RETIRE) && list.is_closed()),
            AccessOp::Genesis { .. } => panic!("a stream begins once"),
        }
        for (key, gone) in stage.authors.iter().zip(retired) {
            assert!(!gone || list.rights(key).is_none(), "whoever is retired stays out");
        }
    }
}

pub(super) fn list_seeds() -> Vec<Vec<u8>> {
    vec![
        vec![0, 0, 0xf1],
        vec![0, 0, 0xf1, 1, 0, 0xf2, 2, 1, 1, 1, 0, 0xf3],
        vec![0, 0, 0x51, 1, 0, 0xf2, 1, 1, 2],
        vec![0, 0, 0xf1, 1, 2, 0, 0, 0, 0xf2],
        vec![0, 4, 0xf1, 0, 8, 0xf1, 0, 3, 0, 0, 1, 0],
    ]
}

/// Not signed: whether a signature is checked is another target's business.
fn envelope(stage: &Stage, author: usize, op: &AccessOp) -> Verified {
    let header = Header {
        kind: Kind::Access,
        stream: stage.stream,
        author: stage.authors[author],
        seq: 2,
        prev: EnvelopeId::from([1; 32]),
        epoch: EpochId::ZERO,
        nonce: [0; 24],
    };
    let body = op.encode();
    let mut bytes = Vec::with_capacity(HEADER_BYTES + body.len() + SIGNATURE_BYTES);
    bytes.extend_from_slice(&header.encode(u32::try_from(body.len()).expect("a short body")));
    bytes.extend_from_slice(&body);
    bytes.extend_from_slice(&[0; SIGNATURE_BYTES]);
    Envelope::parse(&bytes).expect("a sound step").verified_before()
}

struct Stage {
    keys: [SigningKey; 4],
    authors: [AuthorId; 4],
    stream: StreamId,
    list: AccessList,
    /// By author, subject and rights.
    proofs: Vec<[[[u8; 64]; 16]; 4]>,
}

static STAGE: LazyLock<Stage> = LazyLock::new(|| {
    let keys = [1, 2, 3, 4].map(|seed| SigningKey::from_bytes(&[seed; 32]));
    let authors = keys.each_ref().map(|key| AuthorId::from(key.verifying_key().to_bytes()));
    let stream = StreamId::derive(&authors[0], &NONCE);
    let header = Header {
        kind: Kind::Access,
        stream,
        author: authors[0],
        seq: 1,
        prev: EnvelopeId::ZERO,
        epoch: EpochId::ZERO,
        nonce: [0; 24],
    };
    let genesis = Envelope::seal(&header, &AccessOp::Genesis { nonce: NONCE }.encode(), &keys[0]);
    let list = AccessList::open(&genesis.expect("a sound envelope")).expect("a genesis");
    let proofs = authors
        .iter()
        .map(|author| {
            keys.each_ref().map(|subject| {
                std::array::from_fn(|byte| {
                    let rights = u8::try_from(byte).ok().and_then(Rights::from_byte);
                    rights.map_or([0; 64], |rights| AccessOp::prove(subject, &stream, author, rights))
                })
            })
        })
        .collect();
    Stage { keys, authors, stream, list, proofs }
});

const NONCE: [u8; 32] = [9; 32];
