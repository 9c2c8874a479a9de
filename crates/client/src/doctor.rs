//! `doctor`: looks over everything that this device keeps, and says of each part whether it is in order. It changes nothing
//! (repairing is in `mending`).

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use language::{message, say};
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

impl Check {
    /// The part's name as a person reads it.
    #[must_use]
    pub fn called(&self) -> String {
        message(&format!("part-{}", self.part), &[])
    }
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
        let fail = Fail::new(Exit::Failed, "unsound", say!("unsound"));
        let wrong = self.checks.iter().filter(|check| check.verdict == Verdict::Wrong);
        let fail =
            wrong.fold(fail, |fail, check| fail.because(format!("{}: {}", check.called(), check.found)));
        let fail = fail.attempt(say!("doctor-try-repair"));
        Some(match self.restore_points.last() {
            Some(point) => fail.because(say!("doctor-newest-copy", point = point)),
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
            [] => examination.add("folder", Verdict::Fine, say!("doctor-folder-fine", folder = folder)),
            names => examination.add(
                "folder",
                Verdict::Wrong,
                say!("doctor-folder-open", names = names.join(", ")),
            ),
        }
        match store::free_bytes(home.folder()) {
            None => examination.add("space", Verdict::Note, say!("doctor-space-unknown")),
            Some(free) if free < LOW_BYTES => {
                examination.add("space", Verdict::Note, say!("doctor-space-low", size = bytes(free)));
            }
            Some(free) => examination.add("space", Verdict::Fine, say!("doctor-space", size = bytes(free))),
        }
        match read_header(home).and_then(|header| Lock::parse(&header.unlock)) {
            Ok(lock) if lock.leaving.is_some() => {
                let found = say!("doctor-lock-cut-short", lock = holds(lock.kind));
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
                let behind = self.count_behind()?;
                if differ == 0 && behind > 0 {
                    let found = say!("doctor-documents-behind", behind = behind);
                    examination.add("documents", Verdict::Note, found);
                } else if differ == 0 && kept > 0 {
                    let found = say!("doctor-documents-kept", kept = kept);
                    examination.add("documents", Verdict::Note, found);
                } else if differ == 0 {
                    examination.add("documents", Verdict::Fine, say!("doctor-documents", count = count));
                } else {
                    let found = say!("doctor-documents-differ", differ = differ, count = count);
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
                examination.add("clock", Verdict::Note, say!("doctor-clock-unknown", why = &fail.what));
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
            examination.add("relay", Verdict::Note, say!("doctor-no-relay"));
        }
        for origin in origins {
            match Mailboxes::dial(&origin).await {
                Ok(mailboxes) => {
                    mailboxes.close().await;
                    examination.add(
                        "relay",
                        Verdict::Fine,
                        say!("doctor-relay-answers", relay = short(&origin)),
                    );
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
            examination.add("file", Verdict::Fine, say!("doctor-file", version = version, size = size));
        }
        [first, ..] => {
            let found = say!("doctor-file-damaged", count = pages.len(), first = first);
            examination.add("file", Verdict::Wrong, found);
        }
    }
    if closed.is_empty() {
        examination.add("values", Verdict::Fine, say!("doctor-values", values = values));
    } else {
        let tables: Vec<String> = closed
            .iter()
            .map(|(table, count)| say!("doctor-values-in", count = count, table = table))
            .collect();
        examination.add("values", Verdict::Wrong, say!("doctor-values-closed", values = tables.join(", ")));
    }
    match (forged.len(), loose.len()) {
        (0, 0) => {
            let found = say!("doctor-envelopes", envelopes = envelopes);
            examination.add("envelopes", Verdict::Fine, found);
        }
        (forged, loose) => {
            let found = say!("doctor-envelopes-wrong", forged = forged, envelopes = envelopes, loose = loose);
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
        let found = say!("doctor-clock-behind", hours = behind.as_hours().max(1));
        examination.add("clock", Verdict::Note, found);
    } else if now.as_second() < EARLIEST {
        examination.add("clock", Verdict::Note, say!("doctor-clock-early"));
    } else {
        examination.add("clock", Verdict::Fine, say!("doctor-clock"));
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
