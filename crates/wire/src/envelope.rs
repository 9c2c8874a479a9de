//! The envelope: a fixed header, a sealed body, a signature (docs/protocol.md §5.1).
//!
//! Parsing checks everything that needs no key and no context. The bytes are kept as received and never encoded again.

use std::fmt;
use std::sync::Arc;

use ed25519_dalek::SigningKey;

use crate::access::AccessOp;
use crate::ids::{AuthorId, EnvelopeId, EpochId, StreamId};
use crate::label::hash;
use crate::limits::Limits;
use crate::padding::is_padded_len;
use crate::read::Reader;
use crate::signature::{SignatureError, sign, verify};

/// Length of the header.
pub const HEADER_BYTES: usize = 172;
/// Length of the signature behind the body.
pub const SIGNATURE_BYTES: usize = 64;
/// What an envelope adds to its body.
pub const OVERHEAD: usize = HEADER_BYTES + SIGNATURE_BYTES;
/// What a content envelope adds to its padded plaintext: header, AEAD tag and signature.
pub const CONTENT_OVERHEAD: usize = OVERHEAD + TAG_BYTES;
/// Length of one grant: tag 8, encapsulation 1120, sealed secret 48.
pub const GRANT_BYTES: usize = 1176;
/// Most grants in one envelope.
pub const GRANTS_MAX: usize = 24;

/// What an envelope is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Sealed records for the members.
    Content,
    /// A new epoch: grants and sealed meta.
    Rekey,
    /// Further grants of an existing epoch.
    Grant,
    /// A step of the access list, in clear.
    Access,
}

impl Kind {
    /// The byte that stands in the header.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::Content => 1,
            Self::Rekey => 2,
            Self::Grant => 3,
            Self::Access => 4,
        }
    }

    fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Content),
            2 => Some(Self::Rekey),
            3 => Some(Self::Grant),
            4 => Some(Self::Access),
            _ => None,
        }
    }
}

/// Everything in the header that is not fixed by the format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// What the envelope is for.
    pub kind: Kind,
    /// The stream it belongs to.
    pub stream: StreamId,
    /// Who wrote it.
    pub author: AuthorId,
    /// 1, 2, 3 … per author, without gaps.
    pub seq: u64,
    /// The author's envelope before it; zero for seq 1.
    pub prev: EnvelopeId,
    /// The epoch of its key; zero for access-list envelopes.
    pub epoch: EpochId,
    /// The AEAD nonce; zero for grants and access-list envelopes.
    pub nonce: [u8; 24],
}

impl Header {
    /// The 172 bytes for a body of `body_len` bytes. They are the AEAD's associated data, too.
    #[must_use]
    pub fn encode(&self, body_len: u32) -> [u8; HEADER_BYTES] {
        let mut out = [0; HEADER_BYTES];
        out[..4].copy_from_slice(MAGIC);
        out[4] = self.kind.byte();
        out[5] = SUITE;
        out[8..40].copy_from_slice(self.stream.as_bytes());
        out[40..72].copy_from_slice(self.author.as_bytes());
        out[72..80].copy_from_slice(&self.seq.to_be_bytes());
        out[80..112].copy_from_slice(self.prev.as_bytes());
        out[112..144].copy_from_slice(self.epoch.as_bytes());
        out[144..168].copy_from_slice(&self.nonce);
        out[168..].copy_from_slice(&body_len.to_be_bytes());
        out
    }
}

