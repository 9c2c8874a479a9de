//! The devices of this person: which there are, what they are called, and removing one (docs/protocol.md §3, §10.2).

use agenda::{DeviceEntry, DocumentName, Edit, Model, PersonalModel, TextUse, check_text};
use crypto::{DeviceId, Own, Statement, StatementBody, StatementId};
use jiff::Timestamp;
use language::say;
use serde::Serialize;
use store::{Reader, Writer};
use sync::{DeviceState, Replica, document_id, evaluate};
use wire::StreamId;

use crate::documents;
use crate::editing::write_personal;
use crate::entre::{Entre, text_fail, unhex_array};
use crate::exchange::refresh;
use crate::facts::{RecoveryFacts, StreamFacts, hex};
use crate::fail::{Exit, Fail};
use crate::keys::{random_signing_key, read_reader, write_reader};
use crate::streams::{all, stream_keys};

/// One device of this person.
#[derive(Debug, Clone, Serialize)]
pub struct OwnDevice {
    /// Its key in hex; it never leaves the circle of this person and the people they meet.
    pub id: String,
    /// What it is called, if it has said so.
    pub name: Option<String>,
    /// Since when it belongs to this person, as it says.
    pub since: Option<Timestamp>,
    /// Whether it is the one this runs on.
    pub this: bool,
    /// Whether it counts; otherwise it was removed.
    pub active: bool,
    /// Whether it has written in our own stream yet.
    pub seen: bool,
}

impl Entre {
    /// All devices that ever belonged to this person, those that count first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn devices(&mut self) -> Result<Vec<OwnDevice>, Fail> {
        let (own, here) = (self.stream, self.me.device.clone());
        let replica = self.own_replica()?;
        let personal = personal(&self.store.read()?, &own)?;
        let mut lines: Vec<OwnDevice> =
            replica.devices().iter().map(|device| line(device, &personal, &here)).collect();
        lines.sort_by(|left, right| {
            (!left.active, !left.this, &left.name, &left.id).cmp(&(
                !right.active,
                !right.this,
                &right.name,
                &right.id,
            ))
        });
        Ok(lines)
    }

    /// Gives a device another name, for this person's eyes only.
    ///
    /// # Errors
    /// If no device fits, or the name is not one.
    pub fn rename_device(&mut self, which: &str, name: &str, now: Timestamp) -> Result<OwnDevice, Fail> {
        check_text(name, TextUse::Name).map_err(|error| text_fail("device", &error))?;
        let mut device = self.find_device(which)?;
        let own = self.stream;
        let entry = DeviceEntry { name: name.trim().to_owned(), since: device.since.or(Some(now)) };
        let edit = Edit::DeviceEntry { device: device.id.clone(), entry: Some(entry) };
        let mut me = self.me.clone();
        if device.this {
            name.trim().clone_into(&mut me.device_name);
        }
        self.store.write(|writer| -> Result<(), Fail> {
            crate::facts::write(writer, store::RecordKind::Person, crate::entre::ME, &me)?;
            write_personal(writer, own, vec![edit])
        })?;
        self.me = me;
        device.name = Some(name.trim().to_owned());
        Ok(device)
    }

    /// Shuts a device of this person out of everything that is written from now on. It takes effect in a stream with
    /// the next sync of that stream.
    ///
    /// # Errors
    /// If no device fits, it is the one this runs on, or it was removed already; then nothing is changed.
    pub fn remove_device(&mut self, which: &str) -> Result<OwnDevice, Fail> {
        let device = self.find_device(which)?;
        if device.this {
            return Err(Fail::new(Exit::Usage, "this_device", say!("device-this"))
                .because(say!("device-this-why"))
                .attempt(say!("device-this-try")));
        }
        let id = DeviceId::from(unhex_array::<32>(&device.id)?);
        let (root, key) = (self.root()?, self.device_key()?);
        let known = self.own_statements()?;
        let here = DeviceId::of(&key);
        if !evaluate(&root, known.iter()).active.contains(&here) {
            return Err(Fail::new(Exit::Safety, "removed", say!("device-was-removed"))
                .because(say!("device-was-removed-why"))
                .attempt(say!("device-was-removed-try")));
        }
        let order = known
            .iter()
            .filter(|statement| statement.issuing_device() == Some(here))
            .map(Statement::order)
            .max()
            .unwrap_or(0);
        let revoke = Statement::revoke(&key, root, order + 1, era(&known), id, REASON_REMOVED);
        self.store.write(|writer| -> Result<(), Fail> {
            for (stream, mut facts) in all(writer)? {
                facts.add_statement(&revoke);
                if facts.shared {
                    renew_reader(writer, &stream, &mut facts)?;
                }
                facts.write(writer, &stream)?;
            }
            Ok(())
        })?;
        Ok(OwnDevice { active: false, ..device })
    }

    /// The device that a unique part of its name, or the beginning of its key, means.
    fn find_device(&mut self, which: &str) -> Result<OwnDevice, Fail> {
        let wanted = which.trim().to_lowercase();
        let devices: Vec<OwnDevice> = self.devices()?.into_iter().filter(|device| device.active).collect();
        let names = || {
            devices
                .iter()
                .map(|device| device.name.clone().unwrap_or_else(|| short(&device.id)))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let name = |device: &OwnDevice| device.name.as_deref().unwrap_or_default().to_lowercase();
        let exact: Vec<&OwnDevice> = devices.iter().filter(|device| name(device) == wanted).collect();
        let fits = |device: &&OwnDevice| {
            !wanted.is_empty()
                && (name(device).contains(&wanted) || (wanted.len() >= 6 && device.id.starts_with(&wanted)))
        };
        let found: Vec<&OwnDevice> =
            if exact.is_empty() { devices.iter().filter(fits).collect() } else { exact };
        match found.as_slice() {
            [only] => Ok((*only).clone()),
            [] => Err(Fail::new(Exit::NotFound, "no_such_device", say!("device-unknown", which = which))
                .because(say!("devices-here", names = names()))
                .attempt("entre device list")),
            _ => Err(Fail::new(
                Exit::NotFound,
                "ambiguous",
                say!("device-ambiguous", which = which, count = found.len()),
            )
            .because(names())
            .attempt(say!("device-ambiguous-try"))),
        }
    }

    /// Every statement about ourselves that is known here.
    pub(crate) fn own_statements(&mut self) -> Result<Vec<Statement>, Fail> {
        let root = self.root()?;
        let replica = self.own_replica()?;
        Ok(replica.statements().filter(|statement| statement.root() == root).cloned().collect())
    }

    /// Our own stream as it is on disk.
    pub(crate) fn own_replica(&mut self) -> Result<Replica<Own>, Fail> {
        let (root, device) = (self.root()?, DeviceId::from(unhex_array::<32>(&self.me.device)?));
        let (own, kit) = (self.stream, self.kit_key());
        let reader = self.store.read()?;
        let mut keys = stream_keys::<Own>(&reader, own, root, device)?;
        if let Some(kit) = kit {
            keys.kems.insert(0, (0, kit));
        }
        let mut replica = Replica::new(keys);
        refresh(&reader, &own, &mut replica, &mut 0)?;
        Ok(replica)
    }
}

