//! A parcel: envelopes in a file, for those who have no relay between them (docs/protocol.md §8.5).
//!
//! It proves nothing and hides nothing by itself: each envelope is sealed and signed already. So a parcel may hold any
//! part of any number of streams, and whoever hands it over sees what a relay sees.

use crate::envelope::{Envelope, EnvelopeError, OVERHEAD, Verified};
use crate::limits::Limits;
use crate::read::{Reader, Truncated};

/// Why bytes are not a parcel.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParcelError {
    /// They do not begin with `ENTF`.
    #[error("these bytes are no parcel")]
    Foreign,
    /// A layout that this version does not know.
    #[error("the parcel has version {found}, this program knows {PARCEL_VERSION}")]
    Newer {
        /// The byte found.
        found: u8,
    },
    /// Longer than a parcel may be.
    #[error("the parcel is longer than {} bytes", Parcel::BYTES_MAX)]
    TooLong,
    /// It ends before the last envelope does.
    #[error("the parcel is cut off")]
    Truncated,
    /// Something stands behind the last envelope.
    #[error("the parcel does not end with its last envelope")]
    Trailing,
    /// An envelope is malformed, or its signature does not verify.
    #[error("envelope {number} of the parcel is damaged")]
    Envelope {
        /// Which one, from 1.
        number: u32,
        /// Its defect.
        source: EnvelopeError,
    },
}

impl From<Truncated> for ParcelError {
    fn from(_: Truncated) -> Self {
        Self::Truncated
    }
}

/// The layout of parcels.
#[derive(Debug, Clone, Copy)]
pub struct Parcel;

impl Parcel {
    /// The longest parcel: more than any one stream has at a relay of the usual limits.
    pub const BYTES_MAX: usize = 256 * 1024 * 1024;

    /// Whether so many bytes are no more than the longest parcel.
    #[must_use]
    pub const fn fits(bytes: usize) -> bool {
        bytes <= Self::BYTES_MAX
    }

    /// Lays envelopes out as they are, in the order given.
    ///
    /// # Errors
    /// [`ParcelError::TooLong`] if they do not fit into one.
    pub fn encode<'a>(
        envelopes: impl ExactSizeIterator<Item = &'a Envelope>,
    ) -> Result<Vec<u8>, ParcelError> {
        let count = u32::try_from(envelopes.len()).map_err(|_| ParcelError::TooLong)?;
        let mut out = [MAGIC.as_slice(), &[PARCEL_VERSION], &count.to_be_bytes()].concat();
        for envelope in envelopes {
            let bytes = envelope.as_bytes();
            let len = u32::try_from(bytes.len()).map_err(|_| ParcelError::TooLong)?;
            out.extend_from_slice(&len.to_be_bytes());
            out.extend_from_slice(bytes);
            if !Self::fits(out.len()) {
                return Err(ParcelError::TooLong);
            }
        }
        Ok(out)
    }

    /// Reads a parcel and checks the signature of every envelope: all of it is sound, or nothing is given.
    ///
    /// # Errors
    /// [`ParcelError`] names the first defect.
    pub fn decode(bytes: &[u8]) -> Result<Vec<Verified>, ParcelError> {
        if !Self::fits(bytes.len()) {
            return Err(ParcelError::TooLong);
        }
        let mut reader = Reader::new(bytes);
        if reader.take(MAGIC.len()).map_err(|_| ParcelError::Foreign)? != MAGIC {
            return Err(ParcelError::Foreign);
        }
        match reader.u8()? {
            PARCEL_VERSION => {}
            found => return Err(ParcelError::Newer { found }),
        }
        let count = reader.u32()?;
        // No number in the bytes is believed before the bytes are there.
        let mut envelopes = Vec::new();
        for number in 1..=count {
            let len = usize::try_from(reader.u32()?).map_err(|_| ParcelError::Truncated)?;
            if len > ENVELOPE_MAX {
                let source = EnvelopeError::TooLong { len, max: Limits::BODY_MAX };
                return Err(ParcelError::Envelope { number, source });
            }
            let envelope = Envelope::parse(reader.take(len)?).and_then(Envelope::verify);
            envelopes.push(envelope.map_err(|source| ParcelError::Envelope { number, source })?);
        }
        if reader.is_empty() { Ok(envelopes) } else { Err(ParcelError::Trailing) }
    }
}

const MAGIC: &[u8; 4] = b"ENTF";
const PARCEL_VERSION: u8 = 1;
const ENVELOPE_MAX: usize = OVERHEAD + Limits::BODY_MAX as usize;
