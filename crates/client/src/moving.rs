//! Another relay: the address stands in the documents, so everybody who reads them follows, and puts there what they
//! have (docs/protocol.md §8.6). Nothing is taken from the old relay, and nothing is lost if it is gone.

use agenda::{DocumentName, Edit, Model, PairEntry};
use jiff::Timestamp;
use language::say;
use serde::Serialize;
use store::{Reader, RecordKind, Writer};
use sync::document_id;
use wire::{Origin, StreamId};

use crate::devices::personal;
use crate::documents;
use crate::editing::{Deed, write_live, write_personal};
use crate::entre::{Entre, ME, take_voucher};
use crate::exchange::keep_summary;
use crate::facts::{self, Me, PairFacts, Phase, StreamFacts, hex};
use crate::fail::{Exit, Fail};
use crate::mailbox::Mailboxes;
use crate::notices::SafetyEvent;
use crate::people::{PersonRef, pairs};
use crate::reading::{summary, waiting};
use crate::socket::short;
use crate::syncing::{Job, SyncReport};
use crate::what::What;

/// What moving to another relay brought.
#[derive(Debug, Serialize)]
pub struct RelaySet {
    /// The address.
    pub relay: String,
    /// Whose notebooks are there now.
    pub people: Vec<String>,
    /// Whose stay where they are until their invitation is answered.
    pub staying: Vec<String>,
    /// Whether everything is there.
    pub complete: bool,
    /// What the exchange brought.
    pub sync: SyncReport,
}

impl Entre {
    /// Exchanges everything at another relay from now on, and says so to everybody who is in it.
    ///
    /// # Errors
    /// If the new relay does not answer: then nothing is changed. If it stops answering, or refuses something: the next
    /// sync goes on.
    pub async fn set_relay(
        &mut self,
        relay: &Origin,
        vouchers: &[[u8; 16]],
        now: Timestamp,
    ) -> Result<RelaySet, Fail> {
        Mailboxes::dial(relay).await.map_err(|fail| fail.because(say!("nothing-changed")))?.close().await;
        self.store.keep_restore_point("relay-set")?;
        self.say_relay(relay, vouchers, now)?;
        let sync = match self.sync_with_others(now).await {
            Ok(report) => report,
            // The old relay may be gone; whether the new one has everything is seen below.
            Err(fail) if fail.exit == Exit::Offline => SyncReport::default(),
            Err(fail) => return Err(fail),
        };
        let jobs = self.jobs()?;
        let (there, elsewhere): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(|job| job.origin == *relay);
        let name = |job: Job| job.person;
        let complete = !there.is_empty() && self.all_checked(&there)?;
        Ok(RelaySet {
            relay: relay.to_string(),
            people: there.into_iter().filter_map(name).collect(),
            staying: elsewhere.into_iter().filter_map(name).collect(),
            complete,
            sync,
        })
    }

