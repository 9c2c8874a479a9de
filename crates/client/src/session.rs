//! `unlock` and `lock`: for a limited time the key of a store with a passphrase lies in the folder that the system keeps
//! for what runs now (`XDG_RUNTIME_DIR`, as a rule in memory), readable by its owner only (docs/protocol.md §11).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crypto::{Session, StoreKey};
use jiff::Timestamp;
use language::say;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::custody::holds;
use crate::entre::{Entre, read_header};
use crate::fail::{Exit, Fail};
use crate::home::{Home, clear_private, disk_fail, replace_private};
use crate::other_words::io_words;
use crate::random::random;
use crate::unlock::{Lock, UnlockKind, unwrap};

/// What `unlock` brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unlocked {
    /// How the key is kept.
    pub unlock: &'static str,
    /// Until when the store opens without the passphrase; none where it has none.
    pub until: Option<Timestamp>,
}

/// What `lock` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Locked {
    /// Whether it was open.
    pub was_open: bool,
}

impl Entre {
    /// Lets the store open without its passphrase for a while. `passphrase` is asked only when everything else fits.
    ///
    /// # Errors
    /// [`Exit::Locked`] for a wrong passphrase, or where there is no folder for this; then nothing is written.
    pub fn unlock(
        home: &Home,
        valid: Duration,
        now: Timestamp,
        passphrase: &mut dyn FnMut() -> Result<Zeroizing<String>, Fail>,
    ) -> Result<Unlocked, Fail> {
        let header = read_header(home)?;
        let lock = Lock::parse(&header.unlock)?;
        if lock.kind != UnlockKind::Passphrase {
            return Ok(Unlocked { unlock: lock.kind.word(), until: None });
        }
        let file = session_file(home, &header.store_id)?;
        let key = unwrap(&lock.wrapped, &passphrase()?)?;
        let until =
            now.as_second().saturating_add(i64::try_from(valid.min(VALID_MAX).as_secs()).unwrap_or(0));
        let sealed = Session { store_id: &header.store_id, wrapped: &lock.wrapped }.seal(
            &key,
            u64::try_from(until).unwrap_or(0),
            &mut random(),
        );
        keep(&file, &sealed)?;
        let until =
            Timestamp::from_second(until).map_err(|_| crate::facts::internal(say!("internal-time")))?;
        Ok(Unlocked { unlock: lock.kind.word(), until: Some(until) })
    }

    /// Closes what [`Self::unlock`] opened, at once.
    ///
    /// # Errors
    /// [`Exit::Failed`] where the store has no passphrase: the sentence says what holds its key.
    pub fn lock(home: &Home) -> Result<Locked, Fail> {
        let header = read_header(home)?;
        let fail = |what: String| Fail::new(Exit::Failed, "no_passphrase", what);
        match Lock::parse(&header.unlock)?.kind {
            UnlockKind::Passphrase => Ok(Locked { was_open: forget_session(home, &header.store_id)? }),
            kind @ UnlockKind::Keyring => Err(fail(say!("lock-with-keyring"))
                .because(holds(kind))
                .attempt(say!("lock-with-keyring-try"))
                .attempt(say!("lock-with-keyring-passphrase"))),
            kind @ UnlockKind::File => {
                Err(fail(say!("lock-impossible")).because(holds(kind)).attempt(say!("lock-impossible-try")))
            }
        }
    }
}

/// The key, if the store is open now. What has run out, or belongs to something else, is removed.
pub(crate) fn session_key(home: &Home, store_id: &[u8; 16], lock: &Lock, now: Timestamp) -> Option<StoreKey> {
    if lock.kind != UnlockKind::Passphrase {
        return None;
    }
    let file = session_file(home, store_id).ok()?;
    let bytes = fs::read(&file).map(Zeroizing::new).ok()?;
    let opened = Session { store_id, wrapped: &lock.wrapped }.open(&bytes);
    let now = u64::try_from(now.as_second()).unwrap_or(u64::MAX);
    match opened {
        // A clock that was set back gives no more time than anybody can ask for.
        Ok((key, until)) if now < until && until - now <= VALID_MAX.as_secs() => Some(key),
        _ => {
            clear_private(&file);
            None
        }
    }
}

/// Removes an open key; says whether there was one.
pub(crate) fn forget_session(home: &Home, store_id: &[u8; 16]) -> Result<bool, Fail> {
    // Without the folder there can be no such file.
    let Ok(file) = session_file(home, store_id) else { return Ok(false) };
    let there = file.symlink_metadata().is_ok();
    if there && !clear_private(&file) {
        return Err(Fail::new(Exit::Failed, "still_open", say!("still-open"))
            .because(say!("still-open-where", file = file.display().to_string())));
    }
    Ok(there)
}

fn session_file(home: &Home, store_id: &[u8; 16]) -> Result<PathBuf, Fail> {
    let folder = match home.runtime_folder() {
        None => Err(say!("runtime-unset")),
        Some(folder) => check_folder(folder).map(|()| folder),
    };
    let folder = folder.map_err(|why| {
        Fail::new(Exit::Locked, "no_runtime_folder", say!("no-runtime-folder"))
            .because(say!("why-nothing-written", why = why))
            .attempt(say!("no-runtime-folder-try"))
    })?;
    Ok(folder.join(FOLDER).join(format!("{}.key", data_encoding::HEXLOWER.encode(store_id))))
}

/// The folder has to be ours alone, as its specification says.
fn check_folder(folder: &Path) -> Result<(), String> {
    let shown = folder.display().to_string();
    if !folder.is_absolute() {
        return Err(say!("runtime-not-full", shown = &shown));
    }
    let there = folder
        .symlink_metadata()
        .map_err(|error| say!("runtime-error", shown = &shown, error = io_words(&error)))?;
    if !there.is_dir() {
        return Err(say!("runtime-no-folder", shown = &shown));
    }
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&there.permissions()) & 0o077 != 0 {
        return Err(say!("runtime-open", shown = &shown));
    }
    Ok(())
}

fn keep(file: &Path, sealed: &[u8]) -> Result<(), Fail> {
    let folder = file.parent().ok_or_else(|| crate::facts::internal(say!("internal-no-folder")))?;
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(disk_fail(folder, &error)),
    }
    let refuse = |why: String| {
        Fail::new(Exit::Locked, "no_runtime_folder", say!("no-runtime-folder"))
            .because(say!("why-nothing-written", why = why))
    };
    check_folder(folder).map_err(refuse)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let owner =
            |path: Option<&Path>| path.and_then(|path| path.symlink_metadata().ok()).map(|of| of.uid());
        if owner(Some(folder)) != owner(folder.parent()) {
            return Err(refuse(say!("runtime-foreign", folder = folder.display().to_string())));
        }
    }
    replace_private(file, sealed)
}

const FOLDER: &str = "entrenous";
/// The longest time that can be asked for.
const VALID_MAX: Duration = Duration::from_secs(24 * 60 * 60);

#[cfg(test)]
#[cfg(unix)]
mod tests;
