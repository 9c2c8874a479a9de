//! Envelopes (docs/protocol.md §5.1): frozen bytes, and what is refused by name.

use data_encoding::HEXLOWER;
use proptest::prelude::*;
use wire::{
    AccessOp, AuthorId, Envelope, EnvelopeError, EnvelopeId, EpochId, GRANT_BYTES, HEADER_BYTES, Header,
    Kind, Rights, SIGNATURE_BYTES, SignatureError, SigningKey, StreamId, Verified, hash, sign,
};

fn key() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

fn author() -> AuthorId {
    AuthorId::from(key().verifying_key().to_bytes())
}

fn header(kind: Kind) -> Header {
    let plain = matches!(kind, Kind::Access);
    let sealed = matches!(kind, Kind::Content | Kind::Rekey);
    Header {
        kind,
        stream: StreamId::from([4; 32]),
        author: author(),
        seq: 2,
        prev: EnvelopeId::from([6; 32]),
        epoch: if plain { EpochId::ZERO } else { EpochId::from([7; 32]) },
        nonce: if sealed { [8; 24] } else { [0; 24] },
    }
}

fn body(kind: Kind) -> Vec<u8> {
    match kind {
        Kind::Content => vec![9; 1040],
        Kind::Rekey => [vec![2], vec![3; 2 * GRANT_BYTES], vec![9; 1040]].concat(),
        Kind::Grant => [vec![1], vec![3; GRANT_BYTES]].concat(),
        Kind::Access => AccessOp::Retire { subject: AuthorId::from([1; 32]) }.encode(),
    }
}

fn envelope(kind: Kind) -> Verified {
    Envelope::seal(&header(kind), &body(kind), &key()).unwrap()
}

const KINDS: [Kind; 4] = [Kind::Content, Kind::Rekey, Kind::Grant, Kind::Access];

#[test]
fn the_bytes_of_every_kind_are_frozen() {
    let access = envelope(Kind::Access);
    let expected = [
        "454e5431",
        "04010000",
        &"04".repeat(32),
        "6e7a1cdd29b0b78fd13af4c5598feff4ef2a97166e3ca6f2e4fbfccd80505bf1",
        "0000000000000002",
        &"06".repeat(32),
        &"00".repeat(32 + 24),
        "00000021",
        "03",
        &"01".repeat(32),
        "decee983a0cf407e228ec6595a4a2419450549e8eaf4b9e11b90d649b636c12c\
         00b3a56b8cc41ec3b8824bb9b0f88ccb22abb80634865a3a248410b59b181d0b",
    ];
    assert_eq!(HEXLOWER.encode(access.as_bytes()), expected.concat());
    let fingerprints = KINDS.map(|kind| {
        let envelope = envelope(kind);
        let whole = HEXLOWER.encode(&hash("envelope-id", &[envelope.as_bytes()])[..8]);
        (envelope.as_bytes().len(), whole)
    });
    let expected = [
        (1276, "cb84c10ee2537b91"),
        (3629, "108dccdb664d902d"),
        (1413, "1e61c2f7bdb59cb3"),
        (269, "3465b136ed168b0b"),
    ];
    assert_eq!(fingerprints, expected.map(|(len, whole)| (len, whole.to_owned())));
}

#[test]
fn header_fields_stand_at_their_offsets() {
    let envelope = envelope(Kind::Content);
    let bytes = envelope.as_bytes();
    assert_eq!(&bytes[..8], b"ENT1\x01\x01\x00\x00");
    assert_eq!(bytes[8..40], [4; 32]);
    assert_eq!(&bytes[40..72], author().as_bytes());
    assert_eq!(bytes[72..80], 2u64.to_be_bytes());
    assert_eq!(bytes[80..112], [6; 32]);
    assert_eq!(bytes[112..144], [7; 32]);
    assert_eq!(bytes[144..168], [8; 24]);
    assert_eq!(bytes[168..172], 1040u32.to_be_bytes());
    assert_eq!(envelope.header_bytes(), &bytes[..172]);
    assert_eq!(envelope.id(), EnvelopeId::from(hash("envelope-id", &[&bytes[..172], envelope.body()])));
}

