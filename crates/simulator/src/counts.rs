//! What befell a run, by name, and how often. A commit point is counted where a crash hits it.

use std::collections::BTreeMap;
use std::fmt;

/// One transaction of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// Something that the person wrote.
    Edit,
    /// Envelopes come in.
    Receive,
    /// Envelopes are sealed.
    Publish,
    /// The relay's receipt.
    Receipt,
    /// What the relay holds.
    Heads,
    /// What the relay has stored.
    Stored,
    /// A copy leaves its name.
    Part,
}

/// Where a crash hits a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// Nothing is on the disk.
    Before,
    /// Everything is on the disk, and nobody has heard of it.
    Behind,
    /// The commit returned, nobody has heard of it, and the disk lost it all the same.
    Torn,
    /// Some have heard of it.
    AmongAnswers,
}

/// One kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A connection swallowed a frame because it ended.
    Lost,
    /// The relay got an envelope again, or a device an answer.
    Doubled,
    /// News was overtaken, or an envelope came before one that its author had seen.
    Reordered,
    /// A frame waited long for a slow reader.
    Slow,
    /// A link broke between two frames.
    Cut,
    /// A device had no network for a while.
    Parted,
    /// A device stopped between two steps.
    DeviceCrash,
    /// A device stopped at a commit.
    DeviceCommit(Work, Moment),
    /// The relay stopped between two steps.
    RelayCrash,
    /// The relay stopped at a commit.
    RelayCommit(Moment),
    /// The relay shut down in order.
    RelayDrain,
    /// A transaction of a device failed as its disk was full.
    DeviceDiskFull,
    /// A transaction of a device failed as its disk could not be written.
    DeviceReadOnly,
    /// A transaction of the relay failed as its disk was full.
    RelayDiskFull,
    /// The relay could not read its disk.
    RelayUnreadable,
    /// The clock of a device jumped.
    DeviceClock,
    /// The clock of the relay jumped.
    RelayClock,
    /// The relay ended a connection that its clock called silent.
    TimedOut,
    /// The relay came back from an older copy.
    RelayRestored,
    /// The relay came back empty.
    RelayWiped,
    /// A device went on with another relay.
    RelayMoved,
    /// A device came back from an older copy.
    DeviceRestored,
    /// Two programs ran on one home.
    SecondProgram,
    /// Envelopes went from disk to disk without a relay.
    Carried,
    /// A device was let in in the middle of it.
    Joined,
    /// A device had to ask once more to be let in, as who let it in had changed its name.
    AskedAgain,
    /// A new epoch was due by the clock.
    Rotated,
    /// A device was removed.
    Removed,
}

impl Fault {
    /// Every kind, in order.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let works =
            [Work::Edit, Work::Receive, Work::Publish, Work::Receipt, Work::Heads, Work::Stored, Work::Part];
        let mut all = vec![Self::Lost, Self::Doubled, Self::Reordered, Self::Slow, Self::Cut, Self::Parted];
        all.push(Self::DeviceCrash);
        for work in works {
            all.extend([Moment::Before, Moment::Behind].map(|moment| Self::DeviceCommit(work, moment)));
        }
        all.push(Self::RelayCrash);
        let moments = [Moment::Before, Moment::Behind, Moment::Torn, Moment::AmongAnswers];
        all.extend(moments.map(Self::RelayCommit));
        all.extend([
            Self::RelayDrain,
            Self::DeviceDiskFull,
            Self::DeviceReadOnly,
            Self::RelayDiskFull,
            Self::RelayUnreadable,
            Self::DeviceClock,
            Self::RelayClock,
            Self::TimedOut,
            Self::RelayRestored,
            Self::RelayWiped,
            Self::RelayMoved,
            Self::DeviceRestored,
            Self::SecondProgram,
            Self::Carried,
            Self::Joined,
            Self::AskedAgain,
            Self::Rotated,
            Self::Removed,
        ]);
        all
    }
}

/// The name in reports, in lower case with underscores.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::DeviceCommit(work, moment) => format!("DeviceCrash{moment:?}Commit{work:?}"),
            Self::RelayCommit(moment) => format!("RelayCrash{moment:?}Commit"),
            plain => format!("{plain:?}"),
        };
        for (place, letter) in name.char_indices() {
            if letter.is_uppercase() && place > 0 {
                f.write_str("_")?;
            }
            write!(f, "{}", letter.to_ascii_lowercase())?;
        }
        Ok(())
    }
}

/// How often each fault happened.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Counts(BTreeMap<Fault, u64>);

impl Counts {
    /// Of one kind.
    #[must_use]
    pub fn of(&self, fault: Fault) -> u64 {
        self.0.get(&fault).copied().unwrap_or(0)
    }

    /// Adds another run's.
    pub fn add(&mut self, other: &Self) {
        for (fault, count) in &other.0 {
            self.more(*fault, *count);
        }
    }

    pub(crate) fn more(&mut self, fault: Fault, count: u64) {
        if count > 0 {
            *self.0.entry(fault).or_default() += count;
        }
    }

    pub(crate) fn one(&mut self, fault: Fault) {
        self.more(fault, 1);
    }
}
