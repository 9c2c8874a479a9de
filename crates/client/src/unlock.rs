//! How the key of the store is kept: the system's keyring, a passphrase, or a file that was asked for by name
//! (docs/protocol.md §11). There is no silent way from one to another.

use std::fs;

use crypto::{StoreKey, UnwrapError};
use zeroize::Zeroizing;

use crate::entre::read_header;
use crate::fail::{Exit, Fail};
use crate::home::{Home, write_private};
use crate::random::random;

/// What a person chose to keep the key of the store with.
pub enum Unlock {
    /// The operating system's keyring.
    Keyring,
    /// A passphrase, asked for when it is needed.
    Passphrase(Zeroizing<String>),
    /// A file beside the store that only its owner can read.
    File,
}

/// How a store says it is unlocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnlockKind {
    /// The operating system's keyring.
    Keyring,
    /// A passphrase.
    Passphrase,
    /// A file beside the store.
    File,
}

impl UnlockKind {
    /// The word of the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Passphrase => "passphrase",
            Self::File => "file",
        }
    }
}

/// Keeps a new store's key as chosen, and gives the bytes that stand in the store's header.
pub(crate) fn keep_key(
    home: &Home,
    store_id: &[u8; 16],
    key: &StoreKey,
    unlock: &Unlock,
) -> Result<Vec<u8>, Fail> {
    match unlock {
        Unlock::Keyring => {
            write_keyring(&entry_name(store_id), key.expose())?;
            Ok(vec![KEYRING])
        }
        Unlock::Passphrase(words) => wrapped_header(key, words),
        Unlock::File => {
            write_private(&home.key_file(), key.expose())?;
            Ok(vec![FILE])
        }
    }
}

/// The header of a store whose key lies in it, wrapped by a passphrase.
pub(crate) fn wrapped_header(key: &StoreKey, words: &str) -> Result<Vec<u8>, Fail> {
    if words.chars().count() < PASSPHRASE_MIN {
        return Err(Fail::new(Exit::Usage, "passphrase_short", "that passphrase is too short")
            .because(format!("it needs {PASSPHRASE_MIN} characters; four unrelated words are better")));
    }
    let mut header = vec![PASSPHRASE];
    header.extend(crypto::wrap(key, words, &mut random()));
    Ok(header)
}

/// What a store's header says about its key.
pub(crate) fn kind_of(header: &[u8]) -> Result<UnlockKind, Fail> {
    match header.first() {
        Some(&KEYRING) => Ok(UnlockKind::Keyring),
        Some(&PASSPHRASE) => Ok(UnlockKind::Passphrase),
        Some(&FILE) => Ok(UnlockKind::File),
        _ => Err(Fail::new(
            Exit::Failed,
            "newer_store",
            "this store is locked in a way this program does not know",
        )
        .attempt("install the newer version of entre on this device")),
    }
}

/// Fetches the key of a store.
pub(crate) fn fetch_key(
    home: &Home,
    store_id: &[u8; 16],
    header: &[u8],
    passphrase: &mut dyn FnMut() -> Result<Zeroizing<String>, Fail>,
) -> Result<StoreKey, Fail> {
    match kind_of(header)? {
        UnlockKind::Keyring => read_keyring(&entry_name(store_id)),
        UnlockKind::Passphrase => {
            let words = passphrase()?;
            crypto::unwrap(header.get(1..).unwrap_or_default(), &words).map_err(|error| match error {
                UnwrapError::Passphrase => {
                    Fail::new(Exit::Locked, "wrong_passphrase", "that is not the passphrase of this store")
                        .because("there is no way to reset it")
                }
                _ => Fail::new(Exit::Failed, "store_unreadable", "the store's lock cannot be read")
                    .because("the file is damaged or was altered; nothing was changed"),
            })
        }
        UnlockKind::File => {
            let path = home.key_file();
            let bytes = fs::read(&path).map(Zeroizing::new).map_err(|error| {
                Fail::new(
                    Exit::Locked,
                    "key_file_missing",
                    format!("the key file {} cannot be read", path.display()),
                )
                .because(error.to_string())
                .attempt("put it back beside the store; without it the store cannot be opened")
            })?;
            key_of(&bytes)
                .ok_or_else(|| Fail::new(Exit::Locked, "key_file_damaged", "the key file is damaged"))
        }
    }
}

