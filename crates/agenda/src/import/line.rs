//! One line at a time: headings, table rows, topics, actions, private lines.

use jiff::civil::{Date, DateTime, Time};

use super::{
    ActionLine, Block, Exception, ImportError, Mark, PrivateLine, Rhythm, Section, Source, TopicLine,
};
use crate::{Category, Member, OccurrenceId};

impl Source {
    pub(super) fn read(
        &mut self,
        section: &mut Section,
        number: usize,
        line: &str,
    ) -> Result<(), ImportError> {
        if line.is_empty() {
            return Ok(());
        }
        if let Some(heading) = line.strip_prefix('#') {
            *section = self.heading(heading.trim_start_matches('#').trim(), number)?;
            return Ok(());
        }
        let read = match section {
            Section::Space => self.space_row(line),
            Section::TimeOff => self.time_off_row(line),
            Section::Goals => self.goal_row(line),
            Section::GoalCheckIns => self.goal_check_in_row(line),
            Section::Exceptions => self.exception_row(line) || self.discussed_elsewhere(line),
            Section::Meeting(_) | Section::Private(_) => {
                if let Some(heading) = line.strip_prefix("**").and_then(|rest| rest.strip_suffix("**")) {
                    *section = self.meeting_heading(heading).ok_or(ImportError::Line { line: number })?;
                    return Ok(());
                }
                self.meeting_line(section, number, line)?
            }
            Section::Prose(_) => false,
        };
        if !read && !is_table_frame(line) {
            self.unread.push((number, sort_of(section)));
        }
        Ok(())
    }

    fn heading(&mut self, heading: &str, number: usize) -> Result<Section, ImportError> {
        if let Some(date) = leading_date(heading) {
            let block = self.block(date, heading).ok_or(ImportError::Line { line: number })?;
            self.meetings.push(block);
            return Ok(Section::Meeting(None));
        }
        Ok(match heading.split(' ').next().unwrap_or_default() {
            "Space" => Section::Space,
            "Exceptions" => Section::Exceptions,
            "Time" => Section::TimeOff,
            "Goals" => Section::Goals,
            "Check-ins" => Section::GoalCheckIns,
            "Mood" => Section::Prose("check-in"),
            "Question" => Section::Prose("question"),
            "Two" => Section::Prose("other space"),
            _ => Section::Prose("prose"),
        })
    }

    fn space_row(&mut self, line: &str) -> bool {
        let cells = cells(line);
        let [name, value] = cells[..] else { return false };
        match name {
            "manager" | "report" => {
                let member = if name == "manager" { Member::Manager } else { Member::Report };
                let person = value.split(", ").next().unwrap_or_default();
                let zone =
                    value.rsplit(", ").next().and_then(|part| part.split(' ').next()).unwrap_or_default();
                self.people.insert(member, (person.to_owned(), zone.to_owned()));
            }
            "place" => self.place = Some(value.to_owned()),
            "cadence" => {
                self.rhythm = rhythm(value);
                return self.rhythm.is_some();
            }
            "first / next meeting" => {
                let dates = value
                    .split_once(" / ")
                    .and_then(|(first, next)| first.parse().ok().zip(next.parse().ok()));
                (self.first, self.next) = dates.unzip();
                return dates.is_some();
            }
            _ => return false,
        }
        true
    }

    fn exception_row(&mut self, line: &str) -> bool {
        let cells = cells(line);
        let [slots, what, reason] = cells[..] else { return false };
        let mut year = "";
        for slot in slots.split(", ") {
            let full = match slot.get(..4).filter(|_| slot.len() == 10) {
                Some(named) => {
                    year = named;
                    slot.to_owned()
                }
                None => format!("{year}-{slot}"),
            };
            let Ok(slot) = full.parse::<Date>() else { return false };
            let Some(exception) = exception(slot, what, reason) else { return false };
            self.exceptions.insert(slot, exception);
        }
        true
    }

    /// "T-19 stayed open on … and was discussed in the moved meeting on 2026-03-19".
    fn discussed_elsewhere(&mut self, line: &str) -> bool {
        let Some((before, after)) = line.split_once("was discussed in the moved meeting on ") else {
            return false;
        };
        let label = before.split(' ').find(|word| word.starts_with("T-"));
        match label.zip(leading_date(after)) {
            Some((label, date)) => self.discussed_elsewhere.push((label.to_owned(), date)),
            None => return false,
        }
        true
    }

