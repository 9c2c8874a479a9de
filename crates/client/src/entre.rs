//! An opened home: the store with its key, and who this device belongs to.

use std::fmt;
use std::path::Path;

use agenda::{DeviceEntry, Edit, TextUse, check_text};
use crypto::{
    DeviceId, DisplayName, KemKey, Members, Own, RootId, RootSeed, Statement, StatementId, StoreKey,
};
use jiff::Timestamp;
use language::say;
use store::{Header, RecordKind, Store, StoreError};
use wire::{Origin, Rights, StreamId};
use zeroize::Zeroizing;

use crate::editing::write_personal;
use crate::facts::{self, Me, StreamFacts, hex, unhex};
use crate::fail::{Exit, Fail};
use crate::home::{Home, disk_fail};
use crate::keys::{random_signing_key, read_device, write_device, write_root};
use crate::other_words::text_error;
use crate::random::{random, random_bytes};
use crate::refreshing;
use crate::session::session_key;
use crate::streams::{StreamFactsNew, founded, keep_founded};
use crate::unlock::{Lock, Unlock, UnlockKind, fetch_key, forget_keys, keep_key, keep_root_key, kind_of};
use crate::vault::Vault;

/// What setting up needs to know.
pub struct Setup {
    /// The name that the other person sees.
    pub name: String,
    /// What its owner calls this device.
    pub device_name: String,
    /// Where new streams are opened; may be named later.
    pub relay: Option<Origin>,
    /// One-time codes of that relay, where it asks for them.
    pub vouchers: Vec<[u8; 16]>,
    /// How the key of the store is kept.
    pub unlock: Unlock,
}

/// One person's store, open.
pub struct Entre {
    pub(crate) home: Home,
    pub(crate) store: Store,
    pub(crate) me: Me,
    pub(crate) stream: StreamId,
    key: StoreKey,
    /// The recovery key, while a kit is being used.
    pub(crate) kit: Option<KemKey>,
}

impl Entre {
    /// Sets up a new person on this device. Nothing is sent anywhere.
    ///
    /// # Errors
    /// If somebody is here already, the name is not one, the key cannot be kept as asked, or the disk refuses; then
    /// nothing is left behind.
    pub fn init(home: &Home, setup: &Setup, now: Timestamp) -> Result<Self, Fail> {
        display_name(&setup.name)?;
        check_text(&setup.device_name, TextUse::Name).map_err(|error| text_fail("device", &error))?;
        Self::make(home, &setup.unlock, |store, store_id| {
            let root_key = StoreKey::random(&mut random());
            keep_root_key(home, store_id, &root_key, &setup.unlock)?;
            new_person(store, setup, &root_key, now)
        })
    }

    /// Makes a store whose key is kept as asked, and lets `fill` write whose it is. After a failure nothing is left.
    pub(crate) fn make(
        home: &Home,
        unlock: &Unlock,
        fill: impl FnOnce(&mut Store, &[u8; 16]) -> Result<Me, Fail>,
    ) -> Result<Self, Fail> {
        if home.exists() {
            return Err(Fail::new(Exit::Failed, "exists", say!("home-exists"))
                .because(say!("home-exists-where", folder = home.folder().display().to_string()))
                .attempt(say!("home-exists-try")));
        }
        home.create_folder()?;
        let store_id: [u8; 16] = random_bytes();
        let key = StoreKey::random(&mut random());
        let made = Self::make_store(home, unlock, &store_id, key, fill);
        if made.is_err() {
            forget_keys(home, &store_id, unlock);
            for suffix in ["", "-wal", "-shm"] {
                let mut name = home.database().into_os_string();
                name.push(suffix);
                // What could not be removed is refused as unfinished by the next attempt.
                drop(std::fs::remove_file(name));
            }
            // Only goes if it is empty.
            drop(std::fs::remove_dir(home.folder()));
        }
        made
    }

    fn make_store(
        home: &Home,
        unlock: &Unlock,
        store_id: &[u8; 16],
        key: StoreKey,
        fill: impl FnOnce(&mut Store, &[u8; 16]) -> Result<Me, Fail>,
    ) -> Result<Self, Fail> {
        let unlock = keep_key(home, store_id, &key, unlock)?;
        Store::create(&home.database(), &Header { store_id: *store_id, unlock })?;
        let mut store =
            Store::open(&home.database(), Box::new(Vault::new(StoreKey::from_bytes(*key.expose()))))?;
        let me = fill(&mut store, store_id)?;
        store.write(refreshing::mark)?;
        // From the first moment on the file alone is somebody's.
        store.checkpoint()?;
        let stream = me.own_stream()?;
        Ok(Self { home: home.clone(), store, me, stream, key, kit: None })
    }

