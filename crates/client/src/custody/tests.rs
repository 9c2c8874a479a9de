//! A change of the lock that is stopped, refused or finished: what opens afterwards, and what lies on the disk.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::{Entre, Home, Lock, Place, Step, Unlock, UnlockKind};
use crate::entre::{Setup, read_header};
use crate::fail::{Exit, Fail};
use crate::unlock::{clear_key, clear_root_key, copy_root_key};

const OLD: &str = "four unrelated old words";
const NEW: &str = "five quite unrelated new words";

fn words(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn init(home: &Home, unlock: Unlock) -> Entre {
    let setup = Setup {
        name: "Mara Oduya".to_owned(),
        device_name: "laptop".to_owned(),
        relay: None,
        vouchers: Vec::new(),
        unlock,
    };
    Entre::init(home, &setup, "2026-11-24T09:00:00Z".parse::<Timestamp>().unwrap()).unwrap()
}

fn home(folder: &Path) -> Home {
    Home::locate(Some(folder.to_owned())).unwrap().with_runtime_folder(None)
}

/// Opens with whichever of the two passphrases fits, the new one first.
fn open(home: &Home) -> Result<Entre, Fail> {
    Entre::open(home, &mut || Ok(words(NEW))).or_else(|_| Entre::open(home, &mut || Ok(words(OLD))))
}

fn way(kind: UnlockKind, text: &str) -> Unlock {
    match kind {
        UnlockKind::Keyring => Unlock::Keyring,
        UnlockKind::Passphrase => Unlock::Passphrase(words(text)),
        UnlockKind::File => Unlock::File,
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// The places outside the header in which the store's key or the root's key lies.
fn places(home: &Home) -> (Vec<Place>, Vec<Place>) {
    let id = read_header(home).unwrap().store_id;
    let hex = data_encoding::HEXLOWER.encode(&id);
    let in_keyring = |what: &str| crate::keyring_entry::read(&format!("{what}-{hex}")).unwrap().is_some();
    let of = |keyring: bool, file: bool| {
        [(keyring, Place::Keyring), (file, Place::File)]
            .into_iter()
            .filter_map(|(there, place)| there.then_some(place))
            .collect()
    };
    (of(in_keyring("store"), home.key_file().exists()), of(in_keyring("root"), home.root_key_file().exists()))
}

const KINDS: [UnlockKind; 3] = [UnlockKind::Keyring, UnlockKind::Passphrase, UnlockKind::File];

#[test]
fn a_stop_between_any_two_steps_leaves_a_store_that_opens_the_old_way_or_the_new() {
    let folder = tempfile::tempdir().unwrap();
    let mut stops = 0;
    for from in KINDS {
        let template = home(&folder.path().join(from.word()));
        let id = init(&template, way(from, OLD)).store.store_id();
        for to in KINDS {
            if from == to && from != UnlockKind::Passphrase {
                continue;
            }
            for stop in 0.. {
                let case = format!("{} to {}, stop {stop}", from.word(), to.word());
                let here = home(&folder.path().join(case.replace(' ', "-")));
                copy_folder(template.folder(), here.folder());
                let mut steps = Vec::new();
                let mut entre = open(&here).unwrap();
                let changed = entre.change_lock(&way(to, NEW), &mut |step| {
                    steps.push(step);
                    let stopped = || Err(Fail::new(Exit::Failed, "stopped", "stopped here"));
                    if steps.len() == stop + 1 { stopped() } else { Ok(()) }
                });
                drop(entre);
                let reopened = open(&here).unwrap_or_else(|fail| panic!("{case}: {fail:?}"));
                assert_eq!(reopened.name(), "Mara Oduya", "{case}");
                drop(reopened);
                let lock = Lock::parse(&read_header(&here).unwrap().unlock).unwrap();
                let switched = steps.contains(&Step::Switched);
                assert_eq!(lock.kind, if switched { to } else { from }, "{case}: {steps:?}");
                assert_eq!(lock.leaving, None, "{case}: opening has cleared the second place");
                let key: Vec<Place> = lock.kind.place().into_iter().collect();
                assert_eq!(places(&here), (key, vec![lock.kind.root_place()]), "{case}: {steps:?}");

                // The keyring is one for all cases: back to how the template has it.
                let finished = changed.is_ok();
                if from != UnlockKind::Keyring {
                    clear_key(&here, &id, Place::Keyring);
                    clear_root_key(&here, &id, Place::Keyring);
                } else if lock.kind != from {
                    open(&here).unwrap().keep_key_with(&Unlock::Keyring).unwrap();
                }
                if finished {
                    assert!(stop >= 5, "{case}: {steps:?}");
                    break;
                }
                stops += 1;
            }
        }
        clear_key(&template, &id, Place::Keyring);
        clear_root_key(&template, &id, Place::Keyring);
    }
    println!("{stops} stops");
    assert!(stops >= 40, "{stops}");
}

#[test]
fn changing_the_lock_writes_nothing_but_the_header() {
    let folder = tempfile::tempdir().unwrap();
    let here = home(&folder.path().join("mara"));
    let mut entre = init(&here, Unlock::File);
    entre
        .store
        .write(|writer| -> Result<(), Fail> {
            for row in 0..2000_u32 {
                writer.put_record(store::RecordKind::Draft, &row.to_be_bytes(), &[7; 900])?;
            }
            Ok(())
        })
        .unwrap();
    entre.store.checkpoint().unwrap();
    let id = entre.store.store_id();
    for way in [Unlock::Passphrase(words(OLD)), Unlock::Passphrase(words(NEW)), Unlock::Keyring, Unlock::File]
    {
        let before = fs::read(here.database()).unwrap();
        let begun = std::time::Instant::now();
        entre.keep_key_with(&way).unwrap();
        let took = begun.elapsed();
        let after = fs::read(here.database()).unwrap();
        assert_eq!(before.len(), after.len());
        let pages = || before.chunks(4096).zip(after.chunks(4096)).enumerate();
        let differ: Vec<usize> =
            pages().filter(|(_, (before, after))| before != after).map(|(page, _)| page).collect();
        for page in &differ {
            // Page 0 counts the file's changes; the other is the one row that names the store.
            let here = &after[page * 4096..(page + 1) * 4096];
            assert!(*page == 0 || here.windows(16).any(|window| window == id), "page {page} was written");
        }
        println!("{way:?}: {} of {} pages, {took:?}", differ.len(), pages().count());
        let wal = here.database().with_extension("db-wal");
        assert_eq!(fs::metadata(wal).unwrap().len(), 0, "the former wrapping is still in the log");
    }
}

#[test]
fn a_former_passphrase_opens_nothing_and_leaves_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let here = home(&folder.path().join("mara"));
    let mut entre = init(&here, Unlock::Passphrase(words(OLD)));
    let former = Lock::parse(&read_header(&here).unwrap().unlock).unwrap().wrapped;
    entre.store.checkpoint().unwrap();
    let holds =
        |bytes: &[u8]| fs::read(here.database()).unwrap().windows(bytes.len()).any(|window| window == bytes);
    assert!(holds(&former), "the search finds what is there");
    entre.keep_key_with(&Unlock::Passphrase(words(NEW))).unwrap();
    drop(entre);
    assert!(!holds(&former));
    let refused = Entre::open(&here, &mut || Ok(words(OLD))).unwrap_err();
    assert_eq!((refused.exit, refused.code), (Exit::Locked, "wrong_passphrase"));
    Entre::open(&here, &mut || Ok(words(NEW))).unwrap();
}

#[test]
fn what_is_refused_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let here = home(&folder.path().join("mara"));
    let mut entre = init(&here, Unlock::Keyring);
    entre.store.checkpoint().unwrap();
    let before = fs::read(here.database()).unwrap();
    let same = entre.keep_key_with(&Unlock::Keyring).unwrap_err();
    assert_eq!(same.code, "same_lock");
    let short = entre.keep_key_with(&Unlock::Passphrase(words("short"))).unwrap_err();
    assert_eq!(short.code, "passphrase_short");
    // A folder in the way of the key file: the disk refuses.
    fs::create_dir(here.key_file()).unwrap();
    entre.keep_key_with(&Unlock::File).unwrap_err();
    fs::remove_dir(here.key_file()).unwrap();
    drop(entre);
    open(&here).unwrap().store.checkpoint().unwrap();
    let lock = Lock::parse(&read_header(&here).unwrap().unlock).unwrap();
    assert_eq!(lock, Lock::new(UnlockKind::Keyring, Vec::new()));
    assert_eq!(fs::read(here.database()).unwrap().len(), before.len());
}

#[test]
fn an_erased_root_stays_erased_when_the_lock_changes() {
    let folder = tempfile::tempdir().unwrap();
    let here = home(&folder.path().join("mara"));
    let mut entre = init(&here, Unlock::Keyring);
    let id = entre.store.store_id();
    clear_root_key(&here, &id, Place::Keyring);
    entre.keep_key_with(&Unlock::File).unwrap();
    assert_eq!(places(&here), (vec![Place::File], vec![]));
    copy_root_key(&here, &id, Place::File, Place::Keyring).unwrap();
    assert_eq!(places(&here), (vec![Place::File], vec![]));
}

#[test]
fn headers_of_the_first_version_are_read_and_unknown_ones_refused() {
    for (bytes, kind) in [(vec![1], UnlockKind::Keyring), (vec![3], UnlockKind::File)] {
        let lock = Lock::parse(&bytes).unwrap();
        assert_eq!((lock.kind, lock.leaving, lock.to_bytes()), (kind, None, bytes));
    }
    let wrapped = vec![9; crypto::WRAPPED_BYTES];
    let lock = Lock::new(UnlockKind::Passphrase, wrapped).leaving(Some(Place::File));
    assert_eq!(Lock::parse(&lock.to_bytes()).unwrap(), lock);
    for unknown in [vec![], vec![0], vec![4], vec![2], vec![1, 2], vec![3, 1, 1]] {
        assert_eq!(Lock::parse(&unknown).unwrap_err().code, "newer_store", "{unknown:?}");
    }
}
