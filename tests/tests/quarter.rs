//! A quarter of weekly meetings, with the real programs: Alex in Madrid with two devices, Sam in Lisbon with one, over the end
//! of summer time. They prepare and close offline; one meeting runs over, one is left out by both. After each week all three
//! show the same, every word that was written is there, and private words are only with those who wrote them.
//!
//! It needs the program `faketime`, so it runs when it is asked for: `cargo test --test quarter -- --ignored`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::cell::RefCell;
use std::fmt::Write as _;
use std::fs;

use entrenous_tests::household::{Person, Relay, everything_below, linked, pair};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::Value;

const FIRST: Date = date(2026, 9, 1);
const WEEKS: usize = 13;
const LEFT_OUT: usize = 4;
const RAN_OVER: usize = 7;

/// Everything that was written, each with a word that stands nowhere else.
#[derive(Default)]
struct Written {
    shared: RefCell<Vec<String>>,
    of_alex: RefCell<Vec<String>>,
    of_sam: RefCell<Vec<String>>,
}

impl Written {
    /// A sentence with a word of its own.
    fn text(list: &RefCell<Vec<String>>, kind: &str) -> String {
        let mut list = list.borrow_mut();
        let word = format!("{kind}{:03}", list.len());
        list.push(word.clone());
        format!("About {word} we talk")
    }
}

/// The devices as they are at one moment of a week.
struct Moment {
    laptop: Person,
    desktop: Person,
    sam: Person,
}

struct Quarter {
    folder: tempfile::TempDir,
    laptop: Person,
    desktop: Person,
    sam: Person,
    written: Written,
    _relay: Relay,
}

impl Quarter {
    fn begin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
        let person = |name, zone, clock: &str| Person::new(folder.path(), name).within(zone).at(clock);
        let laptop = person("alex", "Europe/Madrid", "2026-08-28 17:00:00");
        let sam = person("sam", "Europe/Lisbon", "2026-08-28 16:00:00");
        pair(&laptop, &sam, &relay).unwrap();
        let desktop = linked(folder.path(), &laptop, "desktop", "").unwrap();
        let rule = ["every", "sam", "weekly tue 10:00", "--tz", "Europe/Madrid", "--minutes", "30"];
        laptop.json(&[&rule[..], &["--from", "2026-09-01"]].concat()).unwrap();
        Self { folder, laptop, desktop, sam, written: Written::default(), _relay: relay }
    }

    /// Everybody's clock at a time of Madrid; Lisbon is an hour behind all year.
    fn at(&self, day: Date, hour: i8) -> Moment {
        let madrid = format!("{day} {hour:02}:02:00");
        let lisbon = format!("{day} {:02}:02:00", hour - 1);
        Moment {
            laptop: self.laptop.at(&madrid),
            desktop: self.desktop.at(&madrid),
            sam: self.sam.at(&lisbon),
        }
    }

    fn shared(&self, kind: &str) -> String {
        Written::text(&self.written.shared, kind)
    }

    /// Each prepares by themselves; nobody is online.
    fn prepare(&self, day: Date) {
        let Moment { laptop, desktop, sam } = self.at(day - 1.day(), 18);
        laptop.json(&["add", "sam", &self.shared("laptop")]).unwrap();
        desktop.json(&["add", "sam", &self.shared("desktop"), "--under", "progress"]).unwrap();
        sam.json(&["add", "alex", &self.shared("sam"), "--kind", "question"]).unwrap();
        for (who, other) in [(&laptop, "sam"), (&desktop, "sam")] {
            who.json(&["note", other, &Written::text(&self.written.of_alex, "PRIVATEALEX")]).unwrap();
        }
        sam.json(&["note", "alex", &Written::text(&self.written.of_sam, "PRIVATESAM")]).unwrap();
    }

    /// One of them runs the meeting: notes, an action, a decision, the first topic done.
    fn meet(&self, who: &Person, other: &str, due: Date) {
        let mut lines = String::new();
        writeln!(lines, "{}", self.shared("note")).unwrap();
        writeln!(lines, "a {} @{other} {due}", self.shared("action")).unwrap();
        writeln!(lines, "d {}", self.shared("decision")).unwrap();
        writeln!(lines, "n\nm {}\nq", self.shared("meeting")).unwrap();
        let (met, code) = who.json_with(&["meet", other], &lines).unwrap();
        assert_eq!((code, met["meeting"]["state"].as_str()), (0, Some("held")), "{met}");
    }

    /// They part; afterwards everybody syncs.
    fn come_together(&self, moment: &Moment, week: &str) {
        let devices = [&moment.laptop, &moment.sam, &moment.desktop];
        for _ in 0..2 {
            for device in devices {
                device.json(&["sync"]).unwrap();
            }
        }
        let first = seen(devices[0]);
        for device in &devices[1..] {
            assert_eq!(seen(device), first, "week {week}: {device:?}");
        }
        for (index, device) in devices.into_iter().enumerate() {
            let out = self.folder.path().join(format!("out {week} {index}"));
            let words = ["export", out.to_str().unwrap(), "--format", "json", "--with-private", "--yes"];
            device.json(&words).unwrap();
            let all = everything_below(&out).unwrap();
            let (own, others) = match index {
                1 => (&self.written.of_sam, "PRIVATEALEX"),
                _ => (&self.written.of_alex, "PRIVATESAM"),
            };
            for word in self.written.shared.borrow().iter().chain(own.borrow().iter()) {
                assert!(all.contains(word.as_str()), "week {week}: {device:?} lost {word}");
            }
            assert!(!all.contains(others), "week {week}: {device:?} has what only the other wrote");
        }
    }
}