    /// "2026-06-18 · overflow of 2026-06-16 · 41 min · talk time Jonas 30:00, Mara 10:00".
    fn block(&self, date: Date, heading: &str) -> Option<Block> {
        let mut block = Block {
            id: OccurrenceId::Regular(date),
            held: false,
            minutes: None,
            place: None,
            talk_seconds: Vec::new(),
            topics: Vec::new(),
            actions: Vec::new(),
            kept: Vec::new(),
            private: Vec::new(),
        };
        for part in heading.split(" · ").skip(1) {
            if let Some(slot) = part.strip_prefix("overflow of ") {
                block.id = OccurrenceId::Overflow(slot.parse().ok()?);
                block.held = true;
            } else if part.starts_with("held") {
                block.held = true;
                block.place = part.contains("on foot").then(|| "on foot".to_owned());
            } else if let Some(talk) = part.strip_prefix("talk time ") {
                for entry in talk.split(", ") {
                    let (name, time) = entry.split_once(' ')?;
                    let (minutes, seconds) = time.split_once(':')?;
                    let minutes = minutes.parse::<u32>().ok()?.checked_mul(60)?;
                    let seconds = minutes.checked_add(seconds.parse().ok()?)?;
                    block.talk_seconds.push((self.member(name)?, seconds));
                }
            } else if let Some((minutes, _)) = part.split_once(" min") {
                block.minutes = Some(minutes.parse().ok()?);
            }
        }
        Some(block)
    }

    fn meeting_heading(&self, heading: &str) -> Option<Section> {
        if let Some(name) = heading.strip_prefix("Private, ").and_then(|rest| rest.strip_suffix(" only")) {
            return Some(Section::Private(self.member(name)?));
        }
        let category = Category::ALL.into_iter().find(|category| category.heading() == heading)?;
        Some(Section::Meeting(Some(category)))
    }

