//! What this person did on this device, and what was noticed there: shown by `log`; what was done is taken back by `undo`. Taking back is a new change, and says
//! whether the other person had received the old one.

use jiff::{Timestamp, ZonedDateTime};
use language::say;
use serde::Serialize;
use store::Reader;
use wire::StreamId;

use crate::editing::Deed;
use crate::entre::Entre;
use crate::facts::{self, JournalEntry, decode, encode, unhex};
use crate::fail::{Exit, Fail};
use crate::notices::SafetyEvent;
use crate::people::PersonRef;
use crate::reading::summary;
use crate::what::What;

/// How far a change has come, as far as there is evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// On this device only.
    Here,
    /// The relay has committed it.
    Relay,
    /// An envelope of the other person covers it.
    Them,
}

/// One line of the log.
#[derive(Debug, Clone, Serialize)]
pub struct LogLine {
    /// Counted from the newest, 1.
    pub number: usize,
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: String,
    /// With whom.
    pub person: String,
    /// Whether it was private.
    pub private: bool,
    /// How far it has come.
    pub reach: Reach,
    /// Whether it was taken back.
    pub undone: bool,
}

/// What happened on this device: what this person did, and what was noticed meanwhile.
#[derive(Debug, Clone, Serialize)]
pub struct Log {
    /// What this person did, newest first.
    pub log: Vec<LogLine>,
    /// What was noticed since the oldest of these lines, newest first.
    pub events: Vec<SafetyEvent>,
}

/// Something that was taken back.
#[derive(Debug, Clone, Serialize)]
pub struct Undone {
    /// What had been done.
    pub what: String,
    /// With whom.
    pub person: PersonRef,
    /// How far it had come when it was taken back.
    pub reach: Reach,
    /// Whether it was private.
    pub private: bool,
}

/// Something that was done again.
#[derive(Debug, Clone, Serialize)]
pub struct Redone {
    /// What was done.
    pub what: String,
    /// With whom.
    pub person: PersonRef,
    /// Whether it is private.
    pub private: bool,
}