/// What both see: the parts that are the same whoever looks.
fn seen(device: &Person) -> Vec<Value> {
    let part = |words: &[&str], names: &[&str]| -> Vec<Value> {
        let shown = device.json(words).unwrap();
        names.iter().map(|name| shown[name].clone()).collect()
    };
    let parts = [
        part(&["agenda"], &["topics", "actions", "meeting"]),
        part(&["history", "-n", "60"], &["meetings"]),
        part(&["every", if device.home.ends_with("sam") { "alex" } else { "sam" }], &["meetings"]),
        part(&["recap"], &["discussed", "decided", "actions", "parked", "notes", "meeting"]),
    ];
    assert!(parts.iter().flatten().all(|value| !value.is_null()), "{parts:?}");
    parts.concat()
}

#[test]
#[ignore = "needs the program faketime"]
fn a_quarter_of_offline_weeks_loses_no_word_and_shows_both_the_same() {
    let quarter = Quarter::begin();
    for week in 0..WEEKS {
        let day = FIRST + i64::try_from(week).unwrap().weeks();
        let due = day + 7.days();
        quarter.prepare(day);
        let now = quarter.at(day, 10);
        if week % 2 == 0 {
            // In the office: what was prepared is exchanged before they sit down.
            for device in [&now.laptop, &now.sam, &now.desktop, &now.laptop] {
                device.json(&["sync"]).unwrap();
            }
        }
        match week {
            LEFT_OUT => {
                now.laptop.json(&["skip", "sam", "--why", &quarter.shared("why")]).unwrap();
                now.sam.json(&["skip", "alex", "--why", &quarter.shared("why")]).unwrap();
                // Of two reasons that were given at once one stands, and the other is shown beside it until somebody settles it.
            }
            RAN_OVER => {
                let (left, word) = (quarter.shared("left"), quarter.written.shared.borrow().len() - 1);
                now.laptop.json(&["add", "sam", &left]).unwrap();
                quarter.meet(&now.laptop, "sam", due);
                now.laptop.json(&["park", &format!("left{word:03}")]).unwrap();
                let thursday = format!("{} 15:00", day + 2.days());
                now.laptop.json(&["overflow", "sam", &thursday, "--minutes", "45"]).unwrap();
                quarter.come_together(&now, "7");
                let later = quarter.at(day + 2.days(), 15);
                let agenda = later.sam.json(&["agenda"]).unwrap();
                let titles: Vec<&str> = agenda["topics"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|topic| topic["title"].as_str().unwrap())
                    .collect();
                assert_eq!(titles, [left], "the overflow holds what was parked, and nothing else");
                quarter.meet(&later.sam, "alex", due);
                quarter.come_together(&later, "7 overflow");
                continue;
            }
            // Both run the same meeting by themselves, without a network, and both close it.
            _ if week % 3 == 0 => {
                quarter.meet(&now.laptop, "sam", due);
                quarter.meet(&now.sam, "alex", due);
            }
            _ if week % 3 == 1 => quarter.meet(&now.sam, "alex", due),
            _ => quarter.meet(&now.desktop, "sam", due),
        }
        quarter.come_together(&now, &week.to_string());
    }
    let end = quarter.at(date(2026, 11, 24), 12);
    let history = end.sam.json(&["history", "-n", "60"]).unwrap();
    let meetings = history["meetings"].as_array().unwrap();
    let in_state = |state: &str| meetings.iter().filter(|meeting| meeting["state"] == state).count();
    assert_eq!((meetings.len(), in_state("held"), in_state("skipped")), (WEEKS + 1, WEEKS, 1), "{history}");
    // Ten in Madrid is nine in Lisbon, before and after the clocks go back.
    for meeting in meetings.iter().filter(|meeting| meeting["kind"] == "regular") {
        let starts: jiff::ZonedDateTime = meeting["starts"].as_str().unwrap().parse().unwrap();
        assert_eq!(
            starts.with_time_zone(jiff::tz::TimeZone::get("Europe/Lisbon").unwrap()).hour(),
            9,
            "{meeting}"
        );
    }
    let database = fs::read(quarter.folder.path().join("relay.db")).unwrap();
    let database = String::from_utf8_lossy(&database);
    assert!(!database.contains("PRIVATE") && !database.contains("we talk"), "the relay holds words");
}