    fn meeting_line(&mut self, section: &Section, number: usize, line: &str) -> Result<bool, ImportError> {
        let defect = ImportError::Line { line: number };
        let Some(item) = line.strip_prefix("- ") else {
            // What stands in a private part is never taken for something shared.
            if !matches!(section, Section::Meeting(_)) || !is_kept(line) {
                return Ok(false);
            }
            let kept = self.kept_line(line).ok_or(defect)?;
            if let Some(block) = self.meetings.last_mut() {
                block.kept.push(kept);
            }
            return Ok(true);
        };
        match section {
            Section::Private(member) => {
                let (label, text) = item.split_once(' ').ok_or(defect)?;
                let entry = PrivateLine { label: label.to_owned(), member: *member, text: text.to_owned() };
                if let Some(block) = self.meetings.last_mut() {
                    block.private.push(entry);
                }
                Ok(true)
            }
            Section::Meeting(Some(category)) if item.starts_with('[') => {
                let topic = self.topic(category, item).ok_or(defect)?;
                if let Some(block) = self.meetings.last_mut() {
                    block.topics.push(topic);
                }
                Ok(true)
            }
            Section::Meeting(_) if item.starts_with("A-") && item.contains(" @") => {
                let action = self.action(item).ok_or(defect)?;
                if let Some(block) = self.meetings.last_mut() {
                    block.actions.push(action);
                }
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// "[x] T-04 @jonas (carried 1) Who decides? Jonas decides."
    fn topic(&self, category: &Category, item: &str) -> Option<TopicLine> {
        let (mark, rest) = item.split_at_checked(4)?;
        let mut mark = match mark {
            "[x] " => Mark::Discussed,
            "[-] " => Mark::Dropped,
            "[ ] " => Mark::Open,
            _ => return None,
        };
        let (label, author, mut text) = labelled(rest)?;
        if let Some(after) = text.strip_prefix("(carried ") {
            text = after.split_once(") ")?.1;
        }
        if let Some((before, _)) = text.split_once(" (parked") {
            text = before;
            mark = Mark::Parked;
        }
        Some(TopicLine {
            label: label.to_owned(),
            author: self.member(author)?,
            category: category.clone(),
            mark,
            text: text.to_owned(),
        })
    }

    /// "A-01 @mara Write one paragraph. Due 2025-12-09. Done 2025-12-08."
    fn action(&self, item: &str) -> Option<ActionLine> {
        let (label, owner, rest) = labelled(item)?;
        let (text, dates) = rest.split_once(" Due ")?;
        Some(ActionLine {
            label: label.to_owned(),
            owner: self.member(owner)?,
            text: text.trim_end_matches('.').to_owned(),
            due: leading_date(dates),
            done: dates.split_once(" Done ").and_then(|(_, done)| leading_date(done)),
        })
    }
}

/// Whether a line begins like a win, a lesson, feedback or a check-in.
fn is_kept(line: &str) -> bool {
    let labelled = ["W-", "L-", "F-"].iter().any(|mark| {
        line.strip_prefix(mark).is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit()))
    });
    labelled || line.starts_with("Check-in (")
}

/// "T-04 @jonas text".
fn labelled(text: &str) -> Option<(&str, &str, &str)> {
    let (label, rest) = text.split_once(" @")?;
    let (name, text) = rest.split_once(' ')?;
    Some((label, name, text))
}

fn rhythm(value: &str) -> Option<Rhythm> {
    let mut parts = value.split(", ");
    let frequency = parts.next().filter(|frequency| *frequency == "weekly")?;
    let (day, time) = parts.next()?.split_once(' ')?;
    let minutes = parts.next()?.strip_suffix(" minutes")?.parse().ok()?;
    let day = day.get(..2)?.to_uppercase();
    Some(Rhythm {
        rule: format!("FREQ={};BYDAY={day}", frequency.to_uppercase()),
        time: clock_time(time)?,
        minutes,
        time_zone: parts.next()?.to_owned(),
    })
}

fn exception(slot: Date, what: &str, reason: &str) -> Option<Exception> {
    let reason = match what.split_once(", ") {
        Some((_, more)) => format!("{more}; {reason}"),
        None => reason.to_owned(),
    };
    if what.starts_with("cancelled") {
        return Some(Exception::Cancelled { reason });
    }
    if what.starts_with("skipped") {
        return Some(Exception::Skipped { reason });
    }
    if let Some(to) = what.strip_prefix("moved to ") {
        return Some(Exception::Moved { to: moment(to, slot)?, reason });
    }
    let (_, overflow) = what.split_once("overflow ")?;
    let minutes = overflow.split_once(", ")?.1.strip_suffix(" minutes")?.parse().ok()?;
    Some(Exception::RanOver { overflow: moment(overflow, slot)?, minutes })
}

/// A time, on the day that is named beside it or else on the slot's own.
fn moment(text: &str, slot: Date) -> Option<DateTime> {
    let words = || text.split([' ', ',']);
    let date = words().find_map(leading_date).unwrap_or(slot);
    Some(date.to_datetime(words().find_map(clock_time)?))
}

fn clock_time(text: &str) -> Option<Time> {
    Time::strptime("%H:%M", text).ok()
}

pub(super) fn leading_date(text: &str) -> Option<Date> {
    text.get(..10).and_then(crate::value::plain_date)
}

/// The cells of a table row that has content.
pub(super) fn cells(line: &str) -> Vec<&str> {
    let row = line.strip_prefix("| ").and_then(|row| row.strip_suffix(" |"));
    row.map(|row| row.split(" | ").collect()).unwrap_or_default()
}

/// The header and the ruler of a table say nothing by themselves.
fn is_table_frame(line: &str) -> bool {
    let ruler = line.starts_with('|') && line.chars().all(|character| matches!(character, '|' | '-' | ' '));
    let header = ["| field |", "| slot |", "| who |", "| id |", "| date |", "| report | cadence |"];
    ruler || header.iter().any(|start| line.starts_with(start))
}

const fn sort_of(section: &Section) -> &'static str {
    match section {
        Section::Prose(sort) => sort,
        Section::Space => "space setting",
        Section::TimeOff => "time off",
        Section::Goals => "goal",
        Section::GoalCheckIns => "goal check-in",
        Section::Exceptions | Section::Meeting(_) | Section::Private(_) => "prose",
    }
}