    /// Whether each of these was found at its relay as it is here, and nothing waits.
    fn all_checked(&mut self, jobs: &[Job]) -> Result<bool, Fail> {
        let reader = self.store.read()?;
        for job in jobs {
            if summary(&reader, &job.stream)?.checked.is_none() || waiting(&reader, &job.stream)? > 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Writes the address into the documents, and where new notebooks are opened.
    fn say_relay(&mut self, relay: &Origin, vouchers: &[[u8; 16]], now: Timestamp) -> Result<(), Fail> {
        let (own, text) = (self.stream, relay.to_string());
        let mut me = self.me.clone();
        if me.relay.as_deref() != Some(text.as_str()) {
            // Those of another relay open nothing here.
            me.vouchers.clear();
        }
        me.relay = Some(text.clone());
        me.vouchers.extend(vouchers.iter().map(|voucher| hex(voucher)));
        self.store.write(|writer| -> Result<(), Fail> {
            facts::write(writer, RecordKind::Person, ME, &me)?;
            let mut own_facts = StreamFacts::read(writer, &own)?;
            if own_facts.relay.is_none() {
                own_facts.relay = Some(text.clone());
                own_facts.write(writer, &own)?;
            }
            let setting = Edit::Setting { key: RELAY_SETTING.to_owned(), value: Some(text.clone()) };
            write_personal(writer, own, vec![setting])?;
            for (key, facts) in pairs(writer)? {
                let person = PersonRef::of(&key, &facts)?;
                let (Phase::Live, None, Some(stream)) = (facts.phase, facts.paused, person.stream) else {
                    continue;
                };
                let edits = vec![Edit::Relay { address: Some(text.clone()) }];
                let deed = Deed {
                    undoable: false,
                    ..Deed::shared(What::MovedNotebook(short(relay).to_owned()), edits)
                };
                write_live(writer, own, stream, &person, &deed, now)?;
                note_relay(writer, own, &stream, &text)?;
            }
            Ok(())
        })?;
        self.me = me;
        Ok(())
    }

    /// Where a notebook is exchanged, if our own stream is still at another relay than all of them. Our own stream never
    /// follows by itself: its relay sees when and how much somebody notes in private.
    pub(crate) fn relay_of_a_moved_notebook(&mut self) -> Result<Option<Origin>, Fail> {
        let (own, shared): (Vec<Job>, Vec<Job>) =
            self.jobs()?.into_iter().partition(|job| job.person.is_none());
        let alone = own.iter().all(|own| shared.iter().all(|job| job.origin != own.origin));
        Ok(shared.into_iter().next().map(|job| job.origin).filter(|_| alone && !own.is_empty()))
    }

    /// Where a stream is to be exchanged instead, as its documents say. `answered` says whether the relay that is known
    /// did; if not, what our own devices say of another's stream is enough.
    pub(crate) fn relay_said(&mut self, job: &Job, answered: bool) -> Result<Option<Origin>, Fail> {
        let own = self.stream;
        let reader = self.store.read()?;
        let of_ours = personal(&reader, &own)?;
        let said = match &job.person {
            None => vec![of_ours.settings.get(RELAY_SETTING).cloned()],
            Some(_) => {
                let entry = of_ours.pairs.get(&job.stream.to_string()).map(|entry| entry.relay.clone());
                vec![relay_in_core(&reader, &job.stream)?, entry.filter(|_| !answered)]
            }
        };
        let said = said.into_iter().flatten().filter_map(|text| text.parse::<Origin>().ok());
        Ok(said.into_iter().find(|origin| *origin != job.origin))
    }

    /// Whether our own stream is to be exchanged at another relay than this one.
    pub(crate) fn own_is_elsewhere(&mut self, origin: &Origin) -> Result<bool, Fail> {
        let job = Job { stream: self.stream, origin: origin.clone(), person: None };
        Ok(self.relay_said(&job, true)?.is_some())
    }

    /// Whether the other person's word is enough to go there: never from an encrypted line to a plain one.
    pub(crate) fn may_follow(&self, from: &Origin, to: &Origin) -> bool {
        to.is_secure() || !from.is_secure() || self.me.relay.as_deref() == Some(to.as_str())
    }

    /// From here on a stream is exchanged at another relay, which is not known to hold anything of it yet.
    pub(crate) fn move_stream(&mut self, job: &Job, to: &Origin) -> Result<(), Fail> {
        let (own, text) = (self.stream, to.to_string());
        let mut me = self.me.clone();
        let stream = job.stream;
        self.store.write(|writer| -> Result<(), Fail> {
            let mut facts = StreamFacts::read(writer, &stream)?;
            facts.relay = Some(text.clone());
            // A receipt is the old relay's.
            facts.receipt = None;
            facts.voucher = if me.relay.as_ref() == Some(&text) { take_voucher(&mut me) } else { None };
            facts.write(writer, &stream)?;
            writer.clear_relay_heads(&stream)?;
            keep_summary(writer, &stream, |summary| {
                (summary.stored, summary.checked, summary.refused) = (0, None, None);
                summary.shut_out = false;
            })?;
            if stream == own {
                me.relay = Some(text.clone());
            } else {
                for (key, facts) in pairs(writer)? {
                    if facts.stream.as_deref() == Some(stream.to_string().as_str()) {
                        let facts = PairFacts { relay: text.clone(), ..facts };
                        facts::write(writer, RecordKind::Pair, &key, &facts)?;
                    }
                }
                note_relay(writer, own, &stream, &text)?;
            }
            facts::write::<Me>(writer, RecordKind::Person, ME, &me)
        })?;
        self.me = me;
        Ok(())
    }
}

/// Our own devices, and the kit, find a stream by what our own stream says.
fn note_relay(writer: &mut Writer<'_>, own: StreamId, stream: &StreamId, relay: &str) -> Result<(), Fail> {
    let known = personal(writer, &own)?.pairs.get(&stream.to_string()).cloned();
    let Some(entry) = known.filter(|entry| entry.relay != relay) else { return Ok(()) };
    let entry = PairEntry { relay: relay.to_owned(), ..entry };
    write_personal(writer, own, vec![Edit::PairEntry { stream: stream.to_string(), entry: Some(entry) }])
}

fn relay_in_core(reader: &Reader<'_>, stream: &StreamId) -> Result<Option<String>, Fail> {
    match documents::view(reader, stream, &document_id(stream, &DocumentName::Core))? {
        Some(Model::Core(core)) => Ok(core.relay),
        _ => Ok(None),
    }
}

/// Told to somebody whose notebook went elsewhere by another hand.
pub(crate) fn moved_event(person: Option<&str>, to: &Origin, at: Timestamp) -> SafetyEvent {
    let text = match person {
        Some(person) => say!("notebook-moved", person = person, relay = short(to)),
        None => say!("own-notes-moved", relay = short(to)),
    };
    SafetyEvent { at, code: "relay_moved".to_owned(), person: person.map(str::to_owned), text }
}

/// Told once about an address that is not followed.
pub(crate) fn not_followed_event(person: Option<&str>, to: &Origin, at: Timestamp) -> SafetyEvent {
    let whose = person.map_or_else(|| say!("one-of-your-devices"), str::to_owned);
    let text = say!("move-not-followed", whose = whose, to = to.as_str());
    SafetyEvent { at, code: "relay_not_followed".to_owned(), person: person.map(str::to_owned), text }
}

/// The setting under which the address of the own stream reaches one's other devices.
pub(crate) const RELAY_SETTING: &str = "relay";

#[cfg(test)]
mod tests {
    use crate::entre::Setup;
    use crate::home::Home;
    use crate::unlock::Unlock;

    use super::*;

    #[test]
    fn the_other_persons_word_leads_from_an_encrypted_line_to_a_plain_one_never() {
        let folder = tempfile::tempdir().unwrap();
        let origin = |text: &str| text.parse::<Origin>().unwrap();
        let setup = Setup {
            name: "Alex Marin".to_owned(),
            device_name: "laptop".to_owned(),
            relay: Some(origin("ws://mine.example")),
            vouchers: Vec::new(),
            unlock: Unlock::File,
        };
        let home = Home::locate(Some(folder.path().join("home"))).unwrap();
        let entre = Entre::init(&home, &setup, Timestamp::now()).unwrap();
        let follows = |from: &str, to: &str| entre.may_follow(&origin(from), &origin(to));
        assert!(!follows("wss://a.example", "ws://b.example"));
        assert!(follows("wss://a.example", "wss://b.example"));
        assert!(follows("ws://a.example", "ws://b.example"));
        assert!(follows("ws://a.example", "wss://b.example"));
        // My own word does.
        assert!(follows("wss://a.example", "ws://mine.example"));
    }
}
