//! A backup is a copy of the store behind a passphrase of its own; restoring one makes a device that writes under new
//! keys, so that the device it was copied from can go on as well (docs/protocol.md §10.4, §11).

use std::fs;
use std::path::{Path, PathBuf};

use crypto::{Own, Pair, StoreKey, UnwrapError};
use jiff::Timestamp;
use language::say;
use serde::Serialize;
use store::{RecordKind, Store, StoreError};
use zeroize::Zeroizing;

use crate::entre::Entre;
use crate::exchange::Line;
use crate::facts::{self, StreamFacts};
use crate::fail::{Exit, Fail};
use crate::home::{Home, disk_fail};
use crate::keys::read_root;
use crate::leaving::leave_former_selves;
use crate::unlock::{Lock, Unlock, UnlockKind, fetch_root_key, forget_keys, keep_key, keep_root_key, wrap};
use crate::vault::Vault;

/// What a backup holds.
#[derive(Debug, Serialize)]
pub struct Backup {
    /// The size of the file.
    pub bytes: u64,
    /// Whether it holds the root of the identity, which it does until the kit is confirmed.
    pub holds_root: bool,
}

impl Entre {
    /// Writes everything that is on this device into a new file, behind a passphrase.
    ///
    /// # Errors
    /// If the file exists, the passphrase is too short, or the disk refuses; then no file is left.
    pub fn backup_file(&mut self, path: &Path, passphrase: &str, now: Timestamp) -> Result<Backup, Fail> {
        let header = Lock::new(UnlockKind::Passphrase, wrap(self.key(), passphrase)?).to_bytes();
        // What is sealed is the same bytes in every copy; what is not would be said twice, by each copy in its own name.
        self.seal_what_waits(now)?;
        let root_key = match read_root(&self.store.read()?)? {
            Some(_) => Some(fetch_root_key(&self.home)?),
            None => None,
        };
        match self.store.backup_to(path) {
            Ok(()) => {}
            Err(StoreError::Exists) => {
                return Err(Fail::new(
                    Exit::Usage,
                    "file_exists",
                    say!("file-exists", path = path.display().to_string()),
                )
                .because(say!("not-overwritten")));
            }
            Err(StoreError::Disk(error)) => return Err(disk_fail(path, &error)),
            Err(error) => return Err(error.into()),
        }
        let finished = self.finish_backup(path, &header, root_key.as_ref());
        if finished.is_err() {
            drop(fs::remove_file(path));
        }
        finished?;
        let bytes = fs::metadata(path).map_err(|error| disk_fail(path, &error))?.len();
        Ok(Backup { bytes, holds_root: root_key.is_some() })
    }

    /// Seals the outbox of every stream, without a network.
    pub(crate) fn seal_what_waits(&mut self, now: Timestamp) -> Result<(), Fail> {
        for job in self.jobs()? {
            // Under a name that nobody has let in yet nothing is sealed: the copy would leave it behind.
            if StreamFacts::read(&self.store.read()?, &job.stream)?.enter.is_some() {
                continue;
            }
            match job.person {
                Some(_) => Line::<Pair>::new(self, job, now)?.publish()?,
                None => Line::<Own>::new(self, job, now)?.publish()?,
            };
        }
        Ok(())
    }

    fn finish_backup(&self, path: &Path, header: &[u8], root_key: Option<&StoreKey>) -> Result<(), Fail> {
        let vault = Vault::new(StoreKey::from_bytes(*self.key().expose()));
        let mut copy = Store::open(path, Box::new(vault))?;
        if let Some(root_key) = root_key {
            copy.write(|writer| -> Result<(), Fail> {
                Ok(writer.put_record(RecordKind::Person, ROOT_KEY, root_key.expose())?)
            })?;
        }
        copy.set_unlock(header)?;
        // One file, without a log beside it.
        copy.checkpoint()?;
        drop(copy);
        for suffix in ["-wal", "-shm"] {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            drop(fs::remove_file(name));
        }
        Ok(())
    }

