//! Everything lost but the kit: 24 words and the address of a relay bring back people, agendas and private notes, and
//! shut out every device that was there before (docs/protocol.md §10.3).

use crypto::{DeviceId, RootSeed, Statement};
use jiff::Timestamp;
use language::say;
use serde::{Deserialize, Serialize};
use store::RecordKind;
use wire::{Origin, Rights, StreamId};

use crate::devices::{era, next_root_order, renew_reader};
use crate::duties::shared_streams;
use crate::editing::write_personal;
use crate::entrance::{Entrance, enrol_through};
use crate::entre::{Entre, ME, display_name, introductions};
use crate::facts::{self, Me, hex, internal};
use crate::fail::{Exit, Fail};
use crate::home::Home;
use crate::joining::known;
use crate::keys::{StreamSecrets, random_signing_key, write_device};
use crate::root::kit_seed;
use crate::socket::short;
use crate::streams::own_binding;
use crate::syncing::SyncReport;
use crate::unlock::Unlock;

/// What restoring from the kit brought.
#[derive(Debug, Serialize)]
pub struct Restored {
    /// Whose it is.
    pub name: String,
    /// Whom this person meets.
    pub people: Vec<String>,
    /// How many devices were shut out.
    pub shut_out: usize,
    /// What is still to come: another sync goes on with it.
    pub unfinished: bool,
}

/// How far a restoration has come; it can be taken up again with the same kit.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    /// Let into the own stream; nothing read yet.
    Entered,
    /// The statements that shut the old devices out are made.
    Reset,
}

impl Entre {
    /// Makes a new device of the person whose kit this is, or goes on where an attempt was interrupted.
    ///
    /// # Errors
    /// If the words are no kit, the relay does not know it, or cannot be reached. Before the relay has let this device
    /// in, nothing is written.
    pub async fn restore_from_kit(
        home: &Home,
        relay: &Origin,
        device_name: &str,
        unlock: &Unlock,
        kit: &str,
        now: Timestamp,
    ) -> Result<Self, Fail> {
        display_name(device_name)?;
        let seed = kit_seed(kit)?;
        let genesis = seed.self_genesis();
        let stream = StreamId::derive(&crypto::author_of(&genesis), &[0; 32]);
        let (device, secrets) = (random_signing_key(), StreamSecrets::random());
        let entrance = enrol_through(relay, &stream, &genesis, &secrets.pseudonym, Rights::DEVICE).await?;
        if entrance == Entrance::Closed {
            return Err(Fail::new(Exit::NotFound, "kit_unknown", say!("kit-unknown", relay = short(relay)))
                .because(say!("kit-unknown-why"))
                .because(say!("nothing-written"))
                .attempt(say!("kit-unknown-try")));
        }
        let root = seed.id();
        let binding = own_binding(stream, root, &device, &secrets)?;
        let facts = known(false, relay, &[root], &[], &binding, now);
        let me = Me {
            // The own stream brings the real one.
            name: device_name.trim().to_owned(),
            device_name: device_name.trim().to_owned(),
            root: hex(root.as_bytes()),
            device: hex(DeviceId::of(&device).as_bytes()),
            stream: hex(stream.as_bytes()),
            relay: Some(relay.to_string()),
            vouchers: Vec::new(),
            since: now,
        };
        Self::make(home, unlock, |store, _| {
            store.write(|writer| -> Result<(), Fail> {
                write_device(writer, &device)?;
                facts::write(writer, RecordKind::Person, ME, &me)?;
                facts::write(writer, RecordKind::Person, RESTORE, &Step::Entered)?;
                secrets.write(writer, &stream)?;
                facts.write(writer, &stream)
            })?;
            Ok(me)
        })
    }

