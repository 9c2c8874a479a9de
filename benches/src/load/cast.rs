//! Pairs who sign with real keys; their envelopes have the smallest size.

use std::net::SocketAddr;

use wire::{
    AccessOp, AuthorId, Credential, Envelope, EnvelopeId, EpochId, Frame, Header, Kind, PAD_FLOOR, Rights,
    SigningKey, StreamId, Verified,
};

use crate::Outcome;
use crate::peer::Peer;

/// A key, and how far its chain goes.
#[derive(Clone)]
pub(crate) struct Author {
    pub(crate) key: SigningKey,
    pub(crate) id: AuthorId,
    seq: u64,
    prev: EnvelopeId,
}

/// A stream with two members.
pub(crate) struct Pair {
    pub(crate) stream: StreamId,
    pub(crate) alex: Author,
    pub(crate) sam: Author,
}

impl Author {
    fn new(seed: u64) -> Self {
        let key = SigningKey::from_bytes(&wire::hash("bench-author", &[&seed.to_be_bytes()]));
        let id = AuthorId::from(key.verifying_key().to_bytes());
        Self { key, id, seq: 0, prev: EnvelopeId::ZERO }
    }

    fn seal(&mut self, stream: StreamId, kind: Kind, body: &[u8]) -> Outcome<Verified> {
        let clear = kind == Kind::Access;
        let header = Header {
            kind,
            stream,
            author: self.id,
            seq: self.seq + 1,
            prev: self.prev,
            epoch: if clear { EpochId::ZERO } else { EpochId::from([7; 32]) },
            nonce: if clear { [0; 24] } else { [9; 24] },
        };
        let envelope = Envelope::seal(&header, body, &self.key)?;
        self.seq += 1;
        self.prev = envelope.id();
        Ok(envelope)
    }

    /// The next envelope, of the smallest size.
    pub(crate) fn content(&mut self, stream: StreamId) -> Outcome<Verified> {
        self.seal(stream, Kind::Content, &[0xC0; PAD_FLOOR + 16])
    }
}

impl Pair {
    /// Opens a stream and lets two members in.
    pub(crate) async fn found(address: SocketAddr, seed: u64) -> Outcome<Self> {
        let mut opener = Author::new(seed * 3);
        let (alex, sam) = (Author::new(seed * 3 + 1), Author::new(seed * 3 + 2));
        let nonce = [5; 32];
        let stream = StreamId::derive(&opener.id, &nonce);
        let genesis = opener.seal(stream, Kind::Access, &AccessOp::Genesis { nonce }.encode())?;
        let mut peer = Peer::dial(address).await?;
        let open = Frame::Open { credential: Credential::Nothing, genesis: genesis.as_bytes().to_vec() };
        peer.send(&open).await?;
        expect(matches!(peer.next().await?, Frame::Opened { .. }))?;
        for member in [&alex, &sam] {
            let proof = AccessOp::prove(&member.key, &stream, &opener.id, Rights::DEVICE);
            let op = AccessOp::Enroll { subject: member.id, rights: Rights::DEVICE, proof };
            let step = opener.seal(stream, Kind::Access, &op.encode())?;
            peer.send(&Frame::Put { envelope: step.as_bytes().to_vec() }).await?;
            expect(matches!(peer.next().await?, Frame::Stored { .. }))?;
        }
        Ok(Self { stream, alex, sam })
    }
}

/// A relay that answers otherwise is not measured.
pub(crate) fn expect(as_expected: bool) -> Outcome<()> {
    if as_expected { Ok(()) } else { Err("the relay answers otherwise than expected".into()) }
}