    /// Unpacks a backup into an empty home. From here on this device writes under new keys.
    ///
    /// # Errors
    /// If somebody has set up here, the file is no backup, the passphrase does not fit, or the disk refuses; then
    /// nothing is left.
    pub fn restore_from_file(
        home: &Home,
        file: &Path,
        passphrase: &str,
        unlock: &Unlock,
        now: Timestamp,
    ) -> Result<Self, Fail> {
        if home.exists() {
            return Err(Fail::new(Exit::Failed, "exists", say!("home-exists"))
                .because(say!("home-exists-where", folder = home.folder().display().to_string()))
                .because(say!("restore-needs-empty")));
        }
        let header = match Store::header(file) {
            Ok(header) => header,
            Err(StoreError::Missing) => {
                return Err(Fail::new(
                    Exit::Usage,
                    "no_backup",
                    say!("file-missing", file = file.display().to_string()),
                ));
            }
            Err(StoreError::Disk(error)) => return Err(disk_fail(file, &error)),
            Err(_) => return Err(no_backup(file)),
        };
        let lock = Lock::parse(&header.unlock)?;
        if lock.kind != UnlockKind::Passphrase {
            return Err(no_backup(file));
        }
        let key = crypto::unwrap(&lock.wrapped, passphrase).map_err(|error| match error {
            UnwrapError::Passphrase => {
                Fail::new(Exit::Locked, "wrong_passphrase", say!("backup-passphrase-wrong"))
                    .because(say!("backup-passphrase-why"))
            }
            _ => no_backup(file),
        })?;
        home.create_folder()?;
        let restored = Self::unpack(home, file, &header.store_id, &key, unlock, now);
        if restored.is_err() {
            forget_keys(home, &header.store_id, unlock);
            for file in [home.database(), unfinished(home)] {
                for suffix in ["", "-wal", "-shm"] {
                    drop(fs::remove_file(store::beside(&file, suffix)));
                }
            }
            drop(fs::remove_dir(home.folder()));
        }
        restored
    }

    fn unpack(
        home: &Home,
        file: &Path,
        store_id: &[u8; 16],
        key: &StoreKey,
        unlock: &Unlock,
        now: Timestamp,
    ) -> Result<Self, Fail> {
        let path = home.database();
        // The copy is made under a name of its own: a store that is there is a store that is whole.
        let unfinished = unfinished(home);
        drop(fs::remove_file(&unfinished));
        fs::copy(file, &unfinished).map_err(|error| disk_fail(&unfinished, &error))?;
        crate::home::owner_only(&unfinished).map_err(|error| disk_fail(&unfinished, &error))?;
        {
            let vault = Vault::new(StoreKey::from_bytes(*key.expose()));
            let mut store = Store::open(&unfinished, Box::new(vault))?;
            let root_key = store.read()?.record(RecordKind::Person, ROOT_KEY)?.map(Zeroizing::new);
            if let Some(root_key) = root_key {
                let bytes: [u8; 32] = root_key
                    .as_slice()
                    .try_into()
                    .map_err(|_| facts::internal(say!("internal-backup-root")))?;
                keep_root_key(home, store_id, &StoreKey::from_bytes(bytes), unlock)?;
            }
            let header = keep_key(home, store_id, key, unlock)?;
            store.write(|writer| -> Result<(), Fail> {
                writer.delete_record(RecordKind::Person, ROOT_KEY)?;
                leave_former_selves(writer, now)
            })?;
            store.set_unlock(&header)?;
            store.checkpoint()?;
        }
        for suffix in ["-wal", "-shm"] {
            let mut name = unfinished.as_os_str().to_owned();
            name.push(suffix);
            drop(fs::remove_file(name));
        }
        fs::rename(&unfinished, &path).map_err(|error| disk_fail(&path, &error))?;
        Self::open_with(home, StoreKey::from_bytes(*key.expose()))
    }
}

/// Where a backup is unpacked.
fn unfinished(home: &Home) -> PathBuf {
    home.folder().join("entre.db.new")
}

fn no_backup(file: &Path) -> Fail {
    Fail::new(Exit::Usage, "no_backup", say!("not-a-backup", file = file.display().to_string()))
        .because(say!("not-a-backup-why"))
        .attempt(say!("not-a-backup-try"))
}

/// Where a backup keeps the key of the root: sealed like everything, so behind the backup's passphrase.
const ROOT_KEY: &[u8] = b"root key";
