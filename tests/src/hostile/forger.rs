//! A key that nobody let in, and the envelopes that it signs: sound in every respect but whose they are.

use std::io;

use wire::{AccessOp, AuthorId, Envelope, EnvelopeId, EpochId, Header, Kind, Rights, SigningKey, StreamId};

pub(crate) fn key() -> SigningKey {
    SigningKey::from_bytes(&[0x66; 32])
}

pub(crate) fn author() -> AuthorId {
    AuthorId::from(key().verifying_key().to_bytes())
}

/// An envelope of this author with a body that opens with no key.
pub(crate) fn content(stream: StreamId, seq: u64, prev: EnvelopeId) -> io::Result<Envelope> {
    let header = Header {
        kind: Kind::Content,
        stream,
        author: author(),
        seq,
        prev,
        epoch: EpochId::from([7; 32]),
        nonce: [9; 24],
    };
    seal(&header, &[0x5a; TAG_BYTES + wire::PAD_FLOOR])
}

/// A step of the access list: the key lets itself in.
pub(crate) fn enrolment(stream: StreamId) -> io::Result<Envelope> {
    let proof = AccessOp::prove(&key(), &stream, &author(), Rights::DEVICE);
    access(
        stream,
        1,
        EnvelopeId::ZERO,
        &AccessOp::Enroll { subject: author(), rights: Rights::DEVICE, proof },
    )
}

/// A step of the access list: the key shuts somebody out.
pub(crate) fn retirement(stream: StreamId, subject: AuthorId) -> io::Result<Envelope> {
    access(stream, 1, EnvelopeId::ZERO, &AccessOp::Retire { subject })
}

/// The chain of this author from `after` on, `count` envelopes.
pub(crate) fn chain(stream: StreamId, after: u64, count: u64) -> io::Result<Vec<Vec<u8>>> {
    let (mut prev, mut page) = (EnvelopeId::ZERO, Vec::new());
    for seq in 1..=after + count {
        let envelope = content(stream, seq, prev)?;
        prev = envelope.id();
        if seq > after {
            page.push(envelope.as_bytes().to_vec());
        }
    }
    Ok(page)
}

fn access(stream: StreamId, seq: u64, prev: EnvelopeId, op: &AccessOp) -> io::Result<Envelope> {
    let header = Header {
        kind: Kind::Access,
        stream,
        author: author(),
        seq,
        prev,
        epoch: EpochId::ZERO,
        nonce: [0; 24],
    };
    seal(&header, &op.encode())
}

fn seal(header: &Header, body: &[u8]) -> io::Result<Envelope> {
    Ok(Envelope::seal(header, body, &key()).map_err(io::Error::other)?.into_envelope())
}

const TAG_BYTES: usize = 16;
