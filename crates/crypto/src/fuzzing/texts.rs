//! What people type or scan: invitation codes, recovery words, spoken words; and the wrapped store key from a file.

use data_encoding::BASE32_NOPAD;
use wire::hash;

use super::stage::Counting;
use super::{in_mode, mode};
use crate::primitive::{Cost, aead_seal, kdf, slow_hash};
use crate::{InvitationCode, KitError, RootSeed, Session, SpokenWords, StoreKey, UnwrapError, unwrap};

/// Mode bit 0: the input is relay and secret, with a checksum that fits.
pub(super) fn run_code(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let text = if mode & 1 == 0 { String::from_utf8_lossy(rest).into_owned() } else { checked_code(rest) };
    let Ok(code) = text.parse::<InvitationCode>() else { return };
    let written = code.to_string();
    let again: InvitationCode = written.parse().expect("what is shown can be typed");
    assert_eq!(again.relay, code.relay);
    assert_eq!(again.secret().expose(), code.secret().expose());
    let typed: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    assert_eq!(written, typed.to_ascii_lowercase(), "one code, one spelling");
}

/// `len ‖ relay ‖ secret`, with its checksum. The last 32 bytes are the secret.
fn checked_code(bytes: &[u8]) -> String {
    let relay = bytes.len().saturating_sub(32);
    let mut checked = vec![u8::try_from(relay).unwrap_or(u8::MAX)];
    checked.extend_from_slice(bytes);
    let checksum = hash("code-checksum", &[&checked]);
    checked.extend_from_slice(&checksum[..4]);
    format!("entre1{}", BASE32_NOPAD.encode(&checked))
}

pub(super) fn code_seeds() -> Vec<Vec<u8>> {
    let relays = ["wss://relay.example", "ws://127.0.0.1:8787", "ws://[::1]:9"];
    let codes = relays.map(|relay| {
        let code = InvitationCode::new(relay.parse().expect("an origin"), [0x5a; 32]);
        code.to_string().into_bytes()
    });
    let spaced = String::from_utf8_lossy(&codes[0]).to_uppercase().replace('A', " A\u{a0}").into_bytes();
    let parts = relays.map(|relay| [relay.as_bytes(), &[0x5a; 32]].concat());
    [in_mode(0, codes), in_mode(0, [spaced, "entré".as_bytes().to_vec()]), in_mode(1, parts)].concat()
}

/// Mode 0: text. Mode 1: two bytes for each word. Mode 2: a seed, whose words are written in capitals and lines.
pub(super) fn run_kit(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    match mode & 3 {
        0 => read_kit(&String::from_utf8_lossy(rest)),
        1 => {
            let list = bip39::Language::English.word_list();
            let number = |pair: &[u8; 2]| usize::from(u16::from_be_bytes(*pair)) % list.len();
            let words: Vec<&str> = rest.as_chunks().0.iter().map(|pair| list[number(pair)]).collect();
            read_kit(&words.join(" "));
        }
        _ => {
            let mut seed = [0; 32];
            for (to, from) in seed.iter_mut().zip(rest) {
                *to = *from;
            }
            let words = RootSeed::from_bytes(seed).words().to_uppercase().replace(' ', "\n \t");
            assert_eq!(RootSeed::from_words(&words).expect("its own words").expose(), &seed);
        }
    }
}

fn read_kit(text: &str) {
    match RootSeed::from_words(text) {
        Ok(seed) => {
            let lower = text.to_lowercase();
            let typed: Vec<&str> = lower.split_whitespace().collect();
            assert_eq!(*seed.words(), typed.join(" "), "one seed, one kit");
        }
        Err(KitError::Count { found }) => assert_ne!(found, 24),
        Err(KitError::Unknown { position }) => assert!((1..=24).contains(&position)),
        Err(KitError::Checksum) => {}
    }
}

pub(super) fn kit_seeds() -> Vec<Vec<u8>> {
    let words = |seed| RootSeed::from_bytes(seed).words().as_bytes().to_vec();
    let mut swapped = words([1; 32]);
    swapped.reverse();
    let numbers: Vec<u8> = (0..24).flat_map(|number: u16| (number * 83).to_be_bytes()).collect();
    [
        in_mode(0, [words([0; 32]), words([0xa5; 32]), swapped, "ABANDON \u{130} zoo".as_bytes().to_vec()]),
        in_mode(1, [numbers]),
        in_mode(2, [vec![7; 32]]),
    ]
    .concat()
}

pub(super) fn run_spoken(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(words) = text.parse::<SpokenWords>() else { return };
    let written = words.words().join("-");
    let again: SpokenWords = written.parse().expect("what is shown can be typed");
    assert_eq!(again.words(), words.words());
}

pub(super) fn spoken_seeds() -> Vec<Vec<u8>> {
    ["zoo wolf dawn rack orbit lemon", "Zoo, WOLF. dawn-rack orbit,,lemon", "zoo zoo zoo zoo zoo", "\u{130}"]
        .map(|text| text.as_bytes().to_vec())
        .into()
}

