//! A slice of seeds in every test run; a million by `just simulate 1000000`. And proof that a run repeats, and that the
//! checks see what they check: each wrong program is found by a seed that has its name here.

use std::collections::BTreeSet;

use entrenous_simulator::{Counts, Documents, Fault, Plant, Report, Settings, run};

const OPAQUE: u64 = 700;
const WHOLE: u64 = 6;
/// Seeds that found something, in the product or in these checks: a relay that did as it was told was said to have lost
/// what a removed device wrote (7274), newcomers waited for a name that their host had left (16380, 80813), a newcomer was a
/// stranger to a second program (2486, 13174, 18604), heads that were only named were counted as lost (2199, 3633, 10449), a
/// second program slept through a change of name (32984), the one who had let a newcomer in went back to before that, and
/// nobody had heard of the newcomer (372556, 509626).
const FOUND: [u64; 12] = [2199, 2486, 3633, 7274, 10449, 13174, 16380, 18604, 32984, 80813, 372556, 509626];

fn settings(seed: u64, documents: Documents, plant: Option<Plant>) -> Settings {
    Settings { seed, writers: None, documents, plant }
}

fn holds(seed: u64, documents: Documents) -> Option<Report> {
    let ran = run(&settings(seed, documents, None));
    assert!(ran.is_ok(), "seed {seed}, {documents:?}: {:?}", ran.err());
    ran.ok()
}

#[test]
fn whatever_befalls_them_nothing_is_lost_nobody_is_accused_and_all_agree() {
    let mut counts = Counts::default();
    let mut devices = BTreeSet::new();
    for report in (0..OPAQUE).chain(FOUND).filter_map(|seed| holds(seed, Documents::Opaque)) {
        counts.add(&report.counts);
        devices.insert(report.devices);
    }
    let never: Vec<Fault> = Fault::all().into_iter().filter(|fault| counts.of(*fault) == 0).collect();
    assert_eq!(never, [], "these faults never happened");
    assert_eq!(devices.into_iter().collect::<Vec<_>>(), [2, 3, 4]);
}

#[test]
fn three_to_five_writers_agree_on_whole_documents_under_the_same_mishaps() {
    for report in (0..WHOLE).filter_map(|seed| holds(seed, Documents::Whole)) {
        assert!((3..=5).contains(&report.devices), "{} devices", report.devices);
        assert!(report.changes > 0, "nobody wrote anything");
    }
}

#[test]
fn a_seed_repeats_to_the_last_message() {
    for seed in 0..20 {
        assert_eq!(holds(seed, Documents::Opaque), holds(seed, Documents::Opaque), "seed {seed}");
    }
    assert_eq!(holds(3, Documents::Whole), holds(3, Documents::Whole));
    let trace = |seed| holds(seed, Documents::Opaque).map(|report| report.trace);
    assert_ne!(trace(3), trace(4));
}

/// A wrong program, the seed that finds it, and what is found. `--plants` of the program makes the list anew.
const CAUGHT: [(Plant, u64, &str); 19] = [
    (Plant::EarlyAcknowledgement, 1, "AcknowledgedLost"),
    (Plant::FailureCalledStored, 7, "AcknowledgedLost"),
    (Plant::ForgetfulRelay, 1, "AcknowledgedLost"),
    (Plant::DeafRelay, 0, "SetsDiffer"),
    (Plant::LateInterest, 118, "SetsDiffer"),
    (Plant::DedupInMemory, 3, "Blamed"),
    (Plant::OutboxLostInCrash, 5, "Diverged"),
    (Plant::TornCommit, 5, "NotCovered"),
    (Plant::StandingBeforeDocuments, 25, "Diverged"),
    (Plant::UnreadSkipped, 1, "Diverged"),
    (Plant::HealedByAuthorsOnly, 27, "NotQuiet"),
    (Plant::OldRecordKept, 2, "Blamed"),
    (Plant::SealedAgain, 24, "Unsealed"),
    (Plant::SentCalledStored, 7, "Blamed"),
    (Plant::StalePlace, 7, "Accused"),
    (Plant::FailureIgnored, 22, "SetsDiffer"),
    (Plant::Chatterbox, 0, "NotQuiet"),
    (Plant::ReceiptIsEnough, 3, "NotQuiet"),
    (Plant::RecordMovesAlong, 11, "HealUnsaid"),
];

#[test]
fn every_wrong_program_is_caught_by_its_seed() {
    for (plant, seed, expected) in CAUGHT {
        let failure = run(&settings(seed, Documents::Opaque, Some(plant))).err();
        assert_eq!(failure.map(|failure| failure.name()), Some(expected), "{plant:?}, seed {seed}");
        assert!(run(&settings(seed, Documents::Opaque, None)).is_ok(), "{plant:?}: seed {seed} without it");
    }
    let missing: Vec<Plant> =
        Plant::ALL.into_iter().filter(|plant| !CAUGHT.iter().any(|(caught, ..)| caught == plant)).collect();
    assert_eq!(missing, [], "planted, and caught by nobody");
}
