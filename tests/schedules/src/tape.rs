//! What happened, in one number: every byte on every wire with its moment, every fault, every outcome. Two runs of one
//! seed have the same number, or something in them did not come from the seed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The record of one run; clones write into the same.
#[derive(Clone)]
pub(crate) struct Tape(Arc<Mutex<Recorded>>);

struct Recorded {
    trace: u64,
    /// Simulated time since the beginning.
    moment: Duration,
    /// What the clocks on the wall said at the beginning, with all that passed in leaps.
    began: Timestamp,
    connections: u64,
    bytes: u64,
    faults: BTreeMap<&'static str, u64>,
    aloud: bool,
}

impl Tape {
    pub(crate) fn new(began: Timestamp, aloud: bool) -> Self {
        Self(Arc::new(Mutex::new(Recorded {
            trace: FNV_OFFSET,
            moment: Duration::ZERO,
            began,
            connections: 0,
            bytes: 0,
            faults: BTreeMap::new(),
            aloud,
        })))
    }

    fn open(&self) -> MutexGuard<'_, Recorded> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Time goes on.
    pub(crate) fn at(&self, moment: Duration) {
        self.open().moment = moment;
    }

    pub(crate) fn moment(&self) -> Duration {
        self.open().moment
    }

    /// Everybody's clock leaps.
    pub(crate) fn leap(&self, time: SignedDuration) {
        let mut tape = self.open();
        tape.began = tape.began.checked_add(time).unwrap_or(tape.began);
    }

    /// What a clock on the wall says.
    pub(crate) fn now(&self) -> Timestamp {
        let tape = self.open();
        let passed = SignedDuration::try_from(tape.moment).unwrap_or_default();
        tape.began.checked_add(passed).unwrap_or(tape.began)
    }

    pub(crate) fn note(&self, line: &str) {
        let mut tape = self.open();
        tape.record(line.as_bytes());
        if tape.aloud {
            eprintln!("{:9.3} {line}", tape.moment.as_secs_f64());
        }
    }

    pub(crate) fn fault(&self, kind: &'static str, whom: &str) {
        self.note(&format!("{kind} {whom}"));
        *self.open().faults.entry(kind).or_default() += 1;
    }

    pub(crate) fn dialled(&self, who: &str) {
        self.open().connections += 1;
        self.note(&format!("{who} dials"));
    }

    pub(crate) fn carried(&self, who: &str, way: &str, bytes: &[u8]) {
        let mut tape = self.open();
        tape.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        tape.record(who.as_bytes());
        tape.record(way.as_bytes());
        tape.record(bytes);
    }

    pub(crate) fn connections(&self) -> u64 {
        self.open().connections
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.open().bytes
    }

    pub(crate) fn faults(&self) -> BTreeMap<&'static str, u64> {
        self.open().faults.clone()
    }

    pub(crate) fn trace(&self) -> u64 {
        self.open().trace
    }
}

impl Recorded {
    fn record(&mut self, bytes: &[u8]) {
        let moment = self.moment.as_nanos().to_be_bytes();
        for byte in moment.iter().chain(bytes) {
            self.trace = (self.trace ^ u64::from(*byte)).wrapping_mul(FNV_PRIME);
        }
    }
}

const FNV_OFFSET: u64 = 0xCBF2_9CE4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01B3;