#[test]
fn every_flipped_byte_of_every_kind_is_refused() {
    for kind in KINDS {
        let envelope = envelope(kind);
        assert_eq!(Envelope::parse(envelope.as_bytes()).unwrap().verify().unwrap(), envelope);
        for index in 0..envelope.as_bytes().len() {
            let mut bytes = envelope.as_bytes().to_vec();
            bytes[index] ^= 1;
            let read = Envelope::parse(&bytes).and_then(Envelope::verify);
            assert!(read.is_err(), "{kind:?} byte {index}");
        }
    }
}

/// Alters an envelope and signs it again, as an enrolled but malicious author can.
fn resigned(kind: Kind, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let envelope = envelope(kind);
    let mut bytes = envelope.as_bytes()[..envelope.as_bytes().len() - SIGNATURE_BYTES].to_vec();
    change(&mut bytes);
    let (head, body) = bytes.split_at(HEADER_BYTES.min(bytes.len()));
    let signature = sign(&key(), "envelope-sig", &hash("envelope-id", &[head, body]));
    bytes.extend_from_slice(&signature);
    bytes
}

fn set(kind: Kind, index: usize, value: u8) -> Vec<u8> {
    resigned(kind, |bytes| bytes[index] = value)
}

fn with_body(kind: Kind, body: &[u8]) -> Vec<u8> {
    resigned(kind, |bytes| {
        bytes.truncate(HEADER_BYTES);
        bytes[168..172].copy_from_slice(&u32::try_from(body.len()).unwrap().to_be_bytes());
        bytes.extend_from_slice(body);
    })
}

#[test]
fn unsound_envelopes_are_refused_by_name_although_their_author_signed_them() {
    use EnvelopeError as E;
    let content = envelope(Kind::Content);
    let cases: Vec<(&str, Vec<u8>, E)> = vec![
        ("nothing", vec![], E::Truncated),
        ("shorter than header and signature", content.as_bytes()[..235].to_vec(), E::Truncated),
        ("another magic", set(Kind::Content, 3, b'2'), E::Magic),
        ("kind 0", set(Kind::Content, 4, 0), E::Kind { kind: 0 }),
        ("kind 5", set(Kind::Content, 4, 5), E::Kind { kind: 5 }),
        ("suite 2", set(Kind::Content, 5, 2), E::Suite { suite: 2 }),
        ("flags", set(Kind::Content, 7, 1), E::Flags),
        ("a byte behind it", [content.as_bytes(), &[0]].concat(), E::BodyLength),
        ("a byte missing", content.as_bytes()[..1275].to_vec(), E::BodyLength),
        (
            "a length beyond the format",
            set(Kind::Content, 168, 1),
            E::TooLong { len: 1040, max: 1024 * 1024 },
        ),
        ("seq 0", set(Kind::Content, 79, 0), E::Chain),
        ("seq 1 with a predecessor", set(Kind::Content, 79, 1), E::Chain),
        ("seq 2 without one", resigned(Kind::Content, |bytes| bytes[80..112].fill(0)), E::Chain),
        ("content without padding", with_body(Kind::Content, &[9; 1041]), E::Padding),
        ("content below the floor", with_body(Kind::Content, &[9; 16]), E::Padding),
        ("content without a tag", with_body(Kind::Content, &[]), E::Padding),
        ("a rekey without grants", with_body(Kind::Rekey, &[0; 1041]), E::Grants),
        ("a rekey that ends in its grants", with_body(Kind::Rekey, &[2; 1178]), E::Grants),
        ("a rekey without padding", with_body(Kind::Rekey, &[1; 1177 + 1041]), E::Padding),
        ("an empty grant", with_body(Kind::Grant, &[]), E::Grants),
        ("a grant of none", with_body(Kind::Grant, &[0]), E::Grants),
        ("a grant too short", with_body(Kind::Grant, &[1; GRANT_BYTES]), E::Grants),
        ("25 grants", with_body(Kind::Grant, &[25; 1 + 25 * GRANT_BYTES]), E::Grants),
        ("a grant with a nonce", set(Kind::Grant, 150, 1), E::ZeroField),
        ("an access step with a nonce", set(Kind::Access, 150, 1), E::ZeroField),
        ("an access step with an epoch", set(Kind::Access, 120, 1), E::ZeroField),
        ("an unknown access step", with_body(Kind::Access, &[5]), E::Access),
        ("a close step with more behind it", with_body(Kind::Access, &[4, 0]), E::Access),
        (
            "an enrolment without rights",
            with_body(Kind::Access, &[&[2], [0u8; 97].as_slice()].concat()),
            E::Access,
        ),
        ("an empty access step", with_body(Kind::Access, &[]), E::Access),
        (
            "a key of small order",
            resigned(Kind::Access, |bytes| bytes[40..72].fill(0)),
            E::Signature(SignatureError::Key),
        ),
        (
            "somebody else's key",
            set(Kind::Access, 8, 5).into_iter().rev().skip(64).rev().chain([7; 64]).collect(),
            E::Signature(SignatureError::Mismatch),
        ),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(Envelope::parse(&bytes).and_then(Envelope::verify).unwrap_err(), expected, "{name}");
    }
}

