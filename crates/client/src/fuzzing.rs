//! What a fuzzer does with the files that a person may be given and takes in, and the bytes that it begins with
//! (CONTRIBUTING.md, "Fuzzing"). Built for tests, which replay the seeds with bytes changed, and with `--cfg fuzzing`; it is
//! in no program.

use std::collections::BTreeMap;

use agenda::import::{SAMPLE, sample};
use agenda::{
    CoreModel, Document, DocumentId, DocumentName, Edit, Member, Model, Pair, PersonalModel, PrivateModel,
    Quarter,
};
use jiff::Timestamp;
use jiff::civil::date;

use crate::calendar_file::{CalendarOptions, read_dates, write as write_calendar};
use crate::notebook_file::{AboutFile, NotebookFile, OwnFile, PrivateFile, SharedFile, read, write};

/// One decoder under attack.
pub struct Decoder {
    /// The target's name.
    pub name: &'static str,
    /// Decodes, and panics when something does not hold that has to.
    pub run: fn(&[u8]),
    /// What to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// The memory it may hold at one time, in bytes for each byte of input …
    pub per_byte: usize,
    /// … and on top of that.
    pub fixed: usize,
    /// The longest input worth trying, in bytes.
    pub longest: usize,
}

/// A calendar file, up to the edits that it would make, which every document takes. Two rules are compared day by day for
/// five years; that is the fixed part.
pub const CALENDAR: Decoder = Decoder {
    name: "calendar",
    run: run_calendar,
    seeds: calendar_seeds,
    per_byte: 256,
    fixed: 16 * 1024 * 1024,
    longest: 4096,
};

/// A notebook as a JSON file. What is written of it reads as the same.
pub const NOTEBOOK: Decoder = Decoder {
    name: "notebook",
    run: run_notebook,
    seeds: notebook_seeds,
    per_byte: 512,
    fixed: 256 * 1024,
    longest: 4096,
};

/// Both of them.
pub const ALL: &[Decoder] = &[CALENDAR, NOTEBOOK];

/// What our events are known by.
const UID: &str = "k3x";
/// Before the first meeting.
const NOW: Timestamp = Timestamp::constant(1_793_000_000, 0);

fn pair() -> Pair {
    let mut pair = Pair::default();
    pair.core.cadence = Some("FREQ=WEEKLY;BYDAY=TU|10:00|Europe/Berlin|30|2026-11-03".to_owned());
    pair
}

/// Documents that took all of these edits.
fn documents(edits: &[Edit]) -> BTreeMap<DocumentName, Document> {
    let mut documents: BTreeMap<DocumentName, Document> = BTreeMap::new();
    for edit in edits {
        let name = edit.target().document_name("00aa");
        let begun = || Document::genesis(name.clone(), DocumentId::from_bytes([0x5a; 16]));
        let document = documents.entry(name.clone()).or_insert_with(begun);
        if let Err(error) = document.apply(&[1; 16], edit) {
            panic!("an edit that no document takes: {error}");
        }
    }
    documents
}

fn run_calendar(bytes: &[u8]) {
    let Ok(dates) = read_dates(&String::from_utf8_lossy(bytes)) else { return };
    let plan = dates.plan(&pair(), UID, NOW);
    assert!(plan.edits.is_empty() == plan.changes.is_empty(), "what is done is said");
    documents(&plan.edits);
}

/// Our own file; a series with a meeting moved, two left out and one called off; and what calendar programs write otherwise.
fn calendar_seeds() -> Vec<Vec<u8>> {
    let options = CalendarOptions { title: "1:1".to_owned(), remind_minutes: Some(10) };
    let ours = write_calendar(&pair(), UID, &options, NOW);
    let zone = ours.find("BEGIN:VTIMEZONE").zip(ours.find("BEGIN:VEVENT"));
    let without_zone = zone.map_or_else(String::new, |(from, to)| [&ours[..from], &ours[to..]].concat());
    let around =
        |events: &str| format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n").into_bytes();
    let event = |lines: &str| format!("BEGIN:VEVENT\r\nUID:{UID}\r\n{lines}END:VEVENT\r\n");
    let series = event(
        "DTSTART;TZID=Europe/Berlin:20261103T100000\r\nDURATION:PT30M\r\nRRULE:FREQ=WEEKLY;BYDAY=TU\r\n\
         EXDATE;TZID=Europe/Berlin:20261124T100000,20261201T100000\r\nSEQUENCE:2\r\n",
    );
    let moved = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20261110T100000\r\nDTSTART:20261111T090000Z\r\nDTEND:20261111T094500Z\r\n",
    );
    let cancelled =
        event("RECURRENCE-ID:20261117T090000Z\r\nDTSTART:20261117T090000Z\r\nSTATUS:CANCELLED\r\n");
    let other = event(
        "DTSTART;VALUE=DATE:20261104\r\nDURATION:PT1H\r\nRRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=1WE;COUNT=9;WKST=MO\r\n",
    );
    let windows = event(
        "DTSTART;TZID=\"W. Europe Standard\r\n  Time\":20261103T110000\r\nRRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20270301\r\n",
    );
    let extra =
        format!("BEGIN:VEVENT\r\nUID:{UID}-2026-11-10-o\r\nDTSTART:20261112T090000\r\nEND:VEVENT\r\n");
    vec![
        ours.into_bytes(),
        without_zone.into_bytes(),
        around(&[series.as_str(), &moved, &cancelled].concat()),
        around(&other),
        around(&windows),
        around(&[series.as_str(), &extra].concat()),
    ]
}