/// The reset that statements made now follow.
pub(crate) fn era(known: &[Statement]) -> StatementId {
    known
        .iter()
        .filter(|statement| matches!(statement.body(), StatementBody::Reset { .. }))
        .max_by_key(|statement| (statement.order(), statement.id()))
        .map_or(StatementId::ZERO, Statement::id)
}

/// The number behind the last statement that the root signed.
pub(crate) fn next_root_order(known: &[Statement]) -> u64 {
    let by_root = known.iter().filter(|statement| statement.issuing_device().is_none());
    by_root.map(Statement::order).max().unwrap_or(0) + 1
}

/// A removed device knew the recovery reader: it is replaced by one that it never learns.
pub(crate) fn renew_reader(
    writer: &mut Writer<'_>,
    stream: &StreamId,
    facts: &mut StreamFacts,
) -> Result<(), Fail> {
    if let Some(old) = read_reader(writer, stream)? {
        facts.retire.push(hex(crypto::author_of(&old).as_bytes()));
    }
    write_reader(writer, stream, &random_signing_key())?;
    facts.recovery = RecoveryFacts { generation: facts.recovery.generation + 1, ..RecoveryFacts::default() };
    Ok(())
}

/// What our own personal document says.
pub(crate) fn personal(reader: &Reader<'_>, own: &StreamId) -> Result<PersonalModel, Fail> {
    match documents::view(reader, own, &document_id(own, &DocumentName::Personal))? {
        Some(Model::Personal(model)) => Ok(model),
        _ => Ok(PersonalModel::default()),
    }
}

fn line(state: &DeviceState, personal: &PersonalModel, here: &str) -> OwnDevice {
    let id = hex(state.device.as_bytes());
    let entry = personal.devices.get(&id);
    OwnDevice {
        name: entry.map(|entry| entry.name.clone()).filter(|name| !name.is_empty()),
        since: entry.and_then(|entry| entry.since),
        this: id == here,
        active: state.active,
        seen: state.authors.iter().any(|(_, seq)| *seq > 0),
        id,
    }
}

fn short(id: &str) -> String {
    id.get(..8).unwrap_or(id).to_owned()
}

const REASON_REMOVED: u8 = 1;
