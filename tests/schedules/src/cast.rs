//! Two persons and their devices. Each device is a host of its own with a home of its own; it syncs when it is told to,
//! with the real client, until it is done or its host crashes.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use client::{
    Entre, Exit, Fail, Home, Invite, LinkAttempt, Setup, SyncReport, Unlock, check_invitation, over,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::tape::Tape;
use crate::wires::{ORIGIN, Wires};

/// Whose device it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Person {
    Alex,
    Sam,
}

/// One device.
pub(crate) struct Device {
    pub(crate) name: &'static str,
    pub(crate) person: Person,
    home: Home,
    /// How far its clock is off.
    skew: SignedDuration,
    tape: Tape,
    orders: RefCell<Option<UnboundedSender<()>>>,
    pub(crate) busy: Cell<bool>,
    /// What the last finished sync came to.
    pub(crate) last: RefCell<Option<Result<SyncReport, Fail>>>,
}

impl Device {
    pub(crate) fn new(
        name: &'static str,
        person: Person,
        folder: &Path,
        skew: SignedDuration,
        tape: &Tape,
    ) -> Result<Rc<Self>, Fail> {
        Ok(Rc::new(Self {
            name,
            person,
            home: Home::locate(Some(folder.join(name)))?,
            skew,
            tape: tape.clone(),
            orders: RefCell::new(None),
            busy: Cell::new(false),
            last: RefCell::new(None),
        }))
    }

    /// Opens the store, as every command does.
    pub(crate) fn open(&self) -> Result<Entre, Fail> {
        Entre::open(&self.home, &mut || Err(Fail::new(Exit::Locked, "asked", "nobody is there to ask")))
    }

    pub(crate) fn now(&self) -> Timestamp {
        let now = self.tape.now();
        now.checked_add(self.skew).unwrap_or(now)
    }

    pub(crate) fn today(&self) -> ZonedDateTime {
        self.now().to_zoned_datetime(TimeZone::UTC)
    }

    /// Tells the device to sync; says whether it was free to.
    pub(crate) fn order(&self) -> bool {
        let orders = self.orders.borrow();
        let Some(orders) = orders.as_ref().filter(|_| !self.busy.get()) else { return false };
        let taken = orders.send(()).is_ok();
        self.busy.set(taken);
        taken
    }

    /// The host is gone, and what it was doing.
    pub(crate) fn crashed(&self) {
        self.orders.replace(None);
        self.busy.set(false);
    }

    /// What waits to be sealed is gone from the disk, which no crash may do.
    pub(crate) fn lose_outbox(&self) -> Result<(), rusqlite::Error> {
        let connection = rusqlite::Connection::open(self.home.folder().join("entre.db"))?;
        connection.execute("DELETE FROM outbox", []).map(|_| ())
    }

    /// What runs on the host from one start to the next crash.
    pub(crate) fn works(self: Rc<Self>) -> impl Future<Output = turmoil::Result> {
        let (orders, mut inbox) = unbounded_channel();
        self.orders.replace(Some(orders));
        async move {
            while inbox.recv().await.is_some() {
                let wires = Arc::new(Wires { who: self.name, tape: self.tape.clone() });
                let synced = over(wires, self.sync()).await;
                self.tape.note(&match &synced {
                    Ok(report) => format!(
                        "{} synced: {} out, {} in, {} waiting, up to date: {}",
                        self.name, report.sent, report.received, report.waiting, report.up_to_date
                    ),
                    Err(fail) => format!("{} failed to sync: {} ({})", self.name, fail.code, fail.what),
                });
                self.last.replace(Some(synced));
                self.busy.set(false);
            }
            Ok(())
        }
    }

    async fn sync(&self) -> Result<SyncReport, Fail> {
        let mut entre = self.open()?;
        Box::pin(entre.sync(self.now())).await
    }

    fn setup(&self, name: &str) -> Result<Setup, Fail> {
        let relay = ORIGIN.parse().map_err(|_| Fail::new(Exit::Usage, "origin", "no origin"))?;
        Ok(Setup {
            name: name.to_owned(),
            device_name: self.name.to_owned(),
            relay: Some(relay),
            vouchers: Vec::new(),
            unlock: Unlock::File,
        })
    }
}

/// Sets everybody up and links the devices of each, in good weather. If `settled`, both have paired in the end; if not,
/// the invitation has been answered and nothing more.
pub(crate) async fn set_up(devices: Vec<Rc<Device>>, settled: bool, tape: Tape) -> turmoil::Result {
    over(Arc::new(Wires { who: "everybody", tape }), Box::pin(set_up_all(&devices, settled))).await?;
    Ok(())
}

async fn set_up_all(devices: &[Rc<Device>], settled: bool) -> Result<(), Fail> {
    let of = |person| devices.iter().filter(move |device| device.person == person);
    let absent = || Fail::new(Exit::Failed, "nobody", "a person has no device");
    let (mut alexes, mut sams) = (of(Person::Alex), of(Person::Sam));
    let (alex1, sam1) = (alexes.next().ok_or_else(absent)?, sams.next().ok_or_else(absent)?);

    let mut alex = Entre::init(&alex1.home, &alex1.setup("Alex Marin")?, alex1.now())?;
    for device in alexes {
        link(&mut alex, alex1, device).await?;
    }
    let invite = Invite {
        name: "Sam Okoro".to_owned(),
        role: agenda::Member::Manager,
        valid: SignedDuration::from_hours(24),
        words: false,
        fresh: false,
        again: false,
        time_zone: None,
    };
    let invitation = alex.invite(&invite, alex1.now())?;
    alex.sync(alex1.now()).await?;

    let mut sam = Entre::init(&sam1.home, &sam1.setup("Sam Okoro")?, sam1.now())?;
    for device in sams {
        link(&mut sam, sam1, device).await?;
    }
    let checked = check_invitation(&invitation.code, None, sam1.now()).await?;
    sam.accept(&checked, sam1.now()).await?;
    drop((alex, sam));
    if settled {
        for _ in 0..3 {
            for device in devices {
                device.sync().await?;
            }
        }
    }
    Ok(())
}

/// Makes `device` one more device of the person whose first one is open.
async fn link(first: &mut Entre, at: &Device, device: &Device) -> Result<(), Fail> {
    let code = first.device_code(false, at.now())?;
    first.move_linking(at.now()).await?;
    let checked = check_invitation(&code.code, None, device.now()).await?;
    let attempt = LinkAttempt::begin(&checked, device.name, device.now()).await?;
    first.move_linking(at.now()).await?;
    first.confirm_device(true)?;
    first.move_linking(at.now()).await?;
    let mut second =
        attempt.finish(&device.home, &Unlock::File, device.now(), Duration::from_secs(60)).await?;
    second.sync(device.now()).await?;
    first.move_linking(at.now()).await?;
    first.certify_device(None, at.now())?;
    first.sync(at.now()).await?;
    second.sync(device.now()).await?;
    Ok(())
}
