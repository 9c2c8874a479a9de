//! A disk that takes no more: the system's limit on the size of files, in force only while one host works. A write that
//! would go beyond it is cut short there, as a torn write is, and all later ones fail. And one that may not be written.

use std::cell::Cell;
use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::thread::{CapabilitySet, CapabilitySets, capabilities, set_capabilities};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::copies::beside;

/// How long a file may be while a host works; none for a disk with room.
pub(crate) type Room = Rc<Cell<Option<u64>>>;

/// Whether files that may not be written are not written, as for anybody but the superuser.
pub(crate) type Frozen = Rc<Cell<bool>>;

/// Does `work` without the superuser's right to write what may not be written.
pub(crate) fn frozen<T>(frozen: bool, work: impl FnOnce() -> T) -> T {
    let former = if frozen { capabilities(None).ok() } else { None };
    let Some(former) = former else { return work() };
    let effective = former.effective - CapabilitySet::DAC_OVERRIDE;
    set_capabilities(None, CapabilitySets { effective, ..former }).ok();
    let value = work();
    set_capabilities(None, former).ok();
    value
}

/// Makes everything in a folder read-only, and the folder itself; or undoes it.
pub(crate) fn set_read_only(folder: &Path, read_only: bool) -> io::Result<()> {
    let mode = |closed, open| if read_only { closed } else { open };
    let set = |path: &Path, mode| std::fs::set_permissions(path, Permissions::from_mode(mode));
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            set(&entry.path(), mode(0o400, 0o600))?;
        }
    }
    set(folder, mode(0o500, 0o700))
}

/// Does `work` on a disk on which no file may be longer than `room`.
pub(crate) fn narrowed<T>(room: Option<u64>, work: impl FnOnce() -> T) -> T {
    let Some(bytes) = room else { return work() };
    let former = getrlimit(Resource::Fsize);
    let narrow = Rlimit { current: Some(bytes), maximum: former.maximum };
    setrlimit(Resource::Fsize, narrow).ok();
    let value = work();
    setrlimit(Resource::Fsize, former).ok();
    value
}

/// The same for work that waits now and then: others have their room meanwhile.
pub(crate) struct Narrowed<F> {
    pub(crate) room: Room,
    pub(crate) frozen: Frozen,
    pub(crate) work: Pin<Box<F>>,
}

impl<F: Future> Future for Narrowed<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let (room, is_frozen) = (self.room.get(), self.frozen.get());
        frozen(is_frozen, || narrowed(room, || self.work.as_mut().poll(cx)))
    }
}

/// Room for so many bytes more in the write-ahead log of this database, which is what SQLite writes first.
pub(crate) fn room_for(database: &Path, more: u64) -> u64 {
    std::fs::metadata(beside(database, "-wal")).map_or(0, |log| log.len()) + more
}

/// A write beyond the limit fails, and the signal that comes with it ends nobody, as long as this is kept.
pub(crate) fn survive_the_limit() -> io::Result<Signal> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let _inside = runtime.enter();
    signal(SignalKind::from_raw(SIGXFSZ))
}

const SIGXFSZ: i32 = 25;
