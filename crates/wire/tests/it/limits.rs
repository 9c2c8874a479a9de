//! Each limit and length is where it is written: one more, or one less, is another answer.

use wire::{
    ByeCode, CONTENT_OVERHEAD, Envelope, EnvelopeError, EpochId, Frame, GRANT_BYTES, GRANTS_MAX, Header,
    Kind, Limits, OVERHEAD, Origin, Parcel, ParcelError, SigningKey, StreamId, padded_len,
};

fn grants(count: usize) -> Result<wire::Verified, EnvelopeError> {
    let key = SigningKey::from_bytes(&[5; 32]);
    let header = Header {
        kind: Kind::Grant,
        stream: StreamId::from([4; 32]),
        author: wire::AuthorId::from(key.verifying_key().to_bytes()),
        seq: 2,
        prev: wire::EnvelopeId::from([6; 32]),
        epoch: EpochId::from([7; 32]),
        nonce: [0; 24],
    };
    let body = [vec![u8::try_from(count).unwrap()], vec![3; count * GRANT_BYTES]].concat();
    Envelope::seal(&header, &body, &key)
}

#[test]
fn twenty_four_grants_fit_and_one_more_does_not() {
    assert_eq!(GRANTS_MAX, 24);
    assert!(grants(GRANTS_MAX).is_ok());
    assert_eq!(grants(GRANTS_MAX + 1).err(), Some(EnvelopeError::Grants));
    assert_eq!(grants(0).err(), Some(EnvelopeError::Grants));
}

#[test]
fn what_an_envelope_adds_is_as_long_as_the_protocol_says() {
    assert_eq!((OVERHEAD, CONTENT_OVERHEAD), (236, 252));
}

#[test]
fn padding_clears_as_many_low_bits_as_the_rule_says() {
    for (len, padded) in
        [(0, 1024), (1024, 1024), (1025, 1088), (2049, 2176), (65_537, 67_584), (1_000_000, 1_015_808)]
    {
        assert_eq!(padded_len(len), padded, "{len}");
    }
}

#[test]
fn every_farewell_comes_back_as_it_was_said() {
    for code in [ByeCode::Draining, ByeCode::Protocol, ByeCode::Denied, ByeCode::Timeout, ByeCode::Busy] {
        let frame = Frame::Bye(code);
        assert_eq!(Frame::decode(&frame.encode()), Ok(Some(frame)));
    }
}

#[test]
fn an_origin_says_what_it_is_and_a_host_has_a_longest_name() {
    let origin = |text: &str| text.parse::<Origin>();
    let (open, sealed) = (origin("ws://127.0.0.1:8787").unwrap(), origin("wss://relay.example").unwrap());
    assert!(sealed.is_secure() && !open.is_secure());
    assert_eq!(
        (open.to_string(), sealed.to_string()),
        ("ws://127.0.0.1:8787".into(), "wss://relay.example".into())
    );
    assert_eq!((open.host_and_port().1, sealed.host_and_port().1), (8787, 443));
    assert_eq!(origin("ws://relay.example").unwrap().host_and_port().1, 80);
    assert!(origin(&format!("wss://{}", "a".repeat(253))).is_ok());
    assert!(origin(&format!("wss://{}", "a".repeat(254))).is_err());
}

#[test]
fn a_parcel_and_an_envelope_in_it_have_a_longest_length() {
    assert_eq!(Parcel::BYTES_MAX, 268_435_456);
    assert!(Parcel::fits(Parcel::BYTES_MAX) && !Parcel::fits(Parcel::BYTES_MAX + 1));
    let longest = OVERHEAD + usize::try_from(Limits::BODY_MAX).unwrap();
    let with_length = |len: usize| {
        let len = u32::try_from(len).unwrap().to_be_bytes();
        Parcel::decode(&[&b"ENTF\x01\x00\x00\x00\x01"[..], &len].concat()).err()
    };
    // Its bytes are missing; that it is too long is said before.
    assert_eq!(with_length(longest), Some(ParcelError::Truncated));
    let source = EnvelopeError::TooLong { len: longest + 1, max: Limits::BODY_MAX };
    assert_eq!(with_length(longest + 1), Some(ParcelError::Envelope { number: 1, source }));
}

#[test]
fn what_was_not_read_yet_is_the_rest() {
    let mut reader = wire::Reader::new(b"abcdef");
    reader.take(2).unwrap();
    assert_eq!(reader.rest(), b"cdef");
}
