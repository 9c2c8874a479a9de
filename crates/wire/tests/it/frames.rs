//! Frames (docs/protocol.md §8.1): frozen bytes, round trips, and what is refused by name.

use data_encoding::HEXLOWER;
use proptest::prelude::*;
use wire::{
    AuthorId, ByeCode, Credential, DecodeError, EnvelopeId, Frame, Limits, MailboxName, Refusal, RefusalCode,
    Slot, StreamId, auth_message,
};

fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

/// One of each frame with short contents, and its bytes in hexadecimal.
fn golden() -> Vec<(Frame, String)> {
    let (author, id) = (AuthorId::from([0xa1; 32]), EnvelopeId::from([0xe1; 32]));
    let (stream, name) = (StreamId::from([0x51; 32]), MailboxName::from([0x3b; 32]));
    let (a1, e1, s1, m1) = ("a1".repeat(32), "e1".repeat(32), "51".repeat(32), "3b".repeat(32));
    let refusal = Refusal {
        subject: [0x0f; 32],
        code: RefusalCode::StreamFull,
        retryable: true,
        limit: 258,
        retry_after_seconds: 60,
    };
    vec![
        (
            Frame::Hello { origin: "ws://a".into(), nonce: [0x11; 32], limits: Limits::default() },
            format!(
                "01010006{}{}{}",
                "77733a2f2f61",
                "11".repeat(32),
                "000020000011999a\
                 001000000000000004000000000000000040000000000040001000000000025800020000000a8c00"
            ),
        ),
        (Frame::Open { credential: Credential::Nothing, genesis: vec![9, 8] }, "0200000000020908".into()),
        (
            Frame::Open { credential: Credential::Voucher([0x77; 16]), genesis: vec![] },
            format!("0201{}00000000", "77".repeat(16)),
        ),
        (
            Frame::Open { credential: Credential::Receipt([0x66; 64]), genesis: vec![1] },
            format!("0202{}0000000101", "66".repeat(64)),
        ),
        (Frame::Opened { receipt: [0x66; 64] }, format!("03{}", "66".repeat(64))),
        (Frame::Auth { stream, author, signature: [0x55; 64] }, format!("04{s1}{a1}{}", "55".repeat(64))),
        (Frame::Heads { heads: vec![] }, "0500000000".into()),
        (Frame::Heads { heads: vec![(author, 7, id)] }, format!("0500000001{a1}0000000000000007{e1}")),
        (Frame::Get { author, after: 3, budget: 4096 }, format!("06{a1}000000000000000300001000")),
        (
            Frame::Envelopes { author, done: true, page: vec![vec![1], vec![]] },
            format!("07{a1}010002000000010100000000"),
        ),
        (Frame::Put { envelope: vec![1, 2] }, "08000000020102".into()),
        (Frame::Stored { id }, format!("09{e1}")),
        (Frame::Refused(refusal), format!("0a{}070100000000000001020000003c", "0f".repeat(32))),
        (Frame::Wake { author, seq: 5 }, format!("0b{a1}0000000000000005")),
        (
            Frame::MailboxPut { name, slot: slot(1), seconds: 900, content: vec![7] },
            format!("0c{m1}01000003840000000107"),
        ),
        (Frame::MailboxGet { name, slot: slot(4) }, format!("0d{m1}04")),
        (Frame::Mailbox { name, slot: slot(2), content: None }, format!("0e{m1}0200")),
        (Frame::Mailbox { name, slot: slot(2), content: Some(vec![7]) }, format!("0e{m1}02010000000107")),
        (Frame::MailboxStored { name, slot: slot(3) }, format!("0f{m1}03")),
        (Frame::Ping(1), "100000000000000001".into()),
        (Frame::Pong(u64::MAX), "11ffffffffffffffff".into()),
        (Frame::Bye(ByeCode::Denied), "1203".into()),
    ]
}

#[test]
fn the_bytes_of_every_frame_are_frozen() {
    for (frame, hex) in golden() {
        assert_eq!(HEXLOWER.encode(&frame.encode()), hex, "{frame:?}");
        assert_eq!(Frame::decode(&frame.encode()), Ok(Some(frame)));
    }
}

