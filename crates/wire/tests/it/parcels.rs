//! Parcels (docs/protocol.md §8.5): frozen bytes, and every defect by its name.

use data_encoding::HEXLOWER;
use wire::{
    AccessOp, AuthorId, Envelope, EnvelopeError, EnvelopeId, EpochId, Header, Kind, Parcel, ParcelError,
    SigningKey, StreamId, Verified,
};

fn step(subject: u8) -> Verified {
    let key = SigningKey::from_bytes(&[5; 32]);
    let header = Header {
        kind: Kind::Access,
        stream: StreamId::from([4; 32]),
        author: AuthorId::from(key.verifying_key().to_bytes()),
        seq: 2,
        prev: EnvelopeId::from([6; 32]),
        epoch: EpochId::ZERO,
        nonce: [0; 24],
    };
    let body = AccessOp::Retire { subject: AuthorId::from([subject; 32]) }.encode();
    Envelope::seal(&header, &body, &key).unwrap()
}

fn parcel(envelopes: &[Verified]) -> Vec<u8> {
    Parcel::encode(envelopes.iter().map(|envelope| &**envelope)).unwrap()
}

#[test]
fn the_bytes_of_a_parcel_are_frozen() {
    assert_eq!(HEXLOWER.encode(&parcel(&[])), "454e544601".to_owned() + "00000000");
    let one = step(1);
    let expected = ["454e544601", "00000001", "0000010d", &HEXLOWER.encode(one.as_bytes())].concat();
    assert_eq!(HEXLOWER.encode(&parcel(&[one])), expected);
}

#[test]
fn envelopes_come_out_as_they_went_in() {
    let envelopes = [step(1), step(2), step(1)];
    assert_eq!(Parcel::decode(&parcel(&envelopes)).unwrap(), envelopes);
}

#[test]
fn every_defect_has_its_name_and_no_length_is_believed() {
    let sound = parcel(&[step(1), step(2)]);
    let check = |change: &dyn Fn(&mut Vec<u8>), expected: ParcelError| {
        let mut bytes = sound.clone();
        change(&mut bytes);
        assert_eq!(Parcel::decode(&bytes), Err(expected));
    };
    check(&|bytes| bytes.clear(), ParcelError::Foreign);
    check(&|bytes| bytes[3] = b'1', ParcelError::Foreign);
    check(&|bytes| bytes[4] = 2, ParcelError::Newer { found: 2 });
    check(&|bytes| bytes.truncate(7), ParcelError::Truncated);
    check(&|bytes| bytes[5..9].copy_from_slice(&[0xff; 4]), ParcelError::Truncated);
    check(&|bytes| bytes[8] = 1, ParcelError::Trailing);
    check(&|bytes| bytes.push(0), ParcelError::Trailing);
    for cut in 10..sound.len() {
        let cut = Parcel::decode(&sound[..cut]);
        assert_eq!(cut, Err(ParcelError::Truncated));
    }
    let too_long = |number| ParcelError::Envelope {
        number,
        source: EnvelopeError::TooLong { len: 0xffff_ffff, max: wire::Limits::BODY_MAX },
    };
    check(&|bytes| bytes[9..13].copy_from_slice(&[0xff; 4]), too_long(1));
}

#[test]
fn a_bit_that_was_flipped_anywhere_in_an_envelope_names_the_envelope() {
    let sound = parcel(&[step(1), step(2)]);
    let second = 9 + 4 + step(1).as_bytes().len() + 4;
    for at in second..sound.len() {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        let found = Parcel::decode(&bytes);
        assert!(matches!(found, Err(ParcelError::Envelope { number: 2, .. })), "byte {at}: {found:?}");
    }
}