    /// Opens what is there. `passphrase` is asked only if the store has one and [`Self::unlock`] left nothing open.
    ///
    /// # Errors
    /// If nobody has set up here, the key is not to be had, or the store cannot be read.
    pub fn open(
        home: &Home,
        passphrase: &mut dyn FnMut() -> Result<Zeroizing<String>, Fail>,
    ) -> Result<Self, Fail> {
        let header = read_header(home)?;
        let lock = Lock::parse(&header.unlock)?;
        let Some(key) = session_key(home, &header.store_id, &lock, Timestamp::now()) else {
            return Self::open_afresh(home, passphrase);
        };
        Self::finished(Self::open_with(home, key)?, &lock)
    }

    /// Takes up a change of the lock that was cut short.
    fn finished(mut entre: Self, lock: &Lock) -> Result<Self, Fail> {
        if lock.leaving.is_some() {
            entre.finish_change();
        }
        Ok(entre)
    }

    /// Opens what is there with the key from where the store's header says that it is kept.
    pub(crate) fn open_afresh(
        home: &Home,
        passphrase: &mut dyn FnMut() -> Result<Zeroizing<String>, Fail>,
    ) -> Result<Self, Fail> {
        let header = read_header(home)?;
        let key = fetch_key(home, &header.store_id, &header.unlock, passphrase)?;
        Self::finished(Self::open_with(home, key)?, &Lock::parse(&header.unlock)?)
    }

    pub(crate) fn key(&self) -> &StoreKey {
        &self.key
    }

    /// Opens the same store once more, for work beside this one.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn again(&self) -> Result<Self, Fail> {
        Self::open_with(&self.home, StoreKey::from_bytes(*self.key.expose()))
    }

    pub(crate) fn open_with(home: &Home, key: StoreKey) -> Result<Self, Fail> {
        Self::open_at(home, &home.database(), key)
    }

    /// The same with a file that is not in its place yet.
    pub(crate) fn open_at(home: &Home, path: &Path, key: StoreKey) -> Result<Self, Fail> {
        let vault = Vault::new(StoreKey::from_bytes(*key.expose()));
        let mut store = Store::open(path, Box::new(vault))?;
        let me = {
            let reader = store.read()?;
            facts::read::<Me>(&reader, RecordKind::Person, ME)?
        };
        let me = me.ok_or_else(|| {
            Fail::new(Exit::Failed, "store_unreadable", say!("store-empty"))
                .because(say!("store-empty-why"))
                .attempt(say!("store-empty-try"))
        })?;
        let stream = me.own_stream()?;
        refreshing::refresh(&mut store)?;
        Ok(Self { home: home.clone(), store, me, stream, key, kit: None })
    }

    /// How the store here is unlocked.
    ///
    /// # Errors
    /// If nobody has set up here, or the store cannot be read.
    pub fn unlock_kind(home: &Home) -> Result<UnlockKind, Fail> {
        kind_of(&read_header(home)?.unlock)
    }

    /// Our name, as the other person sees it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.me.name
    }

    /// What its owner calls this device.
    #[must_use]
    pub fn device_name(&self) -> &str {
        &self.me.device_name
    }

    /// The relay on which new streams are opened.
    #[must_use]
    pub fn relay(&self) -> Option<&str> {
        self.me.relay.as_deref()
    }

    /// The recovery key, while a kit is being used.
    pub(crate) fn kit_key(&self) -> Option<KemKey> {
        self.kit.as_ref().map(|kit| KemKey::from_seed(*kit.expose_seed()))
    }

    pub(crate) fn root(&self) -> Result<RootId, Fail> {
        self.me.root.parse().map_err(|_| facts::internal(say!("internal-identity")))
    }

    pub(crate) fn device(&self) -> Result<DeviceId, Fail> {
        Ok(DeviceId::from(unhex_array::<32>(&self.me.device)?))
    }

    pub(crate) fn device_key(&mut self) -> Result<wire::SigningKey, Fail> {
        read_device(&self.store.read()?)
    }

    /// The statements about ourselves, as kept with our own stream.
    pub(crate) fn statements(&mut self) -> Result<Vec<Statement>, Fail> {
        let stream = self.stream;
        let reader = self.store.read()?;
        let facts = StreamFacts::read(&reader, &stream)?;
        let root = self.me.root.clone();
        let statements = facts.statements()?;
        Ok(statements.into_iter().filter(|statement| hex(statement.root().as_bytes()) == root).collect())
    }
}

