//! A relay's host: the real relay over one SQLite file that survives every crash, and what the simulation does to that
//! file. What it has acknowledged is known here, so that it can be asked for later.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use relay::{Config, Sqlite, Storage};
use tokio::sync::Notify;

use crate::copies::{Image, beside, wipe};
use crate::plants::{Plant, Planted};
use crate::vault::{Disk, Watcher};
use crate::wires::{Door, PORT};

/// At which point of a commit the relay dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doom {
    /// Nothing of it reaches the disk.
    Before,
    /// So many bytes of it reach the disk.
    Within(u64),
    /// It is on the disk, and nobody hears of it.
    After,
}

/// What the host keeps from one start to the next.
pub(crate) struct Office {
    pub(crate) name: &'static str,
    pub(crate) database: PathBuf,
    plant: Option<Plant>,
    /// The file may not grow.
    pub(crate) full: AtomicBool,
    /// The disk takes nothing at all.
    pub(crate) refuses: AtomicBool,
    pub(crate) doom: Mutex<Option<Doom>>,
    /// Where it died since it was last looked at.
    pub(crate) died: Mutex<Option<Doom>>,
    /// Asks the relay to end in order.
    pub(crate) draining: Notify,
    pub(crate) acknowledged: Mutex<BTreeSet<[u8; 32]>>,
    /// A copy of its file that somebody put aside.
    aside: Mutex<Option<Image>>,
}

impl Office {
    pub(crate) fn new(name: &'static str, folder: &Path, plant: Option<Plant>) -> Arc<Self> {
        Arc::new(Self {
            name,
            database: folder.join(name).with_extension("db"),
            plant,
            full: AtomicBool::new(false),
            refuses: AtomicBool::new(false),
            doom: Mutex::default(),
            died: Mutex::default(),
            draining: Notify::new(),
            acknowledged: Mutex::default(),
            aside: Mutex::default(),
        })
    }

    /// What clients call it.
    pub(crate) fn origin(&self) -> String {
        format!("ws://{}:{PORT}", self.name)
    }

    /// The relay, from start to crash or end.
    pub(crate) async fn serve(self: Arc<Self>) -> turmoil::Result {
        *locked(&self.died) = None;
        let config = Config {
            database: self.database.clone(),
            origin: Some(self.origin().parse()?),
            open: true,
            ..Config::default()
        };
        let planted = Planted::new(self.plant);
        let wrap = |sqlite: Sqlite| -> Box<dyn Storage + Send> {
            let disk = Disk::new(sqlite, Arc::clone(&self));
            Box::new(Watcher::new(planted.around(Box::new(disk)), Arc::clone(&self)))
        };
        let door = Door::open(Arc::clone(&self)).await?;
        relay::simulate(door, config, &wrap, self.draining.notified()).await?;
        Ok(())
    }

    /// Whether it died in the middle of a commit and its host still runs.
    pub(crate) fn is_dead(&self) -> bool {
        locked(&self.died).is_some()
    }

    /// Whether its disk is in order.
    pub(crate) fn is_well(&self) -> bool {
        !self.full.load(Ordering::Relaxed) && !self.refuses.load(Ordering::Relaxed)
    }

    /// How many envelopes somebody was told are stored, and that the file does not hold.
    pub(crate) fn lost(&self) -> Result<usize, rusqlite::Error> {
        Ok(locked(&self.acknowledged).difference(&self.held()?).count())
    }

    /// Ids of all envelopes that the file holds.
    pub(crate) fn held(&self) -> Result<BTreeSet<[u8; 32]>, rusqlite::Error> {
        if !self.database.exists() {
            return Ok(BTreeSet::new());
        }
        let connection = rusqlite::Connection::open(&self.database)?;
        let mut query = connection.prepare("SELECT id FROM log")?;
        let rows = query.query_map([], |row| row.get(0))?;
        rows.collect()
    }

    /// Everything that the relay's disk shows to whoever takes it away.
    pub(crate) fn shown(&self) -> io::Result<Vec<u8>> {
        let mut all = fs::read(&self.database).unwrap_or_default();
        all.extend(fs::read(beside(&self.database, "-wal")).unwrap_or_default());
        Ok(all)
    }

    /// What a crash of its host leaves: the file as it is, its log included. Who closes it would tidy up.
    pub(crate) fn left_behind(&self) -> io::Result<Image> {
        Image::of(&self.database)
    }

    /// Puts a copy of the file aside, while the relay is down.
    pub(crate) fn back_up(&self) -> io::Result<()> {
        *locked(&self.aside) = Some(Image::of(&self.database)?);
        Ok(())
    }

    /// Puts the copy in the file's place, while the relay is down. Says whether there was one.
    pub(crate) fn restore(&self) -> io::Result<bool> {
        match &*locked(&self.aside) {
            Some(image) => image.put(&self.database).map(|()| true),
            None => Ok(false),
        }
    }

    /// Removes the file, while the relay is down. Its key lies beside it and stays.
    pub(crate) fn wipe(&self) -> io::Result<()> {
        wipe(&self.database)
    }
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
