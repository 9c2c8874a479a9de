//! Dates that come back from a calendar, with the real programs: what was moved or called off there is so here, a second
//! time changes nothing, and all else in the file is left alone.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan};
use scene::{Two, command, json, ok, paired, refused};
use serde_json::Value;

/// Two who meet on Tuesdays at ten in Berlin, and the file that their calendar got.
struct Calendar {
    two: Two,
    text: String,
    /// The next meetings, by the days of their slots.
    days: Vec<Date>,
}

fn calendar() -> Calendar {
    let two = paired();
    ok(&two.alex, &["every", "sam", "weekly tue 10:00", "--tz", "Europe/Berlin", "--from", "tomorrow"]);
    let file = two.folder.path().join("out.ics");
    ok(&two.alex, &["ics", "export", "sam", "--out", file.to_str().unwrap()]);
    let days =
        meetings(&two.alex).iter().map(|meeting| meeting["id"].as_str().unwrap().parse().unwrap()).collect();
    let text = fs::read_to_string(file).unwrap();
    Calendar { two, text, days }
}

impl Calendar {
    fn file(&self, text: &str) -> PathBuf {
        let path = self.two.folder.path().join("in.ics");
        fs::write(&path, text).unwrap();
        path
    }

    fn take(&self, text: &str) -> Value {
        let file = self.file(text);
        json(&self.two.alex, &["ics", "import", file.to_str().unwrap(), "--yes"])
    }

    /// The file with more lines in the series, and more events behind it.
    fn with(&self, lines: &str, events: &str) -> String {
        let text = self.text.replacen("CLASS:PRIVATE\r\n", &format!("CLASS:PRIVATE\r\n{lines}"), 1);
        text.replace("END:VCALENDAR", &format!("{events}END:VCALENDAR"))
    }

    fn uid(&self) -> &str {
        self.text.split("UID:").nth(1).unwrap().split("\r\n").next().unwrap()
    }

    /// One of the series, otherwise than the rule says.
    fn exception(&self, slot: Date, lines: &str) -> String {
        let slot = local(slot.at(10, 0, 0, 0));
        format!(
            "BEGIN:VEVENT\r\nUID:{}\r\nRECURRENCE-ID;TZID=Europe/Berlin:{slot}\r\n{lines}\r\nEND:VEVENT\r\n",
            self.uid()
        )
    }
}

fn meetings(home: &Path) -> Vec<Value> {
    json(home, &["every", "sam"])["meetings"].as_array().unwrap().clone()
}

