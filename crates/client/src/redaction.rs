//! What lands in logs when somebody prints what the client holds: no key, no passphrase, no code, no text of a note.

use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::entre::{Entre, Setup};
use crate::facts::Phase;
use crate::home::Home;
use crate::invite::Invitation;
use crate::keys::StreamSecrets;
use crate::people::PersonRef;
use crate::screens::NoteLine;
use crate::unlock::{Lock, Unlock, UnlockKind};
use crate::vault::Vault;

#[test]
fn debug_output_of_what_holds_secrets_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::locate(Some(folder.path().join("mara"))).unwrap();
    let passphrase = || Unlock::Passphrase(Zeroizing::new("four unrelated words".to_owned()));
    let setup = Setup {
        name: "Mara Oduya".to_owned(),
        device_name: "laptop".to_owned(),
        relay: None,
        vouchers: vec![[0xab; 16]],
        unlock: passphrase(),
    };
    let keyring = Setup { unlock: Unlock::Keyring, ..setup_of(&setup) };
    let entre = Entre::init(&home, &keyring, Timestamp::UNIX_EPOCH).unwrap();
    let stream = format!("{:?}", entre.stream);
    let invitation = Invitation {
        person: PersonRef {
            key: vec![1],
            name: "Jonas".to_owned(),
            you: agenda::Member::Manager,
            phase: Phase::Invited,
            checked: false,
            paused: false,
            stream: None,
            put_away: None,
        },
        code: "entre1secret".to_owned(),
        words: false,
        relay: "wss://relay.example".to_owned(),
        expires: Timestamp::UNIX_EPOCH,
    };
    let note = NoteLine {
        reference: "ba".to_owned(),
        id: agenda::ItemId::random(&mut crate::random::random()),
        item: None,
        occurrence: None,
        at: Timestamp::UNIX_EPOCH,
        text: "listen first".to_owned(),
    };
    let lock = Lock::new(UnlockKind::Passphrase, vec![0xab; crypto::WRAPPED_BYTES]);
    for (printed, expected) in [
        (format!("{:?}", passphrase()), "Passphrase(…)"),
        (format!("{setup:?}"), "Setup { vouchers: 1, unlock: Passphrase(…), .. }"),
        (format!("{entre:?}"), &format!("Entre({stream}, …)")),
        (format!("{:?}", Vault::new(crypto::StoreKey::from_bytes([0xab; 32]))), "Vault(…)"),
        (format!("{:?}", StreamSecrets::random()), "StreamSecrets(1 keys, …)"),
        (format!("{lock:?}"), "Lock(Passphrase, leaving None)"),
        (format!("{invitation:?}"), "Invitation(1970-01-01T00:00:00Z, …)"),
        (format!("{note:?}"), "NoteLine(ba)"),
    ] {
        assert_eq!(printed, expected);
    }
}

fn setup_of(setup: &Setup) -> Setup {
    Setup {
        name: setup.name.clone(),
        device_name: setup.device_name.clone(),
        relay: None,
        vouchers: Vec::new(),
        unlock: Unlock::File,
    }
}
