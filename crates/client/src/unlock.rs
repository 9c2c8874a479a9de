//! How the key of the store is kept: the system's keyring, a passphrase, or a file that was asked for by name
//! (docs/protocol.md §11). There is no silent way from one to another.

use std::fmt;
use std::fs;

use crypto::{StoreKey, UnwrapError};
use language::say;
use zeroize::Zeroizing;

use crate::entre::read_header;
use crate::fail::{Exit, Fail};
use crate::home::{Home, clear_private, replace_private, write_private};
use crate::keyring_entry;
use crate::other_words::io_words;
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

impl Unlock {
    /// The kind of it.
    #[must_use]
    pub fn kind(&self) -> UnlockKind {
        match self {
            Self::Keyring => UnlockKind::Keyring,
            Self::Passphrase(_) => UnlockKind::Passphrase,
            Self::File => UnlockKind::File,
        }
    }
}

impl fmt::Debug for Unlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyring => f.write_str("Keyring"),
            Self::Passphrase(_) => f.write_str("Passphrase(…)"),
            Self::File => f.write_str("File"),
        }
    }
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

    fn byte(self) -> u8 {
        match self {
            Self::Keyring => KEYRING,
            Self::Passphrase => PASSPHRASE,
            Self::File => FILE,
        }
    }

    fn of(byte: u8) -> Option<Self> {
        [Self::Keyring, Self::Passphrase, Self::File].into_iter().find(|kind| kind.byte() == byte)
    }

    /// Where a key of this kind lies outside the store's header.
    pub(crate) fn place(self) -> Option<Place> {
        match self {
            Self::Keyring => Some(Place::Keyring),
            Self::Passphrase => None,
            Self::File => Some(Place::File),
        }
    }

    /// Where the key of the root lies: in the keyring where that is used, else in a file.
    pub(crate) fn root_place(self) -> Place {
        match self {
            Self::Keyring => Place::Keyring,
            Self::Passphrase | Self::File => Place::File,
        }
    }
}

/// Where a key can lie outside the store's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Keyring,
    File,
}

/// What stands in the store's header (docs/protocol.md §11).
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Lock {
    pub(crate) kind: UnlockKind,
    /// The key under the passphrase; empty where the key lies in a place of its own.
    pub(crate) wrapped: Vec<u8>,
    /// A second place in which the key may lie while it moves: to be cleared.
    pub(crate) leaving: Option<Place>,
}

impl Lock {
    pub(crate) fn new(kind: UnlockKind, wrapped: Vec<u8>) -> Self {
        Self { kind, wrapped, leaving: None }
    }

    pub(crate) fn leaving(&self, place: Option<Place>) -> Self {
        Self { leaving: place, ..self.clone() }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.kind.byte()];
        bytes.extend_from_slice(&self.wrapped);
        bytes.extend(self.leaving.map(|place| match place {
            Place::Keyring => KEYRING,
            Place::File => FILE,
        }));
        bytes
    }

    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Fail> {
        let unknown =
            || Fail::new(Exit::Failed, "newer_store", say!("lock-unknown")).attempt(say!("lock-unknown-try"));
        let (kind, rest) = bytes.split_first().ok_or_else(unknown)?;
        let kind = UnlockKind::of(*kind).ok_or_else(unknown)?;
        let wrapped_bytes = if kind == UnlockKind::Passphrase { crypto::WRAPPED_BYTES } else { 0 };
        let (wrapped, rest) = rest.split_at_checked(wrapped_bytes).ok_or_else(unknown)?;
        let leaving = match rest {
            [] => None,
            [KEYRING] => Some(Place::Keyring),
            [FILE] => Some(Place::File),
            _ => return Err(unknown()),
        };
        Ok(Self { kind, wrapped: wrapped.to_vec(), leaving })
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, wrapped: _, leaving } = self;
        write!(f, "Lock({kind:?}, leaving {leaving:?})")
    }
}

