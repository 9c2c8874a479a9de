//! The engine over one stream, kept between two transactions, and what it was made of. Another program on this home may
//! change that meanwhile: let a person in, get a new sealing key, find out that this home is a copy and leave its name.
//! An engine of before must not write then: under a name that was left, it would use a place of the chain twice.

use language::say;
use store::Reader;
use sync::Replica;
use wire::{AuthorId, StreamId};

use crate::facts::StreamFacts;
use crate::fail::{Exit, Fail};
use crate::keys::StreamSecrets;
use crate::streams::Keyed;

/// An engine, the last row of the stream that it has absorbed, and what else it knows.
pub(super) struct Held<S: Keyed> {
    pub(super) replica: Replica<S>,
    pub(super) row: i64,
    made_of: MadeOf,
}

#[derive(PartialEq, Eq)]
struct MadeOf {
    author: AuthorId,
    kems: Vec<u32>,
    roots: Vec<String>,
    /// Envelopes up to the row: a copy takes some out.
    envelopes: u64,
}

impl<S: Keyed> Held<S> {
    /// Keeps an engine that agrees with the disk.
    pub(super) fn keep(
        reader: &Reader<'_>,
        stream: &StreamId,
        replica: Replica<S>,
        row: i64,
    ) -> Result<Self, Fail> {
        Ok(Self { replica, row, made_of: MadeOf::read(reader, stream, row)? })
    }

    /// The engine, if it still is what the disk would give; nothing if it has to be made anew.
    ///
    /// # Errors
    /// If this device goes by another name since: whatever is going on has to begin again under that.
    pub(super) fn if_current(
        self,
        reader: &Reader<'_>,
        stream: &StreamId,
    ) -> Result<Option<(Replica<S>, i64)>, Fail> {
        let now = MadeOf::read(reader, stream, self.row)?;
        if now.author != self.made_of.author {
            return Err(renamed());
        }
        Ok((now == self.made_of).then_some((self.replica, self.row)))
    }
}

impl MadeOf {
    fn read(reader: &Reader<'_>, stream: &StreamId, row: i64) -> Result<Self, Fail> {
        let secrets = StreamSecrets::read(reader, stream)?;
        Ok(Self {
            author: crypto::author_of(&secrets.pseudonym),
            kems: secrets.kems.iter().map(|(generation, _)| *generation).collect(),
            roots: StreamFacts::read(reader, stream)?.roots,
            envelopes: reader.envelope_count(stream, row)?,
        })
    }
}

fn renamed() -> Fail {
    Fail::new(Exit::Failed, RENAMED, say!("renamed-elsewhere"))
        .because(say!("renamed-elsewhere-why"))
        .attempt(say!("renamed-elsewhere-try"))
}

/// The code of an exchange that has to begin again under another name.
pub(super) const RENAMED: &str = "renamed_meanwhile";

#[cfg(test)]
pub(super) mod tests {
    use crypto::Own;
    use jiff::Timestamp;

    use agenda::{About, DocumentName, Edit, ItemId, NoteEdit};
    use sync::actor_of;
    use wire::StreamId;

    use super::*;
    use crate::documents;
    use crate::entre::{Entre, Setup};
    use crate::exchange::Line;
    use crate::home::Home;
    use crate::unlock::Unlock;

    pub(in crate::exchange) fn someone(folder: &std::path::Path, now: Timestamp) -> Entre {
        let setup = Setup {
            name: "Alex Marin".to_owned(),
            device_name: "laptop".to_owned(),
            relay: Some("ws://127.0.0.1:1".parse().unwrap()),
            vouchers: Vec::new(),
            unlock: Unlock::File,
        };
        Entre::init(&Home::locate(Some(folder.join("home"))).unwrap(), &setup, now).unwrap()
    }

    /// A program that had our own stream open took a note about somebody, whom another program had met meanwhile, for a
    /// change that was on its way into the wrong stream, and ended with an internal error.
    #[test]
    fn a_private_note_about_somebody_whom_another_program_has_just_met_is_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let mut one = someone(folder.path(), now);
        let mut other = one.again().unwrap();
        let job = one.jobs().unwrap().remove(0);
        let own = job.stream;
        let mut held = Line::<Own>::new(&mut one, job, now).unwrap();
        held.publish().unwrap();
        let before = held.exchanged.sent;

