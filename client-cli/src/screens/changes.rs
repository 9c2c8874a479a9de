//! Who changed what, and how something was before.

use std::collections::BTreeMap;

use agenda::{Category, Difference, ItemId, Member};
use client::{ChangeLine, ChangesScreen, EarlierScreen, Moment, PersonRef, SeenHere, heading};
use jiff::{Timestamp, ZonedDateTime};
use language::{Value, find, say};

use crate::page::{Page, Sign, Span, Tone, faint, plain, strong};
use crate::screens::who;
use crate::when;

/// The changes of one thing, the newest first.
pub(crate) fn changes(screen: &ChangesScreen, now: &ZonedDateTime) -> Page {
    let mut page = Page::default();
    let count = say!("change-count", count = screen.changes.len());
    // A meeting is called by its day.
    let title =
        screen.title.parse().map_or_else(|_| screen.title.clone(), |day| when::long_date(day, now.date()));
    page.line([strong(title), plain(", "), plain(count)]);
    let words = Words { person: &screen.person, names: &screen.names, headings: &screen.headings, now };
    for change in &screen.changes {
        page.blank();
        let seen = screen.view.get(&change.change);
        page.hanging(
            2,
            6,
            [
                strong(format!("{:<3} ", change.number)),
                plain(author(change, seen, &screen.person)),
                faint(format!("  {}", moment(seen, now))),
            ],
        );
        if change.first {
            page.indented(6, [plain(say!("change-added"))]);
        }
        for one in change.differences.iter().filter(|one| !change.first || is_told_at_first(&one.field)) {
            words.difference(&mut page, one);
        }
    }
    page
}

/// A thing as it was right after a change.
pub(crate) fn earlier(screen: &EarlierScreen, now: &ZonedDateTime) -> Page {
    let mut page = Page::default();
    let by = token(screen.change.by, &screen.person);
    page.line([strong(say!("earlier-state", number = screen.change.number, who = by))]);
    page.blank();
    let words = Words { person: &screen.person, names: &screen.names, headings: &screen.headings, now };
    // The title leads, the text ends it.
    let rank = |field: &str| (field == "notes", field != "title");
    let mut fields: Vec<(&String, &String)> = screen.fields.iter().collect();
    fields.sort_by_key(|(field, _)| rank(field));
    for (field, value) in fields.into_iter().filter(|(field, _)| *field != "position") {
        let label = words.field(field);
        if value.contains('\n') {
            page.indented(2, [faint(format!("{label}:"))]);
            for line in value.trim_end().lines() {
                page.indented(4, [plain(line)]);
            }
        } else {
            page.hanging(2, 4, [faint(format!("{label}: ")), plain(words.value(field, value))]);
        }
    }
    page
}

fn author(change: &ChangeLine, seen: Option<&SeenHere>, person: &PersonRef) -> String {
    let by = by(change.by, person);
    match seen.and_then(|seen| seen.device.as_ref()) {
        Some(device) => say!("change-of-device", who = by, device = device),
        None => by,
    }
}

/// The same as sentences choose by it: `you` is one's own.
fn token(member: Option<Member>, person: &PersonRef) -> String {
    if member == Some(person.you) { "you".to_owned() } else { by(member, person) }
}

fn by(member: Option<Member>, person: &PersonRef) -> String {
    if member.is_none() { say!("unknown-device") } else { who(member, person) }
}

fn moment(seen: Option<&SeenHere>, now: &ZonedDateTime) -> String {
    let known = seen.and_then(|seen| Some((seen.at?, seen.moment?)));
    let Some((at, what)) = known else { return say!("change-undated") };
    let when = when::ago(at, now.timestamp(), now.time_zone());
    match what {
        Moment::Written => say!("change-written", when = when),
        Moment::Arrived => say!("change-arrived", when = when),
    }
}

/// What somebody set when the thing came into being; the rest is as it always is.
fn is_told_at_first(field: &str) -> bool {
    !matches!(field, "category" | "kind" | "position" | "state")
}

/// What fields and their values are called.
struct Words<'a> {
    person: &'a PersonRef,
    names: &'a BTreeMap<ItemId, String>,
    headings: &'a BTreeMap<Category, String>,
    now: &'a ZonedDateTime,
}

