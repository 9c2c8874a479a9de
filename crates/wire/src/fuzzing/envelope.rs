//! Envelopes: what parses keeps its bytes, and what is signed verifies.

use std::sync::LazyLock;

use ed25519_dalek::SigningKey;

use super::{Memo, in_modes, mode};
use crate::{
    AccessOp, AuthorId, Envelope, EnvelopeId, EpochId, GRANT_BYTES, HEADER_BYTES, Header, Kind, OVERHEAD,
    Rights, SIGNATURE_BYTES, StreamId, sign,
};

/// Mode bit 0: header fields with one possible value are set, and what parses then is signed.
pub(super) fn run(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    if mode & 1 == 0 {
        if let Ok(envelope) = Envelope::parse(rest) {
            keeps_its_bytes(&envelope, rest);
            let _either = envelope.verify();
        }
        return;
    }
    let Some(mut repaired) = repaired(rest) else {
        assert!(Envelope::parse(rest).is_err());
        return;
    };
    let Ok(unsigned) = Envelope::parse(&repaired) else { return };
    signed(&mut repaired, &unsigned);
    let envelope = Envelope::parse(&repaired).expect("a signature changes nothing in the form");
    assert_eq!(envelope.id(), unsigned.id(), "the id leaves the signature out");
    keeps_its_bytes(&envelope, &repaired);
    envelope.verify().expect("signed by its author");
}

/// Signs what parses. Of the envelopes in a parcel a fuzzer changes one, and signing all of them took most of its time.
pub(super) fn signed(bytes: &mut [u8], unsigned: &Envelope) {
    static SIGNATURES: Memo<[u8; SIGNATURE_BYTES], 4096> = Memo::new();
    let split = bytes.len() - SIGNATURE_BYTES;
    let id = unsigned.id();
    let signature = SIGNATURES.answer(&[id.as_bytes()], || sign(&KEY, "envelope-sig", id.as_bytes()));
    bytes[split..].copy_from_slice(&signature);
}

fn keeps_its_bytes(envelope: &Envelope, bytes: &[u8]) {
    assert_eq!(envelope.as_bytes(), bytes);
    let body_len = u32::try_from(envelope.body().len()).expect("a body has a length");
    assert_eq!(envelope.header().encode(body_len), envelope.header_bytes(), "the header encodes back");
    if envelope.header().kind == Kind::Access {
        let step = AccessOp::decode(envelope.body()).expect("parsed before");
        assert_eq!(step.encode(), envelope.body(), "the step encodes back");
    }
}

/// Magic, suite, flags, author and length as they have to be; the rest as it came.
pub(super) fn repaired(bytes: &[u8]) -> Option<Vec<u8>> {
    let body_len = u32::try_from(bytes.len().checked_sub(OVERHEAD)?).ok()?;
    let mut repaired = bytes.to_vec();
    repaired[..4].copy_from_slice(b"ENT1");
    repaired[5..8].copy_from_slice(&[1, 0, 0]);
    repaired[40..72].copy_from_slice(&KEY.verifying_key().to_bytes());
    repaired[HEADER_BYTES - 4..HEADER_BYTES].copy_from_slice(&body_len.to_be_bytes());
    Some(repaired)
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    in_modes(&[0, 1], &sound())
}

/// One of every kind, signed.
pub(super) fn sound() -> Vec<Vec<u8>> {
    let author = AuthorId::from(KEY.verifying_key().to_bytes());
    let stream = StreamId::from([2; 32]);
    let proof = AccessOp::prove(&KEY, &stream, &author, Rights::DEVICE);
    let with_grants =
        |count: u8, sealed: usize| [vec![count], vec![5; usize::from(count) * GRANT_BYTES + sealed]].concat();
    let step = |op: AccessOp| op.encode();
    [
        (Kind::Content, 3, vec![6; 1040]),
        (Kind::Content, 3, vec![6; 1104]),
        (Kind::Rekey, 3, with_grants(1, 1040)),
        (Kind::Grant, 0, with_grants(1, 0)),
        (Kind::Grant, 0, with_grants(2, 0)),
        (Kind::Access, 0, step(AccessOp::Genesis { nonce: [7; 32] })),
        (Kind::Access, 0, step(AccessOp::Enroll { subject: author, rights: Rights::DEVICE, proof })),
        (Kind::Access, 0, step(AccessOp::Retire { subject: author })),
        (Kind::Access, 0, step(AccessOp::Close)),
    ]
    .into_iter()
    .enumerate()
    .map(|(index, (kind, nonce, body))| {
        let first = index % 2 == 1;
        let header = Header {
            kind,
            stream,
            author,
            seq: if first { 1 } else { 9 },
            prev: if first { EnvelopeId::ZERO } else { EnvelopeId::from([4; 32]) },
            epoch: if kind == Kind::Access { EpochId::ZERO } else { EpochId::from([8; 32]) },
            nonce: [nonce; 24],
        };
        Envelope::seal(&header, &body, &KEY).expect("a sound envelope").as_bytes().to_vec()
    })
    .collect()
}

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::from_bytes(&[1; 32]));