/// Seals a key under a new passphrase.
pub(crate) fn wrap(key: &StoreKey, words: &str) -> Result<Vec<u8>, Fail> {
    if words.chars().count() < PASSPHRASE_MIN {
        return Err(Fail::new(Exit::Usage, "passphrase_short", say!("passphrase-short"))
            .because(say!("passphrase-short-why", PASSPHRASE_MIN = PASSPHRASE_MIN))
            .because(say!("nothing-written")));
    }
    Ok(crypto::wrap(key, words, &mut random()))
}

/// Opens a key with the passphrase that was typed.
pub(crate) fn unwrap(wrapped: &[u8], words: &str) -> Result<StoreKey, Fail> {
    crypto::unwrap(wrapped, words).map_err(|error| match error {
        UnwrapError::Passphrase => Fail::new(Exit::Locked, "wrong_passphrase", say!("passphrase-wrong"))
            .because(say!("passphrase-wrong-why")),
        _ => {
            Fail::new(Exit::Failed, "store_unreadable", say!("lock-unreadable")).because(say!("lock-damaged"))
        }
    })
}

/// Keeps a new store's key as chosen, and gives the bytes that stand in the store's header.
pub(crate) fn keep_key(
    home: &Home,
    store_id: &[u8; 16],
    key: &StoreKey,
    unlock: &Unlock,
) -> Result<Vec<u8>, Fail> {
    let wrapped = match unlock {
        Unlock::Keyring => {
            keyring_entry::write(&entry_name(store_id), key.expose())?;
            Vec::new()
        }
        Unlock::Passphrase(words) => wrap(key, words)?,
        Unlock::File => {
            write_private(&home.key_file(), key.expose())?;
            Vec::new()
        }
    };
    Ok(Lock::new(unlock.kind(), wrapped).to_bytes())
}

/// What a store's header says about its key.
pub(crate) fn kind_of(header: &[u8]) -> Result<UnlockKind, Fail> {
    Ok(Lock::parse(header)?.kind)
}

