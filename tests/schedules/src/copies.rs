//! Copies of databases: what a crash leaves, what somebody put aside and brings back.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A database file and its write-ahead log as they lay on the disk at one moment.
pub(crate) struct Image(Vec<(&'static str, Vec<u8>)>);

impl Image {
    pub(crate) fn of(database: &Path) -> io::Result<Self> {
        let mut parts = Vec::new();
        for suffix in PARTS {
            match fs::read(beside(database, suffix)) {
                Ok(bytes) => parts.push((suffix, bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Self(parts))
    }

    /// Puts it in the place of what is there.
    pub(crate) fn put(&self, database: &Path) -> io::Result<()> {
        wipe(database)?;
        self.0.iter().try_for_each(|(suffix, bytes)| fs::write(beside(database, suffix), bytes))
    }
}

/// Removes a database with all that SQLite keeps beside it.
pub(crate) fn wipe(database: &Path) -> io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        match fs::remove_file(beside(database, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Copies a folder with everything in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let there = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &there)?;
        } else {
            fs::copy(entry.path(), there)?;
        }
    }
    Ok(())
}

pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

const PARTS: [&str; 2] = ["", "-wal"];
