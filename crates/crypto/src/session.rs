//! A store key that lies open for a while (docs/protocol.md §11). The sealing is no secrecy, since what opens it stands
//! in the store's header: it ties the key to one store, one passphrase and one end, so that a file from elsewhere, from
//! before the passphrase was changed, or with another end is not taken.

use std::fmt;

use rand_core::CryptoRng;
use wire::Reader;

use crate::at_rest::StoreKey;
use crate::primitive::{Key, aead_open, aead_seal, kdf, random_bytes};
use crate::seal::OpenError;

/// Which opening of which store.
#[derive(Clone, Copy)]
pub struct Session<'a> {
    /// The store's random id.
    pub store_id: &'a [u8; 16],
    /// The store's key as [`crate::wrap`] made it: another passphrase makes other bytes.
    pub wrapped: &'a [u8],
}

impl Session<'_> {
    /// The file's bytes: the key, and until when it may be used (Unix seconds).
    #[must_use]
    pub fn seal(&self, key: &StoreKey, until: u64, rng: &mut dyn CryptoRng) -> Vec<u8> {
        let mut out = vec![SESSION_VERSION];
        out.extend_from_slice(&until.to_be_bytes());
        let nonce: [u8; 24] = random_bytes(rng);
        let sealed = aead_seal(&self.key(), &nonce, &out, key.expose());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        out
    }

    /// Opens what [`Self::seal`] made for the same store and passphrase: the key, and until when. Whether that has
    /// passed is for the caller to look at.
    ///
    /// # Errors
    /// [`OpenError::Refused`] for everything else.
    pub fn open(&self, bytes: &[u8]) -> Result<(StoreKey, u64), OpenError> {
        let refused = |_| OpenError::Refused;
        let mut reader = Reader::new(bytes);
        if reader.u8().map_err(refused)? != SESSION_VERSION {
            return Err(OpenError::Refused);
        }
        let until = reader.u64().map_err(refused)?;
        let nonce = reader.array().map_err(refused)?;
        let associated = bytes.get(..ASSOCIATED_BYTES).ok_or(OpenError::Refused)?;
        let plain =
            aead_open(&self.key(), &nonce, associated, reader.rest()).map_err(|_| OpenError::Refused)?;
        let key: [u8; 32] = plain.as_slice().try_into().map_err(|_| OpenError::Refused)?;
        Ok((StoreKey::from_bytes(key), until))
    }

    fn key(&self) -> Key {
        kdf(self.wrapped, self.store_id, "local/session", &[])
    }
}

impl fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { store_id: _, wrapped: _ } = self;
        f.write_str("Session(…)")
    }
}

const SESSION_VERSION: u8 = 1;
const ASSOCIATED_BYTES: usize = 1 + 8;

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    use super::*;

    #[test]
    fn an_open_key_serves_its_own_store_passphrase_and_end_alone() {
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let key = StoreKey::random(&mut rng);
        let session = Session { store_id: &[1; 16], wrapped: b"as wrapped" };
        let sealed = session.seal(&key, 1_800_000_000, &mut rng);
        let (opened, until) = session.open(&sealed).unwrap();
        assert_eq!((opened.expose(), until), (key.expose(), 1_800_000_000));
        let elsewhere = Session { store_id: &[2; 16], ..session };
        let changed = Session { wrapped: b"as wrapped later", ..session };
        assert!(elsewhere.open(&sealed).is_err(), "another store");
        assert!(changed.open(&sealed).is_err(), "another passphrase");
        for place in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert!(session.open(&altered).is_err(), "byte {place}");
            assert!(session.open(&sealed[..place]).is_err(), "cut at {place}");
        }
        assert!(!sealed.windows(16).any(|window| key.expose().starts_with(window)), "the key lies open");
    }
}
