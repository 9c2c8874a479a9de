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
        let Some((row, mut entry, person, reach)) = found else { return Ok(None) };
        let deed = Deed {
            what: What::TookBack(Box::new(entry.what.clone())),
            private: entry.private,
            edits: entry.inverse.clone(),
            undoable: false,
            undoing: true,
            heads: entry.heads.clone(),
        };
        self.write(&person, &deed, now.timestamp())?;
        entry.undone = true;
        self.store.write(|writer| -> Result<(), Fail> { Ok(writer.set_journal(row, &encode(&entry)?)?) })?;
        Ok(Some(Undone { what: entry.what.words(), person, reach, private: entry.private }))
    }
}

fn person_of(reader: &Reader<'_>, entry: &JournalEntry) -> Result<PersonRef, Fail> {
    let key = unhex(&entry.pair)?;
    let facts = facts::read(reader, store::RecordKind::Pair, &key)?;
    PersonRef::of(&key, &facts.ok_or_else(|| facts::internal(say!("internal-log-person")))?)
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
