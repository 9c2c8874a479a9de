//! The importer's text, and the texts that are values in a document.

use std::fmt::Display;
use std::str::FromStr;

use jiff::Span;
use jiff::civil::{Date, date};

use super::{mode, one_in};
use crate::import::{SAMPLE, sample};
use crate::{
    About, ActionState, Cadence, CheckIn, Deletion, DocumentName, GoalState, ItemId, Looked, Member, Number,
    OccurrenceId, Quarter, TopicState,
};

pub(super) fn run_import(bytes: &[u8]) {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    if !one_in(32, bytes) {
        text = within_a_year(text);
    }
    let Ok(imported) = sample(&text, Member::Manager) else { return };
    let lines = text.lines().count();
    assert!(imported.unread.iter().all(|(line, _)| (1..=lines).contains(line)));
    if one_in(8, bytes) {
        let again = sample(&text, Member::Manager).ok();
        assert!(again.as_ref() == Some(&imported), "the same text gives the same edits");
    }
}

/// A changed digit makes meetings of a year into those of four thousand, and each is written out. One input in 32 may have
/// them; in the others the next meeting comes within a year of the first.
fn within_a_year(text: String) -> String {
    let nearer: Vec<Option<String>> = text.lines().map(nearer).collect();
    if nearer.iter().all(Option::is_none) {
        return text;
    }
    let lines = text.lines().zip(&nearer).map(|(line, nearer)| nearer.as_deref().unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// The row of the first and next meeting with a nearer next one, if they are more than a year apart.
fn nearer(line: &str) -> Option<String> {
    let row = "| first / next meeting | ";
    let (first, next) = line.trim_end().strip_prefix(row)?.strip_suffix(" |")?.split_once(" / ")?;
    let (first, next): (Date, Date) = (first.parse().ok()?, next.parse().ok()?);
    let year = first.saturating_add(Span::new().years(1));
    (next > year).then(|| format!("{row}{first} / {year} |"))
}

/// The head of the sample with each of its meetings, and with its tables of time off and goals.
pub(super) fn import_seeds() -> Vec<Vec<u8>> {
    let head: String = SAMPLE
        .lines()
        .skip_while(|line| !line.starts_with("| manager"))
        .take(22)
        .collect::<Vec<_>>()
        .join("\n");
    let head = head.replace("2026-11-24 |", "2026-02-24 |");
    let mut seeds = vec![head.clone().into_bytes()];
    for meeting in SAMPLE.split("\n### 20").skip(1).take(6) {
        seeds.push(format!("## Space\n\n{head}\n\n### 20{meeting}").into_bytes());
    }
    let tables = SAMPLE.split("\n### Time off").nth(1).and_then(|rest| rest.split("\n## Meetings").next());
    seeds.push(format!("## Space\n\n{head}\n\n### Time off{}", tables.unwrap_or_default()).into_bytes());
    seeds.iter_mut().for_each(|seed| seed.truncate(4096));
    seeds
}

/// The mode chooses the type.
pub(super) fn run_value(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let text = String::from_utf8_lossy(rest);
    match mode % 13 {
        0 => reads_back::<OccurrenceId>(&text),
        1 => reads_back::<TopicState>(&text),
        2 => reads_back::<ActionState>(&text),
        3 => reads_back::<Deletion>(&text),
        4 => reads_back::<About>(&text),
        5 => reads_back::<ItemId>(&text),
        6 => reads_back::<Quarter>(&text),
        7 => reads_back::<DocumentName>(&text),
        8 => reads_back::<GoalState>(&text),
        9 => reads_back::<Looked>(&text),
        10 => {
            let Ok(said) = text.parse::<CheckIn>();
            assert!(said.to_string().parse() == Ok(said), "a check-in reads back as written");
        }
        11 => {
            let Ok(number) = text.parse::<Number>() else { return };
            assert_eq!(number.to_string().parse(), Ok(number), "a number reads back as written");
            assert_eq!(Number::from_float(number.as_float()), Ok(number), "nothing is lost as a float");
        }
        _ => {
            let Ok(cadence) = text.parse::<Cadence>() else { return };
            let written = cadence.to_string();
            assert!(written.parse().as_ref() == Ok(&cadence), "a cadence reads back as written: {written}");
            let last = date(2027, 1, 1);
            let slots = cadence.slots_until(last);
            assert!(slots.is_sorted() && slots.len() <= 20_000);
            assert!(slots.iter().all(|slot| *slot >= cadence.starts_on && *slot <= last));
            if let Some(slot) = slots.first() {
                let _moment = cadence.start_of(*slot);
            }
        }
    }
}

/// These have one spelling each: they are keys and are compared as text.
fn reads_back<T: FromStr + Display>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        assert_eq!(value.to_string(), text);
    }
}

pub(super) fn value_seeds() -> Vec<Vec<u8>> {
    [
        (0, "2026-04-06"),
        (0, "2026-04-06-o"),
        (0, "x-aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        (1, "open"),
        (1, "discussed|2026-03-17|manager"),
        (1, "dropped|2026-01-02|report"),
        (2, "done|2026-03-17|manager"),
        (3, "2026-04-06|report"),
        (4, "pair"),
        (4, "topic|aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        (4, "occurrence|2026-04-06-o"),
        (4, "goal|aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        (8, "reached|2026-06-23|report"),
        (9, "2026-11-24|manager"),
        (10, "4|3|glad to have a fixed slot"),
        (10, "||"),
        (11, "-1.25"),
        (11, "1000000000000"),
        (5, "aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        (6, "2026-Q4"),
        (7, "core"),
        (7, "quarter/2026-Q4"),
        (7, "private/00ff"),
        (12, "FREQ=WEEKLY;BYDAY=TU|10:00|Europe/Berlin|30|2026-10-20"),
        (12, "FREQ=DAILY;INTERVAL=3;COUNT=3|08:15|Asia/Kolkata|15|2026-02-26"),
        (12, "FREQ=MONTHLY;BYDAY=1TU,-1FR;UNTIL=20260227|09:00|UTC|60|2026-01-10"),
    ]
    .map(|(mode, text)| [&[mode], text.as_bytes()].concat())
    .into()
}