impl Words<'_> {
    fn difference(&self, page: &mut Page, one: &Difference) {
        let (kind, _) = parts(&one.field);
        let said = match (kind, &one.to) {
            ("position", _) => Some(say!("change-moved")),
            ("gone", Some(_)) => Some(say!("change-gone")),
            ("gone", None) => Some(say!("change-back")),
            ("asked", _) => Some(say!("change-asked")),
            _ => None,
        };
        if let Some(said) = said {
            page.indented(6, [plain(said)]);
            return;
        }
        let label = faint(format!("{}: ", self.field(&one.field)));
        if kind == "notes" {
            page.indented(6, [label]);
            for (sign, line) in changed_lines(one.from.as_deref(), one.to.as_deref()) {
                page.hanging(8, 10, [plain(format!("{sign} {line}"))]);
            }
            return;
        }
        let value = |value: &Option<String>| value.as_ref().map(|value| self.value(&one.field, value));
        let spans: Vec<Span> = match (value(&one.from), value(&one.to)) {
            (Some(from), Some(to)) => vec![plain(from), arrow(), plain(to)],
            (None, Some(to)) => vec![plain(to)],
            (Some(from), None) => vec![plain(from), arrow(), faint("-")],
            (None, None) => return,
        };
        page.hanging(6, 8, [vec![label], spans].concat());
    }

    fn field(&self, field: &str) -> String {
        let (kind, of) = parts(field);
        let who = of.parse().map(|member| token(Some(member), self.person)).unwrap_or_default();
        let values = [("who", Value::Text(who))];
        find(&format!("field-{kind}"), &values).unwrap_or_else(|| field.to_owned())
    }

    fn value(&self, field: &str, value: &str) -> String {
        match parts(field).0 {
            "owner" => value.parse().map_or_else(|_| value.to_owned(), |owner| who(Some(owner), self.person)),
            "due" | "snooze" => {
                value.parse().map_or_else(|_| value.to_owned(), |date| when::long_date(date, self.now.date()))
            }
            "category" => value.parse().map_or_else(
                |_| value.to_owned(),
                |category| self.headings.get(&category).cloned().unwrap_or_else(|| heading(&category)),
            ),
            "state" | "kind" => find(&format!("became-{value}"), &[]).unwrap_or_else(|| value.to_owned()),
            "parent" | "goal" | "from_topic" => {
                let known = value.parse().ok().and_then(|id| self.names.get(&id));
                known.cloned().unwrap_or_else(|| value.to_owned())
            }
            "started" | "ended" => value.parse::<Timestamp>().map_or_else(
                |_| value.to_owned(),
                |moment| moment.to_zoned_datetime(self.now.time_zone().clone()).strftime("%H:%M").to_string(),
            ),
            "talk" => value
                .parse::<u32>()
                .map_or_else(|_| value.to_owned(), |seconds| format!("{}:{:02}", seconds / 60, seconds % 60)),
            _ => value.to_owned(),
        }
    }
}

/// `reaction/manager` is the reaction of the manager.
fn parts(field: &str) -> (&str, &str) {
    field.split_once('/').unwrap_or((field, ""))
}

fn arrow() -> Span {
    Span::sign(Tone::Faint, Sign::Becomes)
}

/// The lines between what two texts have in common at their beginning and at their end: taken away, then added.
fn changed_lines<'a>(from: Option<&'a str>, to: Option<&'a str>) -> Vec<(char, &'a str)> {
    let lines = |text: Option<&'a str>| text.unwrap_or_default().lines().collect::<Vec<_>>();
    let (from, to) = (lines(from), lines(to));
    let same = from.iter().zip(&to).take_while(|(old, new)| old == new).count();
    let (from, to) = (from.get(same..).unwrap_or_default(), to.get(same..).unwrap_or_default());
    let same = from.iter().rev().zip(to.iter().rev()).take_while(|(old, new)| old == new).count();
    let kept = |lines: &[&'a str]| lines.iter().take(lines.len() - same).copied().collect::<Vec<_>>();
    let gone = kept(from).into_iter().map(|line| ('-', line));
    gone.chain(kept(to).into_iter().map(|line| ('+', line))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_changed_are_shown() {
        let check = |from: &str, to: &str, expected: &[(char, &str)]| {
            assert_eq!(changed_lines(Some(from), Some(to)), expected, "{from:?} {to:?}");
        };
        check("a\nb\nc", "a\nx\nc", &[('-', "b"), ('+', "x")]);
        check("a", "a\nb", &[('+', "b")]);
        check("a\na", "a", &[('-', "a")]);
        check("", "a", &[('+', "a")]);
        assert_eq!(changed_lines(Some("a"), None), [('-', "a")]);
    }
}