impl Entre {
    /// The newest `limit` things this person did here, and what was noticed in that time.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn log(&mut self, limit: usize) -> Result<Log, Fail> {
        let own = self.stream;
        let reader = self.store.read()?;
        let mut lines = Vec::new();
        for (index, (_, bytes)) in reader.journal(limit)?.into_iter().enumerate() {
            let entry: JournalEntry = decode(&bytes)?;
            let person = person_of(&reader, &entry)?;
            lines.push(LogLine {
                number: index + 1,
                at: entry.at,
                reach: reach(&reader, &entry, &own)?,
                what: entry.what.words(),
                person: person.name,
                private: entry.private,
                undone: entry.undone,
            });
        }
        let since = lines.last().filter(|_| lines.len() >= limit).map(|oldest| oldest.at);
        let mut events: Vec<SafetyEvent> =
            reader.events()?.iter().rev().map(|(_, bytes)| decode(bytes)).collect::<Result<_, Fail>>()?;
        events.retain(|event| since.is_none_or(|since| event.at >= since));
        Ok(Log { log: lines, events })
    }

    /// Takes the last `count` things back that were not taken back yet, newest first.
    ///
    /// # Errors
    /// If there is nothing to take back, or the store refuses.
    pub fn undo(&mut self, count: usize, now: &ZonedDateTime) -> Result<Vec<Undone>, Fail> {
        let mut undone = Vec::new();
        for _ in 0..count {
            match self.undo_last(now)? {
                Some(last) => undone.push(last),
                None if undone.is_empty() => {
                    return Err(Fail::new(Exit::Failed, "nothing_to_undo", say!("nothing-to-undo"))
                        .attempt(say!("nothing-to-undo-try")));
                }
                None => break,
            }
        }
        Ok(undone)
    }

    /// Does the last `count` things again that were taken back since the last thing that was done, newest first.
    ///
    /// # Errors
    /// If there is nothing to do again, or the store refuses.
    pub fn redo(&mut self, count: usize, now: &ZonedDateTime) -> Result<Vec<Redone>, Fail> {
        let mut redone = Vec::new();
        for _ in 0..count {
            match self.redo_last(now)? {
                Some(last) => redone.push(last),
                None if redone.is_empty() => {
                    return Err(Fail::new(Exit::Failed, "nothing_to_redo", say!("nothing-to-redo"))
                        .because(say!("nothing-to-redo-why"))
                        .attempt(say!("nothing-to-undo-try")));
                }
                None => break,
            }
        }
        Ok(redone)
    }

    fn undo_last(&mut self, now: &ZonedDateTime) -> Result<Option<Undone>, Fail> {
        let own = self.stream;
        let found = {
            let reader = self.store.read()?;
            let mut found = None;
            for (row, bytes) in reader.journal(UNDO_DEPTH)? {
                let entry: JournalEntry = decode(&bytes)?;
                if !entry.undone && !entry.undoing && !entry.inverse.is_empty() {
                    let person = person_of(&reader, &entry)?;
                    let reach = reach(&reader, &entry, &own)?;
                    found = Some((row, entry, person, reach));
                    break;
                }
            }
            found
        };
        let Some((row, entry, person, reach)) = found else { return Ok(None) };
        let what = What::TookBack(Box::new(entry.what.clone()));
        self.turn_round(row, &entry, &person, what, now)?;
        Ok(Some(Undone { what: entry.what.words(), person, reach, private: entry.private }))
    }

    fn redo_last(&mut self, now: &ZonedDateTime) -> Result<Option<Redone>, Fail> {
        let found = {
            let reader = self.store.read()?;
            let mut found = None;
            for (row, bytes) in reader.journal(UNDO_DEPTH)? {
                let entry: JournalEntry = decode(&bytes)?;
                if entry.undoing && !entry.undone && !entry.inverse.is_empty() {
                    let person = person_of(&reader, &entry)?;
                    found = Some((row, entry, person));
                    break;
                }
                // What was taken back before somebody did something else is not in the way of that any more.
                if !entry.undoing && !entry.redoing {
                    break;
                }
            }
            found
        };
        let Some((row, entry, person)) = found else { return Ok(None) };
        let done = match &entry.what {
            What::TookBack(what) => what.clone(),
            other => Box::new(other.clone()),
        };
        self.turn_round(row, &entry, &person, What::DidAgain(done.clone()), now)?;
        Ok(Some(Redone { what: done.words(), person, private: entry.private }))
    }

    /// Writes what takes an entry back, and marks it.
    fn turn_round(
        &mut self,
        row: i64,
        entry: &JournalEntry,
        person: &PersonRef,
        what: What,
        now: &ZonedDateTime,
    ) -> Result<(), Fail> {
        let deed = Deed {
            what,
            private: entry.private,
            edits: entry.inverse.clone(),
            undoable: true,
            undoing: !entry.undoing,
            redoing: entry.undoing,
            heads: entry.heads.clone(),
        };
        self.write(person, &deed, now.timestamp())?;
        let entry = JournalEntry { undone: true, ..entry.clone() };
        self.store.write(|writer| -> Result<(), Fail> { Ok(writer.set_journal(row, &encode(&entry)?)?) })
    }
}

fn person_of(reader: &Reader<'_>, entry: &JournalEntry) -> Result<PersonRef, Fail> {
    let key = unhex(&entry.pair)?;
    let facts = facts::read(reader, store::RecordKind::Pair, &key)?;
    PersonRef::read(reader, &key, &facts.ok_or_else(|| facts::internal(say!("internal-log-person")))?)
}

fn reach(reader: &Reader<'_>, entry: &JournalEntry, own: &StreamId) -> Result<Reach, Fail> {
    let (Some(stream), Some(row)) = (&entry.stream, entry.row) else { return Ok(Reach::Here) };
    let stream: StreamId = stream.parse().map_err(|_| facts::internal(say!("internal-log-stream")))?;
    let summary = summary(reader, &stream)?;
    let seq = summary.sealed.iter().find(|(through, _)| *through >= row).map(|(_, seq)| *seq);
    Ok(match seq {
        Some(seq) if stream != *own && summary.covered >= seq => Reach::Them,
        Some(seq) if summary.stored >= seq => Reach::Relay,
        _ => Reach::Here,
    })
}

const UNDO_DEPTH: usize = 1000;