/// Why bytes are not an envelope. Each defect has its own name, so that a refusal can say what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Shorter than header and signature.
    #[error("the envelope is cut off")]
    Truncated,
    /// It does not begin with `ENT1`.
    #[error("these bytes are not an envelope of this format")]
    Magic,
    /// A kind this version does not know.
    #[error("envelope kind {kind} is unknown")]
    Kind {
        /// The byte found.
        kind: u8,
    },
    /// A suite other than 1: refused, never negotiated.
    #[error("cipher suite {suite} is unknown")]
    Suite {
        /// The byte found.
        suite: u8,
    },
    /// The flags are not zero.
    #[error("the envelope has flags that mean nothing")]
    Flags,
    /// The length in the header is not the body's.
    #[error("the body's length does not fit the header")]
    BodyLength,
    /// Longer than the format allows.
    #[error("the body has {len} bytes, the format allows {max}")]
    TooLong {
        /// Bytes of the body.
        len: usize,
        /// The limit.
        max: u32,
    },
    /// Sequence numbers begin at 1, and exactly the first has no predecessor.
    #[error("sequence number and predecessor do not fit each other")]
    Chain,
    /// The length is not one that padding makes.
    #[error("the body is not padded")]
    Padding,
    /// Number of grants or their length is wrong.
    #[error("the grants have a wrong number or length")]
    Grants,
    /// Epoch or nonce is set where it has to be zero.
    #[error("the header sets a field that this kind leaves zero")]
    ZeroField,
    /// The step of the access list cannot be read.
    #[error("the step of the access list cannot be read")]
    Access,
    /// The signature does not verify.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

/// A well-formed envelope whose signature has not been checked. There is no way to open it here.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    bytes: Arc<[u8]>,
    header: Header,
    id: EnvelopeId,
}

impl Envelope {
    /// Reads one envelope; the bytes have to end where it ends.
    ///
    /// # Errors
    /// [`EnvelopeError`] names the first defect found.
    pub fn parse(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        let header = parse_header(bytes)?;
        let body_end = bytes.len() - SIGNATURE_BYTES;
        check_body(&header, &bytes[HEADER_BYTES..body_end])?;
        let id = envelope_id(&bytes[..HEADER_BYTES], &bytes[HEADER_BYTES..body_end]);
        Ok(Self { bytes: bytes.into(), header, id })
    }

    /// Puts header and body together and signs them. The author has to be `key`'s public key.
    ///
    /// # Errors
    /// [`EnvelopeError`] if the result would not parse, so that nothing malformed can leave this device.
    pub fn seal(header: &Header, body: &[u8], key: &SigningKey) -> Result<Verified, EnvelopeError> {
        if key.verifying_key().to_bytes() != *header.author.as_bytes() {
            return Err(EnvelopeError::Signature(SignatureError::Key));
        }
        let too_long = || EnvelopeError::TooLong { len: body.len(), max: Limits::BODY_MAX };
        let body_len = u32::try_from(body.len()).map_err(|_| too_long())?;
        let head = header.encode(body_len);
        let id = envelope_id(&head, body);
        let mut bytes = Vec::with_capacity(OVERHEAD + body.len());
        bytes.extend_from_slice(&head);
        bytes.extend_from_slice(body);
        bytes.extend_from_slice(&sign(key, "envelope-sig", id.as_bytes()));
        Self::parse(&bytes).map(Verified)
    }

    /// Checks the author's signature and gives the only type that the rest of the system trusts.
    ///
    /// # Errors
    /// [`EnvelopeError::Signature`] when it does not fit.
    pub fn verify(self) -> Result<Verified, EnvelopeError> {
        let split = self.bytes.len() - SIGNATURE_BYTES;
        let signature: [u8; SIGNATURE_BYTES] =
            self.bytes[split..].try_into().map_err(|_| EnvelopeError::Truncated)?;
        verify(self.header.author.as_bytes(), "envelope-sig", self.id.as_bytes(), &signature)?;
        Ok(Verified(self))
    }

    /// For envelopes that this device verified before it stored them; nothing from outside may take this way.
    #[must_use]
    pub fn verified_before(self) -> Verified {
        Verified(self)
    }

    /// The header's fields.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The 172 header bytes as received.
    #[must_use]
    pub fn header_bytes(&self) -> &[u8] {
        &self.bytes[..HEADER_BYTES]
    }

    /// The body: ciphertext, or the step of the access list.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.bytes[HEADER_BYTES..self.bytes.len() - SIGNATURE_BYTES]
    }

    /// All bytes as received.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The hash of header and body.
    #[must_use]
    pub fn id(&self) -> EnvelopeId {
        self.id
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes, header, id } = self;
        write!(
            f,
            "Envelope({:?} {id:?} {:?} seq {}, {} bytes)",
            header.kind,
            header.author,
            header.seq,
            bytes.len()
        )
    }
}

