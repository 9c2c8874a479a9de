//! Parcels: what decodes encodes back, and nothing that is unsigned comes out.

use super::envelope::{repaired, signed, sound};
use super::{in_modes, mode};
use crate::{Envelope, Parcel, ParcelError};

/// Mode bit 0: the rest is read as envelopes behind their lengths, these are repaired and signed where they parse, and the
/// parcel is put together anew.
pub(super) fn run(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    if mode & 1 == 0 {
        if let Ok(envelopes) = Parcel::decode(rest) {
            let again = Parcel::encode(envelopes.iter().map(|envelope| &**envelope));
            assert_eq!(again.as_deref(), Ok(rest), "one encoding");
            let cut = rest.len() - 1;
            assert_eq!(Parcel::decode(&rest[..cut]).err(), Some(ParcelError::Truncated));
        }
        return;
    }
    let envelopes: Vec<Envelope> = pieces(rest).filter_map(repaired_and_signed).collect();
    let parcel = Parcel::encode(envelopes.iter()).expect("a short parcel");
    let decoded = Parcel::decode(&parcel).expect("signed by their author");
    assert!(decoded.iter().map(|envelope| &**envelope).eq(envelopes.iter()), "kept as they are");
    let trailing = [parcel.as_slice(), &[0]].concat();
    assert_eq!(Parcel::decode(&trailing).err(), Some(ParcelError::Trailing));
}

/// What stands behind the head of a parcel, by the lengths that it names, as far as the bytes go.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes.get(HEAD..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (len, behind) = rest.split_first_chunk::<4>()?;
        let len = usize::try_from(u32::from_be_bytes(*len)).ok()?.min(behind.len());
        let (piece, behind) = behind.split_at(len);
        rest = behind;
        Some(piece)
    })
}

fn repaired_and_signed(bytes: &[u8]) -> Option<Envelope> {
    let mut bytes = repaired(bytes)?;
    let unsigned = Envelope::parse(&bytes).ok()?;
    signed(&mut bytes, &unsigned);
    Envelope::parse(&bytes).ok()
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let envelopes: Vec<Envelope> =
        sound().iter().map(|bytes| Envelope::parse(bytes).expect("a sound envelope")).collect();
    let parcel = |envelopes: &[Envelope]| Parcel::encode(envelopes.iter()).expect("a short parcel");
    in_modes(&[0, 1], &[parcel(&[]), parcel(&envelopes[5..6]), parcel(&envelopes[5..]), parcel(&envelopes)])
}

/// Magic, version and count.
const HEAD: usize = 9;
