//! One device: a host of its own with a home of its own. It does what it is told with the real client, until it is done
//! or its host crashes.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use client::{Entre, Exit, Fail, Home, SyncReport, over};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use wire::Origin;

use crate::disk::{Frozen, Narrowed, Room, frozen, narrowed, room_for, set_read_only};
use crate::line::Line;
use crate::linking::Table;
use crate::tape::Tape;
use crate::wires::Wires;

/// Whose device it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Person {
    Alex,
    Sam,
}

/// What a device is told to do.
enum Order {
    Sync,
    /// Exchange everything at another relay from now on.
    Move(Origin),
    /// Make a code for a new device, and let in whoever enters it.
    Offer(Rc<Table>),
    /// Let in whoever entered the code.
    Confirm(Rc<Table>),
    /// Enter the code.
    Join(Rc<Table>),
}

/// One device.
pub(crate) struct Device {
    pub(crate) name: &'static str,
    pub(crate) person: Person,
    pub(crate) home: Home,
    /// How far its clock is off.
    pub(crate) skew: Cell<SignedDuration>,
    pub(crate) line: Arc<Line>,
    tape: Tape,
    orders: RefCell<Option<UnboundedSender<Order>>>,
    /// How many programs are at work in its home.
    busy: Cell<usize>,
    /// What the last finished sync came to.
    pub(crate) last: RefCell<Option<Result<SyncReport, Fail>>>,
    /// The first failure that no weather explains.
    pub(crate) unexplained: RefCell<Option<Fail>>,
    pub(crate) room: Room,
    /// Whether its disk was short of room since the weather last cleared: then a failure may say so.
    pub(crate) was_short: Cell<bool>,
    /// How often the disk refused something.
    pub(crate) refusals: Cell<u64>,
    /// Whether another device of the same person removed it.
    pub(crate) removed: Cell<bool>,
    /// Whether its home is one that was put aside earlier.
    pub(crate) is_copy: Cell<bool>,
    /// Whether something was sealed here for a file.
    pub(crate) gave_a_file: Cell<bool>,
    /// Whether that may have been in a place where something else stands: before the home came back, or since.
    pub(crate) gave_twice: Cell<bool>,
    /// Whether its home may not be written.
    frozen: Frozen,
    /// Whether it does not belong to its person yet.
    pub(crate) is_new: Cell<bool>,
}

impl Device {
    pub(crate) fn new(
        name: &'static str,
        person: Person,
        folder: &Path,
        skew: SignedDuration,
        line: Arc<Line>,
        tape: &Tape,
    ) -> Result<Rc<Self>, Fail> {
        Ok(Rc::new(Self {
            name,
            person,
            home: Home::locate(Some(folder.join(name)))?.with_runtime_folder(None),
            skew: Cell::new(skew),
            line,
            tape: tape.clone(),
            orders: RefCell::new(None),
            busy: Cell::new(0),
            last: RefCell::new(None),
            unexplained: RefCell::new(None),
            room: Room::default(),
            was_short: Cell::new(false),
            refusals: Cell::new(0),
            removed: Cell::new(false),
            is_copy: Cell::new(false),
            gave_a_file: Cell::new(false),
            gave_twice: Cell::new(false),
            frozen: Frozen::default(),
            is_new: Cell::new(false),
        }))
    }

    /// Opens the store, as every command does.
    pub(crate) fn open(&self) -> Result<Entre, Fail> {
        Entre::open(&self.home, &mut || Err(Fail::new(Exit::Locked, "asked", "nobody is there to ask")))
    }

    /// What a command does here that waits for nobody.
    pub(crate) fn command<T>(&self, work: impl FnOnce(&mut Entre) -> Result<T, Fail>) -> Result<T, Fail> {
        let done = frozen(self.frozen.get(), || narrowed(self.room.get(), || work(&mut self.open()?)));
        self.count_refusal(done.as_ref().err());
        done
    }

    pub(crate) fn now(&self) -> Timestamp {
        let now = self.tape.now();
        now.checked_add(self.skew.get()).unwrap_or(now)
    }

    pub(crate) fn today(&self) -> ZonedDateTime {
        self.now().to_zoned_datetime(TimeZone::UTC)
    }

    pub(crate) fn is_busy(&self) -> bool {
        self.busy.get() > 0
    }

    /// Tells the device to sync; says whether it was free to.
    pub(crate) fn order(&self) -> bool {
        !self.is_busy() && self.send(Order::Sync)
    }

    /// Starts a second program in the same home; says whether a first one is at work.
    pub(crate) fn order_second(&self) -> bool {
        self.busy.get() == 1 && self.send(Order::Sync)
    }

    /// Tells the device to go to another relay; says whether it was free to.
    pub(crate) fn order_move(&self, to: Origin) -> bool {
        !self.is_busy() && self.send(Order::Move(to))
    }

    /// Has it make a code for a new device; says whether it was free to.
    pub(crate) fn order_offer(&self, table: &Rc<Table>) -> bool {
        !self.is_busy() && self.send(Order::Offer(Rc::clone(table)))
    }

    /// Has it let in whoever entered the code; says whether it was free to.
    pub(crate) fn order_confirm(&self, table: &Rc<Table>) -> bool {
        !self.is_busy() && self.send(Order::Confirm(Rc::clone(table)))
    }

