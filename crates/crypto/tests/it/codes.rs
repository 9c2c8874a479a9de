//! Invitation codes, spoken words, names and words for comparing (docs/protocol.md §9.1, §9.3).

use crypto::{
    CodeError, DisplayName, EpochSecret, InvitationCode, NameError, Pair, PairingSecret, RootId, SpokenWords,
    WordsError, fingerprint_words, sync_check_words, verification_code,
};
use proptest::prelude::*;
use wire::{AuthorId, EnvelopeId};

use crate::people::{rng, stream};

fn code() -> InvitationCode {
    InvitationCode::new("wss://relay.example".parse().unwrap(), [0x5a; 32])
}

#[test]
fn a_code_survives_capitals_spaces_and_line_breaks() {
    let text = code().to_string();
    assert!(text.starts_with("entre1") && text.chars().all(|character| character.is_ascii_alphanumeric()));
    let typed = format!("  {}\n {} ", text[..20].to_uppercase(), text[20..].replace('a', " a"));
    let read: InvitationCode = typed.parse().unwrap();
    assert_eq!(read.to_string(), text);
    assert_eq!(read.relay, code().relay);
    assert_eq!(read.secret().mailbox(), code().secret().mailbox());
    let again = InvitationCode::random(code().relay, &mut rng(1));
    assert_ne!(again.to_string(), text);
}

#[test]
fn every_wrong_character_of_a_code_is_noticed() {
    let text = code().to_string();
    for index in 0..text.len() {
        for other in ['a', 'q', '2', '7', '0', '-', 'ü'] {
            if text[index..].starts_with(other) {
                continue;
            }
            let typo = format!("{}{other}{}", &text[..index], &text[index + 1..]);
            assert!(typo.parse::<InvitationCode>().is_err(), "{other} at {index}");
        }
    }
}

#[test]
fn unsound_codes_are_refused_by_name() {
    let text = code().to_string();
    let full = text.len();
    let cases = [
        ("nothing", String::new(), CodeError::NotACode),
        ("another text", "hello world, how are you".to_owned(), CodeError::NotACode),
        ("only the beginning", "entre1".to_owned(), CodeError::Length { expected: None, found: 6 }),
        (
            "a character missing",
            text[..full - 1].to_owned(),
            CodeError::Length { expected: Some(full), found: full - 1 },
        ),
        ("one too many", format!("{text}a"), CodeError::Length { expected: Some(full), found: full + 1 }),
        ("a zero", text.replace(&text[30..31], "0"), CodeError::Typo),
        ("a checksum that does not fit", format!("{}{}", &text[..full - 4], "aaaa"), CodeError::Typo),
    ];
    for (name, text, expected) in cases {
        assert_eq!(text.parse::<InvitationCode>().unwrap_err(), expected, "{name}");
    }
}

#[test]
fn words_are_counted_and_looked_up_and_never_repeated_in_errors() {
    let words = SpokenWords::random(&mut rng(2));
    let text = words.words().join("-").to_uppercase();
    assert_eq!(text.parse::<SpokenWords>().unwrap().words(), words.words());
    assert_eq!("zoo zoo".parse::<SpokenWords>().unwrap_err(), WordsError::Count { found: 2 });
    let error = "zoo zoo zoo hunter2 zoo zoo".parse::<SpokenWords>().unwrap_err();
    assert_eq!(error, WordsError::Unknown { position: 4 });
    assert!(!error.to_string().contains("hunter2"));
}

#[test]
fn mailboxes_and_secrets_of_different_words_differ() {
    let one = PairingSecret::from_link(&[1; 32]);
    let other = PairingSecret::from_link(&[2; 32]);
    assert_ne!(one.mailbox(), other.mailbox());
    assert_ne!(one.mailbox().as_bytes(), one.expose());
}

#[test]
fn a_persons_words_never_change_and_differ_between_persons() {
    let ana = fingerprint_words(&RootId::from([1; 32]));
    assert_eq!(ana, ["walnut", "trade", "bless", "grape", "panther", "city"]);
    assert_ne!(ana, fingerprint_words(&RootId::from([2; 32])));
}

#[test]
fn both_sides_show_the_same_code_for_comparing() {
    let (ana, ben) = (RootId::from([1; 32]), RootId::from([2; 32]));
    assert_eq!(verification_code(&ana, &ben, &stream(1)), verification_code(&ben, &ana, &stream(1)));
    assert_ne!(verification_code(&ana, &ben, &stream(1)), verification_code(&ana, &ben, &stream(2)));
}

#[test]
fn sync_check_words_are_equal_exactly_for_equal_histories_under_the_same_key() {
    let secret = EpochSecret::<Pair>::from_bytes([1; 32]);
    let heads = [
        (AuthorId::from([1; 32]), 4, EnvelopeId::from([2; 32])),
        (AuthorId::from([3; 32]), 9, EnvelopeId::from([4; 32])),
    ];
    let documents = [([1; 16], [2; 32])];
    let words = sync_check_words(&secret, &stream(1), &heads, &documents);
    let reversed = [heads[1], heads[0]];
    assert_eq!(sync_check_words(&secret, &stream(1), &reversed, &documents), words);
    assert_ne!(sync_check_words(&secret, &stream(1), &heads[..1], &documents), words);
    assert_ne!(sync_check_words(&secret, &stream(1), &heads, &[]), words);
    assert_ne!(sync_check_words(&secret, &stream(2), &heads, &documents), words);
    let other = EpochSecret::<Pair>::from_bytes([2; 32]);
    assert_ne!(sync_check_words(&other, &stream(1), &heads, &documents), words);
}

#[test]
fn names_are_short_and_visible() {
    assert_eq!("Zoë Müller-Ōe".parse::<DisplayName>().unwrap().as_str(), "Zoë Müller-Ōe");
    assert!("é".repeat(80).parse::<DisplayName>().is_ok());
    assert_eq!("é".repeat(81).parse::<DisplayName>().unwrap_err(), NameError::Length { found: 81 });
    assert_eq!("".parse::<DisplayName>().unwrap_err(), NameError::Length { found: 0 });
    for text in ["a\nb", "a\u{1b}[2J", "\u{202e}evil", "a\u{2028}b", "\u{7f}"] {
        assert_eq!(text.parse::<DisplayName>().unwrap_err(), NameError::Control, "{text:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_as_a_code_or_words_without_panic(text in "\\PC{0,120}") {
        let _ignored = text.parse::<InvitationCode>().is_ok();
        let _ignored = format!("entre1{text}").parse::<InvitationCode>().is_ok();
        let _ignored = text.parse::<SpokenWords>().is_ok();
        let _ignored = text.parse::<DisplayName>().is_ok();
        let _ignored = crypto::RootSeed::from_words(&text).is_ok();
    }

    #[test]
    fn any_secret_comes_back_from_its_code(secret in any::<[u8; 32]>(), port in 1u16..) {
        let relay: wire::Origin = format!("ws://[::1]:{port}").parse().unwrap();
        let text = InvitationCode::new(relay.clone(), secret).to_string();
        let read: InvitationCode = text.parse().unwrap();
        prop_assert_eq!(&read.relay, &relay);
        let expected = PairingSecret::from_link(&secret);
        let found = read.secret();
        prop_assert_eq!(found.expose(), expected.expose());
    }
}