fn local(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

fn utc(at: DateTime) -> String {
    let at = at.in_tz("Europe/Berlin").unwrap().timestamp();
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The meeting of a slot: when it begins, its length, and what became of it.
fn of_slot(home: &Path, slot: Date) -> (String, u64, String) {
    let slot = slot.to_string();
    let all = meetings(home);
    let meeting =
        all.iter().find(|meeting| meeting["id"] == slot.as_str()).unwrap_or_else(|| panic!("{all:?}"));
    let starts = meeting["starts"].as_str().unwrap().get(..16).unwrap().to_owned();
    (starts, meeting["minutes"].as_u64().unwrap(), meeting["state"].as_str().unwrap().to_owned())
}

#[test]
fn what_was_moved_or_called_off_in_a_calendar_is_so_here_and_only_once() {
    let calendar = calendar();
    let alex = &calendar.two.alex;
    let [moved, called_off, left_out, in_utc, longer] = calendar.days[..5] else {
        panic!("five dates ahead")
    };
    let later = |slot: Date, hour: i8| slot.saturating_add(1.day()).at(hour, 30, 0, 0);
    let events = [
        calendar
            .exception(moved, &format!("DTSTART;TZID=W. Europe Standard Time:{}", local(later(moved, 15)))),
        calendar.exception(
            called_off,
            &format!("STATUS:CANCELLED\r\nDTSTART:{}", utc(called_off.at(10, 0, 0, 0))),
        ),
        calendar.exception(in_utc, &format!("DTSTART:{}\r\nSUMMARY:SECRET title", utc(later(in_utc, 9)))),
        calendar.exception(
            longer,
            &format!("DTSTART;TZID=Europe/Berlin:{}\r\nDURATION:PT1H", local(longer.at(10, 0, 0, 0))),
        ),
        "BEGIN:VEVENT\r\nUID:dentist@example\r\nDTSTART:20991224T100000Z\r\nEND:VEVENT\r\n".to_owned(),
    ]
    .concat();
    let left_out_line = format!("EXDATE;TZID=Europe/Berlin:{}\r\n", local(left_out.at(10, 0, 0, 0)));
    let text = calendar.with(&left_out_line, &events);
    let file = calendar.file(&text);
    let file = file.to_str().unwrap();

    // Nobody says yes, or only wants to know: nothing changes.
    let before = meetings(alex);
    assert_eq!(refused(alex, &["ics", "import", file]), (2, "input_needed".to_owned()));
    let tried = json(alex, &["ics", "import", file, "--dry-run"]);
    assert_eq!(
        (&tried["dry_run"], &tried["changed"], &tried["foreign"]),
        (&true.into(), &false.into(), &1.into())
    );
    assert_eq!(meetings(alex), before);

    let taken = calendar.take(&text);
    assert_eq!((&taken["kind"], &taken["changed"]), (&"calendar_taken".into(), &true.into()), "{taken}");
    assert_eq!(taken["people"], tried["people"]);
    assert!(!taken.to_string().contains("SECRET"));
    let said: Vec<(&str, &str)> = taken["people"][0]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (change["what"].as_str().unwrap(), change["id"].as_str().unwrap()))
        .collect();
    let days: Vec<String> = calendar.days.iter().map(Date::to_string).collect();
    assert_eq!(
        said,
        [
            ("moved", &*days[0]),
            ("cancelled", &days[1]),
            ("moved", &days[3]),
            ("length", &days[4]),
            ("skipped", &days[2])
        ]
    );
    let planned = |at: DateTime| at.strftime("%Y-%m-%dT%H:%M").to_string();
    assert_eq!(of_slot(alex, moved), (planned(later(moved, 15)), 30, "planned".to_owned()));
    assert_eq!(of_slot(alex, called_off).2, "cancelled");
    assert_eq!(of_slot(alex, left_out).2, "skipped");
    assert_eq!(of_slot(alex, in_utc).0, planned(later(in_utc, 9)));
    assert_eq!(of_slot(alex, longer), (planned(longer.at(10, 0, 0, 0)), 60, "planned".to_owned()));

    // A second time, and back from our own file, nothing is otherwise.
    let after = meetings(alex);
    assert_eq!(calendar.take(&text)["changed"], false);
    let again = calendar.two.folder.path().join("again.ics");
    ok(alex, &["ics", "export", "sam", "--out", again.to_str().unwrap()]);
    let again = json(alex, &["ics", "import", again.to_str().unwrap(), "sam", "--yes"]);
    assert_eq!(
        (&again["changed"], &again["left"], &again["held"]),
        (&false.into(), &0.into(), &0.into()),
        "{again}"
    );
    assert_eq!(meetings(alex), after);

    // What a later file does not mention stays; back at its own time is not moved any more.
    assert_eq!(calendar.take(&calendar.text)["changed"], false);
    let back =
        calendar.exception(moved, &format!("DTSTART;TZID=Europe/Berlin:{}", local(moved.at(10, 0, 0, 0))));
    assert_eq!(calendar.take(&calendar.with("", &back))["changed"], true);
    assert_eq!(meetings(alex).iter().find(|meeting| meeting["id"] == days[0]).unwrap()["moved"], false);
    // One file is one deed.
    ok(alex, &["undo"]);
    ok(alex, &["undo"]);
    assert_eq!(meetings(alex), before);

    // The other sees it, and needs no file.
    calendar.take(&text);
    for home in [alex, &calendar.two.sam] {
        ok(home, &["sync"]);
    }
    let theirs = json(&calendar.two.sam, &["every", "alex"]);
    assert_eq!(theirs["meetings"].as_array().unwrap(), &meetings(alex));
    assert!(json(&calendar.two.sam, &["log"])["log"].as_array().is_some());
}

#[test]
fn another_rule_holds_from_its_next_day_on_and_the_past_stays() {
    let calendar = calendar();
    let alex = &calendar.two.alex;
    let first = calendar.days[0];
    let text = |starts: DateTime, rule: &str| {
        let text = calendar.text.replace("RRULE:FREQ=WEEKLY;BYDAY=TU;WKST=MO", &format!("RRULE:{rule}"));
        let before = format!("DTSTART;TZID=Europe/Berlin:{}", local(first.at(10, 0, 0, 0)));
        assert!(text.contains(&before), "{text}");
        text.replace(&before, &format!("DTSTART;TZID=Europe/Berlin:{}", local(starts)))
    };
    let check = |text: &str, rule: &str, days: &[Date], time: &str| {
        let taken = calendar.take(text);
        assert_eq!(taken["people"][0]["changes"][0]["what"], "cadence", "{taken}");
        let every = json(alex, &["every", "sam"]);
        assert!(every["cadence"].to_string().contains(rule), "{every}");
        let found: Vec<String> = meetings(alex)
            .iter()
            .map(|meeting| meeting["starts"].as_str().unwrap()[..16].to_owned())
            .collect();
        let expected: Vec<String> = days.iter().map(|day| format!("{day}T{time}")).collect();
        assert_eq!(found[..expected.len()], expected);
        assert_eq!(calendar.take(text)["changed"], false, "a second time");
    };
    // Every second Thursday, counted from a Thursday of last year: those weeks, and not others.
    let thursday = first.saturating_add(2.days());
    let long_ago = thursday.saturating_sub(Span::new().weeks(50));
    let days: Vec<Date> = (0..4).map(|week| thursday.saturating_add(Span::new().weeks(2 * week))).collect();
    check(
        &text(long_ago.at(14, 0, 0, 0), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;WKST=SU"),
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH",
        &days,
        "14:00",
    );
    // Only the time.
    check(&text(long_ago.at(9, 15, 0, 0), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"), "09:15", &days, "09:15");
    // Until a day; then for ever again, by the same rule.
    let until = format!("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;UNTIL={}", utc(days[1].at(9, 15, 0, 0)));
    check(&text(long_ago.at(9, 15, 0, 0), &until), "UNTIL=", &days[..2], "09:15");
    assert_eq!(meetings(alex).len(), 2);
    check(&text(long_ago.at(9, 15, 0, 0), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"), "BYDAY=TH", &days, "09:15");
    // No rule that two people have here: it is said, and nothing changes.
    let yearly = calendar.take(&text(long_ago.at(9, 15, 0, 0), "FREQ=YEARLY"));
    assert_eq!((&yearly["changed"], &yearly["left"]), (&false.into(), &1.into()), "{yearly}");
    let before = meetings(alex);
    let unknown = calendar
        .text
        .replace("TZID=Europe/Berlin", "TZID=Unser Büro")
        .replace("TZID:Europe/Berlin", "TZID:x");
    let unknown = calendar.take(&unknown);
    assert_eq!(
        (&unknown["changed"], &unknown["unknown_zones"][0]),
        (&false.into(), &"Unser Büro".into()),
        "{unknown}"
    );
    assert_eq!(meetings(alex), before);
}

#[test]
fn what_is_no_calendar_or_nobodys_is_refused_and_changes_nothing() {
    let calendar = calendar();
    let alex = &calendar.two.alex;
    let store = alex.join("entre.db");
    let before = fs::read(&store).unwrap();
    let foreign = calendar.text.replace(calendar.uid(), "somebody-else");
    for (name, text, code) in [
        ("empty", "", "bad_calendar"),
        ("text", "# Meetings\n", "bad_calendar"),
        ("cut", &calendar.text[..calendar.text.len() / 2], "bad_calendar"),
        ("broken line", &calendar.text.replacen("UID:", "UID", 1), "bad_calendar"),
        ("foreign", &foreign, "nothing_of_ours"),
    ] {
        let file = calendar.file(text);
        let refused = refused(alex, &["ics", "import", file.to_str().unwrap(), "--yes"]);
        assert_eq!(refused, (2, code.to_owned()), "{name}");
    }
    let huge = calendar.file(&" ".repeat(17 * 1024 * 1024));
    assert_eq!(
        refused(alex, &["ics", "import", huge.to_str().unwrap(), "--yes"]),
        (2, "too_long".to_owned())
    );
    // The other's calendar has other names for the same meetings.
    let file = calendar.file(&calendar.text);
    assert_eq!(
        refused(&calendar.two.sam, &["ics", "import", file.to_str().unwrap(), "--yes"]),
        (2, "nothing_of_ours".to_owned())
    );
    assert_eq!(fs::read(&store).unwrap(), before);
}

#[test]
fn a_meeting_that_took_place_stays_where_it_was() {
    let two = paired();
    ok(&two.alex, &["every", "sam", "daily 10:00", "--tz", "UTC"]);
    let file = two.folder.path().join("out.ics");
    let file = file.to_str().unwrap();
    ok(&two.alex, &["ics", "export", "sam", "--out", file]);
    let mut meet = command(&two.alex, &["meet", "sam", "--instead", "--json"]);
    let mut meet = meet.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    meet.stdin.take().unwrap().write_all(b"q\n").unwrap();
    let met: Value = serde_json::from_slice(&meet.wait_with_output().unwrap().stdout).unwrap();
    let slot: Date = met["meeting"]["id"].as_str().unwrap().parse().unwrap_or_else(|_| panic!("{met}"));
    let text = fs::read_to_string(file).unwrap();
    let uid = text.split("UID:").nth(1).unwrap().split("\r\n").next().unwrap();
    let (own, later) = (local(slot.at(10, 0, 0, 0)), local(slot.at(17, 0, 0, 0)));
    let moved =
        format!("BEGIN:VEVENT\r\nUID:{uid}\r\nRECURRENCE-ID:{own}Z\r\nDTSTART:{later}Z\r\nEND:VEVENT\r\n");
    let moved = text.replace("END:VCALENDAR", &format!("{moved}END:VCALENDAR"));
    let left_out = text.replacen("CLASS:PRIVATE\r\n", &format!("CLASS:PRIVATE\r\nEXDATE:{own}Z\r\n"), 1);
    for text in [moved, left_out] {
        fs::write(file, text).unwrap();
        let taken = json(&two.alex, &["ics", "import", file, "--yes"]);
        assert_eq!((&taken["changed"], &taken["held"]), (&false.into(), &1.into()), "{taken}");
    }
    let history = json(&two.alex, &["history", "sam"])["meetings"].clone();
    let held = history.as_array().unwrap().iter().find(|meeting| meeting["id"] == slot.to_string());
    assert!(held.is_some_and(|held| held["state"] == "held"), "{history}");
}
