//! Frames of the engine's storage format, read without the engine: chunk headers, numbers, bytes.
//! Knows nothing of what a change means. docs/protocol.md §12.6

use sha2::{Digest, Sha256};

use super::Refusal;

/// The largest change, header included, in bytes.
pub(super) const CHANGE_LEN_MAX: usize = 64 * 1024;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHANGE_TYPE: u8 = 1;
/// Magic and checksum: what the hash of a change leaves out.
const UNHASHED_LEN: usize = 8;

/// Cuts the concatenated changes of one record apart, without looking into them.
///
/// # Errors
/// A refusal if a frame is damaged, longer than 64 KiB, or anything else than a plain change.
pub fn split_chunks(bytes: &[u8]) -> Result<Vec<&[u8]>, Refusal> {
    let mut chunks = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let frame = frame_len(rest)?;
        let (chunk, after) = rest.split_at_checked(frame).ok_or(Refusal::Truncated)?;
        chunks.push(chunk);
        rest = after;
    }
    Ok(chunks)
}

/// The hash by which other changes name this one as a dependency. Says nothing about soundness.
#[must_use]
pub fn change_hash(chunk: &[u8]) -> [u8; 32] {
    Sha256::digest(chunk.get(UNHASHED_LEN..).unwrap_or_default()).into()
}

/// The body of exactly one plain change whose checksum holds, and its hash.
pub(super) fn open_chunk(chunk: &[u8]) -> Result<(&[u8], [u8; 32]), Refusal> {
    if frame_len(chunk)? != chunk.len() {
        return Err(Refusal::TrailingBytes);
    }
    let hash = change_hash(chunk);
    if chunk.get(MAGIC.len()..UNHASHED_LEN) != hash.get(..4) {
        return Err(Refusal::Checksum);
    }
    let mut reader = Reader::new(chunk.get(UNHASHED_LEN + 1..).unwrap_or_default());
    reader.unsigned()?;
    Ok((reader.rest(), hash))
}

/// The length of the first frame in `bytes`, header included. It may be longer than `bytes`.
fn frame_len(bytes: &[u8]) -> Result<usize, Refusal> {
    if bytes.get(..MAGIC.len()) != Some(&MAGIC) {
        return Err(Refusal::NotAChange);
    }
    let chunk_type = *bytes.get(UNHASHED_LEN).ok_or(Refusal::Truncated)?;
    if chunk_type != CHANGE_TYPE {
        return Err(Refusal::ChunkType { found: chunk_type });
    }
    let mut reader = Reader::new(bytes.get(UNHASHED_LEN + 1..).unwrap_or_default());
    let body = reader.unsigned()?;
    let header = UNHASHED_LEN + 1 + reader.position();
    usize::try_from(body)
        .ok()
        .and_then(|body| body.checked_add(header))
        .filter(|len| *len <= CHANGE_LEN_MAX)
        .ok_or(Refusal::TooLarge)
}

/// Reads numbers and bytes from the front. Refuses every number that is not in its shortest form,
/// because the engine would write it back shorter and so give the change another hash.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    pub(super) fn position(&self) -> usize {
        self.position
    }

    pub(super) fn is_empty(&self) -> bool {
        self.position >= self.bytes.len()
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.position..).unwrap_or_default()
    }

    pub(super) fn byte(&mut self) -> Result<u8, Refusal> {
        let byte = *self.bytes.get(self.position).ok_or(Refusal::Truncated)?;
        self.position += 1;
        Ok(byte)
    }

    pub(super) fn take(&mut self, len: u64) -> Result<&'a [u8], Refusal> {
        let len = usize::try_from(len).map_err(|_| Refusal::Truncated)?;
        let taken = self.rest().get(..len).ok_or(Refusal::Truncated)?;
        self.position += len;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Refusal> {
        let taken = self.take(N as u64)?;
        <[u8; N]>::try_from(taken).map_err(|_| Refusal::Truncated)
    }

    pub(super) fn text(&mut self, len: u64) -> Result<&'a str, Refusal> {
        std::str::from_utf8(self.take(len)?).map_err(|_| Refusal::NotUtf8)
    }

    /// An unsigned LEB128 number.
    pub(super) fn unsigned(&mut self) -> Result<u64, Refusal> {
        let mut value = 0_u64;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            let shifted = bits << shift;
            if shifted >> shift != bits {
                return Err(Refusal::Encoding);
            }
            value |= shifted;
            if byte & 0x80 == 0 {
                let shortest = byte != 0 || shift == 0;
                return shortest.then_some(value).ok_or(Refusal::Encoding);
            }
        }
        Err(Refusal::Encoding)
    }

    /// A signed LEB128 number.
    pub(super) fn signed(&mut self) -> Result<i64, Refusal> {
        let start = self.position;
        let mut value = 0_i128;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            value |= i128::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                if byte & 0x40 != 0 {
                    value -= 1 << (shift + 7);
                }
                let value = i64::try_from(value).map_err(|_| Refusal::Encoding)?;
                let shortest = self.position - start == signed_len(value);
                return shortest.then_some(value).ok_or(Refusal::Encoding);
            }
        }
        Err(Refusal::Encoding)
    }
}

/// Bytes that a signed LEB128 number takes in its shortest form.
fn signed_len(value: i64) -> usize {
    let magnitude = if value < 0 { !value } else { value };
    let bits = (u64::BITS - magnitude.leading_zeros()) as usize + 1;
    bits.div_ceil(7)
}