    /// Has it enter the code; says whether it was free to.
    pub(crate) fn order_join(&self, table: &Rc<Table>) -> bool {
        !self.is_busy() && self.send(Order::Join(Rc::clone(table)))
    }

    fn send(&self, order: Order) -> bool {
        let taken = self.orders.borrow().as_ref().is_some_and(|orders| orders.send(order).is_ok());
        self.busy.set(self.busy.get() + usize::from(taken));
        taken
    }

    /// The host is gone, and what it was doing.
    pub(crate) fn crashed(&self) {
        self.orders.replace(None);
        self.busy.set(0);
    }

    /// From now on its disk takes so many bytes more.
    pub(crate) fn shorten(&self, bytes: u64) {
        self.room.set(Some(room_for(&self.database(), bytes)));
        self.was_short.set(true);
    }

    /// From now on its disk takes nothing at all.
    pub(crate) fn refuse(&self) {
        self.room.set(Some(0));
        self.was_short.set(true);
    }

    /// From now on nothing in its home can be written; what is open stays open.
    pub(crate) fn freeze(&self) {
        self.was_short.set(true);
        self.frozen.set(set_read_only(self.home.folder(), true).is_ok());
    }

    /// Its home can be written again; says whether it could not.
    pub(crate) fn thaw(&self) -> bool {
        if self.frozen.replace(false) {
            return set_read_only(self.home.folder(), false).is_ok();
        }
        false
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.home.folder().join("entre.db")
    }

    /// What waits to be sealed is gone from the disk, which no crash may do.
    pub(crate) fn lose_outbox(&self) -> Result<(), rusqlite::Error> {
        let connection = rusqlite::Connection::open(self.database())?;
        connection.execute("DELETE FROM outbox", []).map(|_| ())
    }

    /// What runs on the host from one start to the next crash.
    pub(crate) fn works(self: Rc<Self>) -> impl Future<Output = turmoil::Result> {
        let (orders, mut inbox) = unbounded_channel();
        self.orders.replace(Some(orders));
        async move {
            while let Some(order) = inbox.recv().await {
                tokio::task::spawn_local(Rc::clone(&self).carry_out(order));
            }
            Ok(())
        }
    }

    async fn carry_out(self: Rc<Self>, order: Order) {
        let wires = Arc::new(Wires { who: self.name, line: Arc::clone(&self.line), tape: self.tape.clone() });
        let work = Box::pin(over(wires, self.obey(order)));
        let (room, frozen) = (Rc::clone(&self.room), Rc::clone(&self.frozen));
        let done = Narrowed { room, frozen, work }.await;
        self.count_refusal(done.as_ref().err());
        self.tape.note(&match &done {
            Ok(report) => format!(
                "{} synced: {} out, {} in, {} waiting, up to date: {}",
                self.name, report.sent, report.received, report.waiting, report.up_to_date
            ),
            Err(fail) => format!("{} failed to sync: {} ({})", self.name, fail.code, self.told(fail)),
        });
        if let Some(fail) = done.as_ref().err().filter(|fail| !self.explains(fail)) {
            self.unexplained.borrow_mut().get_or_insert_with(|| fail.clone());
        }
        self.last.replace(Some(done));
        self.busy.set(self.busy.get().saturating_sub(1));
    }

    /// What went wrong, without the folder of this run: two runs of one seed say the same.
    fn told(&self, fail: &Fail) -> String {
        fail.what.to_string().replace(&self.home.folder().display().to_string(), "home")
    }

    async fn obey(&self, order: Order) -> Result<SyncReport, Fail> {
        match order {
            Order::Sync => self.sync().await,
            Order::Move(relay) => {
                let mut entre = self.open()?;
                let moved = Box::pin(entre.set_relay(&relay, &[], self.now())).await?;
                Ok(moved.sync)
            }
            Order::Offer(table) => table.offer(self).await,
            Order::Confirm(table) => table.confirm(self, &mut self.open()?).await,
            Order::Join(table) => table.join(self).await,
        }
    }

    pub(crate) async fn sync(&self) -> Result<SyncReport, Fail> {
        let mut entre = self.open()?;
        Box::pin(entre.sync(self.now())).await
    }

    /// Whether a failure is what bad weather does, and not something to look into.
    pub(crate) fn explains(&self, fail: &Fail) -> bool {
        fail.exit == Exit::Offline
            || ["relay_storage", "relay_busy"].contains(&fail.code)
            || (self.was_short.get() && is_of_a_disk(fail))
            || self.removed.get()
            || LINKING.contains(&fail.code)
    }

    fn count_refusal(&self, fail: Option<&Fail>) {
        let refused = fail.is_some_and(is_of_a_disk) && self.room.get().is_some();
        self.refusals.set(self.refusals.get() + u64::from(refused));
    }
}

/// How linking ends that has to begin again with a new code. In a run without it, these do not occur.
const LINKING: [&str; 5] = ["not_confirmed", "code_used", "code_ended", "no_invitation", "expired"];

fn is_of_a_disk(fail: &Fail) -> bool {
    ["store", "disk", "disk_full", "read_only"].contains(&fail.code)
}
