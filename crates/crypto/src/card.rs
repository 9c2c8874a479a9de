//! Stream cards (docs/protocol.md §5.4): what a person keeps about each stream, in the self stream alone.

use std::fmt;

use wire::{Origin, Reader, SigningKey, StreamId, Truncated};
use zeroize::Zeroizing;

use crate::ids::RootId;
use crate::primitive::Key;

/// Why bytes are not a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// They end too early, or something follows.
    #[error("the card has a wrong length")]
    Length,
    /// The relay's origin is not one, or not in its one spelling.
    #[error("the card names no relay")]
    Relay,
}

impl From<Truncated> for CardError {
    fn from(_: Truncated) -> Self {
        Self::Length
    }
}

/// Where a stream is and how the kit gets back into it. Of several, the greatest generation wins.
#[derive(Clone, PartialEq, Eq)]
pub struct StreamCard {
    /// The stream.
    pub stream: StreamId,
    /// The relay that holds it.
    pub relay: Origin,
    /// The other person; `None` for the own stream, or while the answer is out.
    pub partner: Option<RootId>,
    /// Counts the cards of this stream.
    pub generation: u32,
    reader_seed: Key,
}

impl StreamCard {
    /// A card with the seed of the recovery reader: a key that may only read, and enroll a new device.
    #[must_use]
    pub fn new(
        stream: StreamId,
        relay: Origin,
        partner: Option<RootId>,
        generation: u32,
        reader_seed: [u8; 32],
    ) -> Self {
        Self { stream, relay, partner, generation, reader_seed: Zeroizing::new(reader_seed) }
    }

    /// The recovery reader's key.
    #[must_use]
    pub fn reader(&self) -> SigningKey {
        SigningKey::from_bytes(&self.reader_seed)
    }

    /// The bytes of the record.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let Self { stream, relay, partner, generation, reader_seed } = self;
        let mut out = Zeroizing::new(Vec::with_capacity(102 + relay.as_str().len()));
        out.extend_from_slice(stream.as_bytes());
        push_origin(&mut out, relay);
        out.extend_from_slice(partner.unwrap_or(RootId::ZERO).as_bytes());
        out.extend_from_slice(reader_seed.as_slice());
        out.extend_from_slice(&generation.to_be_bytes());
        out
    }

    /// Reads a card; nothing may follow.
    ///
    /// # Errors
    /// [`CardError`] names the defect.
    pub fn parse(bytes: &[u8]) -> Result<Self, CardError> {
        let mut reader = Reader::new(bytes);
        let stream = StreamId::from(reader.array()?);
        let relay = read_origin(&mut reader)?.ok_or(CardError::Relay)?;
        let partner = RootId::from(reader.array()?);
        let reader_seed = Zeroizing::new(reader.array()?);
        let generation = reader.u32()?;
        if !reader.is_empty() {
            return Err(CardError::Length);
        }
        let partner = (partner != RootId::ZERO).then_some(partner);
        Ok(Self { stream, relay, partner, generation, reader_seed })
    }
}

impl fmt::Debug for StreamCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stream, relay, partner, generation, reader_seed: _ } = self;
        write!(f, "StreamCard({stream:?} at {relay}, {partner:?}, generation {generation}, …)")
    }
}

/// `u16 len ‖ origin`.
pub(crate) fn push_origin(out: &mut Vec<u8>, origin: &Origin) {
    let text = origin.as_str();
    out.extend_from_slice(&u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
    out.extend_from_slice(text.as_bytes());
}

/// `Ok(None)` when the text is not an origin in its one spelling.
pub(crate) fn read_origin(reader: &mut Reader<'_>) -> Result<Option<Origin>, Truncated> {
    let len = usize::from(reader.u16()?);
    let text = reader.take(len)?;
    Ok(parse_origin(text))
}

pub(crate) fn parse_origin(text: &[u8]) -> Option<Origin> {
    let text = std::str::from_utf8(text).ok()?;
    text.parse::<Origin>().ok().filter(|origin| origin.as_str() == text)
}
