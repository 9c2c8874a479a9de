//! How often two people meet, in words: "weekly tue 10:00", "every 2 weeks thu 14:30", "monthly first mon 9:00",
//! "alle 2 wochen do 14:30", or a rule of RFC 5545 with a time.

use agenda::{DayOfWeek, Frequency, Rule};
use jiff::civil::{Time, Weekday};
use language::say;

use super::{time_of, weekday};
use crate::fail::{Exit, Fail};

/// A rule and a time of day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repetition {
    pub(crate) rule: Rule,
    pub(crate) time: Time,
}

/// Reads a repetition.
pub(crate) fn repetition(text: &str) -> Result<Repetition, Fail> {
    read(text).ok_or_else(|| {
        Fail::new(Exit::Usage, "bad_cadence", say!("bad-repetition", text = text))
            .because(say!("forms-of-repetitions"))
            .attempt("entre every PERSON \"weekly tue 10:00\"")
            .attempt("entre every PERSON \"every 2 weeks thu 14:30\"")
            .attempt("entre every PERSON \"monthly first mon 9:00\"")
    })
}

fn read(text: &str) -> Option<Repetition> {
    let (repeats, time) = text.trim().rsplit_once(char::is_whitespace)?;
    let time = time_of(time)?;
    if repeats.starts_with("FREQ=") {
        return Some(Repetition { rule: repeats.trim_end().parse().ok()?, time });
    }
    let lower = repeats.to_lowercase();
    let mut words = lower.split_whitespace().peekable();
    let (frequency, interval) = often(&mut words)?;
    let mut by_day = Vec::new();
    while let Some(word) = words.next() {
        if matches!(word, "and" | "und" | "on" | "am" | "at" | "um" | "the" | "jeden") {
            continue;
        }
        let nth = ordinal(word);
        let day = if nth.is_some() { words.next()? } else { word };
        by_day.push(DayOfWeek { nth, weekday: weekday(day.trim_end_matches(','))? });
    }
    let is_numbered = by_day.iter().any(|day: &DayOfWeek| day.nth.is_some());
    let is_monthly = frequency == Frequency::Monthly;
    // "monthly tue" would be every Tuesday, which nobody means; "weekly first tue" means nothing.
    if is_numbered != (is_monthly && !by_day.is_empty()) || by_day.len() > MOST_DAYS {
        return None;
    }
    Some(Repetition { rule: Rule { frequency, interval, by_day, until: None, count: None }, time })
}

/// "weekly", "every week", "every 2 weeks", "every other week", "2w", "every tue".
fn often<'a>(words: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> Option<(Frequency, u32)> {
    let first = words.next()?;
    match first {
        "daily" | "täglich" => return Some((Frequency::Daily, 1)),
        "weekly" | "wöchentlich" => return Some((Frequency::Weekly, 1)),
        "fortnightly" | "biweekly" | "zweiwöchentlich" => return Some((Frequency::Weekly, 2)),
        "monthly" | "monatlich" => return Some((Frequency::Monthly, 1)),
        "every" | "each" | "alle" | "jede" | "jeden" => {}
        short => {
            let unit = short.trim_start_matches(|c: char| c.is_ascii_digit());
            let number = number(short.strip_suffix(unit)?)?;
            return Some((unit_of(unit)?, number));
        }
    }
    let number = match *words.peek()? {
        "other" | "second" | "zwei" | "zweite" => 2,
        word => match number(word) {
            Some(number) => number,
            None => {
                // "every tue" and "every week tue".
                if let Some(frequency) = unit_of(word) {
                    words.next();
                    return Some((frequency, 1));
                }
                return weekday(word.trim_end_matches(',')).map(|_: Weekday| (Frequency::Weekly, 1));
            }
        },
    };
    words.next();
    Some((unit_of(words.next()?)?, number))
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number| (1..=99).contains(number))
}

fn unit_of(word: &str) -> Option<Frequency> {
    match word {
        "d" | "t" | "day" | "days" | "tag" | "tage" => Some(Frequency::Daily),
        "w" | "week" | "weeks" | "woche" | "wochen" => Some(Frequency::Weekly),
        "m" | "month" | "months" | "monat" | "monate" => Some(Frequency::Monthly),
        _ => None,
    }
}

fn ordinal(word: &str) -> Option<i8> {
    match word {
        "1st" | "first" | "1." | "erster" | "ersten" => Some(1),
        "2nd" | "second" | "2." | "zweiter" | "zweiten" => Some(2),
        "3rd" | "third" | "3." | "dritter" | "dritten" => Some(3),
        "4th" | "fourth" | "4." | "vierter" | "vierten" => Some(4),
        "last" | "letzter" | "letzten" => Some(-1),
        _ => None,
    }
}

/// Each day of a week, in each of five weeks.
const MOST_DAYS: usize = 35;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_are_read_as_people_write_them() {
        let check = |text: &str, rule: &str, time: &str| {
            let read = repetition(text).unwrap_or_else(|fail| panic!("{text}: {}", fail.what));
            assert_eq!(
                (read.rule.to_string(), read.time.strftime("%H:%M").to_string()),
                (rule.to_owned(), time.to_owned())
            );
        };
        check("weekly tue 10:00", "FREQ=WEEKLY;BYDAY=TU", "10:00");
        check("Weekly Tuesday 9:05", "FREQ=WEEKLY;BYDAY=TU", "09:05");
        check("every tue 10:00", "FREQ=WEEKLY;BYDAY=TU", "10:00");
        check("every week tue and fri at 10:00", "FREQ=WEEKLY;BYDAY=TU,FR", "10:00");
        check("every 2 weeks thu 14:30", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "14:30");
        check("every other week thu 14:30", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "14:30");
        check("1w tue 14:00", "FREQ=WEEKLY;BYDAY=TU", "14:00");
        check("alle 2 Wochen Do 14:30", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "14:30");
        check("jeden Dienstag um 10:00", "FREQ=WEEKLY;BYDAY=TU", "10:00");
        check("monthly first mon 9:00", "FREQ=MONTHLY;BYDAY=1MO", "09:00");
        check("monatlich letzter Freitag 9:00", "FREQ=MONTHLY;BYDAY=-1FR", "09:00");
        check("monthly 9:00", "FREQ=MONTHLY", "09:00");
        check("daily 9:00", "FREQ=DAILY", "09:00");
        check("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO 08:00", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO", "08:00");
    }

    #[test]
    fn what_is_no_repetition_says_which_there_are() {
        for text in [
            "",
            "tue",
            "weekly",
            "weekly tue",
            "weekly 25:00",
            "weekly first tue 10:00",
            "monthly tue 10:00",
            "every 0 weeks tue 10:00",
            "every 2 tue 10:00",
            "yearly 10:00",
            "FREQ=YEARLY 10:00",
            "weekly tue 10:00 x",
        ] {
            let fail = repetition(text).unwrap_err();
            assert_eq!((fail.code, fail.exit), ("bad_cadence", Exit::Usage), "{text}");
        }
    }
}
