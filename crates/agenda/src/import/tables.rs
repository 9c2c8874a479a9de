//! The tables of time off, goals and check-ins of goals, and the lines of wins, lessons, feedback and check-ins.

use jiff::civil::Date;

use super::line::{cells, leading_date};
use super::{GoalCheckInRow, GoalRow, KeptLine, Source, TimeOffRow};
use crate::{CheckIn, Confidence, GoalKind, Member, Number};

impl Source {
    /// "| Jonas | 2026-07-20 | 2026-08-07 | family holiday |".
    pub(super) fn time_off_row(&mut self, line: &str) -> bool {
        let cells = cells(line);
        let [who, from, to, note] = cells[..] else { return false };
        let Some((from, to)) = leading_date(from).zip(leading_date(to)) else { return false };
        let members = match who {
            "both" => Member::ALL.to_vec(),
            name => self.member(name).into_iter().collect(),
        };
        for member in &members {
            self.time_off.push(TimeOffRow { member: *member, from, to, note: note.to_owned() });
        }
        !members.is_empty()
    }

    /// "| G-1 | OKR | Jonas | Label service … | p95 latency 900 → 300 ms; … | 2026-06-30 | achieved |".
    pub(super) fn goal_row(&mut self, line: &str) -> bool {
        let cells = cells(line);
        let [label, kind, owner, title, key_results, due, state] = cells[..] else { return false };
        let Some((owner, due)) = self.member(owner).zip(leading_date(due)) else { return false };
        let Ok(kind) = kind.to_lowercase().parse::<GoalKind>();
        let key_results: Option<Vec<_>> = key_results.split("; ").map(key_result).collect();
        let Some(key_results) = key_results else { return false };
        self.goals.push(GoalRow {
            label: label.to_owned(),
            kind,
            owner,
            title: title.to_owned(),
            key_results,
            due,
            reached: state == "achieved",
        });
        true
    }

    /// "| 2026-02-24 | G-1 | jonas | 610 ms, 1.1 % | medium | batch printing moved … |".
    pub(super) fn goal_check_in_row(&mut self, line: &str) -> bool {
        let cells = cells(line);
        let [on, goal, by, values, confidence, note] = cells[..] else { return false };
        let Some((on, by)) = leading_date(on).zip(self.member(by)) else { return false };
        let number = |value: &str| value.split(' ').next().and_then(|number| number.parse().ok());
        let values: Option<Vec<Number>> = values.split(", ").map(number).collect();
        let Some(values) = values else { return false };
        let Ok(confidence) = confidence.parse::<Confidence>();
        let row = GoalCheckInRow { on, goal: goal.to_owned(), by, values, confidence, note: note.to_owned() };
        self.goal_check_ins.push(row);
        true
    }

    /// "W-01 (from Mara) …", "L-01 …", "F-01 Mara → Jonas: …" or "Check-in (Jonas): mood 4/5, …".
    pub(super) fn kept_line(&self, line: &str) -> Option<KeptLine> {
        if let Some(said) = line.strip_prefix("Check-in (") {
            let (name, said) = said.split_once("): ")?;
            return Some(KeptLine::CheckIn { member: self.member(name)?, said: check_in(said)? });
        }
        let (label, text) = line.split_once(' ')?;
        let label = label.to_owned();
        match label.get(..2)? {
            "W-" => {
                let (name, text) = text.strip_prefix("(from ")?.split_once(") ")?;
                Some(KeptLine::Win { label, author: self.member(name)?, text: text.to_owned() })
            }
            "L-" => Some(KeptLine::Lesson { label, text: text.to_owned() }),
            "F-" => {
                let (names, text) = text.split_once(": ")?;
                let (from, to) = names.split_once(" → ")?;
                let from = self.member(from)?;
                (self.member(to)? == from.other()).then(|| KeptLine::Feedback {
                    label,
                    from,
                    text: text.to_owned(),
                })
            }
            _ => None,
        }
    }
}

/// "p95 latency 900 → 300 ms": name, start, target, unit.
fn key_result(text: &str) -> Option<(String, Number, Number, Option<String>)> {
    let (before, after) = text.split_once(" → ")?;
    let (name, start) = before.rsplit_once(' ')?;
    let (target, unit) = match after.split_once(' ') {
        Some((target, unit)) => (target, Some(unit.to_owned())),
        None => (after, None),
    };
    Some((name.to_owned(), start.parse().ok()?, target.parse().ok()?, unit))
}

/// "mood 2/5, workload 5/5, "on call three weeks of the last five"."
fn check_in(text: &str) -> Option<CheckIn> {
    let mut said = CheckIn::default();
    let numbers = text.split_once('"').map_or(text, |(numbers, _)| numbers);
    for part in numbers.split(", ") {
        let number = || {
            let of_five = part.split_once(' ')?.1.split_once("/5")?.0;
            of_five.parse().ok().filter(|number| CheckIn::is_rating(*number))
        };
        if part.starts_with("mood ") {
            said.mood = Some(number()?);
        } else if part.starts_with("workload ") {
            said.workload = Some(number()?);
        }
    }
    let quoted = text.split_once('"').and_then(|(_, rest)| rest.rsplit_once('"'));
    said.word = quoted.map(|(word, _)| word.to_owned()).filter(|word| !word.is_empty());
    Some(said).filter(|said| !said.is_empty())
}

/// The label of a key result or a check-in, from which its id is made.
pub(super) fn key_result_label(goal: &str, number: usize) -> String {
    format!("{goal} key result {}", number + 1)
}

/// See [`key_result_label`].
pub(super) fn check_in_label(goal: &str, on: Date) -> String {
    format!("{goal} check-in {on}")
}
