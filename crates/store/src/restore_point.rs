//! Copies of the whole file, made before anything large is done to it: the newest three, beside it, and only where there
//! is room. They are sealed as it is, under the same key.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::error::StoreError;
use crate::store::{Store, copy_into, new_private_file, sync_folder_of};

impl Store {
    /// Keeps a copy of the store as it is now; `why` becomes part of its name. Gives its path, or nothing where there is
    /// no room for it.
    ///
    /// # Errors
    /// What the disk says, except that it is full.
    pub fn keep_restore_point(&mut self, why: &str) -> Result<Option<PathBuf>, StoreError> {
        let path = self.path();
        keep(self.connection(), &path, why)
    }

    /// The same for a file that SQLite cannot read any more: its bytes, and those of its log.
    ///
    /// # Errors
    /// What the disk says, except that it is full.
    pub fn keep_damaged(path: &Path, why: &str) -> Result<Option<PathBuf>, StoreError> {
        let Some(point) = next(path, why)? else { return Ok(None) };
        let copied = (|| {
            for suffix in ["", "-wal"] {
                let (from, to) = (beside(path, suffix), beside(&point, suffix));
                if from.try_exists()? {
                    let mut copy = new_private_file(&to)?;
                    io::copy(&mut fs::File::open(&from)?, &mut copy)?;
                    copy.sync_all()?;
                }
            }
            sync_folder_of(&point)
        })();
        finish(path, point, copied)
    }

    /// The restore points of the file at `path`, newest last.
    ///
    /// # Errors
    /// What the disk says.
    pub fn restore_points(path: &Path) -> Result<Vec<PathBuf>, StoreError> {
        Ok(numbered(path)?.into_iter().map(|(_, point)| point).collect())
    }

    /// Removes all restore points: they open in a way, or hold something, that is not to be found any more.
    ///
    /// # Errors
    /// What the disk says.
    pub fn drop_restore_points(path: &Path) -> Result<(), StoreError> {
        numbered(path)?.iter().try_for_each(|(_, point)| remove(point))
    }
}

/// Keeps a copy through an open connection.
pub(crate) fn keep(connection: &Connection, path: &Path, why: &str) -> Result<Option<PathBuf>, StoreError> {
    let Some(point) = next(path, why)? else { return Ok(None) };
    let copied = new_private_file(&point).and_then(|_| copy_into(connection, &point));
    finish(path, point, copied)
}

/// Bytes that are free where `path` lies, as far as the system says.
#[must_use]
pub fn free_bytes(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let found = rustix::fs::statvfs(path).ok()?;
        Some(found.f_bavail.saturating_mul(found.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// Where the next one goes, if it fits and as much again stays free.
fn next(path: &Path, why: &str) -> Result<Option<PathBuf>, StoreError> {
    let size: u64 = ["", "-wal"]
        .iter()
        .filter_map(|suffix| fs::metadata(beside(path, suffix)).ok())
        .map(|file| file.len())
        .sum();
    let folder = folder_of(path);
    let parent = path.parent().unwrap_or(path);
    let room = size.saturating_mul(2).saturating_add(SPARE);
    if free_bytes(parent).is_some_and(|free| free < room) {
        return Ok(None);
    }
    let number = numbered(path)?.last().map_or(1, |(number, _)| number + 1);
    match fs::create_dir(&folder) {
        Ok(()) => owner_only(&folder)?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Some(folder.join(format!("{number:04}-{why}.db"))))
}

fn finish(
    path: &Path,
    point: PathBuf,
    copied: Result<(), StoreError>,
) -> Result<Option<PathBuf>, StoreError> {
    if let Err(error) = copied {
        // Half a copy is of no use to anybody.
        drop(remove(&point));
        return if matches!(error, StoreError::Full) { Ok(None) } else { Err(error) };
    }
    let points = numbered(path)?;
    let old = points.len().saturating_sub(KEPT);
    for (_, point) in points.iter().take(old) {
        remove(point)?;
    }
    Ok(Some(point))
}

/// What lies in the folder under a name that we give, by its number.
fn numbered(path: &Path) -> Result<Vec<(u64, PathBuf)>, StoreError> {
    let entries = match fs::read_dir(folder_of(path)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut points = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some((number, rest)) = name.split_once('-') else { continue };
        if let (Ok(number), true) = (number.parse(), rest.ends_with(".db")) {
            points.push((number, entry.path()));
        }
    }
    points.sort();
    Ok(points)
}

fn remove(point: &Path) -> Result<(), StoreError> {
    for suffix in ["", "-wal", "-shm"] {
        match fs::remove_file(beside(point, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

fn folder_of(path: &Path) -> PathBuf {
    path.with_file_name("restore-points")
}

/// A companion file of a store, as SQLite names it: `-wal` or `-shm`.
#[must_use]
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(unix)]
fn owner_only(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn owner_only(_folder: &Path) -> io::Result<()> {
    Ok(())
}

const KEPT: usize = 3;
/// What stays free besides: a restore point must not be what fills the disk.
const SPARE: u64 = 16 * 1024 * 1024;
