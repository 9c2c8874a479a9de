//! Under which name this device speaks: letting its key in, finding out that it is a copy, and leaving the name that it
//! shares with another copy (docs/protocol.md §10.4).

use language::say;
use store::{Reader, Writer};
use wire::{AuthorId, Kind, Rights, SigningKey, StreamId, Verified};

use super::stored::{empty, refresh};
use super::{Line, Taught};
use crate::entrance::{Entrance, enrol_through};
use crate::facts::{EnterFacts, StreamFacts, internal};
use crate::fail::Fail;
use crate::keys::{StreamSecrets, erase_former, read_former, read_reader};
use crate::notices::{SafetyEvent, whose};
use crate::parting;

impl<S: Taught> Line<'_, S> {
    /// Under a new name, what only this copy holds is written once more.
    pub(crate) fn say_again(&mut self) -> Result<(), Fail> {
        let stream = self.stream;
        if parting::is_all_said(&self.entre.store.read()?, &stream)? {
            return Ok(());
        }
        // What counts by now is in the documents before anything is put on top.
        let parted = self.has_parted();
        self.take_in(&[])?;
        if self.has_parted() != parted {
            // What the other copy holds comes first.
            return Ok(());
        }
        if self.write(|writer, replica, names| parting::say_again(writer, stream, names, replica))? {
            return Ok(());
        }
        let text = say!("kept-aside", whose = whose(self.person.as_deref()));
        self.keep_events(vec![self.event("aside", text)])
    }

    /// Whether this conversation found out that another copy of this device writes in its name.
    pub(crate) fn has_parted(&self) -> bool {
        self.former.is_some()
    }

    /// The relay holds envelopes in our name that we did not write: this is a copy, and takes a name of its own.
    pub(super) fn part(&mut self, name: AuthorId, from: u64) -> Result<(), Fail> {
        let (stream, now) = (self.stream, self.now);
        let former = StreamSecrets::read(&self.entre.store.read()?, &stream)?.pseudonym;
        let (root, device, kit) = (self.root, self.device, self.entre.kit_key());
        self.write(|writer, replica, names| {
            let anew = |reader: &Writer<'_>| {
                let mut anew = empty(reader, stream, (root, device), kit)?;
                refresh(reader, &stream, &mut anew, &mut 0)?;
                Ok(anew)
            };
            parting::part(writer, stream, names, (replica, anew), (name, from), now)
        })?;
        // It was built with the keys of the former name, or with envelopes that are gone.
        self.replica = None;
        if self.former.is_some() {
            return Ok(());
        }
        self.former = Some(former);
        let text = say!("device-copied");
        // Said once, whichever stream showed it first.
        self.keep_events(vec![SafetyEvent { person: None, ..self.event("copied", text) }])
    }

    /// The name under which this device speaks now: its own, or the one that it leaves behind.
    pub(super) fn speaking(&mut self) -> Result<AuthorId, Fail> {
        match &self.former {
            Some(former) => Ok(crypto::author_of(former)),
            None => self.own_author(),
        }
    }

    /// Lets this device's key in where it has to do that itself; says whether it is in.
    pub(crate) async fn enter(&mut self) -> Result<bool, Fail> {
        let stream = self.stream;
        let (how, reader, former, pseudonym) = {
            let store = self.entre.store.read()?;
            let facts = StreamFacts::read(&store, &stream)?;
            let Some(how) = facts.enter else { return Ok(true) };
            let former = read_former(&store, &stream)?.filter(|_| how == EnterFacts::FormerSelf);
            (how, read_reader(&store, &stream)?, former, StreamSecrets::read(&store, &stream)?.pseudonym)
        };
        if reader.is_none() && former.is_none() {
            return Err(internal(say!("internal-opening-key")));
        }
        if let Some(former) = &former {
            // What the former self had sealed goes out as it is, and what it sealed elsewhere comes in.
            self.former = Some(former.clone());
            let ran = Box::pin(self.converse()).await;
            self.former = None;
            ran?;
            if self.person.is_none() && self.entre.own_is_elsewhere(&self.origin)? {
                // There is no reader here: what lets the new name in has to be where the others are.
                return Ok(false);
            }
        }
        // The reader first: at another relay the original may go on in the place that the former self would take here.
        for enroller in reader.iter().chain(&former) {
            if self.enrol(enroller, &pseudonym).await? {
                self.exchanged.not_enrolled = false;
                self.entre.store.write(|writer| -> Result<(), Fail> {
                    let mut facts = StreamFacts::read(writer, &stream)?;
                    // Who is new here holds no key of the stream yet; who only changed its name does.
                    facts.tell |= how == EnterFacts::Reader;
                    facts.enter = None;
                    erase_former(writer, &stream)?;
                    facts.write(writer, &stream)
                })?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn enrol(&self, enroller: &SigningKey, subject: &SigningKey) -> Result<bool, Fail> {
        let entrance = enrol_through(&self.origin, &self.stream, enroller, subject, Rights::DEVICE).await?;
        Ok(entrance == Entrance::Open)
    }

    /// Lets this device's name in once more, where the relay does not know how it was let in: whoever else holds that step
    /// has gone to another relay, or this one went back to a time before it. Says whether it is in now. A removed device
    /// gets no further by this: the reader that it knew was shut out with it.
    pub(super) async fn enter_again(&mut self) -> Result<bool, Fail> {
        let name = self.own_author()?;
        if !self.exchanged.not_enrolled || !self.write(|_, replica, _| Ok(replica.is_let_in(&name)))? {
            return Ok(false);
        }
        let (reader, pseudonym) = {
            let store = self.entre.store.read()?;
            (read_reader(&store, &self.stream)?, StreamSecrets::read(&store, &self.stream)?.pseudonym)
        };
        let Some(reader) = reader else { return Ok(false) };
        let open = self.enrol(&reader, &pseudonym).await?;
        self.exchanged.not_enrolled = !open;
        Ok(open)
    }

    /// The first place of our own chain at which one of these envelopes is not one that we wrote. Another copy that left
    /// our name behind, and let itself in by it, takes a place that we have not used yet: then the name stays ours.
    pub(super) fn not_ours(&mut self, name: &AuthorId, envelopes: &[Verified]) -> Result<Option<u64>, Fail> {
        let (stream, left) = (self.stream, self.former.is_some());
        not_ours(&self.entre.store.read()?, &stream, name, left, envelopes)
    }
}

/// The same in a transaction. `left` says that the name is one that this device leaves behind.
pub(super) fn not_ours(
    reader: &Reader<'_>,
    stream: &StreamId,
    name: &AuthorId,
    left: bool,
    envelopes: &[Verified],
) -> Result<Option<u64>, Fail> {
    let foreign: Vec<&Verified> =
        envelopes.iter().filter(|envelope| envelope.header().author == *name).collect();
    if foreign.is_empty() {
        return Ok(None);
    }
    let ours = if left {
        // What was given away stays beside whatever other branches of the former name come in.
        let rows = reader.envelopes(stream, 0)?.into_iter().filter(|row| row.own).map(|row| row.envelope);
        let own = rows.filter(|envelope| envelope.header().author == *name);
        let last = own.map(|envelope| envelope.header().seq).max().unwrap_or(0);
        if last > parting::handed_out(reader, stream, name)? { last } else { 0 }
    } else {
        reader.head(stream, name)?.map_or(0, |head| head.seq)
    };
    let mut first = None;
    for envelope in foreign {
        let header = envelope.header();
        // Under a former name, whatever another copy went on to write is simply theirs.
        let theirs = header.seq > ours && (header.kind == Kind::Access || left);
        if !theirs && reader.envelope(stream, &envelope.id())?.is_none() {
            first = Some(first.map_or(header.seq, |first: u64| first.min(header.seq)));
        }
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use agenda::{Document, DocumentName, Edit};
    use crypto::Own;
    use jiff::Timestamp;
    use store::RecordKind;
    use sync::{actor_of, document_id};

    use super::*;
    use crate::editing::write_personal;
    use crate::entre::Entre;
    use crate::exchange::holding::tests::someone;

    fn setting(value: &str) -> Edit {
        Edit::Setting { key: "colour".to_owned(), value: Some(value.to_owned()) }
    }

    #[test]
    fn what_a_copy_took_back_waits_until_it_is_said_again_and_what_does_not_fit_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let mut one = someone(folder.path(), now);
        let mut other = one.again().unwrap();
        let job = one.jobs().unwrap().remove(0);
        let stream = job.stream;
        let mut line = Line::<Own>::new(&mut one, job, now).unwrap();
        line.publish().unwrap();
        let former = line.speaking().unwrap();
        let write = |writer: &mut Writer<'_>| write_personal(writer, stream, vec![setting("green")]);
        other.store.write(write).unwrap();
        let counts = |entre: &mut Entre| {
            let reader = entre.store.read().unwrap();
            (reader.outbox_count(&stream).unwrap(), crate::reading::waiting(&reader, &stream).unwrap())
        };

        line.part(former, 2).unwrap();
        assert_eq!(counts(&mut other), (0, 1));
        line.say_again().unwrap();
        assert_eq!(counts(&mut other), (2, 2), "what the envelope held, and what was not sealed yet");
        assert!(line.exchanged.events.iter().all(|event| event.code == "copied"));

        // The second of two changes of which the first is nowhere.
        let id = document_id(&stream, &DocumentName::Personal);
        let mut elsewhere = Document::genesis(DocumentName::Personal, id);
        let actor = actor_of(&stream, &id, &former);
        elsewhere.apply(&actor, &setting("red")).unwrap();
        let unfit = elsewhere.apply(&actor, &setting("blue")).unwrap().concat();
        let key = parting::unsaid_key(&stream, &former, id.as_bytes());
        other
            .store
            .write(|writer| -> Result<(), Fail> { Ok(writer.put_record(RecordKind::Stream, &key, &unfit)?) })
            .unwrap();
        for _ in 0..2 {
            line.say_again().unwrap();
            assert_eq!(counts(&mut other), (2, 3));
            let told = line.exchanged.events.iter().filter(|event| event.code == "aside");
            assert_eq!(told.count(), 1, "it is said once");
            let kept = other.store.read().unwrap().record(RecordKind::Stream, &key).unwrap();
            assert_eq!(kept.as_ref(), Some(&unfit));
        }
        line.settled().unwrap();
        assert!(!line.exchanged.up_to_date);
    }
}
