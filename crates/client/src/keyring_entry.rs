//! One entry of the operating system's keyring. Nothing else in the project talks to it.

use crypto::StoreKey;
use language::say;
use zeroize::Zeroizing;

use crate::fail::{Exit, Fail};

/// What an entry is asked for did not come: locked, not running, not allowed.
struct Closed;

/// Keeps a secret under a name, over whatever was there.
pub(crate) fn write(name: &str, secret: &[u8; 32]) -> Result<(), Fail> {
    system::set(name, secret).map_err(|_| {
        Fail::new(Exit::Failed, "no_keyring", say!("no-keyring"))
            .attempt(say!("no-keyring-passphrase"))
            .attempt(say!("no-keyring-file"))
    })
}

/// Reads a secret; `None` if there is no such entry.
pub(crate) fn read(name: &str) -> Result<Option<StoreKey>, Fail> {
    let secret = system::get(name).map_err(|_| {
        Fail::new(Exit::Locked, "keyring_closed", say!("keyring-closed")).attempt(say!("keyring-closed-try"))
    })?;
    let Some(secret) = secret else { return Ok(None) };
    let bytes: Result<[u8; 32], _> = secret.as_slice().try_into();
    bytes
        .map(|bytes| Some(StoreKey::from_bytes(bytes)))
        .map_err(|_| Fail::new(Exit::Locked, "keyring_entry", say!("keyring-entry-damaged")))
}

/// Removes an entry; says whether it is gone.
pub(crate) fn remove(name: &str) -> bool {
    system::remove(name).is_ok()
}

#[cfg(not(test))]
mod system {
    use keyring::v1::{Entry, Error};

    use super::{Closed, Zeroizing};

    pub(super) fn set(name: &str, secret: &[u8]) -> Result<(), Closed> {
        Entry::new(SERVICE, name).and_then(|entry| entry.set_secret(secret)).map_err(|_| Closed)
    }

    pub(super) fn get(name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Closed> {
        match Entry::new(SERVICE, name).and_then(|entry| entry.get_secret()) {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(_) => Err(Closed),
        }
    }

    pub(super) fn remove(name: &str) -> Result<(), Closed> {
        match Entry::new(SERVICE, name).and_then(|entry| entry.delete_credential()) {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(_) => Err(Closed),
        }
    }

    const SERVICE: &str = "entrenous";
}

/// For the tests of this crate, one in memory, for each test its own. `tests/tests/keyring.rs` asks a real one.
#[cfg(test)]
mod system {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use super::{Closed, Zeroizing};

    thread_local! {
        static ENTRIES: RefCell<BTreeMap<String, Vec<u8>>> = const { RefCell::new(BTreeMap::new()) };
    }

    #[expect(clippy::unnecessary_wraps, reason = "the system's keyring can refuse")]
    pub(super) fn set(name: &str, secret: &[u8]) -> Result<(), Closed> {
        ENTRIES.with_borrow_mut(|entries| entries.insert(name.to_owned(), secret.to_vec()));
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "the system's keyring can refuse")]
    pub(super) fn get(name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Closed> {
        Ok(ENTRIES.with_borrow(|entries| entries.get(name).cloned()).map(Zeroizing::new))
    }

    #[expect(clippy::unnecessary_wraps, reason = "the system's keyring can refuse")]
    pub(super) fn remove(name: &str) -> Result<(), Closed> {
        ENTRIES.with_borrow_mut(|entries| entries.remove(name));
        Ok(())
    }
}
