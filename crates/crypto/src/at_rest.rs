//! What is kept on a device's disk (docs/protocol.md §11): every value sealed under a key of its table, the root of
//! those keys in the keyring, or wrapped by a passphrase.

use std::fmt;

use rand_core::CryptoRng;
use wire::Reader;
use zeroize::Zeroizing;

use crate::primitive::{Cost, Key, aead_open, aead_seal, kdf, random_bytes, random_key, slow_hash};
use crate::seal::OpenError;

/// The key under which all others of a store lie: 32 random bytes.
pub struct StoreKey(Key);

impl StoreKey {
    /// The key of a new store.
    #[must_use]
    pub fn random(rng: &mut dyn CryptoRng) -> Self {
        Self(random_key(rng))
    }

    /// The key with these bytes, as kept in the keyring.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for the keyring.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key for the values of one table.
    #[must_use]
    pub fn table(&self, table: &str) -> TableKey {
        TableKey {
            key: kdf(self.expose(), b"", "local/table-key", &[table.as_bytes()]),
            table: table.to_owned(),
        }
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("StoreKey(…)")
    }
}

/// Seals the values of one table. A value opens only in the row and column it was sealed for.
pub struct TableKey {
    key: Key,
    table: String,
}

impl TableKey {
    /// Nonce, ciphertext, tag: 40 bytes more than `plain`.
    #[must_use]
    pub fn seal(&self, row: &[u8], column: &str, plain: &[u8], rng: &mut dyn CryptoRng) -> Vec<u8> {
        let nonce: [u8; 24] = random_bytes(rng);
        let mut out = nonce.to_vec();
        out.extend_from_slice(&aead_seal(&self.key, &nonce, &self.associated(row, column), plain));
        out
    }

    /// Opens what [`Self::seal`] made for the same row and column.
    ///
    /// # Errors
    /// [`OpenError::Refused`].
    pub fn open(&self, row: &[u8], column: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (nonce, cipher) = sealed.split_first_chunk().ok_or(OpenError::Refused)?;
        aead_open(&self.key, nonce, &self.associated(row, column), cipher).map_err(|_| OpenError::Refused)
    }

    fn associated(&self, row: &[u8], column: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(12 + self.table.len() + row.len() + column.len());
        for part in [self.table.as_bytes(), row, column.as_bytes()] {
            out.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            out.extend_from_slice(part);
        }
        out
    }
}

impl fmt::Debug for TableKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key: _, table } = self;
        write!(f, "TableKey({table}, …)")
    }
}

/// Why a wrapped store key does not unwrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnwrapError {
    /// Not what [`wrap`] makes.
    #[error("this is no wrapped key of this version")]
    Malformed,
    /// Memory, passes or lanes beyond anything that this program writes; nothing was computed.
    #[error("the wrapped key asks for more memory or time than this program ever uses")]
    Cost,
    /// Another passphrase, or altered bytes.
    #[error("the passphrase does not fit")]
    Passphrase,
}

/// Seals a store key under a passphrase (Argon2id, about 0.3 s), with the parameters beside it.
#[must_use]
pub fn wrap(key: &StoreKey, passphrase: &str, rng: &mut dyn CryptoRng) -> Vec<u8> {
    let salt: [u8; 16] = random_bytes(rng);
    let nonce: [u8; 24] = random_bytes(rng);
    let mut out = vec![WRAP_VERSION];
    for number in [Cost::STANDARD.memory_kib, Cost::STANDARD.passes, Cost::STANDARD.lanes] {
        out.extend_from_slice(&number.to_be_bytes());
    }
    out.extend_from_slice(&salt);
    // Always defined for the standard cost; an undefined one would leave bytes that nobody can unwrap.
    if let Some(wrapping) = wrapping_key(passphrase, &salt, Cost::STANDARD) {
        let sealed = aead_seal(&wrapping, &nonce, &out, key.expose());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
    }
    out
}

/// Opens what [`wrap`] made.
///
/// # Errors
/// [`UnwrapError`]. Absurd parameters are refused before any memory is taken.
pub fn unwrap(wrapped: &[u8], passphrase: &str) -> Result<StoreKey, UnwrapError> {
    let malformed = |_| UnwrapError::Malformed;
    let mut reader = Reader::new(wrapped);
    if wrapped.len() != WRAPPED_BYTES || reader.u8().map_err(malformed)? != WRAP_VERSION {
        return Err(UnwrapError::Malformed);
    }
    let cost = Cost {
        memory_kib: reader.u32().map_err(malformed)?,
        passes: reader.u32().map_err(malformed)?,
        lanes: reader.u32().map_err(malformed)?,
    };
    let salt = reader.array().map_err(malformed)?;
    let nonce = reader.array().map_err(malformed)?;
    if is_absurd(cost) {
        return Err(UnwrapError::Cost);
    }
    let wrapping = wrapping_key(passphrase, &salt, cost).ok_or(UnwrapError::Cost)?;
    let associated = &wrapped[..WRAPPED_BYTES - NONCE_AND_SEALED_BYTES];
    let plain =
        aead_open(&wrapping, &nonce, associated, reader.rest()).map_err(|_| UnwrapError::Passphrase)?;
    let bytes: [u8; 32] = plain.as_slice().try_into().map_err(|_| UnwrapError::Malformed)?;
    Ok(StoreKey::from_bytes(bytes))
}

fn is_absurd(cost: Cost) -> bool {
    cost.memory_kib > MEMORY_KIB_MAX || cost.passes > PASSES_MAX || cost.lanes > LANES_MAX
}

fn wrapping_key(passphrase: &str, salt: &[u8; 16], cost: Cost) -> Option<Key> {
    let slow = slow_hash(passphrase.as_bytes(), salt, cost)?;
    Some(kdf(slow.as_slice(), b"", "local/wrap", &[]))
}

const WRAP_VERSION: u8 = 1;
const NONCE_AND_SEALED_BYTES: usize = 24 + 48;
/// The length of what [`wrap`] makes.
pub const WRAPPED_BYTES: usize = 1 + 12 + 16 + NONCE_AND_SEALED_BYTES;
const MEMORY_KIB_MAX: u32 = 1024 * 1024;
const PASSES_MAX: u32 = 16;
const LANES_MAX: u32 = 16;

#[cfg(test)]
mod tests {
    use super::*;

    // Through `unwrap` the gigabyte would have to be taken. Passes and lanes are tried there.
    #[test]
    fn a_gigabyte_of_memory_is_the_most_that_is_not_absurd() {
        let absurd = |memory_kib| is_absurd(Cost { memory_kib, ..Cost::STANDARD });
        assert!(!absurd(1024 * 1024));
        assert!(absurd(1024 * 1024 + 1));
    }
}