#[test]
fn nothing_unsound_can_be_sealed() {
    let other = SigningKey::from_bytes(&[6; 32]);
    let sealed = Envelope::seal(&header(Kind::Content), &body(Kind::Content), &other);
    assert_eq!(sealed.unwrap_err(), EnvelopeError::Signature(SignatureError::Key));
    assert_eq!(Envelope::seal(&header(Kind::Content), &[1; 10], &key()).unwrap_err(), EnvelopeError::Padding);
    let long = vec![0; 1024 * 1024 + 1];
    assert!(matches!(
        Envelope::seal(&header(Kind::Content), &long, &key()),
        Err(EnvelopeError::TooLong { .. })
    ));
}

#[test]
fn an_id_does_not_depend_on_the_signature() {
    let envelope = envelope(Kind::Content);
    let mut bytes = envelope.as_bytes().to_vec();
    bytes[1275] ^= 1;
    assert_eq!(Envelope::parse(&bytes).unwrap().id(), envelope.id());
}

#[test]
fn debug_output_shows_no_content() {
    assert_eq!(
        format!("{:?}", envelope(Kind::Grant).into_envelope()),
        format!("Envelope(Grant {:?} {:?} seq 2, 1413 bytes)", envelope(Kind::Grant).id(), author())
    );
}

proptest! {
    #[test]
    fn any_bytes_are_parsed_without_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..2000), like in any::<bool>()) {
        if like && bytes.len() >= 8 {
            bytes[..4].copy_from_slice(b"ENT1");
            bytes[4] = bytes[4] % 4 + 1;
            bytes[5..8].copy_from_slice(&[1, 0, 0]);
            if let Some(len) = bytes.len().checked_sub(236).and_then(|len| u32::try_from(len).ok()) {
                bytes[168..172].copy_from_slice(&len.to_be_bytes());
            }
        }
        if let Ok(envelope) = Envelope::parse(&bytes) {
            prop_assert_eq!(envelope.as_bytes(), bytes.as_slice());
            prop_assert!(envelope.verify().is_err());
        }
    }

    #[test]
    fn any_header_comes_back(seq in 2u64.., stream in any::<[u8; 32]>(), prev in any::<[u8; 32]>(),
        epoch in any::<[u8; 32]>(), nonce in any::<[u8; 24]>()) {
        prop_assume!(prev != [0; 32]);
        let header = Header {
            kind: Kind::Content,
            stream: StreamId::from(stream),
            author: author(),
            seq,
            prev: EnvelopeId::from(prev),
            epoch: EpochId::from(epoch),
            nonce,
        };
        let sealed = Envelope::seal(&header, &[1; 1040], &key()).unwrap();
        let read = Envelope::parse(sealed.as_bytes()).unwrap().verify().unwrap();
        prop_assert_eq!(read.header(), &header);
    }

    #[test]
    fn any_access_step_comes_back(subject in any::<[u8; 32]>(), rights in 1u8..16, proof in any::<[u8; 64]>(), nonce in any::<[u8; 32]>()) {
        let subject = AuthorId::from(subject);
        let rights = Rights::from_byte(rights).unwrap();
        for step in [
            AccessOp::Genesis { nonce },
            AccessOp::Enroll { subject, rights, proof },
            AccessOp::Retire { subject },
            AccessOp::Close,
        ] {
            prop_assert_eq!(AccessOp::decode(&step.encode()), Ok(step));
        }
    }
}