#[test]
fn every_cut_and_every_added_byte_is_refused() {
    for (frame, _) in golden() {
        let bytes = frame.encode();
        for len in 0..bytes.len() {
            assert_eq!(Frame::decode(&bytes[..len]), Err(DecodeError::Truncated), "{frame:?} cut to {len}");
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert_eq!(Frame::decode(&longer), Err(DecodeError::Trailing), "{frame:?}");
    }
}

#[test]
fn unsound_frames_are_refused_by_name() {
    let with = |hex: &str, fill: usize, tail: &str| {
        HEXLOWER.decode(format!("{hex}{}{tail}", "00".repeat(fill)).as_bytes()).unwrap()
    };
    let heads = |first: u8, second: u8| {
        let mut bytes = vec![5, 0, 0, 0, 2];
        for author in [first, second] {
            bytes.extend_from_slice(&[author; 32]);
            bytes.extend_from_slice(&[0; 40]);
        }
        bytes
    };
    let cases: Vec<(&str, Vec<u8>, DecodeError)> = vec![
        ("type 0", vec![0], DecodeError::Type(0)),
        ("an unknown type", vec![0x13, 1, 2], DecodeError::Type(0x13)),
        ("another protocol version", vec![1, 2], DecodeError::Value),
        ("an origin that is no text", vec![1, 1, 0, 1, 0xff], DecodeError::Value),
        ("an unknown credential", vec![2, 3], DecodeError::Value),
        ("a length beyond the end", vec![8, 0xff, 0xff, 0xff, 0xff, 1], DecodeError::Truncated),
        ("four billion heads", vec![5, 0xff, 0xff, 0xff, 0xff], DecodeError::Truncated),
        ("heads out of order", heads(2, 1), DecodeError::Value),
        ("an author twice among the heads", heads(2, 2), DecodeError::Value),
        ("a truth value of 2", with("07", 32, "020000"), DecodeError::Value),
        ("refusal code 0", with("0a", 46, ""), DecodeError::Value),
        ("refusal code 17", with("0a", 32, "1100000000000000000000000000"), DecodeError::Value),
        ("slot 0", with("0d", 33, ""), DecodeError::Value),
        ("slot 5", with("0d", 32, "05"), DecodeError::Value),
        ("bye code 6", vec![0x12, 6], DecodeError::Value),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(Frame::decode(&bytes), Err(expected), "{name}");
    }
    assert_eq!(Frame::decode(&[0x80, 1, 2]), Ok(None), "types from 0x80 are skipped");
    assert_eq!(Frame::decode(&[0xff]), Ok(None));
}

#[test]
fn every_code_of_a_refusal_and_of_a_goodbye_comes_back() {
    let mut refusals = 0;
    for code in 0..=255u8 {
        let refusal = [&[0x0a], [0; 32].as_slice(), &[code], &[0; 13]].concat();
        if let Ok(Some(frame)) = Frame::decode(&refusal) {
            assert_eq!(frame.encode(), refusal);
            refusals += 1;
        }
        if let Ok(Some(frame)) = Frame::decode(&[0x12, code]) {
            assert_eq!(frame.encode(), [0x12, code]);
        }
    }
    assert_eq!(refusals, 16);
}

#[test]
fn what_is_signed_to_get_access_names_relay_stream_and_nonce() {
    let message = auth_message("ws://a", &StreamId::from([1; 32]), &[2; 32]);
    let expected = [[0, 6].as_slice(), b"ws://a", &[1; 32], &[2; 32]].concat();
    assert_eq!(message, expected);
}

fn limits() -> impl Strategy<Value = Limits> {
    (any::<[u32; 8]>(), any::<[u64; 2]>()).prop_map(|(small, large)| Limits {
        frame_before_auth_max: small[0],
        frame_max: small[1],
        body_max: small[2],
        stream_bytes_max: large[0],
        stream_reserve: large[1],
        puts_in_flight_max: small[3],
        window_bytes: small[4],
        author_hourly_max: small[5],
        mailbox_slot_max: small[6],
        mailbox_seconds_max: small[7],
    })
}

proptest! {
    #[test]
    fn any_bytes_are_decoded_without_panic_and_encode_to_themselves(bytes in proptest::collection::vec(any::<u8>(), 0..300), kind in 0u8..0x14) {
        let mut bytes = bytes;
        if let Some(first) = bytes.first_mut() {
            *first = kind;
        }
        if let Ok(Some(frame)) = Frame::decode(&bytes) {
            prop_assert_eq!(frame.encode(), bytes);
        }
    }

    #[test]
    fn any_hello_comes_back(origin in "\\PC{0,40}", nonce in any::<[u8; 32]>(), limits in limits()) {
        let frame = Frame::Hello { origin, nonce, limits };
        prop_assert_eq!(Frame::decode(&frame.encode()), Ok(Some(frame)));
    }

    #[test]
    fn any_page_comes_back(author in any::<[u8; 32]>(), done in any::<bool>(),
        page in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..50), 0..20)) {
        let frame = Frame::Envelopes { author: AuthorId::from(author), done, page };
        prop_assert_eq!(Frame::decode(&frame.encode()), Ok(Some(frame)));
    }

    #[test]
    fn any_heads_come_back(heads in proptest::collection::btree_map(any::<[u8; 32]>(), (any::<u64>(), any::<[u8; 32]>()), 0..20)) {
        let heads = heads
            .into_iter()
            .map(|(author, (seq, id))| (AuthorId::from(author), seq, EnvelopeId::from(id)))
            .collect();
        let frame = Frame::Heads { heads };
        prop_assert_eq!(Frame::decode(&frame.encode()), Ok(Some(frame)));
    }
}
