//! `doctor`: looks over everything that this device keeps, and says of each part whether it is in order. It changes nothing
//! (repairing is in `mending`).

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use store::{Inspection, Reader};

use crate::custody::holds;
use crate::entre::{Entre, read_header};
use crate::facts::{JournalEntry, decode};
use crate::fail::{Exit, Fail};
use crate::home::{Home, open_to_others};
use crate::mailbox::Mailboxes;
use crate::reading::summary;
use crate::socket::short;
use crate::streams::all;
use crate::unlock::Lock;

/// How one part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// In order.
    Fine,
    /// Nothing is wrong with what is kept, but somebody should know.
    Note,
    /// Something is wrong.
    Wrong,
}

/// One part that was looked at.
#[derive(Debug, Clone, Serialize)]
pub struct Check {
    /// Its name: one word.
    pub part: &'static str,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found. Never a text of a person.
    pub found: String,
}

/// What a doctor found.
#[derive(Debug, Clone, Serialize)]
pub struct Examination {
    /// Part by part.
    pub checks: Vec<Check>,
    /// Whether nothing is wrong.
    pub sound: bool,
    /// Where copies from before larger steps lie, newest last.
    pub restore_points: Vec<String>,
}

impl Examination {
    pub(crate) fn new(home: &Home) -> Self {
        let points = store::Store::restore_points(&home.database()).unwrap_or_default();
        let restore_points = points.iter().map(|path| path.display().to_string()).collect();
        Self { checks: Vec::new(), sound: true, restore_points }
    }

    pub(crate) fn add(&mut self, part: &'static str, verdict: Verdict, found: impl Into<String>) {
        self.sound &= verdict != Verdict::Wrong;
        self.checks.push(Check { part, verdict, found: found.into() });
    }

    /// The store cannot even be opened.
    pub fn found_closed(&mut self, fail: &Fail) {
        let why = fail.why.first().map_or_else(String::new, |why| format!(" ({why})"));
        self.add("store", Verdict::Wrong, format!("{}{why}", fail.what));
    }

    /// The faults as a failure, for the exit code; nothing where there are none.
    #[must_use]
    pub fn fail(&self) -> Option<Fail> {
        if self.sound {
            return None;
        }
        let fail = Fail::new(Exit::Failed, "unsound", "something is wrong with what is kept on this device");
        let wrong = self.checks.iter().filter(|check| check.verdict == Verdict::Wrong);
        let fail = wrong.fold(fail, |fail, check| fail.because(format!("{}: {}", check.part, check.found)));
        let fail = fail
            .attempt("entre doctor --repair     makes again what can be made again; nothing is thrown away");
        Some(match self.restore_points.last() {
            Some(point) => fail.because(format!("the newest copy from before is {point}")),
            None => fail,
        })
    }
}

impl Entre {
    /// What can be looked at without the key: the folder, the space, the lock. The rest is looked at by
    /// [`Self::examine`] once the store is open.
    #[must_use]
    pub fn examine_home(home: &Home) -> Examination {
        let mut examination = Examination::new(home);
        let open = open_to_others(home);
        let folder = home.folder().display().to_string();
        match open.as_slice() {
            [] => examination.add("folder", Verdict::Fine, format!("{folder}, for its owner only")),
            names => examination.add(
                "folder",
                Verdict::Wrong,
                format!("others on this machine can read or change {}", names.join(", ")),
            ),
        }
        match store::free_bytes(home.folder()) {
            None => examination.add("space", Verdict::Note, "this system does not say how much is free"),
            Some(free) if free < LOW_BYTES => {
                examination.add("space", Verdict::Note, format!("only {} free", bytes(free)));
            }
            Some(free) => examination.add("space", Verdict::Fine, format!("{} free", bytes(free))),
        }
        match read_header(home).and_then(|header| Lock::parse(&header.unlock)) {
            Ok(lock) if lock.leaving.is_some() => {
                let found =
                    format!("{}; a change of this was cut short and goes on by itself", holds(lock.kind));
                examination.add("lock", Verdict::Note, found);
            }
            Ok(lock) => examination.add("lock", Verdict::Fine, holds(lock.kind)),
            Err(fail) => examination.add("lock", Verdict::Wrong, fail.what),
        }
        examination
    }