/// Fetches the key of a store.
pub(crate) fn fetch_key(
    home: &Home,
    store_id: &[u8; 16],
    header: &[u8],
    passphrase: &mut dyn FnMut() -> Result<Zeroizing<String>, Fail>,
) -> Result<StoreKey, Fail> {
    let lock = Lock::parse(header)?;
    match lock.kind {
        UnlockKind::Keyring => keyring_entry::read(&entry_name(store_id))?.ok_or_else(|| {
            Fail::new(Exit::Locked, "keyring_entry", say!("keyring-no-key"))
                .because(say!("keyring-no-key-why"))
        }),
        UnlockKind::Passphrase => unwrap(&lock.wrapped, &passphrase()?),
        UnlockKind::File => {
            let path = home.key_file();
            let bytes = fs::read(&path).map(Zeroizing::new).map_err(|error| {
                Fail::new(
                    Exit::Locked,
                    "key_file_missing",
                    say!("key-file-missing", path = path.display().to_string()),
                )
                .because(io_words(&error))
                .attempt(say!("key-file-try"))
            })?;
            key_of(&bytes)
                .ok_or_else(|| Fail::new(Exit::Locked, "key_file_damaged", say!("key-file-damaged")))
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
    match unlock.kind().root_place() {
        Place::Keyring => keyring_entry::write(&root_entry_name(store_id), key.expose()),
        Place::File => write_private(&home.root_key_file(), key.expose()),
    }
}

/// Puts the store's key into a place, over what may be left there from a change that was cut short.
pub(crate) fn put_key(home: &Home, store_id: &[u8; 16], key: &StoreKey, place: Place) -> Result<(), Fail> {
    match place {
        Place::Keyring => keyring_entry::write(&entry_name(store_id), key.expose()),
        Place::File => replace_private(&home.key_file(), key.expose()),
    }
}

/// Copies the root's key from one place to another; there is none once the root was erased.
pub(crate) fn copy_root_key(home: &Home, store_id: &[u8; 16], from: Place, to: Place) -> Result<(), Fail> {
    match (read_root_key(home, store_id, from)?, to) {
        (None, _) => Ok(()),
        (Some(key), Place::Keyring) => keyring_entry::write(&root_entry_name(store_id), key.expose()),
        (Some(key), Place::File) => replace_private(&home.root_key_file(), key.expose()),
    }
}

/// The root's key from one place.
fn read_root_key(home: &Home, store_id: &[u8; 16], place: Place) -> Result<Option<StoreKey>, Fail> {
    match place {
        Place::Keyring => keyring_entry::read(&root_entry_name(store_id)),
        Place::File => match fs::read(home.root_key_file()).map(Zeroizing::new) {
            Ok(bytes) => key_of(&bytes).map(Some).ok_or_else(|| {
                Fail::new(Exit::Failed, "root_key_damaged", say!("root-key-damaged"))
                    .because(say!("nothing-changed"))
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(crate::home::disk_fail(&home.root_key_file(), &error)),
        },
    }
}

/// The key under which the root lies, wherever it is.
pub(crate) fn fetch_root_key(home: &Home) -> Result<StoreKey, Fail> {
    let header = read_header(home)?;
    let place = kind_of(&header.unlock)?.root_place();
    let other = if place == Place::File { None } else { Some(Place::File) };
    for place in [Some(place), other].into_iter().flatten() {
        if let Some(key) = read_root_key(home, &header.store_id, place)? {
            return Ok(key);
        }
    }
    Err(Fail::new(Exit::Locked, "root_key_missing", say!("root-key-missing"))
        .because(match place {
            Place::Keyring => say!("root-key-no-entry"),
            Place::File => say!("root-key-no-file", file = home.root_key_file().display().to_string()),
        })
        .attempt(say!("root-key-try")))
}

/// Destroys the key under which the root lies, in every place.
pub(crate) fn forget_root_key(home: &Home) -> Result<(), Fail> {
    let header = read_header(home)?;
    let lock = Lock::parse(&header.unlock)?;
    let place = lock.kind.root_place();
    // While the lock moves, the key may lie in two places.
    let other = if place == Place::File { lock.leaving } else { Some(Place::File) };
    for place in [Some(place), other].into_iter().flatten() {
        if !clear_root_key(home, &header.store_id, place) {
            return Err(Fail::new(Exit::Failed, "root_stays", say!("root-stays"))
                .because(say!("root-stays-why"))
                .attempt(say!("root-stays-try")));
        }
    }
    Ok(())
}

/// Removes the store's key from a place; says whether it is gone.
pub(crate) fn clear_key(home: &Home, store_id: &[u8; 16], place: Place) -> bool {
    match place {
        Place::Keyring => keyring_entry::remove(&entry_name(store_id)),
        Place::File => clear_private(&home.key_file()),
    }
}

/// Removes the root's key from a place; says whether it is gone. After an erasure, clear both places.
pub(crate) fn clear_root_key(home: &Home, store_id: &[u8; 16], place: Place) -> bool {
    match place {
        Place::Keyring => keyring_entry::remove(&root_entry_name(store_id)),
        Place::File => clear_private(&home.root_key_file()),
    }
}

/// Takes back what [`keep_key`] and [`keep_root_key`] wrote, when setting up failed afterwards.
pub(crate) fn forget_keys(home: &Home, store_id: &[u8; 16], unlock: &Unlock) {
    if matches!(unlock, Unlock::Keyring) {
        clear_key(home, store_id, Place::Keyring);
        clear_root_key(home, store_id, Place::Keyring);
    }
    clear_key(home, store_id, Place::File);
    clear_root_key(home, store_id, Place::File);
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

const KEYRING: u8 = 1;
const PASSPHRASE: u8 = 2;
const FILE: u8 = 3;
const PASSPHRASE_MIN: usize = 8;