/// A new person: root, device, own stream, all in one transaction.
fn new_person(store: &mut Store, setup: &Setup, root_key: &StoreKey, now: Timestamp) -> Result<Me, Fail> {
    let root = RootSeed::random(&mut random());
    let signing = root.signing();
    let root_id = RootId::of(&signing);
    let device = random_signing_key();
    let proof = Statement::device_proof(&device, &root_id);
    let genesis = Statement::genesis(&root, 1, &mut random());
    let certify = Statement::certify(&signing, 2, StatementId::ZERO, DeviceId::of(&device), &proof)
        .map_err(|_| facts::internal(say!("internal-not-certified")))?;
    let statements = vec![genesis, certify];
    let own = founded(&root.self_genesis(), [0; 32], root_id, &device, Rights::DEVICE)?;
    let stream = own.stream;
    let mut me = Me {
        name: setup.name.trim().to_owned(),
        device_name: setup.device_name.trim().to_owned(),
        root: hex(root_id.as_bytes()),
        device: hex(DeviceId::of(&device).as_bytes()),
        stream: hex(stream.as_bytes()),
        relay: setup.relay.as_ref().map(ToString::to_string),
        vouchers: setup.vouchers.iter().map(|voucher| hex(voucher)).collect(),
        since: now,
    };
    let members = Members::<Own>::own(stream, root_id);
    let new =
        StreamFactsNew { founded: &own, shared: false, roots: members.roots(), statements: &statements };
    let mut facts = new.facts(me.relay.clone());
    facts.voucher = take_voucher(&mut me);
    store.write(|writer| {
        write_device(writer, &device)?;
        write_root(writer, root_key, root.expose())?;
        facts::write(writer, RecordKind::Person, ME, &me)?;
        keep_founded(writer, &own, &facts)?;
        write_personal(writer, stream, introductions(&me))
    })?;
    Ok(me)
}

/// What our other devices have to know of this one and of its owner.
pub(crate) fn introductions(me: &Me) -> Vec<Edit> {
    let entry = DeviceEntry { name: me.device_name.clone(), since: Some(me.since) };
    vec![
        Edit::Setting { key: NAME_SETTING.to_owned(), value: Some(me.name.clone()) },
        Edit::DeviceEntry { device: me.device.clone(), entry: Some(entry) },
    ]
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name: _, device_name: _, relay: _, vouchers, unlock } = self;
        f.debug_struct("Setup")
            .field("vouchers", &vouchers.len())
            .field("unlock", unlock)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Entre {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { home: _, store: _, me: _, stream, key: _, kit: _ } = self;
        write!(f, "Entre({stream:?}, …)")
    }
}

/// The next unused voucher of our relay, if there is one.
pub(crate) fn take_voucher(me: &mut Me) -> Option<String> {
    if me.vouchers.is_empty() { None } else { Some(me.vouchers.remove(0)) }
}

/// A name as it may be shown to the other person.
pub(crate) fn display_name(name: &str) -> Result<DisplayName, Fail> {
    name.trim()
        .parse()
        .map_err(|_| Fail::new(Exit::Usage, "bad_name", say!("bad-name")).because(say!("bad-name-why")))
}

/// What is wrong with a text, without repeating it.
pub(crate) fn text_fail(what: &str, error: &agenda::TextError) -> Fail {
    let code = match error {
        agenda::TextError::Empty => "empty_text",
        _ => "bad_text",
    };
    Fail::new(Exit::Usage, code, text_error(error)).because(say!("text-meant-as", what = what))
}

pub(crate) fn read_header(home: &Home) -> Result<Header, Fail> {
    let path = home.database();
    match Store::header(&path) {
        Ok(header) => Ok(header),
        Err(StoreError::Missing) => Err(Fail::new(Exit::Failed, "not_set_up", say!("not-set-up"))
            .because(say!("not-set-up-where", folder = home.folder().display().to_string()))
            .attempt(say!("not-set-up-try"))
            .attempt(say!("try-accept"))),
        Err(StoreError::Disk(error)) => Err(disk_fail(&path, &error)),
        Err(error) => Err(error.into()),
    }
}

/// Bytes of a hex id of a given length.
pub(crate) fn unhex_array<const N: usize>(text: &str) -> Result<[u8; N], Fail> {
    unhex(text)?.try_into().map_err(|_| facts::internal(say!("internal-id-length")))
}

pub(crate) const ME: &[u8] = b"me";
/// The setting under which the own name reaches one's other devices.
pub(crate) const NAME_SETTING: &str = "name";
