//! How long a store stays open, for whom, and where nothing is written.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use super::{Entre, Home, Lock, session_file, session_key};
use crate::entre::{Setup, read_header};
use crate::fail::{Exit, Fail};
use crate::unlock::{Unlock, UnlockKind};

const WORDS: &str = "four unrelated good words";
const QUARTER: Duration = Duration::from_secs(15 * 60);

fn asked() -> Result<Zeroizing<String>, Fail> {
    Ok(Zeroizing::new(WORDS.to_owned()))
}

fn never() -> Result<Zeroizing<String>, Fail> {
    panic!("nobody has to be asked here")
}

/// A home behind a passphrase, and a folder as the system gives it to a session.
fn mara(folder: &Path, name: &str) -> Home {
    let runtime = folder.join("run");
    fs::create_dir_all(&runtime).unwrap();
    fs::set_permissions(&runtime, fs::Permissions::from_mode(0o700)).unwrap();
    let home = Home::locate(Some(folder.join(name))).unwrap().with_runtime_folder(Some(runtime));
    let setup = Setup {
        name: "Mara Oduya".to_owned(),
        device_name: "laptop".to_owned(),
        relay: None,
        vouchers: Vec::new(),
        unlock: Unlock::Passphrase(asked().unwrap()),
    };
    Entre::init(&home, &setup, Timestamp::now()).unwrap();
    home
}

fn key_at(home: &Home, moment: Timestamp) -> bool {
    let header = read_header(home).unwrap();
    session_key(home, &header.store_id, &Lock::parse(&header.unlock).unwrap(), moment).is_some()
}

#[test]
fn an_unlocked_store_opens_without_asking_until_the_time_is_over_or_it_is_locked() {
    let folder = tempfile::tempdir().unwrap();
    let home = mara(folder.path(), "mara");
    let now = Timestamp::now();
    let unlocked = Entre::unlock(&home, QUARTER, now, &mut asked).unwrap();
    let until = unlocked.until.unwrap();
    assert_eq!(until.as_second(), now.as_second() + 900);
    Entre::open(&home, &mut never).unwrap();
    let file = session_file(&home, &read_header(&home).unwrap().store_id).unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(file.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);

    assert!(Entre::lock(&home).unwrap().was_open);
    assert!(!file.exists());
    assert!(!Entre::lock(&home).unwrap().was_open);
    assert_eq!(
        Entre::open(&home, &mut || Err(Fail::new(Exit::Locked, "locked", ""))).unwrap_err().code,
        "locked"
    );

    Entre::unlock(&home, QUARTER, now, &mut asked).unwrap();
    assert!(key_at(&home, until - SignedDuration::from_secs(1)));
    assert!(!key_at(&home, until), "the time is over");
    assert!(!file.exists(), "what has run out is removed");

    // A clock set back by years does not keep it open.
    Entre::unlock(&home, QUARTER, now, &mut asked).unwrap();
    assert!(!key_at(&home, now - SignedDuration::from_hours(9000)));
    assert!(!file.exists());
}

#[test]
fn a_key_of_another_store_or_of_a_former_passphrase_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (mara(folder.path(), "one"), mara(folder.path(), "other"));
    let now = Timestamp::now();
    Entre::unlock(&one, QUARTER, now, &mut asked).unwrap();
    let file = |home: &Home| session_file(home, &read_header(home).unwrap().store_id).unwrap();
    fs::copy(file(&one), file(&other)).unwrap();
    assert!(!key_at(&other, now), "the key of another store was taken");
    assert!(!file(&other).exists());

    let kept = fs::read(file(&one)).unwrap();
    let mut entre = Entre::open(&one, &mut never).unwrap();
    entre.keep_key_with(&Unlock::Passphrase(Zeroizing::new("quite another passphrase".to_owned()))).unwrap();
    assert!(!file(&one).exists(), "changing the passphrase locks");
    fs::write(file(&one), kept).unwrap();
    assert!(!key_at(&one, now), "an opening from before the change was taken");
}

#[test]
fn a_wrong_passphrase_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let home = mara(folder.path(), "mara");
    let wrong = Entre::unlock(&home, QUARTER, Timestamp::now(), &mut || {
        Ok(Zeroizing::new("four unrelated bad words".to_owned()))
    });
    let wrong = wrong.unwrap_err();
    assert_eq!((wrong.exit, wrong.code), (Exit::Locked, "wrong_passphrase"));
    assert_eq!(fs::read_dir(folder.path().join("run")).unwrap().count(), 0);
}

#[test]
fn without_a_folder_of_our_own_nobody_is_asked_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let home = mara(folder.path(), "mara");
    let open_to_all = folder.path().join("open");
    fs::create_dir(&open_to_all).unwrap();
    fs::set_permissions(&open_to_all, fs::Permissions::from_mode(0o755)).unwrap();
    for runtime in
        [None, Some(folder.path().join("missing")), Some("relative".into()), Some(open_to_all.clone())]
    {
        let home = home.clone().with_runtime_folder(runtime.clone());
        let refused = Entre::unlock(&home, QUARTER, Timestamp::now(), &mut never).unwrap_err();
        assert_eq!((refused.exit, refused.code), (Exit::Locked, "no_runtime_folder"), "{runtime:?}");
        assert!(!Entre::lock(&home).unwrap().was_open);
    }
    assert_eq!(fs::read_dir(open_to_all).unwrap().count(), 0);
}

#[test]
fn a_store_without_a_passphrase_says_what_holds_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let home = mara(folder.path(), "mara");
    let mut entre = Entre::open(&home, &mut asked).unwrap();
    for (way, kind) in [(Unlock::File, UnlockKind::File), (Unlock::Keyring, UnlockKind::Keyring)] {
        entre.keep_key_with(&way).unwrap();
        let unlocked = Entre::unlock(&home, QUARTER, Timestamp::now(), &mut never).unwrap();
        assert_eq!((unlocked.unlock, unlocked.until), (kind.word(), None));
        let refused = Entre::lock(&home).unwrap_err();
        assert_eq!((refused.exit, refused.code), (Exit::Failed, "no_passphrase"));
        assert_eq!(refused.why, [crate::custody::holds(kind)]);
    }
}