/// Mode bit 0: the input is a cost and a key, sealed with it; bit 1: the cost is made a small one.
pub(super) fn run_wrapped(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    if mode & 1 != 0 {
        sealed_key_comes_back(rest);
        return;
    }
    let mut wrapped = rest.to_vec();
    if mode & 2 != 0 {
        for number in 0..3 {
            // The low byte stays: memory up to 63 KiB, one to three passes, lanes up to 3.
            let kept = if number == 0 { 0x3f } else { 3 };
            super::overwrite(&mut wrapped, 1 + 4 * number, &[0, 0, 0]);
            if let Some(low) = wrapped.get_mut(4 + 4 * number) {
                *low &= kept;
            }
        }
    }
    let [memory, passes, lanes] = [1, 5, 9].map(|at| {
        let number = wrapped.get(at..at + 4).map(|bytes| bytes.try_into().expect("four bytes"));
        number.map_or(0, u32::from_be_bytes)
    });
    let absurd = memory > 1024 * 1024 || passes > 16 || lanes > 16;
    let cheap = memory < 64 && passes <= 3;
    if !absurd && !cheap {
        return; // allowed, and slow
    }
    match unwrap(&wrapped, PASSPHRASE) {
        Ok(key) => assert_eq!(key.expose(), &[0x77; 32], "only the seed's key was ever sealed so"),
        Err(UnwrapError::Malformed) => assert!(wrapped.len() != 101 || wrapped[0] != 1),
        Err(UnwrapError::Cost) => {}
        Err(UnwrapError::Passphrase) => assert!(!absurd, "nothing was computed"),
    }
}

fn sealed_key_comes_back(bytes: &[u8]) {
    let Some(([memory, passes, lanes], rest)) = bytes.split_first_chunk() else { return };
    let Some((salt, rest)) = rest.split_first_chunk() else { return };
    let Some((key, _)) = rest.split_first_chunk() else { return };
    let cost = Cost {
        memory_kib: u32::from(memory & 0x3f),
        passes: u32::from(passes & 1),
        lanes: u32::from(lanes & 3),
    };
    let Some(wrapped) = wrapped(cost, salt, key) else {
        let unsealed = [header(cost, salt), vec![0; 72]].concat();
        assert_eq!(unwrap(&unsealed, PASSPHRASE).err(), Some(UnwrapError::Cost), "no such cost");
        return;
    };
    let opened = unwrap(&wrapped, PASSPHRASE).expect("sealed with this passphrase");
    assert_eq!(opened.expose(), key);
}

fn wrapped(cost: Cost, salt: &[u8; 16], key: &[u8; 32]) -> Option<Vec<u8>> {
    let slow = slow_hash(PASSPHRASE.as_bytes(), salt, cost)?;
    let wrapping = kdf(slow.as_slice(), b"", "local/wrap", &[]);
    let header = header(cost, salt);
    let sealed = aead_seal(&wrapping, &[9; 24], &header, StoreKey::from_bytes(*key).expose());
    Some([header.as_slice(), &[9; 24], &sealed].concat())
}

fn header(cost: Cost, salt: &[u8; 16]) -> Vec<u8> {
    let Cost { memory_kib, passes, lanes } = cost;
    [&[1], &memory_kib.to_be_bytes()[..], &passes.to_be_bytes(), &lanes.to_be_bytes(), salt].concat()
}

pub(super) fn wrapped_seeds() -> Vec<Vec<u8>> {
    let cheap = Cost { memory_kib: 8, passes: 1, lanes: 1 };
    let wrapped = wrapped(cheap, &[1; 16], &[0x77; 32]).expect("a defined cost");
    let absurd = |at: usize| {
        let mut wrapped = wrapped.clone();
        wrapped[at] = 0xff;
        wrapped
    };
    let parts = || [vec![8, 1, 1], vec![2; 16], vec![3; 32]].concat();
    let none = || [vec![8, 1, 3], vec![2; 16], vec![3; 32]].concat();
    [
        in_mode(0, [wrapped.clone(), absurd(1), absurd(5), absurd(9)]),
        in_mode(2, [wrapped.clone(), absurd(1)]),
        in_mode(1, [parts(), none()]),
    ]
    .concat()
}

/// Mode bit 0: the input is an end and a key, sealed for this store.
pub(super) fn run_session(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    if mode & 1 == 0 {
        if let Ok((key, until)) = SESSION.open(rest) {
            assert_eq!((key.expose(), until), (&[0x77; 32], 7), "only the seed was ever sealed so");
        }
        return;
    }
    let Some((until, rest)) = rest.split_first_chunk() else { return };
    let Some((key, _)) = rest.split_first_chunk() else { return };
    let (until, key) = (u64::from_be_bytes(*until), StoreKey::from_bytes(*key));
    let opened = SESSION.open(&SESSION.seal(&key, until, &mut Counting(1))).expect("sealed for this store");
    assert_eq!((opened.0.expose(), opened.1), (key.expose(), until));
}

pub(super) fn session_seeds() -> Vec<Vec<u8>> {
    let sealed = SESSION.seal(&StoreKey::from_bytes([0x77; 32]), 7, &mut Counting(2));
    [in_mode(0, [sealed]), in_mode(1, [vec![1; 40]])].concat()
}

const SESSION: Session<'_> = Session { store_id: &[1; 16], wrapped: b"as wrapped" };
const PASSPHRASE: &str = "correct horse";