fn run_notebook(bytes: &[u8]) {
    let Ok(file) = read(bytes) else { return };
    let written = match &file {
        NotebookFile::Shared(file) => write(file),
        NotebookFile::Private(file) => write(file),
        NotebookFile::Own(file) => write(file),
    };
    let Ok(written) = written else { panic!("what was read cannot be written") };
    let again = read(&written).and_then(|file| match &file {
        NotebookFile::Shared(file) => write(file),
        NotebookFile::Private(file) => write(file),
        NotebookFile::Own(file) => write(file),
    });
    assert!(again.ok().as_deref() == Some(&written), "what is written reads as the same");
}

/// One file of each kind, with one thing of each sort of the sample year in it.
fn notebook_seeds() -> Vec<Vec<u8>> {
    // All sentences are read with the first refusal, and kept: no input's doing.
    drop(read(b""));
    let about = AboutFile {
        exported: NOW,
        person: "Sam Okoro".to_owned(),
        you: Member::Manager,
        pair: Some("00aa".to_owned()),
        documents: BTreeMap::new(),
    };
    let edits =
        sample(SAMPLE, Member::Manager).map(|told| [told.shared, told.private].concat()).unwrap_or_default();
    let (mut core, mut rest, mut private) = (Pair::default(), Pair::default(), PrivateModel::default());
    for document in documents(&edits).values() {
        match document.model() {
            Model::Core(model) => core.core = model,
            Model::Quarter(mut model) => {
                first(&mut model.meetings);
                first(&mut model.topics);
                rest.quarters.insert(Quarter::from_date(date(2026, 11, 24)), model);
            }
            Model::Private(model) => private = model,
            _ => {}
        }
    }
    let CoreModel { actions, goals, feedback, wins, lessons, time_off, .. } = &mut core.core;
    first(actions);
    first(goals);
    first(feedback);
    first(wins);
    first(lessons);
    first(time_off);
    first(&mut private.notes);
    let shared = |pair| serde_json::to_vec(&SharedFile::new(about.clone(), pair));
    let files = [
        shared(core),
        shared(rest),
        serde_json::to_vec(&PrivateFile::new(about.clone(), private)),
        serde_json::to_vec(&OwnFile::new(NOW, &PersonalModel::default())),
    ];
    files.into_iter().flatten().collect()
}

/// Leaves the first of many.
fn first<K: Ord, V>(map: &mut BTreeMap<K, V>) {
    while map.len() > 1 {
        map.pop_last();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// About as many runs for each decoder, spread over its seeds.
    const RUNS: usize = 400;

    #[test]
    fn every_file_of_a_stranger_is_taken_or_refused_cut_short_and_with_bytes_changed() {
        for Decoder { name, run, seeds, .. } in ALL {
            println!("{name}");
            let seeds = seeds();
            let step = (seeds.iter().map(Vec::len).sum::<usize>() / RUNS).max(1);
            for seed in seeds {
                run(&seed);
                for at in (0..seed.len()).step_by(step) {
                    let mut changed = seed.clone();
                    changed[at] ^= [0x01, 0x80, 0xff][at % 3];
                    run(&changed);
                    run(&seed[..at]);
                }
            }
        }
    }

    /// A seed that is refused at once would leave the fuzzer outside.
    #[test]
    fn every_seed_is_taken_and_the_calendars_change_something() {
        let notebooks = notebook_seeds();
        let all = notebooks.concat();
        let all = String::from_utf8_lossy(&all);
        for thing in ["\"actions\":{\"", "\"goals\":{\"", "\"topics\":{\"", "\"notes\":{\"", "\"questions\":"]
        {
            assert!(all.contains(thing), "{thing}");
        }
        for seed in notebooks {
            assert!(read(&seed).is_ok(), "{}", String::from_utf8_lossy(&seed));
        }
        let mut changes = 0;
        for seed in calendar_seeds() {
            let dates = read_dates(std::str::from_utf8(&seed).unwrap()).unwrap();
            assert!(dates.count(UID) > 0);
            changes += dates.plan(&pair(), UID, NOW).changes.len();
        }
        assert!(changes >= 5, "{changes}");
    }
}
