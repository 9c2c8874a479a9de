//! The folder that holds everything a person has on this device.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use language::say;

use crate::fail::{Exit, Fail};
use crate::other_words::io_words;

/// One person's folder. Nothing of it is created before `init` or `accept`.
#[derive(Debug, Clone)]
pub struct Home {
    folder: PathBuf,
    /// Where the system lets a running session keep what must not outlive it.
    runtime: Option<PathBuf>,
}

impl Home {
    /// The folder given, or the system's place for program data.
    ///
    /// # Errors
    /// When there is neither.
    pub fn locate(given: Option<PathBuf>) -> Result<Self, Fail> {
        let default = || {
            let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
            let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
            data.or_else(home).map(|data| data.join("entrenous"))
        };
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").filter(|path| !path.is_empty()).map(PathBuf::from);
        given
            .or_else(default)
            .map(|folder| Self { folder, runtime })
            .ok_or_else(|| Fail::new(Exit::Usage, "no_home", say!("no-home")).attempt(say!("try-home")))
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The same home with another folder for what a running session keeps, or with none.
    #[must_use]
    pub fn with_runtime_folder(self, runtime: Option<PathBuf>) -> Self {
        Self { runtime, ..self }
    }

    pub(crate) fn runtime_folder(&self) -> Option<&Path> {
        self.runtime.as_deref()
    }

    /// Whether somebody has set up here.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.database().exists()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.join("entre.db")
    }

    /// The store's key, for those who chose a file.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.folder.join("store.key")
    }

    /// The key under which the root lies, where there is no keyring: destroyed once the kit is confirmed.
    pub(crate) fn root_key_file(&self) -> PathBuf {
        self.folder.join("root.key")
    }

    pub(crate) fn create_folder(&self) -> Result<(), Fail> {
        fs::create_dir_all(&self.folder).map_err(|error| disk_fail(&self.folder, &error))?;
        private_mode(&self.folder, 0o700).map_err(|error| disk_fail(&self.folder, &error))
    }
}

/// Writes a small secret file that only its owner can read, never over an existing one.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Fail> {
    use std::io::Write;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let written = options.open(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| {
        if error.kind() != io::ErrorKind::AlreadyExists {
            drop(fs::remove_file(path));
        }
        disk_fail(path, &error)
    })
}

/// Writes a small secret file that only its owner can read, over an existing one: after a stop, the old or the new is
/// there, whole.
pub(crate) fn replace_private(path: &Path, bytes: &[u8]) -> Result<(), Fail> {
    let new = unfinished(path);
    // Left by a stop half-way.
    remove_private(&new);
    write_private(&new, bytes)?;
    let moved = fs::rename(&new, path).and_then(|()| sync_folder_of(path));
    moved.map_err(|error| {
        remove_private(&new);
        disk_fail(path, &error)
    })
}

/// Removes a small secret file and what a stop may have left of its successor; says whether both are gone.
pub(crate) fn clear_private(path: &Path) -> bool {
    let successor = remove_private(&unfinished(path));
    remove_private(path) && successor
}

/// Where [`replace_private`] writes before it renames.
fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

/// Overwrites and removes a small secret file; says whether it is gone. Overwriting helps on plain disks only: solid
/// state and copying file systems keep what was there until they need the room.
fn remove_private(path: &Path) -> bool {
    use std::io::Write;
    let is_file = path.symlink_metadata().is_ok_and(|there| there.is_file());
    if is_file && let Ok(mut file) = fs::OpenOptions::new().write(true).open(path) {
        let length =
            file.metadata().map_or(0, |there| usize::try_from(there.len()).unwrap_or(0)).min(SECRET_MAX);
        drop(file.write_all(&vec![0; length]).and_then(|()| file.sync_all()));
    }
    match fs::remove_file(path) {
        Ok(()) => sync_folder_of(path).is_ok(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// What in this home others on the machine can read or change, by name.
pub(crate) fn open_to_others(home: &Home) -> Vec<String> {
    private_parts(home).iter().filter(|path| is_open(path)).map(|path| path.display().to_string()).collect()
}

/// Makes all of it readable for its owner only.
pub(crate) fn close_to_others(home: &Home) -> Result<(), Fail> {
    for path in private_parts(home).iter().filter(|path| is_open(path)) {
        let mode = if path.is_dir() { 0o700 } else { 0o600 };
        private_mode(path, mode).map_err(|error| disk_fail(path, &error))?;
    }
    Ok(())
}

fn private_parts(home: &Home) -> Vec<PathBuf> {
    let database = home.database();
    let mut parts = vec![home.folder.clone(), home.key_file(), home.root_key_file(), database.clone()];
    parts.extend(["-wal", "-shm"].map(|suffix| store::beside(&database, suffix)));
    parts.push(database.with_file_name("restore-points"));
    parts.retain(|path| path.exists());
    parts
}

#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|there| there.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open(_path: &Path) -> bool {
    false
}

#[cfg(unix)]
fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_folder_of(_path: &Path) -> io::Result<()> {
    Ok(())
}

pub(crate) fn disk_fail(path: &Path, error: &io::Error) -> Fail {
    let path = path.display();
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Fail::new(Exit::Failed, "disk_full", say!("disk-full")).attempt(say!("try-free-space"))
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Fail::new(Exit::Failed, "read_only", say!("path-read-only", path = path))
                .attempt(say!("try-that-folder-rights"))
        }
        _ => Fail::new(Exit::Failed, "disk", say!("path-error", path = path, error = io_words(error))),
    }
}

/// Makes a file readable for its owner only.
pub(crate) fn owner_only(path: &Path) -> io::Result<()> {
    private_mode(path, 0o600)
}

#[cfg(unix)]
fn private_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn private_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

/// Longer than any secret file of ours.
const SECRET_MAX: usize = 4096;