        let met = StreamId::from([7; 32]);
        let name = DocumentName::Private(met.to_string());
        other
            .store
            .write(|writer| -> Result<(), Fail> {
                let facts = StreamFacts { shared: true, ..StreamFacts::read(writer, &own)? };
                facts.write(writer, &met)?;
                let mut document = documents::load(writer, &own, &name)?;
                let text = "About the new one".to_owned();
                let put = NoteEdit::Put { about: About::Pair, at: now, text };
                let edit = Edit::Note { id: ItemId::random(&mut crate::random::random()), edit: put };
                let author = crate::streams::own_author(writer, &own)?;
                let made = document.apply(&actor_of(&own, document.id(), &author), &edit).unwrap();
                documents::keep(writer, &own, &document, &made)?;
                writer.push_outbox(&own, document.id().as_bytes(), &made.concat())?;
                Ok(())
            })
            .unwrap();
        held.publish().unwrap();
        assert_eq!(held.exchanged.sent, before + 1);
        assert_eq!(other.store.read().unwrap().outbox_count(&own).unwrap(), 0);
    }

    /// One program was still at the old relay when another one moved a stream. What the old relay said was held against
    /// the new one, which then "had lost" it.
    #[test]
    fn what_the_old_relay_still_says_after_a_move_is_not_held_against_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let mut one = someone(folder.path(), now);
        let mut other = one.again().unwrap();
        let (first, second) = (one.jobs().unwrap().remove(0), other.jobs().unwrap().remove(0));
        let stream = first.stream;
        let mut there = Line::<Own>::new(&mut one, first, now).unwrap();
        let puts = there.publish().unwrap();
        let heads = puts.iter().map(|put| sync::Head { author: put.author, seq: put.seq, id: put.id });
        let heads: Vec<_> = heads.collect();
        there.relay_heads(&heads).unwrap();
        there.keep_entrance(false).unwrap();
        let shut_out = |entre: &mut Entre| {
            crate::reading::summary(&entre.store.read().unwrap(), &stream).unwrap().shut_out
        };
        assert!(!other.store.read().unwrap().relay_heads(&stream).unwrap().is_empty());
        assert!(shut_out(&mut other));

        other.move_stream(&second, &"ws://127.0.0.1:2".parse().unwrap()).unwrap();
        assert!(!shut_out(&mut other), "the new relay has not been asked");
        there.keep_entrance(false).unwrap();
        assert!(!shut_out(&mut other), "that was the old one");
        there.relay_heads(&heads).unwrap();
        there.stored(&heads[0]).unwrap();
        there.keep_receipt(&[7; 64]).unwrap();
        there.settled().unwrap();
        let reader = other.store.read().unwrap();
        assert!(reader.relay_heads(&stream).unwrap().is_empty());
        assert_eq!(StreamFacts::read(&reader, &stream).unwrap().receipt, None);
        let summary = crate::reading::summary(&reader, &stream).unwrap();
        assert_eq!((summary.stored, summary.checked), (0, None));
    }

    /// A copy of this home wrote on, one program found out and took a new name, and another one still had the engine of
    /// before: it would have sealed the next envelope in the name that now is the copy's.
    #[test]
    fn a_program_that_slept_through_a_change_of_name_writes_nothing_under_the_former_one() {
        let folder = tempfile::tempdir().unwrap();
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        let mut one = someone(folder.path(), now);
        let mut other = one.again().unwrap();
        let (first, second) = (one.jobs().unwrap().remove(0), other.jobs().unwrap().remove(0));
        let stream = first.stream;
        let mut sleeping = Line::<Own>::new(&mut one, first, now).unwrap();
        sleeping.publish().unwrap();
        let former = sleeping.speaking().unwrap();

        let mut awake = Line::<Own>::new(&mut other, second, now).unwrap();
        awake.publish().unwrap();
        awake.part(former, 2).unwrap();
        assert_ne!(crate::streams::own_author(&awake.entre.store.read().unwrap(), &stream).unwrap(), former);

        assert_eq!(sleeping.publish().unwrap_err().code, RENAMED);
        let written = |line: &mut Line<'_, Own>| {
            let envelopes = line.entre.store.read().unwrap().envelopes(&stream, 0).unwrap();
            envelopes.iter().filter(|stored| stored.envelope.header().author == former).count()
        };
        assert_eq!(written(&mut sleeping), 1);
        // Begun again, it goes on under the new name.
        sleeping.publish().unwrap();
        assert_eq!(written(&mut sleeping), 1);
        assert_ne!(sleeping.speaking().unwrap(), former);
    }
}
