//! The relay's own signing key: it signs receipts, which re-open streams that the relay lost (docs/protocol.md §8.2).
//!
//! It lies beside the database, not in it, so that it survives a database that was deleted. Its file also carries the
//! lock that keeps a second relay away from the same database.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use wire::SigningKey;

/// The key, and the lock for as long as this lives.
pub(crate) struct ReceiptKey {
    pub(crate) key: SigningKey,
    /// Closing the file releases the lock.
    pub(crate) _lock: File,
}

/// Why the relay's key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptKeyError {
    /// Another relay runs on the same database.
    #[error("another relay is using this database")]
    InUse,
    /// The file has another length than a key.
    #[error("the key file has {len} bytes, a key has 32")]
    Length {
        /// Bytes found.
        len: usize,
    },
    /// The file cannot be read or made.
    #[error("the key file cannot be used")]
    File(#[from] io::Error),
    /// The system gives no randomness.
    #[error("the system gives no random bytes")]
    Random(#[from] getrandom::Error),
}

impl ReceiptKey {
    /// Reads the key beside `database`, or makes one.
    pub(crate) fn load(database: &Path) -> Result<Self, ReceiptKeyError> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(key_path(database))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ReceiptKeyError::InUse),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        if bytes.is_empty() {
            bytes = vec![0; 32];
            getrandom::fill(&mut bytes)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
        }
        let seed: [u8; 32] =
            bytes.try_into().map_err(|bytes: Vec<u8>| ReceiptKeyError::Length { len: bytes.len() })?;
        Ok(Self { key: SigningKey::from_bytes(&seed), _lock: file })
    }
}

fn key_path(database: &Path) -> PathBuf {
    let mut name = OsString::from(database);
    name.push(".key");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_key_stays_the_same_and_keeps_a_second_relay_out() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("relay.db");
        let first = ReceiptKey::load(&database).unwrap();
        assert!(matches!(ReceiptKey::load(&database), Err(ReceiptKeyError::InUse)));
        let public = first.key.verifying_key();
        drop(first);
        assert_eq!(ReceiptKey::load(&database).unwrap().key.verifying_key(), public);
        let mode = std::fs::metadata(key_path(&database)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
