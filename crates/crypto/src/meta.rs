//! The sealed part of a rekey (docs/protocol.md §5.3): its place among the epochs and who was given it.

use std::fmt;

use wire::{EpochId, Reader, StreamId, Truncated};
use zeroize::Zeroizing;

use crate::audience::Audience;
use crate::epoch::EpochSecret;
use crate::ids::{DeviceId, RootId};
use crate::recipient::Listed;
use crate::seal::{OpenError, SealError};

/// What a rekey says to those who can open it.
pub struct Meta<S: Audience> {
    /// One more than the greatest of the parents; 1 for the first epoch.
    pub generation: u64,
    /// The epochs before, with their secrets: who holds this epoch reads all that came before.
    pub parents: Vec<(EpochId, EpochSecret<S>)>,
    /// Who was given the epoch, in the order of the grants.
    pub recipients: Vec<Listed>,
    /// Why, for display: 0 says nothing.
    pub reason: u8,
    /// Per person the digest of the statements that the author knew, see [`crate::statements_digest`].
    pub statements: Vec<(RootId, [u8; 32])>,
}

impl<S: Audience> Meta<S> {
    pub(crate) fn encode(&self) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let Self { generation, parents, recipients, reason, statements } = self;
        let too_long = |_| SealError::MetaTooLong;
        let capacity = 12 + parents.len() * 64 + recipients.len() * 37 + statements.len() * 64;
        let mut out = Zeroizing::new(Vec::with_capacity(capacity));
        out.push(VERSION);
        out.extend_from_slice(&generation.to_be_bytes());
        out.push(u8::try_from(parents.len()).map_err(too_long)?);
        for (epoch, secret) in parents {
            out.extend_from_slice(epoch.as_bytes());
            out.extend_from_slice(secret.expose());
        }
        out.push(u8::try_from(recipients.len()).map_err(too_long)?);
        for listed in recipients {
            let (kind, key, kem_generation) = match listed {
                Listed::Device { device, kem_generation } => (DEVICE, device.as_bytes(), *kem_generation),
                Listed::Recovery { root } => (RECOVERY, root.as_bytes(), 0),
            };
            out.push(kind);
            out.extend_from_slice(key);
            out.extend_from_slice(&kem_generation.to_be_bytes());
        }
        out.push(*reason);
        for (root, digest) in statements {
            out.extend_from_slice(root.as_bytes());
            out.extend_from_slice(digest);
        }
        Ok(out)
    }

    pub(crate) fn decode(stream: &StreamId, bytes: &[u8]) -> Result<Self, OpenError> {
        let meta = Self::read(bytes).ok().flatten().ok_or(OpenError::Refused)?;
        // A backward link commits to its secret as a grant does.
        if meta.parents.iter().any(|(epoch, secret)| secret.id(stream) != *epoch) {
            return Err(OpenError::Commit);
        }
        Ok(meta)
    }

    fn read(bytes: &[u8]) -> Result<Option<Self>, Truncated> {
        let mut reader = Reader::new(bytes);
        if reader.u8()? != VERSION {
            return Ok(None);
        }
        let generation = reader.u64()?;
        let mut parents = Vec::new();
        for _ in 0..reader.u8()? {
            parents.push((EpochId::from(reader.array()?), EpochSecret::from_bytes(reader.array()?)));
        }
        let mut recipients = Vec::new();
        for _ in 0..reader.u8()? {
            let kind = reader.u8()?;
            let key: [u8; 32] = reader.array()?;
            let kem_generation = reader.u32()?;
            recipients.push(match (kind, kem_generation) {
                (DEVICE, _) => Listed::Device { device: DeviceId::from(key), kem_generation },
                (RECOVERY, 0) => Listed::Recovery { root: RootId::from(key) },
                _ => return Ok(None),
            });
        }
        let reason = reader.u8()?;
        let mut statements = Vec::new();
        while !reader.is_empty() {
            statements.push((RootId::from(reader.array()?), reader.array()?));
        }
        Ok(Some(Self { generation, parents, recipients, reason, statements }))
    }
}

impl<S: Audience> fmt::Debug for Meta<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { generation, parents, recipients, reason: _, statements: _ } = self;
        let (parents, recipients) = (parents.len(), recipients.len());
        write!(f, "Meta(generation {generation}, {parents} parents, {recipients} recipients)")
    }
}

const VERSION: u8 = 1;
const DEVICE: u8 = 1;
const RECOVERY: u8 = 2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audience::Own;

    // A buffer that grows leaves a copy of the parents' secrets behind, which nobody erases.
    #[test]
    fn a_meta_fills_exactly_the_room_that_was_taken_for_it() {
        for (parents, recipients, statements) in [(0, 1, 2), (1, 1, 1), (3, 4, 2), (64, 24, 2)] {
            let parent = EpochSecret::<Own>::from_bytes([1; 32]);
            let meta = Meta {
                generation: 9,
                parents: vec![(EpochId::from([2; 32]), parent); parents],
                recipients: vec![Listed::Recovery { root: RootId::from([3; 32]) }; recipients],
                reason: 0,
                statements: vec![(RootId::from([3; 32]), [4; 32]); statements],
            };
            let bytes = meta.encode().unwrap();
            assert_eq!(bytes.capacity(), bytes.len(), "{parents}, {recipients}, {statements}");
        }
    }
}