    /// Whether a restoration waits to be finished with the kit.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn is_restoring(&mut self) -> Result<bool, Fail> {
        Ok(self.restore_step()?.is_some())
    }

    /// Brings everything back: reads with the recovery key, shuts the old devices out, and makes new keys everywhere.
    ///
    /// # Errors
    /// If the kit is another person's, or a relay cannot be reached: the same command goes on later.
    pub async fn finish_restoring(&mut self, kit: &str, now: Timestamp) -> Result<Restored, Fail> {
        let seed = self.root_from(Some(kit))?;
        self.kit = Some(seed.recovery_kem());
        let finished = self.bring_back(&seed, now).await;
        self.kit = None;
        finished
    }

    async fn bring_back(&mut self, seed: &RootSeed, now: Timestamp) -> Result<Restored, Fail> {
        if self.restore_step()? == Some(Step::Entered) {
            // Everything the relay holds of us; nothing can be written before the reset.
            self.sync_own(now).await?;
            self.shut_out_all(seed)?;
        }
        self.sync(now).await?;
        // Whoever had the old devices knew the recovery readers: now that they let us in, others take their place.
        self.renew_readers()?;
        let second = self.sync(now).await?;
        let entered = shared_streams(&self.store.read()?)?.iter().all(|(_, facts)| facts.enter.is_none());
        let let_in = second.people.iter().all(|person| !person.waiting_for_them);
        let unfinished = !(done(&second) && entered && let_in);
        let shut_out = self.devices()?.iter().filter(|device| !device.active).count();
        let people = self.people()?.into_iter().map(|line| line.person.name).collect();
        if !unfinished {
            self.store.write(|writer| -> Result<(), Fail> {
                writer.delete_record(RecordKind::Person, RESTORE)?;
                Ok(())
            })?;
        }
        Ok(Restored { name: self.name().to_owned(), people, shut_out, unfinished })
    }

    /// The root certifies this device and starts afresh with it alone.
    fn shut_out_all(&mut self, seed: &RootSeed) -> Result<(), Fail> {
        let known = self.own_statements()?;
        if known.is_empty() {
            return Err(Fail::new(Exit::Failed, "kit_unreadable", say!("kit-unreadable"))
                .because(say!("kit-unreadable-why")));
        }
        let (root, key) = (seed.signing(), self.device_key()?);
        let device = DeviceId::of(&key);
        let proof = Statement::device_proof(&key, &seed.id());
        let (order, era) = (next_root_order(&known), era(&known));
        let certify = Statement::certify(&root, order, era, device, &proof)
            .map_err(|_| internal(say!("internal-not-certified")))?;
        let reset = Statement::reset(&root, order + 1, era, &[device])
            .map_err(|_| internal(say!("internal-not-reset")))?;
        let (own, me) = (self.stream, self.me.clone());
        self.store.write(|writer| -> Result<(), Fail> {
            for (stream, mut facts) in crate::streams::all(writer)? {
                for statement in known.iter().chain([&certify, &reset]) {
                    facts.add_statement(statement);
                }
                facts.write(writer, &stream)?;
            }
            facts::write(writer, RecordKind::Person, RESTORE, &Step::Reset)?;
            let entry = introductions(&me).pop();
            write_personal(writer, own, entry.into_iter().collect())
        })
    }

    fn renew_readers(&mut self) -> Result<(), Fail> {
        self.store.write(|writer| -> Result<(), Fail> {
            for (stream, mut facts) in shared_streams(writer)? {
                // Not before it let us in.
                if facts.enter.is_none() && facts.recovery.carded && facts.recovery.enrolled {
                    renew_reader(writer, &stream, &mut facts)?;
                    facts.write(writer, &stream)?;
                }
            }
            Ok(())
        })
    }

    fn restore_step(&mut self) -> Result<Option<Step>, Fail> {
        facts::read(&self.store.read()?, RecordKind::Person, RESTORE)
    }
}

fn done(report: &SyncReport) -> bool {
    report.settled && !report.shut_out
}

const RESTORE: &[u8] = b"restore";