/// Keeps the key under which the root lies: in the keyring where that is used, else in a file of its own.
pub(crate) fn keep_root_key(
    home: &Home,
    store_id: &[u8; 16],
    key: &StoreKey,
    unlock: &Unlock,
) -> Result<(), Fail> {
    match unlock {
        Unlock::Keyring => write_keyring(&root_entry_name(store_id), key.expose()),
        Unlock::Passphrase(_) | Unlock::File => write_private(&home.root_key_file(), key.expose()),
    }
}

/// The key under which the root lies.
pub(crate) fn fetch_root_key(home: &Home) -> Result<StoreKey, Fail> {
    let header = read_header(home)?;
    if kind_of(&header.unlock)? == UnlockKind::Keyring {
        return read_keyring(&root_entry_name(&header.store_id));
    }
    let path = home.root_key_file();
    let bytes = fs::read(&path).map(Zeroizing::new).map_err(|error| {
        Fail::new(
            Exit::Locked,
            "root_key_missing",
            format!("the key of your root, {}, cannot be read", path.display()),
        )
        .because(error.to_string())
        .attempt("put it back beside the store, or use your recovery kit")
    })?;
    key_of(&bytes)
        .ok_or_else(|| Fail::new(Exit::Locked, "root_key_damaged", "the key of your root is damaged"))
}

/// Destroys the key under which the root lies.
pub(crate) fn forget_root_key(home: &Home) -> Result<(), Fail> {
    let header = read_header(home)?;
    if kind_of(&header.unlock)? == UnlockKind::Keyring {
        let entry = keyring::v1::Entry::new(SERVICE, &root_entry_name(&header.store_id));
        return match entry.and_then(|entry| entry.delete_credential()) {
            Ok(()) | Err(keyring::v1::Error::NoEntry) => Ok(()),
            Err(_) => Err(Fail::new(
                Exit::Failed,
                "no_keyring",
                "the keyring does not answer, so the root is still here",
            )
            .attempt("unlock the keyring (log in to the desktop) and run the command again")),
        };
    }
    let path = home.root_key_file();
    // Overwritten first: on most disks the old bytes are gone then, and the name does not outlive them.
    if let Ok(file) = fs::OpenOptions::new().write(true).open(&path) {
        use std::io::Write;
        drop((&file).write_all(&[0; 32]).and_then(|()| file.sync_all()));
    }
    match fs::remove_file(&path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(crate::home::disk_fail(&path, &error)),
    }
}

/// Takes back what [`keep_key`] and [`keep_root_key`] wrote, when setting up failed afterwards.
pub(crate) fn forget_keys(home: &Home, store_id: &[u8; 16], unlock: &Unlock) {
    if matches!(unlock, Unlock::Keyring) {
        for name in [entry_name(store_id), root_entry_name(store_id)] {
            drop(keyring::v1::Entry::new(SERVICE, &name).and_then(|entry| entry.delete_credential()));
        }
    }
    for path in [home.key_file(), home.root_key_file()] {
        drop(fs::remove_file(&path));
    }
}

fn write_keyring(name: &str, secret: &[u8]) -> Result<(), Fail> {
    keyring::v1::Entry::new(SERVICE, name).and_then(|entry| entry.set_secret(secret)).map_err(|_| {
        Fail::new(
            Exit::Failed,
            "no_keyring",
            "this system has no keyring that answers, so nothing was written",
        )
        .attempt("keep the key behind a passphrase: --unlock passphrase")
        .attempt("or in a file on this disk, which anyone who reads the disk can use: --unlock file")
    })
}

fn read_keyring(name: &str) -> Result<StoreKey, Fail> {
    let secret =
        keyring::v1::Entry::new(SERVICE, name).and_then(|entry| entry.get_secret()).map(Zeroizing::new);
    let secret = secret.map_err(|_| {
        Fail::new(Exit::Locked, "keyring_closed", "the keyring does not give out the key of this store")
            .attempt("unlock the keyring (log in to the desktop) and run the command again")
    })?;
    key_of(&secret).ok_or_else(|| {
        Fail::new(Exit::Locked, "keyring_entry", "the keyring's entry for this store is damaged")
    })
}

fn key_of(bytes: &[u8]) -> Option<StoreKey> {
    bytes.try_into().ok().map(StoreKey::from_bytes)
}

fn entry_name(store_id: &[u8; 16]) -> String {
    format!("store-{}", data_encoding::HEXLOWER.encode(store_id))
}

fn root_entry_name(store_id: &[u8; 16]) -> String {
    format!("root-{}", data_encoding::HEXLOWER.encode(store_id))
}

const SERVICE: &str = "entrenous";
const KEYRING: u8 = 1;
const PASSPHRASE: u8 = 2;
const FILE: u8 = 3;
const PASSPHRASE_MIN: usize = 8;
