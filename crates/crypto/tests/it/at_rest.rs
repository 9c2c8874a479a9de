//! Values and keys on disk (docs/protocol.md §11), as a thief of the disk meets them.

use crypto::{OpenError, StoreKey, UnwrapError, unwrap, wrap};

use crate::people::rng;

#[test]
fn a_value_opens_only_in_its_own_table_row_and_column() {
    let key = StoreKey::random(&mut rng(1));
    let table = key.table("notes");
    let sealed = table.seal(b"row", "text", b"private", &mut rng(2));
    assert!(!sealed.windows(7).any(|window| window == b"private"));
    assert_eq!(sealed.len(), 7 + 40);
    assert_eq!(table.open(b"row", "text", &sealed).unwrap().as_slice(), b"private");
    let again = StoreKey::from_bytes(*key.expose()).table("notes");
    assert_eq!(again.open(b"row", "text", &sealed).unwrap().as_slice(), b"private");

    for (row, column) in [(b"rox".as_slice(), "text"), (b"row", "name"), (b"rowt", "ext"), (b"", "rowtext")] {
        assert_eq!(table.open(row, column, &sealed).unwrap_err(), OpenError::Refused);
    }
    assert_eq!(key.table("pairs").open(b"row", "text", &sealed).unwrap_err(), OpenError::Refused);
    let other = StoreKey::random(&mut rng(3)).table("notes");
    assert_eq!(other.open(b"row", "text", &sealed).unwrap_err(), OpenError::Refused);
    for index in 0..sealed.len() {
        let mut bytes = sealed.clone();
        bytes[index] ^= 1;
        assert_eq!(table.open(b"row", "text", &bytes).unwrap_err(), OpenError::Refused, "byte {index}");
    }
    for cut in [0, 23, 24, 39] {
        assert_eq!(table.open(b"row", "text", &sealed[..cut]).unwrap_err(), OpenError::Refused);
    }
}

#[test]
fn only_the_passphrase_unwraps_the_store_key() {
    let key = StoreKey::random(&mut rng(1));
    let wrapped = wrap(&key, "correct horse", &mut rng(2));
    assert_eq!(unwrap(&wrapped, "correct horse").unwrap().expose(), key.expose());
    assert_eq!(unwrap(&wrapped, "correct horsf").unwrap_err(), UnwrapError::Passphrase);
    let mut salted = wrapped.clone();
    salted[20] ^= 1;
    assert_eq!(unwrap(&salted, "correct horse").unwrap_err(), UnwrapError::Passphrase);
    let mut cheaper = wrapped.clone();
    cheaper[8] = 1;
    assert_eq!(unwrap(&cheaper, "correct horse").unwrap_err(), UnwrapError::Passphrase);
}

#[test]
fn absurd_costs_are_refused_before_any_memory_is_taken() {
    let wrapped = wrap(&StoreKey::random(&mut rng(1)), "x", &mut rng(2));
    for (name, at, value) in [
        ("four terabytes of memory", 1, u32::MAX),
        ("more memory than ever used", 1, 1024 * 1024 + 1),
        ("no memory", 1, 0),
        ("endless passes", 5, u32::MAX),
        ("no pass", 5, 0),
        ("millions of lanes", 9, 0x00ff_ffff),
        ("no lane", 9, 0),
    ] {
        let mut bytes = wrapped.clone();
        bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
        assert_eq!(unwrap(&bytes, "x").unwrap_err(), UnwrapError::Cost, "{name}");
    }
    assert_eq!(unwrap(&[], "x").unwrap_err(), UnwrapError::Malformed);
    assert_eq!(unwrap(&wrapped[..100], "x").unwrap_err(), UnwrapError::Malformed);
    let mut newer = wrapped.clone();
    newer[0] = 2;
    assert_eq!(unwrap(&newer, "x").unwrap_err(), UnwrapError::Malformed);
}
