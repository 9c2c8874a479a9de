//! The access list of a stream (docs/protocol.md §4): a spam filter for the relay, in clear, never a source of membership.

use std::collections::{BTreeMap, BTreeSet};

use crate::envelope::{Kind, Verified};
use crate::ids::{AuthorId, StreamId};
use crate::read::{Reader, Truncated};
use crate::signature::{sign, verify};

/// What a key may do in one stream: a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights(u8);

impl Rights {
    /// Read heads and envelopes.
    pub const READ: Self = Self(1);
    /// Append envelopes of its own.
    pub const APPEND: Self = Self(2);
    /// Enroll further keys.
    pub const ENROLL: Self = Self(4);
    /// Retire keys and close the stream.
    pub const RETIRE: Self = Self(8);
    /// What a device gets.
    pub const DEVICE: Self = Self(15);
    /// What a recovery reader gets: read, and enroll a new device.
    pub const RECOVERY: Self = Self(5);

    /// The byte of the layout; `None` for bits that mean nothing or for no right at all.
    #[must_use]
    pub fn from_byte(byte: u8) -> Option<Self> {
        if byte == 0 || byte > 15 { None } else { Some(Self(byte)) }
    }

    /// The byte of the layout.
    #[must_use]
    pub fn byte(self) -> u8 {
        self.0
    }

    /// Whether every right of `other` is among these.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// One step of the access list: the body of an envelope of kind 4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessOp {
    /// Opens the stream; the nonce makes its id.
    Genesis {
        /// The second half of what the stream id commits to.
        nonce: [u8; 32],
    },
    /// Lets a key in.
    Enroll {
        /// The key.
        subject: AuthorId,
        /// What it may do.
        rights: Rights,
        /// The subject's own signature over stream, author, subject and rights.
        proof: [u8; 64],
    },
    /// Shuts a key out for ever.
    Retire {
        /// The key.
        subject: AuthorId,
    },
    /// Ends the stream.
    Close,
}

impl AccessOp {
    /// Reads a body; nothing may follow.
    ///
    /// # Errors
    /// [`Truncated`] stands for every body that is not exactly one step.
    pub fn decode(body: &[u8]) -> Result<Self, Truncated> {
        let mut reader = Reader::new(body);
        let op = match reader.u8()? {
            1 => Self::Genesis { nonce: reader.array()? },
            2 => Self::Enroll {
                subject: AuthorId::from(reader.array()?),
                rights: Rights::from_byte(reader.u8()?).ok_or(Truncated)?,
                proof: reader.array()?,
            },
            3 => Self::Retire { subject: AuthorId::from(reader.array()?) },
            4 => Self::Close,
            _ => return Err(Truncated),
        };
        if reader.is_empty() { Ok(op) } else { Err(Truncated) }
    }

    /// The body's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(98);
        match self {
            Self::Genesis { nonce } => {
                out.push(1);
                out.extend_from_slice(nonce);
            }
            Self::Enroll { subject, rights, proof } => {
                out.push(2);
                out.extend_from_slice(subject.as_bytes());
                out.push(rights.byte());
                out.extend_from_slice(proof);
            }
            Self::Retire { subject } => {
                out.push(3);
                out.extend_from_slice(subject.as_bytes());
            }
            Self::Close => out.push(4),
        }
        out
    }

    /// The subject's proof that it holds its key and wants to be enrolled by this author, with these rights.
    #[must_use]
    pub fn prove(
        subject: &ed25519_dalek::SigningKey,
        stream: &StreamId,
        author: &AuthorId,
        rights: Rights,
    ) -> [u8; 64] {
        let key = AuthorId::from(subject.verifying_key().to_bytes());
        sign(subject, "acl-pop", &proof_message(stream, author, &key, rights))
    }

    /// Checks the proof of an enrolment by `author`; other steps carry none and pass.
    ///
    /// # Errors
    /// [`AccessError::Proof`] when the subject did not sign this.
    pub fn verify_proof(&self, stream: &StreamId, author: &AuthorId) -> Result<(), AccessError> {
        let Self::Enroll { subject, rights, proof } = self else { return Ok(()) };
        let message = proof_message(stream, author, subject, *rights);
        verify(subject.as_bytes(), "acl-pop", &message, proof).map_err(|_| AccessError::Proof)
    }
}