    /// Everything that is in the store, part by part.
    ///
    /// # Errors
    /// Only if another process keeps it busy.
    pub fn examine(&mut self, examination: &mut Examination, now: Timestamp) -> Result<(), Fail> {
        let inspection = self.store.inspect()?;
        file_checks(examination, &inspection);
        match self.compare() {
            Ok(found) => {
                let differ = found.iter().filter(|document| document.differs).count();
                let kept: usize = found.iter().map(|document| document.kept).sum();
                let count = found.len();
                if differ == 0 && kept > 0 {
                    let found = format!(
                        "{kept} changes stand on envelopes that are not here; entre sync brings them again"
                    );
                    examination.add("documents", Verdict::Note, found);
                } else if differ == 0 {
                    examination.add(
                        "documents",
                        Verdict::Fine,
                        format!("{count} are what the envelopes give"),
                    );
                } else {
                    let found = format!("{differ} of {count} are not what the envelopes give");
                    examination.add("documents", Verdict::Wrong, found);
                }
            }
            Err(fail) if fail.code == "busy" => return Err(fail),
            Err(fail) => examination.add("documents", Verdict::Wrong, fail.what),
        }
        let reader = self.store.read()?;
        match newest(&reader) {
            Ok(newest) => clock_check(examination, newest, now),
            Err(fail) => {
                examination.add("clock", Verdict::Note, format!("cannot be compared: {}", fail.what));
            }
        }
        Ok(())
    }

    /// Whether the relays that are used answer.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub async fn examine_relays(&mut self, examination: &mut Examination) -> Result<(), Fail> {
        let origins: BTreeSet<_> = self.jobs()?.into_iter().map(|job| job.origin).collect();
        if origins.is_empty() {
            examination.add("relay", Verdict::Note, "none is named yet");
        }
        for origin in origins {
            match Mailboxes::dial(&origin).await {
                Ok(mailboxes) => {
                    mailboxes.close().await;
                    examination.add("relay", Verdict::Fine, format!("{} answers", short(&origin)));
                }
                Err(fail) => examination.add("relay", Verdict::Note, fail.what),
            }
        }
        Ok(())
    }
}

fn file_checks(examination: &mut Examination, inspection: &Inspection) {
    let Inspection { version, bytes: size, pages, values, closed, envelopes, forged, loose } = inspection;
    let size = bytes(*size);
    match pages.as_slice() {
        [] => {
            examination.add("file", Verdict::Fine, format!("format {version}, {size}, every page is whole"));
        }
        [first, ..] => {
            let found = format!("damaged in {} places, the first: {first}", pages.len());
            examination.add("file", Verdict::Wrong, found);
        }
    }
    if closed.is_empty() {
        examination.add("values", Verdict::Fine, format!("{values} sealed values open"));
    } else {
        let tables: Vec<String> = closed.iter().map(|(table, count)| format!("{count} in {table}")).collect();
        examination.add(
            "values",
            Verdict::Wrong,
            format!("do not open, or cannot be read: {}", tables.join(", ")),
        );
    }
    match (forged.len(), loose.len()) {
        (0, 0) => {
            let found = format!("{envelopes} are as signed, and every chain is whole");
            examination.add("envelopes", Verdict::Fine, found);
        }
        (forged, loose) => {
            let found =
                format!("{forged} of {envelopes} are not as signed, {loose} follow one that is not here");
            examination.add("envelopes", Verdict::Wrong, found);
        }
    }
}

/// The latest moment that was noted here.
fn newest(reader: &Reader<'_>) -> Result<Option<Timestamp>, Fail> {
    let mut newest = None;
    for (_, bytes) in reader.journal(1)? {
        newest = newest.max(Some(decode::<JournalEntry>(&bytes)?.at));
    }
    for (stream, _) in all(reader)? {
        newest = newest.max(summary(reader, &stream)?.checked);
    }
    Ok(newest)
}

fn clock_check(examination: &mut Examination, newest: Option<Timestamp>, now: Timestamp) {
    let behind = newest.map_or(SignedDuration::ZERO, |newest| newest.duration_since(now));
    if behind > TOLERATED {
        let found = format!("{} h behind the last thing that was done here", behind.as_hours().max(1));
        examination.add("clock", Verdict::Note, found);
    } else if now.as_second() < EARLIEST {
        examination.add("clock", Verdict::Note, "earlier than this program was made");
    } else {
        examination.add("clock", Verdict::Fine, "not behind what was done here");
    }
}

fn bytes(count: u64) -> String {
    match count {
        0..1_048_576 => format!("{} KiB", count.div_ceil(1024)),
        1_048_576..1_073_741_824 => format!("{} MiB", count.div_ceil(1024 * 1024)),
        _ => format!("{} GiB", count / (1024 * 1024 * 1024)),
    }
}

/// Less than this, and a restore point or a backup may not fit.
const LOW_BYTES: u64 = 64 * 1024 * 1024;
const TOLERATED: SignedDuration = SignedDuration::from_mins(5);
/// 1 November 2026.
const EARLIEST: i64 = 1_793_491_200;