/// An envelope whose author's signature has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified(Envelope);

impl Verified {
    /// Gives the plain envelope back.
    #[must_use]
    pub fn into_envelope(self) -> Envelope {
        self.0
    }
}

impl std::ops::Deref for Verified {
    type Target = Envelope;

    fn deref(&self) -> &Envelope {
        &self.0
    }
}

fn envelope_id(header: &[u8], body: &[u8]) -> EnvelopeId {
    EnvelopeId::from(hash("envelope-id", &[header, body]))
}

fn parse_header(bytes: &[u8]) -> Result<Header, EnvelopeError> {
    let truncated = |_| EnvelopeError::Truncated;
    if bytes.len() < OVERHEAD {
        return Err(EnvelopeError::Truncated);
    }
    let mut reader = Reader::new(bytes);
    if reader.take(4).map_err(truncated)? != MAGIC {
        return Err(EnvelopeError::Magic);
    }
    let kind = reader.u8().map_err(truncated)?;
    let kind = Kind::from_byte(kind).ok_or(EnvelopeError::Kind { kind })?;
    let suite = reader.u8().map_err(truncated)?;
    if suite != SUITE {
        return Err(EnvelopeError::Suite { suite });
    }
    if reader.u16().map_err(truncated)? != 0 {
        return Err(EnvelopeError::Flags);
    }
    let header = Header {
        kind,
        stream: StreamId::from(reader.array().map_err(truncated)?),
        author: AuthorId::from(reader.array().map_err(truncated)?),
        seq: reader.u64().map_err(truncated)?,
        prev: EnvelopeId::from(reader.array().map_err(truncated)?),
        epoch: EpochId::from(reader.array().map_err(truncated)?),
        nonce: reader.array().map_err(truncated)?,
    };
    let body_len = reader.u32().map_err(truncated)?;
    let len = bytes.len() - OVERHEAD;
    if body_len > Limits::BODY_MAX {
        return Err(EnvelopeError::TooLong { len, max: Limits::BODY_MAX });
    }
    if usize::try_from(body_len).ok() != Some(len) {
        return Err(EnvelopeError::BodyLength);
    }
    if header.seq == 0 || (header.seq == 1) != (header.prev == EnvelopeId::ZERO) {
        return Err(EnvelopeError::Chain);
    }
    Ok(header)
}

fn check_body(header: &Header, body: &[u8]) -> Result<(), EnvelopeError> {
    let no_nonce = header.nonce == [0; 24];
    match header.kind {
        Kind::Content => sealed_len(body.len()),
        Kind::Rekey => {
            let grants = 1 + grant_count(body)? * GRANT_BYTES;
            sealed_len(body.len().checked_sub(grants).ok_or(EnvelopeError::Grants)?)
        }
        Kind::Grant if !no_nonce => Err(EnvelopeError::ZeroField),
        Kind::Grant if body.len() != 1 + grant_count(body)? * GRANT_BYTES => Err(EnvelopeError::Grants),
        Kind::Access if !no_nonce || header.epoch != EpochId::ZERO => Err(EnvelopeError::ZeroField),
        Kind::Access => AccessOp::decode(body).map(|_| ()).map_err(|_| EnvelopeError::Access),
        Kind::Grant => Ok(()),
    }
}

fn grant_count(body: &[u8]) -> Result<usize, EnvelopeError> {
    let count = body.first().copied().map_or(0, usize::from);
    if count == 0 || count > GRANTS_MAX { Err(EnvelopeError::Grants) } else { Ok(count) }
}

fn sealed_len(len: usize) -> Result<(), EnvelopeError> {
    match len.checked_sub(TAG_BYTES) {
        Some(plain) if is_padded_len(plain) => Ok(()),
        _ => Err(EnvelopeError::Padding),
    }
}

const MAGIC: &[u8; 4] = b"ENT1";
const SUITE: u8 = 1;
const TAG_BYTES: usize = 16;