/// Why a step of the access list is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// The envelope is no step of an access list, or of another stream.
    #[error("this envelope is no step of this access list")]
    NotAccess,
    /// The stream id does not commit to this genesis.
    #[error("the stream's id does not commit to this genesis")]
    Genesis,
    /// The author is not enrolled, was retired, or lacks the right.
    #[error("the author may not do this")]
    NotAllowed,
    /// The subject's proof does not verify.
    #[error("the new key gives no proof of itself")]
    Proof,
    /// The genesis key, and the last key, cannot be retired.
    #[error("this key cannot be retired")]
    Indispensable,
    /// The stream was closed.
    #[error("the stream is closed")]
    Closed,
}

/// Who may read and append, as the relay sees it: the steps in the order in which they arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessList {
    stream: StreamId,
    genesis: AuthorId,
    enrolled: BTreeMap<AuthorId, Rights>,
    retired: BTreeSet<AuthorId>,
    closed: bool,
}

impl AccessList {
    /// Starts from the first envelope of a stream.
    ///
    /// # Errors
    /// [`AccessError`] when it is no genesis, or not this stream's.
    pub fn open(genesis: &Verified) -> Result<Self, AccessError> {
        let header = genesis.header();
        if header.kind != Kind::Access || header.seq != 1 {
            return Err(AccessError::NotAccess);
        }
        let Ok(AccessOp::Genesis { nonce }) = AccessOp::decode(genesis.body()) else {
            return Err(AccessError::NotAccess);
        };
        if StreamId::derive(&header.author, &nonce) != header.stream {
            return Err(AccessError::Genesis);
        }
        Ok(Self {
            stream: header.stream,
            genesis: header.author,
            enrolled: BTreeMap::new(),
            retired: BTreeSet::new(),
            closed: false,
        })
    }

    /// What `author` may do now; the genesis key may only enroll, and only until it is left behind.
    #[must_use]
    pub fn rights(&self, author: &AuthorId) -> Option<Rights> {
        if self.retired.contains(author) {
            return None;
        }
        if *author == self.genesis { Some(Rights::DEVICE) } else { self.enrolled.get(author).copied() }
    }

    /// Whether `author` may do `right` now.
    #[must_use]
    pub fn allows(&self, author: &AuthorId, right: Rights) -> bool {
        self.rights(author).is_some_and(|rights| rights.contains(right))
    }

    /// Whether the stream was closed by its members.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Takes the next step. The signature is checked already; this checks rights and proofs. Enrolling a key that was
    /// retired is taken and changes nothing: two devices may let one key in, and it may be retired before the second one's
    /// step arrives. Refused, that step would block everything which its author wrote behind it.
    ///
    /// # Errors
    /// [`AccessError`]; the list is then unchanged.
    pub fn apply(&mut self, envelope: &Verified) -> Result<(), AccessError> {
        let header = envelope.header();
        if header.kind != Kind::Access || header.stream != self.stream {
            return Err(AccessError::NotAccess);
        }
        if self.closed {
            return Err(AccessError::Closed);
        }
        let op = AccessOp::decode(envelope.body()).map_err(|_| AccessError::NotAccess)?;
        match op {
            AccessOp::Genesis { .. } => Err(AccessError::NotAllowed),
            AccessOp::Enroll { subject, rights, .. } => {
                self.need(&header.author, Rights::ENROLL)?;
                op.verify_proof(&self.stream, &header.author)?;
                if !self.retired.contains(&subject) {
                    self.enrolled.insert(subject, rights);
                }
                Ok(())
            }
            AccessOp::Retire { subject } => {
                self.need(&header.author, Rights::RETIRE)?;
                let last = self.enrolled.len() == 1 && self.enrolled.contains_key(&subject);
                if subject == self.genesis || last {
                    return Err(AccessError::Indispensable);
                }
                self.enrolled.remove(&subject);
                self.retired.insert(subject);
                Ok(())
            }
            AccessOp::Close => {
                self.need(&header.author, Rights::RETIRE)?;
                self.closed = true;
                Ok(())
            }
        }
    }

    fn need(&self, author: &AuthorId, right: Rights) -> Result<(), AccessError> {
        if self.allows(author, right) { Ok(()) } else { Err(AccessError::NotAllowed) }
    }
}

fn proof_message(stream: &StreamId, author: &AuthorId, subject: &AuthorId, rights: Rights) -> Vec<u8> {
    let mut message = Vec::with_capacity(97);
    message.extend_from_slice(stream.as_bytes());
    message.extend_from_slice(author.as_bytes());
    message.extend_from_slice(subject.as_bytes());
    message.push(rights.byte());
    message
}
