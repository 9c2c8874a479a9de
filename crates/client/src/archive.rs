//! Notebooks that are put away: an archive that both keep. It is a mark in the shared document, so both see it; while it is there,
//! this program changes nothing else in what the two share. Whoever takes the mark away uses the notebook again
//! (docs/protocol.md §12.2).

use agenda::{Edit, Looked, Target};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use language::say;
use store::{Reader, RecordKind, Writer};
use wire::StreamId;

use crate::adopting::ended_setting;
use crate::editing::{Deed, write_live};
use crate::entre::Entre;
use crate::facts::{self, PairFacts, Phase};
use crate::fail::{Exit, Fail};
use crate::meetings::Arranged;
use crate::people::PersonRef;
use crate::what::What;

impl Entre {
    /// Puts a notebook away for both.
    ///
    /// # Errors
    /// If the other side has not joined, or the store refuses.
    pub fn archive(&mut self, person: &PersonRef, now: &ZonedDateTime) -> Result<Arranged, Fail> {
        joined(person)?;
        let since = person.put_away.is_none().then(|| Looked { on: now.date(), by: person.you });
        let edits = since.map(|since| Edit::PutAway { since: Some(since) }).into_iter().collect();
        self.arrange(person, None, &Deed::shared(What::PutAway(person.name.clone()), edits), now)
    }

    /// Takes a notebook that was put away into use again, for both.
    ///
    /// # Errors
    /// If the store refuses.
    pub fn unarchive(&mut self, person: &PersonRef, now: &ZonedDateTime) -> Result<Arranged, Fail> {
        joined(person)?;
        let edits = person.put_away.map(|_| Edit::PutAway { since: None }).into_iter().collect();
        self.arrange(person, None, &Deed::shared(What::TookOut(person.name.clone()), edits), now)
    }

    /// Ends a notebook or an invitation on all of this person's devices: nothing is exchanged in it any more, and
    /// nothing is found under the name. What is here stays where it is, and the other person keeps what they have.
    ///
    /// # Errors
    /// If the store refuses.
    pub fn remove_person(&mut self, person: &PersonRef, now: &ZonedDateTime) -> Result<(), Fail> {
        let facts = PairFacts { phase: Phase::Ended, ..self.pair_facts(person)? };
        let own = self.stream;
        self.store.write(|writer| -> Result<(), Fail> {
            writer.delete_record(RecordKind::Pairing, &person.key)?;
            facts::write(writer, RecordKind::Pair, &person.key, &facts)?;
            let Some(stream) = person.stream else { return Ok(()) };
            let key = ended_setting(&stream.to_string());
            let edit = Edit::Setting { key, value: Some(now.timestamp().to_string()) };
            let what = What::Removed(person.name.clone());
            let deed = Deed { undoable: false, ..Deed::private(what, vec![edit]) };
            write_live(writer, own, stream, person, &deed, now.timestamp()).map(drop)
        })
    }
}

/// Keeps what the core says where lists of people find it without reading a document.
pub(crate) fn keep_mark(
    writer: &mut Writer<'_>,
    stream: &StreamId,
    since: Option<Looked>,
) -> Result<(), Fail> {
    let key = mark_key(stream);
    let since = since.map(|since| since.on);
    if mark(writer, stream)? == since {
        return Ok(());
    }
    match since {
        Some(since) => facts::write(writer, RecordKind::Setting, &key, &since),
        None => Ok(writer.delete_record(RecordKind::Setting, &key).map(drop)?),
    }
}

/// Since when a notebook is put away.
pub(crate) fn mark(reader: &Reader<'_>, stream: &StreamId) -> Result<Option<Date>, Fail> {
    facts::read(reader, RecordKind::Setting, &mark_key(stream))
}

/// Fails for what would change a notebook that is put away. One's own notes about it are one's own.
pub(crate) fn still_in_use(
    reader: &Reader<'_>,
    stream: &StreamId,
    person: &PersonRef,
    deed: &Deed,
) -> Result<(), Fail> {
    let changes = |edit: &Edit| {
        matches!(edit.target(), Target::Core | Target::Quarter(_)) && !matches!(edit, Edit::PutAway { .. })
    };
    if !deed.edits.iter().any(changes) || mark(reader, stream)?.is_none() {
        return Ok(());
    }
    Err(Fail::new(Exit::Failed, "put_away", say!("notebook-put-away", name = &person.name))
        .because(say!("nothing-was-changed"))
        .attempt(format!("entre people restore {}", person.first_name().to_lowercase())))
}

fn joined(person: &PersonRef) -> Result<(), Fail> {
    if person.phase == Phase::Live {
        return Ok(());
    }
    Err(Fail::new(Exit::Failed, "not_joined", say!("archive-not-joined", name = &person.name))
        .attempt(format!("entre people remove {}", person.first_name().to_lowercase())))
}

fn mark_key(stream: &StreamId) -> Vec<u8> {
    [b"put-away-".as_slice(), stream.as_bytes()].concat()
}
