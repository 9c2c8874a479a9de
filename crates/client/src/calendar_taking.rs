//! Dates from a calendar file that `ics export` made and a calendar program has changed. The events are found by the random
//! names that they got; all else in the file is somebody else's and stays unread.

use std::collections::BTreeSet;

use jiff::ZonedDateTime;
use language::say;
use serde::Serialize;
use store::Reader;

use crate::calendar_file::{CalendarChange, CalendarDates, ContentError, read_dates};
use crate::devices::personal;
use crate::editing::{Deed, write_live};
use crate::entre::Entre;
use crate::fail::{Exit, Fail};
use crate::people::{PersonRef, pairs};
use crate::reading::models;
use crate::what::Practice;

/// The longest calendar file that is read.
pub const CALENDAR_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What a calendar file changes, with everybody that it speaks of.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CalendarNews {
    /// By person.
    pub people: Vec<CalendarOfPerson>,
    /// Events that are not ours.
    pub foreign: usize,
    /// What is said about our dates and is not understood.
    pub left: usize,
    /// Meetings that took place already, and stay as they were.
    pub held: usize,
    /// Names of zones that nobody here understands.
    pub unknown_zones: BTreeSet<String>,
}

/// What a calendar file changes with one person.
#[derive(Clone, Debug, Serialize)]
pub struct CalendarOfPerson {
    /// With whom.
    pub person: PersonRef,
    /// What becomes otherwise, in order.
    pub changes: Vec<CalendarChange>,
}

/// A calendar file that was read.
pub struct CalendarRead {
    dates: CalendarDates,
    person: Option<PersonRef>,
    /// What it would change.
    pub news: CalendarNews,
}

impl CalendarNews {
    /// Whether nothing becomes otherwise.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.iter().all(|person| person.changes.is_empty())
    }
}

impl Entre {
    /// Reads a calendar file and says what it would change, with one person or with everybody. Nothing is written.
    ///
    /// # Errors
    /// If it is no calendar, or holds no meeting of ours.
    pub fn read_calendar(
        &mut self,
        person: Option<&PersonRef>,
        text: &str,
        now: &ZonedDateTime,
    ) -> Result<CalendarRead, Fail> {
        let dates = read_dates(text).map_err(content_fail)?;
        let own = self.stream;
        let reader = self.store.read()?;
        let (news, _) = compare(&reader, own, person, &dates, now)?;
        if news.people.is_empty() {
            return Err(Fail::new(Exit::Usage, "nothing_of_ours", say!("calendar-foreign"))
                .because(say!("calendar-foreign-why"))
                .because(say!("nothing-changed"))
                .attempt("entre ics export PERSON --out FILE"));
        }
        Ok(CalendarRead { dates, person: person.cloned(), news })
    }

    /// Takes over what was read: for each person one deed, which can be taken back as a whole.
    ///
    /// # Errors
    /// If the store refuses; nothing is written then.
    pub fn take_calendar(&mut self, read: &CalendarRead, now: &ZonedDateTime) -> Result<CalendarNews, Fail> {
        let own = self.stream;
        self.store.write(|writer| -> Result<CalendarNews, Fail> {
            let (news, edits) = compare(writer, own, read.person.as_ref(), &read.dates, now)?;
            for (line, edits) in news.people.iter().zip(edits) {
                if let Some(stream) = line.person.stream.filter(|_| !edits.is_empty()) {
                    let deed = Deed::shared(Practice::CalendarTaken, edits);
                    write_live(writer, own, stream, &line.person, &deed, now.timestamp())?;
                }
            }
            Ok(news)
        })
    }
}

/// What a calendar changes with each person whose meetings are in it, and the edits that do it.
fn compare(
    reader: &Reader<'_>,
    own: wire::StreamId,
    only: Option<&PersonRef>,
    dates: &CalendarDates,
    now: &ZonedDateTime,
) -> Result<(CalendarNews, Vec<Vec<agenda::Edit>>), Fail> {
    let settings = personal(reader, &own)?.settings;
    let mut news = CalendarNews { unknown_zones: dates.unknown_zones.clone(), ..CalendarNews::default() };
    let (mut edits, mut ours) = (Vec::new(), 0);
    for (key, facts) in pairs(reader)? {
        let person = PersonRef::of(&key, &facts)?;
        let known = settings.get(&crate::calendar_file::setting_of(&person));
        let Some((uid, _)) = known.zip(person.stream) else { continue };
        let found = dates.count(uid);
        if found > CalendarDates::MOST {
            return Err(content_fail(ContentError::TooMany));
        }
        ours += found;
        if found == 0 || only.is_some_and(|only| only.key != person.key) {
            continue;
        }
        let plan = dates.plan(&models(reader, &own, &person)?.shared, uid, now.timestamp());
        news.left += plan.left;
        news.held += plan.held;
        news.people.push(CalendarOfPerson { person, changes: plan.changes });
        edits.push(plan.edits);
    }
    news.foreign = dates.len().saturating_sub(ours);
    Ok((news, edits))
}

fn content_fail(error: ContentError) -> Fail {
    let (code, what) = match error {
        ContentError::NotACalendar => ("bad_calendar", say!("calendar-none")),
        ContentError::Line { line } => ("bad_calendar", say!("calendar-line", line = line)),
        ContentError::Open { line } => ("bad_calendar", say!("calendar-open", line = line)),
        ContentError::TooMany => ("too_long", say!("calendar-too-many")),
    };
    Fail::new(Exit::Usage, code, what).because(say!("nothing-changed"))
}
