//! Authors who build chains as clients do, with bodies that look sealed.

use wire::{
    AccessOp, AuthorId, Envelope, EnvelopeId, EpochId, GRANT_BYTES, Header, Kind, PAD_FLOOR, Rights,
    SigningKey, StreamId, Verified,
};

#[derive(Clone)]
pub(crate) struct Author {
    pub(crate) key: SigningKey,
    pub(crate) id: AuthorId,
    pub(crate) seq: u64,
    pub(crate) prev: EnvelopeId,
}

impl Author {
    pub(crate) fn new(seed: u64) -> Self {
        let key = SigningKey::from_bytes(&wire::hash("test-author", &[&seed.to_be_bytes()]));
        let id = AuthorId::from(key.verifying_key().to_bytes());
        Self { key, id, seq: 0, prev: EnvelopeId::ZERO }
    }

    /// The next envelope of the chain.
    pub(crate) fn seal(&mut self, stream: StreamId, kind: Kind, body: &[u8]) -> Verified {
        let clear = kind == Kind::Access;
        let header = Header {
            kind,
            stream,
            author: self.id,
            seq: self.seq + 1,
            prev: self.prev,
            epoch: if clear { EpochId::ZERO } else { EpochId::from([7; 32]) },
            nonce: if matches!(kind, Kind::Access | Kind::Grant) { [0; 24] } else { [9; 24] },
        };
        let envelope = Envelope::seal(&header, body, &self.key).unwrap();
        self.seq += 1;
        self.prev = envelope.id();
        envelope
    }

    /// The smallest content envelope; `mark` tells it from others.
    pub(crate) fn content(&mut self, stream: StreamId, mark: u64) -> Verified {
        let mut body = vec![0xC0; PAD_FLOOR + 16];
        body[..8].copy_from_slice(&mark.to_be_bytes());
        self.seal(stream, Kind::Content, &body)
    }

    pub(crate) fn grant(&mut self, stream: StreamId) -> Verified {
        let mut body = vec![0x6A; 1 + GRANT_BYTES];
        body[0] = 1;
        self.seal(stream, Kind::Grant, &body)
    }

    pub(crate) fn enroll(&mut self, stream: StreamId, subject: &Self, rights: Rights) -> Verified {
        let proof = AccessOp::prove(&subject.key, &stream, &self.id, rights);
        let op = AccessOp::Enroll { subject: subject.id, rights, proof };
        self.seal(stream, Kind::Access, &op.encode())
    }

    pub(crate) fn retire(&mut self, stream: StreamId, subject: AuthorId) -> Verified {
        self.seal(stream, Kind::Access, &AccessOp::Retire { subject }.encode())
    }

    pub(crate) fn close(&mut self, stream: StreamId) -> Verified {
        self.seal(stream, Kind::Access, &AccessOp::Close.encode())
    }
}

/// A stream with its opener and two members, whose enrolments are the opener's second and third envelope.
#[derive(Clone)]
pub(crate) struct Stream {
    pub(crate) id: StreamId,
    pub(crate) opener: Author,
    pub(crate) alex: Author,
    pub(crate) sam: Author,
    /// Genesis and the two enrolments.
    pub(crate) first: Vec<Verified>,
}

impl Stream {
    pub(crate) fn new(seed: u64) -> Self {
        let mut opener = Author::new(seed * 1000);
        let (alex, sam) = (Author::new(seed * 1000 + 1), Author::new(seed * 1000 + 2));
        let nonce = [5; 32];
        let id = StreamId::derive(&opener.id, &nonce);
        let genesis = opener.seal(id, Kind::Access, &AccessOp::Genesis { nonce }.encode());
        let first =
            vec![genesis, opener.enroll(id, &alex, Rights::DEVICE), opener.enroll(id, &sam, Rights::DEVICE)];
        Self { id, opener, alex, sam, first }
    }
}
