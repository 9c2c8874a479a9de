//! The sample year, from the file to what commands show: every figure that is expected of it, asked of the real programs on
//! the day after its last meeting.
//!
//! It needs the program `faketime`, so it runs when it is asked for: `cargo test --test sample_year -- --ignored`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;

use agenda::ItemId;
use entrenous_tests::household::{Person, Relay, everything_below, pair};
use serde_json::Value;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/agenda/sample/sample_1on1.md");

struct Year {
    folder: tempfile::TempDir,
    /// The manager, in Berlin.
    mara: Person,
    /// The report, in Lisbon.
    jonas: Person,
    _relay: Relay,
}

/// Both import their own notes; the year itself comes from one of them.
fn year() -> Year {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let mara = Person::new(folder.path(), "alex").within("Europe/Berlin").at("2026-11-24 09:00:00");
    let jonas = Person::new(folder.path(), "sam").within("Europe/Lisbon").at("2026-11-24 08:00:00");
    pair(&mara, &jonas, &relay).unwrap();
    for (person, other) in [(&mara, "sam"), (&jonas, "alex")] {
        person.json(&["import", other, SAMPLE]).unwrap();
        for device in [&mara, &jonas] {
            device.json(&["sync"]).unwrap();
        }
    }
    mara.json(&["sync"]).unwrap();
    Year { folder, mara, jonas, _relay: relay }
}

fn id(label: &str) -> String {
    ItemId::derived(label).to_string()
}

/// A topic as it stands on the agenda of a day.
fn topic(person: &Person, day: &str, label: &str) -> Value {
    let agenda = person.json(&["agenda", "--on", day]).unwrap();
    let topics = agenda["topics"].as_array().unwrap();
    topics.iter().find(|topic| topic["id"] == id(label)).unwrap_or(&Value::Null).clone()
}

fn said(person: &Person, words: &[&str]) -> String {
    let output = person.run(&[words, &["--lang", "en"]].concat(), "").unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "needs the program faketime"]
fn every_expected_figure_of_the_year_is_shown_by_a_command() {
    let Year { folder, mara, jonas, _relay } = year();

    for (label, day, carried) in [
        ("T-07", "2025-12-16", 2),
        ("T-19", "2026-03-17", 3),
        ("T-30", "2026-06-23", 2),
        ("T-31", "2026-06-18", 1),
    ] {
        for person in [&mara, &jonas] {
            assert_eq!(topic(person, day, label)["carried"], carried, "{label} on {day}");
        }
    }
    let shown = said(&mara, &["agenda", "--on", "2026-03-17"]);
    assert!(
        shown.contains("Thu 19 Mar 10:00") && shown.contains("carried 3"),
        "the slot that was moved: {shown}"
    );

    let overflow = mara.json(&["agenda", "--on", "2026-06-18"]).unwrap();
    assert_eq!(
        (&overflow["meeting"]["kind"], &overflow["meeting"]["minutes"]),
        (&"overflow".into(), &45.into())
    );
    let mut held: Vec<&str> =
        overflow["topics"].as_array().unwrap().iter().map(|topic| topic["id"].as_str().unwrap()).collect();
    held.sort_unstable();
    let mut parked = ["T-30", "T-31", "T-32"].map(id);
    parked.sort_unstable();
    assert_eq!(held, parked, "the overflow holds what was parked, and nothing else");

    let late = jonas.json(&["actions", "--late"]).unwrap();
    let late = late["people"][0]["actions"].as_array().unwrap();
    assert_eq!((late.len(), &late[0]["id"]), (1, &Value::from(id("A-21"))), "{late:?}");
    assert!(said(&mara, &["actions", "--late"]).contains("4 days late"));

    let goals = jonas.json(&["goals"]).unwrap();
    let goal =
        goals["goals"].as_array().unwrap().iter().find(|goal| goal["id"] == id("G-1")).unwrap().clone();
    let latency = &goal["key_results"][0];
    assert_eq!(
        (&latency["start"], &latency["now"], &latency["target"]),
        (&900.into(), &290.into(), &300.into())
    );
    assert_eq!((&latency["percent"], &goal["percent"]), (&100.into(), &100.into()), "{goal}");
    assert!(said(&mara, &["goals"]).contains("900 → 290 → 300 ms, 100 %"), "falling, and capped");

    let history = mara.json(&["history", "-n", "99"]).unwrap();
    assert_eq!((&history["held"]["held"], &history["held"]["of"]), (&41.into(), &51.into()));
    assert!(said(&mara, &["history"]).contains("41 of 51 in all"));
    let meetings = history["meetings"].as_array().unwrap();
    let at = |zone: &str, meeting: &Value| {
        let starts: jiff::ZonedDateTime = meeting["starts"].as_str().unwrap().parse().unwrap();
        starts.with_time_zone(jiff::tz::TimeZone::get(zone).unwrap()).strftime("%H:%M").to_string()
    };
    let by_rule = meetings.iter().filter(|meeting| meeting["kind"] == "regular" && meeting["moved"] == false);
    let hours: std::collections::BTreeSet<_> =
        by_rule.map(|meeting| (at("Europe/Berlin", meeting), at("Europe/Lisbon", meeting))).collect();
    assert_eq!(
        hours,
        [("10:00".to_owned(), "09:00".to_owned())].into(),
        "over both changes of daylight saving"
    );
    assert!(said(&mara, &["agenda"]).contains("Tue 24 Nov 10:00"));
    assert!(said(&jonas, &["agenda"]).contains("Tue 24 Nov 09:00"));

    private_words_are_at_home_only(folder.path(), &mara, &jonas, meetings);
}

fn private_words_are_at_home_only(folder: &Path, mara: &Person, jonas: &Person, meetings: &[Value]) {
    let mut shared = String::new();
    for person in [mara, jonas] {
        for meeting in meetings.iter().filter(|meeting| meeting["state"] == "held") {
            for form in ["text", "markdown", "html", "eml"] {
                let day = &meeting["starts"].as_str().unwrap()[..10];
                shared.push_str(&said(person, &["recap", "--on", day, "--format", form]));
            }
        }
        shared.push_str(&said(person, &["ics", "export"]));
        let out = folder.join(format!("shared of {}", person.home.file_name().unwrap().display()));
        person.json(&["export", out.to_str().unwrap()]).unwrap();
        shared.push_str(&everything_below(&out).unwrap());
    }
    assert!(
        shared.contains("unkind") && !shared.contains("PRIVATE-"),
        "what is shared holds nothing private"
    );
    for (person, own, others) in [(mara, "PRIVATE-M", "PRIVATE-J"), (jonas, "PRIVATE-J", "PRIVATE-M")] {
        let out = folder.join(format!("all of {}", person.home.file_name().unwrap().display()));
        person.json(&["export", out.to_str().unwrap(), "--with-private", "--yes"]).unwrap();
        let all = everything_below(&out).unwrap() + &said(person, &["search", "private", "-p"]);
        assert!(
            all.contains(own) && !all.contains(others),
            "{own}: what only one wrote is with that one only"
        );
    }
    let relay: Vec<u8> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && path.file_name().unwrap().to_string_lossy().starts_with("relay"))
        .flat_map(|path| fs::read(path).unwrap())
        .collect();
    let relay = String::from_utf8_lossy(&relay);
    assert!(!relay.contains("PRIVATE-") && !relay.contains("unkind"), "the relay holds no word");
}
